//! Which of the desk's entities are meant, and in which order.

use async_graphql::{Enum, InputObject};
use db::Timestamp;

use super::EntityPublication;
use crate::domain::entity::read::{By, column, named};
use crate::graphql::entity::filter::EntityKindFilter;
use crate::graphql::filter::{DateTimeFilter, DeskTextFilter};
use crate::store::list::List;
use crate::store::predicate::{Operand, Predicate, Test};
use crate::text::fold;

/// The order of a list of the desk's entities; by name, if nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeskEntityOrder {
    /// By name, whatever its case and marks.
    NameAsc,
    /// By name, from the end of the alphabet.
    NameDesc,
    /// What was changed last comes first.
    UpdatedAtDesc,
}

impl From<DeskEntityOrder> for By {
    fn from(order: DeskEntityOrder) -> Self {
        match order {
            DeskEntityOrder::NameAsc => Self::Name,
            DeskEntityOrder::NameDesc => Self::NameDesc,
            DeskEntityOrder::UpdatedAtDesc => Self::UpdatedDesc,
        }
    }
}

/// Compares the names of an entity, the house name and all others, whatever their case and marks.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskNameFilter {
    /// One of them is this.
    pub eq: Option<String>,
    /// This stands in one of them.
    pub contains: Option<String>,
    /// One of them begins with this.
    pub starts_with: Option<String>,
}

/// Chooses entities of the desk; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskEntityFilter {
    /// All of these hold.
    pub and: Option<Vec<DeskEntityFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<DeskEntityFilter>>,
    /// This does not hold.
    pub not: Option<Box<DeskEntityFilter>>,
    /// What it is.
    pub kind: Option<EntityKindFilter>,
    /// Its names.
    pub name: Option<DeskNameFilter>,
    /// Its name in addresses.
    pub slug: Option<DeskTextFilter>,
    /// What readers have of it: one of these.
    pub publication: Option<Vec<EntityPublication>>,
    /// Whether it was merged into another. Those that were are left out, unless this is said somewhere.
    pub merged: Option<bool>,
    /// When it was changed last.
    pub updated_at: Option<DateTimeFilter>,
}

impl DeskNameFilter {
    fn predicate(&self) -> Predicate {
        let Self { eq, contains, starts_with } = self;
        let one = |text: &Option<String>, test: fn(String) -> Test| {
            let text = text.as_ref()?;
            let key = fold::key(text);
            // What has neither letter nor digit is in no name.
            Some(if key.is_empty() && !text.is_empty() { Predicate::never() } else { named(test(key)) })
        };
        let all = [
            one(eq, |key| Test::Eq(Operand::Text(key))),
            one(contains, Test::Contains),
            one(starts_with, Test::StartsWith),
        ];
        Predicate::All(all.into_iter().flatten().collect())
    }
}

impl DeskEntityFilter {
    /// What it asks, and what it asks where it says nothing of merged ones.
    #[must_use]
    pub fn whole(&self, minute: Timestamp) -> Predicate {
        let mut all = vec![self.predicate(minute)];
        if !self.speaks_of_merged() {
            all.push(Predicate::Is(column::MERGED_INTO, Test::IsNull(true)));
        }
        Predicate::All(all)
    }

    fn speaks_of_merged(&self) -> bool {
        let mut within = self.and.iter().chain(&self.or).flatten().chain(self.not.as_deref());
        self.merged.is_some() || within.any(Self::speaks_of_merged)
    }

    fn predicate(&self, minute: Timestamp) -> Predicate {
        let Self { and, or, not, kind, name, slug, publication, merged, updated_at } = self;
        let each = |filters: &Vec<Self>| filters.iter().map(|filter| filter.predicate(minute)).collect();
        let mut all = vec![];
        all.extend(and.as_ref().map(|filters| Predicate::All(each(filters))));
        all.extend(or.as_ref().map(|filters| Predicate::Any(each(filters))));
        all.extend(not.as_ref().map(|filter| Predicate::Not(Box::new(filter.predicate(minute)))));
        all.extend(kind.as_ref().map(|filter| filter.predicate(column::KIND)));
        all.extend(name.as_ref().map(DeskNameFilter::predicate));
        all.extend(slug.as_ref().map(|filter| filter.predicate(column::SLUG)));
        all.extend(publication.as_ref().map(|set| {
            let codes = set.iter().map(|one| db::Visibility::from(*one).code().to_owned());
            Predicate::Is(column::PUBLICATION, Test::In(List::Texts(codes.collect())))
        }));
        all.extend(merged.map(|merged| Predicate::Is(column::MERGED_INTO, Test::IsNull(!merged))));
        all.extend(updated_at.as_ref().map(|filter| filter.predicate(column::UPDATED_AT, minute)));
        Predicate::All(all)
    }
}
