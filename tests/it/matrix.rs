//! Z01: who may do what with which thing in which state, as it is answered: every mutation, every role, own and others'.
//!
//! A new mutation needs a row in `matrix_rows.rs`; `UPDATE=1 cargo test fresh` then writes what it is answered into
//! `tests/it/matrix.txt`. Read that table as the newsroom would: each cell is a promise.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;

use db::{article, audit_event, entity, evidence, relation};
use nutgraph::auth::{Actor, Key, Role, Scope, User};
use nutgraph::domain::public_id::{self, Prefix};
use nutgraph::domain::reference;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::matrix_rows::{It, Of, rows};
use crate::publication;
use crate::support::generator::Grammar;
use crate::support::{Database, both};

both!(z01_the_matrix_is_fresh);

struct Stage {
    db: Database,
    rows: DatabaseConnection,
    people: [Actor; 4],
    tool: Actor,
    number: usize,
}

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

impl Stage {
    async fn open(db: Database) -> Self {
        let people = [
            person(1, Role::Author),
            person(2, Role::Editor),
            person(3, Role::Admin),
            // Whose the others' things are.
            person(4, Role::Author),
        ];
        for (actor, number) in people.iter().zip(1..) {
            db.account(Uuid::from_u128(number), actor.role().unwrap()).await;
        }
        reference::seed(&db.store, &db.clock).await.unwrap();
        let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
        let mut stage = Self { db, rows, tool: Actor::System, people, number: 0 };
        let uid = public_id::read(&stage.key().await).unwrap().1;
        stage.tool = Actor::Key(Key { uid, scopes: Scope::ALL.to_vec() });
        stage
    }

    async fn ask(&self, actor: Option<&Actor>, query: &str, variables: Value) -> Value {
        let answer = self.db.bytes(actor.cloned(), None, query, variables, &[]).await.0;
        serde_json::from_str(&answer).unwrap()
    }

    async fn key(&self) -> String {
        let create = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }";
        let input = json!({ "name": "tool", "scopes": ["READ_DESK", "READ_AUDIT", "READ_USERS"], "expiresAt": "2026-06-01T00:00:00Z" });
        let made = self.ask(Some(&self.people[2]), create, json!({ "input": input })).await;
        made["data"]["createApiKey"]["apiKey"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    }

    async fn set(&self, uid: Uuid, columns: &str) {
        let id = self.article(uid).await.id.0;
        let sql = format!("UPDATE article SET {columns} WHERE id = {id}");
        self.rows.execute_unprepared(&sql).await.unwrap();
    }

    async fn article(&self, uid: Uuid) -> article::Model {
        let find = article::Entity::find().filter(article::Column::Uid.eq(uid));
        find.one(&self.rows).await.unwrap().unwrap()
    }

    /// Makes what a call is about.
    async fn make(&mut self, of: Of, owner: &Actor, state: &str) -> It {
        self.number += 1;
        let number = self.number;
        let thing = |id| It { number, id, other: String::new(), head: 1, version: 1 };
        match of {
            Of::New => thing(String::new()),
            Of::User => {
                let uid = Uuid::from_u128(1000 + number as u128);
                self.db.account(uid, Role::Author).await;
                thing(public_id::print(Prefix::User, uid))
            }
            Of::ApiKey => thing(self.key().await),
            Of::Entity | Of::Relation => {
                let (id, club) =
                    (self.entity(owner, "PERSON").await, self.entity(owner, "ORGANISATION").await);
                if of == Of::Entity {
                    self.publish_if(state, "publishEntities", &id).await;
                    return It {
                        other: self.entity(owner, "PERSON").await,
                        ..self.entity_now(number, id).await
                    };
                }
                let create = "mutation($input: CreateRelationInput!) { createRelation(input: $input) { userErrors { message } } }";
                let evidence =
                    json!([{ "stance": "SUPPORTS", "url": format!("https://example.org/{number}") }]);
                let input =
                    json!({ "subject": id, "type": "MEMBER_OF", "object": club, "evidence": evidence });
                let made = self.ask(Some(owner), create, json!({ "input": input })).await;
                assert_eq!(made["data"]["createRelation"]["userErrors"], json!([]), "{made}");
                let row = relation::Entity::find().order_by_desc(relation::Column::Id).one(&self.rows).await;
                let row = row.unwrap().unwrap();
                let of = evidence::Entity::find().filter(evidence::Column::RelationId.eq(row.id));
                let other =
                    public_id::print(Prefix::DeskEvidence, of.one(&self.rows).await.unwrap().unwrap().uid);
                let id_of = public_id::print(Prefix::DeskRelation, row.uid);
                for end in [&id, &club] {
                    self.publish_if(state, "publishEntities", end).await;
                }
                self.publish_if(state, "publishRelations", &id_of).await;
                let find = relation::Entity::find_by_id(row.id).one(&self.rows);
                let version = find.await.unwrap().unwrap().version;
                It { number, id: id_of, other, head: 1, version }
            }
            Of::Article => {
                let create = "mutation($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }";
                let input = json!({ "headline": "Rain", "slug": format!("rain-{number}") });
                let made = self.ask(Some(owner), create, json!({ "input": input })).await;
                let id = made["data"]["createArticle"]["article"]["id"].as_str().unwrap().to_owned();
                let uid = public_id::article(&id).unwrap();
                match state {
                    "scheduled" => {
                        let at = self.db.clock.now().0 + 3_600_000;
                        let columns = "publication = 'SCHEDULED', scheduled_number = 1, scheduled_for";
                        self.set(uid, &format!("{columns} = {at}")).await;
                    }
                    "published" => {
                        let row = self.article(uid).await.id;
                        let changes = publication::publish(&self.db, row, 1);
                        publication::apply(&self.db, changes).await.unwrap();
                    }
                    "archived" => self.set(uid, "archived_at = 1").await,
                    _ => {}
                }
                let row = self.article(uid).await;
                It { number, id, other: String::new(), head: row.head_number, version: row.version }
            }
        }
    }

    async fn entity(&self, owner: &Actor, kind: &str) -> String {
        let create = "mutation($input: CreateEntityInput!) { createEntity(input: $input) { entity { id } userErrors { message } } }";
        let uid = self.db.clock.uid();
        let name = format!("Thing {uid}");
        let input = json!({ "kind": kind, "name": name, "slug": format!("thing-{uid}") });
        let made = self.ask(Some(owner), create, json!({ "input": input })).await;
        made["data"]["createEntity"]["entity"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    }

    async fn entity_now(&self, number: usize, id: String) -> It {
        let uid = public_id::read(&id).unwrap().1;
        let row = entity::Entity::find().filter(entity::Column::Uid.eq(uid)).one(&self.rows).await;
        It { number, id, other: String::new(), head: 1, version: row.unwrap().unwrap().version }
    }

    async fn publish_if(&self, state: &str, mutation: &str, id: &str) {
        if state != "published" {
            return;
        }
        let query = call(&Grammar::of_schema(), mutation);
        let done = self.ask(Some(&self.people[1]), &query, json!({ "input": { "ids": [id] } })).await;
        assert_eq!(outcome(&done, mutation), "OK", "{done}");
    }

    /// What tells that something was changed.
    async fn traces(&self) -> (u64, u64) {
        let articles = article::Entity::find().count(&self.rows).await.unwrap();
        (audit_event::Entity::find().count(&self.rows).await.unwrap(), articles)
    }
}

/// The call of a mutation, whatever its payload is called.
fn call(grammar: &Grammar, mutation: &str) -> String {
    let fields = grammar.fields("Mutation");
    let field = fields.iter().find(|field| field.name.node == mutation);
    let field =
        field.unwrap_or_else(|| panic!("there is no mutation {mutation}: take its row out of the matrix"));
    let payload = field.ty.node.to_string();
    let payload = grammar.names(payload.trim_end_matches('!'));
    let conflict = if payload.contains("conflict") { "conflict { base }" } else { "" };
    let arguments: Vec<_> = field.arguments.iter().map(|argument| &argument.node).collect();
    let declared = arguments.iter().map(|of| format!("${}: {}", of.name.node, of.ty.node));
    let given = arguments.iter().map(|of| format!("{0}: ${0}", of.name.node));
    format!(
        "mutation({}) {{ {mutation}({}) {{ userErrors {{ code }} {conflict} }} }}",
        declared.collect::<Vec<_>>().join(", "),
        given.collect::<Vec<_>>().join(", ")
    )
}

/// How it ended, in a word.
fn outcome(answer: &Value, mutation: &str) -> String {
    let payload = &answer["data"][mutation];
    let of = |value: &Value| value.as_str().map(str::to_owned);
    of(&answer["errors"][0]["extensions"]["code"])
        .or_else(|| of(&payload["userErrors"][0]["code"]))
        .or_else(|| (!payload["conflict"].is_null()).then(|| "CONFLICT".to_owned()))
        .unwrap_or_else(|| if payload.is_null() { answer.to_string() } else { "OK".to_owned() })
}

const COLUMNS: [&str; 8] =
    ["anonymous", "API key", "AUTHOR own", "other", "EDITOR own", "other", "ADMIN own", "other"];

async fn z01_the_matrix_is_fresh(db: Database) {
    let grammar = Grammar::of_schema();
    let (named, there): (BTreeSet<_>, _) =
        (rows().iter().map(|row| row.0.to_owned()).collect(), grammar.names("Mutation"));
    let missing: Vec<_> = there.difference(&named).collect();
    assert!(
        missing.is_empty(),
        "who may call these? Give each a row in tests/it/matrix_rows.rs, run `UPDATE=1 cargo test fresh`, and read \
        what came of it in tests/it/matrix.txt: {missing:?}"
    );
    let mut stage = Stage::open(db).await;
    let mut table = format!("{:18} {:10}", "mutation", "state");
    for column in COLUMNS {
        write!(table, " {column:16}").unwrap();
    }
    for (mutation, of, input) in rows() {
        let query = call(&grammar, mutation);
        for state in of.states() {
            write!(table, "\n{mutation:18} {state:10}").unwrap();
            for (column, heading) in COLUMNS.iter().enumerate() {
                let is_own = column % 2 == 0;
                let actor = match column {
                    0 => None,
                    1 => Some(stage.tool.clone()),
                    _ => Some(stage.people[column / 2 - 1].clone()),
                };
                if column > 1 && !is_own && !of.has_owner() {
                    write!(table, " {:16}", "").unwrap();
                    continue;
                }
                let owner = if is_own && column > 1 { actor.clone() } else { None };
                let owner = owner.unwrap_or_else(|| stage.people[3].clone());
                let it = stage.make(of, &owner, state).await;
                let before = stage.traces().await;
                let answer = stage.ask(actor.as_ref(), &query, json!({ "input": input(&it) })).await;
                let ended = outcome(&answer, mutation);
                if ended != "OK" {
                    assert_eq!(stage.traces().await, before, "{mutation} {state} {}: {ended}", heading);
                    if of == Of::Article {
                        let row = stage.article(public_id::article(&it.id).unwrap()).await;
                        assert_eq!(
                            (row.version, row.head_number),
                            (it.version, it.head),
                            "{mutation} {state}"
                        );
                    }
                }
                write!(table, " {ended:16}").unwrap();
            }
        }
    }
    stage.rows.close().await.unwrap();
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if env::var_os("UPDATE").is_some() {
        fs::write("tests/it/matrix.txt", &table).unwrap();
    }
    let committed = fs::read_to_string("tests/it/matrix.txt").unwrap_or_default();
    assert_eq!(table, committed, "if this is meant: UPDATE=1 cargo test fresh");
}
