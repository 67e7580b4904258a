//! How much is asked for: sizes of pages that are none, products that wrap, filters without an end.

use super::{End, Hostile, each, nest};

pub fn all() -> Vec<Hostile> {
    let mut all = vec![];
    let sizes = [
        ("2147483647", "2147483647", End::Faulty),
        ("minus_1", "-1", End::Faulty),
        ("minus_2147483648", "-2147483648", End::Faulty),
        ("101", "101", End::Faulty),
        ("0", "0", End::Any),
        ("null", "null", End::Any),
        ("2147483648", "2147483648", End::Faulty),
        ("minus_2147483649", "-2147483649", End::Faulty),
        ("18446744073709551616", "18446744073709551616", End::Faulty),
        ("1e400", "1e400", End::Faulty),
        ("1.5", "1.5", End::Faulty),
        ("text", "\"5\"", End::Faulty),
        ("boolean", "true", End::Faulty),
        ("object", "{a: 1}", End::Faulty),
        ("list_of_two", "[1, 2]", End::Faulty),
        ("word", "ALL", End::Faulty),
    ];
    for (name, size, end) in sizes {
        let written = format!("{{ articles(first: {size}) {{ nodes {{ id }} }} }}");
        all.push(Hostile::document(&format!("q07_first_of_{name}"), &written).ends(end));
        let query = "query($first: Int) { articles(first: $first) { nodes { id } } }";
        let json = match size {
            "{a: 1}" => r#"{"a": 1}"#,
            "ALL" => r#""ALL""#,
            size => size,
        };
        let variables = format!(r#"{{"first": {json}}}"#);
        all.push(
            Hostile::variables(&format!("q07_first_of_{name}_in_a_variable"), query, &variables).ends(end),
        );
    }
    all.extend(products());
    all.extend(filters());
    all
}

fn products() -> Vec<Hostile> {
    let dear = "{ entities(first: 100) { nodes { relations(first: 100) { nodes { subject { articles(first: 100) { nodes { id } } } } } } } }";
    let without = "{ entities { nodes { relations { nodes { evidence { nodes { article { entities { nodes { id } } } } } } } } } }";
    let wraps = "{ entities(first: 1073741824) { nodes { articles(first: 477218589) { nodes { entities(first: 2147483641) \
        { nodes { a: id b: id } } } } } } }";
    let negative = "{ entities(first: -100) { nodes { articles(first: -100) { nodes { id } } } } }";
    let cancels = "{ entities(first: 0) { nodes { articles(first: 100) { nodes { entities(first: 100) { nodes { \
        articles(first: 100) { nodes { id } } } } } } } } }";
    let mixed = "query($a: Int = 2147483647) { entities(first: $a) { nodes { articles(first: $a) { nodes { id } } } } }";
    let documents = [
        ("pages_of_pages_of_pages", dear.to_owned(), End::Any),
        ("pages_without_a_size", without.to_owned(), End::Any),
        ("pages_whose_product_wraps", wraps.to_owned(), End::Faulty),
        ("pages_whose_product_is_positive", negative.to_owned(), End::Faulty),
        ("pages_within_an_empty_one", cancels.to_owned(), End::Any),
        ("pages_by_a_default", mixed.to_owned(), End::Faulty),
        ("first_and_last", "{ articles(first: 100, last: 100) { nodes { id } } }".into(), End::Faulty),
        ("offset_of_2147483647", "{ articles(offset: 2147483647) { nodes { id } } }".into(), End::Faulty),
        ("offset_of_minus_1", "{ articles(offset: -1) { nodes { id } } }".into(), End::Faulty),
        ("mentions_of_2147483647", "{ articles { nodes { mentions(first: 2147483647) { surface } } } }".into(), End::Any),
        ("mentions_of_minus_1", "{ articles { nodes { mentions(first: -1) { surface } } } }".into(), End::Faulty),
        ("totals_of_everything", "{ articles { nodes { entities { nodes { articles { totalCount } relations { totalCount } } } } } }".into(), End::Any),
        ("a_thousand_nodes", format!("{{ nodes(ids: [{}]) {{ id }} }}", each(0..400, |n| format!("\"art_{n}\""))), End::Faulty),
        ("changes_since_the_end_of_numbers", "{ edition { changes(since: \"9223372036854775808\") { totalCount } } }".into(), End::Faulty),
        ("changes_since_minus_1", "{ edition { changes(since: \"-1\") { totalCount } } }".into(), End::Faulty),
        ("text_cut_at_2147483647", "{ articles { nodes { body { excerpt(length: 2147483647) text } } } }".into(), End::Any),
        ("cursor_of_a_kilobyte", format!("{{ articles(after: \"{}\") {{ nodes {{ id }} }} }}", "A".repeat(1_025)), End::Faulty),
        ("cursor_of_thirty_kilobytes", format!("{{ articles(after: \"{}\") {{ nodes {{ id }} }} }}", "W".repeat(30_000)), End::Faulty),
        ("id_of_thirty_kilobytes", format!("{{ node(id: \"{}\") {{ id }} }}", "a".repeat(30_000)), End::Any),
        ("slug_of_thirty_kilobytes", format!("{{ article(slug: \"{}\") {{ id }} }}", "a".repeat(30_000)), End::Any),
        ("path_of_thirty_kilobytes", format!("{{ route(path: \"{}\") {{ __typename }} }}", "/a".repeat(15_000)), End::Any),
        ("path_of_escapes", format!("{{ route(path: \"{}\") {{ __typename }} }}", "%25".repeat(9_000)), End::Any),
    ];
    documents
        .iter()
        .map(|(name, text, end)| Hostile::document(&format!("q07_{name}"), text).ends(*end))
        .collect()
}

/// A filter of articles in a variable, where the document's limits do not hold.
fn filter(name: &str, filter: &str) -> Hostile {
    let query = "query($filter: ArticleFilter) { articles(filter: $filter) { totalCount nodes { id } } }";
    Hostile::variables(name, query, &format!(r#"{{"filter": {filter}}}"#))
}

fn filters() -> Vec<Hostile> {
    let contains = |text: &str| format!(r#"{{"genre": {{"contains": {}}}}}"#, serde_json::json!(text));
    let many = |join: &str, times: usize| {
        let one = r#"{"genre":{"eq":"a"}}"#;
        format!(r#"{{"{join}":[{}{one}]}}"#, format!("{one},").repeat(times))
    };
    let words = |times: usize| format!(r#"{{"genre": {{"in": [{}"a"]}}}}"#, "\"a\",".repeat(times));
    let deep = |times: usize| nest(r#"{"and":["#, "{}", "]}", times);
    let joined = |times: usize| {
        let one = r#"{"mentions":{"some":{"slug":{"eq":"a"}}}}"#;
        format!(r#"{{"and":[{}{one}]}}"#, format!("{one},").repeat(times))
    };
    vec![
        filter("q09_wildcards", &contains(&"%_".repeat(5_000))).ends(End::Any),
        filter("q09_wildcards_that_match_everything", &contains(&"%".repeat(200))).ends(End::Any),
        filter("q09_backslashes", &contains(&"\\".repeat(5_000))).ends(End::Any),
        filter("q09_a_pattern_that_backtracks", &contains(&format!("{}!", "(a+)+$".repeat(500))))
            .ends(End::Any),
        filter("q09_operators_of_a_text_index", &contains("a* OR NEAR(b, c) AND \"d\" NOT ^e : -f"))
            .ends(End::Any),
        filter("q09_statements", &contains("'; DROP TABLE edition_article; --")).ends(End::Any),
        filter("q09_a_word_of_a_megabyte", &contains(&"x".repeat(900_000))).ends(End::Any),
        filter("q11_filter_of_ten_thousand_ors", &many("or", 10_000)),
        filter("q11_filter_of_ten_thousand_ands", &many("and", 10_000)),
        filter("q11_filter_of_a_thousand_ors", &many("or", 1_000)).ends(End::Any),
        filter("q11_filter_of_fifty_joins", &joined(50)).ends(End::Any),
        filter("q11_filter_of_a_thousand_joins", &joined(1_000)).ends(End::Any),
        filter("q11_filter_of_a_hundred_thousand_words", &words(100_000)).ends(End::Any),
        filter("q11_filter_twelve_deep", &deep(6)).ends(End::Any),
        filter("q11_filter_a_hundred_deep", &deep(50)),
        filter("q11_filter_a_hundred_and_twenty_six_deep", &deep(60)),
        filter("q11_filter_of_nots", &nest(r#"{"not":"#, "{}", "}", 60)),
    ]
}
