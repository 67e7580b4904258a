//! Nesting: of values in all places where values stand, of types, of brackets and of selections.

use super::{End, Hostile, nest};

pub fn all() -> Vec<Hostile> {
    let mut all = vec![];
    let kinds = [
        ("lists", nest("[", "", "]", 2_000)),
        ("objects", nest("{and:", "1", "}", 2_000)),
        ("filters", nest("{and:[", "", "]}", 700)),
        ("strings_in_lists", nest("[\"[\",", "1", "]", 1_000)),
    ];
    let places = [
        ("a_directive", "{ __typename @x(y: VALUE) }"),
        ("a_known_directive", "{ __typename @skip(if: VALUE) }"),
        ("an_unknown_argument", "{ articles(x: VALUE) { totalCount } }"),
        ("a_filter", "{ articles(filter: VALUE) { totalCount } }"),
        ("a_scalar", "{ article(slug: VALUE) { id } }"),
        ("a_default", "query($v: ArticleFilter = VALUE) { articles(filter: $v) { totalCount } }"),
        ("an_operation_s_directive", "query @x(y: VALUE) { __typename }"),
        ("a_fragment_s_directive", "{ ...F } fragment F on Query @x(y: VALUE) { __typename }"),
        ("a_variable_s_directive", "query($v: Int @x(y: VALUE)) { node(id: $v) { id } }"),
    ];
    for (kind, value) in &kinds {
        for (place, document) in places {
            all.push(document_of(&format!("{kind}_in_{place}"), &document.replace("VALUE", value)));
        }
    }
    let deep = 100_000;
    let unclosed = format!("{{ articles(filter: {}", "[".repeat(2_000));
    let others = [
        ("lists_that_stay_open", unclosed),
        ("lists_closed_too_often", format!("{{ articles(x: {}) {{ id }} }}", "]".repeat(2_000))),
        ("lists_closed_by_braces", format!("{{ a(b: {}) }}", nest("[", "", "}", 500))),
        ("a_hundred_thousand_lists", format!("{{ __typename @x(y: {}) }}", nest("[", "", "]", deep))),
        ("a_hundred_thousand_objects", format!("{{ __typename @x(y: {}) }}", nest("{a:", "1", "}", deep))),
        ("a_hundred_lists", format!("{{ __typename @x(y: {}) }}", nest("[", "", "]", 100))),
        ("lists_behind_a_string", format!("{{ a(s: \"]\", b: {}) }}", nest("[", "", "]", 2_000))),
        (
            "lists_behind_a_block_string",
            format!("{{ a(s: \"\"\"\\\"\"\" ]\"\"\", b: {}) }}", nest("[", "", "]", 2_000)),
        ),
        ("lists_behind_a_comment", format!("{{ a(b: # \"\n{}) }}", nest("[", "", "]", 2_000))),
        ("lists_over_comments", format!("{{ a(b: {}) }}", nest("[ # ]\n", "", "]", 2_000))),
        ("types_a_thousand_deep", format!("query($v: {}) {{ a(b: $v) }}", nest("[", "Int", "]", 1_000))),
        (
            "types_twenty_thousand_deep",
            format!("query($v: {}) {{ a(b: $v) }}", nest("[", "Int!", "]!", 20_000)),
        ),
        ("types_that_stay_open", format!("query($v: {}", "[".repeat(20_000))),
        ("parentheses", format!("{{ a{} }}", nest("(", "", ")", 5_000))),
        ("parentheses_that_stay_open", format!("{{ a{}", "(".repeat(5_000))),
        ("braces", nest("{", "", "}", 5_000)),
        ("braces_that_stay_open", "{".repeat(30_000)),
        ("all_kinds_of_brackets", nest("{a(b:[", "1", "])}", 2_000)),
        ("selections_a_hundred_deep", nest("{a", "", "}", 100)),
        ("selections_five_thousand_deep", nest("{a", "", "}", 5_000)),
        ("selections_a_hundred_thousand_deep", nest("{a", "", "}", 100_000)),
        ("selections_that_stay_open", "{a".repeat(15_000)),
        ("inline_fragments", format!("{{ {} }}", nest("... {", "__typename", "}", 5_000))),
        (
            "inline_fragments_with_types",
            format!("{{ {} }}", nest("... on Query {", "__typename", "}", 2_000)),
        ),
        (
            "inline_fragments_with_directives",
            format!("{{ {} }}", nest("... @include(if: true) {", "__typename", "}", 1_000)),
        ),
        (
            "inline_fragments_within_the_text_s_limit",
            format!("{{ {} }}", nest("...{", "__typename", "}", 300)),
        ),
    ];
    let filter = |levels| nest("{and:[", "", "]}", levels);
    let deepest = nest("articles(first: 1) { nodes { entities(first: 1) { nodes { ", "id", " } } } }", 3);
    let with_filter =
        deepest.replace("articles(first: 1)", &format!("articles(first: 1, filter: {})", filter(8)));
    for (name, document) in [
        ("filters_twenty_five_deep", format!("{{ articles(filter: {}) {{ totalCount }} }}", filter(25))),
        (
            "filters_thirty_deep_in_a_default",
            format!("query($f: ArticleFilter = {}) {{ articles(filter: $f) {{ id }} }}", filter(30)),
        ),
        ("filters_nine_deep", format!("{{ articles(filter: {}) {{ totalCount }} }}", filter(9))),
    ] {
        all.push(document_of(name, &document));
    }
    let eight = format!("{{ articles(filter: {}) {{ totalCount }} }}", filter(8));
    all.push(document_of("filters_eight_deep", &eight).ends(End::Any));
    all.push(document_of("filters_in_a_deep_selection", &format!("{{ {with_filter} }}")).ends(End::Any));
    all.extend(others.iter().map(|(name, document)| document_of(name, document)));
    all
}

fn document_of(name: &str, document: &str) -> Hostile {
    Hostile::document(&format!("q02_{name}"), document)
}
