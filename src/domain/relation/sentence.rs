//! A relation in one line, for people: "Karim Masimov headed KNB (chair), 2016 to 6 January 2022".

use db::{Day, PartialDate, Phase, Rank, Standing, Temporal};

use super::words::Words as TypeWords;
use crate::domain::date;
use crate::domain::words::{ENGLISH, Words, of};

/// The end from which a relation is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Subject,
    /// The object, in words of its own.
    Object,
    /// The object, in the same words: the relation says the same from either end.
    Alike,
}

/// What a relation says.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub from: From,
    /// The names of its ends.
    pub subject: &'a str,
    pub object: &'a str,
    pub role: Option<&'a str>,
    pub temporal: Temporal,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    pub phase: Phase,
    pub as_of: Option<Day>,
    /// The day on which it is said; where the phase is not known, the dates tell the tense on it.
    pub on: Day,
    pub standing: Standing,
    pub rank: Rank,
}

/// The relation in one line, in the language of the type's words. What is denied, retracted, disputed or deprecated
/// says so first, so that no one line reads as a fact that it is not. Where the tense is not known, or the type has no
/// verb for it, the label stands between dashes: "Karim Masimov – head of – KNB". So it always does from the object's
/// end, for which types have no verbs: "KNB – headed by – Karim Masimov".
#[must_use]
pub fn sentence(said: &Said<'_>, words: &TypeWords<'_>) -> String {
    let own = of(words.language);
    let (one, other) = match said.from {
        From::Subject => (said.subject, said.object),
        From::Object | From::Alike => (said.object, said.subject),
    };
    let mut line = caution(said, own.unwrap_or(&ENGLISH)).map_or_else(String::new, |c| format!("{c}: "));
    line += &match (said.from, verb(said, words)) {
        (From::Object, _) => format!("{one} – {} – {other}", words.inverse_label),
        (_, Some(verb)) => format!("{one} {verb} {other}"),
        (_, None) => format!("{one} – {} – {other}", words.label),
    };
    if let Some(role) = said.role {
        line += &format!(" ({role})");
    }
    if let Some(when) = when(said, words.language) {
        line += &format!(", {when}");
    }
    line
}

/// When it is or was so, in a language: "2016 to 6 January 2022".
#[must_use]
pub fn when(said: &Said<'_>, language: &str) -> Option<String> {
    match of(language) {
        Some(words) if words.language == ENGLISH.language => english(said),
        _ => dashed(said, language),
    }
}

fn caution(said: &Said<'_>, words: &Words) -> Option<&'static str> {
    match (said.standing, said.rank) {
        (Standing::Denied, _) => Some(words.denied),
        (Standing::Retracted, _) => Some(words.retracted),
        (_, Rank::Deprecated) => Some(words.deprecated),
        (Standing::Disputed, _) => Some(words.disputed),
        (Standing::Asserted | Standing::Unsourced, _) => None,
    }
}

fn verb<'a>(said: &Said<'_>, words: &TypeWords<'a>) -> Option<&'a str> {
    match (said.temporal, said.phase) {
        (Temporal::Timeless, _) => words.present,
        (Temporal::Event, _) => words.past,
        (Temporal::State, Phase::Current) => words.present,
        (Temporal::State, Phase::Former | Phase::Occurred) => words.past,
        (Temporal::State, Phase::Unknown) => {
            let end = said.end?.days();
            let began = said.start.is_some_and(|start| start.days().1 <= said.on);
            if end.1 < said.on { words.past } else { words.present.filter(|_| began && said.on <= end.0) }
        }
    }
}

fn english(said: &Said<'_>) -> Option<String> {
    let text = |d| date::text(d, "en");
    let as_of = said.as_of.and_then(Day::date).map(|d| date::day_text(d, "en"));
    match (said.temporal, said.start, said.end) {
        (Temporal::Timeless, ..) => None,
        (Temporal::Event, Some(on), _) => Some(date::english_when(on)),
        (Temporal::Event, None, _) => as_of.map(|d| format!("by {d}")),
        (Temporal::State, Some(start), Some(end)) if start == end => Some(date::english_when(start)),
        (Temporal::State, Some(start), Some(end)) => Some(format!("{} to {}", text(start), text(end))),
        (Temporal::State, None, Some(end)) => Some(format!("until {}", text(end))),
        (Temporal::State, Some(start), None) => Some(match (said.phase, as_of) {
            (Phase::Current, Some(d)) => format!("since {} (as of {d})", text(start)),
            (Phase::Current, None) => format!("since {}", text(start)),
            (Phase::Former, Some(d)) => format!("from {} (over by {d})", text(start)),
            _ => format!("from {}", text(start)),
        }),
        (Temporal::State, None, None) => as_of.and_then(|d| match said.phase {
            Phase::Current => Some(format!("as of {d}")),
            Phase::Former => Some(format!("before {d}")),
            Phase::Occurred | Phase::Unknown => None,
        }),
    }
}

/// Dates without prepositions, which would bend the words around them: "2016 – 6 января 2022".
fn dashed(said: &Said<'_>, language: &str) -> Option<String> {
    let text = |d| date::text(d, language);
    let as_of = said.as_of.and_then(Day::date).map(|d| date::day_text(d, language));
    match (said.temporal, said.start, said.end) {
        (Temporal::Timeless, ..) => None,
        (Temporal::Event, Some(on), _) => Some(text(on)),
        (Temporal::Event, None, _) => as_of.map(|d| format!("≤ {d}")),
        (Temporal::State, Some(start), Some(end)) if start == end => Some(text(start)),
        (Temporal::State, start, Some(end)) => {
            Some(format!("{} – {}", start.map_or("…".into(), text), text(end)))
        }
        (Temporal::State, Some(start), None) => Some(match (said.phase, as_of) {
            (Phase::Current, Some(d)) => format!("{} – … ({d})", text(start)),
            (Phase::Former, Some(d)) => format!("{} – < {d}", text(start)),
            _ => format!("{} – …", text(start)),
        }),
        (Temporal::State, None, None) => as_of.and_then(|d| match said.phase {
            Phase::Current => Some(d),
            Phase::Former => Some(format!("< {d}")),
            Phase::Occurred | Phase::Unknown => None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: TypeWords<'static> = TypeWords {
        language: "en",
        label: "head of",
        inverse_label: "headed by",
        present: Some("heads"),
        past: Some("headed"),
    };
    const EXPELLED: TypeWords<'static> = TypeWords {
        language: "en",
        label: "expelled from",
        inverse_label: "expelled",
        present: None,
        past: Some("was expelled from"),
    };

    fn date(text: &str) -> Option<PartialDate> {
        Some(text.parse().unwrap())
    }

    fn day(text: &str) -> Option<Day> {
        date(text).map(|d| d.earliest().into())
    }

    fn masimov() -> Said<'static> {
        Said {
            from: From::Subject,
            subject: "Karim Masimov",
            object: "the KNB",
            role: Some("chair"),
            temporal: Temporal::State,
            start: date("2016"),
            end: date("2022-01-06"),
            phase: Phase::Former,
            as_of: None,
            on: Day::from(chrono::NaiveDate::from_ymd_opt(2026, 1, 15).unwrap()),
            standing: Standing::Asserted,
            rank: Rank::Normal,
        }
    }

    fn open(phase: Phase, start: Option<PartialDate>) -> Said<'static> {
        Said { phase, start, end: None, as_of: day("2022-01-08"), ..masimov() }
    }

    #[test]
    fn a_post_from_year_to_day() {
        assert_eq!(
            sentence(&masimov(), &HEADS),
            "Karim Masimov headed the KNB (chair), 2016 to 6 January 2022"
        );
    }

    #[test]
    fn from_the_other_end() {
        let from = |from| sentence(&Said { from, ..masimov() }, &HEADS);
        assert_eq!(from(From::Object), "the KNB – headed by – Karim Masimov (chair), 2016 to 6 January 2022");
        assert_eq!(from(From::Alike), "the KNB headed Karim Masimov (chair), 2016 to 6 January 2022");
        let denied = Said { from: From::Object, standing: Standing::Denied, role: None, ..masimov() };
        assert_eq!(
            sentence(&denied, &HEADS),
            "Denied: the KNB – headed by – Karim Masimov, 2016 to 6 January 2022"
        );
    }

    #[test]
    fn what_holds_says_since_when_and_of_which_day_we_know() {
        let since = sentence(&open(Phase::Current, date("2016")), &HEADS);
        assert_eq!(since, "Karim Masimov heads the KNB (chair), since 2016 (as of 8 January 2022)");
        let current = sentence(&open(Phase::Current, None), &HEADS);
        assert_eq!(current, "Karim Masimov heads the KNB (chair), as of 8 January 2022");
    }

    #[test]
    fn what_is_over_says_by_when() {
        let former = sentence(&open(Phase::Former, None), &HEADS);
        assert_eq!(former, "Karim Masimov headed the KNB (chair), before 8 January 2022");
        let from = sentence(&open(Phase::Former, date("2016")), &HEADS);
        assert_eq!(from, "Karim Masimov headed the KNB (chair), from 2016 (over by 8 January 2022)");
        let until = sentence(&Said { start: None, ..masimov() }, &HEADS);
        assert_eq!(until, "Karim Masimov headed the KNB (chair), until 6 January 2022");
    }

    #[test]
    fn an_unknown_time_has_no_tense() {
        let unknown = sentence(&Said { role: None, ..open(Phase::Unknown, None) }, &HEADS);
        assert_eq!(unknown, "Karim Masimov – head of – the KNB");
        let ended = sentence(&Said { phase: Phase::Unknown, role: None, ..masimov() }, &HEADS);
        assert_eq!(ended, "Karim Masimov headed the KNB, 2016 to 6 January 2022");
    }

    #[test]
    fn an_end_that_lies_ahead_is_told_in_the_present() {
        let current = Said { end: date("2030-12-31"), role: None, ..open(Phase::Current, date("2024")) };
        assert_eq!(sentence(&current, &HEADS), "Karim Masimov heads the KNB, 2024 to 31 December 2030");
        let dated = Said { phase: Phase::Unknown, as_of: None, ..current };
        assert_eq!(sentence(&dated, &HEADS), "Karim Masimov heads the KNB, 2024 to 31 December 2030");
        let later = Said { start: date("2027"), ..dated };
        assert_eq!(sentence(&later, &HEADS), "Karim Masimov – head of – the KNB, 2027 to 31 December 2030");
    }

    #[test]
    fn events_happen_in_the_past() {
        let event = Said {
            subject: "Samat Abish",
            object: "Kazakhstan",
            role: None,
            temporal: Temporal::Event,
            phase: Phase::Occurred,
            ..open(Phase::Occurred, date("2022-01-07"))
        };
        let line = |said: Said<'_>| sentence(&said, &EXPELLED);
        assert_eq!(line(event), "Samat Abish was expelled from Kazakhstan, on 7 January 2022");
        assert_eq!(
            line(Said { start: date("2022-01"), ..event }),
            "Samat Abish was expelled from Kazakhstan, in January 2022"
        );
        assert_eq!(
            line(Said { start: None, ..event }),
            "Samat Abish was expelled from Kazakhstan, by 8 January 2022"
        );
    }

    #[test]
    fn what_does_not_stand_never_reads_as_fact() {
        let line = |standing, rank| sentence(&Said { standing, rank, ..masimov() }, &HEADS);
        assert!(line(Standing::Denied, Rank::Normal).starts_with("Denied: Karim"));
        assert!(line(Standing::Denied, Rank::Deprecated).starts_with("Denied: Karim"));
        assert!(line(Standing::Retracted, Rank::Normal).starts_with("Retracted: Karim"));
        assert!(line(Standing::Disputed, Rank::Normal).starts_with("Disputed: Karim"));
        assert!(line(Standing::Asserted, Rank::Deprecated).starts_with("Deprecated: Karim"));
        assert!(line(Standing::Unsourced, Rank::Preferred).starts_with("Karim"));
    }

    #[test]
    fn other_languages_keep_their_dates_apart_from_their_grammar() {
        let russian = TypeWords {
            language: "ru",
            label: "возглавляет",
            inverse_label: "",
            present: None,
            past: Some("возглавлял"),
        };
        let said = Said { subject: "Карим Масимов", object: "КНБ", role: None, ..masimov() };
        assert_eq!(sentence(&said, &russian), "Карим Масимов возглавлял КНБ, 2016 – 6 января 2022");
        let denied = Said { standing: Standing::Denied, ..said };
        assert_eq!(
            sentence(&denied, &russian),
            "Опровергнуто: Карим Масимов возглавлял КНБ, 2016 – 6 января 2022"
        );
        let label =
            TypeWords { present: None, past: None, language: "fr", label: "dirige", inverse_label: "" };
        assert_eq!(
            sentence(&Said { role: None, ..masimov() }, &label),
            "Karim Masimov – dirige – the KNB, 2016 – 6 janvier 2022"
        );
        let kazakh = TypeWords {
            present: None,
            past: Some("басқарды"),
            language: "kk",
            label: "басшысы",
            inverse_label: "",
        };
        assert_eq!(
            sentence(&Said { start: None, standing: Standing::Retracted, ..said }, &kazakh),
            "Retracted: Карим Масимов басқарды КНБ, … – 2022-01-06"
        );
    }
}
