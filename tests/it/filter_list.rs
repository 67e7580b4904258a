//! The kinds of lists that filters are asked of.

use nutgraph::domain::public_id::Prefix;

use crate::filter_naive::Thing;
use crate::filter_world::World;

/// A kind of list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// With ARGS in the place of its arguments, and PAGE of what is read.
    pub query: &'static str,
    pub filter: &'static str,
    pub order: Option<&'static str>,
    /// The things that the list may have, of the parent that the query names.
    pub of: fn(&World, usize) -> Vec<Thing>,
    pub prefix: Prefix,
}

pub const LISTS: [List; 9] = [
    List {
        query: "articles(ARGS) PAGE",
        filter: "ArticleFilter",
        order: Some("ArticleOrder"),
        of: |world, _| {
            (0..world.articles.len()).filter(|n| world.articles[*n].listed).map(Thing::Article).collect()
        },
        prefix: Prefix::Article,
    },
    List {
        query: "entities(ARGS) PAGE",
        filter: "EntityFilter",
        order: Some("EntityOrder"),
        of: |world, _| (0..world.entities.len()).map(Thing::Entity).collect(),
        prefix: Prefix::Entity,
    },
    List {
        query: "relations(ARGS) PAGE",
        filter: "RelationFilter",
        order: Some("RelationOrder"),
        of: |world, _| (0..world.relations.len()).map(Thing::Relation).collect(),
        prefix: Prefix::Relation,
    },
    List {
        query: r#"entity(slug: "thing-N") { articles(ARGS) PAGE }"#,
        filter: "ArticleFilter",
        order: Some("ArticleOrder"),
        of: |world, n| {
            let appears = |article: &usize| {
                let (about, named) = world.appears(*article, n);
                about || named
            };
            (0..world.articles.len()).filter(appears).map(Thing::Article).collect()
        },
        prefix: Prefix::Article,
    },
    List {
        query: r#"entity(slug: "thing-N") { relations(ARGS) PAGE }"#,
        filter: "RelationFilter",
        order: Some("RelationOrder"),
        of: |world, n| world.ties(n).into_iter().map(|r| Thing::Edge(r, n)).collect(),
        prefix: Prefix::Relation,
    },
    List {
        query: r#"node(id: "ARTICLE") { ... on Article { entities(ARGS) PAGE } }"#,
        filter: "EntityFilter",
        order: Some("EntityOrder"),
        of: |world, n| {
            let appears = |entity: &usize| {
                let (about, named) = world.appears(n, *entity);
                about || named
            };
            (0..world.entities.len()).filter(appears).map(Thing::Entity).collect()
        },
        prefix: Prefix::Entity,
    },
    List {
        query: r#"node(id: "ARTICLE") { ... on Article { claims(ARGS) CLAIMS } }"#,
        filter: "RelationFilter",
        order: None,
        of: |world, n| world.passages(n).into_iter().map(Thing::Evidence).collect(),
        prefix: Prefix::Evidence,
    },
    List {
        query: r#"node(id: "RELATION") { ... on Relation { evidence(ARGS) PAGE } }"#,
        filter: "EvidenceFilter",
        order: None,
        of: |world, n| {
            (0..world.evidence.len())
                .filter(|e| world.evidence[*e].relation == n)
                .map(Thing::Evidence)
                .collect()
        },
        prefix: Prefix::Evidence,
    },
    List {
        query: r#"series(slug: "row-N") { articles(ARGS) PAGE }"#,
        filter: "ArticleFilter",
        order: Some("ArticleOrder"),
        of: |world, n| {
            let of = world.series[n].articles.iter();
            of.filter(|a| world.articles[**a].listed).map(|a| Thing::Article(*a)).collect()
        },
        prefix: Prefix::Article,
    },
];
