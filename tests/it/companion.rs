//! Who appears with whom, by how telling that is.

use std::collections::{BTreeMap, BTreeSet};

use db::{edition_appearance, edition_article, edition_entity};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::entity_lookup::import;
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(
    what_is_everywhere_comes_late,
    times_and_kinds_narrow_the_list,
    pages_go_on_where_they_ended,
    lists_are_those_of_a_naive_count,
    many_entities_take_one_statement,
    of_many_articles_the_newest_are_looked_at,
);

/// A newsroom of articles, each about some entities: named by a letter; capital letters are countries.
pub fn newsroom(articles: &[(&str, &str)]) -> Value {
    let letters: BTreeSet<char> = articles.iter().flat_map(|(about, _)| about.chars()).collect();
    let entities: Vec<Value> = letters
        .iter()
        .map(|c| {
            let kind = if c.is_uppercase() { "ORGANISATION" } else { "PERSON" };
            let name = format!("Name{c}{c} Of{}", if c.is_uppercase() { "Big" } else { "Small" });
            let slug = format!("{}-{}", c.to_lowercase(), if c.is_uppercase() { "big" } else { "small" });
            json!({ "kind": kind, "name": name, "slug": slug, "key": format!("k-{}-{}", u32::from(*c), c), "public": true })
        })
        .collect();
    let slug = |c: char| format!("{}-{}", c.to_lowercase(), if c.is_uppercase() { "big" } else { "small" });
    let articles: Vec<Value> = articles
        .iter()
        .enumerate()
        .map(|(n, (about, at))| {
            json!({ "publication": "LIVE", "publishedAt": at, "slug": format!("a{n}"), "language": "en",
                "headline": format!("Article {n}"), "body": { "format": "PLAIN", "source": "Nothing." },
                "about": about.chars().map(slug).collect::<Vec<_>>() })
        })
        .collect();
    json!({ "nutgraph": 1, "entities": entities, "articles": articles })
}

const AT: &str = "2025-01-06T07:10:00Z";

async fn listed(db: &Database, slug: &str, arguments: &str) -> Vec<(String, i64, f64)> {
    let query = format!(
        "query($slug: String) {{ entity(slug: $slug) {{ appearsWith{arguments} {{ truncated articlesLookedAt totalCount
            edges {{ node {{ slug }} articlesTogether score }} }} }} }}"
    );
    let told = db.data(&query, json!({ "slug": slug })).await;
    let edges = told["entity"]["appearsWith"]["edges"].as_array().unwrap();
    let one = |edge: &Value| {
        let slug = edge["node"]["slug"].as_str().unwrap().to_owned();
        (slug, edge["articlesTogether"].as_i64().unwrap(), edge["score"].as_f64().unwrap())
    };
    edges.iter().map(one).collect()
}

fn slugs(list: &[(String, i64, f64)]) -> Vec<&str> {
    list.iter().map(|(slug, ..)| slug.as_str()).collect()
}

async fn what_is_everywhere_comes_late(db: Database) {
    // K is in all, a and b are partners, a and c met once, and c is often elsewhere.
    let mut articles = vec![("Kab", AT), ("Kab", AT), ("Kac", AT)];
    articles.extend([("Kc", AT); 6]);
    articles.extend([("Kd", AT); 6]);
    import(&db, newsroom(&articles)).await;
    let list = listed(&db, "a-small", "").await;
    assert_eq!(slugs(&list), ["b-small", "k-big", "c-small"], "{list:?}");
    assert_eq!(list.iter().map(|row| row.1).collect::<Vec<_>>(), [2, 3, 1]);
    assert!(list[0].2 > 5.0 && list[1].2 == 0.0 && list[2].2 < 0.0, "{list:?}");
    assert_eq!(slugs(&listed(&db, "d-small", "").await), ["k-big"]);
}

async fn times_and_kinds_narrow_the_list(db: Database) {
    let articles = [
        ("ab", "2020-03-01T00:00:00Z"),
        ("ac", "2021-12-31T23:59:59Z"),
        ("Kad", "2022-01-01T00:00:00Z"),
        ("e", AT),
    ];
    import(&db, newsroom(&articles)).await;
    for (arguments, found) in [
        ("(since: \"2021\")", vec!["c-small", "d-small", "k-big"]),
        ("(until: \"2021\")", vec!["b-small", "c-small"]),
        ("(since: \"2021\", until: \"2021-12\")", vec!["c-small"]),
        ("(kinds: [ORGANISATION])", vec!["k-big"]),
        ("(kinds: [])", vec![]),
        ("(since: \"2023\")", vec![]),
        ("(first: 0)", vec![]),
    ] {
        let list = listed(&db, "a-small", arguments).await;
        let mut slugs = slugs(&list);
        slugs.sort_unstable();
        assert_eq!(slugs, found, "{arguments}");
    }
    let query = r#"{ entity(slug: "a-small") { appearsWith(since: "2022", until: "2021") { totalCount } } }"#;
    let (told, _) = db.ask(query, json!({}), &[]).await;
    assert_eq!(told["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

async fn pages_go_on_where_they_ended(db: Database) {
    import(&db, newsroom(&random(&mut Chance::new(7), 40))).await;
    let whole = listed(&db, "a-small", "(first: 100)").await;
    let query = "query($after: String) { entity(slug: \"a-small\") { appearsWith(first: 3, after: $after) {
        nodes { slug } pageInfo { endCursor hasNextPage } totalCount totalCountIsExact } } }";
    let (mut seen, mut after) = (vec![], Value::Null);
    loop {
        let told = db.data(query, json!({ "after": after })).await["entity"]["appearsWith"].clone();
        assert_eq!((&told["totalCount"], &told["totalCountIsExact"]), (&json!(whole.len()), &json!(true)));
        seen.extend(told["nodes"].as_array().unwrap().iter().map(|n| n["slug"].as_str().unwrap().to_owned()));
        if told["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = told["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, slugs(&whole));
}

/// Articles by chance, of ten entities of which some are in most.
pub fn random(chance: &mut Chance, articles: usize) -> Vec<(&'static str, &'static str)> {
    const AT: [&str; 4] =
        ["2019-01-01T00:00:00Z", "2021-06-01T00:00:00Z", "2024-06-01T00:00:00Z", "2025-01-01T00:00:00Z"];
    const ABOUT: [&str; 14] =
        ["ab", "Kab", "Kac", "Kbd", "Ka", "KLe", "Lf", "Kfg", "KLabc", "gh", "aK", "dea", "Lhb", "cfK"];
    (0..articles).map(|_| (*chance.pick(&ABOUT), *chance.pick(&AT))).collect()
}

/// Counts what readers have, row by row, and takes the same measure in another way: by entropies.
async fn lists_are_those_of_a_naive_count(db: Database) {
    let mut chance = Chance::new(11);
    import(&db, newsroom(&random(&mut chance, 60))).await;
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let appearances = edition_appearance::Entity::find().all(&rows).await.unwrap();
    let entities = edition_entity::Entity::find().all(&rows).await.unwrap();
    let all = edition_article::Entity::find().all(&rows).await.unwrap().len() as f64;
    let mut of: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for row in &appearances {
        of.entry(row.entity_id).or_default().insert(row.article_id);
    }
    let entropy = |counts: &[f64]| {
        let sum: f64 = counts.iter().sum();
        counts.iter().filter(|c| **c > 0.0).map(|c| c * (c / sum).ln()).sum::<f64>()
    };
    for entity in entities.iter().filter(|e| of.contains_key(&e.id)) {
        let own = &of[&entity.id];
        let mut expected: Vec<(String, i64, f64)> = vec![];
        for other in entities.iter().filter(|other| other.id != entity.id && of.contains_key(&other.id)) {
            let both = own.intersection(&of[&other.id]).count() as f64;
            if both == 0.0 {
                continue;
            }
            let (a, b) = (own.len() as f64, of[&other.id].len() as f64);
            let cells = [both, a - both, b - both, all - a - b + both];
            let score = 2.0 * (entropy(&cells) - entropy(&[a, all - a]) - entropy(&[b, all - b]));
            let score = if both * all >= a * b { score } else { -score };
            expected.push((other.slug.clone(), both as i64, score));
        }
        let mut found = listed(&db, &entity.slug, "(first: 100)").await;
        assert!(found.is_sorted_by(|x, y| x.2 >= y.2), "{}: {found:?}", entity.slug);
        let by_slug = |list: &mut Vec<(String, i64, f64)>| list.sort_by(|x, y| x.0.cmp(&y.0));
        by_slug(&mut found);
        by_slug(&mut expected);
        assert_eq!(found.len(), expected.len());
        for (one, other) in found.iter().zip(&expected) {
            assert_eq!((&one.0, one.1), (&other.0, other.1));
            assert!((one.2 - other.2).abs() < 0.001, "{}: {one:?} {other:?}", entity.slug);
        }
    }
}

async fn many_entities_take_one_statement(db: Database) {
    import(&db, newsroom(&random(&mut Chance::new(3), 30))).await;
    let query = "query($first: Int) { entities(first: $first) { nodes { appearsWith(first: 3) { nodes { slug } } } } }";
    let one = db.statements(query, json!({ "first": 1 })).await;
    let many = db.statements(query, json!({ "first": 10 })).await;
    // The entities' names may be in memory.
    assert!(one.len() <= 3 && many.len() <= 3, "{one:#?} {many:#?}");
}

async fn of_many_articles_the_newest_are_looked_at(db: Database) {
    // b was with a long ago, c is now.
    let mut articles: Vec<(&str, &str)> = vec![("ab", "2010-01-01T00:00:00Z"); 5];
    articles.extend([("a", "2024-01-01T00:00:00Z"); 995]);
    articles.extend([("ac", AT); 5]);
    import(&db, newsroom(&articles)).await;
    let query = r#"{ entity(slug: "a-small") { appearsWith { truncated articlesLookedAt nodes { slug } totalCountIsExact }
        since: appearsWith(since: "2025") { truncated articlesLookedAt nodes { slug } } } }"#;
    let told = db.data(query, json!({})).await["entity"].clone();
    let c = json!([{ "slug": "c-small" }]);
    assert_eq!(
        told["appearsWith"],
        json!({ "truncated": true, "articlesLookedAt": 1000, "nodes": c, "totalCountIsExact": false })
    );
    assert_eq!(told["since"], json!({ "truncated": false, "articlesLookedAt": 5, "nodes": c }));
}
