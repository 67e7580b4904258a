//! Relations by who says so and where, and by when they began, ended and held.

use db::{ArticleId, EntityId, EntityKind, EvidenceId, Phase, Stance, edition_evidence};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::{Graph, Published, SAID, Said, each};
use crate::relation::{POST, knb};
use crate::support::{Database, both};

both!(
    who_says_so_and_where,
    a_source_of_very_much_is_walked_from_its_evidence,
    beginnings_and_ends_lie_in_a_range,
    at_some_time_within_days,
    all_that_is_wrong_is_told_at_once,
);

async fn attributed(graph: &Graph, evidence: EvidenceId, to: EntityId) {
    edition_evidence::Entity::update_many()
        .col_expr(edition_evidence::Column::AttributedToId, Expr::value(to))
        .filter(edition_evidence::Column::Id.eq(evidence))
        .exec(&graph.rows)
        .await
        .unwrap();
}

/// The roles of the relations that fit, however they are asked for: of all, of an entity, and by their number.
async fn found(graph: &Published, filter: &str) -> String {
    let fields = "nodes { role } totalCount";
    let query = format!(
        r#"{{ relations(orderBy: [CREATED_ASC], filter: {filter}) {{ {fields} }}
            newest: relations(filter: {filter}) {{ {fields} }}
            begun: relations(orderBy: [START_DATE_ASC], filter: {filter}, first: 50) {{ {fields} }}
            entity(slug: "knb") {{ relations(orderBy: [CREATED_ASC], filter: {filter}) {{ {fields} }} }} }}"#
    );
    let data = graph.data(&query).await;
    assert_eq!(data["relations"], data["entity"]["relations"], "{filter}");
    let roles = each(&data["relations"]["nodes"], "role");
    assert_eq!(data["relations"]["totalCount"], roles.len(), "{filter}");
    let newest = each(&data["newest"]["nodes"], "role");
    assert_eq!(newest.into_iter().rev().collect::<Vec<_>>(), roles, "{filter}");
    let (mut begun, mut same) = (each(&data["begun"]["nodes"], "role"), roles.clone());
    begun.sort();
    same.sort();
    assert_eq!(begun, same, "{filter}");
    roles.join(" ")
}

async fn who_says_so_and_where(db: Database) {
    let mut news = Newsroom::new(db.clone()).await;
    let article = news.article(Story { slug: "story", text: "One two three.", ..STORY }).await;
    let other = news.article(Story { slug: "other", text: "Four five.", ..STORY }).await;
    drop(news);
    let (mut graph, masimov, knb) = knb(db).await;
    let paper = graph.entity(EntityKind::Organisation, "The Paper").await;
    let old = graph.merged("the-old-paper", paper).await;
    let mut said = vec![];
    for (role, sources) in [("a", 2), ("b", 0), ("c", 1), ("d", 3)] {
        let role = Said { role: Some(role), sources, ..SAID };
        said.push(graph.relation(masimov, "MEMBER_OF", knb, role).await);
    }
    let cite = async |graph: &mut Graph, of: usize, stance, source: Result<&str, ArticleId>| {
        graph.evidence(said[of], stance, source, "words", None).await
    };
    let by_paper = cite(&mut graph, 0, Stance::Supports, Err(article)).await;
    attributed(&graph, by_paper, paper).await;
    cite(&mut graph, 0, Stance::Supports, Err(article)).await;
    cite(&mut graph, 1, Stance::Denies, Err(article)).await;
    let at_address = cite(&mut graph, 1, Stance::Denies, Ok("https://paper.example/1")).await;
    attributed(&graph, at_address, paper).await;
    cite(&mut graph, 2, Stance::Supports, Err(other)).await;
    let graph = graph.published().await;
    let ids = graph
        .data(r#"{ a: article(slug: "story") { id } b: article(slug: "other") { id } e: entity(slug: "the-paper") { id } }"#)
        .await;
    let [story, second, paper] = ["a", "b", "e"].map(|name| ids[name]["id"].to_string());
    assert_eq!(found(&graph, &format!("{{citedIn: {story}}}")).await, "a b", "each once");
    assert_eq!(found(&graph, &format!("{{citedIn: {second}}}")).await, "c");
    assert_eq!(found(&graph, &format!("{{attributedTo: {paper}}}")).await, "a b");
    let merged = nutgraph::domain::public_id::print(nutgraph::domain::public_id::Prefix::Entity, old);
    assert_eq!(found(&graph, &format!("{{attributedTo: \"{merged}\"}}")).await, "a b", "it became the paper");
    let both = format!("{{attributedTo: {paper}, citedIn: {story}}}");
    assert_eq!(found(&graph, &both).await, "a", "one piece of evidence is both");
    let each = format!("{{and: [{{attributedTo: {paper}}}, {{citedIn: {story}}}]}}");
    assert_eq!(found(&graph, &each).await, "a b");
    assert_eq!(found(&graph, &format!("{{not: {{citedIn: {story}}}}}")).await, "c d");
    assert_eq!(
        found(&graph, &format!("{{or: [{{citedIn: {second}}}, {{attributedTo: {paper}}}]}}")).await,
        "a b c"
    );
    assert_eq!(found(&graph, r#"{citedIn: "art_nothing"}"#).await, "");
    assert_eq!(found(&graph, &format!("{{attributedTo: {story}}}")).await, "", "an article is no entity");
    assert_eq!(found(&graph, "{minSources: 0}").await, "a b c d");
    assert_eq!(found(&graph, "{minSources: 2}").await, "a d");
    let ended = format!(
        r#"{{citedIn: {story}, object: {{slug: {{eq: "knb"}}}}, subject: {{slug: {{eq: "nobody"}}}}}}"#
    );
    assert_eq!(found(&graph, &ended).await, "");
    let claims = format!(
        r#"{{ article(slug: "story") {{
        all: claims {{ totalCount }} claims(filter: {{attributedTo: {paper}, minSources: 1}}) {{ nodes {{ relation {{ role }} }} }} }} }}"#
    );
    let claims = graph.data(&claims).await["article"].take();
    assert_eq!(claims["all"]["totalCount"], 3);
    assert_eq!(
        crate::graph::each(&claims["claims"]["nodes"], "relation/role"),
        ["a", "a"],
        "both passages of it"
    );
}

/// Pages of a list by source are cut as all others are.
async fn a_source_of_very_much_is_walked_from_its_evidence(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let paper = graph.entity(EntityKind::Organisation, "The Paper").await;
    for n in 0..7 {
        let role = format!("r{n}");
        let of = graph.relation(masimov, "MEMBER_OF", knb, Said { role: Some(&role), ..SAID }).await;
        for _ in 0..2 {
            let evidence =
                graph.evidence(of, Stance::Supports, Ok("https://paper.example"), "words", None).await;
            attributed(&graph, evidence, paper).await;
        }
    }
    let graph = graph.published().await;
    let id = graph.data(r#"{ entity(slug: "the-paper") { id } }"#).await["entity"]["id"].to_string();
    let (mut seen, mut after) = (vec![], String::new());
    loop {
        let query = format!(
            "{{ relations(filter: {{attributedTo: {id}}}, first: 3 {after}) {{ nodes {{ role }} pageInfo {{ hasNextPage endCursor }} totalCount }} }}"
        );
        let (answer, statements) = graph.ask(&query, &[]).await;
        let page = &answer["data"]["relations"];
        assert_eq!(page["totalCount"], 7);
        assert!(statements.iter().all(|sql| sql.contains("FROM edition_evidence v")), "{statements:?}");
        seen.extend(each(&page["nodes"], "role"));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(seen.join(" "), "r6 r5 r4 r3 r2 r1 r0");
}

async fn beginnings_and_ends_lie_in_a_range(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    for (role, start, end) in [
        ("year", Some("2016"), Some("2022-01-06")),
        ("day", Some("2016-05-03"), Some("2019-05")),
        ("open", Some("2016-02"), None),
        ("ended", None, Some("2016")),
    ] {
        let as_of = Some("2023-01-01");
        graph
            .relation(
                masimov,
                "MEMBER_OF",
                knb,
                Said { role: Some(role), start, end, as_of, phase: Phase::Former, ..SAID },
            )
            .await;
    }
    let graph = graph.published().await;
    let found = async |filter: &str| found(&graph, filter).await;
    assert_eq!(found(r#"{startDate: {from: "2016", to: "2016"}}"#).await, "year day open");
    assert_eq!(found(r#"{startDate: {from: "2016-02"}}"#).await, "day open", "2016 may have been January");
    assert_eq!(found(r#"{startDate: {to: "2016-05"}}"#).await, "day open");
    assert_eq!(found(r#"{startDate: {to: "2015"}}"#).await, "");
    assert_eq!(found(r#"{endDate: {from: "2016", to: "2019"}}"#).await, "day ended");
    assert_eq!(found(r#"{startDate: {isNull: true}}"#).await, "ended");
    assert_eq!(found(r#"{endDate: {isNull: true}, startDate: {isNull: false}}"#).await, "open");
    assert_eq!(found(r#"{not: {endDate: {from: "2016", to: "2019"}}}"#).await, "year open");
}

async fn at_some_time_within_days(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let known = Said { role: Some("now"), phase: Phase::Current, as_of: Some("2022-01-08"), ..SAID };
    graph.relation(masimov, "MEMBER_OF", knb, known).await;
    let graph = graph.published().await;
    let within = async |from: &str, to: &str| {
        let query = |certainty: &str| {
            format!(
                r#"{{ entity(slug: "knb") {{ relations(orderBy: [CREATED_ASC], filter: {{activeDuring: {{from: "{from}", to: "{to}"}} {certainty}}}) {{
                    edges {{ certainty node {{ role }} }} }} }} }}"#
            )
        };
        let mut told = vec![];
        for edge in graph.data(&query("")).await["entity"]["relations"]["edges"].as_array().unwrap() {
            told.push(format!(
                "{} {}",
                edge["node"]["role"].as_str().unwrap(),
                edge["certainty"].as_str().unwrap()
            ));
        }
        let mut apart = vec![];
        for certainty in ["CERTAIN", "POSSIBLE"] {
            let data = graph.data(&query(&format!(", certainty: {certainty}"))).await;
            for edge in data["entity"]["relations"]["edges"].as_array().unwrap() {
                assert_eq!(edge["certainty"], certainty);
                apart.push(format!("{} {certainty}", edge["node"]["role"].as_str().unwrap()));
            }
        }
        apart.sort();
        let mut same = told.clone();
        same.sort();
        assert_eq!(apart, same);
        told.join(", ")
    };
    assert_eq!(within("2016", "2016").await, "chair CERTAIN, now POSSIBLE", "some day of 2016");
    assert_eq!(within("2016-01", "2016-06").await, "chair POSSIBLE, now POSSIBLE");
    assert_eq!(within("2022-01-06", "2022-01-31").await, "chair CERTAIN, now CERTAIN");
    assert_eq!(within("2022-01-07", "2022-01-07").await, "now POSSIBLE");
    let both = r#"{ entity(slug: "knb") { relations(types: ["HEAD_OF"], filter: {activeOn: "2020-01-01", and: [{activeDuring: {to: "2016-06"}}]}) { edges { certainty } } } }"#;
    assert_eq!(
        each(&graph.data(both).await["entity"]["relations"]["edges"], "certainty"),
        ["POSSIBLE"],
        "the one as the other"
    );
}

async fn all_that_is_wrong_is_told_at_once(db: Database) {
    let graph = knb(db).await.0.published().await;
    let query = r#"{ relations(filter: {minSources: -1, certainty: CERTAIN, startDate: {from: "2020", to: "2019"},
        or: [{activeDuring: {}}, {other: {}}], not: {endDate: {}}}) { totalCount } }"#;
    let (message, code) = graph.fault(query).await;
    insta::assert_snapshot!(format!("{code}: {message}").replace(". `", ".\n`"), @r"
    BAD_REQUEST: `activeDuring` says nothing: give it `from` or `to`.
    `other` is the other end as an entity sees it: here, use `subject` or `object`.
    `endDate` says nothing: give it `from` or `to`.
    `certainty` goes with `activeOn` or `activeDuring`.
    `startDate` ends before it begins: `from` comes before `to`.
    `minSources` is -1; it can be 0 or more.
    ");
}
