//! Kept counts. They move by the rows that were really inserted or deleted, never by a guess.

use std::collections::BTreeMap;

use db::{EntityId, PartialDate, Timestamp, edition_relation};
use sea_orm::{DbBackend, DbErr};

use super::{text, word};
use crate::store::WriteTx;

/// By how much counts move.
#[derive(Clone, Debug, Default)]
pub struct Deltas {
    /// Of an entity: its listed articles, and those among them that are about it.
    pub entities: BTreeMap<EntityId, (i64, i64)>,
    /// Totals by name.
    pub totals: BTreeMap<String, i64>,
    /// Of words in headlines and summaries: the articles that have them.
    pub text_words: BTreeMap<String, i64>,
    /// Of words in names, in Latin letters too: the entities that have them.
    pub words: BTreeMap<String, (String, i64)>,
}

impl Deltas {
    /// Counts an article of this language and genre, first published then, among the listed, or not any more.
    pub fn article(&mut self, language: &str, genre: Option<&str>, published_at: Timestamp, by: i64) {
        let month = published_at.utc().format("month:%Y-%m");
        let names = ["articles".to_owned(), format!("articles:{language}"), month.to_string()];
        for name in names.into_iter().chain(genre.map(|genre| format!("genre:{genre}"))) {
            *self.totals.entry(name).or_default() += by;
        }
    }

    /// Counts an entity of this kind, or not any more.
    pub fn entity(&mut self, kind: db::EntityKind, by: i64) {
        *self.totals.entry("entities".into()).or_default() += by;
        *self.totals.entry(format!("entities:{}", kind.code())).or_default() += by;
    }

    /// Counts a relation that is shown, or not any more: all, those of its type, and those that began and ended in its
    /// years.
    pub fn relation(&mut self, row: &edition_relation::Model, by: i64) {
        if !row.shown {
            return;
        }
        let year =
            |end: &str, date: Option<PartialDate>| date.map(|date| format!("{end}:{:04}", date.year()));
        let names = ["relations".to_owned(), format!("relations:{}", row.type_code)];
        let years = [year("began", row.start_date), year("ended", row.end_date)];
        for name in names.into_iter().chain(years.into_iter().flatten()) {
            *self.totals.entry(name).or_default() += by;
        }
    }

    /// Counts the words of a listed article, or not any more.
    pub fn text_words(&mut self, words: impl IntoIterator<Item = String>, by: i64) {
        for word in words {
            *self.text_words.entry(word).or_default() += by;
        }
    }

    /// Counts an appearance of an entity in a listed article, or not any more.
    pub fn appearance(&mut self, entity: EntityId, about: bool, by: i64) {
        let (articles, subjects) = self.entities.entry(entity).or_default();
        *articles += by;
        *subjects += if about { by } else { 0 };
    }

    /// Counts a word of an entity's names, or not any more.
    pub fn word(&mut self, word: String, latin: String, by: i64) {
        self.words.entry(word).or_insert((latin, 0)).1 += by;
    }
}

/// Moves the counts.
///
/// # Errors
/// The database's.
pub async fn apply(tx: &WriteTx, deltas: Deltas) -> Result<(), DbErr> {
    let entities: Vec<_> =
        deltas.entities.iter().filter(|(_, d)| **d != (0, 0)).map(|(id, d)| (id.0, d.0, d.1)).collect();
    if !entities.is_empty() {
        let from = match tx.backend() {
            DbBackend::Postgres => {
                "(SELECT (x->>0)::bigint AS id, (x->>1)::bigint AS articles, (x->>2)::bigint AS about
                  FROM json_array_elements($1::json) AS x) AS d"
            }
            _ => {
                "(SELECT value->>0 AS id, value->>1 AS articles, value->>2 AS about FROM json_each($1)) AS d"
            }
        };
        let sql = format!(
            "UPDATE edition_entity SET articles = edition_entity.articles + d.articles,
                about = edition_entity.about + d.about FROM {from} WHERE edition_entity.id = d.id"
        );
        tx.run(&sql, vec![serde_json::json!(entities).to_string().into()]).await?;
    }
    word::count(tx, deltas.words).await?;
    text::count(tx, deltas.text_words).await?;
    let (mut places, mut values) = (vec![], vec![]);
    for (name, by) in deltas.totals.into_iter().filter(|(_, by)| *by != 0) {
        places.push(format!("(${}, ${})", values.len() + 1, values.len() + 2));
        values.extend([name.into(), by.into()]);
    }
    if places.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO edition_counter (name, value) VALUES {}
            ON CONFLICT (name) DO UPDATE SET value = edition_counter.value + excluded.value",
        places.join(", ")
    );
    tx.run(&sql, values).await?;
    tx.run("DELETE FROM edition_counter WHERE value = 0", vec![]).await?;
    Ok(())
}
