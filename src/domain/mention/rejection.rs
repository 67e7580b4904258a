//! Names that are no mention of an entity in an article: what editors decided, remembered.

use std::collections::HashSet;

use db::{ArticleId, EntityId};

use crate::domain::mutation::MutationError;
use crate::store::{WriteTx, desk};

/// A name that is linked is rejected no more, but where it was rejected elsewhere in the same breath.
pub(super) async fn remember(
    tx: &WriteTx,
    article: ArticleId,
    accepted: impl Iterator<Item = (EntityId, String)>,
    rejected: &[(EntityId, String)],
) -> Result<(), MutationError> {
    for pair @ (entity, key) in &accepted.collect::<HashSet<_>>() {
        if !rejected.contains(pair) {
            desk::mention::accept(tx, article, *entity, key).await?;
        }
    }
    for (entity_id, key) in rejected.iter().cloned().collect::<HashSet<_>>() {
        let row = db::mention_rejection::Model {
            article_id: article,
            entity_id,
            key,
            created_at: tx.now(),
            created_by: tx.actor(),
        };
        desk::mention::reject(tx, row).await?;
    }
    Ok(())
}
