//! Lists of articles: pages, filters, orders, totals, and what they cost.

use db::EntityKind;
use nutgraph::domain::public_id::{self, Prefix};
use serde_json::json;

use crate::edition_fixture::{Newsroom, Story};
use crate::graph::{Published, each};
use crate::support::{Database, both};

both!(
    an_offset_leaves_rows_out,
    filters_say_what_they_mean,
    totals_are_kept_or_counted,
    wrong_pages_say_what_is_right,
    the_cost_follows_the_shape,
    a_list_walks_the_rarest_entity,
);

const ALL: usize = 23;

/// Articles of which several share an instant, in two languages, with three entities: everywhere, in every third, in
/// two.
async fn newsroom(db: Database) -> Published {
    let mut news = Newsroom::new(db).await;
    let hub = news.entity(EntityKind::Country, "Hub").await;
    let third = news.entity(EntityKind::Person, "Third").await;
    let rare = news.entity(EntityKind::Topic, "Rare").await;
    for n in 0..ALL {
        let slug = format!("story-{n:02}");
        let text = format!("Hub, Third and Rare in {n}.");
        let mut mentions = vec![(hub, "Hub")];
        if n % 3 == 0 {
            mentions.push((third, "Third"));
        }
        if n == 6 || n == 7 {
            mentions.push((rare, "Rare"));
        }
        let about = if n % 4 == 0 { vec![third] } else { vec![] };
        let story = Story {
            slug: &slug,
            language: if n % 5 == 0 { "de" } else { "en" },
            genre: (n % 2 == 0).then_some(if n % 4 == 0 { "News_1" } else { "essay" }),
            at: i64::try_from(n / 4).unwrap(),
            text: &text,
            about: &about,
            mentions: &mentions,
        };
        news.article(story).await;
    }
    news.published().await
}

async fn an_offset_leaves_rows_out(db: Database) {
    let news = newsroom(db).await;
    let slugs = async |arguments: &str| {
        let data = news.data(&format!("{{ articles({arguments}) {{ nodes {{ slug }} }} }}")).await;
        each(&data["articles"]["nodes"], "slug")
    };
    let newest = slugs("first: 100").await;
    assert_eq!(newest.len(), ALL);
    let mut oldest = slugs("first: 100, orderBy: PUBLISHED_AT_ASC").await;
    oldest.reverse();
    assert_eq!(newest, oldest);
    for offset in [0, 1, ALL - 1, ALL, 10_000] {
        let rest: Vec<_> = newest.iter().skip(offset).take(5).cloned().collect();
        assert_eq!(slugs(&format!("first: 5, offset: {offset}")).await, rest);
    }
}

/// The numbers of the articles that a filter lets through.
async fn numbers(news: &Published, filter: &str) -> Vec<usize> {
    let query = format!(
        "{{ articles(first: 100, orderBy: PUBLISHED_AT_ASC, filter: {filter}) {{ nodes {{ slug }} totalCount totalCountIsExact }} }}"
    );
    let data = news.data(&query).await;
    let slugs = each(&data["articles"]["nodes"], "slug");
    assert_eq!(data["articles"]["totalCount"], slugs.len(), "{filter}");
    assert_eq!(data["articles"]["totalCountIsExact"], true);
    slugs.iter().map(|slug| slug.trim_start_matches("story-").parse().unwrap()).collect()
}

async fn filters_say_what_they_mean(db: Database) {
    let mut news = Newsroom::new(db).await;
    let hub = news.entity(EntityKind::Country, "Hub").await;
    let third = news.entity(EntityKind::Person, "Third").await;
    let old = news.merged("third-before", third).await;
    let mut ids = vec![];
    for n in 0..12_usize {
        let slug = format!("story-{n:02}");
        let mentions = [(hub, "Hub"), (third, "Third")];
        let about = if n % 4 == 0 { vec![third] } else { vec![] };
        let story = Story {
            slug: &slug,
            language: if n % 5 == 0 { "de" } else { "en-GB" },
            genre: (n % 2 == 0).then_some(if n % 4 == 0 { "News_1" } else { "essay" }),
            at: i64::try_from(n).unwrap(),
            text: "Hub and Third.",
            about: &about,
            mentions: if n % 3 == 0 { &mentions } else { &mentions[..1] },
        };
        ids.push(news.article(story).await);
    }
    let series = news.series("row", &[ids[2], ids[9]]).await;
    let news = news.published().await;
    let series = public_id::print(Prefix::Series, series);
    let old = public_id::print(Prefix::Entity, old);
    let first =
        news.data(r#"{ article(slug: "story-00", language: "de") { id } }"#).await["article"]["id"].take();
    let those = |test: fn(usize) -> bool| (0..12).filter(|n| test(*n)).collect::<Vec<usize>>();
    let cases: Vec<(String, Vec<usize>)> = vec![
        ("{}".into(), those(|_| true)),
        (r#"{language: {eq: "de"}}"#.into(), those(|n| n % 5 == 0)),
        (r#"{language: {eq: "EN-gb"}}"#.into(), those(|n| n % 5 != 0)),
        (r#"{language: {eq: "en"}}"#.into(), vec![]),
        (r#"{language: {ne: "de"}}"#.into(), those(|n| n % 5 != 0)),
        (r#"{language: {in: []}}"#.into(), vec![]),
        (r#"{language: {notIn: []}}"#.into(), those(|_| true)),
        (r#"{language: {in: ["de", "fr"]}}"#.into(), those(|n| n % 5 == 0)),
        (r#"{genre: {eq: "essay"}}"#.into(), those(|n| n % 4 == 2)),
        (r#"{genre: {eq: "ESSAY"}}"#.into(), those(|n| n % 4 == 2)),
        (r#"{genre: {exact: {eq: "ESSAY"}}}"#.into(), vec![]),
        (r#"{genre: {ne: "essay"}}"#.into(), those(|n| n % 4 != 2)),
        (r#"{genre: {notIn: ["essay"]}}"#.into(), those(|n| n % 4 != 2)),
        (r#"{genre: {notIn: []}}"#.into(), those(|_| true)),
        (r#"{genre: {in: []}}"#.into(), vec![]),
        (r#"{genre: {isNull: true}}"#.into(), those(|n| n % 2 == 1)),
        (r#"{genre: {isNull: false, ne: "essay"}}"#.into(), those(|n| n % 4 == 0)),
        (r#"{genre: {contains: "EWS"}}"#.into(), those(|n| n % 4 == 0)),
        (r#"{genre: {startsWith: "news_"}}"#.into(), those(|n| n % 4 == 0)),
        (r#"{genre: {contains: "s%1"}}"#.into(), vec![]),
        (r#"{genre: {contains: "sX1"}}"#.into(), vec![]),
        (r#"{genre: {startsWith: "News\\"}}"#.into(), vec![]),
        (r#"{genre: {endsWith: "_1"}}"#.into(), those(|n| n % 4 == 0)),
        (r#"{genre: {contains: "'; --\u0000"}}"#.into(), vec![]),
        // Longer than any text, and than what SQLite takes for a pattern.
        (format!(r#"{{genre: {{contains: "{}"}}}}"#, "s".repeat(30_000)), vec![]),
        (format!(r#"{{not: {{genre: {{startsWith: "{}"}}}}}}"#, "\u{1d11e}".repeat(5_001)), those(|_| true)),
        (r#"{not: {genre: {eq: "essay"}}}"#.into(), those(|n| n % 4 != 2)),
        (r#"{not: {not: {genre: {eq: "essay"}}}}"#.into(), those(|n| n % 4 == 2)),
        (r#"{and: []}"#.into(), those(|_| true)),
        (r#"{or: []}"#.into(), vec![]),
        (r#"{or: [{genre: {eq: "essay"}}, {language: {eq: "de"}}]}"#.into(), those(|n| n % 4 == 2 || n % 5 == 0)),
        (
            r#"{genre: {eq: "essay"}, and: [{language: {eq: "de"}}]}"#.into(),
            those(|n| n % 4 == 2 && n % 5 == 0),
        ),
        (r#"{publishedAt: {gte: "2022-01-06T09:33:00Z", lt: "2022-01-06T09:35:00Z"}}"#.into(), vec![3, 4]),
        (r#"{publishedAt: {gt: "2022-01-06T15:33:00+06:00", lte: "2022-01-06T09:35:00Z"}}"#.into(), vec![4, 5]),
        (r#"{publishedAt: {eq: "2022-01-06T09:33:00Z"}}"#.into(), vec![3]),
        (r#"{publishedAt: {ne: "2022-01-06T09:33:00Z"}}"#.into(), those(|n| n != 3)),
        (format!("{{id: {{eq: {first}}}}}"), vec![0]),
        (format!("{{id: {{ne: {first}}}}}"), those(|n| n != 0)),
        (format!(r#"{{id: {{in: [{first}, "art_nonsense"]}}}}"#), vec![0]),
        (r#"{id: {eq: "art_nonsense"}}"#.into(), vec![]),
        (r#"{id: {ne: "art_nonsense"}}"#.into(), those(|_| true)),
        (r#"{mentions: {some: {slug: {eq: "third"}}}}"#.into(), those(|n| n % 3 == 0)),
        (r#"{mentions: {none: {slug: {eq: "third"}}}}"#.into(), those(|n| n % 3 != 0)),
        (r#"{mentions: {some: {slug: {eq: "third-before"}}}}"#.into(), those(|n| n % 3 == 0)),
        (r#"{mentions: {some: {slug: {eq: "nobody"}}}}"#.into(), vec![]),
        (format!(r#"{{mentions: {{some: {{id: {{eq: "{old}"}}}}}}}}"#), those(|n| n % 3 == 0)),
        (format!(r#"{{mentions: {{none: {{id: {{in: ["{old}"]}}}}}}}}"#), those(|n| n % 3 != 0)),
        (r#"{mentions: {some: {kind: {eq: PERSON}}}}"#.into(), those(|n| n % 3 == 0)),
        (r#"{mentions: {some: {kind: {notIn: [COUNTRY]}}}}"#.into(), those(|n| n % 3 == 0)),
        (r#"{mentions: {some: {}}}"#.into(), those(|_| true)),
        (r#"{about: {some: {slug: {eq: "third"}}}}"#.into(), those(|n| n % 4 == 0)),
        (r#"{about: {some: {slug: {eq: "hub"}}}}"#.into(), vec![]),
        (r#"{about: {none: {}}}"#.into(), those(|n| n % 4 != 0)),
        (
            r#"{and: [{mentions: {some: {slug: {eq: "hub"}}}}, {mentions: {some: {slug: {eq: "third"}}}}]}"#.into(),
            those(|n| n % 3 == 0),
        ),
        (
            r#"{mentions: {some: {slug: {eq: "third"}}}, about: {some: {slug: {eq: "third"}}}, language: {ne: "de"}}"#
                .into(),
            those(|n| n % 12 == 0 && n % 5 != 0),
        ),
        (format!(r#"{{series: {{some: {{id: {{eq: "{series}"}}}}}}}}"#), vec![2, 9]),
        (r#"{series: {some: {id: {eq: "ser_nonsense"}}}}"#.into(), vec![]),
    ];
    for (filter, wanted) in cases {
        assert_eq!(numbers(&news, &filter).await, wanted, "{filter}");
    }
    let omitted = omitted_variables(&news).await;
    assert_eq!(omitted, 12, "a variable that is not given asks nothing");
    let (_, code) = news.fault(r#"{ articles(filter: {language: {eq: "en_GB"}}) { totalCount } }"#).await;
    assert_eq!(code, "GRAPHQL_VALIDATION_FAILED");
}

/// A filter by a variable that is declared and not given.
async fn omitted_variables(news: &Published) -> usize {
    let query = "query($genre: String, $language: LanguageTag) {
        articles(filter: {genre: {eq: $genre}, language: {ne: $language}}) { nodes { slug } }
    }";
    news.data(query).await["articles"]["nodes"].as_array().unwrap().len()
}

async fn totals_are_kept_or_counted(db: Database) {
    let news = newsroom(db).await;
    let query = r#"{
        all: articles(first: 1) { totalCount totalCountIsExact }
        english: articles(first: 0, filter: {language: {eq: "en"}}) { totalCount totalCountIsExact }
        german: articles(first: 1, filter: {language: {eq: "de"}}) { totalCount totalCountIsExact }
        none: articles(first: 1, filter: {language: {eq: "fr"}}) { totalCount totalCountIsExact }
        essays: articles(first: 1, filter: {genre: {eq: "essay"}}) { totalCount totalCountIsExact }
        entities(first: 3) { nodes { name
            articles(first: 1) { totalCount }
            about: articles(as: [ABOUT], first: 1) { totalCount }
            named: articles(as: [MENTIONS], first: 1) { totalCount }
            nothing: articles(as: [], first: 1) { totalCount }
            german: articles(filter: {language: {eq: "de"}}, first: 1) { totalCount totalCountIsExact }
        } }
    }"#;
    let data = news.data(query).await;
    let exact = |n: i64| json!({ "totalCount": n, "totalCountIsExact": true });
    assert_eq!(data["all"], exact(23));
    assert_eq!(data["english"], exact(18));
    assert_eq!(data["german"], exact(5));
    assert_eq!(data["none"], exact(0));
    assert_eq!(data["essays"], exact(6));
    let entities = &data["entities"]["nodes"];
    assert_eq!(each(entities, "name"), ["Hub", "Rare", "Third"]);
    assert_eq!(each(entities, "articles/totalCount"), ["23", "2", "12"]);
    assert_eq!(each(entities, "about/totalCount"), ["0", "0", "6"]);
    assert_eq!(each(entities, "named/totalCount"), ["23", "2", "8"]);
    assert_eq!(each(entities, "nothing/totalCount"), ["0", "0", "0"]);
    assert_eq!(each(entities, "german/totalCount"), ["5", "0", "3"]);
    assert_eq!(news.statements("{ articles { nodes { slug } } }").await, 1, "no total, no count");
}

async fn wrong_pages_say_what_is_right(db: Database) {
    let news = newsroom(db).await;
    let page = news.data("{ articles(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = page["articles"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    let fault = async |arguments: &str| {
        let (message, code) =
            news.fault(&format!("{{ articles({arguments}) {{ nodes {{ slug }} }} }}")).await;
        assert_eq!(code, "BAD_REQUEST", "{arguments}: {message}");
        message
    };
    assert_eq!(fault("first: -1").await, "`first` is -1; it can be 0 to 100.");
    assert_eq!(fault("first: 101").await, "`first` is 101; it can be 0 to 100.");
    assert_eq!(fault("last: 101").await, "`last` is 101; it can be 0 to 100.");
    assert_eq!(fault("first: 1, last: 1").await, "Ask for `first` or for `last`, not for both.");
    assert_eq!(fault("offset: -1").await, "`offset` is -1; it can be 0 to 10000.");
    assert_eq!(fault("offset: 10001").await, "`offset` is 10001; it can be 0 to 10000. Use `after`.");
    let other = "The cursor belongs to another list or to another order of it; begin without a cursor.";
    assert_eq!(fault(&format!(r#"orderBy: PUBLISHED_AT_ASC, after: "{cursor}""#)).await, other);
    fault(&format!(r#"first: 1, after: "{cursor}", offset: 3"#)).await;
    fault(&format!(r#"first: 1, before: "{cursor}""#)).await;
    fault(&format!(r#"last: 1, after: "{cursor}""#)).await;
    fault("orderBy: [PUBLISHED_AT_ASC, PUBLISHED_AT_DESC]").await;
    use base64::Engine;
    let coded = |json: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json);
    for wrong in [
        String::new(),
        "%%%".into(),
        coded(""),
        coded(r#"["PUBLISHED_AT_DESC",[1]]"#),
        coded(r#"["PUBLISHED_AT_DESC",["1","2"]]"#),
        coded(r#"["PUBLISHED_AT_DESC",[1,2,3]]"#),
        coded(r#"["PUBLISHED_AT_DESC",[1,1e99]]"#),
        // What cursors were in earlier releases.
        coded(r#"["PUBLISHED_AT_DESC",[1641461400000,999]]"#),
        coded(r#"["PUBLISHED_AT_DESC",[1641461400000,"01J"]]"#),
        coded(r#"["PUBLISHED_AT_DESC",[1641461400000,"01890A5D-AC96-774B-BCCE-B302099A8057"]]"#),
        coded(r#"["PUBLISHED_AT_DESC", [1641461400000,"01890a5d-ac96-774b-bcce-b302099a8057"]]"#),
        "A".repeat(20_000),
    ] {
        assert_eq!(
            fault(&format!(r#"after: "{wrong}""#)).await,
            "The cursor is not one that this API gave.",
            "{wrong}"
        );
    }
}

const HOME: &str = "{ articles(first: FIRST) { nodes { id slug headline summary publishedAt path
    entities(first: 5) { nodes { id kind slug path } }
} } }";

async fn the_cost_follows_the_shape(db: Database) {
    let news = newsroom(db.unlimited()).await;
    let texts = async |query: &str| {
        let (answer, statements) = news.ask(query, &[]).await;
        assert_eq!(answer.get("errors"), None);
        statements
    };
    let home = texts(&HOME.replace("FIRST", "20")).await;
    assert_eq!(home.len(), 3, "{home:#?}");
    assert_eq!(texts(&HOME.replace("FIRST", "2")).await, home, "not by a letter");

    let contributors =
        "{ articles(first: 20) { nodes { slug contributors { entity { name } } about { name } } } }";
    assert_eq!(texts(contributors).await.len(), 3);
    let mentions = r#"{ articles(filter: {language: {eq: "en"}}, first: 20) { nodes {
        slug mentions(first: 5) { entity { id kind slug } } } } }"#;
    assert_eq!(texts(mentions).await.len(), 3);
    let entities = "{ entities { nodes { slug
        articles(first: 2) { nodes { slug } totalCount }
        german: articles(filter: {language: {eq: \"de\"}}, first: 2) { nodes { slug body { text } } totalCount }
    } } }";
    // The entities; two pages of articles and the filter; the German count and the texts.
    let cost = texts(entities).await;
    assert!(cost.len() <= 5, "{cost:#?}");
    let deep = "{ entities { nodes { articles(first: 3) { nodes { entities { nodes {
        articles(first: 3) { nodes { body { html } series { position } } } } } } } } } }";
    let cost = texts(deep).await;
    assert!(cost.len() <= 9, "{cost:#?}");
    assert_eq!(texts(&deep.replace("first: 3", "first: 50")).await.len(), cost.len());
}

async fn a_list_walks_the_rarest_entity(db: Database) {
    let news = newsroom(db).await;
    let query = r#"{ articles(filter: {and: [{mentions: {some: {slug: {eq: "hub"}}}},
        {mentions: {some: {slug: {eq: "rare"}}}}, {mentions: {some: {slug: {eq: "third"}}}}],
        publishedAt: {gte: "2022-01-06T09:30:00Z"}}) { nodes { slug } totalCount } }"#;
    let (answer, statements) = news.ask(query, &[]).await;
    assert_eq!(answer["data"]["articles"], json!({ "nodes": [{ "slug": "story-06" }], "totalCount": 1 }));
    // The three entities, the list, the count.
    assert_eq!(statements.len(), 3, "{statements:#?}");
    assert!(statements[1].contains("FROM edition_appearance c JOIN edition_article a"), "{}", statements[1]);
    let hub = r#"{ entity(slug: "hub") { articles(filter: {mentions: {some: {slug: {eq: "rare"}}}}) {
        nodes { slug } totalCount } } }"#;
    let both = json!({ "nodes": [{ "slug": "story-07" }, { "slug": "story-06" }], "totalCount": 2 });
    assert_eq!(news.data(hub).await["entity"]["articles"], both);
}
