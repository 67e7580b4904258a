//! Whatever is typed is taken for words: nothing fails, nothing is slow, both databases answer the same, and nothing that is
//! not public makes a difference.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use nutgraph::text::query::{Beginnings, Field, Needle, Needles, Query, parse};
use nutgraph::text::stem::Language;
use nutgraph::text::terms;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::search::found;
use crate::support::{Database, both};

both!(q09_signs_are_literal_and_fast, no_query_fails_or_is_answered_otherwise);

async fn q09_signs_are_literal_and_fast(db: Database) {
    db.newsroom().await;
    let query = "query($q: String!) { search(query: $q) { totalCount didYouMean edges { snippets { html } node { __typename } } } }";
    let endless = "a".repeat(500);
    let signs = "%_%_%_%_%_%".repeat(40);
    let brackets = "((((((((((\"".repeat(45);
    let stars = "a* ".repeat(40);
    for typed in [
        endless.as_str(),
        &signs,
        &brackets,
        &stars,
        "\0",
        "\u{fffd}\u{200d}\u{202e}",
        "NEAR(a b, 5)",
        "headline : a",
        "{headline} : kazakhstan",
        "^kazakhstan",
        "a + b",
        "kazakhstan AND NOT russia",
        "NOT",
        "AND",
        "OR",
        "OR OR",
        "a OR",
        "-",
        "--",
        "-\"",
        "\"\"\"",
        "* * *",
        "*",
        "a**b",
        "\\",
        "'",
        "''",
        "';--",
        "'a':*A & !'b'",
        "a & b | !c",
        "a <-> b",
        "$1",
        "{}",
        "rowid",
        "edition_text",
        "·len",
        "·y2022",
        "(a+)+$",
        "<mark>",
        "headline:headline:headline:x",
        "headline:-x",
        "-headline:\"",
        "summary:*",
        "body:\"*",
        "🎈",
        "e\u{301}\u{301}\u{301}",
        "ﷺ",
        "1e9",
        "0x0",
    ] {
        let begun = Instant::now();
        let answer = db.ask(query, json!({ "q": typed }), &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{typed}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{typed}: {:?}", begun.elapsed());
    }
    for (typed, count) in
        [("%", 0), ("kazakh%", 1), ("·len", 0), ("·y2022", 0), ("NEAR(kazakhstan)", 0), ("^kazakhstan", 1)]
    {
        assert_eq!(!found(&db, typed, "").await.is_empty(), count > 0, "{typed}");
    }
    let long = db.ask(query, json!({ "q": "term ".repeat(2_000) }), &[]).await.0;
    assert_eq!(long["errors"][0]["extensions"]["code"], "BAD_REQUEST");
}

/// What people type, and what they do not.
fn typed() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        6 => prop::sample::select(vec![
            "Kazakhstan", "president", "the", "Abish", "arrested", "Masimov", "KNB", "former", "treaty", "Токаев", "президент", "говорили",
            "violenze", "NATO", "of", "in", "security", "committee", "prime", "minister", "ҰҚК", "Nur-Sultan", "1992", "Azerbaijani", "nothing",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["OR", "-", "\"", "|", "*", "AND", "NOT", "(", ")", ":", "'", "headline:"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let sign = |sign: &'static str| Just(sign.to_owned());
    let before = prop_oneof![8 => sign(""), 1 => sign("-"), 1 => sign("\""), 1 => sign("headline:"), 1 => sign("summary:"), 1 => sign("body:")];
    let after = prop_oneof![8 => sign(""), 1 => sign("*"), 1 => sign("\""), 1 => sign(" OR")];
    let token = (before, word, after).prop_map(|(before, word, after)| before + &word + &after);
    prop::collection::vec(prop::collection::vec(token, 1..5).prop_map(|tokens| tokens.join(" ")), 300)
}

/// An article as a naive reader has it: the terms of its parts.
struct Read {
    slug: String,
    parts: [(Field, Vec<String>); 3],
}

impl Read {
    fn has(&self, needle: &Needle) -> bool {
        let mut parts = self.parts.iter().filter(|(field, _)| needle.field.is_none_or(|of| of == *field));
        parts.any(|(_, terms)| terms.windows(needle.terms.len()).any(|here| here == needle.terms))
    }

    fn fits(&self, needles: &Needles) -> bool {
        !needles.is_empty()
            && needles.all.iter().all(|any| any.iter().any(|needle| self.has(needle)))
            && !needles.none.iter().any(|needle| self.has(needle))
    }
}

/// The words that begin so, those of most articles first.
fn beginnings(query: &Query, words: &BTreeMap<String, usize>) -> Beginnings {
    let of = |beginning: String| {
        let mut all: Vec<_> = words.iter().filter(|(word, _)| word.starts_with(&beginning)).collect();
        all.sort_by_key(|(word, articles)| (Reverse(**articles), (*word).clone()));
        (beginning, all.into_iter().take(30).map(|(word, _)| word.clone()).collect())
    };
    query.beginnings().into_iter().map(of).collect()
}

/// What the other database answered.
static ANSWERS: Mutex<Option<Vec<String>>> = Mutex::new(None);

async fn no_query_fails_or_is_answered_otherwise(db: Database) {
    db.newsroom().await;
    let all = "{ articles(first: 100) { nodes { slug language headline summary body { text } } } }";
    let data = db.data(all, json!({})).await;
    let articles = data["articles"]["nodes"].as_array().unwrap();
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    let read = |article: &Value| {
        let language = Language::of(&text(&article["language"]));
        let terms = |of: &Value| terms::of(&text(of), language);
        let parts = [
            (Field::Headline, terms(&article["headline"])),
            (Field::Summary, terms(&article["summary"])),
            (Field::Body, terms(&article["body"]["text"])),
        ];
        Read { slug: text(&article["slug"]), parts }
    };
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for article in articles {
        for word in terms::vocabulary(
            &text(&article["language"]),
            &text(&article["headline"]),
            &text(&article["summary"]),
        ) {
            *words.entry(word).or_default() += 1;
        }
    }
    let articles: Vec<Read> = articles.iter().map(read).collect();
    let languages = ["en", "it", "ru"].map(Language::of);
    let mut runner = TestRunner::deterministic();
    let asked = "query($q: String!) { search(query: $q, first: 100) { totalCount edges { score node { ... on Article { slug } ... on Entity { name } } } }
        newest: search(query: $q, first: 100, orderBy: NEWEST, filter: {kinds: [ARTICLE]}) { totalCount nodes { ... on Article { slug } } } }";
    let (mut answers, mut hits) = (vec![], 0);
    for typed in typed().new_tree(&mut runner).unwrap().current() {
        let data = db.data(asked, json!({ "q": typed })).await;
        let newest: Vec<_> =
            data["newest"]["nodes"].as_array().unwrap().iter().map(|n| text(&n["slug"])).collect();
        let query = parse(&typed).unwrap();
        let needles = query.under(&languages, &beginnings(&query, &words));
        let naive: Vec<_> =
            articles.iter().filter(|article| article.fits(&needles)).map(|a| a.slug.clone()).collect();
        assert_eq!(newest, naive, "{typed}");
        assert_eq!(data["newest"]["totalCount"].as_u64().unwrap(), naive.len() as u64, "{typed}");
        let mut ranked: Vec<_> = data["search"]["edges"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|e| e["node"]["slug"].as_str())
            .collect();
        ranked.sort_unstable();
        let mut same: Vec<_> = naive.iter().map(String::as_str).collect();
        same.sort_unstable();
        assert_eq!(ranked, same, "{typed}");
        hits += naive.len();
        answers.push(format!("{typed}: {}", data["search"]));
    }
    assert!(hits > 300, "{hits}");
    let other = ANSWERS.lock().unwrap().take();
    match other {
        None => *ANSWERS.lock().unwrap() = Some(answers),
        Some(other) => {
            for (one, other) in answers.iter().zip(&other) {
                assert_eq!(one, other, "SQLite and PostgreSQL rank the same");
            }
        }
    }
}
