//! How many relations of a list there are of each type, and began and ended in each year.

use db::{EntityKind, Standing};
use serde_json::{Value, json};

use crate::graph::{Graph, SAID, Said};
use crate::support::{Database, both};

both!(
    relations_are_counted_by_type_and_year,
    facets_of_many_entities_are_one_statement,
    a_hub_is_counted_as_far_as_it_is_looked_at,
    what_is_only_counted_is_not_read,
    rows_are_read_wherever_they_are_asked_for,
    questions_say_what_is_wrong_with_them,
);

const FACETS: &str = "totalCount facets { isExact types { type { code } count } startYears { year count }
    endYears { year count } }";

/// What a list should say: types by count, years the latest first.
fn counted(total: i64, types: &[(&str, i64)], start: &[(i32, i64)], end: &[(i32, i64)]) -> Value {
    let types: Value =
        types.iter().map(|(code, count)| json!({ "type": { "code": code }, "count": count })).collect();
    let years = |years: &[(i32, i64)]| -> Value {
        years.iter().map(|(year, count)| json!({ "year": year, "count": count })).collect()
    };
    json!({
        "totalCount": total,
        "facets": { "isExact": true, "types": types, "startYears": years(start), "endYears": years(end) },
    })
}

async fn relations_are_counted_by_type_and_year(db: Database) {
    let mut graph = Graph::new(db).await;
    let ada = graph.entity(EntityKind::Person, "Ada").await;
    let ben = graph.entity(EntityKind::Person, "Ben").await;
    let bank = graph.entity(EntityKind::Organisation, "Bank").await;
    let state = graph.entity(EntityKind::Organisation, "State").await;
    let said = |start, end| Said { start, end, ..SAID };
    graph.relation(ada, "HEAD_OF", bank, said(Some("2016"), Some("2019-03"))).await;
    graph.relation(ben, "HEAD_OF", bank, said(Some("2019-03-05~"), None)).await;
    graph.relation(ada, "MEMBER_OF", bank, said(Some("2016-05"), Some("2019?"))).await;
    graph.relation(ada, "SPOUSE_OF", ben, SAID).await;
    graph.relation(bank, "PART_OF", state, said(Some("1991"), None)).await;
    let denied = Said { standing: Standing::Denied, ..said(Some("2016"), None) };
    graph.relation(ben, "MEMBER_OF", bank, denied).await;
    let published = graph.published().await;

    let types = [("HEAD_OF", 2), ("MEMBER_OF", 1), ("PART_OF", 1), ("SPOUSE_OF", 1)];
    let bank = [("HEAD_OF", 2), ("MEMBER_OF", 1), ("PART_OF", 1)];
    let lists = [
        ("relations(first: 1)", counted(5, &types, &[(2019, 1), (2016, 2), (1991, 1)], &[(2019, 2)])),
        (
            r#"relations(types: ["HEAD_OF", "SPOUSE_OF"])"#,
            counted(3, &[("HEAD_OF", 2), ("SPOUSE_OF", 1)], &[(2019, 1), (2016, 1)], &[(2019, 1)]),
        ),
        (
            r#"relations(types: ["MEMBER_OF"], filter: {standing: [DENIED]}, orderBy: [START_DATE_ASC])"#,
            counted(1, &[("MEMBER_OF", 1)], &[(2016, 1)], &[]),
        ),
        (
            r#"relations(filter: {subject: {slug: {eq: "ada"}}})"#,
            counted(3, &[("HEAD_OF", 1), ("MEMBER_OF", 1), ("SPOUSE_OF", 1)], &[(2016, 2)], &[(2019, 2)]),
        ),
        (
            r#"relations(filter: {or: [{endDate: {isNull: false}}, {startDate: {to: "1999"}}]})"#,
            counted(
                3,
                &[("HEAD_OF", 1), ("MEMBER_OF", 1), ("PART_OF", 1)],
                &[(2016, 2), (1991, 1)],
                &[(2019, 2)],
            ),
        ),
        (
            r#"entity(slug: "bank") { relations(last: 1)"#,
            counted(4, &bank, &[(2019, 1), (2016, 2), (1991, 1)], &[(2019, 2)]),
        ),
        (r#"entity(slug: "ben") { relations(direction: MUTUAL)"#, counted(1, &[("SPOUSE_OF", 1)], &[], &[])),
        (
            r#"entity(slug: "bank") { relations(transitive: true, types: ["PART_OF"], direction: OUT)"#,
            counted(1, &[("PART_OF", 1)], &[(1991, 1)], &[]),
        ),
        (r#"entity(slug: "ben") { relations: roles"#, counted(1, &[("HEAD_OF", 1)], &[(2019, 1)], &[])),
    ];
    for (list, wanted) in lists {
        let inner = list.contains('{') && list.starts_with("entity");
        let query = format!("{{ {list} {{ {FACETS} }} {} }}", if inner { "}" } else { "" });
        let data = published.data(&query).await;
        let found = if inner { &data["entity"]["relations"] } else { &data["relations"] };
        assert_eq!(found, &wanted, "{list}");
    }
}

async fn facets_of_many_entities_are_one_statement(db: Database) {
    let mut graph = Graph::new(db).await;
    let bank = graph.entity(EntityKind::Organisation, "Bank").await;
    let people = graph.organisations(5).await;
    graph.crowd(&people, "MEMBER_OF", bank).await;
    graph.crowd(&people[..2], "OWNER_OF", bank).await;
    let published = graph.published().await;
    let list = |facets: &str| {
        format!("{{ entities(first: 6) {{ nodes {{ relations(first: 1) {{ {facets} }} }} }} }}")
    };
    let without = published.statements(&list("nodes { id }")).await;
    let with = published
        .statements(&list("nodes { id } facets { types(first: 1) { count } startYears { year } }"))
        .await;
    assert_eq!(with, without + 1);
    let data = published.data(&list("facets { types(first: 1) { type { code } count } }")).await;
    let mut counts: Vec<i64> = (data["entities"]["nodes"].as_array().unwrap().iter())
        .map(|e| e["relations"]["facets"]["types"][0]["count"].as_i64().unwrap())
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 1, 1, 1, 5]);
}

async fn a_hub_is_counted_as_far_as_it_is_looked_at(db: Database) {
    let mut graph = Graph::new(db).await;
    let bank = graph.entity(EntityKind::Organisation, "Bank").await;
    let people = graph.organisations(10_003).await;
    graph.crowd(&people, "MEMBER_OF", bank).await;
    graph.crowd(&people[..2], "OWNER_OF", bank).await;
    let published = graph.published().await;
    let facets = "totalCount totalCountIsExact facets { isExact types { type { code } count } }";
    let data = published
        .data(&format!(
            r#"{{ relations {{ {facets} }} of: relations(types: ["MEMBER_OF"]) {{ {facets} }}
                entity(slug: "bank") {{ relations {{ {facets} }} }} }}"#
        ))
        .await;
    let types = |count: i64| json!([{ "type": { "code": "MEMBER_OF" }, "count": count }]);
    let whole = json!([{ "type": { "code": "MEMBER_OF" }, "count": 10_003 }, { "type": { "code": "OWNER_OF" }, "count": 2 }]);
    assert_eq!(
        data["relations"],
        json!({ "totalCount": 10_005, "totalCountIsExact": true, "facets": { "isExact": true, "types": whole } }),
    );
    assert_eq!(
        data["of"],
        json!({ "totalCount": 10_003, "totalCountIsExact": true, "facets": { "isExact": false, "types": types(10_003) } }),
    );
    let hub = &data["entity"]["relations"];
    assert_eq!((&hub["totalCount"], &hub["facets"]["isExact"]), (&json!(10_000), &json!(false)));
    let seen: i64 =
        hub["facets"]["types"].as_array().unwrap().iter().map(|t| t["count"].as_i64().unwrap()).sum();
    assert_eq!(seen, 10_000);
}

async fn what_is_only_counted_is_not_read(db: Database) {
    let mut graph = Graph::new(db).await;
    let bank = graph.entity(EntityKind::Organisation, "Bank").await;
    let people = graph.organisations(3).await;
    graph.crowd(&people, "MEMBER_OF", bank).await;
    let published = graph.published().await;
    for (list, statements) in [
        ("relations { totalCount }", 1),
        ("relations { totalCount nodes { id } }", 2),
        ("relations { ... { page: pageInfo { hasNextPage } } }", 1),
        ("entities { totalCountIsExact }", 1),
        ("articles { totalCount facets { isExact } }", 2),
        (r#"entity(slug: "bank") { relations { totalCount } }"#, 2),
        (r#"entity(slug: "bank") { relations { totalCount edges { cursor } } }"#, 3),
        (r#"entity(slug: "bank") { articles { totalCount } }"#, 1),
    ] {
        assert_eq!(published.statements(&format!("{{ {list} }}")).await, statements, "{list}");
    }
    let data = published
        .data(r#"{ entity(slug: "bank") { relations { totalCount } } relations { totalCount } }"#)
        .await;
    assert_eq!(
        (&data["entity"]["relations"]["totalCount"], &data["relations"]["totalCount"]),
        (&json!(3), &json!(3))
    );
}

/// Selections of one list are one, from whatever fragments they come.
async fn rows_are_read_wherever_they_are_asked_for(db: Database) {
    let mut graph = Graph::new(db).await;
    let bank = graph.entity(EntityKind::Organisation, "Bank").await;
    let people = graph.organisations(3).await;
    graph.crowd(&people, "MEMBER_OF", bank).await;
    let published = graph.published().await;
    let whose = r#"entity(slug: "bank")"#;
    for query in [
        "{ list: relations { totalCount } list: relations { nodes { id } } }".to_owned(),
        "{ list: relations { totalCount ...Page } } fragment Page on RelationConnection { all: nodes { id } }".to_owned(),
        "query($yes: Boolean = true) { list: relations { totalCount nodes @include(if: $yes) { id } } }".to_owned(),
        format!("{{ {whose} {{ list: relations {{ totalCount }} ... on Organisation {{ list: relations {{ nodes {{ id }} }} }} }} }}"),
        format!("{{ {whose} {{ ...Counted ...Shown }} }} fragment Counted on Entity {{ list: relations {{ totalCount }} }}
            fragment Shown on Organisation {{ list: relations {{ nodes {{ id }} }} }}"),
    ] {
        let data = published.data(&query).await;
        let list = data.get("list").unwrap_or(&data["entity"]["list"]);
        let rows = list.get("nodes").unwrap_or(&list["all"]);
        assert_eq!((rows.as_array().map(Vec::len), &list["totalCount"]), (Some(3), &json!(3)), "{query}");
        // So are cursors, which are not made for nodes alone.
        let places = query.replace("nodes", "edges").replace("{ id }", "{ cursor }");
        let ends = query.replace("nodes", "pageInfo").replace("{ id }", "{ endCursor }");
        let (places, ends) = (published.data(&places).await, published.data(&ends).await);
        let list = |data: &Value, field: &str| {
            let list = data.get("list").unwrap_or(&data["entity"]["list"]);
            list.get(field).unwrap_or(&list["all"]).clone()
        };
        let last = list(&places, "edges")[2]["cursor"].clone();
        assert!(last.as_str().is_some_and(|cursor| !cursor.is_empty()), "{query}");
        assert_eq!(list(&ends, "pageInfo")["endCursor"], last, "{query}");
    }
}

async fn questions_say_what_is_wrong_with_them(db: Database) {
    let published = Graph::new(db).await.published().await;
    for first in [0, 101] {
        let (answer, _) = published
            .ask(&format!("{{ relations {{ facets {{ types(first: {first}) {{ count }} }} }} }}"), &[])
            .await;
        assert_eq!(answer["errors"][0]["message"], format!("`first` is {first}; it can be 1 to 100."));
    }
}
