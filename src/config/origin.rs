//! The origin of web pages, checked where it is read.

use std::str::FromStr;

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

/// `https://news.example`, as browsers send it, or `*` for all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// What is no origin.
#[derive(Debug, thiserror::Error)]
#[error(
    "\"{0}\" is no origin: write it as browsers send it, as in \"https://news.example\" or \"http://localhost:3000\", \
    in small letters and without a path; or \"*\" for all"
)]
pub struct OriginFault(String);

impl Origin {
    /// `None` is every origin.
    #[must_use]
    pub fn value(&self) -> Option<HeaderValue> {
        if self.0 == "*" { None } else { HeaderValue::from_str(&self.0).ok() }
    }
}

impl FromStr for Origin {
    type Err = OriginFault;

    fn from_str(text: &str) -> Result<Self, OriginFault> {
        if text == "*" || is_origin(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(OriginFault(text.to_owned()))
        }
    }
}

/// Scheme, host and port ([RFC 6454 §6.2](https://www.rfc-editor.org/rfc/rfc6454#section-6.2)); the port of the scheme
/// itself is never sent.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host_end = if rest.starts_with('[') {
        rest.find(']').map_or(0, |at| at + 1)
    } else {
        rest.find(':').unwrap_or(rest.len())
    };
    let (host, port) = rest.split_at(host_end);
    let port = match port.strip_prefix(':') {
        None => port.is_empty(),
        Some(digits) => {
            let usual = match scheme {
                "http" => "80",
                "https" => "443",
                _ => "",
            };
            digits != usual && digits.parse::<u16>().is_ok_and(|port| port.to_string() == digits)
        }
    };
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_name =
        |host: &str| !host.is_empty() && host.bytes().all(|byte| small(byte) || b"-._".contains(&byte));
    let is_address = |host: &str| {
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inner.is_some_and(|inner| {
            inner.parse::<std::net::Ipv6Addr>().is_ok_and(|address| address.to_string() == inner)
        })
    };
    scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| small(byte) || b"+-.".contains(&byte))
        && port
        && (is_name(host) || is_address(host))
}

impl TryFrom<String> for Origin {
    type Error = OriginFault;

    fn try_from(text: String) -> Result<Self, OriginFault> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_send() {
        for good in [
            "*",
            "https://news.example",
            "http://localhost:3000",
            "http://127.0.0.1:5173",
            "https://[::1]:8443",
            "capacitor://localhost",
            "https://xn--e1afmkfd.example",
        ] {
            assert!(good.parse::<Origin>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "null",
            "news.example",
            "https://news.example/",
            "https://News.example",
            "https://*.example",
            "https://news.example:443",
            "http://news.example:80",
            "https://news.example:",
            "https://a b",
            "https://news.example:99999",
            "https://user@news.example",
            "https://",
            "://news.example",
            "https://[::1",
            "https://news.example, https://other.example",
        ] {
            assert!(bad.parse::<Origin>().is_err(), "{bad}");
        }
    }
}
