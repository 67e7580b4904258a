//! What readers should have of a relation: a pure function of the desk's rows, of which entities and articles readers
//! see, and of where the quoted passages stand.

use std::collections::{BTreeMap, HashMap};

use db::{
    ArticleId, EdgeDirection, EntityId, EntityKind, EvidenceId, Publication, RelationId, Stance, Standing,
    Timestamp, Visibility, edition_edge, edition_evidence, edition_relation, evidence, relation,
};

use super::past::{self, Past};
use crate::domain::relation::order;
use crate::domain::relation::record::{self, Heard};
use crate::domain::relation::standing::{self, Voice};
use crate::store::edition::publish::entity::Visible;
use crate::store::edition::publish::relation::{Cited, Journal, Rows, Source, Typed, VersionText};
use crate::text::anchor::{self, Quote};
use crate::text::fold;

/// Where a piece of evidence stands in the public text of its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub version: i32,
    /// Unicode scalars, the end exclusive; none where the whole article is the evidence.
    pub span: Option<(i32, i32)>,
    /// When that version was published.
    pub since: Timestamp,
}

/// Finds the first public version that holds a passage. Evidence without a passage rests on the whole text that its
/// author saw: it stands in the first version made of that revision, or of a later one.
#[must_use]
pub fn place(evidence: &evidence::Model, versions: &[VersionText]) -> Option<Place> {
    let article = evidence.article_id?;
    let mut versions = versions.iter().filter(|v| v.article_id == article);
    let Some(exact) = evidence.exact.as_deref() else {
        let seen = evidence.revision_id;
        return versions.find(|v| seen.is_none_or(|seen| v.revision_id >= seen)).map(|v| Place {
            version: v.number,
            span: None,
            since: v.published_at,
        });
    };
    let quote = Quote {
        exact,
        prefix: evidence.prefix.as_deref().unwrap_or_default(),
        suffix: evidence.suffix.as_deref().unwrap_or_default(),
        near: Some(0),
    };
    versions.find_map(|version| {
        let range = anchor::find(&version.text, &quote).ok()?;
        let span = (i32::try_from(range.start).ok()?, i32::try_from(range.end).ok()?);
        Some(Place { version: version.number, span: Some(span), since: version.published_at })
    })
}

/// Finds the passages of all evidence from articles.
#[must_use]
pub fn places(source: &Source, versions: &[VersionText]) -> HashMap<EvidenceId, Place> {
    source.evidence.iter().filter_map(|e| Some((e.id, place(e, versions)?))).collect()
}

/// Where two voices count as one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin<'a> {
    Article(ArticleId),
    Address(&'a str),
}

/// Lays relations out, and tells what is new of their past. `places` holds where the evidence from articles stands; what
/// has no place there is not readable. What was never public before is from now on.
#[must_use]
pub fn build(
    source: &Source,
    visible: &Visible,
    places: &HashMap<EvidenceId, Place>,
    now: Timestamp,
) -> (Rows, Journal) {
    let known = Known {
        visible,
        articles: source.articles.iter().map(|a| (a.id, *a)).collect(),
        places,
        past: Past::of(&source.journal, now),
    };
    let mut evidence: BTreeMap<RelationId, Vec<&evidence::Model>> = BTreeMap::new();
    for e in &source.evidence {
        evidence.entry(e.relation_id).or_default().push(e);
    }
    let (mut rows, mut journal) = (Rows::default(), Journal::default());
    for typed in &source.relations {
        let evidence = evidence.remove(&typed.row.id).unwrap_or_default();
        one(typed, &evidence, &known, &mut rows, &mut journal);
    }
    (rows, journal)
}

/// What relations are laid out by.
struct Known<'a> {
    visible: &'a Visible,
    articles: HashMap<ArticleId, Cited>,
    places: &'a HashMap<EvidenceId, Place>,
    past: Past<'a>,
}

impl Known<'_> {
    fn is_retracted(&self, e: &evidence::Model) -> bool {
        self.article(e).is_some_and(|a| a.publication == Publication::Retracted)
    }

    /// When the evidence's article was taken back. Where nobody knows, it was so as soon as it was read.
    fn retracted_at(&self, e: &evidence::Model) -> Option<Timestamp> {
        let article = self.article(e).filter(|a| a.publication == Publication::Retracted)?;
        Some(article.retracted_at.unwrap_or(Timestamp(0)))
    }

    fn article(&self, e: &evidence::Model) -> Option<&Cited> {
        e.article_id.and_then(|a| self.articles.get(&a))
    }

    /// When readable evidence became public.
    fn since(&self, e: &evidence::Model, among: &[&evidence::Model]) -> Timestamp {
        let own = |e: &evidence::Model| match self.places.get(&e.id) {
            Some(place) => place.since,
            None => self.past.first_read(e.id),
        };
        // What takes back something that readers did not know yet said nothing to them.
        let target = e.retracts_id.and_then(|id| among.iter().find(|other| other.id == id));
        target.map_or(own(e), |target| own(e).max(own(target)))
    }
}

fn one(
    typed: &Typed,
    evidence: &[&evidence::Model],
    known: &Known<'_>,
    rows: &mut Rows,
    journal: &mut Journal,
) {
    let Known { visible, places, .. } = known;
    let r = &typed.row;
    let (Some(subject), Some(object)) = (visible.find(r.subject_id), visible.find(r.object_id)) else {
        return;
    };
    if r.publication == Visibility::Withdrawn || subject.0 == object.0 {
        return;
    }
    let retracted = |e: &evidence::Model| known.is_retracted(e);
    let mut readable: Vec<&evidence::Model> =
        evidence.iter().copied().filter(|e| e.source_url.is_some() || places.contains_key(&e.id)).collect();
    // What takes back something that readers cannot see says nothing to them.
    let ids: Vec<EvidenceId> = readable.iter().map(|e| e.id).collect();
    readable.retain(|e| e.stance != Stance::Retracts || e.retracts_id.is_some_and(|t| ids.contains(&t)));
    let voices: Vec<_> = readable
        .iter()
        .map(|e| Voice {
            id: e.id,
            stance: e.stance,
            article_retracted: retracted(e),
            retracts: e.retracts_id,
            source: match (e.article_id, &e.source_url) {
                (Some(article), _) => Origin::Article(article),
                (None, url) => Origin::Address(url.as_deref().unwrap_or_default()),
            },
        })
        .collect();
    let verdict = standing::weigh(&voices);
    // Shown by an editor's act. Evidence of which none can be read hides it all the same: it is not unsourced, and to say
    // so would tell of what cannot be read.
    let explicit = (r.publication == Visibility::Live && evidence.is_empty()).then_some(Standing::Unsourced);
    let Some(standing) = verdict.standing.or(explicit) else { return };
    let shown = standing::shown(standing, r.rank);
    let heard: Vec<_> = voices
        .iter()
        .zip(&readable)
        .map(|(voice, e)| Heard {
            voice: voice.clone(),
            since: known.since(e, &readable),
            retracted_at: known.retracted_at(e),
        })
        .collect();
    journal.first_read.extend(readable.iter().filter_map(|e| known.past.read_now(e)));
    let (tellings, new) = known.past.tellings(r, evidence.is_empty());
    journal.tellings.extend(new);
    rows.states.extend(past::states(r, (subject.0, object.0), record::history(&heard, &tellings)));
    rows.relations.push(edition_relation::Model {
        id: r.id,
        uid: r.uid,
        subject_id: subject.0,
        type_code: r.type_code.clone(),
        object_id: object.0,
        role: r.role.clone(),
        start_date: r.start_date,
        end_date: r.end_date,
        phase: r.phase,
        as_of: r.as_of,
        rank: r.rank,
        standing,
        sources: i32::try_from(verdict.sources).unwrap_or(i32::MAX),
        start_min: r.start_min,
        start_max: r.start_max,
        end_min: r.end_min,
        end_max: r.end_max,
        shown,
        role_key: r.role.as_deref().map(fold::key),
    });
    let (out, back) = if typed.symmetric {
        (EdgeDirection::Mutual, EdgeDirection::Mutual)
    } else {
        (EdgeDirection::Out, EdgeDirection::In)
    };
    let mut edges = [edge(r, subject, object, out, shown), edge(r, object, subject, back, shown)];
    edges.sort_by_key(|e| e.entity_id);
    rows.edges.extend(edges);
    rows.evidence.extend(readable.iter().zip(&heard).zip(1..).map(|((e, heard), position)| {
        let place = places.get(&e.id).filter(|_| !retracted(e));
        edition_evidence::Model {
            id: e.id,
            uid: e.uid,
            relation_id: r.id,
            position,
            stance: e.stance,
            undone: verdict.undone.contains(&e.id),
            article_id: e.article_id,
            version: place.map(|p| p.version),
            start_at: place.and_then(|p| p.span).map(|s| s.0),
            end_at: place.and_then(|p| p.span).map(|s| s.1),
            quote: e.exact.clone().filter(|_| !retracted(e)),
            source_url: e.source_url.clone(),
            source_title: e.source_title.clone(),
            attribution: e.attribution.clone(),
            attributed_to_id: e.attributed_to_id.and_then(|id| visible.find(id)).map(|(id, _)| id),
            stated_on: e.stated_on,
            retracts_id: e.retracts_id,
            since: heard.since,
            retracted_at: heard.retracted_at,
        }
    }));
}

fn edge(
    r: &relation::Model,
    from: (EntityId, EntityKind),
    to: (EntityId, EntityKind),
    direction: EdgeDirection,
    shown: bool,
) -> edition_edge::Model {
    edition_edge::Model {
        entity_id: from.0,
        relation_id: r.id,
        direction,
        other_id: to.0,
        type_code: r.type_code.clone(),
        other_kind: to.1,
        shown,
        rank_order: order::rank_order(r.rank),
        latest_day: order::latest_day(r.start_max, r.end_max),
        start_min: r.start_min,
        start_max: r.start_max,
        end_min: r.end_min,
        end_max: r.end_max,
        began: r.start_date.map(|date| date.days().0),
        ended: r.end_date.map(|date| date.days().0),
    }
}
