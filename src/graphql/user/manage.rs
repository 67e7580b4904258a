//! What administrators do with accounts.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::{User, UserRole, uid};
use crate::domain::user::{self, Change, Invitation};
use crate::graphql::access::{caller, run, unshown};
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// Somebody who is to have an account.
#[derive(Clone, Debug, InputObject)]
pub struct InviteUserInput {
    /// What they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do in general.
    pub role: UserRole,
}

/// What of an account changes.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateUserInput {
    /// Whose account it is.
    pub id: ID,
    /// What they are called from now on.
    pub name: Option<String>,
    /// What they may do from now on.
    pub role: Option<UserRole>,
}

/// Somebody who is to be kept out, let in again, or given a link.
#[derive(Clone, Debug, InputObject)]
pub struct UserInput {
    /// Whose account it is.
    pub id: ID,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::LinkPurpose")]
pub enum LinkPurpose {
    /// Setting the first password.
    Invitation,
    /// Setting another password.
    Reset,
}

/// What lets somebody set a password, once. Send them a page of your own that has the token, and calls `setPassword`.
#[derive(Clone, SimpleObject)]
pub struct OneTimeLink {
    /// The secret; it is told this once.
    token: String,
    /// What it is for.
    purpose: LinkPurpose,
    /// When it is over.
    expires_at: DateTime,
}

unshown!(OneTimeLink);

impl From<user::Link> for OneTimeLink {
    fn from(link: user::Link) -> Self {
        Self {
            token: link.secret.expose(),
            purpose: link.purpose.into(),
            expires_at: DateTime(link.expires_at),
        }
    }
}

/// What became of a change to an account.
#[derive(Debug, SimpleObject)]
pub struct UserPayload {
    /// The account; null where there are errors.
    user: Option<User>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of an invitation or a reset.
#[derive(Debug, SimpleObject)]
pub struct UserLinkPayload {
    /// The account; null where there are errors.
    user: Option<User>,
    /// The link for its owner; null where there are errors.
    link: Option<OneTimeLink>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

impl UserPayload {
    pub(super) fn of((row, user_errors): (Option<db::user_account::Model>, Vec<UserError>)) -> Self {
        Self { user: row.map(User::from), user_errors }
    }
}

impl UserLinkPayload {
    fn of((done, user_errors): (Option<(db::user_account::Model, user::Link)>, Vec<UserError>)) -> Self {
        let (row, link) = done.unzip();
        Self { user: row.map(User::from), link: link.map(OneTimeLink::from), user_errors }
    }
}

#[derive(Debug, Default)]
pub struct UserManaging;

#[Object]
impl UserManaging {
    /// Makes an account, and the link with which its owner sets a password. For administrators.
    async fn invite_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: InviteUserInput,
    ) -> Result<UserLinkPayload> {
        let (access, actor) = caller(ctx)?;
        let InviteUserInput { email, name, role } = input;
        let invitation = Invitation { email, name, role: role.into() };
        Ok(UserLinkPayload::of(run(ctx, user::invite(&access, &actor, &invitation)).await?))
    }

    /// Gives an account another name or role; what is left out stays. For administrators.
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateUserInput,
    ) -> Result<UserPayload> {
        let (access, actor) = caller(ctx)?;
        let change = Change { name: input.name, role: input.role.map(Into::into) };
        Ok(UserPayload::of(run(ctx, user::update(&access, &actor, uid(&input.id), &change)).await?))
    }

    /// Keeps somebody out: their sessions end now, and what they did stays theirs. For administrators.
    async fn disable_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserPayload> {
        let (access, actor) = caller(ctx)?;
        Ok(UserPayload::of(run(ctx, user::disable(&access, &actor, uid(&input.id))).await?))
    }

    /// Lets somebody in again. For administrators.
    async fn enable_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserPayload> {
        let (access, actor) = caller(ctx)?;
        Ok(UserPayload::of(run(ctx, user::enable(&access, &actor, uid(&input.id))).await?))
    }

    /// Makes a link with which somebody sets a new password, or accepts an invitation anew; former links end. For
    /// administrators.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserLinkPayload> {
        let (access, actor) = caller(ctx)?;
        Ok(UserLinkPayload::of(run(ctx, user::reset(&access, &actor, uid(&input.id))).await?))
    }
}
