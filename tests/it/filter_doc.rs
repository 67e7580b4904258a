//! What docs/filters.md says of nothing, null and empty lists is so.

use std::collections::BTreeSet;

use db::EntityKind;
use serde_json::json;

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::each;
use crate::support::{Database, both};

both!(every_example_is_so, what_means_nothing_is_told, nested_lists_are_a_statement_for_each_level);

const DOC: &str = include_str!("../../docs/filters.md");

async fn every_example_is_so(db: Database) {
    let mut news = Newsroom::new(db).await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let almaty = news.entity(EntityKind::Place, "Almaty").await;
    let text = "The KNB in Almaty.";
    let both = [(knb, "KNB"), (almaty, "Almaty")];
    let one = Story { slug: "one", genre: Some("Analysis"), about: &[knb], mentions: &both, text, ..STORY };
    news.article(one).await;
    news.article(Story { slug: "two", genre: Some("Café"), mentions: &both[..1], text, ..STORY }).await;
    news.article(Story { slug: "three", text, ..STORY }).await;
    let news = news.published().await;
    let rows = DOC.lines().filter_map(|line| line.strip_prefix("| `{")?.split_once("}` | "));
    let mut seen = 0;
    for (filter, rest) in rows {
        let filter = format!("{{{filter}}}");
        let wanted: BTreeSet<&str> =
            rest.split(" | ").next().unwrap().split(", ").filter(|slug| *slug != "–").collect();
        let query =
            format!("{{ articles(filter: {filter}) {{ nodes {{ slug }} totalCount totalCountIsExact }} }}");
        let data = news.data(&query).await;
        let found = each(&data["articles"]["nodes"], "slug");
        let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, wanted, "{filter}");
        assert_eq!(data["articles"]["totalCount"], wanted.len(), "{filter}");
        assert_eq!(data["articles"]["totalCountIsExact"], true, "{filter}");
        seen += 1;
    }
    assert!(seen > 40, "{seen} examples");
}

async fn what_means_nothing_is_told(db: Database) {
    let news = Newsroom::new(db).await.published().await;
    let mut told = vec![];
    for list in [
        "articles(filter: {mentions: {counted: {}}})",
        "articles(filter: {mentions: {some: {startDate: {}}}})",
        r#"entities(filter: {startDate: {from: "2022", to: "2021"}, relations: {types: ["HEAD_OFF"]}})"#,
        "entities(filter: {relations: {some: {certainty: CERTAIN}}})",
        r#"entities(filter: {relations: {some: {knownAt: "2022-01-01T00:00:00Z"}}})"#,
        "relations(filter: {evidence: {some: {relation: {other: {}}}}})",
        "articles(orderBy: [GENRE_ASC, PUBLISHED_AT_DESC])",
        "articles(orderBy: [PUBLISHED_AT_DESC, HEADLINE_ASC, PUBLISHED_AT_ASC])",
        "articles(orderBy: [PUBLISHED_AT_DESC, HEADLINE_ASC, GENRE_ASC, SLUG_ASC, VERSION_ASC])",
        "entities(orderBy: [END_DATE_ASC])",
        "relations(orderBy: [CREATED_ASC, SOURCES_DESC])",
    ] {
        let (message, code) = news.fault(&format!("{{ {list} {{ totalCount }} }}")).await;
        told.push(format!("{code}: {message}"));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    BAD_REQUEST: `counted` goes with `count`.
    BAD_REQUEST: `startDate` says nothing: give it `from` or `to`.
    BAD_REQUEST: `startDate` ends before it begins: `from` comes before `to`. There is no relation type "HEAD_OFF".
    BAD_REQUEST: `certainty` goes with `activeOn` or `activeDuring`.
    BAD_REQUEST: `knownAt` is about the whole list: it stands at the top of the filter alone.
    BAD_REQUEST: `other` is the other end as an entity sees it: here, use `subject` or `object`.
    BAD_REQUEST: `orderBy` of this list begins with one of `PUBLISHED_AT`, `UPDATED_AT`, `HEADLINE`, `WORD_COUNT` and `SLUG`; others may follow it.
    BAD_REQUEST: `orderBy` names the same thing twice: only the first would count.
    BAD_REQUEST: `orderBy` takes 4 keys at most.
    BAD_REQUEST: `orderBy` of this list begins with one of `NAME`, `ARTICLES` and `START_DATE`; others may follow it.
    BAD_REQUEST: `orderBy` has something behind a key that leaves no two alike: it would never count.
    "#);
}

async fn nested_lists_are_a_statement_for_each_level(db: Database) {
    db.newsroom().await;
    let db = db.unlimited();
    let query = r#"query($n: Int) { entities(first: $n, orderBy: [ARTICLES_DESC, NAME_ASC], filter: {articleCount: {gte: 1}}) { nodes {
        articles(first: $n, filter: {headline: {contains: "a"}}, orderBy: [WORD_COUNT_DESC, HEADLINE_ASC]) { totalCount nodes {
            entities(last: $n, filter: {kind: {ne: TOPIC}}, orderBy: [START_DATE_DESC, NAME_ASC]) { totalCount nodes {
                relations(first: $n, filter: {sources: {gte: 1}}, orderBy: [SOURCES_DESC]) { totalCount nodes {
                    evidence(last: $n, filter: {inArticle: true}) { totalCount nodes { stance } }
                } }
            } }
            claims(last: $n, filter: {subject: {kind: {eq: PERSON}}}) { totalCount nodes { quote } }
            versions(last: $n, filter: {number: {gte: 1}}) { totalCount nodes { number } }
            series { series { articles(first: $n, filter: {version: {gte: 1}}, orderBy: [UPDATED_AT_DESC]) { totalCount nodes { slug } } } }
        } }
    } } }"#;
    let statements = async |n: usize| db.statements(query, json!({ "n": n })).await;
    // What is kept in memory is there from now on.
    let few = {
        statements(1).await;
        statements(2).await
    };
    let many = statements(9).await;
    let lists =
        |all: &[String]| all.iter().map(|s| s.chars().take(60).collect::<String>()).collect::<Vec<_>>();
    assert_eq!(many.len(), few.len(), "{:#?}\n{:#?}", lists(&few), lists(&many));
    assert!(many.len() <= 18, "{:#?}", lists(&many));
}
