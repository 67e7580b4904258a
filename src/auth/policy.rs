//! The policy: who may do what. Nothing but [`permit`] makes a [`Permit`], and nothing is written without one.

use std::fmt;

/// Who acts. There is no "nobody" here: a reader writes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The product itself, at the hands of whoever runs it: the command line, the demo, the seeding of reference data.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
        }
    }
}

/// What is about to be done, in the words of the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    SeedReference,
    Import,
    Export,
    Publish,
    Withdraw,
    Retract,
    EditEntity,
    EditRelation,
    RebuildEdition,
}

impl Action {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SeedReference => "SEED_REFERENCE",
            Self::Import => "IMPORT",
            Self::Export => "EXPORT",
            Self::Publish => "PUBLISH",
            Self::Withdraw => "WITHDRAW",
            Self::Retract => "RETRACT",
            Self::EditEntity => "EDIT_ENTITY",
            Self::EditRelation => "EDIT_RELATION",
            Self::RebuildEdition => "REBUILD_EDITION",
        }
    }
}

/// Leave to do one thing, for one actor; both go to the audit.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    action: Action,
}

impl Permit {
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The actor may not do that.
#[derive(Debug, thiserror::Error)]
#[error("{actor} may not {}", action.code())]
pub struct Denied {
    pub actor: Actor,
    pub action: Action,
}

/// Asks the policy.
///
/// # Errors
/// [`Denied`] where the table says no.
pub fn permit(actor: &Actor, action: Action) -> Result<Permit, Denied> {
    match actor {
        Actor::System => Ok(Permit { actor: actor.clone(), action }),
    }
}
