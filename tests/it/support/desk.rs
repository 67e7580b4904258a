//! Rows of the desk, put there as an editorial tool would have left them.

use std::sync::atomic::{AtomicI32, Ordering};

use db::{
    ArticleId, BodyFormat, Day, EntityId, EntityKind, EvidenceId, MentionOrigin, MentionStatus, NameKind,
    Phase, Publication, Rank, RelationId, Stance, Timestamp, Visibility, article, article_revision, entity,
    entity_name, evidence, mention, relation, relation_type, revision_about, revision_link, series,
    series_item,
};
use nutgraph::clock::Clock;
use nutgraph::text::fold;
use sea_orm::{ActiveModelTrait, DatabaseConnection, NotSet, Set};

use super::Database;

/// A connection that writes rows, and the clock that makes their ids.
#[derive(Debug)]
pub struct Desk {
    pub db: DatabaseConnection,
    clock: Clock,
    count: AtomicI32,
}

const SYSTEM: &str = "system";

impl Desk {
    pub async fn open(db: &Database) -> Self {
        let connection = sea_orm::Database::connect(&db.options.url).await.unwrap();
        Self { db: connection, clock: db.clock.clone(), count: AtomicI32::new(1) }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn next(&self) -> i32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// A relation type that joins anything.
    pub async fn relation_type(&self, code: &str, symmetric: bool) {
        let row = relation_type::ActiveModel {
            code: Set(code.into()),
            position: Set(self.next()),
            label: Set(code.to_lowercase()),
            inverse_label: Set(code.to_lowercase()),
            verb_present: Set(None),
            verb_past: Set(None),
            parent_code: Set(None),
            symmetric: Set(symmetric),
            transitive: Set(false),
            temporal: Set(db::Temporal::State),
            subject_kinds: Set(db::EntityKinds::default()),
            object_kinds: Set(db::EntityKinds::default()),
            wikidata_property: Set(None),
            builtin: Set(false),
            retired_at: Set(None),
        };
        row.insert(&self.db).await.unwrap();
    }

    pub async fn entity(&self, name: &str, publication: Visibility) -> EntityId {
        let row = entity::ActiveModel {
            id: NotSet,
            uid: Set(self.clock.uid()),
            kind: Set(EntityKind::Person),
            name: Set(name.into()),
            name_key: Set(fold::key(name)),
            slug: Set(format!("{}-{}", fold::key(name).replace(' ', "-"), self.next())),
            summary: Set(None),
            description: Set(None),
            start_date: Set(None),
            end_date: Set(None),
            latitude: Set(None),
            longitude: Set(None),
            publication: Set(publication),
            merged_into_id: Set(None),
            builtin: Set(false),
            version: Set(1),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
            updated_at: Set(self.now()),
            updated_by: Set(SYSTEM.into()),
        };
        let id = row.insert(&self.db).await.unwrap().id;
        let name = entity_name::ActiveModel {
            id: NotSet,
            entity_id: Set(id),
            position: Set(1),
            name: Set(format!("{name} alias")),
            key: Set(fold::key(&format!("{name} alias"))),
            kind: Set(NameKind::Alias),
            language: Set(String::new()),
            preferred: Set(false),
            distinctive: Set(false),
            start_date: Set(None),
            end_date: Set(None),
        };
        name.insert(&self.db).await.unwrap();
        id
    }

    /// An article with one revision per text. Each text names the entities, at its beginning, one character each.
    pub async fn article(&self, texts: &[&str], names: &[EntityId]) -> ArticleId {
        let row = article::ActiveModel {
            id: NotSet,
            uid: Set(self.clock.uid()),
            head_number: Set(i32::try_from(texts.len()).unwrap()),
            live_number: Set(None),
            approved_number: Set(None),
            scheduled_number: Set(None),
            stage: Set("draft".into()),
            publication: Set(Publication::Never),
            first_published_at: Set(None),
            scheduled_for: Set(None),
            scheduled_until: Set(None),
            schedule_error: Set(None),
            embargoed_until: Set(None),
            edit_note: Set(None),
            archived_at: Set(None),
            deleted_at: Set(None),
            version: Set(1),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
            updated_at: Set(self.now()),
            updated_by: Set(SYSTEM.into()),
        };
        let id = row.insert(&self.db).await.unwrap().id;
        for (text, number) in texts.iter().zip(1..) {
            self.revision(id, number, text, names).await;
        }
        id
    }

    async fn revision(&self, article_id: ArticleId, number: i32, text: &str, names: &[EntityId]) {
        let row = article_revision::ActiveModel {
            id: NotSet,
            article_id: Set(article_id),
            number: Set(number),
            slug: Set(format!("article-{}-{}", article_id.0, number.min(2))),
            language: Set("en".into()),
            headline: Set(format!("Article {} as of {number}", article_id.0)),
            subheadline: Set(None),
            summary: Set(None),
            byline: Set(None),
            genre: Set(None),
            located: Set(None),
            located_entity_id: Set(None),
            content_created: Set(None),
            body_format: Set(BodyFormat::Plain),
            body: Set(text.into()),
            text: Set(text.into()),
            copyright_notice: Set(None),
            note: Set(None),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
        };
        let revision_id = row.insert(&self.db).await.unwrap().id;
        for (entity, start) in names.iter().zip(0..) {
            let row = mention::ActiveModel {
                id: NotSet,
                uid: Set(self.clock.uid()),
                revision_id: Set(revision_id),
                entity_id: Set(*entity),
                start_at: Set(start),
                end_at: Set(start + 1),
                exact: Set("x".into()),
                prefix: Set(String::new()),
                suffix: Set(String::new()),
                name_kind: Set(None),
                status: Set(MentionStatus::Anchored),
                origin: Set(MentionOrigin::Import),
                confidence: Set(None),
            };
            row.insert(&self.db).await.unwrap();
        }
        if let Some(main) = names.first() {
            let row = revision_about::ActiveModel {
                revision_id: Set(revision_id),
                position: Set(1),
                entity_id: Set(*main),
            };
            row.insert(&self.db).await.unwrap();
        }
    }

    /// Links every revision of an article to another.
    pub async fn link(&self, from: ArticleId, to: ArticleId) {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let of = article_revision::Column::ArticleId.eq(from);
        for revision in article_revision::Entity::find().filter(of).all(&self.db).await.unwrap() {
            let row = revision_link::ActiveModel {
                revision_id: Set(revision.id),
                position: Set(1),
                rel: Set(db::LinkRel::Related),
                target_id: Set(Some(to)),
                url: Set(None),
                title: Set(None),
            };
            row.insert(&self.db).await.unwrap();
        }
    }

    pub async fn series(&self, articles: &[ArticleId]) {
        let row = series::ActiveModel {
            id: NotSet,
            uid: Set(self.clock.uid()),
            slug: Set(format!("series-{}", self.next())),
            title: Set("A series".into()),
            description: Set(None),
            version: Set(1),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
            updated_at: Set(self.now()),
            updated_by: Set(SYSTEM.into()),
        };
        let series_id = row.insert(&self.db).await.unwrap().id;
        for (article_id, position) in articles.iter().zip(1..) {
            let row = series_item::ActiveModel {
                series_id: Set(series_id),
                position: Set(position),
                article_id: Set(*article_id),
            };
            row.insert(&self.db).await.unwrap();
        }
    }

    pub async fn relation(&self, subject: EntityId, code: &str, object: EntityId) -> RelationId {
        let row = relation::ActiveModel {
            id: NotSet,
            uid: Set(self.clock.uid()),
            key: Set(None),
            subject_id: Set(subject),
            type_code: Set(code.into()),
            object_id: Set(object),
            role: Set(None),
            start_date: Set(None),
            end_date: Set(None),
            phase: Set(Phase::Unknown),
            as_of: Set(None),
            rank: Set(Rank::Normal),
            rank_reason: Set(None),
            note: Set(None),
            publication: Set(Visibility::Never),
            start_min: Set(Day::EVER),
            start_max: Set(Day::NEVER),
            end_min: Set(Day::EVER),
            end_max: Set(Day::NEVER),
            version: Set(1),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
            updated_at: Set(self.now()),
            updated_by: Set(SYSTEM.into()),
        };
        row.insert(&self.db).await.unwrap().id
    }

    pub async fn evidence(
        &self,
        relation: RelationId,
        stance: Stance,
        article: ArticleId,
        quote: Option<&str>,
        retracts: Option<EvidenceId>,
    ) -> EvidenceId {
        let row = evidence::ActiveModel {
            id: NotSet,
            uid: Set(self.clock.uid()),
            key: Set(None),
            relation_id: Set(relation),
            position: Set(self.next()),
            stance: Set(stance),
            article_id: Set(Some(article)),
            revision_id: Set(None),
            source_url: Set(None),
            source_title: Set(None),
            exact: Set(quote.map(Into::into)),
            prefix: Set(None),
            suffix: Set(None),
            attribution: Set(None),
            attributed_to_id: Set(None),
            stated_on: Set(None),
            retracts_id: Set(retracts),
            created_at: Set(self.now()),
            created_by: Set(SYSTEM.into()),
        };
        row.insert(&self.db).await.unwrap().id
    }

    /// Where every revision of an article was written.
    pub async fn located(&self, article: ArticleId, place: EntityId) {
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        article_revision::Entity::update_many()
            .col_expr(article_revision::Column::LocatedEntityId, Expr::value(place))
            .filter(article_revision::Column::ArticleId.eq(article))
            .exec(&self.db)
            .await
            .unwrap();
    }

    /// The revision that the author of the evidence had before them.
    pub async fn seen_in(&self, id: EvidenceId, article: ArticleId, number: i32) {
        use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
        let revision = article_revision::Entity::find()
            .filter(article_revision::Column::ArticleId.eq(article))
            .filter(article_revision::Column::Number.eq(number));
        let revision = revision.one(&self.db).await.unwrap().unwrap();
        let row = evidence::Entity::find_by_id(id).one(&self.db).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.revision_id = Set(Some(revision.id));
        row.update(&self.db).await.unwrap();
    }
}
