//! What an editorial tool says to the desk, and what it is answered; a newsroom with a story to tell.

use db::article;
use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::public_id;
use nutgraph::domain::publication::Changes;
use nutgraph::domain::reference;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Database;
use super::desk::Desk;
use crate::publication::{apply, publish};
use crate::publication_law::a_rebuild_changes_nothing;

pub fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

pub fn editor() -> Actor {
    person(9, Role::Editor)
}

/// What a mutation answers, with its errors as pairs of place and code.
pub async fn ask(db: &Database, actor: &Actor, name: &str, what: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {name}(input: $input) {{ {what} userErrors {{ message path code }} }} }}"
    );
    let mut answer = db.desk(actor, &query, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][name].take()
}

/// The same where nothing is wrong.
pub async fn done(db: &Database, actor: &Actor, name: &str, what: &str, input: Value) -> Value {
    let answer = ask(db, actor, name, what, input).await;
    assert_eq!(answer["userErrors"], json!([]), "{name}");
    answer
}

/// Where something is wrong, and what.
pub async fn faults(db: &Database, actor: &Actor, name: &str, input: Value) -> Value {
    let answer = ask(db, actor, name, "__typename", input).await;
    let faults = answer["userErrors"].as_array().unwrap().iter();
    let path = |fault: &Value| {
        fault["path"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect::<Vec<_>>().join(".")
    };
    faults.map(|fault| json!([path(fault), fault["code"]])).collect()
}

/// What the policy says no to.
pub async fn forbidden(db: &Database, actor: &Actor, name: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query = format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ __typename }} }}");
    let answer = db.desk(actor, &query, json!({ "input": input })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
    answer["errors"][0]["extensions"]["action"].clone()
}

/// Publishes the newest revision of an article, and the entities that it names.
pub async fn go_live(db: &Database, id: &Value) {
    let uid = public_id::article(id.as_str().unwrap()).unwrap();
    let desk = Desk::open(db).await;
    let row = article::Entity::find().filter(article::Column::Uid.eq(uid)).one(&desk.db).await.unwrap();
    let row = row.unwrap();
    apply(db, publish(db, row.id, row.head_number)).await.unwrap();
}

/// Shows all entities to readers.
pub async fn show_all(db: &Database) {
    let desk = Desk::open(db).await;
    let all = db::entity::Entity::find().all(&desk.db).await.unwrap();
    let hidden = all.iter().filter(|row| row.publication == db::Visibility::Never).map(|row| row.id);
    apply(db, Changes { show_entities: hidden.collect(), ..Changes::default() }).await.unwrap();
}

pub async fn law(db: &Database) {
    a_rebuild_changes_nothing(db, &Desk::open(db).await).await;
}

pub const TEXT: &str = "Karim Masimov headed the KNB since 2016. He was dismissed on 6 January 2022, a statement from the KNB said.";

/// An article that speaks of a man and his post, and these two; everything is a draft.
pub async fn story(db: &Database, actor: &Actor) -> Value {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let input = json!({
        "headline": "Masimov dismissed", "body": { "source": TEXT }, "about": ["masimov"],
        "entities": [
            { "key": "masimov", "kind": "PERSON", "name": "Karim Masimov", "slug": "karim-masimov" },
            { "key": "knb", "kind": "ORGANISATION", "name": "KNB", "slug": "knb" }
        ]
    });
    done(db, actor, "createArticle", "article { id }", input).await["article"]["id"].clone()
}

pub fn post(article: &Value) -> Value {
    json!({
        "subject": "karim-masimov", "type": "HEAD_OF", "object": "knb", "role": "chair",
        "startDate": "2016", "endDate": "2022-01-06",
        "evidence": [{ "article": article, "quote": "headed the KNB since 2016" }]
    })
}

pub async fn create(db: &Database, actor: &Actor, input: Value) -> Value {
    done(db, actor, "createRelation", "relation { id }", input).await["relation"]["id"].clone()
}

pub async fn read(db: &Database, actor: &Actor, id: &Value, what: &str) -> Value {
    let query = format!("query($id: ID!) {{ desk {{ relation(id: $id) {{ {what} }} }} }}");
    let mut answer = db.desk(actor, &query, json!({ "id": id })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["desk"]["relation"].take()
}
