//! Where a request comes from, and the cookie of a browser's session.
//!
//! A cookie is sent by the browser, whoever has it do so. So it counts only where the request has a header that no form
//! and no picture can send, and that a script of another origin sends only after it was allowed to; and where its `Origin`
//! is our own or one that was listed. Its name has it bound to this very host, and to connections that are secure
//! (browsers take http://localhost for one).

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};

use super::connection::Peer;
use super::limits::{Limits, Origins};
use super::own::CSRF;
use crate::auth::secret::{Kind, Secret};
use crate::graphql::access::{Client, Cookie, Keep};

/// The cookie's name (`__Host-`: <https://www.rfc-editor.org/rfc/rfc6265#section-4.1>, as browsers extend it).
const NAME: &str = "__Host-nutgraph-refresh";

/// Who asks from where.
pub fn of(parts: &Parts, limits: &Limits) -> Client {
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
    let keeps_cookies = parts.headers.get(CSRF).is_some_and(|value| value == "1")
        && may_keep(&parts.headers, &parts.uri, &limits.origins);
    Client {
        address: address(peer, &parts.headers, limits.proxies),
        keeps_cookies,
        cookie: if keeps_cookies { kept(&parts.headers) } else { None },
    }
}

/// The client's address: what the proxies say that are ours, of which each has added whom it speaks for; nothing that
/// stands before that, since the client may have written it.
fn address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let Some(before) = proxies.checked_sub(1) else { return peer };
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<_> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
    let said = said.iter().rev().nth(before).and_then(|text| {
        let bare = text.strip_prefix('[').and_then(|text| text.split(']').next());
        bare.unwrap_or(text).parse().ok()
    });
    said.or(peer)
}

/// Whether the page that asks is of our own origin, or of one that was listed.
fn may_keep(headers: &HeaderMap, uri: &Uri, origins: &Origins) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    if let Origins::Listed(listed) = origins
        && listed.contains(origin)
    {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(|authority| authority.as_str()));
    let of = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    of.is_some_and(|of| host.is_some_and(|host| host.eq_ignore_ascii_case(of)))
}

/// The refresh token that the browser keeps.
fn kept(headers: &HeaderMap) -> Option<Cookie> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut ours = all.flat_map(|value| value.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == NAME && Secret::kind_of(value) == Some(Kind::Refresh)).then(|| Cookie(value.to_owned()))
    });
    ours.next()
}

/// The header that has the browser keep a cookie, or none.
pub fn cookie(keep: &Keep) -> Option<HeaderValue> {
    let (value, seconds) = match keep {
        Keep::This(Cookie(token), seconds) => (token.as_str(), *seconds),
        Keep::Nothing => ("", 0),
    };
    let text = format!("{NAME}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let peer = Some("10.0.0.1".parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 1.2.3.4".parse().unwrap());
        headers.append("x-forwarded-for", "[2001:db8::1]:443".parse().unwrap());
        let of = |proxies| address(peer, &headers, proxies).unwrap().to_string();
        assert_eq!([of(0), of(1), of(2), of(9)], ["10.0.0.1", "2001:db8::1", "1.2.3.4", "10.0.0.1"]);
        assert_eq!(address(peer, &HeaderMap::new(), 1), peer);
    }

    #[test]
    fn only_our_own_pages_keep_cookies() {
        let listed = Origins::Listed(vec!["https://desk.example".parse().unwrap()]);
        for (origin, origins, may) in [
            ("https://api.example", &Origins::Own, true),
            ("https://API.example", &Origins::Own, true),
            ("https://desk.example", &listed, true),
            ("https://desk.example", &Origins::Own, false),
            ("https://desk.example", &Origins::Any, false),
            ("https://desk.example.evil", &listed, false),
            ("https://api.example:8080", &Origins::Own, false),
            ("null", &listed, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "api.example".parse().unwrap());
            assert!(!may_keep(&headers, &Uri::default(), origins), "no origin at all");
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            assert_eq!(may_keep(&headers, &Uri::default(), origins), may, "{origin}");
        }
    }
}
