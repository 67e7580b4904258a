//! How much two words in Latin letters are alike: letters that are wrong, missing, too many or the wrong way round.

/// Letters that may be wrong in a word of this length: in short words, one makes another word.
#[must_use]
pub fn allowed(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        8..13 => 2,
        _ => 3,
    }
}

/// How many letters are wrong; none where there are more than are [allowed] in the longer of the two.
#[must_use]
pub fn wrong(one: &str, other: &str) -> Option<usize> {
    let (a, b) = (one.chars().count(), other.chars().count());
    let most = allowed(a.min(b));
    if a.abs_diff(b) > most || one.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    // Restricted Damerau-Levenshtein: no piece is changed twice.
    let distance = strsim::osa_distance(one, other);
    (distance <= most).then_some(distance)
}

/// The letters of a word three by three, with its ends marked; each once, in order.
#[must_use]
pub fn grams(latin: &str) -> Vec<String> {
    let letters: Vec<char> = "  ".chars().chain(latin.chars()).chain([' ']).collect();
    let mut grams: Vec<String> = letters.windows(3).map(|three| three.iter().collect()).collect();
    grams.sort();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_letters_may_be_wrong() {
        for (one, other, is) in [
            ("nazarbayev", "nazarbayev", Some(0)),
            ("nazarbayev", "nazarbaev", Some(1)),
            ("nazarbayev", "nazabrayev", Some(1)),
            ("nazarbayev", "nasarbajew", None),
            ("kazakhstan", "kazakstahn", Some(2)),
            ("may", "mae", None),
            ("abish", "abysh", Some(1)),
            ("2022", "2021", None),
            ("karim", "kerem", None),
        ] {
            assert_eq!(wrong(one, other), is, "{one} {other}");
        }
    }

    #[test]
    fn letters_come_three_by_three() {
        assert_eq!(grams("abab"), ["  a", " ab", "ab ", "aba", "bab"]);
        assert_eq!(grams("x"), ["  x", " x "]);
    }
}
