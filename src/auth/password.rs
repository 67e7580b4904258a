//! Passwords: what one may be, and how it is kept. Argon2id with the costs that OWASP names first.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use argon2::{PasswordHasher as _, PasswordVerifier as _};
use unicode_normalization::UnicodeNormalization as _;

use super::email;

/// Characters that a password must have.
pub const SHORTEST: usize = 12;
/// Bytes that a password may have.
pub const LONGEST: usize = 1024;

/// What one hash costs. Each hash tells its own, so that they can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    pub passes: u32,
}

/// 46 MiB, once.
impl Default for Cost {
    fn default() -> Self {
        Self { memory: 46 << 10, passes: 1 }
    }
}

/// A password in the one form that all ways of typing it have: NFKC.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(a password)")
    }
}

/// Why a password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    #[error("The password has fewer than {SHORTEST} characters.")]
    Short,
    #[error("The password has more than {LONGEST} bytes.")]
    Long,
    #[error("The password is the e-mail address or the name.")]
    Name,
    #[error("The password repeats a few characters only.")]
    Simple,
}

impl Weak {
    /// The word for it in the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Short => "PASSWORD_TOO_SHORT",
            Self::Long => "PASSWORD_TOO_LONG",
            Self::Name | Self::Simple => "PASSWORD_TOO_SIMPLE",
        }
    }
}

/// Hashing failed, for want of memory say.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashError(argon2::password_hash::Error);

impl Password {
    /// As it was typed to sign in; `None` for what can be nobody's.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        (text.len() <= LONGEST).then(|| Self(text.nfkc().collect()))
    }

    /// A new one, for an account with these names.
    ///
    /// # Errors
    /// [`Weak`].
    pub fn new(text: &str, names: &[&str]) -> Result<Self, Weak> {
        let Some(password) = Self::typed(text) else { return Err(Weak::Long) };
        if password.0.chars().count() < SHORTEST {
            return Err(Weak::Short);
        }
        let folded = email::folded(&password.0);
        let is_name = |name: &str| {
            let name = email::folded(name);
            let local = name.split('@').next().unwrap_or_default();
            name == folded || (!local.is_empty() && folded == local.repeat(folded.len() / local.len()))
        };
        if names.iter().any(|name| is_name(name)) {
            return Err(Weak::Name);
        }
        let mut characters: Vec<_> = folded.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() < 4 {
            return Err(Weak::Simple);
        }
        Ok(password)
    }

    /// What is kept of it. Takes a while, and the memory that it costs: not for a thread that others wait for.
    ///
    /// # Errors
    /// [`HashError`].
    pub fn hash(&self, cost: Cost, salt: &[u8]) -> Result<String, HashError> {
        let params =
            Params::new(cost.memory, cost.passes, 1, None).map_err(|fault| HashError(fault.into()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password_with_salt(self.0.as_bytes(), salt).map_err(HashError)?;
        Ok(hash.to_string())
    }

    /// Whether a hash is that of this password. Takes as long as hashing.
    ///
    /// # Errors
    /// What is no hash, and [`HashError`].
    pub fn is_of(&self, hash: &str) -> Result<bool, HashError> {
        let hash = PasswordHash::new(hash).map_err(|fault| HashError(fault.into()))?;
        match Argon2::default().verify_password(self.0.as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(fault) => Err(HashError(fault)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_its_password_from_others() {
        let password = Password::new("correct horse battery", &[]).unwrap();
        let hash = password.hash(Cost { memory: 16, passes: 2 }, &[1; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=16,t=2,p=1$"), "{hash}");
        assert!(password.is_of(&hash).unwrap());
        assert!(!Password::typed("correct horse batterz").unwrap().is_of(&hash).unwrap());
        // Another way of typing it; in the same form.
        let accent = Password::new("d\u{e9}j\u{e0} vu, encore", &[]).unwrap();
        let hash = accent.hash(Cost { memory: 16, passes: 1 }, &[1; 16]).unwrap();
        assert!(Password::typed("de\u{301}ja\u{300} vu, encore").unwrap().is_of(&hash).unwrap());
        assert!(accent.is_of("no hash").is_err());
        assert_eq!(format!("{accent:?}"), "(a password)");
    }

    #[test]
    fn weak_passwords_are_told_why() {
        let names = ["aigerim.s@news.example", "Aigerim Sadykova"];
        for (text, weak) in [
            ("eleven char", Weak::Short),
            ("ＡＡＡ", Weak::Short),
            ("Aigerim.S@News.example", Weak::Name),
            ("aigerim sadykova", Weak::Name),
            ("aigerim.saigerim.s", Weak::Name),
            ("abababababab", Weak::Simple),
        ] {
            assert_eq!(Password::new(text, &names), Err(weak), "{text}");
        }
        assert_eq!(Password::new(&"long enough ".repeat(100), &[]), Err(Weak::Long));
        assert!(Password::new(&"long enough ".repeat(85), &[]).is_ok());
        assert!(Password::new("twelve chars", &names).is_ok());
    }
}
