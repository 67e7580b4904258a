//! Stems: what the inflections of a word have in common, by the rules of [Snowball](https://snowballstem.org/).

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Letters of a word at most that has a stem: no language has longer ones, and rules take time.
const LONGEST: usize = 40;

/// How the words of a language are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    algorithm: Option<Algorithm>,
    /// Short words lose their vowel before others and are written together with them: l'État, dell'arte.
    pub elides: bool,
}

impl Language {
    /// The language of a BCP 47 tag. One without rules has its words as they are.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let base = tag.split('-').next().unwrap_or_default();
        let algorithm = match base {
            "ar" => Algorithm::Arabic,
            "ca" => Algorithm::Catalan,
            "cs" => Algorithm::Czech,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "eo" => Algorithm::Esperanto,
            "es" => Algorithm::Spanish,
            "et" => Algorithm::Estonian,
            "eu" => Algorithm::Basque,
            "fa" => Algorithm::Persian,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "ga" => Algorithm::Irish,
            "hi" => Algorithm::Hindi,
            "hu" => Algorithm::Hungarian,
            "hy" => Algorithm::Armenian,
            "id" => Algorithm::Indonesian,
            "it" => Algorithm::Italian,
            "lt" => Algorithm::Lithuanian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "ne" => Algorithm::Nepali,
            "nl" => Algorithm::Dutch,
            "pl" => Algorithm::Polish,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sr" => Algorithm::Serbian,
            "st" => Algorithm::Sesotho,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            "uk" => Algorithm::Ukrainian,
            "yi" => Algorithm::Yiddish,
            _ => return Self { algorithm: None, elides: false },
        };
        Self { algorithm: Some(algorithm), elides: matches!(base, "ca" | "fr" | "ga" | "it") }
    }

    /// The stem of a folded word.
    #[must_use]
    pub fn stem(self, word: &str) -> String {
        let is_word = word.chars().take(LONGEST + 1).count() <= LONGEST
            && !word.bytes().any(|byte| byte.is_ascii_digit());
        match self.algorithm.filter(|_| is_word) {
            Some(algorithm) => {
                let stem = Stemmer::create(algorithm).stem(word).into_owned();
                if stem.is_empty() { word.to_owned() } else { stem }
            }
            None => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn inflections_have_one_stem() {
        for (language, words) in [
            ("en", ["arrest", "arrested", "arrests"]),
            ("en-GB", ["election", "elections", "elect"]),
            ("ru", ["арест", "ареста", "арестом"]),
            ("de", ["wahl", "wahlen", "wahl"]),
            ("fr", ["election", "elections", "election"]),
            ("uk", ["вибори", "виборів", "виборах"]),
        ] {
            let language = Language::of(language);
            let stems = words.map(|word| language.stem(word));
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
        assert_eq!(Language::of("kk").stem("қалада"), "қалада");
    }

    #[test]
    fn numbers_and_endless_words_stay_as_they_are() {
        let english = Language::of("en");
        assert_eq!(english.stem("2020s"), "2020s");
        assert_eq!(english.stem(&"runnings".repeat(6)), "runnings".repeat(6));
    }

    const TAGS: [&str; 36] = [
        "ar", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "hi", "hu",
        "hy", "id", "it", "lt", "nb", "ne", "nl", "pl", "pt", "ro", "ru", "sr", "st", "sv", "ta", "tr", "uk",
        "yi", "zz",
    ];

    proptest! {
        #[test]
        fn no_word_is_too_strange(word in "\\PC{0,45}", latin in "[a-z']{0,41}", cyrillic in "[а-яёіїєґ]{0,41}", wide in "[α-ωا-يא-תक-हா-்]{0,41}") {
            for tag in TAGS {
                let language = Language::of(tag);
                for word in [&word, &latin, &cyrillic, &wide] {
                    prop_assert!(word.is_empty() || !language.stem(word).is_empty());
                }
            }
        }
    }
}
