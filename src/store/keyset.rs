//! Pages by the keys of a list's order: the next page begins where the keys of the last row stand, however much was
//! published since.
//!
//! A row id is named by the row's UUID, and the statement that reads the page looks the id up. Row ids are counted on
//! the desk: from the gaps between those of two published rows, one could tell how much there is that is not published.
//!
//! **A row that was withdrawn since** has no id any more. The page then begins at the first row that has the same other
//! keys, in the direction of reading: those rows come again, and none is left out. An order by the row id alone has no
//! other keys, so its list begins again. It is the same for a row that was never public.

use std::borrow::Cow;

use sea_orm::Value;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::predicate::Predicate;
use super::sql::Sql;

/// One column of an order. It is never null, and the last column of an order is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    column: &'static str,
    kind: Kind,
    descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    /// The row id of a row in this table.
    Row(&'static str),
}

/// An order of a list: one of its own, or [one that was asked for](crate::store::order).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its name, which cursors carry.
    pub code: Cow<'static, str>,
    pub sorts: Cow<'static, [Sort]>,
}

/// The value of a sort column at a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Int(i64),
    Text(String),
    /// Stands for the id of the row that has this UUID.
    Uid(Uuid),
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Rows at most.
    pub size: u32,
    /// The row next to the page: behind it forwards, before it backwards. Without one: the end of the list.
    pub from: Option<Vec<Key>>,
    pub backward: bool,
    /// Rows to leave out first.
    pub offset: u32,
}

/// A page's rows in the order of the list, and whether there are more on either side.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub before: bool,
    pub after: bool,
}

/// No rows.
impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: vec![], before: false, after: false }
    }
}

impl Sort {
    pub(super) const fn int(column: &'static str) -> Self {
        Self { column, kind: Kind::Int, descending: false }
    }

    pub(super) const fn text(column: &'static str) -> Self {
        Self { column, kind: Kind::Text, descending: false }
    }

    /// A column of row ids, of rows in this table.
    pub(super) const fn row(column: &'static str, table: &'static str) -> Self {
        Self { column, kind: Kind::Row(table), descending: false }
    }

    pub(super) const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }
}

impl Sort {
    /// How the column of a row beyond a place compares with that place.
    fn sign(&self, page: &Page) -> &'static str {
        if self.descending == page.backward { ">" } else { "<" }
    }

    /// Adds the value of the column at the row where the page begins.
    fn place(&self, key: &Key, page: &Page, among: &Predicate, sql: &mut Sql) {
        let Kind::Row(table) = self.kind else {
            sql.bind(key);
            return;
        };
        // Row ids count from 1: beyond these places is every row.
        let extreme = if self.sign(page) == "<" { i64::MAX } else { 0 };
        sql.push(&format!("COALESCE((SELECT id FROM {table} WHERE uid = ")).bind(key);
        among.narrow(sql);
        sql.push(&format!("), {extreme})"));
    }
}

impl Order {
    pub(super) const fn of(code: &'static str, sorts: &'static [Sort]) -> Self {
        Self { code: Cow::Borrowed(code), sorts: Cow::Borrowed(sorts) }
    }

    /// Whether the keys can be those of a row in this order.
    #[must_use]
    pub fn fits(&self, keys: &[Key]) -> bool {
        keys.len() == self.sorts.len()
            && self.sorts.iter().zip(keys).all(|(sort, key)| match sort.kind {
                Kind::Int => matches!(key, Key::Int(_)),
                Kind::Text => matches!(key, Key::Text(_)),
                Kind::Row(_) => matches!(key, Key::Uid(_)),
            })
    }

    /// The keys of a row in this order, as they were [serialized](Key).
    #[must_use]
    pub fn keys(&self, values: Vec<serde_json::Value>) -> Option<Vec<Key>> {
        if values.len() != self.sorts.len() {
            return None;
        }
        let key = |(sort, value): (&Sort, serde_json::Value)| match (sort.kind, value) {
            (Kind::Int, serde_json::Value::Number(number)) => number.as_i64().map(Key::Int),
            (Kind::Text, serde_json::Value::String(text)) => Some(Key::Text(text)),
            (Kind::Row(_), serde_json::Value::String(text)) => text.parse().ok().map(Key::Uid),
            _ => None,
        };
        self.sorts.iter().zip(values).map(key).collect()
    }

    /// What stands behind `ORDER BY`.
    pub(super) fn by(&self, page: &Page) -> String {
        let term =
            |s: &Sort| format!("{}{}", s.column, if s.descending != page.backward { " DESC" } else { "" });
        self.sorts.iter().map(term).collect::<Vec<_>>().join(", ")
    }

    /// Adds ` AND …`: only rows beyond the one at which the page begins.
    pub(in crate::store) fn beyond(&self, page: &Page, sql: &mut Sql) {
        self.beyond_among(page, &Predicate::always(), sql);
    }

    /// The same, where a row that does not fit `among` is like one that is not there.
    pub(in crate::store) fn beyond_among(&self, page: &Page, among: &Predicate, sql: &mut Sql) {
        let Some(keys) = page.from.as_ref().filter(|keys| self.fits(keys)) else { return };
        let sign = |s: &Sort| s.sign(page);
        let first = self.sorts.first().map(sign);
        if self.sorts.iter().all(|s| Some(sign(s)) == first) {
            let columns = self.sorts.iter().map(|s| s.column).collect::<Vec<_>>().join(", ");
            sql.push(&format!(" AND ({columns}) {} (", first.unwrap_or("<")));
            for (i, (sort, key)) in self.sorts.iter().zip(keys).enumerate() {
                sort.place(key, page, among, sql.push(if i > 0 { ", " } else { "" }));
            }
            sql.push(")");
            return;
        }
        // Columns of both directions: a < x OR (a = x AND (b > y OR …)), with a bound on `a` for the index.
        let last = self.sorts.len() - 1;
        for (i, (sort, key)) in self.sorts.iter().zip(keys).enumerate() {
            let Sort { column, .. } = sort;
            let sign = sign(sort);
            let mut compare = |text: String| sort.place(key, page, among, sql.push(&text));
            if i == last {
                compare(format!(" AND {column} {sign} "));
            } else {
                compare(format!(" AND {column} {sign}= "));
                compare(format!(" AND ({column} {sign} "));
                compare(format!(" OR ({column} = "));
            }
        }
        sql.push(&"))".repeat(last));
    }
}

impl Page {
    /// The first rows of a list.
    #[must_use]
    pub fn first(size: u32) -> Self {
        Self { size, from: None, backward: false, offset: 0 }
    }

    /// One row more than the page has tells whether the list goes on.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.size.saturating_add(1)
    }

    /// Adds ` LIMIT …`, and ` OFFSET …` where there is one.
    pub(super) fn cut(&self, sql: &mut Sql) {
        sql.push(" LIMIT ").bind(i64::from(self.limit()));
        if self.offset > 0 {
            sql.push(" OFFSET ").bind(i64::from(self.offset));
        }
    }

    /// The page of the rows that [`Page::limit`] let through, in the order of the statement.
    #[must_use]
    pub fn slice<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let passed = self.from.is_some() || self.offset > 0;
        if self.backward {
            rows.reverse();
            Slice { rows, before: more, after: passed }
        } else {
            Slice { rows, before: passed, after: more }
        }
    }

    /// The page of a list that is at hand as a whole, in the ascending order of its keys.
    #[must_use]
    pub fn of_all<T>(&self, all: Vec<T>, keys: impl Fn(&T) -> Vec<Key>) -> Slice<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let (from, to) = if self.backward {
            let before = |place: &Vec<Key>| all.partition_point(|row| keys(row) < *place);
            let to = self.from.as_ref().map_or(all.len(), before);
            (to.saturating_sub(size), to)
        } else {
            let offset = usize::try_from(self.offset).unwrap_or(usize::MAX).min(all.len());
            let behind = |place: &Vec<Key>| all.partition_point(|row| keys(row) <= *place);
            let from = self.from.as_ref().map_or(offset, behind);
            (from, from.saturating_add(size).min(all.len()))
        };
        let (before, after) = (from > 0, to < all.len());
        Slice { rows: all.into_iter().skip(from).take(to - from).collect(), before, after }
    }
}

impl From<&Key> for Value {
    fn from(key: &Key) -> Self {
        match key {
            Key::Int(n) => (*n).into(),
            Key::Text(text) => text.clone().into(),
            Key::Uid(uid) => (*uid).into(),
        }
    }
}

/// A number or a text. Which text is a UUID, the order tells: [`Order::keys`].
impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(number) => number.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::Uid(uid) => uid.serialize(serializer),
        }
    }
}
