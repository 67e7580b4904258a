//! Signed tokens ([RFC 7515](https://www.rfc-editor.org/rfc/rfc7515)), read with distrust
//! ([RFC 8725](https://www.rfc-editor.org/rfc/rfc8725)): nothing in a token chooses how it is checked.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Bytes of a token at most.
pub const LARGEST: usize = 4 << 10;

/// A clock may be wrong by so much, in seconds.
pub const LEEWAY: i64 = 10;

/// Members of a header that name a key of the token's own choice, or demand what we do not know.
const DISTRUSTED: [&str; 7] = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"];

/// Why a token is not taken. For the log: whoever sent it learns only that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    #[error("it is larger than {LARGEST} bytes")]
    Large,
    #[error("it is no signed token")]
    Form,
    #[error("its header is not one that is taken")]
    Header,
    #[error("its type is another")]
    Type,
    #[error("it names no key that is known")]
    Key,
    #[error("its algorithm is not that of its key")]
    Algorithm,
    #[error("its signature is wrong")]
    Signature,
    #[error("its claim \"{0}\" is missing or wrong")]
    Claim(&'static str),
    #[error("it is over")]
    Expired,
}

/// The members of a JSON object, none of them twice.
#[derive(Debug)]
struct Members(Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member is there twice"));
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reading)
    }
}

/// A token that was taken apart, and is not trusted yet.
#[derive(Debug)]
pub struct Parts<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    /// What is signed.
    message: &'a str,
    signature: &'a str,
}

/// Takes a token apart.
///
/// # Errors
/// What is no token, or has a header that tells us how to check it.
pub fn parts(token: &str) -> Result<Parts<'_>, Untrusted> {
    if token.len() > LARGEST {
        return Err(Untrusted::Large);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Untrusted::Form)?;
    let (header, claims) = message.split_once('.').ok_or(Untrusted::Form)?;
    if signature.is_empty() || claims.contains('.') {
        return Err(Untrusted::Form);
    }
    let read = |part: &str| -> Option<Map<String, Value>> {
        let json = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Members>(&json).ok().map(|members| members.0)
    };
    let header = read(header).ok_or(Untrusted::Form)?;
    if DISTRUSTED.iter().any(|name| header.contains_key(*name)) {
        return Err(Untrusted::Header);
    }
    Ok(Parts { header, claims: read(claims).ok_or(Untrusted::Form)?, message, signature })
}

impl Parts<'_> {
    /// The name of the key that is said to have signed it.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The type that the token says it is of.
    #[must_use]
    pub fn is_type(&self, name: &str) -> bool {
        let typ = self.header.get("typ").and_then(Value::as_str);
        typ.is_some_and(|typ| {
            let typ = typ.to_ascii_lowercase();
            typ.strip_prefix("application/").unwrap_or(&typ) == name
        })
    }

    /// Whether the token says of which type it is.
    #[must_use]
    pub fn has_type(&self) -> bool {
        self.header.contains_key("typ")
    }

    /// The issuer that the token says it is of.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// Checks the signature by a key and the key's own algorithm.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn signed_by(self, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, Untrusted> {
        let named = self.header.get("alg").and_then(Value::as_str);
        // EdDSA has a newer name, too (RFC 9864).
        let is_same =
            named == Some(name_of(algorithm)?) || (algorithm == Algorithm::EdDSA && named == Some("Ed25519"));
        if !is_same {
            return Err(Untrusted::Algorithm);
        }
        match jsonwebtoken::crypto::verify(self.signature, self.message.as_bytes(), key, algorithm) {
            Ok(true) => Ok(Claims(self.claims)),
            _ => Err(Untrusted::Signature),
        }
    }
}

/// The name of an algorithm. Those with a shared secret have none here.
fn name_of(algorithm: Algorithm) -> Result<&'static str, Untrusted> {
    Ok(match algorithm {
        Algorithm::EdDSA => "EdDSA",
        Algorithm::ES256 => "ES256",
        Algorithm::ES384 => "ES384",
        Algorithm::RS256 => "RS256",
        Algorithm::RS384 => "RS384",
        Algorithm::RS512 => "RS512",
        Algorithm::PS256 => "PS256",
        _ => return Err(Untrusted::Algorithm),
    })
}

/// The claims of a token whose signature is right.
#[derive(Debug)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// A claim, whatever it is.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A claim that is a text, and not an empty one.
    ///
    /// # Errors
    /// [`Untrusted::Claim`].
    pub fn text(&self, name: &'static str) -> Result<&str, Untrusted> {
        let text = self.0.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).ok_or(Untrusted::Claim(name))
    }

    /// A claim that is an instant: seconds since 1970, perhaps with a fraction.
    fn instant(&self, name: &'static str) -> Result<i64, Untrusted> {
        let value = self.0.get(name).ok_or(Untrusted::Claim(name))?;
        let seconds = value.as_i64().or_else(|| value.as_f64().filter(|n| n.is_finite()).map(|n| n as i64));
        // Beyond the year 9999 it is no instant.
        seconds.filter(|n| (0..253_402_300_800).contains(n)).ok_or(Untrusted::Claim(name))
    }

    /// Checks what every token must say: whose it is, for whom, and that it holds now and not for too long.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn hold(&self, expected: &Expected<'_>, now: i64) -> Result<(), Untrusted> {
        if self.text("iss")? != expected.issuer {
            return Err(Untrusted::Claim("iss"));
        }
        let is_for_us = match self.0.get("aud") {
            Some(Value::String(audience)) => audience == expected.audience,
            Some(Value::Array(all)) if expected.several_audiences => {
                all.iter().all(Value::is_string) && all.iter().any(|one| one == expected.audience)
            }
            _ => false,
        };
        if !is_for_us {
            return Err(Untrusted::Claim("aud"));
        }
        self.text("sub")?;
        let (expires, issued) = (self.instant("exp")?, self.instant("iat")?);
        let begins = match self.0.get("nbf") {
            None if !expected.begins => issued,
            _ => self.instant("nbf")?,
        };
        if begins > now + LEEWAY {
            return Err(Untrusted::Claim("nbf"));
        }
        if issued > now + LEEWAY {
            return Err(Untrusted::Claim("iat"));
        }
        if expires <= issued || expires - issued > expected.longest {
            return Err(Untrusted::Claim("exp"));
        }
        if expires + LEEWAY <= now { Err(Untrusted::Expired) } else { Ok(()) }
    }
}

/// What tokens must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    /// Whether a token may be for others, too.
    pub several_audiences: bool,
    /// Whether it must say when it begins.
    pub begins: bool,
    /// The longest that it may hold, in seconds.
    pub longest: i64,
}
