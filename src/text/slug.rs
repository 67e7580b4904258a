//! Slugs: the part of an address that tells people what is there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::text::fold;

/// The most scalars of a slug.
pub const MAX: usize = 80;

/// A slug for a headline: small letters and digits, words joined by hyphens, at most [`MAX`] scalars.
///
/// Latin letters lose their marks (NFKD); letters of other scripts stay as they are, since no transliteration suits
/// all languages. Apostrophes vanish ("Italys"). A slug too long ends with its last whole word; a single word too
/// long is cut. Empty if the headline has neither letters nor digits.
pub fn slug(headline: &str) -> String {
    let mut plain = String::with_capacity(headline.len());
    let mut latin = false;
    for scalar in headline.nfkc().flat_map(char::to_lowercase).nfd() {
        if is_combining_mark(scalar) {
            if !latin {
                plain.push(scalar);
            }
        } else if scalar.is_alphanumeric() {
            latin = scalar.script() == Script::Latin;
            match scalar {
                'ß' => plain.push_str("ss"),
                'æ' => plain.push_str("ae"),
                'œ' => plain.push_str("oe"),
                'þ' => plain.push_str("th"),
                'ð' | 'đ' => plain.push('d'),
                'ø' => plain.push('o'),
                'ł' => plain.push('l'),
                'ı' => plain.push('i'),
                other => plain.push(other),
            }
        } else if !fold::is_apostrophe(scalar) {
            latin = false;
            plain.push(' ');
        }
    }
    let plain: String = plain.nfc().collect();
    let mut slug = String::new();
    let mut length = 0;
    for word in plain.split_whitespace() {
        let size = word.chars().count();
        if length == 0 {
            slug.extend(word.chars().take(MAX));
            length = size;
        } else if length + 1 + size <= MAX {
            slug.push('-');
            slug.push_str(word);
            length += 1 + size;
        } else {
            break;
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headlines_become_slugs() {
        assert_eq!(slug("Clashes, arrests – violence!"), "clashes-arrests-violence");
        assert_eq!(slug("Italy’s Prime Minister: «Già visto»"), "italys-prime-minister-gia-visto");
        assert_eq!(slug("Straße nach Łódź"), "strasse-nach-lodz");
        assert_eq!(slug("Выборы в Казахстане: йод"), "выборы-в-казахстане-йод");
        assert_eq!(slug("दिल्ली में"), "दिल्ली-में");
        assert_eq!(slug("COVID-19"), "covid-19");
        assert_eq!(slug("?! …"), "");
    }

    #[test]
    fn long_ones_end_at_a_word() {
        let long = "word ".repeat(30);
        assert_eq!(slug(&long), ["word"; 16].join("-"));
        assert_eq!(slug(&"x".repeat(100)).chars().count(), MAX);
    }

    proptest! {
        #[test]
        fn a_slug_is_its_own_slug(headline in "\\PC{0,120}") {
            let once = slug(&headline);
            prop_assert!(once.chars().count() <= MAX);
            prop_assert!(!once.starts_with('-') && !once.ends_with('-') && !once.contains("--"));
            prop_assert!(!once.contains(['/', '?', '#', '%', ' ', '<', '"']));
        }
    }
}
