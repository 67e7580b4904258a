//! What is wrong with the arguments of a mutation, as data: all of it at once.

use async_graphql::{Context, Enum, Interface, SimpleObject};

use super::error::{Fault, Result};
use super::request;
use super::scalars::DateTime;
use crate::domain::mutation::{Code, Conflict as Stale, Fault as Wrong, Mutation, MutationError};

/// What kind of fault it is. More kinds may come: a client needs a branch for those that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ErrorCode {
    /// It does not have the right form, or does not fit the rest.
    Invalid,
    /// There is no such thing.
    NotFound,
    /// Another thing has it.
    Taken,
    /// It is there already.
    Duplicate,
    /// Somebody else edits it.
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

/// Something that is wrong with the arguments of a mutation.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "message", ty = "&String", desc = "What is wrong, and what would be right."),
    field(name = "path", ty = "&Vec<String>", desc = "Where it is, from the arguments on."),
    field(name = "code", ty = "&ErrorCode", desc = "What kind of fault it is.")
)]
pub enum UserError {
    InputError(InputError),
}

/// A value that is wrong, or that does not go with the thing as it is.
#[derive(Clone, Debug, SimpleObject)]
pub struct InputError {
    /// What is wrong, and what would be right.
    pub message: String,
    /// Where it is, from the arguments on.
    pub path: Vec<String>,
    /// What kind of fault it is.
    pub code: ErrorCode,
}

/// Somebody else changed the thing since it was read; nothing was changed now.
#[derive(Clone, Debug, SimpleObject)]
pub struct Conflict {
    /// The revision, or version, that the change was made to.
    base: i64,
    /// The one that is there.
    current: i64,
    /// The fields in which the two differ.
    changed_fields: Vec<String>,
    /// When the other change was made.
    changed_at: DateTime,
    #[graphql(skip)]
    pub changed_by: String,
}

/// What became of a mutation.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(T),
    /// Nothing was changed.
    Refused {
        errors: Vec<UserError>,
        conflict: Option<Conflict>,
    },
}

/// Does what a mutation asks for; what the answer tells of it is then read anew.
///
/// # Errors
/// Where nobody is signed in, or the policy says no; faults of ours.
pub async fn run<M: Mutation>(ctx: &Context<'_>, mutation: &M) -> Result<Outcome<M::Done>> {
    let request = request::of(ctx)?;
    let caller = request.caller_of(ctx.item.node.response_key().node.as_str())?;
    request.release().await;
    let outcome = match Box::pin(caller.run(mutation)).await {
        Ok(done) => Ok(Outcome::Done(done)),
        Err(MutationError::Faults(faults)) => {
            let errors = faults.into_iter().map(UserError::from).collect();
            Ok(Outcome::Refused { errors, conflict: None })
        }
        Err(MutationError::Conflict(stale)) => {
            Ok(Outcome::Refused { errors: vec![], conflict: Some(Conflict::from(*stale)) })
        }
        Err(error) => Err(Fault::from(error)),
    };
    // The next field may read, whatever became of this one.
    request.renew().await?;
    outcome
}

impl<T> Outcome<T> {
    /// What was done, the faults, and the conflict; of the first and the others one is empty.
    pub fn into_parts(self) -> (Option<T>, Vec<UserError>, Option<Conflict>) {
        match self {
            Self::Done(done) => (Some(done), vec![], None),
            Self::Refused { errors, conflict } => (None, errors, conflict),
        }
    }
}

impl From<Wrong> for UserError {
    fn from(Wrong { code, path, message }: Wrong) -> Self {
        Self::InputError(InputError { message, path, code: code.into() })
    }
}

impl From<Stale> for Conflict {
    fn from(stale: Stale) -> Self {
        let Stale { base, current, changed_fields, changed_by, changed_at } = stale;
        Self { base, current, changed_fields, changed_at: DateTime(changed_at), changed_by }
    }
}

impl From<Code> for ErrorCode {
    fn from(code: Code) -> Self {
        match code {
            Code::Invalid => Self::Invalid,
            Code::NotFound => Self::NotFound,
            Code::Taken => Self::Taken,
            Code::Duplicate => Self::Duplicate,
            Code::Locked => Self::Locked,
            Code::WrongState => Self::WrongState,
            Code::Unpublished => Self::Unpublished,
            Code::Embargoed => Self::Embargoed,
            Code::InUse => Self::InUse,
            Code::WrongPassword => Self::WrongPassword,
            Code::WrongToken => Self::WrongToken,
            Code::WeakPassword => Self::WeakPassword,
            Code::LastAdministrator => Self::LastAdministrator,
        }
    }
}
