//! How likely a candidate is the one that is meant: a pure function of what was asked and of what is known.

use std::collections::{HashMap, HashSet};

use db::{EntityId, NameKind, PartialDate};

use super::{Candidate, Feature, Given, MOST_CANDIDATES, Property, Query, may_be};
use crate::domain::name;
use crate::store::edition::entity::{Identifier, Name, Row};
use crate::text::fold;

/// Likeness takes the product of the lengths: longer names are compared by their beginnings.
const LONGEST: usize = 200;
/// Names that are less alike are no candidates.
const LEAST_LIKENESS: f64 = 0.8;
/// Parts of the score, of 100, where a question says more than a name.
const OF_NAME: f64 = 70.0;

/// What is known of the candidates of all questions.
#[derive(Debug, Default)]
pub struct Known {
    pub rows: HashMap<EntityId, Row>,
    /// Folded names beside the house name.
    pub names: HashMap<EntityId, Vec<(String, NameKind)>>,
    pub identifiers: HashMap<EntityId, Vec<Identifier>>,
    /// What relations join with them.
    pub neighbours: HashMap<EntityId, HashSet<EntityId>>,
    /// Entities that a given value may mean.
    pub meant: HashMap<Given, HashSet<EntityId>>,
}

/// What one question found.
#[derive(Debug, Default)]
pub struct Pool {
    pub ids: HashSet<EntityId>,
    /// Those that were asked for by an identifier or an id, which is that of nobody else.
    pub identified: HashSet<EntityId>,
    /// Those that have the text as an identifier which may as well be a word: "AND", "KZ".
    pub coded: HashSet<EntityId>,
    /// Whether there are more of the very name than were looked at.
    pub is_cut: bool,
}

impl Known {
    pub fn add_names(&mut self, names: Vec<Name>) {
        for Name { entity_id, name, kind, .. } in names {
            self.names.entry(entity_id).or_default().push((fold::key(&name), kind));
        }
    }
}

/// The likeliest candidates of a question, the best first.
pub fn ranked(query: &Query, pool: &Pool, known: &Known) -> Vec<Candidate> {
    let key = query.text.as_deref().map(fold::key).unwrap_or_default();
    let rows = pool.ids.iter().filter_map(|id| known.rows.get(id));
    let rows = rows.filter(|row| query.kinds.is_empty() || query.kinds.contains(&row.kind));
    let mut all: Vec<Judged> = rows.filter_map(|row| judge(query, &key, row, pool, known)).collect();
    let (mut exact, mut identified) = (0, 0);
    for one in &all {
        exact += usize::from(one.is_exact);
        identified += usize::from(one.is_identified);
    }
    all.sort_by(|a, b| {
        let (one, other) = (&a.candidate, &b.candidate);
        let by_score = other.score.total_cmp(&one.score);
        by_score.then(other.row.articles.cmp(&one.row.articles)).then(one.row.id.cmp(&other.row.id))
    });
    all.truncate(query.limit.min(MOST_CANDIDATES));
    let decide = |judged: Judged| {
        let Judged { mut candidate, is_exact, is_safe, is_identified, is_contradicted } = judged;
        let by_identifier = is_identified && identified == 1;
        // A name and an identifier that lead to different entities leave it to people.
        let by_name = is_exact && is_safe && exact == 1 && !pool.is_cut && identified == 0;
        candidate.is_match = !is_contradicted && (by_identifier || by_name);
        candidate
    };
    all.into_iter().map(decide).collect()
}

struct Judged {
    candidate: Candidate,
    /// The very name, folded.
    is_exact: bool,
    /// Of a kind that nobody shares by chance.
    is_safe: bool,
    is_identified: bool,
    is_contradicted: bool,
}

fn judge(query: &Query, key: &str, row: &Row, pool: &Pool, known: &Known) -> Option<Judged> {
    let empty = vec![];
    let names = known.names.get(&row.id).unwrap_or(&empty);
    let (is_identified, is_coded) = (pool.identified.contains(&row.id), pool.coded.contains(&row.id));
    let same: Vec<NameKind> = names.iter().filter(|(name, _)| name == key).map(|(_, kind)| *kind).collect();
    let is_house = !key.is_empty() && row.name_key == key;
    let is_exact = is_house || (!key.is_empty() && !same.is_empty());
    let likeness = if is_exact {
        1.0
    } else {
        let others = names.iter().map(|(name, _)| likeness(key, name));
        others.fold(likeness(key, &row.name_key), f64::max)
    };
    if !is_identified && !is_coded && !key.is_empty() && likeness < LEAST_LIKENESS {
        return None;
    }
    let name = match (is_house, is_exact) {
        (true, _) => 100.0,
        (_, true) => 95.0,
        _ if is_coded => 90.0,
        _ => (likeness * 100.0).min(90.0),
    };
    let mut features = vec![
        ("name_likeness", Feature::Amount(round(likeness * 100.0))),
        ("exact_name", Feature::Is(is_exact)),
        ("articles", Feature::Amount(count(row.articles))),
    ];
    let (mut asked, mut held, mut is_contradicted) = (0.0, 0.0, false);
    for want in &query.wants {
        let (feature, holds) = holds(&want.property, &want.values, row, known);
        asked += 1.0;
        held += if holds { 1.0 } else { 0.0 };
        is_contradicted |= !holds;
        match features.iter_mut().find(|(id, _)| *id == feature) {
            Some((_, Feature::Is(before))) => *before &= holds,
            _ => features.push((feature, Feature::Is(holds))),
        }
    }
    let mut score = if asked == 0.0 {
        name
    } else if key.is_empty() {
        100.0 * held / asked
    } else {
        name * OF_NAME / 100.0 + (100.0 - OF_NAME) * held / asked
    };
    if is_identified {
        // Nobody else has the identifier; that something else does not fit is left to see.
        score = if is_contradicted { score.max(80.0) } else { 100.0 };
    }
    let weak = [
        NameKind::Short,
        NameKind::Abbreviation,
        NameKind::Metonym,
        NameKind::Demonym,
        NameKind::Misspelling,
    ];
    let is_safe = is_house || same.iter().any(|kind| !weak.contains(kind));
    let candidate = Candidate { row: row.clone(), score: round(score), features, is_match: false };
    Some(Judged { candidate, is_exact, is_safe, is_identified, is_contradicted })
}

/// What a property is called among the features, and whether one of the values holds.
fn holds(property: &Property, values: &[Given], row: &Row, known: &Known) -> (&'static str, bool) {
    let texts = || {
        values.iter().filter_map(|value| match value {
            Given::Text(text) => Some(text.trim()),
            Given::Entity(_) => None,
        })
    };
    let on = |date: Option<PartialDate>| {
        date.is_some_and(|date| {
            texts().filter_map(|text| text.parse::<PartialDate>().ok()).any(|other| may_be(date, other))
        })
    };
    match property {
        Property::StartDate => ("start_date", on(row.told.start_date)),
        Property::EndDate => ("end_date", on(row.told.end_date)),
        Property::Slug => ("slug", texts().any(|text| text == row.slug)),
        Property::Identifier(scheme) => {
            let own = known.identifiers.get(&row.id).into_iter().flatten();
            let own: Vec<_> = own.filter(|own| own.scheme == *scheme).collect();
            ("identifier", texts().any(|text| own.iter().any(|own| own.value == text)))
        }
        Property::Related(kind) => {
            let around = known.neighbours.get(&row.id);
            let meant = values.iter().filter_map(|value| known.meant.get(value)).flatten();
            let holds = around.is_some_and(|around| meant.into_iter().any(|id| around.contains(id)));
            (if *kind == db::EntityKind::Country { "country" } else { "organisation" }, holds)
        }
        Property::Kind | Property::Names | Property::Summary => ("other", false),
    }
}

fn likeness(one: &str, other: &str) -> f64 {
    fn head(text: &str) -> &str {
        text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
    }
    name::likeness(head(one), head(other))
}

#[allow(clippy::cast_precision_loss, reason = "there are fewer articles")]
fn count(articles: i64) -> f64 {
    articles as f64
}

/// One digit behind the point.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
