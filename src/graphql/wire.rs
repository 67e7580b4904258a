//! GraphQL as it travels: a call as a client sends it, and an answer as it gets it. So that no other layer needs to
//! know the library.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Request, Response, ServerError, Value, Variables, async_trait};
use serde::Serialize;

use super::{Reader, Schema, execute};

/// Errors of one document that are told; a client mends the first ones first.
const MOST_ERRORS: usize = 10;

/// What a client asks.
#[derive(Clone, Debug, Default)]
pub struct Call {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: serde_json::Map<String, serde_json::Value>,
}

/// A call whose document was understood.
#[derive(Debug)]
pub struct Parsed(Request);

/// How far a call came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document is not GraphQL.
    Refused,
    /// The document asks for what the schema does not have.
    Invalid,
    /// It was executed; single fields may have failed.
    Executed,
}

/// What a client gets.
#[derive(Clone, Debug)]
pub struct Answer {
    pub stage: Stage,
    pub has_errors: bool,
    /// The edition of which it speaks.
    pub edition: Option<i64>,
    /// The result map, as JSON.
    pub body: String,
}

impl Call {
    /// Reads the document.
    ///
    /// # Errors
    /// The answer to a document that is not GraphQL.
    pub fn parse(self) -> Result<Parsed, Answer> {
        let variables = Variables::from_json(serde_json::Value::Object(self.variables));
        let mut request = Request::new(self.query).variables(variables);
        request.operation_name = self.operation_name;
        match request.parsed_query() {
            Ok(_) => Ok(Parsed(request)),
            Err(mut error) => {
                // The parser shows whole lines of the document; its last line says what is wrong.
                let fault = error.message.lines().last().unwrap_or_default();
                error.message = format!("Syntax error: {}", fault.trim_start_matches([' ', '=']));
                Err(Answer::new(Stage::Refused, Response::from_errors(vec![error]), ""))
            }
        }
    }
}

impl Parsed {
    /// Whether the operation changes anything. `None` where the document has no such operation.
    #[must_use]
    pub fn is_mutation(&mut self) -> Option<bool> {
        let name = self.0.operation_name.clone();
        let document = self.0.parsed_query().ok()?;
        let operation = match (&document.operations, name) {
            (DocumentOperations::Single(operation), None) => operation,
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name.as_str())?,
            (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
                operations.values().next()?
            }
            _ => return None,
        };
        Some(operation.node.ty == OperationType::Mutation)
    }

    /// Executes it. `request_id` is what an answer about a fault of ours names.
    pub async fn answer(self, schema: &Schema, reader: Reader, request_id: &str) -> Answer {
        let executed = Arc::new(AtomicBool::new(false));
        let request = self.0.data(Executed(Arc::clone(&executed)));
        let response = execute(schema, request, reader).await;
        let stage = if executed.load(Ordering::Relaxed) { Stage::Executed } else { Stage::Invalid };
        Answer::new(stage, response, request_id)
    }
}

impl Answer {
    fn new(stage: Stage, mut response: Response, request_id: &str) -> Self {
        if stage != Stage::Executed {
            response.errors.truncate(MOST_ERRORS);
        }
        for error in &mut response.errors {
            finish(error, stage, request_id);
        }
        let map = ResultMap {
            errors: &response.errors,
            data: (stage == Stage::Executed).then_some(&response.data),
            extensions: &response.extensions,
        };
        let edition = match response.extensions.get("edition") {
            Some(Value::Number(number)) => number.as_i64(),
            _ => None,
        };
        // Straight to text: `data` keeps the order of the query's fields.
        let body = serde_json::to_string(&map).unwrap_or_else(|fault| {
            tracing::error!(%fault, "an answer is no JSON");
            r#"{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}"#.to_owned()
        });
        Self { stage, has_errors: !response.errors.is_empty(), edition, body }
    }
}

/// Gives every error a code, and those that are our fault the id under which the log tells more.
fn finish(error: &mut ServerError, stage: Stage, request_id: &str) {
    let code = match stage {
        Stage::Refused => "GRAPHQL_PARSE_FAILED",
        Stage::Invalid => "GRAPHQL_VALIDATION_FAILED",
        Stage::Executed => "BAD_REQUEST",
    };
    let extensions = error.extensions.get_or_insert_default();
    match extensions.get("code") {
        None => extensions.set("code", code),
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

/// In a request's data: whether its execution began, which the library's response does not tell.
struct Executed(Arc<AtomicBool>);

/// Marks requests whose execution begins.
#[derive(Debug)]
pub struct MarkExecuted;

impl ExtensionFactory for MarkExecuted {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for MarkExecuted {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if let Some(executed) = ctx.data_opt::<Executed>() {
            executed.0.store(true, Ordering::Relaxed);
        }
        next.run(ctx, operation_name).await
    }
}
