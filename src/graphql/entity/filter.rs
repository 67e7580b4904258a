//! Which entities are meant.

use async_graphql::{Enum, InputObject};

use super::EntityKind;
use super::lookup::IdentifiersInput;
use crate::domain::public_id::Prefix;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::filter::{IdFilter, StringFilter, set_filter};
use crate::store::edition::entity::{BY_ARTICLES_DESC, BY_NAME, BY_NAME_DESC, column};
use crate::store::edition::lookup::{has_identifier, has_name};
use crate::store::keyset::Order;
use crate::store::predicate::Predicate;
use crate::text::fold;

set_filter! {
    /// Compares the kind of an entity.
    EntityKindFilter, EntityKind, |kind| db::EntityKind::from(kind).code()
}

/// Chooses entities; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EntityFilter {
    /// All of these hold.
    pub and: Option<Vec<EntityFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<EntityFilter>>,
    /// This does not hold.
    pub not: Option<Box<EntityFilter>>,
    /// Its id.
    pub id: Option<IdFilter>,
    /// What it is.
    pub kind: Option<EntityKindFilter>,
    /// Its house name.
    pub name: Option<StringFilter>,
    /// Its name in addresses.
    pub slug: Option<StringFilter>,
    /// One of its names, the house name included, is one of these, whatever their case and marks; of none, never.
    pub named: Option<Vec<String>>,
    /// It has one of these identifiers; of none, never.
    pub identifiers: Option<IdentifiersInput>,
}

impl EntityFilter {
    #[must_use]
    pub fn predicate(&self) -> Predicate {
        let Self { and, or, not, id, kind, name, slug, named, identifiers } = self;
        let each = |filters: &Vec<Self>| filters.iter().map(Self::predicate).collect();
        let mut all = vec![];
        all.extend(and.as_ref().map(|filters| Predicate::All(each(filters))));
        all.extend(or.as_ref().map(|filters| Predicate::Any(each(filters))));
        all.extend(not.as_ref().map(|filter| Predicate::Not(Box::new(filter.predicate()))));
        all.extend(id.as_ref().map(|filter| filter.predicate(Prefix::Entity, column::UID)));
        all.extend(kind.as_ref().map(|filter| filter.predicate(column::KIND)));
        all.extend(name.as_ref().map(|filter| filter.predicate(column::NAME)));
        all.extend(slug.as_ref().map(|filter| filter.predicate(column::SLUG)));
        all.extend(named.as_ref().map(|names| has_name(names.iter().map(|name| fold::key(name)).collect())));
        all.extend(identifiers.as_ref().map(|all| has_identifier(all.scheme.clone(), all.values.clone())));
        Predicate::All(all)
    }
}

/// The order of a list of entities; by name, if nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum EntityOrder {
    /// By name, whatever its case and marks.
    NameAsc,
    /// By name, from the end of the alphabet.
    NameDesc,
    /// Those with the most articles first.
    ArticlesDesc,
}

/// The order that is asked for, of which there is one.
///
/// # Errors
/// More than one.
pub(super) fn order(orders: Option<Vec<EntityOrder>>) -> Result<Order> {
    match orders.unwrap_or_default().as_slice() {
        [] | [EntityOrder::NameAsc] => Ok(BY_NAME),
        [EntityOrder::NameDesc] => Ok(BY_NAME_DESC),
        [EntityOrder::ArticlesDesc] => Ok(BY_ARTICLES_DESC),
        _ => Err(bad_request("`orderBy` takes one order: each of them leaves no two entities alike.")),
    }
}
