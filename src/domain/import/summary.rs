//! What an import did, told to whoever ran it.

use std::collections::BTreeMap;
use std::fmt;

/// What became of the elements of one noun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, updated, unchanged } = self;
        let parts = [(created, "created"), (updated, "updated"), (unchanged, "unchanged")];
        let parts: Vec<_> =
            parts.iter().filter(|(n, _)| **n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        f.write_str(&parts.join(", "))
    }
}

/// What an import did with one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSummary {
    pub file: String,
    pub identifier_schemes: Count,
    pub relation_types: Count,
    pub entities: Count,
    pub articles: Count,
    pub series: Count,
    pub relations: Count,
    pub evidence: Count,
    /// Articles that went live.
    pub published: usize,
    /// The edition that the file made; none where readers see no difference.
    pub edition: Option<i64>,
    /// Mentions that new revisions have, however they were found.
    pub linked: usize,
    /// Names that stand in the new texts and were not linked, by what is said of them, with how often.
    pub unlinked: BTreeMap<Unlinked, usize>,
    /// What the import decided by itself.
    pub notes: Vec<String>,
}

impl FileSummary {
    /// Whether anything was written.
    #[must_use]
    pub fn changed(&self) -> bool {
        let nouns = [
            self.identifier_schemes,
            self.relation_types,
            self.entities,
            self.articles,
            self.series,
            self.relations,
            self.evidence,
        ];
        nouns.iter().any(|n| n.created + n.updated > 0) || self.published > 0
    }
}

/// A name that was found and not linked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unlinked {
    pub surface: String,
    pub reason: String,
}

/// Unlinked names that are shown.
const SHOWN: usize = 20;

impl fmt::Display for FileSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.file)?;
        let nouns = [
            ("identifier schemes", self.identifier_schemes),
            ("relation types", self.relation_types),
            ("entities", self.entities),
            ("articles", self.articles),
            ("series", self.series),
            ("relations", self.relations),
            ("evidence", self.evidence),
        ];
        for (noun, count) in nouns.into_iter().filter(|(_, count)| *count != Count::default()) {
            writeln!(f, "  {noun}: {count}")?;
        }
        if self.published > 0 {
            writeln!(f, "  published: {}", self.published)?;
        }
        match self.edition {
            Some(number) => writeln!(f, "  edition: {number}")?,
            None => writeln!(f, "  edition: as before")?,
        }
        if self.linked > 0 || !self.unlinked.is_empty() {
            writeln!(f, "  names linked: {}", self.linked)?;
        }
        if !self.unlinked.is_empty() {
            writeln!(f, "  names left alone: {}", self.unlinked.values().sum::<usize>())?;
            let mut most: Vec<_> = self.unlinked.iter().collect();
            most.sort_by_key(|(name, times)| (std::cmp::Reverse(**times), *name));
            for (Unlinked { surface, reason }, times) in most.iter().take(SHOWN) {
                writeln!(f, "    {surface} ({times}): {reason}")?;
            }
            if most.len() > SHOWN {
                writeln!(f, "    … and {} more", most.len() - SHOWN)?;
            }
        }
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        Ok(())
    }
}
