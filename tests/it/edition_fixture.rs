//! Articles put straight into the edition, as a publication would leave them.

use std::collections::BTreeMap;

use db::{
    ArticleId, ArticleState, ContributorRole, EntityId, EntityKind, LinkRel, NoticeKind, PictureRole,
    SeriesId, Timestamp, edition_about, edition_appearance, edition_article, edition_contributor,
    edition_entity, edition_link, edition_mention, edition_notice, edition_picture, edition_redirect,
    edition_series, edition_series_item, edition_slug, edition_version,
};
use nutgraph::text::body::{self, Format};
use nutgraph::text::fold;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, IntoActiveModel};
use uuid::Uuid;

use crate::graph::Published;
use crate::support::Database;
use crate::support::edition::COUNT_RELATIONS;

/// 2022-01-06T09:30:00Z.
pub const MORNING: i64 = 1_641_461_400_000;

/// An edition in the making.
pub struct Newsroom {
    db: Database,
    rows: DatabaseConnection,
    last: i64,
    kinds: Vec<EntityKind>,
    /// The month and genre of each article.
    counted: BTreeMap<ArticleId, Vec<String>>,
}

/// What is said of an article. Its body is Markdown; a mention is the first place of its words there.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    pub slug: &'a str,
    pub language: &'a str,
    pub genre: Option<&'a str>,
    /// Minutes after [`MORNING`].
    pub at: i64,
    pub text: &'a str,
    pub about: &'a [EntityId],
    pub mentions: &'a [(EntityId, &'a str)],
}

pub const STORY: Story<'static> =
    Story { slug: "", language: "en", genre: None, at: 0, text: "Nothing new.", about: &[], mentions: &[] };

/// Inserts rows as they are.
macro_rules! insert {
    ($newsroom:expr, $row:expr) => {
        $row.into_active_model().insert(&$newsroom.rows).await.unwrap()
    };
}

impl Newsroom {
    pub async fn new(db: Database) -> Self {
        let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
        Self { db, rows, last: 0, kinds: vec![], counted: BTreeMap::new() }
    }

    fn next(&mut self) -> (i64, Uuid) {
        self.last += 1;
        (self.last, self.db.clock.uid())
    }

    pub async fn entity(&mut self, kind: EntityKind, name: &str) -> EntityId {
        let uid = self.db.clock.uid();
        self.kinds.push(kind);
        let id = EntityId(i64::try_from(self.kinds.len()).unwrap());
        insert!(
            self,
            edition_entity::Model {
                id,
                uid,
                kind,
                name: name.into(),
                name_key: fold::key(name),
                slug: name.to_lowercase().replace(' ', "-"),
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
            }
        );
        id
    }

    /// An id and a slug that were those of an entity before it was merged into this one.
    pub async fn merged(&mut self, slug: &str, into: EntityId) -> Uuid {
        let uid = self.db.clock.uid();
        insert!(self, edition_redirect::Model { uid, slug: slug.into(), entity_id: into });
        uid
    }

    pub async fn article(&mut self, story: Story<'_>) -> ArticleId {
        let (number, uid) = self.next();
        let id = ArticleId(number);
        let document = body::parse(Format::Markdown, story.text);
        let at = Timestamp(MORNING + story.at * 60_000);
        insert!(
            self,
            edition_article::Model {
                id,
                uid,
                state: ArticleState::Live,
                slug: story.slug.into(),
                language: story.language.into(),
                headline: format!("About {}", story.slug),
                subheadline: None,
                summary: Some(format!("In short: {}", story.slug)),
                byline: Some("By our writer".into()),
                genre: story.genre.map(str::to_owned),
                located: Some("ALMATY".into()),
                located_entity_id: story.about.first().copied(),
                content_created: None,
                copyright_notice: None,
                published_at: at,
                updated_at: at,
                version: 1,
                word_count: i32::try_from(body::word_count(&document.text)).unwrap(),
                listed: true,
                headline_key: fold::key(&format!("About {}", story.slug)),
                summary_key: Some(fold::key(&format!("In short: {}", story.slug))),
                byline_key: Some(fold::key("By our writer")),
                genre_key: story.genre.map(fold::key),
            }
        );
        let month = at.utc().format("month:%Y-%m").to_string();
        self.counted
            .insert(id, story.genre.map(|g| format!("genre:{g}")).into_iter().chain([month]).collect());
        self.slug(id, story.language, story.slug).await;
        self.version(id, 1, story.text).await;
        let mut seen: Vec<(EntityId, bool, i32)> = vec![];
        for (position, entity_id) in (0..).zip(story.about) {
            insert!(self, edition_about::Model { article_id: id, position, entity_id: *entity_id });
            seen.push((*entity_id, true, 0));
        }
        for (entity_id, surface) in story.mentions {
            let at = document.text.find(surface).expect("the words stand in the text");
            let start = i32::try_from(document.text[..at].chars().count()).unwrap();
            let utf16 = i32::try_from(document.text[..at].encode_utf16().count()).unwrap();
            insert!(
                self,
                edition_mention::Model {
                    article_id: id,
                    start_at: start,
                    end_at: start + i32::try_from(surface.chars().count()).unwrap(),
                    utf16_start: utf16,
                    utf16_end: utf16 + i32::try_from(surface.encode_utf16().count()).unwrap(),
                    entity_id: *entity_id,
                    uid: self.db.clock.uid(),
                    surface: (*surface).into(),
                    name_kind: None,
                }
            );
            match seen.iter_mut().find(|(seen, ..)| seen == entity_id) {
                Some((_, _, times)) => *times += 1,
                None => seen.push((*entity_id, false, 1)),
            }
        }
        for (prominence, (entity_id, about, mentions)) in (1..).zip(seen) {
            let entity_kind = self.kinds[usize::try_from(entity_id.0 - 1).unwrap()];
            let row = edition_appearance::Model {
                entity_id,
                published_at: at,
                article_id: id,
                about,
                mentions,
                prominence,
                entity_kind,
            };
            insert!(self, row);
        }
        id
    }

    pub async fn slug(&mut self, article_id: ArticleId, language: &str, slug: &str) {
        insert!(self, edition_slug::Model { language: language.into(), slug: slug.into(), article_id });
    }

    pub async fn version(&mut self, article_id: ArticleId, number: i32, text: &str) {
        let document = body::parse(Format::Markdown, text);
        insert!(
            self,
            edition_version::Model {
                article_id,
                number,
                published_at: Timestamp(MORNING + i64::from(number)),
                headline: format!("Version {number}"),
                subheadline: None,
                summary: None,
                text: document.text,
                blocks: serde_json::to_string(&document.blocks).unwrap(),
            }
        );
        self.run(&format!("UPDATE edition_article SET version = {number} WHERE id = {}", article_id.0)).await;
    }

    pub async fn contributor(&mut self, article_id: ArticleId, entity_id: EntityId, role: ContributorRole) {
        insert!(self, edition_contributor::Model { article_id, position: 0, entity_id, role });
    }

    pub async fn picture(&mut self, article_id: ArticleId, role: PictureRole, href: &str) {
        let row = edition_picture::Model {
            article_id,
            position: i32::from(role == PictureRole::Body),
            uid: self.db.clock.uid(),
            role,
            href: href.into(),
            content_type: None,
            width: Some(1200),
            height: Some(800),
            alt_text: "A square".into(),
            caption: Some("The square".into()),
            credit: None,
            licence: None,
        };
        insert!(self, row);
    }

    pub async fn notice(&mut self, article_id: ArticleId, kind: NoticeKind, text: &str) -> Uuid {
        let (id, uid) = self.next();
        let published_at = Timestamp(MORNING + id);
        let row = edition_notice::Model {
            id,
            uid,
            article_id,
            kind,
            text: text.into(),
            published_at,
            version: None,
        };
        insert!(self, row);
        uid
    }

    pub async fn link(&mut self, article_id: ArticleId, rel: LinkRel, target_id: ArticleId) {
        let (position, target_id) = (0, Some(target_id));
        insert!(self, edition_link::Model { article_id, position, rel, target_id, url: None, title: None });
    }

    pub async fn series(&mut self, slug: &str, articles: &[ArticleId]) -> Uuid {
        let (id, uid) = self.next();
        let (slug, title) = (slug.to_owned(), format!("The series {slug}"));
        insert!(self, edition_series::Model { id: SeriesId(id), uid, slug, title, description: None });
        for (position, article_id) in (1..).zip(articles) {
            let (series_id, article_id) = (SeriesId(id), *article_id);
            insert!(self, edition_series_item::Model { series_id, position, article_id });
        }
        uid
    }

    /// Takes an article back, as a publication does.
    pub async fn retract(&mut self, article: ArticleId, text: &str) {
        self.notice(article, NoticeKind::Retraction, text).await;
        self.counted.remove(&article);
        let id = article.0;
        self.run(&format!("UPDATE edition_article SET state = 'RETRACTED', listed = FALSE WHERE id = {id}"))
            .await;
        for table in ["version", "appearance", "mention", "about", "contributor", "picture", "link"] {
            self.run(&format!("DELETE FROM edition_{table} WHERE article_id = {id}")).await;
        }
    }

    pub async fn run(&self, sql: &str) {
        self.rows.execute_unprepared(sql).await.unwrap();
    }

    /// The edition is ready: asks for what it says.
    pub async fn published(self) -> Published {
        self.run(
            "UPDATE edition_entity SET
               articles = (SELECT count(*) FROM edition_appearance a WHERE a.entity_id = edition_entity.id),
               about = (SELECT count(*) FROM edition_appearance a WHERE a.entity_id = edition_entity.id AND a.about)",
        )
        .await;
        self.run(
            "INSERT INTO edition_counter (name, value)
               SELECT 'articles', count(*) FROM edition_article WHERE listed
               UNION ALL
               SELECT 'articles:' || language, count(*) FROM edition_article WHERE listed GROUP BY language",
        )
        .await;
        for name in self.counted.values().flatten() {
            let sql = "INSERT INTO edition_counter (name, value) VALUES";
            self.run(&format!(
                "{sql} ('{name}', 1) ON CONFLICT (name) DO UPDATE SET value = edition_counter.value + 1"
            ))
            .await;
        }
        self.run(COUNT_RELATIONS).await;
        self.rows.close().await.unwrap();
        Published::of(self.db).await
    }
}
