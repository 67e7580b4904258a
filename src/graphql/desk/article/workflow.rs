//! Stages, hands and leases of articles, and what should be looked at before one is published.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, SimpleObject};
use db::{ArticleId, article, article_assignee, article_lock};
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use crate::auth::user_of;
use crate::domain::article::problem::{self, Kind, Problem, Severity};
use crate::domain::article::{hold, read};
use crate::domain::public_id::Prefix;
use crate::graphql::batch::Source;
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;
use crate::graphql::user::{self, User};
use crate::graphql::{node, request};
use crate::store::Desk;

macro_rules! sources {
    ($(#[$doc:meta] $name:ident $value:ty = $read:path;)+) => {$(
        #[$doc]
        #[derive(Debug)]
        enum $name {}

        impl Source for $name {
            type From = Desk;
            type Args = ();
            type Key = ArticleId;
            type Value = Arc<$value>;

            async fn fetch(
                desk: Arc<Desk>,
                (): (),
                keys: Vec<ArticleId>,
            ) -> Result<HashMap<ArticleId, Self::Value>, DbErr> {
                let found = $read(&desk, &keys).await?;
                Ok(found.into_iter().map(|(id, value)| (id, Arc::new(value))).collect())
            }
        }
    )+};
}

sources! {
    /// Whose hands articles are in.
    Assignees Vec<article_assignee::Model> = read::assignees;
    /// The leases on articles.
    Locks article_lock::Model = read::locks;
    /// What stands against publishing them.
    Problems Vec<Problem> = problem::of;
}

/// A lease on an article: nobody else writes on it.
#[derive(Clone, Debug, SimpleObject)]
pub struct EditLock {
    /// Who edits it; null: somebody who has no account any more.
    holder: Option<User>,
    /// Since when.
    acquired_at: DateTime,
    /// When it ends, unless it is taken again before.
    expires_at: DateTime,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Severity")]
pub enum ProblemSeverity {
    /// It cannot be published as it stands.
    Error,
    /// It can, but somebody may have overlooked something.
    Warning,
}

/// What kind of problem it is. More kinds may come: a client needs a branch for those that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub enum ProblemCode {
    /// It names an entity that readers do not see, since nobody made it public.
    UnpublishedEntity,
    /// It may not be published yet.
    Embargo,
    /// It was archived or deleted.
    PutAway,
    /// It was retracted.
    Retracted,
    /// It has no text.
    NoText,
    /// It has no summary.
    NoSummary,
    /// A picture says nothing to those who do not see it.
    NoAltText,
    /// A link leads to an article that readers do not have.
    UnreadableLink,
    /// What was linked to an entity stands in the text no more.
    OrphanedMention,
    /// Evidence quotes what does not stand in the text.
    LostQuote,
}

/// Something that stands against publishing an article, or should be looked at before.
#[derive(Clone, Debug, SimpleObject)]
pub struct PublicationProblem {
    /// How bad it is.
    severity: ProblemSeverity,
    /// What kind of problem it is.
    code: ProblemCode,
    /// What it is, for people.
    message: String,
    /// Where in the content it is, as in `pictures`, `0`, `alt`; empty where it is about the article as a whole.
    path: Vec<String>,
    /// The entity that it is about, by its id on the desk.
    entity_id: Option<ID>,
    /// The name of that entity.
    entity_name: Option<String>,
}

impl From<&Problem> for PublicationProblem {
    fn from(problem: &Problem) -> Self {
        let Problem { severity, kind, path, message, entity, until: _ } = problem.clone();
        let (entity_id, entity_name) =
            entity.map(|(uid, name)| (node::id(Prefix::DeskEntity, uid), name)).unzip();
        Self { severity: severity.into(), code: kind.into(), message, path, entity_id, entity_name }
    }
}

pub(super) async fn assignees(ctx: &Context<'_>, row: &article::Model) -> Result<Vec<User>> {
    let hands = request::of(ctx)?.batches.load::<Assignees>((), row.id).await?.unwrap_or_default();
    let uids = hands.iter().filter_map(|hand| user_of(&hand.actor));
    let users = try_join_all(uids.map(|uid| user::by_uid(ctx, uid))).await?;
    Ok(users.into_iter().flatten().collect())
}

pub(super) async fn lock(ctx: &Context<'_>, row: &article::Model) -> Result<Option<EditLock>> {
    let request = request::of(ctx)?;
    let lock = request.batches.load::<Locks>((), row.id).await?.map(|lock| article_lock::Model::clone(&lock));
    let Some(lock) = hold::in_force(lock, request.clock.now()) else { return Ok(None) };
    let holder = match user_of(&lock.holder) {
        Some(uid) => user::by_uid(ctx, uid).await?,
        None => None,
    };
    let article_lock::Model { acquired_at, expires_at, .. } = lock;
    Ok(Some(EditLock { holder, acquired_at: DateTime(acquired_at), expires_at: DateTime(expires_at) }))
}

pub(super) async fn problems(ctx: &Context<'_>, row: &article::Model) -> Result<Vec<PublicationProblem>> {
    let request = request::of(ctx)?;
    let now = request.clock.now();
    let problems = request.batches.load::<Problems>((), row.id).await?.unwrap_or_default();
    let holds = problems.iter().filter(|problem| problem.until.is_none_or(|until| until > now));
    Ok(holds.map(PublicationProblem::from).collect())
}
