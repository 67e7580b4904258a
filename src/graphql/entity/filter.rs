//! Which entities are meant, and in which order.

use super::EntityKind;
use super::lookup::IdentifiersInput;
use super::name::NameKind;
use crate::domain::public_id::Prefix;
use crate::graphql::article::filter::ArticlesFilter;
use crate::graphql::error::Result;
use crate::graphql::filter::{
    DateRangeFilter, FloatFilter, IdFilter, IntFilter, LanguageFilter, StringFilter, noun_filter, quantifier,
    set_filter,
};
use crate::graphql::order::{self, orders};
use crate::graphql::relation::related::EntityRelationsFilter;
use crate::store::edition::entity::{By, SortKey, column, link};
use crate::store::edition::lookup::{has_identifier, has_name};
use crate::store::predicate::{Operand, Test};
use crate::text::fold;

set_filter! {
    /// Compares the kind of an entity.
    EntityKindFilter, EntityKind, |kind| db::EntityKind::from(kind).code()
}

set_filter! {
    /// Compares the kind of a name.
    NameKindFilter, NameKind, |kind| db::NameKind::from(kind).code()
}

noun_filter! {
    /// Chooses entities; all that is given must hold.
    EntityFilter {
        /// Its id.
        id: IdFilter => |filter, _| filter.predicate(Prefix::Entity, column::UID),
        /// What it is.
        kind: EntityKindFilter => |filter, _| filter.predicate(column::KIND),
        /// Its house name.
        name: StringFilter => |filter, _| filter.predicate(column::NAME),
        /// Its name in addresses.
        slug: StringFilter => |filter, _| filter.predicate(column::SLUGS),
        /// One of its names, the house name included, is one of these, whatever their case and marks; of none, never.
        named: Vec<String> => |names, _| has_name(names.iter().map(|name| fold::key(name)).collect()),
        /// Its other names: all that are given, those of its people among them, but not the house name.
        names: NamesFilter => |filter, reading| filter.predicate(link::NAMES, reading),
        /// It has one of these identifiers; of none, never.
        identifiers: IdentifiersInput => |all, _| has_identifier(all.scheme.clone(), all.values.clone()),
        /// Its birth, foundation or beginning has a date, of which all possible days lie in the range.
        start_date: DateRangeFilter => |filter, reading| {
            reading.dates("startDate", filter, column::START_MIN, column::START_MAX)
        },
        /// Its death, dissolution or end has a date, of which all possible days lie in the range.
        end_date: DateRangeFilter => |filter, reading| {
            reading.dates("endDate", filter, column::END_MIN, column::END_MAX)
        },
        /// Where a place is: degrees to the north.
        latitude: FloatFilter => |filter, _| filter.predicate(column::LATITUDE),
        /// Where a place is: degrees to the east.
        longitude: FloatFilter => |filter, _| filter.predicate(column::LONGITUDE),
        /// In how many articles it appears. The count is kept: this is as fast as any other number.
        article_count: IntFilter => |filter, _| filter.predicate(column::ARTICLES),
        /// How many articles are about it. The count is kept.
        about_count: IntFilter => |filter, _| filter.predicate(column::ABOUT),
        /// The articles in which it appears.
        articles: ArticlesFilter => |filter, reading| filter.predicate(reading),
        /// Its relations, as it sees them.
        relations: EntityRelationsFilter => |filter, reading| filter.predicate(reading),
    }
}

noun_filter! {
    /// Chooses names of entities; all that is given must hold.
    EntityNameFilter {
        /// The name.
        name: StringFilter => |filter, _| filter.predicate(column::NAME_WORDS),
        /// What kind of name it is.
        kind: NameKindFilter => |filter, _| filter.predicate(column::NAME_KIND),
        /// The language that it belongs to; that of a name without one is unlike every language.
        language: LanguageFilter => |filter, _| filter.predicate(column::NAME_LANGUAGE),
        /// Whether it is the one to use in its language.
        preferred: bool => |is, _| {
            Predicate::Is(column::NAME_PREFERRED, Test::Eq(Operand::Int(i64::from(*is))))
        },
    }
}

quantifier! {
    /// Chooses by the names of an entity.
    NamesFilter of EntityNameFilter
}

orders! {
    /// A key by which entities are sorted. What has no value comes last, but for `…_NULLS_FIRST`.
    EntityOrder of SortKey {
        /// By name, whatever its case and marks.
        NameAsc = Name asc,
        /// By name, from the end of the alphabet.
        NameDesc = Name desc,
        /// Those with the most articles first.
        ArticlesDesc = Articles desc,
        /// Those with the fewest articles first.
        ArticlesAsc = Articles asc,
        /// Those that the most articles are about first.
        AboutDesc = About desc,
        /// Those that the fewest articles are about first.
        AboutAsc = About asc,
        /// By the first day on which they may have begun.
        StartDateAsc = StartDate asc,
        /// By the first day on which they may have begun, the latest first.
        StartDateDesc = StartDate desc,
        /// By the first day on which they may have begun; what has no date comes first.
        StartDateAscNullsFirst = StartDate asc first,
        /// By the first day on which they may have begun, the latest first; what has no date comes first.
        StartDateDescNullsFirst = StartDate desc first,
        /// By the last day on which they may have ended.
        EndDateAsc = EndDate asc,
        /// By the last day on which they may have ended, the latest first.
        EndDateDesc = EndDate desc,
        /// By the last day on which they may have ended; what has no date comes first.
        EndDateAscNullsFirst = EndDate asc first,
        /// By the last day on which they may have ended, the latest first; what has no date comes first.
        EndDateDescNullsFirst = EndDate desc first,
    }
}

/// The order that is asked for.
///
/// # Errors
/// Keys that cannot be.
pub(in crate::graphql) fn order(orders: Option<Vec<EntityOrder>>) -> Result<By> {
    order::order(orders.unwrap_or_default().into_iter().map(EntityOrder::term), |_| false)
}
