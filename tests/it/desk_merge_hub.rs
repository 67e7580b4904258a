//! Merging and parting where much hangs on it: an entity that thousands of relations and articles name.
//!
//! `NUTGRAPH_TEST_ROUNDS` says how many, beyond 2 000.

use std::env;

use nutgraph::auth::Role;
use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::reference;
use sea_orm::DbBackend;
use serde_json::{Value, json};

use crate::desk_entity::{change, person};
use crate::publication::number;
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{Database, both, edition};
use crate::write_size::piled;

both!(a_duplicate_of_a_hub_merges_and_parts, a_hub_merges_into_a_newcomer_and_parts);

/// Relations and articles of the hub.
fn size() -> usize {
    env::var("NUTGRAPH_TEST_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0).max(2_000)
}

/// Of the twin: as many relations as this say what one of the hub's says, and as many articles name both.
const SAME: usize = 60;
/// Relations and articles of the twin alone.
const OWN: usize = 90;
const MEMBERS: usize = 400;

async fn world(db: &Database) -> usize {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let n = size();
    let entity = |kind: &str, name: String, slug: String| json!({ "kind": kind, "name": name, "slug": slug, "public": true });
    let mut entities: Vec<Value> =
        (0..MEMBERS).map(|m| entity("PERSON", format!("Member {m}"), format!("member-{m}"))).collect();
    entities.push(entity("ORGANISATION", "Central Hub".into(), "hub".into()));
    let mut twin = entity("ORGANISATION", "Centrall Hub".into(), "twin".into());
    twin["names"] = json!([{ "name": "The Twin", "kind": "ALIAS" }]);
    twin["identifiers"] = json!([{ "scheme": "wikidata", "value": "Q42" }]);
    entities.push(twin);
    let article = |slug: String, about: Value| {
        json!({
            "slug": slug, "language": "en", "headline": slug, "about": about,
            "body": { "format": "PLAIN", "source": "Somebody says that it is so." }
        })
    };
    let mut articles: Vec<Value> = (0..n).map(|a| article(format!("hub-{a}"), json!(["hub"]))).collect();
    articles.extend((0..SAME).map(|a| article(format!("both-{a}"), json!(["twin", "hub"]))));
    articles.extend((0..OWN).map(|a| article(format!("twin-{a}"), json!(["twin"]))));
    let relation = |key: String, r: usize, object: &str, article: String| {
        json!({
            "key": key, "subject": format!("member-{}", r % MEMBERS), "type": "MEMBER_OF", "object": object,
            "role": format!("role {r}"), "startDate": format!("{}", 1950 + r % 70),
            "evidence": [{ "stance": if r % 10 == 3 { "DENIES" } else { "SUPPORTS" }, "article": article, "quote": "it is so" }]
        })
    };
    let mut relations: Vec<Value> =
        (0..n).map(|r| relation(format!("hub-{r}"), r, "hub", format!("hub-{r}"))).collect();
    relations.extend((0..SAME).map(|r| relation(format!("same-{r}"), r, "twin", format!("twin-{r}"))));
    relations.extend((0..OWN).map(|r| relation(format!("own-{r}"), n + r, "twin", format!("twin-{r}"))));
    relations.push(json!({ "key": "self", "subject": "twin", "type": "PART_OF", "object": "hub",
        "evidence": [{ "stance": "SUPPORTS", "article": "both-0", "quote": "it is so" }] }));
    let file = json!({ "nutgraph": 1, "entities": entities, "articles": articles, "relations": relations });
    let input = Input::Bundle { name: "hub.json".into(), json: file.to_string().into_bytes() };
    let options = Options { publish: true, ..Options::default() };
    let outcomes = import::run(&db.store, &db.clock, vec![input], &options, &mut |_| {}).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
    n
}

#[derive(Debug, PartialEq)]
struct Seen {
    slug: Value,
    articles: i64,
    relations: i64,
    denied: i64,
    /// Sources of what both say.
    evidence: i64,
    standing: Value,
}

/// What readers have of an entity.
async fn seen(db: &Database, slug: &str) -> Option<Seen> {
    let query = r#"query($slug: String!) {
        entity(slug: $slug) { slug articles { totalCount } relations { totalCount }
            denied: relations(filter: { standing: [DENIED] }) { totalCount } }
        relations(types: ["MEMBER_OF"], filter: { role: { eq: "role 0" }, object: { slug: { eq: $slug } } }) {
            nodes { standing sources evidence { totalCount } } } }"#;
    let told = db.data(query, json!({ "slug": slug })).await;
    let entity = &told["entity"];
    if entity.is_null() {
        return None;
    }
    let one = &told["relations"]["nodes"][0];
    Some(Seen {
        slug: entity["slug"].clone(),
        articles: entity["articles"]["totalCount"].as_i64().unwrap(),
        relations: entity["relations"]["totalCount"].as_i64().unwrap(),
        denied: entity["denied"]["totalCount"].as_i64().unwrap(),
        evidence: one["evidence"]["totalCount"].as_i64().unwrap_or(0),
        standing: one["standing"].clone(),
    })
}

async fn id(db: &Database, slug: &str) -> Value {
    db.data("query($slug: String!) { entity(slug: $slug) { id } }", json!({ "slug": slug })).await["entity"]["id"].clone()
}

fn of(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// Relations that are denied: three in a hundred, say, of `from..to`.
fn denied(from: usize, to: usize) -> i64 {
    of((from..to).filter(|r| r % 10 == 3).count())
}

async fn a_duplicate_of_a_hub_merges_and_parts(db: Database) {
    let n = world(&db).await;
    let desk = Desk::open(&db).await;
    let before = edition::dump(&desk.db).await;
    let (hub, twin) = (seen(&db, "hub").await.unwrap(), seen(&db, "twin").await.unwrap());
    let shown = |from: usize, to: usize| of(to - from) - denied(from, to);
    assert_eq!((hub.articles, hub.relations, hub.denied), (of(n + SAME), shown(0, n) + 1, denied(0, n)));
    assert_eq!(twin.articles, of(SAME + OWN));
    assert_eq!(twin.relations, shown(0, SAME) + shown(n, n + OWN) + 1);
    let (eva, first) = (person(3, Role::Editor), number(&db).await);
    let (source, target) = (id(&db, "twin").await, id(&db, "hub").await);
    let input = json!({ "source": source, "target": target, "reason": "one", "force": true });
    let merged = change(&db, &eva, "mergeEntities", "droppedRelations joinedRelations", input).await;
    assert_eq!(merged["userErrors"], json!([]));
    assert_eq!(merged["joinedRelations"].as_array().unwrap().len(), SAME);
    assert_eq!(merged["droppedRelations"].as_array().unwrap().len(), 1);
    assert_eq!(number(&db).await, first + 1, "one edition has it all");
    let one = seen(&db, "hub").await.unwrap();
    assert_eq!(one.articles, of(n + SAME + OWN), "an article about both counts once");
    assert_eq!(one.relations, shown(0, n) + shown(n, n + OWN));
    assert_eq!(one.denied, denied(0, n) + denied(n, n + OWN));
    assert_eq!((one.evidence, &one.standing), (2, &json!("ASSERTED")), "nothing said is lost");
    assert_eq!(seen(&db, "twin").await.unwrap().slug, "hub");
    assert_eq!(id(&db, "twin").await, target);
    a_rebuild_changes_nothing(&db, &desk).await;
    let parted = change(&db, &eva, "unmergeEntities", "leftBehind", json!({ "source": source })).await;
    assert_eq!(parted, json!({ "leftBehind": [], "userErrors": [] }));
    assert_eq!(seen(&db, "hub").await.unwrap(), hub);
    assert_eq!(seen(&db, "twin").await.unwrap(), twin);
    same(&before, &edition::dump(&desk.db).await);
    a_rebuild_changes_nothing(&db, &desk).await;
}

async fn a_hub_merges_into_a_newcomer_and_parts(db: Database) {
    let n = world(&db).await;
    let desk = Desk::open(&db).await;
    let before = edition::dump(&desk.db).await;
    let eva = person(3, Role::Editor);
    let (source, target) = (id(&db, "hub").await, id(&db, "twin").await);
    let input = json!({ "source": source, "target": target, "reason": "one" });
    let merged = change(&db, &eva, "mergeEntities", "joinedRelations", input).await;
    assert_eq!(merged["userErrors"], json!([]));
    assert_eq!(merged["joinedRelations"].as_array().unwrap().len(), SAME);
    let one = seen(&db, "twin").await.unwrap();
    assert_eq!(id(&db, "hub").await, target);
    assert_eq!((one.slug, one.articles, one.evidence), (json!("twin"), of(n + SAME + OWN), 2));
    if db.store.backend() == DbBackend::Postgres {
        assert!(piled(&db).await <= 8, "searches need not look through what the merge wrote");
    }
    let parted = change(&db, &eva, "unmergeEntities", "leftBehind", json!({ "source": source })).await;
    assert_eq!(parted, json!({ "leftBehind": [], "userErrors": [] }));
    same(&before, &edition::dump(&desk.db).await);
    a_rebuild_changes_nothing(&db, &desk).await;
}

/// Told briefly, where they differ.
fn same(before: &[String], after: &[String]) {
    let gone: Vec<_> = before.iter().filter(|row| after.binary_search(row).is_err()).take(5).collect();
    let new: Vec<_> = after.iter().filter(|row| before.binary_search(row).is_err()).take(5).collect();
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
}
