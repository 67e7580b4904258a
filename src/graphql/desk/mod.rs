//! The newsroom's side: what readers do not have, or do not have yet. Its types are not the readers' types: a draft may
//! lack what a published article never lacks.

pub mod article;
pub mod audit;
pub mod company;
pub mod duplicate;
pub mod entity;
pub mod evidence;
pub mod mention;
pub mod picture;
pub mod preview;
pub mod relation;
pub mod relation_type;
pub mod series;
pub mod stage;
pub mod working_copy;

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use self::article::DeskArticle;
use self::article::filter::{DeskArticleFilter, DeskArticleOrder};
use self::audit::{AuditEvent, AuditFilter};
use self::duplicate::{Duplicate, DuplicateFilter};
use self::entity::DeskEntity;
use self::entity::filter::{DeskEntityFilter, DeskEntityOrder};
use self::mention::suggestion::{self, MentionSuggestion};
use self::picture::{DeskPicture, DeskPictureFilter};
use self::relation::DeskRelation;
use self::relation::filter::{DeskRelationFilter, DeskRelationOrder};
use self::relation_type::DeskRelationType;
use self::series::DeskSeries;
use self::stage::Stage;
use super::api_key::{self, ApiKey};
use super::connection::{Connection, Edge, Paging};
use super::entity::query::IdentifierInput;
use super::error::Result;
use super::scalars::LanguageTag;
use super::user::{self, User};
use super::{node, request};
use crate::domain::public_id::Prefix;

/// What the newsroom works on; there is one.
#[derive(Clone, Copy, Debug)]
pub struct Desk;

/// The newsroom: drafts, revisions, workflow. Authors see their own articles, editors all.
#[Object]
impl Desk {
    /// Always the same: there is one desk.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Desk, Uuid::nil())
    }

    /// An article by its id, the readers' or the desk's, or by its slug and language; a former slug finds it too.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
        #[graphql(desc = "The language of the slug; without it, the newsroom's.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<Option<DeskArticle>> {
        article::one(ctx, id, slug, language).await
    }

    /// Articles; what was changed last comes first, if no order is given. Archived and deleted ones are left out, unless
    /// the filter speaks of that. Authors see their own, and those that were given to them.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DeskArticleFilter>,
        #[graphql(desc = "One order.")] order_by: Option<Vec<DeskArticleOrder>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<DeskArticle>>> {
        article::list::of_all(ctx, filter, order_by, Paging { first, after, last, before, offset }).await
    }

    /// Who did what, the latest first; for editors, and for tools with leave to read it.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of it.")] filter: Option<AuditFilter>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<AuditEvent>>> {
        audit::log(ctx, filter, Paging::forward(first, after)).await
    }

    /// An entity by its id, the readers' or the desk's, its slug or an identifier: one of them. A slug that it had while
    /// readers had it finds it too.
    async fn entity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
        #[graphql(desc = "What it is called elsewhere.")] identifier: Option<IdentifierInput>,
    ) -> Result<Option<DeskEntity>> {
        entity::query::one(ctx, id, slug, identifier).await
    }

    /// Entities, by name if no order is given.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DeskEntityFilter>,
        #[graphql(desc = "One order.")] order_by: Option<Vec<DeskEntityOrder>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<DeskEntity>>> {
        entity::query::list(ctx, filter, order_by, Paging { first, after, last, before, offset }).await
    }

    /// Pairs of entities of one kind that look like one, the likeliest first; those of which somebody said that they are
    /// two are left out, unless the filter asks for them. What speaks for it, authors are told as far as they may see it.
    async fn duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DuplicateFilter>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<Duplicate>>> {
        duplicate::list(ctx, filter, Paging::forward(first, after)).await
    }

    /// A relation by its id, the readers' or the desk's.
    async fn relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<DeskRelation>> {
        relation::find(ctx, &id).await
    }

    /// Relations; what was changed last comes first, if no order is given.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DeskRelationFilter>,
        #[graphql(desc = "One order.")] order_by: Option<Vec<DeskRelationOrder>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<DeskRelation>>> {
        relation::list(ctx, filter, order_by, Paging { first, after, last, before, offset }).await
    }

    /// What a text seems to name, with positions and how sure; nothing is stored.
    async fn suggest_mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, without marks; at most 1 MiB.")] text: String,
        #[graphql(desc = "The language that it is written in; the newsroom's, if nothing is said.")]
        language: Option<LanguageTag>,
    ) -> Result<Vec<MentionSuggestion>> {
        suggestion::of_text(ctx, text, language.map(|tag| tag.0)).await
    }

    /// A series by its id, the readers' or the desk's, or its slug.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
    ) -> Result<Option<DeskSeries>> {
        series::one(ctx, id, slug).await
    }

    /// All series, what was changed last first.
    async fn all_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<DeskSeries>>> {
        series::list(ctx, Paging { first, after, last, before, offset: None }).await
    }

    /// Pictures by their addresses, each once, what was given last first. Authors see those that they gave, those of their
    /// articles, and those that readers see.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn pictures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<DeskPictureFilter>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<DeskPicture>>> {
        picture::list(ctx, filter, Paging { first, after, last, before, offset: None }).await
    }

    /// The catalogue of relation types with all their words, retired ones too.
    async fn relation_types(&self, ctx: &Context<'_>) -> Result<Vec<DeskRelationType>> {
        relation_type::catalogue(ctx).await
    }

    /// The people of the newsroom, the oldest accounts first.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<User>>> {
        user::list(ctx, Paging { first, after, last, before, offset }).await
    }

    /// The keys of tools, the oldest first. For administrators.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<ApiKey>>> {
        api_key::list(ctx, Paging { first, after, last, before, offset }).await
    }

    /// The stages of the newsroom's workflow, in their order, also those that are retired.
    async fn stages(&self, ctx: &Context<'_>) -> Result<Vec<Stage>> {
        stage::all(ctx).await
    }
}

#[derive(Debug, Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// The newsroom: drafts, revisions, workflow. Null, with an error UNAUTHENTICATED, where nobody is signed in.
    async fn desk(&self, ctx: &Context<'_>) -> Result<Option<Desk>> {
        request::of(ctx)?.caller()?;
        Ok(Some(Desk))
    }
}
