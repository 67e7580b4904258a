//! Queries of the text index in the words of each database. What they are made of are terms, which have letters and digits
//! alone, and marks of our own.

use chrono::{Datelike, NaiveDate};
use db::Timestamp;

use crate::text::query::{Field, Needle, Needles};

/// The mark of a language's articles: a term that no text has.
pub(in crate::store::edition) fn language_mark(tag: &str) -> String {
    let letters: String = tag.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("·l{}", letters.to_ascii_lowercase())
}

/// For FTS5.
pub(super) fn fts5(needles: &Needles, language: Option<&str>) -> String {
    let any = |needles: &[Needle]| {
        let each = needles.iter().map(|needle| {
            let field = match needle.field {
                Some(Field::Headline) => "headline : ",
                Some(Field::Summary) => "summary : ",
                Some(Field::Body) => "body : ",
                None => "",
            };
            format!("{field}\"{}\"", needle.terms.join(" "))
        });
        format!("({})", each.collect::<Vec<_>>().join(" OR "))
    };
    let mut all: Vec<_> = needles.all.iter().map(|needles| any(needles)).collect();
    all.extend(language.map(|tag| format!("\"{}\"", language_mark(tag))));
    let all = all.join(" AND ");
    if needles.none.is_empty() { all } else { format!("({all}) NOT {}", any(&needles.none)) }
}

/// For PostgreSQL: the text of a `tsquery`.
pub(super) fn tsquery(needles: &Needles, language: Option<&str>) -> String {
    let any = |needles: &[Needle]| {
        let each = needles.iter().map(|needle| {
            let field = match needle.field {
                Some(Field::Headline) => ":A",
                Some(Field::Summary) => ":B",
                Some(Field::Body) => ":D",
                None => "",
            };
            let terms = needle.terms.iter().map(|term| format!("'{term}'{field}"));
            let terms = terms.collect::<Vec<_>>().join(" <-> ");
            if needle.terms.len() > 1 { format!("({terms})") } else { terms }
        });
        format!("({})", each.collect::<Vec<_>>().join(" | "))
    };
    let mut all: Vec<_> = needles.all.iter().map(|needles| any(needles)).collect();
    all.extend(language.map(|tag| format!("'{}'", language_mark(tag))));
    let all = all.join(" & ");
    if needles.none.is_empty() { all } else { format!("{all} & !{}", any(&needles.none)) }
}

/// The marks of the day, the month and the year of an article.
pub(in crate::store::edition) fn time_marks(at: Timestamp) -> [String; 3] {
    let date = at.utc().date_naive();
    [Span::Day, Span::Month, Span::Year].map(|span| span.mark(date))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Month,
    Year,
}

impl Span {
    fn mark(self, date: NaiveDate) -> String {
        match self {
            Self::Day => format!("·d{}", date.num_days_from_ce()),
            Self::Month => format!("·m{}", date.year() * 12 + date.month0().cast_signed()),
            Self::Year => format!("·y{}", date.year()),
        }
    }

    fn first_day(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => date,
            Self::Month => date.with_day(1).unwrap_or(date),
            Self::Year => NaiveDate::from_ymd_opt(date.year(), 1, 1).unwrap_or(date),
        }
    }

    fn wider(self) -> Self {
        match self {
            Self::Day => Self::Month,
            Self::Month | Self::Year => Self::Year,
        }
    }
}

/// Days, and months, of which the latest span of their kind is at least.
const ENOUGH: usize = 8;

/// The spans that an archive is walked by, from the newest to the oldest, as marks of any of which one is meant: of one day,
/// two, four, and so on until a month begins; of a month, two, four …, until a year begins; of a year, two, four …. So the
/// hits of a frequent word are found among few, and those of a rare one in few steps. None overlaps another.
pub(super) fn spans(newest: Timestamp, oldest: Timestamp) -> Vec<String> {
    let last = oldest.utc().date_naive();
    let mut date = newest.utc().date_naive();
    let (mut span, mut size) = (Span::Day, 1);
    let mut spans = vec![];
    let mut marks = vec![];
    while date >= last {
        marks.push(format!("'{}'", span.mark(date)));
        let Some(before) = span.first_day(date).pred_opt() else { break };
        let wider = span.wider();
        let begins = wider != span && wider.first_day(date) == span.first_day(date) && size >= ENOUGH;
        if marks.len() >= size || begins {
            spans.push(marks.join(" | "));
            marks.clear();
            size *= 2;
        }
        if begins {
            (span, size) = (wider, 1);
        }
        date = before;
    }
    if !marks.is_empty() {
        spans.push(marks.join(" | "));
    }
    spans
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::text::query::{Beginnings, parse};
    use crate::text::stem::Language;

    fn needles(query: &str) -> Needles {
        let there = Beginnings::from([("kaz".into(), vec!["kazakh".into()])]);
        parse(query).unwrap().under(&[Language::of("en"), Language::of("kk")], &there)
    }

    #[test]
    fn both_databases_are_asked_the_same() {
        let asked = needles("spies \"high court\" OR headline:kaz* -\"a b\"");
        assert_eq!(
            fts5(&asked, Some("en-GB")),
            "((\"spi\" OR \"spies\") AND (\"high court\" OR headline : \"kaz\" OR headline : \"kazakh\") AND \"·lengb\") NOT (\"a b\")"
        );
        assert_eq!(
            tsquery(&asked, None),
            "('spi' | 'spies') & (('high' <-> 'court') | 'kaz':A | 'kazakh':A) & !(('a' <-> 'b'))"
        );
    }

    #[test]
    fn spans_cover_every_day_once() {
        let at = |y, m, d| Timestamp::from(Utc.with_ymd_and_hms(y, m, d, 12, 0, 0).unwrap());
        let marks = spans(at(2026, 1, 3), at(1979, 6, 1));
        assert!(marks.len() < 20, "{}", marks.len());
        let mut day = at(2026, 1, 3).utc().date_naive();
        let mut before = 0;
        while day >= at(1979, 6, 1).utc().date_naive() {
            let own = [Span::Day, Span::Month, Span::Year].map(|span| format!("'{}'", span.mark(day)));
            let of: Vec<_> = (marks.iter().enumerate())
                .flat_map(|(at, marks)| marks.split(" | ").map(move |mark| (at, mark)))
                .filter(|(_, mark)| own.iter().any(|own| own == mark))
                .collect();
            assert_eq!(of.len(), 1, "{day}");
            assert!(of[0].0 >= before);
            before = of[0].0;
            day = day.pred_opt().unwrap();
        }
        assert_eq!(spans(at(2020, 5, 5), at(2020, 5, 5)).len(), 1);
        assert_eq!(spans(at(2020, 5, 5), at(2020, 5, 6)).len(), 0);
    }
}
