//! The rank of an article: how much the words that were asked for weigh in it, and how young it is.

use db::Timestamp;

use crate::store::edition::search::{Candidate, recency};
use crate::text::query::{Needle, Needles};
use crate::text::terms::Weights;

/// Days after which an article counts for half as much as one of today.
const HALF_LIFE: f64 = 730.0;
const DAY: f64 = 86_400_000.0;
/// Ranks are whole numbers, so that both databases and all processors have the same: so many to a doubling.
const STEPS: f64 = 10_000.0;
/// Words weigh up to so much; headlines with all words next to each other.
const MOST: f64 = 255.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rank {
    /// The higher, the better.
    pub key: i64,
    /// From 0 to 1.
    pub score: f64,
}

/// The rank of a hit. Of two that weigh the same, one that is two years younger counts double; so their order is the same
/// for ever.
pub(super) fn rank(hit: &Candidate, needles: &Needles, edition: Timestamp) -> Rank {
    let weight = weight(Weights(&hit.weights), needles);
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of centuries fit")]
    let days = |at: Timestamp| at.0 as f64 / DAY;
    let at = recency::instant(hit.recency);
    let relevance = weight.max(1.0).log2();
    #[allow(clippy::cast_possible_truncation, reason = "some millions")]
    let key = ((relevance + days(at) / HALF_LIFE) * STEPS).round() as i64;
    let age = (days(edition) - days(at)).max(0.0);
    let score = (weight / MOST).min(1.0) * (-age / HALF_LIFE).exp2();
    Rank { key, score: (score * 10_000.0).round() / 10_000.0 }
}

/// What the words weigh in an article, on average; words next to each other weigh more.
fn weight(article: Weights<'_>, needles: &Needles) -> f64 {
    let clauses: Vec<u32> = needles.all.iter().map(|any| clause(article, any)).collect();
    let near: u32 = needles.all.windows(2).map(|two| nearness(article, two)).sum();
    let count = u32::try_from(clauses.len()).unwrap_or(u32::MAX).max(1);
    f64::from(clauses.iter().sum::<u32>() + near) / f64::from(count)
}

/// What the best of several ways weighs.
fn clause(article: Weights<'_>, any: &[Needle]) -> u32 {
    let weigh = |needle: &Needle| match &needle.terms[..] {
        [word] => article.of(word),
        words => {
            let least = words.iter().map(|word| article.of(word)).min().unwrap_or(0);
            let pairs = words.windows(2).map(|two| article.of_pair(&two[0], &two[1])).min().unwrap_or(0);
            least + pairs
        }
    };
    any.iter().map(weigh).max().unwrap_or(0)
}

/// What it weighs that two single words stand next to each other.
fn nearness(article: Weights<'_>, two: &[Vec<Needle>]) -> u32 {
    let [first, second] = two else { return 0 };
    let single = |any: &'_ [Needle]| -> Vec<String> {
        any.iter()
            .filter_map(|needle| match &needle.terms[..] {
                [word] => Some(word.clone()),
                _ => None,
            })
            .collect()
    };
    let second = single(second);
    let pairs = single(first).into_iter().flat_map(|a| second.iter().map(move |b| (a.clone(), b)));
    pairs.map(|(a, b)| article.of_pair(&a, b)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use db::ArticleId;

    use super::*;
    use crate::text::query::{Beginnings, parse};
    use crate::text::stem::Language;
    use crate::text::terms::{Analyzer, Fields, index};

    const YEAR: i64 = 365 * 86_400_000;

    fn key(query: &str, headline: &str, body: &str, years: i64) -> i64 {
        let weights = index(&mut Analyzer::new("en"), &Fields { headline, summary: "", body }).weights;
        let at = Timestamp(YEAR * (50 + years));
        let hit = Candidate { id: ArticleId(1), recency: recency::place(at, ArticleId(1)), weights };
        let needles = parse(query).unwrap().under(&[Language::of("en")], &Beginnings::default());
        let rank = rank(&hit, &needles, Timestamp(YEAR * 60));
        assert!((0.0..=1.0).contains(&rank.score));
        rank.key
    }

    #[test]
    fn headlines_count_more_and_so_does_youth() {
        let body = "The court heard spies.";
        assert!(key("spies", "Spies", body, 0) > key("spies", "Court", body, 0));
        assert!(key("spies", "Court", body, 1) > key("spies", "Court", body, 0));
        assert!(key("spies", "Spies", body, 0) > key("spies", "Court", body, 2));
        assert!(key("spies", "Spies", body, 0) < key("spies", "Court", body, 9));
        assert!(key("court", "", "court court court", 0) > key("court", "", "court", 0));
        assert!(key("high court", "The high court", "", 0) > key("high court", "High costs in court", "", 0));
        assert!(
            key("\"high court\"", "The high court", "", 0) > key("\"high court\"", "", "the high court", 0)
        );
    }
}
