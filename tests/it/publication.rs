//! From the desk to the edition: the number, the log, what follows from what, and that a rebuild changes nothing.

use db::{
    ArticleId, EntityId, Stance, Visibility, article, edition_edge, edition_entity, edition_evidence,
    edition_log, edition_mention, edition_relation, edition_series_item, entity, relation,
};
use nutgraph::auth::{Action, Actor, Whose, permit};
use nutgraph::domain::publication::{
    self, Changes, PublicationError, Publish, Retract, Touched, Unpublished,
};
use nutgraph::store::edition::audit;
use nutgraph::store::{Edition, WriteTx};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, Set};

use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{self, Database, edition};

support::both!(
    numbers_have_no_gaps_with_many_writers,
    unpublished_names_are_told_or_published,
    an_embargo_holds,
    a_retracted_article_leaves_its_headline_and_notice,
    evidence_decides_when_it_is_readable,
    a_wrong_count_is_noticed,
    a_merged_entity_follows_its_target,
    evidence_of_a_draft_is_not_read_into_the_live_text,
    a_series_numbers_what_readers_have,
);

pub async fn begin(db: &Database) -> WriteTx {
    let permit = permit(&Actor::System, Action::Publish, Whose::Own).unwrap();
    WriteTx::begin(&db.store, permit, db.clock.now()).await.unwrap()
}

pub async fn apply(db: &Database, changes: Changes) -> Result<Option<i64>, PublicationError> {
    let tx = begin(db).await;
    let number = publication::apply(&tx, changes).await?;
    tx.commit().await?;
    Ok(number)
}

pub fn publish(db: &Database, article: ArticleId, revision: i32) -> Changes {
    let publish = vec![Publish { article, revision, at: db.clock.now(), hidden: false }];
    Changes { publish, unpublished: Unpublished::Publish, ..Changes::default() }
}

pub fn retract(db: &Database, article: ArticleId) -> Changes {
    let notice = Some((db.clock.uid(), "We took this back.".into(), db.clock.now()));
    Changes { retract: vec![Retract { article, notice }], ..Changes::default() }
}

async fn show(db: &Database, entities: &[EntityId]) {
    apply(db, Changes { show_entities: entities.to_vec(), ..Changes::default() }).await.unwrap();
}

pub async fn number(db: &Database) -> i64 {
    Edition::open(&db.store, None).await.unwrap().number()
}

async fn numbers_have_no_gaps_with_many_writers(db: Database) {
    let desk = Desk::open(&db).await;
    let name = desk.entity("Ada", Visibility::Never).await;
    show(&db, &[name]).await;
    let mut articles = vec![];
    for _ in 0..24 {
        articles.push(desk.article(&["x says so"], &[name]).await);
    }
    let writers = articles.chunks(3).map(|some| {
        let (db, some) = (db.clone(), some.to_vec());
        tokio::spawn(async move {
            let mut got = vec![];
            for id in some {
                got.push(apply(&db, publish(&db, id, 1)).await.unwrap().unwrap());
            }
            got
        })
    });
    let mut got = vec![];
    for writer in writers.collect::<Vec<_>>() {
        let numbers = writer.await.unwrap();
        assert!(numbers.is_sorted(), "a writer sees its own numbers rise");
        got.extend(numbers);
    }
    got.sort_unstable();
    assert_eq!(got, (2..=25).collect::<Vec<i64>>(), "the first edition showed Ada");
    assert_eq!(number(&db).await, 25);
    let by_number = edition_log::Column::Number;
    let log = edition_log::Entity::find().order_by_asc(by_number).all(&desk.db).await.unwrap();
    let numbers: Vec<_> = log.iter().map(|l| l.number).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<i64>>(), "one change each");
    let ada = edition_entity::Entity::find_by_id(name).one(&desk.db).await.unwrap().unwrap();
    assert_eq!((ada.articles, ada.about), (24, 24), "no count was lost between writers");
}

async fn unpublished_names_are_told_or_published(db: Database) {
    let desk = Desk::open(&db).await;
    let unknown = desk.entity("Bea", Visibility::Never).await;
    let id = desk.article(&["x says so"], &[unknown]).await;
    let strict = Changes { unpublished: Unpublished::Fail, ..publish(&db, id, 1) };
    let error = apply(&db, strict).await.unwrap_err();
    assert_eq!(error.to_string(), "the articles name entities that are not public: Bea");
    assert_eq!(number(&db).await, 0);
    assert_eq!(apply(&db, publish(&db, id, 1)).await.unwrap(), Some(1));
    let bea = edition_entity::Entity::find_by_id(unknown).one(&desk.db).await.unwrap().unwrap();
    assert_eq!((bea.articles, bea.about), (1, 1));
}

async fn an_embargo_holds(db: Database) {
    let desk = Desk::open(&db).await;
    let id = desk.article(&["x says so"], &[]).await;
    let mut row = article::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap().into_active_model();
    row.embargoed_until = Set(Some(db::Timestamp(db.clock.now().0 + 1)));
    row.update(&desk.db).await.unwrap();
    let error = apply(&db, publish(&db, id, 1)).await.unwrap_err();
    insta::assert_snapshot!(error, @"article ArticleId(1) is under embargo until 2026-01-15T12:00:00.001Z");
    assert_eq!(edition::dump(&desk.db).await, Vec::<String>::new());
}

async fn a_retracted_article_leaves_its_headline_and_notice(db: Database) {
    let desk = Desk::open(&db).await;
    let name = desk.entity("Cem", Visibility::Never).await;
    let id = desk.article(&["x says so"], &[name]).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    apply(&db, retract(&db, id)).await.unwrap();
    assert!(matches!(apply(&db, publish(&db, id, 1)).await, Err(PublicationError::Retracted(_))));
    assert!(matches!(apply(&db, retract(&db, id)).await, Err(PublicationError::Retracted(_))));
    let kinds = edition::dump(&desk.db).await;
    let mut kinds: Vec<_> = kinds.iter().map(|row| row.split(':').next().unwrap()).collect();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "edition_article",
            "edition_counter",
            "edition_entity",
            "edition_entity_name",
            "edition_gram",
            "edition_name_word",
            "edition_notice",
            "edition_slug",
            "edition_word"
        ]
    );
    let log = edition_log::Entity::find().all(&desk.db).await.unwrap();
    assert_eq!(log.last().unwrap().action, db::ChangeAction::Retracted);
}

async fn evidence_decides_when_it_is_readable(db: Database) {
    let desk = Desk::open(&db).await;
    desk.relation_type("KNOWS", true).await;
    let (a, b) = (desk.entity("Ada", Visibility::Never).await, desk.entity("Bea", Visibility::Never).await);
    show(&db, &[a, b]).await;
    let relation = desk.relation(a, "KNOWS", b).await;
    let report = desk.article(&["xx they are said to know each other"], &[a, b]).await;
    let denial = desk.article(&["xx they do not", "xx they do not know each other"], &[a, b]).await;
    desk.evidence(relation, Stance::Supports, report, Some("know each other"), None).await;
    desk.evidence(relation, Stance::Denies, denial, Some("do not know each other"), None).await;
    let standing = || async {
        let row = edition_relation::Entity::find_by_id(relation).one(&desk.db).await.unwrap();
        row.map(|r| r.standing.code())
    };
    assert_eq!(standing().await, None);
    apply(&db, publish(&db, denial, 1)).await.unwrap();
    assert_eq!(standing().await, None, "the passage is in the second revision only, which nobody can read");
    apply(&db, publish(&db, report, 1)).await.unwrap();
    assert_eq!(standing().await, Some("ASSERTED"));
    apply(&db, publish(&db, denial, 2)).await.unwrap();
    assert_eq!(standing().await, Some("DISPUTED"));
    apply(&db, retract(&db, report)).await.unwrap();
    assert_eq!(
        standing().await,
        Some("RETRACTED"),
        "its support is gone; a denial does not make it DENIED again"
    );
    let evidence = edition_evidence::Entity::find().all(&desk.db).await.unwrap();
    assert!(evidence.iter().any(|e| e.undone && e.quote.is_none()), "the quote went with its article");
    apply(&db, Changes { withdraw: vec![denial], ..Changes::default() }).await.unwrap();
    assert_eq!(standing().await, Some("RETRACTED"));
    apply(&db, Changes { withdraw_entities: vec![a], ..Changes::default() }).await.unwrap();
    assert_eq!(standing().await, None);
}

async fn a_wrong_count_is_noticed(db: Database) {
    let desk = Desk::open(&db).await;
    let name = desk.entity("Ada", Visibility::Never).await;
    let id = desk.article(&["x says so"], &[name]).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    let mut row =
        edition_entity::Entity::find_by_id(name).one(&desk.db).await.unwrap().unwrap().into_active_model();
    row.articles = Set(7);
    row.update(&desk.db).await.unwrap();
    let wrong = "UPDATE edition_counter SET value = 9 WHERE name LIKE 'month:%';
        INSERT INTO edition_counter (name, value) VALUES ('relations:GONE', 3)";
    desk.db.execute_unprepared(wrong).await.unwrap();
    let edition = Edition::open(&db.store, None).await.unwrap();
    let faults = audit::faults(&edition).await.unwrap();
    assert_eq!(
        faults,
        [
            "articles of entity ada-1: 7 kept, 1 counted",
            "total month:2026-01: 9 kept, 1 counted",
            "total relations:GONE: 3 kept, 0 counted",
        ]
    );
}

/// What a merge leaves behind follows what it was merged into.
async fn a_merged_entity_follows_its_target(db: Database) {
    let desk = Desk::open(&db).await;
    desk.relation_type("KNOWS", false).await;
    let [old, new, other] = [
        desk.entity("Old", Visibility::Never).await,
        desk.entity("New", Visibility::Never).await,
        desk.entity("Other", Visibility::Never).await,
    ];
    let unknown = desk.entity("Informant", Visibility::Never).await;
    show(&db, &[new, other]).await;
    let id = desk.article(&["xx says so"], &[old, other]).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    let relation = desk.relation(old, "KNOWS", other).await;
    desk.evidence(relation, Stance::Supports, id, None, None).await;
    for source in [old, unknown] {
        let row = entity::Entity::find_by_id(source).one(&desk.db).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.merged_into_id = Set(Some(new));
        row.update(&desk.db).await.unwrap();
    }
    let touched = Touched { entities: [old, unknown, new].into(), reference: true, ..Touched::default() };
    apply(&db, Changes { touched, ..Changes::default() }).await.unwrap();
    let redirects = db::edition_redirect::Entity::find().all(&desk.db).await.unwrap();
    let slugs: Vec<_> = redirects.iter().map(|r| r.slug.as_str()).collect();
    assert_eq!(slugs, ["old-2"], "nobody ever saw the informant, and nobody learns what became of it");
    let edges = async || edition_edge::Entity::find().all(&desk.db).await.unwrap().len();
    let mentions = async || edition_mention::Entity::find().all(&desk.db).await.unwrap().len();
    assert_eq!((edges().await, mentions().await), (2, 2));
    apply(&db, Changes { withdraw_entities: vec![new], ..Changes::default() }).await.unwrap();
    assert_eq!((edges().await, mentions().await), (0, 1));
    show(&db, &[new]).await;
    assert_eq!((edges().await, mentions().await), (2, 2));
    a_rebuild_changes_nothing(&db, &desk).await;
}

async fn evidence_of_a_draft_is_not_read_into_the_live_text(db: Database) {
    let desk = Desk::open(&db).await;
    desk.relation_type("KNOWS", false).await;
    let (a, b) = (desk.entity("Ada", Visibility::Never).await, desk.entity("Bea", Visibility::Never).await);
    show(&db, &[a, b]).await;
    let id = desk.article(&["xx met", "xx will marry"], &[a, b]).await;
    apply(&db, publish(&db, id, 1)).await.unwrap();
    let relation = desk.relation(a, "KNOWS", b).await;
    let evidence = desk.evidence(relation, Stance::Supports, id, None, None).await;
    desk.seen_in(evidence, id, 2).await;
    let touch = || Changes {
        touched: Touched { relations: [relation].into(), ..Touched::default() },
        ..Changes::default()
    };
    assert_eq!(apply(&db, touch()).await.unwrap(), None, "the second text is not published");
    apply(&db, publish(&db, id, 2)).await.unwrap();
    let rows = edition_evidence::Entity::find().all(&desk.db).await.unwrap();
    assert_eq!(rows.iter().map(|e| e.version).collect::<Vec<_>>(), [Some(2)]);
    let row = relation::Entity::find_by_id(relation).one(&desk.db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.publication = Set(Visibility::Live);
    row.update(&desk.db).await.unwrap();
    apply(&db, Changes { withdraw: vec![id], ..touch() }).await.unwrap();
    let shown = edition_relation::Entity::find_by_id(relation).one(&desk.db).await.unwrap();
    assert_eq!(shown, None, "it has evidence that nobody can read: that is not UNSOURCED");
}

async fn a_series_numbers_what_readers_have(db: Database) {
    let desk = Desk::open(&db).await;
    let (hidden, shown) = (desk.article(&["x"], &[]).await, desk.article(&["x"], &[]).await);
    desk.series(&[hidden, shown]).await;
    apply(&db, publish(&db, shown, 1)).await.unwrap();
    let positions = async || {
        let items = edition_series_item::Entity::find().all(&desk.db).await.unwrap();
        items.iter().map(|i| (i.article_id, i.position)).collect::<Vec<_>>()
    };
    assert_eq!(positions().await, [(shown, 1)]);
    apply(&db, publish(&db, hidden, 1)).await.unwrap();
    assert_eq!(positions().await, [(hidden, 1), (shown, 2)]);
}
