//! Keys with which tools read.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use db::api_key;
use uuid::Uuid;

use super::access::{caller, run, unshown};
use super::error::Result;
use super::node;
use super::scalars::DateTime;
use super::user::{self, User};
use super::user_error::UserError;
use crate::auth;
use crate::domain::api_key as keys;
use crate::domain::public_id::{self, Prefix};

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
