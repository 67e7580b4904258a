//! Text in a drawing: how wide it is, where it breaks, and how it is written down.

use unicode_segmentation::UnicodeSegmentation;

/// How wide a line is at most thought to be, in units of the drawing. Nobody knows which font a reader has: the widths
/// are those of DejaVu Sans and Verdana, than which few are wider.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The width of a character, in parts of the font's size.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' => 0.36,
        ' ' | 'f' | 't' | 'r' | '-' | '\u{2010}'..='\u{2011}' => 0.40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2014}' => 1.0,
        'A'..='Z' => 0.70,
        '\u{21}'..='\u{7e}' => 0.63,
        // Marks that stand on the character before them.
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{200b}'..='\u{200f}' => {
            0.0
        }
        // Cyrillic has many wide letters.
        '\u{400}'..='\u{52f}' => 0.74,
        // Hebrew, Arabic.
        '\u{590}'..='\u{8ff}' => 0.64,
        // From here on characters are as wide as they are high.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' => 1.04,
        '\u{ff00}'..='\u{ff60}' | '\u{10000}'.. => 1.1,
        _ => 0.72,
    }
}

/// The text in lines, each no wider than `most`, and all of them about as wide as the others. What does not fit into so
/// many lines ends in an ellipsis.
#[must_use]
pub fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let broken = broken(text, size, most, lines);
    let wider = broken.iter().map(|line| width(line, size)).fold(0.0, f64::max);
    let sum: f64 = broken.iter().map(|line| width(line, size)).sum();
    let share = u32::try_from(broken.len()).map_or(most, |n| sum / f64::from(n.max(1)));
    // Nothing is broken within a word for its sake.
    let word = text.split_whitespace().map(|word| width(word, size)).fold(0.0, f64::max);
    let least = share.max(word).min(wider);
    // Between the even share and what it took, in steps that nobody sees.
    for step in 0..8 {
        let narrower = least + (wider - least) * f64::from(step) / 8.0;
        let even = self::broken(text, size, narrower, lines);
        if even.len() == broken.len() && even.iter().all(|line| !line.ends_with('…')) {
            return even;
        }
    }
    broken
}

fn broken(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut all: Vec<String> = vec![];
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= most {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            all.push(std::mem::take(&mut line));
        }
        // A word that is wider than a line, or a text that has no words, breaks between any two characters.
        for piece in word.graphemes(true) {
            if !line.is_empty() && width(&line, size) + width(piece, size) > most {
                all.push(std::mem::take(&mut line));
            }
            line.push_str(piece);
        }
    }
    if !line.is_empty() {
        all.push(line);
    }
    if all.len() > lines {
        all.truncate(lines);
        if let Some(last) = all.last_mut() {
            while !last.is_empty() && width(last, size) + width("…", size) > most {
                let end = last.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
                last.truncate(end);
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_where_there_are_none_between_characters() {
        assert_eq!(wrap("Karim Masimov", 10.0, 70.0, 2), ["Karim", "Masimov"]);
        assert_eq!(wrap("Karim Masimov", 10.0, 700.0, 2), ["Karim Masimov"]);
        assert_eq!(wrap("哈萨克斯坦共和国", 10.0, 45.0, 2), ["哈萨克斯", "坦共和国"]);
        assert_eq!(wrap("  ", 10.0, 45.0, 2), Vec::<String>::new());
    }

    #[test]
    fn lines_are_about_as_wide_as_each_other() {
        assert_eq!(
            wrap("since 7 March 2024 (as of 2 October 2024)", 10.0, 156.0, 2),
            ["since 7 March 2024", "(as of 2 October 2024)"]
        );
        assert_eq!(wrap("Kassym-Jomart Tokayev", 13.0, 170.0, 3), ["Kassym-Jomart", "Tokayev"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap("The Committee for National Security of the Republic", 10.0, 100.0, 2);
        assert_eq!(lines, ["The Committee for", "National Security…"]);
        // A mark stays with its letter.
        assert_eq!(wrap(&"e\u{301}".repeat(40), 10.0, 20.0, 1), ["e\u{301}e\u{301}…"]);
        assert!(wrap(&"w".repeat(10_000), 10.0, 100.0, 2).iter().all(|l| width(l, 10.0) <= 100.0));
    }
}
