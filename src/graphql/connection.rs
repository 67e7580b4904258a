//! Lists that can grow: pages, cursors and totals.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Object, ObjectType, OutputType, SimpleObject, TypeName};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::batch::Source;
use super::error::{Result, bad_request};
use super::request::{self, Request};
use crate::store::keyset::{Key, Order, Page, Slice};

/// Rows of a page where the query does not say.
pub const DEFAULT: u32 = 20;
/// Rows of a page at most.
pub const MOST: u32 = 100;
/// Rows that `offset` can leave out at most.
const FARTHEST: i32 = 10_000;
/// Bytes of a cursor at most: one with the longest name, 2,000 characters of four bytes, has two thirds of them.
const LONGEST: usize = 16 * 1024;
const NOT_OURS: &str = "The cursor is not one that this API gave.";
/// Where a count stops that is not kept.
pub const COUNTED: u32 = 10_000;

/// The arguments by which a list is paged.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
    pub offset: Option<i32>,
}

impl Paging {
    /// The arguments of a list that is read forwards only.
    #[must_use]
    pub fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, ..Self::default() }
    }

    /// The page that they ask for, of a list in this order.
    ///
    /// # Errors
    /// Arguments that exclude each other or are out of their range, and cursors of another list or order.
    pub fn page(self, order: &Order) -> Result<Page> {
        let Self { first, after, last, before, offset } = self;
        if first.is_some() && last.is_some() {
            return Err(bad_request("Ask for `first` or for `last`, not for both."));
        }
        if after.is_some() && before.is_some() {
            return Err(bad_request("Give `after` or `before`, not both."));
        }
        if last.is_some() && after.is_some() {
            return Err(bad_request("`after` goes with `first`; with `last`, give `before`."));
        }
        if first.is_some() && before.is_some() {
            return Err(bad_request("`before` goes with `last`; with `first`, give `after`."));
        }
        let backward = last.is_some() || before.is_some();
        let name = if backward { "last" } else { "first" };
        let size = match first.or(last) {
            None => DEFAULT,
            Some(n) => u32::try_from(n)
                .ok()
                .filter(|n| *n <= MOST)
                .ok_or_else(|| bad_request(format!("`{name}` is {n}; it can be 0 to {MOST}.")))?,
        };
        let offset = match offset {
            None => 0,
            Some(_) if after.is_some() || backward => {
                return Err(bad_request("`offset` goes with `first` alone, without a cursor."));
            }
            Some(n) if n > FARTHEST => {
                return Err(bad_request(format!("`offset` is {n}; it can be 0 to {FARTHEST}. Use `after`.")));
            }
            Some(n) => u32::try_from(n)
                .map_err(|_| bad_request(format!("`offset` is {n}; it can be 0 to {FARTHEST}.")))?,
        };
        let from = match after.or(before) {
            None => None,
            Some(cursor) => Some(place(order, &cursor)?),
        };
        Ok(Page { size, from, backward, offset })
    }
}

/// Whether rows of the list are asked for, and not only what is said of it as a whole.
#[must_use]
pub fn shows_rows(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("nodes").exists() || shows_places(ctx)
}

/// Whether places in the list are asked for: cursors are not made for nobody.
#[must_use]
pub fn shows_places(ctx: &Context<'_>) -> bool {
    ["edges", "pageInfo"].iter().any(|field| ctx.look_ahead().field(field).exists())
}

/// The cursor of a row: the order's name and the row's keys in it. See [`keyset`](crate::store::keyset).
#[must_use]
pub fn cursor(order: &Order, keys: &[Key]) -> String {
    let json = serde_json::to_vec(&(&order.code, keys)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

/// The keys that a cursor of this order names: those of a row, which may be gone, or may never have been there.
///
/// # Errors
/// A cursor of another order, and a text that is not letter by letter what [`cursor`] makes of its keys.
pub fn place(order: &Order, text: &str) -> Result<Vec<Key>> {
    let not_ours = || bad_request(NOT_OURS);
    if text.len() > LONGEST {
        return Err(not_ours());
    }
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| not_ours())?;
    let (code, values): (String, Vec<_>) = serde_json::from_slice(&json).map_err(|_| not_ours())?;
    if code != order.code {
        return Err(bad_request(
            "The cursor belongs to another list or to another order of it; begin without a cursor.",
        ));
    }
    order.keys(values).filter(|keys| cursor(order, keys) == text).ok_or_else(not_ours)
}

/// An edge of a connection.
pub trait Edged: OutputType {
    type Node: OutputType + Clone;

    fn cursor(&self) -> &str;
    fn node(&self) -> &Self::Node;
}

/// An edge that says nothing but where its node stands.
#[derive(Clone, Debug)]
pub struct Edge<N> {
    pub cursor: String,
    pub node: N,
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// A place in a list, and what stands there.
#[Object(name_type)]
impl<N: OutputType> Edge<N> {
    /// Where it stands: for `after` and `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// What stands there.
    async fn node(&self) -> &N {
        &self.node
    }
}

impl<N: OutputType + Clone> Edged for Edge<N> {
    type Node = N;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &N {
        &self.node
    }
}

/// How many rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub rows: i64,
    pub exact: bool,
}

impl Count {
    /// A count that is kept.
    #[must_use]
    pub fn exact(rows: i64) -> Self {
        Self { rows, exact: true }
    }

    /// A count that stops one beyond [`COUNTED`].
    #[must_use]
    pub fn capped(rows: i64) -> Self {
        let most = i64::from(COUNTED);
        Self { rows: rows.min(most), exact: rows <= most }
    }
}

type Counting = Box<dyn Fn(Arc<Request>) -> BoxFuture<'static, Result<Count>> + Send + Sync>;

/// The total of a list: known, or counted when it is asked for. Counting must go through a batch, since two fields
/// ask for it.
pub enum Total {
    Known(Count),
    Counted(Counting),
}

impl Total {
    /// A total that `S` counts, to one beyond [`COUNTED`].
    pub fn counted<S: Source<Value = i64>>(args: S::Args, key: S::Key) -> Self {
        Self::Counted(Box::new(move |request| {
            let (args, key) = (args.clone(), key.clone());
            async move { Ok(Count::capped(request.batches.load::<S>(args, key).await?.unwrap_or_default())) }
                .boxed()
        }))
    }
}

impl std::fmt::Debug for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(count) => count.fmt(f),
            Self::Counted(_) => f.write_str("counted when asked for"),
        }
    }
}

/// A page of a list; some lists have more to say of themselves.
#[derive(Debug)]
pub struct Connection<E, M = EmptyFields> {
    edges: Vec<E>,
    before: bool,
    after: bool,
    total: Total,
    more: M,
}

impl<E> Connection<E> {
    /// A page of rows, each made into its edge.
    pub fn new<T>(slice: Slice<T>, total: Total, edge: impl FnMut(T) -> E) -> Self {
        let Slice { rows, before, after } = slice;
        Self { edges: rows.into_iter().map(edge).collect(), before, after, total, more: EmptyFields }
    }

    /// A page of a list that is at hand as a whole, in the order of its public ids: people, keys.
    pub fn of_all<T>(all: Vec<T>, page: &Page, uid: impl Fn(&T) -> Uuid, edge: impl FnMut(T) -> E) -> Self {
        let total = Total::Known(Count::exact(i64::try_from(all.len()).unwrap_or(i64::MAX)));
        Self::new(page.of_all(all, |row| vec![Key::Uid(uid(row))]), total, edge)
    }

    /// A list without rows.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(Slice::default(), Total::Known(Count::exact(0)), |row| row)
    }

    /// The same, with more to say of the list.
    pub fn with<M>(self, more: M) -> Connection<E, M> {
        let Self { edges, before, after, total, more: EmptyFields } = self;
        Connection { edges, before, after, total, more }
    }
}

impl<E, M> Connection<E, M> {
    /// Has the total come from elsewhere.
    pub fn total(&mut self, total: Total) {
        self.total = total;
    }
}

impl<E: OutputType, M: ObjectType> TypeName for Connection<E, M> {
    fn type_name() -> Cow<'static, str> {
        let edge = E::type_name();
        format!("{}Connection", edge.strip_suffix("Edge").unwrap_or(&edge)).into()
    }
}

/// Where a page stands in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether there are rows behind the page.
    has_next_page: bool,
    /// Whether there are rows before the page.
    has_previous_page: bool,
    /// The cursor of the page's first row.
    start_cursor: Option<String>,
    /// The cursor of the page's last row.
    end_cursor: Option<String>,
}

/// A page of a list.
#[Object(name_type)]
impl<E: Edged, M: ObjectType> Connection<E, M> {
    /// The rows of the page.
    async fn nodes(&self) -> Vec<E::Node> {
        self.edges.iter().map(|edge| edge.node().clone()).collect()
    }

    /// The rows of the page, each with its cursor and what else is to be said of its place.
    async fn edges(&self) -> &[E] {
        &self.edges
    }

    /// Where the page stands.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.after,
            has_previous_page: self.before,
            start_cursor: self.edges.first().map(|edge| edge.cursor().to_owned()),
            end_cursor: self.edges.last().map(|edge| edge.cursor().to_owned()),
        }
    }

    /// Rows of the whole list; counting stops at 10 000 where no count is kept.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(count(&self.total, ctx).await?.rows)
    }

    /// Whether `totalCount` is the whole count, and not the place where counting stopped.
    async fn total_count_is_exact(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(count(&self.total, ctx).await?.exact)
    }

    #[graphql(flatten)]
    async fn more(&self) -> &M {
        &self.more
    }
}

async fn count(total: &Total, ctx: &Context<'_>) -> Result<Count> {
    match total {
        Total::Known(count) => Ok(*count),
        Total::Counted(counting) => counting(Arc::clone(request::of(ctx)?)).await,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::edition::article::order::NEWEST;
    use crate::store::edition::entity::BY_NAME;
    use crate::store::edition::log::BY_PLACE;

    fn keys() -> impl Strategy<Value = (Order, Vec<Key>)> {
        let uid = || any::<u128>().prop_map(|n| Key::Uid(Uuid::from_u128(n)));
        let int = || any::<i64>().prop_map(Key::Int);
        prop_oneof![
            (int(), uid()).prop_map(|(at, row)| (NEWEST, vec![at, row])),
            (any::<String>().prop_map(Key::Text), uid()).prop_map(|(name, row)| (BY_NAME, vec![name, row])),
            (int(), int()).prop_map(|(number, position)| (BY_PLACE, vec![number, position])),
        ]
    }

    proptest! {
        #[test]
        fn a_cursor_gives_its_keys_back((order, keys) in keys()) {
            prop_assert_eq!(place(&order, &cursor(&order, &keys)), Ok(keys));
        }

        #[test]
        fn no_two_cursors_are_alike((order, keys) in keys(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let mut text = cursor(&order, &keys).into_bytes();
            let at = at.index(text.len());
            text[at] ^= 1 << bit;
            // Whatever else it may be now, it is no other spelling of the same.
            if let Ok(text) = String::from_utf8(text) {
                prop_assert_ne!(place(&order, &text), Ok(keys));
            }
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>(), json in ".*", letters in "[A-Za-z0-9_-]{0,200}") {
            for text in [text, URL_SAFE_NO_PAD.encode(json), letters] {
                prop_assert!(place(&NEWEST, &text).is_err());
            }
        }
    }

    #[test]
    fn a_cursor_is_refused_before_it_is_read_where_it_is_too_long() {
        let name = |length: usize| cursor(&BY_NAME, &[Key::Text("a".repeat(length)), Key::Uid(Uuid::nil())]);
        let fits = (0..LONGEST).rev().map(name).find(|text| text.len() <= LONGEST).unwrap_or_default();
        assert_eq!(fits.len(), LONGEST);
        assert!(place(&BY_NAME, &fits).is_ok());
        assert_eq!(place(&BY_NAME, &format!("{fits}A")), Err(bad_request(NOT_OURS)));
    }

    #[test]
    fn a_cursor_of_another_order_is_told_from_nonsense() {
        let of_name = cursor(&BY_NAME, &[Key::Text("ada".into()), Key::Uid(Uuid::nil())]);
        assert_ne!(place(&NEWEST, &of_name), Err(bad_request(NOT_OURS)));
        let of_row = URL_SAFE_NO_PAD.encode(r#"["NAME_ASC",["ada",17]]"#);
        assert_eq!(place(&BY_NAME, &of_row), Err(bad_request(NOT_OURS)));
    }
}
