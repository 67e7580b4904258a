//! What the newsroom works on. Reading takes a [`Desk`] or a [`WriteTx`], writing takes a [`WriteTx`]; both need leave.

pub mod api_key;
pub mod article;
pub mod article_list;
pub mod assignee;
pub mod audit;
pub mod duplicate;
pub mod entity;
pub mod entity_list;
pub mod entity_use;
pub mod evidence;
mod handle;
pub mod history;
pub mod idempotency;
pub mod lock;
pub mod login_counter;
mod many;
pub mod mention;
pub mod one_time_link;
pub mod picture;
pub mod picture_list;
pub mod preview_token;
pub mod problem;
pub mod publication;
pub mod reference;
pub mod relation;
pub mod relation_list;
pub mod revision;
pub mod schedule;
pub mod series;
pub mod session;
pub mod signing_key;
pub mod stage;
pub mod user;
pub mod working_copy;

pub use handle::{Desk, Reads};
use many::update_versioned;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult};

use crate::store::WriteTx;

/// What tells one state of the desk from a later one: every write leaves a row in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stamp {
    names: i64,
    audit: i64,
}

/// The desk's stamp.
///
/// # Errors
/// The database's.
pub async fn stamp(desk: &impl Reads) -> Result<Stamp, DbErr> {
    let sql = "SELECT names, (SELECT COALESCE(max(id), 0) FROM audit_event) AS audit FROM desk";
    let stamp = many::all(desk, sql).await?.into_iter().next();
    stamp.ok_or_else(|| DbErr::RecordNotFound("the desk's row".into()))
}

/// Lets imports wait for each other. On SQLite every writer does.
///
/// # Errors
/// The database's.
pub async fn queue(tx: &WriteTx) -> Result<(), DbErr> {
    if tx.tx.get_database_backend() == DbBackend::Postgres {
        tx.tx.execute_unprepared("SELECT pg_advisory_xact_lock(7310302462)").await?;
    }
    Ok(())
}
