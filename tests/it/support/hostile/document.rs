//! Documents with too much of something, those that ask for what is not there, and those that are no requests.

use super::{End, Hostile, each, nest};

pub fn all() -> Vec<Hostile> {
    let mut all = vec![];
    all.extend(aliases());
    all.extend(sizes());
    all.extend(depths());
    all.extend(directives());
    all.extend(operations());
    all.extend(definitions());
    all.extend(errors());
    all
}

fn named(list: &[(&str, String)]) -> Vec<Hostile> {
    list.iter().map(|(name, document)| Hostile::document(name, document)).collect()
}

fn aliases() -> Vec<Hostile> {
    let articles = "articles(first: 100) { nodes { entities(first: 100) { nodes { id } } } }";
    named(&[
        ("q04_a_thousand_dear_ones", format!("{{ {} }}", each(0..1_000, |n| format!("a{n}: {articles}")))),
        ("q04_a_hundred_dear_ones", format!("{{ {} }}", each(0..100, |n| format!("a{n}: {articles}")))),
        ("q04_twenty_dear_ones", format!("{{ {} }}", each(0..20, |n| format!("a{n}: {articles}")))),
        (
            "q04_twenty_thousand_typenames",
            format!("{{ {} }}", each(0..20_000, |n| format!("a{n}: __typename"))),
        ),
        ("q04_four_hundred_typenames", format!("{{ {} }}", each(0..400, |n| format!("a{n}:__typename")))),
        (
            "q04_within_a_fragment",
            format!("{{ ...F }} fragment F on Query {{ {} }}", each(0..100, |n| format!("a{n}: __typename"))),
        ),
        (
            "q04_within_a_list",
            format!("{{ articles {{ nodes {{ {} }} }} }}", each(0..200, |n| format!("a{n}: headline"))),
        ),
        (
            "q04_guesses",
            format!("{{ {} }}", each(0..500, |n| format!("a{n}: node(id: \"art_{n}\") {{ id }}"))),
        ),
        (
            "q04_introspection",
            format!(
                "{{ {} }}",
                each(0..50, |n| format!("a{n}: __schema {{ types {{ name fields {{ name }} }} }}"))
            ),
        ),
        (
            "q04_one_name_for_all",
            format!("{{ {} }}", each(0..1_000, |n| format!("a: article(slug: \"{n}\") {{ id }}"))),
        ),
    ])
}

fn sizes() -> Vec<Hostile> {
    let million = |filler: &str| format!("{{ {}__typename }}", filler.repeat(1_000_000 / filler.len()));
    let pairs = each(0..1_000, |n| format!("article(slug: \"{n}\") {{ id }}"));
    let deep = nest("{ next ", "{ id }", "}", 10);
    named(&[
        ("q05_fifty_thousand_equal_fields", format!("{{ {} }}", "__typename ".repeat(50_000))),
        ("q05_two_thousand_equal_fields", format!("{{ {} }}", "__typename ".repeat(2_000))),
        ("q05_equal_fields_with_selections", format!("{{ {} }}", "articles { nodes { id } } ".repeat(2_000))),
        (
            "q05_equal_fields_within_each_other",
            nest("{ articles { nodes { id } } articles { nodes { id } } edition ", "{ number }", "}", 500),
        ),
        ("q05_equal_fields_that_differ", format!("{{ {pairs} }}")),
        (
            "q05_equal_fields_that_go_deep",
            format!("{{ {} }}", format!("article(slug: \"a\") {deep} ").repeat(300)),
        ),
        ("q05_fifty_thousand_directives", format!("{{ __typename {} }}", "@a ".repeat(50_000))),
        ("q05_a_million_commas", million(",")),
        ("q05_a_million_spaces", million(" ")),
        ("q05_a_million_tabs", million("\t")),
        ("q05_half_a_million_lines", million("\n")),
        ("q05_half_a_million_returns", million("\r")),
        ("q05_byte_order_marks", million("\u{feff}")),
        ("q05_comments", million("#\n")),
        ("q05_comments_with_words", million("# { [ ( \" a comment\n")),
        ("q05_one_comment", format!("{{ __typename }} #{}", "x".repeat(1_000_000))),
        ("q05_one_name", format!("{{ {} }}", "a".repeat(1_000_000))),
        ("q05_one_string", format!("{{ article(slug: \"{}\") {{ id }} }}", "x".repeat(1_000_000))),
        (
            "q05_one_block_string",
            format!("{{ article(slug: \"\"\"{}\"\"\") {{ id }} }}", "x\n".repeat(300_000)),
        ),
        (
            "q05_a_block_string_of_indents",
            format!(
                "{{ article(slug: \"\"\"{}\"\"\") {{ id }} }}",
                each(0..1_000, |n| format!("\n{}x", " ".repeat(n)))
            ),
        ),
        ("q05_escapes", format!("{{ article(slug: \"{}\") {{ id }} }}", "\\u0041".repeat(100_000))),
        ("q05_one_integer", format!("{{ articles(first: {}) {{ totalCount }} }}", "9".repeat(500_000))),
        ("q05_one_float", format!("{{ articles(first: 1.{}) {{ totalCount }} }}", "9".repeat(500_000))),
        (
            "q05_arguments",
            format!("{{ articles({}) {{ totalCount }} }}", each(0..5_000, |n| format!("a{n}: 1"))),
        ),
        (
            "q05_one_argument_again_and_again",
            format!("{{ articles({}) {{ totalCount }} }}", "first: 1 ".repeat(900)),
        ),
        (
            "q05_object_fields",
            format!("{{ articles(filter: {{ {} }}) {{ totalCount }} }}", "genre: {eq: \"a\"} ".repeat(1_000)),
        ),
        ("q05_items", format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"a\" ".repeat(20_000))),
        ("q05_punctuation", "!$&()...:=@[]{|}".repeat(50_000)),
    ])
}

fn depths() -> Vec<Hostile> {
    let people = |times| nest("articles { nodes { entities { nodes { ", "id", " } } } }", times);
    let relations = |times| nest("relations { nodes { subject { ", "id", " } } }", times);
    let in_fragments = each(0..20, |n| format!("fragment F{n} on Article {{ next {{ ...F{} }} }}", n + 1));
    let of_type = |times| nest("ofType { ", "name", " }", times);
    let fields = |times| nest("fields { type { ", "name", " } }", times);
    named(&[
        ("q06_entities_thirty_deep", format!("{{ entities {{ nodes {{ {} }} }} }}", people(30))),
        ("q06_entities_five_deep", format!("{{ entities {{ nodes {{ {} }} }} }}", people(5))),
        ("q06_relations_thirty_deep", format!("{{ entities {{ nodes {{ {} }} }} }}", relations(30))),
        (
            "q06_neighbours_fifty_deep",
            format!("{{ article(slug: \"a\") {{ {} }} }}", nest("next { ", "id", " }", 50)),
        ),
        (
            "q06_neighbours_in_fragments",
            format!("{{ articles {{ nodes {{ ...F0 }} }} }} {in_fragments} fragment F20 on Article {{ id }}"),
        ),
        (
            "q06_neighbours_in_inline_fragments",
            format!(
                "{{ article(slug: \"a\") {{ {} }} }}",
                nest("next { ... on Article { ", "id", " } }", 20)
            ),
        ),
        ("q06_introspection_in_a_circle", format!("{{ __schema {{ types {{ {} }} }} }}", fields(30))),
        (
            "q06_introspection_by_fields_and_their_types",
            format!("{{ __schema {{ types {{ {} }} }} }}", fields(8)),
        ),
        (
            "q06_introspection_of_types_of_types",
            format!("{{ __type(name: \"Query\") {{ {} }} }}", of_type(60)),
        ),
        (
            "q06_introspection_of_possible_types",
            format!(
                "{{ __type(name: \"Node\") {{ {} }} }}",
                nest("possibleTypes { interfaces { ", "name", " } }", 25)
            ),
        ),
    ])
}

fn directives() -> Vec<Hostile> {
    let skips = |many: usize| "@skip(if: false) ".repeat(many);
    let mut all = named(&[
        ("q05_skips_on_one_field", format!("{{ __typename {} }}", skips(1_000))),
        ("q05_sixty_skips_on_one_field", format!("{{ __typename {} }}", skips(60))),
        ("q05_two_skips_on_one_field", format!("{{ __typename {} }}", skips(2))),
        ("q05_includes_on_one_field", format!("{{ __typename {} }}", "@include(if: true) ".repeat(1_000))),
        ("q05_a_skip_on_each_field", format!("{{ {} }}", "__typename @skip(if: true) ".repeat(700))),
        ("q05_unknown_directives", format!("{{ __typename {} }}", each(0..1_000, |n| format!("@a{n}")))),
        ("q05_directives_on_the_operation", format!("query {} {{ __typename }}", "@a ".repeat(1_000))),
        (
            "q05_directives_on_a_fragment",
            format!("{{ ...F {} }} fragment F on Query {{ __typename }}", "@a ".repeat(1_000)),
        ),
        (
            "q05_directives_on_a_variable",
            format!("query($a: Int {}) {{ articles(first: $a) {{ totalCount }} }}", "@a ".repeat(1_000)),
        ),
        ("defer", "{ ... @defer { articles { totalCount } } }".into()),
        ("defer_again_and_again", format!("{{ {} }}", "... @defer(label: \"a\") { __typename } ".repeat(40))),
        ("stream", "{ articles { nodes @stream(initialCount: 0) { id } } }".into()),
        (
            "stream_from_the_end_of_numbers",
            "{ articles { nodes @stream(initialCount: -2147483648) { id } } }".into(),
        ),
        ("export", "{ articles { totalCount @export(as: \"a\") } }".into()),
        ("skip_without_a_condition", "{ __typename @skip }".into()),
        ("skip_with_a_text", "{ __typename @skip(if: \"false\") }".into()),
        ("skip_with_nothing", "{ articles @skip(if: null) { totalCount } }".into()),
        (
            "a_directive_of_the_schema",
            "{ __typename @deprecated(reason: \"a\") @specifiedBy(url: \"a\") }".into(),
        ),
        ("a_directive_in_the_wrong_place", "query @skip(if: true) { __typename }".into()),
    ]);
    let typenames = Hostile::document("typename_with_a_skip", "{ __typename @skip(if: true) }");
    all.push(typenames.ends(End::Any));
    all
}

fn operations() -> Vec<Hostile> {
    let thousand = each(0..1_000, |n| format!("query A{n} {{ __typename }}"));
    let bombs = each(0..200, |n| format!("query A{n} {{ articles(first: 100) {{ nodes {{ id }} }} }}"));
    let mut all = named(&[
        ("operations_by_thousands", thousand),
        ("operations_without_names", "{ __typename } ".repeat(1_000)),
        ("operations_of_one_name", "query A { __typename } ".repeat(100)),
        ("an_operation_without_a_name_beside_others", "{ __typename } query A { __typename }".into()),
        ("two_operations_and_no_choice", "query A { __typename } query B { __typename }".into()),
        ("a_subscription", "subscription { articles { id } }".into()),
        ("a_mutation", "mutation { deleteArticle(id: 1) { id } }".into()),
        ("a_mutation_and_a_query", "mutation A { a } query B { __typename }".into()),
        ("a_field_of_another_server", "{ users { password } systemDiagnostics(cmd: \"id\") }".into()),
        (
            "the_schema_of_a_federation",
            "{ _service { sdl } _entities(representations: []) { __typename } }".into(),
        ),
        (
            "variables_declared_by_thousands",
            format!("query({}) {{ __typename }}", each(0..5_000, |n| format!("$a{n}: Int"))),
        ),
        (
            "variables_that_nobody_uses",
            format!("query({}) {{ __typename }}", each(0..100, |n| format!("$a{n}: Int"))),
        ),
        (
            "variables_of_one_name",
            format!("query({}) {{ articles(first: $a) {{ totalCount }} }}", "$a: Int ".repeat(400)),
        ),
        (
            "variables_that_nobody_declared",
            format!("{{ {} }}", each(0..15, |n| format!("a{n}: articles(first: $a{n}) {{ totalCount }}"))),
        ),
        ("variables_of_unknown_types", "query($a: Nothing) { articles(first: $a) { totalCount } }".into()),
        ("variables_of_an_output_type", "query($a: Article) { articles(first: $a) { totalCount } }".into()),
        (
            "variables_in_defaults",
            "query($a: Int = $b, $b: Int = $a) { articles(first: $a) { totalCount } }".into(),
        ),
    ]);
    let chosen = |name: &str, chosen: serde_json::Value| {
        let body = serde_json::json!({ "query": format!("{bombs} query B {{ __typename }}"), "operationName": chosen });
        Hostile::body(name, body.to_string())
    };
    all.extend([
        chosen("operation_name_beside_dear_ones", "B".into()),
        chosen("operation_name_of_none", "C".into()),
        chosen("operation_name_of_a_megabyte", "x".repeat(900_000).into()),
        chosen("operation_name_that_is_empty", "".into()),
        chosen("operation_name_that_is_a_number", 1.into()),
        chosen("operation_name_that_is_a_list", vec!["B"].into()),
        chosen("operation_name_with_lines", "B\r\nX-Injected: 1\u{1b}[31m".into()),
    ]);
    all
}

fn definitions() -> Vec<Hostile> {
    let definitions = [
        ("type", "type A { a: Int }"),
        ("schema", "schema { query: Query }"),
        ("extension", "extend type Query { a: Int }"),
        ("scalar", "scalar A"),
        ("directive", "directive @a on FIELD"),
        ("input", "input A { a: A! = { a: { a: null } } }"),
        ("interface", "interface A implements A { a: A }"),
    ];
    let among = |(name, text): &(&str, &str)| {
        Hostile::document(&format!("definition_of_a_{name}"), &format!("{{ __typename }} {text}"))
    };
    let mut all: Vec<_> = definitions.iter().map(among).collect();
    all.push(Hostile::document("definitions_alone", &definitions.map(|(_, text)| text).join(" ")));
    all
}

/// Those that make a careless server tell more than it was asked.
fn errors() -> Vec<Hostile> {
    let long = "x".repeat(20_000);
    let fields = each(0..1_900, |n| format!("f{n}"));
    named(&[
        ("unknown_fields_by_thousands", format!("{{ {} }}", each(0..5_000, |n| format!("a{n}")))),
        ("unknown_fields_by_hundreds", format!("{{ {fields} }}")),
        (
            "unknown_fields_like_known_ones",
            format!("{{ {} }}", "articlez entitiez relationz nodez ".repeat(200)),
        ),
        ("unknown_field_with_a_long_name", format!("{{ {long} }}")),
        ("unknown_argument_with_a_long_name", format!("{{ articles({long}: 1) {{ totalCount }} }}")),
        ("unknown_directive_with_a_long_name", format!("{{ __typename @{long} }}")),
        ("unknown_fragment_with_a_long_name", format!("{{ ...{long} }}")),
        ("unknown_type_with_a_long_name", format!("{{ ... on {long} {{ id }} }}")),
        (
            "unknown_type_of_a_variable_with_a_long_name",
            format!("query($a: {long}) {{ node(id: $a) {{ id }} }}"),
        ),
        ("unknown_variable_with_a_long_name", format!("{{ node(id: ${long}) {{ id }} }}")),
        ("unknown_order_with_a_long_name", format!("{{ articles(orderBy: {long}) {{ totalCount }} }}")),
        (
            "unknown_input_field_with_a_long_name",
            format!("{{ articles(filter: {{{long}: 1}}) {{ totalCount }} }}"),
        ),
        (
            "a_long_text_that_is_no_language",
            format!("{{ articles(filter: {{language: {{eq: \"{long}\"}}}}) {{ totalCount }} }}"),
        ),
        (
            "a_long_text_that_is_no_instant",
            format!("{{ articles(filter: {{publishedAt: {{gt: \"{long}\"}}}}) {{ totalCount }} }}"),
        ),
    ])
}
