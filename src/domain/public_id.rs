//! What the world calls a thing, for ever: a [TypeID](https://github.com/jetify-com/typeid), which is a prefix that
//! tells people what it names, and the row's UUID.

use std::borrow::Cow;

use type_safe_id::{Type, TypeSafeId};
use uuid::Uuid;

/// The nouns that have public ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prefix {
    Article,
    Entity,
    Relation,
    Series,
    Notice,
    Evidence,
    Mention,
}

impl Prefix {
    const ALL: [Self; 7] = [
        Self::Article,
        Self::Entity,
        Self::Relation,
        Self::Series,
        Self::Notice,
        Self::Evidence,
        Self::Mention,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Article => "art",
            Self::Entity => "ent",
            Self::Relation => "rel",
            Self::Series => "ser",
            Self::Notice => "not",
            Self::Evidence => "evd",
            Self::Mention => "men",
        }
    }
}

impl Type for Prefix {
    fn try_from_type_prefix(tag: &str) -> Result<Self, Cow<'static, str>> {
        Self::ALL.into_iter().find(|noun| noun.code() == tag).ok_or(Cow::Borrowed("ent"))
    }

    fn to_type_prefix(&self) -> &str {
        self.code()
    }
}

/// The public id of a row.
#[must_use]
pub fn print(prefix: Prefix, uid: Uuid) -> String {
    TypeSafeId::from_type_and_uuid(prefix, uid).to_string()
}

/// The UUID in a public id of such a thing. There is one spelling only, since clients store things by it.
#[must_use]
pub fn parse(prefix: Prefix, id: &str) -> Option<Uuid> {
    let read: TypeSafeId<Prefix> = id.parse().ok()?;
    (read.type_prefix() == prefix.code() && read.to_string() == id).then(|| read.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back() {
        let uid = Uuid::from_u128(0x0190_5a3c_7e4b_7c11_8a52_0123_4567_89ab);
        let id = print(Prefix::Entity, uid);
        assert!(id.starts_with("ent_"));
        assert_eq!(parse(Prefix::Entity, &id), Some(uid));
        assert_eq!(parse(Prefix::Article, &id), None, "another noun");
        assert_eq!(parse(Prefix::Entity, &id.to_uppercase()), None, "another spelling");
    }
}
