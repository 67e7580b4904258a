//! The scalars of the API. Each checks its form, so that a wrong one is a fault of the request and not of a field.

use std::str::FromStr;

use async_graphql::{InputType, InputValueError, InputValueResult, Pos, Scalar, ScalarType, Value};
use chrono::{Months, NaiveDate, TimeDelta};
use db::{PartialDate, Timestamp};
use oxilangtag::LanguageTag as Tag;

/// An instant in UTC as RFC 3339 has it, with milliseconds: `2022-01-06T09:30:00.000Z`. Any offset is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime(pub Timestamp);

/// A day of the calendar: `2022-01-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date(pub NaiveDate);

/// A partial date: `2016`, `2019-03` or `2022-01-06`, optionally ending in `~` (about) or `?` (uncertain).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdtfDate(pub PartialDate);

/// A language as BCP 47 tags it: `en`, `en-GB`, `kk-Cyrl`. Capitals do not matter in what is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageTag(pub String);

/// A span of time as ISO 8601 has it: `P7D`, `PT12H`, `P1M`, `P1Y6M`. Months and years are those of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    months: u32,
    seconds: u32,
}

/// An address on the web.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url(pub String);

fn read<T: ScalarType + InputType>(
    value: Value,
    what: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> InputValueResult<T> {
    match &value {
        Value::String(text) => {
            parse(text).ok_or_else(|| InputValueError::custom(format!("\"{text}\" is not {what}")))
        }
        _ => Err(InputValueError::expected_type(value)),
    }
}

fn instant(text: &str) -> Option<DateTime> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| DateTime(at.to_utc().into()))
}

fn day(text: &str) -> Option<Date> {
    // chrono also reads 2022-1-6.
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().map(Date)
}

fn partial(text: &str) -> Option<EdtfDate> {
    PartialDate::from_str(text).ok().map(EdtfDate)
}

fn address(text: &str) -> Option<Url> {
    text.contains(':').then(|| Url(text.to_owned()))
}

fn language(text: &str) -> Option<LanguageTag> {
    Tag::parse_and_normalize(text).ok().map(|tag| LanguageTag(tag.into_inner()))
}

/// Years of a span of time at most.
const LONGEST_SPAN: u32 = 1_000;

fn span(text: &str) -> Option<Duration> {
    let rest = text.strip_prefix('P')?;
    let (days, times) = rest.split_once('T').map_or((rest, None), |(days, times)| (days, Some(times)));
    if times == Some("") || (days.is_empty() && times.is_none()) {
        return None;
    }
    let days = parts(days, &['Y', 'M', 'W', 'D'])?;
    let times = parts(times.unwrap_or_default(), &['H', 'M', 'S'])?;
    let (&[years, months, weeks, days], &[hours, minutes, seconds]) = (&days[..], &times[..]) else {
        return None;
    };
    let months = years.checked_mul(12)?.checked_add(months)?;
    let days = weeks.checked_mul(7)?.checked_add(days)?;
    let minutes = days.checked_mul(24)?.checked_add(hours)?.checked_mul(60)?.checked_add(minutes)?;
    let seconds = minutes.checked_mul(60)?.checked_add(seconds)?;
    (months <= LONGEST_SPAN * 12).then_some(Duration { months, seconds })
}

/// The numbers before these letters, each of which may be left out, in their order.
fn parts(mut text: &str, letters: &[char]) -> Option<Vec<u32>> {
    let mut numbers = vec![];
    for letter in letters {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(digits)?;
        match rest.strip_prefix(*letter) {
            Some(rest) if digits > 0 => {
                numbers.push(number.parse().ok()?);
                text = rest;
            }
            _ => numbers.push(0),
        }
    }
    text.is_empty().then_some(numbers)
}

impl Duration {
    /// The instant so long before another; the first of all where there is none.
    #[must_use]
    pub fn before(self, at: Timestamp) -> Timestamp {
        let earlier = at.utc().checked_sub_months(Months::new(self.months));
        let earlier = earlier.and_then(|at| at.checked_sub_signed(TimeDelta::seconds(self.seconds.into())));
        earlier.map_or(Timestamp(i64::MIN), Timestamp::from)
    }

    fn text(self) -> String {
        let part = |number: u32, letter| if number > 0 { format!("{number}{letter}") } else { String::new() };
        let (months, seconds) = (part(self.months, 'M'), part(self.seconds, 'S'));
        let time =
            if seconds.is_empty() && !months.is_empty() { String::new() } else { format!("T{seconds}") };
        if months.is_empty() && seconds.is_empty() { "PT0S".to_owned() } else { format!("P{months}{time}") }
    }
}

macro_rules! scalar {
    ($(#[$doc:meta])* $type:ident, $name:literal, $url:literal, $what:literal, $parse:expr, $write:expr) => {
        $(#[$doc])*
        #[Scalar(name = $name, specified_by_url = $url)]
        impl ScalarType for $type {
            fn parse(value: Value) -> InputValueResult<Self> {
                read(value, $what, $parse)
            }

            fn is_valid(value: &Value) -> bool {
                matches!(value, Value::String(text) if $parse(text).is_some())
            }

            fn to_value(&self) -> Value {
                let write: fn(&Self) -> String = $write;
                Value::String(write(self))
            }
        }
    };
}

scalar!(
    /// An instant in UTC as RFC 3339 has it, with milliseconds: `2022-01-06T09:30:00.000Z`. Any offset is read.
    DateTime,
    "DateTime",
    "https://scalars.graphql.org/andimarek/date-time.html",
    "an instant such as 2022-01-06T09:30:00Z",
    instant,
    |d: &DateTime| d.0.to_string()
);
scalar!(
    /// A day of the calendar: `2022-01-06`.
    Date,
    "Date",
    "https://scalars.graphql.org/andimarek/local-date.html",
    "a day such as 2022-01-06",
    day,
    |d: &Date| d.0.format("%Y-%m-%d").to_string()
);
scalar!(
    /// A partial date: `2016`, `2019-03` or `2022-01-06`, optionally ending in `~` (about) or `?` (uncertain).
    EdtfDate,
    "EDTFDate",
    "https://www.loc.gov/standards/datetime/",
    "a date such as 2016, 2019-03 or 2022-01-06",
    partial,
    |d: &EdtfDate| d.0.to_string()
);
scalar!(
    /// A span of time as ISO 8601 has it: `P7D`, `PT12H`, `P1M`, `P1Y6M`. Months and years are those of the calendar.
    Duration,
    "Duration",
    "https://www.iso.org/iso-8601-date-and-time-format.html",
    "a span of time such as P7D or PT12H",
    span,
    |d: &Duration| d.text()
);
scalar!(
    /// A language as BCP 47 tags it: `en`, `en-GB`, `kk-Cyrl`. Capitals do not matter in what is asked.
    LanguageTag,
    "LanguageTag",
    "https://www.rfc-editor.org/info/bcp47",
    "a language tag such as en-GB",
    language,
    |l: &LanguageTag| l.0.clone()
);
scalar!(
    /// An address on the web.
    Url,
    "URL",
    "https://url.spec.whatwg.org/",
    "an address such as https://example.org/",
    address,
    |u: &Url| u.0.clone()
);

/// The longest text that a scalar has, in bytes.
const LONGEST: usize = 2_048;

/// What is wrong with a value for one of our scalars; nothing for those of others.
#[must_use]
pub fn fault(scalar: &str, value: &serde_json::Value) -> Option<String> {
    let misfit = match scalar {
        "DateTime" => misfit::<DateTime>,
        "Date" => misfit::<Date>,
        "EDTFDate" => misfit::<EdtfDate>,
        "Duration" => misfit::<Duration>,
        "LanguageTag" => misfit::<LanguageTag>,
        "URL" => misfit::<Url>,
        _ => return None,
    };
    match value.as_str() {
        Some(text) if text.len() > LONGEST => Some(format!("it is too long for {scalar}")),
        Some(text) => misfit(text),
        None => Some(format!("{scalar} is written as text")),
    }
}

fn misfit<T: ScalarType + InputType>(text: &str) -> Option<String> {
    let message = <T as ScalarType>::parse(text.into()).err()?.into_server_error(Pos::default()).message;
    // The library says first of which type it speaks; that stands in our message already.
    let prefix = format!("Failed to parse \"{}\": ", T::type_name());
    Some(message.strip_prefix(&prefix).unwrap_or(&message).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again<T: ScalarType>(text: &str) -> Option<String> {
        let value = Value::from(text);
        let read = T::parse(value.clone()).ok().map(|t| match t.to_value() {
            Value::String(text) => text,
            other => other.to_string(),
        });
        assert_eq!(T::is_valid(&value), read.is_some(), "{text}");
        read
    }

    #[test]
    fn instants_come_back_in_utc_with_milliseconds() {
        assert_eq!(again::<DateTime>("2022-01-06T09:30:00+06:00").unwrap(), "2022-01-06T03:30:00.000Z");
        assert_eq!(again::<DateTime>("2022-01-06T09:30:00.123456Z").unwrap(), "2022-01-06T09:30:00.123Z");
        assert_eq!(again::<DateTime>("2022-01-06"), None);
    }

    #[test]
    fn days_and_partial_dates_are_strict() {
        assert_eq!(again::<Date>("2022-01-06").unwrap(), "2022-01-06");
        for wrong in ["2022-1-6", "2022-02-30", "2022"] {
            assert_eq!(again::<Date>(wrong), None);
        }
        assert_eq!(again::<EdtfDate>("2016~").unwrap(), "2016~");
        assert_eq!(again::<EdtfDate>("2016-13"), None);
    }

    #[test]
    fn spans_count_back_from_an_instant() {
        let at = instant("2024-03-31T12:00:30Z").unwrap().0;
        for (text, earlier) in [
            ("P7D", "2024-03-24T12:00:30.000Z"),
            ("P1W", "2024-03-24T12:00:30.000Z"),
            ("PT12H", "2024-03-31T00:00:30.000Z"),
            ("PT90M30S", "2024-03-31T10:30:00.000Z"),
            ("P1M", "2024-02-29T12:00:30.000Z"),
            ("P1Y6M1DT1H", "2022-09-29T11:00:30.000Z"),
            ("P0D", "2024-03-31T12:00:30.000Z"),
        ] {
            assert_eq!(span(text).unwrap().before(at).to_string(), earlier, "{text}");
            let again = again::<Duration>(text).unwrap();
            assert_eq!(span(&again), span(text), "{again}");
        }
        for wrong in
            ["", "P", "PT", "7D", "P7", "P-7D", "P7DT", "P1D1W", "P1H", "P1.5D", "P1001Y", "P99999999999D"]
        {
            assert_eq!(again::<Duration>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn languages_get_their_usual_capitals() {
        assert_eq!(again::<LanguageTag>("KK-cyrl").unwrap(), "kk-Cyrl");
        assert_eq!(again::<LanguageTag>("en_GB"), None);
    }
}
