//! What the parameters of a request say.

use db::{EntityKind, PartialDate};
use oxilangtag::LanguageTag;
use sea_orm::Iterable as _;

use super::Form;
use crate::http::fault::Fault;
use crate::http::form::Form as Parameters;

/// Entities at most: what a picture can hold, and what a file may.
const PICTURE: (u32, u32) = (30, 60);
const DATA: (u32, u32) = (100, 1000);
const DEEPEST: u8 = 3;
/// Types or kinds that one request names.
const MOST_NAMED: usize = 50;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub depth: u8,
    pub first: u32,
    pub language: Option<String>,
    pub types: Option<Vec<String>>,
    pub through: Option<Vec<EntityKind>>,
    pub active_on: Option<PartialDate>,
}

impl Asked {
    /// Reads a query string.
    ///
    /// # Errors
    /// 400 with all that is wrong.
    pub fn read(query: &str, form: Form) -> Result<Self, Fault> {
        let (usual, most) = if form == Form::Picture { PICTURE } else { DATA };
        let mut asked =
            Self { depth: 1, first: usual, language: None, types: None, through: None, active_on: None };
        let mut faults: Vec<String> = vec![];
        for (name, value) in Parameters::read(query)?.pairs() {
            let fault = match name {
                "depth" => match value.parse() {
                    Ok(depth) if (1..=DEEPEST).contains(&depth) => {
                        asked.depth = depth;
                        None
                    }
                    _ => Some(format!("depth is a number from 1 to {DEEPEST}")),
                },
                "first" => match value.parse() {
                    Ok(first) if (1..=most).contains(&first) => {
                        asked.first = first;
                        None
                    }
                    _ => Some(format!("first is a number from 1 to {most}")),
                },
                "language" => match LanguageTag::parse_and_normalize(value) {
                    Ok(tag) => {
                        asked.language = Some(tag.into_inner());
                        None
                    }
                    Err(_) => Some("language is a language tag such as en-GB".to_owned()),
                },
                "types" => {
                    let types = asked.types.get_or_insert_default();
                    types.extend(listed(value).map(str::to_owned));
                    (types.len() > MOST_NAMED).then(|| format!("types are {MOST_NAMED} at most"))
                }
                "through" => {
                    let through = asked.through.get_or_insert_default();
                    let known = |word: &str| EntityKind::iter().find(|kind| kind.code() == word);
                    let unknown = listed(value).find(|word| known(word).is_none());
                    through.extend(listed(value).take(MOST_NAMED).filter_map(known));
                    unknown.map(|_| {
                        let kinds: Vec<&str> = EntityKind::iter().map(EntityKind::code).collect();
                        format!("through is one or more of {}", kinds.join(", "))
                    })
                }
                "activeOn" => match value.parse() {
                    Ok(date) => {
                        asked.active_on = Some(date);
                        None
                    }
                    Err(_) => Some("activeOn is a date such as 2016, 2019-03 or 2022-01-06".to_owned()),
                },
                _ => {
                    Some("the parameters are depth, first, language, types, through and activeOn".to_owned())
                }
            };
            faults.extend(fault);
        }
        faults.dedup();
        if faults.is_empty() { Ok(asked) } else { Err(Fault::bad_request(faults.join("; "))) }
    }

    /// What is asked, in one spelling.
    pub fn canonical(&self) -> String {
        let once = |words: &Vec<String>| {
            let mut words = words.clone();
            words.sort_unstable();
            words.dedup();
            words.join(",")
        };
        let kinds = self.through.as_ref().map(|kinds| kinds.iter().map(|k| k.code().to_owned()).collect());
        format!(
            "{} {} {:?} {:?} {:?} {:?}",
            self.depth,
            self.first,
            self.language,
            self.types.as_ref().map(once),
            kinds.as_ref().map(once),
            self.active_on.map(|date| date.to_string())
        )
    }
}

/// The words of a list that commas separate.
fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_and_their_faults_told_all_at_once() {
        let asked = Asked::read(
            "depth=2&types=HEAD_OF,MEMBER_OF,SPOUSE_OF&language=KK-cyrl&activeOn=2020",
            Form::Picture,
        );
        let asked = asked.unwrap();
        assert_eq!((asked.depth, asked.first, asked.language.as_deref()), (2, 30, Some("kk-Cyrl")));
        assert_eq!(asked.types.unwrap(), ["HEAD_OF", "MEMBER_OF", "SPOUSE_OF"]);
        let fault = Asked::read("depth=4&first=61&through=PERSON,ALIEN&depht=1&language=%00", Form::Picture)
            .unwrap_err();
        insta::assert_snapshot!(fault.message, @"depth is a number from 1 to 3; first is a number from 1 to 60; through is one or more of PERSON, ORGANISATION, COUNTRY, PLACE, EVENT, TOPIC; the parameters are depth, first, language, types, through and activeOn; language is a language tag such as en-GB");
    }

    #[test]
    fn one_question_has_one_spelling() {
        let of = |query| Asked::read(query, Form::Picture).unwrap().canonical();
        assert_eq!(of("types=A,B&depth=1"), of("first=30&types=B%2CA,B"));
        assert_ne!(of("types="), of(""));
        assert_ne!(of("depth=1"), of("depth=2"));
        assert!(Asked::read("depth=1&depth=2", Form::Picture).is_err());
        assert!(Asked::read(&"a&".repeat(30_000), Form::Picture).is_err());
    }
}
