//! Evidence in the edition: the passages and addresses that speak for or against relations.

use std::collections::HashSet;

use db::{ArticleId, EntityId, EvidenceId, PartialDate, RelationId, Stance, Timestamp};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::relation;
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::list::List;
use crate::store::predicate::Predicate;
use crate::store::sql::{Children, Sql};

/// A piece of evidence.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    /// The relation or the article for which it was read.
    pub parent: i64,
    pub id: EvidenceId,
    pub uid: Uuid,
    pub relation_id: RelationId,
    pub position: i32,
    pub stance: Stance,
    pub undone: bool,
    pub article_id: Option<ArticleId>,
    pub version: Option<i32>,
    pub start_at: Option<i32>,
    pub end_at: Option<i32>,
    pub quote: Option<String>,
    pub source_url: Option<String>,
    pub source_title: Option<String>,
    pub attribution: Option<String>,
    pub attributed_to_id: Option<EntityId>,
    pub stated_on: Option<PartialDate>,
    pub retracts_id: Option<EvidenceId>,
    /// The instant of which it tells; none: of now.
    #[sea_orm(skip)]
    pub known_at: Option<Timestamp>,
}

/// What evidence can be filtered by, in tables where `v` is the evidence.
pub mod column {
    use crate::store::predicate::Column;

    pub const UID: Column = Column("v.uid");
    pub const STANCE: Column = Column("v.stance");
    pub const UNDONE: Column = Column("CASE WHEN v.undone THEN 1 ELSE 0 END");
    pub const ARTICLE: Column = Column("v.article_id");
    pub const URL: Column = Column("v.source_url");
}

/// Where filters of evidence lead.
pub mod link {
    use crate::store::predicate::Link;

    pub const ARTICLE: Link = Link("edition_article a WHERE a.id = v.article_id");
    pub const ATTRIBUTED: Link = Link("edition_entity e WHERE e.id = v.attributed_to_id");
    pub const RELATION: Link = Link("edition_relation r WHERE r.id = v.relation_id");
    /// From a row `c` of evidence to itself.
    pub(super) const ITSELF: Link = Link("edition_evidence v WHERE v.id = c.id");
}

/// In the order of the desk.
pub const BY_POSITION: Order =
    Order::of("position", &[Sort::int("c.position"), Sort::row("c.id", "edition_evidence")]);
/// In the order of an article's text; what names no passage comes last.
pub const BY_PASSAGE: Order = Order::of(
    "passage",
    &[Sort::int("COALESCE(c.start_at, 2147483647)"), Sort::row("c.id", "edition_evidence")],
);

const COLUMNS: &str = "c.id, c.uid, c.relation_id, c.position, c.stance, c.undone, c.article_id, c.version, c.start_at, \
    c.end_at, c.quote, c.source_url, c.source_title, c.attribution, c.attributed_to_id, c.stated_on, c.retracts_id";

const OF_RELATION: Children =
    Children { columns: COLUMNS, table: "edition_evidence", key: &["id"], parent: "relation_id", joins: "" };
const OF_ARTICLE: Children =
    Children { columns: COLUMNS, table: "edition_evidence", key: &["id"], parent: "article_id", joins: "" };

/// The place of a row in an order.
#[must_use]
pub fn keys(row: &Row, order: &Order) -> Vec<Key> {
    let first = if order.code == BY_PASSAGE.code { row.start_at.unwrap_or(i32::MAX) } else { row.position };
    vec![Key::Int(first.into()), Key::Uid(row.uid)]
}

/// Which evidence of relations is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    /// With one of these stances; none: all.
    pub stances: Vec<Stance>,
    /// Those of them that fit.
    pub filter: Option<Predicate>,
    /// As the record stood then.
    pub known_at: Option<Timestamp>,
}

impl Asked {
    fn narrow(&self, sql: &mut Sql) {
        if !self.stances.is_empty() {
            let codes = List::Texts(self.stances.iter().map(|s| s.code().to_owned()).collect());
            sql.push(" AND c.stance").any_of(&codes);
        }
        if let Some(filter) = self.filter.as_ref().filter(|filter| !filter.is_always()) {
            Predicate::Some(link::ITSELF, Box::new(filter.clone())).narrow(sql);
        }
        heard(self.known_at, sql);
    }
}

/// Evidence that was public then.
fn heard(known_at: Option<Timestamp>, sql: &mut Sql) {
    if let Some(at) = known_at {
        sql.push(" AND c.since <= ").bind(at.0);
    }
}

/// Rows as they were told at an instant: some are undone now, and were not then, or the other way round.
async fn told(edition: &Edition, mut rows: Vec<Row>, known_at: Option<Timestamp>) -> Result<Vec<Row>, DbErr> {
    #[derive(FromQueryResult)]
    struct Undone {
        id: EvidenceId,
    }
    let Some(at) = known_at.filter(|_| !rows.is_empty()) else { return Ok(rows) };
    let mut sql = Sql::new(edition, "SELECT c.id FROM edition_evidence c WHERE c.id");
    sql.any_of(&List::Ints(rows.iter().map(|row| row.id.0).collect()));
    let at = sql.parameter(at.0.into());
    sql.push(&format!(
        " AND (c.retracted_at <= {at} OR EXISTS (SELECT 1 FROM edition_evidence t
            WHERE t.relation_id = c.relation_id AND t.retracts_id = c.id AND t.stance = 'RETRACTS'
            AND t.since <= {at} AND (t.retracted_at IS NULL OR t.retracted_at > {at})))"
    ));
    let undone: HashSet<_> = sql.all::<Undone>(edition).await?.into_iter().map(|row| row.id.0).collect();
    for row in &mut rows {
        row.undone = undone.contains(&row.id.0);
        row.known_at = known_at;
    }
    Ok(rows)
}

/// The evidence of these relations: of each, a page.
///
/// # Errors
/// The database's.
pub async fn of_relations(
    edition: &Edition,
    ids: &[RelationId],
    asked: &Asked,
    page: &Page,
) -> Result<Vec<(RelationId, Slice<Row>)>, DbErr> {
    let parents: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let narrow = |sql: &mut Sql| {
        asked.narrow(sql);
        BY_POSITION.beyond(page, sql);
    };
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &OF_RELATION, narrow, &BY_POSITION.by(page), page.limit());
    let rows = told(edition, sql.all(edition).await?, asked.known_at).await?;
    Ok(grouped(rows, &parents, page).map(|(id, rows)| (RelationId(id), rows)).collect())
}

/// What these articles say of relations that fit: of each article, a page in the order of its text.
///
/// # Errors
/// The database's.
pub async fn of_articles(
    edition: &Edition,
    ids: &[ArticleId],
    (relations, known_at): (&Predicate, Option<Timestamp>),
    page: &Page,
) -> Result<Vec<(ArticleId, Slice<Row>)>, DbErr> {
    let parents: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let narrow = |sql: &mut Sql| {
        relation::of_evidence(relations, known_at).narrow(sql);
        heard(known_at, sql);
        BY_PASSAGE.beyond(page, sql);
    };
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &OF_ARTICLE, narrow, &BY_PASSAGE.by(page), page.limit());
    let rows = told(edition, sql.all(edition).await?, known_at).await?;
    Ok(grouped(rows, &parents, page).map(|(id, rows)| (ArticleId(id), rows)).collect())
}

/// These pieces of evidence, in no order; `parent` is their own id.
///
/// # Errors
/// The database's.
pub async fn by_ids(
    edition: &Edition,
    ids: &[EvidenceId],
    known_at: Option<Timestamp>,
) -> Result<Vec<Row>, DbErr> {
    let mut sql =
        Sql::new(edition, &format!("SELECT c.id AS parent, {COLUMNS} FROM edition_evidence c WHERE c.id"));
    sql.any_of(&List::Ints(ids.iter().map(|id| id.0).collect()));
    heard(known_at, &mut sql);
    told(edition, sql.all(edition).await?, known_at).await
}

/// The piece of evidence of a public id.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Row>, DbErr> {
    let mut sql =
        Sql::new(edition, &format!("SELECT c.id AS parent, {COLUMNS} FROM edition_evidence c WHERE c.uid"));
    sql.any_of(&List::Uids(uids.to_vec()));
    sql.all(edition).await
}

/// How much evidence each of these relations has, or what each of these articles says: counted to `cap` at most.
///
/// # Errors
/// The database's.
pub async fn count_of_relations(
    edition: &Edition,
    ids: &[RelationId],
    asked: &Asked,
    cap: i64,
) -> Result<Vec<relation::Count>, DbErr> {
    let ids = List::Ints(ids.iter().map(|id| id.0).collect());
    let mut sql = Sql::new(edition, "SELECT p.value AS parent, (SELECT count(*) FROM (SELECT 1 AS one ");
    sql.push("FROM edition_evidence c WHERE c.relation_id = p.value");
    asked.narrow(&mut sql);
    sql.push(" LIMIT ").bind(cap + 1).push(") x) AS total FROM ").each(&ids).push(" p");
    sql.all(edition).await
}

/// How many claims that fit each of these articles makes, counted to `cap` at most.
///
/// # Errors
/// The database's.
pub async fn count_of_articles(
    edition: &Edition,
    ids: &[ArticleId],
    (relations, known_at): (&Predicate, Option<Timestamp>),
    cap: i64,
) -> Result<Vec<relation::Count>, DbErr> {
    let ids = List::Ints(ids.iter().map(|id| id.0).collect());
    let mut sql = Sql::new(edition, "SELECT p.value AS parent, (SELECT count(*) FROM (SELECT 1 AS one ");
    sql.push("FROM edition_evidence c WHERE c.article_id = p.value");
    relation::of_evidence(relations, known_at).narrow(&mut sql);
    heard(known_at, &mut sql);
    sql.push(" LIMIT ").bind(cap + 1).push(") x) AS total FROM ").each(&ids).push(" p");
    sql.all(edition).await
}

fn grouped<'a>(
    rows: Vec<Row>,
    parents: &'a [i64],
    page: &'a Page,
) -> impl Iterator<Item = (i64, Slice<Row>)> + 'a {
    relation::by_parent(rows, |row| row.parent, parents, page)
}
