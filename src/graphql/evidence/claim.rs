//! Claims: what an article is a source for.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object};
use db::{ArticleId, Timestamp};
use sea_orm::DbErr;

use super::{Evidence, Stance};
use crate::graphql::batch::Source;
use crate::graphql::connection::{COUNTED, Connection, Edge, Paging, Total, cursor};
use crate::graphql::error::Result;
use crate::graphql::relation::chosen::Chosen;
use crate::graphql::relation::filter::RelationFilter;
use crate::graphql::relation::relation_type::{codes, reference};
use crate::graphql::relation::{self, Relation};
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::evidence::{self, BY_PASSAGE, Row};
use crate::store::edition::relation::{column, shown};
use crate::store::keyset::{Page, Slice};
use crate::store::list::List;
use crate::store::predicate::{Predicate, Test};

/// What an article says of a relation.
#[derive(Clone, Debug)]
pub struct Claim(Arc<Row>);

/// What an article says of a relation, with its own passage.
#[Object]
impl Claim {
    /// The relation that the passage speaks for or against.
    async fn relation(&self, ctx: &Context<'_>) -> Result<Relation> {
        relation::known(ctx, self.0.relation_id, self.0.known_at).await
    }

    /// What the passage does.
    async fn stance(&self) -> Stance {
        self.0.stance.into()
    }

    /// The passage, word by word.
    async fn quote(&self) -> Option<&str> {
        self.0.quote.as_deref()
    }

    /// Where it begins in the text of `evidence.version`, in Unicode characters.
    async fn start(&self) -> Option<i32> {
        self.0.start_at
    }

    /// Where it ends; the character there is not part of it.
    async fn end(&self) -> Option<i32> {
        self.0.end_at
    }

    /// All that is known of the passage.
    async fn evidence(&self) -> Evidence {
        Evidence(Arc::clone(&self.0))
    }
}

/// What an article is a source for, in the order of its text.
///
/// # Errors
/// Of the arguments; the database's.
pub(in crate::graphql) async fn of_article(
    ctx: &Context<'_>,
    article: ArticleId,
    types: Option<Vec<String>>,
    filter: Option<&RelationFilter>,
    paging: Paging,
) -> Result<Connection<Edge<Claim>>> {
    let page = paging.page(&BY_PASSAGE)?;
    let reference = reference(ctx).await?;
    let chosen = Chosen::new(filter, false, &reference, request::of(ctx)?.minute)?;
    let mut all = vec![chosen.predicate()];
    if let Some(types) = codes(&reference, types, true)? {
        all.push(Predicate::Is(column::TYPE, Test::In(List::Texts(types))));
    }
    if chosen.shown {
        all.push(shown());
    }
    let relations = (Predicate::All(all), chosen.known_at);
    let batches = &request::of(ctx)?.batches;
    let slice = batches.load::<OfArticles>((relations.clone(), page.clone()), article).await?;
    let slice = slice.map(|slice| Slice::clone(&slice)).unwrap_or_default();
    let total = Total::counted::<ArticleCounts>(relations, article);
    Ok(Connection::new(slice, total, |row| Edge {
        cursor: cursor(&BY_PASSAGE, &evidence::keys(&row, &BY_PASSAGE)),
        node: Claim(Arc::new(row)),
    }))
}

/// Which relations; and the instant at which they were known so.
type Relations = (Predicate, Option<Timestamp>);

/// What articles say of relations.
#[derive(Debug)]
pub enum OfArticles {}

impl Source for OfArticles {
    type From = Edition;
    type Args = (Relations, Page);
    type Key = ArticleId;
    type Value = Arc<Slice<Row>>;

    async fn fetch(
        edition: Arc<Edition>,
        ((relations, known_at), page): Self::Args,
        keys: Vec<ArticleId>,
    ) -> std::result::Result<HashMap<ArticleId, Arc<Slice<Row>>>, DbErr> {
        let slices = evidence::of_articles(&edition, &keys, (&relations, known_at), &page).await?;
        Ok(slices.into_iter().map(|(id, slice)| (id, Arc::new(slice))).collect())
    }
}

/// How much articles say of relations.
#[derive(Debug)]
pub enum ArticleCounts {}

impl Source for ArticleCounts {
    type From = Edition;
    type Args = Relations;
    type Key = ArticleId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        (relations, known_at): Relations,
        keys: Vec<ArticleId>,
    ) -> std::result::Result<HashMap<ArticleId, i64>, DbErr> {
        let counts =
            evidence::count_of_articles(&edition, &keys, (&relations, known_at), COUNTED.into()).await?;
        Ok(counts.into_iter().map(|count| (ArticleId(count.parent), count.total)).collect())
    }
}
