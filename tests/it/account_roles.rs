//! Nobody makes more of themselves than they are, and somebody is always left to manage the others.

use nutgraph::auth::Role;
use nutgraph::domain::public_id::{Prefix, print};
use serde_json::{Value, json};

use crate::support::account::PASSWORD;
use crate::support::{Database, Server, both};

both!(
    z04_nobody_raises_themselves,
    z07_one_administrator_remains,
    a_tool_reads_what_its_scopes_say,
    people_and_keys_are_listed_for_whoever_may,
);

async fn z04_nobody_raises_themselves(db: Database) {
    db.user("Ada", Role::Admin).await;
    let (ben, eve) = (db.user("Ben", Role::Editor).await, db.user("Eve", Role::Author).await);
    let server = db.serve().await;
    for (name, row) in [("ben", &ben), ("eve", &eve)] {
        let tokens = server.login(name).await;
        let id = print(Prefix::User, row.uid);
        let raise = r#"mutation { updateViewer(input: { name: "X", role: ADMIN }) { user { role } } }"#;
        let answer = server.ask(Some(&tokens.access), raise, json!({})).await;
        assert_eq!(answer.get("data"), None, "no such field: {answer}");
        for forbidden in [
            format!("updateUser(input: {{ id: \"{id}\", role: ADMIN }}) {{ user {{ role }} }}"),
            r#"inviteUser(input: { email: "x@news.example", name: "X", role: ADMIN }) { link { token } }"#.to_owned(),
            format!("resetPassword(input: {{ id: \"{id}\" }}) {{ link {{ token }} }}"),
            format!("disableUser(input: {{ id: \"{id}\" }}) {{ user {{ id }} }}"),
            format!("enableUser(input: {{ id: \"{id}\" }}) {{ user {{ id }} }}"),
            r#"createApiKey(input: { name: "x", scopes: [READ_DESK], expiresAt: "2026-02-01T00:00:00Z" }) { secret }"#
                .to_owned(),
            r#"revokeApiKey(input: { id: "key_01h2xcejqtf2nbrexx3vqjhp41" }) { apiKey { id } }"#.to_owned(),
        ] {
            let answer = server.ask(Some(&tokens.access), &format!("mutation {{ {forbidden} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{forbidden}: {answer}");
            let anonymous = server.ask(None, &format!("mutation {{ {forbidden} }}"), json!({})).await;
            assert_eq!(anonymous["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{forbidden}");
        }
        let viewer = server.ask(Some(&tokens.access), "{ viewer { role email } }", json!({})).await;
        assert_eq!(viewer["data"]["viewer"]["role"], row.role);
    }
    // One's own password, one may change; with the present one.
    let tokens = server.login("eve").await;
    let other = server.login("eve").await;
    let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) {
        user { name } userErrors { code path } } }";
    let input =
        |current: &str, new: &str| json!({ "input": { "currentPassword": current, "newPassword": new } });
    let wrong =
        server.ask(Some(&tokens.access), change, input("a wrong password", "another horse battery")).await;
    assert_eq!(
        wrong["data"]["changePassword"]["userErrors"],
        json!([{ "code": "WRONG_PASSWORD", "path": ["input", "currentPassword"] }])
    );
    let done = server.ask(Some(&tokens.access), change, input(PASSWORD, "another horse battery")).await;
    assert_eq!(done["data"]["changePassword"], json!({ "user": { "name": "Eve" }, "userErrors": [] }));
    assert_eq!(server.refresh(&other.refresh).await["session"], Value::Null, "other sessions end");
    assert_ne!(server.refresh(&tokens.refresh).await["session"], Value::Null, "this one does not");
}

async fn z07_one_administrator_remains(db: Database) {
    let names = ["Ada", "Ben"];
    let both = [db.user("Ada", Role::Admin).await, db.user("Ben", Role::Admin).await];
    let servers = [db.serve().await, db.serve().await];
    for round in 0..24 {
        let mut tokens = vec![];
        for (server, name) in servers.iter().zip(names) {
            tokens.push(server.login(&name.to_lowercase()).await.access);
        }
        let attack = |from: usize| {
            let id = print(Prefix::User, both[1 - from].uid);
            let change = if round % 2 == 0 {
                format!(
                    "updateUser(input: {{ id: \"{id}\", role: EDITOR }}) {{ user {{ id }} userErrors {{ code }} }}"
                )
            } else {
                format!("disableUser(input: {{ id: \"{id}\" }}) {{ user {{ id }} userErrors {{ code }} }}")
            };
            let (server, token) = (&servers[from], &tokens[from]);
            async move { server.ask(Some(token), &format!("mutation {{ {change} }}"), json!({})).await }
        };
        let (first, second) = tokio::join!(attack(0), attack(1));
        let access = db.access();
        let rows = nutgraph::domain::user::list(&access, &nutgraph::auth::Actor::System).await.unwrap();
        let left = |row: &db::user_account::Model| row.role == "ADMIN" && row.disabled_at.is_none();
        let left: Vec<_> = rows.iter().filter(|row| left(row)).collect();
        assert_eq!(left.len(), 1, "round {round}: {first} {second}");
        // Whoever remains lets the other in again.
        let lost = both.iter().find(|row| row.uid != left[0].uid).unwrap().uid;
        let system = nutgraph::auth::Actor::System;
        let change = nutgraph::domain::user::Change { role: Some(Role::Admin), name: None };
        nutgraph::domain::user::enable(&access, &system, lost).await.unwrap();
        nutgraph::domain::user::update(&access, &system, lost, &change).await.unwrap();
    }
}

async fn a_tool_reads_what_its_scopes_say(db: Database) {
    db.user("Ada", Role::Admin).await;
    let server = db.serve().await;
    let ada = server.login("ada").await;
    let create = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
        apiKey { id name scopes expiresAt lastUsedAt revokedAt createdBy { name } } secret
        userErrors { code path } } }";
    let key = |scopes: Value, expires: &str| json!({ "input": { "name": "indexer", "scopes": scopes, "expiresAt": expires } });
    let faults = server.ask(Some(&ada.access), create, key(json!([]), "2028-01-01T00:00:00Z")).await;
    assert_eq!(
        faults["data"]["createApiKey"]["userErrors"],
        json!([
            { "code": "INVALID", "path": ["input", "scopes"] }, { "code": "INVALID", "path": ["input", "expiresAt"] }
        ])
    );
    let mut made =
        server.ask(Some(&ada.access), create, key(json!(["READ_DESK"]), "2026-01-16T12:00:00Z")).await;
    let secret = made["data"]["createApiKey"]["secret"].take().as_str().unwrap().to_owned();
    let id = made["data"]["createApiKey"]["apiKey"]["id"].take();
    assert_eq!(
        made["data"]["createApiKey"]["apiKey"],
        json!({
            "id": null, "name": "indexer", "scopes": ["READ_DESK"], "expiresAt": "2026-01-16T12:00:00.000Z",
            "lastUsedAt": null, "revokedAt": null, "createdBy": { "name": "Ada" }
        })
    );
    let ask = async |server: &Server, query: &str| {
        let answer = server.ask(Some(&secret), query, json!({})).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("OK").to_owned()
    };
    assert_eq!(ask(&server, "{ desk { id } articles { totalCount } }").await, "OK");
    for change in [
        r#"createArticle(input: { headline: "Rain" }) { article { id } }"#,
        r#"updateViewer(input: { name: "X" }) { user { id } }"#,
        r#"createApiKey(input: { name: "x", scopes: [READ_DESK], expiresAt: "2026-01-16T00:00:00Z" }) { secret }"#,
    ] {
        assert_eq!(ask(&server, &format!("mutation {{ {change} }}")).await, "FORBIDDEN", "{change}");
    }
    assert_eq!(
        ask(&db.later(24 * 3600).serve().await, "{ __typename }").await,
        "UNAUTHENTICATED",
        "it is over"
    );
    let revoke =
        format!("mutation {{ revokeApiKey(input: {{ id: {id} }}) {{ apiKey {{ revokedAt lastUsedAt }} }} }}");
    let revoked = server.ask(Some(&ada.access), &revoke, json!({})).await;
    let now = "2026-01-15T12:00:00.000Z";
    assert_eq!(revoked["data"]["revokeApiKey"]["apiKey"], json!({ "revokedAt": now, "lastUsedAt": now }));
    assert_eq!(ask(&server, "{ __typename }").await, "UNAUTHENTICATED", "it is revoked");
}

async fn people_and_keys_are_listed_for_whoever_may(db: Database) {
    for (name, role) in [("Ada", Role::Admin), ("Ben", Role::Editor), ("Eve", Role::Author)] {
        db.user(name, role).await;
    }
    let server = db.serve().await;
    let (ada, eve) = (server.login("ada").await.access, server.login("eve").await.access);
    let users = "query($first: Int, $after: String, $last: Int, $before: String, $offset: Int) { desk { users(
        first: $first, after: $after, last: $last, before: $before, offset: $offset
    ) { totalCount nodes { name role email } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let page = async |token: &str, variables: Value| {
        let mut answer = server.ask(Some(token), users, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["desk"]["users"].take()
    };
    let names = |page: &Value| {
        let nodes = page["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let all = page(&eve, json!({})).await;
    assert_eq!((names(&all).as_str(), &all["totalCount"]), ("Ada Ben Eve", &json!(3)));
    assert_eq!(all["nodes"][0], json!({ "name": "Ada", "role": "ADMIN", "email": "ada@news.example" }));
    let first = page(&eve, json!({ "first": 2 })).await;
    assert_eq!((names(&first).as_str(), &first["pageInfo"]["hasNextPage"]), ("Ada Ben", &json!(true)));
    let next = page(&eve, json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!((names(&next).as_str(), &next["pageInfo"]["hasPreviousPage"]), ("Eve", &json!(true)));
    assert_eq!(names(&page(&eve, json!({ "last": 1 })).await), "Eve");
    let before = page(&eve, json!({ "last": 1, "before": next["pageInfo"]["startCursor"] })).await;
    assert_eq!((names(&before).as_str(), &before["pageInfo"]["hasPreviousPage"]), ("Ben", &json!(true)));
    assert_eq!(names(&page(&eve, json!({ "first": 2, "offset": 2 })).await), "Eve");

    let keys = "{ desk { apiKeys { nodes { name createdBy { name } } } } }";
    let create = |scope: &str| {
        format!(
            "mutation {{ createApiKey(input: {{ name: \"{scope}\", scopes: [{scope}], \
             expiresAt: \"2026-01-16T00:00:00Z\" }}) {{ secret }} }}"
        )
    };
    let mut tools = vec![];
    for scope in ["READ_DESK", "READ_USERS"] {
        let made = server.ask(Some(&ada), &create(scope), json!({})).await;
        tools.push(made["data"]["createApiKey"]["secret"].as_str().unwrap().to_owned());
    }
    let listed = server.ask(Some(&ada), keys, json!({})).await;
    assert_eq!(
        listed["data"]["desk"]["apiKeys"]["nodes"],
        json!([
            { "name": "READ_DESK", "createdBy": { "name": "Ada" } },
            { "name": "READ_USERS", "createdBy": { "name": "Ada" } },
        ])
    );
    for token in [&eve, &tools[0], &tools[1]] {
        let refused = server.ask(Some(token), keys, json!({})).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
    }
    // Each tool sees what its scope says.
    assert_eq!(names(&page(&tools[1], json!({})).await), "Ada Ben Eve");
    let refused = server.ask(Some(&tools[0]), users, json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let refused = server.ask(
        Some(&tools[1]),
        "{ desk { article(id: \"dart_01h2xcejqtf2nbrexx3vqjhp41\") { id } } }",
        json!({}),
    );
    assert_eq!(refused.await["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let node = format!(
        "{{ node(id: \"{}\") {{ id }} }}",
        print(Prefix::User, db.user("Zoe", Role::Author).await.uid)
    );
    for (token, seen) in [(Some(eve.as_str()), true), (Some(tools[0].as_str()), false), (None, false)] {
        let answer = server.ask(token, &node, json!({})).await;
        assert_eq!(!answer["data"]["node"].is_null(), seen, "{answer}");
    }
}
