//! Keys with which tools read.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use db::api_key;
use sea_orm::DbErr;
use uuid::Uuid;

use super::access::{caller, run, unshown};
use super::batch::Source;
use super::connection::{Connection, Edge, Paging, cursor};
use super::error::Result;
use super::scalars::DateTime;
use super::user::{self, User};
use super::user_error::UserError;
use super::{node, request};
use crate::auth::{self, Action, Whose};
use crate::domain::api_key::{self as keys, BY_AGE};
use crate::domain::mutation::MutationError;
use crate::domain::public_id::{self, Prefix};
use crate::store::Desk;
use crate::store::keyset::Key;

/// What a tool may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Scope")]
pub enum Scope {
    /// Drafts, revisions and workflow of all articles, and all entities and relations.
    ReadDesk,
    /// Who did what.
    ReadAudit,
    /// Names, addresses and roles of users.
    ReadUsers,
}

/// A tool's key. It reads what its scopes say, and changes nothing.
#[derive(Clone, Debug)]
pub struct ApiKey(api_key::Model);

/// A tool's key. It reads what its scopes say, and changes nothing.
#[Object]
impl ApiKey {
    /// Opaque, and the same for ever; not the secret.
    async fn id(&self) -> ID {
        node::id(Prefix::ApiKey, self.0.uid)
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may read.
    async fn scopes(&self) -> Vec<Scope> {
        keys::scopes(&self.0).into_iter().map(Scope::from).collect()
    }

    /// When it is over.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was used last, to the hour.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When it was revoked; null: it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Who made it; null: the command line.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match auth::user_of(&self.0.created_by) {
            Some(uid) => user::by_uid(ctx, uid).await,
            None => Ok(None),
        }
    }
}

/// All keys, in the order of their public ids.
#[derive(Debug)]
pub enum All {}

impl Source for All {
    type From = Desk;
    type Args = ();
    type Key = ();
    type Value = Arc<Vec<api_key::Model>>;

    async fn fetch(desk: Arc<Desk>, (): (), _: Vec<()>) -> Result<HashMap<(), Self::Value>, DbErr> {
        let mut rows = keys::all(&desk).await?;
        rows.sort_by_key(|row| row.uid);
        Ok(HashMap::from([((), Arc::new(rows))]))
    }
}

/// All keys, the oldest first.
///
/// # Errors
/// Where nobody is signed in, or who is may not keep them; the database's; arguments that make no page.
pub async fn list(ctx: &Context<'_>, paging: Paging) -> Result<Connection<Edge<ApiKey>>> {
    let (request, page) = (request::of(ctx)?, paging.page(&BY_AGE)?);
    request.caller()?.may(Action::ManageKeys, Whose::Own).map_err(MutationError::from)?;
    let rows = request.batches.load::<All>((), ()).await?.unwrap_or_default();
    Ok(Connection::of_all(
        rows.to_vec(),
        &page,
        |row| row.uid,
        |row| Edge { cursor: cursor(&BY_AGE, &[Key::Uid(row.uid)]), node: ApiKey(row) },
    ))
}

/// A key for a tool.
#[derive(Clone, Debug, InputObject)]
pub struct CreateApiKeyInput {
    /// What it is for.
    pub name: String,
    /// What it may read.
    pub scopes: Vec<Scope>,
    /// When it is over: within a year.
    pub expires_at: DateTime,
}

/// A key that is to be revoked.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeApiKeyInput {
    /// The key.
    pub id: ID,
}

/// What became of a new key.
#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The key; null where there are errors.
    api_key: Option<ApiKey>,
    /// What the tool sends in the header `Authorization: Bearer …`; it is told this once.
    secret: Option<String>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

unshown!(CreateApiKeyPayload);

/// What became of revoking a key.
#[derive(Debug, SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The key; null where there are errors.
    api_key: Option<ApiKey>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct ApiKeyManaging;

#[Object]
impl ApiKeyManaging {
    /// Makes a key for a tool. For administrators.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        let (access, actor) = caller(ctx)?;
        let scopes: Vec<_> = input.scopes.into_iter().map(Into::into).collect();
        let create = keys::create(&access, &actor, &input.name, &scopes, input.expires_at.0);
        let (done, user_errors) = run(ctx, create).await?;
        let (row, secret) = done.unzip();
        let secret = secret.map(|secret| secret.expose());
        Ok(CreateApiKeyPayload { api_key: row.map(ApiKey), secret, user_errors })
    }

    /// Revokes a key, from this moment on. For administrators.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload> {
        let (access, actor) = caller(ctx)?;
        let uid = public_id::parse(Prefix::ApiKey, &input.id).unwrap_or(Uuid::max());
        let (row, user_errors) = run(ctx, keys::revoke(&access, &actor, uid)).await?;
        Ok(RevokeApiKeyPayload { api_key: row.map(ApiKey), user_errors })
    }
}
