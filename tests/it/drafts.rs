//! Drafts are nowhere: whatever readers ask, the newsroom's unpublished work makes no difference to the answer, byte by
//! byte, but for what the answer says of the request itself.

use nutgraph::domain::import::Options;
use nutgraph::domain::public_id::{self, Prefix};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::import::{bundle, done};
use crate::support::{Database, Server, both};

both!(
    d01_a_draft_is_not_found,
    d02_readers_cannot_ask_for_a_state,
    d03_a_draft_mentions_nobody,
    d04_drafts_are_not_counted,
    d05_drafts_are_not_found_by_their_words,
    d05_search_knows_no_drafts,
    d06_a_node_that_is_a_draft_is_none,
    d07_a_saved_version_changes_nothing,
    d08_what_is_to_come_is_not_there,
);

/// Stands in every field of every draft.
const CANARY: &str = "quetzalcoatlus";

/// The demo's newsroom, and work on it that nobody has published.
async fn newsroom(db: &Database) -> Server {
    db.newsroom().await;
    db.serve().await
}

async fn write(db: &Database) {
    let text = format!("{CANARY} says that Karim Masimov met Quetzal Canary.");
    let drafts: Vec<Value> = (0..10)
        .map(|n| {
            json!({
                "slug": format!("{CANARY}-{n}"), "language": "en", "headline": format!("{CANARY} {n}"), "summary": CANARY,
                "byline": CANARY, "body": { "format": "MARKDOWN", "source": text },
            })
        })
        .chain([
            // A later version of a live article, and one that is to come.
            json!({
                "slug": "masimov-arrested-for-treason", "language": "en", "headline": format!("{CANARY} of the living"),
                "body": { "format": "MARKDOWN", "source": text },
            }),
        ])
        .collect();
    let file = json!({
        "nutgraph": 1,
        "entities": [{ "kind": "PERSON", "name": "Quetzal Canary", "slug": CANARY, "summary": CANARY }],
        "articles": drafts,
        "relations": [{
            "key": CANARY, "subject": CANARY, "type": "MEMBER_OF", "object": "national-security-committee",
            "evidence": [{ "stance": "SUPPORTS", "article": format!("{CANARY}-1"), "quote": "Karim Masimov met" }],
        }],
    });
    done(bundle(db, &file.to_string(), &Options::default()).await);
    // One is to come in an hour, and one should have come an hour ago.
    let now = db.clock.now().0;
    for (n, at) in [(3, now + 3_600_000), (4, now - 3_600_000)] {
        let sql = format!(
            "UPDATE article SET publication = 'SCHEDULED', scheduled_number = head_number, scheduled_for = {at}
             WHERE id IN (SELECT article_id FROM article_revision WHERE slug = '{CANARY}-{n}')"
        );
        let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
        assert_eq!(desk.execute_unprepared(&sql).await.unwrap().rows_affected(), 1);
    }
}

/// The answer's bytes, status and headers, but for the request's id and the time.
async fn answer(server: &Server, query: &str, variables: Value) -> String {
    let response = server.post(json!({ "query": query, "variables": variables })).await;
    let mut told = format!("{}\n", response.status());
    for (name, value) in response.headers() {
        if !matches!(name.as_str(), "x-request-id" | "date") {
            told.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
    }
    told + &response.text().await.unwrap()
}

/// The public id of the draft with this slug, or of the entity.
async fn id(db: &Database, noun: Prefix, slug: &str) -> String {
    let sql = match noun {
        Prefix::Article => format!(
            "SELECT uid FROM article WHERE id IN (SELECT article_id FROM article_revision WHERE slug = '{slug}')"
        ),
        _ => format!("SELECT uid FROM entity WHERE slug = '{slug}'"),
    };
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let statement = Statement::from_string(desk.get_database_backend(), sql);
    let row = desk.query_one_raw(statement).await.unwrap().expect("the draft is on the desk");
    public_id::print(noun, row.try_get("", "uid").unwrap())
}

/// Of nothing.
fn random(noun: Prefix) -> String {
    public_id::print(noun, Uuid::from_u128(0x019b_c186_de00_7000_8000_0000_000f_ffff))
}

async fn d01_a_draft_is_not_found(db: Database) {
    let server = newsroom(&db).await;
    write(&db).await;
    let slug = format!("{CANARY}-1");
    let by_id = "query($id: ID!) { article(id: $id) { headline } }";
    let by_slug = "query($slug: String!) { article(slug: $slug) { headline } entity(slug: $slug) { name } }";
    let by_path = "query($path: String!) { route(path: $path) { __typename } }";
    let draft = id(&db, Prefix::Article, &slug).await;
    let none = random(Prefix::Article);
    for (query, name, draft, none) in [
        (by_id, "id", draft.as_str(), none.as_str()),
        (by_slug, "slug", slug.as_str(), "nobody"),
        (by_slug, "slug", CANARY, "nobody"),
        (by_path, "path", &format!("/en/{slug}"), "/en/nobody"),
        (by_path, "path", &format!("/entities/{CANARY}"), "/entities/nobody"),
    ] {
        let found = answer(&server, query, json!({ (name): draft })).await;
        assert_eq!(found, answer(&server, query, json!({ (name): none })).await, "{name} {draft}");
        assert!(found.contains("null"), "{found}");
    }
}

async fn d02_readers_cannot_ask_for_a_state(db: Database) {
    let server = newsroom(&db).await;
    for query in [
        "{ articles(filter: {status: {eq: DRAFT}}) { totalCount } }",
        "{ articles(status: DRAFT) { totalCount } }",
        "{ articles(filter: {publication: {eq: NEVER}}) { totalCount } }",
        "{ articles(filter: {stage: {eq: \"draft\"}}) { totalCount } }",
        "{ articles { nodes { stage } } }",
    ] {
        let told = answer(&server, query, json!({})).await;
        assert!(told.contains("GRAPHQL_VALIDATION_FAILED"), "{query}: {told}");
    }
}

/// Asks before and after the newsroom wrote; no byte may differ, and none may be of a draft.
async fn the_same_before_and_after(db: &Database, queries: &[&str]) {
    let server = newsroom(db).await;
    let mut before = vec![];
    for query in queries {
        let told = answer(&server, query, json!({})).await;
        assert!(!told.contains("\"errors\""), "{query}: {told}");
        before.push(told);
    }
    write(db).await;
    for (query, before) in queries.iter().zip(before) {
        let after = answer(&server, query, json!({})).await;
        assert_eq!(after, before, "{query}");
        assert!(!after.to_lowercase().contains(CANARY), "{query}");
    }
}

async fn d03_a_draft_mentions_nobody(db: Database) {
    let queries = [
        r#"{ entity(slug: "karim-masimov") { articles { nodes { slug } totalCount } relations { totalCount nodes { sentence sources } } names { name } } }"#,
        r#"{ entity(slug: "national-security-committee") { relations { totalCount } roles { totalCount } articles { totalCount } } }"#,
    ];
    the_same_before_and_after(&db, &queries).await;
}

async fn d04_drafts_are_not_counted(db: Database) {
    let queries = [
        "{ articles { totalCount } entities { totalCount } relations { totalCount } }",
        r#"{ articles(filter: {language: {eq: "en"}}) { totalCount } }"#,
        r#"{ relations(types: ["MEMBER_OF"]) { totalCount } }"#,
        r#"{ edition { number publishedAt changes(since: "0") { totalCount } } }"#,
        "{ articles(first: 2) { pageInfo { hasNextPage endCursor } } entities(last: 2) { pageInfo { startCursor } } }",
    ];
    the_same_before_and_after(&db, &queries).await;
}

async fn d05_drafts_are_not_found_by_their_words(db: Database) {
    let server = newsroom(&db).await;
    write(&db).await;
    for filter in [
        format!(r#"headline: {{contains: "{CANARY}"}}"#),
        format!(r#"mentions: {{some: {{slug: {{eq: "{CANARY}"}}}}}}"#),
    ] {
        let told =
            answer(&server, &format!("{{ articles(filter: {{{filter}}}) {{ totalCount }} }}"), json!({}))
                .await;
        assert!(told.contains(r#""totalCount":0"#) || told.contains("GRAPHQL_VALIDATION_FAILED"), "{told}");
    }
    let names =
        answer(&server, r#"{ entities(filter: {name: {contains: "Quetzal"}}) { totalCount } }"#, json!({}))
            .await;
    assert!(names.contains(r#""totalCount":0"#) || names.contains("GRAPHQL_VALIDATION_FAILED"), "{names}");
}

async fn d05_search_knows_no_drafts(db: Database) {
    let of = |typed: &str, rest: &str| {
        format!(
            r#"{{ search(query: "{typed}"{rest}) {{ totalCount totalCountIsExact rankedAmongNewest didYouMean pageInfo {{ hasNextPage endCursor }}
                edges {{ cursor score matchedName snippets {{ text html start }} node {{ ... on Article {{ slug }} ... on Entity {{ name }} }} }} }} }}"#
        )
    };
    let beginning = &CANARY[..7];
    let mut queries = vec![];
    for typed in [
        CANARY,
        "quetzalcoatlos",
        beginning,
        "Quetzal Canary",
        "Karim Masimov met",
        "masimov -canary",
        "president",
    ] {
        for rest in ["", ", orderBy: NEWEST", ", first: 2"] {
            queries.push(of(typed, rest));
        }
    }
    queries.push(of(&format!("{beginning}*"), ""));
    queries.push(of(&format!("president OR {CANARY}"), ""));
    queries.push(of(&format!("president -{CANARY}"), ""));
    queries
        .push(format!("{{ articles(filter: {{search: \"{CANARY}\"}}) {{ totalCount nodes {{ slug }} }} }}"));
    the_same_before_and_after(&db, &queries.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn d06_a_node_that_is_a_draft_is_none(db: Database) {
    let server = newsroom(&db).await;
    write(&db).await;
    let one = "query($id: ID!) { node(id: $id) { id ... on Article { headline } ... on Entity { name } } }";
    let many = "query($id: ID!) { nodes(ids: [$id, $id]) { id } }";
    for (noun, slug) in [(Prefix::Article, format!("{CANARY}-2")), (Prefix::Entity, CANARY.to_owned())] {
        let draft = id(&db, noun, &slug).await;
        for query in [one, many] {
            let found = answer(&server, query, json!({ "id": draft })).await;
            assert_eq!(found, answer(&server, query, json!({ "id": random(noun) })).await);
            assert_eq!(found, answer(&server, query, json!({ "id": "no id at all" })).await);
            assert!(found.contains("null"), "{found}");
        }
    }
}

async fn d07_a_saved_version_changes_nothing(db: Database) {
    let queries = [
        r#"{ article(slug: "masimov-arrested-for-treason") { headline summary updatedAt body { html text blocks { id } } wordCount jsonLd
            versions { totalCount nodes { number } } mentions { surface entity { slug } } changes(from: 1) { text } } }"#,
        "{ articles(first: 50) { nodes { slug headline updatedAt } } }",
    ];
    the_same_before_and_after(&db, &queries).await;
}

async fn d08_what_is_to_come_is_not_there(db: Database) {
    let queries = [
        "{ articles(orderBy: [PUBLISHED_AT_DESC], first: 1) { nodes { slug publishedAt } } }",
        r#"{ articles(filter: {publishedAt: {gt: "2026-01-01T00:00:00Z"}}) { totalCount nodes { slug } } }"#,
    ];
    the_same_before_and_after(&db, &queries).await;
}
