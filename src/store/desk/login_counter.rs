//! How often somebody tried to sign in.

use db::{Timestamp, login_counter};
use sea_orm::{DbErr, EntityTrait};

use super::{WriteTx, many};

/// Counts an attempt, and tells how many there were since when, this one among them. Counting begins anew where it began
/// at `since` or before.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn count(tx: &WriteTx, key: &str, since: Timestamp) -> Result<login_counter::Model, DbErr> {
    let sql = "INSERT INTO login_counter (key, since, attempts) VALUES ($1, $2, 1)
        ON CONFLICT (key) DO UPDATE SET
          attempts = CASE WHEN login_counter.since > $3 THEN login_counter.attempts + 1 ELSE 1 END,
          since = CASE WHEN login_counter.since > $3 THEN login_counter.since ELSE $2 END
        RETURNING key, since, attempts";
    let rows = tx.all(sql, vec![key.into(), tx.now().0.into(), since.0.into()]).await?;
    rows.into_iter().next().ok_or_else(|| DbErr::RecordNotFound("a counter".to_owned()))
}

/// Forgets the attempts.
pub async fn clear(tx: &WriteTx, key: &str) -> Result<(), DbErr> {
    login_counter::Entity::delete_by_id(key).exec(&tx.tx).await.map(drop)
}

/// Deletes counters that would begin anew; those that somebody else holds, a later time.
pub async fn prune(tx: &WriteTx, before: Timestamp) -> Result<(), DbErr> {
    many::prune(tx, "login_counter", "key", "since", before).await
}
