//! How much two entities look like one: a pure function of what they share.

use std::collections::HashSet;

use db::{EntityId, PartialDate};

use super::Reason;

/// What is known of one of the two.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub identifiers: Vec<(String, String)>,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    /// What relations join with it; none where there are too many to tell anything.
    pub neighbours: Option<HashSet<EntityId>>,
}

/// Reasons for and against, in their order, and what they come to: 1 to 100.
pub fn judge(found: &HashSet<Reason>, a: &Side, b: &Side, shared_neighbours: usize) -> (i64, Vec<Reason>) {
    let mut reasons: Vec<Reason> = found.iter().copied().collect();
    if shared_neighbours > 0 {
        reasons.push(Reason::SharedNeighbours);
    }
    let differs = |(scheme, value): &(String, String)| {
        let mut others = b.identifiers.iter().filter(|(other, _)| other == scheme).peekable();
        others.peek().is_some() && others.all(|(_, other)| other != value)
    };
    if a.identifiers.iter().any(differs) {
        reasons.push(Reason::OtherIdentifier);
    }
    let apart = |one: Option<PartialDate>, other: Option<PartialDate>| match (one, other) {
        (Some(one), Some(other)) if !(unsure(one) || unsure(other)) => {
            let ((a, b), (c, d)) = (one.days(), other.days());
            b < c || d < a
        }
        _ => false,
    };
    if apart(a.start, b.start) || apart(a.end, b.end) {
        reasons.push(Reason::OtherDates);
    }
    reasons.sort_unstable();
    // Of names the best alone counts.
    let name = reasons.iter().map(|reason| match reason {
        Reason::SameName => 55,
        Reason::OtherName => 45,
        Reason::SharedName => 30,
        _ => 0,
    });
    let name = name.max().unwrap_or(0);
    let rest: i64 = reasons
        .iter()
        .map(|reason| match reason {
            Reason::SameIdentifier => 40,
            Reason::SharedNeighbours => i64::try_from(shared_neighbours.min(3)).unwrap_or(0) * 8,
            Reason::OtherIdentifier => -25,
            Reason::OtherDates => -25,
            _ => 0,
        })
        .sum();
    ((name + rest).clamp(1, 100), reasons)
}

/// Dates that their source does not vouch for contradict nothing.
fn unsure(date: PartialDate) -> bool {
    date.approximate() || date.uncertain()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(identifiers: &[(&str, &str)], start: Option<&str>) -> Side {
        let identifiers = identifiers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Side { identifiers, start: start.map(|date| date.parse().unwrap()), ..Side::default() }
    }

    #[test]
    fn what_speaks_for_it_and_against_it_is_told_and_weighed() {
        use Reason::{OtherDates, OtherIdentifier, OtherName, SameIdentifier, SameName, SharedNeighbours};
        let of = |found: &[Reason], a: &Side, b: &Side, shared| {
            judge(&found.iter().copied().collect(), a, b, shared)
        };
        let nothing = side(&[], None);
        assert_eq!(of(&[SameName], &nothing, &nothing, 0), (55, vec![SameName]));
        let (more, reasons) = of(&[SameName, OtherName], &nothing, &nothing, 2);
        assert_eq!((more, reasons), (71, vec![SameName, OtherName, SharedNeighbours]));
        let (a, b) =
            (side(&[("wikidata", "Q1")], Some("1953")), side(&[("wikidata", "Q2")], Some("1961-02")));
        assert_eq!(of(&[SameName], &a, &b, 0), (5, vec![SameName, OtherIdentifier, OtherDates]));
        let c = side(&[("lei", "Q1")], Some("1953-05-17"));
        assert_eq!(of(&[SameName, SameIdentifier], &a, &c, 9).0, 100);
        let about = side(&[], Some("1953~"));
        assert_eq!(of(&[SameName], &b, &about, 0).1, [SameName]);
    }
}
