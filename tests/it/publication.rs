//! From the desk to the edition: the number, the log, what follows from what, and that a rebuild changes nothing.

use db::{
    ArticleId, EntityId, EvidenceId, RelationId, Stance, Visibility, article, edition_article, edition_edge,
    edition_entity, edition_evidence, edition_link, edition_log, edition_mention, edition_relation,
    edition_series_item, entity,
};
use nutgraph::auth::{Action, Actor, permit};
use nutgraph::domain::publication::{
    self, Changes, PublicationError, Publish, Retract, Touched, Unpublished,
};
use nutgraph::store::edition::audit;
use nutgraph::store::{Edition, WriteTx};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder, Set};

use crate::support::desk::Desk;
use crate::support::{self, Database, edition};

support::both!(
    numbers_have_no_gaps_with_many_writers,
    a_rebuild_gives_the_same_rows,
    unpublished_names_are_told_or_published,
    an_embargo_holds,
    a_retracted_article_leaves_its_headline_and_notice,
    evidence_decides_when_it_is_readable,
    a_wrong_count_is_noticed,
);

async fn begin(db: &Database) -> WriteTx {
    let permit = permit(&Actor::System, Action::Publish).unwrap();
    WriteTx::begin(&db.store, permit, db.clock.now()).await.unwrap()
}

async fn apply(db: &Database, changes: Changes) -> Result<Option<i64>, PublicationError> {
    let tx = begin(db).await;
    let number = publication::apply(&tx, changes).await?;
    tx.commit().await?;
    Ok(number)
}

fn publish(db: &Database, article: ArticleId, revision: i32) -> Changes {
    let publish = vec![Publish { article, revision, at: db.clock.now(), hidden: false }];
    Changes { publish, unpublished: Unpublished::Publish, ..Changes::default() }
}

fn retract(db: &Database, article: ArticleId) -> Changes {
    let notice = Some((db.clock.uid(), "We took this back.".into(), db.clock.now()));
    Changes { retract: vec![Retract { article, notice }], ..Changes::default() }
}

async fn show(db: &Database, entities: &[EntityId]) {
    apply(db, Changes { show_entities: entities.to_vec(), ..Changes::default() }).await.unwrap();
}

async fn number(db: &Database) -> i64 {
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
    let kinds: Vec<_> = kinds.iter().map(|row| row.split(':').next().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "edition_article",
            "edition_counter",
            "edition_counter",
            "edition_entity",
            "edition_entity_name",
            "edition_notice",
            "edition_slug"
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

/// Something that a newsroom does. Numbers pick among what there is.
#[derive(Clone, Debug)]
enum Step {
    Publish(usize, i32),
    Withdraw(usize),
    Retract(usize),
    ShowEntity(usize),
    WithdrawEntity(usize),
    Merge(usize, usize),
    Unmerge(usize),
    Evidence(usize, Stance, usize, bool),
    TakeBack(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = 0..5usize;
    let stance = prop_oneof![Just(Stance::Supports), Just(Stance::Denies)];
    let step = prop_oneof![
        6 => (n.clone(), 1..=2).prop_map(|(a, r)| Step::Publish(a, r)),
        2 => n.clone().prop_map(Step::Withdraw),
        1 => n.clone().prop_map(Step::Retract),
        2 => n.clone().prop_map(Step::ShowEntity),
        2 => n.clone().prop_map(Step::WithdrawEntity),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => n.clone().prop_map(Step::Unmerge),
        4 => (n.clone(), stance, n.clone(), any::<bool>()).prop_map(|(r, s, a, q)| Step::Evidence(r, s, a, q)),
        1 => n.prop_map(Step::TakeBack),
    ];
    prop::collection::vec(step, 1..20)
}

struct World {
    entities: Vec<EntityId>,
    articles: Vec<ArticleId>,
    relations: Vec<RelationId>,
    evidence: Vec<(EvidenceId, RelationId)>,
}

async fn world(desk: &Desk) -> World {
    let mut w = World { entities: vec![], articles: vec![], relations: vec![], evidence: vec![] };
    for name in ["Ada", "Bea", "Cem", "Dan", "Eva"] {
        w.entities.push(desk.entity(name, Visibility::Never).await);
    }
    for i in 0..5 {
        let names = [w.entities[i], w.entities[(i + 1) % 5]];
        w.articles.push(desk.article(&["xx first passage", "xx second passage"], &names).await);
        w.relations.push(desk.relation(w.entities[i], "KNOWS", w.entities[(i + 2) % 5]).await);
    }
    desk.link(w.articles[0], w.articles[1]).await;
    desk.series(&w.articles[..3]).await;
    w
}

async fn step(db: &Database, desk: &Desk, w: &mut World, step: Step) -> Option<i64> {
    let touch = |entities: &[EntityId], relations: &[RelationId]| Changes {
        touched: Touched {
            entities: entities.iter().copied().collect(),
            relations: relations.iter().copied().collect(),
            ..Touched::default()
        },
        ..Changes::default()
    };
    let merge = async |source: EntityId, target: Option<EntityId>| {
        let mut row =
            entity::Entity::find_by_id(source).one(&desk.db).await.unwrap().unwrap().into_active_model();
        row.merged_into_id = Set(target);
        row.update(&desk.db).await.unwrap();
    };
    let changes = match step {
        Step::Publish(a, revision) => publish(db, w.articles[a], revision),
        Step::Withdraw(a) => Changes { withdraw: vec![w.articles[a]], ..Changes::default() },
        Step::Retract(a) => retract(db, w.articles[a]),
        Step::ShowEntity(e) => Changes { show_entities: vec![w.entities[e]], ..Changes::default() },
        Step::WithdrawEntity(e) => Changes { withdraw_entities: vec![w.entities[e]], ..Changes::default() },
        Step::Merge(a, b) => {
            let (source, target) = (w.entities[a], w.entities[b]);
            let all = entity::Entity::find().all(&desk.db).await.unwrap();
            let free = |e: EntityId| {
                all.iter().all(|x| x.merged_into_id != Some(e) && (x.id != e || x.merged_into_id.is_none()))
            };
            if a == b || !free(source) || all.iter().any(|x| x.id == target && x.merged_into_id.is_some()) {
                return None;
            }
            merge(source, Some(target)).await;
            touch(&[source, target], &[])
        }
        Step::Unmerge(a) => {
            merge(w.entities[a], None).await;
            touch(&[w.entities[a]], &[])
        }
        Step::Evidence(r, stance, a, first) => {
            let quote = if first { "first passage" } else { "second passage" };
            let id = desk.evidence(w.relations[r], stance, w.articles[a], Some(quote), None).await;
            w.evidence.push((id, w.relations[r]));
            touch(&[], &[w.relations[r]])
        }
        Step::TakeBack(a) => {
            let (id, relation) = *w.evidence.last()?;
            desk.evidence(relation, Stance::Retracts, w.articles[a], None, Some(id)).await;
            touch(&[], &[relation])
        }
    };
    match apply(db, changes).await {
        Ok(number) => number,
        Err(PublicationError::Retracted(_) | PublicationError::NotLive(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn a_rebuild_gives_the_same_rows(db: Database) {
    let desk = Desk::open(&db).await;
    desk.relation_type("KNOWS", false).await;
    let touched = Touched { reference: true, ..Touched::default() };
    apply(&db, Changes { touched, ..Changes::default() }).await.unwrap();
    let mut runner = TestRunner::deterministic();
    for _ in 0..10 {
        let mut w = world(&desk).await;
        let mut before = (number(&db).await, edition::dump(&desk.db).await);
        for next in steps().new_tree(&mut runner).unwrap().current() {
            let told = format!("{next:?}");
            let now = step(&db, &desk, &mut w, next).await;
            let after = (number(&db).await, edition::dump(&desk.db).await);
            match now {
                Some(now) => assert_eq!((now, now), (before.0 + 1, after.0), "{told}"),
                None => assert!(after == before, "no edition, and yet a difference: {told}"),
            }
            nothing_dangles(&desk, &told).await;
            before = after;
        }
        let tx = begin(&db).await;
        publication::rebuild(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let after = (number(&db).await, edition::dump(&desk.db).await);
        assert_eq!(before.0, after.0, "a rebuild is no publication");
        let differences: Vec<_> = before
            .1
            .iter()
            .filter(|r| !after.1.contains(r))
            .chain(after.1.iter().filter(|r| !before.1.contains(r)))
            .collect();
        assert!(differences.is_empty(), "before, then after: {differences:#?}");
        assert_eq!(before.1.len(), after.1.len());
        let edition = Edition::open(&db.store, None).await.unwrap();
        assert_eq!(audit::faults(&edition).await.unwrap(), Vec::<String>::new());
    }
}

async fn nothing_dangles(desk: &Desk, told: &str) {
    let db = &desk.db;
    let entities: Vec<_> =
        edition_entity::Entity::find().all(db).await.unwrap().iter().map(|e| e.id).collect();
    let articles: Vec<_> =
        edition_article::Entity::find().all(db).await.unwrap().iter().map(|a| a.id).collect();
    for m in edition_mention::Entity::find().all(db).await.unwrap() {
        assert!(entities.contains(&m.entity_id) && articles.contains(&m.article_id), "{told}: {m:?}");
    }
    for e in edition_edge::Entity::find().all(db).await.unwrap() {
        assert!(entities.contains(&e.entity_id) && entities.contains(&e.other_id), "{told}: {e:?}");
    }
    for l in edition_link::Entity::find().all(db).await.unwrap() {
        assert!(l.target_id.is_none_or(|t| articles.contains(&t)), "{told}: {l:?}");
    }
    for i in edition_series_item::Entity::find().all(db).await.unwrap() {
        assert!(articles.contains(&i.article_id), "{told}: {i:?}");
    }
    let evidence = edition_evidence::Entity::find().all(db).await.unwrap();
    for e in &evidence {
        assert!(e.article_id.is_none_or(|a| articles.contains(&a)), "{told}: {e:?}");
        assert!(e.retracts_id.is_none_or(|t| evidence.iter().any(|x| x.id == t)), "{told}: {e:?}");
    }
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
    let edition = Edition::open(&db.store, None).await.unwrap();
    let faults = audit::faults(&edition).await.unwrap();
    assert_eq!(faults, ["articles of entity ada-1: 7 kept, 1 counted"]);
}
