//! Where articles stand: at paths, beside others, behind ids, in the log.

use db::{EntityKind, LinkRel, NoticeKind};
use serde_json::{Value, json};

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::each;
use crate::support::{Database, both};

both!(
    a_former_slug_finds_it_and_a_route_redirects,
    a_retracted_article_is_its_notice,
    series_neighbours_and_translations,
    nodes_by_their_ids,
    changes_of_the_edition,
);

async fn a_former_slug_finds_it_and_a_route_redirects(db: Database) {
    let mut news = Newsroom::new(db).await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let article = news.article(Story { slug: "new", ..STORY }).await;
    news.slug(article, "en", "old").await;
    news.merged("kgb-of-kazakhstan", knb).await;
    news.series("winter", &[article]).await;
    let news = news.published().await;
    let found = news.data(r#"{ article(slug: "old", language: "EN") { slug } }"#).await;
    assert_eq!(found["article"]["slug"], "new");
    let none = news.data(r#"{ article(slug: "old", language: "de") { slug } }"#).await;
    assert_eq!(none["article"], Value::Null);
    let route = async |path: &str| {
        let query = format!(
            r#"{{ route(path: "{path}") {{ __typename
                ... on ArticleRoute {{ article {{ path }} }}
                ... on EntityRoute {{ entity {{ path }} }}
                ... on SeriesRoute {{ series {{ path articles {{ nodes {{ slug }} }} }} }}
                ... on Redirect {{ to status }}
            }} }}"#
        );
        news.data(&query).await["route"].take()
    };
    let article = json!({ "__typename": "ArticleRoute", "article": { "path": "/en/new" } });
    assert_eq!(route("/en/new").await, article);
    assert_eq!(route("/en/new/?from=feed").await, article);
    assert_eq!(route("/en/old").await, json!({ "__typename": "Redirect", "to": "/en/new", "status": 301 }));
    assert_eq!(
        route("/entities/knb").await,
        json!({ "__typename": "EntityRoute", "entity": { "path": "/entities/knb" } })
    );
    assert_eq!(
        route("/entities/kgb-of-kazakhstan").await,
        json!({ "__typename": "Redirect", "to": "/entities/knb", "status": 301 })
    );
    assert_eq!(
        route("/series/winter").await,
        json!({
            "__typename": "SeriesRoute",
            "series": { "path": "/series/winter", "articles": { "nodes": [{ "slug": "new" }] } }
        })
    );
    for nothing in ["/en/none", "/", "", "/a/b/c", "/en/a\u{0}b"] {
        assert_eq!(route(&nothing.replace('\0', "\\u0000")).await, Value::Null, "{nothing:?}");
    }
}

async fn a_retracted_article_is_its_notice(db: Database) {
    let mut news = Newsroom::new(db).await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let story =
        Story { slug: "wrong", text: "The KNB is wrong.", about: &[knb], mentions: &[(knb, "KNB")], ..STORY };
    let article = news.article(story).await;
    news.article(Story { slug: "right", about: &[knb], ..story }).await;
    news.retract(article, "We take it back.").await;
    let news = news.published().await;
    let query = r#"{
        article(slug: "wrong") {
            headline body { text html blocks { html } } retraction { text } notices { kind }
            mentions { surface } about { name } versions { nodes { number } totalCount } changes(from: 1) { text }
            entities { totalCount } claims { totalCount }
        }
        route(path: "/en/wrong") { __typename ... on Gone { notice { text article { slug } } article { headline } } }
        articles { nodes { slug } totalCount }
        entity(slug: "knb") { articles { nodes { slug } totalCount } }
    }"#;
    let data = news.data(query).await;
    assert_eq!(
        data,
        json!({
            "article": {
                "headline": "About wrong",
                "body": {
                    "text": "We take it back.",
                    "html": "<p>We take it back.</p>",
                    "blocks": [{ "html": "<p>We take it back.</p>" }]
                },
                "retraction": { "text": "We take it back." },
                "notices": [{ "kind": "RETRACTION" }],
                "mentions": [], "about": [], "versions": { "nodes": [], "totalCount": 0 }, "changes": [],
                "entities": { "totalCount": 0 }, "claims": { "totalCount": 0 }
            },
            "route": {
                "__typename": "Gone",
                "notice": { "text": "We take it back.", "article": { "slug": "wrong" } },
                "article": { "headline": "About wrong" }
            },
            "articles": { "nodes": [{ "slug": "right" }], "totalCount": 1 },
            "entity": { "articles": { "nodes": [{ "slug": "right" }], "totalCount": 1 } }
        })
    );
    let data = news.data(r#"{ article(slug: "wrong") { jsonLd } }"#).await;
    let read: Value = serde_json::from_str(data["article"]["jsonLd"].as_str().unwrap()).unwrap();
    assert_eq!(read["creativeWorkStatus"], "Retracted");
    assert_eq!(read["articleBody"], "We take it back.");
    assert_eq!(read["correction"][0]["text"], "We take it back.");
    assert_eq!(read.get("about"), None);
}

async fn series_neighbours_and_translations(db: Database) {
    let mut news = Newsroom::new(db).await;
    let mut articles = vec![];
    for (at, slug) in (0..).zip(["a", "b", "c", "d"]) {
        articles.push(news.article(Story { slug, at, ..STORY }).await);
    }
    let german = news.article(Story { slug: "b-de", language: "de", at: 1, ..STORY }).await;
    let french = news.article(Story { slug: "b-fr", language: "fr", at: 1, ..STORY }).await;
    news.link(german, LinkRel::TranslationOf, articles[1]).await;
    news.link(french, LinkRel::TranslationOf, articles[1]).await;
    news.link(articles[0], LinkRel::Related, articles[3]).await;
    news.retract(articles[2], "No.").await;
    let series = news.series("row", &[articles[3], articles[2], articles[1]]).await;
    let news = news.published().await;
    let id = nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::Series, series);
    let query = format!(
        r#"{{ articles(filter: {{ language: {{ eq: "en" }} }}, orderBy: PUBLISHED_AT_ASC) {{ nodes {{
            slug previous {{ slug }} next {{ slug }}
            before: previous(series: "{id}") {{ slug }} after: next(series: "{id}") {{ slug }}
            none: next(series: "ser_nonsense") {{ slug }}
            series {{ position series {{ title }} }}
            translations {{ slug }}
            links {{ rel article {{ slug }} url }}
        }} }}
        article(slug: "b-de", language: "de") {{ translations {{ slug }} previous {{ slug }} }} }}"#
    );
    let data = news.data(&query).await;
    let nodes = &data["articles"]["nodes"];
    let slug = |slug: &str| json!({ "slug": slug });
    assert_eq!(each(nodes, "slug"), ["a", "b", "d"]);
    assert_eq!(nodes[1]["previous"], slug("a"));
    assert_eq!(nodes[1]["next"], slug("d"));
    assert_eq!(nodes[0]["previous"], Value::Null);
    assert_eq!(nodes[0]["after"], Value::Null);
    assert_eq!(nodes[2]["after"], slug("b"), "the retracted one between them does not show");
    assert_eq!(nodes[1]["before"], slug("d"));
    assert_eq!(nodes[1]["none"], Value::Null);
    assert_eq!(nodes[1]["series"], json!([{ "position": 3, "series": { "title": "The series row" } }]));
    assert_eq!(nodes[1]["translations"], json!([slug("b-de"), slug("b-fr")]));
    assert_eq!(nodes[0]["links"], json!([{ "rel": "RELATED", "article": slug("d"), "url": null }]));
    assert_eq!(data["article"], json!({ "translations": [slug("b"), slug("b-fr")], "previous": null }));
}

async fn nodes_by_their_ids(db: Database) {
    let mut news = Newsroom::new(db).await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let article = news.article(Story { slug: "a", about: &[knb], ..STORY }).await;
    news.series("row", &[article]).await;
    news.notice(article, NoticeKind::Update, "More.").await;
    let news = news.published().await;
    let ids = r#"{ edition { id } article(slug: "a") { id notices { id } about { id } series { series { id } } } }"#;
    let data = news.data(ids).await;
    let article = &data["article"];
    let ids = [
        &article["notices"][0]["id"],
        &json!("art_nonsense"),
        &article["id"],
        &article["about"][0]["id"],
        &json!(""),
        &article["series"][0]["series"]["id"],
        &json!("dart_01h2xcejqtf2nbrexx3vqjhp41"),
        &json!("art_01h2xcejqtf2nbrexx3vqjhp41"),
        &data["edition"]["id"],
    ];
    let found = news.data(&format!("{{ nodes(ids: {}) {{ __typename id }} }}", json!(ids))).await;
    let types: Vec<&Value> = found["nodes"].as_array().unwrap().iter().map(|n| &n["__typename"]).collect();
    let none = Value::Null;
    let (notice, article_, entity) = (json!("Notice"), json!("Article"), json!("Organisation"));
    let (series, edition) = (json!("Series"), json!("Edition"));
    assert_eq!(types, [&notice, &none, &article_, &entity, &none, &series, &none, &none, &edition]);
    for (id, node) in ids.iter().zip(found["nodes"].as_array().unwrap()) {
        assert!(node.is_null() || node["id"] == **id);
    }
    let one = news.data(&format!("{{ node(id: {}) {{ ... on Article {{ slug }} }} }}", article["id"])).await;
    assert_eq!(one["node"]["slug"], "a");
    let many = json!(vec!["art_x"; 101]);
    let (message, code) = news.fault(&format!("{{ nodes(ids: {many}) {{ id }} }}")).await;
    assert_eq!((message.as_str(), code.as_str()), ("`ids` has 101; it can have 100 at most.", "BAD_REQUEST"));
}

async fn changes_of_the_edition(db: Database) {
    let mut news = Newsroom::new(db).await;
    let article = news.article(Story { slug: "a", ..STORY }).await;
    for (number, position, action) in
        [(1, 1, "PUBLISHED"), (1, 2, "UPDATED"), (2, 1, "UPDATED"), (3, 1, "WITHDRAWN")]
    {
        news.run(&format!(
            "INSERT INTO edition_log (number, position, noun, uid, action, at)
             SELECT {number}, {position}, 'ARTICLE', uid, '{action}', {number}000 FROM edition_article WHERE id = {}",
            article.0
        ))
        .await;
    }
    news.run("UPDATE edition SET number = 3").await;
    let news = news.published().await;
    let since = async |since: &str| {
        let query = format!(
            r#"{{ edition {{ number changes(since: "{since}", first: 2) {{
                edges {{ cursor node {{ edition action noun at node {{ ... on Article {{ slug }} }} }} }} totalCount
            }} }} }}"#
        );
        news.data(&query).await["edition"].take()
    };
    let first = since("0").await;
    assert_eq!(first["number"], 3);
    assert_eq!(first["changes"]["totalCount"], 4);
    assert_eq!(each(&first["changes"]["edges"], "node/action"), ["PUBLISHED", "UPDATED"]);
    assert_eq!(first["changes"]["edges"][0]["node"]["node"]["slug"], "a");
    assert_eq!(first["changes"]["edges"][0]["node"]["at"], "1970-01-01T00:00:01.000Z");
    let cursor = first["changes"]["edges"][0]["cursor"].as_str().unwrap();
    assert_eq!(each(&since(cursor).await["changes"]["edges"], "node/edition"), ["1", "2"]);
    let paged = format!(
        r#"{{ edition {{ changes(since: "0", first: 2, after: "{cursor}") {{ nodes {{ edition }} totalCount }} }} }}"#
    );
    let paged = news.data(&paged).await["edition"]["changes"].take();
    assert_eq!(paged, json!({ "nodes": [{ "edition": 1 }, { "edition": 2 }], "totalCount": 4 }));
    assert_eq!(each(&since("1").await["changes"]["edges"], "node/edition"), ["2", "3"]);
    assert_eq!(since("3").await["changes"], json!({ "edges": [], "totalCount": 0 }));
    let (_, code) = news.fault(r#"{ edition { changes(since: "yesterday") { totalCount } } }"#).await;
    assert_eq!(code, "BAD_REQUEST");
    let (answer, _) = news.ask("{ edition { number } }", &[]).await;
    assert_eq!(answer["extensions"]["edition"], 3);
}
