//! Words of the names of entities that readers have. All that is read here is bounded: of each word,
//! beginning or run of letters so many rows, however many there are.

use db::{EntityId, EntityKind};
use sea_orm::{DbBackend, DbErr, FromQueryResult};

use super::Edition;
use crate::store::list::List;
use crate::store::sql::Sql;

/// Rows that are read of each word and sound at most, the oldest entities.
pub const OF_A_WORD: i64 = 400;
/// Rows that are read of each beginning at most, in the order of the alphabet.
pub const OF_A_BEGINNING: i64 = 800;
/// The most covered entities, among which frequent words and beginnings are looked for.
const COVERED: i64 = 2_000;
/// Words that are read of each three letters and each length at most.
const OF_A_GRAM: i64 = 250;
/// Words that are told as being like one, at most.
const ALIKE: i64 = 60;
/// Rows of one word that are gone through for another one beside it.
const BESIDE: i64 = 5_000;

/// What is looked for, in Latin letters; nothing twice.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub words: Vec<String>,
    pub beginnings: Vec<String>,
    pub sounds: Vec<String>,
}

/// By what a word of a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    Word,
    Beginning,
    Sound,
}

/// A word of a name of an entity.
#[derive(Clone, Debug)]
pub struct Hit {
    pub by: By,
    /// What it was found by.
    pub asked: String,
    pub entity: EntityId,
    /// Listed articles of the entity.
    pub articles: i64,
}

#[derive(FromQueryResult)]
struct Row {
    way: i32,
    asked: String,
    entity_id: EntityId,
    articles: i64,
}

impl From<Row> for Hit {
    fn from(row: Row) -> Self {
        let by = [By::Word, By::Beginning].get(usize::try_from(row.way).unwrap_or(usize::MAX)).copied();
        Self { by: by.unwrap_or(By::Sound), asked: row.asked, entity: row.entity_id, articles: row.articles }
    }
}

/// Behind every text that begins with another one.
const BEYOND: &str = "\u{10ffff}";

/// What comes behind all texts that begin with `k.value`.
fn behind(sql: &mut Sql) -> String {
    let beyond = sql.parameter(BEYOND.into());
    if sql.backend() == DbBackend::Postgres {
        format!("k.value || {beyond}::text")
    } else {
        format!("k.value || {beyond}")
    }
}

fn of_kinds(kinds: &[EntityKind], sql: &mut Sql) {
    if !kinds.is_empty() {
        sql.push(" AND n.kind")
            .any_of(&List::Texts(kinds.iter().map(|kind| kind.code().to_owned()).collect()));
    }
}

/// The entities of these kinds (none named: all) that have what is wanted in their names: of each [`OF_A_WORD`] or
/// [`OF_A_BEGINNING`].
///
/// # Errors
/// The database's.
pub async fn named(edition: &Edition, wanted: &Wanted, kinds: &[EntityKind]) -> Result<Vec<Hit>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT hits.way, hits.asked, hits.entity_id, e.articles FROM (");
    let postgres = sql.backend() == DbBackend::Postgres;
    // Only where there is something that it is for: PostgreSQL knows no type of what is not used.
    let beyond = if wanted.beginnings.is_empty() { String::new() } else { behind(&mut sql) };
    let beginning = format!("n.latin >= k.value AND n.latin < {beyond}");
    let ways = [
        (&wanted.words, "n.latin = k.value", "n.entity_id, n.word", OF_A_WORD),
        (&wanted.beginnings, &*beginning, "n.latin, n.entity_id, n.word", OF_A_BEGINNING),
        (&wanted.sounds, "n.sound = k.value", "n.entity_id, n.latin, n.word", OF_A_WORD),
    ];
    let mut is_first = true;
    for (way, (values, condition, order, most)) in ways.into_iter().enumerate() {
        if values.is_empty() {
            continue;
        }
        sql.push(if is_first { "" } else { " UNION ALL " });
        is_first = false;
        sql.push(&format!("SELECT {way} AS way, k.value AS asked, n.entity_id FROM "));
        sql.each(&List::Texts(values.clone())).push(" k CROSS JOIN ");
        sql.push(if postgres {
            "LATERAL (SELECT n.entity_id"
        } else {
            "edition_name_word n ON (n.latin, n.entity_id, n.word) IN (SELECT n.latin, n.entity_id, n.word"
        });
        sql.push(&format!(" FROM edition_name_word n WHERE {condition}"));
        of_kinds(kinds, &mut sql);
        sql.push(&format!(" ORDER BY {order} LIMIT ")).bind(most);
        sql.push(if postgres { ") n" } else { ")" });
    }
    if is_first {
        return Ok(vec![]);
    }
    sql.push(") hits JOIN edition_entity e ON e.id = hits.entity_id");
    Ok(sql.all::<Row>(edition).await?.into_iter().map(Hit::from).collect())
}

/// What is wanted among the names of the most covered entities: for words that more have than [`named`] reads.
///
/// # Errors
/// The database's.
pub async fn covered(edition: &Edition, wanted: &Wanted, kinds: &[EntityKind]) -> Result<Vec<Hit>, DbErr> {
    let mut sql = Sql::new(edition, "");
    let beyond = behind(&mut sql);
    // Words are ranges too: of those that begin and end with themselves. So one walk finds all.
    let ends = [("k.value", &wanted.words), (&*beyond, &wanted.beginnings)];
    sql.push(
        "SELECT k.way, k.asked, n.entity_id, covered.articles FROM (SELECT e.id, e.articles FROM edition_entity e",
    );
    if let [kind] = kinds {
        sql.push(" WHERE e.kind = ").bind(kind.code());
    }
    sql.push(" ORDER BY e.articles DESC, e.id DESC LIMIT ").bind(COVERED);
    sql.push(") covered CROSS JOIN edition_name_word n JOIN (");
    for (way, (end, values)) in ends.into_iter().enumerate() {
        sql.push(if way > 0 { " UNION ALL " } else { "" });
        sql.push(&format!("SELECT {way} AS way, k.value AS asked, {end} AS until FROM "));
        sql.each(&List::Texts(values.clone())).push(" k");
    }
    sql.push(") k ON n.entity_id = covered.id AND n.latin >= k.asked AND ((k.way = 0 AND n.latin = k.until) OR (k.way = 1 AND n.latin < k.until))");
    sql.push(" WHERE TRUE");
    of_kinds(kinds, &mut sql);
    Ok(sql.all::<Row>(edition).await?.into_iter().map(Hit::from).collect())
}

/// Entities that have one of the first words and one of the second in their names, among the first [`BESIDE`] of the
/// first: for names of frequent words in another order than the name's.
///
/// # Errors
/// The database's.
pub async fn beside(
    edition: &Edition,
    (first, second): (&str, &str),
    kinds: &[EntityKind],
) -> Result<Vec<Hit>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT 0 AS way, ");
    sql.bind(first).push(" AS asked, beside.entity_id, e.articles FROM (SELECT n.entity_id FROM edition_name_word n WHERE n.latin = ");
    sql.bind(first);
    of_kinds(kinds, &mut sql);
    sql.push(" ORDER BY n.entity_id, n.word LIMIT ").bind(BESIDE);
    sql.push(") beside JOIN edition_entity e ON e.id = beside.entity_id WHERE EXISTS (SELECT 1 FROM edition_name_word o WHERE o.entity_id = beside.entity_id AND o.latin = ");
    sql.bind(second).push(") ORDER BY e.articles DESC, e.id LIMIT ").bind(OF_A_WORD);
    Ok(sql.all::<Row>(edition).await?.into_iter().map(Hit::from).collect())
}

/// A word that is to be found although it is misspelt.
#[derive(Clone, Debug)]
pub struct Misspelt {
    pub latin: String,
    /// Its letters three by three.
    pub grams: Vec<String>,
    /// How long the word may be that is meant.
    pub lengths: std::ops::RangeInclusive<usize>,
}

/// A word, and one of a name that has letters in common with it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Alike {
    pub asked: String,
    pub latin: String,
}

/// Words of names that have most letters in common with each of these: of each three letters and length,
/// [`OF_A_GRAM`] are looked at, fewer where there are many words.
///
/// # Errors
/// The database's.
pub async fn alike(edition: &Edition, words: &[Misspelt]) -> Result<Vec<Alike>, DbErr> {
    let mut rows = vec![];
    for word in words {
        for gram in &word.grams {
            rows.extend(word.lengths.clone().map(|length| (gram, length, &word.latin)));
        }
    }
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let most = (OF_A_GRAM * 8 / i64::try_from(words.len().max(8)).unwrap_or(i64::MAX)).max(50);
    let mut sql = Sql::new(
        edition,
        "SELECT alike.asked, alike.latin FROM (SELECT k.value ->> 2 AS asked, g.latin, count(*) AS shared,
            row_number() OVER (PARTITION BY k.value ->> 2 ORDER BY count(*) DESC, g.latin) AS place FROM ",
    );
    let postgres = sql.backend() == DbBackend::Postgres;
    let parameter = sql.parameter(serde_json::json!(rows).to_string().into());
    let (length, columns) = ("k.value ->> 1", "g.gram, g.length, g.latin");
    sql.push(&if postgres {
        format!("jsonb_array_elements({parameter}::jsonb) k (value) CROSS JOIN LATERAL (SELECT {columns}")
    } else {
        format!("json_each({parameter}) k CROSS JOIN edition_gram g ON ({columns}) IN (SELECT {columns}")
    });
    let length = if postgres { format!("({length})::integer") } else { length.to_owned() };
    sql.push(&format!(
        " FROM edition_gram g WHERE g.gram = k.value ->> 0 AND g.length = {length} ORDER BY g.latin LIMIT "
    ));
    sql.bind(most).push(if postgres { ") g" } else { ")" });
    sql.push(" GROUP BY k.value ->> 2, g.latin) alike WHERE alike.place <= ").bind(ALIKE);
    sql.push(" ORDER BY alike.asked, alike.place");
    sql.all(edition).await
}

/// A word of names, and how many entities have it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Known {
    pub word: String,
    pub latin: String,
    pub uses: i64,
}

/// The words of these Latin letters.
///
/// # Errors
/// The database's.
pub async fn known(edition: &Edition, latin: Vec<String>) -> Result<Vec<Known>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT w.word, w.latin, w.uses FROM edition_word w WHERE w.latin");
    sql.any_of(&List::Texts(latin));
    sql.all(edition).await
}
