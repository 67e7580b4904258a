//! Which of several languages a reader gets.

use super::request::Request;
use super::scalars::LanguageTag;
pub(super) use crate::domain::language::base;

/// The languages to try, best first: the one that is named, else those of the request, else the newsroom's.
pub(super) fn chain<'a>(request: &'a Request, named: Option<&'a LanguageTag>) -> Vec<&'a str> {
    match named {
        Some(tag) => vec![tag.0.as_str()],
        None if request.languages.is_empty() => vec![request.site.default_language.as_str()],
        None => request.languages.iter().map(String::as_str).collect(),
    }
}

/// The best of them.
pub(super) fn first<'a>(request: &'a Request, named: Option<&'a LanguageTag>) -> &'a str {
    chain(request, named).first().copied().unwrap_or(&request.site.default_language)
}
