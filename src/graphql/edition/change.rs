//! The changes that editions came with.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use sea_orm::DbErr;

use crate::domain::public_id::Prefix;
use crate::graphql::batch::Source;
use crate::graphql::connection::{COUNTED, Connection, Edge, Paging, Total, cursor};
use crate::graphql::error::Result;
use crate::graphql::node;
use crate::graphql::node::query::Node;
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::log::{self, BY_PLACE};
use crate::store::keyset::{Key, Page};

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangedNoun {
    /// An article.
    Article,
    /// A person, organisation, country, place, event or topic.
    Entity,
    /// A relation.
    Relation,
    /// A series.
    Series,
    /// Relation types or schemes of identifiers.
    Reference,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::ChangeAction")]
pub enum ChangeAction {
    /// Readers have it now, and had not before.
    Published,
    /// Readers have it otherwise now.
    Updated,
    /// Readers have it no more.
    Withdrawn,
    /// It was taken back: readers have its headline, and why.
    Retracted,
}

/// A change of the published record.
#[derive(Clone, Debug)]
pub struct Change(log::Change);

/// A change of the published record.
#[Object]
impl Change {
    /// The number of the edition that it came with.
    async fn edition(&self) -> i64 {
        self.0.number
    }

    /// When that edition was published.
    async fn at(&self) -> crate::graphql::scalars::DateTime {
        crate::graphql::scalars::DateTime(self.0.at)
    }

    /// What it is about.
    async fn noun(&self) -> ChangedNoun {
        match self.0.noun {
            db::Noun::Article => ChangedNoun::Article,
            db::Noun::Entity => ChangedNoun::Entity,
            db::Noun::Relation => ChangedNoun::Relation,
            db::Noun::Series => ChangedNoun::Series,
            // The others stand in the audit alone.
            _ => ChangedNoun::Reference,
        }
    }

    /// What happened to it.
    async fn action(&self) -> ChangeAction {
        self.0.action.into()
    }

    /// The id of what it is about, also where readers have it no more; null for reference data.
    async fn node_id(&self) -> Option<ID> {
        self.noun_of_id().map(|noun| node::id(noun, self.0.uid))
    }

    /// What it is about, as it is now; null where readers have it no more.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        match self.noun_of_id() {
            Some(noun) => node::query::of(ctx, noun, self.0.uid).await,
            None => Ok(None),
        }
    }
}

impl Change {
    fn noun_of_id(&self) -> Option<Prefix> {
        match self.0.noun {
            db::Noun::Article => Some(Prefix::Article),
            db::Noun::Entity => Some(Prefix::Entity),
            db::Noun::Relation => Some(Prefix::Relation),
            db::Noun::Series => Some(Prefix::Series),
            _ => None,
        }
    }
}

/// The changes behind a place: the number of an edition, or the cursor of a change.
pub(super) async fn since(
    ctx: &Context<'_>,
    since: String,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Connection<Edge<Change>>> {
    let whole = match since.parse::<i64>().ok().filter(|number| *number >= 0) {
        Some(number) => {
            let from = Some(vec![Key::Int(number), Key::Int(i64::from(i32::MAX))]);
            Page { from, ..Paging::forward(first, None).page(&BY_PLACE)? }
        }
        None => Paging::forward(first, Some(since)).page(&BY_PLACE)?,
    };
    let page = match after {
        Some(after) => Paging::forward(first, Some(after)).page(&BY_PLACE)?,
        None => whole.clone(),
    };
    let asked = page.clone();
    let read = |edition: Arc<Edition>| async move { log::changes(&edition, &asked).await };
    let slice = page.slice(request::of(ctx)?.batches.read(read).await?);
    let total = Total::counted::<Count>((), whole);
    Ok(Connection::new(slice, total, |change| {
        let keys = [Key::Int(change.number), Key::Int(i64::from(change.position))];
        Edge { cursor: cursor(&BY_PLACE, &keys), node: Change(change) }
    }))
}

/// How many changes there are behind a place.
#[derive(Debug)]
enum Count {}

impl Source for Count {
    type From = Edition;
    type Args = ();
    type Key = Page;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<Page>,
    ) -> std::result::Result<HashMap<Page, i64>, DbErr> {
        let mut counts = HashMap::new();
        for page in keys {
            let count = log::count(&edition, &page, COUNTED).await?;
            counts.insert(page, count);
        }
        Ok(counts)
    }
}
