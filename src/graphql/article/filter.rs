//! Which articles are meant, and in which order.

use super::credit::ContributorRole;
use super::list::Appearance;
use super::notice::NoticeKind;
use crate::domain::public_id::Prefix;
use crate::graphql::entity::filter::EntityFilter;
use crate::graphql::error::Result;
use crate::graphql::evidence::filter::ClaimsFilter;
use crate::graphql::filter::{
    DateTimeFilter, IdFilter, IntFilter, LanguageFilter, Reading, StringFilter, noun_filter, quantifier,
    set_filter,
};
use crate::graphql::order::{self, orders};
use crate::store::edition::article::order::{By, Key};
use crate::store::edition::article::{column, link};
use crate::store::edition::entity;
use crate::store::predicate::Predicate;

noun_filter! {
    /// Chooses articles; all that is given must hold.
    ArticleFilter {
        /// Its id.
        id: IdFilter => |filter, _| filter.predicate(Prefix::Article, column::UID),
        /// Its name in addresses.
        slug: StringFilter => |filter, _| filter.predicate(column::SLUG),
        /// The language that it is written in.
        language: LanguageFilter => |filter, _| filter.predicate(column::LANGUAGE),
        /// What stands above it.
        headline: StringFilter => |filter, _| filter.predicate(column::HEADLINE),
        /// What it says, in short.
        summary: StringFilter => |filter, _| filter.predicate(column::SUMMARY),
        /// Who wrote it, as printed.
        byline: StringFilter => |filter, _| filter.predicate(column::BYLINE),
        /// Its genre.
        genre: StringFilter => |filter, _| filter.predicate(column::GENRE),
        /// When it was first published.
        published_at: DateTimeFilter => |filter, reading| filter.predicate(column::PUBLISHED_AT, reading.minute),
        /// When it was last changed.
        updated_at: DateTimeFilter => |filter, reading| filter.predicate(column::UPDATED_AT, reading.minute),
        /// Words of its text.
        word_count: IntFilter => |filter, _| filter.predicate(column::WORD_COUNT),
        /// Minutes that reading it takes.
        reading_minutes: IntFilter => |filter, _| filter.predicate(column::READING_MINUTES),
        /// The number of its present version: 1, until it is corrected or changed.
        version: IntFilter => |filter, _| filter.predicate(column::VERSION),
        /// Whether a picture stands for it.
        has_lead_picture: bool => |has, _| {
            let some = Predicate::Some(link::LEAD_PICTURE, Box::new(Predicate::always()));
            if *has { some } else { Predicate::Not(Box::new(some)) }
        },
        /// The place where it was written.
        place: Box<EntityFilter> => |filter, reading| {
            Predicate::Some(link::PLACE, Box::new(filter.predicate(reading)))
        },
        /// The series that it is part of.
        series: SeriesListFilter => |filter, reading| filter.predicate(link::SERIES, reading),
        /// Who made it.
        contributors: ContributorsFilter => |filter, reading| filter.predicate(link::CONTRIBUTORS, reading),
        /// The entities that it is about.
        about: EntitiesFilter => |filter, reading| filter.predicate(link::ABOUT, reading),
        /// The entities that its text names.
        mentions: EntitiesFilter => |filter, reading| filter.predicate(link::MENTIONS, reading),
        /// The entities that it is about or names.
        entities: EntitiesFilter => |filter, reading| filter.predicate(link::ENTITIES, reading),
        /// What the newsroom said of it since.
        notices: NoticesFilter => |filter, reading| filter.predicate(link::NOTICES, reading),
        /// Its headline, summary or text has this: as it is typed into `search`.
        search: String => |typed, reading| reading.search(typed),
        /// The passages by which it is a source of relations.
        claims: ClaimsFilter => |filter, reading| filter.predicate(link::CLAIMS, reading),
    }
}

noun_filter! {
    /// Chooses series; all that is given must hold.
    SeriesFilter {
        /// Its id.
        id: IdFilter => |filter, _| filter.predicate(Prefix::Series, column::SERIES_UID),
        /// Its name in addresses.
        slug: StringFilter => |filter, _| filter.predicate(column::SERIES_SLUG),
    }
}

noun_filter! {
    /// Chooses those who made an article; all that is given must hold.
    ContributorFilter {
        /// What they did.
        role: ContributorRoleFilter => |filter, _| filter.predicate(column::CONTRIBUTOR_ROLE),
        /// Who they are.
        entity: Box<EntityFilter> => |filter, reading| {
            Predicate::Some(link::CONTRIBUTOR, Box::new(filter.predicate(reading)))
        },
    }
}

noun_filter! {
    /// Chooses what the newsroom said of an article; all that is given must hold.
    NoticeFilter {
        /// What it does.
        kind: NoticeKindFilter => |filter, _| filter.predicate(column::NOTICE_KIND),
        /// When it was published.
        published_at: DateTimeFilter => |filter, reading| filter.predicate(column::NOTICE_AT, reading.minute),
    }
}

set_filter! {
    /// Compares what somebody did for an article.
    ContributorRoleFilter, ContributorRole, |role| db::ContributorRole::from(role).code()
}

set_filter! {
    /// Compares what a notice does.
    NoticeKindFilter, NoticeKind, |kind| db::NoticeKind::from(kind).code()
}

quantifier! {
    /// Chooses by the series of an article.
    SeriesListFilter of SeriesFilter
}

quantifier! {
    /// Chooses by those who made an article.
    ContributorsFilter of ContributorFilter
}

quantifier! {
    /// Chooses by the entities of an article.
    EntitiesFilter of EntityFilter
}

quantifier! {
    /// Chooses by what the newsroom said of an article.
    NoticesFilter of NoticeFilter
}

quantifier! {
    /// Chooses by the articles in which an entity appears.
    ArticlesFilter of ArticleFilter {
        /// How it appears in them; in any way, if nothing is said, and of none, in no article.
        r#as: Vec<Appearance>,
    }
}

impl ArticlesFilter {
    /// What it asks of an entity.
    #[must_use]
    pub fn predicate(&self, reading: &mut Reading<'_>) -> Predicate {
        let is = |one: Appearance| self.r#as.as_ref().is_none_or(|all| all.contains(&one));
        let (link, such) = match (is(Appearance::About), is(Appearance::Mentions)) {
            (true, true) => (entity::link::ARTICLES, Predicate::always()),
            (true, false) => (entity::link::ABOUT, Predicate::always()),
            (false, true) => (entity::link::MENTIONS, Predicate::always()),
            (false, false) => (entity::link::ARTICLES, Predicate::never()),
        };
        self.asked(reading, |filter, reading| filter.predicate(reading)).of(link, &such)
    }
}

orders! {
    /// A key by which articles are sorted. What has no value comes last, but for `…_NULLS_FIRST`.
    ArticleOrder of Key {
        /// The latest first.
        PublishedAtDesc = PublishedAt desc,
        /// The oldest first.
        PublishedAtAsc = PublishedAt asc,
        /// What was changed last comes first.
        UpdatedAtDesc = UpdatedAt desc,
        /// What was not changed for longest comes first.
        UpdatedAtAsc = UpdatedAt asc,
        /// By the headline, whatever its case and marks.
        HeadlineAsc = Headline asc,
        /// By the headline, from the end of the alphabet.
        HeadlineDesc = Headline desc,
        /// The longest first.
        WordCountDesc = WordCount desc,
        /// The shortest first.
        WordCountAsc = WordCount asc,
        /// By the name in addresses.
        SlugAsc = Slug asc,
        /// By the name in addresses, from the end of the alphabet.
        SlugDesc = Slug desc,
        /// By genre, whatever its case and marks.
        GenreAsc = Genre asc,
        /// By genre, from the end of the alphabet.
        GenreDesc = Genre desc,
        /// By genre; what has none comes first.
        GenreAscNullsFirst = Genre asc first,
        /// By genre, from the end of the alphabet; what has none comes first.
        GenreDescNullsFirst = Genre desc first,
        /// Those with the most versions first.
        VersionDesc = Version desc,
        /// Those with the fewest versions first.
        VersionAsc = Version asc,
    }
}

/// The order that is asked for.
///
/// # Errors
/// Keys that cannot be.
pub fn order(orders: Option<Vec<ArticleOrder>>) -> Result<By> {
    order::order(orders.unwrap_or_default().into_iter().map(ArticleOrder::term), |_| false)
}
