//! Who appears in the same articles as an entity.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use db::EntityId;
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use super::{Entity, EntityKind, known, whole};
use crate::domain::companion::{self, Companion, Company};
use crate::graphql::batch::Source;
use crate::graphql::connection::{Connection, Count, Edged, Paging, Total, cursor};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;
use crate::graphql::scalars::EdtfDate;
use crate::store::Edition;
use crate::store::edition::companion::{LOOKED_AT, TELLING, of_each};
use crate::store::edition::entity::Brief;
use crate::store::edition::timeline::Span;
use crate::store::keyset::Slice;

/// A place in a list, and who stands there.
#[derive(Clone, Debug)]
pub struct CompanionEdge {
    cursor: String,
    node: Entity,
    companion: Companion,
}

/// A place in a list, and who stands there.
#[Object]
impl CompanionEdge {
    /// Where it stands: for `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Who appears with the entity.
    async fn node(&self) -> &Entity {
        &self.node
    }

    /// Articles that have both, of those that were looked at.
    async fn articles_together(&self) -> i64 {
        self.companion.together
    }

    /// How telling it is that both appear in these: 0 for what chance would have, more the less chance has it, below 0 where
    /// they meet more seldom than others do.
    async fn score(&self) -> f64 {
        score(self.companion.score)
    }
}

impl Edged for CompanionEdge {
    type Node = Entity;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &Entity {
        &self.node
    }
}

/// Thousandths as they go out.
pub(in crate::graphql) fn score(thousandths: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "some millions at most")]
    let thousandths = thousandths as f64;
    thousandths / 1000.0
}

/// What a list of companions has beside its page.
#[derive(Clone, Debug, SimpleObject)]
pub struct CompanionMore {
    /// Articles of the entity that were looked at: the newest, 1 000 at most.
    articles_looked_at: i64,
    /// Whether there may be older articles that were not looked at: the list is of the newest.
    truncated: bool,
}

/// A page of those who appear in the same articles.
pub type CompanionConnection = Connection<CompanionEdge, CompanionMore>;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub since: Option<EdtfDate>,
    pub until: Option<EdtfDate>,
    pub kinds: Option<Vec<EntityKind>>,
    pub paging: Paging,
}

pub(super) async fn of_entity(
    ctx: &Context<'_>,
    entity: &Brief,
    asked: Asked,
) -> Result<CompanionConnection> {
    let Asked { since, until, kinds, paging } = asked;
    let page = paging.page(&TELLING)?;
    let span = Span { first: since.map(|date| date.0.days().0), last: until.map(|date| date.0.days().1) };
    if span.first.zip(span.last).is_some_and(|(first, last)| first > last) {
        return Err(bad_request("The articles end before they begin: `since` comes before `until`."));
    }
    let kinds: Option<Vec<db::EntityKind>> = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
    let request = request::of(ctx)?;
    let company = request.batches.load::<Companies>((span, kinds), entity.id).await?.unwrap_or_default();
    let total = i64::try_from(company.companions.len()).unwrap_or(i64::MAX);
    let Slice { rows, before, after } = page.of_all(company.companions.clone(), Companion::keys);
    let entities = try_join_all(rows.iter().map(|row| known(request, row.id))).await?;
    let rows: Vec<_> = rows.into_iter().zip(entities).collect();
    let edge = |(companion, entity): (Companion, Arc<Brief>)| CompanionEdge {
        cursor: cursor(&TELLING, &companion.keys()),
        node: Entity::new(entity),
        companion,
    };
    let articles_looked_at = company.looked_at;
    let truncated = articles_looked_at >= LOOKED_AT && whole(request, entity.id).await?.articles > LOOKED_AT;
    // The whole of the articles that were looked at.
    let total = Total::Known(Count { rows: total, exact: !truncated });
    let list = Connection::new(Slice { rows, before, after }, total, edge);
    Ok(list.with(CompanionMore { articles_looked_at, truncated }))
}

/// Who appears with entities.
#[derive(Debug)]
enum Companies {}

impl Source for Companies {
    type From = Edition;
    type Args = (Span, Option<Vec<db::EntityKind>>);
    type Key = EntityId;
    type Value = Arc<Company>;

    async fn fetch(
        edition: Arc<Edition>,
        (span, kinds): Self::Args,
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Company>>, DbErr> {
        let rows = of_each(&edition, &keys, span, kinds.as_deref()).await?;
        Ok(companion::companies(&rows).into_iter().map(|(id, company)| (id, Arc::new(company))).collect())
    }
}
