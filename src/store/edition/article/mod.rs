//! Articles as readers have them.

pub mod facet;
mod kept;
mod list;
mod neighbour;
pub mod order;
mod part;
mod scope;
mod version;

use std::collections::HashMap;
use std::sync::Arc;

use db::{ArticleId, ArticleState, EntityId, PartialDate, Timestamp, edition_article};
use sea_orm::DbErr;
use uuid::Uuid;

pub(in crate::store) use kept::Kept;
use kept::Known;
pub use list::{
    Appearance, Appearing, Scope, Which, count, count_entities, count_of_each, entities_of_each,
    entities_order, is_kept, list, list_of_each,
};
pub use neighbour::{Beside, Direction, in_series, in_time, translations};
pub use part::{
    Entry, Link, Mention, Notice, OfArticle, Part, Picture, first_mentions, notice_by_uid, parts,
};
pub use scope::{Settled, settle};
pub use version::{
    NEWEST_VERSION, Version, VersionLine, count_versions, version_column, versions, versions_of_each,
};

use super::Edition;
use crate::store::cells::from_cells;
use crate::store::list::List;
use crate::store::predicate::{Column, Folding, Operand, Predicate, Test, Words};
use crate::store::sql::Sql;

/// An article without its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: ArticleId,
    pub uid: Uuid,
    pub state: ArticleState,
    pub slug: String,
    pub language: String,
    pub headline: String,
    pub subheadline: Option<String>,
    pub summary: Option<String>,
    pub byline: Option<String>,
    pub genre: Option<String>,
    pub located: Option<String>,
    pub located_entity_id: Option<EntityId>,
    pub content_created: Option<PartialDate>,
    pub copyright_notice: Option<String>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i32,
    pub word_count: i32,
    /// It is what the newsroom looks at before it publishes, and is known by an id of its own.
    pub is_preview: bool,
}

from_cells!(Row {
    id, uid, state, slug, language, headline, subheadline, summary, byline, genre, located, located_entity_id,
    content_created, copyright_notice, published_at, updated_at, version, word_count; ..is_preview
});

impl From<edition_article::Model> for Row {
    fn from(row: edition_article::Model) -> Self {
        Self {
            id: row.id,
            uid: row.uid,
            state: row.state,
            slug: row.slug,
            language: row.language,
            headline: row.headline,
            subheadline: row.subheadline,
            summary: row.summary,
            byline: row.byline,
            genre: row.genre,
            located: row.located,
            located_entity_id: row.located_entity_id,
            content_created: row.content_created,
            copyright_notice: row.copyright_notice,
            published_at: row.published_at,
            updated_at: row.updated_at,
            version: row.version,
            word_count: row.word_count,
            is_preview: false,
        }
    }
}

/// The columns of [`Row`] in their order, of a table `a`.
macro_rules! columns {
    () => {
        "a.id, a.uid, a.state, a.slug, a.language, a.headline, a.subheadline, a.summary, a.byline, a.genre, \
         a.located, a.located_entity_id, a.content_created, a.copyright_notice, a.published_at, a.updated_at, \
         a.version, a.word_count"
    };
}
pub(super) const COLUMNS: &str = columns!();

/// The same, with the place in a series.
pub(super) const ITEM_COLUMNS: &str = concat!("c.position, ", columns!());

/// What filters of articles compare, in tables where `a` is the article.
pub mod column {
    use super::{Column, Folding, Words};

    pub const UID: Column = Column("a.uid");
    pub const LANGUAGE: Column = Column("a.language");
    pub const SLUG: Words =
        Words { exact: Column("a.slug"), folded: Column("a.slug"), folding: Folding::Small };
    pub const HEADLINE: Words = folded(Column("a.headline"), Column("a.headline_key"));
    pub const SUMMARY: Words = folded(Column("a.summary"), Column("a.summary_key"));
    pub const BYLINE: Words = folded(Column("a.byline"), Column("a.byline_key"));
    pub const GENRE: Words = folded(Column("a.genre"), Column("a.genre_key"));
    pub const WORD_COUNT: Column = Column("a.word_count");
    /// As [`reading_minutes`](crate::text::body::reading_minutes) counts them.
    pub const READING_MINUTES: Column = Column("(a.word_count + 237) / 238");
    pub const VERSION: Column = Column("a.version");
    pub const PUBLISHED_AT: Column = Column("a.published_at");
    pub const UPDATED_AT: Column = Column("a.updated_at");
    /// Of a series, within [`super::link::SERIES`].
    pub const SERIES_UID: Column = Column("s.uid");
    pub const SERIES_SLUG: Words =
        Words { exact: Column("s.slug"), folded: Column("s.slug"), folding: Folding::Small };
    /// Of a contributor, within [`super::link::CONTRIBUTORS`].
    pub const CONTRIBUTOR_ROLE: Column = Column("k.role");
    /// Of a notice, within [`super::link::NOTICES`].
    pub const NOTICE_KIND: Column = Column("o.kind");
    pub const NOTICE_AT: Column = Column("o.published_at");

    const fn folded(exact: Column, folded: Column) -> Words {
        Words { exact, folded, folding: Folding::Key }
    }
}

/// Where filters of articles lead.
pub mod link {
    use crate::store::predicate::{Column, Link};

    /// To the entities `e` that it names. The date is that of the article: with it, the reading index has the answer.
    pub const MENTIONS: Link = Link(
        "edition_appearance x JOIN edition_entity e ON e.id = x.entity_id \
         WHERE x.article_id = a.id AND x.published_at = a.published_at AND x.mentions > 0",
    );
    /// To the entities `e` that it is about.
    pub const ABOUT: Link = Link(
        "edition_appearance x JOIN edition_entity e ON e.id = x.entity_id \
         WHERE x.article_id = a.id AND x.published_at = a.published_at AND x.about",
    );
    /// To all entities `e` that are in it, in one way or the other.
    pub const ENTITIES: Link = Link(
        "edition_appearance x JOIN edition_entity e ON e.id = x.entity_id \
         WHERE x.article_id = a.id AND x.published_at = a.published_at",
    );
    /// To those who made it, `k`, and from one of these to the entity.
    pub const CONTRIBUTORS: Link = Link("edition_contributor k WHERE k.article_id = a.id");
    pub const CONTRIBUTOR: Link = Link("edition_entity e WHERE e.id = k.entity_id");
    /// To what the newsroom said of it, `o`.
    pub const NOTICES: Link = Link("edition_notice o WHERE o.article_id = a.id");
    /// To the passages `v` by which it is a source.
    pub const CLAIMS: Link = Link("edition_evidence v WHERE v.article_id = a.id");
    /// To the place where it was written.
    pub const PLACE: Link = Link("edition_entity e WHERE e.id = a.located_entity_id");
    /// To the picture that stands for it.
    pub const LEAD_PICTURE: Link = Link("edition_picture p WHERE p.article_id = a.id AND p.role = 'LEAD'");
    /// To an entity by its row id, named by [`PROBED`], from the appearance `c` of another.
    pub(super) const PROBE_MENTIONS: Link = Link(
        "edition_appearance x WHERE x.article_id = c.article_id AND x.published_at = c.published_at \
         AND x.mentions > 0",
    );
    pub(super) const PROBE_ABOUT: Link = Link(
        "edition_appearance x WHERE x.article_id = c.article_id AND x.published_at = c.published_at AND x.about",
    );
    pub(super) const PROBED: Column = Column("x.entity_id");
    /// The same, where the series is named: its articles are few.
    pub const WITHIN_SERIES: Link = Link(
        "a.id IN (SELECT i.article_id FROM edition_series_item i WHERE i.series_id IN \
         (SELECT s.id FROM edition_series s WHERE TRUE",
    );
    /// To the series `s` that it is part of.
    pub const SERIES: Link =
        Link("edition_series_item i JOIN edition_series s ON s.id = i.series_id WHERE i.article_id = a.id");
}

/// It is part of the series of this id.
#[must_use]
pub fn of_series(series: Uuid) -> Predicate {
    let is = Predicate::Is(column::SERIES_UID, Test::Eq(Operand::Uid(series)));
    Predicate::Within(link::WITHIN_SERIES, Box::new(is))
}

/// An article, and the slug by which it was asked for.
#[derive(Clone, Debug)]
pub struct BySlug {
    pub asked: String,
    pub row: Row,
}

from_cells!(BySlug { asked; row });

/// The articles with these row ids: those that are known, and the others as they are read.
///
/// # Errors
/// The database's.
pub async fn by_ids(edition: &Edition, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Arc<Row>>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let known = Known::to(edition).await?;
    let mut rows = known.map(|known| known.find(ids)).unwrap_or_default();
    let unknown: Vec<ArticleId> = ids.iter().copied().filter(|id| !rows.contains_key(id)).collect();
    if !unknown.is_empty() {
        let mut sql = Sql::new(edition, "SELECT ");
        sql.push(COLUMNS).push(" FROM edition_article a WHERE a.id").any_of(&List::of(&unknown, |id| id.0));
        let read: Vec<_> = sql.all::<Row>(edition).await?.into_iter().map(Arc::new).collect();
        if let Some(known) = known {
            known.keep(&read);
        }
        rows.extend(read.into_iter().map(|row| (row.id, row)));
    }
    Ok(rows)
}

/// The articles with these public ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT ");
    sql.push(COLUMNS).push(" FROM edition_article a WHERE a.uid").any_of(&List::Uids(uids.to_vec()));
    sql.all(edition).await
}

/// The articles of a language that have or had these slugs, in no order.
///
/// # Errors
/// The database's.
pub async fn by_slugs(edition: &Edition, language: &str, slugs: &[String]) -> Result<Vec<BySlug>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT s.slug AS asked, ");
    sql.push(COLUMNS)
        .push(" FROM edition_slug s JOIN edition_article a ON a.id = s.article_id WHERE s.language = ");
    sql.bind(language).push(" AND s.slug").any_of(&List::Texts(slugs.to_vec()));
    sql.all(edition).await
}
