//! What a newsroom keeps from its readers: a word of its own in every place that can have one.

use std::collections::BTreeMap;

use nutgraph::auth::{Actor, Role, User};
use nutgraph::clock::Clock;
use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::public_id::{self, Prefix};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Database;
use super::chance::Pool;

/// Stands in every secret.
pub const CANARY: &str = "quetzalcoatlus";

/// Tables of the newsroom in which no secret can be: what they hold is public, or comes with the release.
pub const PUBLIC: [&str; 13] = [
    "desk",
    "seaql_migrations",
    "identifier_scheme",
    "relation_type",
    "relation_type_label",
    "stage",
    // Of what was published only.
    "article_version",
    "article_notice",
    // Nothing merges, publishes lists, or sets links yet but what tells readers of it.
    "entity_merge",
    "entity_identifier",
    "one_time_link",
    "entity_slug",
    "mention_carried",
];

/// Another clock, so that whatever is made by it takes no id away from what is public.
pub fn aside(db: &Database) -> Database {
    Database { clock: Clock::fixed(db.clock.now(), 1 << 40), ..db.clone() }
}

async fn import(db: &Database, file: Value) {
    let input = Input::Bundle { name: "secret.json".into(), json: file.to_string().into_bytes() };
    let outcomes = import::run(&db.store, &db.clock, vec![input], &Options::default(), &mut |_| {}).await;
    let outcomes = outcomes.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
}

fn draft(slug: &str, names: &str) -> Value {
    json!({
        "slug": slug, "language": "en", "headline": format!("{CANARY} {slug}"), "summary": format!("{CANARY} s {slug}"),
        "subheadline": format!("{CANARY} sub"), "byline": format!("{CANARY} by"), "genre": format!("{CANARY}-genre"),
        "copyrightNotice": format!("{CANARY} copyright"),
        "pictures": [{ "role": "LEAD", "url": format!("https://example.org/{CANARY}-{slug}.jpg"), "alt": CANARY }],
        "links": [{ "rel": "RELATED", "url": format!("https://example.org/{CANARY}"), "title": CANARY }],
        "contributors": [{ "entity": CANARY, "role": "AUTHOR" }],
        "body": { "format": "MARKDOWN", "source": format!("{CANARY} says that {names} met Quetzal Canary.") },
    })
}

/// Work that was there before the newsroom published anything: it takes row ids away from what is to come.
pub async fn before(db: &Database) {
    let entity = |slug: &str, name: &str, kind: &str| json!({ "kind": kind, "name": name, "slug": slug, "summary": format!("{CANARY} {slug}"), "description": CANARY });
    let drafts: Vec<_> = (0..6).map(|n| draft(&format!("{CANARY}-{n}"), "somebody")).collect();
    let file = json!({
        "nutgraph": 1,
        "entities": [entity(CANARY, "Quetzal Canary", "PERSON"), entity(&format!("{CANARY}-club"), "Quetzal Club", "ORGANISATION")],
        "articles": drafts,
        "series": [{ "slug": format!("{CANARY}-series"), "title": CANARY, "articles": [format!("{CANARY}-1"), format!("{CANARY}-2")] }],
        "relations": [{
            "key": CANARY, "subject": CANARY, "type": "MEMBER_OF", "object": format!("{CANARY}-club"), "role": CANARY,
            "evidence": [{ "stance": "SUPPORTS", "article": format!("{CANARY}-1"), "quote": "somebody met" }],
        }],
    });
    import(&aside(db), file).await;
}

/// Work on what is published: later versions, drafts and relations that name what readers know; and all that hangs on it.
pub async fn after(db: &Database) {
    // Ids that the first part did not take.
    let db = &Database { clock: Clock::fixed(db.clock.now(), 1 << 41), ..db.clone() };
    let live = "masimov-arrested-for-treason";
    let mut drafts: Vec<_> =
        (6..12).map(|n| draft(&format!("{CANARY}-{n}"), "Karim Masimov and Kassym-Jomart Tokayev")).collect();
    drafts.push(draft(live, "Karim Masimov"));
    let file = json!({
        "nutgraph": 1, "articles": drafts,
        "relations": [
            { "key": "secret-1", "subject": "karim-masimov", "type": "MEMBER_OF", "object": CANARY_CLUB, "evidence": [] },
            { "key": "secret-2", "subject": "karim-masimov", "type": "MEMBER_OF", "object": "national-security-committee",
              "role": CANARY, "evidence": [{ "stance": "DENIES", "article": format!("{CANARY}-7"), "quote": "Karim Masimov and" }] },
        ],
    });
    import(db, file).await;

    let ada = Actor::User(User { uid: Uuid::from_u128(1), role: Role::Admin, session: None });
    let create = "mutation($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }";
    let input = json!({
        "headline": format!("{CANARY} of the desk"), "note": CANARY, "slug": format!("{CANARY}-desk"),
        "body": { "source": format!("{CANARY}: Karim Masimov again") }, "about": ["karim-masimov", CANARY]
    });
    let made = db.desk_once(&ada, CANARY, create, json!({ "input": input })).await;
    let id = made["data"]["createArticle"]["article"]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{made}"))
        .to_owned();
    let update = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } userErrors { message } } }";
    let input = json!({ "id": id, "baseRevision": 1, "changes": { "headline": format!("{CANARY} again") }, "note": CANARY });
    let saved = db.desk(&ada, update, json!({ "input": input })).await;
    assert!(saved["data"]["updateArticle"]["article"]["id"].is_string(), "{saved}");

    let bea = db.user(CANARY, Role::Author).await;
    let server = db.serve().await;
    server.login(CANARY).await;
    server.try_login("nobody@news.example", CANARY).await;
    let key = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }";
    let input = json!({ "name": CANARY, "scopes": ["READ_DESK"], "expiresAt": "2026-06-01T00:00:00Z" });
    let made = db.desk(&ada, key, json!({ "input": input })).await;
    assert!(made["data"]["createApiKey"]["secret"].is_string(), "{made}");

    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let now = db.clock.now().0;
    let article = format!("(SELECT article_id FROM article_slug WHERE slug = '{CANARY}-8')");
    let of_live = format!("(SELECT article_id FROM article_slug WHERE slug = '{live}' ORDER BY 1 LIMIT 1)");
    let mut statements = vec![
        format!(
            "UPDATE article SET publication = 'SCHEDULED', scheduled_number = head_number, scheduled_for = {}, edit_note = '{CANARY}' WHERE id = {article}",
            now - 1
        ),
        format!(
            "UPDATE article SET edit_note = '{CANARY}', stage = 'in_review', approved_number = head_number, scheduled_number = head_number, scheduled_for = {}, scheduled_until = {} WHERE id = {of_live}",
            now - 1,
            now + 1
        ),
    ];
    for id in [&article, &of_live] {
        statements.extend([
            format!("INSERT INTO article_assignee (article_id, actor) VALUES ({id}, 'user:{}')", bea.uid),
            format!("INSERT INTO article_schedule (article_id, unpublished, notice_kind, notice_text, created_at, created_by) VALUES ({id}, 'FAIL', 'UPDATE', '{CANARY}', {now}, 'system')"),
            format!("INSERT INTO article_lock (article_id, holder, acquired_at, expires_at) VALUES ({id}, '{CANARY}', {now}, {})", now + 9),
            format!("INSERT INTO working_copy (article_id, author, base_number, content, saved_at) VALUES ({id}, '{CANARY}', 1, '{{\"headline\":\"{CANARY}\"}}', {now})"),
            format!("INSERT INTO mention_rejection (article_id, entity_id, key, created_at, created_by) SELECT {id}, id, '{CANARY}', {now}, 'system' FROM entity WHERE slug = 'karim-masimov'"),
        ]);
    }
    statements.push(format!(
        "INSERT INTO duplicate_dismissal (first_id, second_id, reason, created_at, created_by)
         SELECT min(id), max(id), '{CANARY}', {now}, 'system' FROM entity"
    ));
    statements.push(format!(
        "INSERT INTO entity_name (entity_id, position, name, key, kind, language, preferred, distinctive)
         SELECT max(id), 9, '{CANARY}', '{CANARY}', 'ALIAS', '', FALSE, FALSE FROM entity WHERE publication = 'NEVER'"
    ));
    for statement in statements {
        let done =
            rows.execute_unprepared(&statement).await.unwrap_or_else(|fault| panic!("{statement}: {fault}"));
        assert_eq!(done.rows_affected(), 1, "{statement}");
    }
    let statement = "INSERT INTO preview_token (uid, article_id, expires_at, created_at, created_by)
        SELECT $1, article_id, 9000000000000, 1, 'system' FROM article_slug WHERE slug = $2";
    let values = [db.clock.uid().into(), format!("{CANARY}-8").into()];
    rows.execute_raw(Statement::from_sql_and_values(rows.get_database_backend(), statement, values))
        .await
        .unwrap();
    rows.close().await.unwrap();
}

const CANARY_CLUB: &str = "quetzalcoatlus-club";

async fn texts(rows: &DatabaseConnection, sql: &str) -> Vec<Value> {
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    let rows = rows.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            row.try_get_by_index::<String>(0).map_or_else(
                |_| {
                    row.try_get_by_index::<Uuid>(0)
                        .map_or_else(|_| json!(row.try_get_by_index::<i64>(0).unwrap()), |uid| json!(uid))
                },
                |text| json!(text),
            )
        })
        .collect()
}

/// How many rows each table of the newsroom has, by its name.
pub async fn rows(db: &Database) -> BTreeMap<String, i64> {
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let tables = if db.options.url.starts_with("sqlite") {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    };
    let mut counts = BTreeMap::new();
    for table in texts(&rows, tables).await {
        let table = table.as_str().unwrap();
        if table.starts_with("edition") {
            continue;
        }
        let count = texts(&rows, &format!("SELECT count(*) FROM {table}")).await[0].as_i64().unwrap();
        counts.insert(table.to_owned(), count);
    }
    rows.close().await.unwrap();
    counts
}

/// What an attacker may have guessed or overheard of the secrets: public ids of both kinds, slugs, words, paths.
pub async fn overheard(db: &Database) -> Pool {
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let mut pool = Pool::default();
    for (noun, prefixes) in [
        ("article", [Prefix::Article, Prefix::DeskArticle]),
        ("entity", [Prefix::Entity, Prefix::DeskEntity]),
        ("relation", [Prefix::Relation, Prefix::DeskRelation]),
        ("user_account", [Prefix::User, Prefix::User]),
    ] {
        let sql = if noun == "user_account" {
            "SELECT uid FROM user_account".to_owned()
        } else {
            format!("SELECT uid FROM {noun} WHERE uid NOT IN (SELECT uid FROM edition_{noun})")
        };
        for uid in texts(&rows, &sql).await {
            let uid: Uuid = uid.as_str().unwrap().parse().unwrap();
            pool.ids.extend(prefixes.map(|prefix| public_id::print(prefix, uid)));
        }
    }
    pool.ids.dedup();
    rows.close().await.unwrap();
    pool.slugs.extend((0..12).map(|n| format!("{CANARY}-{n}")));
    pool.slugs.push(CANARY.to_owned());
    pool.paths
        .extend(pool.slugs.iter().flat_map(|slug| [format!("/en/{slug}"), format!("/entities/{slug}")]));
    pool.words = ["Quetzal", "Canary", CANARY, "quetzalcoatlus-genre", "karim", "Masimov", "a", ""]
        .map(str::to_owned)
        .into();
    pool
}
