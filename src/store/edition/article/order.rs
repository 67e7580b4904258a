//! What articles can be ordered by. An order has its twin among rows that lead to articles: the appearances of an entity,
//! the places of a series.

use super::Row;
use crate::store::keyset::{self, Order, Sort};
use crate::store::order::{Spelling, Term, Terms};
use crate::text::fold;

const TABLE: &str = "edition_article";

/// What articles can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    PublishedAt,
    UpdatedAt,
    Headline,
    WordCount,
    Slug,
    Genre,
    Version,
}

/// An order of articles; without keys, the latest first.
pub type By = Terms<Key>;

/// The entities of an article, most telling first.
pub const PROMINENCE: Order =
    Order::of("PROMINENCE", &[Sort::int("c.prominence"), Sort::row("c.entity_id", "edition_entity")]);

/// Of articles `a`: the latest first.
pub const NEWEST: Order = Order::of(
    "PUBLISHED_AT_DESC",
    &[Sort::int("a.published_at").descending(), Sort::row("a.id", TABLE).descending()],
);
const NEWEST_APPEARANCE: Order = Order::of(
    "PUBLISHED_AT_DESC",
    &[Sort::int("c.published_at").descending(), Sort::row("c.article_id", TABLE).descending()],
);

/// Columns of an article, each as `$at` leads to it.
macro_rules! spelled {
    ($key:expr, $at:ident) => {
        match $key {
            Key::PublishedAt => Spelling::Int($at!("published_at")),
            Key::UpdatedAt => Spelling::Int($at!("updated_at")),
            Key::Headline => Spelling::Text($at!("headline_key")),
            Key::WordCount => Spelling::Int($at!("word_count")),
            Key::Slug => Spelling::Text($at!("slug")),
            Key::Genre => Spelling::NullableText {
                high: concat!("COALESCE(", $at!("genre_key"), ", '\u{10ffff}')"),
                low: concat!("COALESCE(", $at!("genre_key"), ", '')"),
            },
            Key::Version => Spelling::Int($at!("version")),
        }
    };
}

fn name(key: Key) -> &'static str {
    match key {
        Key::PublishedAt => "PUBLISHED_AT",
        Key::UpdatedAt => "UPDATED_AT",
        Key::Headline => "HEADLINE",
        Key::WordCount => "WORD_COUNT",
        Key::Slug => "SLUG",
        Key::Genre => "GENRE",
        Key::Version => "VERSION",
    }
}

/// The order of articles `a`.
#[must_use]
pub fn of_articles(by: &By) -> Order {
    macro_rules! here {
        ($column:literal) => {
            concat!("a.", $column)
        };
    }
    if *by == By::own() {
        return NEWEST;
    }
    by.order(name, |key| spelled!(key, here), ("a.id", TABLE))
}

/// The order of appearances `c` in articles.
pub(super) fn of_appearances(by: &By) -> Order {
    if *by == By::own() {
        return NEWEST_APPEARANCE;
    }
    let spelling = |key| match key {
        Key::PublishedAt => Spelling::Int("c.published_at"),
        key => led_to(key),
    };
    by.order(name, spelling, ("c.article_id", TABLE))
}

/// The order of the places `c` of a series; without keys, its own.
pub(in crate::store::edition) fn of_items(by: &By, own: Order) -> Order {
    if *by == By::own() { own } else { by.order(name, led_to, ("c.article_id", TABLE)) }
}

/// A column of the article that the row `c` leads to.
fn led_to(key: Key) -> Spelling {
    macro_rules! there {
        ($column:literal) => {
            concat!("(SELECT o.", $column, " FROM edition_article o WHERE o.id = c.article_id)")
        };
    }
    spelled!(key, there)
}

/// Whether an index has all listed articles in that order, but for those alike in its first key.
#[must_use]
pub fn is_indexed(by: &By) -> bool {
    by.iter().next().is_none_or(|first| !matches!(first.key, Key::Genre | Key::Version))
}

/// The place of an article in an order.
#[must_use]
pub fn keys(row: &Row, by: &By) -> Vec<keyset::Key> {
    let id = keyset::Key::Uid(row.uid);
    if *by == By::own() {
        return vec![keyset::Key::Int(row.published_at.0), id];
    }
    let key = |term: Term<Key>| match term.key {
        Key::PublishedAt => keyset::Key::Int(row.published_at.0),
        Key::UpdatedAt => keyset::Key::Int(row.updated_at.0),
        Key::Headline => keyset::Key::Text(fold::key(&row.headline)),
        Key::WordCount => keyset::Key::Int(row.word_count.into()),
        Key::Slug => keyset::Key::Text(row.slug.clone()),
        Key::Genre => term.text(row.genre.as_deref().map(fold::key)),
        Key::Version => keyset::Key::Int(row.version.into()),
    };
    by.iter().map(key).chain([id]).collect()
}
