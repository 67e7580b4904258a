//! What a relation's evidence is worth, to readers: only what they may read counts.

use std::collections::BTreeSet;

use db::{EvidenceId, Stance, Standing};

/// A piece of evidence that readers may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice<S> {
    pub id: EvidenceId,
    pub stance: Stance,
    /// Its article was retracted after publication.
    pub article_retracted: bool,
    /// The evidence that it takes back.
    pub retracts: Option<EvidenceId>,
    /// Where it comes from: two passages of one article are one source.
    pub source: S,
}

/// What follows from all of a relation's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// None: nothing that counts speaks of the relation.
    pub standing: Option<Standing>,
    /// Taken back by other evidence, or with its article.
    pub undone: BTreeSet<EvidenceId>,
    /// Different sources that support it now.
    pub sources: usize,
}

/// Weighs the evidence. The order of `voices` does not matter; a RETRACTS of something that is not among them says
/// nothing.
#[must_use]
pub fn weigh<S: Ord + Copy>(voices: &[Voice<S>]) -> Verdict {
    let known: BTreeSet<EvidenceId> = voices.iter().map(|v| v.id).collect();
    let undone: BTreeSet<EvidenceId> = voices
        .iter()
        .filter_map(|v| match v.retracts {
            _ if v.article_retracted => Some(v.id),
            Some(target) if v.stance == Stance::Retracts && known.contains(&target) => Some(target),
            _ => None,
        })
        .collect();
    let speaks =
        |stance, live: bool| voices.iter().any(|v| v.stance == stance && (!live || !undone.contains(&v.id)));
    let standing = match (speaks(Stance::Supports, true), speaks(Stance::Denies, true)) {
        (true, false) => Some(Standing::Asserted),
        (true, true) => Some(Standing::Disputed),
        (false, _) if speaks(Stance::Supports, false) => Some(Standing::Retracted),
        (false, true) => Some(Standing::Denied),
        // A denial that was taken back itself: nobody says anything any more.
        (false, false) => None,
    };
    let sources = voices.iter().filter(|v| v.stance == Stance::Supports && !undone.contains(&v.id));
    Verdict { standing, sources: sources.map(|v| v.source).collect::<BTreeSet<_>>().len(), undone }
}

/// Whether readers see it without asking for such relations.
#[must_use]
pub fn shown(standing: Standing, rank: db::Rank) -> bool {
    rank != db::Rank::Deprecated
        && matches!(standing, Standing::Asserted | Standing::Disputed | Standing::Unsourced)
}

#[cfg(test)]
mod tests {
    use Stance::{Denies, Retracts, Supports};

    use super::*;

    fn voice(id: i64, stance: Stance, retracts: Option<i64>) -> Voice<i64> {
        Voice {
            id: EvidenceId(id),
            stance,
            article_retracted: false,
            retracts: retracts.map(EvidenceId),
            source: id,
        }
    }

    fn standing(voices: &[Voice<i64>]) -> Option<Standing> {
        weigh(voices).standing
    }

    #[test]
    fn the_table() {
        assert_eq!(standing(&[]), None);
        assert_eq!(standing(&[voice(1, Supports, None)]), Some(Standing::Asserted));
        assert_eq!(standing(&[voice(1, Supports, None), voice(2, Denies, None)]), Some(Standing::Disputed));
        assert_eq!(standing(&[voice(1, Denies, None)]), Some(Standing::Denied));
        assert_eq!(
            standing(&[voice(1, Supports, None), voice(2, Retracts, Some(1))]),
            Some(Standing::Retracted)
        );
        assert_eq!(standing(&[voice(1, Denies, None), voice(2, Retracts, Some(1))]), None);
        assert_eq!(
            standing(&[voice(1, Supports, None), voice(2, Denies, None), voice(3, Retracts, Some(2))]),
            Some(Standing::Asserted),
            "the denial was taken back"
        );
        assert_eq!(standing(&[voice(2, Retracts, Some(1))]), None, "what it takes back is not readable");
    }

    #[test]
    fn a_retracted_article_takes_its_words_with_it() {
        let retracted = |v: Voice<i64>| Voice { article_retracted: true, ..v };
        assert_eq!(standing(&[retracted(voice(1, Supports, None))]), Some(Standing::Retracted));
        assert_eq!(
            standing(&[voice(1, Supports, None), retracted(voice(2, Denies, None))]),
            Some(Standing::Asserted)
        );
        assert_eq!(
            standing(&[voice(1, Supports, None), retracted(voice(2, Retracts, Some(1)))]),
            Some(Standing::Asserted),
            "the withdrawal of the news was withdrawn"
        );
    }

    #[test]
    fn sources_are_counted_once() {
        let twice = [
            voice(1, Supports, None),
            Voice { source: 1, ..voice(2, Supports, None) },
            voice(3, Supports, None),
        ];
        assert_eq!(weigh(&twice).sources, 2);
    }
}
