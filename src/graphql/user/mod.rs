//! People with accounts.

pub mod load;
pub mod manage;
pub mod own;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use db::user_account;
use uuid::Uuid;

use super::connection::{Connection, Edge, Paging, cursor};
use super::error::{Fault, Result};
use super::scalars::DateTime;
use super::{node, request};
use crate::auth;
use crate::auth::{Action, Actor, Whose};
use crate::domain::mutation::MutationError;
use crate::domain::public_id::{self, Prefix};
use crate::domain::user::{self, BY_AGE};
use crate::store::keyset::Key;

/// What a person may do in general.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Role")]
pub enum UserRole {
    /// Writes own articles.
    Author,
    /// Works on everything, and publishes.
    Editor,
    /// An editor who also keeps users, keys and stages.
    Admin,
}

/// Somebody of the newsroom, who has an account.
#[derive(Clone, Debug)]
pub struct User(pub Arc<user_account::Model>);

impl From<user_account::Model> for User {
    fn from(row: user_account::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// Somebody of the newsroom, who has an account.
#[Object]
impl User {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::User, self.0.uid)
    }

    /// What they are called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What they sign in with; null for those who sign in elsewhere and have none here.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// What they may do in general.
    async fn role(&self) -> Result<UserRole> {
        Ok(user::role(&self.0).map_err(Fault::from)?.into())
    }

    /// Whether they sign in elsewhere, with the newsroom's issuer of identities.
    async fn is_external(&self) -> bool {
        self.0.subject.is_some()
    }

    /// Whether they have accepted their invitation: they have a password, or sign in elsewhere.
    async fn is_active(&self) -> bool {
        self.0.password_hash.is_some() || self.0.subject.is_some()
    }

    /// Since when they are kept out; null: they are not.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.disabled_at.map(DateTime)
    }

    /// When the account was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// A person by their public id.
///
/// # Errors
/// Where nobody is signed in, or who is may not see the others; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<User>> {
    let request = request::of(ctx)?;
    // To a tool that may not see people, there are none.
    if request.caller()?.may(Action::ReadUsers, Whose::Own).is_err() {
        return Ok(None);
    }
    Ok(request.batches.load::<load::ByUid>((), uid).await?.map(User))
}

/// All people with accounts, the oldest accounts first.
///
/// # Errors
/// Where nobody is signed in, or who is may not see the others; the database's; arguments that make no page.
pub async fn list(ctx: &Context<'_>, paging: Paging) -> Result<Connection<Edge<User>>> {
    let (request, page) = (request::of(ctx)?, paging.page(&BY_AGE)?);
    let caller = request.caller()?;
    caller.may(Action::ReadUsers, Whose::Own).map_err(MutationError::from)?;
    let rows = if caller.may(Action::ReadDesk, Whose::Own).is_ok() {
        request.batches.load::<load::All>((), ()).await?.unwrap_or_default()
    } else {
        // A tool that may see people alone has no other snapshot of the desk.
        let access = &request.newsroom.access;
        Arc::new(load::in_order(user::list(access, &caller.actor).await?))
    };
    Ok(Connection::of_all(
        rows.to_vec(),
        &page,
        |row| row.uid,
        |row| Edge { cursor: cursor(&BY_AGE, &[Key::Uid(row.uid)]), node: User(row) },
    ))
}

/// The person that a row names (`user:UUID`); nobody where that was the product itself or a tool.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn named(ctx: &Context<'_>, actor: &str) -> Result<Option<User>> {
    let caller = request::of(ctx)?.caller()?;
    match auth::user_of(actor) {
        Some(uid) if caller.may(Action::ReadUsers, Whose::Others).is_ok() => by_uid(ctx, uid).await,
        _ => Ok(None),
    }
}

/// The person that a public id names.
fn uid(id: &str) -> Uuid {
    // One that names nobody is like one of somebody who is not there.
    public_id::parse(Prefix::User, id).unwrap_or(Uuid::max())
}

#[derive(Debug, Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// Whoever asks; null where nobody is signed in, or a tool is.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match request::of(ctx)?.caller().map(|caller| &caller.actor) {
            Ok(Actor::User(user)) => by_uid(ctx, user.uid).await,
            _ => Ok(None),
        }
    }
}
