//! Conditions on rows: what a filter becomes. The same condition gives the same text, whatever it is compared with.

use sea_orm::{DbBackend, Value};
use uuid::Uuid;

use super::list::{List, storable};
use super::sql::Sql;

/// A column that may be filtered by. Each noun's module has those of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column(pub(super) &'static str);

/// A text that may be filtered by: as it stands, and as it is compared where case and marks do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    pub exact: Column,
    pub folded: Column,
    pub folding: Folding,
}

/// How the folded column of a text is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Folding {
    /// As names are: [`fold::key`](crate::text::fold::key).
    Key,
    /// It has small letters only, as slugs have.
    Small,
}

/// A way from a row to rows of another table: `table WHERE joined`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link(pub(super) &'static str);

/// How the row id is found that a public id stands for: an expression, with `?` for the UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lookup(pub(super) &'static str);

/// What a column is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    Int(i64),
    Uid(Uuid),
    Text(String),
    Real(Real),
}

/// A number that is no whole one: its bits, so that conditions can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Real(u64);

/// A comparison. A column without a value is unlike every value: `Ne` and `NotIn` match it, all others do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    Eq(Operand),
    Ne(Operand),
    In(List),
    NotIn(List),
    Less(Operand),
    AtMost(Operand),
    More(Operand),
    AtLeast(Operand),
    /// ASCII letters are alike in either case; `%` and `_` stand for themselves. So also the next two.
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    IsNull(bool),
    /// The text index finds this in it: a query in the database's words.
    Matches(String),
    /// This stands in it, letter by letter. So also the next two.
    Holds(String),
    Begins(String),
    Ends(String),
    /// It is the row id that the public id stands for.
    Names(Lookup, Uuid),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// All of them; none: true.
    All(Vec<Predicate>),
    /// One of them at least; none: false.
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    Is(Column, Test),
    /// Of the rows that the link leads to, one at least fits.
    Some(Link, Box<Predicate>),
    /// So many of the rows that the link leads to fit.
    Count(Link, Box<Predicate>, Test),
    /// The row is one of those that such rows lead to; these are collected first, which pays where they are few. The link
    /// is `column IN (SELECT … IN (SELECT … FROM table WHERE condition`.
    Within(Link, Box<Predicate>),
    /// As `Some`, where there can be one such row at most and a key finds it: it is looked up for each row of the walk.
    /// PostgreSQL would rather collect all such rows first, which for a hub are very many.
    Probe(Link, Box<Predicate>),
}

impl Predicate {
    #[must_use]
    pub fn always() -> Self {
        Self::All(vec![])
    }

    #[must_use]
    pub fn never() -> Self {
        Self::Any(vec![])
    }

    /// Whether it asks nothing.
    #[must_use]
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_always))
    }

    /// The parts that must all hold, however they are nested.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            // One alternative is none.
            Self::Any(parts) if parts.len() == 1 => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// Adds ` AND …`, or nothing where it asks nothing.
    pub(super) fn narrow(&self, sql: &mut Sql) {
        if !self.is_always() {
            sql.push(" AND ");
            self.render(sql);
        }
    }

    fn render(&self, sql: &mut Sql) {
        match self {
            Self::All(parts) => join(parts, " AND ", "TRUE", sql),
            Self::Any(parts) => join(parts, " OR ", "FALSE", sql),
            Self::Not(part) => {
                if matches!(**part, Self::Some(..)) {
                    sql.push("NOT ");
                    part.render(sql);
                } else {
                    // What is unknown is not so: there is no third answer.
                    sql.push("(");
                    part.render(sql);
                    sql.push(") IS NOT TRUE");
                }
            }
            Self::Is(column, test) => test.render(column.0, sql),
            Self::Probe(link, part) => {
                sql.push(&format!("(SELECT count(*) FROM {}", link.0));
                part.narrow(sql);
                sql.push(") > 0");
            }
            Self::Within(link, part) => {
                sql.push(link.0);
                part.narrow(sql);
                sql.push("))");
            }
            Self::Count(link, part, test) => {
                let most = test.largest();
                let count = sql.aside(|sql| {
                    sql.push(&format!("(SELECT count(*) FROM (SELECT 1 AS one FROM {}", link.0));
                    part.narrow(sql);
                    // Counting on would not change the answer.
                    sql.push(" LIMIT ").bind(most.saturating_add(1).max(1)).push(") counted)");
                });
                test.render(&count, sql);
            }
            Self::Some(link, part) => {
                sql.push(&format!("EXISTS (SELECT 1 FROM {}", link.0));
                part.narrow(sql);
                sql.push(")");
            }
        }
    }
}

fn join(parts: &[Predicate], word: &str, none: &str, sql: &mut Sql) {
    if parts.is_empty() {
        sql.push(none);
        return;
    }
    sql.push("(");
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            sql.push(word);
        }
        part.render(sql);
    }
    sql.push(")");
}

impl From<f64> for Real {
    fn from(number: f64) -> Self {
        // Nothing is less than nothing.
        Self(if number == 0.0 { 0 } else { number.to_bits() })
    }
}

impl Test {
    /// The largest number that it speaks of.
    fn largest(&self) -> i64 {
        match self {
            Self::Eq(Operand::Int(n))
            | Self::Ne(Operand::Int(n))
            | Self::Less(Operand::Int(n))
            | Self::AtMost(Operand::Int(n))
            | Self::More(Operand::Int(n))
            | Self::AtLeast(Operand::Int(n)) => *n,
            Self::In(List::Ints(all)) | Self::NotIn(List::Ints(all)) => {
                all.iter().copied().max().unwrap_or(0)
            }
            _ => i64::MAX - 1,
        }
    }

    fn render(&self, column: &str, sql: &mut Sql) {
        let postgres = sql.backend() == DbBackend::Postgres;
        let mut compare = |sign: &str, operand: &Operand| {
            // Texts are ordered by their bytes, on either database.
            let is_range = sign.starts_with(['<', '>']) && matches!(operand, Operand::Text(_));
            let bytes = if postgres && is_range { " COLLATE \"C\"" } else { "" };
            sql.push(&format!("{column}{bytes} {sign} ")).bind(operand);
        };
        match self {
            Self::Eq(operand) => compare("=", operand),
            Self::Ne(operand) => compare("IS DISTINCT FROM", operand),
            Self::Less(operand) => compare("<", operand),
            Self::AtMost(operand) => compare("<=", operand),
            Self::More(operand) => compare(">", operand),
            Self::AtLeast(operand) => compare(">=", operand),
            Self::In(list) => {
                sql.push(column).any_of(list);
            }
            Self::NotIn(list) => {
                sql.push(&format!("({column}")).any_of(list).push(") IS NOT TRUE");
            }
            Self::Contains(text) => like(column, format!("%{}%", escaped(text)), sql),
            Self::StartsWith(text) => like(column, format!("{}%", escaped(text)), sql),
            Self::EndsWith(text) => like(column, format!("%{}", escaped(text)), sql),
            Self::Matches(query) => {
                let postgres = sql.backend() == DbBackend::Postgres;
                sql.push(column).push(if postgres { " @@ " } else { " MATCH " }).bind(query.as_str());
                sql.push(if postgres { "::tsquery" } else { "" });
            }
            // Every text holds, begins with and ends with the empty one.
            Self::Holds(text) | Self::Begins(text) | Self::Ends(text) if text.is_empty() => {
                sql.push(&format!("{column} IS NOT NULL"));
            }
            Self::Holds(text) => {
                let find = if postgres { "strpos" } else { "instr" };
                sql.push(&format!("{find}({column}, ")).bind(text.as_str()).push(") > 0");
            }
            Self::Begins(text) => begins(column, &storable(text), sql),
            Self::Ends(text) => {
                let length = text.chars().count();
                sql.push(&if postgres {
                    format!("right({column}, {length}) = ")
                } else {
                    format!("substr({column}, -{length}) = ")
                });
                sql.bind(text.as_str());
            }
            Self::Names(lookup, uid) => {
                let uid = sql.parameter((*uid).into());
                sql.push(&format!("{column} = {}", lookup.0.replace('?', &uid)));
            }
            Self::IsNull(true) => {
                sql.push(&format!("{column} IS NULL"));
            }
            Self::IsNull(false) => {
                sql.push(&format!("{column} IS NOT NULL"));
            }
        }
    }
}

/// A range, along which an index can be walked.
fn begins(column: &str, text: &str, sql: &mut Sql) {
    let bytes = if sql.backend() == DbBackend::Postgres { " COLLATE \"C\"" } else { "" };
    sql.push(&format!("({column}{bytes} >= ")).bind(text);
    if let Some(beyond) = beyond(text) {
        sql.push(&format!(" AND {column}{bytes} < ")).bind(beyond);
    }
    sql.push(")");
}

/// The first text behind all that begin with this one.
fn beyond(text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    while let Some(last) = letters.pop() {
        // Between these there are no letters, but halves of some.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

/// Bytes of a pattern at most. SQLite takes 50 000; the longest line that a column holds makes 16 000.
const LONGEST_PATTERN: usize = 20_000;

/// SQLite's LIKE takes ASCII letters in either case; PostgreSQL is made to do the same.
fn like(column: &str, pattern: String, sql: &mut Sql) {
    if pattern.len() > LONGEST_PATTERN {
        // Nothing is as long: neither true nor, where there is no value, false.
        sql.push(&format!("{column} <> {column}"));
        return;
    }
    if sql.backend() == DbBackend::Postgres {
        sql.push(&format!("lower({column} COLLATE \"C\") LIKE ")).bind(pattern.to_ascii_lowercase());
    } else {
        sql.push(&format!("{column} LIKE ")).bind(pattern);
    }
    sql.push(" ESCAPE '\\'");
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl From<&Operand> for Value {
    fn from(operand: &Operand) -> Self {
        match operand {
            Operand::Int(n) => (*n).into(),
            Operand::Uid(uid) => (*uid).into(),
            Operand::Text(text) => text.clone().into(),
            Operand::Real(real) => f64::from_bits(real.0).into(),
        }
    }
}
