//! Entities on the desk, and what readers have of them: published, withdrawn, renamed.

use nutgraph::auth::Role;
use nutgraph::domain::publication::{Changes, Touched};
use serde_json::{Value, json};

use crate::desk_entity::{change, entity, paths, person};
use crate::publication::{apply, number, publish};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(
    readers_see_what_is_published_and_no_more_what_is_withdrawn,
    a_former_slug_goes_on_finding_the_entity,
    the_edition_rises_only_where_readers_see_a_difference,
);

async fn readers_see_what_is_published_and_no_more_what_is_withdrawn(db: Database) {
    let eva = person(3, Role::Editor);
    let desk = Desk::open(&db).await;
    let a = desk.entity("Ada", db::Visibility::Never).await;
    let b = desk.entity("Bea", db::Visibility::Never).await;
    let article = desk.article(&["xx text"], &[a, b]).await;
    desk.relation_type("KNOWS", false).await;
    let reference = Touched { reference: true, ..Touched::default() };
    apply(&db, Changes { touched: reference, ..Changes::default() }).await.unwrap();
    let relation = desk.relation(a, "KNOWS", b).await;
    desk.evidence(relation, db::Stance::Supports, article, None, None).await;
    apply(&db, publish(&db, article, 1)).await.unwrap();
    let ids: Vec<Value> = {
        let query = "{ entities { nodes { id } } }";
        let found = db.data(query, json!({})).await;
        found["entities"]["nodes"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect()
    };
    let seen = "{ articles { nodes { about { name } mentions { surface } } } relations { totalCount } }";
    let before = db.data(seen, json!({})).await;
    let shown = "entities { name publication whereUsed { articleCount liveArticleCount relationCount } }
        leaving { articles mentions abouts relations }";
    let withdrawn = change(&db, &eva, "withdrawEntities", shown, json!({ "ids": [ids[0]] })).await;
    assert_eq!(
        withdrawn,
        json!({
            "entities": [{
                "name": "Ada", "publication": "WITHDRAWN",
                "whereUsed": { "articleCount": 1, "liveArticleCount": 1, "relationCount": 1 }
            }],
            "leaving": { "articles": 1, "mentions": 1, "abouts": 1, "relations": 1 },
            "userErrors": []
        })
    );
    assert_eq!(
        db.data(seen, json!({})).await,
        json!({
            "articles": { "nodes": [{ "about": [], "mentions": [{ "surface": "x" }] }] },
            "relations": { "totalCount": 0 }
        })
    );
    a_rebuild_changes_nothing(&db, &desk).await;
    // All or none.
    let none = json!({ "ids": [ids[0], "ent_01h2xcejqtf2nbrexx3vqjhp41"] });
    let faulty = change(&db, &eva, "publishEntities", "entities { id }", none).await;
    assert_eq!(faulty["entities"], json!([]));
    assert_eq!(paths(&faulty), json!([[["input", "ids", "1"], "NOT_FOUND"]]));
    let edition = number(&db).await;
    let both = change(&db, &eva, "publishEntities", "entities { publication }", json!({ "ids": ids })).await;
    assert_eq!(both["entities"], json!([{ "publication": "LIVE" }, { "publication": "LIVE" }]));
    assert_eq!(number(&db).await, edition + 1);
    assert_eq!(db.data(seen, json!({})).await, before);
    a_rebuild_changes_nothing(&db, &desk).await;
    let never = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Cem" })).await;
    let faulty =
        change(&db, &eva, "withdrawEntities", "entities { id }", json!({ "ids": [ids[0], never] })).await;
    assert_eq!(paths(&faulty), json!([[["input", "ids"], "WRONG_STATE"]]));
    assert_eq!(number(&db).await, edition + 1);
}

async fn a_former_slug_goes_on_finding_the_entity(db: Database) {
    let eva = person(3, Role::Editor);
    let id = entity(&db, &eva, json!({ "kind": "PLACE", "name": "Nur Sultan", "public": true })).await;
    let draft = entity(&db, &eva, json!({ "kind": "PLACE", "name": "Draft" })).await;
    for (id, slug) in [(&id, "astana"), (&draft, "hidden")] {
        let input = json!({ "id": id, "expectedVersion": 1, "changes": { "slug": slug } });
        let saved = change(&db, &eva, "updateEntity", "entity { slug }", input).await;
        assert_eq!(saved["entity"]["slug"], slug);
    }
    let read = "{ entity(slug: \"nur-sultan\") { slug } draft: entity(slug: \"draft\") { slug }
        route(path: \"/entities/nur-sultan\") { ... on Redirect { to status } } }";
    let read = db.data(read, json!({})).await;
    assert_eq!((&read["entity"]["slug"], &read["draft"]), (&json!("astana"), &Value::Null));
    assert_eq!(read["route"]["status"], 301, "{read}");
    let desk = "{ desk { entity(slug: \"nur-sultan\") { slug } } }";
    assert_eq!(db.desk(&eva, desk, json!({})).await["data"]["desk"]["entity"]["slug"], "astana");
    // It is kept for it; what was never public is free again.
    let taken = json!({ "kind": "PLACE", "name": "X", "slug": "nur-sultan" });
    let taken = change(&db, &eva, "createEntity", "entity { id }", taken).await;
    assert_eq!(paths(&taken), json!([[["input", "slug"], "TAKEN"]]));
    let input = json!({ "id": draft, "expectedVersion": 2, "changes": { "slug": "nur-sultan" } });
    let taken = change(&db, &eva, "updateEntity", "entity { id }", input).await;
    assert_eq!(paths(&taken), json!([[["input", "changes", "slug"], "TAKEN"]]));
    entity(&db, &eva, json!({ "kind": "PLACE", "name": "Draft", "slug": "draft" })).await;
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
    // It may go back.
    let input = json!({ "id": id, "expectedVersion": 2, "changes": { "slug": "nur-sultan" } });
    change(&db, &eva, "updateEntity", "entity { slug }", input).await;
    let read = "{ old: entity(slug: \"astana\") { slug } new: entity(slug: \"nur-sultan\") { slug } }";
    let slug = json!({ "slug": "nur-sultan" });
    assert_eq!(db.data(read, json!({})).await, json!({ "old": slug, "new": slug }));
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
}

async fn the_edition_rises_only_where_readers_see_a_difference(db: Database) {
    let eva = person(3, Role::Editor);
    let draft = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Draft" })).await;
    let live = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Live", "public": true })).await;
    let start = number(&db).await;
    let save = async |id: &Value, version: i64, changes: Value| {
        let input = json!({ "id": id, "expectedVersion": version, "changes": changes });
        let saved = change(&db, &eva, "updateEntity", "entity { version }", input).await;
        assert_eq!(saved["entity"]["version"], version + 1, "{saved}");
        number(&db).await
    };
    assert_eq!(save(&draft, 1, json!({ "name": "Still a draft" })).await, start);
    let short = json!({ "names": { "add": [{ "name": "Liv", "kind": "SHORT" }] } });
    assert_eq!(save(&live, 1, short).await, start + 1);
    // Whether it is distinctive concerns those who write alone.
    let short = json!({ "names": { "add": [{ "name": "Liv", "kind": "SHORT", "distinctive": true }] } });
    assert_eq!(save(&live, 2, short).await, start + 1);
    assert_eq!(save(&live, 3, json!({ "summary": "Somebody" })).await, start + 2);
    let ids = json!({ "ids": [live] });
    change(&db, &eva, "publishEntities", "entities { id }", ids).await;
    assert_eq!(number(&db).await, start + 2);
}
