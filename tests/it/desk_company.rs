//! An article with its new entities, relations and evidence, all in one mutation.

use nutgraph::auth::Role;
use nutgraph::domain::public_id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::told::{
    TEXT, ask, done, editor, faults, forbidden, go_live, law, person, read, show_all, story,
};
use crate::support::{Database, both};

both!(
    an_article_comes_with_all_that_it_speaks_of,
    all_faults_of_the_company_are_told_at_once,
    z06_each_nested_right_is_checked,
    what_is_there_is_not_changed_on_this_way,
    a_save_brings_company_too,
    what_comes_along_is_public_for_editors_alone,
    r12_a_key_makes_the_company_once,
);

fn company() -> Value {
    json!({
        "headline": "Masimov dismissed", "body": { "source": TEXT }, "about": ["masimov"],
        "contributors": [{ "entity": "ada", "role": "AUTHOR" }],
        "entities": [
            { "key": "masimov", "kind": "PERSON", "name": "Karim Masimov",
              "names": [{ "name": "Masimov", "kind": "SHORT" }],
              "identifiers": [{ "scheme": "wikidata", "value": "Q1234" }] },
            { "key": "knb", "kind": "ORGANISATION", "name": "KNB", "slug": "the-knb" },
            { "key": "ada", "kind": "PERSON", "name": "Ada Reporter" }
        ],
        "relations": [{
            "subject": "masimov", "type": "HEAD_OF", "object": "knb", "startDate": "2016", "endDate": "2022-01-06",
            "evidence": [{ "quote": "headed the KNB since 2016", "attributedTo": "knb" }]
        }]
    })
}

async fn an_article_comes_with_all_that_it_speaks_of(db: Database) {
    let ada = person(1, Role::Author);
    story(&db, &editor()).await;
    let before = number(&db).await;
    let what = "article { id } entities { name publication } relations { id standing publication
        subject { name } object { name } evidence { nodes { quote article { id } } } }";
    let made = done(&db, &ada, "createArticle", what, company()).await;
    let article = made["article"]["id"].clone();
    assert_eq!(
        made["relations"],
        json!([{
            "id": made["relations"][0]["id"], "standing": "ASSERTED", "publication": "NEVER",
            "subject": { "name": "Karim Masimov" }, "object": { "name": "KNB" },
            "evidence": { "nodes": [{ "quote": "headed the KNB since 2016", "article": { "id": article } }] }
        }])
    );
    let draft = |name: &str| json!({ "name": name, "publication": "NEVER" });
    assert_eq!(made["entities"], json!([draft("Karim Masimov"), draft("KNB"), draft("Ada Reporter")]));
    assert_eq!(number(&db).await, before);
    go_live(&db, &article).await;
    show_all(&db).await;
    let query = r#"{ article(slug: "masimov-dismissed-2") {
        about { slug } contributors { entity { name } }
        claims { nodes { quote relation { sentence evidence { nodes { attributedTo { slug } } } } } } } }"#;
    assert_eq!(
        db.data(query, json!({})).await["article"],
        json!({
            "about": [{ "slug": "karim-masimov-2" }], "contributors": [{ "entity": { "name": "Ada Reporter" } }],
            "claims": { "nodes": [{
                "quote": "headed the KNB since 2016",
                "relation": {
                    "sentence": "Karim Masimov headed KNB, 2016 to 6 January 2022",
                    "evidence": { "nodes": [{ "attributedTo": { "slug": "the-knb" } }] }
                }
            }] }
        })
    );
    law(&db).await;
}

async fn all_faults_of_the_company_are_told_at_once(db: Database) {
    let ada = person(1, Role::Author);
    story(&db, &editor()).await;
    let mut input = company();
    input["headline"] = json!("");
    input["about"] = json!(["nobody"]);
    input["entities"][0]["identifiers"] = json!([{ "scheme": "wikidata", "value": "no" }]);
    input["relations"][0]["endDate"] = json!("2015");
    input["relations"][0]["evidence"][0]["quote"] = json!("never stood there");
    input["relations"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "subject": "masimov", "type": "CITIZEN_OF", "object": "nowhere" }));
    let all = faults(&db, &ada, "createArticle", input).await;
    let mut all: Vec<String> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f[0].as_str().unwrap(), f[1].as_str().unwrap()))
        .collect();
    all.sort();
    assert_eq!(
        all,
        [
            "input.about.0 NOT_FOUND",
            "input.entities.0.identifiers.0.value INVALID",
            "input.headline INVALID",
            "input.relations.0.endDate INVALID",
            "input.relations.0.evidence.0.quote INVALID",
            "input.relations.1.evidence INVALID",
            "input.relations.1.object NOT_FOUND",
        ]
    );
    let none = db.desk(&editor(), "{ desk { relations { totalCount } } }", json!({})).await;
    assert_eq!(none["data"]["desk"]["relations"]["totalCount"], 0, "nothing was half done");
}

async fn z06_each_nested_right_is_checked(db: Database) {
    let (ed, ada, ben) = (editor(), person(1, Role::Author), person(2, Role::Author));
    let others = story(&db, &ada).await;
    // To publish without evidence is the editors', also within an article.
    let mut input = company();
    input["relations"][0]["evidence"] = json!([]);
    input["relations"][0]["unsourced"] = json!(true);
    assert_eq!(forbidden(&db, &ben, "createArticle", input).await, "PUBLISH_RELATION");
    // An article that is not theirs is like none.
    let answer = async |article: &Value| {
        let mut input = company();
        input["relations"][0]["evidence"] = json!([{ "article": article, "quote": "headed the KNB" }]);
        let answer = ask(&db, &ben, "createArticle", "article { id }", input).await;
        answer.to_string().replace(article.as_str().unwrap(), "ID")
    };
    assert_eq!(answer(&others).await, answer(&json!("dart_01h2xcejqtf2nbrexx3vqjhp41")).await);
    // What an author found elsewhere waits for an editor; and what readers would read at once is not theirs to say.
    let mut input = company();
    input["relations"][0]["evidence"] = json!([{ "url": "https://news.example/1" }]);
    let made = done(&db, &ben, "createArticle", "article { id } relations { publication }", input).await;
    assert_eq!(made["relations"][0]["publication"], "WITHDRAWN");
    go_live(&db, &made["article"]["id"]).await;
    show_all(&db).await;
    let claim = json!([{
        "subject": "karim-masimov", "type": "MEMBER_OF", "object": "knb", "evidence": [{ "quote": "He was dismissed" }]
    }]);
    let save = json!({ "id": made["article"]["id"], "baseRevision": 1, "changes": {}, "relations": claim });
    assert_eq!(forbidden(&db, &ben, "updateArticle", save.clone()).await, "PUBLISH_RELATION");
    done(&db, &ed, "updateArticle", "article { id }", save).await;
    law(&db).await;
}

async fn what_is_there_is_not_changed_on_this_way(db: Database) {
    let (ed, ben) = (editor(), person(2, Role::Author));
    story(&db, &ed).await;
    let made = done(&db, &ed, "createArticle", "relations { id }", company()).await;
    let id = made["relations"][0]["id"].clone();
    let mut input = company();
    input["entities"][0]["identifiers"] = json!([]);
    input["relations"][0]["id"] = id.clone();
    input["relations"][0]["role"] = json!("thief");
    let desk = Desk::open(&db).await;
    let there = db::entity::Entity::find()
        .filter(db::entity::Column::Slug.eq("the-knb"))
        .one(&desk.db)
        .await
        .unwrap();
    let there = public_id::print(public_id::Prefix::DeskEntity, there.unwrap().uid);
    input["entities"][1] = json!({ "id": there, "key": "knb", "kind": "ORGANISATION", "name": "Theirs" });
    assert_eq!(
        faults(&db, &ben, "createArticle", input).await,
        json!([["input.entities.1.id", "TAKEN"], ["input.relations.0.id", "TAKEN"]])
    );
    let knb = db::entity::Entity::find()
        .filter(db::entity::Column::Slug.eq("the-knb"))
        .one(&desk.db)
        .await
        .unwrap();
    assert_eq!(knb.unwrap().name, "KNB");
    assert_eq!(read(&db, &ed, &id, "role version").await, json!({ "role": null, "version": 1 }));
    let query = "{ desk { relations { nodes { id } } } }";
    let one = db.desk(&ed, query, json!({})).await;
    assert_eq!(one["data"]["desk"]["relations"]["nodes"], json!([{ "id": id }]));
}

async fn a_save_brings_company_too(db: Database) {
    let ada = person(1, Role::Author);
    let article = story(&db, &ada).await;
    let relation = json!({
        "subject": "karim-masimov", "type": "DISMISSED_BY", "object": "tokayev", "startDate": "2022-01-06",
        "evidence": [{ "quote": "He was dismissed by Tokayev" }]
    });
    let save = json!({
        "id": article, "baseRevision": 1,
        "changes": { "body": { "source": "He was dismissed by Tokayev." }, "about": { "add": ["tokayev"] } },
        "entities": [{ "key": "tokayev", "kind": "PERSON", "name": "Kassym-Jomart Tokayev" }],
        "relations": [relation]
    });
    let saved =
        done(&db, &ada, "updateArticle", "article { head { number } } relations { id phase }", save.clone())
            .await;
    assert_eq!(saved["article"]["head"]["number"], 2);
    assert_eq!(saved["relations"][0]["phase"], "OCCURRED");
    // A stale save brings nothing.
    let stale = ask(&db, &ada, "updateArticle", "conflict { current } relations { id }", save.clone()).await;
    assert_eq!((&stale["conflict"]["current"], &stale["relations"]), (&json!(2), &json!([])));
    // One that says the same of the same time is told, with its place.
    let again = json!({
        "id": article, "baseRevision": 2, "changes": {},
        "relations": [{
            "subject": "karim-masimov", "type": "DISMISSED_BY", "object": "kassym-jomart-tokayev",
            "startDate": "2022", "evidence": [{ "quote": "dismissed" }]
        }]
    });
    assert_eq!(faults(&db, &ada, "updateArticle", again).await, json!([["input.relations.0", "DUPLICATE"]]));
}

async fn what_comes_along_is_public_for_editors_alone(db: Database) {
    let entity = json!({ "kind": "TOPIC", "name": "Trams", "public": true });
    let input = json!({ "headline": "Trams", "entities": [entity] });
    let create = "mutation($input: CreateArticleInput!) { createArticle(input: $input) { entities { live { name } } } }";
    let refused = db.desk(&person(1, Role::Author), create, json!({ "input": input })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
    let made = db.desk(&editor(), create, json!({ "input": input })).await;
    assert_eq!(made["data"]["createArticle"]["entities"], json!([{ "live": { "name": "Trams" } }]), "{made}");
}

async fn r12_a_key_makes_the_company_once(db: Database) {
    let ed = editor();
    story(&db, &ed).await;
    let query = "mutation($input: CreateArticleInput!) { createArticle(input: $input) {
        article { id } relations { id } userErrors { code } } }";
    let first = db.desk_once(&ed, "k", query, json!({ "input": company() })).await;
    let again = db.desk_once(&ed, "k", query, json!({ "input": company() })).await;
    assert_eq!(first, again);
    assert_ne!(first["data"]["createArticle"]["relations"], json!([]));
}
