//! What people do with their own accounts.

use async_graphql::{Context, InputObject, Object};

use super::manage::UserPayload;
use crate::domain::user;
use crate::graphql::access::{anybody, caller, run, unshown};
use crate::graphql::error::Result;

/// A password, and the link that lets one set it.
#[derive(Clone, InputObject)]
pub struct SetPasswordInput {
    /// The secret of the link.
    pub token: String,
    /// The password: 12 characters or more.
    pub password: String,
}

/// Another password.
#[derive(Clone, InputObject)]
pub struct ChangePasswordInput {
    /// The one that holds.
    pub current_password: String,
    /// The one that is to hold: 12 characters or more.
    pub new_password: String,
}

unshown!(SetPasswordInput, ChangePasswordInput);

/// What of one's own account changes.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateViewerInput {
    /// What one is called from now on.
    pub name: String,
}

#[derive(Debug, Default)]
pub struct OwnAccount;

#[Object]
impl OwnAccount {
    /// Sets a password with a one-time link, an invitation or a reset. All sessions end; sign in with the new one then.
    async fn set_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password.")] input: SetPasswordInput,
    ) -> Result<UserPayload> {
        let (access, _) = anybody(ctx)?;
        let done = run(ctx, user::set_password(&access, &input.token, &input.password)).await?;
        Ok(UserPayload::of(done))
    }

    /// Changes one's own password. All other sessions end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both passwords.")] input: ChangePasswordInput,
    ) -> Result<UserPayload> {
        let (access, actor) = caller(ctx)?;
        let (_, client) = anybody(ctx)?;
        let ChangePasswordInput { current_password, new_password } = &input;
        let change = user::change_password(&access, &actor, current_password, new_password, client.address);
        Ok(UserPayload::of(run(ctx, change).await?))
    }

    /// Changes one's own name.
    async fn update_viewer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name.")] input: UpdateViewerInput,
    ) -> Result<UserPayload> {
        let (access, actor) = caller(ctx)?;
        Ok(UserPayload::of(run(ctx, user::rename(&access, &actor, &input.name)).await?))
    }
}
