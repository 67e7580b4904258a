//! The dictionaries: which words readers have, and how many of their things have each. They move by what was really put
//! in or taken out, so that a word which nothing has any more is gone at once.

use std::collections::{BTreeMap, BTreeSet};

use db::{Dictionary, edition_gram};
use sea_orm::{DbBackend, DbErr, FromQueryResult};

use crate::store::WriteTx;
use crate::store::list::List;
use crate::text::likeness;

/// Words in one statement.
const CHUNK: usize = 5_000;

/// Moves the counts of words, which are told in Latin letters too.
///
/// # Errors
/// The database's.
pub async fn count(tx: &WriteTx, words: BTreeMap<(Dictionary, String), (String, i64)>) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Counted {
        dictionary: Dictionary,
        word: String,
        latin: String,
        uses: i64,
    }
    let words: BTreeMap<_, _> = words.into_iter().filter(|(_, (_, by))| *by != 0).collect();
    let all: Vec<_> = words.iter().collect();
    let (from, item) = match tx.backend() {
        DbBackend::Postgres => ("jsonb_array_elements($1::jsonb) AS k (value)", "(k.value ->> 3)::bigint"),
        _ => ("json_each($1) AS k", "k.value ->> 3"),
    };
    let sql = format!(
        "INSERT INTO edition_word (dictionary, word, latin, uses)
            SELECT k.value ->> 0, k.value ->> 1, k.value ->> 2, {item} FROM {from} WHERE TRUE
        ON CONFLICT (dictionary, word) DO UPDATE SET uses = edition_word.uses + excluded.uses
        RETURNING dictionary, word, latin, uses"
    );
    let (mut come, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for some in all.chunks(CHUNK) {
        let rows = some.iter().map(|((of, word), (latin, by))| (of.code(), word, latin, by));
        let rows = serde_json::json!(rows.collect::<Vec<_>>()).to_string();
        for Counted { dictionary, word, latin, uses } in tx.all::<Counted>(&sql, vec![rows.into()]).await? {
            let by = words.get(&(dictionary, word)).map_or(0, |(_, by)| *by);
            match uses {
                ..=0 => drop(gone.insert((dictionary, latin))),
                _ if uses == by => drop(come.insert((dictionary, latin))),
                _ => {}
            }
        }
    }
    if !gone.is_empty() {
        // Few: an index on the count would cost every publication more than it saves.
        for (dictionary, latin) in lists(&gone) {
            let sql = format!(
                "DELETE FROM edition_word WHERE uses <= 0 AND dictionary = $1 AND latin {}",
                latin.is_in(tx.backend(), "$2")
            );
            tx.run(&sql, vec![dictionary.code().into(), latin.value(tx.backend())]).await?;
        }
    }
    forget(tx, gone).await?;
    learn(tx, come).await
}

/// Takes the letters of words out that are not in their dictionary any more.
async fn forget(tx: &WriteTx, mut words: BTreeSet<(Dictionary, String)>) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Left {
        latin: String,
    }
    for (dictionary, latin) in lists(&words) {
        let sql = format!(
            "SELECT DISTINCT latin FROM edition_word WHERE dictionary = $1 AND latin {}",
            latin.is_in(tx.backend(), "$2")
        );
        // Another word has the same Latin letters.
        for Left { latin } in
            tx.all::<Left>(&sql, vec![dictionary.code().into(), latin.value(tx.backend())]).await?
        {
            words.remove(&(dictionary, latin));
        }
    }
    let (from, length) = match tx.backend() {
        DbBackend::Postgres => ("jsonb_array_elements($1::jsonb) AS k (value)", "(k.value ->> 2)::integer"),
        _ => ("json_each($1) AS k", "k.value ->> 2"),
    };
    let sql = format!(
        "DELETE FROM edition_gram WHERE (dictionary, gram, length, latin) IN
            (SELECT k.value ->> 0, k.value ->> 1, {length}, k.value ->> 3 FROM {from})"
    );
    let rows: Vec<_> = words.iter().flat_map(|(dictionary, latin)| rows(*dictionary, latin)).collect();
    for some in rows.chunks(CHUNK) {
        let rows = some.iter().map(|row| (row.dictionary.code(), &row.gram, row.length, &row.latin));
        tx.run(&sql, vec![serde_json::json!(rows.collect::<Vec<_>>()).to_string().into()]).await?;
    }
    Ok(())
}

/// Puts the letters of words in; those of another word with the same Latin letters are there.
async fn learn(tx: &WriteTx, words: BTreeSet<(Dictionary, String)>) -> Result<(), DbErr> {
    let (from, length) = match tx.backend() {
        DbBackend::Postgres => ("jsonb_array_elements($1::jsonb) AS k (value)", "(k.value ->> 2)::integer"),
        _ => ("json_each($1) AS k", "k.value ->> 2"),
    };
    let sql = format!(
        "INSERT INTO edition_gram (dictionary, gram, length, latin)
            SELECT k.value ->> 0, k.value ->> 1, {length}, k.value ->> 3 FROM {from} WHERE TRUE
        ON CONFLICT DO NOTHING"
    );
    let rows: Vec<_> = words.iter().flat_map(|(dictionary, latin)| rows(*dictionary, latin)).collect();
    for some in rows.chunks(CHUNK) {
        let rows = some.iter().map(|row| (row.dictionary.code(), &row.gram, row.length, &row.latin));
        tx.run(&sql, vec![serde_json::json!(rows.collect::<Vec<_>>()).to_string().into()]).await?;
    }
    Ok(())
}

/// The words of each dictionary, as parameters.
fn lists(words: &BTreeSet<(Dictionary, String)>) -> Vec<(Dictionary, List)> {
    [Dictionary::Names, Dictionary::Headlines]
        .into_iter()
        .flat_map(|dictionary| {
            let own: Vec<&String> =
                words.iter().filter(|(of, _)| *of == dictionary).map(|(_, latin)| latin).collect();
            let lists =
                own.chunks(CHUNK).map(|some| List::Texts(some.iter().map(|w| (*w).clone()).collect()));
            lists.map(|list| (dictionary, list)).collect::<Vec<_>>()
        })
        .collect()
}

fn rows(dictionary: Dictionary, latin: &str) -> impl Iterator<Item = edition_gram::Model> {
    let length = i32::try_from(latin.chars().count()).unwrap_or(i32::MAX);
    let latin = latin.to_owned();
    likeness::grams(&latin.clone()).into_iter().map(move |gram| edition_gram::Model {
        dictionary,
        gram,
        length,
        latin: latin.clone(),
    })
}
