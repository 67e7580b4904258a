//! Finding entities by what people call them: by all their names, in whatever letters, whole or in part, well spelt or
//! not.

mod find;
mod score;

use db::{EntityId, EntityKind};
use sea_orm::DbErr;

pub use self::find::each;
pub use self::score::likeness;
use crate::store::Edition;
use crate::store::edition::entity::Row;

/// Entities that one question finds, at most.
pub const MOST: usize = 200;

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub text: &'a str,
    /// What it may be; none named: anything.
    pub kinds: &'a [EntityKind],
    pub limit: usize,
    /// Whether the last word may be the beginning of one: somebody is typing.
    pub goes_on: bool,
    /// Of names that are as good, the one in this language is told.
    pub language: Option<&'a str>,
}

/// An entity that is called so.
#[derive(Clone, Debug)]
pub struct Named {
    pub id: EntityId,
    pub row: Row,
    /// 0 to 100; those who are told first have more.
    pub score: f64,
    /// The name of it that fits best, as readers see it; never a wrong spelling.
    pub name: String,
    /// How the name fits.
    pub how: How,
    /// Where what was asked for stands in the name: Unicode scalars, ends exclusive, in order.
    pub ranges: Vec<(usize, usize)>,
}

/// How a name fits what was asked for; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is the very name, whatever its case and marks.
    Name,
    /// All words are words of the name, or initials of them.
    Words,
    /// All are words of the name, the last one the beginning of one.
    Beginning,
    /// The name is written in other letters.
    Transliterated,
    /// Letters are wrong.
    Misspelt,
    /// It sounds alike.
    Sound,
    /// Some words are words of the name, others are not.
    Partly,
}

/// The entities of these kinds (none named: all) that are called so, the best first; the last word may be the beginning of
/// one.
///
/// # Errors
/// The database's.
pub async fn named(
    edition: &Edition,
    query: &str,
    kinds: &[EntityKind],
    limit: usize,
) -> Result<Vec<Named>, DbErr> {
    let question = Question { text: query, kinds, limit, goes_on: true, language: None };
    Ok(each(edition, &[question]).await?.pop().unwrap_or_default())
}
