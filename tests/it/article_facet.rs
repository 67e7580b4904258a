//! How many articles of a list have each language, genre, month, entity …: as whoever looks at each of them counts.

use std::collections::BTreeMap;

use db::{ArticleId, EntityId, EntityKind};
use serde_json::{Value, json};

use crate::edition_fixture::{Newsroom, STORY, Story};
use crate::graph::Published;
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(
    lists_are_counted_as_a_whole,
    facets_of_one_list_are_one_statement,
    what_is_taken_back_is_not_counted,
    questions_say_what_is_wrong_with_them
);

const MONTH: i64 = 60 * 24 * 31;
const LANGUAGES: [&str; 3] = ["en", "ru", "kk"];
const GENRES: [Option<&str>; 3] = [None, Some("news"), Some("opinion")];
const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Country, EntityKind::Country];

/// Whether an article is in a list.
type Fits<'a> = &'a dyn Fn(&Known) -> bool;

/// What the story knows of an article.
struct Known {
    language: &'static str,
    genre: Option<&'static str>,
    month: i64,
    entities: Vec<usize>,
    series: Option<usize>,
}

struct World {
    published: Published,
    articles: Vec<Known>,
}

async fn world(db: Database) -> World {
    let (mut news, mut chance) = (Newsroom::new(db).await, Chance::new(11));
    let mut entities: Vec<EntityId> = vec![];
    for (i, kind) in KINDS.into_iter().enumerate() {
        entities.push(news.entity(kind, &format!("Thing {i}")).await);
    }
    let mut articles = vec![];
    let mut of_series: [Vec<ArticleId>; 2] = [vec![], vec![]];
    for i in 0..60 {
        let language = *chance.pick(&LANGUAGES);
        let genre = *chance.pick(&GENRES);
        let month = i64::try_from(chance.below(30)).unwrap();
        let named: Vec<usize> = (0..KINDS.len()).filter(|_| chance.percent(40)).collect();
        let about: Vec<EntityId> = named.iter().map(|e| entities[*e]).collect();
        let slug = format!("story-{i}");
        let story = Story { slug: &slug, language, genre, at: month * MONTH + i, about: &about, ..STORY };
        let id = news.article(story).await;
        let series = chance.percent(50).then(|| chance.below(2));
        if let Some(series) = series {
            of_series[series].push(id);
        }
        articles.push(Known { language, genre, month, entities: named, series });
    }
    for (i, of) in of_series.iter().enumerate() {
        news.series(&format!("row-{i}"), of).await;
    }
    World { published: news.published().await, articles }
}

const FACETS: &str = "totalCount facets { isExact languages { language count } genres { genre count }
    years { year count } months(first: 100) { year month count } series { series { slug } count } kinds { kind count }
    entities { entity { slug } count } countries(first: 1) { entity { slug } count } }";

/// The answer as it should be, by looking at each article.
fn counted(articles: &[&Known]) -> Value {
    fn of<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, i64> {
        let mut counts = BTreeMap::new();
        keys.for_each(|key| *counts.entry(key).or_insert(0) += 1);
        counts
    }
    fn largest<K: Ord + Clone>(counts: BTreeMap<K, i64>) -> Vec<(K, i64)> {
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_by_key(|(key, count)| (-count, key.clone()));
        all
    }
    let list = |counts: Vec<(String, i64)>, name: &str| -> Value {
        counts.into_iter().map(|(key, count)| json!({ name: key, "count": count })).collect()
    };
    let thing =
        |(e, count): (usize, i64)| json!({ "entity": { "slug": format!("thing-{e}") }, "count": count });
    let date = |month: i64| {
        let at = crate::edition_fixture::MORNING + month * MONTH * 60_000;
        let at = db::Timestamp(at).utc().date_naive();
        (chrono::Datelike::year(&at), chrono::Datelike::month(&at))
    };
    let months: Vec<Value> = of(articles.iter().map(|a| date(a.month)))
        .into_iter()
        .rev()
        .map(|((year, month), count)| json!({ "year": year, "month": month, "count": count }))
        .collect();
    let years: Vec<Value> = of(articles.iter().map(|a| date(a.month).0))
        .into_iter()
        .rev()
        .map(|(year, count)| json!({ "year": year, "count": count }))
        .collect();
    let entities = largest(of(articles.iter().flat_map(|a| a.entities.iter().copied())));
    let kinds = of(articles.iter().flat_map(|a| {
        let mut kinds: Vec<&str> = a.entities.iter().map(|e| KINDS[*e].code()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }));
    let countries = entities.iter().copied().filter(|(e, _)| KINDS[*e] == EntityKind::Country);
    json!({
        "totalCount": articles.len(),
        "facets": {
            "isExact": true,
            "languages": list(largest(of(articles.iter().map(|a| a.language.to_owned()))), "language"),
            "genres": list(largest(of(articles.iter().filter_map(|a| a.genre.map(str::to_owned)))), "genre"),
            "years": years,
            "months": months,
            "series": largest(of(articles.iter().filter_map(|a| a.series))).into_iter()
                .map(|(s, count)| json!({ "series": { "slug": format!("row-{s}") }, "count": count })).collect::<Value>(),
            "kinds": list(largest(kinds).into_iter().map(|(k, c)| (k.to_owned(), c)).collect(), "kind"),
            "entities": entities.iter().copied().map(thing).collect::<Value>(),
            "countries": countries.take(1).map(thing).collect::<Value>(),
        },
    })
}

async fn lists_are_counted_as_a_whole(db: Database) {
    let World { published, articles } = world(db).await;
    let lists: [(&str, Fits); 7] = [
        ("articles(first: 1)", &|_| true),
        (r#"articles(filter: {language: {eq: "ru"}})"#, &|a| a.language == "ru"),
        (r#"articles(filter: {genre: {eq: "news"}}, first: 2)"#, &|a| a.genre == Some("news")),
        (r#"articles(filter: {mentions: {none: {slug: {eq: "thing-0"}}}})"#, &|_| true),
        (r#"articles(filter: {about: {some: {slug: {eq: "thing-1"}}}})"#, &|a| a.entities.contains(&1)),
        (
            r#"articles(filter: {about: {some: {slug: {eq: "thing-1"}}}, not: {language: {eq: "en"}}})"#,
            &|a| a.entities.contains(&1) && a.language != "en",
        ),
        (r#"articles(filter: {id: {in: []}})"#, &|_| false),
    ];
    for (list, fits) in lists {
        let answer = published.data(&format!("{{ articles: {list} {{ {FACETS} }} }}")).await;
        let fitting: Vec<&Known> = articles.iter().filter(|a| fits(a)).collect();
        assert_eq!(answer["articles"], counted(&fitting), "{list}");
    }
    let answer = published
        .data(&format!(r#"{{ entity(slug: "thing-2") {{ articles(first: 1) {{ {FACETS} }} }} }}"#))
        .await;
    let fitting: Vec<&Known> = articles.iter().filter(|a| a.entities.contains(&2)).collect();
    assert_eq!(answer["entity"]["articles"], counted(&fitting));
    let answer = published
        .data(&format!(r#"{{ series(slug: "row-1") {{ articles(first: 1) {{ {FACETS} }} }} }}"#))
        .await;
    let fitting: Vec<&Known> = articles.iter().filter(|a| a.series == Some(1)).collect();
    assert_eq!(answer["series"]["articles"], counted(&fitting));
}

async fn facets_of_one_list_are_one_statement(db: Database) {
    let World { published, .. } = world(db).await;
    let query = r#"{ articles(filter: {language: {eq: "en"}}) { nodes { slug }
        facets { languages { count } months { count } kinds { count } } } }"#;
    let (_, statements) = published.ask(query, &[]).await;
    assert_eq!(statements.len(), 2, "{statements:#?}");
}

async fn what_is_taken_back_is_not_counted(db: Database) {
    let mut news = Newsroom::new(db).await;
    news.article(Story { slug: "stays", genre: Some("news"), ..STORY }).await;
    let gone = news.article(Story { slug: "goes", genre: Some("opinion"), ..STORY }).await;
    news.retract(gone, "It was wrong.").await;
    let published = news.published().await;
    let answer = published.data("{ articles { facets { genres { genre count } months { count } } } }").await;
    let facets = json!({ "genres": [{ "genre": "news", "count": 1 }], "months": [{ "count": 1 }] });
    assert_eq!(answer["articles"]["facets"], facets);
}

async fn questions_say_what_is_wrong_with_them(db: Database) {
    let published = Newsroom::new(db).await.published().await;
    let (answer, _) = published.ask("{ articles { facets { genres(first: 0) { count } } } }", &[]).await;
    assert_eq!(answer["errors"][0]["message"], "`first` is 0; it can be 1 to 100.");
    let answer = published.data("{ articles { facets { isExact genres { count } kinds { count } } } }").await;
    assert_eq!(answer["articles"]["facets"], json!({ "isExact": true, "genres": [], "kinds": [] }));
}
