//! Signing in, staying in, leaving.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::access::{anybody, run, unshown};
use super::error::Result;
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
    /// Brings the next access token, once.
    refresh_token: String,
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
            refresh_token: granted.refresh_token.expose(),
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
        let LoginInput { email, password } = input;
        let login = async {
            let login = Login { email, password, in_cookie: false };
            let granted = session::login(&access, login, client.address).await?;
            granted.ok_or_else(|| wrong_password().into())
        };
        Ok(SessionPayload::of(run(ctx, login).await?))
    }

    /// Brings the next access token, for a refresh token, which is used up then; the answer has its successor. Within
    /// 10 seconds the same token brings the same successor again, since an answer may be lost; later, the session is
    /// over. Send no `Authorization` header with it.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: RefreshSessionInput,
    ) -> Result<SessionPayload> {
        let (access, _) = anybody(ctx)?;
        let refresh = async {
            match session::refresh(&access, &input.refresh_token, false).await {
                Err(AccountError::Untrusted(_)) => Err(wrong_token("refreshToken").into()),
                outcome => outcome,
            }
        };
        Ok(SessionPayload::of(run(ctx, refresh).await?))
    }

    /// Ends a session: that of the refresh token, or that of the access token in the header.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token; without it, there must be an access token in the header.")]
        input: Option<RefreshSessionInput>,
    ) -> Result<LogoutPayload> {
        let (access, _) = anybody(ctx)?;
        let (done, user_errors) = match input {
            Some(input) => run(ctx, session::leave_by_token(&access, &input.refresh_token, false)).await?,
            None => {
                let actor = request::of(ctx)?.caller()?.actor.clone();
                run(ctx, session::leave(&access, &actor)).await?
            }
        };
        Ok(LogoutPayload { done: done.is_some(), user_errors })
    }
}
