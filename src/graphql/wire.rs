//! GraphQL as it travels: a call as a client sends it, and an answer as it gets it. So that no other layer needs to
//! know the library.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{ObjectType, Response, ServerError, SubscriptionType, Value};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::access::Keep;
use super::batch;
use super::document::{
    Admitted, Documents, Hash, Limits, OperationType, Rejection, Rules, SchemaError, TrustedError,
};
use super::exact::Errors;
use super::request::{Reader, Request};
use super::schema::Served;
use crate::domain::preview::token::Open;
use crate::domain::public_id::{self, Prefix};

pub use super::document::hash;

/// What a client asks.
#[derive(Clone, Debug)]
pub struct Call {
    pub document: Asked,
    pub operation_name: Option<String>,
    pub variables: serde_json::Map<String, serde_json::Value>,
}

impl Call {
    /// What tells it from other calls: SHA-256 of all that it asks, in hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let (text, hash) = match &self.document {
            Asked::Text(text) => (Some(text), None),
            // With its text or without it, it is the same call.
            Asked::Hash { hash, .. } => (None, Some(hash)),
            Asked::Id(id) => (Some(id), None),
        };
        let all = serde_json::json!([text, hash, self.operation_name, self.variables]).to_string();
        Sha256::digest(all).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// How a client names a document.
#[derive(Clone, Debug)]
pub enum Asked {
    Text(String),
    /// Automatic persisted queries: its hash, and at first its text
    /// ([protocol](https://www.apollographql.com/docs/apollo-server/performance/apq)).
    Hash {
        hash: Hash,
        text: Option<String>,
    },
    /// The id of a trusted document.
    Id(String),
}

/// How far a call came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document was named by its hash, and must be sent once more with its text.
    Unknown,
    /// The document was not read: it is not GraphQL, or too large.
    Refused,
    /// The document asks for what the schema does not have, or for too much.
    Invalid,
    /// The variables do not fit the operation.
    Unfit,
    /// It was executed; single fields may have failed.
    Executed,
}

/// What a client gets.
#[derive(Clone, Debug)]
pub struct Answer {
    pub stage: Stage,
    pub has_errors: bool,
    /// Whether it was a mutation that was not executed.
    pub mutates: bool,
    /// The edition of which it speaks.
    pub edition: Option<i64>,
    /// What the operation cost, and the most that it could.
    pub cost: Option<(u64, u64)>,
    /// What the browser is to do with its cookie; none: leave it.
    pub keep: Option<Keep>,
    /// Whether it shows what is not published.
    pub is_preview: bool,
    /// The result map, as JSON.
    pub body: String,
}

/// The schema that is served, and the gate before it.
#[derive(Clone, Debug)]
pub struct Api {
    schema: Arc<dyn Execute>,
    documents: Arc<Documents>,
    /// Those of people and tools of the newsroom, who may ask for more at once.
    newsroom: Arc<Documents>,
}

/// How the gate is set.
#[derive(Clone, Debug)]
pub struct Gate {
    pub limits: Limits,
    /// Bytes of documents to keep, so that a repeated one is not read again.
    pub kept: u64,
    /// Whether the schema is told to everybody.
    pub introspection: bool,
    /// Whether errors propose names of the schema.
    pub suggestions: bool,
    /// A file or folder of trusted documents, and whether only those are executed.
    pub trusted: Option<PathBuf>,
    pub only_trusted: bool,
}

/// As the settings have it where they say nothing.
impl Default for Gate {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            kept: 4 << 20,
            introspection: true,
            suggestions: true,
            trusted: None,
            only_trusted: false,
        }
    }
}

/// A gate that cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    #[error(transparent)]
    Schema(#[from] SchemaError),
    #[error(transparent)]
    Trusted(#[from] TrustedError),
}

/// A call that the gate let pass.
#[derive(Debug)]
pub struct Passed(Admitted);

/// Schemas of any roots.
trait Execute: std::fmt::Debug + Send + Sync {
    fn swift(&self, request: async_graphql::Request) -> BoxFuture<'_, Response>;
    fn exact(&self, request: async_graphql::Request) -> BoxFuture<'_, Response>;
}

impl<Q: ObjectType + 'static, M: ObjectType + 'static, S: SubscriptionType + 'static> Execute
    for Served<Q, M, S>
{
    fn swift(&self, request: async_graphql::Request) -> BoxFuture<'_, Response> {
        self.swift.execute(request).boxed()
    }

    fn exact(&self, request: async_graphql::Request) -> BoxFuture<'_, Response> {
        self.exact.execute(request).boxed()
    }
}

impl Api {
    /// Puts the gate before a schema.
    ///
    /// # Errors
    /// A schema that is not valid; trusted documents that cannot be read or are refused.
    pub fn new<Q, M, S>(schema: Served<Q, M, S>, gate: &Gate) -> Result<Self, GateError>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let mut rules = Rules::new(&super::schema::printed(&schema.exact), gate.limits.clone())?;
        rules.introspection = gate.introspection;
        rules.suggestions = gate.suggestions;
        let doubled = Rules { limits: gate.limits.doubled(), ..rules.clone() };
        let mut newsroom = Documents::new(doubled, gate.kept);
        let mut documents = Documents::new(rules, gate.kept);
        if let Some(path) = &gate.trusted {
            let count = documents.trust(path, gate.only_trusted)?;
            newsroom.trust(path, gate.only_trusted)?;
            tracing::info!(count, path = %path.display(), "documents are trusted");
        }
        let (documents, newsroom) = (Arc::new(documents), Arc::new(newsroom));
        Ok(Self { schema: Arc::new(schema), documents, newsroom })
    }

    /// Lets a call pass, or tells why not. Those who are signed in may ask for twice as much.
    ///
    /// # Errors
    /// The answer to a call that is not executed.
    pub fn admit(&self, call: Call, is_signed_in: bool) -> Result<Passed, Answer> {
        let documents = if is_signed_in { &self.newsroom } else { &self.documents };
        documents.admit(call).map(Passed).map_err(Answer::from)
    }

    /// Executes a call on one snapshot. `request_id` is what an answer about a fault of ours names.
    pub async fn execute(&self, Passed(admitted): Passed, reader: Reader, request_id: &str) -> Answer {
        let (kind, cost, most) = (admitted.kind, admitted.cost, admitted.most);
        let preview = reader.preview.as_ref().map(told);
        let state = Arc::new(Request::new(reader));
        let batches = Arc::clone(&state.batches);
        let mut response = match kind {
            OperationType::Query => self.read(admitted, &state).await,
            _ => self.exactly(admitted.executable, &state).await,
        };
        for error in &mut response.errors {
            finish(error, request_id);
        }
        let edition = batches.handles().edition.number();
        let mut costs = async_graphql::indexmap::IndexMap::new();
        costs.insert(async_graphql::Name::new("requested"), Value::from(cost));
        costs.insert(async_graphql::Name::new("limit"), Value::from(most));
        let response =
            response.extension("edition", Value::from(edition)).extension("cost", Value::Object(costs));
        let is_preview = preview.is_some();
        let response = match preview {
            Some(told) => response.extension("preview", told),
            None => response,
        };
        let body = body(&response.errors, Some(&response.data), &response.extensions);
        let has_errors = !response.errors.is_empty();
        let keep = state.keep.lock().unwrap_or_else(PoisonError::into_inner).take();
        Answer {
            stage: Stage::Executed,
            has_errors,
            mutates: false,
            edition: Some(edition),
            cost: Some((cost, most)),
            keep,
            is_preview,
            body,
        }
    }

    /// Executes what changes nothing, and may therefore be executed once more, of the same snapshot, if anything of it
    /// failed.
    async fn read(&self, admitted: Admitted, state: &Arc<Request>) -> Response {
        let Admitted { executable, origin, .. } = admitted;
        let request = request(executable).data(Arc::clone(state));
        let response = batch::drive(&state.batches, self.schema.swift(request)).await;
        if response.errors.is_empty() {
            return response;
        }
        match origin.executable() {
            Ok(document) => self.exactly(document, state).await,
            Err(rejection) => Response::from_errors(rejection.errors),
        }
    }

    async fn exactly(&self, document: ExecutableDocument, state: &Arc<Request>) -> Response {
        let errors = Arc::new(Errors::default());
        let request = request(document).data(Arc::clone(state)).data(Arc::clone(&errors));
        let mut response = batch::drive(&state.batches, self.schema.exact(request)).await;
        response.errors = errors.settle(response.errors);
        response
    }
}

/// Without the text, which is not needed any more: errors tell places, not lines.
fn request(document: ExecutableDocument) -> async_graphql::Request {
    let mut request = async_graphql::Request::new("");
    request.set_parsed_query(document);
    request
}

impl Passed {
    /// Whether the operation changes anything.
    #[must_use]
    pub fn is_mutation(&self) -> bool {
        self.0.kind == OperationType::Mutation
    }
}

impl From<Rejection> for Answer {
    fn from(Rejection { stage, errors, kind, .. }: Rejection) -> Self {
        let mutates = kind == Some(OperationType::Mutation);
        let body = body(&errors, None, &BTreeMap::new());
        Self {
            stage,
            has_errors: true,
            mutates,
            edition: None,
            cost: None,
            keep: None,
            is_preview: false,
            body,
        }
    }
}

/// What an answer says of the preview in it, so that a page can show that it is one.
fn told(open: &Open) -> Value {
    let mut told = async_graphql::indexmap::IndexMap::new();
    let article = public_id::print(Prefix::Article, open.preview.uid);
    told.insert(async_graphql::Name::new("article"), Value::from(article));
    told.insert(async_graphql::Name::new("revision"), Value::from(open.preview.revision));
    told.insert(async_graphql::Name::new("expiresAt"), Value::from(open.expires_at.to_string()));
    Value::Object(told)
}

/// Gives every error a code, and those that are our fault the id under which the log tells more.
fn finish(error: &mut ServerError, request_id: &str) {
    let extensions = error.extensions.get_or_insert_default();
    match extensions.get("code") {
        None => extensions.set("code", "BAD_REQUEST"),
        Some(code) if *code == Value::from("INTERNAL") => extensions.set("requestId", request_id),
        Some(_) => {}
    }
}

/// In the order that the specification recommends: what went wrong first. `data` only where execution began.
#[derive(Serialize)]
struct ResultMap<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

/// Straight to text: `data` keeps the order of the query's fields.
fn body(errors: &[ServerError], data: Option<&Value>, extensions: &BTreeMap<String, Value>) -> String {
    serde_json::to_string(&ResultMap { errors, data, extensions }).unwrap_or_else(|fault| {
        tracing::error!(%fault, "an answer is no JSON");
        r#"{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}"#.to_owned()
    })
}
