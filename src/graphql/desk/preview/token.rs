//! Preview tokens.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use db::{article, preview_token};

use super::load;
use crate::domain::preview::token::{Create, Revoke, signed};
use crate::domain::public_id::Prefix;
use crate::graphql::error::{Fault, Result};
use crate::graphql::node;
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::{UserError, run};

/// Leave to see one article as readers would, for a while.
#[derive(Clone, Debug)]
pub struct PreviewToken(Arc<preview_token::Model>);

/// Leave to see one article as readers would, for a while. The next publication of the article ends it.
#[Object]
impl PreviewToken {
    /// Opaque, and the same for ever: by it the token is revoked.
    async fn id(&self) -> ID {
        node::id(Prefix::PreviewToken, self.0.uid)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends, if nothing ends it before.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}

/// Which preview token ends.
#[derive(Clone, Debug, InputObject)]
pub struct RevokePreviewTokenInput {
    /// The token's id.
    pub id: ID,
}

/// The tokens of an article that hold, in the order in which they were made.
pub(in crate::graphql::desk) async fn of_article(
    ctx: &Context<'_>,
    article: &article::Model,
) -> Result<Vec<PreviewToken>> {
    let request = request::of(ctx)?;
    let tokens = request.batches.load::<load::Tokens>(request.clock.now(), article.id).await?;
    Ok(tokens.unwrap_or_default().iter().map(|token| PreviewToken(Arc::clone(token))).collect())
}

/// A new preview token.
#[derive(Clone, Debug, InputObject)]
pub struct CreatePreviewTokenInput {
    /// The one article that it shows.
    pub article: ID,
    /// How long it holds, in seconds: 60 to 1 209 600, which is 14 days; 24 hours if nothing is said.
    pub expires_in: Option<i32>,
}

/// What became of a new preview token.
#[derive(Debug, SimpleObject)]
pub struct CreatePreviewTokenPayload {
    /// The token, to be sent in the header `nutgraph-preview`; null where there are errors. It is told here alone.
    token: Option<String>,
    /// What there is to know of it.
    preview_token: Option<PreviewToken>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of the end of a preview token.
#[derive(Debug, SimpleObject)]
pub struct RevokePreviewTokenPayload {
    /// The id of the token that shows nothing any more; null where there are errors.
    id: Option<ID>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct PreviewTokens;

#[Object]
impl PreviewTokens {
    /// Makes a token with which a front end shows an article as it would be published now, to people who are not signed
    /// in: sent in the header `nutgraph-preview` with the front end's own queries. It shows the newest revision, also
    /// later ones, and no other article.
    async fn create_preview_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: CreatePreviewTokenInput,
    ) -> Result<CreatePreviewTokenPayload> {
        let create = Create { article: input.article.0, expires_in: input.expires_in };
        let (made, user_errors, _) = run(ctx, &create).await?.into_parts();
        let Some(made) = made else {
            return Ok(CreatePreviewTokenPayload { token: None, preview_token: None, user_errors });
        };
        let request = request::of(ctx)?;
        let row = request.batches.load::<load::ByUid>((), made.token).await?.ok_or(Fault::Internal)?;
        let token = signed(&request.newsroom, made.article, &row).await.map_err(|error| {
            tracing::error!(%error, "a preview token cannot be signed");
            Fault::Internal
        })?;
        let token = Some(token.ok_or_else(|| {
            tracing::error!("no key may sign a preview token");
            Fault::Internal
        })?);
        Ok(CreatePreviewTokenPayload { token, preview_token: Some(PreviewToken(row)), user_errors })
    }

    /// Ends a preview token, at once.
    async fn revoke_preview_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokePreviewTokenInput,
    ) -> Result<RevokePreviewTokenPayload> {
        let (revoked, user_errors, _) = run(ctx, &Revoke { id: input.id.0 }).await?.into_parts();
        let id = revoked.map(|revoked| node::id(Prefix::PreviewToken, revoked.token));
        Ok(RevokePreviewTokenPayload { id, user_errors })
    }
}
