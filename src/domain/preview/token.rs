//! Leave for a front end to show one article as it would be published: signed, for a while, and taken back at any time.
//! The next publication of the article ends it, and so does all that keeps the article from being published.

use db::{ArticleId, Noun, Timestamp, article, preview_token};
use sea_orm::{DbErr, NotSet, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::lay_out::can_be_published;
use super::{Guise, Preview, PreviewError, lay_out};
use crate::auth::jose::{self, Untrusted};
use crate::auth::preview::Grant;
use crate::auth::{Action, Actor, Permit, Whose, permit};
use crate::domain::access::AccountError;
use crate::domain::article::find;
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::{Caller, Newsroom};
use crate::domain::public_id::{self, Prefix};
use crate::store::{AccessError, Desk, Event, WriteTx, desk};

/// How long a token holds, in seconds: if nothing is said, and at most.
pub const USUAL: i32 = 24 * 3600;
pub const LONGEST: i32 = 14 * 24 * 3600;
/// The shortest that is of use.
const SHORTEST: i32 = 60;

/// Tokens that an article has at a time.
const MOST: usize = 50;

/// A new token.
#[derive(Clone, Debug)]
pub struct Create {
    pub article: String,
    /// Seconds.
    pub expires_in: Option<i32>,
}

/// The token that was made. Of the token itself nothing is kept: it is signed anew whenever it is told.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Made {
    pub article: Uuid,
    pub token: Uuid,
}

impl Mutation for Create {
    type Done = Made;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.article, "input.article").await?;
        let permit = caller.may(Action::PreviewArticle, whose)?;
        // What cannot be signed shall not be noted.
        let key = caller.newsroom.access.ensure_key().await;
        key.map_err(|error| MutationError::Internal(error.to_string()))?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Made, MutationError> {
        let (row, _) = find(tx, &self.article, "input.article").await?;
        let mut faults = vec![];
        if !can_be_published(&row) {
            let message = "it was retracted, archived or deleted: there is nothing to preview";
            faults.push(Fault::new(Code::WrongState, "input.article", message));
        }
        let seconds = self.expires_in.unwrap_or(USUAL);
        if !(SHORTEST..=LONGEST).contains(&seconds) {
            let message = format!("it is {seconds}; it can be {SHORTEST} to {LONGEST} seconds");
            faults.push(Fault::new(Code::Invalid, "input.expiresIn", message));
        }
        if in_force(tx, &[row.id], tx.now()).await?.len() >= MOST {
            let message = format!("it has {MOST} tokens already: revoke one");
            faults.push(Fault::new(Code::WrongState, "input.article", message));
        }
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let uid = caller.newsroom.clock.uid();
        let expires_at = Timestamp(tx.now().0.saturating_add(i64::from(seconds) * 1000));
        let new = preview_token::ActiveModel {
            id: NotSet,
            uid: Set(uid),
            article_id: Set(row.id),
            version: Set(version(tx, row.id).await?),
            expires_at: Set(expires_at),
            revoked_at: Set(None),
            created_at: Set(tx.now()),
            created_by: Set(tx.actor()),
        };
        desk::preview_token::insert(tx, new, row.id).await?;
        let after = json!({ "previewToken": name(uid), "expiresAt": expires_at.to_string() });
        tx.audit_all(vec![Event { after: Some(after), ..Event::of(Noun::Article, Some(row.uid)) }]).await?;
        Ok(Made { article: row.uid, token: uid })
    }
}

/// Takes a token back.
#[derive(Clone, Debug)]
pub struct Revoke {
    pub id: String,
}

impl Mutation for Revoke {
    type Done = Made;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, _, whose) = self.find(desk).await?;
        Ok(caller.may(Action::PreviewArticle, whose)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Made, MutationError> {
        let (token, article, _) = self.find(tx).await?;
        desk::preview_token::revoke(tx, token.uid).await?;
        let before = json!({ "previewToken": name(token.uid), "expiresAt": token.expires_at.to_string() });
        let event = Event { before: Some(before), ..Event::of(Noun::Article, Some(article.uid)) };
        tx.audit_all(vec![event]).await?;
        Ok(Made { article: article.uid, token: token.uid })
    }
}

impl Revoke {
    /// The token, if its article may be seen.
    async fn find(
        &self,
        desk: &impl desk::Reads,
    ) -> Result<(preview_token::Model, article::Model, Whose), MutationError> {
        let missing = || Fault::new(Code::NotFound, "input.id", "there is no such preview token");
        let uid = public_id::parse(Prefix::PreviewToken, &self.id).ok_or_else(missing)?;
        let token = by_uids(desk, &[uid]).await?.into_iter().next().ok_or_else(missing)?;
        let article = desk::article::by_ids(desk, &[token.article_id]).await?.into_iter().next();
        let article = article.ok_or_else(missing)?;
        match find(desk, &public_id::print(Prefix::Article, article.uid), "input.id").await {
            Ok((article, whose)) => Ok((token, article, whose)),
            Err(MutationError::Faults(_)) => Err(missing().into()),
            Err(error) => Err(error),
        }
    }
}

fn name(uid: Uuid) -> String {
    public_id::print(Prefix::PreviewToken, uid)
}

/// Tokens by their public ids, whether they hold or not.
///
/// # Errors
/// The database's.
pub async fn by_uids(desk: &impl desk::Reads, uids: &[Uuid]) -> Result<Vec<preview_token::Model>, DbErr> {
    desk::preview_token::by_uids(desk, uids).await
}

/// The tokens of articles that hold.
///
/// # Errors
/// The database's.
pub async fn in_force(
    desk: &impl desk::Reads,
    articles: &[ArticleId],
    now: Timestamp,
) -> Result<Vec<preview_token::Model>, DbErr> {
    let mut tokens = desk::preview_token::of(desk, articles).await?;
    let versions = desk::article::versions_of(desk, articles).await?;
    tokens.retain(|token| {
        let newest = versions.iter().filter(|v| v.article_id == token.article_id).map(|v| v.number).max();
        holds(token, newest.unwrap_or(0), now)
    });
    Ok(tokens)
}

fn holds(token: &preview_token::Model, newest: i32, now: Timestamp) -> bool {
    token.revoked_at.is_none() && token.expires_at > now && token.version == newest
}

/// The public number of the newest version; 0 before the first.
async fn version(desk: &impl desk::Reads, article: ArticleId) -> Result<i32, DbErr> {
    let versions = desk::article::versions_of(desk, &[article]).await?;
    Ok(versions.last().map_or(0, |newest| newest.number))
}

/// A token as it is sent; none where no key may sign.
///
/// # Errors
/// The database's.
pub async fn signed(
    newsroom: &Newsroom,
    article: Uuid,
    token: &preview_token::Model,
) -> Result<Option<String>, AccountError> {
    let ring = newsroom.access.ring().await?;
    let grant =
        Grant { article, token: token.uid, issued_at: token.created_at, expires_at: token.expires_at };
    Ok(ring.sign_preview(&grant, newsroom.clock.now()))
}

/// What a token shows.
#[derive(Clone, Debug)]
pub struct Open {
    pub preview: Preview,
    pub expires_at: Timestamp,
}

/// Why a token shows nothing.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// It was taken back or is over, or its article was published since or cannot be.
    #[error("it does not hold any more")]
    Over,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Preview(#[from] PreviewError),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}

/// Lays out what a token is for. The desk is read here, by ourselves, and closed again: who shows the token gets rows,
/// and no way to others.
///
/// # Errors
/// [`OpenError`].
pub async fn open(newsroom: &Newsroom, token: &str) -> Result<Open, OpenError> {
    let now = newsroom.clock.now();
    let parts = jose::parts(token)?;
    let kid = parts.kid().ok_or(Untrusted::Key)?;
    let grant = newsroom.access.ring_with(kid).await?.check_preview(parts, now)?;
    let permit = permit(&Actor::System, Action::PreviewArticle, Whose::Own).map_err(|_| OpenError::Over)?;
    let desk = Desk::open(&newsroom.store, &permit).await.map_err(|error| match error {
        AccessError::Database(cause) => OpenError::Database(cause),
        AccessError::SignedOut => OpenError::Over,
    })?;
    let row = by_uids(&desk, &[grant.token]).await?.into_iter().next().ok_or(OpenError::Over)?;
    if !holds(&row, version(&desk, row.article_id).await?, now) {
        return Err(OpenError::Over);
    }
    let previews = lay_out(&desk, &[(row.article_id, None)], Guise::Article, now).await?;
    let preview = previews.into_values().next().filter(|preview| preview.uid == grant.article);
    Ok(Open { preview: preview.ok_or(OpenError::Over)?, expires_at: row.expires_at })
}
