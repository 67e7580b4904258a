//! Search as readers meet it: what is typed, what is found, and in which order.

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

pub const NEWEST: &str = ", orderBy: NEWEST";

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
            [
                "d",
                "en",
                &days[3],
                "Weather",
                "A high for governments",
                "Nothing of courts; governments and a government.",
            ],
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
        ("governmen*", "d"),
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
        ("court AND spies", ""),
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
        ("қазақс*", "kk"),
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
