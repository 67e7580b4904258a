//! The past of relations, as the journals have it and as readers can ask for it.

use std::collections::HashMap;

use db::{
    EntityId, EvidenceId, RelationId, Timestamp, Visibility, edition_first_read, edition_relation_state,
    edition_telling, evidence, relation,
};

use crate::domain::relation::order;
use crate::domain::relation::record::{State, Telling};
use crate::domain::relation::standing;
use crate::store::edition::publish::relation::Journal;
use crate::text::fold;

/// What the journals know.
pub struct Past<'a> {
    first_read: HashMap<EvidenceId, Timestamp>,
    tellings: HashMap<RelationId, Vec<&'a edition_telling::Model>>,
    now: Timestamp,
}

impl<'a> Past<'a> {
    /// What is new happens now.
    pub fn of(journal: &'a Journal, now: Timestamp) -> Self {
        let first_read = journal.first_read.iter().map(|row| (row.evidence_id, row.at)).collect();
        let mut tellings: HashMap<_, Vec<_>> = HashMap::new();
        for telling in &journal.tellings {
            tellings.entry(telling.relation_id).or_default().push(telling);
        }
        Self { first_read, tellings, now }
    }

    /// When evidence at an address became public.
    pub fn first_read(&self, id: EvidenceId) -> Timestamp {
        self.first_read.get(&id).copied().unwrap_or(self.now)
    }

    /// The note that evidence at an address is readable, where there is none yet.
    pub fn read_now(&self, e: &evidence::Model) -> Option<edition_first_read::Model> {
        let is_new = e.source_url.is_some() && !self.first_read.contains_key(&e.id);
        is_new.then_some(edition_first_read::Model { evidence_id: e.id, at: self.now })
    }

    /// How the relation was told and is told now, and the note of it where it is told otherwise than before.
    pub fn tellings(
        &self,
        r: &relation::Model,
        has_no_evidence: bool,
    ) -> (Vec<Telling<Attributes>>, Option<edition_telling::Model>) {
        let before = self.tellings.get(&r.id).map_or(&[][..], Vec::as_slice);
        let last = before.last().map(|telling| telling.since);
        let now = edition_telling::Model {
            relation_id: r.id,
            // Clocks may go back, and the record does not.
            since: last.map_or(self.now, |last| last.max(self.now)),
            unsourced: r.publication == Visibility::Live && has_no_evidence,
            role: r.role.clone(),
            start_date: r.start_date,
            end_date: r.end_date,
            phase: r.phase,
            as_of: r.as_of,
            rank: r.rank,
            start_min: r.start_min,
            start_max: r.start_max,
            end_min: r.end_min,
            end_max: r.end_max,
        };
        let same = before
            .last()
            .is_some_and(|last| edition_telling::Model { since: last.since, ..now.clone() } == **last);
        let mut all: Vec<_> = before.iter().map(|telling| Telling::from(*telling)).collect();
        if same {
            return (all, None);
        }
        // Of what is told within one instant, the last is what was told.
        if last == Some(now.since) {
            all.pop();
        }
        all.push(Telling::from(&now));
        (all, Some(now))
    }
}

/// What can change of a relation that readers have.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributes(edition_telling::Model);

impl From<&edition_telling::Model> for Telling<Attributes> {
    fn from(row: &edition_telling::Model) -> Self {
        let attributes =
            Attributes(edition_telling::Model { since: Timestamp(0), unsourced: false, ..row.clone() });
        Self { since: row.since, attributes, unsourced: row.unsourced }
    }
}

/// What was public of a relation at any time, as readers can ask for it.
pub fn states(
    r: &relation::Model,
    (subject_id, object_id): (EntityId, EntityId),
    history: Vec<State<Attributes>>,
) -> impl Iterator<Item = edition_relation_state::Model> {
    history.into_iter().map(move |state| {
        let State { since, until, attributes: Attributes(told), standing, sources } = state;
        edition_relation_state::Model {
            id: r.id,
            since,
            until,
            uid: r.uid,
            subject_id,
            type_code: r.type_code.clone(),
            object_id,
            shown: standing::shown(standing, told.rank),
            rank_order: order::rank_order(told.rank),
            latest_day: order::latest_day(told.start_max, told.end_max),
            role_key: told.role.as_deref().map(fold::key),
            role: told.role,
            start_date: told.start_date,
            end_date: told.end_date,
            phase: told.phase,
            as_of: told.as_of,
            rank: told.rank,
            standing,
            sources: i32::try_from(sources).unwrap_or(i32::MAX),
            start_min: told.start_min,
            start_max: told.start_max,
            end_min: told.end_min,
            end_max: told.end_max,
        }
    })
}
