//! People who sign in elsewhere: with an issuer of identities that the newsroom trusts
//! ([OpenID Connect](https://openid.net/specs/openid-connect-core-1_0.html)).

mod fetch;
mod known;

use db::{Noun, user_account};
use sea_orm::{NotSet, Set};

pub use fetch::{FetchError, is_safe};
pub use known::Known;

use super::access::{Access, AccountError};
use crate::auth::foreign::{self, claim, words};
use crate::auth::jose::{Claims, Parts, Untrusted};
use crate::auth::{Action, Actor, Role, User, Whose, email, permit};
use crate::store::WriteTx;
use crate::store::desk;

/// Characters of a name that are kept.
const LONGEST_NAME: usize = 100;
/// Bytes of a subject at most: OpenID Connect allows no more.
const LONGEST_SUBJECT: usize = 255;

/// Whom to trust, and what their words mean here.
#[derive(Clone, Debug)]
pub struct Settings {
    pub issuer: String,
    pub audience: String,
    pub jwks_url: String,
    pub role_claim: String,
    pub name_claim: String,
    pub email_claim: String,
    pub roles: Vec<(String, Role)>,
}

/// What a token says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Person {
    subject: String,
    name: String,
    email: Option<String>,
    role: Role,
}

impl Settings {
    /// # Errors
    /// [`Untrusted`] for somebody who has no role here.
    fn person(&self, claims: &Claims) -> Result<Person, Untrusted> {
        let subject = claims.text("sub")?;
        if subject.len() > LONGEST_SUBJECT {
            return Err(Untrusted::Claim("sub"));
        }
        let values = claim(claims, &self.role_claim).map(words).unwrap_or_default();
        let roles = self.roles.iter().filter(|(value, _)| values.contains(&value.as_str()));
        let role = roles.map(|(_, role)| *role).max().ok_or(Untrusted::Claim("of roles"))?;
        let text = |path: &str| claim(claims, path).and_then(serde_json::Value::as_str);
        // Only an address that the issuer has looked at is somebody's.
        let is_verified = claims.get("email_verified").and_then(serde_json::Value::as_bool) == Some(true);
        let email = text(&self.email_claim).filter(|_| is_verified).and_then(email::normalised);
        let name = text(&self.name_claim).map(str::trim).filter(|name| !name.is_empty());
        let name = name.or(email.as_deref()).unwrap_or(subject);
        let name = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        Ok(Person { subject: subject.to_owned(), name, email, role })
    }
}

/// Who shows a token of the other issuer. At first sight of somebody an account is made, which follows what later tokens
/// say of the role.
pub(super) async fn authenticate(
    access: &Access,
    settings: &Settings,
    parts: Parts<'_>,
) -> Result<Actor, AccountError> {
    let now = access.clock.now();
    let keys = access.known.keys(&settings.jwks_url, parts.kid(), now).await?;
    let claims = keys.check(parts, &settings.issuer, &settings.audience, now)?;
    let person = settings.person(&claims)?;
    let known = desk::user::by_identity(&access.desk().await?, &settings.issuer, &person.subject).await?;
    let row = match known {
        Some(row) if row.role == person.role.code() => row,
        _ => keep(access, settings, &person).await?,
    };
    if row.disabled_at.is_some() {
        return Err(Untrusted::Expired.into());
    }
    Ok(Actor::User(User { uid: row.uid, role: person.role, session: None }))
}

/// Makes the account, or gives it the role that the issuer says.
async fn keep(
    access: &Access,
    settings: &Settings,
    person: &Person,
) -> Result<user_account::Model, AccountError> {
    let permit = permit(&Actor::System, Action::ManageUsers, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    let row = match desk::user::by_identity(&tx, &settings.issuer, &person.subject).await? {
        None => insert(&tx, access, settings, person).await?,
        // Somebody who is kept out stays as they were.
        Some(row) if row.disabled_at.is_some() || row.role == person.role.code() => row,
        Some(mut row) => {
            let detail = format!("ROLE: {} to {}, as the issuer says", row.role, person.role.code());
            person.role.code().clone_into(&mut row.role);
            let id = row.id;
            desk::user::update(&tx, row).await?;
            let row = desk::user::by_id(&tx, id).await?.ok_or(AccountError::SignedOut)?;
            tx.audit(Noun::User, Some(row.uid), Some(detail)).await?;
            row
        }
    };
    tx.commit().await?;
    Ok(row)
}

async fn insert(
    tx: &WriteTx,
    access: &Access,
    settings: &Settings,
    person: &Person,
) -> Result<user_account::Model, AccountError> {
    // An address is no proof that the account of another person is theirs.
    let email = match &person.email {
        Some(email) if desk::user::by_email(tx, email).await?.is_none() => Some(email.clone()),
        _ => None,
    };
    let row = user_account::ActiveModel {
        id: NotSet,
        uid: Set(access.clock.uid()),
        email: Set(email),
        name: Set(person.name.clone()),
        role: Set(person.role.code().to_owned()),
        password_hash: Set(None),
        issuer: Set(Some(settings.issuer.clone())),
        subject: Set(Some(person.subject.clone())),
        disabled_at: Set(None),
        version: Set(1),
        created_at: Set(tx.now()),
        created_by: Set(tx.actor()),
        updated_at: Set(tx.now()),
        updated_by: Set(tx.actor()),
    };
    let row = desk::user::insert(tx, row).await?;
    let detail = format!("CREATED: {}, of {}", row.role, settings.issuer);
    tx.audit(Noun::User, Some(row.uid), Some(detail)).await?;
    Ok(row)
}

impl From<foreign::NoKeys> for FetchError {
    fn from(_: foreign::NoKeys) -> Self {
        Self::NoKeys
    }
}
