//! Previews: an article as readers would have it, for the newsroom, and for those to whom it gives a token.

use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::import::Options;
use nutgraph::domain::publication::Changes;
use reqwest::Response;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fences::near;
use crate::import::{bundle, done};
use crate::publication::{apply, publish, retract};
use crate::support::{Database, Planner, Server, both};

both!(
    what_is_published_is_what_was_previewed,
    lists_and_counts_stay_as_they_are,
    links_and_neighbours_lead_to_it,
    who_may_not_see_an_article_may_not_show_it,
    who_is_not_public_is_left_out,
    what_cannot_be_published_has_no_preview,
    a_preview_is_read_of_the_edition_alone,
);

pub const CREATE: &str = "mutation($input: CreatePreviewTokenInput!) { createPreviewToken(input: $input) {
    token previewToken { id createdAt expiresAt } userErrors { message path code } } }";
pub const REVOKE: &str =
    "mutation($id: ID!) { revokePreviewToken(input: { id: $id }) { id userErrors { path code } } }";
pub const UPDATE: &str = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
    article { head { number } } userErrors { message path code } } }";
pub const ARTICLE: &str = "query($id: ID!) { article(id: $id) { id headline body { text } } }";

/// The demo's newsroom, an editor who is signed in, and what serves them.
pub struct Newsroom {
    pub db: Database,
    pub server: Server,
    pub editor: String,
}

impl Newsroom {
    pub async fn open(db: &Database) -> Self {
        db.newsroom().await;
        let server = db.serve().await;
        db.user("Eve", Role::Editor).await;
        let editor = server.login("eve").await.access;
        Self { db: db.clone(), server, editor }
    }

    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.server.ask(Some(&self.editor), query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].take()
    }

    /// A token, and its id.
    pub async fn token(&self, article: &str) -> (String, String) {
        let made = self.ask(CREATE, json!({ "input": { "article": article } })).await;
        let made = &made["createPreviewToken"];
        assert_eq!(made["userErrors"], json!([]));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&made["token"]), text(&made["previewToken"]["id"]))
    }

    /// The id of the article of a slug, whether it is published or not; and its row.
    pub async fn article(&self, slug: &str) -> (String, db::article::Model) {
        let desk = sea_orm::Database::connect(&self.db.options.url).await.unwrap();
        let slugs = db::article_revision::Entity::find().all(&desk).await.unwrap();
        let of = slugs.iter().find(|r| r.slug == slug).unwrap().article_id;
        let row = db::article::Entity::find_by_id(of).one(&desk).await.unwrap().unwrap();
        (nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::Article, row.uid), row)
    }

    /// Saves changes to the head.
    pub async fn edit(&self, id: &str, changes: Value) {
        let head = "query($id: ID!) { desk { article(id: $id) { head { number } } } }";
        let head = self.ask(head, json!({ "id": id })).await["desk"]["article"]["head"]["number"].take();
        let input = json!({ "id": id, "baseRevision": head, "changes": changes });
        let saved = self.ask(UPDATE, json!({ "input": input })).await;
        assert_eq!(saved["updateArticle"]["userErrors"], json!([]));
    }

    /// Publishes the head.
    pub async fn publish(&self, slug: &str) {
        let (_, row) = self.article(slug).await;
        apply(&self.db, publish(&self.db, row.id, row.head_number)).await.unwrap();
    }
}

/// What somebody with a preview token is answered.
pub async fn show(server: &Server, token: &str, query: &str, variables: Value) -> Response {
    let request = server.client.post(format!("{}/graphql", server.url)).header("nutgraph-preview", token);
    request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap()
}

pub async fn shown(server: &Server, token: &str, query: &str, variables: Value) -> Value {
    let mut answer: Value = show(server, token, query, variables).await.json().await.unwrap();
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].take()
}

pub async fn refused(server: &Server, token: &str) {
    let response = show(server, token, "{ __typename }", json!({})).await;
    assert_eq!(response.status(), 401);
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "PREVIEW_INVALID");
    assert_eq!(answer.get("data"), None);
}

/// A draft that links to others, is in a series, has notices of its own, and is a source.
pub async fn draft(db: &Database) {
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
const OTHERS: [&str; 10] = [
    "articles",
    "relations",
    "roles",
    "previous",
    "next",
    "translations",
    "timeline",
    "subgraph",
    "related",
    "appearsWith",
];

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

pub fn person(number: u128, role: Role) -> Actor {
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
    // What else is asked is asked of the desk, by one who may.
    for statement in statements.iter().filter(|statement| statement.contains("AS NOT MATERIALIZED")) {
        over += 1;
        for table in planner.tables(statement).await {
            assert!(table == "edition" || table.starts_with("edition_"), "{table}: {statement}");
        }
    }
    assert!(over > 5, "{over} of {} statements are over the preview's rows", statements.len());
}
