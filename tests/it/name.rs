//! Finding entities by what people call them, and what somebody may have meant to write.

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::desk_entity::{change, entity, person};
use crate::entity_lookup::import;
use crate::name_judgement::{JUDGEMENTS, NOBODY, cast};
use crate::support::{Database, both, edition};

both!(
    names_are_found_as_people_write_them,
    a_suggestion_tells_what_fits,
    what_nobody_may_see_changes_no_answer,
    a_word_is_gone_with_the_last_that_has_it,
    somebody_may_have_meant_something_else,
    frequent_words_are_looked_for_among_the_most_covered,
    questions_are_bounded,
);

const SUGGEST: &str =
    "query($query: String!, $kinds: [EntityKind!], $language: LanguageTag, $first: Int = 5) {
    suggestEntities(query: $query, kinds: $kinds, language: $language, first: $first) {
        entity { slug } name ranges { start end } fit score } }";

async fn suggested(db: &Database, variables: Value) -> Vec<Value> {
    db.data(SUGGEST, variables).await["suggestEntities"].as_array().unwrap().clone()
}

async fn slugs(db: &Database, query: &str) -> Vec<String> {
    let told = suggested(db, json!({ "query": query })).await;
    told.iter().map(|one| one["entity"]["slug"].as_str().unwrap().to_owned()).collect()
}

/// Of a hand-made table: how often the first is one that is meant, and how many of those meant are among the first five.
async fn names_are_found_as_people_write_them(db: Database) {
    db.newsroom().await;
    import(&db, cast()).await;
    let (mut first, mut among, mut meant, mut missed) = (0, 0, 0, vec![]);
    for (query, slugs_meant) in JUDGEMENTS {
        let found = slugs(&db, query).await;
        let hits = slugs_meant.iter().filter(|slug| found.iter().any(|found| found == *slug)).count();
        let is_first = found.first().is_some_and(|found| slugs_meant.contains(&found.as_str()));
        first += usize::from(is_first);
        among += hits;
        meant += slugs_meant.len();
        if !is_first || hits < slugs_meant.len() {
            missed.push(format!("{query}: {slugs_meant:?}, found {found:?}"));
        }
    }
    let mut noise = vec![];
    for query in NOBODY {
        let found = slugs(&db, query).await;
        if !found.is_empty() {
            noise.push(format!("{query}: {found:?}"));
        }
    }
    let all = JUDGEMENTS.len();
    eprintln!("{all} judgements: {first} first, {among} of {meant} among the first five");
    eprintln!("missed: {missed:#?}\nnoise: {noise:#?}");
    assert!(all >= 60);
    assert!(first * 100 >= all * 95, "{first} of {all} come first: {missed:#?}");
    assert!(among * 100 >= meant * 97, "{among} of {meant} are among the first five: {missed:#?}");
    assert!(noise.len() * 10 <= NOBODY.len(), "{noise:#?}");
}

async fn a_suggestion_tells_what_fits(db: Database) {
    db.newsroom().await;
    let one = async |variables: Value| suggested(&db, variables).await[0].clone();
    let of = |one: &Value| json!([one["entity"]["slug"], one["name"], one["ranges"], one["fit"]]);
    for (variables, told) in [
        (
            json!({ "query": "mas" }),
            json!(["karim-masimov", "Karim Masimov", [{ "start": 6, "end": 9 }], "BEGINNING"]),
        ),
        (
            json!({ "query": "MASIMOV, karim" }),
            json!(["karim-masimov", "Karim Masimov", [{ "start": 0, "end": 5 }, { "start": 6, "end": 13 }], "WORDS"]),
        ),
        (
            json!({ "query": "Карим Мас" }),
            json!(["karim-masimov", "Карим Масимов", [{ "start": 0, "end": 5 }, { "start": 6, "end": 9 }], "BEGINNING"]),
        ),
        // A wrong spelling that the newsroom knows finds, and is never shown.
        (json!({ "query": "Kazikistan" }), json!(["kazakhstan", "Kazakhstan", [], "MISSPELT"])),
        (
            json!({ "query": "Zelenski" }),
            json!(["volodymyr-zelensky", "Volodymyr Zelenskiy", [{ "start": 10, "end": 18 }], "BEGINNING"]),
        ),
        (
            json!({ "query": "европ", "language": "ru", "kinds": ["PLACE"] }),
            json!(["europe", "Европа", [{ "start": 0, "end": 5 }], "BEGINNING"]),
        ),
    ] {
        assert_eq!(of(&one(variables.clone()).await), told, "{variables}");
    }
    let kinds = suggested(&db, json!({ "query": "kaz", "kinds": ["ORGANISATION"] })).await;
    assert!(kinds.iter().all(|one| one["entity"]["slug"] != "kazakhstan") && !kinds.is_empty(), "{kinds:?}");
    for nothing in [
        json!({ "query": "" }),
        json!({ "query": "kaz", "first": 0 }),
        json!({ "query": "kaz", "kinds": [] }),
    ] {
        assert_eq!(suggested(&db, nothing.clone()).await, Vec::<Value>::new(), "{nothing}");
    }
    let scores: Vec<f64> = suggested(&db, json!({ "query": "kaz", "first": 50 }))
        .await
        .iter()
        .map(|one| one["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.len() >= 5, "{scores:?}");
}

async fn what_nobody_may_see_changes_no_answer(db: Database) {
    let other = db.another().await;
    let known = json!({ "nutgraph": 1, "entities": [
        { "kind": "PERSON", "name": "Aigul Zhaxybekova", "slug": "aigul", "public": true },
    ] });
    for twin in [&db, &other] {
        import(twin, known.clone()).await;
    }
    let hidden = json!({ "nutgraph": 1, "entities": [
        { "kind": "PERSON", "name": "Aigul Zhaksybekova", "slug": "hidden", "names": [{ "name": "Qwertz", "kind": "ALIAS" }] },
        { "kind": "PERSON", "name": "Aigul Withdrawn", "slug": "withdrawn", "public": true },
    ], "articles": [{ "slug": "draft", "language": "en", "headline": "Wolpertinger Zhaksybekova", "body": { "format": "PLAIN", "source": "Qwertz." } }] });
    import(&db, hidden).await;
    let eva = person(3, Role::Editor);
    let id = db.data(r#"{ entity(slug: "withdrawn") { id } }"#, json!({})).await["entity"]["id"].clone();
    let done = change(&db, &eva, "withdrawEntities", "", json!({ "ids": [id] })).await;
    assert_eq!(done["userErrors"], json!([]), "{done}");
    for query in [
        "aigul",
        "Zhaksybekova",
        "zhaksybekov",
        "qwertz",
        "Qwerts",
        "withdrawn",
        "withdraw",
        "wolpertinger",
        "aigul zh",
    ] {
        let variables = json!({ "query": query });
        assert_eq!(suggested(&db, variables.clone()).await, suggested(&other, variables).await, "{query}");
        assert_eq!(meant(&db, query).await, meant(&other, query).await, "{query}");
    }
    let words = async |db: &Database| {
        let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
        let rows = edition::dump(&rows).await;
        let of = ["edition_word", "edition_gram", "edition_name_word"];
        rows.into_iter().filter(|row| of.iter().any(|table| row.starts_with(table))).collect::<Vec<_>>()
    };
    assert_eq!(words(&db).await, words(&other).await);
    other.end().await;
}

/// What a search says that somebody may have meant.
async fn meant(db: &Database, query: &str) -> Option<String> {
    let asked = "query($q: String!) { search(query: $q, first: 0) { didYouMean } }";
    let (answer, _) = db.ask(asked, json!({ "q": query }), &[]).await;
    answer["data"]["search"]["didYouMean"].as_str().map(str::to_owned)
}

async fn a_word_is_gone_with_the_last_that_has_it(db: Database) {
    let eva = person(3, Role::Editor);
    let make =
        async |name: &str| entity(&db, &eva, json!({ "kind": "TOPIC", "name": name, "public": true })).await;
    let (first, second) = (make("Wolpertinger").await, make("The Wölpertinger Club").await);
    let told = |query: &'static str| {
        let db = db.clone();
        async move { (slugs(&db, query).await.len(), meant(&db, query).await) }
    };
    assert_eq!(told("wolpertiger").await, (2, Some("wolpertinger".into())));
    let withdraw = async |id: &Value| change(&db, &eva, "withdrawEntities", "", json!({ "ids": [id] })).await;
    withdraw(&first).await;
    assert_eq!(told("wolpertiger").await, (1, Some("wolpertinger".into())), "another one has it");
    withdraw(&second).await;
    assert_eq!(told("wolpertiger").await, (0, None));
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let rows = edition::dump(&rows).await;
    assert_eq!(rows.iter().find(|row| row.contains("wolpertinger")), None);
}

async fn somebody_may_have_meant_something_else(db: Database) {
    db.newsroom().await;
    for (query, told) in [
        ("Nazarbaiev", Some("Nazarbayev")),
        (
            "nazarbaiev \"state of emergancy\" -protessts OR masimow",
            Some("nazarbayev \"state of emergency\" -protessts OR masimov"),
        ),
        ("Назарбаив", Some("Назарбаев")),
        ("KAZAKHSTN", Some("KAZAKHSTAN")),
        ("fule prices", Some("fuel prices")),
        ("Nazarbayev", None),
        ("fuel prices", None),
        ("qqqqxxxx wwww", None),
        ("a an 2022 -x", None),
        ("", None),
    ] {
        assert_eq!(meant(&db, query).await.as_deref(), told, "{query}");
    }
}

async fn frequent_words_are_looked_for_among_the_most_covered(db: Database) {
    let mut entities: Vec<Value> = (0..1100)
        .map(|n| json!({ "kind": "PERSON", "name": format!("Ivan Ivanov {n}"), "slug": format!("ivan-{n}"), "public": true }))
        .collect();
    // The last of all, and the one that articles name.
    entities
        .push(json!({ "kind": "PERSON", "name": "Ivanov Ivan Petrovich", "slug": "famous", "public": true }));
    let file = json!({ "nutgraph": 1, "entities": entities, "articles": [{
        "publication": "LIVE", "publishedAt": "2025-01-06T07:10:00Z", "slug": "story", "language": "en",
        "headline": "A story", "about": ["famous"], "body": { "format": "PLAIN", "source": "It is told." } }] });
    import(&db, file).await;
    for query in ["ivanov ivan", "ivanov", "iva", "i", "petrovich ivan"] {
        assert_eq!(slugs(&db, query).await[0], "famous", "{query}");
    }
    let statements = db.statements(SUGGEST, json!({ "query": "ivanov ivan" })).await;
    assert!(statements.len() <= 6, "{statements:#?}");
}

async fn questions_are_bounded(db: Database) {
    db.newsroom().await;
    for (query, most) in [("karim masimov", 4), ("masimof karin", 8), ("nobody at all", 8)] {
        let statements = db.statements(SUGGEST, json!({ "query": query })).await;
        assert!(statements.len() <= most, "{query}: {statements:#?}");
    }
    for query in [
        "\u{0}",
        "'; DROP TABLE edition; --",
        "%",
        "_",
        "\"",
        "💥",
        "- - -",
        &"a ".repeat(2000),
        &"x".repeat(5000),
    ] {
        suggested(&db, json!({ "query": query })).await;
        meant(&db, query).await;
    }
    let (told, _) = db.ask(SUGGEST, json!({ "query": "a", "first": 51 }), &[]).await;
    assert_eq!(told["errors"][0]["message"], "`first` is 51; it can be 0 to 50.");
}
