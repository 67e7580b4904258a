//! No text and no variables break the gate, however they are read; and what it admits, it admits again.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use nutgraph::graphql::document::{Documents, Limits, Rules};
use nutgraph::graphql::sdl;
use nutgraph::graphql::wire::{Asked, Call};

/// Kept documents would hide what reading does the second time.
const BYTES_KEPT: u64 = 1;

static DOCUMENTS: LazyLock<Arc<Documents>> = LazyLock::new(|| {
    let rules = Rules::new(&sdl(), Limits::default());
    Arc::new(Documents::new(rules.unwrap_or_else(|fault| panic!("{fault}")), BYTES_KEPT))
});

// A document; behind a NUL, which no document has, the JSON of its variables.
fuzz_target!(|text: &str| {
    let (document, variables) = text.split_once('\0').unwrap_or((text, "{}"));
    let call = || Call {
        document: Asked::Text(document.to_owned()),
        operation_name: None,
        variables: serde_json::from_str(variables).unwrap_or_default(),
    };
    let cost = DOCUMENTS.admit(call()).map(|admitted| admitted.cost);
    assert!(cost.as_ref().ok() <= Some(&Limits::default().cost));
    assert_eq!(cost.ok(), DOCUMENTS.admit(call()).ok().map(|admitted| admitted.cost));
});
