//! Series and pictures on the desk, and what readers have of them.

use nutgraph::auth::{Actor, Role};
use serde_json::{Value, json};

use crate::desk_entity::{change, paths, person, refusal};
use crate::publication::{apply, number, publish};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(
    a_series_is_made_changed_and_taken_away,
    what_is_wrong_with_a_series_is_told_at_once,
    series_are_for_editors,
    what_is_said_of_a_picture_changes_wherever_it_is_shown,
    authors_say_what_they_like_of_their_own_pictures_alone,
    a_cursor_of_anothers_picture_is_like_any,
);

async fn article(db: &Database, headline: &str) -> Value {
    let made = json!({ "headline": headline, "pictures": [picture("A sea")] });
    change(db, &person(3, Role::Editor), "createArticle", "article { id }", made).await["article"]["id"]
        .take()
}

fn picture(alt: &str) -> Value {
    json!({ "role": "LEAD", "url": "https://pictures.example/sea.jpg", "alt": alt })
}

async fn publish_all(db: &Database, revision: i32) {
    use sea_orm::EntityTrait;
    let desk = Desk::open(db).await;
    for row in db::article::Entity::find().all(&desk.db).await.unwrap() {
        if row.head_number >= revision {
            apply(db, publish(db, row.id, revision)).await.unwrap();
        }
    }
}

const ALL: &str = "series { version title slug description articles { head { headline } } live { title } }";

async fn a_series_is_made_changed_and_taken_away(db: Database) {
    let eva = person(3, Role::Editor);
    let (a, b, c) = (article(&db, "A").await, article(&db, "B").await, article(&db, "C").await);
    publish_all(&db, 1).await;
    let draft = article(&db, "Draft").await;
    let input = json!({ "title": "The Sea", "description": "Waves", "articles": [a, draft, b] });
    let made = change(&db, &eva, "createSeries", &format!("{} {}", ALL, "series { id }"), input).await;
    let id = made["series"]["id"].clone();
    assert_eq!(
        made["series"],
        json!({
            "id": id, "version": 1, "title": "The Sea", "slug": "the-sea", "description": "Waves",
            "articles": [
                { "head": { "headline": "A" } }, { "head": { "headline": "Draft" } }, { "head": { "headline": "B" } }
            ],
            "live": { "title": "The Sea" }
        })
    );
    let readers = "{ series(slug: \"the-sea\") { articles { nodes { headline } } } }";
    let seen = |headlines: &[&str]| {
        let nodes: Vec<_> = headlines.iter().map(|headline| json!({ "headline": headline })).collect();
        json!({ "series": { "articles": { "nodes": nodes } } })
    };
    assert_eq!(db.data(readers, json!({})).await, seen(&["A", "B"]));
    let edition = number(&db).await;
    // Where a draft stands makes no difference to readers.
    let moves = json!([{ "article": draft }, { "article": draft, "before": a }]);
    let input = json!({ "id": id, "expectedVersion": 1, "changes": { "articles": { "move": moves } } });
    let saved = change(&db, &eva, "updateSeries", "series { articles { head { headline } } }", input).await;
    assert_eq!(
        saved["series"]["articles"],
        json!([{ "head": { "headline": "Draft" } }, { "head": { "headline": "A" } }, { "head": { "headline": "B" } }])
    );
    assert_eq!(number(&db).await, edition);
    let articles = json!({ "add": [c], "remove": [b], "move": [{ "article": c, "before": a }] });
    let changes = json!({ "title": "Seas", "description": null, "articles": articles });
    let stale = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    let stale =
        change(&db, &eva, "updateSeries", "series { id } conflict { current changedFields }", stale).await;
    assert_eq!(stale["conflict"], json!({ "current": 2, "changedFields": ["articles"] }));
    let input = json!({ "id": id, "expectedVersion": 2, "changes": changes });
    let saved = change(&db, &eva, "updateSeries", ALL, input).await;
    assert_eq!(saved["series"]["live"]["title"], "Seas");
    assert_eq!(db.data(readers, json!({})).await, seen(&["C", "A"]));
    assert_eq!(number(&db).await, edition + 1);
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
    let list = "query($id: ID!) { desk { allSeries { totalCount nodes { title } } series(slug: \"the-sea\") { version } }
        node(id: $id) { id } }";
    let list = db.desk(&eva, list, json!({ "id": id })).await["data"].take();
    assert_eq!(list["desk"]["allSeries"], json!({ "totalCount": 1, "nodes": [{ "title": "Seas" }] }));
    assert_eq!((&list["desk"]["series"]["version"], &list["node"]["id"]), (&json!(3), &id));
    let stale = json!({ "id": id, "expectedVersion": 2 });
    let stale = change(&db, &eva, "deleteSeries", "deletedId conflict { current }", stale).await;
    assert_eq!((&stale["deletedId"], &stale["conflict"]["current"]), (&Value::Null, &json!(3)));
    let gone = json!({ "id": id, "expectedVersion": 3 });
    let gone = change(&db, &eva, "deleteSeries", "deletedId", gone).await;
    assert_eq!(gone, json!({ "deletedId": id, "userErrors": [] }));
    assert_eq!(db.data(readers, json!({})).await, json!({ "series": null }));
    assert_eq!(number(&db).await, edition + 2);
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
}

async fn what_is_wrong_with_a_series_is_told_at_once(db: Database) {
    let eva = person(3, Role::Editor);
    let a = article(&db, "A").await;
    let first = json!({ "title": "The Sea", "articles": [a] });
    let id = change(&db, &eva, "createSeries", "series { id }", first).await["series"]["id"].take();
    let none = "dart_01h2xcejqtf2nbrexx3vqjhp41";
    let input = json!({ "id": "art_x", "title": "", "slug": "the-sea", "articles": [a, none, a] });
    let made = change(&db, &eva, "createSeries", "series { id }", input).await;
    assert_eq!(
        paths(&made),
        json!([
            [["input", "id"], "INVALID"],
            [["input", "title"], "INVALID"],
            [["input", "slug"], "TAKEN"],
            [["input", "articles", "1"], "NOT_FOUND"],
            [["input", "articles", "2"], "DUPLICATE"],
        ])
    );
    let b = article(&db, "B").await;
    let articles = json!({ "add": [a], "remove": [b], "move": [{ "article": a, "before": b }] });
    let input = json!({ "id": id, "expectedVersion": 1, "changes": { "slug": "No", "articles": articles } });
    let saved = change(&db, &eva, "updateSeries", "series { id }", input).await;
    assert_eq!(
        paths(&saved),
        json!([
            [["input", "changes", "slug"], "INVALID"],
            [["input", "changes", "articles", "remove", "0"], "NOT_FOUND"],
            [["input", "changes", "articles", "add", "0"], "DUPLICATE"],
            [["input", "changes", "articles", "move", "0", "before"], "NOT_FOUND"],
        ])
    );
}

async fn series_are_for_editors(db: Database) {
    let (ada, eva) = (person(1, Role::Author), person(3, Role::Editor));
    let draft = article(&db, "Draft").await;
    let input = json!({ "title": "The Sea", "articles": [draft] });
    assert_eq!(refusal(&db, &ada, "createSeries", input.clone()).await, "FORBIDDEN");
    let id = change(&db, &eva, "createSeries", "series { id }", input).await["series"]["id"].take();
    let update = json!({ "id": id, "expectedVersion": 1, "changes": {} });
    assert_eq!(refusal(&db, &ada, "updateSeries", update).await, "FORBIDDEN");
    assert_eq!(
        refusal(&db, &ada, "deleteSeries", json!({ "id": id, "expectedVersion": 1 })).await,
        "FORBIDDEN"
    );
    // Others' drafts are not there.
    let read = "query($id: ID!) { desk { series(id: $id) { title articles { id } } } }";
    let read = db.desk(&ada, read, json!({ "id": id })).await;
    assert_eq!(read["data"]["desk"]["series"], json!({ "title": "The Sea", "articles": [] }));
}

async fn what_is_said_of_a_picture_changes_wherever_it_is_shown(db: Database) {
    let eva = person(3, Role::Editor);
    let a = article(&db, "A").await;
    publish_all(&db, 1).await;
    let changes = json!({ "headline": "A again" });
    let saved = json!({ "id": a, "baseRevision": 1, "changes": changes });
    change(&db, &eva, "updateArticle", "article { id }", saved).await;
    article(&db, "Draft").await;
    let list =
        "{ desk { pictures { totalCount nodes { id url alt caption articles { head { headline } } } } } }";
    let list = db.desk(&eva, list, json!({})).await["data"]["desk"]["pictures"].take();
    let id = list["nodes"][0]["id"].clone();
    assert_eq!(
        list,
        json!({ "totalCount": 1, "nodes": [{
            "id": id, "url": "https://pictures.example/sea.jpg", "alt": "A sea", "caption": null,
            "articles": [{ "head": { "headline": "Draft" } }, { "head": { "headline": "A again" } }]
        }] })
    );
    let edition = number(&db).await;
    let update = json!({ "id": id, "changes": { "alt": "The Aral Sea", "credit": "Eva" } });
    let saved =
        change(&db, &eva, "updatePicture", "picture { alt credit } articleCount", update.clone()).await;
    let said = json!({ "alt": "The Aral Sea", "credit": "Eva" });
    assert_eq!(saved, json!({ "picture": said, "articleCount": 2, "userErrors": [] }));
    let readers = "{ articles { nodes { headline leadPicture { alt credit } } } }";
    assert_eq!(
        db.data(readers, json!({})).await,
        json!({ "articles": { "nodes": [{ "headline": "A", "leadPicture": said }] } })
    );
    assert_eq!(number(&db).await, edition + 1);
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
    // Once more changes nothing.
    change(&db, &eva, "updatePicture", "articleCount", update).await;
    assert_eq!(number(&db).await, edition + 1);
    let desk = Desk::open(&db).await;
    use sea_orm::EntityTrait;
    let events = db::audit_event::Entity::find().all(&desk.db).await.unwrap();
    let told: Vec<_> = events.iter().filter(|event| event.action == "EDIT_PICTURE").collect();
    assert_eq!(told.len(), 3);
    let json = |text: &Option<String>| serde_json::from_str::<Value>(text.as_deref().unwrap()).unwrap();
    assert_eq!(json(&told[0].before), json!({ "alt": "A sea", "credit": null }));
    let long = json!({ "id": id, "changes": { "alt": "x".repeat(20_001), "caption": "\0" } });
    let long = change(&db, &eva, "updatePicture", "articleCount", long).await;
    assert_eq!(
        paths(&long),
        json!([[["input", "changes", "alt"], "INVALID"], [["input", "changes", "caption"], "INVALID"]])
    );
}

async fn authors_say_what_they_like_of_their_own_pictures_alone(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let made = json!({ "headline": "Mine", "pictures": [picture("A sea")] });
    change(&db, &ada, "createArticle", "article { id }", made).await;
    let list = "{ desk { pictures { nodes { id } } } }";
    let mine = db.desk(&ada, list, json!({})).await["data"]["desk"]["pictures"]["nodes"][0]["id"].take();
    assert_eq!(db.desk(&ben, list, json!({})).await["data"]["desk"]["pictures"]["nodes"], json!([]));
    let update = |alt: &str| json!({ "id": mine, "changes": { "alt": alt } });
    let saved = change(&db, &ada, "updatePicture", "picture { alt }", update("Mine")).await;
    assert_eq!(saved["picture"]["alt"], "Mine");
    let hidden = change(&db, &ben, "updatePicture", "picture { alt }", update("Ben's")).await;
    assert_eq!(paths(&hidden), json!([[["input", "id"], "NOT_FOUND"]]));
    publish_all(&db, 1).await;
    assert_eq!(refusal(&db, &ada, "updatePicture", update("Public")).await, "FORBIDDEN");
    assert_eq!(refusal(&db, &ben, "updatePicture", update("Public")).await, "FORBIDDEN");
}

async fn a_cursor_of_anothers_picture_is_like_any(db: Database) {
    let (ada, ben, eva) = (person(1, Role::Author), person(2, Role::Author), person(3, Role::Editor));
    for (who, name) in [(&ada, "hers-1"), (&ben, "his"), (&ada, "hers-2")] {
        let url = format!("https://pictures.example/{name}.jpg");
        let picture = json!({ "role": "LEAD", "url": url, "alt": name });
        let made = json!({ "headline": name, "pictures": [picture] });
        change(&db, who, "createArticle", "article { id }", made).await;
    }
    let edges = "{ desk { pictures { edges { cursor node { alt } } } } }";
    let edges = db.desk(&eva, edges, json!({})).await["data"]["desk"]["pictures"]["edges"].take();
    let edges = edges.as_array().unwrap();
    let cursor = |alt: &str| edges.iter().find(|edge| edge["node"]["alt"] == alt).unwrap()["cursor"].clone();
    // In this order, of no picture at all.
    let random = cursor_of(&json!(["desk-pictures", ["01890a5d-ac96-774b-bcce-b302099a8057"]]));
    for (to, size) in [("after", "first"), ("before", "last")] {
        let query = format!(
            "query($at: String) {{ desk {{ pictures({to}: $at, {size}: 5) {{ nodes {{ alt }} }} }} }}"
        );
        let ask = async |who: &Actor, at: &Value| {
            let told = db.desk(who, &query, json!({ "at": at })).await;
            told["data"]["desk"]["pictures"]["nodes"].as_array().unwrap_or_else(|| panic!("{told}")).len()
        };
        assert_eq!(ask(&ada, &cursor("his")).await, ask(&ada, &random).await, "{to}");
        assert_eq!(ask(&ada, &cursor("his")).await, 2, "{to}: to her it is no place");
        assert_eq!(ask(&eva, &cursor("his")).await, 1, "{to}: to an editor it is one");
        let own = if to == "after" { "hers-2" } else { "hers-1" };
        assert_eq!(ask(&ada, &cursor(own)).await, 1, "{to}");
    }
}

fn cursor_of(keys: &Value) -> Value {
    use base64::Engine;
    json!(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(keys.to_string()))
}
