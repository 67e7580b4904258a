//! Pictures of the graph, and its export: over HTTP, as readers get them.

use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::reference;
use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, LOCATION};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Database, Server, both, secrets};

both!(
    a_picture_tells_what_surrounds_an_entity,
    what_a_client_has_is_not_sent_again,
    what_is_wrong_is_told,
    names_are_text_and_nothing_else,
    other_names_lead_to_the_present_one,
    exports_have_every_relation_with_its_sources,
    drafts_are_never_drawn,
);

const FORMS: [&str; 5] = ["svg", "json", "csv", "graphml", "jsonld"];

async fn text(server: &Server, path: &str) -> String {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

async fn take(db: &Database, bundle: Value) {
    let json = bundle.to_string().into_bytes();
    let input = vec![Input::Bundle { name: "more.json".into(), json }];
    let options = Options { publish: true, ..Options::default() };
    let outcomes = import::run(&db.store, &db.clock, input, &options, &mut |_| {}).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
}

async fn a_picture_tells_what_surrounds_an_entity(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let response = server.get("/graph/kazakhstan.svg").await;
    assert_eq!(response.headers()["content-type"], "image/svg+xml; charset=utf-8");
    assert_eq!(response.headers()["nutgraph-edition"], "2");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=0, must-revalidate");
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], policy);
    let picture = response.text().await.unwrap();
    for part in [
        "<title id=\"ent_",
        ">Kazakhstan: relations</title>",
        "role=\"img\" aria-labelledby=\"ent_",
        // In sentences, those who cannot see it learn the same.
        "Karim Masimov was head of government of Kazakhstan (prime minister), 10 January 2007 to 24 September 2012.\n",
        "Denied: Nursultan Nazarbayev was expelled from Kazakhstan, by 8 January 2022",
        "<g class=\"line denied\"",
        "<g class=\"line retracted\"",
        "<g class=\"node country middle\"",
        "<a href=\"/entities/karim-masimov\" target=\"_top\">",
        "Edition 2, ",
    ] {
        assert!(picture.contains(part), "{part}");
    }
    assert!(!picture.contains("There is more than is drawn here."));
    // One question, one answer: also from another server, which has drawn nothing yet.
    assert_eq!(text(&db.serve().await, "/graph/kazakhstan.svg?first=30").await, picture);
    let few = text(&server, "/graph/kazakhstan.svg?first=5").await;
    assert!(few.contains("There is more than is drawn here."));
    assert_eq!(few.matches("class=\"node ").count(), 5);
    let russian = text(&server, "/graph/kazakhstan.svg?language=ru").await;
    assert!(russian.contains("lang=\"ru\"") && russian.contains(">Казахстан: связи</title>"));
    let alone = text(&server, "/graph/twitter.svg").await;
    assert!(alone.contains("No relations are known."));
    let narrow = text(&server, "/graph/karim-masimov.svg?types=SUCCESSOR_OF&activeOn=2022-01-06").await;
    assert_eq!(narrow.matches("class=\"label\"").count(), 1);
}

async fn what_a_client_has_is_not_sent_again(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    for form in FORMS {
        let path = format!("/graph/karim-masimov.{form}");
        let tag = server.get(&path).await.headers()[ETAG].clone();
        assert!(tag.to_str().unwrap().starts_with('"'), "strong");
        let again = server.client.get(format!("{}{path}", server.url)).header(IF_NONE_MATCH, tag.clone());
        let again = again.send().await.unwrap();
        assert_eq!((again.status().as_u16(), &again.headers()[ETAG]), (304, &tag));
        assert_eq!(again.text().await.unwrap(), "");
        // Anything will do, where there is anything.
        for (name, status) in [("karim-masimov", 304), ("nobody", 404)] {
            let any = server.client.get(format!("{}/graph/{name}.{form}", server.url));
            assert_eq!(
                any.header(IF_NONE_MATCH, "*").send().await.unwrap().status(),
                status,
                "{name}.{form}"
            );
        }
        let other = server.get(&format!("{path}?depth=2")).await.headers()[ETAG].clone();
        assert_ne!(other, tag);
        let head = server.client.head(format!("{}{path}", server.url)).send().await.unwrap();
        assert_eq!((head.status().as_u16(), &head.headers()[ETAG]), (200, &tag));
        // A newer edition is another answer.
        let article =
            json!({ "slug": form, "headline": "News", "body": { "format": "PLAIN", "source": "News." } });
        take(&db, json!({ "nutgraph": 1, "articles": [article] })).await;
        let newer = server.client.get(format!("{}{path}", server.url)).header(IF_NONE_MATCH, tag.clone());
        assert_eq!(newer.send().await.unwrap().status(), 200);
    }
}

async fn what_is_wrong_is_told(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let fault = async |path: &str| {
        let response = server.get(path).await;
        let status = response.status().as_u16();
        let answer: Value = response.json().await.unwrap();
        (status, answer["errors"][0]["message"].as_str().unwrap().to_owned())
    };
    for form in FORMS {
        assert_eq!(fault(&format!("/graph/nobody.{form}")).await, (404, "there is no such entity".into()));
        let gone = format!("/graph/ent_01h2xcejqtf2nbrexx3vqjhp41.{form}");
        assert_eq!(fault(&gone).await.0, 404);
    }
    assert_eq!(fault("/graph/nato.png").await.0, 404);
    assert_eq!(fault("/graph/nato").await.0, 404);
    let (status, message) = fault("/graph/nato.svg?depth=4&first=0&depht=1").await;
    assert_eq!(status, 400);
    assert_eq!(
        message,
        "depth is a number from 1 to 3; first is a number from 1 to 60; the parameters are depth, first, language, types, through and activeOn"
    );
    let (status, message) = fault("/graph/nato.json?types=HEAD_OF,NO_SUCH").await;
    assert_eq!((status, message.as_str()), (400, "types: there is no relation type NO_SUCH"));
    assert_eq!(fault("/graph/nato.json?first=1001").await.0, 400);
    let post = server.client.post(format!("{}/graph/nato.svg", server.url)).send().await.unwrap();
    assert_eq!(post.status(), 405);
}

async fn names_are_text_and_nothing_else(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let hostile = "</title></desc><script>alert('1')</script>&\"]]>";
    take(
        &db,
        json!({
            "nutgraph": 1,
            "entities": [
                { "kind": "PERSON", "name": hostile, "slug": "hostile", "public": true, "summary": hostile },
                { "kind": "ORGANISATION", "name": "=HYPERLINK(\"http://evil.example\")", "slug": "formula", "public": true },
                { "kind": "PLACE", "name": "هيئة الأمن القومي", "slug": "right-to-left", "public": true },
                { "kind": "TOPIC", "name": "W".repeat(300), "slug": "wide", "public": true },
            ],
            "relations": [
                { "subject": "hostile", "type": "MEMBER_OF", "object": "formula", "role": hostile,
                  "evidence": [{ "stance": "SUPPORTS", "url": "https://example.org/?a=1&b=2", "attribution": hostile }] },
                { "subject": "hostile", "type": "ASSOCIATED_WITH", "object": "right-to-left",
                  "evidence": [{ "stance": "SUPPORTS", "url": "https://example.org/" }] },
                { "subject": "hostile", "type": "ASSOCIATED_WITH", "object": "wide",
                  "evidence": [{ "stance": "SUPPORTS", "url": "https://example.org/" }] },
            ],
        }),
    )
    .await;
    let server = db.serve().await;
    let picture = text(&server, "/graph/hostile.svg").await;
    assert!(!picture.contains("<script") && !picture.contains("]]>"));
    assert!(picture.contains(
        "&lt;/title&gt;&lt;/desc&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;]]&gt;"
    ));
    assert!(
        picture.contains(&format!("<title>{}</title>", "W".repeat(300))) && picture.contains("WWW…</text>")
    );
    let graphml = text(&server, "/graph/hostile.graphml").await;
    assert!(!graphml.contains("<script"));
    for form in ["json", "jsonld"] {
        let data: Value =
            serde_json::from_str(&text(&server, &format!("/graph/hostile.{form}")).await).unwrap();
        assert_eq!(data["entities"][0]["name"], hostile);
    }
    let csv = text(&server, "/graph/hostile.csv").await;
    assert!(csv.contains(",\"'=HYPERLINK(\"\"http://evil.example\"\")\","), "{csv}");
}

async fn other_names_lead_to_the_present_one(db: Database) {
    db.newsroom().await;
    let ids = "{ one: entity(slug: \"twitter\") { id } two: entity(slug: \"kgb\") { id } }";
    let ids = db.data(ids, json!({})).await;
    let (one, two) = (ids["one"]["id"].as_str().unwrap(), ids["two"]["id"].as_str().unwrap());
    let ada = Actor::User(User { uid: Uuid::from_u128(1), role: Role::Admin, session: None });
    let merge =
        "mutation($input: MergeEntitiesInput!) { mergeEntities(input: $input) { userErrors { message } } }";
    let input = json!({ "source": one, "target": two, "reason": "for the story" });
    let merged = db.desk(&ada, merge, json!({ "input": input })).await;
    assert_eq!(merged["data"]["mergeEntities"]["userErrors"], json!([]), "{merged}");
    let server = db.serve().await;
    for form in FORMS {
        let response = server.get(&format!("/graph/{one}.{form}?depth=2")).await;
        assert_eq!(response.status(), 308);
        assert_eq!(response.headers()[LOCATION], format!("/graph/{two}.{form}?depth=2"));
        // A merge can be undone.
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=0, must-revalidate");
        assert_eq!(
            server.get(&format!("/graph/twitter.{form}")).await.headers()[LOCATION],
            format!("/graph/kgb.{form}")
        );
        assert_eq!(server.get(&format!("/graph/{two}.{form}")).await.status(), 200);
    }
}

async fn exports_have_every_relation_with_its_sources(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let get = async |form: &str| text(&server, &format!("/graph/kazakhstan.{form}?depth=2&first=1000")).await;
    let data: Value = serde_json::from_str(&get("json").await).unwrap();
    let relations = data["relations"].as_array().unwrap();
    let evidence: usize = relations.iter().map(|r| r["evidence"].as_array().unwrap().len()).sum();
    assert_eq!((data["edition"].as_i64(), data["truncated"].as_bool()), (Some(2), Some(false)));
    assert!(relations.len() > 50 && evidence >= relations.len());
    assert_eq!(data["entities"][0]["slug"], "kazakhstan");
    // As GraphQL tells it.
    for relation in relations {
        let query = "query($id: ID!) { node(id: $id) { ... on Relation { id sentence standing sources startDate { value }
            subject { id name } object { id name } evidence(first: 100) { nodes { id stance undone quote attribution
            url article { id headline path } } } } } }";
        let told = db.data(query, json!({ "id": relation["id"] })).await["node"].take();
        for name in ["id", "sentence", "standing", "sources", "subject", "object"] {
            assert_eq!(relation[name], told[name]);
        }
        let given = |value: &Value| if value.is_null() { Value::Null } else { value.clone() };
        assert_eq!(given(&relation["startDate"]), told["startDate"]["value"]);
        let nodes = told["evidence"]["nodes"].as_array().unwrap();
        assert_eq!(relation["evidence"].as_array().unwrap().len(), nodes.len());
        for (one, other) in relation["evidence"].as_array().unwrap().iter().zip(nodes) {
            for name in ["id", "stance", "undone", "quote", "attribution", "url"] {
                assert_eq!(one[name], other[name], "{name}");
            }
            for name in ["id", "headline", "path"] {
                assert_eq!(one["article"][name], other["article"][name], "{name}");
            }
        }
    }
    let csv = get("csv").await;
    let rows: usize = relations.iter().map(|r| r["evidence"].as_array().unwrap().len().max(1)).sum();
    assert_eq!(csv.matches("\r\n").count(), rows + 1, "the quotes of the newsroom have one line");
    let graphml = get("graphml").await;
    assert_eq!(graphml.matches("<edge ").count(), relations.len());
    assert_eq!(graphml.matches("<node ").count(), data["entities"].as_array().unwrap().len());
    let linked: Value = serde_json::from_str(&get("jsonld").await).unwrap();
    assert_eq!(linked["relations"].as_array().unwrap().len(), relations.len());
    // Two reads of the same edition are the same bytes.
    assert_eq!(get("csv").await, csv);
}

async fn drafts_are_never_drawn(db: Database) {
    let other = db.another().await;
    for twin in [&db, &other] {
        reference::seed(&twin.store, &twin.clock).await.unwrap();
    }
    secrets::before(&db).await;
    db.newsroom().await;
    other.newsroom().await;
    secrets::after(&db).await;
    let servers = [db.serve().await, other.serve().await];
    for name in ["karim-masimov", "national-security-committee", "kazakhstan"] {
        for form in FORMS {
            let path = format!("/graph/{name}.{form}?depth=3");
            let (one, two) = (servers[0].get(&path).await, servers[1].get(&path).await);
            assert_eq!(one.headers()[ETAG], two.headers()[ETAG]);
            let (one, two) = (one.text().await.unwrap(), two.text().await.unwrap());
            assert_eq!(one, two, "{path}");
            assert!(!one.contains(secrets::CANARY));
        }
    }
    drop(servers);
    other.end().await;
}
