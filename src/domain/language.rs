//! Which of several languages suits best.

/// The language without script and region: `kk` of `kk-Cyrl`.
#[must_use]
pub fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The one that suits best of what is there in several languages: the same tag, then the language without script and
/// region, then any form of the same language.
pub fn best<'t, T>(chain: &[&str], there: &'t [T], tag: impl Fn(&T) -> &str) -> Option<&'t T> {
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
