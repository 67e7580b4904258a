//! At a size where it shows, PostgreSQL reads no table from end to end, either: every documented list walks an index, and so
//! do the pages of a front end.

use serde_json::json;

use crate::graph::Graph;
use crate::support::{Database, Planner, on_postgresql};

const LISTS: [&str; 36] = [
    "articles { nodes { slug } }",
    "articles(orderBy: PUBLISHED_AT_ASC) { nodes { slug } }",
    "articles(orderBy: UPDATED_AT_DESC) { nodes { slug } }",
    "articles(orderBy: HEADLINE_ASC) { nodes { slug } }",
    "articles(orderBy: HEADLINE_DESC, last: 20) { nodes { slug } }",
    "articles(orderBy: WORD_COUNT_DESC) { nodes { slug } }",
    "articles(orderBy: [PUBLISHED_AT_DESC, HEADLINE_ASC]) { nodes { slug } }",
    r#"articles(filter: {language: {eq: "en"}}) { nodes { slug } }"#,
    r#"articles(filter: {genre: {eq: "News"}}) { nodes { slug } }"#,
    r#"articles(filter: {publishedAt: {newerThan: "P7D"}}) { nodes { slug } }"#,
    r#"articles(filter: {mentions: {some: {slug: {eq: "e-7"}}}}) { nodes { slug } }"#,
    r#"articles(filter: {mentions: {none: {slug: {eq: "e-7"}}}}) { nodes { slug } }"#,
    "articles(orderBy: SLUG_ASC) { nodes { slug } }",
    r#"articles(filter: {slug: {in: ["a-7", "a-8"]}}) { nodes { slug } }"#,
    r#"articles(filter: {headline: {startsWith: "Headline 00"}}) { nodes { slug } }"#,
    "entities { nodes { slug } }",
    "entities(orderBy: NAME_DESC) { nodes { slug } }",
    "entities(orderBy: ARTICLES_DESC) { nodes { slug } }",
    "entities(orderBy: ARTICLES_ASC) { nodes { slug } }",
    "entities(orderBy: START_DATE_ASC) { nodes { slug } }",
    "entities(orderBy: START_DATE_DESC) { nodes { slug } }",
    "entities(orderBy: START_DATE_ASC_NULLS_FIRST) { nodes { slug } }",
    "entities(orderBy: START_DATE_DESC_NULLS_FIRST) { nodes { slug } }",
    "entities(filter: {kind: {eq: PERSON}}) { nodes { slug } }",
    "entities(filter: {kind: {in: [PERSON, PLACE]}}, orderBy: ARTICLES_DESC) { nodes { slug } }",
    r#"entities(filter: {named: ["Name 7"]}) { nodes { slug } }"#,
    "relations { nodes { role } }",
    "relations(orderBy: START_DATE_DESC) { nodes { role } }",
    "relations(orderBy: END_DATE_ASC) { nodes { role } }",
    "relations(orderBy: SOURCES_DESC) { nodes { role } }",
    r#"relations(types: ["MEMBER_OF"]) { nodes { role } totalCount facets { types { count } startYears { year } } }"#,
    r#"relations(filter: {subject: {slug: {eq: "e-7"}}}) { facets { types { count } endYears { year } } }"#,
    r#"entity(slug: "e-7") { relations(filter: {activeOn: "2020"}) { facets { types { count } endYears { year } } } }"#,
    r#"entity(slug: "e-1") { articles { nodes { slug } } relations { nodes { role } } }"#,
    r#"entity(slug: "e-1") { articles(orderBy: PUBLISHED_AT_ASC) { nodes { slug } } relations(orderBy: START_DATE_ASC) { nodes { role } } }"#,
    r#"entity(slug: "e-1") { articles(filter: {entities: {some: {slug: {eq: "e-7"}}}}) { nodes { slug
        entities(filter: {kind: {eq: PERSON}}) { nodes { slug } totalCount } claims { nodes { quote } } } } }"#,
];

/// The pages of a front end: an article, the front page, an entity's page, the archive, a search, the relations of relations,
/// articles about two things, a count.
const PAGES: [&str; 8] = [
    r#"article(slug: "a-7", language: "en") { headline body { text } contributors { entity { name } } mentions(first: 10) { surface entity { name } } }"#,
    r#"articles(filter: {language: {eq: "en"}, publishedAt: {lt: "2030-01-01T00:00:00Z"}}) { nodes { slug mentions(first: 5) { entity { name } } } }"#,
    r#"entity(slug: "e-1") { description { text } identifiers { value } outgoing: relations(direction: OUT, orderBy: [CREATED_ASC], first: 10) { nodes {
        object { name } } } incoming: relations(direction: IN, orderBy: [CREATED_ASC], first: 10) { nodes { subject { name } } } articles(first: 20) { nodes { slug } } }"#,
    r#"articles(filter: {publishedAt: {lt: "2030-01-01T00:00:00Z"}}) { nodes { slug contributors { entity { name } } } }"#,
    r#"search(query: "headline often", orderBy: NEWEST, filter: {kinds: [ARTICLE]}, first: 20) { nodes { ... on Article { slug } } totalCount }"#,
    r#"entity(slug: "e-1") { relations(direction: OUT, orderBy: [CREATED_ASC], first: 10) { nodes { object { relations(direction: OUT,
        orderBy: [CREATED_ASC], first: 10) { nodes { object { name } } } } } } }"#,
    r#"articles(filter: {and: [{mentions: {some: {slug: {eq: "e-1"}}}}, {mentions: {some: {slug: {eq: "e-7"}}}}],
        publishedAt: {gte: "1970-01-01T00:00:00Z", lt: "2030-01-01T00:00:00Z"}}) { nodes { slug } }"#,
    r#"entity(slug: "e-1") { articles { totalCount } }"#,
];

/// Tables that are filled here; what an empty one would be read by says nothing.
const GROWING: [&str; 11] = [
    "article",
    "appearance",
    "entity",
    "relation",
    "edge",
    "evidence",
    "mention",
    "version",
    "slug",
    "text",
    "text_row",
];

/// Every article names the first entity and one other; every relation leads to the first.
const FILL: &str = "
    INSERT INTO edition_entity (id, uid, kind, name, name_key, slug, articles, about, start_min, start_max)
      SELECT n, gen_random_uuid(), (ARRAY['PERSON', 'PLACE', 'TOPIC'])[1 + n % 3], 'Name ' || n, 'name ' || n, 'e-' || n,
        CASE n WHEN 1 THEN 20000 ELSE 1 END, 0, CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 2 = 0 THEN n END
      FROM generate_series(1, 20000) n;
    INSERT INTO edition_article (id, uid, state, slug, language, headline, genre, published_at, updated_at, version, word_count, listed, headline_key, genre_key)
      SELECT n, gen_random_uuid(), 'LIVE', 'a-' || n, 'en', 'Headline ' || md5(n::text), 'News', n * 1000, n * 1000 + n % 7, 1, n * 7919 % 20000, TRUE,
        'headline ' || md5(n::text), CASE WHEN n % 50 = 0 THEN 'news' ELSE 'essay' END
      FROM generate_series(1, 20000) n;
    INSERT INTO edition_appearance (entity_id, published_at, article_id, about, mentions, prominence, entity_kind)
      SELECT 1, n * 1000, n, FALSE, 1, 2, 'PLACE' FROM generate_series(1, 20000) n
      UNION ALL SELECT n, n * 1000, n, TRUE, 1, 1, 'PERSON' FROM generate_series(2, 20000) n;
    INSERT INTO edition_relation (id, uid, subject_id, type_code, object_id, phase, rank, standing, sources, start_min, start_max, end_min, end_max, shown)
      SELECT n, gen_random_uuid(), n, (ARRAY['MEMBER_OF', 'HEAD_OF'])[1 + n % 2], 1, 'UNKNOWN', 'NORMAL', 'ASSERTED', n % 5, n * 7919 % 20000, n * 7919 % 20000, 30000, 30000 + n * 7919 % 20000, TRUE
      FROM generate_series(2, 20000) n;
    INSERT INTO edition_edge (entity_id, relation_id, direction, other_id, type_code, other_kind, shown, rank_order, latest_day, start_min, start_max, end_min, end_max)
      SELECT subject_id, id, 'OUT', object_id, type_code, 'PLACE', TRUE, 1, end_max, start_min, start_max, end_min, end_max FROM edition_relation
      UNION ALL SELECT object_id, id, 'IN', subject_id, type_code, 'PERSON', TRUE, 1, end_max, start_min, start_max, end_min, end_max FROM edition_relation;
    INSERT INTO edition_evidence (id, uid, relation_id, position, stance, undone, article_id, start_at, end_at)
      SELECT n, gen_random_uuid(), n, 1, 'SUPPORTS', FALSE, n, 1, 2 FROM generate_series(2, 20000) n;
    INSERT INTO edition_mention (article_id, start_at, end_at, utf16_start, utf16_end, entity_id, uid, surface)
      SELECT n, 0, 4, 0, 4, 1, gen_random_uuid(), 'Name' FROM generate_series(1, 20000) n;
    INSERT INTO edition_version (article_id, number, published_at, headline, text, blocks)
      SELECT n, 1, n * 1000, 'Headline', 'Text', '[]' FROM generate_series(1, 20000) n;
    INSERT INTO edition_slug (language, slug, article_id) SELECT 'en', 'a-' || n, n FROM generate_series(1, 20000) n;
    INSERT INTO edition_text (recency, words)
      SELECT place, ('often headline ' || words)::tsvector FROM (
        SELECT ((n * 1000 + (1::bigint << 42)) << 20) | n AS place,
          (SELECT string_agg('word' || (n * 31 + i * 7) % 5000, ' ') FROM generate_series(1, 60) i) AS words
        FROM generate_series(1, 20000) n) places;
    INSERT INTO edition_text_row (recency, article_id, weights)
      SELECT ((n * 1000 + (1::bigint << 42)) << 20) | n, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO edition_counter (name, value) VALUES ('articles', 20000), ('articles:en', 20000);
";

#[test]
fn no_list_reads_a_table_that_grows() {
    on_postgresql(story);
}

async fn story(db: Database) {
    let news = Graph::new(db.clone()).await;
    sea_orm::ConnectionTrait::execute_unprepared(&news.rows, FILL).await.unwrap();
    let news = news.published().await;
    let planner = Planner::of(&db).await;
    let (mut seen, mut wrong) = (0, vec![]);
    for list in LISTS.into_iter().chain(PAGES) {
        let query = format!("{{ {list} }}");
        let (answer, mut statements) = news.db.ask(&query, json!({}), &[]).await;
        assert_eq!(answer.get("errors"), None, "{list}");
        // Once more, without what is known by then.
        let (again, others) = news.db.ask(&query, json!({}), &[]).await;
        assert_eq!(again["data"], answer["data"]);
        statements.extend(others.into_iter().filter(|other| !statements.contains(other)).collect::<Vec<_>>());
        for statement in statements.iter().filter(|s| !s.contains("edition_relation_type")) {
            let plan = planner.plan(statement).await;
            let whole = |step: &String| {
                GROWING.iter().any(|table| step.starts_with(&format!("Seq Scan: edition_{table} ")))
            };
            if plan.iter().any(whole) {
                wrong.push(format!("{list}\n{statement}\n{plan:#?}"));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(seen > 60, "{seen} statements were looked at");
}
