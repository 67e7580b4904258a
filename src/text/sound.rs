//! What a word sounds like: what two spellings by ear, or two transliterations, have in common.
//!
//! | let go | so these are alike |
//! | --- | --- |
//! | vowels behind the first letter of a word, `y` and `j` | Nazarbayev, Nazarbaev |
//! | doubled letters | Massimov, Masimov |
//! | `q c x`, `kh` and `h` for `k`; `z` and `ts` for `s`; `w` for `v`; `ph` for `f`; the `h` of `sh ch zh th gh` | Massimow, Mazimov |
//! | `j` at the beginning for `zh` | Jomart, Zhomart |
//!
//! Words are taken in [Latin letters](super::latin), so it crosses scripts. It is equal or not: nothing is searched through to
//! find it.

use super::latin;

/// Letters that must be left of a word: of fewer, too many words have the same.
const FEWEST: usize = 3;

/// The sound of a folded word; none where too little is left.
#[must_use]
pub fn of(folded: &str) -> Option<String> {
    let latin = latin::of(folded);
    if latin.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let sound = word(&latin);
    (sound.chars().count() >= FEWEST).then_some(sound)
}

fn word(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut sound = String::new();
    let mut last = None;
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1);
        at += 1;
        let now = match (letter, next) {
            ('j', Some(_)) if at == 1 => 's',
            ('p', Some('h')) => {
                at += 1;
                'f'
            }
            ('s' | 'c' | 'z' | 't' | 'g' | 'k', Some('h')) => {
                at += 1;
                plain(*letter)
            }
            ('t' | 'c', Some('s' | 'z')) => {
                at += 1;
                's'
            }
            (vowel, _) if is_vowel(*vowel) => {
                // A word begins with some vowel or with none; with which, is heard badly.
                if sound.is_empty() {
                    sound.push('a');
                }
                last = None;
                continue;
            }
            (other, _) => plain(*other),
        };
        if last != Some(now) {
            sound.push(now);
        }
        last = Some(now);
    }
    sound
}

fn plain(letter: char) -> char {
    match letter {
        'q' | 'c' | 'x' | 'h' => 'k',
        'z' => 's',
        'w' => 'v',
        other => other,
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouyj".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(name: &str) -> Vec<Option<String>> {
        let mut sounds: Vec<_> =
            latin::words(name).iter().filter(|w| !w.is_joined).map(|word| of(&word.latin)).collect();
        sounds.sort();
        sounds
    }

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (one, other) in [
            ("Nursultan Nazarbayev", "Nazarbaev, Nursultan"),
            ("Nazarbayev", "Nasarbajew"),
            ("Назарбаев", "Nazarbayev"),
            ("Karim Massimov", "Kärim Mäsimov"),
            ("Kassym Tokayev", "Qasym Toqaev"),
            ("Akhmetov", "Ahmetov"),
            ("Mohammed", "Muhamad"),
            ("Yertysbayev", "Ertysbaev"),
            ("Ельцин", "Yeltsin"),
            ("Jomart", "Жомарт"),
            ("Μητσοτάκης", "Mitsotakis"),
            ("Касым-Жомарт Токаев", "Касим Жомарт Токаев"),
        ] {
            assert_eq!(sounds(one), sounds(other), "{one}, {other}");
            assert!(sounds(one).iter().all(Option::is_some), "{one}");
        }
    }

    #[test]
    fn other_names_do_not() {
        assert_ne!(sounds("Karim Masimov"), sounds("Karin Masimov"));
        assert_ne!(sounds("Kassym Tokayev"), sounds("Kassym Tokarev"));
    }

    #[test]
    fn short_words_have_none() {
        for word in ["", "may", "li", "bo", "g20", "eu"] {
            assert_eq!(of(word), None, "{word}");
        }
    }

    #[test]
    fn any_text_has_one_or_none() {
        for word in ["\u{0}", "١٢٣٤٥", "中华人民共和国", "phphph", "tststs", "\u{10ffff}ab"] {
            let _ = of(word);
        }
    }
}
