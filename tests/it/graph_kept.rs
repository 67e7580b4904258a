//! The graph that a server keeps follows the edition, whoever publishes: after each publication it is the one that is read
//! from nothing.

use nutgraph::domain::graph::kept::Graphs;
use nutgraph::domain::reference;
use nutgraph::store::Edition;
use serde_json::{Value, json};

use crate::support::chance::Chance;
use crate::support::told::{ask, create, done, editor};
use crate::support::{Database, Server, both};

both!(
    it_follows_every_publication,
    what_is_in_memory_is_not_read,
    an_edition_that_leaves_it_alone_costs_nothing,
    it_is_small
);

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
    let (mut merged, mut told, mut listed, mut renamed, mut ranked) = (None, 0, 0, 0, 0);
    let rounds = std::env::var("NUTGRAPH_TEST_ROUNDS").map_or(60, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        let (a, b) = (chance.below(MANY), chance.below(MANY));
        match chance.below(12) {
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
            9.. if !relations.is_empty() => {
                let id = chance.pick(&relations).clone();
                let told = json!({ "id": id });
                let query = "query($id: ID!) { desk { relation(id: $id) { version } } }";
                let version = db.desk(&ed, query, told).await["data"]["desk"]["relation"]["version"].clone();
                let rank = chance.pick(&["DEPRECATED", "DEPRECATED", "NORMAL", "PREFERRED"]);
                let input =
                    json!({ "id": id, "expectedVersion": version, "rank": rank, "reason": "a story's" });
                let answer = ask(&db, &ed, "rankRelation", "relation { id }", input).await;
                ranked += usize::from(answer["userErrors"] == json!([]));
            }
            8 => {
                let told = json!({ "id": entities[a] });
                let query = "query($id: ID!) { desk { entity(id: $id) { version } } }";
                let version = db.desk(&ed, query, told).await["data"]["desk"]["entity"]["version"].clone();
                let changes = match chance.below(4) {
                    0 => json!({ "name": format!("Body {a} of round {round}"), "slug": format!("e{a}") }),
                    1 => json!({ "summary": format!("in round {round}"), "startDate": "2001" }),
                    2 => {
                        let value = format!("Q{}", 1000 + round);
                        json!({ "identifiers": { "set": [{ "scheme": "wikidata", "value": value }] } })
                    }
                    _ => {
                        let name = format!("Other {a} of round {round}");
                        let name = json!({ "name": name, "kind": "ALIAS", "language": "kk" });
                        json!({ "names": { "set": [name] }, "description": format!("Round **{round}**") })
                    }
                };
                let input = json!({ "id": entities[a], "expectedVersion": version, "changes": changes });
                let answer = ask(&db, &ed, "updateEntity", "entity { id }", input).await;
                renamed += usize::from(answer["userErrors"] == json!([]));
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
        // Now and then those of all.
        let of = if round % 6 == 5 { (0..MANY).map(|i| format!("e{i}")).collect() } else { vec![from] };
        for slug in of {
            listed += lists(&db, &server, &slug).await;
        }
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
    assert!(
        told > 20 && listed > 100 && renamed > 0 && ranked > 0,
        "otherwise it shows nothing: {told}, {listed}, {renamed}, {ranked}"
    );
}

/// Lists of an entity's relations come from the graph where it is there, and are those of the database.
async fn lists(db: &Database, server: &Server, slug: &str) -> usize {
    const DETAILS: &str =
        "id kind slug name kazakh: name(language: \"kk\") names { name } identifiers { value }
        summary { value } description { text } startDate { value }";
    const SAID: &str = "totalCount pageInfo { hasNextPage endCursor } edges { cursor direction label distance
        other { ...details } node { id role phase asOf rank standing sources sentence
        startDate { value } endDate { value } isCurrent type { code } subject { name } object { name } } }";
    let mut fields = vec![];
    for order in ["", "orderBy: START_DATE_ASC", "orderBy: START_DATE_DESC", "orderBy: CREATED_ASC"] {
        for chosen in ["", "direction: OUT", "direction: IN", "direction: MUTUAL", "types: [\"MEMBER_OF\"]"] {
            let name = fields.len();
            // A short page, or all there is.
            let size = if name % 2 == 0 { 2 } else { 50 };
            fields.push(format!("l{name}: relations(first: {size} {order} {chosen}) {{ ...said }}"));
        }
    }
    let query = format!(
        "{{ entity(slug: {slug:?}) {{ ...details {} }} }} fragment said on EntityRelationConnection {{ {SAID} }}
        fragment details on Entity {{ {DETAILS} }}",
        fields.join(" ")
    );
    let kept = server.ask(None, &query, json!({})).await["data"].take();
    let read = db.data(&query, json!({})).await;
    assert_eq!(kept, read);
    let rows = |list: &Value| list["edges"].as_array().map_or(0, Vec::len);
    kept["entity"].as_object().map_or(0, |lists| lists.values().map(rows).sum())
}

/// Names of entities and lists of their relations need no statement where the graph is in memory.
async fn what_is_in_memory_is_not_read(mut db: Database) {
    const QUERY: &str = r#"{ entity(slug: "karim-masimov") { relations(first: 3) { nodes { role object { name kind
        relations(direction: OUT) { nodes { startDate { value } object { slug } } } } } } } }"#;
    db.newsroom().await;
    // The catalogue of relation types is in memory, too.
    db.data(QUERY, json!({})).await;
    let (read, statements) = db.ask(QUERY, json!({}), &[]).await;
    let graphs = Graphs::default();
    graphs.of(&Edition::open(&db.store, None).await.unwrap()).await.unwrap();
    db.graphs = Some(graphs);
    let (known, fewer) = db.ask(QUERY, json!({}), &[]).await;
    assert_eq!(read, known);
    assert_eq!((statements.len(), fewer.len()), (5, 0), "{statements:#?} {fewer:#?}");
    // What is not in memory is read, once for all.
    let query = QUERY.replace("object { slug }", "object { slug summary { value } }");
    assert_eq!(db.statements(&query, json!({})).await.len(), 1);
    // A list that the graph cannot tell is read as ever.
    let query = QUERY.replace("(first: 3)", "(first: 3, filter: { minSources: 1 })");
    assert_eq!(db.statements(&query, json!({})).await.len(), 1);
    // An edition that nobody has read into memory yet is read as ever.
    let input = json!({ "kind": "ORGANISATION", "name": "A new body", "slug": "new" });
    let id = done(&db, &editor(), "createEntity", "entity { id }", input).await["entity"]["id"].clone();
    done(&db, &editor(), "publishEntities", "entities { id }", json!({ "ids": [id] })).await;
    assert_eq!(db.statements(QUERY, json!({})).await.len(), 5);
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

/// 200 MiB for a million relations is what it may take: less than 210 bytes each, with the entities that they join, of
/// which there are fewer.
async fn it_is_small(db: Database) {
    db.newsroom().await;
    let graph = Graphs::default().of(&Edition::open(&db.store, None).await.unwrap()).await.unwrap();
    let most = 120 * graph.len() + 240 * graph.nodes() + 4096;
    assert!(graph.bytes() < most, "{} bytes for {} and {}", graph.bytes(), graph.len(), graph.nodes());
}
