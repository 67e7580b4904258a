//! Dates of which only the year, or the year and month, may be known.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::DeriveValueType;

use crate::Day;

/// How much of a partial date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DatePrecision {
    Year,
    Month,
    Day,
}

/// `2016`, `2019-03` or `2022-01-06`, optionally followed by `~` (about) or `?` (uncertain): level 0 dates and two
/// marks of level 1 of the [Extended Date/Time Format](https://www.loc.gov/standards/datetime/). Years 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct PartialDate {
    first: NaiveDate,
    precision: DatePrecision,
    mark: Option<char>,
}

/// Why a text is no partial date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADate(String);

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(
            f,
            "\"{text}\" is not a date: write 2016, 2019-03 or 2022-01-06, and ~ (about) or ? (uncertain) behind it"
        )
    }
}

impl std::error::Error for NotADate {}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let fail = || NotADate(text.to_owned());
        let mark = text.chars().last().filter(|c| matches!(c, '~' | '?'));
        let date = text.strip_suffix(['~', '?']).unwrap_or(text);
        let mut parts = date.split('-');
        let mut part = |digits: usize| match parts.next() {
            None => Ok(None),
            Some(p) if p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()) => {
                p.parse::<u32>().map(Some).map_err(|_| fail())
            }
            Some(_) => Err(fail()),
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return Err(fail());
        }
        let precision = match (month, day) {
            (None, _) => DatePrecision::Year,
            (Some(_), None) => DatePrecision::Month,
            (Some(_), Some(_)) => DatePrecision::Day,
        };
        let year = year.filter(|y| *y > 0).and_then(|y| i32::try_from(y).ok()).ok_or_else(fail)?;
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).ok_or_else(fail)?;
        Ok(Self { first, precision, mark })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first.year())?;
        if self.precision >= DatePrecision::Month {
            write!(f, "-{:02}", self.first.month())?;
        }
        if self.precision == DatePrecision::Day {
            write!(f, "-{:02}", self.first.day())?;
        }
        self.mark.map_or(Ok(()), |mark| write!(f, "{mark}"))
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(first: NaiveDate) -> Self {
        Self { first, precision: DatePrecision::Day, mark: None }
    }
}

impl PartialDate {
    #[must_use]
    pub fn precision(self) -> DatePrecision {
        self.precision
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// 1 to 12, where known.
    #[must_use]
    pub fn month(self) -> Option<u32> {
        (self.precision >= DatePrecision::Month).then(|| self.first.month())
    }

    /// 1 to 31, where known.
    #[must_use]
    pub fn day(self) -> Option<u32> {
        (self.precision == DatePrecision::Day).then(|| self.first.day())
    }

    /// Marked `~`: the source says "about". It does not widen the bounds.
    #[must_use]
    pub fn approximate(self) -> bool {
        self.mark == Some('~')
    }

    /// Marked `?`: the source doubts it. It does not widen the bounds.
    #[must_use]
    pub fn uncertain(self) -> bool {
        self.mark == Some('?')
    }

    /// The first day that it may mean.
    #[must_use]
    pub fn earliest(self) -> NaiveDate {
        self.first
    }

    /// The last day that it may mean.
    #[must_use]
    pub fn latest(self) -> NaiveDate {
        let months = match self.precision {
            DatePrecision::Year => Months::new(12),
            DatePrecision::Month => Months::new(1),
            DatePrecision::Day => return self.first,
        };
        self.first.checked_add_months(months).and_then(|d| d.pred_opt()).unwrap_or(self.first)
    }

    /// The days that it may mean, both ends inclusive.
    #[must_use]
    pub fn days(self) -> (Day, Day) {
        (self.earliest().into(), self.latest().into())
    }
}
