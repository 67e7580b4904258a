//! Dates of which only the year, or the year and month, may be known.

use async_graphql::{Context, Enum, Object};

use super::error::Result;
use super::request;
use super::scalars::{Date, EdtfDate, LanguageTag};
use crate::domain::date;

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::DatePrecision")]
pub enum DatePrecision {
    /// The year.
    Year,
    /// The year and the month.
    Month,
    /// The day.
    Day,
}

/// A date of which only the year, or the year and month, may be known.
#[derive(Clone, Copy, Debug)]
pub struct PartialDate(pub db::PartialDate);

/// A date of which only the year, or the year and month, may be known.
#[Object]
impl PartialDate {
    /// As it is kept: `2016`, `2019-03`, `2022-01-06`, `2016~`.
    async fn value(&self) -> EdtfDate {
        EdtfDate(self.0)
    }

    /// The year.
    async fn year(&self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12, where it is known.
    async fn month(&self) -> Option<u32> {
        self.0.month()
    }

    /// The day of the month, 1 to 31, where it is known.
    async fn day(&self) -> Option<u32> {
        self.0.day()
    }

    /// How much of it is known.
    async fn precision(&self) -> DatePrecision {
        self.0.precision().into()
    }

    /// The first day that it may mean.
    async fn earliest(&self) -> Date {
        Date(self.0.earliest())
    }

    /// The last day that it may mean.
    async fn latest(&self) -> Date {
        Date(self.0.latest())
    }

    /// The source says "about".
    async fn approximate(&self) -> bool {
        self.0.approximate()
    }

    /// The source doubts it.
    async fn uncertain(&self) -> bool {
        self.0.uncertain()
    }

    /// For people: "6 January 2022", "March 2019", "about 2016". In English, French, German, Spanish and Russian; as
    /// `value` in others.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; without it, the one that the request prefers.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        let request = request::of(ctx)?;
        Ok(date::text(self.0, super::language::first(request, language.as_ref())))
    }
}

/// The date, where there is one.
pub(super) fn partial(date: Option<db::PartialDate>) -> Option<PartialDate> {
    date.map(PartialDate)
}
