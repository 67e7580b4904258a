//! The entities of an article.

use std::sync::Arc;

use async_graphql::{Context, Object};
use futures_util::future::try_join_all;

use super::{Article, load};
use crate::graphql::connection::{Connection, Edged, Paging, Total, cursor, shows_rows};
use crate::graphql::entity::filter::{EntityFilter, EntityOrder, order};
use crate::graphql::entity::{self, Entity, EntityKind};
use crate::graphql::error::Result;
use crate::graphql::filter;
use crate::graphql::request;
use crate::store::edition::article::{Appearing, Which, entities_order};
use crate::store::edition::entity::{Brief, By, Row, keys};
use crate::store::keyset::{Key, Slice};

/// An entity of an article.
#[derive(Clone, Debug)]
pub struct ArticleEntityEdge {
    cursor: String,
    node: Entity,
    appearing: Appearing,
}

/// An entity of an article, and how it is in it.
#[Object]
impl ArticleEntityEdge {
    /// Where it stands: for `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The entity.
    async fn node(&self) -> &Entity {
        &self.node
    }

    /// Whether the article is about it.
    async fn about(&self) -> bool {
        self.appearing.about
    }

    /// How often the text names it.
    async fn mention_count(&self) -> i32 {
        self.appearing.mentions
    }
}

impl Edged for ArticleEntityEdge {
    type Node = Entity;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &Entity {
        &self.node
    }
}

/// What is asked of the entities of an article.
pub(super) struct Asked {
    pub kinds: Option<Vec<EntityKind>>,
    pub filter: Option<Box<EntityFilter>>,
    pub order_by: Option<Vec<EntityOrder>>,
}

pub(super) async fn of_article(
    article: &Article,
    ctx: &Context<'_>,
    asked: Asked,
    paging: Paging,
) -> Result<Connection<ArticleEntityEdge>> {
    let Asked { kinds, filter, order_by } = asked;
    let by = order(order_by)?;
    let order = entities_order(&by);
    let page = paging.page(&order)?;
    let kinds: Option<Vec<db::EntityKind>> = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
    let request = request::of(ctx)?;
    let batches = &request.batches;
    let predicate = filter::read(ctx, filter.as_deref(), EntityFilter::predicate).await?;
    let which = Which { kinds, predicate };
    let id = article.0.id;
    let args = (which.clone(), by, page.clone());
    let rows = if shows_rows(ctx) {
        batches.load::<load::Entities>(args, id).await?.unwrap_or_default()
    } else {
        Arc::default()
    };
    let slice = page.slice(rows.to_vec());
    let total = Total::counted::<load::CountEntities>(which, id);
    let Slice { rows, before, after } = slice;
    if by != By::own() {
        // The keys of such an order stand in the whole rows alone.
        let entities = rows.iter().map(|row| batches.load::<entity::Together>((), row.entity_id));
        let entities = try_join_all(entities).await?;
        // The edition has no dangling reference: none is left out here.
        let rows = rows.into_iter().zip(entities).filter_map(|(row, entity)| Some((row, entity?))).collect();
        return Ok(Connection::new(
            Slice { rows, before, after },
            total,
            |(appearing, row): (Appearing, Arc<Row>)| {
                let node = entity::shown(request, &row);
                ArticleEntityEdge { cursor: cursor(&order, &keys(&row, &by)), node, appearing }
            },
        ));
    }
    let entities = try_join_all(rows.iter().map(|row| entity::known(request, row.entity_id))).await?;
    let rows = rows.into_iter().zip(entities).collect();
    Ok(Connection::new(
        Slice { rows, before, after },
        total,
        |(appearing, entity): (Appearing, Arc<Brief>)| {
            let keys = [Key::Int(i64::from(appearing.prominence)), Key::Uid(entity.uid)];
            ArticleEntityEdge { cursor: cursor(&order, &keys), node: Entity::new(entity), appearing }
        },
    ))
}
