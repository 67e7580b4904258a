//! The rows of a newsroom by chance.

use db::{
    ArticleId, ArticleState, EntityId, EvidenceId, PictureRole, Rank, RelationId, SeriesId, Timestamp,
    edition_appearance, edition_article, edition_contributor, edition_edge, edition_entity,
    edition_entity_name, edition_evidence, edition_identifier, edition_notice, edition_picture,
    edition_relation, edition_series, edition_series_item,
};
use nutgraph::domain::relation::time::Bounds;
use nutgraph::text::fold;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait,
};

use crate::filter_world::World;
use crate::graph::{Graph, Published};
use crate::support::Database;
use crate::support::edition::COUNT_RELATIONS;

impl World {
    /// Puts it into the edition, in the place of what was there.
    pub async fn lay(&self, db: &Database, first: bool) -> Published {
        let graph = if first { Some(Graph::new(db.clone()).await) } else { None };
        let rows = Rows(match &graph {
            Some(graph) => graph.rows.clone(),
            None => sea_orm::Database::connect(&db.options.url).await.unwrap(),
        });
        rows.clear().await;
        rows.entities(self).await;
        rows.articles(self, db).await;
        rows.relations(self).await;
        let counters = "INSERT INTO edition_counter (name, value)
            SELECT 'articles', count(*) FROM edition_article WHERE listed
            UNION ALL SELECT 'articles:' || language, count(*) FROM edition_article WHERE listed GROUP BY language
            UNION ALL SELECT 'entities', count(*) FROM edition_entity
            UNION ALL SELECT 'entities:' || kind, count(*) FROM edition_entity GROUP BY kind";
        rows.0.execute_unprepared(counters).await.unwrap();
        rows.0.execute_unprepared(COUNT_RELATIONS).await.unwrap();
        // Whatever readers see changed, so that they read it anew.
        rows.0.execute_unprepared("UPDATE edition SET number = number + 1").await.unwrap();
        rows.0.close().await.unwrap();
        Published::of(db.clone()).await
    }
}

fn id(place: usize) -> i64 {
    i64::try_from(place).unwrap() + 1
}

struct Rows(sea_orm::DatabaseConnection);

impl Rows {
    async fn put<M>(&self, rows: Vec<M>)
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel:
            ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
    {
        if rows.is_empty() {
            return;
        }
        let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
        M::Entity::insert_many(rows).exec_without_returning(&self.0).await.unwrap();
    }

    async fn clear(&self) {
        for table in [
            "article",
            "appearance",
            "contributor",
            "notice",
            "picture",
            "series",
            "series_item",
            "entity",
            "entity_name",
            "identifier",
            "relation",
            "edge",
            "evidence",
            "counter",
        ] {
            self.0.execute_unprepared(&format!("DELETE FROM edition_{table}")).await.unwrap();
        }
    }

    async fn entities(&self, world: &World) {
        let (mut rows, mut names, mut identifiers) = (vec![], vec![], vec![]);
        for (n, of) in world.entities.iter().enumerate() {
            let appears = (0..world.articles.len()).map(|article| world.appears(article, n));
            let appears: Vec<_> = appears.filter(|(about, named)| *about || *named).collect();
            rows.push(edition_entity::Model {
                id: EntityId(id(n)),
                uid: of.uid,
                kind: of.kind,
                name: of.name.clone(),
                name_key: fold::key(&of.name),
                slug: of.slug.clone(),
                summary: None,
                description: None,
                start_date: of.start,
                end_date: of.end,
                latitude: of.place.map(|at| at.0),
                longitude: of.place.map(|at| at.1),
                articles: i64::try_from(appears.len()).unwrap(),
                about: i64::try_from(appears.iter().filter(|(about, _)| *about).count()).unwrap(),
                start_min: of.start.map(|date| date.days().0),
                start_max: of.start.map(|date| date.days().1),
                end_min: of.end.map(|date| date.days().0),
                end_max: of.end.map(|date| date.days().1),
            });
            for (position, (name, kind, language, preferred)) in (1..).zip(&of.names) {
                names.push(edition_entity_name::Model {
                    entity_id: EntityId(id(n)),
                    position,
                    name: name.clone(),
                    key: fold::key(name),
                    kind: *kind,
                    language: (*language).into(),
                    preferred: *preferred,
                    start_date: None,
                    end_date: None,
                });
            }
            identifiers.extend(of.identifiers.iter().map(|value| edition_identifier::Model {
                scheme: "wikidata".into(),
                value: value.clone(),
                entity_id: EntityId(id(n)),
            }));
        }
        self.put(rows).await;
        self.put(names).await;
        self.put(identifiers).await;
    }

    async fn articles(&self, world: &World, db: &Database) {
        let (mut rows, mut appearances, mut makers) = (vec![], vec![], vec![]);
        let (mut notices, mut pictures) = (vec![], vec![]);
        for (n, of) in world.articles.iter().enumerate() {
            let article_id = ArticleId(id(n));
            let published_at = Timestamp(of.published_at);
            rows.push(edition_article::Model {
                id: article_id,
                uid: of.uid,
                state: if of.listed { ArticleState::Live } else { ArticleState::Retracted },
                slug: of.slug.clone(),
                language: of.language.into(),
                headline: of.headline.clone(),
                subheadline: None,
                summary: of.summary.clone(),
                byline: of.byline.clone(),
                genre: of.genre.clone(),
                located: of.place.map(|_| "THERE".into()),
                located_entity_id: of.place.map(|place| EntityId(id(place))),
                content_created: None,
                copyright_notice: None,
                published_at,
                updated_at: Timestamp(of.updated_at),
                version: of.version,
                word_count: of.words,
                listed: of.listed,
                headline_key: fold::key(&of.headline),
                summary_key: of.summary.as_deref().map(fold::key),
                byline_key: of.byline.as_deref().map(fold::key),
                genre_key: of.genre.as_deref().map(fold::key),
            });
            for (entity, of) in world.entities.iter().enumerate() {
                let (about, named) = world.appears(n, entity);
                if about || named {
                    appearances.push(edition_appearance::Model {
                        entity_id: EntityId(id(entity)),
                        published_at,
                        article_id,
                        about,
                        mentions: i32::from(named),
                        prominence: if about { 1 } else { 2 },
                        entity_kind: of.kind,
                    });
                }
            }
            for (position, (who, role)) in (0..).zip(&of.makers) {
                let entity_id = EntityId(id(*who));
                makers.push(edition_contributor::Model { article_id, position, entity_id, role: *role });
            }
            for (kind, at) in &of.notices {
                notices.push(edition_notice::Model {
                    id: id(notices.len()),
                    uid: db.clock.uid(),
                    article_id,
                    kind: *kind,
                    text: "So it was.".into(),
                    published_at: Timestamp(*at),
                    version: None,
                });
            }
            if of.lead {
                pictures.push(edition_picture::Model {
                    article_id,
                    position: 0,
                    uid: db.clock.uid(),
                    role: PictureRole::Lead,
                    href: "https://example.org/a.jpg".into(),
                    content_type: None,
                    width: None,
                    height: None,
                    alt_text: String::new(),
                    caption: None,
                    credit: None,
                    licence: None,
                });
            }
        }
        self.put(rows).await;
        self.put(appearances).await;
        self.put(makers).await;
        self.put(notices).await;
        self.put(pictures).await;
        for (n, of) in world.series.iter().enumerate() {
            let series_id = SeriesId(id(n));
            let (slug, title) = (of.slug.clone(), of.slug.clone());
            self.put(vec![edition_series::Model {
                id: series_id,
                uid: of.uid,
                slug,
                title,
                description: None,
            }])
            .await;
            let items = (1..).zip(&of.articles).map(|(position, article)| edition_series_item::Model {
                series_id,
                position,
                article_id: ArticleId(id(*article)),
            });
            self.put(items.collect()).await;
        }
    }

    async fn relations(&self, world: &World) {
        let (mut rows, mut edges, mut evidence) = (vec![], vec![], vec![]);
        for (n, of) in world.relations.iter().enumerate() {
            let Bounds { start_min, start_max, end_min, end_max } = of.bounds;
            rows.push(edition_relation::Model {
                id: RelationId(id(n)),
                uid: of.uid,
                subject_id: EntityId(id(of.subject)),
                type_code: of.code.into(),
                object_id: EntityId(id(of.object)),
                role: of.role.clone(),
                start_date: of.start,
                end_date: of.end,
                phase: of.phase,
                as_of: None,
                rank: of.rank,
                standing: of.standing,
                sources: of.sources,
                start_min,
                start_max,
                end_min,
                end_max,
                shown: world.is_shown(n),
                role_key: of.role.as_deref().map(fold::key),
            });
            for (from, to) in [(of.subject, of.object), (of.object, of.subject)] {
                edges.push(edition_edge::Model {
                    entity_id: EntityId(id(from)),
                    relation_id: RelationId(id(n)),
                    direction: of.direction(from),
                    other_id: EntityId(id(to)),
                    type_code: of.code.into(),
                    other_kind: world.entities[to].kind,
                    shown: world.is_shown(n),
                    rank_order: i32::from(of.rank != Rank::Preferred),
                    latest_day: end_max,
                    start_min,
                    start_max,
                    end_min,
                    end_max,
                    began: None,
                    ended: None,
                });
            }
        }
        for (n, of) in world.evidence.iter().enumerate() {
            evidence.push(edition_evidence::Model {
                id: EvidenceId(id(n)),
                uid: of.uid,
                relation_id: RelationId(id(of.relation)),
                position: 1,
                stance: of.stance,
                undone: of.undone,
                article_id: of.article.map(|article| ArticleId(id(article))),
                version: of.article.map(|_| 1),
                start_at: of.article.map(|_| of.start),
                end_at: of.article.map(|_| of.start + 1),
                quote: None,
                source_url: of.url.clone(),
                source_title: None,
                attribution: None,
                attributed_to_id: of.attributed.map(|who| EntityId(id(who))),
                stated_on: None,
                retracts_id: None,
                since: Timestamp(0),
                retracted_at: None,
            });
        }
        self.put(rows).await;
        self.put(edges).await;
        self.put(evidence).await;
    }
}
