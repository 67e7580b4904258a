//! What somebody is writing into an article and did not save yet.

pub mod content;
pub mod load;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, Object};

use self::content::WorkingContent;
use super::article::DeskArticle;
use crate::auth;
use crate::domain::working_copy::read::{Copies, Other};
use crate::graphql::error::{Fault, Result};
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::graphql::user::{self, User};

/// What whoever asks is writing into an article and did not save yet.
#[derive(Clone, Debug)]
pub struct WorkingCopy {
    copies: Arc<Copies>,
    head: i32,
}

impl WorkingCopy {
    fn own(&self) -> Result<&crate::domain::working_copy::read::Own> {
        self.copies.own.as_ref().ok_or(Fault::Internal)
    }
}

/// What whoever asks is writing into an article and did not save yet. It is theirs alone.
#[Object]
impl WorkingCopy {
    /// The number of the revision that it began from.
    async fn base_revision(&self) -> Result<i32> {
        Ok(self.own()?.base)
    }

    /// Whether the article has a newer revision by now; to save the copy is a conflict then.
    async fn is_stale(&self) -> Result<bool> {
        Ok(self.own()?.base != self.head)
    }

    /// The fields that were written.
    async fn changed_fields(&self) -> Result<&Vec<&'static str>> {
        Ok(&self.own()?.fields)
    }

    /// When it was last kept.
    async fn saved_at(&self) -> Result<DateTime> {
        Ok(DateTime(self.own()?.saved_at))
    }

    /// What the article would say.
    async fn content(&self) -> Result<WorkingContent> {
        Ok(WorkingContent::from(self.own()?.content.clone()))
    }
}

/// That somebody else is writing into an article; what, is theirs alone.
#[derive(Clone, Debug)]
pub struct OthersWorkingCopy(Other);

/// That somebody else is writing into an article; what, is theirs alone.
#[Object]
impl OthersWorkingCopy {
    /// Who; null where they have no account here any more.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(uid) = auth::user_of(&self.0.author) else { return Ok(None) };
        Ok(request::of(ctx)?.batches.load::<user::load::ByUid>((), uid).await?.map(User))
    }

    /// The number of the revision that it began from.
    async fn base_revision(&self) -> i32 {
        self.0.base
    }

    /// When it was last kept.
    async fn saved_at(&self) -> DateTime {
        DateTime(self.0.saved_at)
    }
}

/// The copy that whoever asks has of an article.
///
/// # Errors
/// The database's.
pub async fn own(ctx: &Context<'_>, article: &DeskArticle) -> Result<Option<WorkingCopy>> {
    let copies = request::of(ctx)?.batches.load::<load::OfArticle>((), article.0.id).await?;
    let own = copies.filter(|copies| copies.own.is_some());
    Ok(own.map(|copies| WorkingCopy { copies, head: article.0.head_number }))
}

/// Those of all others.
///
/// # Errors
/// The database's.
pub async fn of_others(ctx: &Context<'_>, article: &DeskArticle) -> Result<Vec<OthersWorkingCopy>> {
    let copies = request::of(ctx)?.batches.load::<load::OfArticle>((), article.0.id).await?;
    Ok(copies
        .map(|copies| copies.others.iter().cloned().map(OthersWorkingCopy).collect())
        .unwrap_or_default())
}
