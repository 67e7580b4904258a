//! Search as readers meet it: what is typed, what is found, in which order, and where in the texts.

use nutgraph::domain::import::Options;
use serde_json::{Value, json};

use crate::import::{bundle, done};
use crate::support::{Database, both};

both!(
    the_syntax_finds_what_it_says,
    words_are_found_in_whatever_inflection_and_script,
    entities_come_first,
    headlines_and_youth_come_first,
    filters_narrow,
    snippets_show_where,
    pages_follow_each_other,
    a_page_goes_on_where_its_article_is_gone,
    a_frequent_word_is_ranked_among_its_newest_hits,
    misspelt_words_are_noticed,
    statements_do_not_follow_rows,
    lists_can_be_searched,
);

/// Publishes articles: slug, language, instant, headline, summary, text.
pub async fn publish(db: &Database, articles: &[[&str; 6]]) {
    let article = |[slug, language, at, headline, summary, text]: &[&str; 6]| {
        json!({
            "slug": slug, "language": language, "publication": "LIVE", "publishedAt": at, "headline": headline,
            "summary": if summary.is_empty() { Value::Null } else { json!(summary) },
            "body": { "format": "PLAIN", "source": text }, "mentions": [],
        })
    };
    let file = json!({ "nutgraph": 1, "articles": articles.iter().map(article).collect::<Vec<_>>() });
    done(bundle(db, &file.to_string(), &Options::default()).await);
}

/// The slugs of the articles that a search finds, in its order.
pub async fn found(db: &Database, query: &str, rest: &str) -> Vec<String> {
    let asked = format!(
        "query($q: String!) {{ search(query: $q, first: 100{rest}) {{ nodes {{ ... on Article {{ slug }} }} }} }}"
    );
    let data = db.data(&asked, json!({ "q": query })).await;
    let nodes = data["search"]["nodes"].as_array().unwrap();
    nodes.iter().filter_map(|node| node["slug"].as_str().map(str::to_owned)).collect()
}

const NEWEST: &str = ", orderBy: NEWEST";

async fn the_syntax_finds_what_it_says(db: Database) {
    let at = |day: &str| format!("2025-01-{day}T09:00:00Z");
    let days = ["01", "02", "03", "04"].map(at);
    publish(
        &db,
        &[
            ["a", "en", &days[0], "Spies on trial", "", "The high court hears two spies. A judge is ill."],
            ["b", "en", &days[1], "Court costs rise", "High prices for spies", "Nobody pays."],
            [
                "c",
                "en",
                &days[2],
                "Agents at work",
                "",
                "The agents, it seems, are tireless. The court is high up.",
            ],
            ["d", "en", &days[3], "Weather", "A high", "Nothing of courts; governments and a government."],
        ],
    )
    .await;
    for (query, slugs) in [
        ("spies", "b a"),
        ("SPY court", "b a"),
        ("court", "d c b a"),
        ("\"high court\"", "a"),
        ("high court", "d c b a"),
        ("court -spies", "d c"),
        ("court -\"high court\"", "d c b"),
        ("judge OR agents", "c a"),
        ("judge OR agents court", "c a"),
        ("judge OR agents -tireless", "a"),
        ("headline:court", "b"),
        ("headline:spies OR summary:spies", "b a"),
        ("body:\"the court\"", "c"),
        ("headline:\"court costs\"", "b"),
        ("gov*", "d"),
        ("governmen*", ""),
        ("government*", "d"),
        ("court -gov*", "c b a"),
        ("\"of gov*\"", ""),
        ("\"courts gov*\"", "d"),
        ("costs-rise", "b"),
        // It asks for nothing, or for nothing that is there.
        ("", ""),
        ("  ", ""),
        ("-spies", ""),
        ("%_%", ""),
        ("\"", ""),
        ("court AND spies", "d"),
    ] {
        assert_eq!(found(&db, query, NEWEST).await.join(" "), slugs, "{query}");
        let mut ranked = found(&db, query, "").await;
        let mut same: Vec<_> = slugs.split(' ').filter(|slug| !slug.is_empty()).collect();
        ranked.sort();
        same.sort_unstable();
        assert_eq!(ranked, same, "{query}");
    }
    let asked = "query($q: String!) { search(query: $q) { totalCount } }";
    for (query, told) in [
        ("x".repeat(501), "The query has 501 characters; it can have 500."),
        ("x ".repeat(41), "The query has 41 words; it can have 40."),
    ] {
        let answer = db.ask(asked, json!({ "q": query }), &[]).await.0;
        assert_eq!(answer["errors"][0]["message"], told);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    }
}

async fn words_are_found_in_whatever_inflection_and_script(db: Database) {
    let day = "2025-01-01T09:00:00Z";
    publish(
        &db,
        &[
            [
                "en",
                "en",
                day,
                "Elections in Łódź",
                "",
                "Massimov’s men were arrested near Nur-Sultan; U.S. aid of 1,000 dollars.",
            ],
            ["ru", "ru", day, "Выборы", "", "Ещё одного министра арестовали; ёлки проданы."],
            ["fr", "fr", day, "L’État", "", "Les élections de l’année ont été annulées."],
            ["de", "de", day, "Wahlen", "", "Die Häuser an der Straße wurden verkauft."],
            ["zh", "zh", day, "北京新闻", "", "哈萨克斯坦总统今天在北京。"],
            ["kk", "kk", day, "Қазақстан", "", "Президент Астанада сөйледі."],
        ],
    )
    .await;
    for (query, slugs) in [
        ("election", "fr en"),
        ("lodz", "en"),
        ("Massimov", "en"),
        ("arresting", "en"),
        ("\"nur sultan\"", "en"),
        ("nur-sultan", "en"),
        ("US", "en"),
        ("1000", "en"),
        ("министр", "ru"),
        ("арестован", ""),
        ("арестовать министрам", "ru"),
        ("ЁЛКА", "ru"),
        ("елка", "ru"),
        ("état", "fr"),
        ("annulee", "fr"),
        ("haus strasse", "de"),
        ("wahl", "de"),
        ("北京", "zh"),
        ("京北", ""),
        ("哈萨克斯坦 总统", "zh"),
        ("қазақстан", "kk"),
        ("астана*", "kk"),
    ] {
        assert_eq!(found(&db, query, NEWEST).await.join(" "), slugs, "{query}");
    }
    // In one language, words are read as that language has them.
    let german = ", filter: {articles: {language: {eq: \"de\"}}}";
    assert_eq!(found(&db, "haus", german).await, ["de"]);
    assert_eq!(found(&db, "election", german).await, [""; 0]);
}

async fn entities_come_first(db: Database) {
    db.newsroom().await;
    let query = r#"query($q: String!, $kinds: [SearchKind!]) { search(query: $q, first: 3, filter: {kinds: $kinds}) { totalCount totalCountIsExact edges {
        matchedName node { __typename ... on Entity { name } ... on Article { slug } } } } }"#;
    let first = async |q: &str, kinds: Value| {
        db.data(query, json!({ "q": q, "kinds": kinds })).await["search"].take()
    };
    let all = first("Samat Abish", Value::Null).await;
    let edge = &all["edges"][0];
    assert_eq!(edge["node"], json!({ "__typename": "Person", "name": "Samat Abish" }));
    assert!(edge["matchedName"].is_string());
    assert_eq!(all["edges"][1]["node"]["__typename"], "Article");
    assert_eq!(all["edges"][1]["matchedName"], Value::Null);
    let articles = first("Samat Abish", json!(["ARTICLE"])).await;
    let count = |of: &Value| of["totalCount"].as_i64().unwrap();
    assert_eq!(count(&all), count(&articles) + 1);
    assert_eq!(all["totalCountIsExact"], true);
    assert_eq!(articles["edges"][0]["node"], all["edges"][1]["node"]);
    let people = first("Samat Abish", json!(["PERSON", "COUNTRY"])).await;
    assert_eq!((count(&people), people["edges"].as_array().unwrap().len()), (1, 1));
    assert_eq!(count(&first("Samat Abish", json!(["COUNTRY"])).await), 0);
    assert_eq!(count(&first("Samat Abish", json!([])).await), 0);
    // Who leaves out, chooses or says where asks for texts.
    let texts = first("Samat Abish -court", Value::Null).await;
    assert_eq!(texts["edges"][0]["node"]["__typename"], "Article");
}

async fn headlines_and_youth_come_first(db: Database) {
    let filler = "Nothing else is told of it here today. ".repeat(20);
    let once = format!("A spy. {filler}");
    let often = format!("A spy met a spy, and the spy met another spy. {filler}");
    publish(
        &db,
        &[
            ["once", "en", "2025-01-05T09:00:00Z", "Quiet", "", &once],
            ["often", "en", "2025-01-04T09:00:00Z", "Quiet", "", &often],
            ["summary", "en", "2025-01-03T09:00:00Z", "Quiet", "The spy", &often],
            ["headline", "en", "2025-01-02T09:00:00Z", "The spy", "", &once],
            ["old", "en", "2015-01-01T09:00:00Z", "The spy", "A spy", &often],
        ],
    )
    .await;
    assert_eq!(found(&db, "spies", "").await, ["headline", "summary", "often", "once", "old"]);
    assert_eq!(found(&db, "spies", NEWEST).await, ["once", "often", "summary", "headline", "old"]);
    let scores = r#"{ search(query: "spy") { rankedAmongNewest edges { score } } newest: search(query: "spy", orderBy: NEWEST) { edges { score } } }"#;
    let data = db.data(scores, json!({})).await;
    let scores: Vec<f64> = data["search"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["score"].as_f64().unwrap())
        .collect();
    assert!(
        scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| *score > 0.0 && *score <= 1.0),
        "{scores:?}"
    );
    assert_eq!(data["search"]["rankedAmongNewest"], false);
    assert_eq!(data["newest"]["edges"][0]["score"], Value::Null);
}

async fn filters_narrow(db: Database) {
    db.newsroom().await;
    let narrowed = async |filter: &str| {
        let rest = format!(", orderBy: NEWEST, filter: {{kinds: [ARTICLE], articles: {{{filter}}}}}");
        let newest = found(&db, "Kazakhstan OR Казахстан OR Kazakistan", &rest).await;
        let mut ranked =
            found(&db, "Kazakhstan OR Казахстан OR Kazakistan", &rest.replace("NEWEST", "RELEVANCE")).await;
        let mut same = newest.clone();
        ranked.sort();
        same.sort();
        assert_eq!(ranked, same, "{filter}");
        let list = format!("{{ articles(first: 100, filter: {{{filter}}}) {{ nodes {{ slug }} }} }}");
        let list = db.data(&list, json!({})).await;
        let list: Vec<_> = list["articles"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a["slug"].as_str().unwrap().to_owned())
            .collect();
        let all = found(
            &db,
            "Kazakhstan OR Казахстан OR Kazakistan",
            ", orderBy: NEWEST, filter: {kinds: [ARTICLE]}",
        )
        .await;
        // As a list with this filter has them.
        let expected: Vec<_> = list.into_iter().filter(|slug| all.contains(slug)).collect();
        assert_eq!(newest, expected, "{filter}");
        newest.len()
    };
    assert!(narrowed("").await > 10);
    assert_eq!(narrowed(r#"language: {eq: "ru"}"#).await, 1);
    assert_eq!(narrowed(r#"language: {in: ["ru", "it"]}"#).await, 2);
    assert_eq!(narrowed(r#"language: {eq: "xx"}"#).await, 0);
    assert!(narrowed(r#"genre: {eq: "background"}"#).await > 2);
    assert!(narrowed(r#"mentions: {some: {slug: {eq: "samat-abish"}}}"#).await > 1);
    assert!(narrowed(r#"about: {some: {slug: {eq: "national-security-committee"}}}, publishedAt: {lt: "2023-01-01T00:00:00Z"}"#).await > 0);
    assert_eq!(
        narrowed(r#"publishedAt: {gte: "2022-01-06T07:10:00Z", lt: "2022-01-07T09:00:00Z"}"#).await,
        1
    );
    assert_eq!(
        narrowed(r#"publishedAt: {gt: "2022-01-06T07:10:00Z", lte: "2022-01-07T09:00:00Z"}"#).await,
        1
    );
    assert_eq!(narrowed(r#"publishedAt: {lt: "1990-01-01T00:00:00Z"}"#).await, 0);
    assert_eq!(narrowed(r#"publishedAt: {gt: "2990-01-01T00:00:00Z"}"#).await, 0);
    assert!(
        narrowed(r#"or: [{language: {eq: "ru"}}, {genre: {eq: "background"}}], not: {language: {eq: "it"}}"#)
            .await
            > 2
    );
}

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
        assert_eq!(after[0], nodes[0]["slug"], "{order}");
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
        ("Kazahstan", json!("kazakhstan")),
        ("masimov arested", json!("masimov arrested")),
        ("\"security comittee\" -Abish", json!("\"security committee\" -Abish")),
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

/// The articles of a list that fits, and its total.
async fn listed(db: &Database, list: &str) -> (Vec<String>, i64) {
    let data = db.data(list, json!({})).await;
    let list = if data["entity"].is_object() { &data["entity"]["articles"] } else { &data["articles"] };
    let slugs =
        list["nodes"].as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap().to_owned()).collect();
    (slugs, list["totalCount"].as_i64().unwrap())
}

async fn lists_can_be_searched(db: Database) {
    db.newsroom().await;
    let of = async |filter: &str| {
        let list =
            format!("{{ articles(first: 100, filter: {{{filter}}}) {{ totalCount nodes {{ slug }} }} }}");
        let (slugs, total) = listed(&db, &list).await;
        assert_eq!(total, i64::try_from(slugs.len()).unwrap(), "{filter}");
        slugs
    };
    let articles = ", orderBy: NEWEST, filter: {kinds: [ARTICLE]}";
    for typed in ["arrested", "president -treaty", "говорить", "nothing at all", "%"] {
        assert_eq!(of(&format!("search: \"{typed}\"")).await, found(&db, typed, articles).await, "{typed}");
    }
    let both = of(r#"search: "arrested", or: [{search: "treason"}, {search: "nephew"}]"#).await;
    assert_eq!(both, found(&db, "arrested treason OR nephew", articles).await);
    let without = of(r#"search: "arrested", not: {search: "treason"}"#).await;
    assert_eq!(without, found(&db, "arrested -treason", articles).await);
    assert_eq!(of(r#"search: "говорить", language: {eq: "ru"}"#).await.len(), 1);
    let of_entity = r#"{ entity(slug: "samat-abish") { articles(filter: {search: "treason"}) { totalCount nodes { slug } } } }"#;
    let (slugs, total) = listed(&db, of_entity).await;
    assert_eq!((slugs.join(" ").as_str(), total), ("who-heads-the-knb", 1));
    let mentioned = r#"{ articles(filter: {search: "treason", mentions: {some: {slug: {eq: "samat-abish"}}}}) { totalCount nodes { slug } } }"#;
    assert_eq!(listed(&db, mentioned).await, (vec!["who-heads-the-knb".to_owned()], 1));
}
