//! Entities and relations put straight into the edition, as a publication would leave them, and questions about them.

use db::{
    ArticleId, Day, EdgeDirection, EntityId, EntityKind, EntityKinds, EvidenceId, NameKind, PartialDate,
    Phase, Rank, RelationId, Stance, Standing, Temporal, edition_edge, edition_entity, edition_entity_name,
    edition_evidence, edition_identifier, edition_identifier_scheme, edition_redirect, edition_relation,
    edition_relation_type, edition_relation_type_label,
};
use nutgraph::domain::bundle::format::Bundle;
use nutgraph::domain::relation::time::{Told, bounds};
use nutgraph::text::fold;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::Database;
use crate::support::edition::COUNT_RELATIONS;

/// An edition in the making.
pub struct Graph {
    db: Database,
    pub rows: DatabaseConnection,
    types: Vec<edition_relation_type::Model>,
    last: i64,
}

/// What is said of a relation, beside its ends and its type.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub role: Option<&'a str>,
    pub start: Option<&'a str>,
    pub end: Option<&'a str>,
    pub phase: Phase,
    pub as_of: Option<&'a str>,
    pub standing: Standing,
    pub rank: Rank,
    pub sources: i32,
}

pub const SAID: Said<'static> = Said {
    role: None,
    start: None,
    end: None,
    phase: Phase::Unknown,
    as_of: None,
    standing: Standing::Asserted,
    rank: Rank::Normal,
    sources: 0,
};

pub fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

impl Graph {
    /// An edition with the catalogue of relation types and identifier schemes, and nothing else.
    pub async fn new(db: Database) -> Self {
        let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
        let bundle = |text: &str| serde_json::from_str::<Bundle>(text).unwrap();
        let mut types = vec![];
        let catalogue = bundle(include_str!("../../src/domain/reference/relation_types.json")).relation_types;
        for (position, of) in catalogue.into_iter().enumerate() {
            let verbs = of.verbs.unwrap_or_default();
            let row = edition_relation_type::Model {
                code: of.code.clone(),
                position: position.try_into().unwrap(),
                label: of.label,
                inverse_label: of.inverse_label,
                verb_present: verbs.present,
                verb_past: verbs.past,
                parent_code: of.parent,
                symmetric: of.symmetric,
                transitive: of.transitive,
                temporal: of.temporal,
                subject_kinds: EntityKinds(of.subject_kinds),
                object_kinds: EntityKinds(of.object_kinds),
                wikidata_property: of.wikidata_property,
                retired: false,
            };
            row.clone().into_active_model().insert(&rows).await.unwrap();
            types.push(row);
            for label in of.labels {
                let verbs = label.verbs.unwrap_or_default();
                let row = edition_relation_type_label::Model {
                    code: of.code.clone(),
                    language: label.language,
                    label: label.label,
                    inverse_label: label.inverse_label,
                    verb_present: verbs.present,
                    verb_past: verbs.past,
                };
                row.into_active_model().insert(&rows).await.unwrap();
            }
        }
        let schemes =
            bundle(include_str!("../../src/domain/reference/identifier_schemes.json")).identifier_schemes;
        for (position, scheme) in schemes.into_iter().enumerate() {
            let row = edition_identifier_scheme::Model {
                code: scheme.code,
                position: position.try_into().unwrap(),
                label: scheme.label,
                url_template: scheme.url_template,
            };
            row.into_active_model().insert(&rows).await.unwrap();
        }
        Self { db, rows, types, last: 0 }
    }

    /// A new public id.
    pub fn uid(&self) -> Uuid {
        self.db.clock.uid()
    }

    fn next(&mut self) -> (i64, Uuid) {
        self.last += 1;
        (self.last, self.db.clock.uid())
    }

    pub async fn entity(&mut self, kind: EntityKind, name: &str) -> EntityId {
        let slug = name.to_lowercase().replace(' ', "-");
        let (id, uid) = self.next();
        let row = edition_entity::Model {
            id: EntityId(id),
            uid,
            kind,
            name: name.into(),
            name_key: fold::key(name),
            slug,
            summary: None,
            description: None,
            start_date: None,
            end_date: None,
            latitude: None,
            longitude: None,
            articles: 0,
            about: 0,
            start_min: None,
            start_max: None,
            end_min: None,
            end_max: None,
        };
        row.into_active_model().insert(&self.rows).await.unwrap();
        EntityId(id)
    }

    pub async fn name(&mut self, of: EntityId, name: &str, kind: NameKind, language: &str, preferred: bool) {
        self.last += 1;
        let row = edition_entity_name::Model {
            entity_id: of,
            position: self.last.try_into().unwrap(),
            name: name.into(),
            key: fold::key(name),
            kind,
            language: language.into(),
            preferred,
            start_date: None,
            end_date: None,
        };
        row.into_active_model().insert(&self.rows).await.unwrap();
    }

    pub async fn identifier(&self, of: EntityId, scheme: &str, value: &str) {
        let row = edition_identifier::Model { scheme: scheme.into(), value: value.into(), entity_id: of };
        row.into_active_model().insert(&self.rows).await.unwrap();
    }

    /// An entity of that slug was merged into this one.
    pub async fn merged(&mut self, slug: &str, into: EntityId) -> Uuid {
        let uid = self.next().1;
        let row = edition_redirect::Model { uid, slug: slug.into(), entity_id: into };
        row.into_active_model().insert(&self.rows).await.unwrap();
        uid
    }

    pub async fn relation(
        &mut self,
        subject: EntityId,
        code: &str,
        object: EntityId,
        said: Said<'_>,
    ) -> RelationId {
        let rows = self.rows(subject, code, object, said);
        rows.0.clone().into_active_model().insert(&self.rows).await.unwrap();
        edition_edge::Entity::insert_many(rows.1.map(IntoActiveModel::into_active_model))
            .exec_without_returning(&self.rows)
            .await
            .unwrap();
        rows.0.id
    }

    /// Many relations of one type to one object.
    pub async fn crowd(&mut self, subjects: &[EntityId], code: &str, object: EntityId) {
        for subjects in subjects.chunks(500) {
            let rows: Vec<_> = subjects.iter().map(|s| self.rows(*s, code, object, SAID)).collect();
            let relations = rows.iter().map(|r| r.0.clone().into_active_model());
            edition_relation::Entity::insert_many(relations)
                .exec_without_returning(&self.rows)
                .await
                .unwrap();
            let edges = rows.into_iter().flat_map(|r| r.1).map(IntoActiveModel::into_active_model);
            edition_edge::Entity::insert_many(edges).exec_without_returning(&self.rows).await.unwrap();
        }
    }

    /// Many organisations.
    pub async fn organisations(&mut self, many: usize) -> Vec<EntityId> {
        let mut rows = vec![];
        for _ in 0..many {
            let (id, uid) = self.next();
            rows.push(edition_entity::Model {
                id: EntityId(id),
                uid,
                kind: EntityKind::Organisation,
                name: format!("Organisation {id}"),
                name_key: format!("organisation {id:06}"),
                slug: format!("organisation-{id}"),
                summary: None,
                description: None,
                start_date: None,
                end_date: None,
                latitude: None,
                longitude: None,
                articles: id % 7,
                about: 0,
                start_min: None,
                start_max: None,
                end_min: None,
                end_max: None,
            });
        }
        for rows in rows.chunks(500) {
            let rows = rows.iter().map(|row| row.clone().into_active_model());
            edition_entity::Entity::insert_many(rows).exec_without_returning(&self.rows).await.unwrap();
        }
        rows.into_iter().map(|row| row.id).collect()
    }

    fn rows(
        &mut self,
        subject: EntityId,
        code: &str,
        object: EntityId,
        said: Said<'_>,
    ) -> (edition_relation::Model, [edition_edge::Model; 2]) {
        let of = self.types.iter().find(|t| t.code == code).unwrap();
        let (symmetric, temporal) = (of.symmetric, of.temporal);
        let (start, end) = (said.start.map(date), said.end.map(date));
        let as_of = said.as_of.map(|d| date(d).days().0);
        let phase = if temporal == Temporal::Event { Phase::Occurred } else { said.phase };
        let known = bounds(&Told { temporal, start, end, phase, as_of });
        let shown =
            !matches!(said.standing, Standing::Denied | Standing::Retracted) && said.rank != Rank::Deprecated;
        let (id, uid) = self.next();
        let relation = edition_relation::Model {
            id: RelationId(id),
            uid,
            subject_id: subject,
            type_code: code.into(),
            object_id: object,
            role: said.role.map(str::to_owned),
            start_date: start,
            end_date: end,
            phase,
            as_of,
            rank: said.rank,
            standing: said.standing,
            sources: said.sources,
            start_min: known.start_min,
            start_max: known.start_max,
            end_min: known.end_min,
            end_max: known.end_max,
            shown,
            role_key: said.role.map(fold::key),
        };
        let edge = |entity_id, other_id, direction| edition_edge::Model {
            entity_id,
            relation_id: RelationId(id),
            direction,
            other_id,
            type_code: code.into(),
            other_kind: EntityKind::Organisation,
            shown,
            rank_order: i32::from(said.rank != Rank::Preferred),
            latest_day: if known.end_max == Day::EVER { known.start_max } else { known.end_max },
            start_min: known.start_min,
            start_max: known.start_max,
            end_min: known.end_min,
            end_max: known.end_max,
            began: start.map(|d| d.days().0),
            ended: end.map(|d| d.days().0),
        };
        let (out, back) = if symmetric {
            (EdgeDirection::Mutual, EdgeDirection::Mutual)
        } else {
            (EdgeDirection::Out, EdgeDirection::In)
        };
        (relation, [edge(subject, object, out), edge(object, subject, back)])
    }

    /// Evidence at an address, or in an article.
    pub async fn evidence(
        &mut self,
        of: RelationId,
        stance: Stance,
        source: Result<&str, ArticleId>,
        quote: &str,
        retracts: Option<EvidenceId>,
    ) -> EvidenceId {
        let (id, uid) = self.next();
        let row = edition_evidence::Model {
            id: EvidenceId(id),
            uid,
            relation_id: of,
            position: id.try_into().unwrap(),
            stance,
            undone: false,
            article_id: source.err(),
            version: source.err().map(|_| 1),
            start_at: source.err().map(|_| i32::try_from(id).unwrap()),
            end_at: source.err().map(|_| i32::try_from(id).unwrap() + 5),
            quote: Some(quote.into()),
            source_url: source.ok().map(str::to_owned),
            source_title: None,
            attribution: None,
            attributed_to_id: None,
            stated_on: None,
            retracts_id: retracts,
            since: db::Timestamp(0),
            retracted_at: None,
        };
        row.into_active_model().insert(&self.rows).await.unwrap();
        EvidenceId(id)
    }

    /// The edition is ready: asks for what it says.
    pub async fn published(self) -> Published {
        self.rows.execute_unprepared(COUNT_RELATIONS).await.unwrap();
        self.rows.close().await.unwrap();
        Published::of(self.db).await
    }
}

/// An edition that can be asked.
pub struct Published {
    pub db: Database,
}

impl Published {
    pub async fn of(db: Database) -> Self {
        let published = Self { db };
        // The catalogue comes into memory with the first question about it, once for all that follow.
        published.data("{ relationTypes { code } }").await;
        published
    }

    /// The answer as it goes out, and the statements that it takes where no article is known yet.
    pub async fn ask(&self, query: &str, languages: &[&str]) -> (Value, Vec<String>) {
        self.db.unread().ask(query, json!({}), languages).await
    }

    /// The data of an answer without errors.
    pub async fn data(&self, query: &str) -> Value {
        self.db.data(query, json!({})).await
    }

    /// The number of statements of a query that has an answer.
    pub async fn statements(&self, query: &str) -> usize {
        let (answer, statements) = self.ask(query, &[]).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        statements.len()
    }

    /// The first fault of a query: its message and its code.
    pub async fn fault(&self, query: &str) -> (String, String) {
        let (answer, _) = self.ask(query, &[]).await;
        let fault = &answer["errors"][0];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&fault["message"]), text(&fault["extensions"]["code"]))
    }
}

/// What stands at a path of every item of a list: `["Karim Masimov"]` of `nodes/subject/name`.
pub fn each(list: &Value, path: &str) -> Vec<String> {
    let at = |item: &Value| match item.pointer(&format!("/{path}")) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => panic!("{item} has no {path}"),
    };
    list.as_array().unwrap().iter().map(at).collect()
}

/// An answer as people read it.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}
