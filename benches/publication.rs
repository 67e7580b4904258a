//! How many publications a second: one by one, each with its own commit and flush to the disk, and a thousand articles to
//! an edition. On SQLite in a temporary file, and on PostgreSQL where NUTGRAPH_BENCH_POSTGRES_URL names an empty database.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark tells, and may fail by panicking")]

use std::time::Instant;

use nutgraph::auth::{Action, Actor, Whose, permit};
use nutgraph::clock::Clock;
use nutgraph::domain::import::{self, Input, Outcome};
use nutgraph::domain::publication::{self, Changes, Publish};
use nutgraph::domain::reference;
use nutgraph::store::{self, Store, WriteTx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

const ARTICLES: usize = 3_000;
const ENTITIES: usize = 300;

/// Articles of some 3 KB, each of which names ten entities.
fn newsroom() -> Vec<u8> {
    let entity =
        |i: usize| json!({ "kind": "PERSON", "name": format!("Person {i}"), "slug": format!("person-{i}") });
    let article = |i: usize| {
        let filler =
            "the quick brown fox jumps over the lazy dog and so on until the line is long enough. ".repeat(3);
        let (mut text, mut mentions) = (String::new(), vec![]);
        for k in 0..10 {
            let named = (i * 7 + k * 31) % ENTITIES;
            let name = format!("Person {named}");
            let start = text.chars().count();
            mentions.push(json!({
                "entity": format!("person-{named}"), "start": start, "end": start + name.len(), "exact": name,
            }));
            text.push_str(&format!("{name} says that {filler}\n"));
        }
        let body = json!({ "format": "PLAIN", "source": text.trim_end() });
        json!({ "headline": format!("Article {i}"), "slug": format!("article-{i}"), "body": body, "mentions": mentions })
    };
    let entities: Vec<_> = (0..ENTITIES).map(entity).collect();
    let articles: Vec<_> = (0..ARTICLES).map(article).collect();
    json!({ "nutgraph": 1, "entities": entities, "articles": articles }).to_string().into_bytes()
}

async fn apply(store: &Store, clock: &Clock, publish: Vec<Publish>) {
    let permit = permit(&Actor::System, Action::Publish, Whose::Own).unwrap();
    let tx = WriteTx::begin(store, permit, clock.now()).await.unwrap();
    let unpublished = publication::Unpublished::Publish;
    publication::apply(&tx, Changes { publish, unpublished, ..Changes::default() }).await.unwrap();
    tx.commit().await.unwrap();
}

async fn measure(name: &str, url: &str) {
    let clock = Clock::System;
    let store = Store::open(&store::Options::new(url)).await.unwrap();
    store.migrate().await.unwrap();
    reference::seed(&store, &clock).await.unwrap();
    let input = Input::Bundle { name: "bench".into(), json: newsroom() };
    for outcome in
        import::run(&store, &clock, vec![input], &import::Options::default(), &mut |_| {}).await.unwrap()
    {
        assert!(matches!(outcome, Outcome::Done(_)));
    }
    let desk = sea_orm::Database::connect(url).await.unwrap();
    let drafts =
        db::article::Entity::find().filter(db::article::Column::Publication.eq(db::Publication::Never));
    let drafts = drafts.select_only().column(db::article::Column::Id).into_tuple::<db::ArticleId>();
    let drafts = drafts.all(&desk).await.unwrap();
    let publish = |article| Publish { article, revision: 1, at: clock.now(), hidden: false };
    let (one_by_one, bulk) = drafts.split_at(1_000);
    let begun = Instant::now();
    for id in one_by_one {
        apply(&store, &clock, vec![publish(*id)]).await;
    }
    println!("{name}: {:.0} publications a second, one by one", 1_000.0 / begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    for ids in bulk.chunks(1_000) {
        apply(&store, &clock, ids.iter().map(|id| publish(*id)).collect()).await;
    }
    println!("{name}: {:.0} articles a second, 1,000 to an edition", 2_000.0 / begun.elapsed().as_secs_f64());
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    measure("SQLite", &format!("sqlite://{}", folder.path().join("bench.db").display())).await;
    match std::env::var("NUTGRAPH_BENCH_POSTGRES_URL") {
        Ok(url) => measure("PostgreSQL", &url).await,
        Err(_) => println!("PostgreSQL: not measured; NUTGRAPH_BENCH_POSTGRES_URL names no database"),
    }
}
