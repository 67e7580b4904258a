//! Export: the whole newsroom as a bundle, from one snapshot of the desk.
//!
//! The order follows from what is written alone, so that the same content gives the same bytes, in whatever order the
//! rows came. Reference data that the product brings is left out where nobody edited it.

pub(super) mod article;
pub(super) mod entity;
pub(super) mod relation;
mod sink;

use std::collections::HashMap;
use std::io::{self, Write};

use db::{ArticleId, EntityId};
use sea_orm::DbErr;

use crate::auth::{self, Action, Actor, Denied, Whose};
use crate::domain::bundle::format::Series;
use crate::domain::bundle::{Form, List};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Desk};
use crate::store::{AccessError, Store};
use sink::Sink;

/// How many of each noun were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub entities: usize,
    pub articles: usize,
    pub series: usize,
    pub relations: usize,
}

/// Why an export broke off. What was written up to there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    #[error("cannot write: {0}")]
    Json(#[from] serde_json::Error),
}

/// How a bundle refers to entities and articles: by slugs (`language/slug`) in a file, by public ids on the desk.
#[derive(Clone, Debug, Default)]
pub struct References {
    pub entities: HashMap<EntityId, String>,
    pub articles: HashMap<ArticleId, String>,
}

impl References {
    fn entity(&self, id: EntityId) -> String {
        self.entities.get(&id).cloned().unwrap_or_default()
    }

    fn article(&self, id: ArticleId) -> String {
        self.articles.get(&id).cloned().unwrap_or_default()
    }
}

/// Writes the newsroom as a bundle.
///
/// # Errors
/// [`ExportError`].
pub async fn run(store: &Store, form: Form, out: &mut (dyn Write + Send)) -> Result<Summary, ExportError> {
    let permit = auth::permit(&Actor::System, Action::Export, Whose::Own)?;
    let desk = Desk::open(store, &permit).await?;
    let entities = desk::entity::all(&desk).await?;
    let order = article::order(&desk).await?;
    let slugs = References {
        entities: entities.iter().map(|row| (row.id, row.slug.clone())).collect(),
        articles: order.iter().map(|(name, id)| (*id, name.clone())).collect(),
    };
    let mut sink = Sink::begin(form, out)?;
    entity::schemes(&desk, &mut sink).await?;
    entity::relation_types(&desk, &mut sink).await?;
    let ids: Vec<_> = order.into_iter().map(|(_, id)| id).collect();
    let summary = Summary {
        entities: entity::write(&desk, entities, &slugs, &mut sink).await?,
        articles: article::write(&desk, &ids, &slugs, &mut sink).await?,
        series: series(&desk, &slugs, &mut sink).await?,
        relations: relation::write(&desk, &slugs, &mut sink).await?,
    };
    sink.end()?;
    Ok(summary)
}

async fn series(desk: &Desk, slugs: &References, sink: &mut Sink<'_>) -> Result<usize, ExportError> {
    let mut rows = desk::series::all(desk).await?;
    rows.sort_by(|a, b| a.slug.cmp(&b.slug));
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let items = desk::series::items_of(desk, &ids).await?;
    let count = rows.len();
    for row in rows {
        let articles = items.iter().filter(|item| item.series_id == row.id);
        sink.put(
            List::Series,
            &Series {
                id: Some(public_id::print(Prefix::Series, row.uid)),
                slug: row.slug,
                title: row.title,
                description: row.description,
                articles: articles.map(|item| slugs.article(item.article_id)).collect(),
            },
        )?;
    }
    Ok(count)
}
