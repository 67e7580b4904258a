//! Who says so: sentences, evidence, and what articles are sources for.

use db::{
    ArticleId, ArticleState, EntityId, EntityKind, NameKind, PartialDate, Phase, Rank, Stance, Standing,
    Timestamp, edition_appearance, edition_article, edition_mention, edition_version,
};
use nutgraph::text::body::{self, Format};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::graph::{Graph, SAID, Said, date, each, pretty};
use crate::relation::{POST, knb};
use crate::support::{Database, both};

both!(
    a_sentence_in_other_words,
    evidence_takes_back_evidence,
    an_article_is_a_source,
    then_minister_now_president,
    a_page_with_articles_takes_five_statements,
);

/// A published article of one paragraph, with a mention wherever the words first stand.
async fn article(
    graph: &Graph,
    id: i64,
    text: &str,
    created: Option<PartialDate>,
    mentions: &[(EntityId, &str)],
) {
    let (article_id, at) = (ArticleId(id), Timestamp(1_641_600_000_000 + id));
    let document = body::parse(Format::Plain, text);
    let row = edition_article::Model {
        id: article_id,
        uid: graph.uid(),
        state: ArticleState::Live,
        slug: format!("article-{id}"),
        language: "en".into(),
        headline: format!("Article {id}"),
        subheadline: None,
        summary: None,
        byline: None,
        genre: None,
        located: None,
        located_entity_id: None,
        content_created: created,
        copyright_notice: None,
        published_at: at,
        updated_at: at,
        version: 1,
        word_count: 1,
        listed: true,
        headline_key: format!("article {id}"),
        summary_key: None,
        byline_key: None,
        genre_key: None,
    };
    row.into_active_model().insert(&graph.rows).await.unwrap();
    let row = edition_version::Model {
        article_id,
        number: 1,
        published_at: at,
        headline: format!("Article {id}"),
        subheadline: None,
        summary: None,
        text: document.text.clone(),
        blocks: serde_json::to_string(&document.blocks).unwrap(),
    };
    row.into_active_model().insert(&graph.rows).await.unwrap();
    for (prominence, (entity_id, surface)) in (0..).zip(mentions) {
        let start = i32::try_from(document.text.find(surface).unwrap()).unwrap();
        let end = start + i32::try_from(surface.len()).unwrap();
        let row = edition_mention::Model {
            article_id,
            start_at: start,
            end_at: end,
            utf16_start: start,
            utf16_end: end,
            entity_id: *entity_id,
            uid: graph.uid(),
            surface: (*surface).into(),
            name_kind: None,
        };
        row.into_active_model().insert(&graph.rows).await.unwrap();
        let row = edition_appearance::Model {
            entity_id: *entity_id,
            published_at: at,
            article_id,
            about: false,
            mentions: 1,
            prominence,
            entity_kind: EntityKind::Person,
        };
        row.into_active_model().insert(&graph.rows).await.unwrap();
    }
}

async fn an_article_is_a_source(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let kazakhstan = graph.entity(EntityKind::Country, "Kazakhstan").await;
    article(&graph, 900, "Masimov headed the KNB.", None, &[(masimov, "Masimov")]).await;
    let here = Err(ArticleId(900));
    let premier = Said { role: Some("prime minister"), ..SAID };
    let premier = graph.relation(masimov, "HEAD_OF_GOVERNMENT_OF", kazakhstan, premier).await;
    let denied = graph
        .relation(masimov, "EXPELLED_FROM", kazakhstan, Said { standing: Standing::Denied, ..SAID })
        .await;
    let post = graph.relation(masimov, "HEAD_OF", knb, POST).await;
    graph.evidence(post, Stance::Supports, here, "headed the KNB", None).await;
    graph.evidence(premier, Stance::Supports, here, "the former premier", None).await;
    graph.evidence(denied, Stance::Denies, here, "rumours are denied", None).await;
    graph.evidence(post, Stance::Supports, Ok("https://other.example"), "somewhere else", None).await;
    let graph = graph.published().await;
    let claims = async |arguments: &str| {
        let query = format!(
            r#"{{ articles {{ nodes {{ claims{arguments} {{ totalCount nodes {{
                stance quote relation {{ sentence }} evidence {{ article {{ headline }} version start end }}
            }} }} }} }} }}"#
        );
        let claims = graph.data(&query).await["articles"]["nodes"][0]["claims"].take();
        let quotes = each(&claims["nodes"], "quote");
        assert_eq!(claims["totalCount"], quotes.len());
        (quotes, claims["nodes"].clone())
    };
    let (quotes, nodes) = claims("").await;
    assert_eq!(quotes, ["headed the KNB", "the former premier"], "what is denied is hidden");
    assert_eq!(nodes[0]["relation"]["sentence"], "Karim Masimov headed KNB (chair), 2016 to 6 January 2022");
    assert_eq!(nodes[0]["evidence"]["article"]["headline"], "Article 900");
    assert_eq!(nodes[0]["evidence"]["version"], 1);
    assert_eq!(claims(r#"(types: ["HEAD_OF_GOVERNMENT_OF"])"#).await.0, ["the former premier"]);
    assert_eq!(claims(r#"(types: ["HEAD_OF"])"#).await.0, quotes, "types find those under them");
    assert_eq!(
        claims(r#"(filter: {activeOn: "2020-01-01", certainty: CERTAIN})"#).await.0,
        ["headed the KNB"]
    );
    let (denied, nodes) = claims("(filter: {standing: [DENIED]})").await;
    assert_eq!(denied, ["rumours are denied"]);
    assert_eq!(nodes[0]["stance"], "DENIES");
    let from_relation = graph.data(
        r#"{ relations(types: ["HEAD_OF"], includeSubtypes: false) { nodes {
        evidence { nodes { quote url article { slug } } }
    } } }"#,
    );
    assert_eq!(
        from_relation.await["relations"]["nodes"][0]["evidence"]["nodes"],
        json!([
            {"quote": "headed the KNB", "url": null, "article": {"slug": "article-900"}},
            {"quote": "somewhere else", "url": "https://other.example", "article": null},
        ])
    );
}

async fn then_minister_now_president(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let kazakhstan = graph.entity(EntityKind::Country, "Kazakhstan").await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let premier =
        Said { role: Some("premier"), start: Some("2007"), end: Some("2012"), phase: Phase::Former, ..SAID };
    graph.relation(masimov, "HEAD_OF_GOVERNMENT_OF", kazakhstan, premier).await;
    graph.relation(masimov, "CITIZEN_OF", kazakhstan, SAID).await;
    let deputy = Said { role: Some("deputy"), rank: Rank::Deprecated, ..SAID };
    graph.relation(masimov, "DEPUTY_HEAD_OF", knb, deputy).await;
    let text = "Masimov said so.";
    for (id, created) in [(901, Some("2010-05-01")), (902, Some("2016")), (903, Some("2014-01")), (904, None)]
    {
        article(&graph, id, text, created.map(date), &[(masimov, "Masimov")]).await;
    }
    let graph = graph.published().await;
    let query = "{ articles { nodes { slug mentions { rolesThen { certainty relation { role } } } } } }";
    let data = graph.data(query).await;
    let roles = |node: &Value| {
        let roles = node["mentions"][0]["rolesThen"].as_array().unwrap().iter();
        let line =
            |role: &Value| format!("{} {}", role["certainty"], role["relation"]["role"]).replace('"', "");
        (node["slug"].as_str().unwrap().to_owned(), roles.map(line).collect::<Vec<_>>().join(", "))
    };
    let found: Vec<_> = data["articles"]["nodes"].as_array().unwrap().iter().map(roles).collect();
    let expected = [("904", ""), ("903", ""), ("902", "POSSIBLE chair"), ("901", "CERTAIN premier")];
    assert_eq!(found, expected.map(|(id, roles)| (format!("article-{id}"), roles.to_owned())));
    assert_eq!(
        graph.statements(query).await,
        3,
        "articles, their mentions, and all roles at once, whatever the days"
    );
}

async fn a_page_with_articles_takes_five_statements(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let boss = graph.entity(EntityKind::Person, "Kassym-Jomart Tokayev").await;
    graph.relation(masimov, "DISMISSED_BY", boss, SAID).await;
    graph.relation(boss, "ACCUSES", masimov, SAID).await;
    for id in 905..912 {
        article(&graph, id, "Masimov said so.", None, &[(masimov, "Masimov")]).await;
    }
    let graph = graph.published().await;
    let page = r#"{ entity(slug: "karim-masimov") {
        id name summary { value } ... on Person { birthDate { text } }
        out: relations(direction: OUT) { edges { label other { name path } node { sentence role startDate { text } } } }
        in: relations(direction: IN) { edges { label other { name path } node { sentence } } }
        articles(first: 5) { nodes { headline path publishedAt summary } pageInfo { hasNextPage endCursor } }
    } }"#;
    let data = graph.data(page).await;
    assert_eq!(each(&data["entity"]["articles"]["nodes"], "headline").len(), 5);
    assert_eq!(each(&data["entity"]["in"]["edges"], "label"), ["accused by"]);
    assert_eq!(graph.statements(page).await, 5);
}

async fn a_sentence_in_other_words(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    graph.name(masimov, "Карим Масимов", NameKind::Transliteration, "ru", true).await;
    graph.name(knb, "КНБ", NameKind::Translation, "ru", false).await;
    graph.relation(masimov, "HEAD_OF", knb, POST).await;
    graph.relation(masimov, "HEAD_OF", knb, Said { standing: Standing::Denied, ..POST }).await;
    let graph = graph.published().await;
    let query = r#"{ relations(filter: {standing: [ASSERTED, DENIED]}, orderBy: [CREATED_ASC]) { nodes {
        sentence ru: sentence(language: "ru") startDate { text } endDate { text(language: "ru") }
    } } }"#;
    insta::assert_snapshot!(pretty(&graph.data(query).await["relations"]["nodes"]), @r#"
    [
      {
        "sentence": "Karim Masimov headed KNB (chair), 2016 to 6 January 2022",
        "ru": "Карим Масимов – возглавляет – КНБ (chair), 2016 – 6 января 2022",
        "startDate": {
          "text": "2016"
        },
        "endDate": {
          "text": "6 января 2022"
        }
      },
      {
        "sentence": "Denied: Karim Masimov headed KNB (chair), 2016 to 6 January 2022",
        "ru": "Опровергнуто: Карим Масимов – возглавляет – КНБ (chair), 2016 – 6 января 2022",
        "startDate": {
          "text": "2016"
        },
        "endDate": {
          "text": "6 января 2022"
        }
      }
    ]
    "#);
    let (answer, _) =
        graph.ask("{ relations { nodes { sentence subject { name } } } }", &["ru-RU", "en"]).await;
    insta::assert_snapshot!(pretty(&answer["data"]["relations"]["nodes"]), @r#"
    [
      {
        "sentence": "Карим Масимов – возглавляет – КНБ (chair), 2016 – 6 января 2022",
        "subject": {
          "name": "Карим Масимов"
        }
      }
    ]
    "#);
}

async fn evidence_takes_back_evidence(db: Database) {
    let (mut graph, masimov, knb) = knb(db).await;
    let post = graph.relation(masimov, "HEAD_OF", knb, POST).await;
    let said = graph.evidence(post, Stance::Supports, Ok("https://a.example/1"), "he heads it", None).await;
    graph.evidence(post, Stance::Denies, Ok("https://b.example/2"), "he does not", None).await;
    graph.evidence(post, Stance::Retracts, Ok("https://a.example/3"), "we were wrong", Some(said)).await;
    let graph = graph.published().await;
    let query = r#"{ relations { nodes {
        evidence(first: 2) { nodes { id stance quote } totalCount pageInfo { hasNextPage endCursor } }
        against: evidence(stance: [DENIES, RETRACTS]) { nodes { stance retracts { quote } } totalCount totalCountIsExact }
        none: evidence(stance: []) { totalCount }
    } } }"#;
    let data = graph.data(query).await;
    let node = &data["relations"]["nodes"][0];
    assert_eq!(each(&node["evidence"]["nodes"], "stance"), ["SUPPORTS", "DENIES"]);
    assert_eq!(node["evidence"]["totalCount"], 3);
    assert_eq!(
        node["against"],
        json!({
            "nodes": [{"stance": "DENIES", "retracts": null}, {"stance": "RETRACTS", "retracts": {"quote": "he heads it"}}],
            "totalCount": 2, "totalCountIsExact": true
        })
    );
    assert_eq!(node["none"]["totalCount"], 0);
    let next = format!(
        "{{ relations {{ nodes {{ evidence(after: {}) {{ nodes {{ quote }} }} }} }} }}",
        node["evidence"]["pageInfo"]["endCursor"]
    );
    let next = graph.data(&next).await;
    assert_eq!(each(&next["relations"]["nodes"][0]["evidence"]["nodes"], "quote"), ["we were wrong"]);
    let node = format!("{{ node(id: {}) {{ __typename id }} }}", node["evidence"]["nodes"][0]["id"]);
    assert_eq!(graph.data(&node).await["node"]["__typename"], "Evidence");
}
