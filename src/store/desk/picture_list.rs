//! Pictures by their addresses: of each, the one that was given last stands for all.

use db::{ArticleId, PictureId, article, picture};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::article::is_own;
use super::article_list::own;
use super::{Reads, WriteTx};
use crate::auth::{Action, Whose, permit};
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::list::{List, ids, is_in};
use crate::store::predicate::{Link, Operand, Predicate, Test};
use crate::store::sql::Sql;

/// What pictures may be filtered by.
pub mod column {
    use crate::store::predicate::Column;

    pub const HREF: Column = Column("p.href");
    pub(super) const CREATED_BY: Column = Column("p.created_by");
    pub(super) const CREDIT: Column = Column("p.credit");
    pub(super) const ALT: Column = Column("p.alt_text");
    pub(super) const CAPTION: Column = Column("p.caption");
}

/// What was given last comes first.
pub const NEWEST: Order = Order::of("desk-pictures", &[Sort::row("p.id", "picture p").descending()]);

/// The place of a row in the list.
#[must_use]
pub fn keys(row: &picture::Model) -> Vec<Key> {
    vec![Key::Uid(row.uid)]
}

/// A text stands in what is said of the picture.
#[must_use]
pub fn says(text: &str) -> Predicate {
    let in_it = |column| Predicate::Is(column, Test::Contains(text.to_owned()));
    Predicate::Any([column::ALT, column::CAPTION, column::CREDIT].map(in_it).to_vec())
}

/// The condition that an author, whose name is bound to `parameter`, may see the picture: they gave it, it stands in an
/// article of theirs, or readers see it.
fn is_visible(picture: &str, parameter: &str) -> String {
    format!(
        "({picture}.created_by = {parameter}
          OR EXISTS (SELECT 1 FROM edition_picture x WHERE x.uid = {picture}.uid)
          OR EXISTS (SELECT 1 FROM revision_picture rp JOIN article_revision r ON r.id = rp.revision_id
            JOIN article a ON a.id = r.article_id WHERE rp.picture_id = {picture}.id AND {}))",
        is_own(parameter)
    )
}

const SHOWN_TO_READERS: Link = Link("edition_picture x WHERE x.uid = p.uid");
const STANDS_IN: Link = Link(
    "revision_picture rp JOIN article_revision r ON r.id = rp.revision_id JOIN article a ON a.id = r.article_id
        WHERE rp.picture_id = p.id",
);

/// The same as [`is_visible`], of picture `p`: what a cursor may name.
fn visible(desk: &impl Reads) -> Predicate {
    if sees_all(desk) {
        return Predicate::always();
    }
    let viewer = desk.viewer().to_string();
    Predicate::Any(vec![
        Predicate::Some(SHOWN_TO_READERS, Box::new(Predicate::always())),
        Predicate::Some(STANDS_IN, Box::new(own(&viewer))),
        Predicate::Is(column::CREATED_BY, Test::Eq(Operand::Text(viewer))),
    ])
}

fn sees_all(desk: &impl Reads) -> bool {
    permit(desk.viewer(), Action::ReadOthersArticles, Whose::Others).is_ok()
}

/// A page of the pictures that fit, one of each address.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn list(
    desk: &impl Reads,
    filter: &Predicate,
    page: &Page,
) -> Result<Slice<picture::Model>, DbErr> {
    let mut sql = from(desk, "SELECT p.* FROM", filter);
    NEWEST.beyond_among(page, &visible(desk), &mut sql);
    sql.push(&format!(" ORDER BY {}", NEWEST.by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
}

/// How many fit; one more than `cap` where counting stopped.
pub async fn count(desk: &impl Reads, filter: &Predicate, cap: i64) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    let mut sql = from(desk, "SELECT count(*) AS total FROM (SELECT 1 AS one FROM", filter);
    sql.push(" LIMIT ").bind(cap + 1).push(") x");
    Ok(sql.one::<Total>(desk).await?.map_or(0, |row| row.total))
}

fn from(desk: &impl Reads, select: &str, filter: &Predicate) -> Sql {
    let mut sql = Sql::new(desk, &format!("{select} picture p WHERE "));
    let (one, other) = if sees_all(desk) {
        ("TRUE".to_owned(), "TRUE".to_owned())
    } else {
        let viewer = sql.parameter(desk.viewer().to_string().into());
        (is_visible("p", &viewer), is_visible("q", &viewer))
    };
    sql.push(&format!(
        "{one} AND NOT EXISTS (SELECT 1 FROM picture q
            WHERE substr(q.href, 1, 200) = substr(p.href, 1, 200) AND q.id > p.id AND q.href = p.href AND {other})"
    ));
    filter.narrow(&mut sql);
    sql
}

/// Those of these that the reader may see.
pub async fn visible_by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<picture::Model>, DbErr> {
    let (tx, list) = (desk.connection(), List::Uids(uids.to_vec()));
    let backend = tx.get_database_backend();
    let mut values: Vec<Value> = vec![list.value(backend)];
    let mut sql = format!("SELECT p.* FROM picture p WHERE p.uid {}", list.is_in(backend, "$1"));
    if !sees_all(desk) {
        values.push(desk.viewer().to_string().into());
        sql.push_str(&format!(" AND {}", is_visible("p", "$2")));
    }
    picture::Model::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(tx).await
}

/// Where an address is shown: a picture, and an article that shows it as it stands, or as readers have it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Shown {
    pub picture_id: PictureId,
    pub article_id: ArticleId,
    /// Readers have it so.
    pub live: bool,
}

const SHOWN: &str = "SELECT rp.picture_id, a.id AS article_id,
        (r.number = a.live_number AND a.publication = 'LIVE') IS TRUE AS live
    FROM picture p JOIN revision_picture rp ON rp.picture_id = p.id
    JOIN article_revision r ON r.id = rp.revision_id JOIN article a ON a.id = r.article_id
    WHERE (r.number = a.head_number OR r.number = a.live_number) AND substr(p.href, 1, 200) = substr(CAST($1 AS TEXT), 1, 200) AND p.href = CAST($1 AS TEXT)
    ORDER BY a.id, rp.picture_id";

/// Where an address is shown now.
pub async fn shown(desk: &impl Reads, href: &str) -> Result<Vec<Shown>, DbErr> {
    let tx = desk.connection();
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SHOWN, [href.into()]);
    Shown::find_by_statement(statement).all(tx).await
}

/// Articles that show addresses now and that the reader may see, of each address the `most` that were changed last.
pub async fn articles(
    desk: &impl Reads,
    hrefs: &[String],
    most: u32,
) -> Result<Vec<(String, article::Model)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        used_href: String,
        #[sea_orm(nested)]
        article: article::Model,
    }
    let (tx, list) = (desk.connection(), List::Texts(hrefs.to_vec()));
    let backend = tx.get_database_backend();
    let mut values: Vec<Value> = vec![list.value(backend)];
    let mut visible = "TRUE".to_owned();
    if !sees_all(desk) {
        values.push(desk.viewer().to_string().into());
        visible = is_own("$2");
    }
    let sql = format!(
        "WITH used AS (
            SELECT DISTINCT p.href, a.id, a.updated_at FROM picture p
            JOIN revision_picture rp ON rp.picture_id = p.id JOIN article_revision r ON r.id = rp.revision_id
            JOIN article a ON a.id = r.article_id
            WHERE (r.number = a.head_number OR r.number = a.live_number) AND a.deleted_at IS NULL
                AND p.href {} AND {visible}),
        ranked AS (
            SELECT href, id, row_number() OVER (PARTITION BY href ORDER BY updated_at DESC, id DESC) AS place FROM used)
        SELECT x.href AS used_href, a.* FROM ranked x JOIN article a ON a.id = x.id
        WHERE x.place <= {most} ORDER BY x.href, x.place",
        list.is_in(backend, "$1")
    );
    let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.used_href, row.article)).collect())
}

/// Writes what is said of a picture.
pub async fn update(tx: &WriteTx, row: &picture::Model) -> Result<(), DbErr> {
    let sql = "UPDATE picture SET alt_text = $2, caption = $3, credit = $4, licence = $5 WHERE id = $1";
    let values = vec![
        row.id.into(),
        row.alt_text.clone().into(),
        row.caption.clone().into(),
        row.credit.clone().into(),
        row.licence.clone().into(),
    ];
    tx.run(sql, values).await.map(drop)
}

/// Takes hold of pictures until the transaction ends, in the order of their ids.
pub async fn lock(tx: &WriteTx, which: &[PictureId]) -> Result<Vec<picture::Model>, DbErr> {
    let lock = if tx.backend() == sea_orm::DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT * FROM picture WHERE id {} ORDER BY id{lock}", is_in(tx.backend(), "$1"));
    tx.all(&sql, vec![ids(tx.backend(), which.iter().copied())]).await
}
