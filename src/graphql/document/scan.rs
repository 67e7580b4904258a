//! The text of a document before anything parses it: its tokens are counted in one pass, without recursion, so that no
//! text can cost more than its length.
//! ([Lexical tokens](https://spec.graphql.org/September2025/#sec-Language.Source-Text.Lexical-Tokens))

use std::borrow::Cow;
use std::ops::Range;

use super::limits::{Limits, Refusal};

/// Counts what stands in the text, and returns it for the parser, in which descriptions of operations, fragments and
/// variables are blank: the parser does not know them yet. Places in the text stay the same.
///
/// # Errors
/// The first limit that the text exceeds.
pub fn scan<'a>(text: &'a str, limits: &Limits) -> Result<Cow<'a, str>, Refusal> {
    if text.len() > limits.bytes {
        return Err(Refusal::Bytes { is: text.len(), most: limits.bytes });
    }
    let mut scan = Scan { at: 0, bytes: text.as_bytes() };
    let (mut tokens, mut aliases, mut directives) = (0, 0, 0);
    let mut open = Open::default();
    let mut descriptions: Vec<Range<usize>> = vec![];
    let mut before = b' ';
    while let Some(token) = scan.next() {
        tokens += 1;
        let first = scan.bytes.get(token.start).copied().unwrap_or_default();
        match first {
            b'(' | b'[' | b'{' => open.add(first, 1),
            b')' | b']' | b'}' => open.add(first, -1),
            b'@' => directives += 1,
            // Elsewhere than in an alias, a colon stands in parentheses.
            b':' if open.round == 0 => aliases += 1,
            b'"' if open.may_describe(before) => descriptions.push(token),
            _ => {}
        }
        before = first;
        if tokens > limits.tokens {
            return Err(Refusal::Tokens { most: limits.tokens });
        }
        if open.all() > limits.nesting {
            return Err(Refusal::Nesting { most: limits.nesting });
        }
        if aliases > limits.aliases {
            return Err(Refusal::Aliases { most: limits.aliases });
        }
        if directives > limits.directives {
            return Err(Refusal::Directives { most: limits.directives });
        }
    }
    descriptions.retain(|description| describes(text, description.end));
    Ok(blank(text, &descriptions))
}

/// How many brackets of each kind are open.
#[derive(Default)]
struct Open {
    round: usize,
    square: usize,
    curly: usize,
}

impl Open {
    fn add(&mut self, bracket: u8, by: isize) {
        let open = match bracket {
            b'(' | b')' => &mut self.round,
            b'[' | b']' => &mut self.square,
            _ => &mut self.curly,
        };
        *open = open.saturating_add_signed(by);
    }

    fn all(&self) -> usize {
        self.round + self.square + self.curly
    }

    /// Before an operation or a fragment, where a definition has ended or none begun; or among an operation's variables.
    fn may_describe(&self, before: u8) -> bool {
        let here = match self.round {
            0 => matches!(before, b' ' | b'}'),
            1 => !matches!(before, b':' | b'='),
            _ => false,
        };
        here && self.curly == 0 && self.square == 0
    }
}

/// Whether what follows can have a description: a definition that begins with a word, or a variable.
fn describes(text: &str, end: usize) -> bool {
    let mut rest = Scan { at: end, bytes: text.as_bytes() };
    let next = rest.next().and_then(|token| text.get(token));
    next.is_some_and(|next| matches!(next, "query" | "mutation" | "subscription" | "fragment" | "$"))
}

fn blank<'a>(text: &'a str, spans: &[Range<usize>]) -> Cow<'a, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        out.push_str(text.get(from..span.start).unwrap_or_default());
        let described = text.get(span.clone()).unwrap_or_default();
        out.extend(described.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { ' ' }));
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

struct Scan<'a> {
    at: usize,
    bytes: &'a [u8],
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
    }

    /// The next token; what the specification ignores is passed over.
    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            match self.rest() {
                [] => return None,
                [b' ' | b'\t' | b'\r' | b'\n' | b',', ..] => self.at += 1,
                // A byte order mark.
                [0xEF, 0xBB, 0xBF, ..] => self.at += 3,
                [b'#', ..] => self.skip_while(|byte| !matches!(byte, b'\n' | b'\r')),
                _ => break,
            }
        }
        let start = self.at;
        match self.peek(0) {
            b'"' if self.rest().starts_with(br#"""""#) => self.block_string(),
            b'"' => self.string(),
            b'.' if self.rest().starts_with(b"...") => self.at += 3,
            b'-' | b'0'..=b'9' => {
                self.at += 1;
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                // The fraction; three dots are another token.
                while self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
                    self.at += 1;
                    self.skip_while(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-')
                    });
                }
            }
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            }
            // A character of several bytes is one token, and the parser's to refuse.
            byte if byte >= 0x80 => {
                self.at += 1;
                self.skip_while(|byte| byte & 0xC0 == 0x80);
            }
            _ => self.at += 1,
        }
        Some(start..self.at)
    }

    /// To its end, or to the end of the line where it has none.
    fn string(&mut self) {
        self.at += 1;
        loop {
            match self.peek(0) {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' if !matches!(self.peek(1), b'\n' | b'\r') => {
                    self.at = (self.at + 2).min(self.bytes.len())
                }
                b'\n' | b'\r' => return,
                _ if self.at >= self.bytes.len() => return,
                _ => self.at += 1,
            }
        }
    }

    fn block_string(&mut self) {
        self.at += 3;
        loop {
            match self.rest() {
                [] => return,
                [b'"', b'"', b'"', ..] => {
                    self.at += 3;
                    return;
                }
                [b'\\', b'"', b'"', b'"', ..] => self.at += 4,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> String {
        scan(text, &Limits::default()).unwrap().into_owned()
    }

    fn tokens(text: &str) -> Vec<&str> {
        let mut scan = Scan { at: 0, bytes: text.as_bytes() };
        std::iter::from_fn(|| scan.next()).map(|token| &text[token]).collect()
    }

    #[test]
    fn tokens_are_those_of_the_specification() {
        assert_eq!(
            tokens("\u{feff}query Q($n:Int=-1.5e+3,)@d{...F ,a#x{\"\n\"\"\"b \\\"\"\" \"\"\"\"s\\\"\"é}"),
            [
                "query",
                "Q",
                "(",
                "$",
                "n",
                ":",
                "Int",
                "=",
                "-1.5e+3",
                ")",
                "@",
                "d",
                "{",
                "...",
                "F",
                "a",
                "\"\"\"b \\\"\"\" \"\"\"",
                "\"s\\\"\"",
                "é",
                "}"
            ]
        );
        // What never ends, ends with the line or the text.
        assert_eq!(tokens("\"a\nb"), ["\"a", "b"]);
        for open in ["\"", "\"\\", "\"\"\"", "\"\"\"\\", "#", "\"é"] {
            assert!(tokens(open).len() <= 1, "{open}");
        }
    }

    #[test]
    fn descriptions_become_blank_where_definitions_may_have_them() {
        for (text, blank) in [
            (r#""x" query Q { a }"#, r#"    query Q { a }"#),
            (
                r#"query Q("why" $n: String = "x" "é" $m: T = {k: "v"}) { a(s: "y") }"#,
                r#"query Q(      $n: String = "x"     $m: T = {k: "v"}) { a(s: "y") }"#,
            ),
            ("\"\"\"two\nlines\"\"\" fragment F on T { a }", "      \n         fragment F on T { a }"),
            ("query \"x\" query { a }", "query \"x\" query { a }"),
            // Here they are a fault, which the parser shall see.
            (r#""x" { a }"#, r#""x" { a }"#),
            (r#"{ a } "x""#, r#"{ a } "x""#),
            (r#"query Q @d(a: "x") { a }"#, r#"query Q @d(a: "x") { a }"#),
        ] {
            assert_eq!(scanned(text), blank);
            assert_eq!(text.chars().count(), blank.chars().count());
        }
    }

    #[test]
    fn brackets_within_strings_and_comments_do_not_count() {
        let limits = Limits { nesting: 3, aliases: 1, directives: 1, ..Limits::default() };
        let text = "{ a(s: \"[[[[ @ @ :\", t: \"\"\"((( \\\"\"\" {{{\"\"\") # [[[[ @ @\n }";
        assert!(scan(text, &limits).is_ok());
        assert_eq!(scan("{a(s: [[1]])}", &limits), Err(Refusal::Nesting { most: 3 }));
        assert_eq!(scan("{a: b c: d}", &limits), Err(Refusal::Aliases { most: 1 }));
        assert_eq!(scan("{a @b @c}", &limits), Err(Refusal::Directives { most: 1 }));
    }

    #[test]
    fn arguments_variables_and_keys_are_no_aliases() {
        let limits = Limits { aliases: 0, ..Limits::default() };
        let text = "query Q($a: Int = 1 @d(r: 2)) @e(f: {g: 1}) { a(b: {c: [{d: 1}]}) @skip(if: true) }";
        assert!(scan(text, &limits).is_ok());
    }

    #[test]
    fn sizes_are_exact() {
        let limits = Limits { bytes: 5, tokens: 3, ..Limits::default() };
        assert!(scan("{a,b", &limits).is_ok());
        assert_eq!(scan("{a,b}", &limits), Err(Refusal::Tokens { most: 3 }));
        assert_eq!(scan("{a,,b}", &limits), Err(Refusal::Bytes { is: 6, most: 5 }));
    }
}
