//! What is wrong with a document, told to the one who wrote it.

use std::ops::Range;

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::LineColumn;
use apollo_compiler::validation::{DiagnosticData, DiagnosticList};
use async_graphql::{Pos, ServerError};

use super::read::Rules;
use super::rejection::coded;
use super::{suggest, value};

/// What of the grammar does not hold.
pub fn syntax(faults: &DiagnosticList) -> Vec<ServerError> {
    let error = |message: String, at| coded(&message, "GRAPHQL_PARSE_FAILED", at);
    let tell = faults.iter().take(value::MOST).map(|fault| {
        let message = fault.to_json().message;
        let message = message.strip_prefix("syntax error: ").unwrap_or(&message);
        error(format!("Syntax error: {}", cut(&spelt(message))), place(fault.line_column_range()))
    });
    tell.collect()
}

/// The parser names tokens as its source does.
fn spelt(message: &str) -> String {
    let spell = |text: &str| match text.strip_suffix(',') {
        Some(text) => format!("{},", token(text)),
        None => token(text).to_owned(),
    };
    message.split(' ').map(spell).collect::<Vec<_>>().join(" ")
}

fn token(word: &str) -> &str {
    match word {
        "L_CURLY" => "\"{\"",
        "R_CURLY" => "\"}\"",
        "L_PAREN" => "\"(\"",
        "R_PAREN" => "\")\"",
        "L_BRACK" => "\"[\"",
        "R_BRACK" => "\"]\"",
        "COLON" => "\":\"",
        "DOLLAR" => "\"$\"",
        "AT" => "\"@\"",
        "EQ" => "\"=\"",
        "SPREAD" => "\"...\"",
        "IDENT" => "a name",
        "EOF" | "<EOF>." => "the end of the document",
        "Unexpected" => "there is nothing before",
        other => other,
    }
}

/// What of validation does not hold, in the order of the document.
pub fn validation(faults: &DiagnosticList, text: &str, rules: &Rules) -> Vec<ServerError> {
    let suggest = rules.suggestions && rules.introspection;
    let mut faults: Vec<_> = faults.iter().filter(|fault| !follows(fault.error, text)).collect();
    faults.sort_by_key(|fault| fault.error.location().map(|span| span.offset()));
    let tell = faults.into_iter().take(value::MOST).map(|fault| {
        let message = fault.error.unstable_compat_message().unwrap_or_else(|| fault.to_json().message);
        // Its own proposal is of a form, not of a name; ours stands behind it.
        let message = message.split(" Did you mean ").next().unwrap_or_default().to_owned();
        let meant = fault.error.unstable_error_name().filter(|_| suggest);
        let meant = meant.and_then(|kind| suggest::suggestion(&rules.schema, kind, &message));
        let mut message = cut(&message);
        if let Some(name) = &meant {
            message.push_str(&format!(" Did you mean \"{name}\"?"));
        }
        let mut error = coded(&message, "GRAPHQL_VALIDATION_FAILED", place(fault.line_column_range()));
        if let Some(name) = meant {
            error.extensions.get_or_insert_default().set("didYouMean", name);
        }
        error
    });
    tell.collect()
}

/// Whether a fault only follows from another: fields that are not known leave their selection empty.
fn follows(fault: &DiagnosticData, text: &str) -> bool {
    let selects = || text.get(fault.location()?.offset()..fault.location()?.end_offset())?.strip_suffix('}');
    fault.unstable_error_name() == Some("MissingSubselection") && selects().is_some()
}

/// Messages repeat what the client sent, which may be long.
pub fn cut(message: &str) -> String {
    const LONGEST: usize = 300;
    match message.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", message.get(..at).unwrap_or_default()),
        None => message.to_owned(),
    }
}

fn place(range: Option<Range<LineColumn>>) -> Option<Pos> {
    range.map(|range| Pos { line: range.start.line, column: range.start.column })
}
