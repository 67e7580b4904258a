//! The schema that readers are served.

use std::fmt;

use async_graphql::{
    EmptySubscription, MergedObject, ObjectType, SDLExportOptions, Schema, SchemaBuilder, SubscriptionType,
    ValidationMode,
};

use super::api_key::ApiKeyManaging;
use super::article::query::ArticleQuery;
use super::desk::DeskQuery;
use super::desk::article::hands::ArticleWorkflow;
use super::desk::article::publish::ArticlePublishing;
use super::desk::article::restore::RevisionRestoring;
use super::desk::article::save::ArticleSaving;
use super::desk::article::schedule::ArticleScheduling;
use super::desk::article::shelf::ArticleKeeping;
use super::desk::article::withdraw::ArticleWithdrawing;
use super::desk::duplicate::dismiss::DuplicateDismissing;
use super::desk::entity::merge::EntityMerging;
use super::desk::entity::save::EntitySaving;
use super::desk::entity::show::EntityShowing;
use super::desk::evidence::save::EvidenceSaving;
use super::desk::mention::decide::MentionDeciding;
use super::desk::picture::save::PictureSaving;
use super::desk::preview::token::PreviewTokens;
use super::desk::relation::save::RelationSaving;
use super::desk::relation_type::save::RelationTypeSaving;
use super::desk::series::save::SeriesSaving;
use super::desk::stage::StageManaging;
use super::desk::working_copy::save::WorkingCopySaving;
use super::edition::EditionQuery;
use super::entity::lookup::EntityLookup;
use super::entity::query::EntityQuery;
use super::entity::suggest::EntitySuggesting;
use super::exact::Exact;
use super::graph::paths::PathQuery;
use super::node::query::NodeQuery;
use super::relation::query::RelationQuery;
use super::relation::relation_type::RelationTypeQuery;
use super::route::RouteQuery;
use super::search::SearchQuery;
use super::series::SeriesQuery;
use super::session::SessionKeeping;
use super::user::UserQuery;
use super::user::manage::UserManaging;
use super::user::own::OwnAccount;
use crate::store::edition::reference::References;

/// What readers can ask for.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Query(
    NodeQuery,
    ArticleQuery,
    EntityQuery,
    EntityLookup,
    EntitySuggesting,
    RelationQuery,
    RelationTypeQuery,
    PathQuery,
    SearchQuery,
    RouteQuery,
    SeriesQuery,
    EditionQuery,
    DeskQuery,
    UserQuery,
);

/// What the newsroom can change. Readers change nothing.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct Mutation(
    ArticleSaving,
    RevisionRestoring,
    PreviewTokens,
    SessionKeeping,
    OwnAccount,
    UserManaging,
    ApiKeyManaging,
    EntitySaving,
    EntityShowing,
    EntityMerging,
    DuplicateDismissing,
    RelationSaving,
    EvidenceSaving,
    RelationTypeSaving,
    MentionDeciding,
    WorkingCopySaving,
    SeriesSaving,
    PictureSaving,
    ArticleWorkflow,
    ArticlePublishing,
    ArticleScheduling,
    ArticleWithdrawing,
    ArticleKeeping,
    StageManaging,
);

/// A schema that is served, in two forms. Without extensions the library has far less to do for each field; what fails then
/// is executed once more, exactly.
pub struct Served<Q, M, S> {
    pub swift: Schema<Q, M, S>,
    pub exact: Schema<Q, M, S>,
}

impl<Q, M, S> fmt::Debug for Served<Q, M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").finish_non_exhaustive()
    }
}

/// Builds the schema; once, at start.
#[must_use]
pub fn schema() -> Served<Query, Mutation, EmptySubscription> {
    let references = References::default();
    built(|| Schema::build(Query::default(), Mutation::default(), EmptySubscription).data(references.clone()))
}

/// Finishes a schema that is to be served behind the gate, which validates and limits: the library shall not do it again,
/// or as little of it as it can.
#[must_use]
pub fn built<Q, M, S>(build: impl Fn() -> SchemaBuilder<Q, M, S>) -> Served<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let build = || build().disable_suggestions().limit_recursive_depth(DEEPEST);
    Served {
        swift: build().validation_mode(ValidationMode::Fast).finish(),
        exact: build().extension(Exact).finish(),
    }
}

/// Selections within each other, where the library counts them anew: telling types apart may double what the gate let
/// pass, which is 200 at most.
const DEEPEST: usize = 400;

/// The schema in its own language, as it is committed.
#[must_use]
pub fn sdl() -> String {
    printed(&schema().exact)
}

pub(super) fn printed<Q, M, S>(schema: &Schema<Q, M, S>) -> String
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    schema.sdl_with_options(
        SDLExportOptions::new().sorted_arguments().sorted_enum_items().include_specified_by(),
    )
}

#[cfg(test)]
mod tests {
    use async_graphql::Context;
    use async_graphql::resolver_utils::ContainerType;

    use crate::graphql::article::{Article, ArticleConnection, RichText};
    use crate::graphql::entity::fields::EntityFields;
    use crate::graphql::relation::Relation;
    use crate::graphql::relation::edge::{EntityRelationEdge, EntityRelations};

    fn size<'a, T: 'a, F>(_: impl Fn(&'a T, &'a Context<'a>) -> F) -> usize {
        size_of::<F>()
    }

    /// The library takes as much memory for any field of an object as for the largest one, and moves it: so what is large
    /// (lists, with their filters and pages) is boxed.
    #[test]
    fn fields_are_small() {
        macro_rules! sizes {
            ($($object:ty),* $(,)?) => {
                [$((stringify!($object), size::<$object, _>(<$object as ContainerType>::resolve_field))),*]
            };
        }
        let sizes = sizes![
            Article,
            ArticleConnection,
            EntityFields,
            EntityRelationEdge,
            EntityRelations,
            Relation,
            RichText,
            super::Query,
        ];
        for (object, size) in sizes {
            println!("{object}: {size} bytes");
            assert!(size <= 2_000, "{object}: {size} bytes");
        }
    }
}
