//! Articles as readers would have them, for the newsroom and for those to whom it gives a token.

pub mod load;
pub mod token;

use async_graphql::Context;
use db::article;

use crate::graphql::article::Article;
use crate::graphql::error::Result;
use crate::graphql::request;

/// A revision of an article as readers would have it; without a number, the newest.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub(super) async fn of(
    ctx: &Context<'_>,
    article: &article::Model,
    revision: Option<i32>,
) -> Result<Option<Article>> {
    let request = request::of(ctx)?;
    let now = request.clock.now();
    let preview = request.batches.load::<load::Previews>(now, (article.id, revision)).await?;
    Ok(preview.map(|preview| {
        let row = std::sync::Arc::clone(&preview.row);
        request.batches.show(preview);
        Article(row)
    }))
}
