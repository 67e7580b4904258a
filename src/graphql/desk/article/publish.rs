//! Publishing and correcting articles.

use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::content::ArticleChangesInput;
use super::payload::{bulk_payloads, many, one, payloads};
use crate::domain::article::change::Which;
use crate::domain::article::correct::{BasedOn, Correct};
use crate::domain::article::notice::AddNotice;
use crate::domain::article::publish::{Publish, PublishMany, Say};
use crate::domain::publication::Unpublished;
use crate::graphql::article::notice::NoticeKind;
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;

/// What to do about entities that an article names and that nobody made public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Unpublished")]
pub enum UnpublishedEntities {
    /// Say which they are, and publish nothing.
    Fail,
    /// Make them public, too.
    Publish,
}

/// What a correction begins from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "BasedOn")]
pub enum CorrectionBase {
    /// What readers have. What the newsroom has beyond it stays unpublished, and is the newest revision again.
    Live,
    /// The newest revision: all that it has beyond what readers have goes live, too.
    Head,
}

/// What readers are told of an article.
#[derive(Clone, Debug, InputObject)]
pub struct NoticeInput {
    /// What it does; a retraction has a mutation of its own.
    pub kind: NoticeKind,
    /// What it says.
    pub text: String,
}

impl From<NoticeInput> for Say {
    fn from(NoticeInput { kind, text }: NoticeInput) -> Self {
        Self { kind: kind.into(), text }
    }
}

/// An article that is to be published.
#[derive(Clone, Debug, InputObject)]
pub struct PublishArticleInput {
    /// The article.
    pub id: ID,
    /// The number of the revision; the newest, if it is not given.
    pub revision: Option<i32>,
    /// When; at once, if it is not given. The revision is pinned: what is saved meanwhile is not published then.
    pub at: Option<DateTime>,
    /// When readers shall have it no more.
    pub until: Option<DateTime>,
    /// What to do about entities that it names and that nobody made public.
    #[graphql(default_with = "UnpublishedEntities::Fail")]
    pub unpublished: UnpublishedEntities,
    /// What readers are told of this version.
    pub notice: Option<NoticeInput>,
    /// What the audit is told.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// Articles that are to be published at once.
#[derive(Clone, Debug, InputObject)]
pub struct PublishArticlesInput {
    /// The articles, at most 100; of each, the newest revision.
    pub ids: Vec<ID>,
    /// What to do about entities that they name and that nobody made public.
    #[graphql(default_with = "UnpublishedEntities::Fail")]
    pub unpublished: UnpublishedEntities,
    /// What the audit is told.
    pub note: Option<String>,
}

/// A correction of an article that readers have.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectArticleInput {
    /// The article.
    pub id: ID,
    /// What it begins from; needed where the newest revision is not the one that readers have.
    pub based_on: Option<CorrectionBase>,
    /// The number of that revision, to which the changes were made; another one is a conflict.
    pub base_revision: i32,
    /// What changes.
    #[graphql(default)]
    pub changes: ArticleChangesInput,
    /// What readers are told of it.
    pub notice: NoticeInput,
    /// What to do about entities that it names and that nobody made public.
    #[graphql(default_with = "UnpublishedEntities::Fail")]
    pub unpublished: UnpublishedEntities,
    /// What the revision changes, for those who look at the revisions and the audit.
    pub note: Option<String>,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

/// A notice of an article without a new version.
#[derive(Clone, Debug, InputObject)]
pub struct AddNoticeInput {
    /// The article.
    pub id: ID,
    /// What it does; a retraction has a mutation of its own.
    pub kind: NoticeKind,
    /// What it says.
    pub text: String,
    /// The version of it that you know; another one is a conflict.
    pub expected_version: Option<i64>,
}

payloads! {
    /// What became of an article that is published.
    PublishArticlePayload;
    /// What became of a correction.
    CorrectArticlePayload;
    /// What became of a notice.
    AddNoticePayload;
}

bulk_payloads! {
    /// What became of articles that are published.
    PublishArticlesPayload;
}

#[derive(Debug, Default)]
pub struct ArticlePublishing;

#[Object]
impl ArticlePublishing {
    /// Publishes a revision of an article, at once or at a time. When it was first published stays as it is. Whatever
    /// publication was scheduled is replaced.
    async fn publish_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and how.")] input: PublishArticleInput,
    ) -> Result<PublishArticlePayload> {
        let PublishArticleInput { id, revision, at, until, unpublished, notice, note, expected_version } =
            input;
        let publish = Publish {
            which: Which { id: id.0, expected_version },
            revision,
            at: at.map(|at| at.0),
            until: until.map(|until| until.0),
            unpublished: unpublished.into(),
            notice: notice.map(Say::from),
            note,
        };
        one(ctx, &publish).await.map(Into::into)
    }

    /// Publishes the newest revisions of many articles, all in one edition or none.
    async fn publish_articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles.")] input: PublishArticlesInput,
    ) -> Result<PublishArticlesPayload> {
        let PublishArticlesInput { ids, unpublished, note } = input;
        let ids = ids.into_iter().map(|id| id.0).collect();
        let publish = PublishMany { ids, unpublished: unpublished.into(), note };
        let (articles, _, user_errors) = many(ctx, &publish).await?;
        Ok(PublishArticlesPayload { articles, user_errors })
    }

    /// Publishes a new version of an article with a notice that says what it puts right.
    async fn correct_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and what is put right.")] input: CorrectArticleInput,
    ) -> Result<CorrectArticlePayload> {
        let CorrectArticleInput {
            id,
            based_on,
            base_revision,
            changes,
            notice,
            unpublished,
            note,
            expected_version,
        } = input;
        let correct = Correct {
            which: Which { id: id.0, expected_version },
            based_on: based_on.map(BasedOn::from),
            base_revision,
            patch: changes.into(),
            notice: notice.into(),
            unpublished: unpublished.into(),
            note,
        };
        one(ctx, &correct).await.map(Into::into)
    }

    /// Tells readers something of an article that they have, without a new version.
    async fn add_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article, and what is told.")] input: AddNoticeInput,
    ) -> Result<AddNoticePayload> {
        let AddNoticeInput { id, kind, text, expected_version } = input;
        let which = Which { id: id.0, expected_version };
        one(ctx, &AddNotice { which, say: Say { kind: kind.into(), text } }).await.map(Into::into)
    }
}
