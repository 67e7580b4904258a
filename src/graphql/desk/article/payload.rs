//! What the verbs of articles answer.

use async_graphql::Context;

use super::{DeskArticle, by_uid};
use crate::domain::article::change::Changed;
use crate::domain::mutation::Mutation;
use crate::graphql::error::Result;
use crate::graphql::user_error::{Conflict, UserError, run};

/// What became of one article.
#[derive(Debug)]
pub struct One {
    pub article: Option<DeskArticle>,
    pub conflict: Option<Conflict>,
    pub user_errors: Vec<UserError>,
}

/// Does something with articles, and reads them anew.
///
/// # Errors
/// Where nobody is signed in, or the policy says no; faults of ours.
pub async fn many(
    ctx: &Context<'_>,
    mutation: &impl Mutation<Done = Changed>,
) -> Result<(Option<Vec<DeskArticle>>, Option<Conflict>, Vec<UserError>)> {
    let (done, user_errors, conflict) = run(ctx, mutation).await?.into_parts();
    let Some(Changed { articles: uids }) = done else { return Ok((None, conflict, user_errors)) };
    let found = futures_util::future::try_join_all(uids.into_iter().map(|uid| by_uid(ctx, uid))).await?;
    Ok((Some(found.into_iter().flatten().collect()), conflict, user_errors))
}

/// The same with one article.
///
/// # Errors
/// Where nobody is signed in, or the policy says no; faults of ours.
pub async fn one(ctx: &Context<'_>, mutation: &impl Mutation<Done = Changed>) -> Result<One> {
    let (articles, conflict, user_errors) = many(ctx, mutation).await?;
    Ok(One { article: articles.and_then(|all| all.into_iter().next()), conflict, user_errors })
}

/// Payloads of verbs that change one article.
macro_rules! payloads {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $name {
            /// The article; null where nothing was done.
            article: Option<$crate::graphql::desk::article::DeskArticle>,
            /// What somebody else changed meanwhile; nothing was done then.
            conflict: Option<$crate::graphql::user_error::Conflict>,
            /// All that is wrong with the arguments.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl From<$crate::graphql::desk::article::payload::One> for $name {
            fn from(one: $crate::graphql::desk::article::payload::One) -> Self {
                let $crate::graphql::desk::article::payload::One { article, conflict, user_errors } = one;
                Self { article, conflict, user_errors }
            }
        }
    )+};
}
pub(super) use payloads;

/// Payloads of verbs that change many articles, or none.
macro_rules! bulk_payloads {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $name {
            /// The articles, as they were named; null where nothing was done.
            articles: Option<Vec<$crate::graphql::desk::article::DeskArticle>>,
            /// All that is wrong with the arguments.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }
    )+};
}
pub(super) use bulk_payloads;
