//! Places in a document, as errors tell them.

use async_graphql::Pos;

/// Where the lines of a text begin.
#[derive(Debug)]
pub struct Lines {
    text: String,
    starts: Vec<usize>,
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
        Self { text: text.to_owned(), starts: starts.collect() }
    }

    /// Line and column of a byte; both count from 1, columns in characters.
    #[must_use]
    pub fn at(&self, offset: usize) -> Pos {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or_default();
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Pos { line, column: column + 1 }
    }
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
}
