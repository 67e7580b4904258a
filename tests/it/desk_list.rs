//! Lists of articles on the desk: what they choose, how they are sorted and paged, and what authors cannot tell of others.

use nutgraph::auth::{Actor, Role, User};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(
    filters_choose,
    orders_sort_and_pages_follow,
    archived_and_deleted_articles_are_left_out,
    p07_empty_conditions_never_widen,
    p01_unknown_conditions_are_refused,
    d04_others_articles_are_not_counted,
    d09_a_cursor_of_anothers_draft_is_like_any,
    an_article_is_found_by_its_slug,
    statements_do_not_follow_rows,
);

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

async fn create(db: &Database, actor: &Actor, input: Value) -> Value {
    let query = "mutation($input: CreateArticleInput!) {
        createArticle(input: $input) { article { id } userErrors { message path } } }";
    let mut answer = db.desk(actor, query, json!({ "input": input })).await;
    assert_eq!(answer["data"]["createArticle"]["userErrors"], json!([]), "{answer}");
    answer["data"]["createArticle"]["article"]["id"].take()
}

/// Each at another time, in the order in which they were made.
async fn spread(db: &Database) {
    let desk = Desk::open(db).await;
    let sql = "UPDATE article SET updated_at = updated_at + id * 1000, created_at = created_at + id * 1000";
    desk.db.execute_unprepared(sql).await.unwrap();
}

async fn run(db: &Database, sql: &str) {
    Desk::open(db).await.db.execute_unprepared(sql).await.unwrap();
}

const LIST: &str = "query($filter: DeskArticleFilter, $orderBy: [DeskArticleOrder!], $first: Int, $after: String,
        $last: Int, $before: String) {
    desk { articles(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        totalCount nodes { headline } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }";

/// The headlines of a page, and the page.
async fn list(db: &Database, actor: &Actor, variables: Value) -> (Vec<String>, Value) {
    let mut answer = db.desk(actor, LIST, variables).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let list = answer["data"]["desk"]["articles"].take();
    let nodes = list["nodes"].as_array().unwrap().iter();
    (nodes.map(|node| node["headline"].as_str().unwrap().to_owned()).collect(), list)
}

async fn chosen(db: &Database, actor: &Actor, filter: Value) -> Vec<String> {
    let (mut headlines, list) = Box::pin(list(db, actor, json!({ "filter": filter }))).await;
    assert_eq!(list["totalCount"], headlines.len());
    headlines.sort();
    headlines
}

async fn filters_choose(db: Database) {
    db.newsroom().await;
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let body = json!({ "source": "Kazakhstan is wide." });
    let rain = json!({ "headline": "Rain", "language": "en-GB", "about": ["kazakhstan"], "body": body });
    create(&db, &ada, rain).await;
    create(&db, &ben, json!({ "headline": "Snow_100%" })).await;
    let given = "INSERT INTO article_assignee (article_id, actor)
        SELECT article_id, 'user:00000000-0000-0000-0000-000000000001' FROM article_revision WHERE headline = 'Snow_100%'";
    run(&db, given).await;
    spread(&db).await;
    let id = |uid: u128| {
        nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::User, Uuid::from_u128(uid))
    };
    let entity = db.data(r#"{ entity(slug: "kazakhstan") { id } }"#, json!({})).await["entity"]["id"].clone();
    let ours = json!({ "in": [id(1), id(2)] });
    let cases = [
        (json!({ "headline": { "contains": "AIN" } }), json!(["Rain"])),
        (json!({ "headline": { "contains": "w_1" } }), json!(["Snow_100%"])),
        (json!({ "headline": { "contains": "n_" } }), json!([])),
        (json!({ "language": { "eq": "en-GB" } }), json!(["Rain"])),
        (json!({ "createdBy": { "eq": id(1) } }), json!(["Rain"])),
        (json!({ "createdBy": { "ne": id(1) } }), json!(["Snow_100%"])),
        (json!({ "assignees": { "some": { "in": [id(1)] } } }), json!(["Snow_100%"])),
        (json!({ "assignees": { "none": {} } }), json!(["Rain"])),
        (json!({ "mine": true }), json!(["Snow_100%"])),
        (json!({ "mine": false }), json!(["Rain"])),
        (json!({ "stage": { "eq": "draft" } }), json!(["Rain", "Snow_100%"])),
        (json!({ "about": { "some": { "eq": entity } } }), json!(["Rain"])),
        (json!({ "about": { "none": {} } }), json!(["Snow_100%"])),
        (json!({ "mentions": { "some": { "eq": entity } } }), json!(["Rain"])),
        (json!({ "mentions": { "none": { "eq": entity } } }), json!(["Snow_100%"])),
        (json!({ "hasUnpublishedChanges": false }), json!([])),
        (json!({ "scheduledFor": { "gt": "2000-01-01T00:00:00Z" } }), json!([])),
        (json!({ "updatedAt": { "lt": "2026-01-15T12:00:00Z" } }), json!([])),
        (json!({ "not": { "headline": { "eq": "Rain" } } }), json!(["Snow_100%"])),
    ];
    for (filter, expected) in cases {
        let of_ours = json!({ "and": [{ "createdBy": ours }, filter] });
        assert_eq!(json!(chosen(&db, &ben, of_ours).await), expected, "{filter}");
    }
    let live =
        chosen(&db, &ben, json!({ "publication": { "in": ["LIVE"] }, "hasUnpublishedChanges": false })).await;
    assert!(!live.is_empty());
    assert_eq!(chosen(&db, &ada, json!({})).await, ["Rain", "Snow_100%"], "made by her, or given to her");
}

async fn orders_sort_and_pages_follow(db: Database) {
    let ben = person(2, Role::Editor);
    for headline in ["beta", "Alpha", "gamma", "Beta"] {
        create(&db, &ben, json!({ "headline": headline })).await;
    }
    spread(&db).await;
    run(&db, "UPDATE article SET first_published_at = 1000 - id WHERE id IN (SELECT article_id FROM article_revision
        WHERE headline IN ('beta', 'Alpha'))").await;
    run(
        &db,
        "UPDATE article SET scheduled_for = id WHERE id IN (SELECT article_id FROM article_revision
        WHERE headline IN ('gamma', 'Beta'))",
    )
    .await;
    let expected = [
        ("UPDATED_AT_DESC", ["Beta", "gamma", "Alpha", "beta"]),
        ("UPDATED_AT_ASC", ["beta", "Alpha", "gamma", "Beta"]),
        ("CREATED_AT_DESC", ["Beta", "gamma", "Alpha", "beta"]),
        ("CREATED_AT_ASC", ["beta", "Alpha", "gamma", "Beta"]),
        ("FIRST_PUBLISHED_AT_DESC", ["beta", "Alpha", "Beta", "gamma"]),
        ("FIRST_PUBLISHED_AT_ASC", ["Alpha", "beta", "gamma", "Beta"]),
        ("SCHEDULED_FOR_ASC", ["gamma", "Beta", "beta", "Alpha"]),
        ("HEADLINE_ASC", ["Alpha", "beta", "Beta", "gamma"]),
        ("HEADLINE_DESC", ["gamma", "Beta", "beta", "Alpha"]),
    ];
    assert_eq!(list(&db, &ben, json!({})).await.0, expected[0].1, "what was changed last comes first");
    for (order, headlines) in expected {
        assert_eq!(list(&db, &ben, json!({ "orderBy": [order] })).await.0, headlines, "{order}");
        let mut walked = vec![];
        let mut after = Value::Null;
        for _ in 0..2 {
            let page = json!({ "orderBy": [order], "first": 2, "after": after });
            let (some, list) = list(&db, &ben, page).await;
            assert_eq!(list["totalCount"], 4);
            walked.extend(some);
            after = list["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(walked, headlines, "{order} forwards");
        let back = json!({ "orderBy": [order], "last": 3, "before": after });
        assert_eq!(list(&db, &ben, back).await.0, headlines[..3], "{order} backwards");
    }
    let two = db.desk(&ben, LIST, json!({ "orderBy": ["HEADLINE_ASC", "HEADLINE_DESC"] })).await;
    assert_eq!(two["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

async fn archived_and_deleted_articles_are_left_out(db: Database) {
    let ada = person(1, Role::Author);
    for headline in ["Kept", "Archived", "Deleted"] {
        create(&db, &ada, json!({ "headline": headline })).await;
    }
    for (column, headline) in [("archived_at", "Archived"), ("deleted_at", "Deleted")] {
        run(
            &db,
            &format!(
                "UPDATE article SET {column} = 1 WHERE id IN
            (SELECT article_id FROM article_revision WHERE headline = '{headline}')"
            ),
        )
        .await;
    }
    assert_eq!(chosen(&db, &ada, json!({})).await, ["Kept"]);
    assert_eq!(chosen(&db, &ada, json!({ "not": { "headline": { "eq": "x" } } })).await, ["Kept"]);
    assert_eq!(chosen(&db, &ada, json!({ "archived": true })).await, ["Archived"]);
    assert_eq!(chosen(&db, &ada, json!({ "deleted": true })).await, ["Deleted"]);
    assert_eq!(
        chosen(&db, &ada, json!({ "or": [{ "deleted": true }, { "deleted": false }] })).await,
        ["Deleted", "Kept"]
    );
}

async fn p07_empty_conditions_never_widen(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    create(&db, &ada, json!({ "headline": "Hers" })).await;
    create(&db, &ben, json!({ "headline": "His" })).await;
    let none: Vec<String> = vec![];
    for filter in [
        json!({ "id": { "in": [] } }),
        json!({ "or": [] }),
        json!({ "not": {} }),
        json!({ "createdBy": { "in": [] } }),
    ] {
        assert_eq!(chosen(&db, &ada, filter.clone()).await, none, "{filter}");
    }
    for filter in [
        json!({}),
        json!({ "and": [] }),
        json!({ "id": { "notIn": [] } }),
        json!({ "or": [{}, { "mine": false }] }),
        json!({ "or": [{ "mine": true }, { "mine": false }] }),
        json!({ "not": { "headline": { "eq": "?" } } }),
    ] {
        assert_eq!(chosen(&db, &ada, filter.clone()).await, ["Hers"], "{filter}");
    }
}

async fn p01_unknown_conditions_are_refused(db: Database) {
    let ben = person(2, Role::Editor);
    for (condition, of) in [
        ("createdBy: { email: { startsWith: \"a\" } }", "articles"),
        ("or: [{ createdBy: { passwordHash: { gt: \"m\" } } }]", "articles"),
        ("not: { assignees: { some: { resetToken: { gt: \"m\" } } } }", "articles"),
        ("editNote: { contains: \"x\" }", "articles"),
        ("before: \"x\"", "auditLog"),
    ] {
        let query = format!("{{ desk {{ {of}(filter: {{ {condition} }}) {{ totalCount }} }} }}");
        let (answer, statements) = db.desk_statements(&ben, &query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{answer}");
        assert_eq!(statements, Vec::<String>::new());
    }
    for order in ["EDIT_NOTE_ASC", "{ createdBy: { passwordHash: ASC } }"] {
        let query = format!("{{ desk {{ articles(orderBy: [{order}]) {{ totalCount }} }} }}");
        let (answer, statements) = db.desk_statements(&ben, &query, json!({})).await;
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        assert_eq!(statements, Vec::<String>::new());
    }
}

async fn d04_others_articles_are_not_counted(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    create(&db, &ada, json!({ "headline": "Hers" })).await;
    let before = db.desk(&ada, LIST, json!({})).await;
    for n in 0..10 {
        create(&db, &ben, json!({ "headline": format!("His {n}") })).await;
    }
    assert_eq!(db.desk(&ada, LIST, json!({})).await, before);
    let tool = Actor::Key(nutgraph::auth::Key { uid: Uuid::from_u128(9), scopes: vec![] });
    let refused = db.desk(&tool, LIST, json!({})).await;
    assert_eq!(refused["data"], json!({ "desk": null }), "{refused}");
}

async fn d09_a_cursor_of_anothers_draft_is_like_any(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    create(&db, &ada, json!({ "headline": "Hers 1" })).await;
    create(&db, &ben, json!({ "headline": "His" })).await;
    create(&db, &ada, json!({ "headline": "Hers 2" })).await;
    let edges = "query($order: [DeskArticleOrder!]) {
        desk { articles(orderBy: $order) { edges { cursor node { headline } } } } }";
    for order in ["UPDATED_AT_DESC", "UPDATED_AT_ASC", "CREATED_AT_ASC", "SCHEDULED_FOR_ASC"] {
        let answer = db.desk(&ben, edges, json!({ "order": [order] })).await;
        let edges = answer["data"]["desk"]["articles"]["edges"].as_array().unwrap();
        let his = edges.iter().find(|edge| edge["node"]["headline"] == "His").unwrap();
        let cursor = his["cursor"].as_str().unwrap();
        let mut keys: Value = serde_json::from_slice(&decode(cursor)).unwrap();
        keys[1][1] = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        let random = encode(&serde_json::to_vec(&keys).unwrap());
        for (to, size) in [("after", "first"), ("before", "last")] {
            let ask = async |actor: &Actor, cursor: &str| {
                list(&db, actor, json!({ "orderBy": [order], to: cursor, size: 5 })).await
            };
            assert_eq!(ask(&ada, cursor).await, ask(&ada, &random).await, "{order} {to}");
            assert_eq!(ask(&ada, cursor).await.0.len(), 2, "rows of the same instant come again");
            assert_eq!(ask(&ben, cursor).await.0.len(), 1, "to an editor it is a place");
        }
    }
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn encode(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

async fn an_article_is_found_by_its_slug(db: Database) {
    let (ada, cid) = (person(1, Role::Author), person(3, Role::Author));
    let id = create(&db, &ada, json!({ "headline": "Rain" })).await;
    let query = r#"{ desk { article(slug: "rain") { id headline slug language createdBy { id } updatedBy { name }
        firstPublishedAt } } }"#;
    let answer = db.desk(&ada, query, json!({})).await;
    assert_eq!(
        answer["data"]["desk"]["article"],
        json!({
            "id": id, "headline": "Rain", "slug": "rain", "language": "en",
            "createdBy": { "id": "usr_00000000000000000000000001" }, "updatedBy": { "name": "somebody" },
            "firstPublishedAt": null
        })
    );
    assert_eq!(db.desk(&cid, query, json!({})).await["data"], json!({ "desk": { "article": null } }));
    let both = db.desk(&ada, "{ desk { article { id } } }", json!({})).await;
    assert_eq!(both["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

async fn statements_do_not_follow_rows(db: Database) {
    let ada = person(1, Role::Author);
    let query = "query($after: String) { desk { articles(first: 50, after: $after, filter: { headline: { contains: \"r\" } }) {
        totalCount totalCountIsExact nodes { id headline head { about { name } mentions { surface }
            contributors { role } pictures { url } links { url article { id } } isLive publicVersion id }
            createdBy { name } revisions(first: 5) { totalCount nodes { number createdBy { name } } }
            audit(first: 3) { totalCount nodes { action user { name } } }
            diff(from: 1, to: 1) { field } } } } }";
    create(&db, &ada, json!({ "headline": "Rain" })).await;
    let (answer, one) = db.desk_statements(&ada, query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    for n in 0..20 {
        create(&db, &ada, json!({ "headline": format!("Rain {n}") })).await;
    }
    let (answer, many) = db.desk_statements(&ada, query, json!({})).await;
    assert_eq!(answer["data"]["desk"]["articles"]["totalCount"], 21);
    assert_eq!(one.len(), many.len(), "{many:#?}");
    let list = "{ desk { articles { totalCount nodes { headline updatedAt createdBy { name } } } } }";
    let (_, statements) = db.desk_statements(&ada, list, json!({})).await;
    // The snapshot and whoever asks; then the list, its count, headlines, people.
    assert!(statements.len() <= 7, "{statements:#?}");
}
