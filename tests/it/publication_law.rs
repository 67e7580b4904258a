//! The law: the edition is a function of the desk. Whatever a newsroom does, in whatever order, laying everything out anew
//! gives the rows that are there, and nothing dangles.

use std::collections::HashSet;
use std::sync::Arc;

use db::{
    ArticleId, EntityId, EvidenceId, RelationId, Stance, Visibility, edition_article, edition_edge,
    edition_entity, edition_evidence, edition_link, edition_mention, edition_series_item, entity,
};
use nutgraph::auth::Role;
use nutgraph::domain::public_id::{self, Prefix};
use nutgraph::domain::publication::{self, Changes, PublicationError, Touched};
use nutgraph::store::Edition;
use nutgraph::store::edition::{Recorder, article, audit};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::article_kept::{as_told, in_tables};
use crate::desk_entity::{change, person};
use crate::publication::{apply, begin, number, publish, retract};
use crate::support::desk::Desk;
use crate::support::{self, Database, edition};

support::both!(a_rebuild_gives_the_same_rows);

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
    Save(usize, usize),
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
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        2 => n.clone().prop_map(Step::Unmerge),
        1 => (n.clone(), n.clone()).prop_map(|(e, name)| Step::Save(e, name)),
        6 => (0..10usize, stance, n.clone(), any::<bool>()).prop_map(|(r, s, a, q)| Step::Evidence(r, s, a, q)),
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
    // Whoever becomes another says with these what that one says with its own.
    for i in 0..5 {
        w.relations.push(desk.relation(w.entities[i], "KNOWS", w.entities[(i + 1) % 5]).await);
    }
    desk.link(w.articles[0], w.articles[1]).await;
    desk.series(&w.articles[..3]).await;
    w
}

async fn step(db: &Database, desk: &Desk, w: &mut World, step: Step) -> Option<i64> {
    let touch = |relations: &[RelationId]| Changes {
        touched: Touched { relations: relations.iter().copied().collect(), ..Touched::default() },
        ..Changes::default()
    };
    let editor = person(3, Role::Editor);
    let changed = async |field: &str, input: Value| {
        let before = number(db).await;
        // What cannot be is refused, and leaves everything as it is.
        change(db, &editor, field, "", input).await;
        Some(number(db).await).filter(|after| *after != before)
    };
    let row = async |id: EntityId| entity::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
    let id = async |id: EntityId| public_id::print(Prefix::DeskEntity, row(id).await.uid);
    let changes = match step {
        Step::Publish(a, revision) => publish(db, w.articles[a], revision),
        Step::Withdraw(a) => Changes { withdraw: vec![w.articles[a]], ..Changes::default() },
        Step::Retract(a) => retract(db, w.articles[a]),
        Step::ShowEntity(e) => Changes { show_entities: vec![w.entities[e]], ..Changes::default() },
        Step::WithdrawEntity(e) => Changes { withdraw_entities: vec![w.entities[e]], ..Changes::default() },
        Step::Merge(a, b) => {
            let (source, target) = (id(w.entities[a]).await, id(w.entities[b]).await);
            let input = json!({ "source": source, "target": target, "reason": "one", "force": true });
            return changed("mergeEntities", input).await;
        }
        Step::Unmerge(a) => {
            return changed("unmergeEntities", json!({ "source": id(w.entities[a]).await })).await;
        }
        Step::Save(e, name) => {
            let version = row(w.entities[e]).await.version;
            let changes = json!({
                "name": format!("Name {name}"), "keepNameAs": "FORMER", "slug": format!("slug-{}-{name}", w.entities[e].0)
            });
            let input =
                json!({ "id": id(w.entities[e]).await, "expectedVersion": version, "changes": changes });
            return changed("updateEntity", input).await;
        }
        Step::Evidence(r, stance, a, first) => {
            let quote = if first { "first passage" } else { "second passage" };
            let id = desk.evidence(w.relations[r], stance, w.articles[a], Some(quote), None).await;
            w.evidence.push((id, w.relations[r]));
            touch(&[w.relations[r]])
        }
        Step::TakeBack(a) => {
            let (id, relation) = *w.evidence.last()?;
            desk.evidence(relation, Stance::Retracts, w.articles[a], None, Some(id)).await;
            touch(&[relation])
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
    let (mut known, mut articles, mut entities) = (0, vec![], vec![]);
    for _ in 0..10 {
        let mut w = world(&desk).await;
        articles.extend(&w.articles);
        entities.extend(&w.entities);
        let mut before = (number(&db).await, edition::dump(&desk.db).await);
        for next in steps().new_tree(&mut runner).unwrap().current() {
            let told = format!("{next:?}");
            let older = Edition::open(&db.store, None).await.unwrap();
            let had = in_tables(&desk.db).await;
            let now = step(&db, &desk, &mut w, next).await;
            let after = (number(&db).await, edition::dump(&desk.db).await);
            match now {
                Some(now) => assert_eq!((now, now), (before.0 + 1, after.0), "{told}"),
                None => assert!(after == before, "no edition, and yet a difference: {told}"),
            }
            nothing_dangles(&desk, &told).await;
            before = after;
            // Articles that were read lately are told from memory: as they are, and to whoever began before as they were.
            let recorder = Recorder::default();
            let newer = Edition::open(&db.store, Some(Arc::clone(&recorder))).await.unwrap();
            let has = in_tables(&desk.db).await;
            let there: Vec<_> = has.rows.keys().copied().collect();
            article::by_ids(&newer, &there).await.unwrap();
            let is_read = |sql: &String| sql.contains("FROM edition_article");
            known += usize::from(!there.is_empty() && !recorder.lock().unwrap().iter().any(is_read));
            for (edition, rows) in [(&older, &had), (&newer, &has), (&older, &had)] {
                assert_eq!(&as_told(edition, &articles, &entities).await, rows, "{told}");
            }
        }
        a_rebuild_changes_nothing(&db, &desk).await;
    }
    assert!(known > 10, "otherwise it shows nothing: {known}");
}

pub async fn a_rebuild_changes_nothing(db: &Database, desk: &Desk) {
    let before = (number(db).await, edition::dump(&desk.db).await);
    let tx = begin(db).await;
    publication::rebuild(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let after = (number(db).await, edition::dump(&desk.db).await);
    assert_eq!(before.0, after.0, "a rebuild is no publication");
    let [was, is]: [HashSet<&String>; 2] = [&before.1, &after.1].map(|rows| rows.iter().collect());
    assert!(was == is, "before, then after: {:#?}", [was.difference(&is), is.difference(&was)]);
    assert_eq!(before.1.len(), after.1.len());
    let edition = Edition::open(&db.store, None).await.unwrap();
    assert_eq!(audit::faults(&edition).await.unwrap(), Vec::<String>::new());
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
