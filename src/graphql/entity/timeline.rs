//! What happened to an entity, on one line of time.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use db::{ArticleId, EntityId, RelationId, Temporal, Timestamp};
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use crate::graphql::article::{self, Article};
use crate::graphql::batch::Source;
use crate::graphql::connection::{COUNTED, Connection, Edged, Paging, Total, cursor};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::relation::relation_type::reference;
use crate::graphql::relation::{self, Relation};
use crate::graphql::request;
use crate::graphql::scalars::{DateTime, EdtfDate};
use crate::store::Edition;
use crate::store::edition::reference::Reference;
use crate::store::edition::timeline::{self, Kind, NEWEST, Row, Span};
use crate::store::keyset::{Page, Slice};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TimelineEvent {
    /// An article was published, in which the entity appears.
    ArticlePublished,
    /// A relation of the entity began.
    RelationBegan,
    /// A relation of the entity ended.
    RelationEnded,
    /// Something happened once: a relation of an EVENT type.
    RelationHappened,
}

/// Something that happened to an entity.
#[derive(Clone, Debug, SimpleObject)]
pub struct TimelineItem {
    /// What happened.
    what: TimelineEvent,
    /// When: the day of an article, in UTC; what is known of the day of a relation.
    date: PartialDate,
    /// The instant at which the article was published.
    published_at: Option<DateTime>,
    /// The article that was published.
    article: Option<Article>,
    /// The relation that began, ended or happened.
    relation: Option<Relation>,
}

/// A place on a line of time, and what stands there.
#[derive(Clone, Debug)]
pub struct TimelineEdge {
    cursor: String,
    node: TimelineItem,
}

/// A place on a line of time, and what stands there.
#[Object]
impl TimelineEdge {
    /// Where it stands: for `after` and `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// What stands there.
    async fn node(&self) -> &TimelineItem {
        &self.node
    }
}

impl Edged for TimelineEdge {
    type Node = TimelineItem;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &TimelineItem {
        &self.node
    }
}

/// The line of an entity, the newest first.
///
/// # Errors
/// Of the arguments; the database's.
pub(super) async fn of_entity(
    ctx: &Context<'_>,
    id: EntityId,
    (from, to): (Option<EdtfDate>, Option<EdtfDate>),
    paging: Paging,
) -> Result<Connection<TimelineEdge>> {
    let page = paging.page(&NEWEST)?;
    let span = Span { first: from.map(|date| date.0.days().0), last: to.map(|date| date.0.days().1) };
    if span.first.zip(span.last).is_some_and(|(first, last)| first > last) {
        return Err(bad_request("The line ends before it begins: `from` comes before `to`."));
    }
    let reference = reference(ctx).await?;
    let slice = request::of(ctx)?.batches.load::<Lines>((span, page), id).await?;
    let slice = slice.map(|slice| Slice::clone(&slice)).unwrap_or_default();
    let Slice { rows, before, after } = slice;
    let edges = try_join_all(rows.into_iter().map(|row| edge(ctx, &reference, row))).await?;
    let total = Total::counted::<LineCounts>(span, id);
    Ok(Connection::new(Slice { rows: edges, before, after }, total, |edge| edge))
}

async fn edge(ctx: &Context<'_>, reference: &Reference, row: Row) -> Result<TimelineEdge> {
    if row.kind() == Kind::Article {
        let found = request::of(ctx)?.batches.load::<article::load::ById>((), ArticleId(row.id)).await?;
        let found = found.ok_or_else(|| {
            tracing::error!(id = row.id, "an entity appears in an article that the edition does not have");
            Fault::Internal
        })?;
        let at = Timestamp(row.at);
        let day = at.utc().date_naive().format("%Y-%m-%d").to_string().parse();
        let node = TimelineItem {
            what: TimelineEvent::ArticlePublished,
            date: PartialDate(day.map_err(|_| Fault::Internal)?),
            published_at: Some(DateTime(at)),
            article: Some(Article(Arc::clone(&found))),
            relation: None,
        };
        return Ok(TimelineEdge { cursor: cursor(&NEWEST, &row.keys(found.uid)), node });
    }
    let relation = relation::known(ctx, RelationId(row.id), None).await?;
    let of = &relation.0;
    let is_event = reference.relation_type(&of.type_code).is_some_and(|t| t.row.temporal == Temporal::Event);
    let (what, date) = match row.kind() {
        Kind::Ended => (TimelineEvent::RelationEnded, of.end_date),
        _ if is_event => (TimelineEvent::RelationHappened, of.start_date),
        _ => (TimelineEvent::RelationBegan, of.start_date),
    };
    let date = partial(date).ok_or(Fault::Internal)?;
    let cursor = cursor(&NEWEST, &row.keys(of.uid));
    let node = TimelineItem { what, date, published_at: None, article: None, relation: Some(relation) };
    Ok(TimelineEdge { cursor, node })
}

/// The lines of entities.
#[derive(Debug)]
enum Lines {}

impl Source for Lines {
    type From = Edition;
    type Args = (Span, Page);
    type Key = EntityId;
    type Value = Arc<Slice<Row>>;

    async fn fetch(
        edition: Arc<Edition>,
        (span, page): Self::Args,
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Slice<Row>>>, DbErr> {
        let slices = timeline::of_entities(&edition, &keys, span, &page).await?;
        Ok(slices.into_iter().map(|(id, slice)| (id, Arc::new(slice))).collect())
    }
}

/// How much there is on the lines of entities.
#[derive(Debug)]
enum LineCounts {}

impl Source for LineCounts {
    type From = Edition;
    type Args = Span;
    type Key = EntityId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        span: Span,
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, i64>, DbErr> {
        let counts = timeline::count_of_entities(&edition, &keys, span, COUNTED.into()).await?;
        Ok(counts.into_iter().map(|count| (EntityId(count.parent), count.total)).collect())
    }
}
