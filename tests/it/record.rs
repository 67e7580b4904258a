//! What was known then, and what happened when.

use db::{Stance, Visibility};
use nutgraph::domain::publication::{Changes, Touched};
use serde_json::{Value, json};

use crate::graph::{Graph, Published, each};
use crate::publication::{apply, publish, retract};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::relation::{POST, knb};
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(the_record_as_it_stood, a_line_of_time, told_from_either_end);

/// What the record said of the one relation, at an instant: standing, sources, and each piece of evidence.
async fn told(graph: &Published, filter: &str) -> String {
    let node = "nodes { standing sources sentence evidence { nodes { stance undone } totalCount } }";
    let query = format!(
        r#"{{ relations(filter: {{standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED] {filter}}}) {{ {node} totalCount }}
            typed: relations(types: ["KNOWS"], filter: {{standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED] {filter}}}) {{ {node} totalCount }}
            begun: relations(orderBy: [START_DATE_ASC], filter: {{subject: {{name: {{eq: "Ada"}}}}, standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED] {filter}}}) {{ {node} totalCount }}
            entities(filter: {{name: {{eq: "Ada"}}}}) {{ nodes {{ relations(filter: {{standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED] {filter}}}) {{ {node} totalCount }} }} }} }}"#
    );
    let data = graph.data(&query).await;
    let all = &data["relations"];
    for same in [&data["typed"], &data["begun"], &data["entities"]["nodes"][0]["relations"]] {
        assert_eq!(same, all, "{filter}");
    }
    let Some(one) = all["nodes"].get(0) else { return String::new() };
    let evidence = one["evidence"]["nodes"].as_array().unwrap().iter();
    let line = |e: &Value| {
        let mark = if e["undone"] == true { "-" } else { "+" };
        format!("{mark}{}", e["stance"].as_str().unwrap())
    };
    let evidence: Vec<_> = evidence.map(line).collect();
    assert_eq!(one["evidence"]["totalCount"], evidence.len());
    format!("{} {} {}", one["standing"].as_str().unwrap(), one["sources"], evidence.join(" "))
}

async fn the_record_as_it_stood(db: Database) {
    let desk = Desk::open(&db).await;
    desk.relation_type("KNOWS", false).await;
    let (ada, bea) = (desk.entity("Ada", Visibility::Live).await, desk.entity("Bea", Visibility::Live).await);
    let touched = Touched { reference: true, entities: [ada, bea].into(), ..Touched::default() };
    apply(&db, Changes { touched, ..Changes::default() }).await.unwrap();
    let relation = desk.relation(ada, "KNOWS", bea).await;
    let mut articles = vec![];
    for _ in 0..4 {
        articles.push(desk.article(&["x says so"], &[]).await);
    }
    let first = desk.evidence(relation, Stance::Supports, articles[0], Some("says so"), None).await;
    desk.evidence(relation, Stance::Denies, articles[1], None, None).await;
    desk.evidence(relation, Stance::Supports, articles[2], None, None).await;
    desk.evidence(relation, Stance::Retracts, articles[3], None, Some(first)).await;
    let after = |hours: i64| db.later(hours * 3_600);
    for (hours, article) in (1..).zip(&articles) {
        let then = after(hours);
        apply(&then, publish(&then, *article, 1)).await.unwrap().unwrap();
    }
    let then = after(5);
    apply(&then, retract(&then, articles[2])).await.unwrap().unwrap();
    let at = |hours: i64| format!(r#", knownAt: "{}""#, after(hours).clock.now());
    let graph = Published { db: db.clone() };
    let expected = [
        (0, ""),
        (1, "ASSERTED 1 +SUPPORTS"),
        (2, "DISPUTED 1 +SUPPORTS +DENIES"),
        (3, "DISPUTED 2 +SUPPORTS +DENIES +SUPPORTS"),
        (4, "DISPUTED 1 -SUPPORTS +DENIES +SUPPORTS +RETRACTS"),
        (5, "RETRACTED 0 -SUPPORTS +DENIES -SUPPORTS +RETRACTS"),
        (1000, "RETRACTED 0 -SUPPORTS +DENIES -SUPPORTS +RETRACTS"),
    ];
    for (hours, expected) in expected {
        assert_eq!(told(&graph, &at(hours)).await, expected, "after {hours} hours");
    }
    assert_eq!(told(&graph, "").await, expected[5].1);
    assert_eq!(told(&graph, r#", knownAt: "0001-01-01T00:00:00Z""#).await, "");
    let shown = format!("{{ relations(filter: {{minSources: 2 {}}}) {{ totalCount }} }}", at(3));
    assert_eq!(graph.data(&shown).await["relations"]["totalCount"], 1, "retracted now, disputed then");
    // An article that is withdrawn leaves no trace in the past either.
    let then = after(6);
    apply(&then, Changes { withdraw: vec![articles[1]], ..Changes::default() }).await.unwrap().unwrap();
    assert_eq!(told(&graph, &at(2)).await, "ASSERTED 1 +SUPPORTS");
    a_rebuild_changes_nothing(&after(7), &desk).await;
    let (message, _) = graph
        .fault(r#"{ relations(filter: {not: {knownAt: "2026-01-01T00:00:00Z"}}) { totalCount } }"#)
        .await;
    assert_eq!(message, "`knownAt` is about the whole list: it stands at the top of the filter alone.");
}

async fn a_line_of_time(db: Database) {
    let (mut graph, masimov, knb): (Graph, _, _) = knb(db).await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    graph
        .relation(
            masimov,
            "EXPELLED_FROM",
            knb,
            crate::graph::Said { start: Some("2022-01-07"), ..crate::graph::SAID },
        )
        .await;
    graph.relation(masimov, "MEMBER_OF", knb, crate::graph::SAID).await;
    let graph = graph.published().await;
    let page = async |arguments: &str| {
        let query = format!(
            r#"{{ entity(slug: "knb") {{ timeline{arguments} {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                nodes {{ what date {{ value }} relation {{ type {{ code }} }} }} }} }} }}"#
        );
        graph.data(&query).await["entity"]["timeline"].take()
    };
    let whole = page("").await;
    assert_eq!(each(&whole["nodes"], "what"), ["RELATION_HAPPENED", "RELATION_ENDED", "RELATION_BEGAN"]);
    assert_eq!(each(&whole["nodes"], "date/value"), ["2022-01-07", "2022-01-06", "2016"]);
    assert_eq!(whole["totalCount"], 3);
    let two = page("(first: 2)").await;
    assert_eq!(two["pageInfo"]["hasNextPage"], true);
    let rest = page(&format!("(first: 2, after: {})", two["pageInfo"]["endCursor"])).await;
    assert_eq!(each(&rest["nodes"], "date/value"), ["2016"]);
    let back = page(&format!("(last: 5, before: {})", rest["pageInfo"]["startCursor"])).await;
    assert_eq!(each(&back["nodes"], "date/value"), ["2022-01-07", "2022-01-06"]);
    assert_eq!(
        each(&page(r#"(from: "2016", to: "2022-01-06")"#).await["nodes"], "date/value"),
        ["2022-01-06", "2016"]
    );
}

async fn told_from_either_end(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let graph = graph.published().await;
    let ids =
        graph.data(r#"{ a: entity(slug: "karim-masimov") { id } b: entity(slug: "knb") { id } }"#).await;
    let query = format!(
        r#"{{ relations {{ nodes {{ label inverseLabel(language: "de") a: sentence(from: {}) b: sentence(from: {}) }} }} }}"#,
        ids["a"]["id"], ids["b"]["id"]
    );
    assert_eq!(
        graph.data(&query).await["relations"]["nodes"][0],
        json!({
            "label": "head of", "inverseLabel": "geleitet von",
            "a": "Karim Masimov headed KNB (chair), 2016 to 6 January 2022",
            "b": "KNB – headed by – Karim Masimov (chair), 2016 to 6 January 2022",
        })
    );
    let (message, _) = graph.fault(r#"{ relations { nodes { sentence(from: "ent_x") } } }"#).await;
    assert_eq!(message, "`from` is the id of neither end of the relation.");
}
