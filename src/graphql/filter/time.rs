//! Instants and dates.

use async_graphql::InputObject;
use db::Timestamp;

use super::{Reading, all};
use crate::graphql::scalars::{DateTime, Duration, EdtfDate};
use crate::store::edition::relation::Active;
use crate::store::list::List;
use crate::store::predicate::{Column, Operand, Predicate, Test};

/// Compares an instant.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DateTimeFilter {
    /// It is this instant, to the millisecond.
    pub eq: Option<DateTime>,
    /// It is another instant.
    pub ne: Option<DateTime>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<DateTime>>,
    /// It is none of these.
    pub not_in: Option<Vec<DateTime>>,
    /// It is earlier.
    pub lt: Option<DateTime>,
    /// It is earlier, or the same.
    pub lte: Option<DateTime>,
    /// It is later.
    pub gt: Option<DateTime>,
    /// It is later, or the same.
    pub gte: Option<DateTime>,
    /// It is no longer ago than this, counted from the beginning of the present minute: `P7D`.
    pub newer_than: Option<Duration>,
    /// It is longer ago than this, counted from the beginning of the present minute: `P7D`.
    pub older_than: Option<Duration>,
    /// It has no value, or has one.
    pub is_null: Option<bool>,
}

/// The days between two dates, both of them included.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct DateRange {
    /// It begins with the first day of this; without it, before every day.
    pub from: Option<EdtfDate>,
    /// It ends with the last day of this; without it, behind every day.
    pub to: Option<EdtfDate>,
}

/// Compares a date by the days that it may mean. What has no date is in no range.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct DateRangeFilter {
    /// None of its days lies before the first day of this.
    pub from: Option<EdtfDate>,
    /// None of its days lies behind the last day of this.
    pub to: Option<EdtfDate>,
    /// There is no date, or there is one.
    pub is_null: Option<bool>,
}

impl DateTimeFilter {
    /// What it asks in this minute.
    #[must_use]
    pub fn predicate(&self, column: Column, minute: Timestamp) -> Predicate {
        let one = |at: Option<DateTime>, test: fn(Operand) -> Test| at.map(|at| test(Operand::Int(at.0.0)));
        let ago = |ago: Option<Duration>, test: fn(Operand) -> Test| {
            ago.map(|ago| test(Operand::Int(ago.before(minute).0)))
        };
        let list = |all: &Option<Vec<DateTime>>, test: fn(List) -> Test| {
            all.as_ref().map(|all| test(List::Ints(all.iter().map(|at| at.0.0).collect())))
        };
        let tests = [
            one(self.eq, Test::Eq),
            one(self.ne, Test::Ne),
            list(&self.r#in, Test::In),
            list(&self.not_in, Test::NotIn),
            one(self.lt, Test::Less),
            one(self.lte, Test::AtMost),
            one(self.gt, Test::More),
            one(self.gte, Test::AtLeast),
            ago(self.newer_than, Test::AtLeast),
            ago(self.older_than, Test::Less),
            self.is_null.map(Test::IsNull),
        ];
        all(column, tests)
    }
}

/// The days that a date means.
#[must_use]
pub fn days(date: EdtfDate) -> Active {
    let (first, last) = date.0.days();
    Active { first, last }
}

/// The days from the first of one date to the last of the other; an end of which nothing is said is open.
#[must_use]
pub fn between(from: Option<EdtfDate>, to: Option<EdtfDate>) -> Active {
    Active {
        first: from.map_or(db::Day::EVER, |date| days(date).first),
        last: to.map_or(db::Day::NEVER, |date| days(date).last),
    }
}

impl Reading<'_> {
    /// The days that a range means; those that mean nothing are faults.
    pub fn range(
        &mut self,
        name: &str,
        from: Option<EdtfDate>,
        to: Option<EdtfDate>,
        may_be_empty: bool,
    ) -> Active {
        let range = between(from, to);
        if from.is_none() && to.is_none() && !may_be_empty {
            self.fault(format!("`{name}` says nothing: give it `from` or `to`."));
        }
        if range.first > range.last {
            self.fault(format!("`{name}` ends before it begins: `from` comes before `to`."));
        }
        range
    }

    /// A date, of which the first and the last day that it may mean stand in two columns, lies in a range.
    pub fn dates(&mut self, name: &str, filter: &DateRangeFilter, min: Column, max: Column) -> Predicate {
        let DateRangeFilter { from, to, is_null } = *filter;
        let range = self.range(name, from, to, is_null.is_some());
        let day = |day: db::Day| Operand::Int(day.0.into());
        let mut all = vec![];
        all.extend(from.map(|_| Predicate::Is(min, Test::AtLeast(day(range.first)))));
        all.extend(to.map(|_| Predicate::Is(max, Test::AtMost(day(range.last)))));
        all.extend(is_null.map(|is_null| Predicate::Is(min, Test::IsNull(is_null))));
        Predicate::All(all)
    }
}
