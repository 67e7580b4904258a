//! Moving articles through the workflow, giving them into hands, taking them in hand.

use async_graphql::{Context, ID, InputObject, Object};

use super::content::ReferencesChange;
use super::payload::{bulk_payloads, many, one, payloads};
use crate::domain::article::about::About;
use crate::domain::article::assign::Assign;
use crate::domain::article::change::Which;
use crate::domain::article::hold::{Lock, Unlock};
use crate::domain::article::workflow::{Move, SetEditNote};
use crate::graphql::error::Result;

/// An article that goes on to another stage, or back.
#[derive(Clone, Debug, InputObject)]
pub struct MoveArticleInput {
    /// The article.
    pub id: ID,
    /// The code of the stage.
    pub to: String,
    /// Why; needed where it goes back.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// Whose hands an article is in.
#[derive(Clone, Debug, InputObject)]
pub struct AssignArticleInput {
    /// The article.
    pub id: ID,
    /// People, by the ids of their accounts.
    pub assignees: ReferencesChange,
}

/// Whose hands many articles are in.
#[derive(Clone, Debug, InputObject)]
pub struct AssignArticlesInput {
    /// The articles, at most 100.
    pub ids: Vec<ID>,
    /// People, by the ids of their accounts.
    pub assignees: ReferencesChange,
}

/// What many articles are about.
#[derive(Clone, Debug, InputObject)]
pub struct AboutArticlesInput {
    /// The articles, at most 100.
    pub ids: Vec<ID>,
    /// Entities that they are about from now on, by id, slug or identifier.
    #[graphql(default)]
    pub add: Vec<String>,
    /// Entities that they are about no more.
    #[graphql(default)]
    pub remove: Vec<String>,
    /// What the revisions change, for those who look at the revisions.
    pub note: Option<String>,
}

/// An article that somebody edits from now on.
#[derive(Clone, Debug, InputObject)]
pub struct LockArticleInput {
    /// The article.
    pub id: ID,
}

/// An article that nobody edits any more.
#[derive(Clone, Debug, InputObject)]
pub struct UnlockArticleInput {
    /// The article.
    pub id: ID,
    /// Takes it out of the hands of somebody else, too; editors may.
    #[graphql(default)]
    pub force: bool,
}

/// What those who work on an article should know.
#[derive(Clone, Debug, InputObject)]
pub struct SetEditNoteInput {
    /// The article.
    pub id: ID,
    /// What they should know; null: nothing any more.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

payloads! {
    /// What became of an article that moves.
    MoveArticlePayload;
    /// What became of an article that is given into hands.
    AssignArticlePayload;
    /// What became of an article that somebody edits.
    LockArticlePayload;
    /// What became of an article that nobody edits any more.
    UnlockArticlePayload;
    /// What became of a note.
    SetEditNotePayload;
}

bulk_payloads! {
    /// What became of articles that are given into hands.
    AssignArticlesPayload;
    /// What became of what articles are about.
    AboutArticlesPayload;
}

#[derive(Debug, Default)]
pub struct ArticleWorkflow;

#[Object]
impl ArticleWorkflow {
    /// Moves the newest revision of an article to another stage of the newsroom's workflow. To stand at a stage that
    /// approves pins the revision; an edit drops the approval.
    async fn move_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and where to.")] input: MoveArticleInput,
    ) -> Result<MoveArticlePayload> {
        let MoveArticleInput { id, to, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Move { which, to, note }).await.map(Into::into)
    }

    /// Gives an article into hands: an author sees and edits what is given to them.
    async fn assign_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and whose hands.")] input: AssignArticleInput,
    ) -> Result<AssignArticlePayload> {
        let AssignArticleInput { id, assignees } = input;
        let assignees = assignees.patch(|text| text);
        one(ctx, &Assign { ids: vec![id.0], assignees, single: true }).await.map(Into::into)
    }

    /// Gives many articles into hands, all or none.
    async fn assign_articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles, and whose hands.")] input: AssignArticlesInput,
    ) -> Result<AssignArticlesPayload> {
        let AssignArticlesInput { ids, assignees } = input;
        let (ids, assignees) = (ids.into_iter().map(|id| id.0).collect(), assignees.patch(|text| text));
        let (articles, _, user_errors) = many(ctx, &Assign { ids, assignees, single: false }).await?;
        Ok(AssignArticlesPayload { articles, user_errors })
    }

    /// Changes what many articles are about, of all or none: each that changes gets a new revision.
    async fn about_articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles, and what they are about.")] input: AboutArticlesInput,
    ) -> Result<AboutArticlesPayload> {
        let AboutArticlesInput { ids, add, remove, note } = input;
        let ids = ids.into_iter().map(|id| id.0).collect();
        let (articles, _, user_errors) = many(ctx, &About { ids, add, remove, note }).await?;
        Ok(AboutArticlesPayload { articles, user_errors })
    }

    /// Takes an article in hand for five minutes, so that nobody else writes on it; or keeps it there for as long again.
    async fn lock_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: LockArticleInput,
    ) -> Result<LockArticlePayload> {
        one(ctx, &Lock { id: input.id.0 }).await.map(Into::into)
    }

    /// Gives an article out of hand.
    async fn unlock_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: UnlockArticleInput,
    ) -> Result<UnlockArticlePayload> {
        let UnlockArticleInput { id, force } = input;
        one(ctx, &Unlock { id: id.0, force }).await.map(Into::into)
    }

    /// Says what those who work on an article should know. It is no part of a revision, and readers never see it.
    async fn set_edit_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and what to know.")] input: SetEditNoteInput,
    ) -> Result<SetEditNotePayload> {
        let SetEditNoteInput { id, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &SetEditNote { which, note }).await.map(Into::into)
    }
}
