//! Articles that tell of the same.

use std::collections::BTreeMap;

use db::{ArticleId, EntityId, edition_appearance, edition_article, edition_entity};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::companion::{newsroom, random};
use crate::entity_lookup::import;
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(
    rare_entities_count_more_than_frequent_ones,
    articles_of_the_same_time_come_first,
    what_is_about_counts_more_than_what_is_named,
    what_was_taken_back_is_left_out,
    lists_are_those_of_a_naive_evaluation,
    many_articles_take_as_many_statements_as_one,
);

const AT: &str = "2025-01-06T07:10:00Z";

const RELATED: &str =
    "query($slug: String!, $first: Int, $after: String) { article(slug: $slug, language: \"en\") {
    related(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        edges { node { slug } score shared { slug } } } } }";

async fn related(db: &Database, slug: &str) -> Vec<(String, f64, Vec<String>)> {
    let told = db.data(RELATED, json!({ "slug": slug, "first": 100 })).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |edge: &Value| {
        let shared = edge["shared"].as_array().unwrap().iter().map(|e| text(&e["slug"])).collect();
        (text(&edge["node"]["slug"]), edge["score"].as_f64().unwrap(), shared)
    };
    told["article"]["related"]["edges"].as_array().unwrap().iter().map(one).collect()
}

fn slugs(list: &[(String, f64, Vec<String>)]) -> Vec<&str> {
    list.iter().map(|(slug, ..)| slug.as_str()).collect()
}

async fn rare_entities_count_more_than_frequent_ones(db: Database) {
    // 0 shares the rare b with 1, K with 2 and 3, which all have but one, and nothing with the last.
    import(&db, newsroom(&[("Kab", AT), ("Kb", AT), ("Ka", AT), ("Kc", AT), ("Kad", AT), ("e", AT)])).await;
    let list = related(&db, "a0").await;
    assert_eq!(slugs(&list)[..3], ["a1", "a2", "a4"], "{list:?}");
    assert_eq!(list[0].2, ["b-small", "k-big"]);
    assert_eq!((list.last().unwrap().0.as_str(), list.len()), ("a3", 4), "{list:?}");
    assert_eq!(related(&db, "a5").await, vec![]);
}

async fn articles_of_the_same_time_come_first(db: Database) {
    let years = ["2015-01-06T07:10:00Z", "2024-12-06T07:10:00Z", "2020-01-06T07:10:00Z"];
    import(&db, newsroom(&[("a", AT), ("a", years[0]), ("a", years[1]), ("a", years[2]), ("b", AT)])).await;
    let list = related(&db, "a0").await;
    assert_eq!(slugs(&list), ["a2", "a3", "a1"], "{list:?}");
    // An old article leads to others of its time.
    assert_eq!(slugs(&related(&db, "a1").await)[0], "a3");
}

async fn what_is_about_counts_more_than_what_is_named(db: Database) {
    let mut file = newsroom(&[("a", AT), ("bcd", AT), ("bcda", AT), ("e", AT)]);
    // It names a, behind three that it is about.
    file["articles"][1]["body"] = json!({ "format": "PLAIN", "source": "Nameaa OfSmall was there." });
    import(&db, file).await;
    let list = related(&db, "a0").await;
    assert_eq!(slugs(&list), ["a2", "a1"], "{list:?}");
    assert!(list[0].1 > list[1].1 * 2.0, "{list:?}");
}

async fn what_was_taken_back_is_left_out(db: Database) {
    let mut file = newsroom(&[("ab", AT), ("ab", AT), ("ab", AT), ("c", AT)]);
    file["articles"][1]["publication"] = json!("RETRACTED");
    file["articles"][1]["notices"] =
        json!([{ "kind": "RETRACTION", "text": "It was wrong.", "publishedAt": AT }]);
    file["articles"].as_array_mut().unwrap().push(json!({
        "slug": "draft", "language": "en", "headline": "Draft", "body": { "format": "PLAIN", "source": "Nothing." }, "about": ["a-small"] }));
    import(&db, file).await;
    assert_eq!(slugs(&related(&db, "a0").await), ["a2"]);
    assert_eq!(related(&db, "a1").await, vec![]);
}

/// Sums over what readers have, row by row.
async fn lists_are_those_of_a_naive_evaluation(db: Database) {
    let mut chance = Chance::new(23);
    import(&db, newsroom(&random(&mut chance, 55))).await;
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let appearances = edition_appearance::Entity::find().all(&rows).await.unwrap();
    let articles = edition_article::Entity::find().all(&rows).await.unwrap();
    let slug: BTreeMap<EntityId, String> = edition_entity::Entity::find()
        .all(&rows)
        .await
        .unwrap()
        .into_iter()
        .map(|e| (e.id, e.slug))
        .collect();
    let mut of: BTreeMap<ArticleId, BTreeMap<EntityId, f64>> = BTreeMap::new();
    let mut counts: BTreeMap<EntityId, f64> = BTreeMap::new();
    for row in &appearances {
        let standing = if row.about {
            1.0
        } else if row.prominence <= 3 {
            0.7
        } else {
            0.4
        };
        of.entry(row.article_id).or_default().insert(row.entity_id, standing);
        *counts.entry(row.entity_id).or_default() += 1.0;
    }
    let all = articles.len() as f64;
    for article in articles.iter().take(20) {
        let mut expected: Vec<(String, f64, usize)> = vec![];
        for other in articles.iter().filter(|other| other.id != article.id) {
            let days = (article.published_at.0 - other.published_at.0).abs() as f64 / 86_400_000.0;
            let near = 0.5 + 0.5 * 0.5_f64.powf(days / 365.0);
            let own = &of[&article.id];
            let shared: Vec<_> = own.iter().filter(|(id, _)| of[&other.id].contains_key(id)).collect();
            let one = |(id, standing): &(&EntityId, &f64)| {
                ((all + 1.0) / (counts[id] + 1.0)).ln() * *standing * of[&other.id][id]
            };
            let score: f64 = shared.iter().map(one).sum::<f64>() * near;
            let telling = shared.iter().filter(|(id, _)| counts[id] < all).count();
            if score > 0.0005 {
                expected.push((other.slug.clone(), score, telling));
            }
        }
        let found = related(&db, &article.slug).await;
        assert!(found.is_sorted_by(|x, y| x.1 >= y.1), "{}: {found:?}", article.slug);
        let mut found: Vec<_> =
            found.into_iter().map(|(slug, score, shared)| (slug, score, shared.len())).collect();
        found.sort_by(|x, y| x.0.cmp(&y.0));
        expected.sort_by(|x, y| x.0.cmp(&y.0));
        assert_eq!(found.len(), expected.len(), "{}: {found:?} {expected:?}", article.slug);
        for (one, other) in found.iter().zip(&expected) {
            assert_eq!((&one.0, one.2), (&other.0, other.2));
            assert!((one.1 - other.1).abs() < 0.001, "{}: {one:?} {other:?}", article.slug);
        }
    }
    assert!(slug.len() > 5);
    // Page by page it is the same list.
    let whole = related(&db, "a0").await;
    let (mut seen, mut after) = (vec![], Value::Null);
    loop {
        let told =
            db.data(RELATED, json!({ "slug": "a0", "first": 7, "after": after })).await["article"]["related"]
                .clone();
        assert_eq!(told["totalCount"], whole.len());
        let edges = told["edges"].as_array().unwrap().iter();
        seen.extend(edges.map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned()));
        if told["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = told["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, slugs(&whole));
}

async fn many_articles_take_as_many_statements_as_one(db: Database) {
    import(&db, newsroom(&random(&mut Chance::new(5), 30))).await;
    let query = "query($first: Int) { articles(first: $first) { nodes {
        related(first: 3) { edges { node { slug } shared { slug } } } } } }";
    let one = db.statements(query, json!({ "first": 1 })).await;
    let many = db.statements(query, json!({ "first": 20 })).await;
    assert!(one.len() <= 5 && many.len() <= 5, "{one:#?} {many:#?}");
}
