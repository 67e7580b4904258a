//! Evidence on the desk.

pub mod load;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use db::evidence;
use uuid::Uuid;

use super::article::DeskArticle;
use super::entity::DeskEntity;
use super::relation::{self, DeskRelation};
use crate::domain::public_id::Prefix;
use crate::domain::relation::read::Weighed;
use crate::graphql::connection::{Connection, Count, Edge, Paging, Total, cursor};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::{Fault, Result};
use crate::graphql::evidence::{Evidence, Stance};
use crate::graphql::scalars::{DateTime, Url};
use crate::graphql::{self, node, request};
use crate::store::edition::evidence::BY_POSITION;
use crate::store::keyset::{Key, Slice};

/// A passage of an article, or an address on the web, that speaks for a relation or against it.
#[derive(Clone, Debug)]
pub struct DeskEvidence(pub Arc<evidence::Model>);

/// A passage of an article, or an address on the web, that speaks for a relation or against it, whether readers have it
/// or not.
#[Object]
impl DeskEvidence {
    /// Opaque, and the same for ever; not that of the readers' evidence.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskEvidence, self.0.uid)
    }

    /// The relation of which it speaks.
    async fn relation(&self, ctx: &Context<'_>) -> Result<DeskRelation> {
        let row = request::of(ctx)?.batches.load::<relation::load::ById>((), self.0.relation_id).await?;
        row.map(DeskRelation).ok_or(Fault::Internal)
    }

    /// What it does.
    async fn stance(&self) -> Stance {
        self.0.stance.into()
    }

    /// It was taken back, by other evidence that you may see or with its article, and counts no more.
    async fn undone(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(relation::weighed(ctx, self.0.relation_id).await?.undone.contains(&self.0.id))
    }

    /// The article of ours that has the passage; null where you may not see how the newsroom works on it.
    async fn article(&self, ctx: &Context<'_>) -> Result<Option<DeskArticle>> {
        Ok(match self.0.article_id {
            Some(id) => request::of(ctx)?.batches.load::<load::Cited>((), id).await?.map(DeskArticle),
            None => None,
        })
    }

    /// The address, if it is not an article of ours.
    async fn url(&self) -> Option<Url> {
        self.0.source_url.clone().map(Url)
    }

    /// What stands at the address.
    async fn title(&self) -> Option<&str> {
        self.0.source_title.as_deref()
    }

    /// The passage, word by word, also after it was cut from its article.
    async fn quote(&self) -> Option<&str> {
        self.0.exact.as_deref()
    }

    /// What stood before the passage.
    async fn prefix(&self) -> Option<&str> {
        self.0.prefix.as_deref()
    }

    /// What stood behind the passage.
    async fn suffix(&self) -> Option<&str> {
        self.0.suffix.as_deref()
    }

    /// Whom the passage names as its source, in its words: "the Kazakh online newspaper".
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }

    /// The source that it names, where that is an entity.
    async fn attributed_to(&self, ctx: &Context<'_>) -> Result<Option<DeskEntity>> {
        Ok(match self.0.attributed_to_id {
            Some(id) => Some(relation::entity(ctx, id).await?),
            None => None,
        })
    }

    /// When the source said it.
    async fn stated_on(&self) -> Option<PartialDate> {
        partial(self.0.stated_on)
    }

    /// What it takes back.
    async fn retracts(&self, ctx: &Context<'_>) -> Result<Option<DeskEvidence>> {
        let Some(target) = self.0.retracts_id else { return Ok(None) };
        let weighed = relation::weighed(ctx, self.0.relation_id).await?;
        let found = weighed.evidence.iter().find(|row| row.id == target);
        Ok(found.map(|row| Self(Arc::new(row.clone()))))
    }

    /// Whether readers can read it now.
    async fn is_readable(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.live(ctx).await?.is_some())
    }

    /// The evidence as readers have it.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<Evidence>> {
        graphql::evidence::find(ctx, self.0.uid).await
    }

    /// When it was added.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// A piece of evidence by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskEvidence>> {
    let row = request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?;
    Ok(row.map(DeskEvidence))
}

/// A page of a relation's evidence, in its order.
pub(super) fn of_relation(weighed: &Weighed, paging: Paging) -> Result<Connection<Edge<DeskEvidence>>> {
    let page = paging.page(&BY_POSITION)?;
    let keys = |row: &evidence::Model| vec![Key::Int(row.position.into()), Key::Uid(row.uid)];
    // What is gone since comes again from the first of its place on, as in every list.
    let place = page.from.as_ref().map(|from| {
        let at = weighed.evidence.iter().position(|row| keys(row) == *from);
        at.map_or_else(
            || match from.first() {
                Some(Key::Int(at)) => weighed.evidence.partition_point(|row| i64::from(row.position) < *at),
                _ => 0,
            },
            |at| at + 1,
        )
    });
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let rest = weighed.evidence.get(place.unwrap_or(0)..).unwrap_or_default();
    let rows: Vec<evidence::Model> = rest.iter().take(size).cloned().collect();
    let slice = Slice { before: place.is_some(), after: rest.len() > rows.len(), rows };
    let count = i64::try_from(weighed.evidence.len()).unwrap_or(i64::MAX);
    Ok(Connection::new(slice, Total::Known(Count::exact(count)), |row| Edge {
        cursor: cursor(&BY_POSITION, &keys(&row)),
        node: DeskEvidence(Arc::new(row)),
    }))
}
