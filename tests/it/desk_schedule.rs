//! What happens at its time: once, never early, and visibly where it cannot be.

use std::collections::HashSet;

use db::{Timestamp, article, article_version, audit_event, edition_log};
use nutgraph::auth::Role;
use nutgraph::domain::schedule::{keep, sweep};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::verbs::{line, person};
use crate::support::{Database, both};

both!(
    d08_what_is_scheduled_is_not_there_before_its_time,
    a_later_edit_leaves_the_pinned_revision,
    what_cannot_be_published_says_why_and_waits,
    an_article_ends_at_its_time,
    a_scheduled_correction_brings_its_notice,
    schedules_are_checked_and_cancelled,
    r14_many_sweepers_publish_each_article_once,
    the_server_makes_up_for_what_was_missed,
);

async fn sweep_at(db: &Database, time: &str) -> usize {
    let db = db.at(time);
    sweep(&db.newsroom_of(), Some(db.clock.now())).await.unwrap()
}

async fn d08_what_is_scheduled_is_not_there_before_its_time(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    let readers =
        "{ articles(first: 5) { totalCount nodes { id } } edition { number changes(since: \"0\") { nodes { noun } } }
        bySlug: article(slug: \"rain\") { id } route(path: \"/en/rain\") { __typename } }";
    let before = db.data(readers, json!({})).await;
    db.done(&ben, "publishArticle", json!({ "id": id, "at": "2026-01-15T13:00:00Z" }), "id").await;
    assert_eq!(db.data(readers, json!({})).await, before);
    assert_eq!(sweep_at(&db, "2026-01-15T12:59:59.999Z").await, 0, "not a millisecond early");
    assert_eq!(db.data(readers, json!({})).await, before);
    assert_eq!(sweep_at(&db, "2026-01-15T13:00:00Z").await, 1);
    assert_eq!(sweep_at(&db, "2026-01-15T13:00:00Z").await, 0, "and once");
    assert_eq!(db.read(&id, "version").await, json!({ "version": 1 }));
    let fields = "publication scheduledFor scheduledRevision scheduleError";
    let state = db.desk_article(&ben, &id, fields).await;
    assert_eq!(
        state,
        json!({ "publication": "LIVE", "scheduledFor": null, "scheduledRevision": null, "scheduleError": null })
    );
    let audit = db.audit_since(0).await;
    let last: Vec<_> = audit.iter().rev().take(2).map(line).collect();
    insta::assert_snapshot!(last.join("\n"), @r#"
    system KEEP_SCHEDULE "LIVE: revision 1" {"publication":"SCHEDULED","liveRevision":null} -> {"publication":"LIVE","liveRevision":1}
    system KEEP_SCHEDULE {"scheduledRevision":1,"scheduledFor":"2026-01-15T13:00:00.000Z"} -> {"scheduledRevision":null,"scheduledFor":null}
    "#);
}

async fn a_later_edit_leaves_the_pinned_revision(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    db.done(&ben, "publishArticle", json!({ "id": id, "at": "2026-01-15T13:00:00Z" }), "id").await;
    db.save(&ben, &id, 1, "It snows.").await;
    let state = db.desk_article(&ben, &id, "scheduledRevision head { number }").await;
    assert_eq!(state, json!({ "scheduledRevision": 1, "head": { "number": 2 } }));
    sweep_at(&db, "2026-01-15T13:00:01Z").await;
    assert_eq!(db.read(&id, "body { text }").await["body"]["text"], "It rains.");
    // Published by hand meanwhile, what was scheduled is no more: it would bring an older text back.
    let schedule = json!({ "id": id, "revision": 2, "at": "2026-01-16T00:00:00Z" });
    db.done(&ben, "publishArticle", schedule, "id").await;
    db.save(&ben, &id, 2, "It hails.").await;
    let done = db.done(&ben, "publishArticle", json!({ "id": id }), "scheduledFor").await;
    assert_eq!(done, json!({ "scheduledFor": null }));
    assert_eq!(sweep_at(&db, "2026-01-17T00:00:00Z").await, 0);
    assert_eq!(db.read(&id, "body { text }").await["body"]["text"], "It hails.");
}

async fn what_cannot_be_published_says_why_and_waits(db: Database) {
    let ben = person(2, Role::Editor);
    let (id, fine) = (db.draft(&ben, "Rain", "It rains.").await, db.draft(&ben, "Snow", "It snows.").await);
    for id in [&id, &fine] {
        db.done(&ben, "publishArticle", json!({ "id": id, "at": "2026-01-15T13:00:00Z" }), "id").await;
    }
    db.done(&ben, "setEmbargo", json!({ "id": id, "until": "2026-01-15T18:00:00Z" }), "id").await;
    assert_eq!(sweep_at(&db, "2026-01-15T13:00:00Z").await, 2);
    assert_eq!(db.read(&id, "id").await, Value::Null);
    assert_eq!(db.read(&fine, "version").await["version"], 1, "the other one is not held up");
    let fields = "publication scheduledFor scheduleError";
    let failed = json!({
        "publication": "SCHEDULED", "scheduledFor": "2026-01-15T13:00:00.000Z",
        "scheduleError": "it is under embargo until 2026-01-15T18:00:00.000Z"
    });
    assert_eq!(db.desk_article(&ben, &id, fields).await, failed);
    let audit = db.audit_since(0).await;
    assert!(
        line(audit.iter().find(|row| row.detail.is_some() && row.action == "KEEP_SCHEDULE").unwrap())
            .contains("under embargo")
    );
    // It is not tried again, not even when it could be: somebody has to look.
    assert_eq!(sweep_at(&db, "2026-01-15T13:00:01Z").await, 0);
    assert_eq!(sweep_at(&db, "2026-01-15T19:00:00Z").await, 0);
    let later = db.at("2026-01-15T19:00:00Z");
    let anew = json!({ "id": id, "at": "2026-01-15T20:00:00Z" });
    let state = later.done(&ben, "publishArticle", anew, fields).await;
    assert_eq!(state["scheduleError"], Value::Null);
    assert_eq!(sweep_at(&db, "2026-01-15T20:00:00Z").await, 1);
    assert_eq!(db.read(&id, "version").await["version"], 1);
}

async fn an_article_ends_at_its_time(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    let input = json!({ "id": id, "at": "2026-01-15T13:00:00Z", "until": "2026-01-15T14:00:00Z" });
    db.done(&ben, "publishArticle", input, "id").await;
    sweep_at(&db, "2026-01-15T13:00:00Z").await;
    assert_eq!(db.read(&id, "version").await["version"], 1);
    assert_eq!(sweep_at(&db, "2026-01-15T13:59:59.999Z").await, 0);
    assert_eq!(sweep_at(&db, "2026-01-15T14:00:00Z").await, 1);
    assert_eq!(db.read(&id, "id").await, Value::Null);
    let state = db.desk_article(&ben, &id, "publication scheduledUntil").await;
    assert_eq!(state, json!({ "publication": "WITHDRAWN", "scheduledUntil": null }));
    // Where nothing ran from its beginning to its end, it does not come for a moment.
    let late = db.draft(&ben, "Snow", "It snows.").await;
    let input = json!({ "id": late, "at": "2026-01-15T13:00:00Z", "until": "2026-01-15T14:00:00Z" });
    db.done(&ben, "publishArticle", input, "id").await;
    let edition = number(&db).await;
    assert_eq!(sweep_at(&db, "2026-01-15T15:00:00Z").await, 1);
    assert_eq!(sweep_at(&db, "2026-01-15T15:00:00Z").await, 0);
    assert_eq!(number(&db).await, edition);
    let state = db.desk_article(&ben, &late, "publication scheduleError").await;
    let why = "it was to be withdrawn before it could be published";
    assert_eq!(state, json!({ "publication": "SCHEDULED", "scheduleError": why }));
    db.keeps_the_law().await;
}

async fn a_scheduled_correction_brings_its_notice(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    db.save(&ben, &id, 1, "It rains here.").await;
    let notice = json!({ "kind": "UPDATE", "text": "Said where." });
    let input = json!({ "id": id, "at": "2026-01-15T13:00:00Z", "notice": notice });
    let state = db.done(&ben, "publishArticle", input, "publication scheduledFor").await;
    assert_eq!(state, json!({ "publication": "LIVE", "scheduledFor": "2026-01-15T13:00:00.000Z" }));
    sweep_at(&db, "2026-01-15T13:00:00Z").await;
    assert_eq!(
        db.read(&id, "version notices { text version }").await,
        json!({ "version": 2, "notices": [{ "text": "Said where.", "version": 2 }] })
    );
}

async fn schedules_are_checked_and_cancelled(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    db.done(&ben, "setEmbargo", json!({ "id": id, "until": "2026-01-15T18:00:00Z" }), "id").await;
    let input = json!({
        "id": id, "revision": 9, "at": "2026-01-15T13:00:00Z", "until": "2026-01-15T13:00:00Z"
    });
    assert_eq!(
        db.refused(&ben, "publishArticle", input).await,
        json!(["EMBARGOED input.at", "NOT_FOUND input.revision", "INVALID input.until"])
    );
    let none = json!({ "id": id });
    assert_eq!(db.refused(&ben, "cancelPublication", none.clone()).await, json!(["WRONG_STATE input.id"]));
    let end = json!({ "id": id, "at": "2026-01-16T00:00:00Z" });
    assert_eq!(db.refused(&ben, "scheduleWithdrawal", end.clone()).await, json!(["WRONG_STATE input.id"]));
    db.done(&ben, "publishArticle", json!({ "id": id, "at": "2026-01-15T18:00:00Z" }), "id").await;
    db.done(&ben, "scheduleWithdrawal", end, "id").await;
    let refused = db.refused(&ben, "deleteArticle", none.clone()).await;
    assert_eq!(refused, json!(["WRONG_STATE input.id"]));
    let fields = "publication scheduledFor scheduledUntil scheduledRevision";
    let state = db.done(&ben, "cancelPublication", none, fields).await;
    assert_eq!(
        state,
        json!({ "publication": "NEVER", "scheduledFor": null, "scheduledUntil": null, "scheduledRevision": null })
    );
    assert_eq!(sweep_at(&db, "2026-01-20T00:00:00Z").await, 0);
    // A time that has come is now.
    let past = json!({ "id": id, "at": "2026-01-15T18:30:00Z" });
    let later = db.at("2026-01-15T19:00:00Z");
    let state = later.done(&ben, "publishArticle", past, "publication firstPublishedAt").await;
    assert_eq!(state, json!({ "publication": "LIVE", "firstPublishedAt": "2026-01-15T19:00:00.000Z" }));
}

/// Articles that were due a while ago.
async fn due(db: &Database, desk: &Desk, count: usize, at: &str) {
    let mut ids = vec![];
    for _ in 0..count {
        ids.push(desk.article(&["It rains."], &[]).await.0);
    }
    let at = db.at(at).clock.now().0;
    let sql = format!(
        "UPDATE article SET publication = 'SCHEDULED', scheduled_number = 1, scheduled_for = {at} + id % 7 * 100"
    );
    desk.db.execute_unprepared(&sql).await.unwrap();
}

async fn r14_many_sweepers_publish_each_article_once(db: Database) {
    const ARTICLES: usize = 300;
    let desk = Desk::open(&db).await;
    due(&db, &desk, ARTICLES, "2026-01-15T11:00:00Z").await;
    let before = number(&db).await;
    let now = db.clock.now();
    let sweeper = || {
        let newsroom = db.newsroom_of();
        tokio::spawn(async move { sweep(&newsroom, Some(now)).await })
    };
    let live = || async {
        let live = article::Column::Publication.eq(db::Publication::Live);
        article::Entity::find().filter(live).count(&desk.db).await.unwrap()
    };
    // Some are ended in the middle of their work, again and again, as if their machine had failed.
    let mut done = 0;
    for round in 0..6 {
        let sweepers: Vec<_> = (0..5).map(|_| sweeper()).collect();
        let (doomed, rest) = sweepers.split_at(if round < 5 { 4 } else { 0 });
        while live().await <= done && rest.iter().any(|sweeper| !sweeper.is_finished()) {
            tokio::task::yield_now().await;
        }
        for sweeper in doomed {
            sweeper.abort();
        }
        done = live().await;
        for sweeper in sweepers {
            match sweeper.await {
                Ok(outcome) => drop(outcome.unwrap()),
                Err(ended) => assert!(ended.is_cancelled(), "{ended}"),
            }
        }
    }
    assert_eq!(live().await, u64::try_from(ARTICLES).unwrap());
    let versions = article_version::Entity::find().all(&desk.db).await.unwrap();
    let articles: HashSet<_> = versions.iter().map(|version| version.article_id).collect();
    assert_eq!((versions.len(), articles.len()), (ARTICLES, ARTICLES), "each once");
    let told = audit_event::Entity::find().filter(audit_event::Column::Detail.eq("LIVE: revision 1"));
    let told = told.filter(audit_event::Column::Action.eq("KEEP_SCHEDULE")).all(&desk.db).await.unwrap();
    assert_eq!(told.len(), ARTICLES);
    assert!(told.iter().all(|row| row.actor == "system"));
    let log = edition_log::Entity::find().all(&desk.db).await.unwrap();
    let numbers: HashSet<i64> = log.iter().map(|row| row.number).filter(|number| *number > before).collect();
    let last = number(&db).await;
    assert_eq!(numbers.len(), usize::try_from(last - before).unwrap(), "editions have no gaps");
    assert_eq!(log.iter().filter(|row| row.number > before).count(), ARTICLES);
    db.keeps_the_law().await;
}

/// By the database's own clock, as a server does it.
async fn the_server_makes_up_for_what_was_missed(db: Database) {
    let desk = Desk::open(&db).await;
    due(&db, &desk, 3, "2026-01-15T11:00:00Z").await;
    let far = Timestamp(i64::MAX / 2);
    let sql =
        format!("UPDATE article SET scheduled_for = {} WHERE id = (SELECT max(id) FROM article)", far.0);
    desk.db.execute_unprepared(&sql).await.unwrap();
    let (over, is_over) = tokio::sync::watch::channel(false);
    let clockwork = tokio::spawn(keep(db.newsroom_of(), is_over));
    let live = article::Column::Publication.eq(db::Publication::Live);
    while article::Entity::find().filter(live.clone()).count(&desk.db).await.unwrap() < 2 {
        tokio::task::yield_now().await;
    }
    over.send(true).unwrap();
    clockwork.await.unwrap();
    assert_eq!(article::Entity::find().filter(live).count(&desk.db).await.unwrap(), 2, "the third waits");
}
