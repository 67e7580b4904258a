//! People who sign in.

use db::user_account;
use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::access::Access;
use nutgraph::domain::user::{self, Invitation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Database, Server, cheap};

/// Everybody's, in stories.
pub const PASSWORD: &str = "correct horse battery";

pub const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) {
    session { accessToken expiresAt refreshToken refreshExpiresAt user { id name email role } }
    userErrors { message path code } } }";

pub const REFRESH: &str = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
    session { accessToken expiresAt refreshToken refreshExpiresAt user { name role } }
    userErrors { message path code } } }";

impl Database {
    /// What lets people in.
    pub fn access(&self) -> Access {
        Access::new(self.store.clone(), self.clock.clone(), cheap())
    }

    /// Makes an account with [`PASSWORD`], and the first key that signs.
    pub async fn user(&self, name: &str, role: Role) -> user_account::Model {
        let access = self.access();
        access.ensure_key().await.unwrap();
        let email = format!("{}@news.example", name.to_lowercase());
        let invitation = Invitation { email, name: name.to_owned(), role };
        user::add_with_password(&access, &Actor::System, &invitation, PASSWORD).await.unwrap()
    }
}

impl Database {
    /// What somebody is answered who signs in over HTTP, unless they did at this time already.
    pub async fn desk_over_http(&self, actor: &Actor, query: &str, variables: Value) -> Value {
        let (Some(tokens), Actor::User(user)) = (&self.tokens, actor) else {
            panic!("{actor} signs in nowhere")
        };
        let (server, at) = (self.serve().await, (user.uid, self.clock.now().0));
        let known = tokens.lock().unwrap().get(&at).cloned();
        let token = match known {
            Some(token) => token,
            None => {
                let rows = sea_orm::Database::connect(&self.options.url).await.unwrap();
                let find = user_account::Entity::find().filter(user_account::Column::Uid.eq(user.uid));
                let email = find.one(&rows).await.unwrap().unwrap().email.unwrap();
                rows.close().await.unwrap();
                let token =
                    Tokens::of(&server.try_login(&email, PASSWORD).await["data"]["login"]["session"]).access;
                tokens.lock().unwrap().insert(at, token.clone());
                token
            }
        };
        server.ask(Some(&token), query, variables).await
    }

    /// Somebody who can sign in.
    pub async fn somebody(&self, name: &str, role: Role) -> Actor {
        let uid = self.user(name, role).await.uid;
        Actor::User(User { uid, role, session: None })
    }
}

/// Tokens of somebody who signed in.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    /// Out of a session in an answer.
    pub fn of(session: &Value) -> Self {
        let text = |name: &str| session[name].as_str().unwrap_or_else(|| panic!("{session}")).to_owned();
        Self { access: text("accessToken"), refresh: text("refreshToken") }
    }
}

impl Server {
    /// Signs in with [`PASSWORD`].
    pub async fn login(&self, name: &str) -> Tokens {
        let answer = self.try_login(&format!("{name}@news.example"), PASSWORD).await;
        Tokens::of(&answer["data"]["login"]["session"])
    }

    pub async fn try_login(&self, email: &str, password: &str) -> Value {
        self.ask(None, LOGIN, json!({ "input": { "email": email, "password": password } })).await
    }

    pub async fn refresh(&self, token: &str) -> Value {
        let mut answer = self.ask(None, REFRESH, json!({ "input": { "refreshToken": token } })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["refreshSession"].take()
    }
}
