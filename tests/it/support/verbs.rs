//! The newsroom's verbs, as an editorial tool asks for them; and what the audit tells of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::DateTime;
use db::audit_event;
use nutgraph::auth::{Actor, Role, User};
use nutgraph::clock::Clock;
use nutgraph::domain::newsroom::Newsroom;
use nutgraph::domain::publication;
use nutgraph::domain::site::Site;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Database, edition};

/// Somebody of the newsroom, by a number of their own.
pub fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

impl Database {
    /// The same database at another time, as RFC 3339 has it.
    #[must_use]
    pub fn at(&self, time: &str) -> Self {
        /// No two clocks make the same ids, even where they stand at the same time.
        static SEED: AtomicU64 = AtomicU64::new(1_000_000);
        let now = DateTime::parse_from_rfc3339(time).unwrap().to_utc().into();
        let clock = Clock::fixed(now, SEED.fetch_add(1_000_000, Ordering::Relaxed));
        Self { clock, ..self.clone() }
    }

    /// What the product itself works with.
    pub fn newsroom_of(&self) -> Arc<Newsroom> {
        let site = Arc::new(Site::default());
        Arc::new(Newsroom::new(self.store.clone(), self.clock.clone(), site))
    }

    /// Asks for one mutation: what became of it, with these fields of the article; or the code of the error.
    pub async fn verb(&self, actor: &Actor, name: &str, input: Value, fields: &str) -> Value {
        let list =
            if name.ends_with("articles") || name.ends_with("Articles") { "articles" } else { "article" };
        let conflict = if list == "article" { "conflict { base current }" } else { "" };
        let input_type = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let query = format!(
            "mutation($input: {input_type}!) {{ {name}(input: $input) {{
                {list} {{ {fields} }} {conflict} userErrors {{ message path code }} }} }}"
        );
        let mut answer = self.desk(actor, &query, json!({ "input": input })).await;
        match answer.get("errors") {
            Some(errors) => errors[0]["extensions"]["code"].clone(),
            None => answer["data"][name].take(),
        }
    }

    /// The same, where it has to succeed: the article's fields.
    pub async fn done(&self, actor: &Actor, name: &str, input: Value, fields: &str) -> Value {
        let mut answer = self.verb(actor, name, input, fields).await;
        assert_eq!(answer["userErrors"], json!([]), "{name}: {answer}");
        answer["article"].take()
    }

    /// The same, where it has to be refused: code and path of each fault.
    pub async fn refused(&self, actor: &Actor, name: &str, input: Value) -> Value {
        let answer = self.verb(actor, name, input, "id").await;
        assert!(answer["article"].is_null() && answer["articles"].is_null(), "{name}: {answer}");
        let errors = answer["userErrors"].as_array().unwrap_or_else(|| panic!("{name}: {answer}"));
        errors
            .iter()
            .map(|error| {
                let path = error["path"].as_array().unwrap().iter().map(|part| part.as_str().unwrap());
                format!("{} {}", error["code"].as_str().unwrap(), path.collect::<Vec<_>>().join("."))
            })
            .collect()
    }

    /// Makes an article, and tells its id on the desk.
    pub async fn draft(&self, actor: &Actor, headline: &str, text: &str) -> String {
        let input = json!({ "headline": headline, "summary": headline, "body": { "source": text } });
        let query = "mutation($input: CreateArticleInput!) { createArticle(input: $input) {
            article { id } userErrors { message } } }";
        let answer = self.desk(actor, query, json!({ "input": input })).await;
        let id = &answer["data"]["createArticle"]["article"]["id"];
        id.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Saves another text over a revision.
    pub async fn save(&self, actor: &Actor, id: &str, base: i32, text: &str) -> Value {
        let changes = json!({ "body": { "source": text } });
        let input = json!({ "id": id, "baseRevision": base, "changes": changes });
        self.verb(actor, "updateArticle", input, "id head { number }").await
    }

    /// Fields of an article on the desk.
    pub async fn desk_article(&self, actor: &Actor, id: &str, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ {fields} }} }} }}");
        let mut answer = self.desk(actor, &query, json!({ "id": id })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["desk"]["article"].take()
    }

    /// What readers have of an article; `version` stands for the number of its newest version.
    pub async fn read(&self, id: &str, fields: &str) -> Value {
        let mut depth = 0;
        let words = fields.split(' ').map(|word| {
            depth += i32::from(word == "{") - i32::from(word == "}");
            if word == "version" && depth == 0 {
                "version: versions(first: 1) { nodes { number } }"
            } else {
                word
            }
        });
        let fields = words.collect::<Vec<_>>().join(" ");
        let query = format!("query($id: ID!) {{ article(id: $id) {{ {fields} }} }}");
        let id = id.replace("dart_", "art_");
        let mut article = self.data(&query, json!({ "id": id })).await["article"].take();
        if let Some(version) = article.get_mut("version") {
            *version = version["nodes"][0]["number"].take();
        }
        article
    }

    /// Lines of the audit from a row on: who, what, and what changed.
    pub async fn audit_since(&self, id: i64) -> Vec<audit_event::Model> {
        let db = sea_orm::Database::connect(&self.options.url).await.unwrap();
        let find = audit_event::Entity::find().filter(audit_event::Column::Id.gt(id));
        let rows = find.order_by_asc(audit_event::Column::Id).all(&db).await.unwrap();
        db.close().await.unwrap();
        rows
    }

    /// Lays the edition out anew, which must change nothing of it.
    pub async fn keeps_the_law(&self) {
        let db = sea_orm::Database::connect(&self.options.url).await.unwrap();
        let before = edition::dump(&db).await;
        let tx = crate::publication::begin(self).await;
        publication::rebuild(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(edition::dump(&db).await, before);
        db.close().await.unwrap();
    }
}

/// A line of the audit, for people. Persons are told by their number.
pub fn line(row: &audit_event::Model) -> String {
    let actor = row.actor.replace("user:00000000-0000-0000-0000-00000000000", "#");
    let mut line = format!("{actor} {}", row.action);
    if let Some(detail) = &row.detail {
        line += &format!(" \"{detail}\"");
    }
    if let (Some(before), Some(after)) = (&row.before, &row.after) {
        line += &format!(" {before} -> {after}");
    }
    line
}
