//! Search: the articles whose text has what is asked for, walked from the newest; the words that there are; names.

mod hits;
pub mod recency;
mod vocabulary;
mod within;
mod words;

pub use hits::{Candidate, Look, Reach, candidates, count, newest, place_of, reach};
pub use vocabulary::{Word, alike, known, needles};
pub use within::{has, resolve};
pub(super) use words::{language_mark, time_marks};

/// Orders of results, which cursors carry: entities before articles, then rank, then time.
pub mod order {
    use crate::store::keyset::{Order, Sort};

    pub static RELEVANCE: Order = Order::of("RELEVANCE", SORTS);
    /// All articles have one rank.
    pub static NEWEST: Order = Order::of("NEWEST", SORTS);

    const SORTS: &[Sort] = &[
        Sort::int("entity").descending(),
        Sort::int("rank").descending(),
        Sort::int("published_at").descending(),
        Sort::row("id", "edition_article").descending(),
    ];
}
