//! Preview tokens: signed with the keys of access tokens, and told apart from these by their type. What they let see is
//! looked up whenever they are shown.

use db::Timestamp;
use jsonwebtoken::{Algorithm, Header};
use serde_json::json;
use uuid::Uuid;

use super::jose::{self, Expected, Untrusted};
use super::token::Ring;

/// The type of a preview token.
pub const TYPE: &str = "preview+jwt";

/// The longest that one may hold, in seconds: 14 days.
pub const LONGEST: i64 = 14 * 24 * 3600;

/// What a preview token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The public id of the one article that it shows.
    pub article: Uuid,
    /// That of the token itself.
    pub token: Uuid,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Ring {
    /// Makes a preview token. `None` where no key may sign.
    #[must_use]
    pub fn sign_preview(&self, grant: &Grant, now: Timestamp) -> Option<String> {
        let key = self.signer(now)?;
        let claims = json!({
            "iss": self.issuer,
            "sub": grant.article,
            "aud": self.audience,
            "exp": grant.expires_at.0.div_euclid(1000),
            "iat": grant.issued_at.0.div_euclid(1000),
            "jti": grant.token,
        });
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(key.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        jsonwebtoken::encode(&header, &claims, &key.signs).ok()
    }

    /// What a preview token shows, if it is one of ours.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn check_preview(&self, parts: jose::Parts<'_>, now: Timestamp) -> Result<Grant, Untrusted> {
        if !parts.is_type(TYPE) {
            return Err(Untrusted::Type);
        }
        let kid = parts.kid().ok_or(Untrusted::Key)?;
        let key = self.checker(kid, now).ok_or(Untrusted::Key)?;
        let claims = parts.signed_by(&key.checks, Algorithm::EdDSA)?;
        let expected = Expected {
            issuer: &self.issuer,
            audience: &self.audience,
            several_audiences: false,
            begins: false,
            longest: LONGEST,
        };
        claims.hold(&expected, now.0.div_euclid(1000))?;
        let uuid = |name| claims.text(name)?.parse::<Uuid>().map_err(|_| Untrusted::Claim(name));
        let instant = |name| {
            let seconds =
                claims.get(name).and_then(serde_json::Value::as_i64).ok_or(Untrusted::Claim(name))?;
            Ok(Timestamp(seconds.saturating_mul(1000)))
        };
        Ok(Grant {
            article: uuid("sub")?,
            token: uuid("jti")?,
            issued_at: instant("iat")?,
            expires_at: instant("exp")?,
        })
    }
}
