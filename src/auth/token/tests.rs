use aws_lc_rs::hmac;

use super::*;
use crate::auth::jose::{LARGEST, parts};

const NOW: Timestamp = Timestamp(1_768_478_400_000);
const SECONDS: i64 = NOW.0 / 1000;

fn row(pair: &Pair, not_before: Timestamp, retired_at: Option<Timestamp>) -> db::signing_key::Model {
    db::signing_key::Model {
        kid: pair.kid.clone(),
        algorithm: ALGORITHM.to_owned(),
        private_key: pair.private_key.clone(),
        public_key: pair.public_key.clone(),
        created_at: NOW,
        not_before,
        retired_at,
    }
}

fn ring() -> Ring {
    let key = Key::of(&row(&Pair::new().unwrap(), NOW, None)).unwrap();
    Ring { issuer: "nutgraph".to_owned(), audience: "nutgraph".to_owned(), keys: vec![key] }
}

fn grant() -> Grant {
    let user = User { uid: Uuid::from_u128(7), role: Role::Editor, session: Some(Uuid::from_u128(8)) };
    Grant { user, expires_at: Timestamp(NOW.0 + 600_000) }
}

fn check(ring: &Ring, token: &str, now: Timestamp) -> Result<Grant, Untrusted> {
    ring.check(parts(token)?, now)
}

fn header(ring: &Ring) -> Value {
    json!({ "alg": "EdDSA", "typ": TYPE, "kid": ring.keys[0].kid })
}

fn claims() -> Value {
    json!({
        "iss": "nutgraph", "aud": "nutgraph", "sub": Uuid::from_u128(7), "sid": Uuid::from_u128(8),
        "jti": Uuid::from_u128(9), "exp": SECONDS + 600, "iat": SECONDS, "nbf": SECONDS, "role": "EDITOR",
    })
}

/// Any header and claims, signed as they should be.
fn signed(ring: &Ring, header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = &ring.keys[0].signs;
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn with(mut value: Value, name: &str, new: Value) -> Value {
    value[name] = new;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

fn outcome(ring: &Ring, header: &Value, claims: &Value) -> Result<Grant, Untrusted> {
    check(ring, &signed(ring, &header.to_string(), &claims.to_string()), NOW)
}

#[test]
fn a_token_comes_back() {
    let ring = ring();
    let token = ring.sign(&grant(), Uuid::from_u128(9), NOW).unwrap();
    assert_eq!(check(&ring, &token, NOW), Ok(grant()));
    assert_eq!(outcome(&ring, &header(&ring), &claims()), Ok(grant()));
    let another = self::ring();
    assert_eq!(check(&another, &token, NOW), Err(Untrusted::Key));
    let jwks = ring.jwks(NOW);
    assert_eq!(jwks["keys"][0]["kid"], ring.keys[0].kid);
    assert!(!jwks.to_string().contains("\"d\""));
}

#[test]
fn j01_nothing_is_taken_without_a_signature() {
    let ring = ring();
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        let token =
            signed(&ring, &with(header(&ring), "alg", algorithm.into()).to_string(), &claims().to_string());
        assert_eq!(check(&ring, &token, NOW), Err(Untrusted::Algorithm), "{algorithm}");
        let (message, _) = token.rsplit_once('.').unwrap();
        for cut in [message.to_owned(), format!("{message}."), format!("{message}.AAAA")] {
            assert!(check(&ring, &cut, NOW).is_err(), "{cut}");
        }
    }
    let token = ring.sign(&grant(), Uuid::nil(), NOW).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    for cut in [
        message.to_owned(),
        format!("{message}."),
        token[..token.len() - 1].to_owned(),
        format!("{token}A"),
        format!("{message}.{}", signature.to_lowercase()),
        format!("{token}.{signature}"),
        format!(".{token}"),
        "..".to_owned(),
        String::new(),
    ] {
        assert!(check(&ring, &cut, NOW).is_err(), "{cut}");
    }
}

#[test]
fn j02_the_public_key_is_no_shared_secret() {
    let ring = ring();
    let public = &ring.keys[0].public_key;
    let raw = URL_SAFE_NO_PAD.decode(public).unwrap();
    let der = [&hex_bytes("302a300506032b6570032100"), raw.as_slice()].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der));
    let jwk = ring.jwks(NOW)["keys"][0].to_string();
    let header = with(header(&ring), "alg", "HS256".into()).to_string();
    for secret in [raw.as_slice(), &der, pem.as_bytes(), public.as_bytes(), jwk.as_bytes(), b""] {
        let message =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(&header), URL_SAFE_NO_PAD.encode(claims().to_string()));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
        assert_eq!(check(&ring, &token, NOW), Err(Untrusted::Algorithm));
    }
}

fn hex_bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn j03_the_name_of_a_key_is_a_name_and_no_more() {
    let ring = ring();
    for kid in ["../../dev/null", "' UNION SELECT 'x", "", &"k".repeat(2000), "unknown"] {
        assert_eq!(outcome(&ring, &with(header(&ring), "kid", kid.into()), &claims()), Err(Untrusted::Key));
    }
    for kid in [Value::Null, json!(1), json!(["a"]), json!({})] {
        assert_eq!(outcome(&ring, &with(header(&ring), "kid", kid), &claims()), Err(Untrusted::Key));
    }
    let huge = with(header(&ring), "kid", "k".repeat(10_000).into());
    assert_eq!(outcome(&ring, &huge, &claims()), Err(Untrusted::Large));
    assert!(signed(&ring, &header(&ring).to_string(), &claims().to_string()).len() < LARGEST);
}

#[test]
fn j04_a_token_brings_no_key_of_its_own() {
    let ring = ring();
    for (name, value) in [
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/cert")),
        ("jwk", ring.jwks(NOW)["keys"][0].clone()),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
    ] {
        assert_eq!(outcome(&ring, &with(header(&ring), name, value), &claims()), Err(Untrusted::Header));
    }
}

#[test]
fn j05_each_claim_is_there_and_right() {
    let ring = ring();
    for name in ["aud", "iss", "sub", "exp", "iat", "nbf", "jti", "sid", "role"] {
        assert!(outcome(&ring, &header(&ring), &without(claims(), name)).is_err(), "no {name}");
        for wrong in [
            json!("wrong"),
            json!(""),
            Value::Null,
            json!(5),
            json!([]),
            json!({}),
            json!(true),
            json!(["nutgraph"]),
            json!(["nutgraph", "other"]),
            json!({ "0": "nutgraph" }),
        ] {
            // Long ago is an instant from which it may hold.
            let holds = name == "nbf" && wrong == 5;
            let claims = with(claims(), name, wrong.clone());
            assert_eq!(outcome(&ring, &header(&ring), &claims).is_ok(), holds, "{name}: {wrong}");
        }
    }
    // The last of two would count for some, the first for others.
    let twice = claims().to_string().replacen('{', "{\"sub\":\"00000000-0000-0000-0000-000000000001\",", 1);
    assert_eq!(check(&ring, &signed(&ring, &header(&ring).to_string(), &twice), NOW), Err(Untrusted::Form));
    let twice = header(&ring).to_string().replacen('{', "{\"alg\":\"EdDSA\",", 1);
    assert_eq!(check(&ring, &signed(&ring, &twice, &claims().to_string()), NOW), Err(Untrusted::Form));
}

#[test]
fn j06_a_token_holds_in_its_time_alone() {
    let ring = ring();
    for (name, wrong) in [
        ("exp", json!(SECONDS - 31)),
        ("exp", json!(SECONDS - 10)),
        ("exp", json!("9999999999")),
        ("exp", json!(1e300)),
        ("exp", json!(-1)),
        ("nbf", json!(SECONDS + 3600)),
        ("nbf", json!(SECONDS + 11)),
        ("nbf", json!("x")),
        ("iat", json!(SECONDS + 11)),
    ] {
        let claims = with(with(claims(), "iat", json!(SECONDS - 60)), name, wrong.clone());
        assert!(outcome(&ring, &header(&ring), &claims).is_err(), "{name}: {wrong}");
    }
    let token = ring.sign(&grant(), Uuid::nil(), NOW).unwrap();
    let at = |seconds: i64| check(&ring, &token, Timestamp(NOW.0 + seconds * 1000)).is_ok();
    assert_eq!([-11, -10, 0, 609, 610].map(at), [false, true, true, true, false]);
}

#[test]
fn j07_a_token_holds_not_for_long() {
    let ring = ring();
    for (seconds, holds) in [(900, true), (901, false), (315_360_000, false), (0, false), (-5, false)] {
        let claims = with(claims(), "exp", json!(SECONDS + seconds));
        assert_eq!(outcome(&ring, &header(&ring), &claims).is_ok(), holds, "{seconds}");
    }
}

#[test]
fn j08_other_kinds_of_tokens_are_no_access_tokens() {
    let ring = ring();
    for typ in
        [json!("JWT"), json!("refresh+jwt"), json!("reset+jwt"), json!("preview+jwt"), json!(""), Value::Null]
    {
        let header = with(header(&ring), "typ", typ.clone());
        assert_eq!(outcome(&ring, &header, &claims()), Err(Untrusted::Type), "{typ}");
    }
    assert_eq!(outcome(&ring, &without(header(&ring), "typ"), &claims()), Err(Untrusted::Type));
    assert!(outcome(&ring, &with(header(&ring), "typ", "application/at+JWT".into()), &claims()).is_ok());
}

#[test]
fn keys_follow_each_other() {
    let at = |seconds: i64| Timestamp(NOW.0 + seconds * 1000);
    let (old, new) = (Pair::new().unwrap(), Pair::new().unwrap());
    let mut ring = ring();
    ring.keys = vec![
        Key::of(&row(&old, at(-1000), Some(at(100 + 1200)))).unwrap(),
        Key::of(&row(&new, at(100), None)).unwrap(),
    ];
    let signer = |seconds| ring.signer(at(seconds)).map(|key| key.kid.as_str());
    assert_eq!(
        [signer(-1001), signer(0), signer(100)],
        [None, Some(old.kid.as_str()), Some(new.kid.as_str())]
    );
    let published = |seconds| ring.jwks(at(seconds))["keys"].as_array().unwrap().len();
    assert_eq!([published(0), published(1299), published(1300)], [2, 2, 1]);
    // The last token of the old key outlives the change.
    let token = |seconds| {
        let grant = Grant { expires_at: at(seconds + 600), ..grant() };
        ring.sign(&grant, Uuid::nil(), at(seconds)).unwrap()
    };
    assert!(check(&ring, &token(99), at(600)).is_ok());
    assert!(check(&ring, &token(100), at(600)).is_ok());
    let last = token(99);
    ring.keys[0].retired_at = Some(at(150));
    assert_eq!(check(&ring, &last, at(150)), Err(Untrusted::Key), "retired at once");
}
