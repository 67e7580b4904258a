//! What the gate takes: of a document that is read for the first time, of one that is kept, and of refused ones.

#![allow(clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use nutgraph::graphql::schema;
use nutgraph::graphql::wire::{Api, Asked, Call, Gate};
use serde_json::Map;

fn call(text: &str) -> Call {
    Call { document: Asked::Text(text.to_owned()), operation_name: None, variables: Map::new() }
}

fn gate(c: &mut Criterion) {
    let keeping = Api::new(schema(), &Gate::default()).expect("the schema is valid");
    let forgetting = Api::new(schema(), &Gate { kept: 0, ..Gate::default() }).expect("the schema is valid");
    let home =
        "{ articles(first: 20) { nodes { id slug headline summary publishedAt path leadPicture { url alt }
        entities(first: 5) { nodes { id kind slug name path } } } pageInfo { hasNextPage endCursor } } }";
    assert!(keeping.admit(call(home), false).is_ok());
    let mut group = c.benchmark_group("admitted");
    group.bench_function("for the first time", |b| {
        b.iter(|| forgetting.admit(black_box(call(home)), false).is_ok())
    });
    group.bench_function("once more", |b| b.iter(|| keeping.admit(black_box(call(home)), false).is_ok()));
    group.finish();

    let bomb: String = (0..11)
        .map(|n| format!("fragment F{n} on Query {{ {}}} ", format!("...F{} ", n + 1).repeat(6)))
        .chain(["fragment F11 on Query { __typename } { ...F0 }".to_owned()])
        .collect();
    let brackets = format!("{{ __typename @x(y: {}) }}", "[".repeat(2_000));
    let fields = format!("{{ {} }}", "articles { totalCount } ".repeat(490));
    let dear = "{ articles(first: 100) { nodes { entities(first: 100) { nodes { id articles(first: 100) { nodes { id } } } } } } }";
    let mut group = c.benchmark_group("refused");
    for (name, text) in
        [("brackets", &*brackets), ("a bomb", &bomb), ("equal fields", &fields), ("dear", dear)]
    {
        assert!(keeping.admit(call(text), false).is_err(), "{name}");
        group.bench_function(name, |b| b.iter(|| keeping.admit(black_box(call(text)), false).is_err()));
    }
    group.finish();
}

criterion_group!(benches, gate);
criterion_main!(benches);
