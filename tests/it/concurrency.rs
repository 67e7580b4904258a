//! Many at once: nobody's work is lost, doubled, or half done.

use std::collections::BTreeMap;
use std::env;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use db::{Noun, article, article_revision, article_slug, audit_event, edition_log};
use futures_util::future::{join, join_all};
use nutgraph::auth::{Action, Actor, Permit, Role, User, Whose};
use nutgraph::domain::mutation::{Mutation, MutationError};
use nutgraph::domain::newsroom::{Caller, Newsroom};
use nutgraph::domain::public_id;
use nutgraph::domain::publication::PublicationError;
use nutgraph::domain::site::Site;
use nutgraph::http::Limits;
use nutgraph::store::{Desk, Event, Store, WriteTx};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::publication::{apply, number, publish};
use crate::support::{Database, Server, both, usual};

both!(
    r05_r11_many_editors_lose_nothing,
    r12_the_same_request_many_times_at_once_is_done_once,
    r10_what_was_in_the_way_is_tried_again_and_done_once,
    r03_what_is_dropped_anywhere_is_all_or_nothing,
);

const CREATE: &str = "mutation($input: CreateArticleInput!) { createArticle(input: $input) {
    article { id } userErrors { message path code } } }";
const UPDATE: &str = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
    article { id } conflict { base current } userErrors { message path code } } }";
const HEAD: &str = "query($id: ID!) { desk { article(id: $id) { head { number headline } } } }";

const EDITORS: usize = 64;
const SHARED: usize = 6;

/// Saves of each editor: `NUTGRAPH_TEST_ROUNDS` asks for more.
fn rounds() -> usize {
    env::var("NUTGRAPH_TEST_ROUNDS").map_or(4, |text| text.parse().expect("a number"))
}

/// Instances of the newsroom's server: two processes have two stores. SQLite has one process.
async fn instances(db: &Database) -> Vec<Server> {
    let limits = || Limits { concurrent_changes: 2 * EDITORS, ..usual() };
    let mut servers = vec![db.serve_within(limits()).await];
    if db.options.url.starts_with("postgres") {
        let store = Store::open(&db.options).await.unwrap();
        servers.push(Database { store, ..db.clone() }.serve_within(limits()).await);
    }
    servers
}

async fn ask(server: &Server, token: &str, query: &str, input: Value) -> Value {
    let answer = server.ask(Some(token), query, input).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer
}

async fn create(server: &Server, token: &str, headline: &str) -> String {
    let input = json!({ "input": { "headline": headline, "slug": headline } });
    let made = ask(server, token, CREATE, input).await;
    made["data"]["createArticle"]["article"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn r05_r11_many_editors_lose_nothing(db: Database) {
    let servers = instances(&db).await;
    let mut tokens = vec![];
    for n in 0..8 {
        db.user(&format!("e{n}"), Role::Editor).await;
        tokens.push(servers[0].login(&format!("e{n}")).await.access);
    }
    let mut shared = vec![];
    for n in 0..SHARED {
        shared.push(create(&servers[0], &tokens[0], &format!("shared-{n}")).await);
    }
    let start = number(&db).await;
    let rounds = rounds();
    let editor = async |n: usize| {
        let (server, token) = (&servers[n % servers.len()], &tokens[n % tokens.len()]);
        let own = create(server, token, &format!("own-{n}")).await;
        let (mut saved, mut conflicts) = (vec![], 0_usize);
        for round in 0..rounds {
            let id = if round % 2 == 0 { &own } else { &shared[(n + round) % SHARED] };
            let head = ask(server, token, HEAD, json!({ "id": id })).await;
            let base = head["data"]["desk"]["article"]["head"]["number"].as_i64().unwrap();
            let text = format!("editor {n} round {round}");
            let input = json!({ "id": id, "baseRevision": base, "changes": { "headline": text } });
            let answer = ask(server, token, UPDATE, json!({ "input": input })).await;
            let told = &answer["data"]["updateArticle"];
            if told["article"]["id"].is_string() {
                saved.push((id.clone(), i32::try_from(base).unwrap() + 1, text));
            } else {
                assert_eq!(told["conflict"]["base"].as_i64(), Some(base), "{answer}");
                assert!(told["conflict"]["current"].as_i64() > Some(base), "{answer}");
                conflicts += 1;
            }
        }
        (saved, conflicts)
    };
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let publisher = async || {
        let mut numbers = vec![];
        for round in 0..2 * rounds {
            let uid = public_id::article(&shared[round % SHARED]).unwrap();
            let find = article::Entity::find().filter(article::Column::Uid.eq(uid));
            let row = find.one(&rows).await.unwrap().unwrap();
            match apply(&db, publish(&db, row.id, row.head_number)).await {
                Ok(made) => numbers.extend(made),
                // What a mutation tries again.
                Err(PublicationError::Database(_)) if db.options.url.starts_with("postgres") => {}
                Err(error) => panic!("{error}"),
            }
        }
        numbers
    };
    let (worked, published) = join(join_all((0..EDITORS).map(editor)), join(publisher(), publisher())).await;

    // Each accepted text is the revision after the one it was made to, and there are no other revisions.
    let mut articles = BTreeMap::new();
    for row in article::Entity::find().all(&rows).await.unwrap() {
        articles.insert(row.id, row);
    }
    let revisions = article_revision::Entity::find().all(&rows).await.unwrap();
    let mut texts = BTreeMap::new();
    for row in &revisions {
        texts.insert((articles[&row.article_id].uid, row.number), row.headline.clone());
    }
    let mut accepted = 0;
    for (id, number, text) in worked.iter().flat_map(|(saved, _)| saved) {
        assert_eq!(texts.get(&(public_id::article(id).unwrap(), *number)), Some(text), "{id} {number}");
        accepted += 1;
    }
    assert_eq!(revisions.len(), accepted + articles.len(), "one more of each, with which it began");
    for row in articles.values() {
        let there = texts.keys().filter(|(uid, _)| *uid == row.uid).map(|(_, number)| *number);
        assert_eq!(there.collect::<Vec<_>>(), (1..=row.head_number).collect::<Vec<_>>(), "no gaps");
    }
    let conflicts: usize = worked.iter().map(|(_, conflicts)| conflicts).sum();
    assert_eq!(accepted + conflicts, EDITORS * rounds);
    assert!(conflicts > 0, "they met");
    // Editions have no gaps either.
    let mut numbers = [published.0, published.1].concat();
    numbers.sort_unstable();
    assert_eq!(numbers, (start + 1..=number(&db).await).collect::<Vec<_>>());
    assert!(numbers.len() >= SHARED);
    let mut logged: Vec<_> =
        edition_log::Entity::find().all(&rows).await.unwrap().iter().map(|row| row.number).collect();
    logged.sort_unstable();
    logged.dedup();
    assert_eq!(logged, numbers);
    rows.close().await.unwrap();
}

async fn r12_the_same_request_many_times_at_once_is_done_once(db: Database) {
    let servers = instances(&db).await;
    db.user("ada", Role::Author).await;
    let token = servers[0].login("ada").await.access;
    let body = json!({ "query": CREATE, "variables": { "input": { "headline": "Rain" } } });
    let send = async |n: usize| {
        let server = &servers[n % servers.len()];
        let request = server.client.post(format!("{}/graphql", server.url)).bearer_auth(&token);
        let request = request.header("idempotency-key", "k1").header("x-request-id", "same");
        let response = request.json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    };
    let answers = join_all((0..20).map(send)).await;
    assert!(answers[0].contains("dart_"), "{}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    assert_eq!(article::Entity::find().all(&rows).await.unwrap().len(), 1);
    rows.close().await.unwrap();
}

fn ada() -> User {
    User { uid: Uuid::from_u128(1), role: Role::Editor, session: None }
}

async fn caller(db: &Database) -> Caller {
    db.account(ada().uid, ada().role).await;
    let newsroom = Newsroom::new(db.store.clone(), db.clock.clone(), Arc::new(Site::default()));
    let mut caller = Caller::system(Arc::new(newsroom));
    caller.actor = Actor::User(ada());
    caller
}

/// Writes a line of the audit, after the database has failed a few times.
struct Unlucky {
    fails: u32,
    tries: AtomicU32,
    fault: Box<dyn Fn() -> Pin<Box<dyn Future<Output = DbErr> + Send>> + Send + Sync>,
}

impl Mutation for Unlucky {
    type Done = u32;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::CreateArticle, Whose::Own)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<u32, MutationError> {
        let tries = self.tries.fetch_add(1, Ordering::Relaxed) + 1;
        tx.audit_all(vec![Event { detail: Some("unlucky".into()), ..Event::of(Noun::Article, None) }])
            .await?;
        if tries <= self.fails {
            return Err((self.fault)().await.into());
        }
        Ok(tries)
    }
}

async fn r10_what_was_in_the_way_is_tried_again_and_done_once(db: Database) {
    let caller = caller(&db).await;
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    // 22012 is a division by zero: no second try helps.
    let codes: &[(&str, bool)] = if db.options.url.starts_with("postgres") {
        &[("40001", true), ("40P01", true), ("23505", true), ("22012", false)]
    } else {
        &[("", true)]
    };
    let mut lines = 0;
    for (code, passes) in codes {
        for fails in [0, 1, 4, 5, 9] {
            let (connection, sqlstate) = (rows.clone(), (*code).to_owned());
            let fault = Box::new(move || -> Pin<Box<dyn Future<Output = DbErr> + Send>> {
                let (connection, code) = (connection.clone(), sqlstate.clone());
                Box::pin(async move {
                    if code.is_empty() {
                        return DbErr::RecordNotUpdated;
                    }
                    let sql = format!("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$");
                    connection.execute_unprepared(&sql).await.unwrap_err()
                })
            });
            let unlucky = Unlucky { fails, tries: AtomicU32::new(0), fault };
            let done = caller.run(&unlucky).await;
            let tries = unlucky.tries.load(Ordering::Relaxed);
            let most = if *passes { 5 } else { 1 };
            assert_eq!(tries, (fails + 1).min(most), "{code} {fails}");
            assert_eq!(done.is_ok(), fails < most, "{done:?}");
            lines += usize::from(done.is_ok());
            let there = audit_event::Entity::find().filter(audit_event::Column::Detail.eq("unlucky"));
            assert_eq!(there.all(&rows).await.unwrap().len(), lines, "one effect, or none");
        }
    }
    rows.close().await.unwrap();
}

/// A future that is dropped after so many looks at it.
struct Impatient<F> {
    future: Pin<Box<F>>,
    left: usize,
}

impl<F: Future> Future for Impatient<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        match self.future.as_mut().poll(context) {
            Poll::Pending if self.left == 0 => Poll::Ready(None),
            other => other.map(Some),
        }
    }
}

async fn r03_what_is_dropped_anywhere_is_all_or_nothing(db: Database) {
    let actor = Actor::User(ada());
    let made = db.desk(&actor, CREATE, json!({ "input": { "headline": "Rain" } })).await;
    let id = made["data"]["createArticle"]["article"]["id"].as_str().unwrap().to_owned();
    let uid = public_id::article(&id).unwrap();
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let mut ended = 0;
    for left in 1.. {
        let find = article::Entity::find().filter(article::Column::Uid.eq(uid));
        let base = find.one(&rows).await.unwrap().unwrap().head_number;
        let create =
            json!({ "input": { "headline": format!("Snow {left}"), "body": { "source": "It snows." } } });
        let changes = json!({ "headline": format!("Rain {left}") });
        let update = json!({ "input": { "id": id, "baseRevision": base, "changes": changes } });
        let actors = || Some(actor.clone());
        let key = format!("k{left}");
        let one = db.bytes(actors(), Some(&key), CREATE, create, &[]);
        let one = Impatient { future: Box::pin(one), left }.await;
        let other = db.bytes(actors(), None, UPDATE, update, &[]);
        let other = Impatient { future: Box::pin(other), left }.await;
        ended = if one.is_some() && other.is_some() { ended + 1 } else { 0 };
        if ended == 2 {
            assert!(left > 5, "{left}");
            break;
        }
        // It holds nobody up, and what it began is over once somebody else has written.
        db.account(Uuid::from_u128(100 + left as u128), Role::Author).await;
    }
    let articles = article::Entity::find().all(&rows).await.unwrap();
    for row in &articles {
        let revisions = article_revision::Entity::find()
            .filter(article_revision::Column::ArticleId.eq(row.id))
            .order_by_asc(article_revision::Column::Number);
        let numbers: Vec<_> = revisions.all(&rows).await.unwrap().iter().map(|r| r.number).collect();
        assert_eq!(numbers, (1..=row.head_number).collect::<Vec<_>>());
        let slugs = article_slug::Entity::find().filter(article_slug::Column::ArticleId.eq(row.id));
        assert_eq!(slugs.all(&rows).await.unwrap().len(), 1);
        let lines = audit_event::Entity::find().filter(audit_event::Column::Uid.eq(row.uid));
        assert!(lines.all(&rows).await.unwrap().len() >= numbers.len(), "each save is in the audit");
    }
    rows.close().await.unwrap();
}
