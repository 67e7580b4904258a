//! Pages of every list in every order: that they make the whole list, what their cursors tell, and where a page begins
//! when the row next to it is gone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{EntityKind, article};
use nutgraph::domain::publication::Changes;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::edition_fixture::Newsroom;
use crate::publication::apply;
use crate::support::{Database, Planner, Server, both, on_sqlite};

both!(
    pages_make_the_whole_list,
    cursors_tell_no_row_id,
    a_row_that_is_gone_leaves_none_out,
    a_withdrawn_article_leaves_none_out,
    the_longest_name_has_a_cursor,
    a_cursor_costs_no_statement,
    d09_a_cursor_of_a_draft_is_that_of_nothing,
);

const LISTS: [&str; 37] = [
    "{ articles(PAGE) LIST }",
    "{ articles(orderBy: PUBLISHED_AT_ASC, PAGE) LIST }",
    r#"{ articles(filter: {language: {eq: "en"}}, PAGE) LIST }"#,
    r#"{ articles(filter: {mentions: {some: {slug: {eq: "KNB"}}}}, PAGE) LIST }"#,
    r#"{ entity(slug: "KNB") { articles(PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { articles(orderBy: PUBLISHED_AT_ASC, PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { articles(as: [ABOUT], filter: {language: {ne: "de"}}, PAGE) LIST } }"#,
    "{ entities(PAGE) LIST }",
    "{ entities(orderBy: NAME_DESC, PAGE) LIST }",
    "{ entities(orderBy: ARTICLES_DESC, PAGE) LIST }",
    "{ entities(filter: {kind: {in: [PERSON, ORGANISATION]}}, PAGE) LIST }",
    "{ relations(PAGE) LIST }",
    "{ relations(orderBy: CREATED_ASC, PAGE) LIST }",
    "{ relations(orderBy: START_DATE_ASC, PAGE) LIST }",
    "{ relations(orderBy: START_DATE_DESC, PAGE) LIST }",
    r#"{ relations(filter: {object: {slug: {eq: "KNB"}}}, PAGE) LIST }"#,
    r#"{ entity(slug: "KNB") { relations(PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { relations(orderBy: CREATED_ASC, PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { relations(orderBy: START_DATE_ASC, PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { relations(orderBy: START_DATE_DESC, PAGE) LIST } }"#,
    r#"{ series(slug: "january-2022-in-kazakhstan") { articles(PAGE) LIST } }"#,
    r#"{ node(id: "RELATION") { ... on Relation { evidence(PAGE) LIST } } }"#,
    r#"{ article(slug: "masimov-arrested-for-treason") { claims(PAGE) LIST } }"#,
    r#"{ article(slug: "masimov-arrested-for-treason") { entities(PAGE) LIST } }"#,
    "{ articles(orderBy: HEADLINE_ASC, PAGE) LIST }",
    "{ articles(orderBy: [WORD_COUNT_DESC, HEADLINE_ASC], PAGE) LIST }",
    "{ articles(orderBy: [UPDATED_AT_DESC, GENRE_DESC_NULLS_FIRST, SLUG_ASC], PAGE) LIST }",
    r#"{ articles(filter: {headline: {contains: "a"}, wordCount: {gte: 10}}, orderBy: UPDATED_AT_ASC, PAGE) LIST }"#,
    "{ entities(orderBy: START_DATE_ASC, PAGE) LIST }",
    "{ entities(orderBy: [START_DATE_DESC_NULLS_FIRST, ARTICLES_DESC], PAGE) LIST }",
    r#"{ entities(filter: {articles: {count: {gte: 2}}}, orderBy: ARTICLES_ASC, PAGE) LIST }"#,
    "{ relations(orderBy: [SOURCES_DESC, END_DATE_ASC], PAGE) LIST }",
    r#"{ entity(slug: "KNB") { articles(orderBy: [GENRE_ASC, HEADLINE_DESC], PAGE) LIST } }"#,
    r#"{ entity(slug: "KNB") { relations(orderBy: [SOURCES_ASC, START_DATE_DESC], PAGE) LIST } }"#,
    r#"{ series(slug: "january-2022-in-kazakhstan") { articles(orderBy: [HEADLINE_ASC], PAGE) LIST } }"#,
    r#"{ article(slug: "masimov-arrested-for-treason") { entities(orderBy: END_DATE_DESC, PAGE) LIST } }"#,
    r#"{ edition { changes(since: "0", PAGE) LIST } }"#,
];

const ONE: &str = "{ edges { cursor } totalCount }";

/// A list of the demo's newsroom, where articles of one day appear in one instant.
struct List {
    db: Database,
    query: String,
}

async fn lists(db: Database) -> Vec<List> {
    db.newsroom().await;
    forget_the_hours(&db).await;
    let query = "{ relations(first: 100) { nodes { id evidence { totalCount } } } }";
    let relations = db.data(query, json!({})).await["relations"]["nodes"].take();
    let relations = relations.as_array().unwrap();
    let most = relations.iter().max_by_key(|node| node["evidence"]["totalCount"].as_i64()).unwrap();
    let id = most["id"].as_str().unwrap();
    let query = |list: &str| list.replace("RELATION", id).replace("KNB", "national-security-committee");
    LISTS.iter().map(|list| List { db: db.clone(), query: query(list) }).collect()
}

async fn forget_the_hours(db: &Database) {
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    for table in ["edition_article", "edition_appearance"] {
        let sql = format!("UPDATE {table} SET published_at = published_at - published_at % 86400000");
        rows.execute_unprepared(&sql).await.unwrap();
    }
    rows.close().await.unwrap();
}

impl List {
    /// Whether `last` and `before` go with it.
    fn goes_back(&self) -> bool {
        !self.query.contains("changes(")
    }

    fn page(&self, forward: bool, size: usize, from: Option<&str>, fields: &str) -> String {
        let paging = match (forward, from) {
            // Where the log of changes is read from, is a place or a cursor.
            (_, Some(from)) if self.query.contains("since") => {
                return self
                    .query
                    .replace(r#"since: "0""#, &format!(r#"since: "{from}""#))
                    .replace("PAGE", &format!("first: {size}"))
                    .replace("LIST", fields);
            }
            (true, None) => format!("first: {size}"),
            (true, Some(from)) => format!(r#"first: {size}, after: "{from}""#),
            (false, None) => format!("last: {size}"),
            (false, Some(from)) => format!(r#"last: {size}, before: "{from}""#),
        };
        self.query.replace("PAGE", &paging).replace("LIST", fields)
    }

    /// The cursors of a page, and whether there are more in the direction of reading.
    async fn read(&self, forward: bool, size: usize, from: Option<&str>) -> (Vec<String>, bool) {
        let fields = "{ edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";
        let query = self.page(forward, size, from, fields);
        let data = self.db.data(&query, json!({})).await;
        let found = find(&data);
        let edges = found["edges"].as_array().unwrap();
        let cursors: Vec<_> = edges.iter().map(|edge| text(&edge["cursor"])).collect();
        let info = &found["pageInfo"];
        assert_eq!(info["startCursor"].as_str(), cursors.first().map(String::as_str), "{query}");
        assert_eq!(info["endCursor"].as_str(), cursors.last().map(String::as_str), "{query}");
        let (more, back) = if forward { ("Next", "Previous") } else { ("Previous", "Next") };
        let begins = from.is_none() && !self.query.contains("since");
        assert_eq!(info[format!("has{back}Page")], json!(!begins), "{query}");
        (cursors, info[format!("has{more}Page")] == json!(true))
    }

    /// The cursors from a place to the end of the list, in the order of the list: by pages of these sizes, over and
    /// over.
    async fn walk(&self, forward: bool, sizes: &[usize], from: Option<&str>) -> Vec<String> {
        let mut pages = vec![];
        let mut from = from.map(str::to_owned);
        for size in sizes.iter().cycle().take(200) {
            let (cursors, more) = self.read(forward, *size, from.as_deref()).await;
            from = if forward { cursors.last() } else { cursors.first() }.cloned();
            pages.push(cursors);
            if !more {
                break;
            }
        }
        if !forward {
            pages.reverse();
        }
        pages.concat()
    }

    async fn whole(&self) -> Vec<String> {
        let whole = self.walk(true, &[100], None).await;
        assert!(whole.len() > 1, "{} has {} rows", self.query, whole.len());
        whole
    }

    fn ways(&self) -> &'static [bool] {
        if self.goes_back() { &[true, false] } else { &[true] }
    }
}

/// The connection, wherever it stands.
fn find(data: &Value) -> &Value {
    if data.get("pageInfo").is_some() {
        return data;
    }
    find(data.as_object().unwrap().values().next().unwrap())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What a cursor tells: the code of its order, and its keys.
fn told(cursor: &str) -> (String, Vec<Value>) {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap()
}

fn cursor(code: &str, keys: &[Value]) -> String {
    URL_SAFE_NO_PAD.encode(json!([code, keys]).to_string())
}

/// The cursor of a row that is not in the edition, and has all other keys of this one. `None` where the order names no
/// row.
fn of_another(of: &str, uid: Uuid) -> Option<String> {
    let (code, mut keys) = told(of);
    keys.last_mut().filter(|key| key.as_str().is_some_and(|key| key.parse::<Uuid>().is_ok()))?;
    keys.pop();
    keys.push(json!(uid));
    Some(cursor(&code, &keys))
}

async fn pages_make_the_whole_list(db: Database) {
    let mut runner = TestRunner::deterministic();
    for list in lists(db).await {
        let whole = list.whole().await;
        let least = whole.len() / 20 + 1;
        let some = proptest::collection::vec(least..least + 9, 1..5);
        let mut sizes = vec![vec![least], vec![whole.len().min(100)], vec![(whole.len() - 1).min(100)]];
        sizes.extend((0..3).map(|_| some.new_tree(&mut runner).unwrap().current()));
        for sizes in sizes {
            for forward in list.ways() {
                assert_eq!(list.walk(*forward, &sizes, None).await, whole, "{} {sizes:?}", list.query);
            }
        }
    }
}

async fn cursors_tell_no_row_id(db: Database) {
    let mut rows = 0;
    for list in lists(db).await {
        for cursor in list.whole().await {
            let (code, keys) = told(&cursor);
            // What is not a UUID at the end is a place in a series, or in the log of what was published.
            let place = ["POSITION", "CHANGE"].contains(&code.as_str());
            assert_eq!(of_another(&cursor, Uuid::nil()).is_none(), place, "{code} {keys:?}");
            rows += 1;
        }
    }
    assert!(rows > 500, "{rows}");
}

async fn a_row_that_is_gone_leaves_none_out(db: Database) {
    let (gone, mut shared) = (db.clock.uid(), 0);
    for list in lists(db).await {
        let whole = list.whole().await;
        let others = |cursor: &String| told(cursor).1.split_last().unwrap().1.to_vec();
        for at in [0, 1, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let Some(place) = of_another(&whole[at], gone) else { continue };
            let same: Vec<_> =
                (0..whole.len()).filter(|n| others(&whole[*n]) == others(&whole[at])).collect();
            let (first, last) = (same[0], same[same.len() - 1]);
            assert_eq!(last - first + 1, same.len(), "rows with the same other keys stand together");
            shared += usize::from(same.len() > 1 && same.len() < whole.len());
            let after = list.walk(true, &[7, 100], Some(&place)).await;
            assert_eq!(after, whole[first..], "{} after {:?}", list.query, told(&place));
            if list.goes_back() {
                let before = list.walk(false, &[7, 100], Some(&place)).await;
                assert_eq!(before, whole[..=last], "{} before {:?}", list.query, told(&place));
            }
        }
    }
    assert!(shared > 10, "{shared} places among rows with the same other keys");
}

async fn a_withdrawn_article_leaves_none_out(db: Database) {
    let lists = lists(db.clone()).await;
    let list = &lists[0];
    let whole = list.whole().await;
    // One of several of a day.
    let gone = &whole[10];
    let day: Vec<_> = (0..whole.len()).filter(|n| told(&whole[*n]).1[0] == told(gone).1[0]).collect();
    assert!(day[0] < 10 && day[day.len() - 1] > 10, "{day:?}");
    let rest = |from: usize| whole[from..].iter().filter(|c| *c != gone).cloned().collect::<Vec<_>>();
    let uid: Uuid = text(&told(gone).1[1]).parse().unwrap();
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let row = article::Entity::find().filter(article::Column::Uid.eq(uid)).one(&rows).await.unwrap().unwrap();
    rows.close().await.unwrap();
    apply(&db, Changes { withdraw: vec![row.id], ..Changes::default() }).await.unwrap();
    forget_the_hours(&db).await;
    assert_eq!(list.walk(true, &[3], None).await, rest(0), "it has gone");
    let after = list.walk(true, &[3], Some(gone)).await;
    assert_eq!(after, rest(day[0]), "its day comes again, and the list goes on");
    let before = list.walk(false, &[3], Some(gone)).await;
    let last = day[day.len() - 1];
    assert_eq!([before, rest(last + 1)].concat(), rest(0), "its whole day, read from the other side");
}

async fn the_longest_name_has_a_cursor(db: Database) {
    let mut news = Newsroom::new(db).await;
    for last in ["𠀀", "𠀁", "𠀂"] {
        news.entity(EntityKind::Person, &format!("{}{last}", "𠀀".repeat(1_999))).await;
    }
    let db = news.published().await.db;
    let list = List { db, query: "{ entities(PAGE) LIST }".into() };
    let whole = list.whole().await;
    assert_eq!(whole.len(), 3);
    assert_eq!(list.walk(true, &[1], None).await, whole);
    assert_eq!(list.walk(false, &[1], None).await, whole);
}

#[test]
fn a_place_is_looked_up_along_an_index() {
    on_sqlite(async |db| {
        let planner = Planner::of(&db).await;
        let mut seen = 0;
        for list in lists(db.clone()).await {
            let whole = list.whole().await;
            for forward in list.ways() {
                let from = whole[whole.len() / 2].as_str();
                let statements = db.statements(&list.page(*forward, 2, Some(from), ONE), json!({})).await;
                for statement in statements.iter().filter(|s| s.contains("COALESCE((SELECT id")) {
                    let plan = planner.plan(statement).await;
                    let looked_up = "USING COVERING INDEX sqlite_autoindex_edition_";
                    assert!(plan.iter().any(|line| line.contains(looked_up)), "{statement}\n{plan:#?}");
                    let whole =
                        |line: &String| ["SCAN a", "SCAN c", "SCAN e", "SCAN r"].contains(&line.as_str());
                    assert!(!plan.iter().any(whole), "{statement}\n{plan:#?}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 40, "{seen} statements were looked at");
    });
}

async fn a_cursor_costs_no_statement(db: Database) {
    for list in lists(db.clone()).await {
        let whole = list.whole().await;
        for forward in list.ways() {
            let from = whole[whole.len() / 2].as_str();
            let begins = db.statements(&list.page(*forward, 2, None, ONE), json!({})).await;
            let goes_on = db.statements(&list.page(*forward, 2, Some(from), ONE), json!({})).await;
            assert_eq!(goes_on.len(), begins.len(), "{}", list.query);
        }
    }
}

/// An answer as it goes out, but for the time of day.
async fn answer(server: &Server, query: &str) -> (StatusCode, HeaderMap, String) {
    let request = server.client.post(format!("{}/graphql", server.url)).header("x-request-id", "same");
    let response = request.json(&json!({ "query": query })).send().await.unwrap();
    let (status, mut headers) = (response.status(), response.headers().clone());
    headers.remove(DATE);
    (status, headers, response.text().await.unwrap())
}

async fn d09_a_cursor_of_a_draft_is_that_of_nothing(db: Database) {
    #[derive(FromQueryResult)]
    struct Secret {
        uid: Uuid,
    }
    let lists = lists(db.clone()).await;
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let mut drafts = vec![];
    for noun in ["article", "entity", "relation", "evidence"] {
        let sql = format!("SELECT uid FROM {noun} WHERE uid NOT IN (SELECT uid FROM edition_{noun})");
        let statement = Statement::from_string(rows.get_database_backend(), sql);
        let found = Secret::find_by_statement(statement).all(&rows).await.unwrap();
        drafts.extend(found.iter().take(2).map(|secret| secret.uid));
    }
    rows.close().await.unwrap();
    assert!(drafts.len() > 1, "the demo has drafts");
    let server = db.serve().await;
    let mut compared = 0;
    for list in &lists {
        let whole = list.whole().await;
        for draft in &drafts {
            let at = &whole[whole.len() / 2];
            let (Some(of_draft), Some(of_nothing)) = (of_another(at, *draft), of_another(at, db.clock.uid()))
            else {
                continue;
            };
            for forward in list.ways() {
                let [one, other] =
                    [&of_draft, &of_nothing].map(|from| list.page(*forward, 1, Some(from), ONE));
                let one = answer(&server, &one).await;
                assert!(one.0 == 200 && one.2.contains(r#"{"data""#), "{one:?}");
                assert_eq!(one, answer(&server, &other).await, "{}", list.query);
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "{compared}");
}
