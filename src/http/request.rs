//! A GraphQL request out of an HTTP request: the body of a POST, or the parameters of a GET
//! ([GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/#sec-Request)).

use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::body::Whole;
use super::fault::Fault;
use crate::graphql::wire::{self, Asked, Call};

/// Reads the body of a POST.
///
/// # Errors
/// 415 for another type than `application/json` (a form or plain text could come from any web page), 400 for what is no
/// request, and those of reading it.
pub async fn from_body(
    headers: &HeaderMap,
    body: impl Future<Output = Result<Whole, Fault>>,
) -> Result<Call, Fault> {
    if !is_json(headers) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Fault::new(status, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json"));
    }
    let body = body.await?;
    if values(&body.bytes) > MOST_VALUES {
        let message = format!("the body has more than {MOST_VALUES} values: ask in several requests");
        return Err(Fault::bad_request(message));
    }
    // A batch, say, is refused at its first byte.
    let members = serde_json::from_slice(&body.bytes).map_err(|fault| match fault.classify() {
        Category::Data => Fault::bad_request("the body must be a JSON object; batches are not taken"),
        _ => Fault::bad_request(format!("the body is not JSON: {fault}")),
    })?;
    from_members(members)
}

/// Values of a body at most, with those within them. Each takes many times its text in memory, so they are counted
/// before they are built; the variables of an operation can have fewer still.
pub(super) const MOST_VALUES: usize = 5_000;

/// The values in a JSON text, or a few more. Of what is not JSON, any number.
pub(super) fn values(json: &[u8]) -> usize {
    let (mut count, mut at) = (1, 0);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => at = end_of_string(json, at + 1),
            // Each opens or parts something.
            b',' | b'[' | b'{' => count += 1,
            _ => {}
        }
        at += 1;
    }
    count
}

/// Where the string ends that begins here.
fn end_of_string(json: &[u8], mut at: usize) -> usize {
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Reads the parameters of a GET: `variables` and `extensions` are JSON there; an empty one is as good as none.
///
/// # Errors
/// 400 for what is no request.
pub fn from_parameters(uri: &Uri) -> Result<Call, Fault> {
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|fault| Fault::bad_request(fault.to_string()))?;
    let mut members = Map::new();
    for (name, text) in parameters {
        let value = match name.as_str() {
            _ if text.is_empty() => continue,
            "query" | "operationName" | "documentId" => Value::String(text),
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|fault| Fault::bad_request(format!("\"{name}\" is not JSON: {fault}")))?,
            _ => continue,
        };
        if members.insert(name, value).is_some() {
            return Err(Fault::bad_request("a parameter is there twice"));
        }
    }
    from_members(members)
}

fn from_members(mut members: Map<String, Value>) -> Result<Call, Fault> {
    let query = text(&mut members, "query")?.filter(|query| !query.trim().is_empty());
    let id = text(&mut members, "documentId")?;
    let operation_name = text(&mut members, "operationName")?.filter(|name| !name.is_empty());
    let variables = map(&mut members, "variables")?;
    let persisted = persisted(map(&mut members, "extensions")?)?;
    let document = match (query, id, persisted) {
        (text, None, Some(hash)) => Asked::Hash { hash, text },
        (Some(text), None, None) => Asked::Text(text),
        (None, Some(id), None) => Asked::Id(id),
        (None, None, None) => return Err(Fault::bad_request("\"query\" is missing")),
        (_, Some(_), _) => {
            return Err(Fault::bad_request(
                "with \"documentId\", there is no \"query\" and no \"persistedQuery\"",
            ));
        }
    };
    Ok(Call { document, operation_name, variables })
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Fault> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::bad_request(format!("\"{name}\" must be a string"))),
    }
}

fn map(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Fault> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(Fault::bad_request(format!("\"{name}\" must be an object"))),
    }
}

/// The hash in `extensions.persistedQuery`.
fn persisted(mut extensions: Map<String, Value>) -> Result<Option<[u8; 32]>, Fault> {
    let query = match extensions.remove("persistedQuery") {
        None | Some(Value::Null) => return Ok(None),
        Some(query) => query,
    };
    let hash = query.get("sha256Hash").and_then(Value::as_str).and_then(wire::hash);
    match (query.get("version").and_then(Value::as_u64), hash) {
        (Some(1), Some(hash)) => Ok(Some(hash)),
        _ => Err(Fault::bad_request(
            "\"persistedQuery\" must have \"version\": 1, and \"sha256Hash\" of 64 hexadecimal digits",
        )),
    }
}

/// Whether the content type is `application/json`, in UTF-8.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(text)) = headers.get(header::CONTENT_TYPE).map(|value| value.to_str()) else { return false };
    let mut parts = text.split(';').map(str::trim);
    let utf8 = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json")) && parts.all(utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_texts() {
        for (json, most) in [
            ("{}", 2),
            (r#"{"query": "{ a(b: [1, 2]) }", "variables": {"a": [1, 2, 3]}}"#, 8),
            (r#""[[[[,,,,\"[[[[,,,,""#, 1),
            (r#"["\\", 1]"#, 3),
            (r#"""#, 1),
            (r#""\"#, 1),
        ] {
            assert!(values(json.as_bytes()) <= most, "{json}: {}", values(json.as_bytes()));
        }
        assert!(values("[0,0,0,0,0,0,0,0,0]".as_bytes()) >= 9);
    }
}
