//! Deciding who is named where.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::domain::mention::decide::{Decide, Decision, Verdict};
use crate::graphql::desk::article::{DeskArticle, by_uid};
use crate::graphql::error::Result;
use crate::graphql::user_error::{Conflict, UserError, run};

/// What is decided on a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Verdict")]
pub enum MentionDecision {
    /// It names the entity; another one that was linked there gives way.
    Link,
    /// It does not name the entity. The mention goes, and in this article no such name is linked to the entity again,
    /// unless a person does.
    Reject,
    /// The mention goes, and nothing is remembered.
    Unlink,
}

/// A decision on one place of a text: on a mention; on a range of the text; or on an orphan, with the range where it
/// belongs now.
#[derive(Clone, Debug, InputObject)]
pub struct MentionDecisionInput {
    /// The mention, by its id.
    pub mention: Option<ID>,
    /// Where the place begins, in Unicode scalars.
    pub start: Option<i32>,
    /// Where it ends, exclusive, in Unicode scalars.
    pub end: Option<i32>,
    /// What is decided.
    pub action: MentionDecision,
    /// The entity: whom or what the place names, or does not. It may be left out where a mention says it.
    pub entity: Option<ID>,
}

/// Decisions on places of an article's newest revision, all or none.
#[derive(Clone, Debug, InputObject)]
pub struct DecideMentionsInput {
    /// The article.
    pub article: ID,
    /// The number of the revision that the places are of; another newest one is a conflict.
    pub base_revision: i32,
    /// The decisions, at most 1000.
    pub decisions: Vec<MentionDecisionInput>,
    /// What the revision changes, for those who look at the revisions.
    pub note: Option<String>,
}

/// What became of decisions.
#[derive(Debug, SimpleObject)]
pub struct DecideMentionsPayload {
    /// The article, with a new revision that has the decided mentions; null where nothing was done.
    article: Option<DeskArticle>,
    /// What somebody else changed meanwhile; nothing was done then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct MentionDeciding;

#[Object]
impl MentionDeciding {
    /// Decides who is named where in the newest revision of an article, which makes a new one. The outermost name counts:
    /// what is linked takes the place of mentions within it, and is refused within or across another.
    async fn decide_mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decisions.")] input: DecideMentionsInput,
    ) -> Result<DecideMentionsPayload> {
        let DecideMentionsInput { article, base_revision, decisions, note } = input;
        let decisions = decisions.into_iter().map(|input| Decision {
            mention: input.mention.map(|id| id.0),
            start: input.start,
            end: input.end,
            verdict: input.action.into(),
            entity: input.entity.map(|id| id.0),
        });
        let decide = Decide { article: article.0, base_revision, decisions: decisions.collect(), note };
        let (done, user_errors, conflict) = run(ctx, &decide).await?.into_parts();
        let article = match done {
            Some(done) => by_uid(ctx, done.article).await?,
            None => None,
        };
        Ok(DecideMentionsPayload { article, conflict, user_errors })
    }
}
