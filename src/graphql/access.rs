//! What mutations of accounts, sessions and keys share.

use std::net::IpAddr;

use async_graphql::Context;

use super::error::{Fault, Result};
use super::request;
use super::user_error::UserError;
use crate::auth::Actor;
use crate::domain::access::{Access, AccountError};

/// Where a request comes from, and what its browser keeps.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub address: Option<IpAddr>,
    /// Whether the request comes of a page that may keep a session in a cookie: it says so in a header that no form can
    /// send, and is of an origin that may.
    pub keeps_cookies: bool,
    /// The refresh token of the browser's cookie; only for such a page.
    pub cookie: Option<Cookie>,
}

/// A refresh token in a browser's cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookie(pub String);

impl std::fmt::Debug for Cookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(a refresh token)")
    }
}

/// What the browser is to do with its cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Keep this one, for so many seconds.
    This(Cookie, i64),
    /// Keep none.
    Nothing,
}

/// What lets people in, for a mutation that anybody may ask for.
pub(super) fn anybody(ctx: &Context<'_>) -> Result<(Access, Client)> {
    let request = request::of(ctx)?;
    Ok((request.newsroom.access.clone(), request.client.clone()))
}

/// The same, and whoever asks.
pub(super) fn caller(ctx: &Context<'_>) -> Result<(Access, Actor)> {
    let request = request::of(ctx)?;
    Ok((request.newsroom.access.clone(), request.caller()?.actor.clone()))
}

/// Does something, and tells what is wrong with the arguments as data. What the answer then tells is read anew.
pub(super) async fn run<T>(
    ctx: &Context<'_>,
    work: impl Future<Output = Result<T, AccountError>>,
) -> Result<(Option<T>, Vec<UserError>)> {
    let request = request::of(ctx)?;
    request.release().await;
    let outcome = match work.await {
        Ok(done) => Ok((Some(done), vec![])),
        Err(AccountError::Faulty(faults)) => Ok((None, faults.into_iter().map(UserError::from).collect())),
        Err(error) => Err(Fault::from(error)),
    };
    // The next field may read, whatever became of this one.
    request.renew().await?;
    outcome
}

/// Inputs with secrets show nothing of themselves.
macro_rules! unshown {
    ($($input:ident),+) => {$(
        impl std::fmt::Debug for $input {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($input)).finish_non_exhaustive()
            }
        }
    )+};
}
pub(super) use unshown;
