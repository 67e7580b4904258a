//! Evidence: the passages and addresses that speak for relations or against them.

pub mod claim;
pub mod filter;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use db::{EvidenceId, RelationId, Timestamp};
use sea_orm::DbErr;
use uuid::Uuid;

use self::filter::EvidenceFilter;
use super::article::{self, Article};
use super::batch::Source;
use super::connection::{COUNTED, Connection, Edge, Paging, Total, cursor};
use super::date::{PartialDate, partial};
use super::entity::{self, Entity};
use super::error::Result;
use super::filter::{self as filters, Reading};
use super::node;
use super::request;
use super::scalars::Url;
use crate::domain::public_id::Prefix;
use crate::store::Edition;
use crate::store::edition::evidence::{self, Asked, BY_POSITION, Row};
use crate::store::keyset::{Page, Slice};

/// What a piece of evidence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Stance")]
pub enum Stance {
    /// It speaks for the relation.
    Supports,
    /// It speaks against it.
    Denies,
    /// It takes back what the same source said before.
    Retracts,
}

/// A passage or an address that speaks for a relation or against it.
#[derive(Clone, Debug)]
pub struct Evidence(pub(super) Arc<Row>);

/// A passage of an article, or an address on the web, that speaks for a relation or against it.
#[Object]
impl Evidence {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Evidence, self.0.uid)
    }

    /// What it does.
    async fn stance(&self) -> Stance {
        self.0.stance.into()
    }

    /// It was taken back, by other evidence or with its article, and counts no more.
    async fn undone(&self) -> bool {
        self.0.undone
    }

    /// The article of ours that has the passage.
    async fn article(&self, ctx: &Context<'_>) -> Result<Option<Article>> {
        Ok(match self.0.article_id {
            Some(id) => request::of(ctx)?.batches.load::<article::load::ById>((), id).await?.map(Article),
            None => None,
        })
    }

    /// The first public version of the article that has the passage.
    async fn version(&self) -> Option<i32> {
        self.0.version
    }

    /// Where the passage begins in the text of that version, in Unicode characters.
    async fn start(&self) -> Option<i32> {
        self.0.start_at
    }

    /// Where it ends; the character there is not part of it.
    async fn end(&self) -> Option<i32> {
        self.0.end_at
    }

    /// The passage, word by word.
    async fn quote(&self) -> Option<&str> {
        self.0.quote.as_deref()
    }

    /// The address, if it is not an article of ours.
    async fn url(&self) -> Option<Url> {
        self.0.source_url.clone().map(Url)
    }

    /// What stands at the address.
    async fn title(&self) -> Option<&str> {
        self.0.source_title.as_deref()
    }

    /// Whom the passage names as its source, in its words: "the Kazakh online newspaper".
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }

    /// The source that it names, where that is an entity.
    async fn attributed_to(&self, ctx: &Context<'_>) -> Result<Option<Entity>> {
        Ok(match self.0.attributed_to_id {
            Some(id) => Some(Entity::new(entity::known(request::of(ctx)?, id).await?)),
            None => None,
        })
    }

    /// When the source said it.
    async fn stated_on(&self) -> Option<PartialDate> {
        partial(self.0.stated_on)
    }

    /// What it takes back.
    async fn retracts(&self, ctx: &Context<'_>) -> Result<Option<Evidence>> {
        Ok(match self.0.retracts_id {
            Some(id) => request::of(ctx)?.batches.load::<ById>(self.0.known_at, id).await?.map(Evidence),
            None => None,
        })
    }
}

/// The evidence of a relation, in the order of the newsroom.
///
/// # Errors
/// Of the arguments; the database's.
pub(super) async fn of_relation(
    ctx: &Context<'_>,
    (relation, known_at): (RelationId, Option<Timestamp>),
    stances: Option<Vec<Stance>>,
    filter: Option<EvidenceFilter>,
    paging: Paging,
) -> Result<Connection<Edge<Evidence>>> {
    let page = paging.page(&BY_POSITION)?;
    let stances = match stances {
        Some(stances) if stances.is_empty() => return Ok(Connection::empty()),
        stances => stances.unwrap_or_default().into_iter().map(db::Stance::from).collect::<Vec<_>>(),
    };
    let read = |filter: &EvidenceFilter, reading: &mut Reading<'_>| {
        reading.known_at = known_at;
        filter.predicate(reading)
    };
    let filter = Some(filters::read(ctx, filter.as_ref(), read).await?);
    let asked = Asked { stances, filter, known_at };
    let request = request::of(ctx)?;
    let slice = request.batches.load::<OfRelations>((asked.clone(), page.clone()), relation).await?;
    let slice = slice.map(|slice| Slice::clone(&slice)).unwrap_or_default();
    let total = Total::counted::<RelationCounts>(asked, relation);
    Ok(Connection::new(slice, total, |row| Edge {
        cursor: cursor(&BY_POSITION, &evidence::keys(&row, &BY_POSITION)),
        node: Evidence(Arc::new(row)),
    }))
}

/// Evidence by its row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Edition;
    /// The instant of which they tell.
    type Args = Option<Timestamp>;
    type Key = EvidenceId;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        known_at: Option<Timestamp>,
        keys: Vec<EvidenceId>,
    ) -> std::result::Result<HashMap<EvidenceId, Arc<Row>>, DbErr> {
        let rows = evidence::by_ids(&edition, &keys, known_at).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// The evidence of relations.
#[derive(Debug)]
pub enum OfRelations {}

impl Source for OfRelations {
    type From = Edition;
    type Args = (Asked, Page);
    type Key = RelationId;
    type Value = Arc<Slice<Row>>;

    async fn fetch(
        edition: Arc<Edition>,
        (asked, page): Self::Args,
        keys: Vec<RelationId>,
    ) -> std::result::Result<HashMap<RelationId, Arc<Slice<Row>>>, DbErr> {
        let slices = evidence::of_relations(&edition, &keys, &asked, &page).await?;
        Ok(slices.into_iter().map(|(id, slice)| (id, Arc::new(slice))).collect())
    }
}

/// How much evidence relations have.
#[derive(Debug)]
pub enum RelationCounts {}

impl Source for RelationCounts {
    type From = Edition;
    type Args = Asked;
    type Key = RelationId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        asked: Self::Args,
        keys: Vec<RelationId>,
    ) -> std::result::Result<HashMap<RelationId, i64>, DbErr> {
        let counts = evidence::count_of_relations(&edition, &keys, &asked, COUNTED.into()).await?;
        Ok(counts.into_iter().map(|count| (RelationId(count.parent), count.total)).collect())
    }
}

/// Evidence by its public id.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Edition;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<Uuid>,
    ) -> std::result::Result<HashMap<Uuid, Arc<Row>>, DbErr> {
        let rows = evidence::by_uids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }
}

/// A piece of evidence by its public id.
///
/// # Errors
/// The database's.
pub async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Evidence>> {
    Ok(request::of(ctx)?.batches.load::<ByUid>((), uid).await?.map(Evidence))
}
