//! Where a name may begin and end.

use unicode_script::{Script, UnicodeScript};

use crate::text::fold::{self, Folded, Kind, Unit};

/// Whether the units `from..to` begin and end where words do.
///
/// `unspaced`: the name is of a script that writes words without spaces, so it needs no boundary against its own
/// script. Katakana does: "インド" (India) is not in "インドネシア" (Indonesia). Korean attaches its particles to the
/// end of a name, which is therefore open. An apostrophe ends a word in a possessive or a contraction
/// ("Nazarbayev’s"), and in Turkish before any ending; it begins one after an elided article ("l’Italie"), but not
/// in "O’Brien" or "Xi’an".
pub(super) fn holds(folded: &Folded, from: usize, to: usize, unspaced: bool, language: Option<&str>) -> bool {
    let units = &folded.units;
    let (Some(head), Some(tail)) = (units.get(from), last_visible(units, from, to)) else { return false };
    let crosses = units[from..to].iter().any(|u| u.kind == Kind::Break);
    !crosses && begins(folded, from, head, unspaced) && ends(folded, to, tail, unspaced, language)
}

/// Scripts whose words stand without spaces between them.
pub(in crate::text) fn unspaced(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
            | Script::Javanese
            | Script::Balinese
    )
}

fn begins(folded: &Folded, from: usize, head: &Unit, open: bool) -> bool {
    let Some(before) = visible_before(folded, from) else { return true };
    let unit = &folded.units[before];
    if fold::is_apostrophe(unit.first) && fold::is_word(head.first) {
        return !inside_word(folded, before) || elided(folded, before);
    }
    apart(unit, head, open)
}

fn ends(folded: &Folded, to: usize, tail: &Unit, open: bool, language: Option<&str>) -> bool {
    let Some(after) = visible_from(folded, to) else { return true };
    let unit = &folded.units[after];
    if fold::is_apostrophe(unit.first) && fold::is_word(tail.first) {
        let ending: String =
            folded.units[after + 1..].iter().map(|u| u.first).take_while(|c| fold::is_word(*c)).collect();
        let foreign = matches!(language, Some("tr" | "az"));
        return ending.is_empty()
            || (foreign && ending.starts_with(char::is_lowercase))
            || matches!(ending.to_lowercase().as_str(), "s" | "d" | "ll" | "ve" | "re" | "m")
            // A closing quote: a name never goes on with a capital after an apostrophe of its own and a small letter.
            || (matches!(unit.first, '’' | '‘' | '′') && tail.first.is_lowercase() && ending.starts_with(char::is_uppercase));
    }
    if tail.first.script() == Script::Hangul && unit.first.script() == Script::Hangul {
        return true;
    }
    apart(tail, unit, open)
}

fn apart(left: &Unit, right: &Unit, open: bool) -> bool {
    let word = |u: &Unit| u.kind == Kind::Word;
    if !word(left) || !word(right) {
        return true;
    }
    match (unspaced(left.first), unspaced(right.first)) {
        (true, true) => open && !(katakana(left.first) && katakana(right.first)),
        // The long-vowel mark goes on with the Katakana before it; otherwise another script is another word.
        (true, false) | (false, true) => !(katakana(left.first) && katakana(right.first)),
        (false, false) => false,
    }
}

/// Katakana and the signs that only occur within it.
fn katakana(c: char) -> bool {
    c.script() == Script::Katakana || matches!(c, 'ー' | 'ｰ')
}

fn inside_word(folded: &Folded, apostrophe: usize) -> bool {
    apostrophe.checked_sub(1).and_then(|i| folded.units.get(i)).is_some_and(|u| u.kind == Kind::Word)
}

/// Whether the letters before the apostrophe are an article or preposition that lost its vowel: small letters, or
/// capitalised by the beginning of a line or sentence. "O’" is none.
fn elided(folded: &Folded, apostrophe: usize) -> bool {
    let letters = folded.units[..apostrophe].iter().rev().take_while(|u| u.kind == Kind::Word).count();
    let start = apostrophe - letters;
    let piece = folded.slice(start, apostrophe);
    let known = matches!(
        piece,
        "l" | "d"
            | "qu"
            | "n"
            | "un"
            | "all"
            | "dall"
            | "dell"
            | "nell"
            | "sull"
            | "quell"
            | "gl"
            | "lorsqu"
            | "puisqu"
            | "jusqu"
    );
    let small = folded.units.get(start).is_some_and(|u| u.first.is_lowercase());
    let opens = start
        .checked_sub(2)
        .and_then(|i| folded.units.get(i))
        .is_none_or(|u| matches!(u.first, '.' | '!' | '?'));
    known && (small || opens)
}

fn visible_before(folded: &Folded, from: usize) -> Option<usize> {
    (0..from).rev().find(|&i| shown(folded, i))
}

fn visible_from(folded: &Folded, to: usize) -> Option<usize> {
    (to..folded.units.len().saturating_sub(1)).find(|&i| shown(folded, i))
}

/// Not a soft hyphen or a joiner, which fold to nothing.
fn shown(folded: &Folded, index: usize) -> bool {
    let at = |i: usize| folded.units.get(i).map(|u| u.at);
    folded.units.get(index).is_some_and(|u| u.kind == Kind::Dot) || at(index) != at(index + 1)
}

fn last_visible(units: &[Unit], from: usize, to: usize) -> Option<&Unit> {
    units.get(from..to)?.iter().rev().find(|u| !(u.kind == Kind::Word && u.first.is_control()))
}
