//! The API as a client meets it: in process, or over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use nutgraph::auth::password::Cost;
use nutgraph::auth::{Actor, Role};
use nutgraph::config::{Config, DEFAULTS};
use nutgraph::domain::access;
use nutgraph::domain::newsroom::Newsroom;
use nutgraph::domain::site::Site;
use nutgraph::graphql::Reader;
use nutgraph::graphql::access::Client;
use nutgraph::graphql::wire::{Asked, Call};
use nutgraph::http::{self, App, Limits};
use nutgraph::store::Edition;
use nutgraph::store::edition::Recorder;
use reqwest::Response;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::Database;

impl Database {
    pub fn app(&self, limits: Limits) -> App {
        let mut app =
            App::new(self.store.clone(), self.clock.clone(), Site::default(), self.api.clone(), limits);
        app.newsroom = Arc::new(Newsroom::clone(&app.newsroom).with_access(cheap()));
        app
    }

    /// Asks as a reader does, on a snapshot of its own, and returns `data`; fails where there are errors.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        if self.tokens.is_some() {
            let mut answer = self.serve().await.ask(None, query, variables).await;
            assert_eq!(answer.get("errors"), None, "{query}");
            return answer["data"].take();
        }
        let mut answer = self.ask(query, variables, &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    /// The statements that a query sends to the database where no article is known yet, but for the one that takes the
    /// snapshot.
    pub async fn statements(&self, query: &str, variables: Value) -> Vec<String> {
        let (answer, statements) = self.unread().ask(query, variables, &[]).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        statements
    }

    /// The answer as it goes out to one who reads these languages, and the statements that it took.
    pub async fn ask(&self, query: &str, variables: Value, languages: &[&str]) -> (Value, Vec<String>) {
        self.ask_as(None, None, query, variables, languages).await
    }

    /// What somebody of the newsroom is answered, in process: the whole answer.
    pub async fn desk(&self, actor: &Actor, query: &str, variables: Value) -> Value {
        if self.tokens.is_some() {
            return Box::pin(self.desk_over_http(actor, query, variables)).await;
        }
        Box::pin(self.ask_as(Some(actor.clone()), None, query, variables, &[])).await.0
    }

    /// The same, and the statements that it took.
    pub async fn desk_statements(
        &self,
        actor: &Actor,
        query: &str,
        variables: Value,
    ) -> (Value, Vec<String>) {
        self.ask_as(Some(actor.clone()), None, query, variables, &[]).await
    }

    /// The statements of the edition that this takes.
    pub async fn edition_statements(&self, actor: &Actor, query: &str, variables: Value) -> Vec<String> {
        let (answer, statements) = self.ask_as(Some(actor.clone()), None, query, variables, &[]).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        statements
    }

    /// The same with an `Idempotency-Key`.
    pub async fn desk_once(&self, actor: &Actor, key: &str, query: &str, variables: Value) -> Value {
        self.ask_as(Some(actor.clone()), Some(key), query, variables, &[]).await.0
    }

    /// Sees that there is an account: whoever acts is looked up in every transaction.
    pub async fn account(&self, uid: Uuid, role: Role) {
        let sql = "INSERT INTO user_account (uid, name, role, version, created_at, created_by, updated_at, updated_by)
            VALUES ($1, 'somebody', $2, 1, 0, 'system', 0, 'system') ON CONFLICT (uid) DO NOTHING";
        if self.options.url.starts_with("sqlite") {
            let pool = sqlx::SqlitePool::connect(&self.options.url).await.unwrap();
            sqlx::query(sql).bind(uid).bind(role.code()).execute(&pool).await.unwrap();
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&self.options.url).await.unwrap();
            sqlx::query(sql).bind(uid).bind(role.code()).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }

    async fn ask_as(
        &self,
        actor: Option<Actor>,
        key: Option<&str>,
        query: &str,
        variables: Value,
        languages: &[&str],
    ) -> (Value, Vec<String>) {
        if let Some(Actor::User(user)) = &actor {
            self.account(user.uid, user.role).await;
        }
        let (body, statements) = self.bytes(actor, key, query, variables, languages).await;
        (serde_json::from_str(&body).unwrap(), statements)
    }

    /// The answer byte by byte; whoever asks has an account already.
    pub async fn bytes(
        &self,
        actor: Option<Actor>,
        key: Option<&str>,
        query: &str,
        variables: Value,
        languages: &[&str],
    ) -> (String, Vec<String>) {
        let Value::Object(variables) = variables else { panic!("variables are an object") };
        let call = Call { document: Asked::Text(query.to_owned()), operation_name: None, variables };
        let recorder = Recorder::default();
        let edition = Edition::open(&self.store, Some(Arc::clone(&recorder))).await.unwrap();
        let signed_in = actor.is_some();
        let site = Arc::new(Site::default());
        let mut store = self.store.clone();
        store.record_desk(Arc::clone(&recorder));
        let mut newsroom = self.newsroom.clone();
        (newsroom.store, newsroom.clock) = (store, self.clock.clone());
        newsroom.graphs = self.graphs.clone().unwrap_or_default();
        let newsroom = Arc::new(newsroom.with_access(access::Settings::default()));
        let reader = Reader {
            edition: edition.into(),
            newsroom,
            actor,
            client: Client::default(),
            preview: None,
            once: key.map(|key| (key.to_owned(), call.fingerprint())),
            site,
            clock: self.clock.clone(),
            languages: languages.iter().map(|tag| (*tag).to_owned()).collect(),
        };
        let answer = match self.api.admit(call, signed_in) {
            Ok(passed) => Box::pin(self.api.execute(passed, reader, "story")).await,
            Err(answer) => answer,
        };
        let statements = recorder.lock().unwrap().clone();
        (answer.body.to_string(), statements)
    }

    /// Serves this database over HTTP, on a free port, until it is dropped.
    pub async fn serve(&self) -> Server {
        self.serve_within(usual()).await
    }

    /// The same, where people and tools are let in otherwise. Also what lets them in, to look at.
    pub async fn serve_with_access(&self, settings: access::Settings) -> (Server, access::Access) {
        let mut app = self.app(usual());
        app.newsroom = Arc::new(Newsroom::clone(&app.newsroom).with_access(settings));
        let access = app.newsroom.access.clone();
        (Server::start(app).await, access)
    }

    /// The same, with other limits.
    pub async fn serve_within(&self, limits: Limits) -> Server {
        Server::start(self.app(limits)).await
    }
}

/// How people are let in by a server without settings, but for the cost of passwords, for which no story waits.
pub fn cheap() -> access::Settings {
    access::Settings { cost: Cost { memory: 8, passes: 1 }, ..access::Settings::default() }
}

/// The limits of a server without settings.
pub fn usual() -> Limits {
    toml::from_str::<Config>(DEFAULTS).unwrap().limits()
}

/// A server of its own, and a client that talks to it.
#[derive(Debug)]
pub struct Server {
    pub url: String,
    pub client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(app: App) -> Self {
        let listener = http::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let stopped = async { stopped.await.unwrap_or(()) };
        let task = tokio::spawn(async { http::serve(listener, app, stopped).await });
        // No proxy of the environment; and a redirect is an answer to look at.
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { url, client, stop: Some(stop), task }
    }

    /// Tells it to stop.
    pub fn stop(&mut self) {
        drop(self.stopper());
    }

    /// What tells it to stop, once it is dropped.
    pub fn stopper(&mut self) -> oneshot::Sender<()> {
        self.stop.take().expect("it was not told yet")
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self) {
        (&mut self.task).await.unwrap();
    }

    /// Posts a GraphQL request as JSON.
    pub async fn post(&self, body: Value) -> Response {
        self.client.post(format!("{}/graphql", self.url)).json(&body).send().await.unwrap()
    }

    /// Posts an operation with its variables, as whoever has this token; the whole answer.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let request = self.client.post(format!("{}/graphql", self.url));
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let body = serde_json::json!({ "query": query, "variables": variables });
        request.json(&body).send().await.unwrap().json().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended already.
            let _ = stop.send(());
        }
    }
}
