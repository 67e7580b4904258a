//! Bringing older revisions back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::{DeskArticle, by_uid};
use crate::domain::article::restore::Restore;
use crate::graphql::error::Result;
use crate::graphql::user_error::{Conflict, UserError, run};

/// Which revision of which article comes back.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreRevisionInput {
    /// The article.
    pub id: ID,
    /// The number of the revision that comes back.
    pub revision: i32,
    /// The number of the newest revision; another newest one is a conflict.
    pub base_revision: i32,
    /// Why, for those who look at the revisions.
    pub note: Option<String>,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct RestoreRevisionPayload {
    /// The article; null where nothing was restored.
    article: Option<DeskArticle>,
    /// What somebody else changed meanwhile; nothing was restored then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct RevisionRestoring;

#[Object]
impl RevisionRestoring {
    /// Saves what an older revision holds, mentions and all, as a new one. The revisions between the two stay.
    async fn restore_revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which revision.")] input: RestoreRevisionInput,
    ) -> Result<RestoreRevisionPayload> {
        let RestoreRevisionInput { id, revision, base_revision, note } = input;
        let restore = Restore { id: id.0, revision, base_revision, note };
        let (saved, user_errors, conflict) = run(ctx, &restore).await?.into_parts();
        let article = match saved {
            Some(saved) => by_uid(ctx, saved.article).await?,
            None => None,
        };
        Ok(RestoreRevisionPayload { article, conflict, user_errors })
    }
}
