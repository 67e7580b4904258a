//! Tokens of another issuer, by the public keys that it publishes.

use db::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::jose::{Claims, Expected, Parts, Untrusted};

/// The longest that a token of another issuer may hold, in seconds: nobody here can take it back.
pub const LONGEST: i64 = 24 * 60 * 60;

/// Keys of one issuer at most.
const MOST: usize = 100;

/// A public key, and the one algorithm that it is used with.
#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    checks: DecodingKey,
}

/// The public keys of an issuer.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

/// What is no set of keys, or has none that we can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no set of public keys of which one could be used")]
pub struct NoKeys;

impl Keys {
    /// Reads a set of keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)). Keys of kinds that we do not use, and keys
    /// for encryption, are left out.
    ///
    /// # Errors
    /// [`NoKeys`].
    pub fn read(json: &[u8]) -> Result<Self, NoKeys> {
        let set: Value = serde_json::from_slice(json).map_err(|_| NoKeys)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(NoKeys)?;
        let keys: Vec<_> = keys.iter().take(MOST).filter_map(read).collect();
        if keys.is_empty() { Err(NoKeys) } else { Ok(Self(keys)) }
    }

    /// Whether a token that names this key can be looked at.
    #[must_use]
    pub fn knows(&self, kid: Option<&str>) -> bool {
        self.find(kid).is_some()
    }

    /// A token without the name of a key is taken where there is one key only.
    fn find(&self, kid: Option<&str>) -> Option<&Key> {
        match kid {
            Some(kid) => self.0.iter().find(|key| key.kid.as_deref() == Some(kid)),
            None => self.0.first().filter(|_| self.0.len() == 1),
        }
    }

    /// The claims of a token, if it is one of this issuer, for us.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn check(
        &self,
        parts: Parts<'_>,
        issuer: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<Claims, Untrusted> {
        // Of the kinds of tokens that issuers sign with the same keys, these may be access tokens.
        if parts.has_type() && !["at+jwt", "jwt"].iter().any(|name| parts.is_type(name)) {
            return Err(Untrusted::Type);
        }
        let key = self.find(parts.kid()).ok_or(Untrusted::Key)?;
        let claims = parts.signed_by(&key.checks, key.algorithm)?;
        let expected =
            Expected { issuer, audience, several_audiences: true, begins: false, longest: LONGEST };
        claims.hold(&expected, now.0.div_euclid(1000))?;
        Ok(claims)
    }
}

/// A key with the algorithm that it says, or else the usual one of its kind: never one that a token says.
fn read(json: &Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(json.clone()).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|of| *of != PublicKeyUse::Signature) {
        return None;
    }
    let operations = jwk.common.key_operations.as_ref();
    if operations.is_some_and(|all| !all.contains(&KeyOperations::Verify)) {
        return None;
    }
    let usual = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => Algorithm::ES256,
            EllipticCurve::P384 => Algorithm::ES384,
            _ => return None,
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        // Shared secrets, above all.
        _ => return None,
    };
    let algorithm = match (json.get("alg").and_then(Value::as_str), usual) {
        (None, usual) => usual,
        (Some("RS256"), Algorithm::RS256) => Algorithm::RS256,
        (Some("RS384"), Algorithm::RS256) => Algorithm::RS384,
        (Some("RS512"), Algorithm::RS256) => Algorithm::RS512,
        (Some("PS256"), Algorithm::RS256) => Algorithm::PS256,
        (Some("ES256"), Algorithm::ES256) => Algorithm::ES256,
        (Some("ES384"), Algorithm::ES384) => Algorithm::ES384,
        (Some("EdDSA" | "Ed25519"), Algorithm::EdDSA) => Algorithm::EdDSA,
        _ => return None,
    };
    Some(Key { kid: jwk.common.key_id.clone(), algorithm, checks: DecodingKey::from_jwk(&jwk).ok()? })
}

/// The claim at a path: dots lead into objects, but for a claim whose very name has them.
#[must_use]
pub fn claim<'a>(claims: &'a Claims, path: &str) -> Option<&'a Value> {
    claims.get(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        rest.split('.').try_fold(claims.get(first)?, |value, name| value.get(name))
    })
}

/// The words of a claim: one, several, or several in one text with blanks between them, as scopes are.
#[must_use]
pub fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => std::iter::once(text.as_str()).chain(text.split_whitespace()).collect(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_used_with_their_own_algorithm_alone() {
        let rsa = json!({ "kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB" });
        let with = |name: &str, value: Value| {
            let mut key = rsa.clone();
            key[name] = value;
            read(&key).map(|key| key.algorithm)
        };
        assert_eq!(read(&rsa).map(|key| key.algorithm), Some(Algorithm::RS256));
        assert_eq!(with("alg", "RS512".into()), Some(Algorithm::RS512));
        for (name, value) in [
            ("alg", json!("HS256")),
            ("alg", json!("none")),
            ("alg", json!("ES256")),
            ("use", json!("enc")),
            ("key_ops", json!(["encrypt"])),
            ("kty", json!("oct")),
        ] {
            assert_eq!(with(name, value.clone()), None, "{name}: {value}");
        }
        assert!(read(&json!({ "kty": "oct", "k": "AQAB", "kid": "a", "alg": "HS256" })).is_none());
        let set = |keys: Value| Keys::read(json!({ "keys": keys }).to_string().as_bytes());
        assert!(set(json!([{ "kty": "?" }, rsa])).unwrap().knows(Some("a")));
        assert_eq!(set(json!([])).unwrap_err(), NoKeys);
        let two = set(json!([rsa, rsa])).unwrap();
        assert!(!two.knows(None) && !two.knows(Some("b")));
    }
}
