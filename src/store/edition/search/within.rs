//! Search as a condition among others: `articles(filter: {search: "…"})`.

use sea_orm::{DbBackend, DbErr};

use super::hits::{language_of, reach};
use super::vocabulary::needles;
use super::words::{fts5, tsquery};
use crate::store::edition::Edition;
use crate::store::predicate::{Column, Link, Operand, Predicate, Test};
use crate::text::query::parse;
use crate::text::stem::Language;

/// Stands for the text of an article in a condition that is not settled yet: equal to what was typed.
pub const TEXT: Column = Column("text");

const FTS5: Link = Link(
    "a.id IN (SELECT r.article_id FROM edition_text w JOIN edition_text_row r ON r.recency = w.rowid WHERE (TRUE",
);
const GIN: Link = Link(
    "a.id IN (SELECT r.article_id FROM edition_text w JOIN edition_text_row r ON r.recency = w.recency WHERE (TRUE",
);

/// The condition that the text of an article has what was typed.
#[must_use]
pub fn has(typed: String) -> Predicate {
    Predicate::Is(TEXT, Test::Eq(Operand::Text(typed)))
}

/// Puts the index in the place of such conditions. Without any, no statement is run.
///
/// # Errors
/// The database's.
pub async fn resolve(edition: &Edition, mut predicate: Predicate) -> Result<Predicate, DbErr> {
    let mut typed: Vec<String> = vec![];
    each(&mut predicate, &mut |part| {
        if let Predicate::Is(_, Test::Eq(Operand::Text(text))) = part {
            typed.push(text.clone());
        }
    });
    if typed.is_empty() {
        return Ok(predicate);
    }
    let tags = match language_of(&predicate) {
        Some(tag) => vec![tag],
        None => reach(edition).await?.languages,
    };
    let languages: Vec<Language> = tags.iter().map(|tag| Language::of(tag)).collect();
    let mut found = vec![];
    for text in typed {
        found.push(needles(edition, &parse(&text).unwrap_or_default(), &languages).await?);
    }
    let mut found = found.into_iter();
    let postgres = edition.backend() == DbBackend::Postgres;
    each(&mut predicate, &mut |part| {
        let needles = found.next().unwrap_or_default();
        *part = if needles.is_empty() {
            Predicate::never()
        } else if postgres {
            let test = Test::Matches(tsquery(&needles, None));
            Predicate::Within(GIN, Box::new(Predicate::Is(Column("w.words"), test)))
        } else {
            let test = Test::Matches(fts5(&needles, None));
            Predicate::Within(FTS5, Box::new(Predicate::Is(Column("w.edition_text"), test)))
        };
    });
    Ok(predicate)
}

fn each(predicate: &mut Predicate, change: &mut impl FnMut(&mut Predicate)) {
    match predicate {
        Predicate::Is(column, _) if *column == TEXT => change(predicate),
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                each(part, change);
            }
        }
        Predicate::Not(part)
        | Predicate::Within(_, part)
        | Predicate::Some(_, part)
        | Predicate::Count(_, part, _)
        | Predicate::Probe(_, part) => each(part, change),
        Predicate::Is(..) => {}
    }
}
