//! The fields that entities of all kinds have. They are written once: each kind's type takes them over, and so does the
//! interface.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use futures_util::future::try_join_all;

use super::companion::{self, CompanionConnection};
use super::name::{
    EntityName, Identifier, Identifiers, LocalizedText, Merged, NameKind, all_names, displayed, shown,
};
use super::timeline::{self, TimelineEdge};
use super::{EntityKind, detail, told};
use crate::domain::public_id::Prefix;
use crate::graphql::article::filter::{ArticleFilter, ArticleOrder};
use crate::graphql::article::{Appearance, ArticleConnection, RichText, of_entity};
use crate::graphql::connection::{Connection, Paging};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::Result;
use crate::graphql::graph::subgraph::{self, Subgraph, Wanted};
use crate::graphql::node;
use crate::graphql::relation::edge::{self, EntityRelations};
use crate::graphql::relation::filter::{EdgeDirection, RelationFilter, RelationOrder};
use crate::graphql::relation::relation_type;
use crate::graphql::request;
use crate::graphql::scalars::{EdtfDate, LanguageTag, Url};
use crate::store::edition::entity::Brief;

/// The fields that entities of all kinds have.
#[derive(Clone, Debug)]
pub struct EntityFields(pub(super) Arc<Brief>);

/// Somebody or something that articles name and relations join.
#[Object]
impl EntityFields {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Entity, self.0.uid)
    }

    /// What it is.
    async fn kind(&self) -> EntityKind {
        self.0.kind.into()
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Where its page stands on the site.
    async fn path(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(request::of(ctx)?.site.entity_path(&self.0.slug))
    }

    /// The house name; for readers of another language, the name in theirs, where it has one.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; without it, those that the request prefers.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        Box::pin(shown(request::of(ctx)?, &self.0, language.as_ref())).await
    }

    /// One line that tells it from others of its name.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language that is wanted; the text says in which one it is.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<Option<LocalizedText>> {
        // It is kept in the newsroom's language alone.
        let _ = language;
        let language = LanguageTag(request::of(ctx)?.site.default_language.clone());
        let told = told(request::of(ctx)?, &self.0).await?;
        Ok(told.summary.clone().map(|value| LocalizedText { value, language }))
    }

    /// What readers should know of it.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language that is wanted; it is kept in the newsroom's alone.")]
        language: Option<LanguageTag>,
    ) -> Result<Option<RichText>> {
        let _ = language;
        let base = node::id(Prefix::Entity, self.0.uid);
        let told = told(request::of(ctx)?, &self.0).await?;
        Ok(told.description.as_ref().map(|source| RichText::markdown(base.0, source)))
    }

    /// When it began: was born, founded.
    async fn start_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.start_date))
    }

    /// When it ended: died, was dissolved.
    async fn end_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.end_date))
    }

    /// Its names beside the house name, in the order of the newsroom; without wrong spellings, and with what its people
    /// are called only if DEMONYM is among the kinds.
    async fn names(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names of these kinds.")] kinds: Option<Vec<NameKind>>,
        #[graphql(desc = "Names in this language, in any script and region if it names none.")]
        language: Option<LanguageTag>,
        #[graphql(desc = "Names that may have been in use then.")] valid_on: Option<EdtfDate>,
    ) -> Result<Vec<EntityName>> {
        let names = Box::pin(all_names(request::of(ctx)?, &self.0)).await?;
        let in_language = |tag: &str| {
            language.as_ref().is_none_or(|wanted| {
                let wanted = wanted.0.to_ascii_lowercase();
                let tag = tag.to_ascii_lowercase();
                tag == wanted || tag.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-'))
            })
        };
        let valid = |start: Option<db::PartialDate>, end: Option<db::PartialDate>| {
            valid_on.is_none_or(|on| {
                let (first, last) = on.0.days();
                start.is_none_or(|d| d.days().0 <= last) && end.is_none_or(|d| first <= d.days().1)
            })
        };
        let shown = names.iter().filter(|n| displayed(n, kinds.as_deref()));
        let shown = shown.filter(|n| in_language(&n.language) && valid(n.start_date, n.end_date));
        Ok(shown.map(EntityName::from).collect())
    }

    /// What it is called elsewhere: in Wikidata, in ISO 3166-1.
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<Identifier>> {
        Box::pin(identifiers(ctx, &self.0)).await
    }

    /// Pages elsewhere about the same: of its identifiers' schemes.
    async fn same_as(&self, ctx: &Context<'_>) -> Result<Vec<Url>> {
        Ok(Box::pin(identifiers(ctx, &self.0)).await?.into_iter().filter_map(|i| i.url).collect())
    }

    /// The ids of entities that were merged into it; they go on working.
    async fn merged_ids(&self, ctx: &Context<'_>) -> Result<Vec<ID>> {
        let merged = request::of(ctx)?.batches.load::<Merged>((), self.0.id).await?.unwrap_or_default();
        Ok(merged.iter().map(|uid| node::id(Prefix::Entity, *uid)).collect())
    }

    /// Its relations, told from its side: the other end, the direction, the label.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of relation types; all, if it is not given.")] types: Option<Vec<String>>,
        #[graphql(desc = "Finds the types under those too.", default = true)] include_subtypes: bool,
        #[graphql(
            desc = "Also what follows from them: what a part of it is part of. For types that are transitive.",
            default = false
        )]
        transitive: bool,
        #[graphql(desc = "As subject, as object, or alike; any, if it is not given.")] direction: Option<
            EdgeDirection,
        >,
        #[graphql(desc = "Which of them.")] filter: Option<Box<RelationFilter>>,
        #[graphql(
            desc = "The keys that they are sorted by; without any, preferred ones first, then those that were so last."
        )]
        order_by: Option<Vec<RelationOrder>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<EntityRelations> {
        let paging = Paging { first, after, last, before, offset: None };
        let reference = relation_type::reference(ctx).await?;
        let filter = filter.as_deref();
        if transitive {
            let types = Some(relation_type::transitive_codes(&reference, types, include_subtypes)?);
            let asked = edge::Asked { types, direction, filter, order_by, paging };
            return Box::pin(edge::transitive(ctx, reference, &self.0, asked)).await;
        }
        let types = relation_type::codes(&reference, types, include_subtypes)?;
        let asked = edge::Asked { types, direction, filter, order_by, paging };
        Box::pin(edge::of_entity(ctx, reference, &self.0, asked)).await
    }

    /// Everything within some steps of relations, with the relations among it, nearest first.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn subgraph(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Steps at most, 1 to 4.", default = 1)] depth: i32,
        #[graphql(
            desc = "Kinds that a way may lead through; any, if it is not given. Through a country, everybody \
                    knows everybody."
        )]
        through: Option<Vec<EntityKind>>,
        #[graphql(desc = "Codes of relation types, with the types under them; all, if it is not given.")]
        types: Option<Vec<String>>,
        #[graphql(desc = "Which relations count.")] filter: Option<Box<RelationFilter>>,
        #[graphql(desc = "The first so many entities, at most 100.", default = 100)] first: i32,
    ) -> Result<Subgraph> {
        Box::pin(subgraph::around(ctx, &self.0, Wanted { depth, through, types, filter, first })).await
    }

    /// The articles in which it appears, the latest first if no order is given. Retracted ones are left out.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "as", desc = "In one of these ways; in any, if it is not given.")]
        appearances: Option<Vec<Appearance>>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<ArticleFilter>>,
        #[graphql(desc = "The keys that they are sorted by, the most important first.")] order_by: Option<
            Vec<ArticleOrder>,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<ArticleConnection> {
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(of_entity(ctx, &self.0, appearances, filter, order_by, paging)).await
    }

    /// What happened to it, on one line of time, the newest first: articles in which it appears, and beginnings and ends
    /// of its relations, as far as these have dates.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From the first day of this on.")] from: Option<EdtfDate>,
        #[graphql(desc = "To the last day of this.")] to: Option<EdtfDate>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TimelineEdge>> {
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(timeline::of_entity(ctx, self.0.id, (from, to), paging)).await
    }

    /// Who and what appears in the same articles, by how telling that is: what appears everywhere comes late. It is counted
    /// over the newest 1 000 of its articles.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn appears_with(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In articles from the first day of this on.")] since: Option<EdtfDate>,
        #[graphql(desc = "In articles to the last day of this.")] until: Option<EdtfDate>,
        #[graphql(desc = "Entities of these kinds; of all, if it is not given.")] kinds: Option<
            Vec<EntityKind>,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<CompanionConnection> {
        let asked = companion::Asked { since, until, kinds, paging: Paging::forward(first, after) };
        Box::pin(companion::of_entity(ctx, &self.0, asked)).await
    }

    /// The posts that it holds or held: what it heads or headed, or is or was deputy of.
    async fn roles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On that day; in that year or month, CERTAIN on all its days, POSSIBLE on any.")] on: Option<
            EdtfDate,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<EntityRelations> {
        let reference = relation_type::reference(ctx).await?;
        let filter = Box::new(RelationFilter { active_on: on, ..RelationFilter::default() });
        let asked = edge::Asked {
            types: Some(relation_type::posts(&reference)),
            direction: Some(EdgeDirection::Out),
            filter: Some(&filter),
            order_by: None,
            paging: Paging::forward(first, after),
        };
        Box::pin(edge::of_entity(ctx, reference, &self.0, asked)).await
    }
}

/// The identifiers of an entity, with what their schemes say.
pub(super) async fn identifiers(ctx: &Context<'_>, entity: &Arc<Brief>) -> Result<Vec<Identifier>> {
    let request = request::of(ctx)?;
    let reference = relation_type::reference(ctx).await?;
    let read = async || Ok(request.batches.load::<Identifiers>((), entity.id).await?.unwrap_or_default());
    let rows = detail(request, entity, &request.newsroom.graphs.details.identifiers, read).await?;
    let one = |row: &crate::store::edition::entity::Identifier| {
        let scheme = reference.scheme(&row.scheme);
        let template = scheme.and_then(|s| s.url_template.as_ref());
        Identifier {
            scheme: row.scheme.clone(),
            value: row.value.clone(),
            label: scheme.map_or_else(|| row.scheme.clone(), |s| s.label.clone()),
            url: template.map(|t| Url(t.replace("{value}", &row.value))),
        }
    };
    Ok(rows.iter().map(one).collect())
}

/// The names of several entities for a reader, as [`shown`].
pub(in crate::graphql) async fn names_of(
    ctx: &Context<'_>,
    entities: &[Arc<Brief>],
    language: Option<&LanguageTag>,
) -> Result<Vec<String>> {
    let request = request::of(ctx)?;
    try_join_all(entities.iter().map(|entity| shown(request, entity, language))).await
}
