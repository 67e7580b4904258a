//! A request that is not executed.

use apollo_compiler::Node;
use apollo_compiler::ast::{OperationType, VariableDefinition};
use async_graphql::{Pos, ServerError};

use super::limits::Refusal;
use crate::graphql::wire::Stage;

/// How far the request came, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Rejection {
    pub stage: Stage,
    pub errors: Vec<ServerError>,
    /// What kind of operation was meant, if that is known.
    pub kind: Option<OperationType>,
    /// What a document that is not valid declares, as far as it was understood.
    pub declared: Vec<Declared>,
}

/// An operation of a document that is not valid.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: Option<String>,
    pub kind: OperationType,
    pub variables: Vec<Node<VariableDefinition>>,
}

impl Rejection {
    #[must_use]
    pub fn new(stage: Stage, errors: Vec<ServerError>) -> Self {
        Self { stage, errors, kind: None, declared: vec![] }
    }

    /// With one error.
    #[must_use]
    pub fn one(stage: Stage, code: &'static str, message: &str) -> Self {
        Self::new(stage, vec![coded(message, code, None)])
    }

    #[must_use]
    pub fn refused(stage: Stage, refusal: Refusal) -> Self {
        let mut error = coded(&refusal.to_string(), refusal.code(), refusal.at());
        if let Refusal::Cost { is, most, .. } = refusal {
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("cost", is);
            extensions.set("costLimit", most);
        }
        Self::new(stage, vec![error])
    }
}

/// An error with its code in `extensions`.
#[must_use]
pub fn coded(message: &str, code: &'static str, at: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, at);
    error.extensions.get_or_insert_default().set("code", code);
    error
}
