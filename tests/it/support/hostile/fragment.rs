//! Fragments: those that multiply, those that go in circles, and too many of them.

use super::{End, Hostile, each, nest};

/// `levels` fragments, each with `width` times the next one; the last has `leaf`.
fn bomb(width: usize, levels: usize, leaf: &str) -> String {
    let level = |n: usize| {
        let inner = if n + 1 == levels { leaf.to_owned() } else { format!("...F{} ", n + 1).repeat(width) };
        format!("fragment F{n} on Query {{ {inner} }}")
    };
    each(0..levels, level)
}

pub fn all() -> Vec<Hostile> {
    let mut all = vec![];
    for (width, levels) in [(2, 24), (4, 11), (5, 11), (6, 11), (10, 8), (30, 5), (100, 4)] {
        let document = format!("{{ ...F0 }} {}", bomb(width, levels, "__typename"));
        all.push(document_of(&format!("bomb_of_{levels}_levels_by_{width}"), &document));
    }
    let articles = "articles(first: 100) { nodes { id } }";
    let aliased = |n: usize| {
        format!("fragment F{n} on Query {{ a{n}: __typename ...F{0} b{n}: __typename ...F{0} }}", n + 1)
    };
    let in_fields = |n: usize| {
        format!(
            "fragment F{n} on Article {{ about {{ ... on Person {{ articles {{ nodes {{ ...F{0} ...F{0} }} }} }} }} }}",
            n + 1
        )
    };
    let inline = nest("... on Query { ...A ...A ", "__typename", "}", 12);
    let spreads = each(0..1_000, |n| format!("...F{n}"));
    let thousand = each(0..1_000, |n| format!("fragment F{n} on Query {{ __typename }}"));
    let others = [
        ("bomb_with_a_dear_leaf", format!("{{ ...F0 }} {}", bomb(6, 8, articles))),
        ("bomb_that_nobody_names", format!("{{ __typename }} {}", bomb(6, 11, "__typename"))),
        (
            "bomb_in_another_operation",
            format!("query A {{ __typename }} query B {{ ...F0 }} {}", bomb(6, 11, "id")),
        ),
        (
            "bomb_in_two_operations",
            format!("query A {{ ...F0 }} query B {{ ...F0 }} {}", bomb(5, 11, "__typename")),
        ),
        (
            "bomb_with_aliases",
            format!("{{ ...F0 }} {} fragment F24 on Query {{ __typename }}", each(0..24, aliased)),
        ),
        (
            "bomb_through_fields",
            format!(
                "{{ articles {{ nodes {{ ...F0 }} }} }} {} fragment F12 on Article {{ id }}",
                each(0..12, in_fields)
            ),
        ),
        (
            "bomb_of_inline_fragments",
            format!("{{ {inline} }} fragment A on Query {{ {} }}", "... { __typename } ".repeat(100)),
        ),
        ("bomb_in_a_mutation", format!("mutation {{ ...F0 }} {}", bomb(6, 11, "__typename"))),
        ("bomb_in_a_subscription", format!("subscription {{ ...F0 }} {}", bomb(6, 11, "__typename"))),
        (
            "bomb_of_unknown_types",
            format!("{{ ...F0 }} {}", bomb(6, 11, "x").replace("on Query", "on Nothing")),
        ),
        ("bomb_with_a_circle", format!("{{ ...F0 }} {}", bomb(6, 8, "...F0"))),
        ("circle_of_itself", "{ ...A } fragment A on Query { ...A }".into()),
        ("circle_of_two", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".into()),
        (
            "circle_of_a_thousand",
            format!(
                "{{ ...F0 }} {}",
                each(0..1_000, |n| format!("fragment F{n} on Query {{ ...F{} }}", (n + 1) % 1_000))
            ),
        ),
        (
            "circle_of_sixty",
            format!(
                "{{ ...F0 }} {}",
                each(0..60, |n| format!("fragment F{n} on Query {{ ...F{} }}", (n + 1) % 60))
            ),
        ),
        (
            "circle_through_inline_fragments",
            "{ ...A } fragment A on Query { ... on Query { ... { ...A } } }".into(),
        ),
        (
            "circle_through_a_field",
            "{ articles { nodes { ...A } } } fragment A on Article { next { ...A } }".into(),
        ),
        (
            "circle_that_nobody_names",
            "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }".into(),
        ),
        (
            "circle_in_another_operation",
            "query A { __typename } query B { ...C } fragment C on Query { ...C }".into(),
        ),
        (
            "circles_by_hundreds",
            format!(
                "{{ ...F0 }} {}",
                each(0..300, |n| format!("fragment F{n} on Query {{ ...F{n} ...F{} }}", (n + 1) % 300))
            ),
        ),
        (
            "chain_of_a_thousand",
            format!(
                "{{ ...F0 }} {} fragment F1000 on Query {{ __typename }}",
                each(0..1_000, |n| format!("fragment F{n} on Query {{ ...F{} }}", n + 1))
            ),
        ),
        (
            "chain_of_two_hundred",
            format!(
                "{{ ...F0 }} {} fragment F200 on Query {{ id }}",
                each(0..200, |n| format!("fragment F{n} on Query {{ ...F{} }}", n + 1))
            ),
        ),
        ("a_thousand", format!("{{ {spreads} }} {thousand}")),
        ("a_thousand_that_nobody_names", format!("{{ __typename }} {thousand}")),
        (
            "a_hundred_that_nobody_names",
            format!("{{ __typename }} {}", each(0..100, |n| format!("fragment F{n} on Query {{ id }}"))),
        ),
        (
            "a_thousand_of_one_name",
            format!("{{ ...F }} {}", "fragment F on Query { __typename } ".repeat(1_000)),
        ),
        (
            "two_of_one_name",
            "{ ...F } fragment F on Query { a: __typename } fragment F on Query { b: __typename }".into(),
        ),
        ("spreads_of_nothing", format!("{{ {spreads} }}")),
        (
            "one_spread_ten_thousand_times",
            format!("{{ {} }} fragment F on Query {{ __typename }}", "...F ".repeat(10_000)),
        ),
        ("one_on_a_scalar", "{ ... on Int { __typename } }".into()),
        ("one_on_another_type", "{ ... on Article { id } }".into()),
        ("one_that_is_called_on", "{ ...on } fragment on on Query { __typename }".into()),
        ("one_without_an_operation", "fragment F on Query { __typename }".into()),
    ];
    all.extend(others.iter().map(|(name, document)| document_of(name, document)));
    let within = format!("{{ {} }} fragment F on Query {{ __typename }}", "...F ".repeat(50));
    all.push(document_of("one_spread_fifty_times", &within).ends(End::Any));
    all
}

fn document_of(name: &str, document: &str) -> Hostile {
    Hostile::document(&format!("q03_{name}"), document)
}
