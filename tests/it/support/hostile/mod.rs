//! Requests that mean harm: what public lists of attacks on GraphQL servers have (graphql-cop, DVGA, graphql-armor,
//! Escape), and what brought this server's libraries down. Each has a name, which begins with the case that it belongs to.

mod amount;
mod body;
mod document;
mod fragment;
mod literal;
mod text;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// How a request has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing of it is executed.
    Refused,
    /// There are errors; what was not at fault may have been executed.
    Faulty,
    /// It may be answered: it is strange, and no more.
    Any,
}

#[derive(Clone, Debug)]
pub struct Hostile {
    pub name: String,
    pub end: End,
    pub method: &'static str,
    /// With the query, as it goes over the wire.
    pub path: String,
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: Vec<u8>,
}

const JSON: (&str, &str) = ("content-type", "application/json");

impl Hostile {
    /// A body as it is.
    fn body(name: &str, body: impl Into<Vec<u8>>) -> Self {
        let (name, path) = (name.to_owned(), "/graphql".to_owned());
        Self { name, end: End::Refused, method: "POST", path, headers: vec![JSON], body: body.into() }
    }

    /// A document.
    fn document(name: &str, document: &str) -> Self {
        Self::body(name, json!({ "query": document }).to_string())
    }

    /// A document with variables, of which the JSON is given.
    fn variables(name: &str, document: &str, variables: &str) -> Self {
        Self::body(name, format!(r#"{{"query":{},"variables":{variables}}}"#, json!(document)))
    }

    /// Parameters of a GET.
    fn get(name: &str, parameters: &[(&str, &str)]) -> Self {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<_> =
            parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let path = format!("/graphql?{}", pairs.join("&"));
        Self { method: "GET", path, headers: vec![], ..Self::body(name, "") }
    }

    fn ends(self, end: End) -> Self {
        Self { end, ..self }
    }

    fn headers(self, headers: &[(&'static str, &'static str)]) -> Self {
        Self { headers: headers.to_vec(), ..self }
    }
}

/// All of them.
pub fn all() -> &'static [Hostile] {
    static ALL: LazyLock<Vec<Hostile>> = LazyLock::new(|| {
        [literal::all(), fragment::all(), document::all(), amount::all(), text::all(), body::all()].concat()
    });
    &ALL
}

/// Writes them as JSON, for those who send them otherwise.
pub fn write(file: &Path) {
    let request = |hostile: &Hostile| {
        json!({
            "name": hostile.name, "method": hostile.method, "path": hostile.path, "headers": hostile.headers,
            "body": STANDARD.encode(&hostile.body),
        })
    };
    let requests: Vec<Value> = all().iter().map(request).collect();
    fs::write(file, serde_json::to_vec(&requests).unwrap()).unwrap();
}

/// `open` so many times, what is inside, and `close` as often.
fn nest(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

/// What a number makes, for all of them, with spaces between.
fn each(numbers: std::ops::Range<usize>, text: impl Fn(usize) -> String) -> String {
    numbers.map(text).collect::<Vec<_>>().join(" ")
}
