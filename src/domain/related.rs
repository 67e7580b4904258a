//! Articles that tell of the same: a pure function of the entities that they share.
//!
//! A shared entity counts the more, the fewer articles have it (the logarithm of all articles over its own), and the more
//! prominent it is in both: what an article is about, more than what it names often, more than what it names. Articles of
//! the same time count up to twice as much as those of other years.

use std::collections::HashMap;

use db::{ArticleId, EntityId, Timestamp};
use uuid::Uuid;

use crate::store::edition::related::{Elsewhere, Telling};
use crate::store::keyset::Key;

/// Entities of an article by which others are found, the most telling.
const ENTITIES: usize = 12;
/// Milliseconds after which being of the same time counts half.
const YEAR: f64 = 365.0 * 86_400_000.0;

/// An entity of an article, and what it counts there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    pub id: EntityId,
    pub weight: f64,
}

/// A related article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub id: ArticleId,
    pub uid: Uuid,
    pub published_at: Timestamp,
    /// Thousandths.
    pub score: i64,
    /// The entities by which it was found, the most telling first.
    pub shared: Vec<EntityId>,
}

impl Related {
    /// Its place in the order of the list.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        vec![Key::Int(-self.score), Key::Int(-self.published_at.0), Key::Uid(self.uid)]
    }
}

/// The entities by which others are found, the most telling first; what every article has tells nothing.
#[must_use]
pub fn weighed(telling: &[Telling]) -> Vec<Weighed> {
    let of = |row: &Telling| Weighed {
        id: row.entity_id,
        weight: rarity(row.articles, row.total) * standing(row.about, row.prominence),
    };
    let mut all: Vec<Weighed> = telling.iter().map(of).filter(|one| one.weight > 0.0).collect();
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.id.cmp(&b.id)));
    all.truncate(ENTITIES);
    all
}

/// The articles that share these entities, the most related first; itself, under whatever row id, is left out.
#[must_use]
pub fn related(
    (uid, published_at): (Uuid, Timestamp),
    weighed: &[Weighed],
    elsewhere: &HashMap<EntityId, Vec<Elsewhere>>,
) -> Vec<Related> {
    let mut found: HashMap<ArticleId, (Elsewhere, f64, Vec<EntityId>)> = HashMap::new();
    for one in weighed {
        for row in elsewhere.get(&one.id).into_iter().flatten().filter(|row| row.uid != uid) {
            let (_, points, shared) = found.entry(row.article_id).or_insert((*row, 0.0, vec![]));
            *points += one.weight * standing(row.about, row.prominence);
            shared.push(one.id);
        }
    }
    let one = |(row, points, shared): (Elsewhere, f64, Vec<EntityId>)| Related {
        id: row.article_id,
        uid: row.uid,
        published_at: row.published_at,
        score: thousandths(points * nearness(row.published_at, published_at)),
        shared,
    };
    let mut all: Vec<Related> = found.into_values().map(one).filter(|one| one.score > 0).collect();
    all.sort_by_cached_key(Related::keys);
    all
}

fn rarity(articles: i64, total: i64) -> f64 {
    (number(total.max(articles) + 1) / number(articles + 1)).ln()
}

/// What an entity counts in an article.
fn standing(about: bool, prominence: i32) -> f64 {
    match (about, prominence) {
        (true, _) => 1.0,
        (_, ..=3) => 0.7,
        _ => 0.4,
    }
}

/// 1 for the same time, a half for other years.
fn nearness(one: Timestamp, other: Timestamp) -> f64 {
    let apart = number((one.0 - other.0).abs()) / YEAR;
    0.5 + 0.5 * (-apart).exp2()
}

#[allow(clippy::cast_possible_truncation, reason = "some hundreds at most")]
fn thousandths(points: f64) -> i64 {
    (points * 1000.0).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "counts and instants are smaller")]
fn number(count: i64) -> f64 {
    count as f64
}
