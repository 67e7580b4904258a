//! Language tags (BCP 47, RFC 5646).

use oxilangtag::LanguageTag;

#[derive(Debug, thiserror::Error)]
#[error("{tag:?} is no BCP 47 language tag, such as \"en-GB\" or \"kk-Cyrl\"")]
pub struct InvalidTag {
    pub tag: String,
    #[source]
    pub source: oxilangtag::LanguageTagParseError,
}

/// Checks a tag's form and gives it its usual capitals: `en-GB`, `kk-Cyrl`. Subtags are not looked up in the registry.
pub fn parse(tag: &str) -> Result<String, InvalidTag> {
    LanguageTag::parse_and_normalize(tag)
        .map(LanguageTag::into_inner)
        .map_err(|source| InvalidTag { tag: tag.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_capitals() {
        for (given, normal) in [
            ("EN-gb", "en-GB"),
            ("KK-cyrl", "kk-Cyrl"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("de", "de"),
            ("ES-419", "es-419"),
        ] {
            assert_eq!(parse(given).unwrap(), normal);
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for wrong in ["", "e", "en_GB", "english language", "en-", "toolonglanguage"] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
        assert!(parse("en_GB").unwrap_err().to_string().contains("en_GB"));
    }
}
