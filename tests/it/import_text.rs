//! Stories of importing texts and Markdown.

use nutgraph::domain::import::Options;
use nutgraph::domain::reference;
use serde_json::Value;

use crate::import::{done, export, faulty, path};
use crate::support::{Database, both};

both!(a_plain_text_takes_its_headline_from_its_first_sentence, front_matter_is_an_article);

async fn a_plain_text_takes_its_headline_from_its_first_sentence(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let publish = Options { publish: true, ..Options::default() };
    let text = "Rain over Reykjavik. The rain in Iceland has not stopped, the Icelandic weather office says.\nIt goes on.";
    let first = path(&db, "rain.txt", text.as_bytes(), &publish).await;
    insta::assert_snapshot!(done(first), @r"
    rain.txt
      articles: 1 created
      published: 1
      edition: 2
      names linked: 2
      note: rain.txt has no headline: took “Rain over Reykjavik” from its first line
    ");
    let again = done(path(&db, "rain.txt", text.as_bytes(), &publish).await);
    assert!(!again.changed(), "{again}");
    let changed = done(path(&db, "rain.txt", text.replace("goes on", "stopped").as_bytes(), &publish).await);
    insta::assert_snapshot!(changed, @r"
    rain.txt
      articles: 1 updated
      published: 1
      edition: 3
      names linked: 2
      note: rain.txt has no headline: took “Rain over Reykjavik” from its first line
    ");
}

async fn front_matter_is_an_article(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let text = "---\nheadline: \"Snow: a report\"\ncontentCreated: 2016\nlocated: OSLO\nabout: [norway]\nlinks:\n  - rel: RELATED\n    url: https://example.org/\n---\nSnow fell on **Norway**.\n";
    let told = done(path(&db, "Snow Report.md", text.as_bytes(), &Options::default()).await);
    insta::assert_snapshot!(told, @r"
    Snow Report.md
      articles: 1 created
      edition: as before
      names linked: 1
    ");
    let out = export(&db).await;
    let out: Value = serde_json::from_str(&out).unwrap();
    insta::assert_snapshot!(out["articles"][0]["slug"], @r#""snow-a-report""#);
    insta::assert_snapshot!(out["articles"][0]["dateline"], @r#"{"located":"OSLO"}"#);
    insta::assert_snapshot!(out["articles"][0]["mentions"][0]["entity"], @r#""norway""#);
    let wrong =
        text.replace("headline", "heading").replace("2016", "last year").replace("[norway]", "[norwegen]");
    insta::assert_snapshot!(faulty(path(&db, "wrong.md", wrong.as_bytes(), &Options::default()).await), @r#"
    wrong.md:2 /heading: there is no key "heading"; did you mean "headline"?
    wrong.md:3 /contentCreated: "last year" is not a date: write 2016, 2019-03 or 2022-01-06, and ~ (about) or ? (uncertain) behind it
    wrong.md:5 /about/0: there is no entity "norwegen"
    "#);
    let wrong = text.replace("about: [norway]", "about: [norway");
    insta::assert_snapshot!(faulty(path(&db, "wrong.md", wrong.as_bytes(), &Options::default()).await), @r"wrong.md:6: the front matter is no YAML: illegal placement of ':' indicator at line 5, column 6");
}
