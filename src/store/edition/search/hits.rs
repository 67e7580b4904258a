//! The hits of a query, from the newest to the oldest.
//!
//! SQLite's index gives them in that order by itself. PostgreSQL's gives them in none, so it is asked span by span: days
//! first, then months, then years, until there are enough. Either way a frequent word costs as little as the page is long.

use db::{ArticleId, Timestamp};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use uuid::Uuid;

use super::recency;
use super::words::{fts5, spans, tsquery};
use crate::store::edition::Edition;
use crate::store::edition::article::{COLUMNS, Row, column};
use crate::store::predicate::{Operand, Predicate, Test};
use crate::store::sql::Sql;
use crate::text::query::Needles;

/// Hits that a filter looks at, at most, the newest first.
const LOOK: i64 = 20_000;

/// How far the index goes, and whose words it has.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The languages that articles have.
    pub languages: Vec<String>,
    newest: i64,
    oldest: i64,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Look {
    needles: Needles,
    /// The one language that articles are to have.
    language: Option<String>,
    /// From this place on, and up to before that one.
    from: i64,
    to: i64,
    /// What else they are to be.
    rest: Predicate,
}

/// A hit, with what tells its rank.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Candidate {
    pub id: ArticleId,
    pub recency: i64,
    pub weights: Vec<u8>,
}

/// Reads how far the index goes.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn reach(edition: &Edition) -> Result<Reach, DbErr> {
    #[derive(FromQueryResult)]
    struct Line {
        name: String,
        value: Option<i64>,
    }
    let of_languages = match edition.backend() {
        DbBackend::Postgres => "name LIKE 'articles:%'",
        _ => "name GLOB 'articles:*'",
    };
    // Each end by itself: so each is one step in its index.
    let sql = format!(
        "SELECT name, value FROM edition_counter WHERE {of_languages} AND value > 0
        UNION ALL SELECT '<' AS name, (SELECT min(recency) FROM edition_text_row) AS value
        UNION ALL SELECT '>' AS name, (SELECT max(recency) FROM edition_text_row) AS value"
    );
    let mut reach = Reach::default();
    for Line { name, value } in Sql::new(edition, &sql).all::<Line>(edition).await? {
        match (name.strip_prefix("articles:"), value) {
            (Some(tag), _) => reach.languages.push(tag.to_owned()),
            (None, Some(place)) if name == "<" => reach.oldest = place,
            (None, Some(place)) => reach.newest = place,
            (None, None) => {}
        }
    }
    reach.languages.sort();
    Ok(reach)
}

/// The one language that a filter asks for.
#[must_use]
pub(super) fn language_of(predicate: &Predicate) -> Option<String> {
    predicate.conjuncts().into_iter().find_map(|part| match part {
        Predicate::Is(column::LANGUAGE, Test::Eq(Operand::Text(tag))) => Some(tag.clone()),
        _ => None,
    })
}

impl Reach {
    /// The languages in which articles that fit may be written.
    #[must_use]
    pub fn languages_of(&self, predicate: &Predicate) -> Vec<String> {
        match language_of(predicate) {
            Some(tag) => vec![tag],
            None => self.languages.clone(),
        }
    }
}

impl Look {
    /// What a query asks for, of articles that fit. What the index knows of the filter it is asked; the rest is looked at in
    /// each hit.
    #[must_use]
    pub fn new(needles: Needles, predicate: &Predicate, reach: &Reach) -> Self {
        let language = language_of(predicate);
        let (mut from, mut to) = (reach.oldest, reach.newest.saturating_add(1));
        let mut rest = vec![];
        for part in predicate.conjuncts() {
            match part {
                Predicate::Is(column::LANGUAGE, Test::Eq(Operand::Text(tag)))
                    if language.as_ref() == Some(tag) => {}
                Predicate::Is(column::PUBLISHED_AT, Test::AtLeast(Operand::Int(at))) => {
                    from = from.max(recency::first(Timestamp(*at)));
                }
                Predicate::Is(column::PUBLISHED_AT, Test::More(Operand::Int(at))) => {
                    from = from.max(recency::behind(Timestamp(*at)));
                }
                Predicate::Is(column::PUBLISHED_AT, Test::Less(Operand::Int(at))) => {
                    to = to.min(recency::first(Timestamp(*at)));
                }
                Predicate::Is(column::PUBLISHED_AT, Test::AtMost(Operand::Int(at))) => {
                    to = to.min(recency::behind(Timestamp(*at)));
                }
                other => rest.push(other.clone()),
            }
        }
        Self { needles, language, from, to, rest: Predicate::All(rest) }
    }

    /// The same, but only what stands before a place in time.
    #[must_use]
    pub fn before(mut self, place: i64) -> Self {
        self.to = self.to.min(place);
        self
    }

    /// Whether nothing can be found.
    fn is_vain(&self) -> bool {
        self.needles.is_empty() || self.from >= self.to
    }

    /// The hits as `t`, from the newest.
    fn hits(&self, sql: &mut Sql) {
        let language = self.language.as_deref();
        let filtered = !self.rest.is_always();
        if sql.backend() == DbBackend::Postgres {
            let spans = spans(recency::instant(self.to - 1), recency::instant(self.from));
            sql.push("(SELECT x.recency FROM unnest(").bind(spans);
            sql.push("::text[]) span (mark) CROSS JOIN LATERAL (SELECT w.recency FROM edition_text w WHERE w.words @@ ");
            // Two conditions, not one: from what one finds, the index goes on to where it meets the other. Of a word, it so reads
            // what lies in the span, and not all.
            sql.bind(tsquery(&self.needles, language)).push("::tsquery AND w.words @@ span.mark::tsquery");
            // Not by the index of places: that would be read from end to end for each span.
            sql.push(" AND w.recency + 0 >= ").bind(self.from).push(" AND w.recency + 0 < ").bind(self.to);
            sql.push(" ORDER BY w.recency DESC OFFSET 0) x");
        } else {
            sql.push("(SELECT w.rowid AS recency FROM edition_text w WHERE w.edition_text MATCH ");
            sql.bind(fts5(&self.needles, language));
            sql.push(" AND w.rowid >= ").bind(self.from).push(" AND w.rowid < ").bind(self.to);
            sql.push(" ORDER BY w.rowid DESC");
        }
        // Without a limit, SQLite takes the order of what is inside for a matter of taste.
        let most = if filtered { LOOK } else { i64::MAX };
        sql.push(" LIMIT ").bind(most).push(") t");
    }

    /// The hits with the rows `r` of the index, and the articles `a` that fit where something of them is wanted. Each hit is
    /// looked up by its key: nothing is read that the page does not reach.
    fn rows(&self, wants_article: bool, sql: &mut Sql) {
        self.hits(sql);
        let postgres = sql.backend() == DbBackend::Postgres;
        let articles = wants_article || !self.rest.is_always();
        if postgres {
            sql.push(" CROSS JOIN LATERAL (SELECT r.* FROM edition_text_row r WHERE r.recency = t.recency OFFSET 0) r");
            if articles {
                sql.push(" CROSS JOIN LATERAL (SELECT a.* FROM edition_article a WHERE a.id = r.article_id");
                self.rest.narrow(sql);
                sql.push(" OFFSET 0) a");
            }
        } else {
            sql.push(" CROSS JOIN edition_text_row r ON r.recency = t.recency");
            if articles {
                sql.push(" CROSS JOIN edition_article a ON a.id = r.article_id");
                self.rest.narrow(sql);
            }
        }
    }
}

/// The newest hits.
pub async fn newest(edition: &Edition, look: &Look, most: u32) -> Result<Vec<Row>, DbErr> {
    if look.is_vain() {
        return Ok(vec![]);
    }
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM "));
    look.rows(true, &mut sql);
    sql.push(" LIMIT ").bind(i64::from(most));
    let mut rows: Vec<Row> = sql.all(edition).await?;
    // They come so; no database promises it.
    rows.sort_by_key(|row| std::cmp::Reverse((row.published_at, row.id)));
    Ok(rows)
}

/// The newest hits with their weights, to be ranked.
pub async fn candidates(edition: &Edition, look: &Look, most: u32) -> Result<Vec<Candidate>, DbErr> {
    if look.is_vain() {
        return Ok(vec![]);
    }
    let mut sql = Sql::new(edition, "SELECT r.article_id AS id, r.recency, r.weights FROM ");
    look.rows(false, &mut sql);
    sql.push(" LIMIT ").bind(i64::from(most));
    sql.all(edition).await
}

/// How many hits there are; counting stops one beyond `most`, and where a filter stops looking.
pub async fn count(edition: &Edition, look: &Look, most: u32) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Counted {
        count: i64,
    }
    if look.is_vain() {
        return Ok(0);
    }
    let mut sql = Sql::new(edition, "SELECT count(*) AS count FROM (SELECT 1 FROM ");
    if look.rest.is_always() {
        look.hits(&mut sql);
    } else {
        look.rows(false, &mut sql);
    }
    sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted");
    Ok(sql.one::<Counted>(edition).await?.map_or(0, |counted| counted.count))
}

/// The place of an article of this public id, and its row id; none where readers do not have it.
pub async fn place_of(edition: &Edition, uid: Uuid) -> Result<Option<(i64, ArticleId)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Place {
        recency: i64,
        article_id: ArticleId,
    }
    let mut sql = Sql::new(
        edition,
        "SELECT r.recency, r.article_id FROM edition_article a JOIN edition_text_row r ON r.article_id = a.id WHERE a.uid = ",
    );
    sql.bind(uid);
    Ok(sql.one::<Place>(edition).await?.map(|place| (place.recency, place.article_id)))
}
