//! No statement of a reader reads a table from end to end: each walks an index, and lists stop at their page.

use db::{ContributorRole, EntityKind};
use serde_json::json;

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::support::{Database, Planner, on_sqlite};

const QUERIES: [&str; 22] = [
    "{ articles { nodes { slug entities(first: 5) { nodes { slug } totalCount } contributors { entity { slug } } } totalCount } }",
    r#"{ articles(filter: {language: {eq: "en"}, publishedAt: {lt: "2030-01-01T00:00:00Z"}}) { nodes { slug mentions(first: 5) { surface } } totalCount } }"#,
    "{ articles(orderBy: PUBLISHED_AT_ASC, last: 3) { nodes { slug } } }",
    r#"{ articles(filter: {genre: {eq: "news"}}) { nodes { slug } } }"#,
    r#"{ articles(filter: {mentions: {some: {slug: {eq: "knb"}}}, about: {some: {slug: {eq: "almaty"}}}}) { nodes { slug } } }"#,
    r#"{ articles(filter: {mentions: {none: {slug: {eq: "knb"}}}}) { nodes { slug } } }"#,
    r#"{ article(slug: "story") { body { html } mentions { entity { name } } about { name } notices { text }
        previous { slug } next { slug } translations { slug } links { title } versions { nodes { number } }
        series { series { title articles { nodes { slug } totalCount } } } claims { nodes { quote } } } }"#,
    r#"{ entity(slug: "knb") { articles(filter: {language: {eq: "en"}}) { nodes { slug } totalCount }
        about: articles(as: [ABOUT], orderBy: PUBLISHED_AT_ASC) { nodes { slug } } } }"#,
    r#"{ route(path: "/en/story") { __typename } series(slug: "row") { title articles(last: 2) { nodes { slug } } } }"#,
    r#"{ cited: relations(filter: {citedIn: "art_01jd3kxxxxxxxxxxxxxxxxxxxx"}) { nodes { role } totalCount }
        said: relations(filter: {attributedTo: "ent_01jd3kxxxxxxxxxxxxxxxxxxxx"}, orderBy: [START_DATE_DESC]) { nodes { role } totalCount } }"#,
    "{ a: articles(orderBy: HEADLINE_ASC) { nodes { slug } } b: articles(orderBy: UPDATED_AT_DESC, last: 2) { nodes { slug } }
        c: articles(orderBy: WORD_COUNT_DESC) { nodes { slug } } }",
    r#"{ articles(filter: {headline: {startsWith: "about"}, contributors: {some: {entity: {slug: {eq: "knb"}}}},
        notices: {none: {kind: {eq: CORRECTION}}}, place: {kind: {eq: PLACE}}}, orderBy: HEADLINE_ASC) { nodes { slug } } }"#,
    "{ a: entities(orderBy: START_DATE_ASC) { nodes { slug } } b: entities(orderBy: START_DATE_DESC) { nodes { slug } }
        c: entities(orderBy: ARTICLES_DESC, filter: {articles: {some: {genre: {eq: \"news\"}}}}) { nodes { slug } } }",
    "{ a: relations(orderBy: END_DATE_DESC) { nodes { role } } b: relations(orderBy: SOURCES_DESC) { nodes { role } } }",
    r#"{ entity(slug: "knb") { relations(filter: {evidence: {some: {stance: {eq: SUPPORTS}}}}) { nodes { role
        evidence(filter: {inArticle: true}) { nodes { quote } totalCount } } totalCount } } }"#,
    r#"{ edition { changes(since: "0") { nodes { action } totalCount } } }"#,
    r#"{ search(query: "almaty -court \"in almaty\" alm*", orderBy: NEWEST, filter: {kinds: [ARTICLE]}) { nodes { __typename } totalCount didYouMean edges { snippets { html } } } }"#,
    r#"{ search(query: "almty", filter: {kinds: [ARTICLE], articles: {genre: {eq: "news"}, language: {eq: "en"}, publishedAt: {gte: "2019-01-01T00:00:00Z"}}}) { nodes { __typename } totalCount didYouMean } }"#,
    r#"{ entity(slug: "knb") { appearsWith(since: "2020") { nodes { slug } } people: appearsWith(kinds: [PERSON]) { totalCount } } }"#,
    "{ articles { nodes { related { edges { node { slug } shared { slug } } } } } }",
    r#"{ suggestEntities(query: "knb") { entity { slug } name } }"#,
    r#"{ suggestEntities(query: "almati airprot", kinds: [PLACE]) { entity { slug } } }"#,
];

#[test]
fn every_statement_walks_an_index() {
    on_sqlite(story);
}

async fn story(db: Database) {
    let planner = Planner::of(&db).await;
    let mut news = Newsroom::new(db).await;
    let knb = news.entity(EntityKind::Organisation, "KNB").await;
    let almaty = news.entity(EntityKind::Place, "Almaty").await;
    let story = Story { slug: "story", text: "The KNB in Almaty.", about: &[almaty], ..STORY };
    let article = news.article(Story { mentions: &[(knb, "KNB"), (almaty, "Almaty")], ..story }).await;
    news.contributor(article, knb, ContributorRole::Author).await;
    news.series("row", &[article]).await;
    let news = news.published().await;
    let (mut seen, mut lists) = (0, 0);
    for query in QUERIES {
        let (answer, mut statements) = news.db.ask(query, json!({}), &[]).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        // Once more, without what is known by then.
        let (again, others) = news.db.ask(query, json!({}), &[]).await;
        assert_eq!(again["data"], answer["data"]);
        statements.extend(others.into_iter().filter(|other| !statements.contains(other)).collect::<Vec<_>>());
        // The catalogue of relation types is kept in memory, whole.
        let catalogue =
            |s: &String| s.contains("FROM edition_relation_type") || s.contains("FROM edition_identifier");
        for statement in statements.into_iter().filter(|statement| !catalogue(statement)) {
            let plan = planner.plan(&statement).await;
            for line in &plan {
                assert!(!reads_everything(line), "{statement}\n{plan:#?}");
            }
            // A list in order comes from its index in order: nothing is sorted that the page does not show.
            if statement.starts_with("SELECT a.id") && statement.contains(" LIMIT ") {
                assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{statement}\n{plan:#?}");
                lists += 1;
            }
            seen += 1;
        }
    }
    assert!(seen > 30 && lists > 5, "{seen} statements were looked at, {lists} lists among them");
}

/// A scan that is not of an index in order, of the parameters, or of a subquery's few rows.
fn reads_everything(line: &str) -> bool {
    line.starts_with("SCAN ")
        && !line.contains(" USING INDEX ")
        && !line.contains(" USING COVERING INDEX ")
        && !line.contains("VIRTUAL TABLE")
        && !line.starts_with("SCAN (subquery-")
        && ![
            "counted",
            "k",
            "m",
            "t",
            "x",
            "spoken",
            "edition",
            "CONSTANT ROW",
            "hits",
            "covered",
            "beside",
            "alike",
            "company",
        ]
        .iter()
        .any(|few| line.strip_prefix("SCAN ") == Some(few))
}
