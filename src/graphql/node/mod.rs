//! Opaque ids, and the things that can be asked for by one.
//!
//! An id is what the world calls a thing, for ever. [TypeID](https://github.com/jetify-com/typeid): a prefix that
//! tells people what it names, and a UUID.

pub mod query;

use std::borrow::Cow;

use async_graphql::ID;
use type_safe_id::{Type, TypeSafeId};
use uuid::Uuid;

/// What an id can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    Article,
    Entity,
    Relation,
    Series,
    Notice,
    Evidence,
    Mention,
    Edition,
}

impl Noun {
    const ALL: [Self; 8] = [
        Self::Article,
        Self::Entity,
        Self::Relation,
        Self::Series,
        Self::Notice,
        Self::Evidence,
        Self::Mention,
        Self::Edition,
    ];

    fn prefix(self) -> &'static str {
        match self {
            Self::Article => "art",
            Self::Entity => "ent",
            Self::Relation => "rel",
            Self::Series => "ser",
            Self::Notice => "not",
            Self::Evidence => "evd",
            Self::Mention => "men",
            Self::Edition => "edn",
        }
    }
}

impl Type for Noun {
    fn try_from_type_prefix(tag: &str) -> Result<Self, Cow<'static, str>> {
        Self::ALL.into_iter().find(|noun| noun.prefix() == tag).ok_or(Cow::Borrowed("art"))
    }

    fn to_type_prefix(&self) -> &str {
        self.prefix()
    }
}

/// The id of a thing.
#[must_use]
pub fn id(noun: Noun, uid: Uuid) -> ID {
    ID(TypeSafeId::from_type_and_uuid(noun, uid).to_string())
}

/// What an id names, if it has the form of one. There is one spelling only, since clients store things by it.
#[must_use]
pub fn parse(id: &str) -> Option<(Noun, Uuid)> {
    let read: TypeSafeId<Noun> = id.parse().ok()?;
    let noun = Noun::try_from_type_prefix(read.type_prefix()).ok()?;
    (read.to_string() == id).then(|| (noun, read.uuid()))
}

/// The UUID of an id that names such a thing. All others name nothing, which is no fault of the request.
#[must_use]
pub fn uid(noun: Noun, id: &str) -> Option<Uuid> {
    parse(id).filter(|(of, _)| *of == noun).map(|(_, uid)| uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip_and_nothing_else_is_one() {
        let uuid = Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881);
        for noun in Noun::ALL {
            assert_eq!(parse(&id(noun, uuid)), Some((noun, uuid)));
        }
        assert_eq!(id(Noun::Article, uuid).0, "art_01h2xcejqtf2nbrexx3vqjhp41");
        let long = format!("{}é", "a".repeat(62));
        for wrong in [
            "",
            "_",
            "art",
            "art_",
            "art_01h2xcejqtf2nbrexx3vqjhp4",
            "art_01H2XCEJQTF2NBREXX3VQJHP41",
            "dart_01h2xcejqtf2nbrexx3vqjhp41",
            "01h2xcejqtf2nbrexx3vqjhp41",
            long.as_str(),
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(uid(Noun::Entity, "art_01h2xcejqtf2nbrexx3vqjhp41"), None);
    }
}
