//! The words that there are in headlines and summaries, and which of them somebody may have meant.

use sea_orm::{DbErr, FromQueryResult};

use crate::store::edition::Edition;
use crate::store::list::List;
use crate::store::sql::Sql;
use crate::text::query::{Beginnings, Needles, Query};
use crate::text::sound;
use crate::text::stem::Language;

/// Words that stand for a beginning, at most: those that most articles have.
const OF_A_BEGINNING: i64 = 30;
/// Words that begin alike, of which the likest is taken.
const ALIKE: i64 = 4_000;
/// Letters that words have in common at their beginning.
const BEGINNING: usize = 2;
/// Behind every word that begins so.
const BEYOND: char = '\u{10ffff}';

/// A word, and how many articles have it in the headline or the summary.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Word {
    pub word: String,
    pub articles: i64,
}

/// A query in the terms of these languages. Beginnings stand for words that there are: so they cost no more than these, however
/// many words begin so.
///
/// # Errors
/// The database's.
pub async fn needles(edition: &Edition, query: &Query, languages: &[Language]) -> Result<Needles, DbErr> {
    let mut beginnings = Beginnings::new();
    for beginning in query.beginnings() {
        let mut sql = Sql::new(edition, "SELECT word, articles FROM edition_text_word WHERE word >= ");
        sql.bind(beginning.as_str()).push(" AND word < ").bind(format!("{beginning}{BEYOND}"));
        sql.push(" ORDER BY articles DESC, word LIMIT ").bind(OF_A_BEGINNING);
        let words: Vec<Word> = sql.all(edition).await?;
        beginnings.insert(beginning, words.into_iter().map(|word| word.word).collect());
    }
    Ok(query.under(languages, &beginnings))
}

/// Which of these words there are.
///
/// # Errors
/// The database's.
pub async fn known(edition: &Edition, words: &[String]) -> Result<Vec<Word>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT word, articles FROM edition_text_word WHERE word");
    sql.any_of(&List::Texts(words.to_vec()));
    sql.all(edition).await
}

/// Words that sound like this one, or begin like it and are about as long.
///
/// # Errors
/// The database's.
pub async fn alike(edition: &Edition, word: &str) -> Result<Vec<Word>, DbErr> {
    let beginning: String = word.chars().take(BEGINNING).collect();
    let length = i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
    let mut sql = Sql::new(edition, "SELECT word, articles FROM edition_text_word WHERE sound = ");
    sql.bind(sound::of(word).unwrap_or_default());
    sql.push(
        " UNION SELECT k.word, k.articles FROM (SELECT word, articles FROM edition_text_word WHERE word >= ",
    );
    sql.bind(beginning.clone()).push(" AND word < ").bind(format!("{beginning}{BEYOND}"));
    sql.push(" ORDER BY word LIMIT ").bind(ALIKE);
    sql.push(") k WHERE length(k.word) BETWEEN ").bind(length - 2).push(" AND ").bind(length + 2);
    sql.all(edition).await
}
