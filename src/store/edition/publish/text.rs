//! The text index, and the words that there are.

use std::collections::{BTreeMap, HashSet};

use db::{ArticleId, Timestamp, edition_text_row};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};

use crate::store::edition::search::{language_mark, recency, time_marks};
use crate::store::list::{ids, is_in};
use crate::store::{Store, WriteTx};
use crate::text::sound;
use crate::text::terms::Indexed;

/// What the text index gets of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub article_id: ArticleId,
    pub published_at: Timestamp,
    pub language: String,
    pub indexed: Indexed,
}

#[derive(FromQueryResult)]
struct Place {
    recency: i64,
}

/// Takes articles out of the index.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn remove(tx: &WriteTx, articles: &[ArticleId]) -> Result<(), DbErr> {
    let backend = tx.backend();
    let is_in = is_in(backend, "$1");
    let sql = format!("DELETE FROM edition_text_row WHERE article_id {is_in} RETURNING recency");
    let gone: Vec<Place> = tx.all(&sql, vec![ids(backend, articles.iter().copied())]).await?;
    if gone.is_empty() {
        return Ok(());
    }
    let key = if backend == DbBackend::Postgres { "recency" } else { "rowid" };
    let gone = ids(backend, gone.iter().map(|place| place.recency));
    tx.run(&format!("DELETE FROM edition_text WHERE {key} {is_in}"), vec![gone]).await?;
    Ok(())
}

/// Puts articles into the index.
pub async fn add(tx: &WriteTx, mut texts: Vec<Text>) -> Result<(), DbErr> {
    // SQLite writes a piece of its index for each step backwards.
    texts.sort_by_key(|text| recency::place(text.published_at, text.article_id));
    for texts in texts.chunks(200) {
        let places = free_places(tx, texts).await?;
        let mut values: Vec<Value> = vec![];
        let mut tuples = vec![];
        for (text, place) in texts.iter().zip(&places) {
            let n = values.len();
            values.push((*place).into());
            if tx.backend() == DbBackend::Postgres {
                values.push(tsvector(text).into());
                tuples.push(format!("(${}, ${}::tsvector)", n + 1, n + 2));
            } else {
                let Indexed { headline, summary, body, .. } = &text.indexed;
                let body = format!("{body} {}", language_mark(&text.language));
                values.extend([headline.clone().into(), summary.clone().into(), body.into()]);
                tuples.push(format!("(${}, ${}, ${}, ${})", n + 1, n + 2, n + 3, n + 4));
            }
        }
        let into = match tx.backend() {
            DbBackend::Postgres => "recency, words",
            _ => "rowid, headline, summary, body",
        };
        tx.run(&format!("INSERT INTO edition_text ({into}) VALUES {}", tuples.join(", ")), values).await?;
        let rows = texts.iter().zip(places).map(|(text, recency)| edition_text_row::Model {
            recency,
            article_id: text.article_id,
            weights: text.indexed.weights.clone(),
        });
        tx.insert(rows.collect()).await?;
    }
    Ok(())
}

/// The places of articles: their own, or the next ones that nobody has.
async fn free_places(tx: &WriteTx, texts: &[Text]) -> Result<Vec<i64>, DbErr> {
    let backend = tx.backend();
    let own: Vec<i64> = texts.iter().map(|t| recency::place(t.published_at, t.article_id)).collect();
    let sql = format!("SELECT recency FROM edition_text_row WHERE recency {}", is_in(backend, "$1"));
    let taken: Vec<Place> = tx.all(&sql, vec![ids(backend, own.iter().copied())]).await?;
    let mut taken: HashSet<i64> = taken.into_iter().map(|place| place.recency).collect();
    let mut places = Vec::with_capacity(own.len());
    for mut place in own {
        while taken.contains(&place) {
            place += 1;
            let sql = "SELECT recency FROM edition_text_row WHERE recency = $1";
            taken.extend(tx.all::<Place>(sql, vec![place.into()]).await?.iter().map(|place| place.recency));
        }
        taken.insert(place);
        places.push(place);
    }
    Ok(places)
}

/// The text of a `tsvector`.
fn tsvector(text: &Text) -> String {
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    for (term, at, part) in text.indexed.places() {
        let all = places.entry(term).or_default();
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(&format!("{at}{part}"));
    }
    let mut vector = String::new();
    for (term, places) in places {
        vector.push_str(&format!("'{term}':{places} "));
    }
    for mark in time_marks(text.published_at).iter().chain([&language_mark(&text.language)]) {
        vector.push_str(&format!("'{mark}' "));
    }
    vector
}

/// Sorts in what is on the pile. Not if the tables are another account's: the database comes to it by itself then.
const SORT_IN: &str = "SELECT gin_clean_pending_list(oid) FROM pg_class WHERE relname = 'edition_text_words'
    AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')";

/// Prepares for very many articles. PostgreSQL puts what its text index gets on a pile, which readers look through, and
/// sorts it in when that is large ([fast update](https://www.postgresql.org/docs/current/gin-implementation.html)): a few
/// large piles take far less than many small ones. [`settle`] or [`sort_in`] ends it.
pub async fn expect_many(tx: &WriteTx) -> Result<(), DbErr> {
    if tx.backend() == DbBackend::Postgres {
        tx.run("SET LOCAL gin_pending_list_limit = '32MB'", vec![]).await?;
    }
    Ok(())
}

/// Leaves nothing on the pile, after many transactions.
pub async fn settle(store: &Store) -> Result<(), DbErr> {
    if store.backend() == DbBackend::Postgres {
        store.writer.execute_unprepared(SORT_IN).await?;
    }
    Ok(())
}

/// Leaves nothing on the pile, at the end of one.
pub async fn sort_in(tx: &WriteTx) -> Result<(), DbErr> {
    if tx.backend() == DbBackend::Postgres {
        tx.run(SORT_IN, vec![]).await?;
    }
    Ok(())
}

/// Moves the counts of words.
pub async fn count(tx: &WriteTx, words: BTreeMap<String, i64>) -> Result<(), DbErr> {
    let moved: Vec<_> = words
        .into_iter()
        .filter(|(_, by)| *by != 0)
        .map(|(word, by)| {
            let sound = sound::of(&word);
            (word, sound, by)
        })
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let some_less = moved.iter().any(|(.., by)| *by < 0);
    for moved in moved.chunks(5_000) {
        let from = match tx.backend() {
            DbBackend::Postgres => {
                "SELECT x->>0, x->>1, (x->>2)::bigint FROM json_array_elements($1::json) AS x"
            }
            _ => "SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE TRUE",
        };
        let sql = format!(
            "INSERT INTO edition_text_word (word, sound, articles) {from}
            ON CONFLICT (word) DO UPDATE SET articles = edition_text_word.articles + excluded.articles"
        );
        let values = serde_json::to_string(moved).map_err(|fault| DbErr::Custom(fault.to_string()))?;
        tx.run(&sql, vec![values.into()]).await?;
    }
    if some_less {
        let lost: Vec<&str> =
            moved.iter().filter(|(.., by)| *by < 0).map(|(word, ..)| word.as_str()).collect();
        let lost = crate::store::list::List::texts(&lost);
        let sql = format!(
            "DELETE FROM edition_text_word WHERE articles = 0 AND word {}",
            lost.is_in(tx.backend(), "$1")
        );
        tx.run(&sql, vec![lost.value(tx.backend())]).await?;
    }
    Ok(())
}
