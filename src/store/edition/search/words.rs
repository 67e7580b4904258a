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
}

/// Days that are walked one by one, at least, and months.
const DAYS: usize = 10;
const MONTHS: usize = 8;

/// The spans that an archive is walked by, from the newest to the oldest, as marks: days first, then months, then years. So
/// the hits of a frequent word are found among few, and those of a rare one in few steps. None overlaps another.
pub(super) fn spans(newest: Timestamp, oldest: Timestamp) -> Vec<String> {
    let last = oldest.utc().date_naive();
    let mut date = newest.utc().date_naive();
    let (mut days, mut months) = (0, 0);
    let mut marks = vec![];
    while date >= last {
        let is_last_of = |span: Span| date.succ_opt().is_none_or(|next| span.first_day(next) == next);
        let span = if months >= MONTHS && is_last_of(Span::Year) {
            Span::Year
        } else if days >= DAYS && is_last_of(Span::Month) {
            Span::Month
        } else {
            Span::Day
        };
        match span {
            Span::Day => days += 1,
            Span::Month => months += 1,
            Span::Year => {}
        }
        marks.push(format!("'{}'", span.mark(date)));
        let Some(before) = span.first_day(date).pred_opt() else { break };
        date = before;
    }
    marks
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
        let marks = spans(at(2026, 1, 3), at(2019, 6, 1));
        assert!(marks.len() < 70, "{}", marks.len());
        let mut day = at(2026, 1, 3).utc().date_naive();
        let mut before = 0;
        while day >= at(2019, 6, 1).utc().date_naive() {
            let own = [Span::Day, Span::Month, Span::Year].map(|span| format!("'{}'", span.mark(day)));
            let of: Vec<_> = marks.iter().enumerate().filter(|(_, mark)| own.contains(mark)).collect();
            assert_eq!(of.len(), 1, "{day}");
            assert!(of[0].0 >= before);
            before = of[0].0;
            day = day.pred_opt().unwrap();
        }
        assert_eq!(spans(at(2020, 5, 5), at(2020, 5, 5)).len(), 1);
        assert_eq!(spans(at(2020, 5, 5), at(2020, 5, 6)).len(), 0);
    }
}
