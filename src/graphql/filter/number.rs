//! Numbers.

use async_graphql::InputObject;

use super::all;
use crate::store::list::List;
use crate::store::predicate::{Column, Operand, Predicate, Test};

/// Compares a whole number.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IntFilter {
    /// It is this.
    pub eq: Option<i32>,
    /// It is not this.
    pub ne: Option<i32>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<i32>>,
    /// It is none of these.
    pub not_in: Option<Vec<i32>>,
    /// It is less.
    pub lt: Option<i32>,
    /// It is less, or the same.
    pub lte: Option<i32>,
    /// It is more.
    pub gt: Option<i32>,
    /// It is more, or the same.
    pub gte: Option<i32>,
}

/// Compares a number. What has no value is unlike every number: `ne` matches it, all others do not.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct FloatFilter {
    /// It is this.
    pub eq: Option<f64>,
    /// It is not this.
    pub ne: Option<f64>,
    /// It is less.
    pub lt: Option<f64>,
    /// It is less, or the same.
    pub lte: Option<f64>,
    /// It is more.
    pub gt: Option<f64>,
    /// It is more, or the same.
    pub gte: Option<f64>,
    /// It has no value, or has one.
    pub is_null: Option<bool>,
}

impl IntFilter {
    /// What it asks, test by test.
    pub fn tests(&self) -> impl Iterator<Item = Test> {
        let one =
            |number: Option<i32>, test: fn(Operand) -> Test| number.map(|n| test(Operand::Int(n.into())));
        let list = |numbers: &Option<Vec<i32>>, test: fn(List) -> Test| {
            numbers.as_ref().map(|all| test(List::Ints(all.iter().copied().map(i64::from).collect())))
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
        ];
        tests.into_iter().flatten()
    }

    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        all(column, self.tests().map(Some))
    }
}

impl FloatFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let one =
            |number: Option<f64>, test: fn(Operand) -> Test| number.map(|n| test(Operand::Real(n.into())));
        let tests = [
            one(self.eq, Test::Eq),
            one(self.ne, Test::Ne),
            one(self.lt, Test::Less),
            one(self.lte, Test::AtMost),
            one(self.gt, Test::More),
            one(self.gte, Test::AtLeast),
            self.is_null.map(Test::IsNull),
        ];
        all(column, tests)
    }
}
