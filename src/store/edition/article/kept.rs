//! Rows of articles that were read lately, for as long as they are those of the edition.
//!
//! The edition's log names every article that comes, changes or goes. So a row that was read in one edition is the row in
//! another one, too, where the log does not name the article between the two. The log is followed by whoever reads a newer
//! edition first; so it is right on every instance, whoever published. And no more is told than whether a row is known: which
//! articles there are, the snapshot of each request says.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{ArticleId, Noun};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sea_orm::{DbErr, FromQueryResult};
use tokio::sync::Mutex as Turn;
use uuid::Uuid;

use super::Row;
use crate::store::edition::Edition;
use crate::store::sql::Sql;

/// Bytes of rows that are kept, about.
const ROOM: u64 = 16 << 20;
/// What an entry takes beside its texts.
const ENTRY: usize = size_of::<Row>() + 100;
/// Changed articles that are remembered; with more, all rows are forgotten.
const MOST_CHANGES: usize = 50_000;
/// Lists that are remembered.
const LISTS: usize = 10_000;

/// The rows that are kept. One per process, shared by its requests.
#[derive(Debug)]
pub struct Kept {
    /// Each with the edition in which it was read.
    rows: Cache<ArticleId, (i64, Arc<Row>), Bytes>,
    /// The lists that were read lately, by the hashes of what was asked for: two that are mistaken for each other do no harm.
    lists: Cache<u64, ()>,
    followed: Mutex<Option<Followed>>,
    /// Whoever comes while the log is being read waits for it.
    reading: Turn<()>,
}

/// How far the log was followed.
#[derive(Debug)]
struct Followed {
    /// What was read before this edition is of no use.
    from: i64,
    until: i64,
    /// The editions in which articles changed last, of those that changed after the first of them.
    changed: HashMap<Uuid, i64>,
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<ArticleId, (i64, Arc<Row>)> for Bytes {
    fn weight(&self, _: &ArticleId, (_, row): &(i64, Arc<Row>)) -> u64 {
        let Row { slug, language, headline, subheadline, summary, byline, genre, located, .. } = &**row;
        let texts = [subheadline, summary, byline, genre, located, &row.copyright_notice];
        let texts = texts.into_iter().flatten().chain([slug, language, headline]);
        (ENTRY + texts.map(String::len).sum::<usize>()) as u64
    }
}

impl Default for Kept {
    fn default() -> Self {
        let usual = usize::try_from(ROOM).unwrap_or(usize::MAX) / (2 * ENTRY);
        Self {
            rows: Cache::with_weighter(usual, ROOM, Bytes),
            lists: Cache::new(LISTS),
            followed: Mutex::default(),
            reading: Turn::default(),
        }
    }
}

/// What need not be read in an edition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    kept: &'a Kept,
    number: i64,
}

impl<'a> Known<'a> {
    /// Follows the log up to an edition. None where a preview has other rows, and where the edition is older than all that was
    /// followed.
    ///
    /// # Errors
    /// The database's.
    pub async fn to(edition: &'a Edition) -> Result<Option<Self>, DbErr> {
        let Some(kept) = edition.kept() else { return Ok(None) };
        let number = edition.number();
        let reaches = match kept.reaches(number) {
            Some(reaches) => reaches,
            None => kept.follow(edition).await?,
        };
        Ok(reaches.then_some(Self { kept, number }))
    }

    /// Those of these articles whose row is known.
    pub fn find(self, ids: &[ArticleId]) -> HashMap<ArticleId, Arc<Row>> {
        let followed = self.kept.lock();
        let Some(followed) = followed.as_ref() else { return HashMap::new() };
        let find = |id: &ArticleId| {
            let (read, row) = self.kept.rows.get(id)?;
            followed.is_alike(&row, read, self.number).then_some((*id, row))
        };
        ids.iter().filter_map(find).collect()
    }

    /// Keeps rows that were read in the edition, if there is no newer one.
    pub fn keep<'r>(self, rows: impl IntoIterator<Item = &'r Arc<Row>>) {
        if self.kept.lock().as_ref().is_none_or(|followed| self.number < followed.until) {
            return;
        }
        for row in rows {
            self.kept.rows.insert(row.id, (self.number, Arc::clone(row)));
        }
    }

    /// Whether a list was read lately, so that most of its rows are known; from now on it was.
    pub fn was_listed(self, list: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        list.hash(&mut hasher);
        let list = hasher.finish();
        let was = self.kept.lists.get(&list).is_some();
        if !was {
            self.kept.lists.insert(list, ());
        }
        was
    }
}

impl Kept {
    async fn follow(&self, edition: &Edition) -> Result<bool, DbErr> {
        let number = edition.number();
        let _turn = self.reading.lock().await;
        if let Some(reaches) = self.reaches(number) {
            return Ok(reaches);
        }
        let until = self.lock().as_ref().map(|followed| followed.until);
        let changes = match until {
            Some(until) => changes(edition, until).await?,
            None => None,
        };
        let mut followed = self.lock();
        match (&mut *followed, changes) {
            (Some(followed), Some(changes)) if followed.changed.len() + changes.len() <= MOST_CHANGES => {
                for Change { uid, number } in changes {
                    let last = followed.changed.entry(uid).or_insert(number);
                    *last = number.max(*last);
                }
                followed.until = number;
            }
            (followed, _) => {
                *followed = Some(Followed { from: number, until: number, changed: HashMap::new() });
            }
        }
        Ok(true)
    }

    /// Whether rows are of use to an edition; none: the log was not followed that far.
    fn reaches(&self, number: i64) -> Option<bool> {
        let followed = self.lock();
        let followed = followed.as_ref().filter(|followed| number <= followed.until)?;
        Some(number >= followed.from)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Followed>> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Followed {
    /// Whether an article is the same in two editions.
    fn is_alike(&self, row: &Row, one: i64, other: i64) -> bool {
        let first = one.min(other);
        self.from <= first && self.changed.get(&row.uid).is_none_or(|changed| *changed <= first)
    }
}

#[derive(FromQueryResult)]
struct Change {
    uid: Uuid,
    number: i64,
}

/// The articles that the log names since an edition; none where these are too many.
async fn changes(edition: &Edition, since: i64) -> Result<Option<Vec<Change>>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT c.uid, c.number FROM edition_log c WHERE c.number > ");
    sql.bind(since).push(" AND c.noun = ").bind(Noun::Article.code()).push(" LIMIT ");
    sql.bind(i64::try_from(MOST_CHANGES).unwrap_or(i64::MAX) + 1);
    let changes: Vec<Change> = sql.all(edition).await?;
    Ok((changes.len() <= MOST_CHANGES).then_some(changes))
}
