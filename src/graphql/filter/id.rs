//! Ids and languages: what is compared as a whole.

use async_graphql::{ID, InputObject};
use uuid::Uuid;

use super::all;
use crate::domain::public_id::{self, Prefix};
use crate::graphql::scalars::LanguageTag;
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
