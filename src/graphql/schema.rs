//! The schema, and how a request is executed on it.

use std::sync::Arc;

use async_graphql::{EmptyMutation, EmptySubscription, MergedObject, Response, SDLExportOptions, Value};

use super::article::query::ArticleQuery;
use super::edition::EditionQuery;
use super::entity::query::EntityQuery;
use super::node::query::NodeQuery;
use super::relation::query::RelationQuery;
use super::relation::relation_type::RelationTypeQuery;
use super::request::{Reader, Request};
use super::route::RouteQuery;
use super::series::SeriesQuery;
use super::{batch, wire};
use crate::store::edition::reference::References;

/// What readers can ask for.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Query(
    NodeQuery,
    ArticleQuery,
    EntityQuery,
    RelationQuery,
    RelationTypeQuery,
    RouteQuery,
    SeriesQuery,
    EditionQuery,
);

pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// How deep fields may nest. Introspection by the usual clients takes 15.
const DEEPEST: usize = 15;
/// How many fields a document may select, fragments expanded.
const MOST_FIELDS: usize = 10_000;

/// Builds the schema; once, at start.
#[must_use]
pub fn schema() -> Schema {
    // "Did you mean" for names of the schema would tell hidden ones, and clients have the schema.
    Schema::build(Query::default(), EmptyMutation, EmptySubscription)
        .disable_suggestions()
        .limit_depth(DEEPEST)
        .limit_complexity(MOST_FIELDS)
        .extension(wire::MarkExecuted)
        .data(References::default())
        .finish()
}

/// The schema in its own language, as it is committed.
#[must_use]
pub fn sdl() -> String {
    schema().sdl_with_options(
        SDLExportOptions::new().sorted_arguments().sorted_enum_items().include_specified_by(),
    )
}

/// Executes a request on one snapshot. Every answer names the edition of which it speaks.
pub(super) async fn execute(schema: &Schema, request: async_graphql::Request, reader: Reader) -> Response {
    let request_state = Arc::new(Request::new(reader));
    let batches = Arc::clone(&request_state.batches);
    let number = request_state.edition.number();
    let response = batch::drive(&batches, schema.execute(request.data(request_state))).await;
    response.extension("edition", Value::from(number))
}
