//! Rows of articles that were read lately, for as long as they are those of the edition.
//!
//! The edition's log names every article that comes, changes or goes. So a row that was read in one edition is the row in
//! another one, too, where the log does not name the article between the two. The log is followed by whoever reads a newer
//! edition first; so it is right on every instance, whoever published. Memory is never asked which articles there are: that
//! the snapshot of each request says.
//!
//! A list is read with its rows; when it is asked for again, without those that are known.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use db::{ArticleId, Noun};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sea_orm::{DbErr, FromQueryResult};
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
    /// None before the first edition.
    followed: RwLock<Option<Followed>>,
}

/// How far the log was followed.
#[derive(Debug)]
struct Followed {
    /// What was read before this edition is of no use, and nothing is of use to an older one.
    from: i64,
    until: i64,
    /// The editions in which articles changed last, of those that changed after `from`.
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
            followed: RwLock::default(),
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
    /// Follows the log up to an edition. None where a preview has other rows, and where the edition is older than what memory
    /// begins with.
    ///
    /// # Errors
    /// The database's.
    pub async fn to(edition: &'a Edition) -> Result<Option<Self>, DbErr> {
        let Some(kept) = edition.kept() else { return Ok(None) };
        let number = edition.number();
        let until = kept.read().as_ref().map(|followed| followed.until);
        if until.is_none_or(|until| until < number) {
            let changes = match until {
                Some(until) => changes(edition, until).await?,
                None => None,
            };
            let mut followed = kept.followed.write().unwrap_or_else(PoisonError::into_inner);
            *followed = Some(Followed::next(followed.take(), number, changes));
        }
        let is_of_use = kept.read().as_ref().is_some_and(|followed| followed.from <= number);
        Ok(is_of_use.then_some(Self { kept, number }))
    }

    /// Those of these articles whose row is known.
    pub fn find(self, ids: &[ArticleId]) -> HashMap<ArticleId, Arc<Row>> {
        let followed = self.kept.read();
        let Some(followed) = followed.as_ref() else { return HashMap::new() };
        let find = |id: &ArticleId| {
            let (read, row) = self.kept.rows.get(id)?;
            followed.is_alike(row.uid, read, self.number).then_some((*id, row))
        };
        ids.iter().filter_map(find).collect()
    }

    /// Keeps rows that were read in the edition, if nobody has come upon a newer one.
    pub fn keep<'r>(self, rows: impl IntoIterator<Item = &'r Arc<Row>>) {
        if self.kept.read().as_ref().is_none_or(|followed| self.number < followed.until) {
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
    fn read(&self) -> RwLockReadGuard<'_, Option<Followed>> {
        self.followed.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Followed {
    /// With what changed up to an edition; where that is not known, from there on. Others may have followed the log meanwhile, as
    /// far or further: what they noted stays.
    fn next(followed: Option<Self>, number: i64, changes: Option<Vec<Change>>) -> Self {
        let anew = Self { from: number, until: number, changed: HashMap::new() };
        match (followed, changes) {
            (Some(followed), _) if followed.until >= number => followed,
            (Some(mut followed), Some(changes)) => {
                for Change { uid, number } in changes {
                    let last = followed.changed.entry(uid).or_insert(number);
                    *last = number.max(*last);
                }
                followed.until = number;
                if followed.changed.len() > MOST_CHANGES { anew } else { followed }
            }
            _ => anew,
        }
    }

    /// Whether an article is the same in two editions.
    fn is_alike(&self, uid: Uuid, one: i64, other: i64) -> bool {
        let first = one.min(other);
        self.from <= first && self.changed.get(&uid).is_none_or(|changed| *changed <= first)
    }
}

struct Change {
    uid: Uuid,
    number: i64,
}

/// The articles that the log names since an edition; none where it tells of too much, of whatever sort.
async fn changes(edition: &Edition, since: i64) -> Result<Option<Vec<Change>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Logged {
        number: i64,
        noun: Noun,
        uid: Uuid,
    }
    let mut sql = Sql::new(edition, "SELECT c.number, c.noun, c.uid FROM edition_log c WHERE c.number > ");
    sql.bind(since).push(" LIMIT ").bind(i64::try_from(MOST_CHANGES).unwrap_or(i64::MAX) + 1);
    let logged: Vec<Logged> = sql.all(edition).await?;
    if logged.len() > MOST_CHANGES {
        return Ok(None);
    }
    let articles = logged.into_iter().filter(|logged| logged.noun == Noun::Article);
    Ok(Some(articles.map(|Logged { uid, number, .. }| Change { uid, number }).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(number: i64, articles: impl IntoIterator<Item = u128>) -> Option<Vec<Change>> {
        Some(articles.into_iter().map(|uid| Change { uid: Uuid::from_u128(uid), number }).collect())
    }

    fn alike(followed: &Followed, one: i64, other: i64) -> [bool; 2] {
        [1, 2].map(|uid| followed.is_alike(Uuid::from_u128(uid), one, other))
    }

    #[test]
    fn an_article_is_alike_until_the_log_names_it() {
        let followed = Followed::next(None, 5, None);
        let followed = Followed::next(Some(followed), 7, changed(7, [1]));
        let followed = Followed::next(Some(followed), 9, changed(9, [2]));
        assert_eq!(alike(&followed, 5, 9), [false, false]);
        assert_eq!(alike(&followed, 9, 5), [false, false], "whichever was read first");
        assert_eq!(alike(&followed, 7, 8), [true, false], "of what changed later, it is not known when else");
        assert_eq!(alike(&followed, 7, 9), [true, false]);
        assert_eq!(alike(&followed, 9, 9), [true, true]);
        assert_eq!(alike(&followed, 4, 9), [false, false], "before memory begins");
    }

    #[test]
    fn who_comes_late_takes_nothing_back() {
        let followed = Followed::next(None, 5, None);
        let followed = Followed::next(Some(followed), 9, changed(8, [1]));
        // Read beside that one, of older editions.
        let followed = Followed::next(Some(followed), 7, changed(6, [2]));
        let followed = Followed::next(Some(followed), 8, None);
        assert_eq!((followed.from, followed.until), (5, 9));
        assert_eq!(alike(&followed, 7, 9), [false, true]);
    }

    #[test]
    fn too_much_is_forgotten() {
        let followed = Followed::next(None, 5, None);
        let followed = Followed::next(Some(followed), 6, None);
        assert_eq!((followed.from, followed.until), (6, 6));
        let most = MOST_CHANGES as u128;
        let followed = Followed::next(Some(followed), 7, changed(7, 0..most));
        assert_eq!((followed.from, followed.changed.len()), (6, MOST_CHANGES));
        let followed = Followed::next(Some(followed), 8, changed(8, [0, 1]));
        assert_eq!(followed.from, 6, "the same once more");
        let followed = Followed::next(Some(followed), 9, changed(9, [most]));
        assert_eq!((followed.from, followed.changed.len()), (9, 0));
    }
}
