//! One door for every change that somebody of the newsroom asks for: what it is to be is looked at and permitted, then it
//! is done in one transaction, once, and told.

use std::fmt;

use db::Timestamp;
use sea_orm::{DbErr, SqlErr};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::newsroom::{Caller, Newsroom, Once};
use crate::auth::{Action, Actor, Denied, Permit, Whose, permit};
use crate::domain::publication::PublicationError;
use crate::store::desk::idempotency;
use crate::store::{AccessError, Desk, WriteTx};

/// A change that somebody asks for.
pub trait Mutation: Sync {
    /// What became of it. It is kept with an `Idempotency-Key`, and told again when the request comes again.
    type Done: Serialize + DeserializeOwned + Send;

    /// Whether there is what it is to change, and whether the caller may: what is not theirs to see is not there. Reads
    /// what takes long, too: nobody waits for this.
    fn permit(
        &self,
        caller: &Caller,
        desk: &Desk,
    ) -> impl Future<Output = Result<Permit, MutationError>> + Send;

    /// Does it. The transaction is dropped where this fails, and may be tried again where others were in the way.
    fn apply(
        &self,
        caller: &Caller,
        tx: &WriteTx,
    ) -> impl Future<Output = Result<Self::Done, MutationError>> + Send;
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MutationError {
    /// What was asked for cannot be: everything that is wrong with it.
    #[error("{}", told(.0))]
    Faults(Vec<Fault>),
    /// Somebody else changed it since it was read.
    #[error("somebody else changed it: {0:?}")]
    Conflict(Box<Conflict>),
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Whoever asks is not who they were any more: the session is over, the account disabled, the role another.
    #[error("the session is over")]
    SignedOut,
    #[error("the key \"{}\" was sent with another request before", .0.key)]
    KeyReused(Once),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// What should not happen; its cause is for the log.
    #[error("{0}")]
    Internal(String),
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// One thing that is wrong with what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    /// Where it is, from the arguments of the mutation on: `input`, `about`, `0`.
    pub path: Vec<String>,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// What kind of fault it is. May grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// It does not have the right form, or does not fit the rest.
    Invalid,
    /// There is no such thing, or none that the caller may see.
    NotFound,
    /// Another thing has it.
    Taken,
    /// It is there already.
    Duplicate,
    /// Somebody else holds it.
    Locked,
    /// It cannot be done with the thing as it stands now.
    WrongState,
    /// It names what readers cannot see.
    Unpublished,
    /// It may not be published yet.
    Embargoed,
    /// It is used elsewhere.
    InUse,
    /// The address or the password is not right.
    WrongPassword,
    /// The link is none, or not valid any more.
    WrongToken,
    /// The password could be guessed.
    WeakPassword,
    /// Nobody would be left who could manage the others.
    LastAdministrator,
}

impl Fault {
    /// A fault at a place in the arguments, as `input.about.0`.
    pub fn new(code: Code, path: &str, message: impl fmt::Display) -> Self {
        let path = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { code, path, message: message.to_string() }
    }
}

impl From<AccessError> for MutationError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Database(cause) => Self::Database(cause),
            AccessError::SignedOut => Self::SignedOut,
        }
    }
}

impl From<Fault> for MutationError {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

/// What somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What the caller began from, and what is there now: numbers of revisions, or versions.
    pub base: i64,
    pub current: i64,
    /// Fields that differ between the two, in the words of the API.
    pub changed_fields: Vec<String>,
    /// As rows name people: `user:UUID`.
    pub changed_by: String,
    pub changed_at: Timestamp,
}

/// How often a transaction is begun anew when others are in its way.
const TRIES: u32 = 5;

impl Caller {
    /// Does what is asked for, if it may be, all or nothing, and once where the request has a key.
    ///
    /// # Errors
    /// [`MutationError`]; nothing was changed then.
    pub async fn run<M: Mutation>(&self, mutation: &M) -> Result<M::Done, MutationError> {
        let permit = {
            let desk = self.desk().await?;
            if let Some(done) = self.done_before::<M>(&desk).await? {
                return Ok(done);
            }
            Box::pin(mutation.permit(self, &desk)).await?
        };
        let mut tries = 0;
        loop {
            tries += 1;
            match Box::pin(self.attempt(mutation, permit.clone())).await {
                Err(MutationError::Database(cause)) if tries < TRIES && passes(&cause) => {
                    tracing::debug!(%cause, tries, "others were in the way");
                    tokio::time::sleep(self.newsroom.clock.jitter(tries)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<M: Mutation>(&self, mutation: &M, permit: Permit) -> Result<M::Done, MutationError> {
        let clock = &self.newsroom.clock;
        let tx = WriteTx::begin(&self.newsroom.store, permit, clock.now()).await?;
        if self.once.is_some()
            && let Some(done) = self.done_before::<M>(&tx).await?
        {
            return Ok(done);
        }
        // What a change remembers while it waits is much: it stands beside the stack.
        let done = Box::pin(mutation.apply(self, &tx)).await?;
        if let Some(once) = &self.once {
            let outcome =
                serde_json::to_string(&done).map_err(|error| MutationError::Internal(error.to_string()))?;
            idempotency::note(&tx, &once.key, &once.field, &once.fingerprint, outcome).await?;
        }
        tx.commit().await?;
        Ok(done)
    }

    /// What the same request did before.
    async fn done_before<M: Mutation>(
        &self,
        desk: &impl crate::store::desk::Reads,
    ) -> Result<Option<M::Done>, MutationError> {
        let Some(once) = &self.once else { return Ok(None) };
        let Some(row) = idempotency::find(desk, &once.key, &once.field).await? else { return Ok(None) };
        if row.fingerprint != once.fingerprint {
            return Err(MutationError::KeyReused(once.clone()));
        }
        let done = serde_json::from_str(&row.outcome);
        done.map(Some).map_err(|error| MutationError::Internal(error.to_string()))
    }
}

/// Whether somebody sent a key with another request before.
///
/// # Errors
/// The database's.
pub async fn is_reused(
    newsroom: &Newsroom,
    actor: &Actor,
    key: &str,
    fingerprint: &str,
) -> Result<bool, DbErr> {
    let Ok(permit) = permit(actor, Action::ReadDesk, Whose::Own) else { return Ok(false) };
    let desk = match Desk::open(&newsroom.store, &permit).await {
        Ok(desk) => desk,
        Err(AccessError::Database(cause)) => return Err(cause),
        // The change itself will say so.
        Err(AccessError::SignedOut) => return Ok(false),
    };
    Ok(idempotency::any(&desk, key).await?.is_some_and(|row| row.fingerprint != fingerprint))
}

/// Whether the same transaction may well succeed when it is tried again: others wrote the same rows, or the same unique
/// key, at the same moment (PostgreSQL's 40001, 40P01 and 23505).
fn passes(cause: &DbErr) -> bool {
    if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return true;
    }
    use sea_orm::RuntimeErr::SqlxError;
    match cause {
        DbErr::RecordNotUpdated => true,
        DbErr::Exec(SqlxError(cause)) | DbErr::Query(SqlxError(cause)) => match &**cause {
            sqlx::Error::Database(fault) => {
                fault.code().is_some_and(|code| matches!(&*code, "40001" | "40P01"))
            }
            _ => false,
        },
        _ => false,
    }
}

impl From<PublicationError> for MutationError {
    fn from(error: PublicationError) -> Self {
        let code = match &error {
            PublicationError::Database(_) | PublicationError::Build(_) => None,
            PublicationError::NoArticle(_) | PublicationError::NoRevision(..) => Some(Code::NotFound),
            PublicationError::Retracted(_)
            | PublicationError::NotLive(_)
            | PublicationError::NotRetracted(_)
            | PublicationError::Gone(_) => Some(Code::WrongState),
            PublicationError::Embargo { .. } => Some(Code::Embargoed),
            PublicationError::Unpublished(_) => Some(Code::Unpublished),
        };
        match (code, error) {
            (_, PublicationError::Database(cause)) => Self::Database(cause),
            (Some(code), error) => Fault::new(code, "input.id", error.reason()).into(),
            (None, error) => Self::Internal(error.to_string()),
        }
    }
}
