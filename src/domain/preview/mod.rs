//! Articles as readers would have them: what publishing a revision would lay out, without publishing it.

mod lay_out;
pub mod token;

use std::sync::Arc;

use db::ArticleId;
use sea_orm::DbErr;
use uuid::Uuid;

pub use lay_out::{Wanted, lay_out};

use super::publication::BuildError;
use crate::store::edition::article::Row;
use crate::store::edition::overlay::Overlay;

/// A revision of an article, laid out as if it were published now. Who or what readers do not see yet is left out, and
/// stands as plain text.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The article, and what the world calls it.
    pub article: ArticleId,
    pub uid: Uuid,
    /// The number of the revision.
    pub revision: i32,
    pub guise: Guise,
    /// The article as readers would have it; its row id tells it from the article that they have.
    pub row: Arc<Row>,
    /// Languages and slugs under which they would find it.
    pub slugs: Vec<(String, String)>,
    /// All that belongs to it.
    pub over: Arc<Overlay>,
}

/// What a preview is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guise {
    /// The article itself: it has its id, and answers where that is asked for.
    Article,
    /// Another article, with an id of its own: clients keep what they know of things by their ids.
    Other,
}

impl Preview {
    /// The row that stands for this one, if it is that of the article.
    #[must_use]
    pub fn stands_for(&self, id: ArticleId) -> Option<Arc<Row>> {
        let is_it = id == self.row.id || (self.guise == Guise::Article && id == self.article);
        is_it.then(|| Arc::clone(&self.row))
    }

    /// The row that stands for the article of this public id, if it is that.
    #[must_use]
    pub fn is_called(&self, uid: Uuid) -> Option<Arc<Row>> {
        (self.guise == Guise::Article && uid == self.uid).then(|| Arc::clone(&self.row))
    }

    /// The row that stands for the article of this slug, if it has or had it.
    #[must_use]
    pub fn is_found(&self, language: &str, slug: &str) -> Option<Arc<Row>> {
        let has = |(of, named): &(String, String)| of == language && named == slug;
        (self.guise == Guise::Article && self.slugs.iter().any(has)).then(|| Arc::clone(&self.row))
    }
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}
