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
    Edition,
    /// An article as the desk has it: clients keep the two apart by their ids.
    DeskArticle,
    DeskEntity,
    DeskRelation,
    DeskEvidence,
    DeskMention,
    DeskSeries,
    DeskPicture,
    /// The desk itself; there is one.
    Desk,
    Revision,
    /// An article as readers would see its newest revision.
    Preview,
    PreviewToken,
    User,
    ApiKey,
    /// What somebody did.
    AuditEvent,
}

impl Prefix {
    const ALL: [Self; 22] = [
        Self::Article,
        Self::Entity,
        Self::Relation,
        Self::Series,
        Self::Notice,
        Self::Evidence,
        Self::Mention,
        Self::Edition,
        Self::DeskArticle,
        Self::DeskEntity,
        Self::DeskRelation,
        Self::DeskEvidence,
        Self::DeskMention,
        Self::DeskSeries,
        Self::DeskPicture,
        Self::Desk,
        Self::Revision,
        Self::Preview,
        Self::PreviewToken,
        Self::User,
        Self::ApiKey,
        Self::AuditEvent,
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
            Self::Edition => "edn",
            Self::DeskArticle => "dart",
            Self::DeskEntity => "dent",
            Self::DeskRelation => "drel",
            Self::DeskEvidence => "devd",
            Self::DeskMention => "dmen",
            Self::DeskSeries => "dser",
            Self::DeskPicture => "pic",
            Self::Desk => "desk",
            Self::Revision => "rev",
            Self::Preview => "artp",
            Self::PreviewToken => "pvt",
            Self::User => "usr",
            Self::ApiKey => "key",
            Self::AuditEvent => "aud",
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

/// What a public id names, if it is one. There is one spelling only, since clients store things by it.
#[must_use]
pub fn read(id: &str) -> Option<(Prefix, Uuid)> {
    let read: TypeSafeId<Prefix> = id.parse().ok()?;
    let prefix = Prefix::try_from_type_prefix(read.type_prefix()).ok()?;
    (read.to_string() == id).then(|| (prefix, read.uuid()))
}

/// The UUID in an id of an article, as readers or the desk name it.
#[must_use]
pub fn article(id: &str) -> Option<Uuid> {
    parse(Prefix::Article, id).or_else(|| parse(Prefix::DeskArticle, id))
}

/// What a revision is called: its article and its number, in one.
#[must_use]
pub fn revision(article: Uuid, number: i32) -> String {
    // The number goes where a UUIDv7 has its time: what is by chance in it goes on telling articles apart.
    print(Prefix::Revision, Uuid::from_u128(article.as_u128() ^ (u128::from(number.unsigned_abs()) << 80)))
}

/// The UUID in an id of an entity, as readers or the desk name it.
#[must_use]
pub fn entity(id: &str) -> Option<Uuid> {
    parse(Prefix::Entity, id).or_else(|| parse(Prefix::DeskEntity, id))
}

/// The UUID in an id of a relation, as readers or the desk name it.
#[must_use]
pub fn relation(id: &str) -> Option<Uuid> {
    parse(Prefix::Relation, id).or_else(|| parse(Prefix::DeskRelation, id))
}

/// The UUID in an id of a piece of evidence, as readers or the desk name it.
#[must_use]
pub fn evidence(id: &str) -> Option<Uuid> {
    parse(Prefix::Evidence, id).or_else(|| parse(Prefix::DeskEvidence, id))
}

/// The UUID in a public id of such a thing. All others name nothing, which is no fault of whoever asks.
#[must_use]
pub fn parse(prefix: Prefix, id: &str) -> Option<Uuid> {
    read(id).filter(|(of, _)| *of == prefix).map(|(_, uid)| uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_and_nothing_else_is_one() {
        let uid = Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881);
        for prefix in Prefix::ALL {
            assert_eq!(read(&print(prefix, uid)), Some((prefix, uid)));
        }
        assert_eq!(print(Prefix::Article, uid), "art_01h2xcejqtf2nbrexx3vqjhp41");
        let long = format!("{}é", "a".repeat(62));
        for wrong in [
            "",
            "_",
            "art",
            "art_",
            "art_01h2xcejqtf2nbrexx3vqjhp4",
            "art_01H2XCEJQTF2NBREXX3VQJHP41",
            "xart_01h2xcejqtf2nbrexx3vqjhp41",
            "01h2xcejqtf2nbrexx3vqjhp41",
            long.as_str(),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(parse(Prefix::Article, "art_01h2xcejqtf2nbrexx3vqjhp41"), Some(uid));
        assert_eq!(parse(Prefix::Entity, "art_01h2xcejqtf2nbrexx3vqjhp41"), None, "another noun");
    }
}
