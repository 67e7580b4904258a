//! The gate: what stands between a request and its execution, on every route.
//!
//! A text is scanned in one pass ([`scan`]), parsed, measured with its fragments expanded ([`size`]), validated, and
//! planned ([`cost`]); that is done once for a document, which is then kept. Each request picks an operation, has its
//! variables checked ([`value`]), its cost computed, and its fields collected ([`collect`]). No step recurses deeper than
//! the selections, with fragments expanded, that [`size`] counts.

mod collect;
mod cost;
mod limits;
mod lines;
mod read;
mod rejection;
mod scan;
mod size;
mod suggest;
mod tell;
mod trusted;
mod value;
mod weight;

use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use apollo_compiler::Node;
pub use apollo_compiler::ast::OperationType;
use apollo_compiler::ast::VariableDefinition;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};
use async_graphql::{Pos, ServerError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

pub use limits::{Limits, Refusal};
pub use read::{Rules, SchemaError};
pub use rejection::Rejection;
pub use trusted::TrustedError;

use self::collect::{Collecting, Fault};
use self::read::{Document, Operation, Shared};
use self::rejection::{Declared, coded};
use self::trusted::Trusted;
use self::value::Misfit;
use super::wire::{Asked, Call, Stage};

/// The SHA-256 of a document's text.
pub type Hash = [u8; 32];

/// Documents that are kept are expected to take this many bytes each.
const USUAL_BYTES: u64 = 20_000;

/// All documents that the server knows, and the rules for new ones.
#[derive(Debug)]
pub struct Documents {
    rules: Rules,
    /// Valid ones only, so that refused ones push nothing out.
    known: Cache<Hash, Shared, Bytes>,
    trusted: Trusted,
    /// Whether only trusted documents are executed.
    only_trusted: bool,
}

/// An operation that may be executed.
#[derive(Debug)]
pub struct Admitted {
    pub executable: ExecutableDocument,
    pub origin: Origin,
    pub kind: OperationType,
    /// What it costs, and what it could cost.
    pub cost: u64,
    pub most: u64,
}

/// Where an operation comes from: it can be had once more, to be executed again.
#[derive(Debug)]
pub struct Origin {
    documents: Arc<Documents>,
    document: Shared,
    /// Its place among the document's.
    operation: usize,
    variables: Map<String, Json>,
}

impl Origin {
    fn operation(&self) -> &Operation {
        &self.document.operations[self.operation]
    }

    /// The operation with its variables, in the form that the executor takes and consumes.
    ///
    /// # Errors
    /// A condition that is null; more fields than the limit when types are told apart. What was admitted has neither.
    pub fn executable(&self) -> Result<ExecutableDocument, Rejection> {
        let rules = &self.documents.rules;
        let collecting = Collecting {
            schema: &rules.schema,
            document: &self.document.executable,
            lines: &self.document.lines,
            variables: &self.variables,
            left: Cell::new(rules.limits.selections),
            room: Cell::new(collect::LARGEST),
        };
        let collected = collecting.operation(&self.operation().node).map_err(|fault| match fault {
            Fault::Variable(misfit) => Rejection::one(Stage::Unfit, "BAD_USER_INPUT", &misfit.to_string()),
            Fault::Refused(refusal) => Rejection::refused(Stage::Invalid, refusal),
        })?;
        let operations = DocumentOperations::Single(collected);
        Ok(ExecutableDocument { operations, fragments: HashMap::new() })
    }
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<Hash, Shared> for Bytes {
    fn weight(&self, _: &Hash, document: &Shared) -> u64 {
        document.bytes.max(1)
    }
}

impl Documents {
    /// Keeps at most about `bytes` of documents that were asked.
    #[must_use]
    pub fn new(rules: Rules, bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_BYTES).unwrap_or(usize::MAX).max(16);
        let known = Cache::with_weighter(items, bytes, Bytes);
        Self { rules, known, trusted: Trusted::default(), only_trusted: false }
    }

    /// Reads the documents in a file or folder, which are kept for ever and may be asked by their ids; with `only`, no
    /// others may be asked.
    ///
    /// # Errors
    /// A file that cannot be read or is none of the known forms, and all documents that the rules refuse.
    pub fn trust(&mut self, path: &Path, only: bool) -> Result<usize, TrustedError> {
        self.trusted = Trusted::read(path, &self.rules)?;
        self.only_trusted = only;
        Ok(self.trusted.len())
    }

    /// Finds or reads the document, picks its operation and checks the variables.
    ///
    /// # Errors
    /// A document that is not known, not trusted, too large, not GraphQL or not valid; an operation that it does not
    /// have; variables that do not fit; a cost over the limit.
    pub fn admit(self: &Arc<Self>, call: Call) -> Result<Admitted, Rejection> {
        let Call { document, operation_name, variables } = call;
        let name = operation_name.as_deref();
        let document =
            self.document(document).map_err(|rejection| self.unfit(rejection, name, &variables))?;
        let operation = pick(&document.operations, name)?;
        let kind = document.operations[operation].node.operation_type;
        let told = |rejection: Rejection| Rejection { kind: Some(kind), ..rejection };
        self.operation(document, operation, variables).map_err(told)
    }

    fn operation(
        self: &Arc<Self>,
        document: Shared,
        place: usize,
        variables: Map<String, Json>,
    ) -> Result<Admitted, Rejection> {
        let operation = &document.operations[place];
        let (kind, root) = (operation.node.operation_type, operation.root);
        let variables = self.variables(&document, operation, variables)?;
        let most = self.rules.limits.cost;
        let conditions = document.conditions.saturating_add(variables.values().map(value::objects).sum());
        let cost = document.plan.cost(root, &variables, conditions, most);
        let cost = cost.map_err(|refusal| Rejection::refused(Stage::Invalid, refusal))?;
        let origin = Origin { documents: Arc::clone(self), document, operation: place, variables };
        Ok(Admitted { executable: origin.executable()?, origin, kind, cost, most })
    }

    fn document(&self, asked: Asked) -> Result<Shared, Rejection> {
        match asked {
            Asked::Text(text) => self.text(&text, Sha256::digest(&text).into()),
            Asked::Hash { hash, text: None } => {
                // A tool may have given ids of its own that look like hashes.
                let by_id =
                    || self.trusted.by_id(&hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
                self.by_hash(&hash).or_else(by_id).ok_or_else(|| {
                    Rejection::one(Stage::Unknown, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
                })
            }
            Asked::Hash { hash, text: Some(text) } => {
                if hash != Hash::from(Sha256::digest(&text)) {
                    let message = "\"sha256Hash\" is not the SHA-256 of \"query\".";
                    return Err(Rejection::one(Stage::Refused, "PERSISTED_QUERY_HASH_MISMATCH", message));
                }
                self.text(&text, hash)
            }
            Asked::Id(id) => {
                let by_hash = || self.by_hash(&hash(id.strip_prefix("sha256:").unwrap_or(&id))?);
                self.trusted.by_id(&id).or_else(by_hash).ok_or_else(|| {
                    let message = "There is no document with this \"documentId\".";
                    Rejection::one(Stage::Refused, "PERSISTED_DOCUMENT_NOT_FOUND", message)
                })
            }
        }
    }

    fn by_hash(&self, hash: &Hash) -> Option<Shared> {
        let known = || self.known.get(hash).filter(|_| !self.only_trusted);
        self.trusted.by_hash(hash).or_else(known)
    }

    fn text(&self, text: &str, hash: Hash) -> Result<Shared, Rejection> {
        if let Some(document) = self.by_hash(&hash) {
            return Ok(document);
        }
        if self.only_trusted {
            let message =
                "This server takes documents that it was given beforehand, and this is none of them.";
            return Err(Rejection::one(Stage::Refused, "DOCUMENT_NOT_TRUSTED", message));
        }
        let document = Arc::new(read::read(text, &self.rules)?);
        self.known.insert(hash, Arc::clone(&document));
        Ok(document)
    }

    /// The variables of the operation that were given, and defaults for the others.
    fn variables(
        &self,
        document: &Document,
        operation: &Operation,
        mut given: Map<String, Json>,
    ) -> Result<Map<String, Json>, Rejection> {
        let at = |variable: &Node<VariableDefinition>| {
            variable.location().map(|span| document.lines.at(span.offset()))
        };
        let errors = self.misfits(&operation.node.variables, &given, at);
        if !errors.is_empty() {
            return Err(Rejection::new(Stage::Unfit, errors));
        }
        let mut variables = Map::new();
        for variable in &operation.node.variables {
            let default = || collect::constant(variable.default_value.as_ref()?)?.into_json().ok();
            if let Some(value) = given.remove(variable.name.as_str()).or_else(default) {
                variables.insert(variable.name.to_string(), value);
            }
        }
        Ok(variables)
    }

    /// Values that do not fit their variables, and required ones that are missing.
    fn misfits(
        &self,
        variables: &[Node<VariableDefinition>],
        given: &Map<String, Json>,
        at: impl Fn(&Node<VariableDefinition>) -> Option<Pos>,
    ) -> Vec<ServerError> {
        let mut errors = vec![];
        let mut left = value::VALUES;
        for variable in variables {
            let (name, mut misfits) = (variable.name.as_str(), vec![]);
            let path = format!("${name}");
            match given.get(name) {
                Some(value) => match value::excess(value, &mut left) {
                    Some(fault) => misfits.push(Misfit { path, fault }),
                    None => value::variable(&self.rules.schema, &path, &variable.ty, value, &mut misfits),
                },
                None if variable.ty.is_non_null() && variable.default_value.is_none() => {
                    misfits
                        .push(Misfit { path, fault: format!("it is missing; {} is required", variable.ty) });
                }
                None => {}
            }
            errors.extend(
                misfits.into_iter().map(|misfit| coded(&misfit.to_string(), "BAD_USER_INPUT", at(variable))),
            );
        }
        errors.truncate(value::MOST);
        errors
    }

    /// All faults at once: variables that do not fit are told also where the document is not valid.
    fn unfit(&self, mut rejection: Rejection, name: Option<&str>, given: &Map<String, Json>) -> Rejection {
        let meant = |of: &&Declared| name.is_none() || of.name.as_deref() == name;
        if let Some(operation) = rejection.declared.iter().find(meant) {
            rejection.kind = Some(operation.kind);
            let errors = self.misfits(&operation.variables, given, |_| None);
            if !errors.is_empty() {
                rejection.stage = Stage::Unfit;
                rejection.errors.extend(errors);
                rejection.errors.truncate(value::MOST);
            }
        }
        rejection
    }
}

fn pick(operations: &[Operation], name: Option<&str>) -> Result<usize, Rejection> {
    let found = match (operations, name) {
        ([_], None) => Some(0),
        (_, Some(name)) => operations.iter().position(|of| of.node.name.as_deref() == Some(name)),
        (_, None) => None,
    };
    found.ok_or_else(|| {
        let names: Vec<_> =
            operations.iter().filter_map(|operation| operation.node.name.as_deref()).collect();
        let message = match (name, names.is_empty()) {
            (Some(_), true) => {
                "The document's operation has no name: leave \"operationName\" out.".to_owned()
            }
            (Some(_), false) => {
                format!("\"operationName\" names none of the document's operations: {}.", names.join(", "))
            }
            (None, _) => format!("Name one of the operations in \"operationName\": {}.", names.join(", ")),
        };
        Rejection::one(Stage::Invalid, "OPERATION_RESOLUTION_FAILURE", &tell::cut(&message))
    })
}

/// Reads a hash as 64 hexadecimal digits.
#[must_use]
pub fn hash(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}
