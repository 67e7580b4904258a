//! Why a field has no answer, and what of it a client may know.

use async_graphql::{Error, ErrorExtensions};
use sea_orm::DbErr;

use crate::domain::access::AccountError;
use crate::domain::mutation::MutationError;

/// A fault that ends a field. It has no `Display` on purpose: a cause of the database can reach an answer only
/// through [`Fault::Internal`], which says nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request asks for something that cannot be; the text says what can.
    BadRequest { message: String, did_you_mean: Option<String> },
    /// Nobody is signed in, or not any more.
    Unauthenticated,
    /// Whoever is signed in may not do that.
    Forbidden(&'static str),
    /// The `Idempotency-Key` came with another request before.
    KeyReused,
    /// Too many attempts; in so many seconds there may be another.
    RateLimited(u64),
    /// Logged where it happened.
    Internal,
}

/// Longer ones are like none.
const LONGEST_WORD: usize = 100;

pub type Result<T, E = Fault> = std::result::Result<T, E>;

/// A fault of the request.
pub fn bad_request(message: impl Into<String>) -> Fault {
    Fault::BadRequest { message: message.into(), did_you_mean: None }
}

/// A word that is none of those known.
pub fn unknown<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Fault {
    if word.len() > LONGEST_WORD {
        return bad_request(format!("There is no {what} of {} bytes.", word.len()));
    }
    let did_you_mean = nearest(word, known);
    let hint = did_you_mean.as_ref().map_or(String::new(), |k| format!(" Did you mean \"{k}\"?"));
    Fault::BadRequest { message: format!("There is no {what} \"{word}\".{hint}"), did_you_mean }
}

/// The known word that is most like this one, if any is.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Likeness takes the product of the lengths.
    if word.len() > LONGEST_WORD {
        return None;
    }
    let likeness = |known: &str| strsim::jaro_winkler(&word.to_lowercase(), &known.to_lowercase());
    let like =
        known.into_iter().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness > 0.8);
    like.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known.to_owned())
}

impl From<DbErr> for Fault {
    fn from(cause: DbErr) -> Self {
        tracing::error!(%cause, "a read failed");
        Self::Internal
    }
}

/// What is wrong with the arguments is told by the mutation itself, in its payload.
impl From<MutationError> for Fault {
    fn from(error: MutationError) -> Self {
        match error {
            MutationError::Denied(denied) => Self::Forbidden(denied.action.code()),
            MutationError::SignedOut => Self::Unauthenticated,
            MutationError::KeyReused(_) => Self::KeyReused,
            MutationError::Database(cause) => cause.into(),
            error => {
                tracing::error!(%error, "a change failed");
                Self::Internal
            }
        }
    }
}

/// What is wrong with the arguments is told by the mutation itself, in its payload.
impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Denied(denied) => Self::Forbidden(denied.action.code()),
            AccountError::SignedOut | AccountError::Untrusted(_) => Self::Unauthenticated,
            AccountError::TooMany(seconds) => Self::RateLimited(seconds),
            AccountError::Busy => Self::RateLimited(1),
            AccountError::Database(cause) => cause.into(),
            error => {
                tracing::error!(%error, "an account cannot be used");
                Self::Internal
            }
        }
    }
}

fn coded(message: impl Into<String>, code: &'static str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unauthenticated => coded("Sign in first: this is for the newsroom.", "UNAUTHENTICATED"),
            Fault::Forbidden(action) => {
                coded("You may not do this.", "FORBIDDEN").extend_with(|_, e| e.set("action", action))
            }
            Fault::KeyReused => {
                coded("This Idempotency-Key came with another request before.", "IDEMPOTENCY_KEY_REUSED")
            }
            Fault::RateLimited(seconds) => {
                coded("Too many attempts to sign in; wait before the next.", "RATE_LIMITED")
                    .extend_with(|_, e| e.set("retryAfter", seconds))
            }
            Fault::BadRequest { message, did_you_mean } => Self::new(message).extend_with(|_, extensions| {
                extensions.set("code", "BAD_REQUEST");
                if let Some(word) = &did_you_mean {
                    extensions.set("didYouMean", word.as_str());
                }
            }),
            Fault::Internal => coded("internal error", "INTERNAL"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_gets_the_nearest() {
        let known = ["HEAD_OF", "MEMBER_OF", "SPOUSE_OF"];
        let Fault::BadRequest { message, did_you_mean } = unknown("relation type", "member_off", known)
        else {
            unreachable!()
        };
        assert_eq!(did_you_mean.as_deref(), Some("MEMBER_OF"));
        assert_eq!(message, "There is no relation type \"member_off\". Did you mean \"MEMBER_OF\"?");
        let Fault::BadRequest { did_you_mean, .. } = unknown("relation type", "xyz", known) else {
            unreachable!()
        };
        assert_eq!(did_you_mean, None);
    }
}
