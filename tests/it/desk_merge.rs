//! Two entities become one, and two again.

use db::{EntityId, RelationId, Stance, Visibility, entity, relation};
use nutgraph::auth::Role;
use nutgraph::domain::public_id::{self, Prefix};
use nutgraph::domain::publication::{Changes, Touched};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::desk_entity::{change, entity, paths, person};
use crate::publication::{apply, number, publish};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{Database, both, edition};

both!(
    readers_find_the_target_by_all_that_the_source_had,
    relations_of_one_are_those_of_the_other,
    what_was_merged_parts_again_as_it_was,
    a_chain_of_merges_parts_in_any_order,
    what_was_changed_since_stays,
    what_does_not_merge_is_told_at_once,
    what_readers_never_had_becomes_readable_and_not_known,
    texts_are_linked_with_the_target,
);

const MERGE: &str =
    "entity { name names { name kind } mergedIds merges { reason source { name mergedInto { name } } }
    identifiers { value } } droppedRelations joinedRelations";
const UNMERGE: &str =
    "source { name mergedInto { name } names { name } } target { names { name } mergedIds } leftBehind";

pub async fn id_of(desk: &Desk, id: EntityId) -> String {
    let row = entity::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
    public_id::print(Prefix::DeskEntity, row.uid)
}

async fn merge(db: &Database, source: &Value, target: &Value) -> Value {
    let input = json!({ "source": source, "target": target, "reason": "the same woman" });
    let merged = change(db, &person(3, Role::Editor), "mergeEntities", MERGE, input).await;
    assert_eq!(merged["userErrors"], json!([]), "{merged}");
    merged
}

async fn unmerge(db: &Database, source: &Value) -> Value {
    let input = json!({ "source": source });
    let parted = change(db, &person(3, Role::Editor), "unmergeEntities", UNMERGE, input).await;
    assert_eq!(parted["userErrors"], json!([]), "{parted}");
    parted
}

/// Ada, Bea and Cem are public; an article names all three, and is about Ada.
async fn world(db: &Database) -> (Desk, [EntityId; 3]) {
    let desk = Desk::open(db).await;
    desk.relation_type("KNOWS", false).await;
    desk.relation_type("MEETS", true).await;
    let reference = Touched { reference: true, ..Touched::default() };
    apply(db, Changes { touched: reference, ..Changes::default() }).await.unwrap();
    let mut who = vec![];
    for name in ["Ada", "Bea", "Cem"] {
        who.push(desk.entity(name, Visibility::Live).await);
    }
    let who: [EntityId; 3] = who.try_into().unwrap();
    apply(db, Changes { show_entities: who.to_vec(), ..Changes::default() }).await.unwrap();
    let article = desk.article(&["xxx text"], &who).await;
    apply(db, publish(db, article, 1)).await.unwrap();
    (desk, who)
}

async fn readers_find_the_target_by_all_that_the_source_had(db: Database) {
    let (desk, [ada, bea, _]) = world(&db).await;
    let (ada, bea) = (json!(id_of(&desk, ada).await), json!(id_of(&desk, bea).await));
    let edition = number(&db).await;
    let merged = merge(&db, &ada, &bea).await;
    assert_eq!(
        merged,
        json!({
            "entity": {
                "name": "Bea", "mergedIds": [ada], "identifiers": [],
                "names": [
                    { "name": "Bea alias", "kind": "ALIAS" }, { "name": "Ada alias", "kind": "ALIAS" },
                    { "name": "Ada", "kind": "ALIAS" }
                ],
                "merges": [{ "reason": "the same woman", "source": { "name": "Ada", "mergedInto": { "name": "Bea" } } }]
            },
            "droppedRelations": [], "joinedRelations": [], "userErrors": []
        })
    );
    assert_eq!(number(&db).await, edition + 1);
    let old = ada.as_str().unwrap().replace("dent_", "ent_");
    let read = "query($id: ID!) {
        byId: entity(id: $id) { name mergedIds names { name } articles { totalCount } }
        bySlug: entity(slug: \"ada-3\") { name }
        entities { totalCount }
        articles { nodes { about { name } mentions { entity { name } } entities { nodes { name } } } } }";
    let read = db.data(read, json!({ "id": old })).await;
    assert_eq!(
        read,
        json!({
            "byId": {
                "name": "Bea", "mergedIds": [old],
                "names": [{ "name": "Bea alias" }, { "name": "Ada alias" }, { "name": "Ada" }],
                "articles": { "totalCount": 1 }
            },
            "bySlug": { "name": "Bea" },
            "entities": { "totalCount": 2 },
            "articles": { "nodes": [{
                "about": [{ "name": "Bea" }],
                "mentions": [
                    { "entity": { "name": "Bea" } }, { "entity": { "name": "Bea" } }, { "entity": { "name": "Cem" } }
                ],
                "entities": { "nodes": [{ "name": "Bea" }, { "name": "Cem" }] }
            }] }
        })
    );
    a_rebuild_changes_nothing(&db, &desk).await;
    // The desk's list has it once, unless it is asked for what was merged.
    let list = "{ desk { all: entities { totalCount } named: entities(filter: { name: { contains: \"ADA\" } }) { nodes { name } }
        merged: entities(filter: { merged: true }) { nodes { name } } } }";
    let list = db.desk(&person(1, Role::Author), list, json!({})).await["data"]["desk"].take();
    let bea_alone = json!([{ "name": "Bea" }]);
    assert_eq!((&list["all"]["totalCount"], &list["named"]["nodes"]), (&json!(2), &bea_alone));
    assert_eq!(list["merged"]["nodes"], json!([{ "name": "Ada" }]));
    let save = json!({ "id": ada, "expectedVersion": 3, "changes": { "name": "Ada again" } });
    let save = change(&db, &person(3, Role::Editor), "updateEntity", "entity { id }", save).await;
    assert_eq!(paths(&save), json!([[["input", "id"], "WRONG_STATE"]]));
}

async fn shown(desk: &Desk) -> Vec<(RelationId, i64)> {
    let mut rows: Vec<_> = vec![];
    for row in db::edition_relation::Entity::find().all(&desk.db).await.unwrap() {
        use sea_orm::{ColumnTrait, QueryFilter};
        let of = db::edition_evidence::Column::RelationId.eq(row.id);
        let count = db::edition_evidence::Entity::find().filter(of).count(&desk.db).await.unwrap();
        rows.push((row.id, i64::try_from(count).unwrap()));
    }
    rows.sort();
    rows
}

async fn relations_of_one_are_those_of_the_other(db: Database) {
    let (desk, [ada, bea, cem]) = world(&db).await;
    let source = desk.article(&["source"], &[]).await;
    apply(&db, publish(&db, source, 1)).await.unwrap();
    let mut relations = vec![];
    for (from, code, to) in [
        (ada, "KNOWS", cem),
        (bea, "KNOWS", cem),
        (ada, "KNOWS", bea),
        (cem, "MEETS", ada),
        (bea, "MEETS", cem),
        (cem, "KNOWS", ada),
    ] {
        let relation = desk.relation(from, code, to).await;
        desk.evidence(relation, Stance::Supports, source, None, None).await;
        relations.push(relation);
    }
    let touched = Touched { relations: relations.iter().copied().collect(), ..Touched::default() };
    apply(&db, Changes { touched, ..Changes::default() }).await.unwrap();
    assert_eq!(shown(&desk).await.len(), 6);
    let before = edition::dump(&desk.db).await;
    let uid = async |id: RelationId| {
        let row = relation::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
        public_id::print(Prefix::DeskRelation, row.uid)
    };
    let ids = (json!(id_of(&desk, ada).await), json!(id_of(&desk, bea).await));
    let merged = merge(&db, &ids.0, &ids.1).await;
    assert_eq!(merged["droppedRelations"], json!([uid(relations[2]).await]));
    // The symmetric one says the same from either end.
    assert_eq!(merged["joinedRelations"], json!([uid(relations[0]).await, uid(relations[3]).await]));
    assert_eq!(shown(&desk).await, [(relations[1], 2), (relations[4], 2), (relations[5], 1)]);
    let ends = db.data("{ relations { nodes { subject { name } object { name } } } }", json!({})).await;
    assert!(!ends.to_string().contains("Ada"), "{ends}");
    a_rebuild_changes_nothing(&db, &desk).await;
    unmerge(&db, &ids.0).await;
    assert_eq!(edition::dump(&desk.db).await, before);
    a_rebuild_changes_nothing(&db, &desk).await;
}

async fn what_was_merged_parts_again_as_it_was(db: Database) {
    let (desk, [ada, bea, _]) = world(&db).await;
    let (ada, bea) = (json!(id_of(&desk, ada).await), json!(id_of(&desk, bea).await));
    let before = (edition::dump(&desk.db).await, number(&db).await);
    merge(&db, &ada, &bea).await;
    let parted = unmerge(&db, &ada).await;
    assert_eq!(
        parted,
        json!({
            "source": { "name": "Ada", "mergedInto": null, "names": [{ "name": "Ada alias" }] },
            "target": { "names": [{ "name": "Bea alias" }], "mergedIds": [] },
            "leftBehind": [], "userErrors": []
        })
    );
    assert_eq!((edition::dump(&desk.db).await, number(&db).await), (before.0, before.1 + 2));
    let again =
        change(&db, &person(3, Role::Editor), "unmergeEntities", UNMERGE, json!({ "source": ada })).await;
    assert_eq!(paths(&again), json!([[["input", "source"], "WRONG_STATE"]]));
    let events = db::audit_event::Entity::find().all(&desk.db).await.unwrap();
    let told: Vec<_> = events.iter().filter(|e| e.action == "MERGE_ENTITIES").collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told.iter().all(|event| event.before.is_some() && event.after.is_some()));
    assert!(told[0].after.as_deref().unwrap().contains(&bea.as_str().unwrap().replace("dent_", "ent_")));
}

async fn a_chain_of_merges_parts_in_any_order(db: Database) {
    let (desk, who) = world(&db).await;
    let [a, b, c] = [id_of(&desk, who[0]).await, id_of(&desk, who[1]).await, id_of(&desk, who[2]).await];
    let [a, b, c] = [json!(a), json!(b), json!(c)];
    let before = edition::dump(&desk.db).await;
    for order in [[&a, &b], [&b, &a]] {
        merge(&db, &a, &b).await;
        merge(&db, &b, &c).await;
        let old = a.as_str().unwrap().replace("dent_", "ent_");
        let found = db.data("query($id: ID!) { entity(id: $id) { name } }", json!({ "id": old })).await;
        assert_eq!(found["entity"]["name"], "Cem");
        a_rebuild_changes_nothing(&db, &desk).await;
        for source in order {
            unmerge(&db, source).await;
            a_rebuild_changes_nothing(&db, &desk).await;
        }
        assert_eq!(edition::dump(&desk.db).await, before);
    }
}

async fn what_was_changed_since_stays(db: Database) {
    let (desk, [ada, bea, _]) = world(&db).await;
    let (ada, bea) = (json!(id_of(&desk, ada).await), json!(id_of(&desk, bea).await));
    merge(&db, &ada, &bea).await;
    let names = json!({ "remove": [{ "name": "Ada alias", "kind": "ALIAS" }], "add": [{ "name": "New", "kind": "SHORT" }] });
    let version = entity::Entity::find().all(&desk.db).await.unwrap()[1].version;
    let save = json!({ "id": bea, "expectedVersion": version, "changes": { "names": names } });
    let saved = change(&db, &person(3, Role::Editor), "updateEntity", "entity { id }", save).await;
    assert_eq!(saved["userErrors"], json!([]));
    let parted = unmerge(&db, &ada).await;
    assert_eq!(parted["leftBehind"], json!(["Ada alias"]));
    assert_eq!(parted["source"]["names"], json!([]));
    assert_eq!(parted["target"]["names"], json!([{ "name": "Bea alias" }, { "name": "New" }]));
}

async fn what_does_not_merge_is_told_at_once(db: Database) {
    let eva = person(3, Role::Editor);
    let tx = crate::publication::begin(&db).await;
    let row = db::identifier_scheme::Model {
        code: "wikidata".into(),
        position: 1,
        label: "Wikidata".into(),
        pattern: "Q[0-9]+".into(),
        url_template: None,
        builtin: false,
    };
    nutgraph::store::desk::reference::put_identifier_scheme(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    let identified = |value: &str| json!([{ "scheme": "wikidata", "value": value }]);
    let person = json!({ "kind": "PERSON", "name": "Ada", "public": true, "identifiers": identified("Q1") });
    let topic = json!({ "kind": "TOPIC", "name": "Ada's", "identifiers": identified("Q2") });
    let (person, topic) = (entity(&db, &eva, person).await, entity(&db, &eva, topic).await);
    let input = json!({ "source": person, "target": topic, "reason": " " });
    let refused = change(&db, &eva, "mergeEntities", "entity { id }", input).await;
    assert_eq!(refused["entity"], Value::Null);
    assert_eq!(
        paths(&refused),
        json!([
            [["input", "target"], "INVALID"],
            [["input", "reason"], "INVALID"],
            [["input", "target"], "UNPUBLISHED"],
            [["input", "source"], "TAKEN"],
        ])
    );
    let itself = json!({ "source": person, "target": person, "reason": "x" });
    let refused = change(&db, &eva, "mergeEntities", "entity { id }", itself).await;
    assert_eq!(paths(&refused), json!([[["input", "target"], "INVALID"]]));
    let none = json!("dent_01h2xcejqtf2nbrexx3vqjhp41");
    let nobody = json!({ "source": none, "target": none, "reason": "x" });
    let refused = change(&db, &eva, "mergeEntities", "entity { id }", nobody).await;
    assert_eq!(
        paths(&refused),
        json!([[["input", "source"], "NOT_FOUND"], [["input", "target"], "NOT_FOUND"]])
    );
    let other = json!({ "kind": "PERSON", "name": "Other", "identifiers": identified("Q3") });
    let other = entity(&db, &eva, other).await;
    let input = json!({ "source": other, "target": person, "reason": "x", "force": true });
    let merged = change(&db, &eva, "mergeEntities", MERGE, input).await;
    assert_eq!(merged["entity"]["identifiers"], json!([{ "value": "Q1" }, { "value": "Q3" }]));
    let by = "{ entity(identifier: { scheme: \"wikidata\", value: \"Q3\" }) { name } }";
    assert_eq!(db.data(by, json!({})).await["entity"]["name"], "Ada");
}

/// What was withdrawn and becomes something that readers have is linked again, and its own address stays unknown.
async fn what_readers_never_had_becomes_readable_and_not_known(db: Database) {
    let (desk, [ada, bea, _]) = world(&db).await;
    apply(&db, Changes { withdraw_entities: vec![ada], ..Changes::default() }).await.unwrap();
    let before = edition::dump(&desk.db).await;
    let (ada, bea) = (json!(id_of(&desk, ada).await), json!(id_of(&desk, bea).await));
    merge(&db, &ada, &bea).await;
    let read = "query($id: ID!) { entity(id: $id) { name } articles { nodes { about { name } } } }";
    let read = db.data(read, json!({ "id": ada.as_str().unwrap().replace("dent_", "ent_") })).await;
    assert_eq!(read, json!({ "entity": null, "articles": { "nodes": [{ "about": [{ "name": "Bea" }] }] } }));
    a_rebuild_changes_nothing(&db, &desk).await;
    unmerge(&db, &ada).await;
    assert_eq!(edition::dump(&desk.db).await, before);
    a_rebuild_changes_nothing(&db, &desk).await;
}

async fn texts_are_linked_with_the_target(db: Database) {
    let (desk, [ada, bea, _]) = world(&db).await;
    merge(&db, &json!(id_of(&desk, ada).await), &json!(id_of(&desk, bea).await)).await;
    let eva = person(3, Role::Editor);
    let body = json!({ "source": "Ada sings." });
    let made =
        change(&db, &eva, "createArticle", "article { id }", json!({ "headline": "Song", "body": body }))
            .await;
    assert_eq!(made["userErrors"], json!([]));
    let used = "query($id: ID!) { desk { entity(id: $id) { whereUsed { articles(first: 1) { id } } } } }";
    let used = db.desk(&eva, used, json!({ "id": id_of(&desk, bea).await })).await;
    assert_eq!(
        used["data"]["desk"]["entity"]["whereUsed"]["articles"],
        json!([{ "id": made["article"]["id"] }])
    );
}
