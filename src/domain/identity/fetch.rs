//! Fetching keys: from one address, over https, in little time, and not much of it.

use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::auth::foreign::Keys;

/// How long connecting may take, and all of it.
const CONNECT: Duration = Duration::from_secs(3);
const ALL: Duration = Duration::from_secs(5);

/// Bytes at most.
const LARGEST: usize = 256 << 10;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{0} is no address that is safe to ask")]
    Address(String),
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("it answers {0}")]
    Status(u16),
    #[error("it has more than {LARGEST} bytes")]
    Large,
    #[error("it is no set of public keys of which one could be used")]
    NoKeys,
}

/// Whether nobody on the way could give other keys: https, or this very machine.
#[must_use]
pub fn is_safe(url: &str) -> bool {
    let Ok(url) = url.parse::<Url>() else { return false };
    url.username().is_empty()
        && url.password().is_none()
        && match url.scheme() {
            "https" => url.host_str().is_some(),
            "http" => is_here(&url),
            _ => false,
        }
}

fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Fetches the keys.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(url: &str) -> Result<Keys, FetchError> {
    let unsafe_address = || FetchError::Address(url.to_owned());
    let address = url.parse::<Url>().ok().filter(|_| is_safe(url)).ok_or_else(unsafe_address)?;
    let client = Client::builder().redirect(redirect::Policy::none()).connect_timeout(CONNECT).timeout(ALL);
    let client = if is_here(&address) { client.no_proxy() } else { client.https_only(true) }.build()?;
    let mut response = client.get(address).header("accept", "application/json").send().await?;
    if response.status() != 200 {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    let mut json = vec![];
    while let Some(chunk) = response.chunk().await? {
        if json.len() + chunk.len() > LARGEST {
            return Err(FetchError::Large);
        }
        json.extend_from_slice(&chunk);
    }
    Ok(Keys::read(&json)?)
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn keys_come_over_https_or_from_here() {
        for (url, safe) in [
            ("https://login.news.example/jwks.json", true),
            ("http://localhost:8080/jwks.json", true),
            ("http://127.0.0.1/jwks.json", true),
            ("http://[::1]:1/jwks.json", true),
            ("http://login.news.example/jwks.json", false),
            ("http://127.0.0.1.evil.example/", false),
            ("http://localhost@evil.example/", false),
            ("https://user:secret@login.news.example/", false),
            ("file:///etc/keys.json", false),
            ("login.news.example", false),
        ] {
            assert_eq!(is_safe(url), safe, "{url}");
        }
    }
}
