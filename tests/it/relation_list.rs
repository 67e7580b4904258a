//! Lists of relations page by page, what is wrong to ask of them, and the catalogue of their types.

use db::{Phase, Rank};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::graph::{Published, SAID, Said, each};
use crate::relation::knb;
use crate::support::{Database, both};

both!(
    pages_go_forth_and_back,
    wrong_questions_say_what_is_right,
    the_catalogue_is_read_again_when_it_has_changed,
);

async fn the_catalogue_is_read_again_when_it_has_changed(db: Database) {
    let graph = knb(db).await.0.published().await;
    let query = "{ relationTypes { label } }";
    assert_eq!(graph.statements(query).await, 0, "it is in memory");
    let rows = sea_orm::Database::connect(&graph.db.options.url).await.unwrap();
    for sql in [
        "UPDATE edition_relation_type SET label = 'chief of' WHERE code = 'HEAD_OF'",
        "UPDATE edition SET number = 7, reference = 7",
    ] {
        rows.execute_unprepared(sql).await.unwrap();
    }
    let (answer, statements) = graph.ask(query, &[]).await;
    assert_eq!(answer["data"]["relationTypes"][0]["label"], "chief of");
    assert_eq!(statements.len(), 3, "types, their labels, schemes");
    rows.execute_unprepared("UPDATE edition SET number = 8").await.unwrap();
    assert_eq!(graph.statements(query).await, 0, "a publication of something else leaves it");
    rows.close().await.unwrap();
}

async fn pages_go_forth_and_back(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    for year in 2001..=2007 {
        let start = year.to_string();
        let rank = if year == 2003 { Rank::Preferred } else { Rank::Normal };
        let said = Said { start: Some(&start), end: Some(&start), phase: Phase::Former, rank, ..SAID };
        let code = if year % 2 == 0 { "MEMBER_OF" } else { "EMPLOYED_BY" };
        graph.relation(masimov, code, knb, said).await;
    }
    let graph = graph.published().await;
    for arguments in [
        "",
        "orderBy: [START_DATE_ASC]",
        "orderBy: [START_DATE_DESC]",
        "orderBy: [CREATED_ASC]",
        r#"types: ["MEMBER_OF", "EMPLOYED_BY"]"#,
        r#"filter: {object: {slug: {eq: "knb"}}}"#,
        r#"filter: {object: {slug: {eq: "knb"}}}, orderBy: [CREATED_ASC]"#,
        r#"filter: {subject: {slug: {in: ["karim-masimov"]}}}, orderBy: [START_DATE_ASC]"#,
        r#"filter: {subject: {slug: {in: ["karim-masimov"]}}}, orderBy: [START_DATE_DESC]"#,
    ] {
        for from in [r#"entity(slug: "knb") { relations"#, "relations"] {
            walk(&graph, from, arguments).await;
        }
    }
    let skipped = graph.data("{ relations(orderBy: [CREATED_ASC], first: 2, offset: 4) { nodes { startDate { year } } pageInfo { hasPreviousPage hasNextPage } totalCount } }").await;
    assert_eq!(each(&skipped["relations"]["nodes"], "startDate/year"), ["2005", "2006"]);
    assert_eq!(skipped["relations"]["pageInfo"], json!({"hasPreviousPage": true, "hasNextPage": true}));
    assert_eq!(skipped["relations"]["totalCount"], 7);
}

/// Reads a list in pages of three, forwards and backwards: both ways are the list.
async fn walk(graph: &Published, from: &str, arguments: &str) {
    let page = async |paging: String| {
        let tail = if from.starts_with("entity") { "} }" } else { "}" };
        let query = format!(
            "{{ {from}({arguments} {paging}) {{ nodes {{ startDate {{ year }} }} \
            pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} totalCount }} {tail}"
        );
        let mut data = graph.data(&query).await;
        match data.get_mut("entity") {
            Some(entity) => entity["relations"].take(),
            None => data["relations"].take(),
        }
    };
    let years = |page: &serde_json::Value| each(&page["nodes"], "startDate/year");
    let whole = years(&page(", first: 100".into()).await);
    assert_eq!(whole.len(), 7);
    let (mut forth, mut after) = (vec![], String::new());
    loop {
        let page = page(format!(", first: 3 {after}")).await;
        assert_eq!(page["totalCount"], 7);
        forth.extend(years(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(forth, whole, "{arguments}");
    let (mut back, mut before) = (vec![], String::new());
    loop {
        let page = page(format!(", last: 3 {before}")).await;
        back.splice(0..0, years(&page));
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        before = format!(", before: {}", page["pageInfo"]["startCursor"]);
    }
    assert_eq!(back, whole, "{arguments}");
}

async fn wrong_questions_say_what_is_right(db: Database) {
    let graph = knb(db).await.0.published().await;
    let long = format!(r#"{{ relations(types: ["{}"]) {{ totalCount }} }}"#, "x".repeat(10_000));
    assert_eq!(graph.fault(&long).await.0, "There is no relation type of 10000 bytes.");
    let (message, code) = graph.fault(r#"{ relations(types: ["MEMBER_OFF"]) { totalCount } }"#).await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: There is no relation type "MEMBER_OFF". Did you mean "MEMBER_OF"?"#);
    let (message, code) = graph.fault("{ relations(filter: {certainty: CERTAIN}) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `certainty` goes with `activeOn` or `activeDuring`."#);
    let (message, code) = graph.fault("{ relations(filter: {other: {}}) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `other` is the other end as an entity sees it: here, use `subject` or `object`."#);
    let (message, code) =
        graph.fault("{ relations(orderBy: [CREATED_ASC, START_DATE_ASC]) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `orderBy` has something behind a key that leaves no two alike: it would never count."#);
    let of_entity =
        r#"{ entity(slug: "knb") { relations(first: 1, after: "WyJzdGFydCIsWzEsMl1d") { totalCount } } }"#;
    let (message, code) = graph.fault(of_entity).await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: The cursor belongs to another list or to another order of it; begin without a cursor."#);
}
