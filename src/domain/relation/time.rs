//! When a relation holds: from partial dates and what is known of it on a day, to days that can be compared.

use std::cmp::Ordering;

use db::{Certainty, Day, PartialDate, Phase, Temporal};

/// The days between which a relation began and ended, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
}

/// What is said of a relation's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub temporal: Temporal,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    pub phase: Phase,
    /// The day of which the phase speaks.
    pub as_of: Option<Day>,
}

/// Why what is said of a relation's time cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    #[error("it ends before it starts")]
    EndBeforeStart,
    #[error("phase CURRENT needs asOf, the day on which it was so")]
    CurrentWithoutAsOf,
    #[error("phase FORMER needs endDate, or asOf, the day on which it was already over")]
    FormerWithoutAsOf,
    #[error("phase CURRENT, but asOf lies after endDate: say FORMER")]
    CurrentAfterEnd,
    #[error("phase CURRENT, but asOf lies before startDate")]
    CurrentBeforeStart,
    #[error("phase FORMER, but asOf, the day on which it was over, does not lie after startDate")]
    FormerBeforeStart,
    #[error("a relation of a STATE type has phase CURRENT, FORMER or UNKNOWN, not OCCURRED")]
    StateOccurred,
    #[error("a relation of an EVENT type has phase OCCURRED, or UNKNOWN")]
    EventNotOccurred,
    #[error("a relation of an EVENT type has startDate only: it happens once")]
    EventWithEnd,
    #[error("a relation of a TIMELESS type has no dates and phase UNKNOWN")]
    TimelessWithTime,
}

/// All that is wrong with what is said of a relation's time.
#[must_use]
pub fn faults(told: &Told) -> Vec<TimeFault> {
    use TimeFault::*;
    let Told { temporal, start, end, phase, as_of } = *told;
    let mut faults = vec![];
    let mut when = |is: bool, fault| {
        if is {
            faults.push(fault);
        }
    };
    when(start.zip(end).is_some_and(|(s, e)| e.latest() < s.earliest()), EndBeforeStart);
    match temporal {
        Temporal::State => {
            when(phase == Phase::Occurred, StateOccurred);
            when(phase == Phase::Current && as_of.is_none(), CurrentWithoutAsOf);
            let ended = as_of.zip(end).is_some_and(|(of, end)| end.days().1 < of);
            when(phase == Phase::Current && ended, CurrentAfterEnd);
            let begins = as_of.zip(start).map(|(of, start)| start.days().0.cmp(&of));
            when(phase == Phase::Current && begins.is_some_and(Ordering::is_gt), CurrentBeforeStart);
            when(phase == Phase::Former && end.is_none() && as_of.is_none(), FormerWithoutAsOf);
            when(
                phase == Phase::Former && end.is_none() && begins.is_some_and(Ordering::is_ge),
                FormerBeforeStart,
            );
        }
        Temporal::Event => {
            when(!matches!(phase, Phase::Occurred | Phase::Unknown), EventNotOccurred);
            when(end.is_some(), EventWithEnd);
        }
        Temporal::Timeless => {
            when(start.is_some() || end.is_some() || phase != Phase::Unknown, TimelessWithTime);
        }
    }
    faults
}

/// The days that follow from what is said. A given date wins over the phase.
#[must_use]
pub fn bounds(told: &Told) -> Bounds {
    let Told { temporal, start, end, phase, as_of } = *told;
    let (start, end) = (start.map(PartialDate::days), end.map(PartialDate::days));
    match temporal {
        Temporal::Timeless => {
            Bounds { start_min: Day::EVER, start_max: Day::EVER, end_min: Day::NEVER, end_max: Day::NEVER }
        }
        Temporal::Event => {
            let (min, max) = start.unwrap_or((Day::EVER, as_of.unwrap_or(Day::NEVER)));
            Bounds { start_min: min, start_max: max, end_min: min, end_max: max }
        }
        Temporal::State => {
            let as_of = as_of.unwrap_or(Day::NEVER);
            let (end_min, end_max) = end.unwrap_or(match phase {
                Phase::Current => (as_of, Day::NEVER),
                Phase::Former => (start.map_or(Day::EVER, |s| s.0), as_of.pred()),
                Phase::Occurred | Phase::Unknown => (start.map_or(Day::EVER, |s| s.0), Day::NEVER),
            });
            let (start_min, start_max) = start.unwrap_or(match phase {
                Phase::Current => (Day::EVER, as_of.min(end_max)),
                Phase::Former | Phase::Occurred | Phase::Unknown => (Day::EVER, end_max),
            });
            Bounds { start_min, start_max, end_min, end_max }
        }
    }
}

/// Whether it holds on all of the days from `first` to `last`, on some, or on none. An event happened on them.
#[must_use]
pub fn certainty(temporal: Temporal, bounds: &Bounds, first: Day, last: Day) -> Option<Certainty> {
    let certain = match temporal {
        Temporal::Event => first <= bounds.start_min && bounds.start_max <= last,
        Temporal::State | Temporal::Timeless => bounds.start_max <= first && last <= bounds.end_min,
    };
    let possible = bounds.start_min <= last && first <= bounds.end_max;
    if certain && possible { Some(Certainty::Certain) } else { possible.then_some(Certainty::Possible) }
}

/// Whether it holds at some time from `first` to `last`: for certain, for some of the unknown days, or for none.
#[must_use]
pub fn certainty_within(bounds: &Bounds, first: Day, last: Day) -> Option<Certainty> {
    if bounds.start_max <= last && first <= bounds.end_min {
        return Some(Certainty::Certain);
    }
    (bounds.start_min <= last && first <= bounds.end_max).then_some(Certainty::Possible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Day {
        date(text).earliest().into()
    }

    fn state(start: Option<&str>, end: Option<&str>, phase: Phase, as_of: Option<&str>) -> Told {
        Told {
            temporal: Temporal::State,
            start: start.map(date),
            end: end.map(date),
            phase,
            as_of: as_of.map(day),
        }
    }

    fn on(told: &Told, first: &str, last: &str) -> Option<Certainty> {
        assert_eq!(faults(told), []);
        certainty(told.temporal, &bounds(told), day(first), day(last))
    }

    #[test]
    fn a_year_and_a_day() {
        let post = state(Some("2016"), Some("2022-01-06"), Phase::Former, None);
        assert_eq!(on(&post, "2020-01-01", "2020-01-01"), Some(Certainty::Certain));
        assert_eq!(on(&post, "2016-06-01", "2016-06-01"), Some(Certainty::Possible));
        assert_eq!(on(&post, "2022-01-06", "2022-01-06"), Some(Certainty::Certain));
        assert_eq!(on(&post, "2022-01-07", "2022-01-07"), None);
        assert_eq!(on(&post, "2015-12-31", "2015-12-31"), None);
        assert_eq!(on(&post, "2017-01-01", "2017-12-31"), Some(Certainty::Certain), "all days of 2017");
        assert_eq!(on(&post, "2016-01-01", "2016-12-31"), Some(Certainty::Possible), "some days of 2016");
    }

    #[test]
    fn what_is_known_on_a_day() {
        let current = state(None, None, Phase::Current, Some("2022-01-08"));
        assert_eq!(on(&current, "2022-01-08", "2022-01-08"), Some(Certainty::Certain));
        assert_eq!(on(&current, "2030-01-01", "2030-01-01"), Some(Certainty::Possible));
        assert_eq!(on(&current, "1900-01-01", "1900-01-01"), Some(Certainty::Possible));
        let former = state(None, None, Phase::Former, Some("2022-01-08"));
        assert_eq!(on(&former, "2022-01-07", "2022-01-07"), Some(Certainty::Possible));
        assert_eq!(on(&former, "2022-01-08", "2022-01-08"), None);
        let ended = state(None, Some("2019"), Phase::Former, None);
        assert_eq!(on(&ended, "2019-06-01", "2019-06-01"), Some(Certainty::Possible));
        assert_eq!(on(&ended, "2020-01-01", "2020-01-01"), None);
        let unknown = state(None, None, Phase::Unknown, None);
        assert_eq!(on(&unknown, "2020-01-01", "2020-01-01"), Some(Certainty::Possible));
    }

    #[test]
    fn events_happen_on_days() {
        let event = |start: Option<&str>| Told {
            temporal: Temporal::Event,
            start: start.map(date),
            end: None,
            phase: Phase::Occurred,
            as_of: Some(day("2022-01-08")),
        };
        assert_eq!(on(&event(Some("2022-01-07")), "2022-01-07", "2022-01-07"), Some(Certainty::Certain));
        assert_eq!(on(&event(Some("2022-01-07")), "2022-01-01", "2022-12-31"), Some(Certainty::Certain));
        assert_eq!(on(&event(Some("2022")), "2022-01-07", "2022-01-07"), Some(Certainty::Possible));
        assert_eq!(on(&event(None), "2022-01-07", "2022-01-07"), Some(Certainty::Possible));
        assert_eq!(on(&event(None), "2022-01-09", "2022-01-09"), None);
    }

    #[test]
    fn at_some_time_within_days() {
        let within = |told: &Told, first: &str, last: &str| {
            assert_eq!(faults(told), []);
            certainty_within(&bounds(told), day(first), day(last))
        };
        let post = state(Some("2016"), Some("2022-01-06"), Phase::Former, None);
        assert_eq!(within(&post, "2016-01-01", "2016-12-31"), Some(Certainty::Certain), "it began then");
        assert_eq!(within(&post, "2016-01-01", "2016-06-30"), Some(Certainty::Possible));
        assert_eq!(within(&post, "2022-01-06", "2030-01-01"), Some(Certainty::Certain));
        assert_eq!(within(&post, "2022-01-07", "2030-01-01"), None);
        let current = state(None, None, Phase::Current, Some("2022-01-08"));
        assert_eq!(within(&current, "2022-01-01", "2022-01-31"), Some(Certainty::Certain));
        assert_eq!(within(&current, "2022-02-01", "2022-02-28"), Some(Certainty::Possible));
        let former = state(None, None, Phase::Former, Some("2022-01-08"));
        assert_eq!(within(&former, "2000-01-01", "2022-01-31"), Some(Certainty::Possible), "or earlier");
        assert_eq!(
            within(&state(None, None, Phase::Unknown, None), "1900-01-01", "2100-01-01"),
            Some(Certainty::Possible)
        );
        let event = Told {
            temporal: Temporal::Event,
            phase: Phase::Occurred,
            ..state(Some("2022-01"), None, Phase::Unknown, None)
        };
        assert_eq!(within(&event, "2022-01-01", "2022-01-31"), Some(Certainty::Certain));
        assert_eq!(within(&event, "2022-01-01", "2022-01-30"), Some(Certainty::Possible));
        let timeless = Told { temporal: Temporal::Timeless, ..state(None, None, Phase::Unknown, None) };
        assert_eq!(within(&timeless, "2022-01-01", "2022-01-30"), Some(Certainty::Certain));
    }

    #[test]
    fn all_faults_at_once() {
        let told = state(Some("2020"), Some("2019"), Phase::Current, None);
        use TimeFault::*;
        assert_eq!(faults(&told), [EndBeforeStart, CurrentWithoutAsOf]);
        assert_eq!(faults(&state(None, None, Phase::Former, None)), [FormerWithoutAsOf]);
    }

    #[test]
    fn the_day_of_the_phase_agrees_with_the_dates() {
        use TimeFault::*;
        let is = |start, end, phase, as_of| faults(&state(start, end, phase, Some(as_of)));
        let (start, end) = (Some("2024-02"), Some("2030"));
        assert_eq!(is(None, end, Phase::Current, "2030-12-31"), []);
        assert_eq!(is(None, end, Phase::Current, "2031-01-01"), [CurrentAfterEnd]);
        assert_eq!(is(start, None, Phase::Current, "2024-02-01"), []);
        assert_eq!(is(start, None, Phase::Current, "2024-01-31"), [CurrentBeforeStart]);
        assert_eq!(is(start, None, Phase::Former, "2024-02-02"), []);
        assert_eq!(is(start, None, Phase::Former, "2024-02-01"), [FormerBeforeStart]);
        assert_eq!(is(start, end, Phase::Former, "2024-01-01"), [], "the dates say all");
    }
}
