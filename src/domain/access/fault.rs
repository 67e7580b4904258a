//! What may go wrong with accounts.

use std::fmt;

use sea_orm::DbErr;

use crate::auth::Denied;
use crate::auth::jose::Untrusted;
use crate::auth::password::HashError;
use crate::auth::token::KeyError;
use crate::clock::NoChance;
use crate::domain::mutation::{Code, Fault};
use crate::store::AccessError;

/// Why something was not done. Faults of what was asked for are [`Fault`]s.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Whoever asks is not who they were any more.
    #[error("the session is over")]
    SignedOut,
    #[error("the token is not taken: {0}")]
    Untrusted(#[from] Untrusted),
    /// Too many attempts; in so many seconds there may be another.
    #[error("there were too many attempts to sign in; try again in {0} s")]
    TooMany(u64),
    /// Too many sign in at once.
    #[error("too many sign in at once")]
    Busy,
    /// All of them, and nothing was done.
    #[error("{}", .0.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(" "))]
    Faulty(Vec<Fault>),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Chance(#[from] NoChance),
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is none, or none that may sign yet.
    #[error("there is no key that signs tokens: run \"nutgraph key rotate --at-once\"")]
    NoKey,
}

impl From<AccessError> for AccountError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Database(cause) => Self::Database(cause),
            AccessError::SignedOut => Self::SignedOut,
        }
    }
}

impl From<Fault> for AccountError {
    fn from(fault: Fault) -> Self {
        Self::Faulty(vec![fault])
    }
}

/// What is wrong with a field of the input; with all of it where none is named.
pub(in crate::domain) fn fault(field: &str, code: Code, message: impl fmt::Display) -> Fault {
    Fault::new(code, &format!("input.{field}"), message)
}

/// What everybody is told who does not show who they are, whatever is wrong.
#[must_use]
pub fn wrong_password() -> Fault {
    Fault::new(Code::WrongPassword, "input", "The e-mail address or the password is wrong.")
}

/// What everybody is told whose token is none, used or over: which of them is nobody's business.
#[must_use]
pub fn wrong_token(field: &str) -> Fault {
    fault(field, Code::WrongToken, "This is not valid any more.")
}
