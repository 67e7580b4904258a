//! Access tokens: short-lived, signed, and told apart from every other kind by their type
//! ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)).

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use db::{Hidden, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::actor::{Role, User};
use super::jose::{self, Expected, Untrusted};
use super::secret;

/// The type of an access token.
pub const TYPE: &str = "at+jwt";

/// The one algorithm that we sign with.
pub const ALGORITHM: &str = "EdDSA";

/// The longest that an access token may hold, in seconds, whoever made it.
pub const LONGEST: i64 = 15 * 60;

/// A new pair of keys, as it is kept.
#[derive(Debug)]
pub struct Pair {
    pub kid: String,
    /// PKCS#8, in base64.
    pub private_key: Hidden,
    /// In base64url.
    pub public_key: String,
}

impl Pair {
    /// Of chance. It is named by the beginning of its hash.
    ///
    /// # Errors
    /// A system without chance.
    pub fn new() -> Result<Self, Unspecified> {
        let pair = Ed25519KeyPair::generate()?;
        let public_key = URL_SAFE_NO_PAD.encode(pair.public_key());
        let private_key = Hidden(STANDARD.encode(pair.to_pkcs8()?));
        Ok(Self { kid: secret::fingerprint(&public_key)[..16].to_owned(), private_key, public_key })
    }
}

/// A key that signs, or did.
#[derive(Clone, Debug)]
pub struct Key {
    pub kid: String,
    pub(super) signs: EncodingKey,
    pub(super) checks: DecodingKey,
    public_key: String,
    not_before: Timestamp,
    retired_at: Option<Timestamp>,
}

/// A row that is no key of ours.
#[derive(Debug, thiserror::Error)]
#[error("the signing key {0} cannot be read")]
pub struct KeyError(String);

impl Key {
    /// Reads a row.
    ///
    /// # Errors
    /// Of another algorithm; broken.
    pub fn of(row: &db::signing_key::Model) -> Result<Self, KeyError> {
        let fault = || KeyError(row.kid.clone());
        if row.algorithm != ALGORITHM {
            return Err(fault());
        }
        let private = STANDARD.decode(&row.private_key.0).map_err(|_| fault())?;
        Ed25519KeyPair::from_pkcs8(&private).map_err(|_| fault())?;
        Ok(Self {
            kid: row.kid.clone(),
            signs: EncodingKey::from_ed_der(&private),
            checks: DecodingKey::from_ed_components(&row.public_key).map_err(|_| fault())?,
            public_key: row.public_key.clone(),
            not_before: row.not_before,
            retired_at: row.retired_at,
        })
    }

    fn is_retired(&self, now: Timestamp) -> bool {
        self.retired_at.is_some_and(|at| at <= now)
    }
}

/// All keys, and for whom they sign.
#[derive(Clone, Debug)]
pub struct Ring {
    pub issuer: String,
    pub audience: String,
    pub keys: Vec<Key>,
}

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub user: User,
    pub expires_at: Timestamp,
}

impl Ring {
    /// The key that signs now: the newest of those that may.
    pub(super) fn signer(&self, now: Timestamp) -> Option<&Key> {
        let may = self.keys.iter().filter(|key| key.not_before <= now && !key.is_retired(now));
        may.max_by_key(|key| (key.not_before, &key.kid))
    }

    /// Makes an access token. `id` names it; nobody keeps it. `None` where no key may sign.
    #[must_use]
    pub fn sign(&self, grant: &Grant, id: Uuid, now: Timestamp) -> Option<String> {
        let key = self.signer(now)?;
        let issued = now.0.div_euclid(1000);
        let mut claims = json!({
            "iss": self.issuer,
            "sub": grant.user.uid,
            "aud": self.audience,
            "exp": grant.expires_at.0.div_euclid(1000),
            "nbf": issued,
            "iat": issued,
            "jti": id,
            "role": grant.user.role.code(),
        });
        if let Some(session) = grant.user.session {
            claims["sid"] = json!(session);
        }
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(key.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        jsonwebtoken::encode(&header, &claims, &key.signs).ok()
    }

    /// The key of this name, if what it signed still holds.
    pub(super) fn checker(&self, kid: &str, now: Timestamp) -> Option<&Key> {
        self.keys.iter().find(|key| key.kid == kid && !key.is_retired(now))
    }

    /// Whether a key is known by this name.
    #[must_use]
    pub fn knows(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.kid == kid)
    }

    /// Who shows a token, if it is one of ours.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn check(&self, parts: jose::Parts<'_>, now: Timestamp) -> Result<Grant, Untrusted> {
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
            begins: true,
            longest: LONGEST,
        };
        claims.hold(&expected, now.0.div_euclid(1000))?;
        let uuid = |name| claims.text(name)?.parse::<Uuid>().map_err(|_| Untrusted::Claim(name));
        uuid("jti")?;
        let user = User {
            uid: uuid("sub")?,
            role: Role::of_code(claims.text("role")?).ok_or(Untrusted::Claim("role"))?,
            session: Some(uuid("sid")?),
        };
        let expires_at = claims.get("exp").and_then(Value::as_i64).ok_or(Untrusted::Claim("exp"))?;
        Ok(Grant { user, expires_at: Timestamp(expires_at.saturating_mul(1000)) })
    }

    /// The public keys, also those that are to sign soon
    /// ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
    #[must_use]
    pub fn jwks(&self, now: Timestamp) -> Value {
        let keys = self.keys.iter().filter(|key| !key.is_retired(now)).map(|key| {
            json!({
                "kty": "OKP", "crv": "Ed25519", "alg": ALGORITHM, "use": "sig", "kid": key.kid, "x": key.public_key,
            })
        });
        json!({ "keys": keys.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests;
