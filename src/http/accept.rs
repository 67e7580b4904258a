//! Which media type the client prefers ([RFC 9110 §12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)).

use std::cmp::Reverse;

use axum::http::{HeaderMap, header};

/// What `/graphql` can answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status code tells of the request.
    Response,
    /// `application/json`: 200 for every well-formed request.
    Json,
    /// A browser: the explorer.
    Html,
}

impl Media {
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

/// One of the client's ranges.
struct Range {
    name: String,
    /// Whether it says that it is in UTF-8, as ours are.
    is_utf8: bool,
    /// In thousandths.
    quality: u16,
}

/// The best of what the client accepts: by its quality values, then by how exactly a type is named, then by order. What
/// a type is worth to it, the most exact of its ranges says. `None` where it accepts nothing of ours. HTML must be asked
/// for by name, which only browsers do.
#[must_use]
pub fn negotiate(headers: &HeaderMap) -> Option<Media> {
    let accept: Vec<_> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(",");
    if accept.trim().is_empty() {
        return Some(Media::Json);
    }
    let ranges: Vec<_> = accept.split(',').filter_map(read).collect();
    // Of those between which the client has no preference, the last: every client knows it.
    let ours = [Media::Html, Media::Response, Media::Json].into_iter();
    ours.filter_map(|media| Some((rank(media, &ranges)?, media)))
        .filter(|(rank, _)| rank.0 > 0)
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, media)| media)
}

/// The quality of the most exact range that has this type in it, how exact that is, and which of all it is.
fn rank(media: Media, ranges: &[Range]) -> Option<(u16, u8, Reverse<usize>)> {
    let name = media.content_type().split(';').next().unwrap_or_default();
    let matching = ranges.iter().enumerate().filter_map(|(place, range)| {
        let exactness = match range.name.as_str() {
            "*/*" if media != Media::Html => 0,
            "application/*" if media != Media::Html => 1,
            exact if exact == name => 2 + u8::from(range.is_utf8),
            _ => return None,
        };
        Some((exactness, Reverse(place), range.quality))
    });
    let (exactness, place, quality) = matching.max()?;
    // To say that it is in UTF-8 is no wish of its own.
    Some((quality, exactness.min(2), place))
}

/// `None` for a range of which nothing can be ours.
fn read(range: &str) -> Option<Range> {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next()?.to_ascii_lowercase();
    let (mut is_utf8, mut quality) = (false, 1000);
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = thousandths(value),
            "charset" if !value.eq_ignore_ascii_case("utf-8") => return None,
            "charset" => is_utf8 = true,
            _ => {}
        }
    }
    Some(Range { name, is_utf8, quality })
}

/// `0.75` is 750; what is no quality is 0.
pub fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" => 1000,
        "0" if digits => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiated(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        negotiate(&headers)
    }

    #[test]
    fn clients_get_what_they_prefer() {
        for (accept, media) in [
            ("", Some(Media::Json)),
            ("*/*", Some(Media::Json)),
            ("application/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            ("application/graphql-response+json", Some(Media::Response)),
            ("application/graphql-response+json, application/json;q=0.9", Some(Media::Response)),
            ("application/json;q=0.9, application/graphql-response+json;q=0.95", Some(Media::Response)),
            ("*/*, application/graphql-response+json", Some(Media::Response)),
            ("application/graphql-response+json;q=0, application/json;q=0.001", Some(Media::Json)),
            ("Application/JSON; charset=UTF-8", Some(Media::Json)),
            ("application/json; charset=latin1", None),
            ("application/json; q=2", None),
            ("application/json;q=0, */*", Some(Media::Response)),
            ("*/*, application/json;q=0", Some(Media::Response)),
            ("*/*, application/json;q=0, application/*;q=0", None),
            ("application/*;q=0, */*", None),
            ("application/json;q=0, application/graphql-response+json;q=0, */*", None),
            ("application/json;q=0.2, */*;q=0.1", Some(Media::Json)),
            ("application/json, text/plain, */*", Some(Media::Json)),
            ("application/json, application/graphql-response+json", Some(Media::Json)),
            ("application/json;q=0, application/json;charset=utf-8", Some(Media::Json)),
            ("text/html;q=0, */*", Some(Media::Json)),
            ("image/png", None),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", Some(Media::Html)),
        ] {
            assert_eq!(negotiated(accept), media, "{accept}");
        }
    }
}
