//! What stands at a path of the site.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject, Union};

use super::article::{self, Article, Notice};
use super::entity::{self, Entity};
use super::error::Result;
use super::request::{self, Request};
use super::series::{self, Series};
use crate::domain::site::Place;

/// What stands at a path.
#[derive(Debug, Union)]
pub enum Route {
    Article(ArticleRoute),
    Entity(EntityRoute),
    Series(SeriesRoute),
    Redirect(Redirect),
    Gone(Gone),
}

/// An article.
#[derive(Debug, SimpleObject)]
pub struct ArticleRoute {
    /// The article.
    article: Article,
}

/// An entity's page.
#[derive(Debug, SimpleObject)]
pub struct EntityRoute {
    /// The entity.
    entity: Entity,
}

/// A series.
#[derive(Debug, SimpleObject)]
pub struct SeriesRoute {
    /// The series.
    series: Series,
}

/// It stands elsewhere now.
#[derive(Debug, SimpleObject)]
pub struct Redirect {
    /// The path where it stands.
    to: String,
    /// The status for browsers: 301, since it will not come back.
    status: i32,
}

/// It was taken back.
#[derive(Debug, SimpleObject)]
pub struct Gone {
    /// What the newsroom says of it.
    notice: Option<Notice>,
    /// The article that was taken back: its headline, and the notice as its body.
    article: Article,
}

#[derive(Debug, Default)]
pub struct RouteQuery;

#[Object]
impl RouteQuery {
    /// What a path of the site shows; null where nothing stands.
    async fn route(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The path, or a whole address of the site.")] path: String,
    ) -> Result<Option<Route>> {
        let request = request::of(ctx)?;
        for place in request.site.places(&path) {
            if let Some(route) = at(ctx, request, place).await? {
                return Ok(Some(route));
            }
        }
        Ok(None)
    }
}

async fn at(ctx: &Context<'_>, request: &Arc<Request>, place: Place) -> Result<Option<Route>> {
    let moved = |to: String| Route::Redirect(Redirect { to, status: 301 });
    Ok(match place {
        Place::Article { language, slug } => {
            let found = article::query::by_slug(ctx, language.clone(), slug.clone()).await?;
            let Some(article) = found else { return Ok(None) };
            let row = &article.0;
            Some(if row.state == db::ArticleState::Retracted {
                Route::Gone(Gone { notice: article::retraction(&article, ctx).await?, article })
            } else if row.slug != slug || row.language != language {
                moved(request.site.article_path(&row.language, &row.slug))
            } else {
                Route::Article(ArticleRoute { article })
            })
        }
        Place::Entity { slug } => entity::by_slug(ctx, slug.clone()).await?.map(|entity| {
            if entity.brief().slug == slug {
                Route::Entity(EntityRoute { entity })
            } else {
                moved(request.site.entity_path(&entity.brief().slug))
            }
        }),
        Place::Series { slug } => {
            series::by_slug(ctx, slug).await?.map(|series| Route::Series(SeriesRoute { series }))
        }
    })
}
