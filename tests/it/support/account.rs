//! People who sign in.

use nutgraph::auth::{Actor, Role};
use nutgraph::domain::access::Access;
use nutgraph::domain::user::{self, Invitation};
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
    pub async fn user(&self, name: &str, role: Role) -> db::user_account::Model {
        let access = self.access();
        access.ensure_key().await.unwrap();
        let email = format!("{}@news.example", name.to_lowercase());
        let invitation = Invitation { email, name: name.to_owned(), role };
        user::add_with_password(&access, &Actor::System, &invitation, PASSWORD).await.unwrap()
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
