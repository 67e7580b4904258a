//! Operators: how filters compare, and what they become in the store. All operators that are given must hold.

use async_graphql::{ID, InputObject};
use uuid::Uuid;

use super::scalars::{DateTime, LanguageTag};
use crate::domain::public_id::{self, Prefix};
use crate::store::list::List;
use crate::store::predicate::{Column, Operand, Predicate, Test};

/// Compares an id. An id that names nothing is unlike every thing.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "IDFilter")]
pub struct IdFilter {
    /// It is this one.
    pub eq: Option<ID>,
    /// It is not this one.
    pub ne: Option<ID>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<ID>>,
    /// It is none of these.
    pub not_in: Option<Vec<ID>>,
}

/// Compares a text. Text without a value is unlike every text: `ne` and `notIn` match it.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// It is this, letter by letter.
    pub eq: Option<String>,
    /// It is not this.
    pub ne: Option<String>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<String>>,
    /// It is none of these.
    pub not_in: Option<Vec<String>>,
    /// This stands in it; ASCII letters are alike in either case.
    pub contains: Option<String>,
    /// It begins with this; ASCII letters are alike in either case.
    pub starts_with: Option<String>,
    /// It ends with this; ASCII letters are alike in either case.
    pub ends_with: Option<String>,
    /// It has no value, or has one.
    pub is_null: Option<bool>,
}

/// Compares an instant.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DateTimeFilter {
    /// It is this instant, to the millisecond.
    pub eq: Option<DateTime>,
    /// It is another instant.
    pub ne: Option<DateTime>,
    /// It is earlier.
    pub lt: Option<DateTime>,
    /// It is earlier, or the same.
    pub lte: Option<DateTime>,
    /// It is later.
    pub gt: Option<DateTime>,
    /// It is later, or the same.
    pub gte: Option<DateTime>,
}

/// Compares a language, tag by tag: `en` is not `en-GB`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LanguageFilter {
    /// It is this one.
    pub eq: Option<LanguageTag>,
    /// It is not this one.
    pub ne: Option<LanguageTag>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<LanguageTag>>,
    /// It is none of these.
    pub not_in: Option<Vec<LanguageTag>>,
}

impl IdFilter {
    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { eq, ne, r#in, not_in } = self;
        eq.is_none() && ne.is_none() && r#in.is_none() && not_in.is_none()
    }

    /// What it asks of the column that has the things' UUIDs; `uid` reads an id, of whatever prefix.
    #[must_use]
    pub fn uids(&self, column: Column, uid: impl Fn(&str) -> Option<Uuid>) -> Predicate {
        let Self { eq, ne, r#in, not_in } = self;
        let uids = |ids: &Vec<ID>| List::Uids(ids.iter().filter_map(|id| uid(id)).collect());
        let one = |id: &ID| List::Uids(uid(id).into_iter().collect());
        let tests = [
            eq.as_ref().map(|id| Test::In(one(id))),
            ne.as_ref().map(|id| Test::NotIn(one(id))),
            r#in.as_ref().map(|ids| Test::In(uids(ids))),
            not_in.as_ref().map(|ids| Test::NotIn(uids(ids))),
        ];
        all(column, tests)
    }

    /// What it asks of a column that names the things otherwise; `name` gives `None` for an id that names nothing.
    #[must_use]
    pub fn named(&self, column: Column, name: impl Fn(&str) -> Option<String>) -> Predicate {
        let Self { eq, ne, r#in, not_in } = self;
        let names = |ids: &Vec<ID>| List::Texts(ids.iter().filter_map(|id| name(id)).collect());
        let one = |id: &ID| List::Texts(name(id).into_iter().collect());
        let tests = [
            eq.as_ref().map(|id| Test::In(one(id))),
            ne.as_ref().map(|id| Test::NotIn(one(id))),
            r#in.as_ref().map(|ids| Test::In(names(ids))),
            not_in.as_ref().map(|ids| Test::NotIn(names(ids))),
        ];
        all(column, tests)
    }

    /// What it asks of the column that has the things' UUIDs.
    #[must_use]
    pub fn predicate(&self, prefix: Prefix, column: Column) -> Predicate {
        let uid = |id: &ID| public_id::parse(prefix, id);
        let uids = |ids: &Vec<ID>| List::Uids(ids.iter().filter_map(uid).collect::<Vec<Uuid>>());
        let mut all = vec![];
        if let Some(id) = &self.eq {
            all.push(
                uid(id).map_or(Predicate::never(), |u| Predicate::Is(column, Test::Eq(Operand::Uid(u)))),
            );
        }
        if let Some(id) = &self.ne {
            all.push(
                uid(id).map_or(Predicate::always(), |u| Predicate::Is(column, Test::Ne(Operand::Uid(u)))),
            );
        }
        all.extend(self.r#in.iter().map(|ids| Predicate::Is(column, Test::In(uids(ids)))));
        all.extend(self.not_in.iter().map(|ids| Predicate::Is(column, Test::NotIn(uids(ids)))));
        Predicate::All(all)
    }
}

impl StringFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let one =
            |text: &Option<String>, test: fn(Operand) -> Test| text.clone().map(|t| test(Operand::Text(t)));
        let list =
            |texts: &Option<Vec<String>>, test: fn(List) -> Test| texts.clone().map(|t| test(List::Texts(t)));
        let tests = [
            one(&self.eq, Test::Eq),
            one(&self.ne, Test::Ne),
            list(&self.r#in, Test::In),
            list(&self.not_in, Test::NotIn),
            self.contains.clone().map(Test::Contains),
            self.starts_with.clone().map(Test::StartsWith),
            self.ends_with.clone().map(Test::EndsWith),
            self.is_null.map(Test::IsNull),
        ];
        all(column, tests)
    }
}

impl DateTimeFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let one = |at: Option<DateTime>, test: fn(Operand) -> Test| at.map(|at| test(Operand::Int(at.0.0)));
        let tests = [
            one(self.eq, Test::Eq),
            one(self.ne, Test::Ne),
            one(self.lt, Test::Less),
            one(self.lte, Test::AtMost),
            one(self.gt, Test::More),
            one(self.gte, Test::AtLeast),
        ];
        all(column, tests)
    }
}

impl LanguageFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let text = |tag: &LanguageTag| tag.0.clone();
        let list = |tags: &Vec<LanguageTag>| List::Texts(tags.iter().map(text).collect());
        let tests = [
            self.eq.as_ref().map(|t| Test::Eq(Operand::Text(text(t)))),
            self.ne.as_ref().map(|t| Test::Ne(Operand::Text(text(t)))),
            self.r#in.as_ref().map(|t| Test::In(list(t))),
            self.not_in.as_ref().map(|t| Test::NotIn(list(t))),
        ];
        all(column, tests)
    }
}

fn all(column: Column, tests: impl IntoIterator<Item = Option<Test>>) -> Predicate {
    Predicate::All(tests.into_iter().flatten().map(|test| Predicate::Is(column, test)).collect())
}

/// An input of a closed set: `eq`, `ne`, `in`, `notIn`. `$code` gives the word that the database has for a value.
macro_rules! set_filter {
    ($(#[$doc:meta])* $name:ident, $set:ty, $code:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $name {
            /// It is this one.
            pub eq: Option<$set>,
            /// It is not this one.
            pub ne: Option<$set>,
            /// It is one of these; of none, it is never.
            pub r#in: Option<Vec<$set>>,
            /// It is none of these.
            pub not_in: Option<Vec<$set>>,
        }

        impl $name {
            /// What it asks of the column.
            #[must_use]
            pub fn predicate(
                &self,
                column: $crate::store::predicate::Column,
            ) -> $crate::store::predicate::Predicate {
                use $crate::store::predicate::{Operand, Predicate, Test};
                use $crate::store::list::List;
                let code = |value: $set| -> String { ($code)(value).to_owned() };
                let list = |values: &Vec<$set>| List::Texts(values.iter().map(|v| code(*v)).collect());
                let tests = [
                    self.eq.map(|v| Test::Eq(Operand::Text(code(v)))),
                    self.ne.map(|v| Test::Ne(Operand::Text(code(v)))),
                    self.r#in.as_ref().map(|v| Test::In(list(v))),
                    self.not_in.as_ref().map(|v| Test::NotIn(list(v))),
                ];
                Predicate::All(tests.into_iter().flatten().map(|t| Predicate::Is(column, t)).collect())
            }

            /// Whether a value at hand fits.
            #[must_use]
            #[allow(dead_code, reason = "most sets are asked of the database alone")]
            pub fn fits(&self, value: $set) -> bool {
                self.eq.is_none_or(|eq| eq == value)
                    && self.ne.is_none_or(|ne| ne != value)
                    && self.r#in.as_ref().is_none_or(|all| all.contains(&value))
                    && self.not_in.as_ref().is_none_or(|all| !all.contains(&value))
            }
        }
    };
}
pub(crate) use set_filter;
