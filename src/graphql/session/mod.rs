//! Signing in, staying in, leaving.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::access::{Cookie, Keep, anybody, run, unshown};
use super::error::{Fault, Result, bad_request};
use super::request;
use super::scalars::DateTime;
use super::user::User;
use super::user_error::UserError;
use crate::domain::access::{AccountError, wrong_password, wrong_token};
use crate::domain::session::{self, Granted, Login};

/// Who somebody is, and what shows it.
#[derive(Clone, InputObject)]
pub struct LoginInput {
    /// The e-mail address of the account.
    pub email: String,
    /// The password of the account.
    pub password: String,
    /// Where the refresh token is to live.
    #[graphql(default)]
    pub session: SessionPlace,
}

/// Where the refresh token of a session lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SessionPlace {
    /// In the answer: for programs, and whoever has a safe place for it.
    #[default]
    Token,
    /// In a cookie of the browser that no script can read: for web pages. Each request about the session then needs the
    /// header `nutgraph-csrf: 1`, and must come of an origin that may.
    Cookie,
}

/// A refresh token.
#[derive(Clone, InputObject)]
pub struct RefreshSessionInput {
    /// The token that the session was given last.
    pub refresh_token: String,
}

unshown!(LoginInput, RefreshSessionInput);

/// What shows who one is from now on.
#[derive(SimpleObject)]
pub struct Session {
    /// Goes into the header `Authorization: Bearer …` of each request.
    access_token: String,
    /// When the access token is over; minutes from now.
    expires_at: DateTime,
    /// Brings the next access token, once; null where it lives in a cookie.
    refresh_token: Option<String>,
    /// When the refresh token is over if it is not used.
    refresh_expires_at: DateTime,
    /// Who is signed in.
    user: User,
}

unshown!(Session);

impl From<Granted> for Session {
    fn from(granted: Granted) -> Self {
        Self {
            access_token: granted.access_token.0,
            expires_at: DateTime(granted.expires_at),
            refresh_token: (!granted.in_cookie).then(|| granted.refresh_token.expose()),
            refresh_expires_at: DateTime(granted.refresh_expires_at),
            user: granted.user.into(),
        }
    }
}

/// What became of signing in, or of staying in.
#[derive(Debug, SimpleObject)]
pub struct SessionPayload {
    /// What shows who one is; null where there are errors.
    session: Option<Session>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl SessionPayload {
    fn of((granted, user_errors): (Option<Granted>, Vec<UserError>)) -> Self {
        Self { session: granted.map(Session::from), user_errors }
    }
}

/// What became of leaving.
#[derive(Debug, SimpleObject)]
pub struct LogoutPayload {
    /// Whether the session is over, which it is also where it was before.
    done: bool,
    /// What is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct SessionKeeping;

#[Object]
impl SessionKeeping {
    /// Signs somebody in with a password. Send no `Authorization` header with it.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and the password.")] input: LoginInput,
    ) -> Result<SessionPayload> {
        let (access, client) = anybody(ctx)?;
        let LoginInput { email, password, session } = input;
        let in_cookie = session == SessionPlace::Cookie;
        if in_cookie && !client.keeps_cookies {
            return Err(no_page());
        }
        let login = async {
            let granted =
                session::login(&access, Login { email, password, in_cookie }, client.address).await?;
            granted.ok_or_else(|| wrong_password().into())
        };
        let done = run(ctx, login).await?;
        keep(ctx, done.0.as_ref())?;
        Ok(SessionPayload::of(done))
    }

    /// Brings the next access token, for a refresh token, which is used up then; the answer, or the cookie, has its
    /// successor. Within 10 seconds the same token brings the same successor again, since an answer may be lost; later,
    /// the session is over. Send no `Authorization` header with it.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token; without it, that of the browser's cookie.")] input: Option<
            RefreshSessionInput,
        >,
    ) -> Result<SessionPayload> {
        let (access, client) = anybody(ctx)?;
        let (token, in_cookie) = match input {
            Some(input) => (input.refresh_token, false),
            None if !client.keeps_cookies => return Err(no_page()),
            None => (client.cookie.map(|cookie| cookie.0).unwrap_or_default(), true),
        };
        let refresh = async {
            match session::refresh(&access, &token, in_cookie).await {
                Err(AccountError::Untrusted(_)) => Err(wrong_token("refreshToken").into()),
                outcome => outcome,
            }
        };
        let done = run(ctx, refresh).await?;
        keep(ctx, done.0.as_ref())?;
        Ok(SessionPayload::of(done))
    }

    /// Ends a session: that of the refresh token, else that of the browser's cookie, else that of the access token in the
    /// header.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token, where it lives in no cookie.")] input: Option<
            RefreshSessionInput,
        >,
    ) -> Result<LogoutPayload> {
        let (access, client) = anybody(ctx)?;
        let (done, user_errors) = match (input, client.cookie) {
            (Some(input), _) => {
                run(ctx, session::leave_by_token(&access, &input.refresh_token, false)).await?
            }
            (None, Some(cookie)) => {
                let done = run(ctx, session::leave_by_token(&access, &cookie.0, true)).await?;
                request::of(ctx)?.keep(Keep::Nothing);
                done
            }
            (None, None) => {
                let actor = request::of(ctx)?.caller()?.actor.clone();
                run(ctx, session::leave(&access, &actor)).await?
            }
        };
        Ok(LogoutPayload { done: done.is_some(), user_errors })
    }
}

/// Has the browser keep what it was given.
fn keep(ctx: &Context<'_>, granted: Option<&Granted>) -> Result<()> {
    let request = request::of(ctx)?;
    if let Some(granted) = granted.filter(|granted| granted.in_cookie) {
        let seconds = (granted.refresh_expires_at.0 - request.clock.now().0) / 1000;
        request.keep(Keep::This(Cookie(granted.refresh_token.expose()), seconds));
    }
    Ok(())
}

/// What is told to whoever asks for a cookie, and is no page that may.
fn no_page() -> Fault {
    bad_request(
        "A session in a cookie is for web pages: send the header \"nutgraph-csrf: 1\", from the server's own origin or \
         one of cors_origins.",
    )
}
