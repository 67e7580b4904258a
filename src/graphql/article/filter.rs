//! Which articles are meant, and in which order.

use async_graphql::{Enum, InputObject};

use super::load::By;
use crate::domain::public_id::Prefix;
use crate::graphql::entity::filter::EntityFilter;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::filter::{DateTimeFilter, IdFilter, LanguageFilter, StringFilter};
use crate::store::edition::article::{column, link};
use crate::store::edition::search;
use crate::store::predicate::{Link, Predicate};

/// Chooses articles; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ArticleFilter {
    /// All of these hold.
    pub and: Option<Vec<ArticleFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<ArticleFilter>>,
    /// This does not hold.
    pub not: Option<Box<ArticleFilter>>,
    /// Its id.
    pub id: Option<IdFilter>,
    /// The language that it is written in.
    pub language: Option<LanguageFilter>,
    /// Its genre.
    pub genre: Option<StringFilter>,
    /// When it was first published.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// The series that it is part of.
    pub series: Option<SeriesFilter>,
    /// The entities that it is about.
    pub about: Option<EntitiesFilter>,
    /// The entities that its text names.
    pub mentions: Option<EntitiesFilter>,
    /// Its headline, summary or text has this: as is typed into `search`, but of what is too long nothing is found.
    pub search: Option<String>,
}

/// Chooses by the series of an article.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SeriesFilter {
    /// It is in a series with such an id.
    pub id: Option<IdFilter>,
}

/// Chooses by the entities of an article.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EntitiesFilter {
    /// One of them at least is such.
    pub some: Option<EntityFilter>,
    /// None of them is such.
    pub none: Option<EntityFilter>,
}

/// An order of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ArticleOrder {
    /// The latest first.
    PublishedAtDesc,
    /// The oldest first.
    PublishedAtAsc,
}

impl ArticleFilter {
    #[must_use]
    pub fn predicate(&self) -> Predicate {
        let Self {
            and,
            or,
            not,
            id,
            language,
            genre,
            published_at,
            updated_at,
            series,
            about,
            mentions,
            search,
        } = self;
        let each = |filters: &Vec<Self>| filters.iter().map(Self::predicate).collect();
        let mut all = vec![];
        all.extend(and.as_ref().map(|filters| Predicate::All(each(filters))));
        all.extend(or.as_ref().map(|filters| Predicate::Any(each(filters))));
        all.extend(not.as_ref().map(|filter| Predicate::Not(Box::new(filter.predicate()))));
        all.extend(id.as_ref().map(|filter| filter.predicate(Prefix::Article, column::UID)));
        all.extend(language.as_ref().map(|filter| filter.predicate(column::LANGUAGE)));
        all.extend(genre.as_ref().map(|filter| filter.predicate(column::GENRE)));
        all.extend(published_at.as_ref().map(|filter| filter.predicate(column::PUBLISHED_AT)));
        all.extend(updated_at.as_ref().map(|filter| filter.predicate(column::UPDATED_AT)));
        all.extend(series.as_ref().and_then(|filter| filter.id.as_ref()).map(|id| {
            let inner = id.predicate(Prefix::Series, column::SERIES_UID);
            Predicate::Some(link::SERIES, Box::new(inner))
        }));
        all.extend(about.as_ref().map(|filter| filter.predicate(link::ABOUT)));
        all.extend(mentions.as_ref().map(|filter| filter.predicate(link::MENTIONS)));
        all.extend(search.clone().map(search::has));
        Predicate::All(all)
    }
}

impl EntitiesFilter {
    fn predicate(&self, link: Link) -> Predicate {
        let such = |filter: &EntityFilter| Predicate::Some(link, Box::new(filter.predicate()));
        let mut all = vec![];
        all.extend(self.some.as_ref().map(such));
        all.extend(self.none.as_ref().map(|filter| Predicate::Not(Box::new(such(filter)))));
        Predicate::All(all)
    }
}

/// The order that is asked for; without one, the latest first.
///
/// # Errors
/// More than one.
pub fn order(orders: Option<&[ArticleOrder]>) -> Result<By> {
    match orders.unwrap_or_default() {
        [] | [ArticleOrder::PublishedAtDesc] => Ok(By::Newest),
        [ArticleOrder::PublishedAtAsc] => Ok(By::Oldest),
        _ => Err(bad_request("`orderBy` takes one order: an instant and an id leave nothing to a second.")),
    }
}
