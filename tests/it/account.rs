//! People sign in, stay in, and leave; administrators let them in and keep them out.

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::support::account::{PASSWORD, Tokens};
use crate::support::{Database, Server, both};

both!(
    an_account_begins_with_an_invitation,
    who_signs_in_is_told_who_they_are,
    j11_what_is_over_is_over_at_once,
    j12_a_refresh_token_is_used_once,
    j12_many_at_once_get_the_same_successor,
    j14_a_reset_holds_once_and_for_half_an_hour,
);

const VIEWER: &str = "{ viewer { name role } }";
const RENAME: &str =
    r#"mutation { updateViewer(input: { name: "Another" }) { user { name } userErrors { message } } }"#;

/// What a change as this person is told: its code, or nothing.
async fn refused(server: &Server, token: &str) -> Value {
    let answer = server.ask(Some(token), RENAME, json!({})).await;
    answer["errors"][0]["extensions"]["code"].clone()
}

async fn an_account_begins_with_an_invitation(db: Database) {
    db.user("Ada", Role::Admin).await;
    let server = db.serve().await;
    let ada = server.login("ada").await;
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
        user { name email role isActive isExternal disabledAt }
        link { token purpose expiresAt }
        userErrors { message path code } } }";
    let input = json!({ "input": { "email": " Bolat@News.example", "name": "Bolat", "role": "EDITOR" } });
    let mut invited = server.ask(Some(&ada.access), invite, input.clone()).await;
    let token = invited["data"]["inviteUser"]["link"]["token"].take();
    assert!(token.as_str().unwrap().starts_with("ngl_"));
    assert_eq!(
        invited["data"]["inviteUser"],
        json!({
            "user": {
                "name": "Bolat", "email": "bolat@news.example", "role": "EDITOR",
                "isActive": false, "isExternal": false, "disabledAt": null
            },
            "link": { "token": null, "purpose": "INVITATION", "expiresAt": "2026-01-22T12:00:00.000Z" },
            "userErrors": []
        })
    );
    let again = server.ask(Some(&ada.access), invite, input).await;
    assert_eq!(again["data"]["inviteUser"]["userErrors"][0]["code"], "TAKEN");
    let wrong = json!({ "input": { "email": "nobody", "name": " ", "role": "AUTHOR" } });
    let wrong = server.ask(Some(&ada.access), invite, wrong).await;
    let paths: Vec<_> =
        wrong["data"]["inviteUser"]["userErrors"].as_array().unwrap().iter().map(|e| &e["path"]).collect();
    assert_eq!(json!(paths), json!([["input", "email"], ["input", "name"]]));

    // Nobody gets in without a password, nor with a weak one.
    let nothing = server.try_login("bolat@news.example", "").await;
    assert_eq!(nothing["data"]["login"]["session"], Value::Null);
    let set = "mutation($input: SetPasswordInput!) { setPassword(input: $input) {
        user { name isActive } userErrors { message path code } } }";
    let weak = json!({ "input": { "token": token, "password": "Bolat" } });
    let weak = server.ask(None, set, weak).await;
    assert_eq!(weak["data"]["setPassword"]["userErrors"][0]["code"], "WEAK_PASSWORD", "{weak}");
    let good = json!({ "input": { "token": token, "password": PASSWORD } });
    let done = server.ask(None, set, good.clone()).await;
    assert_eq!(
        done["data"]["setPassword"],
        json!({ "user": { "name": "Bolat", "isActive": true }, "userErrors": [] })
    );
    let again = server.ask(None, set, good).await;
    assert_eq!(again["data"]["setPassword"]["userErrors"][0]["code"], "WRONG_TOKEN");
    let bolat = server.login("bolat").await;
    let viewer = server.ask(Some(&bolat.access), VIEWER, json!({})).await;
    assert_eq!(viewer["data"]["viewer"], json!({ "name": "Bolat", "role": "EDITOR" }));
}

async fn who_signs_in_is_told_who_they_are(db: Database) {
    db.user("Ada", Role::Admin).await;
    let server = db.serve().await;
    let mut answer = server.try_login("ADA@news.example ", PASSWORD).await;
    let session = &mut answer["data"]["login"]["session"];
    let tokens = Tokens::of(session);
    for secret in ["accessToken", "refreshToken"] {
        session[secret].take();
    }
    assert!(session["user"]["id"].take().as_str().unwrap().starts_with("usr_"));
    assert_eq!(
        answer["data"]["login"],
        json!({
            "session": {
                "accessToken": null, "expiresAt": "2026-01-15T12:10:00.000Z",
                "refreshToken": null, "refreshExpiresAt": "2026-01-22T12:00:00.000Z",
                "user": { "id": null, "name": "Ada", "email": "ada@news.example", "role": "ADMIN" }
            },
            "userErrors": []
        })
    );
    let anonymous = server.ask(None, VIEWER, json!({})).await;
    assert_eq!(anonymous["data"], json!({ "viewer": null }));
    let wrong = server.try_login("ada@news.example", "correct horse batterz").await;
    let unknown = server.try_login("eve@news.example", "correct horse batterz").await;
    assert_eq!(wrong["data"], unknown["data"]);
    assert_eq!(wrong["data"]["login"]["userErrors"][0]["code"], "WRONG_PASSWORD");

    // A token of an hour ago, or a broken one, is no reader's.
    let later = db.later(3600).serve().await;
    let post = |token: String| {
        let request = later.client.post(format!("{}/graphql", later.url)).json(&json!({ "query": VIEWER }));
        request.header("authorization", token).send()
    };
    for token in [
        format!("Bearer {}", tokens.access),
        format!("Bearer {}", tokens.refresh),
        "Bearer ngk_AAAA".to_owned(),
        "Bearer ".to_owned(),
        "Basic YWRhOmFkYQ==".to_owned(),
    ] {
        let answer = post(token.clone()).await.unwrap();
        assert_eq!(answer.status(), 401, "{token}");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(body.get("data"), None);
    }
}

async fn j11_what_is_over_is_over_at_once(db: Database) {
    let (ada, ben) = (db.user("Ada", Role::Admin).await, db.user("Ben", Role::Editor).await);
    let (server, other) = (db.serve().await, db.serve().await);
    let admin = server.login("ada").await;
    let id = |uid| nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::User, uid);
    let as_admin = async |field: &str, more: &str| {
        let query = format!(
            "mutation {{ {field}(input: {{ id: \"{}\" {more} }}) {{ userErrors {{ code }} }} }}",
            id(ben.uid)
        );
        let answer = server.ask(Some(&admin.access), &query, json!({})).await;
        assert_eq!(answer["data"][field]["userErrors"], json!([]), "{answer}");
    };
    // Leaving, by the access token or by the refresh token.
    let leave = "mutation($input: RefreshSessionInput) { logout(input: $input) { done } }";
    for by_refresh_token in [false, true] {
        let tokens = server.login("ben").await;
        assert_eq!(refused(&other, &tokens.access).await, Value::Null);
        let (token, input) = if by_refresh_token {
            (None, json!({ "input": { "refreshToken": tokens.refresh } }))
        } else {
            (Some(tokens.access.as_str()), json!({}))
        };
        let left = server.ask(token, leave, input).await;
        assert_eq!(left["data"]["logout"]["done"], true, "{left}");
        assert_eq!(refused(&other, &tokens.access).await, "UNAUTHENTICATED");
        let desk = other.ask(Some(&tokens.access), "{ desk { id } viewer { name } }", json!({})).await;
        assert_eq!(desk["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(desk["data"]["viewer"], Value::Null);
        assert_eq!(server.refresh(&tokens.refresh).await["session"], Value::Null);
    }
    // Another role: the old token is over, the session is not.
    let tokens = server.login("ben").await;
    as_admin("updateUser", ", role: AUTHOR").await;
    assert_eq!(refused(&other, &tokens.access).await, "UNAUTHENTICATED");
    let refreshed = server.refresh(&tokens.refresh).await;
    assert_eq!(refreshed["session"]["user"]["role"], "AUTHOR");
    let tokens = Tokens::of(&refreshed["session"]);
    assert_eq!(refused(&other, &tokens.access).await, Value::Null);
    // Kept out.
    as_admin("disableUser", "").await;
    assert_eq!(refused(&other, &tokens.access).await, "UNAUTHENTICATED");
    assert_eq!(server.refresh(&tokens.refresh).await["session"], Value::Null);
    let kept_out = server.try_login("ben@news.example", PASSWORD).await;
    assert_eq!(kept_out["data"]["login"]["userErrors"][0]["code"], "WRONG_PASSWORD");
    as_admin("enableUser", "").await;
    assert_eq!(refused(&other, &tokens.access).await, "UNAUTHENTICATED", "what ended stays so");
    let tokens = server.login("ben").await;
    assert_eq!(refused(&other, &tokens.access).await, Value::Null);
    // Who is the last to manage the others stays.
    let last = format!(
        "mutation {{ disableUser(input: {{ id: \"{}\" }}) {{ userErrors {{ code }} }} }}",
        id(ada.uid)
    );
    let last = server.ask(Some(&admin.access), &last, json!({})).await;
    assert_eq!(last["data"]["disableUser"]["userErrors"][0]["code"], "LAST_ADMINISTRATOR");
}

async fn j12_a_refresh_token_is_used_once(db: Database) {
    db.user("Ada", Role::Admin).await;
    let server = db.serve().await;
    let first = server.login("ada").await;
    let second = Tokens::of(&server.refresh(&first.refresh).await["session"]);
    assert_ne!(first.refresh, second.refresh);
    // Within ten seconds the answer may have been lost.
    let soon = db.later(9).serve().await;
    assert_eq!(Tokens::of(&soon.refresh(&first.refresh).await["session"]).refresh, second.refresh);
    let third = Tokens::of(&soon.refresh(&second.refresh).await["session"]);
    // Later somebody has a copy: it is over for both.
    let later = db.later(10).serve().await;
    let reused = later.refresh(&first.refresh).await;
    assert_eq!(reused["userErrors"][0]["code"], "WRONG_TOKEN");
    assert_eq!(later.refresh(&third.refresh).await["session"], Value::Null);
    assert_eq!(refused(&server, &third.access).await, "UNAUTHENTICATED");
    // What is no token of ours is told the same.
    assert_eq!(later.refresh("ngr_AAAA").await["userErrors"], reused["userErrors"]);

    // Nobody comes: idle for a week, and a month at most.
    let tokens = server.login("ada").await;
    let day = 24 * 3600;
    let idle = db.later(7 * day).serve().await;
    assert_eq!(idle.refresh(&tokens.refresh).await["session"], Value::Null);
    let mut tokens = server.login("ada").await.refresh;
    for days in [6, 12, 18, 24, 29] {
        let session = db.later(days * day).serve().await.refresh(&tokens).await["session"].take();
        tokens = Tokens::of(&session).refresh;
        assert!(session["refreshExpiresAt"].as_str().unwrap() <= "2026-02-14T12:00:00.000Z");
    }
    assert_eq!(db.later(30 * day).serve().await.refresh(&tokens).await["session"], Value::Null);
}

async fn j12_many_at_once_get_the_same_successor(db: Database) {
    db.user("Ada", Role::Admin).await;
    let servers = [db.serve().await, db.serve().await];
    let first = servers[0].login("ada").await.refresh;
    let all = futures_util::future::join_all((0..50).map(|n| servers[n % 2].refresh(&first))).await;
    let mut successors: Vec<_> = all.iter().map(|answer| Tokens::of(&answer["session"]).refresh).collect();
    successors.sort();
    successors.dedup();
    assert_eq!(successors.len(), 1);
    assert_ne!(servers[1].refresh(&successors[0]).await["session"], Value::Null);
}

async fn j14_a_reset_holds_once_and_for_half_an_hour(db: Database) {
    db.user("Ada", Role::Admin).await;
    let ben = db.user("Ben", Role::Editor).await;
    let server = db.serve().await;
    let (admin, tokens) = (server.login("ada").await, server.login("ben").await);
    let id = nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::User, ben.uid);
    let reset = format!(
        "mutation {{ resetPassword(input: {{ id: \"{id}\" }}) {{ link {{ token purpose expiresAt }} userErrors {{ code }} }} }}"
    );
    let link = async || {
        let mut answer = server.ask(Some(&admin.access), &reset, json!({})).await;
        let link = answer["data"]["resetPassword"]["link"].take();
        assert_eq!(
            (&link["purpose"], &link["expiresAt"]),
            (&json!("RESET"), &json!("2026-01-15T12:30:00.000Z"))
        );
        link["token"].as_str().unwrap().to_owned()
    };
    let set = "mutation($input: SetPasswordInput!) { setPassword(input: $input) { user { name } userErrors { code } } }";
    let try_it = async |server: &Server, token: &str| {
        let input = json!({ "input": { "token": token, "password": "another horse battery" } });
        server.ask(None, set, input).await["data"]["setPassword"]["userErrors"][0]["code"].clone()
    };
    let (old, new) = (link().await, link().await);
    assert_eq!(try_it(&server, &old).await, "WRONG_TOKEN", "a newer one took its place");
    let late = db.later(31 * 60).serve().await;
    assert_eq!(try_it(&late, &new).await, "WRONG_TOKEN");
    // A link changes nothing until it is used.
    assert_eq!(refused(&server, &tokens.access).await, Value::Null);
    // More than it takes is refused as a whole, and a host of another's makes no difference: links are made by whoever
    // sends them.
    let more = json!({ "input": { "token": new, "password": "another horse battery", "role": "ADMIN" } });
    let more = server.ask(None, set, more).await;
    assert_eq!(more["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{more}");
    assert_eq!(try_it(&server, &new).await, Value::Null);
    assert_eq!(try_it(&server, &new).await, "WRONG_TOKEN", "once");
    assert_eq!(refused(&server, &tokens.access).await, "UNAUTHENTICATED", "all sessions end");
    assert_eq!(server.refresh(&tokens.refresh).await["session"], Value::Null);
    assert_eq!(server.try_login("ben@news.example", PASSWORD).await["data"]["login"]["session"], Value::Null);
    let in_again = server.try_login("ben@news.example", "another horse battery").await;
    assert_eq!(in_again["data"]["login"]["session"]["user"]["role"], "EDITOR");
}
