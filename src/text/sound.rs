//! What a name sounds like: what two spellings by ear, or two transliterations, have in common.
//!
//! | let go | so these are alike |
//! | --- | --- |
//! | vowels behind the first letter of a word, `y` and `j`, Cyrillic `й ь ъ` among them | Nazarbayev, Nazarbaev |
//! | doubled letters | Massimov, Masimov |
//! | `q c x`, `kh` and `h` for `k`; `z` and `ts` for `s`; `w` for `v`; `ph` for `f`; the `h` of `sh ch zh th gh` | Massimow, Mazimov |
//! | the order of the words | Masimov Karim |
//!
//! Letters of other scripts stay as they are. It is equal or not: nothing is searched through to find it.

/// Letters that must be left of a name, in all its words: of fewer, too many names have the same.
const FEWEST: usize = 4;

/// The sound of a [folded](super::fold::key) name; none where too little is left.
#[must_use]
pub fn of(key: &str) -> Option<String> {
    let mut words: Vec<String> = key.split(' ').map(word).filter(|word| !word.is_empty()).collect();
    words.sort();
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    (letters >= FEWEST).then(|| words.join(" "))
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
    "aeiouyjæœəаеиоуыэюяіїєүұөәйьъ".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn sound(name: &str) -> Option<String> {
        of(&fold::key(name))
    }

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (one, other) in [
            ("Nursultan Nazarbayev", "Nazarbaev, Nursultan"),
            ("Nazarbayev", "Nasarbajew"),
            ("Karim Massimov", "Kärim Mäsimov"),
            ("Kassym Tokayev", "Qasym Toqaev"),
            ("Akhmetov", "Ahmetov"),
            ("Mohammed", "Muhamad"),
            ("Yertysbayev", "Ertysbaev"),
            ("Касым-Жомарт Токаев", "Касим Жомарт Токаев"),
        ] {
            assert_eq!(sound(one), sound(other), "{one}, {other}");
            assert!(sound(one).is_some(), "{one}");
        }
    }

    #[test]
    fn other_names_do_not() {
        assert_ne!(sound("Karim Masimov"), sound("Karin Masimov"));
        assert_ne!(sound("Kassym Tokayev"), sound("Kassym Tokarev"));
    }

    #[test]
    fn short_names_have_none() {
        for name in ["", "May", "Li Bo", "--", "KNB"] {
            assert_eq!(sound(name), None, "{name}");
        }
    }

    #[test]
    fn any_text_has_one_or_none() {
        for name in ["\u{0}", "١٢٣٤٥", "中华人民共和国", "phphph", "tststs", "\u{10ffff}ab"] {
            let _ = sound(name);
        }
    }
}
