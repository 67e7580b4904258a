//! Operators: how filters compare, and what they become in the store. All operators that are given must hold.
//!
//! A noun's filter is a table of its fields, of which `noun_filter!` makes the input and its reading; `quantifier!` makes
//! what is asked of the many things that something has.

mod id;
mod number;
mod text;
mod time;

use std::sync::Arc;

use async_graphql::Context;
use db::Timestamp;

pub use id::{IdFilter, LanguageFilter};
pub use number::{FloatFilter, IntFilter};
pub use text::{DeskTextFilter, ExactStringFilter, StringFilter};
pub use time::{DateRange, DateRangeFilter, DateTimeFilter, between, days};

use super::error::{Result, bad_request};
use super::relation::relation_type;
use super::request;
use crate::store::Edition;
use crate::store::edition::reference::Reference;
use crate::store::edition::search;
use crate::store::predicate::{Column, Link, Predicate, Test};
use crate::text::query;

/// A filter that is being read: what is wrong with it is told all at once.
#[derive(Debug)]
pub struct Reading<'a> {
    /// Types of relations; without them, filters of relations come to nothing.
    pub reference: Option<&'a Reference>,
    /// Such filters were met.
    wants_reference: bool,
    /// The beginning of the minute in which it is asked: from it, relative times count. What they come to is part of the
    /// condition, and so of whatever names the answer.
    pub minute: Timestamp,
    /// Relations are asked for as an entity sees them.
    pub seen: bool,
    /// The record is asked for as it stood then.
    pub known_at: Option<Timestamp>,
    /// What is to be looked for in texts was met.
    pub searches: bool,
    faults: Vec<String>,
}

impl<'a> Reading<'a> {
    #[must_use]
    pub fn new(reference: Option<&'a Reference>, minute: Timestamp) -> Self {
        Self {
            reference,
            wants_reference: false,
            minute,
            seen: false,
            known_at: None,
            searches: false,
            faults: vec![],
        }
    }

    /// Types of relations, of which a filter speaks.
    pub fn reference(&mut self) -> Option<&'a Reference> {
        self.wants_reference = true;
        self.reference
    }

    /// The text of an article has this.
    pub fn search(&mut self, typed: &str) -> Predicate {
        self.searches = true;
        if let Err(fault) = query::parse(typed) {
            self.fault(format!("`search`: {fault}"));
        }
        search::has(typed.to_owned())
    }

    pub fn fault(&mut self, message: impl Into<String>) {
        let message = message.into();
        if !self.faults.contains(&message) {
            self.faults.push(message);
        }
    }

    /// All faults that were found.
    ///
    /// # Errors
    /// If there are any.
    pub fn end(self) -> Result<()> {
        if self.faults.is_empty() { Ok(()) } else { Err(bad_request(self.faults.join(" "))) }
    }
}

/// What a filter asks, as the store takes it; without one, nothing.
///
/// # Errors
/// Conditions that mean nothing: all of them; the database's.
pub async fn read<F>(
    ctx: &Context<'_>,
    filter: Option<&F>,
    read: impl Fn(&F, &mut Reading<'_>) -> Predicate,
) -> Result<Predicate> {
    let Some(filter) = filter else { return Ok(Predicate::always()) };
    let minute = request::of(ctx)?.minute;
    let mut reading = Reading::new(None, minute);
    let predicate = read(filter, &mut reading);
    if !reading.wants_reference {
        let searches = reading.searches;
        reading.end()?;
        return settled(ctx, predicate, searches).await;
    }
    // Few filters speak of relations: the others need not wait for their types.
    let reference = relation_type::reference(ctx).await?;
    let mut reading = Reading::new(Some(&reference), minute);
    let predicate = read(filter, &mut reading);
    let searches = reading.searches;
    reading.end()?;
    settled(ctx, predicate, searches).await
}

/// The same with the text index in the place of what is to be looked for in texts.
async fn settled(ctx: &Context<'_>, predicate: Predicate, searches: bool) -> Result<Predicate> {
    if !searches {
        return Ok(predicate);
    }
    let resolve = |edition: Arc<Edition>| async move { search::resolve(&edition, predicate).await };
    request::of(ctx)?.batches.read(resolve).await
}

fn all(column: Column, tests: impl IntoIterator<Item = Option<Test>>) -> Predicate {
    Predicate::All(tests.into_iter().flatten().map(|test| Predicate::Is(column, test)).collect())
}

/// What is asked of the things that a link leads to.
#[derive(Debug, Default)]
pub struct Asked {
    pub some: Option<Predicate>,
    pub none: Option<Predicate>,
    pub every: Option<Predicate>,
    pub count: Vec<Test>,
    pub counted: Option<Predicate>,
}

impl Asked {
    /// The condition, where only those things are meant that are `such`.
    #[must_use]
    pub fn of(self, link: Link, such: &Predicate) -> Predicate {
        let both = |fits: Predicate| {
            Box::new(if such.is_always() { fits } else { Predicate::All(vec![such.clone(), fits]) })
        };
        let not = |predicate| Predicate::Not(Box::new(predicate));
        let mut all = vec![];
        all.extend(self.some.map(|fits| Predicate::Some(link, both(fits))));
        all.extend(self.none.map(|fits| not(Predicate::Some(link, both(fits)))));
        all.extend(self.every.map(|fits| not(Predicate::Some(link, both(not(fits))))));
        let counted = self.counted.unwrap_or_else(Predicate::always);
        all.extend(self.count.into_iter().map(|test| Predicate::Count(link, both(counted.clone()), test)));
        Predicate::All(all)
    }
}

/// The filter of a noun: a table of its fields, and what each asks. `and`, `or` and `not` come with it.
macro_rules! noun_filter {
    (
        $(#[$doc:meta])* $name:ident {
            $($(#[$about:meta])* $field:ident: $of:ty => $read:expr,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $name {
            /// All of these hold.
            pub and: Option<Vec<$name>>,
            /// One of these holds at least; of none, never.
            pub or: Option<Vec<$name>>,
            /// This does not hold.
            pub not: Option<Box<$name>>,
            $($(#[$about])* pub $field: Option<$of>,)*
        }

        impl $name {
            /// What it asks.
            #[must_use]
            pub fn predicate(
                &self,
                reading: &mut $crate::graphql::filter::Reading<'_>,
            ) -> $crate::store::predicate::Predicate {
                use $crate::graphql::filter::Reading;
                use $crate::store::predicate::Predicate;
                let mut all = vec![];
                if let Some(filters) = &self.and {
                    all.push(Predicate::All(filters.iter().map(|one| one.predicate(reading)).collect()));
                }
                if let Some(filters) = &self.or {
                    all.push(Predicate::Any(filters.iter().map(|one| one.predicate(reading)).collect()));
                }
                if let Some(filter) = &self.not {
                    all.push(Predicate::Not(Box::new(filter.predicate(reading))));
                }
                $(if let Some(filter) = &self.$field {
                    let read: fn(&$of, &mut Reading<'_>) -> Predicate = $read;
                    all.push(read(filter, reading));
                })*
                Predicate::All(all)
            }
        }
    };
}
pub(crate) use noun_filter;

/// What is asked of the many things that something has: `some`, `none`, `every`, `count`. More fields may be given, by
/// which the things are chosen.
macro_rules! quantifier {
    ($(#[$doc:meta])* $name:ident of $inner:ty { $($(#[$about:meta])* $field:ident: $of:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $name {
            $($(#[$about])* pub $field: Option<$of>,)*
            /// One of them at least is such.
            pub some: Option<Box<$inner>>,
            /// None of them is such.
            pub none: Option<Box<$inner>>,
            /// All of them are such; so also where there are none. Looks at all of them: dearer than `some`.
            pub every: Option<Box<$inner>>,
            /// How many there are. Looks at many of them: dearer than `some`.
            pub count: Option<$crate::graphql::filter::IntFilter>,
            /// Which of them `count` counts; without it, all.
            pub counted: Option<Box<$inner>>,
        }

        impl $name {
            fn asked(
                &self,
                reading: &mut $crate::graphql::filter::Reading<'_>,
                mut read: impl FnMut(
                    &$inner,
                    &mut $crate::graphql::filter::Reading<'_>,
                ) -> $crate::store::predicate::Predicate,
            ) -> $crate::graphql::filter::Asked {
                if self.counted.is_some() && self.count.is_none() {
                    reading.fault("`counted` goes with `count`.");
                }
                let mut each =
                    |one: &Option<Box<$inner>>| one.as_ref().map(|filter| read(filter, &mut *reading));
                $crate::graphql::filter::Asked {
                    some: each(&self.some),
                    none: each(&self.none),
                    every: each(&self.every),
                    count: self.count.iter().flat_map(|count| count.tests()).collect(),
                    counted: each(&self.counted),
                }
            }
        }
    };
    ($(#[$doc:meta])* $name:ident of $inner:ty) => {
        $crate::graphql::filter::quantifier! { $(#[$doc])* $name of $inner {} }

        impl $name {
            /// What it asks of the things that the link leads to.
            #[must_use]
            pub fn predicate(
                &self,
                link: $crate::store::predicate::Link,
                reading: &mut $crate::graphql::filter::Reading<'_>,
            ) -> $crate::store::predicate::Predicate {
                self.among(link, &$crate::store::predicate::Predicate::always(), reading)
            }

            /// The same, where only those things are there that are `such`.
            fn among(
                &self,
                link: $crate::store::predicate::Link,
                such: &$crate::store::predicate::Predicate,
                reading: &mut $crate::graphql::filter::Reading<'_>,
            ) -> $crate::store::predicate::Predicate {
                self.asked(reading, |filter, reading| filter.predicate(reading)).of(link, such)
            }
        }
    };
}
pub(crate) use quantifier;

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
