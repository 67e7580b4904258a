//! Previews: an article as readers would have it, for the newsroom, and for those to whom it gives a token.

use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::import::Options;
use nutgraph::domain::publication::Changes;
use reqwest::Response;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fences::near;
use crate::import::{bundle, done};
use crate::publication::{apply, publish, retract};
use crate::support::{Database, Planner, Server, both};

both!(
    what_is_published_is_what_was_previewed,
    a_draft_is_shown_to_who_has_its_token,
    d12_a_token_is_for_one_article,
    d12_a_publication_ends_it,
    d12_it_ends_with_its_time_or_before,
    a_token_shows_the_newest_head,
    j08_no_token_is_taken_for_another,
    lists_and_counts_stay_as_they_are,
    links_and_neighbours_lead_to_it,
    who_may_not_see_an_article_may_not_show_it,
    who_is_not_public_is_left_out,
    all_faults_of_a_token_are_told,
    what_cannot_be_published_has_no_preview,
    a_preview_is_read_of_the_edition_alone,
);

const CREATE: &str = "mutation($input: CreatePreviewTokenInput!) { createPreviewToken(input: $input) {
    token previewToken { id createdAt expiresAt } userErrors { message path code } } }";
const REVOKE: &str =
    "mutation($id: ID!) { revokePreviewToken(input: { id: $id }) { id userErrors { path code } } }";
const UPDATE: &str = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
    article { head { number } } userErrors { message path code } } }";
const ARTICLE: &str = "query($id: ID!) { article(id: $id) { id headline body { text } } }";

/// The demo's newsroom, an editor who is signed in, and what serves them.
struct Newsroom {
    db: Database,
    server: Server,
    editor: String,
}

impl Newsroom {
    async fn open(db: &Database) -> Self {
        db.newsroom().await;
        let server = db.serve().await;
        db.user("Eve", Role::Editor).await;
        let editor = server.login("eve").await.access;
        Self { db: db.clone(), server, editor }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.server.ask(Some(&self.editor), query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].take()
    }

    /// A token, and its id.
    async fn token(&self, article: &str) -> (String, String) {
        let made = self.ask(CREATE, json!({ "input": { "article": article } })).await;
        let made = &made["createPreviewToken"];
        assert_eq!(made["userErrors"], json!([]));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&made["token"]), text(&made["previewToken"]["id"]))
    }

    /// The id of the article of a slug, whether it is published or not; and its row.
    async fn article(&self, slug: &str) -> (String, db::article::Model) {
        let desk = sea_orm::Database::connect(&self.db.options.url).await.unwrap();
        let slugs = db::article_revision::Entity::find().all(&desk).await.unwrap();
        let of = slugs.iter().find(|r| r.slug == slug).unwrap().article_id;
        let row = db::article::Entity::find_by_id(of).one(&desk).await.unwrap().unwrap();
        (nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::Article, row.uid), row)
    }

    /// Saves changes to the head.
    async fn edit(&self, id: &str, changes: Value) {
        let head = "query($id: ID!) { desk { article(id: $id) { head { number } } } }";
        let head = self.ask(head, json!({ "id": id })).await["desk"]["article"]["head"]["number"].take();
        let input = json!({ "id": id, "baseRevision": head, "changes": changes });
        let saved = self.ask(UPDATE, json!({ "input": input })).await;
        assert_eq!(saved["updateArticle"]["userErrors"], json!([]));
    }

    /// Publishes the head.
    async fn publish(&self, slug: &str) {
        let (_, row) = self.article(slug).await;
        apply(&self.db, publish(&self.db, row.id, row.head_number)).await.unwrap();
    }
}

/// What somebody with a preview token is answered.
async fn show(server: &Server, token: &str, query: &str, variables: Value) -> Response {
    let request = server.client.post(format!("{}/graphql", server.url)).header("nutgraph-preview", token);
    request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap()
}

async fn shown(server: &Server, token: &str, query: &str, variables: Value) -> Value {
    let mut answer: Value = show(server, token, query, variables).await.json().await.unwrap();
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].take()
}

async fn refused(server: &Server, token: &str) {
    let response = show(server, token, "{ __typename }", json!({})).await;
    assert_eq!(response.status(), 401);
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "PREVIEW_INVALID");
    assert_eq!(answer.get("data"), None);
}

/// A draft that links to others, is in a series, has notices of its own, and is a source.
async fn draft(db: &Database) {
    let file = json!({
        "nutgraph": 1,
        "articles": [{
            "slug": "rain", "language": "en", "headline": "Rain in Almaty", "summary": "Wet", "byline": "Ada",
            "body": { "format": "MARKDOWN", "source": "# Rain\n\nKarim Masimov headed the National Security Committee.\n\nIt **rains**." },
            "about": ["karim-masimov"],
            "pictures": [{ "role": "LEAD", "url": "https://example.org/rain.jpg", "alt": "Rain" }],
            "links": [{ "rel": "RELATED", "article": "masimov-arrested-for-treason" }],
        }],
        "relations": [{
            "key": "rain", "subject": "karim-masimov", "type": "MEMBER_OF", "object": "national-security-committee",
            "evidence": [
                { "stance": "SUPPORTS", "article": "rain", "quote": "headed the National Security Committee" },
            ],
        }],
    });
    done(bundle(db, &file.to_string(), &Options::default()).await);
}

/// Where two answers differ.
fn differences(at: &str, a: &Value, b: &Value) -> Vec<String> {
    let each = |pairs: &mut dyn Iterator<Item = (String, &Value, &Value)>| {
        pairs.flat_map(|(name, a, b)| differences(&format!("{at}.{name}"), a, b)).collect()
    };
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            each(&mut a.iter().map(|(name, value)| (name.clone(), value, &b[name])))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            each(&mut a.iter().zip(b).enumerate().map(|(n, (a, b))| (n.to_string(), a, b)))
        }
        _ if a == b => vec![],
        _ => vec![format!("{at}: {a} is not {b}")],
    }
}

/// What hangs on the rest of the edition: lists of entities, and what stands beside others or links here.
const OTHERS: [&str; 6] = ["articles", "relations", "roles", "previous", "next", "translations"];

async fn what_is_published_is_what_was_previewed(db: Database) {
    let db = db.unlimited();
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let slugs = "{ articles(first: 100) { nodes { slug } } }";
    let slugs = db.data(slugs, json!({})).await["articles"]["nodes"].take();
    let slugs: Vec<_> = slugs.as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap()).collect();
    assert!(slugs.len() > 3, "{slugs:?}");
    // One that readers had, and have no more.
    let withdrawn = news.article(slugs[0]).await.1.id;
    apply(&db, Changes { withdraw: vec![withdrawn], ..Changes::default() }).await.unwrap();
    let mut claims = 0;
    for (n, slug) in slugs.iter().copied().chain(["rain"]).enumerate() {
        let (id, _) = news.article(slug).await;
        if n % 3 != 2 {
            let body =
                json!({ "format": "MARKDOWN", "source": "Karim Masimov met *Vladimir Putin*.\n\n- twice" });
            let changes = json!({ "headline": format!("{slug} anew"), "summary": null, "genre": "analysis" });
            news.edit(&id, changes).await;
            if n % 3 == 1 && slug != "rain" {
                news.edit(&id, json!({ "body": body, "slug": format!("{slug}-anew") })).await;
            }
        }
        let (token, _) = news.token(&id).await;
        let fields = near("Article", &id, &OTHERS);
        let query = format!("query($id: ID!) {{ article(id: $id) {{ {fields} }} }}");
        let preview = shown(&news.server, &token, &query, json!({ "id": id })).await;
        let inner = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ preview {{ {fields} }} }} }} }}");
        let mut desk = news.ask(&inner, json!({ "id": id })).await;
        let (_, row) = news.article(slug).await;
        // What readers have already is shown as they have it.
        if row.publication != db::Publication::Live || row.live_number != Some(row.head_number) {
            apply(&db, publish(&db, row.id, row.head_number)).await.unwrap();
        }
        let published = db.data(&query, json!({ "id": id })).await;
        assert_eq!(differences("", &published, &preview), Vec::<String>::new(), "{slug}");
        assert_eq!(published.to_string(), preview.to_string(), "{slug}");
        // It has an id of its own, also in the ids of its blocks.
        let desk = desk["desk"]["article"]["preview"].take();
        let own = desk["id"].as_str().unwrap();
        assert!(own.starts_with("artp_"), "{own}");
        let desk: Value = serde_json::from_str(&desk.to_string().replace(own, &id)).unwrap();
        let mut others = differences("", &published["article"], &desk);
        // The way back from another article leads to the one that readers have.
        others.retain(|at| ![".translations.", ".links."].iter().any(|other| at.starts_with(other)));
        assert_eq!(others, Vec::<String>::new(), "{slug}");
        claims += published["article"]["claims"]["nodes"].as_array().unwrap().len();
    }
    assert!(claims > 3, "{claims}");
}

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

async fn lists_and_counts_stay_as_they_are(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let lists =
        "{ articles(first: 50) { totalCount nodes { id headline body { text } mentions { surface } } }
        entity(slug: \"karim-masimov\") { id ... on Person { articles { totalCount nodes { id headline } }
            relations { totalCount nodes { id } } } }
        entities { totalCount } relations { totalCount } edition { number } }";
    let before = db.data(lists, json!({})).await;
    let (live, _) = news.article("masimov-arrested-for-treason").await;
    news.edit(&live, json!({ "headline": "Anew", "body": { "format": "PLAIN", "source": "Nobody." } })).await;
    for id in [news.article("rain").await.0, live] {
        let (token, _) = news.token(&id).await;
        let both =
            lists.replacen('{', &format!("{{ one: article(id: \"{id}\") {{ id body {{ html }} }} "), 1);
        let mut answer = shown(&news.server, &token, &both, json!({})).await;
        assert_eq!(answer["one"]["id"], id.as_str());
        answer.as_object_mut().unwrap().remove("one");
        assert_eq!(answer, before);
    }
}

async fn links_and_neighbours_lead_to_it(db: Database) {
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    news.publish("rain").await;
    let slug = "masimov-arrested-for-treason";
    let (id, _) = news.article(slug).await;
    news.edit(&id, json!({ "headline": "Anew" })).await;
    let (token, _) = news.token(&id).await;
    let query = "{ article(slug: \"rain\") { links { article { headline } } } }";
    let answer = shown(&news.server, &token, query, json!({})).await;
    assert_eq!(answer["article"]["links"], json!([{ "article": { "headline": "Anew" } }]));
    let beside = "query($id: ID!) { article(id: $id) { previous { id } next { id next { id } previous { headline } } } }";
    let plain = db.data(beside, json!({ "id": id })).await;
    let answer = shown(&news.server, &token, beside, json!({ "id": id })).await;
    assert_eq!(answer["article"]["previous"], plain["article"]["previous"]);
    assert_eq!(answer["article"]["next"]["id"], plain["article"]["next"]["id"]);
    assert_eq!(answer["article"]["next"]["previous"], json!({ "headline": "Anew" }));
}

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

async fn who_may_not_see_an_article_may_not_show_it(db: Database) {
    let news = Newsroom::open(&db).await;
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let make = "mutation { createArticle(input: { headline: \"Mine\" }) { article { id } } }";
    let mut made = db.desk(&ada, make, json!({})).await;
    let id = made["data"]["createArticle"]["article"]["id"].take();
    let create = async |id: &Value| db.desk(&ben, CREATE, json!({ "input": { "article": id } })).await;
    let none = create(&json!("dart_01h2xcejqtf2nbrexx3vqjhp41")).await;
    assert_eq!(none["data"]["createPreviewToken"]["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(create(&id).await, none);
    let own = db.desk(&ada, CREATE, json!({ "input": { "article": id } })).await;
    let name = &own["data"]["createPreviewToken"]["previewToken"]["id"];
    let revoke = async |id: &Value| db.desk(&ben, REVOKE, json!({ "id": id })).await;
    let none = revoke(&json!("pvt_01h2xcejqtf2nbrexx3vqjhp41")).await;
    assert_eq!(none["data"]["revokePreviewToken"]["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(revoke(name).await, none);
    assert_eq!(revoke(&json!("x")).await, none);
    // An editor may.
    assert_eq!(news.ask(REVOKE, json!({ "id": name })).await["revokePreviewToken"]["userErrors"], json!([]));
    let anonymous = db.ask(CREATE, json!({ "input": { "article": id } }), &[]).await.0;
    assert_eq!(anonymous["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

async fn who_is_not_public_is_left_out(db: Database) {
    let news = Newsroom::open(&db).await;
    let file = json!({
        "nutgraph": 1,
        "entities": [{ "kind": "PERSON", "name": "Quetzal Canary", "slug": "canary" }],
        "articles": [{ "slug": "rain", "language": "en", "headline": "Rain", "about": ["canary"],
            "body": { "format": "PLAIN", "source": "Quetzal Canary met Karim Masimov." } }],
    });
    done(bundle(&db, &file.to_string(), &Options::default()).await);
    let (id, _) = news.article("rain").await;
    let (token, _) = news.token(&id).await;
    let query = "query($id: ID!) { article(id: $id) { about { id } mentions { surface }
        body { html(mentions: NONE) } } }";
    assert_eq!(
        shown(&news.server, &token, query, json!({ "id": id })).await["article"],
        json!({
            "about": [], "mentions": [{ "surface": "Karim Masimov" }],
            "body": { "html": "<p>Quetzal Canary met Karim Masimov.</p>" }
        })
    );
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

async fn what_cannot_be_published_has_no_preview(db: Database) {
    let news = Newsroom::open(&db).await;
    let (id, row) = news.article("masimov-arrested-for-treason").await;
    news.edit(&id, json!({ "headline": "Anew" })).await;
    let query = "query($id: ID!) { desk { article(id: $id) { preview { id headline } first: preview(revision: 1) { id headline }
        none: preview(revision: 9) { id } previewTokens { id } live { id } } } }";
    let answer = news.ask(query, json!({ "id": id })).await["desk"]["article"].take();
    assert_eq!(answer["preview"]["headline"], "Anew");
    assert_ne!(answer["preview"]["id"], answer["first"]["id"]);
    assert_ne!(answer["first"]["headline"], "Anew");
    assert_eq!(answer["none"], Value::Null);
    assert_eq!(answer["live"]["id"], id.as_str());
    let again = news.ask(query, json!({ "id": id })).await["desk"]["article"].take();
    assert_eq!(again, answer, "a preview has the same id whenever it is asked for");
    apply(&db, retract(&db, row.id)).await.unwrap();
    let answer = news.ask(query, json!({ "id": id })).await["desk"]["article"].take();
    assert_eq!(answer["preview"], Value::Null);
}

async fn a_preview_is_read_of_the_edition_alone(db: Database) {
    let db = db.unlimited();
    let news = Newsroom::open(&db).await;
    draft(&db).await;
    let (id, _) = news.article("rain").await;
    let fields = near("Article", &id, &[]);
    let query = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ preview {{ {fields} }} }} }} }}");
    let statements = db.edition_statements(&person(9, Role::Editor), &query, json!({ "id": id })).await;
    let planner = Planner::of(&db).await;
    let mut over = 0;
    for statement in &statements {
        over += usize::from(statement.contains("AS NOT MATERIALIZED"));
        for table in planner.tables(statement).await {
            assert!(table == "edition" || table.starts_with("edition_"), "{table}: {statement}");
        }
    }
    assert!(over > 5, "{over} of {} statements are over the preview's rows", statements.len());
}
