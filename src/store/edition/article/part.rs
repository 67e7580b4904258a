//! What belongs to an article, a few rows each: whom it names, its notices, pictures, links and series. All that a page
//! wants of them comes in one statement.

use std::collections::HashMap;

use db::{
    ArticleId, ContributorRole, EntityId, LinkRel, NameKind, NoticeKind, PictureRole, SeriesId, Timestamp,
};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::store::edition::Edition;
use crate::store::list::List;
use crate::store::sql::{Children, Sql};

/// A kind of things that belong to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    About,
    Contributors,
    Mentions,
    Notices,
    Pictures,
    Links,
    Series,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    About(EntityId),
    Contributor(EntityId, ContributorRole),
    Mention(Mention),
    Notice(Notice),
    Picture(Picture),
    Link(Link),
    /// The series, and the article's position in it.
    Series(SeriesId, i32),
}

/// A place in the text that names an entity. Offsets are Unicode scalars or UTF-16 units, the end exclusive.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Mention {
    pub uid: Uuid,
    pub entity_id: EntityId,
    pub start_at: i32,
    pub end_at: i32,
    pub utf16_start: i32,
    pub utf16_end: i32,
    pub surface: String,
    pub name_kind: Option<NameKind>,
}

#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Notice {
    pub uid: Uuid,
    pub article_id: ArticleId,
    pub kind: NoticeKind,
    pub text: String,
    pub published_at: Timestamp,
    pub version: Option<i32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub uid: Uuid,
    pub role: PictureRole,
    pub href: String,
    pub content_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub alt_text: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub rel: LinkRel,
    pub target_id: Option<ArticleId>,
    pub url: Option<String>,
    pub title: Option<String>,
}

/// `uid` stands where the UUID is read as a text.
fn select(part: Part) -> (&'static str, &'static str, &'static str) {
    match part {
        Part::About => ("edition_about", "position", "entity_id"),
        Part::Contributors => ("edition_contributor", "position", "entity_id, role"),
        Part::Mentions => (
            "edition_mention",
            "start_at",
            "uid, entity_id, start_at, end_at, utf16_start, utf16_end, surface, name_kind",
        ),
        Part::Notices => {
            ("edition_notice", "published_at", "uid, article_id, kind, text, published_at, version")
        }
        Part::Pictures => (
            "edition_picture",
            "position",
            "uid, role, href, content_type, width, height, alt_text, caption, credit, licence",
        ),
        Part::Links => ("edition_link", "position", "rel, target_id, url, title"),
        Part::Series => ("edition_series_item", "position", "series_id, position"),
    }
}

const ALL: [Part; 7] = [
    Part::About,
    Part::Contributors,
    Part::Mentions,
    Part::Notices,
    Part::Pictures,
    Part::Links,
    Part::Series,
];

#[derive(FromQueryResult)]
struct Packed {
    part: i32,
    article_id: ArticleId,
    /// The part's columns, as a JSON array.
    packed: String,
}

/// What belongs to the articles, each part in its order: one statement, whatever is asked for.
///
/// # Errors
/// The database's.
pub async fn parts(
    edition: &Edition,
    asked: &[(Part, ArticleId)],
) -> Result<HashMap<(Part, ArticleId), Vec<Entry>>, DbErr> {
    let (array, uid) = match edition.backend() {
        DbBackend::Postgres => ("json_build_array", "uid::text"),
        _ => ("json_array", "hex(uid)"),
    };
    let mut sql = Sql::new(edition, "");
    let mut first = true;
    for (number, part) in ALL.iter().enumerate() {
        let articles: Vec<_> = asked.iter().filter(|(p, _)| p == part).map(|(_, article)| *article).collect();
        if articles.is_empty() {
            continue;
        }
        let (table, place, columns) = select(*part);
        let columns = columns.replace("uid", uid);
        sql.push(if first { "" } else { " UNION ALL " });
        sql.push(&format!("SELECT {number} AS part, article_id, {place} AS place, "));
        sql.push(&format!("CAST({array}({columns}) AS TEXT) AS packed FROM {table} WHERE article_id"));
        sql.any_of(&List::of(&articles, |id| id.0));
        first = false;
    }
    let mut found: HashMap<(Part, ArticleId), Vec<Entry>> = HashMap::new();
    if first {
        return Ok(found);
    }
    sql.push(" ORDER BY 1, 2, 3, 4");
    for row in sql.all::<Packed>(edition).await? {
        let Some(part) = usize::try_from(row.part).ok().and_then(|n| ALL.get(n)) else { continue };
        found.entry((*part, row.article_id)).or_default().push(unpack(*part, &row.packed)?);
    }
    Ok(found)
}

fn unpack(part: Part, columns: &str) -> Result<Entry, DbErr> {
    fn read<T: DeserializeOwned>(columns: &str) -> Result<T, DbErr> {
        serde_json::from_str(columns).map_err(|cause| DbErr::Type(format!("{columns}: {cause}")))
    }
    Ok(match part {
        Part::About => {
            let (entity,) = read(columns)?;
            Entry::About(entity)
        }
        Part::Contributors => {
            let (entity, role) = read(columns)?;
            Entry::Contributor(entity, role)
        }
        Part::Mentions => {
            let (Uid(uid), entity_id, start_at, end_at, utf16_start, utf16_end, surface, name_kind) =
                read(columns)?;
            let mention =
                Mention { uid, entity_id, start_at, end_at, utf16_start, utf16_end, surface, name_kind };
            Entry::Mention(mention)
        }
        Part::Notices => {
            let (Uid(uid), article_id, kind, text, published_at, version) = read(columns)?;
            let published_at = Timestamp(published_at);
            Entry::Notice(Notice { uid, article_id, kind, text, published_at, version })
        }
        Part::Pictures => {
            let (Uid(uid), role, href, content_type, width, height, alt_text, caption, credit, licence) =
                read(columns)?;
            Entry::Picture(Picture {
                uid,
                role,
                href,
                content_type,
                width,
                height,
                alt_text,
                caption,
                credit,
                licence,
            })
        }
        Part::Links => {
            let (rel, target_id, url, title) = read(columns)?;
            Entry::Link(Link { rel, target_id, url, title })
        }
        Part::Series => {
            let (series, position) = read(columns)?;
            Entry::Series(series, position)
        }
    })
}

/// A UUID in hexadecimal digits, with or without hyphens.
#[derive(Deserialize)]
struct Uid(Uuid);

/// A mention of one of many articles.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OfArticle {
    pub parent: ArticleId,
    #[sea_orm(nested)]
    pub mention: Mention,
}

/// The first mentions of each of many articles, in reading order.
///
/// # Errors
/// The database's.
pub async fn first_mentions(
    edition: &Edition,
    articles: &[ArticleId],
    first: u32,
) -> Result<Vec<OfArticle>, DbErr> {
    const MENTIONS: Children = Children {
        columns: "c.uid, c.entity_id, c.start_at, c.end_at, c.utf16_start, c.utf16_end, c.surface, c.name_kind",
        table: "edition_mention",
        key: &["article_id", "start_at"],
        parent: "article_id",
        joins: "",
    };
    let parents: Vec<i64> = articles.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &MENTIONS, |_| {}, "c.start_at", first);
    sql.all(edition).await
}

/// A notice by its public id.
///
/// # Errors
/// The database's.
pub async fn notice_by_uid(edition: &Edition, uid: Uuid) -> Result<Option<Notice>, DbErr> {
    let mut sql = Sql::new(
        edition,
        "SELECT uid, article_id, kind, text, published_at, version FROM edition_notice WHERE uid = ",
    );
    sql.bind(uid);
    sql.one(edition).await
}
