//! Taking articles back, for now or for good.

use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{one, payloads};
use crate::domain::article::change::Which;
use crate::domain::article::notice::HideVersion;
use crate::domain::article::withdraw::{Reinstate, Retract, Withdraw};
use crate::graphql::error::Result;

/// An article that readers shall have no more, for now.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawArticleInput {
    /// The article.
    pub id: ID,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// An article that is taken back for good.
#[derive(Clone, Debug, InputObject)]
pub struct RetractArticleInput {
    /// The article.
    pub id: ID,
    /// What readers get in the place of its text.
    pub notice: String,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// An article that was retracted by mistake.
#[derive(Clone, Debug, InputObject)]
pub struct ReinstateArticleInput {
    /// The article.
    pub id: ID,
    /// What readers are told of it; the notice of the retraction stays, too.
    pub notice: String,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// A former version that readers shall not see any more, or see again.
#[derive(Clone, Debug, InputObject)]
pub struct HideVersionInput {
    /// The article.
    pub id: ID,
    /// The number of the version, as readers count.
    pub version: i32,
    /// False: they see it again.
    #[graphql(default = true)]
    pub hidden: bool,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of the article that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

payloads! {
    /// What became of an article that is withdrawn.
    WithdrawArticlePayload;
    /// What became of an article that is retracted.
    RetractArticlePayload;
    /// What became of an article that is reinstated.
    ReinstateArticlePayload;
    /// What became of a former version.
    HideVersionPayload;
}

#[derive(Debug, Default)]
pub struct ArticleWithdrawing;

#[Object]
impl ArticleWithdrawing {
    /// Takes an article from readers for now: to them it is not there. It can be published again.
    async fn withdraw_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: WithdrawArticleInput,
    ) -> Result<WithdrawArticlePayload> {
        let WithdrawArticleInput { id, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Withdraw { which, note }).await.map(Into::into)
    }

    /// Takes an article back for good: readers have its headline, and the notice in the place of its text.
    async fn retract_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and why.")] input: RetractArticleInput,
    ) -> Result<RetractArticlePayload> {
        let RetractArticleInput { id, notice, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Retract { which, notice, note }).await.map(Into::into)
    }

    /// Gives readers an article again that was retracted by mistake, as they had it, with a notice. For administrators.
    async fn reinstate_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and why.")] input: ReinstateArticleInput,
    ) -> Result<ReinstateArticlePayload> {
        let ReinstateArticleInput { id, notice, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Reinstate { which, notice, note }).await.map(Into::into)
    }

    /// Hides the text of a former version from readers, as a court may order; the newsroom keeps it. For administrators.
    async fn hide_version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version of which article.")] input: HideVersionInput,
    ) -> Result<HideVersionPayload> {
        let HideVersionInput { id, version, hidden, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &HideVersion { which, version, hidden, note }).await.map(Into::into)
    }
}
