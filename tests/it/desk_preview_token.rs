//! Preview tokens: leave for a front end to show one article before it is published.

use nutgraph::domain::import::Options;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::desk_preview::{ARTICLE, CREATE, Newsroom, REVOKE, draft, refused, show, shown};
use crate::import::{bundle, done};
use crate::publication::{apply, retract};
use crate::support::{Database, Server, both};

both!(
    a_draft_is_shown_to_who_has_its_token,
    d12_a_token_is_for_one_article,
    d12_a_publication_ends_it,
    d12_it_ends_with_its_time_or_before,
    a_token_shows_the_newest_head,
    j08_no_token_is_taken_for_another,
    all_faults_of_a_token_are_told,
);

async fn a_draft_is_shown_to_who_has_its_token(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let (id, _) = news.article("rain").await;
    let (token, name) = news.token(&id).await;
    let query = "query($id: ID!) { article(id: $id) { id headline } node(id: $id) { id }
        bySlug: article(slug: \"rain\") { id } route(path: \"/en/rain\") { __typename } }";
    let response = show(&news.server, &token, query, json!({ "id": id })).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    let vary: Vec<_> = response.headers().get_all("vary").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(vary.join(", ").contains("nutgraph-preview"), "{vary:?}");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(
        answer["data"],
        json!({
            "article": { "id": id, "headline": "Rain in Almaty" }, "node": { "id": id }, "bySlug": { "id": id },
            "route": { "__typename": "ArticleRoute" }
        })
    );
    assert_eq!(
        answer["extensions"]["preview"],
        json!({ "article": id, "revision": 1, "expiresAt": "2026-01-16T12:00:00.000Z" })
    );
    // Nobody else finds anything, and a mutation shows nothing.
    let none = json!({ "article": null, "node": null, "bySlug": null, "route": null });
    assert_eq!(db.data(query, json!({ "id": id })).await, none);
    let login = "mutation { logout { userErrors { code } } }";
    assert_eq!(show(&news.server, &token, login, json!({})).await.status(), 400);
    let tokens = "query($id: ID!) { desk { article(id: $id) { previewTokens { id createdAt expiresAt } } } }";
    let tokens = news.ask(tokens, json!({ "id": id })).await["desk"]["article"]["previewTokens"].take();
    let at = ["2026-01-15T12:00:00.000Z", "2026-01-16T12:00:00.000Z"];
    assert_eq!(tokens, json!([{ "id": name, "createdAt": at[0], "expiresAt": at[1] }]));
}

/// The answer, but for what it says of the preview.
async fn bytes(server: &Server, token: Option<&str>, query: &str, id: &str) -> String {
    let variables = json!({ "id": id });
    let mut answer: Value = match token {
        Some(token) => show(server, token, query, variables).await.json().await.unwrap(),
        None => server.ask(None, query, variables).await,
    };
    answer["extensions"].as_object_mut().unwrap().remove("preview");
    answer.to_string()
}

async fn d12_a_token_is_for_one_article(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let other = json!({ "nutgraph": 1, "articles": [{ "slug": "snow", "language": "en", "headline": "Snow",
        "body": { "format": "PLAIN", "source": "It snows." } }] });
    done(bundle(&db, &other.to_string(), &Options::default()).await);
    let ((rain, _), (snow, _)) = (news.article("rain").await, news.article("snow").await);
    let (token, _) = news.token(&rain).await;
    let none = "art_01h2xcejqtf2nbrexx3vqjhp41";
    let query = "query($id: ID!) { article(id: $id) { headline } node(id: $id) { id }
        article2: article(slug: \"snow\") { headline } }";
    let foreign = bytes(&news.server, Some(&token), query, &snow).await;
    assert_eq!(foreign, bytes(&news.server, Some(&token), query, none).await);
    assert_eq!(foreign, bytes(&news.server, None, query, &snow).await);
    // Nor does it open the desk, of any article.
    let desk = "query($id: ID!) { desk { article(id: $id) { id } } }";
    assert_eq!(
        bytes(&news.server, Some(&token), desk, &rain).await,
        bytes(&news.server, None, desk, &rain).await
    );
    // The readers' articles are as they are.
    let live = news.article("masimov-arrested-for-treason").await.0;
    news.edit(&live, json!({ "headline": "Anew" })).await;
    let (a, b) =
        (bytes(&news.server, Some(&token), ARTICLE, &live), bytes(&news.server, None, ARTICLE, &live));
    assert_eq!(a.await, b.await);
}

async fn d12_a_publication_ends_it(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let (id, _) = news.article("rain").await;
    let (token, _) = news.token(&id).await;
    news.publish("rain").await;
    refused(&news.server, &token).await;
    // Also when there is a newer head: that one was not shown to whoever has the token.
    news.edit(&id, json!({ "headline": "Hail" })).await;
    refused(&news.server, &token).await;
    let tokens = "query($id: ID!) { desk { article(id: $id) { previewTokens { id } } } }";
    assert_eq!(news.ask(tokens, json!({ "id": id })).await["desk"]["article"]["previewTokens"], json!([]));
    let (again, _) = news.token(&id).await;
    let hail = shown(&news.server, &again, ARTICLE, json!({ "id": id })).await;
    assert_eq!(hail["article"]["headline"], "Hail");
    let (_, row) = news.article("rain").await;
    apply(&db, retract(&db, row.id)).await.unwrap();
    refused(&news.server, &again).await;
}

async fn d12_it_ends_with_its_time_or_before(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let (id, _) = news.article("rain").await;
    let (token, name) = news.token(&id).await;
    let (other, _) = news.token(&id).await;
    let day = 24 * 3600;
    let before = db.later(day - 20).serve().await;
    assert_eq!(show(&before, &token, ARTICLE, json!({ "id": id })).await.status(), 200);
    refused(&db.later(day).serve().await, &token).await;
    let short = json!({ "input": { "article": id, "expiresIn": 60 } });
    let short = news.ask(CREATE, short).await["createPreviewToken"]["token"].take();
    refused(&db.later(60).serve().await, short.as_str().unwrap()).await;
    let revoked = news.ask(REVOKE, json!({ "id": name })).await;
    assert_eq!(revoked["revokePreviewToken"], json!({ "id": name, "userErrors": [] }));
    refused(&news.server, &token).await;
    assert_eq!(show(&news.server, &other, ARTICLE, json!({ "id": id })).await.status(), 200);
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    desk.execute_unprepared("UPDATE article SET archived_at = 1 WHERE publication = 'NEVER'").await.unwrap();
    refused(&news.server, &other).await;
}

async fn a_token_shows_the_newest_head(db: Database) {
    let news = Newsroom::open(&db).await;
    let slug = "masimov-arrested-for-treason";
    let (id, _) = news.article(slug).await;
    let (token, _) = news.token(&id).await;
    let live = shown(&news.server, &token, ARTICLE, json!({ "id": id })).await;
    assert_eq!(live, db.data(ARTICLE, json!({ "id": id })).await, "as it is, before any edit");
    news.edit(&id, json!({ "headline": "Anew", "slug": "anew" })).await;
    let query = "{ old: article(slug: \"masimov-arrested-for-treason\") { headline path }
        new: article(slug: \"anew\") { headline } route(path: \"/en/masimov-arrested-for-treason\") {
            ... on Redirect { to status } } }";
    let answer = shown(&news.server, &token, query, json!({})).await;
    assert_eq!(
        answer,
        json!({
            "old": { "headline": "Anew", "path": "/en/anew" }, "new": { "headline": "Anew" },
            "route": { "to": "/en/anew", "status": 301 }
        })
    );
    assert_eq!(db.data(ARTICLE, json!({ "id": id })).await, live, "readers see nothing of it");
}

async fn j08_no_token_is_taken_for_another(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let (id, _) = news.article("rain").await;
    let (token, _) = news.token(&id).await;
    let request = news.server.client.post(format!("{}/graphql", news.server.url)).bearer_auth(&token);
    let response = request.json(&json!({ "query": "{ __typename }" })).send().await.unwrap();
    assert_eq!(response.status(), 401);
    refused(&news.server, &news.editor).await;
    let broken = format!("{}x", &token[..token.len() - 1]);
    for token in ["", "x", "a.b.c", &broken, &token.replace('.', ""), &"x".repeat(5000)] {
        refused(&news.server, token).await;
    }
    // In an address it is nothing.
    let path = format!("/graphql?query={{article(id:\"{id}\"){{id}}}}&nutgraph-preview={token}");
    let answer: Value = news.server.get(&path).await.json().await.unwrap();
    assert_eq!(answer["data"]["article"], Value::Null);
}

async fn all_faults_of_a_token_are_told(db: Database) {
    let news = Newsroom::open(&db).await;
    let (id, row) = news.article("masimov-arrested-for-treason").await;
    apply(&db, retract(&db, row.id)).await.unwrap();
    let input = json!({ "article": id, "expiresIn": 14 * 24 * 3600 + 1 });
    let made = news.ask(CREATE, json!({ "input": input })).await;
    assert_eq!(made["createPreviewToken"]["token"], Value::Null);
    let faults = made["createPreviewToken"]["userErrors"].as_array().unwrap();
    let faults: Vec<_> = faults.iter().map(|e| (&e["path"], &e["code"])).collect();
    assert_eq!(
        json!(faults),
        json!([[["input", "article"], "WRONG_STATE"], [["input", "expiresIn"], "INVALID"]])
    );
}
