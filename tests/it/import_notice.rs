//! Stories of notices that a file brings: readers get them at once, so they must fit what readers have.

use nutgraph::domain::import::Options;
use nutgraph::domain::reference;
use serde_json::{Value, json};

use crate::import::{bundle, done, export, faulty};
use crate::support::{Database, both};

both!(
    a_notice_comes_with_the_text_that_it_speaks_of,
    a_notice_does_not_lie_in_the_future,
    a_retraction_is_of_a_retracted_article,
);

/// A bundle with one article, and further keys of it.
fn storm(text: &str, keys: Value) -> String {
    let mut article =
        json!({ "slug": "storm", "headline": "Storm", "body": { "format": "PLAIN", "source": text } });
    article.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    json!({ "nutgraph": 1, "articles": [article] }).to_string()
}

fn notice(kind: &str, at: &str) -> Value {
    json!([{ "kind": kind, "text": "It was Tuesday.", "publishedAt": at }])
}

async fn notices(db: &Database) -> Value {
    let out: Value = serde_json::from_str(&export(db).await).unwrap();
    out["articles"][0].get("notices").cloned().unwrap_or_default()
}

const PAST: &str = "2026-01-14T12:00:00Z";

async fn a_notice_comes_with_the_text_that_it_speaks_of(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let plain = Options::default();
    let correction = json!({ "notices": notice("CORRECTION", PAST) });
    let new = bundle(&db, &storm("On Monday.", correction.clone()), &plain).await;
    insta::assert_snapshot!(faulty(new), @"test.json:1 /articles/0/notices/0: readers do not get the text that it speaks of: publish the text too, or leave the notice out");
    done(bundle(&db, &storm("On Monday.", json!({ "publication": "LIVE" })), &plain).await);
    let mended = storm("On Tuesday.", correction.clone());
    insta::assert_snapshot!(faulty(bundle(&db, &mended, &plain).await), @"test.json:1 /articles/0/notices/0: readers do not get the text that it speaks of: publish the text too, or leave the notice out");
    assert_eq!(notices(&db).await, Value::Null);
    done(bundle(&db, &mended, &Options { publish: true, ..Options::default() }).await);
    assert_eq!(notices(&db).await[0]["kind"], "CORRECTION");
    // A notice that is there already holds nobody up, nor one for the text that readers have.
    done(bundle(&db, &storm("On Tuesday noon.", correction), &plain).await);
    let clarified = json!({ "notices": notice("CLARIFICATION", PAST) });
    done(bundle(&db, &storm("On Tuesday.", clarified), &plain).await);
    assert_eq!(notices(&db).await.as_array().unwrap().len(), 2);
}

async fn a_notice_does_not_lie_in_the_future(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let later = json!({ "publication": "LIVE", "notices": notice("CORRECTION", "2026-01-15T12:00:01Z") });
    let later = bundle(&db, &storm("On Monday.", later), &Options::default()).await;
    insta::assert_snapshot!(faulty(later), @"test.json:1 /articles/0/notices/0/publishedAt: lies in the future: readers get a notice as soon as it is imported");
}

async fn a_retraction_is_of_a_retracted_article(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let retraction =
        |publication| json!({ "publication": publication, "notices": notice("RETRACTION", PAST) });
    let live = bundle(&db, &storm("On Monday.", retraction("LIVE")), &Options::default()).await;
    insta::assert_snapshot!(faulty(live), @"test.json:1 /articles/0/notices/0/kind: is of a retracted article: this one is not, and its publication is not RETRACTED");
    done(bundle(&db, &storm("On Monday.", retraction("RETRACTED")), &Options::default()).await);
    let again = json!({ "notices": notice("RETRACTION", PAST) });
    assert!(!done(bundle(&db, &storm("On Monday.", again), &Options::default()).await).changed());
}
