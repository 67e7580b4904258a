//! Articles and what belongs to them.

use db::{ContributorRole, EntityId, EntityKind, NoticeKind, PictureRole};
use serde_json::{Value, json};

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::{each, pretty};
use crate::support::{Database, both};

both!(a_page_of_an_article, a_body_in_blocks, versions_and_what_changed, machines_read_it_too,);

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
