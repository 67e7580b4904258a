//! What must leave no trace once readers shall not have it.

use db::{NoticeKind, Visibility, article_notice, edition_article, edition_slug};
use nutgraph::domain::publication::{Changes, Publish, Unpublished};
use sea_orm::{ActiveModelTrait, EntityTrait, NotSet, Set};

use crate::publication::{apply, publish, retract};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{self, Database};

support::both!(
    a_withdrawn_place_leaves_retracted_datelines_too,
    a_retraction_counts_the_words_of_its_own_notice,
    a_hidden_version_takes_its_slug_along,
);

async fn a_withdrawn_place_leaves_retracted_datelines_too(db: Database) {
    let desk = Desk::open(&db).await;
    let place = desk.entity("Almaty", Visibility::Never).await;
    let id = desk.article(&["x says so"], &[]).await;
    desk.located(id, place).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    apply(&db, retract(&db, id)).await.unwrap();
    let located = async || {
        let row = edition_article::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
        row.located_entity_id
    };
    assert_eq!(located().await, Some(place));
    apply(&db, Changes { withdraw_entities: vec![place], ..Changes::default() }).await.unwrap();
    assert_eq!(located().await, None);
    a_rebuild_changes_nothing(&db, &desk).await;
}

async fn a_retraction_counts_the_words_of_its_own_notice(db: Database) {
    let desk = Desk::open(&db).await;
    let id = desk.article(&["one two three four five six seven"], &[]).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    let later = article_notice::ActiveModel {
        id: NotSet,
        uid: Set(db.clock.uid()),
        article_id: Set(id),
        kind: Set(NoticeKind::Correction),
        text: Set("A word".into()),
        published_at: Set(db::Timestamp(db.clock.now().0 + 1)),
        version: Set(None),
    };
    later.insert(&desk.db).await.unwrap();
    apply(&db, retract(&db, id)).await.unwrap();
    let row = edition_article::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
    assert_eq!(row.word_count, 4, "We took this back.");
}

async fn a_hidden_version_takes_its_slug_along(db: Database) {
    let desk = Desk::open(&db).await;
    let id = desk.article(&["x is named", "x is not"], &[]).await;
    let at = db.clock.now();
    let version = |revision, hidden| Publish { article: id, revision, at, hidden };
    let publish = vec![version(1, true), version(2, false)];
    apply(&db, Changes { publish, unpublished: Unpublished::Publish, ..Changes::default() }).await.unwrap();
    let slugs = edition_slug::Entity::find().all(&desk.db).await.unwrap();
    let slugs: Vec<_> = slugs.iter().map(|s| s.slug.as_str()).collect();
    assert_eq!(slugs, [format!("article-{}-2", id.0)]);
}
