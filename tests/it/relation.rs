//! Questions about relations: who headed what, when, and who says so.

use db::{EntityId, EntityKind, Phase, Rank, Stance, Standing};
use serde_json::json;

use crate::graph::{Graph, Published, SAID, Said, each, pretty};
use crate::support::{Database, both};

both!(
    a_post_on_a_day_and_who_says_so,
    what_does_not_stand_is_hidden_until_it_is_asked_for,
    a_wider_type_finds_those_under_it,
    a_mutual_relation_is_found_from_both_ends,
    lines_of_time_and_their_order,
    filters_reach_the_ends,
    pages_go_forth_and_back,
    wrong_questions_say_what_is_right,
);

pub const POST: Said<'static> =
    Said { role: Some("chair"), start: Some("2016"), end: Some("2022-01-06"), phase: Phase::Former, ..SAID };

pub async fn knb(db: Database) -> (Graph, EntityId, EntityId) {
    let mut graph = Graph::new(db).await;
    let masimov = graph.entity(EntityKind::Person, "Karim Masimov").await;
    let knb = graph.entity(EntityKind::Organisation, "KNB").await;
    (graph, masimov, knb)
}

async fn a_post_on_a_day_and_who_says_so(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let post = graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let source = Ok("https://news.example/kazakhstan");
    graph.evidence(post, Stance::Supports, source, "he had held the post since 2016", None).await;
    let abish = graph.entity(EntityKind::Person, "Samat Abish").await;
    graph.relation(abish, "DEPUTY_HEAD_OF", knb, SAID).await;
    let graph = graph.published().await;
    let on = |day: &str| {
        format!(
            r#"{{ entity(slug: "knb") {{
                relations(types: ["HEAD_OF"], direction: IN, filter: {{activeOn: "{day}"}}) {{
                  edges {{
                    certainty
                    label
                    other {{ name }}
                    node {{ role sentence evidence {{ nodes {{ quote url }} }} }}
                  }}
                  totalCount
                }}
            }} }}"#
        )
    };
    insta::assert_snapshot!(pretty(&graph.data(&on("2020-01-01")).await["entity"]["relations"]), @r#"
    {
      "edges": [
        {
          "certainty": "CERTAIN",
          "label": "headed by",
          "other": {
            "name": "Karim Masimov"
          },
          "node": {
            "role": "chair",
            "sentence": "Karim Masimov headed KNB (chair), 2016 to 6 January 2022",
            "evidence": {
              "nodes": [
                {
                  "quote": "he had held the post since 2016",
                  "url": "https://news.example/kazakhstan"
                }
              ]
            }
          }
        }
      ],
      "totalCount": 1
    }
    "#);
    let certainty =
        async |day: &str| each(&graph.data(&on(day)).await["entity"]["relations"]["edges"], "certainty");
    assert_eq!(certainty("2016-06-01").await, ["POSSIBLE"]);
    assert_eq!(certainty("2016").await, ["POSSIBLE"]);
    assert_eq!(certainty("2017").await, ["CERTAIN"]);
    assert_eq!(certainty("2022-01-06").await, ["CERTAIN"]);
    assert_eq!(certainty("2022-01-07").await, [""; 0]);
    assert_eq!(certainty("2022-01").await, ["POSSIBLE"]);

    let roles = r#"{ entity(slug: "karim-masimov") {
        on: roles(on: "2020-01-01") { edges { certainty other { slug } direction } }
        ever: roles { edges { certainty other { slug } } }
        after: roles(on: "2023") { nodes { id } }
    } }"#;
    let roles = graph.data(roles).await;
    assert_eq!(
        roles["entity"]["on"]["edges"],
        json!([{"certainty": "CERTAIN", "other": {"slug": "knb"}, "direction": "OUT"}])
    );
    assert_eq!(roles["entity"]["ever"]["edges"], json!([{"certainty": null, "other": {"slug": "knb"}}]));
    assert_eq!(roles["entity"]["after"]["nodes"], json!([]));

    let current = graph.data(
        r#"{ relations(types: ["HEAD_OF"]) { nodes {
            then: isCurrent(on: "2020-01-01") maybe: isCurrent(on: "2016-01-01") over: isCurrent(on: "2022-01-07")
        } } }"#,
    );
    assert_eq!(
        current.await["relations"]["nodes"],
        json!([{"then": "CERTAIN", "maybe": "POSSIBLE", "over": null}])
    );
    let narrow = |certainty: &str| {
        format!(
            r#"{{ relations(types: ["HEAD_OF"], filter: {{activeOn: "2016-06-01", certainty: {certainty}}})
                {{ totalCount }} }}"#
        )
    };
    assert_eq!(graph.data(&narrow("CERTAIN")).await["relations"]["totalCount"], 0);
    assert_eq!(graph.data(&narrow("POSSIBLE")).await["relations"]["totalCount"], 1);
}

async fn what_does_not_stand_is_hidden_until_it_is_asked_for(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    for standing in
        [Standing::Asserted, Standing::Disputed, Standing::Denied, Standing::Retracted, Standing::Unsourced]
    {
        graph.relation(masimov, "MEMBER_OF", knb, Said { standing, ..SAID }).await;
    }
    graph.relation(masimov, "MEMBER_OF", knb, Said { rank: Rank::Deprecated, ..SAID }).await;
    let graph = graph.published().await;
    let seen = async |filter: &str| {
        let query = format!(
            r#"{{
                relations(orderBy: [CREATED_ASC] {filter}) {{ nodes {{ standing }} totalCount }}
                entity(slug: "knb") {{ relations(orderBy: [CREATED_ASC] {filter}) {{ nodes {{ standing }} totalCount }} }}
            }}"#
        );
        let data = graph.data(&query).await;
        assert_eq!(data["relations"], data["entity"]["relations"], "{filter}");
        let nodes = each(&data["relations"]["nodes"], "standing");
        assert_eq!(data["relations"]["totalCount"], nodes.len());
        nodes.join(" ")
    };
    assert_eq!(seen("").await, "ASSERTED DISPUTED UNSOURCED");
    assert_eq!(seen("filter: {phase: [UNKNOWN]}").await, "ASSERTED DISPUTED UNSOURCED");
    assert_eq!(seen("filter: {standing: [DENIED, RETRACTED]}").await, "DENIED RETRACTED");
    assert_eq!(seen("filter: {rank: [DEPRECATED]}").await, "ASSERTED");
    assert_eq!(
        seen("filter: {or: [{standing: [DENIED]}, {phase: [UNKNOWN]}]}").await,
        "ASSERTED DISPUTED DENIED RETRACTED UNSOURCED ASSERTED",
        "who names a standing anywhere decides for the whole list"
    );
    assert_eq!(seen("filter: {standing: []}").await, "");
    assert_eq!(seen("filter: {not: {standing: [ASSERTED]}}").await, "DISPUTED DENIED RETRACTED UNSOURCED");
}

async fn a_wider_type_finds_those_under_it(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let kazakhstan = graph.entity(EntityKind::Country, "Kazakhstan").await;
    graph.relation(masimov, "HEAD_OF", knb, SAID).await;
    graph.relation(masimov, "HEAD_OF_GOVERNMENT_OF", kazakhstan, SAID).await;
    graph.relation(masimov, "CITIZEN_OF", kazakhstan, SAID).await;
    let graph = graph.published().await;
    let found = async |arguments: &str| {
        let query = format!(
            r#"{{
                relations(orderBy: [CREATED_ASC], {arguments}) {{ nodes {{ type {{ code }} }} }}
                entity(slug: "karim-masimov") {{
                  relations(orderBy: [CREATED_ASC], {arguments}) {{ nodes {{ type {{ code }} }} totalCount }}
                  default: relations({arguments}) {{ totalCount nodes {{ id }} }}
                }}
            }}"#
        );
        let data = graph.data(&query).await;
        assert_eq!(data["relations"]["nodes"], data["entity"]["relations"]["nodes"]);
        assert_eq!(data["entity"]["default"]["totalCount"], data["entity"]["relations"]["totalCount"]);
        each(&data["relations"]["nodes"], "type/code").join(" ")
    };
    assert_eq!(found(r#"types: ["HEAD_OF"]"#).await, "HEAD_OF HEAD_OF_GOVERNMENT_OF");
    assert_eq!(found(r#"types: ["HEAD_OF"], includeSubtypes: false"#).await, "HEAD_OF");
    assert_eq!(
        found(r#"types: ["HEAD_OF_GOVERNMENT_OF", "CITIZEN_OF"]"#).await,
        "HEAD_OF_GOVERNMENT_OF CITIZEN_OF"
    );
    assert_eq!(found(r#"types: ["HEAD_OF", "HEAD_OF"], includeSubtypes: false"#).await, "HEAD_OF");
    assert_eq!(found("types: []").await, "");

    let catalogue = graph.data(
        "{ relationTypes { code parent { code } subtypes { code } temporal label(language: \"de\") } }",
    );
    let catalogue = catalogue.await;
    let head = &catalogue["relationTypes"][0];
    assert_eq!(head["code"], "HEAD_OF");
    assert_eq!(head["label"], "leitet");
    assert_eq!(each(&head["subtypes"], "code"), ["HEAD_OF_STATE_OF", "HEAD_OF_GOVERNMENT_OF"]);
    assert_eq!(catalogue["relationTypes"][1]["parent"]["code"], "HEAD_OF");
}

async fn a_mutual_relation_is_found_from_both_ends(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let nazarbayev = graph.entity(EntityKind::Person, "Nursultan Nazarbayev").await;
    graph.relation(masimov, "ALLY_OF", nazarbayev, SAID).await;
    graph.relation(masimov, "HEAD_OF", knb, SAID).await;
    let graph = graph.published().await;
    let edges = async |slug: &str, arguments: &str| {
        let query = format!(
            r#"{{ entity(slug: "{slug}") {{ relations(orderBy: [CREATED_ASC] {arguments})
                {{ edges {{ label direction other {{ name }} }} }} }} }}"#
        );
        let data = graph.data(&query).await;
        let edges = data["entity"]["relations"]["edges"].as_array().unwrap().clone();
        let line = |edge: &serde_json::Value| {
            format!("{} {} {}", edge["direction"], edge["label"], edge["other"]["name"]).replace('"', "")
        };
        edges.iter().map(line).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(edges("karim-masimov", "").await, "MUTUAL ally of Nursultan Nazarbayev, OUT head of KNB");
    assert_eq!(edges("nursultan-nazarbayev", "").await, "MUTUAL ally of Karim Masimov");
    assert_eq!(edges("knb", "").await, "IN headed by Karim Masimov");
    assert_eq!(edges("karim-masimov", ", direction: OUT").await, "OUT head of KNB");
    assert_eq!(edges("karim-masimov", ", direction: IN").await, "");
    assert_eq!(edges("nursultan-nazarbayev", ", direction: MUTUAL").await, "MUTUAL ally of Karim Masimov");
}

async fn lines_of_time_and_their_order(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let years = [Some("2010"), None, Some("2016-03"), Some("2007")];
    for start in years {
        graph
            .relation(
                masimov,
                "MEMBER_OF",
                knb,
                Said { start, end: start, phase: Phase::Former, as_of: Some("2005-01-01"), ..SAID },
            )
            .await;
    }
    let preferred = Said { start: Some("2001"), end: Some("2002"), rank: Rank::Preferred, ..POST };
    graph.relation(masimov, "MEMBER_OF", knb, preferred).await;
    let graph = graph.published().await;
    let starts = async |arguments: &str| {
        let fields = format!("relations{arguments} {{ nodes {{ startDate {{ text }} }} }}");
        let data = graph.data(&format!(r#"{{ entity(slug: "knb") {{ {fields} }} {fields} }}"#)).await;
        let text = |data: &serde_json::Value| {
            let nodes = data["relations"]["nodes"].as_array().unwrap().clone();
            nodes
                .iter()
                .map(|n| n["startDate"]["text"].as_str().unwrap_or("-").to_owned())
                .collect::<Vec<_>>()
                .join(", ")
        };
        (text(&data["entity"]), text(&data))
    };
    let (of_entity, of_all) = starts("").await;
    assert_eq!(of_entity, "2001, March 2016, 2010, 2007, -", "preferred first, then those that were so last");
    assert_eq!(of_all, "2001, 2007, March 2016, -, 2010", "the newest record first");
    let up = "-, 2001, 2007, 2010, March 2016".to_owned();
    assert_eq!(starts("(orderBy: [START_DATE_ASC])").await, (up.clone(), up));
    let down = "March 2016, 2010, 2007, 2001, -".to_owned();
    assert_eq!(starts("(orderBy: [START_DATE_DESC])").await, (down.clone(), down));
    let (a, b) = starts("(orderBy: [CREATED_ASC])").await;
    assert_eq!(a, b);
}

async fn filters_reach_the_ends(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let abish = graph.entity(EntityKind::Person, "Samat Abish").await;
    let csto = graph.entity(EntityKind::Organisation, "CSTO").await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    graph.relation(abish, "DEPUTY_HEAD_OF", knb, Said { role: Some("first deputy"), ..SAID }).await;
    graph.relation(abish, "MEMBER_OF", csto, SAID).await;
    graph.relation(knb, "ALLY_OF", csto, SAID).await;
    let graph = graph.published().await;
    let id = graph.data(r#"{ entity(slug: "samat-abish") { id } }"#).await["entity"]["id"].to_string();
    let found = async |filter: &str| {
        let query = format!(
            "{{ relations(orderBy: [CREATED_ASC], filter: {filter}) {{ nodes {{ type {{ code }} }} totalCount }} }}"
        );
        let data = graph.data(&query).await;
        let codes = each(&data["relations"]["nodes"], "type/code");
        assert_eq!(data["relations"]["totalCount"], codes.len());
        codes.join(" ")
    };
    assert_eq!(found(&format!("{{subject: {{id: {{eq: {id}}}}}}}")).await, "DEPUTY_HEAD_OF MEMBER_OF");
    assert_eq!(found(&format!("{{object: {{id: {{eq: {id}}}}}}}")).await, "");
    assert_eq!(found(r#"{object: {slug: {in: ["knb", "nothing"]}}}"#).await, "HEAD_OF DEPUTY_HEAD_OF");
    assert_eq!(
        found(&format!(r#"{{object: {{slug: {{eq: "knb"}}}}, subject: {{id: {{eq: {id}}}}}}}"#)).await,
        "DEPUTY_HEAD_OF"
    );
    assert_eq!(found(r#"{subject: {slug: {in: ["knb", "csto"]}}}"#).await, "ALLY_OF", "once, by its subject");
    assert_eq!(
        found(r#"{object: {slug: {in: ["knb", "csto"]}}, subject: {kind: {eq: ORGANISATION}}}"#).await,
        "ALLY_OF"
    );
    assert_eq!(found(r#"{not: {object: {slug: {eq: "knb"}}}}"#).await, "MEMBER_OF ALLY_OF");
    assert_eq!(found(r#"{role: {contains: "DEPUTY"}}"#).await, "DEPUTY_HEAD_OF");
    assert_eq!(found(r#"{role: {isNull: true}}"#).await, "MEMBER_OF ALLY_OF");
    assert_eq!(
        found(r#"{subject: {name: {startsWith: "sam"}}, object: {kind: {eq: ORGANISATION}}}"#).await,
        "DEPUTY_HEAD_OF MEMBER_OF"
    );
    let other = |filter: &str| {
        format!(
            r#"{{ entity(slug: "knb") {{ relations(filter: {{other: {filter}}}) {{ edges {{ other {{ name }} }} totalCount }} }} }}"#
        )
    };
    let names = async |filter: &str| {
        let data = graph.data(&other(filter)).await;
        let names = each(&data["entity"]["relations"]["edges"], "other/name");
        assert_eq!(data["entity"]["relations"]["totalCount"], names.len());
        names.join(", ")
    };
    assert_eq!(names(&format!("{{id: {{eq: {id}}}}}")).await, "Samat Abish");
    assert_eq!(names(&format!("{{id: {{ne: {id}}}}}")).await, "CSTO, Karim Masimov");
    assert_eq!(names("{kind: {eq: COUNTRY}}").await, "");
    assert_eq!(names(r#"{id: {in: ["ent_no", "rel_x"]}}"#).await, "");
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
    let (message, code) = graph.fault(r#"{ relations(types: ["MEMBER_OFF"]) { totalCount } }"#).await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: There is no relation type "MEMBER_OFF". Did you mean "MEMBER_OF"?"#);
    let (message, code) = graph.fault("{ relations(filter: {certainty: CERTAIN}) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `certainty` goes with `activeOn`."#);
    let (message, code) = graph.fault("{ relations(filter: {other: {}}) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `other` is the other end as an entity sees it: here, use `subject` or `object`."#);
    let (message, code) =
        graph.fault("{ relations(orderBy: [CREATED_ASC, START_DATE_ASC]) { totalCount } }").await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: `orderBy` takes one order: each of them leaves no two relations alike."#);
    let of_entity =
        r#"{ entity(slug: "knb") { relations(first: 1, after: "WyJzdGFydCIsWzEsMl1d") { totalCount } } }"#;
    let (message, code) = graph.fault(of_entity).await;
    insta::assert_snapshot!(format!("{code}: {message}"), @r#"BAD_REQUEST: The cursor belongs to another list or to another order of it; begin without a cursor."#);
}
