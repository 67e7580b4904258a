//! What differs between two revisions.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use futures_util::future::try_join;

use super::{DeskArticle, load};
use crate::domain::article::diff;
use crate::graphql::article::{TextChange, text_changes};
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::request;

/// A field in which two revisions differ.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct FieldChange {
    /// The field, as revisions and changes to articles call it; also `bodyFormat`.
    field: String,
    /// What it was; null where it was empty. A list has an item on each line.
    before: Option<String>,
    /// What it is; null where it is empty. A list has an item on each line.
    after: Option<String>,
    /// Of a list: what came to it. Where nothing came and nothing went, its order is another.
    added: Vec<ChangedItem>,
    /// Of a list: what went from it.
    removed: Vec<ChangedItem>,
    #[graphql(skip)]
    is_prose: bool,
}

/// An item of a list.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChangedItem {
    /// The desk's id of the entity or article that it names.
    id: Option<ID>,
    /// The item, for people.
    text: String,
}

/// A field in which two revisions differ.
#[ComplexObject]
impl FieldChange {
    /// Of the headline, the subheadline, the summary and the body: what changed, by words. Of others: nothing.
    async fn words(&self) -> Vec<TextChange> {
        if !self.is_prose {
            return vec![];
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        text_changes(&text(&self.before), &text(&self.after))
    }
}

impl From<diff::FieldChange> for FieldChange {
    fn from(change: diff::FieldChange) -> Self {
        let diff::FieldChange { field, before, after, is_prose, added, removed } = change;
        let items = |items: Vec<diff::Item>| {
            let item = |diff::Item { id, text }: diff::Item| ChangedItem { id: id.map(ID), text };
            items.into_iter().map(item).collect()
        };
        let (added, removed) = (items(added), items(removed));
        Self { field: field.to_owned(), before, after, added, removed, is_prose }
    }
}

/// What differs between two revisions of an article.
pub(super) async fn between(
    article: &DeskArticle,
    ctx: &Context<'_>,
    from: i32,
    to: i32,
) -> Result<Vec<FieldChange>> {
    let batches = &request::of(ctx)?.batches;
    let told = async |number: i32| {
        let row = batches.load::<load::Numbered>(number, article.0.id).await?;
        let row = row.ok_or_else(|| {
            let newest = article.0.head_number;
            bad_request(format!("There is no revision {number} of this article; its newest is {newest}."))
        })?;
        batches.load::<load::Contents>((), row.id).await?.ok_or(Fault::Internal)
    };
    let (from, to) = try_join(told(from), told(to)).await?;
    Ok(diff::between(&from, &to).into_iter().map(FieldChange::from).collect())
}
