//! Which evidence is meant.

use super::Stance;
use crate::domain::public_id::Prefix;
use crate::graphql::article::filter::ArticleFilter;
use crate::graphql::entity::filter::EntityFilter;
use crate::graphql::filter::{ExactStringFilter, IdFilter, Reading, noun_filter, quantifier, set_filter};
use crate::graphql::relation::filter::RelationFilter;
use crate::graphql::relation::related::nested;
use crate::store::edition::evidence::{column, link};
use crate::store::edition::relation;
use crate::store::predicate::{Operand, Predicate, Test};

set_filter! {
    /// Compares what a piece of evidence does.
    StanceFilter, Stance, |stance| db::Stance::from(stance).code()
}

noun_filter! {
    /// Chooses evidence; all that is given must hold.
    EvidenceFilter {
        /// Its id.
        id: IdFilter => |filter, _| filter.predicate(Prefix::Evidence, column::UID),
        /// What it does.
        stance: StanceFilter => |filter, _| filter.predicate(column::STANCE),
        /// Whether it was taken back. Not together with `knownAt`.
        undone: bool => |is, reading| {
            if reading.known_at.is_some() {
                reading.fault("`undone` speaks of now: it does not go with `knownAt`.");
            }
            Predicate::Is(column::UNDONE, Test::Eq(Operand::Int(i64::from(*is))))
        },
        /// Whether it stands in an article of ours.
        in_article: bool => |is, _| Predicate::Is(column::ARTICLE, Test::IsNull(!is)),
        /// The article of ours that has the passage.
        article: Box<ArticleFilter> => |filter, reading| {
            Predicate::Some(link::ARTICLE, Box::new(filter.predicate(reading)))
        },
        /// The address, if it is not an article of ours: letter by letter.
        url: ExactStringFilter => |filter, _| filter.predicate(column::URL),
        /// The source that it names, where that is an entity.
        attributed_to: Box<EntityFilter> => |filter, reading| {
            Predicate::Some(link::ATTRIBUTED, Box::new(filter.predicate(reading)))
        },
        /// The relation that it speaks of. What is denied, retracted or deprecated is left out, unless `standing` or `rank`
        /// is named.
        relation: Box<RelationFilter> => |filter, reading| {
            Predicate::Some(link::RELATION, Box::new(nested(filter, false, reading)))
        },
    }
}

quantifier! {
    /// Chooses by the passages of an article that speak of relations.
    ClaimsFilter of EvidenceFilter
}

quantifier! {
    /// Chooses by the evidence of a relation.
    EvidenceListFilter of EvidenceFilter
}

impl EvidenceListFilter {
    /// What it asks of a relation; with an instant, of the evidence that was public then.
    #[must_use]
    pub fn of_relation(&self, reading: &mut Reading<'_>) -> Predicate {
        let heard = reading.known_at.map_or_else(Predicate::always, relation::heard);
        self.among(relation::EVIDENCE, &heard, reading)
    }
}
