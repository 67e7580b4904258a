//! What stands around a document: JSON, batches, variables, media types, and the parameters of a GET.

use serde_json::json;

use super::{End, Hostile, JSON, each, fragment, literal, nest};

const QUERY: &str = r#"{"query":"{ __typename }"}"#;

pub fn all() -> Vec<Hostile> {
    let mut all = vec![];
    all.extend(batches());
    all.extend(bodies());
    all.extend(variables());
    all.extend(media());
    all.extend(gets());
    all
}

fn batches() -> Vec<Hostile> {
    let many = |count: usize| format!("[{}{QUERY}]", format!("{QUERY},").repeat(count - 1));
    let dear =
        json!({ "query": "{ articles(first: 100) { nodes { entities(first: 100) { nodes { id } } } } }" });
    vec![
        Hostile::body("q08_batch_of_none", "[]"),
        Hostile::body("q08_batch_of_one", many(1)),
        Hostile::body("q08_batch_of_11", many(11)),
        Hostile::body("q08_batch_of_11_dear_ones", json!(vec![dear; 11]).to_string()),
        Hostile::body("q08_batch_of_30000", many(30_000)),
        Hostile::body("q08_batch_of_100000", format!("[{}{{}}]", "{},".repeat(99_999))),
        Hostile::body("q08_batch_of_100000_nothings", format!("[{}null]", "null,".repeat(99_999))),
        Hostile::body("q08_batch_of_batches", nest("[", QUERY, "]", 60)),
        Hostile::body("q08_batch_as_the_query", format!(r#"{{"query":{}}}"#, many(11))),
    ]
}

fn bodies() -> Vec<Hostile> {
    let raw = |name: &str, body: &[u8]| Hostile::body(name, body);
    let latin = b"{\"query\":\"{ article(slug: \\\"caf\xe9\\\") { id } }\"}";
    let overlong = b"{\"query\":\"{ __typename \xc0\xaf }\"}";
    let surrogate = b"{\"query\":\"{ __typename \xed\xa0\x80 }\"}";
    let keys: Vec<_> = (0..60_000).map(|n| format!(r#""k{n}":1,"#)).collect();
    let many_keys = format!(r#"{{{}"query":"{{ __typename }}"}}"#, keys.concat());
    let hash = "0".repeat(900_000);
    let long_hash = format!(r#"{{"extensions":{{"persistedQuery":{{"version":1,"sha256Hash":"{hash}"}}}}}}"#);
    let wide: Vec<u8> = QUERY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        raw("body_of_nothing", b""),
        raw("body_of_a_brace", b"{"),
        raw("body_of_null", b"null"),
        raw("body_of_a_text", b"\"{ __typename }\""),
        raw("body_of_a_number", b"1e400"),
        raw("body_of_a_document", b"{ __typename }"),
        raw("body_of_zeros", &[0; 1_000]),
        raw("body_in_latin_1", latin),
        raw("body_with_overlong_utf_8", overlong),
        raw("body_with_a_surrogate_in_utf_8", surrogate),
        raw("body_in_utf_16", &wide),
        raw("body_that_breaks_off", &QUERY.as_bytes()[..20]),
        raw("body_with_more_behind_it", format!("{QUERY}{QUERY}").as_bytes()),
        raw("body_with_a_comment", format!("/* a */ {QUERY}").as_bytes()),
        raw("body_with_a_comma_too_many", br#"{"query":"{ __typename }",}"#),
        raw("body_with_not_a_number", br#"{"query":"{ __typename }","variables":{"a":NaN}}"#),
        raw("body_with_a_lone_surrogate", br#"{"query":"{ article(slug: \"\ud800\") { id } }"}"#),
        raw(
            "body_with_a_lone_surrogate_in_a_variable",
            br#"{"query":"{ __typename }","variables":{"a":"\ud800"}}"#,
        ),
        raw("body_without_a_query", br#"{"variables":{}}"#),
        raw("body_with_a_query_of_null", br#"{"query":null}"#),
        raw("body_with_a_query_of_a_number", br#"{"query":1}"#),
        raw("body_with_a_query_of_an_object", br#"{"query":{"a":1}}"#),
        raw("body_with_variables_of_a_list", br#"{"query":"{ __typename }","variables":[1]}"#),
        raw("body_with_variables_of_a_text", br#"{"query":"{ __typename }","variables":"{}"}"#),
        raw("body_with_extensions_of_a_list", br#"{"query":"{ __typename }","extensions":[1]}"#),
        raw("body_with_two_queries", br#"{"query":"{ __typename }","query":"{ articles { totalCount } }"}"#)
            .ends(End::Any),
        raw("body_with_keys_by_thousands", many_keys.as_bytes()).ends(End::Any),
        raw(
            "body_with_a_hash_of_nothing",
            br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}"#,
        ),
        raw("body_with_a_hash_of_a_megabyte", long_hash.as_bytes()),
        raw("t06_body_of_two_mebibytes", &[b' '; 2 << 20]),
        raw("t06_body_of_a_mebibyte_and_a_byte", &[b' '; (1 << 20) + 1]),
        raw("t06_body_of_ten_mebibytes", &[b'['; 10 << 20]),
    ]
}

fn variables() -> Vec<Hostile> {
    const SLUG: &str = "query($slug: String) { article(slug: $slug) { id } }";
    const IDS: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const ID: &str = "query($id: ID!) { node(id: $id) { id } }";
    let slug = |name: &str, value: &str| Hostile::variables(name, SLUG, &format!(r#"{{"slug":{value}}}"#));
    let ids = |count: usize| format!(r#"{{"ids":[{}"art_1"]}}"#, "\"art_1\",".repeat(count - 1));
    let many: Vec<_> = (0..40_000).map(|n| format!(r#""v{n}":{n},"#)).collect();
    let declared = format!(
        "query({}) {{ articles(filter: {{genre: {{in: [{}]}}}}) {{ totalCount }} }}",
        each(0..200, |n| format!("$a{n}: String = \"a\"")),
        each(0..200, |n| format!("$a{n}"))
    );
    vec![
        slug("q11_text_of_a_megabyte", &json!("x".repeat(900_000)).to_string()).ends(End::Any),
        slug("q11_text_of_escapes", &format!("\"{}\"", "\\u0041".repeat(150_000))).ends(End::Any),
        slug("q11_text_of_zeros", &format!("\"{}\"", "\\u0000".repeat(1_000))).ends(End::Any),
        slug("q11_list_for_a_text", "[\"a\",\"b\"]"),
        slug("q11_object_for_a_text", "{\"a\":1}"),
        slug("q11_number_for_a_text", "1"),
        slug("q11_lists_100_deep", &nest("[", "", "]", 100)),
        slug("q11_lists_129_deep", &nest("[", "", "]", 129)),
        slug("q11_lists_100000_deep", &nest("[", "", "]", 100_000)),
        slug("q11_objects_129_deep", &nest("{\"a\":", "1", "}", 129)),
        slug("q11_objects_100000_deep", &nest("{\"a\":", "1", "}", 100_000)),
        slug("q11_lists_that_stay_open", &"[".repeat(500_000)),
        slug("q11_number_of_many_digits", &"9".repeat(500_000)),
        slug("q11_number_beyond_doubles", "1e400"),
        slug("q11_number_beyond_doubles_below", "-1e999999999"),
        slug("q11_number_with_a_long_fraction", &format!("0.{}1", "0".repeat(500_000))),
        Hostile::variables("q11_ids_101", IDS, &ids(101)).ends(End::Faulty),
        Hostile::variables("q11_ids_100000", IDS, &ids(100_000)).ends(End::Faulty),
        Hostile::variables("q11_ids_of_null", IDS, r#"{"ids":null}"#),
        Hostile::variables("q11_ids_that_are_missing", IDS, "{}"),
        Hostile::variables("q11_ids_with_null", IDS, r#"{"ids":["a",null]}"#),
        Hostile::variables("q11_ids_in_an_object", IDS, r#"{"ids":{"0":"a"}}"#),
        Hostile::variables("q11_id_of_a_float", ID, r#"{"id":1.5}"#),
        Hostile::variables("q11_id_of_a_boolean", ID, r#"{"id":true}"#),
        Hostile::variables("q11_id_of_many_digits", ID, r#"{"id":184467440737095516160}"#).ends(End::Any),
        Hostile::variables(
            "q11_variables_that_nobody_declared",
            SLUG,
            &format!("{{{}\"slug\":\"a\"}}", many.concat()),
        )
        .ends(End::Any),
        Hostile::variables(
            "q11_many_declared_and_many_others",
            &declared,
            &format!("{{{}\"a0\":\"b\"}}", many.concat()),
        )
        .ends(End::Any),
        Hostile::variables(
            "q11_keys_that_come_twice",
            SLUG,
            r#"{"slug":"a","slug":"b","__proto__":{"a":1}}"#,
        )
        .ends(End::Any),
    ]
}

fn media() -> Vec<Hostile> {
    let types = [
        ("plain_text", "text/plain"),
        ("a_form", "application/x-www-form-urlencoded"),
        ("parts", "multipart/form-data; boundary=a"),
        ("a_document", "application/graphql"),
        ("json_of_another_name", "application/x-json"),
        ("json_in_latin_1", "application/json; charset=latin1"),
        ("two_types", "application/json, text/plain"),
        (
            "a_long_type",
            "application/json-and-so-on-and-so-on-and-so-on-and-so-on-and-so-on-and-so-on-and-so-on",
        ),
    ];
    let mutation = r#"{"query":"mutation { deleteArticle(id: 1) { id } }"}"#;
    let mut all: Vec<_> = types
        .iter()
        .map(|(name, media)| {
            Hostile::body(&format!("t02_{name}"), mutation).headers(&[("content-type", *media)])
        })
        .collect();
    let form = "query=mutation%20%7B%20a%20%7D";
    let parts = "--a\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"mutation { a }\"}\r\n--a\r\n\
        content-disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.file\"]}\r\n--a--\r\n";
    all.extend([
        Hostile::body("t02_no_type", mutation).headers(&[]),
        Hostile::body("t02_a_form_of_a_form", form)
            .headers(&[("content-type", "application/x-www-form-urlencoded")]),
        Hostile::body("t02_parts_with_a_file", parts)
            .headers(&[("content-type", "multipart/form-data; boundary=a")]),
        Hostile::body("t02_nothing_that_it_takes", QUERY).headers(&[JSON, ("accept", "image/png")]),
        Hostile { method: "PUT", ..Hostile::body("t02_put", QUERY) },
        Hostile { method: "PATCH", ..Hostile::body("t02_patch", QUERY) },
        Hostile { method: "DELETE", ..Hostile::body("t02_delete", QUERY) },
    ]);
    all
}

fn gets() -> Vec<Hostile> {
    let twice = "query Q { __typename } mutation M { deleteArticle(id: 1) { id } }";
    let mut all = vec![
        Hostile::get("t01_mutation", &[("query", "mutation { deleteArticle(id: 1) { id } }")]),
        Hostile::get("t01_mutation_of_typename", &[("query", "mutation { __typename }")]),
        Hostile::get("t01_mutation_behind_a_comment", &[("query", "# query\n,,mutation { __typename }")]),
        Hostile::get("t01_mutation_by_its_name", &[("query", twice), ("operationName", "M")]),
        Hostile::get("t01_mutation_and_no_choice", &[("query", twice)]),
        Hostile::get("t01_subscription", &[("query", "subscription { a }")]),
        Hostile::get("t01_two_queries", &[("query", "{ __typename }"), ("query", "mutation { __typename }")]),
        Hostile::get("get_without_a_query", &[("variables", "{}")]),
        Hostile::get(
            "get_with_variables_that_break_off",
            &[("query", "{ __typename }"), ("variables", "{\"a\":")],
        ),
        Hostile::get("get_with_variables_of_a_list", &[("query", "{ __typename }"), ("variables", "[]")]),
        Hostile::get(
            "q11_variables_20000_deep_by_get",
            &[("query", "{ __typename }"), ("variables", &nest("[", "", "]", 10_000))],
        ),
        Hostile::get("q05_query_of_60_kilobytes_by_get", &[("query", &",".repeat(20_000))]),
        Hostile::get("q05_query_of_50_kilobytes_by_get", &[("query", &"a".repeat(50_000))]),
    ];
    all.push(Hostile {
        path: "/graphql?query=%ff%fe%00".into(),
        ..Hostile::get("get_that_is_not_utf_8", &[])
    });
    all.push(Hostile { path: "/graphql?query=%zz%".into(), ..Hostile::get("get_with_broken_escapes", &[]) });
    // Those documents that fit into an address.
    for hostile in literal::all().into_iter().chain(fragment::all()) {
        let body: serde_json::Value = serde_json::from_slice(&hostile.body).unwrap_or_default();
        let document = body["query"].as_str().unwrap_or_default();
        if document.len() < 6_000 {
            let by_get = Hostile::get(&format!("{}_by_get", hostile.name), &[("query", document)]);
            all.push(by_get.ends(hostile.end));
        }
    }
    all
}
