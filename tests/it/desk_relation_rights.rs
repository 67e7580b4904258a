//! Who may see and change which relations on the desk, and how they are listed.

use nutgraph::auth::{Actor, Role};
use nutgraph::domain::public_id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::told::{
    TEXT, ask, create, done, editor, faults, forbidden, go_live, law, person, post, read, show_all, story,
};
use crate::support::{Database, both};

both!(
    without_evidence_it_takes_an_editor,
    authors_keep_to_what_is_theirs,
    what_an_author_found_elsewhere_waits,
    lists_are_filtered_and_paged,
);

async fn without_evidence_it_takes_an_editor(db: Database) {
    let (ed, ada) = (editor(), person(1, Role::Author));
    story(&db, &ed).await;
    let mut input =
        json!({ "subject": "karim-masimov", "type": "HEAD_OF", "object": "knb", "unsourced": true });
    assert_eq!(forbidden(&db, &ada, "createRelation", input.clone()).await, "PUBLISH_RELATION");
    let id = create(&db, &ed, input.clone()).await;
    let state = "publication standing live { standing }";
    let hidden = json!({ "publication": "LIVE", "standing": "UNSOURCED", "live": null });
    assert_eq!(read(&db, &ed, &id, state).await, hidden, "its ends are not public");
    let ids = json!({ "ids": [id] });
    assert_eq!(
        faults(&db, &ed, "publishRelations", ids.clone()).await,
        json!([["input.ids.0", "UNPUBLISHED"], ["input.ids.0", "UNPUBLISHED"]])
    );
    show_all(&db).await;
    assert_eq!(read(&db, &ed, &id, state).await["live"]["standing"], "UNSOURCED");
    input["evidence"] = json!([{ "url": "https://news.example/1" }]);
    assert_eq!(faults(&db, &ed, "createRelation", input).await[0], json!(["input.unsourced", "INVALID"]));
    law(&db).await;
}

async fn authors_keep_to_what_is_theirs(db: Database) {
    let (ed, ada, ben) = (editor(), person(1, Role::Author), person(2, Role::Author));
    let article = story(&db, &ada).await;
    show_all(&db).await;
    let before = number(&db).await;
    let id = create(&db, &ada, post(&article)).await;
    let change = |id: &Value, version: i64| json!({ "id": id, "expectedVersion": version, "changes": { "role": "head" } });
    done(&db, &ada, "updateRelation", "relation { role }", change(&id, 1)).await;
    assert_eq!(number(&db).await, before, "drafts are no publication");
    // To others it is like one that never was, in every answer.
    let none = json!("drel_01h2xcejqtf2nbrexx3vqjhp41");
    let answers = async |id: &Value| {
        let query = "query($id: ID!) { desk { relation(id: $id) { id } } node(id: $id) { id } }";
        let evidence = json!({ "relation": id, "evidence": { "url": "https://news.example/1" } });
        let end = json!({ "id": id, "expectedVersion": 2, "endDate": "2022" });
        let all = json!([
            db.desk(&ben, query, json!({ "id": id })).await,
            ask(&db, &ben, "updateRelation", "relation { id }", change(id, 2)).await,
            ask(&db, &ben, "endRelation", "relation { id }", end).await,
            ask(&db, &ben, "addEvidence", "relation { id }", evidence).await,
        ]);
        all.to_string().replace(id.as_str().unwrap(), "ID")
    };
    assert_eq!(answers(&id).await, answers(&none).await);
    let list = "{ desk { relations { totalCount nodes { id } } } }";
    let seen = async |who: &Actor| db.desk(who, list, json!({})).await["data"]["desk"]["relations"].clone();
    assert_eq!(seen(&ben).await, json!({ "totalCount": 0, "nodes": [] }));
    assert_eq!(seen(&ada).await, json!({ "totalCount": 1, "nodes": [{ "id": id }] }));
    // Nor is it a duplicate, to one who cannot see it.
    let text = json!({ "source": TEXT });
    let own =
        done(&db, &ben, "createArticle", "article { id }", json!({ "headline": "Mine", "body": text })).await;
    let mine = create(&db, &ben, post(&own["article"]["id"])).await;
    assert_eq!(faults(&db, &ed, "createRelation", post(&article)).await, json!([["input", "DUPLICATE"]]));
    // The verdict and what readers get are the editors'.
    let rank = json!({ "id": id, "expectedVersion": 2, "rank": "PREFERRED" });
    assert_eq!(forbidden(&db, &ada, "rankRelation", rank).await, "RANK_RELATION");
    for name in ["publishRelations", "withdrawRelations"] {
        assert_eq!(forbidden(&db, &ada, name, json!({ "ids": [id] })).await, "PUBLISH_RELATION");
    }
    // As soon as readers have it, all see it, and its author changes nothing any more.
    go_live(&db, &article).await;
    assert_eq!(seen(&ben).await["totalCount"], 2);
    assert_eq!(forbidden(&db, &ada, "updateRelation", change(&id, 2)).await, "EDIT_RELATION");
    assert_eq!(forbidden(&db, &ben, "updateRelation", change(&id, 2)).await, "EDIT_RELATION");
    done(&db, &ben, "updateRelation", "relation { id }", change(&mine, 1)).await;
    law(&db).await;
}

async fn what_an_author_found_elsewhere_waits(db: Database) {
    let (ed, ada) = (editor(), person(1, Role::Author));
    let article = story(&db, &ada).await;
    show_all(&db).await;
    let before = number(&db).await;
    let mut input = post(&article);
    input["evidence"] = json!([{ "url": "https://news.example/1", "quote": "he heads it" }]);
    let id = create(&db, &ada, input).await;
    assert_eq!(
        read(&db, &ada, &id, "publication standing").await,
        json!({ "publication": "WITHDRAWN", "standing": "ASSERTED" })
    );
    let mut draft = post(&article);
    draft["startDate"] = json!("2022-01-06");
    draft["allowDuplicate"] = json!(true);
    let other = create(&db, &ada, draft).await;
    let evidence = json!({ "relation": other, "evidence": { "url": "https://news.example/2" } });
    let added = done(&db, &ada, "addEvidence", "relation { publication version }", evidence).await;
    assert_eq!(added["relation"], json!({ "publication": "WITHDRAWN", "version": 2 }));
    assert_eq!(number(&db).await, before, "readers notice nothing");
    done(&db, &ed, "publishRelations", "relations { id }", json!({ "ids": [id, other] })).await;
    assert_eq!(number(&db).await, before + 1);
    assert_eq!(read(&db, &ada, &id, "live { standing }").await["live"]["standing"], "ASSERTED");
    law(&db).await;
}

async fn lists_are_filtered_and_paged(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let first = create(&db, &ed, post(&article)).await;
    let evidence = json!([{ "url": "https://news.example/1" }]);
    let input = json!({ "subject": "knb", "type": "AGENCY_OF", "object": "iso3166-1-alpha2:KZ", "evidence": evidence });
    let second = create(&db, &ed, input).await;
    let input = json!({ "subject": "karim-masimov", "type": "CITIZEN_OF", "object": "iso3166-1-alpha2:KZ", "evidence": evidence });
    let third = create(&db, &ed, input).await;
    done(&db, &ed, "withdrawRelations", "relations { id }", json!({ "ids": [third] })).await;
    let query = "query($filter: DeskRelationFilter, $first: Int, $after: String, $by: [DeskRelationOrder!]) {
        desk { relations(filter: $filter, first: $first, after: $after, orderBy: $by) {
            totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }";
    let list = async |variables: Value| {
        let answer = db.desk(&ed, query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["desk"]["relations"].clone()
    };
    let ids = async |filter: Value| {
        let list = list(json!({ "filter": filter, "by": ["CREATED_AT_DESC"] })).await;
        list["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect::<Value>()
    };
    let entity =
        db.desk(&ed, "{ desk { relations(filter: {type: [\"HEAD_OF\"]}) { nodes { id } } } }", json!({}));
    assert_eq!(entity.await["data"]["desk"]["relations"]["nodes"], json!([{ "id": first }]));
    let desk = Desk::open(&db).await;
    let knb =
        db::entity::Entity::find().filter(db::entity::Column::Slug.eq("knb")).one(&desk.db).await.unwrap();
    let knb = public_id::print(public_id::Prefix::DeskEntity, knb.unwrap().uid);
    assert_eq!(ids(json!({})).await, json!([third, second, first]));
    assert_eq!(ids(json!({ "entity": [knb] })).await, json!([second, first]));
    assert_eq!(ids(json!({ "subject": [knb] })).await, json!([second]));
    assert_eq!(ids(json!({ "object": [knb] })).await, json!([first]));
    assert_eq!(ids(json!({ "phase": ["FORMER"] })).await, json!([first]));
    assert_eq!(ids(json!({ "publication": ["WITHDRAWN"] })).await, json!([third]));
    assert_eq!(
        ids(json!({ "not": { "publication": ["WITHDRAWN"] }, "rank": ["NORMAL"] })).await,
        json!([second, first])
    );
    assert_eq!(ids(json!({ "type": [] })).await, json!([]));
    assert_eq!(ids(json!({ "updatedAt": { "lt": "2020-01-01T00:00:00Z" } })).await, json!([]));
    let unknown = db.desk(&ed, query, json!({ "filter": { "or": [{ "type": ["HEADOF"] }] } })).await;
    assert_eq!(unknown["errors"][0]["extensions"]["didYouMean"], "HEAD_OF");
    let mut after = Value::Null;
    for (id, more) in [(&third, true), (&second, true), (&first, false)] {
        let page = list(json!({ "first": 1, "after": after })).await;
        assert_eq!((&page["totalCount"], &page["nodes"]), (&json!(3), &json!([{ "id": id }])));
        assert_eq!(page["pageInfo"]["hasNextPage"], more);
        after = page["pageInfo"]["endCursor"].clone();
    }
}
