//! The graph that a server keeps follows the edition, whoever publishes: after each publication it is the one that is read
//! from nothing.

use nutgraph::domain::graph::kept::Graphs;
use nutgraph::domain::reference;
use nutgraph::store::Edition;
use serde_json::{Value, json};

use crate::support::chance::Chance;
use crate::support::told::{ask, create, done, editor};
use crate::support::{Database, both};

both!(it_follows_every_publication, an_edition_that_leaves_it_alone_costs_nothing, it_is_small);

const MANY: usize = 9;

async fn it_follows_every_publication(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let (ed, mut chance) = (editor(), Chance::new(3));
    let server = db.serve().await;
    let mut entities = vec![];
    for i in 0..MANY {
        let input = json!({ "kind": "ORGANISATION", "name": format!("Body {i}"), "slug": format!("e{i}") });
        entities.push(done(&db, &ed, "createEntity", "entity { id }", input).await["entity"]["id"].clone());
    }
    done(&db, &ed, "publishEntities", "entities { id }", json!({ "ids": entities })).await;
    let mut relations: Vec<Value> = vec![];
    let (mut merged, mut told) = (None, 0);
    let rounds = std::env::var("NUTGRAPH_TEST_ROUNDS").map_or(40, |rounds| rounds.parse().unwrap());
    for _ in 0..rounds {
        let (a, b) = (chance.below(MANY), chance.below(MANY));
        match chance.below(8) {
            0..=3 if a != b => {
                let (subject, object) = (&entities[a], &entities[b]);
                let of = chance.pick(&["PART_OF", "MEMBER_OF", "ALLY_OF"]);
                let input = json!({ "subject": subject, "type": of, "object": object, "unsourced": true });
                let query = "relation { id }";
                let answer = ask(&db, &ed, "createRelation", query, input).await;
                // The same relation twice is a fault.
                if answer["userErrors"] == json!([]) {
                    let id = answer["relation"]["id"].clone();
                    ask(&db, &ed, "publishRelations", "__typename", json!({ "ids": [id] })).await;
                    relations.push(id);
                }
            }
            4 if !relations.is_empty() => {
                let id = chance.pick(&relations).clone();
                ask(&db, &ed, "withdrawRelations", "__typename", json!({ "ids": [id] })).await;
            }
            5 if !relations.is_empty() => {
                let id = chance.pick(&relations).clone();
                ask(&db, &ed, "publishRelations", "__typename", json!({ "ids": [id] })).await;
            }
            6 => {
                let name = if chance.percent(50) { "withdrawEntities" } else { "publishEntities" };
                ask(&db, &ed, name, "__typename", json!({ "ids": [entities[a]] })).await;
            }
            7 => match merged.take() {
                Some(source) => {
                    ask(&db, &ed, "unmergeEntities", "__typename", json!({ "source": source })).await;
                }
                None if a != b => {
                    let input =
                        json!({ "source": entities[a], "target": entities[b], "reason": "one and the same" });
                    ask(&db, &ed, "mergeEntities", "__typename", input).await;
                    merged = Some(entities[a].clone());
                }
                None => {}
            },
            _ => {}
        }
        let (from, to) = (format!("e{a}"), format!("e{b}"));
        let query = format!(
            "{{ a: entity(slug: {from:?}) {{ id subgraph(depth: 4) {{
                truncated entities {{ distance entity {{ id }} }} relations {{ id }} }}
                relations(transitive: true) {{ edges {{ distance other {{ id }} node {{ id }} }} }} }}
              b: entity(slug: {to:?}) {{ id }} }}"
        );
        let kept = server.ask(None, &query, json!({})).await["data"].take();
        assert_eq!(kept, db.data(&query, json!({})).await);
        told += kept["a"]["subgraph"]["relations"].as_array().map_or(0, Vec::len);
        if let (Some(a), Some(b)) = (kept["a"]["id"].as_str(), kept["b"]["id"].as_str())
            && a != b
        {
            let query = format!(
                "{{ paths(from: {a:?}, to: {b:?}) {{ truncated paths {{ entities {{ id }}
                    steps {{ relations {{ label relation {{ id }} }} }} }} }} }}"
            );
            let kept = server.ask(None, &query, json!({})).await["data"].take();
            assert_eq!(kept, db.data(&query, json!({})).await);
        }
    }
    assert!(told > 20, "otherwise it shows nothing: {told}");
}

async fn an_edition_that_leaves_it_alone_costs_nothing(db: Database) {
    db.newsroom().await;
    let (ed, graphs) = (editor(), Graphs::default());
    let open = async || Edition::open(&db.store, None).await.unwrap();
    let first = graphs.of(&open().await).await.unwrap();
    assert!(first.len() > 20);
    let before = open().await;
    let input = json!({ "headline": "Of something that nobody reads yet" });
    done(&db, &ed, "createArticle", "article { id }", input).await;
    let draft = graphs.of(&open().await).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &draft), "a draft moves nothing");
    let input = json!({
        "subject": "national-security-committee", "type": "ASSOCIATED_WITH", "object": "nato", "unsourced": true
    });
    create(&db, &ed, input).await;
    let second = graphs.of(&open().await).await.unwrap();
    assert_eq!(second.len(), first.len() + 1);
    // A request that began earlier goes on with what it began with.
    assert!(std::sync::Arc::ptr_eq(&graphs.of(&before).await.unwrap(), &first));
    let series = json!({ "title": "Of something else", "slug": "else" });
    ask(&db, &ed, "createSeries", "__typename", series).await;
    let third = graphs.of(&open().await).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&second, &third));
}

/// 200 MiB for a million relations is what it may take: less than 210 bytes each.
async fn it_is_small(db: Database) {
    db.newsroom().await;
    let graph = Graphs::default().of(&Edition::open(&db.store, None).await.unwrap()).await.unwrap();
    assert!(graph.bytes() < 210 * graph.len() + 4096, "{} bytes for {}", graph.bytes(), graph.len());
}
