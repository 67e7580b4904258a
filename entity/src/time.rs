//! Instants and days as the database keeps them: integers, so that both databases compare them alike.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, Utc};
use sea_orm::DeriveValueType;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant in UTC; outside of chrono's years (±262 000) the nearest that it can hold.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// The day of the instant, in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        Day::from(self.utc().date_naive())
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// RFC 3339 with milliseconds and `Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A day: days since 1970-01-01, in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
pub struct Day(pub i32);

impl Day {
    /// Before every day: the bound is open.
    pub const EVER: Self = Self(i32::MIN);
    /// After every day: the bound is open.
    pub const NEVER: Self = Self(i32::MAX);

    /// The day before; open bounds stay open.
    #[must_use]
    pub fn pred(self) -> Self {
        if self == Self::EVER || self == Self::NEVER { self } else { Self(self.0 - 1) }
    }

    /// The calendar date, unless the bound is open.
    #[must_use]
    pub fn date(self) -> Option<NaiveDate> {
        if self == Self::EVER || self == Self::NEVER {
            return None;
        }
        let epoch = NaiveDate::default();
        if self.0 < 0 {
            epoch.checked_sub_days(Days::new(u64::from(self.0.unsigned_abs())))
        } else {
            epoch.checked_add_days(Days::new(u64::from(self.0.unsigned_abs())))
        }
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - NaiveDate::default().num_days_from_ce())
    }
}
