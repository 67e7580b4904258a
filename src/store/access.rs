//! Whether whoever acts still may: a token tells what was so when it was made, the database what is.

use db::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use crate::auth::{Action, Actor, Permit, Role, User};

/// Why nothing can be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// The session is over, the account disabled or given another role, the key revoked: whoever it is has to show again
    /// who they are.
    #[error("the session is over")]
    SignedOut,
}

/// What the rows of an actor say.
#[derive(Debug, FromQueryResult)]
struct Standing {
    role: String,
    disabled_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

impl Standing {
    fn is_that_of(&self, user: &User) -> bool {
        self.disabled_at.is_none()
            && self.revoked_at.is_none()
            && Role::of_code(&self.role) == Some(user.role)
    }
}

/// Looks at the actor of a snapshot. What expires is not looked at: that its token or key has not, was seen by the clock
/// just before.
pub(super) async fn look(tx: &DatabaseTransaction, permit: &Permit) -> Result<(), AccessError> {
    let holds = match permit.actor() {
        Actor::System => true,
        Actor::User(user) => standing(tx, user, "").await?.is_some_and(|standing| standing.is_that_of(user)),
        Actor::Key(key) => is_valid_key(tx, key.uid).await?,
    };
    if holds { Ok(()) } else { Err(AccessError::SignedOut) }
}

/// Looks at the actor of a write, whose rows stay as they are until it ends (PostgreSQL; on SQLite nobody else writes).
pub(super) async fn lock(
    tx: &DatabaseTransaction,
    permit: &Permit,
    now: Timestamp,
) -> Result<(), AccessError> {
    let postgres = tx.get_database_backend() == DbBackend::Postgres;
    if postgres && permit.action() == Action::ManageUsers {
        // Those who manage users take turns: else two administrators could each take the other's role away.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7310302463)").await?;
    }
    let Actor::User(user) = permit.actor() else { return look(tx, permit).await };
    let lock = match permit.action() {
        _ if !postgres => "",
        // They may change these very rows, and a lock that grows is a deadlock in the making.
        Action::SignIn | Action::EditOwnAccount | Action::ManageUsers => " FOR UPDATE",
        _ => " FOR SHARE",
    };
    let standing = standing(tx, user, lock).await?;
    let holds = standing.is_some_and(|standing| {
        standing.is_that_of(user) && standing.expires_at.is_none_or(|expires_at| now < expires_at)
    });
    if holds { Ok(()) } else { Err(AccessError::SignedOut) }
}

async fn standing(tx: &DatabaseTransaction, user: &User, lock: &str) -> Result<Option<Standing>, DbErr> {
    let backend = tx.get_database_backend();
    let statement = match user.session {
        Some(session) => Statement::from_sql_and_values(
            backend,
            format!(
                "SELECT u.role, u.disabled_at, s.revoked_at, s.expires_at
                 FROM user_account u JOIN session s ON s.user_id = u.id WHERE u.uid = $1 AND s.uid = $2{lock}"
            ),
            [user.uid.into(), session.into()],
        ),
        None => Statement::from_sql_and_values(
            backend,
            format!(
                "SELECT u.role, u.disabled_at, CAST(NULL AS BIGINT) AS revoked_at, CAST(NULL AS BIGINT) AS expires_at
                 FROM user_account u WHERE u.uid = $1{lock}"
            ),
            [user.uid.into()],
        ),
    };
    Standing::find_by_statement(statement).one(tx).await
}

async fn is_valid_key(tx: &DatabaseTransaction, uid: Uuid) -> Result<bool, DbErr> {
    let sql = "SELECT 1 FROM api_key WHERE uid = $1 AND revoked_at IS NULL";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [uid.into()]);
    Ok(tx.query_one_raw(statement).await?.is_some())
}
