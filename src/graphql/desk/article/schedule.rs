//! What is to happen to articles at a time.

use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{one, payloads};
use crate::domain::article::change::Which;
use crate::domain::article::schedule::{Cancel, ScheduleWithdrawal, SetEmbargo};
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;

/// When readers shall have an article no more.
#[derive(Clone, Debug, InputObject)]
pub struct ScheduleWithdrawalInput {
    /// The article.
    pub id: ID,
    /// When; null: they keep it.
    pub at: Option<DateTime>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// Before when an article shall not be published.
#[derive(Clone, Debug, InputObject)]
pub struct SetEmbargoInput {
    /// The article.
    pub id: ID,
    /// Until when; null: it may be published at any time.
    pub until: Option<DateTime>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// A scheduled publication that shall not be.
#[derive(Clone, Debug, InputObject)]
pub struct CancelPublicationInput {
    /// The article.
    pub id: ID,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

payloads! {
    /// What became of the end of an article.
    ScheduleWithdrawalPayload;
    /// What became of an embargo.
    SetEmbargoPayload;
    /// What became of a publication that shall not be.
    CancelPublicationPayload;
}

#[derive(Debug, Default)]
pub struct ArticleScheduling;

#[Object]
impl ArticleScheduling {
    /// Says when readers shall have an article no more.
    async fn schedule_withdrawal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and when.")] input: ScheduleWithdrawalInput,
    ) -> Result<ScheduleWithdrawalPayload> {
        let ScheduleWithdrawalInput { id, at, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &ScheduleWithdrawal { which, at: at.map(|at| at.0) }).await.map(Into::into)
    }

    /// Says before when an article shall not be published. What readers have of it, they keep.
    async fn set_embargo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and until when.")] input: SetEmbargoInput,
    ) -> Result<SetEmbargoPayload> {
        let SetEmbargoInput { id, until, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &SetEmbargo { which, until: until.map(|until| until.0) }).await.map(Into::into)
    }

    /// Cancels a publication that is scheduled, or that could not be done when its time came.
    async fn cancel_publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article.")] input: CancelPublicationInput,
    ) -> Result<CancelPublicationPayload> {
        let CancelPublicationInput { id, note, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &Cancel { which, note }).await.map(Into::into)
    }
}
