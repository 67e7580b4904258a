//! The pages of a search: they follow each other, tell where in the texts something stands, and what was meant.

use serde_json::{Value, json};

use crate::search::{NEWEST, found, publish};
use crate::support::{Database, both};

both!(
    snippets_show_where,
    pages_follow_each_other,
    a_page_goes_on_where_its_article_is_gone,
    a_frequent_word_is_ranked_among_its_newest_hits,
    misspelt_words_are_noticed,
    statements_do_not_follow_rows,
    results_are_counted_as_a_whole,
    search_is_a_condition_among_others,
);

async fn snippets_show_where(db: Database) {
    let far = "Nothing of it here. ".repeat(20);
    let text = format!("The beginning. {far}🎈 The <b>spies</b> went & were arrested. {far}\nThe end.");
    publish(&db, &[["a", "en", "2025-01-01T09:00:00Z", "🎈 Spies & agents", "No word.", &text]]).await;
    let query = r#"{ search(query: "spy \"were arrested\"") { edges { snippets { field text html start ranges { start end utf16Start utf16End } } } } }"#;
    let data = db.data(query, json!({})).await;
    let snippets = &data["search"]["edges"][0]["snippets"];
    assert_eq!(
        snippets[0],
        json!({
            "field": "HEADLINE", "text": "🎈 Spies & agents", "html": "🎈 <mark>Spies</mark> &amp; agents", "start": 0,
            "ranges": [{ "start": 2, "end": 7, "utf16Start": 3, "utf16End": 8 }],
        })
    );
    let body = &snippets[1];
    assert_eq!(body["field"], "BODY");
    let html = body["html"].as_str().unwrap();
    assert!(
        html.contains(
            "The &lt;b&gt;<mark>spies</mark>&lt;/b&gt; went &amp; <mark>were arrested</mark>. Nothing"
        ),
        "{html}"
    );
    let (shown, start) = (body["text"].as_str().unwrap(), body["start"].as_u64().unwrap());
    let whole: Vec<char> =
        text.chars().skip(usize::try_from(start).unwrap()).take(shown.chars().count()).collect();
    assert_eq!(whole.into_iter().collect::<String>(), shown, "the passage stands where it says");
    assert_eq!(snippets.as_array().unwrap().len(), 2, "the summary has nothing of it");
}

/// All pages of so many, one behind the other.
async fn pages(db: &Database, query: &str, order: &str, size: u32) -> Vec<String> {
    let asked = format!(
        "query($q: String!, $after: String) {{ search(query: $q, orderBy: {order}, first: {size}, after: $after) {{
            nodes {{ __typename ... on Article {{ slug }} ... on Entity {{ entity: slug }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut all, mut after) = (vec![], Value::Null);
    loop {
        let data = db.data(&asked, json!({ "q": query, "after": after })).await;
        let page = &data["search"];
        let nodes = page["nodes"].as_array().unwrap();
        assert!(nodes.len() <= size as usize);
        all.extend(nodes.iter().map(|n| n["slug"].as_str().or(n["entity"].as_str()).unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            return all;
        }
        assert_eq!(nodes.len(), size as usize);
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn pages_follow_each_other(db: Database) {
    db.newsroom().await;
    for order in ["RELEVANCE", "NEWEST"] {
        for query in ["Samat Abish", "Kazakhstan", "president OR treaty", "nothing at all"] {
            let whole = pages(&db, query, order, 100).await;
            let mut each = whole.clone();
            each.sort();
            each.dedup();
            assert_eq!(each.len(), whole.len(), "{query}: none comes twice");
            for size in [1, 2, 3, 7] {
                assert_eq!(pages(&db, query, order, size).await, whole, "{query} {order} {size}");
            }
        }
    }
    let cursor = "{ search(query: \"Kazakhstan\", first: 1) { pageInfo { endCursor } } }";
    let cursor = db.data(cursor, json!({})).await["search"]["pageInfo"]["endCursor"].take();
    let other = "query($after: String) { search(query: \"Kazakhstan\", orderBy: NEWEST, after: $after) { totalCount } }";
    let answer = db.ask(other, json!({ "after": cursor }), &[]).await.0;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "BAD_REQUEST",
        "a cursor belongs to its order: {answer}"
    );
}

async fn a_page_goes_on_where_its_article_is_gone(db: Database) {
    let editor = crate::support::verbs::person(3, nutgraph::auth::Role::Editor);
    let day = "2025-01-01T09:00:00Z";
    let articles = ["a", "b", "c", "d"].map(|slug| [slug, "en", day, "Rain", "", "It rains."]);
    publish(&db, &articles).await;
    for order in ["NEWEST", "RELEVANCE"] {
        let asked = format!(
            "query($after: String) {{ search(query: \"rain\", orderBy: {order}, first: 2, after: $after, filter: {{kinds: [ARTICLE]}}) {{
                nodes {{ ... on Article {{ id slug }} }} pageInfo {{ endCursor }} }} }}"
        );
        let data = db.data(&asked, json!({})).await;
        let (cursor, nodes) =
            (data["search"]["pageInfo"]["endCursor"].clone(), data["search"]["nodes"].clone());
        let next = async || {
            let data = db.data(&asked, json!({ "after": cursor })).await;
            let nodes = data["search"]["nodes"].as_array().unwrap();
            nodes.iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let before = next().await;
        assert_eq!(before.len(), 2);
        // Something newer comes, and what the cursor stands for goes.
        publish(
            &db,
            &[[
                &format!("new-{}", order.to_lowercase()),
                "en",
                "2025-02-01T09:00:00Z",
                "Rain",
                "",
                "It rains.",
            ]],
        )
        .await;
        assert_eq!(next().await, before, "{order}");
        let id = nodes[1]["id"].as_str().unwrap();
        db.done(&editor, "withdrawArticle", json!({ "id": id }), "id").await;
        let after = next().await;
        // Those of its instant come again; none is left out.
        assert!(after.contains(&before[0]), "{order}: {after:?}");
        db.done(&editor, "publishArticle", json!({ "id": id }), "id").await;
        assert_eq!(next().await, before, "{order}: as it was");
    }
}

async fn a_frequent_word_is_ranked_among_its_newest_hits(db: Database) {
    let day = |n: usize| format!("20{:02}-{:02}-01T09:00:00Z", 10 + n / 100, 1 + n % 12);
    let many: Vec<(String, String)> = (0..1_010).map(|n| (format!("rain-{n}"), day(n))).collect();
    let articles: Vec<_> =
        many.iter().map(|(slug, at)| [slug.as_str(), "en", at.as_str(), "Rain", "", "It rains."]).collect();
    for some in articles.chunks(505) {
        publish(&db, some).await;
    }
    publish(
        &db,
        &[["umbrella", "en", "2009-01-01T09:00:00Z", "Rain", "Rain, rain", "Rain and an umbrella."]],
    )
    .await;
    let query = "query($q: String!) { search(query: $q, first: 1) { rankedAmongNewest totalCount totalCountIsExact nodes { ... on Article { slug } } } }";
    let data = db.data(query, json!({ "q": "rain" })).await;
    assert_eq!(data["search"]["rankedAmongNewest"], true);
    assert_eq!(data["search"]["totalCount"], 1_011);
    let data = db.data(query, json!({ "q": "rain umbrella" })).await;
    assert_eq!(
        data["search"],
        json!({ "rankedAmongNewest": false, "totalCount": 1, "totalCountIsExact": true, "nodes": [{ "slug": "umbrella" }] })
    );
    let newest = found(&db, "rain", NEWEST).await;
    let list = db.data("{ articles(first: 100) { nodes { slug } } }", json!({})).await;
    let list: Vec<_> =
        list["articles"]["nodes"].as_array().unwrap().iter().map(|n| n["slug"].as_str().unwrap()).collect();
    assert_eq!(newest, list, "the newest, as the list of all has them");
    let mut all = pages(&db, "rain", "NEWEST", 97).await;
    assert_eq!(all.len(), 1_011);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 1_011);
}

async fn misspelt_words_are_noticed(db: Database) {
    db.newsroom().await;
    let query = "query($q: String!) { search(query: $q) { didYouMean } }";
    for (typed, meant) in [
        ("Kazakhstan", Value::Null),
        ("Kazahstan", json!("Kazakhstan")),
        ("masimov arested", json!("masimov arrested")),
        ("\"securty services\" -Abish", json!("\"security services\" -Abish")),
        ("emergancy in kazakhstan", json!("emergency in kazakhstan")),
        ("xyzzyplugh", Value::Null),
        // It stands in a text, if in no headline.
        ("paratroopers", Value::Null),
        ("", Value::Null),
    ] {
        let data = db.data(query, json!({ "q": typed })).await;
        assert_eq!(data["search"]["didYouMean"], meant, "{typed}");
    }
}

/// Articles are chosen by what is in their texts wherever they are chosen.
async fn search_is_a_condition_among_others(db: Database) {
    db.newsroom().await;
    let query = r#"{
        both: articles(filter: { or: [{ search: "treason" }, { search: "withdraws" }], not: { search: "sentenced" } }) {
            nodes { slug } }
        people: entities(first: 100, filter: { kind: { eq: PERSON } }) {
            nodes { slug articles(filter: { search: "treason" }) { totalCount } } }
        chosen: entities(first: 100, filter: { kind: { eq: PERSON }, articles: { some: { search: "treason" } } }) {
            nodes { slug } }
        others: entities(first: 100, filter: { kind: { eq: PERSON }, articles: { none: { search: "treason" } } }) {
            totalCount } }"#;
    let data = db.data(query, json!({})).await;
    let slugs = |list: &Value, fits: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        let nodes = list["nodes"].as_array().unwrap().iter();
        nodes.filter(|node| fits(node)).map(|node| node["slug"].clone()).collect()
    };
    let all = |_: &Value| true;
    assert_eq!(
        slugs(&data["both"], &all),
        [json!("masimov-arrested-for-treason"), json!("website-withdraws-abish-report")]
    );
    let found = slugs(&data["people"], &|person| person["articles"]["totalCount"] != 0);
    assert_eq!(slugs(&data["chosen"], &all), found);
    assert!(found.contains(&json!("karim-masimov")), "{found:?}");
    let rest = data["people"]["nodes"].as_array().unwrap().len() - found.len();
    assert_eq!(data["others"]["totalCount"], rest);
    let query =
        r#"{ relations(filter: { subject: { articles: { some: { search: "treason" } } } }) { totalCount } }"#;
    let (answer, _) = db.ask(query, json!({}), &[]).await;
    assert_eq!(
        answer["errors"][0]["message"],
        "`search` chooses articles and entities: relations are not chosen by it."
    );
}

/// Facets are those of all that was found, whatever the page: the same as of the list that is chosen by the same words.
async fn results_are_counted_as_a_whole(db: Database) {
    const FACETS: &str =
        "facets { isExact languages { language count } months { year month count } kinds { kind count } }";
    publish(
        &db,
        &[
            ["a", "en", "2025-01-01T09:00:00Z", "Spies arrested", "No word.", "Two spies."],
            ["b", "en", "2025-02-01T09:00:00Z", "A spy in court", "No word.", "Of spies."],
            ["c", "fr", "2025-02-03T09:00:00Z", "Spies", "Rien.", "Rien de plus."],
            ["d", "en", "2025-02-04T09:00:00Z", "Weather", "No word.", "Rain."],
        ],
    )
    .await;
    let both = async |words: &str, filter: &str| {
        let query = format!(
            "{{ search(query: {words:?}, first: 1, filter: {{ articles: {{ {filter} }} }}) {{ {FACETS} }}
               articles(filter: {{ search: {words:?} {filter} }}) {{ totalCount {FACETS} }} }}"
        );
        let data = db.data(&query, json!({})).await;
        assert_eq!(data["search"]["facets"], data["articles"]["facets"], "{query}");
        (data["articles"]["totalCount"].as_i64().unwrap(), data["search"]["facets"].clone())
    };
    let (total, facets) = both("spies", "").await;
    assert_eq!(total, 3);
    assert_eq!(
        facets,
        json!({
            "isExact": true,
            "languages": [{ "language": "en", "count": 2 }, { "language": "fr", "count": 1 }],
            "months": [{ "year": 2025, "month": 2, "count": 2 }, { "year": 2025, "month": 1, "count": 1 }],
            "kinds": [],
        })
    );
    assert_eq!(both("spies -court", r#"language: { eq: "en" }"#).await.0, 1);
    assert_eq!(both("nothing of it", "").await.0, 0);
    let asked = format!("{{ search(query: \"spies\", filter: {{ kinds: [PERSON] }}) {{ {FACETS} }} }}");
    assert_eq!(db.data(&asked, json!({})).await["search"]["facets"]["languages"], json!([]));
    let (answer, _) = db
        .ask(
            &format!("{{ articles(filter: {{ search: {:?} }}) {{ totalCount }} }}", "x".repeat(501)),
            json!({}),
            &[],
        )
        .await;
    assert_eq!(answer["errors"][0]["message"], "`search`: The query has 501 characters; it can have 500.");
}

async fn statements_do_not_follow_rows(db: Database) {
    db.newsroom().await;
    let newest = r#"query($q: String!) { search(query: $q, orderBy: NEWEST, filter: {kinds: [ARTICLE]}, first: 20) {
        nodes { ... on Article { id slug headline summary publishedAt } } } }"#;
    let page = r#"query($q: String!) { search(query: $q, first: 20) { totalCount totalCountIsExact rankedAmongNewest
        edges { score matchedName snippets { html ranges { start } } node { ... on Article { slug } ... on Entity { name } } } } }"#;
    for (query, most) in [(newest, 2), (page, 9)] {
        let one = db.statements(query, json!({ "q": "Mangystau" })).await;
        let many = db.statements(query, json!({ "q": "Kazakhstan" })).await;
        assert!(many.len() <= most, "{many:#?}");
        assert!(one.len() <= many.len(), "{one:#?}");
    }
}
