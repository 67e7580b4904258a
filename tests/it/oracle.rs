//! Nobody can filter, sort or select by what they may not read; and a filter is never wider than it says.

use serde_json::{Value, json};

use crate::entity_lookup::import;
use crate::support::{Database, both};

both!(
    p01_p02_no_filter_reaches_people,
    p03_no_order_goes_by_what_is_private,
    p04_nothing_is_grouped_by_what_is_private,
    p05_no_fragment_selects_what_is_private,
    p06_a_change_names_its_thing_by_id_alone,
    p07_empty_filters_are_never_wider,
    names_that_are_never_given_are_not_filtered_by,
);

/// Refused before the database hears of it.
async fn unknown(db: &Database, queries: &[&str]) {
    db.newsroom().await;
    for query in queries {
        let (answer, statements) = db.ask(query, json!({}), &[]).await;
        assert_eq!(answer.get("data"), None, "{query}: {answer}");
        let errors = answer["errors"].as_array().unwrap();
        let is_invalid = |error: &Value| error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED";
        assert!(!errors.is_empty() && errors.iter().all(is_invalid), "{query}: {answer}");
        assert_eq!(statements, Vec::<String>::new(), "{query}");
    }
}

/// Wrong spellings find an entity, whole; letter by letter, nobody gets at them.
async fn names_that_are_never_given_are_not_filtered_by(db: Database) {
    let names =
        json!([{ "name": "Kazikistan", "kind": "MISSPELLING" }, { "name": "Qazaqstan", "kind": "ALIAS" }]);
    let entities =
        json!([{ "kind": "PLACE", "name": "Steppe", "slug": "steppe", "public": true, "names": names }]);
    import(&db, json!({ "nutgraph": 1, "entities": entities })).await;
    for (filter, count) in [
        (r#"names: { some: { name: { startsWith: "qaz" } } }"#, 1),
        (r#"named: ["Kazikistan"]"#, 1),
        (r#"names: { some: { name: { startsWith: "kaz" } } }"#, 0),
        (r#"names: { some: { name: { exact: { contains: "ziki" } } } }"#, 0),
        (r#"names: { some: { kind: { eq: MISSPELLING } } }"#, 0),
        (r#"names: { every: { kind: { eq: ALIAS } } }"#, 1),
        (r#"names: { count: { eq: 1 } }"#, 1),
    ] {
        let query =
            format!(r#"{{ entities(filter: {{ kind: {{ eq: PLACE }}, {filter} }}) {{ totalCount }} }}"#);
        assert_eq!(db.data(&query, json!({})).await["entities"]["totalCount"], count, "{filter}");
    }
}

async fn p01_p02_no_filter_reaches_people(db: Database) {
    let queries = [
        r#"{ articles(filter: { author: { email: { startsWith: "a" } } }) { totalCount } }"#,
        r#"{ articles(filter: { createdBy: { name: { gt: "m" } } }) { totalCount } }"#,
        r#"{ articles(filter: { or: [{ createdBy: { passwordHash: { gt: "m" } } }] }) { totalCount } }"#,
        r#"{ articles(filter: { not: { updatedBy: { eq: "user:1" } } }) { totalCount } }"#,
        r#"{ articles(filter: { mentions: { some: { createdBy: { eq: "a" } } } }) { totalCount } }"#,
        r#"{ entities(filter: { and: [{ createdBy: { email: { eq: "a" } } }] }) { totalCount } }"#,
        r#"{ relations(filter: { subject: { publication: { eq: NEVER } } }) { totalCount } }"#,
        r#"{ articles(where: { id: { eq: "a" } }) { totalCount } }"#,
    ];
    unknown(&db, &queries).await;
}

async fn p03_no_order_goes_by_what_is_private(db: Database) {
    let queries = [
        "{ articles(orderBy: { author: { passwordHash: ASC } }) { totalCount } }",
        "{ articles(orderBy: [EDIT_NOTE_ASC]) { totalCount } }",
        "{ articles(orderBy: [STAGE_ASC]) { totalCount } }",
        "{ entities(orderBy: [CREATED_BY_ASC]) { totalCount } }",
        "{ relations(orderBy: [ID_ASC]) { totalCount } }",
    ];
    unknown(&db, &queries).await;
}

async fn p04_nothing_is_grouped_by_what_is_private(db: Database) {
    let queries = [
        "{ articles { aggregate { max { editNote } } } }",
        "{ articles(groupBy: [STAGE]) { totalCount } }",
        "{ articles(distinct: [createdBy]) { totalCount } }",
        "{ articlesAggregate { max { internalNotes } } }",
    ];
    unknown(&db, &queries).await;
}

async fn p05_no_fragment_selects_what_is_private(db: Database) {
    let queries = [
        "{ users { x: passwordHash } }",
        "{ viewer { x: passwordHash } }",
        r#"{ node(id: "usr_01h2xcejqtf2nbrexx3vqjhp41") { ...F } } fragment F on User { x: passwordHash }"#,
        r#"{ node(id: "art_01h2xcejqtf2nbrexx3vqjhp41") { ... on Article { createdBy } } }"#,
        "{ articles { nodes { ...F } } } fragment F on Article { x: editNote }",
        "{ articles { nodes { ...F } } } fragment F on DeskArticle { head { headline } }",
        "{ entities { nodes { ... on Person { publication } ... on Entity { createdBy } } } }",
        r#"mutation { login(input: { email: "a", password: "b" }) { session { user { passwordHash } } } }"#,
    ];
    unknown(&db, &queries).await;
}

async fn p06_a_change_names_its_thing_by_id_alone(db: Database) {
    let id = "dart_01h2xcejqtf2nbrexx3vqjhp41";
    let more = |more: &str| {
        format!(
            r#"mutation {{ updateArticle(input: {{ id: "{id}", baseRevision: 1, changes: {{}} {more} }}) {{ userErrors {{ code }} }} }}"#
        )
    };
    let queries = [
        more(r#"internalKey: "guess""#),
        more(r#"where: { stage: "draft" }"#),
        more(r#"createdBy: "user:1""#),
        more("publication: LIVE"),
        format!(
            r#"mutation {{ updateArticle(where: {{ id: "{id}", slug: "guess" }}) {{ userErrors {{ code }} }} }}"#
        ),
    ];
    unknown(&db, &queries.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn p07_empty_filters_are_never_wider(db: Database) {
    db.newsroom().await;
    for list in ["articles", "entities"] {
        let count = async |filter: &str| {
            let data = db.data(&format!("{{ {list}(filter: {filter}) {{ totalCount }} }}"), json!({})).await;
            data[list]["totalCount"].as_i64().unwrap()
        };
        let all = count("{}").await;
        assert!(all > 2);
        for (filter, want) in [
            ("{ id: { in: [] } }", 0),
            ("{ id: { notIn: [] } }", all),
            ("{ or: [] }", 0),
            ("{ and: [] }", all),
            ("{ not: {} }", 0),
            ("{ not: { or: [] } }", all),
            ("{ not: { id: { in: [] } } }", all),
            ("{ and: [{ or: [] }] }", 0),
            ("{ or: [{ id: { in: [] } }, { or: [] }] }", 0),
        ] {
            assert_eq!(count(filter).await, want, "{list}: {filter}");
        }
        let null = format!("{{ {list}(filter: {{ id: {{ in: [null] }} }}) {{ totalCount }} }}");
        unknown(&db, &[&null]).await;
    }
}
