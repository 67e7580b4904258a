//! Relations as a part of what is asked of other things: of entities, of evidence.

use super::chosen::{names_instant, names_standing};
use super::filter::{EdgeDirection, RelationFilter};
use super::relation_type::codes;
use crate::graphql::error::Fault;
use crate::graphql::filter::{Reading, quantifier};
use crate::store::edition::entity::{column, link};
use crate::store::edition::relation::shown;
use crate::store::list::List;
use crate::store::predicate::{Operand, Predicate, Test};

quantifier! {
    /// Chooses by the relations of an entity, as it sees them. What is denied, retracted or deprecated is left out, unless
    /// `standing` or `rank` is named.
    EntityRelationsFilter of RelationFilter {
        /// Codes of relation types; all, if it is not given.
        types: Vec<String>,
        /// Finds the types under those too; so if nothing is said.
        include_subtypes: bool,
        /// As subject, as object, or alike; any, if it is not given.
        direction: EdgeDirection,
    }
}

impl EntityRelationsFilter {
    /// What it asks of an entity.
    #[must_use]
    pub fn predicate(&self, reading: &mut Reading<'_>) -> Predicate {
        let mut such = vec![];
        let Some(reference) = reading.reference() else { return Predicate::never() };
        match codes(reference, self.types.clone(), self.include_subtypes.unwrap_or(true)) {
            Ok(types) => {
                such.extend(types.map(|types| Predicate::Is(column::EDGE_TYPE, Test::In(List::Texts(types)))))
            }
            Err(Fault::BadRequest { message, .. }) => reading.fault(message),
            Err(_) => reading.fault("`types` cannot be read."),
        }
        such.extend(self.direction.map(|direction| {
            let code = db::EdgeDirection::from(direction).code().to_owned();
            Predicate::Is(column::EDGE_DIRECTION, Test::Eq(Operand::Text(code)))
        }));
        let all = [&self.some, &self.none, &self.every, &self.counted];
        let names = all.into_iter().flatten().any(|filter| names_standing(filter));
        let link = if names { link::RELATIONS } else { link::SHOWN_RELATIONS };
        let read = |filter: &RelationFilter, reading: &mut Reading<'_>| inner(filter, true, reading);
        self.asked(reading, read).of(link, &Predicate::All(such))
    }
}

/// What a filter of relations asks within that of another thing.
pub(in crate::graphql) fn nested(
    filter: &RelationFilter,
    seen: bool,
    reading: &mut Reading<'_>,
) -> Predicate {
    let asks = inner(filter, seen, reading);
    if names_standing(filter) { asks } else { Predicate::All(vec![asks, shown()]) }
}

fn inner(filter: &RelationFilter, seen: bool, reading: &mut Reading<'_>) -> Predicate {
    if names_instant(filter) {
        reading.fault("`knownAt` is about the whole list: it stands at the top of the filter alone.");
    }
    let outer = (reading.seen, reading.known_at);
    (reading.seen, reading.known_at) = (seen, None);
    let asks = reading.relation(filter);
    (reading.seen, reading.known_at) = outer;
    asks
}
