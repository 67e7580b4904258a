//! What mutations of accounts, sessions and keys share.

use std::net::IpAddr;

use async_graphql::Context;

use super::error::{Fault, Result};
use super::request;
use super::user_error::UserError;
use crate::auth::Actor;
use crate::domain::access::{Access, AccountError};

/// Where a request comes from, and what its browser keeps.
#[derive(Clone, Default)]
pub struct Client {
    pub address: Option<IpAddr>,
    /// The refresh token of the browser's cookie, where the request shows that it comes of the newsroom's own page.
    pub cookie: Option<String>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("address", &self.address).finish_non_exhaustive()
    }
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
    request.release().await?;
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
