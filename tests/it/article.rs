//! Articles and what belongs to them.

use db::{ContributorRole, EntityId, EntityKind, LinkRel, NoticeKind, PictureRole};
use serde_json::{Value, json};

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::{each, pretty};
use crate::support::{Database, both};

both!(
    a_page_of_an_article,
    a_body_in_blocks,
    a_former_slug_finds_it_and_a_route_redirects,
    a_retracted_article_is_its_notice,
    versions_and_what_changed,
    series_neighbours_and_translations,
    nodes_by_their_ids,
    machines_read_it_too,
    changes_of_the_edition,
);

const TEXT: &str =
    "Karim Masimov headed the **KNB** 🛡 of Kazakhstan.\n\n## Then\n\n- He was [moved](https://e.example/).";

async fn knb(db: Database) -> (Newsroom, [EntityId; 3]) {
    let mut news = Newsroom::new(db).await;
    let masimov = news.entity(EntityKind::Person, "Karim Masimov").await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let kazakhstan = news.entity(EntityKind::Country, "Kazakhstan").await;
    (news, [masimov, knb, kazakhstan])
}

async fn a_page_of_an_article(db: Database) {
    let (mut news, [masimov, knb, kazakhstan]) = knb(db).await;
    let author = news.entity(EntityKind::Person, "A Writer").await;
    let mentions = [(masimov, "Karim Masimov"), (knb, "KNB"), (kazakhstan, "Kazakhstan")];
    let story = Story { slug: "knb", text: TEXT, about: &[knb], mentions: &mentions, ..STORY };
    let article = news.article(story).await;
    news.contributor(article, author, ContributorRole::Author).await;
    news.picture(article, PictureRole::Lead, "https://p.example/1.jpg").await;
    news.notice(article, NoticeKind::Correction, "It was Tuesday.").await;
    let news = news.published().await;
    let query = r#"{ article(slug: "knb") {
        slug language path headline summary byline genre publishedAt updatedAt wordCount readingMinutes
        dateline { text place { name } }
        body { text html plain: html(mentions: NONE) }
        contributors { role entity { name } }
        about { name }
        leadPicture { url alt width }
        pictures { role }
        mentions { entity { name } surface start end utf16Start utf16End }
        organisations: mentions(kinds: [ORGANISATION]) { surface }
        entities(first: 2) { edges { about mentionCount node { name } } totalCount pageInfo { hasNextPage } }
        notices { kind text }
        retraction { id }
    } }"#;
    let (answer, statements) = news.ask(query, &[]).await;
    insta::assert_snapshot!(pretty(&answer["data"]["article"]), @r##"
    {
      "slug": "knb",
      "language": "en",
      "path": "/en/knb",
      "headline": "About knb",
      "summary": "In short: knb",
      "byline": "By our writer",
      "genre": null,
      "publishedAt": "2022-01-06T09:30:00.000Z",
      "updatedAt": "2022-01-06T09:30:00.000Z",
      "wordCount": 11,
      "readingMinutes": 1,
      "dateline": {
        "text": "ALMATY",
        "place": {
          "name": "KNB"
        }
      },
      "body": {
        "text": "Karim Masimov headed the KNB 🛡 of Kazakhstan.\nThen\nHe was moved.",
        "html": "<p><a href=\"/entities/karim-masimov\" data-entity=\"ent_01kf0rdqg0e008000000000001\">Karim Masimov</a> headed the <a href=\"/entities/knb\" data-entity=\"ent_01kf0rdqg0e008000000000002\"><strong>KNB</strong></a> 🛡 of <a href=\"/entities/kazakhstan\" data-entity=\"ent_01kf0rdqg0e008000000000003\">Kazakhstan</a>.</p><h2>Then</h2><ul><li>He was <a href=\"https://e.example/\">moved</a>.</li></ul>",
        "plain": "<p>Karim Masimov headed the <strong>KNB</strong> 🛡 of Kazakhstan.</p><h2>Then</h2><ul><li>He was <a href=\"https://e.example/\">moved</a>.</li></ul>"
      },
      "contributors": [
        {
          "role": "AUTHOR",
          "entity": {
            "name": "A Writer"
          }
        }
      ],
      "about": [
        {
          "name": "KNB"
        }
      ],
      "leadPicture": {
        "url": "https://p.example/1.jpg",
        "alt": "A square",
        "width": 1200
      },
      "pictures": [
        {
          "role": "LEAD"
        }
      ],
      "mentions": [
        {
          "entity": {
            "name": "Karim Masimov"
          },
          "surface": "Karim Masimov",
          "start": 0,
          "end": 13,
          "utf16Start": 0,
          "utf16End": 13
        },
        {
          "entity": {
            "name": "KNB"
          },
          "surface": "KNB",
          "start": 25,
          "end": 28,
          "utf16Start": 25,
          "utf16End": 28
        },
        {
          "entity": {
            "name": "Kazakhstan"
          },
          "surface": "Kazakhstan",
          "start": 34,
          "end": 44,
          "utf16Start": 35,
          "utf16End": 45
        }
      ],
      "organisations": [
        {
          "surface": "KNB"
        }
      ],
      "entities": {
        "edges": [
          {
            "about": true,
            "mentionCount": 1,
            "node": {
              "name": "KNB"
            }
          },
          {
            "about": false,
            "mentionCount": 1,
            "node": {
              "name": "Karim Masimov"
            }
          }
        ],
        "totalCount": 3,
        "pageInfo": {
          "hasNextPage": true
        }
      },
      "notices": [
        {
          "kind": "CORRECTION",
          "text": "It was Tuesday."
        }
      ],
      "retraction": null
    }
    "##);
    // The article, its text, what belongs to it, its most telling entities, how many they are, all entities.
    assert_eq!(statements.len(), 6, "{statements:#?}");

    let page = r#"{ article(slug: "knb") {
        id headline byline publishedAt body { html }
        mentions { id start end entity { id kind name path } }
        about { id name } contributors { role entity { name } }
        leadPicture { url } notices { kind text }
    } }"#;
    assert_eq!(news.statements(page).await, 4);
}

async fn a_body_in_blocks(db: Database) {
    let (mut news, [_, knb, _]) = knb(db).await;
    news.article(Story { slug: "knb", text: TEXT, mentions: &[(knb, "KNB")], ..STORY }).await;
    let news = news.published().await;
    let query = r#"{ article(slug: "knb") { body { blocks {
        __typename html
        ... on Paragraph { spans { text marks href mention { surface entity { name } } } }
        ... on Heading { level spans { text } }
        ... on ListItem { depth ordered spans { text href } }
    } } } }"#;
    let data = news.data(query).await;
    insta::assert_snapshot!(pretty(&data["article"]["body"]["blocks"]), @r##"
    [
      {
        "__typename": "Paragraph",
        "html": "<p>Karim Masimov headed the <a href=\"/entities/knb\" data-entity=\"ent_01kf0rdqg0e008000000000002\"><strong>KNB</strong></a> 🛡 of Kazakhstan.</p>",
        "spans": [
          {
            "text": "Karim Masimov headed the ",
            "marks": [],
            "href": null,
            "mention": null
          },
          {
            "text": "KNB",
            "marks": [
              "BOLD"
            ],
            "href": null,
            "mention": {
              "surface": "KNB",
              "entity": {
                "name": "KNB"
              }
            }
          },
          {
            "text": " 🛡 of Kazakhstan.",
            "marks": [],
            "href": null,
            "mention": null
          }
        ]
      },
      {
        "__typename": "Heading",
        "html": "<h2>Then</h2>",
        "level": 2,
        "spans": [
          {
            "text": "Then"
          }
        ]
      },
      {
        "__typename": "ListItem",
        "html": "<ul><li>He was <a href=\"https://e.example/\">moved</a>.</li></ul>",
        "depth": 1,
        "ordered": false,
        "spans": [
          {
            "text": "He was ",
            "href": null
          },
          {
            "text": "moved",
            "href": "https://e.example/"
          },
          {
            "text": ".",
            "href": null
          }
        ]
      }
    ]
    "##);
}

async fn a_former_slug_finds_it_and_a_route_redirects(db: Database) {
    let (mut news, [_, knb, _]) = knb(db).await;
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
    let (mut news, [_, knb, _]) = knb(db).await;
    let story = Story { slug: "wrong", text: TEXT, about: &[knb], mentions: &[(knb, "KNB")], ..STORY };
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
}

async fn versions_and_what_changed(db: Database) {
    let mut news = Newsroom::new(db).await;
    let article = news.article(Story { slug: "vote", text: "The vote is on Monday.", ..STORY }).await;
    news.version(article, 2, "The vote is on Tuesday.").await;
    news.version(article, 4, "The vote was on Tuesday.").await;
    let news = news.published().await;
    let query = r#"{ article(slug: "vote") {
        body { text }
        versions(first: 2) { nodes { number headline text } totalCount pageInfo { hasNextPage endCursor } }
        changes(from: 1, to: 2) { kind text }
        none: changes(from: 3) { kind }
        now: changes(from: 2) { kind text }
    } }"#;
    let (answer, statements) = news.ask(query, &[]).await;
    let article = &answer["data"]["article"];
    assert_eq!(article["body"]["text"], "The vote was on Tuesday.");
    assert_eq!(each(&article["versions"]["nodes"], "number"), ["4", "2"]);
    assert_eq!(article["versions"]["nodes"][1]["text"], "The vote is on Tuesday.");
    assert_eq!(article["versions"]["totalCount"], 3);
    assert_eq!(article["versions"]["pageInfo"]["hasNextPage"], true);
    let change = |kind: &str, text: &str| json!({ "kind": kind, "text": text });
    let wanted =
        [change("KEPT", "The vote is on "), change("REMOVED", "Monday."), change("ADDED", "Tuesday.")];
    assert_eq!(article["changes"], json!(wanted));
    assert_eq!(article["none"], json!([]));
    assert_eq!(each(&article["now"], "kind"), ["KEPT", "REMOVED", "ADDED", "KEPT"]);
    // The article; all texts and the page of versions; the count.
    assert_eq!(statements.len(), 4, "{statements:#?}");
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
    let id = nutgraph::graphql::node::id(nutgraph::graphql::node::Noun::Series, series).0;
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
    let (mut news, [_, knb, _]) = knb(db).await;
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

async fn machines_read_it_too(db: Database) {
    let (mut news, [masimov, knb, kazakhstan]) = knb(db).await;
    let mentions = [(masimov, "Karim Masimov"), (knb, "KNB"), (kazakhstan, "Kazakhstan")];
    let article =
        news.article(Story { slug: "knb", text: TEXT, about: &[knb], mentions: &mentions, ..STORY }).await;
    news.contributor(article, masimov, ContributorRole::Author).await;
    news.notice(article, NoticeKind::Correction, "It was Tuesday.").await;
    let news = news.published().await;
    let (answer, statements) = news.ask(r#"{ article(slug: "knb") { jsonLd } }"#, &[]).await;
    let json = answer["data"]["article"]["jsonLd"].as_str().unwrap();
    let read: Value = serde_json::from_str(json).unwrap();
    assert_eq!(read["@type"], "NewsArticle");
    assert_eq!(read["inLanguage"], "en");
    assert_eq!(read["datePublished"], "2022-01-06T09:30:00.000Z");
    assert_eq!(read["author"][0]["name"], "Karim Masimov");
    assert_eq!(each(&read["about"], "name"), ["KNB"]);
    assert_eq!(each(&read["mentions"], "name"), ["Karim Masimov", "Kazakhstan"]);
    assert_eq!(read["correction"][0]["text"], "It was Tuesday.");
    assert_eq!(statements.len(), 3, "{statements:#?}");
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
    assert_eq!(each(&since("1").await["changes"]["edges"], "node/edition"), ["2", "3"]);
    assert_eq!(since("3").await["changes"], json!({ "edges": [], "totalCount": 0 }));
    let (_, code) = news.fault(r#"{ edition { changes(since: "yesterday") { totalCount } } }"#).await;
    assert_eq!(code, "BAD_REQUEST");
    let (answer, _) = news.ask("{ edition { number } }", &[]).await;
    assert_eq!(answer["extensions"]["edition"], 3);
}
