//! Which of several languages a reader gets.

use super::request::Request;
use super::scalars::LanguageTag;

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

/// The language without script and region: `kk` of `kk-Cyrl`.
pub(super) fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The one that suits best of what is there in several languages: the same tag, then the language without script and
/// region, then any form of the same language.
pub(super) fn best<'t, T>(chain: &[&str], there: &'t [T], tag: impl Fn(&T) -> &str) -> Option<&'t T> {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    chain.iter().find_map(|wanted| {
        there
            .iter()
            .find(|t| same(tag(t), wanted))
            .or_else(|| there.iter().find(|t| same(tag(t), base(wanted))))
            .or_else(|| there.iter().find(|t| same(base(tag(t)), base(wanted))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_form_of_the_first_language_that_is_there() {
        let there = ["en", "kk-Cyrl", "kk-Latn", "pt-BR"];
        let best = |chain: &[&str]| best(chain, &there, |t| t).copied();
        assert_eq!(best(&["kk-Latn"]), Some("kk-Latn"));
        assert_eq!(best(&["kk"]), Some("kk-Cyrl"));
        assert_eq!(best(&["en-GB"]), Some("en"));
        assert_eq!(best(&["pt-PT"]), Some("pt-BR"));
        assert_eq!(best(&["fr", "kk-latn"]), Some("kk-Latn"));
        assert_eq!(best(&["fr"]), None);
    }
}
