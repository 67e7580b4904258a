//! Making series, changing them, and taking them away.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{DeskSeries, by_uid};
use crate::domain::public_id::Prefix;
use crate::domain::series::save::{Articles, Create, Delete, Saved, Update};
use crate::graphql::desk::article::content::field;
use crate::graphql::error::Result;
use crate::graphql::node;
use crate::graphql::user_error::{Conflict, UserError, run};

/// A new series.
#[derive(Clone, Debug, InputObject)]
pub struct CreateSeriesInput {
    /// An id that the client made (`dser_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
    pub id: Option<ID>,
    /// What it is called.
    pub title: String,
    /// Its name in addresses; made from the title, if it is not given.
    pub slug: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its articles, in their order.
    pub articles: Option<Vec<ID>>,
}

/// An article that goes to another place in its series.
#[derive(Clone, Debug, InputObject)]
pub struct SeriesMoveInput {
    /// The article.
    pub article: ID,
    /// The article before which it is to stand; at the end, if it is not given.
    pub before: Option<ID>,
}

/// How the articles of a series change: what goes, what comes, and what goes to another place, in this order.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SeriesArticlesChange {
    /// All of them, in their order; nothing else can be said then.
    pub set: Option<Vec<ID>>,
    /// What comes to it, at its end.
    pub add: Option<Vec<ID>>,
    /// What goes from it.
    pub remove: Option<Vec<ID>>,
    /// What goes to another place, one after the other.
    pub r#move: Option<Vec<SeriesMoveInput>>,
}

/// What changes of a series: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SeriesChangesInput {
    /// What it is called.
    pub title: Option<String>,
    /// Its name in addresses. The former one does not find it any more.
    pub slug: Option<String>,
    /// What it is about.
    pub description: MaybeUndefined<String>,
    /// Its articles.
    pub articles: Option<SeriesArticlesChange>,
}

/// Changes of a series.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateSeriesInput {
    /// The series.
    pub id: ID,
    /// The version that the changes were made to; another one is a conflict.
    pub expected_version: i64,
    /// What changes.
    pub changes: SeriesChangesInput,
}

/// A series that shall not be any more.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteSeriesInput {
    /// The series.
    pub id: ID,
    /// The version that was looked at; another one is a conflict.
    pub expected_version: i64,
}

/// What became of a new series.
#[derive(Debug, SimpleObject)]
pub struct CreateSeriesPayload {
    /// The series; null where there are errors.
    series: Option<DeskSeries>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of changes of a series.
#[derive(Debug, SimpleObject)]
pub struct UpdateSeriesPayload {
    /// The series; null where nothing was saved.
    series: Option<DeskSeries>,
    /// What somebody else changed meanwhile; nothing was saved then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct DeleteSeriesPayload {
    /// The id of the series that was; null where nothing was done.
    deleted_id: Option<ID>,
    /// What somebody else changed meanwhile; nothing was done then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct SeriesSaving;

#[Object]
impl SeriesSaving {
    /// Makes a series. Readers have it as long as it holds an article that they have.
    async fn create_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] input: CreateSeriesInput,
    ) -> Result<CreateSeriesPayload> {
        let CreateSeriesInput { id, title, slug, description, articles } = input;
        let create = Create { id: id.map(|id| id.0), slug, title, description, articles: ids(articles) };
        let (saved, user_errors, _) = run(ctx, &create).await?.into_parts();
        Ok(CreateSeriesPayload { series: again(ctx, saved).await?, user_errors })
    }

    /// Changes a series, and what readers have of it.
    async fn update_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateSeriesInput,
    ) -> Result<UpdateSeriesPayload> {
        let UpdateSeriesInput { id, expected_version, changes } = input;
        let SeriesChangesInput { title, slug, description, articles } = changes;
        let articles = articles.map(|SeriesArticlesChange { set, add, remove, r#move }| match set {
            Some(set) => Articles::Set(ids(Some(set))),
            None => Articles::Change {
                remove: ids(remove),
                add: ids(add),
                moves: r#move
                    .unwrap_or_default()
                    .into_iter()
                    .map(|SeriesMoveInput { article, before }| (article.0, before.map(|id| id.0)))
                    .collect(),
            },
        });
        let description = field(description, |text| text);
        let update = Update { id: id.0, expected_version, slug, title, description, articles };
        let (saved, user_errors, conflict) = run(ctx, &update).await?.into_parts();
        Ok(UpdateSeriesPayload { series: again(ctx, saved).await?, conflict, user_errors })
    }

    /// Takes a series away for good; its articles stay.
    async fn delete_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] input: DeleteSeriesInput,
    ) -> Result<DeleteSeriesPayload> {
        let DeleteSeriesInput { id, expected_version } = input;
        let (saved, user_errors, conflict) =
            run(ctx, &Delete { id: id.0, expected_version }).await?.into_parts();
        let deleted_id = saved.map(|saved| node::id(Prefix::DeskSeries, saved.series));
        Ok(DeleteSeriesPayload { deleted_id, conflict, user_errors })
    }
}

fn ids(list: Option<Vec<ID>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|id| id.0).collect()
}

async fn again(ctx: &Context<'_>, saved: Option<Saved>) -> Result<Option<DeskSeries>> {
    match saved {
        Some(saved) => by_uid(ctx, saved.series).await,
        None => Ok(None),
    }
}
