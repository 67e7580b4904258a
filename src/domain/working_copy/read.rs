//! Reading working copies: one's own in full, of others that they are there.

use std::collections::HashMap;

use db::{ArticleId, Timestamp};
use sea_orm::DbErr;

use crate::domain::article::content;
use crate::domain::bundle::format::Content;
use crate::store::Desk;
use crate::store::desk::{self, Reads};

/// The working copies of one article, as the reader may see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copies {
    pub own: Option<Own>,
    /// Those of others, in the order of their authors.
    pub others: Vec<Other>,
}

/// The reader's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The revision that it began from.
    pub base: i32,
    pub saved_at: Timestamp,
    /// The fields that were written, in the words of the API.
    pub fields: Vec<&'static str>,
    /// What the article would say.
    pub content: Content,
}

/// One of somebody else: that it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// As rows name people: `user:UUID`.
    pub author: String,
    pub base: i32,
    pub saved_at: Timestamp,
}

/// The working copies of articles.
///
/// # Errors
/// The database's.
pub async fn of_articles(desk: &Desk, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Copies>, DbErr> {
    let reader = desk.viewer().to_string();
    let bases = desk::working_copy::bases(desk, ids).await?;
    let mut contents = content::of(desk, &bases).await?;
    let mut all: HashMap<ArticleId, Copies> = HashMap::new();
    for row in desk::working_copy::of(desk, ids).await? {
        let of = all.entry(row.article_id).or_default();
        if row.author != reader {
            let (author, base, saved_at) = (row.author, row.base_number, row.saved_at);
            of.others.push(Other { author, base, saved_at });
            continue;
        }
        let patch = super::patch(&row).map_err(|error| DbErr::Custom(error.to_string()))?;
        let base = bases.iter().find(|revision| revision.article_id == row.article_id);
        let base = base.and_then(|revision| contents.remove(&revision.id));
        of.own = base.map(|base| Own {
            base: row.base_number,
            saved_at: row.saved_at,
            fields: patch.fields(),
            content: patch.onto(base),
        });
    }
    Ok(all)
}
