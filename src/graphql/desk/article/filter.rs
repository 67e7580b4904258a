//! Which of the desk's articles are meant, and in which order.

use async_graphql::{Enum, InputObject};
use db::Timestamp;

use super::Publication;
use crate::domain::article::read::{By, column, link, own};
use crate::domain::audit::actor_of;
use crate::domain::public_id;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::filter::{DateTimeFilter, DeskTextFilter, IdFilter, LanguageFilter, set_filter};
use crate::store::predicate::{Column, Link, Operand, Predicate, Test};

set_filter! {
    /// Compares what readers have of an article.
    PublicationFilter, Publication, |publication| db::Publication::from(publication).code()
}

/// Chooses by the things of a list, by their ids.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IDsFilter {
    /// One of them at least is such; of `{}`: there is one.
    pub some: Option<IdFilter>,
    /// None of them is such; of `{}`: there is none.
    pub none: Option<IdFilter>,
}

/// Chooses articles of the desk; all that is given must hold. Archived and deleted ones are left out, unless the filter
/// speaks of that.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskArticleFilter {
    /// All of these hold.
    pub and: Option<Vec<DeskArticleFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<DeskArticleFilter>>,
    /// This does not hold.
    pub not: Option<Box<DeskArticleFilter>>,
    /// Its id, the readers' or the desk's.
    pub id: Option<IdFilter>,
    /// What readers have of it.
    pub publication: Option<PublicationFilter>,
    /// The code of the stage where it stands.
    pub stage: Option<DeskTextFilter>,
    /// The language of its newest revision.
    pub language: Option<LanguageFilter>,
    /// The headline of its newest revision.
    pub headline: Option<DeskTextFilter>,
    /// Who began it: people, tools, or `system`, which is the product itself.
    pub created_by: Option<IdFilter>,
    /// Whom it was given to.
    pub assignees: Option<IDsFilter>,
    /// Whether whoever asks began it, or was given it.
    pub mine: Option<bool>,
    /// When anything of it last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// When it was begun.
    pub created_at: Option<DateTimeFilter>,
    /// When readers had it first.
    pub first_published_at: Option<DateTimeFilter>,
    /// When a revision of it is to be published.
    pub scheduled_for: Option<DateTimeFilter>,
    /// Whether its newest revision is not the one that readers have.
    pub has_unpublished_changes: Option<bool>,
    /// The entities that its newest revision is about. One that was merged is also what it became.
    pub about: Option<IDsFilter>,
    /// The entities that the text of its newest revision names. One that was merged is also what it became.
    pub mentions: Option<IDsFilter>,
    /// Whether it was archived.
    pub archived: Option<bool>,
    /// Whether it was deleted.
    pub deleted: Option<bool>,
}

/// An order of the desk's articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeskArticleOrder {
    /// What was changed last comes first.
    UpdatedAtDesc,
    /// What was not changed for longest comes first.
    UpdatedAtAsc,
    /// What was begun last comes first.
    CreatedAtDesc,
    /// What was begun first comes first.
    CreatedAtAsc,
    /// What readers had last comes first; what they never had, last.
    FirstPublishedAtDesc,
    /// What readers had first comes first; what they never had, last.
    FirstPublishedAtAsc,
    /// What is to be published next comes first; what has no time, last.
    ScheduledForAsc,
    /// By the headline, A to Z; ASCII letters are alike in either case.
    HeadlineAsc,
    /// By the headline, Z to A.
    HeadlineDesc,
}

impl DeskArticleFilter {
    /// What it asks of whom; archived and deleted articles are left out where it does not speak of that.
    #[must_use]
    pub fn complete(&self, actor: &str, minute: Timestamp) -> Predicate {
        let mut all = vec![self.predicate(actor, minute)];
        if !self.speaks(|filter| filter.archived) {
            all.push(Predicate::Is(column::ARCHIVED_AT, Test::IsNull(true)));
        }
        if !self.speaks(|filter| filter.deleted) {
            all.push(Predicate::Is(column::DELETED_AT, Test::IsNull(true)));
        }
        Predicate::All(all)
    }

    fn speaks(&self, of: fn(&Self) -> Option<bool>) -> bool {
        let mut within = self.and.iter().chain(&self.or).flatten().chain(self.not.as_deref());
        of(self).is_some() || within.any(|filter| filter.speaks(of))
    }

    fn predicate(&self, actor: &str, minute: Timestamp) -> Predicate {
        let Self {
            and,
            or,
            not,
            id,
            publication,
            stage,
            language,
            headline,
            created_by,
            assignees,
            mine,
            updated_at,
            created_at,
            first_published_at,
            scheduled_for,
            has_unpublished_changes,
            about,
            mentions,
            archived,
            deleted,
        } = self;
        let each =
            |filters: &Vec<Self>| filters.iter().map(|filter| filter.predicate(actor, minute)).collect();
        let mut all = vec![];
        all.extend(and.as_ref().map(|filters| Predicate::All(each(filters))));
        all.extend(or.as_ref().map(|filters| Predicate::Any(each(filters))));
        all.extend(not.as_ref().map(|filter| Predicate::Not(Box::new(filter.predicate(actor, minute)))));
        all.extend(id.as_ref().map(|filter| filter.uids(column::UID, public_id::article)));
        all.extend(publication.as_ref().map(|filter| filter.predicate(column::PUBLICATION)));
        all.extend(stage.as_ref().map(|filter| filter.predicate(column::STAGE)));
        all.extend(language.as_ref().map(|filter| filter.predicate(column::LANGUAGE)));
        all.extend(headline.as_ref().map(|filter| filter.predicate(column::HEADLINE)));
        all.extend(created_by.as_ref().map(|filter| filter.named(column::CREATED_BY, actor_of)));
        all.extend(assignees.as_ref().map(|filter| {
            filter.predicate(|ids| {
                let such = ids.named(column::ASSIGNEE, actor_of);
                Predicate::Some(link::ASSIGNEES, Box::new(such))
            })
        }));
        all.extend(mine.map(|mine| if mine { own(actor) } else { Predicate::Not(Box::new(own(actor))) }));
        let instants = [
            (updated_at, column::UPDATED_AT),
            (created_at, column::CREATED_AT),
            (first_published_at, column::FIRST_PUBLISHED_AT),
            (scheduled_for, column::SCHEDULED_FOR),
        ];
        all.extend(
            instants
                .into_iter()
                .filter_map(|(filter, column)| Some(filter.as_ref()?.predicate(column, minute))),
        );
        all.extend(
            has_unpublished_changes
                .map(|has| Predicate::Is(column::UNPUBLISHED, Test::Eq(Operand::Int(i64::from(has))))),
        );
        all.extend(about.as_ref().map(|filter| filter.predicate(|ids| entity(link::ABOUT, ids))));
        all.extend(mentions.as_ref().map(|filter| filter.predicate(|ids| entity(link::MENTIONS, ids))));
        let is = |column: Column, is: bool| Predicate::Is(column, Test::IsNull(!is));
        all.extend(archived.map(|archived| is(column::ARCHIVED_AT, archived)));
        all.extend(deleted.map(|deleted| is(column::DELETED_AT, deleted)));
        Predicate::All(all)
    }
}

/// An entity of the revision is such, as it was or as what it became.
fn entity(link: Link, ids: &IdFilter) -> Predicate {
    let either = [column::ENTITY, column::ENTITY_NOW].map(|column| ids.uids(column, public_id::entity));
    let such = if ids.is_empty() { Predicate::always() } else { Predicate::Any(either.to_vec()) };
    Predicate::Within(link, Box::new(such))
}

impl IDsFilter {
    fn predicate(&self, such: impl Fn(&IdFilter) -> Predicate) -> Predicate {
        let mut all = vec![];
        all.extend(self.some.as_ref().map(&such));
        all.extend(self.none.as_ref().map(|filter| Predicate::Not(Box::new(such(filter)))));
        Predicate::All(all)
    }
}

/// The order that is asked for; without one, what was changed last comes first.
///
/// # Errors
/// More than one.
pub fn order(orders: Option<&[DeskArticleOrder]>) -> Result<By> {
    Ok(match orders.unwrap_or_default() {
        [] | [DeskArticleOrder::UpdatedAtDesc] => By::Updated { latest: true },
        [DeskArticleOrder::UpdatedAtAsc] => By::Updated { latest: false },
        [DeskArticleOrder::CreatedAtDesc] => By::Created { latest: true },
        [DeskArticleOrder::CreatedAtAsc] => By::Created { latest: false },
        [DeskArticleOrder::FirstPublishedAtDesc] => By::FirstPublished { latest: true },
        [DeskArticleOrder::FirstPublishedAtAsc] => By::FirstPublished { latest: false },
        [DeskArticleOrder::ScheduledForAsc] => By::Scheduled,
        [DeskArticleOrder::HeadlineAsc] => By::Headline { backwards: false },
        [DeskArticleOrder::HeadlineDesc] => By::Headline { backwards: true },
        _ => return Err(bad_request("`orderBy` takes one order.")),
    })
}
