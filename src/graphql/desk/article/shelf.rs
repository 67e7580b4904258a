//! Putting articles away, and taking them out again.

use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{one, payloads};
use crate::domain::article::change::Which;
use crate::domain::article::shelf::{Archive, Delete, Restore};
use crate::graphql::error::Result;

/// An article on which nobody works any more.
#[derive(Clone, Debug, InputObject)]
pub struct ArchiveArticleInput {
    /// The article.
    pub id: ID,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// An article that shall be no more.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteArticleInput {
    /// The article.
    pub id: ID,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// An article that was archived or deleted.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreArticleInput {
    /// The article.
    pub id: ID,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

payloads! {
    /// What became of an article that is put away.
    ArchiveArticlePayload;
    /// What became of an article that is deleted.
    DeleteArticlePayload;
    /// What became of an article that comes back.
    RestoreArticlePayload;
}

#[derive(Debug, Default)]
pub struct ArticleKeeping;

#[Object]
impl ArticleKeeping {
    /// Puts an article away: nobody works on it any more. What readers have of it, they keep.
    async fn archive_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: ArchiveArticleInput,
    ) -> Result<ArchiveArticlePayload> {
        let ArchiveArticleInput { id, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Archive { which, note }).await.map(Into::into)
    }

    /// Deletes an article that readers do not have. It can be restored. Authors: their own that were never published.
    async fn delete_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: DeleteArticleInput,
    ) -> Result<DeleteArticlePayload> {
        let DeleteArticleInput { id, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Delete { which, note }).await.map(Into::into)
    }

    /// Brings an article back that was archived or deleted.
    async fn restore_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: RestoreArticleInput,
    ) -> Result<RestoreArticlePayload> {
        let RestoreArticleInput { id, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Restore { which }).await.map(Into::into)
    }
}
