//! Secrets that only their holder has: 256 bits of chance in a text whose beginning tells what it is, so that it is found
//! where it does not belong. What is kept of them is a hash; a fast one is enough for what nobody can guess.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A tool's key.
    ApiKey,
    /// What brings the next access token.
    Refresh,
    /// What lets its holder set a password.
    Link,
}

impl Kind {
    const ALL: [Self; 3] = [Self::ApiKey, Self::Refresh, Self::Link];

    /// What its secrets begin with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "ngk_",
            Self::Refresh => "ngr_",
            Self::Link => "ngl_",
        }
    }
}

/// A secret as its holder has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    kind: Kind,
    bytes: [u8; 32],
}

impl Secret {
    /// Of chance.
    #[must_use]
    pub fn new(kind: Kind, chance: [u8; 32]) -> Self {
        Self { kind, bytes: chance }
    }

    /// Reads what a holder shows. There is one spelling only.
    #[must_use]
    pub fn read(kind: Kind, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(kind.prefix())?).ok()?;
        Some(Self { kind, bytes: bytes.try_into().ok()? })
    }

    /// Which kind a text pretends to be.
    #[must_use]
    pub fn kind_of(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()))
    }

    /// For its holder, and nobody else.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{}{}", self.kind.prefix(), URL_SAFE_NO_PAD.encode(self.bytes))
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(digest(&SHA256, self.expose().as_bytes()).as_ref())
    }

    /// The secret that follows on this one. Who has but the salt learns nothing, and the same two always make the same.
    #[must_use]
    pub fn successor(&self, salt: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
        let tag = hmac::sign(&key, format!("nutgraph successor {salt}").as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(tag.as_ref());
        Self { kind: self.kind, bytes }
    }
}

/// Says what it is, and not more.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.kind.prefix())
    }
}

/// SHA-256 of a text, in hexadecimal digits.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

/// Hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_back_and_do_not_show_themselves() {
        let secret = Secret::new(Kind::Refresh, [7; 32]);
        let text = secret.expose();
        assert_eq!(text, "ngr_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc");
        assert_eq!(Secret::read(Kind::Refresh, &text), Some(secret.clone()));
        assert_eq!(Secret::kind_of(&text), Some(Kind::Refresh));
        assert_eq!(format!("{secret:?}"), "ngr_…");
        // Of another kind; cut; with a bit set that means nothing; padded.
        for wrong in [
            text.replace("ngr_", "ngk_"),
            text[..46].to_owned(),
            format!("{}d", &text[..46]),
            format!("{text}="),
        ] {
            assert_eq!(Secret::read(Kind::Refresh, &wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_successor_follows_from_both_the_token_and_the_salt() {
        let secret = Secret::new(Kind::Refresh, [7; 32]);
        let next = secret.successor("a");
        assert_eq!(next, secret.successor("a"));
        assert_ne!(next, secret.successor("b"));
        assert_ne!(next, Secret::new(Kind::Refresh, [8; 32]).successor("a"));
        assert_ne!(next, secret);
    }
}
