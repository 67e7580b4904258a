//! What requests with an `Idempotency-Key` did
//! ([draft-ietf-httpapi-idempotency-key-header](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/)).

use db::{Timestamp, idempotency};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Reads, WriteTx};

/// How long a key is remembered, in milliseconds: a day.
const REMEMBERED: i64 = 24 * 3600 * 1000;

/// What the reader's request with this key did in this field.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn find(desk: &impl Reads, key: &str, field: &str) -> Result<Option<idempotency::Model>, DbErr> {
    let key = (desk.viewer().to_string(), key.to_owned(), field.to_owned());
    idempotency::Entity::find_by_id(key).one(desk.connection()).await
}

/// Any request of the reader with this key.
pub async fn any(desk: &impl Reads, key: &str) -> Result<Option<idempotency::Model>, DbErr> {
    let find = idempotency::Entity::find().filter(idempotency::Column::Actor.eq(desk.viewer().to_string()));
    find.filter(idempotency::Column::Key.eq(key)).one(desk.connection()).await
}

/// Notes what a request did, and forgets those of the day before.
pub async fn note(
    tx: &WriteTx,
    key: &str,
    field: &str,
    fingerprint: &str,
    outcome: String,
) -> Result<(), DbErr> {
    let old = Timestamp(tx.now().0 - REMEMBERED);
    idempotency::Entity::delete_many().filter(idempotency::Column::CreatedAt.lt(old)).exec(&tx.tx).await?;
    let row = idempotency::Model {
        actor: tx.actor(),
        key: key.to_owned(),
        field: field.to_owned(),
        fingerprint: fingerprint.to_owned(),
        outcome,
        created_at: tx.now(),
    };
    tx.insert(vec![row]).await
}
