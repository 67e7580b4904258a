//! Who appears with an entity, by how telling that is: a pure function of counts.
//!
//! The score is the log-likelihood ratio (Dunning, 1993) of appearing in the entity's articles and in all others. A country
//! that is in every second article is in every second one of these too: that tells nothing, and its score is near 0. What is
//! rarer here than elsewhere has a score below 0.

use std::collections::HashMap;

use db::EntityId;
use uuid::Uuid;

use crate::store::edition::companion::Together;
use crate::store::keyset::Key;

/// What appears with one entity, the most telling first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// Articles of the entity that were looked at.
    pub looked_at: i64,
    pub companions: Vec<Companion>,
}

/// An entity in the articles of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Companion {
    pub id: EntityId,
    pub uid: Uuid,
    /// Articles that have both.
    pub together: i64,
    /// Thousandths.
    pub score: i64,
}

impl Companion {
    /// Its place in the order of the list.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        vec![Key::Int(-self.score), Key::Int(-self.together), Key::Uid(self.uid)]
    }
}

/// What appears with each entity.
#[must_use]
pub fn companies(rows: &[Together]) -> HashMap<EntityId, Company> {
    let mut all: HashMap<EntityId, Company> = HashMap::new();
    for row in rows.iter().filter(|row| row.entity_id == row.parent) {
        all.insert(row.parent, Company { looked_at: row.together, companions: vec![] });
    }
    for row in rows.iter().filter(|row| row.entity_id != row.parent) {
        let Some(company) = all.get_mut(&row.parent) else { continue };
        let score = score(row.together, company.looked_at, row.articles, row.total);
        let companion = Companion { id: row.entity_id, uid: row.uid, together: row.together, score };
        company.companions.push(companion);
    }
    for company in all.values_mut() {
        company.companions.sort_by_key(Companion::keys);
    }
    all
}

/// The log-likelihood ratio in thousandths, below 0 for what is rarer here than elsewhere.
#[must_use]
pub fn score(together: i64, looked_at: i64, articles: i64, total: i64) -> i64 {
    let only_it = (articles - together).max(0);
    let neither = (total - looked_at - only_it).max(0);
    let table = [[together, looked_at - together], [only_it, neither]].map(|row| row.map(number));
    let all: f64 = table.iter().flatten().sum();
    let mut sum = 0.0;
    for (i, row) in table.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            let column: f64 = table.iter().filter_map(|row| row.get(j)).sum();
            let expected = table.get(i).map_or(0.0, |row| row.iter().sum::<f64>()) * column / all;
            if *cell > 0.0 {
                sum += cell * (cell / expected).ln();
            }
        }
    }
    // Of rounding alone it may be a little below.
    let thousandths = (2.0 * sum).max(0.0) * 1000.0;
    let often = number(together) * all >= number(looked_at) * (number(together) + number(only_it));
    #[allow(clippy::cast_possible_truncation, reason = "some millions at most")]
    let thousandths = thousandths.round() as i64;
    if often { thousandths } else { -thousandths }
}

#[allow(clippy::cast_precision_loss, reason = "there are fewer articles")]
fn number(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_everywhere_tells_nothing() {
        // In 100 of 1 000 articles: with a country of 900, with somebody of 12, with somebody of 50.
        let (country, ally, stranger) =
            (score(90, 100, 900, 1000), score(10, 100, 12, 1000), score(1, 100, 50, 1000));
        assert_eq!(country, 0);
        assert!(ally > 30_000, "{ally}");
        assert!(stranger < 0, "{stranger}");
    }

    #[test]
    fn any_counts_have_a_score() {
        for (together, looked_at, articles, total) in
            [(1, 1, 1, 1), (1, 1, 1, 0), (3, 3, 1, 2), (1, 1000, 330_000, 1_000_000)]
        {
            let _ = score(together, looked_at, articles, total);
        }
        assert!(score(5, 5, 5, 100) > score(1, 5, 1, 100));
    }
}
