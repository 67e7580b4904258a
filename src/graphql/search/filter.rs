//! Which results are meant.

use async_graphql::{Context, Enum, InputObject};

use crate::graphql::article::filter::ArticleFilter;
use crate::graphql::error::Result;
use crate::graphql::filter;
use crate::store::predicate::Predicate;

/// A kind of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchKind {
    /// Articles.
    Article,
    /// People.
    Person,
    /// Organisations.
    Organisation,
    /// Countries.
    Country,
    /// Places.
    Place,
    /// Events.
    Event,
    /// Topics.
    Topic,
}

/// Chooses results; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SearchFilter {
    /// Results of these kinds; of none, nothing.
    pub kinds: Option<Vec<SearchKind>>,
    /// Articles such as these.
    pub articles: Option<ArticleFilter>,
}

const KINDS: [(SearchKind, db::EntityKind); 6] = [
    (SearchKind::Person, db::EntityKind::Person),
    (SearchKind::Organisation, db::EntityKind::Organisation),
    (SearchKind::Country, db::EntityKind::Country),
    (SearchKind::Place, db::EntityKind::Place),
    (SearchKind::Event, db::EntityKind::Event),
    (SearchKind::Topic, db::EntityKind::Topic),
];

impl SearchFilter {
    /// Which articles, and which kinds of entities.
    ///
    /// # Errors
    /// Conditions that mean nothing; the database's.
    pub(super) async fn asked(&self, ctx: &Context<'_>) -> Result<(Option<Predicate>, Vec<db::EntityKind>)> {
        let wants = |kind: SearchKind| self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        let articles = filter::read(ctx, self.articles.as_ref(), ArticleFilter::predicate).await?;
        let entities = KINDS.iter().filter(|(kind, _)| wants(*kind)).map(|(_, kind)| *kind);
        Ok((wants(SearchKind::Article).then_some(articles), entities.collect()))
    }
}
