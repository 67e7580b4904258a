//! What happened to an entity, on one line of time: its articles, and the beginnings and ends of its relations.
//!
//! There are three walks, each along an index that has the order, and no further than the page; what they find is merged.

use db::{Day, EntityId};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::relation::{Count, by_parent};
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::list::List;
use crate::store::sql::{Children, Sql};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article was published in which it appears.
    Article,
    /// One of its relations began, or an event happened.
    Began,
    /// One of its relations ended.
    Ended,
}

/// Something that happened to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Row {
    pub parent: EntityId,
    kind: i32,
    /// The instant; of a relation, that at which its day begins.
    pub at: i64,
    /// Of the article or the relation.
    pub id: i64,
}

/// The days that are asked for, both ends inclusive; an open end has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub first: Option<Day>,
    pub last: Option<Day>,
}

/// The newest first. On one day, articles come before what began or ended on it.
pub const NEWEST: Order = Order::of(
    "timeline",
    &[
        Sort::int("x.at").descending(),
        Sort::int("x.kind").descending(),
        Sort::row("x.id", "edition_relation").descending(),
    ],
);

const DAY: i64 = 86_400_000;

impl Span {
    /// The instant at which it begins, and that which comes behind its last.
    pub(super) fn instants(self) -> (Option<i64>, Option<i64>) {
        let begins = |day: Day| i64::from(day.0).saturating_mul(DAY);
        (self.first.map(begins), self.last.map(|day| begins(day).saturating_add(DAY)))
    }
}

impl Kind {
    const ALL: [Self; 3] = [Self::Article, Self::Began, Self::Ended];

    fn number(self) -> i32 {
        match self {
            Self::Article => 0,
            Self::Began => 1,
            Self::Ended => 2,
        }
    }

    fn children(self) -> Children {
        match self {
            Self::Article => Children {
                columns: "0 AS kind, c.published_at AS at, c.article_id AS id",
                table: "edition_appearance",
                key: &["entity_id", "published_at", "article_id"],
                parent: "entity_id",
                joins: "",
            },
            Self::Began => Children {
                columns: "1 AS kind, CAST(c.began AS BIGINT) * 86400000 AS at, c.relation_id AS id",
                ..Self::Ended.children()
            },
            Self::Ended => Children {
                columns: "2 AS kind, CAST(c.ended AS BIGINT) * 86400000 AS at, c.relation_id AS id",
                table: "edition_edge",
                key: &["entity_id", "direction", "relation_id"],
                parent: "entity_id",
                joins: "",
            },
        }
    }

    /// The column of its time, that of its row, and the table that knows the row's public id.
    fn columns(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Article => ("c.published_at", "c.article_id", "edition_article"),
            Self::Began => ("c.began", "c.relation_id", "edition_relation"),
            Self::Ended => ("c.ended", "c.relation_id", "edition_relation"),
        }
    }

    /// What of its table is on the line.
    fn condition(self) -> &'static str {
        match self {
            Self::Article => "",
            Self::Began => " AND c.shown AND c.began IS NOT NULL",
            Self::Ended => " AND c.shown AND c.ended IS NOT NULL",
        }
    }

    /// An instant in the unit of its time: the last one at or before it.
    fn unit(self, at: i64) -> i64 {
        if self == Self::Article { at } else { at.div_euclid(DAY) }
    }

    /// Whether something of this kind can be at that very instant.
    fn hits(self, at: i64) -> bool {
        self == Self::Article || at.rem_euclid(DAY) == 0
    }

    fn order(self, page: &Page) -> String {
        let (time, row, _) = self.columns();
        let way = if page.backward { "" } else { " DESC" };
        format!("{time}{way}, {row}{way}")
    }

    fn narrow(self, span: Span, sql: &mut Sql) {
        let (time, ..) = self.columns();
        sql.push(self.condition());
        let midnight = |day: Day| i64::from(day.0).saturating_mul(DAY);
        if let Some(first) = span.first {
            sql.push(&format!(" AND {time} >= ")).bind(self.unit(midnight(first)));
        }
        if let Some(last) = span.last {
            // The last of that day, and all of it.
            sql.push(&format!(" AND {time} <= ")).bind(self.unit(midnight(last).saturating_add(DAY - 1)));
        }
    }

    /// Adds the condition that a row lies beyond the one at which the page begins.
    fn beyond(self, page: &Page, sql: &mut Sql) {
        let Some([Key::Int(at), Key::Int(kind), Key::Uid(uid)]) = page.from.as_deref() else { return };
        let (time, row, table) = self.columns();
        let (sign, own) = (if page.backward { ">" } else { "<" }, i64::from(self.number()));
        let unit = self.unit(*at);
        if own == *kind && self.hits(*at) {
            // A row that is gone is like none: those of its instant come again.
            let extreme = if page.backward { 0 } else { i64::MAX };
            sql.push(&format!(" AND ({time}, {row}) {sign} (")).bind(unit);
            sql.push(&format!(", COALESCE((SELECT id FROM {table} WHERE uid = "))
                .bind(*uid)
                .push(&format!("), {extreme}))"));
            return;
        }
        // Of the same instant, those are beyond whose kind comes later; and what lies between two units belongs to
        // the earlier one.
        let same = if page.backward { own > *kind } else { own < *kind };
        let sign = match (self.hits(*at), page.backward) {
            (true, _) if same => format!("{sign}="),
            (true, _) => sign.to_owned(),
            (false, true) => ">".to_owned(),
            (false, false) => "<=".to_owned(),
        };
        sql.push(&format!(" AND {time} {sign} ")).bind(unit);
    }
}

impl Row {
    /// What happened.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.kind {
            0 => Kind::Article,
            1 => Kind::Began,
            _ => Kind::Ended,
        }
    }

    /// Its place on the line, with the public id of its article or relation.
    #[must_use]
    pub fn keys(&self, uid: Uuid) -> Vec<Key> {
        vec![Key::Int(self.at), Key::Int(self.kind.into()), Key::Uid(uid)]
    }
}

/// The lines of these entities: of each, a page.
///
/// # Errors
/// The database's.
pub async fn of_entities(
    edition: &Edition,
    ids: &[EntityId],
    span: Span,
    page: &Page,
) -> Result<Vec<(EntityId, Slice<Row>)>, DbErr> {
    let parents: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let way = if page.backward { "" } else { " DESC" };
    let mut sql = Sql::new(edition, "SELECT * FROM (SELECT x.*, ROW_NUMBER() OVER (PARTITION BY x.parent ");
    sql.push(&format!("ORDER BY x.at{way}, x.kind{way}, x.id{way}) AS place FROM ("));
    for (kind, separator) in Kind::ALL.into_iter().zip(["", " UNION ALL ", " UNION ALL "]) {
        sql.push(separator).push("SELECT * FROM (");
        let narrow = |sql: &mut Sql| {
            kind.narrow(span, sql);
            kind.beyond(page, sql);
        };
        sql.first_of_each(&parents, &kind.children(), narrow, &kind.order(page), page.limit());
        sql.push(&format!(") k{}", kind.number()));
    }
    sql.push(") x) y WHERE y.place <= ").bind(i64::from(page.limit()));
    sql.push(" ORDER BY y.parent, y.place");
    Ok(by_parent(sql.all(edition).await?, |row: &Row| row.parent, ids, page).collect())
}

/// How much there is on the lines of these entities; of each kind, counted to `cap` at most.
///
/// # Errors
/// The database's.
pub async fn count_of_entities(
    edition: &Edition,
    ids: &[EntityId],
    span: Span,
    cap: i64,
) -> Result<Vec<Count>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT p.value AS parent, ");
    for (kind, separator) in Kind::ALL.into_iter().zip(["", " + ", " + "]) {
        let table = kind.children().table;
        sql.push(separator).push("(SELECT count(*) FROM (SELECT 1 AS one FROM ");
        sql.push(&format!("{table} c WHERE c.entity_id = p.value"));
        kind.narrow(span, &mut sql);
        sql.push(" LIMIT ").bind(cap + 1).push(") x)");
    }
    sql.push(" AS total FROM ").each(&List::Ints(ids.iter().map(|id| id.0).collect())).push(" p");
    sql.all(edition).await
}
