//! The words of names, and how many entities have each. They move by what was really put in or taken out, so that a word
//! which nothing has any more is gone at once.

use std::collections::{BTreeMap, BTreeSet};

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
pub async fn count(tx: &WriteTx, words: BTreeMap<String, (String, i64)>) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Counted {
        word: String,
        latin: String,
        uses: i64,
    }
    let words: BTreeMap<_, _> = words.into_iter().filter(|(_, (_, by))| *by != 0).collect();
    let all: Vec<_> = words.iter().map(|(word, (latin, by))| (word, latin, by)).collect();
    let uses = if tx.backend() == DbBackend::Postgres { "(k.value ->> 2)::bigint" } else { "k.value ->> 2" };
    let sql = format!(
        "INSERT INTO edition_word (word, latin, uses)
            SELECT k.value ->> 0, k.value ->> 1, {uses} FROM {} WHERE TRUE
        ON CONFLICT (word) DO UPDATE SET uses = edition_word.uses + excluded.uses
        RETURNING word, latin, uses",
        table(tx)
    );
    let (mut come, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for some in all.chunks(CHUNK) {
        let rows = serde_json::json!(some).to_string();
        for Counted { word, latin, uses } in tx.all::<Counted>(&sql, vec![rows.into()]).await? {
            let by = words.get(&word).map_or(0, |(_, by)| *by);
            match uses {
                ..=0 => drop(gone.insert(latin)),
                _ if uses == by => drop(come.insert(latin)),
                _ => {}
            }
        }
    }
    for latin in lists(&gone) {
        // Few: an index on the count would cost every publication more than it saves.
        let is_in = latin.is_in(tx.backend(), "$1");
        let sql = format!("DELETE FROM edition_word WHERE uses <= 0 AND latin {is_in}");
        tx.run(&sql, vec![latin.value(tx.backend())]).await?;
    }
    forget(tx, gone).await?;
    learn(tx, &come).await
}

/// Takes the letters of words out that no name has any more.
async fn forget(tx: &WriteTx, mut words: BTreeSet<String>) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Left {
        latin: String,
    }
    for latin in lists(&words) {
        let is_in = latin.is_in(tx.backend(), "$1");
        let sql = format!("SELECT DISTINCT latin FROM edition_word WHERE latin {is_in}");
        // Another word has the same Latin letters.
        for Left { latin } in tx.all::<Left>(&sql, vec![latin.value(tx.backend())]).await? {
            words.remove(&latin);
        }
    }
    let sql = format!("DELETE FROM edition_gram WHERE (gram, length, latin) IN ({})", grams(tx));
    run(tx, &sql, &words).await
}

/// Puts the letters of words in; those of another word with the same Latin letters are there.
async fn learn(tx: &WriteTx, words: &BTreeSet<String>) -> Result<(), DbErr> {
    let sql = format!(
        "INSERT INTO edition_gram (gram, length, latin) {} WHERE TRUE ON CONFLICT DO NOTHING",
        grams(tx)
    );
    run(tx, &sql, words).await
}

/// Runs a statement for the letters of words, three by three.
async fn run(tx: &WriteTx, sql: &str, words: &BTreeSet<String>) -> Result<(), DbErr> {
    let of_word = |latin: &String| {
        let (latin, length) = (latin.clone(), latin.chars().count());
        likeness::grams(&latin).into_iter().map(move |gram| (gram, length, latin.clone()))
    };
    let rows: Vec<_> = words.iter().flat_map(of_word).collect();
    for some in rows.chunks(CHUNK) {
        tx.run(sql, vec![serde_json::json!(some).to_string().into()]).await?;
    }
    Ok(())
}

/// The parameter of such a statement as rows.
fn grams(tx: &WriteTx) -> String {
    let length =
        if tx.backend() == DbBackend::Postgres { "(k.value ->> 1)::integer" } else { "k.value ->> 1" };
    format!("SELECT k.value ->> 0, {length}, k.value ->> 2 FROM {}", table(tx))
}

fn table(tx: &WriteTx) -> &'static str {
    match tx.backend() {
        DbBackend::Postgres => "jsonb_array_elements($1::jsonb) AS k (value)",
        _ => "json_each($1) AS k",
    }
}

/// Words as parameters.
fn lists(words: &BTreeSet<String>) -> Vec<List> {
    let all: Vec<&String> = words.iter().collect();
    all.chunks(CHUNK).map(|some| List::Texts(some.iter().map(|word| (*word).clone()).collect())).collect()
}
