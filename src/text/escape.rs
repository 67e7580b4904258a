//! Text within XML and HTML.

use std::borrow::Cow;

/// A text as XML and HTML have it, in an element or between double quotes. Characters that XML has no place for, and those that
/// turn the order of what stands behind them around, are left out.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'') && is_drawable(c);
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|c| is_drawable(*c)) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

fn is_drawable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        c => !c.is_control() && u32::from(c) & 0xfffe != 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_element() {
        assert_eq!(escape("Karim"), "Karim");
        assert_eq!(
            escape("<script>a & 'b'</script>\" x=\""),
            "&lt;script&gt;a &amp; &#39;b&#39;&lt;/script&gt;&quot; x=&quot;"
        );
        assert_eq!(escape("a\0\u{b}\u{202e}b\u{fffe}\u{1ffff}c\u{200f}"), "abc\u{200f}");
    }
}
