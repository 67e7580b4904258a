//! Places in a document, as errors tell them.

use async_graphql::Pos;

/// Characters are counted anew from the last of these many bytes: a document may be one long line, with many places.
const STEP: usize = 256;

/// Where the lines of a text begin.
#[derive(Debug)]
pub struct Lines {
    text: String,
    starts: Vec<usize>,
    /// Characters before each [`STEP`] of bytes; none where each byte is one.
    marks: Vec<usize>,
    is_ascii: bool,
}

impl Lines {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        // A line ends with \n, \r\n or \r.
        let ends = |at: usize| match bytes.get(at) {
            Some(b'\n') => true,
            Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(|at| ends(*at)).map(|at| at + 1));
        let steps = bytes.chunks(STEP).scan(0, |before, step| {
            let mark = *before;
            *before += characters(step);
            Some(mark)
        });
        let is_ascii = text.is_ascii();
        let marks = if is_ascii { vec![] } else { steps.collect() };
        Self { text: text.to_owned(), starts: starts.collect(), marks, is_ascii }
    }

    /// Line and column of a byte; both count from 1, columns in characters.
    #[must_use]
    pub fn at(&self, offset: usize) -> Pos {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or_default();
        Pos { line, column: self.before(offset).saturating_sub(self.before(start)) + 1 }
    }

    /// How many characters begin before a byte.
    fn before(&self, offset: usize) -> usize {
        if self.is_ascii {
            return offset;
        }
        let step = offset / STEP;
        let rest = self.text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        self.marks.get(step).copied().unwrap_or_default() + characters(rest)
    }
}

/// Bytes with which a character begins.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| *byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let lines = Lines::new("é{a}\r\n b\rc\n");
        let at = |offset| {
            let pos = lines.at(offset);
            (pos.line, pos.column)
        };
        assert_eq!([at(0), at(2), at(8), at(10), at(12)], [(1, 1), (1, 2), (2, 2), (3, 1), (4, 1)]);
    }

    #[test]
    fn long_lines_are_counted_by_steps() {
        is_counted(&format!("{}\n{}", "aé💩".repeat(200), "é".repeat(1_000)));
    }

    #[test]
    fn what_is_ascii_is_not_counted() {
        is_counted(&format!("{}\n{}\n\nabc", "a".repeat(600), "b".repeat(300)));
    }

    fn is_counted(text: &str) {
        let lines = Lines::new(text);
        for (offset, _) in text.char_indices() {
            let before = text.get(..offset).unwrap();
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            let line = before.matches('\n').count() + 1;
            let pos = lines.at(offset);
            assert_eq!((pos.line, pos.column), (line, column), "{offset}");
        }
    }
}
