//! The address that somebody signs in with.

use unicode_normalization::UnicodeNormalization as _;

/// Bytes of an address at most (RFC 5321).
const LONGEST: usize = 254;

/// What an address is known by: whoever writes it in capitals, with blanks around or in full-width letters, means the same.
/// `None` for what is no address.
#[must_use]
pub fn normalised(text: &str) -> Option<String> {
    if text.len() > 4 * LONGEST {
        return None;
    }
    let email = folded(text);
    let (local, domain) = email.rsplit_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "@,;<>()\"\\".contains(c))
    };
    let dotted = !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    (email.len() <= LONGEST && plain(local) && plain(domain) && dotted).then_some(email)
}

/// The same of any text: attempts are counted by it, also those that name no address.
#[must_use]
pub fn folded(text: &str) -> String {
    let text: String = text.nfkc().collect();
    caseless::default_case_fold_str(text.trim()).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form() {
        for same in [
            "aigerim@news.example",
            " Aigerim@NEWS.example\n",
            "ａｉｇｅｒｉｍ@news.example",
            "AIGERIM@news.example",
        ] {
            assert_eq!(normalised(same).as_deref(), Some("aigerim@news.example"), "{same}");
        }
        for none in [
            "", "@", "a@", "@b", "a", "a b@c", "a@b c", "a@@b", "a@b@c d", "a@.b", "a@b..c", "<a@b>", "a,b@c",
        ] {
            assert_eq!(normalised(none), None, "{none}");
        }
        assert_eq!(normalised(&format!("{}@b", "a".repeat(LONGEST))), None);
    }
}
