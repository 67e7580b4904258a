//! Pictures of articles.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::Article;
use crate::graphql::error::Result;
use crate::graphql::scalars::Url;
use crate::store::edition::article::{self, Entry, Part};

/// Where a picture stands in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::PictureRole")]
pub enum PictureRole {
    /// Above it; it stands for the article in lists.
    Lead,
    /// Within it.
    Body,
}

/// A picture, and where it stands in an article.
#[derive(Clone, Debug, SimpleObject)]
pub struct ArticlePicture {
    /// Where it stands.
    role: PictureRole,
    /// The picture.
    picture: Picture,
}

impl ArticlePicture {
    pub(super) fn is_lead(&self) -> bool {
        self.role == PictureRole::Lead
    }

    pub(super) fn into_picture(self) -> Picture {
        self.picture
    }
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Picture(article::Picture);

/// A picture on the web, with what there is to say of it.
#[Object]
impl Picture {
    /// Where it is.
    async fn url(&self) -> Url {
        Url(self.0.href.clone())
    }

    /// Its media type: `image/jpeg`.
    async fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// How wide it is, in pixels.
    async fn width(&self) -> Option<i32> {
        self.0.width
    }

    /// How high it is, in pixels.
    async fn height(&self) -> Option<i32> {
        self.0.height
    }

    /// What it shows, for those who do not see it.
    async fn alt(&self) -> &str {
        &self.0.alt_text
    }

    /// What stands below it.
    async fn caption(&self) -> Option<&str> {
        self.0.caption.as_deref()
    }

    /// Who made it, as printed.
    async fn credit(&self) -> Option<&str> {
        self.0.credit.as_deref()
    }

    /// On what terms it may be shown.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }
}

pub(super) async fn of_article(article: &Article, ctx: &Context<'_>) -> Result<Vec<ArticlePicture>> {
    let parts = article.parts(ctx, Part::Pictures).await?;
    let picture = |entry: &Entry| match entry {
        Entry::Picture(row) => Some(ArticlePicture { role: row.role.into(), picture: Picture(row.clone()) }),
        _ => None,
    };
    Ok(parts.iter().filter_map(picture).collect())
}
