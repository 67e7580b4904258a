//! The closed sets, in the words of the API.

use std::fmt;
use std::str::FromStr;

use sea_orm::{ActiveEnum, DeriveActiveEnum, DeriveValueType, EnumIter, Iterable};
use serde::{Deserialize, Serialize};

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// The word for it in the API, in bundles and in the database.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    )+};
}

sets! {
    /// What an entity is.
    EntityKind {
        Person = "PERSON", Organisation = "ORGANISATION", Country = "COUNTRY", Place = "PLACE", Event = "EVENT",
        Topic = "TOPIC",
    }
    /// What a name is to its entity.
    NameKind {
        Official = "OFFICIAL", Native = "NATIVE", Translation = "TRANSLATION", Transliteration = "TRANSLITERATION",
        Short = "SHORT", Abbreviation = "ABBREVIATION", Metonym = "METONYM", Demonym = "DEMONYM", Former = "FORMER",
        Alias = "ALIAS", Misspelling = "MISSPELLING",
    }
    /// Whether an entity or a relation may be seen by readers.
    Visibility { Never = "NEVER", Live = "LIVE", Withdrawn = "WITHDRAWN" }
    /// What readers have of an article.
    Publication {
        Never = "NEVER", Scheduled = "SCHEDULED", Live = "LIVE", Withdrawn = "WITHDRAWN", Retracted = "RETRACTED",
    }
    /// An article in the edition: readable, or a headline with the notice that took it back.
    ArticleState { Live = "LIVE", Retracted = "RETRACTED" }
    /// How the source of a body is written.
    BodyFormat { Plain = "PLAIN", Markdown = "MARKDOWN" }
    /// What somebody did for an article.
    ContributorRole { Author = "AUTHOR", Editor = "EDITOR", Translator = "TRANSLATOR", Photographer = "PHOTOGRAPHER" }
    PictureRole { Lead = "LEAD", Body = "BODY" }
    LinkRel { Related = "RELATED", Follows = "FOLLOWS", TranslationOf = "TRANSLATION_OF" }
    NoticeKind {
        Correction = "CORRECTION", Clarification = "CLARIFICATION", Update = "UPDATE", EditorsNote = "EDITORS_NOTE",
        Retraction = "RETRACTION",
    }
    /// Whether a mention still stands in its text.
    MentionStatus { Anchored = "ANCHORED", Orphaned = "ORPHANED", Suggested = "SUGGESTED" }
    /// Who placed a mention.
    MentionOrigin { Editor = "EDITOR", Import = "IMPORT", Model = "MODEL" }
    /// How a type of relation lies in time: lasting, at a moment, or outside of it.
    Temporal { State = "STATE", Event = "EVENT", Timeless = "TIMELESS" }
    /// What is known of a relation on its `as_of` day.
    Phase { Current = "CURRENT", Former = "FORMER", Occurred = "OCCURRED", Unknown = "UNKNOWN" }
    /// The editors' verdict on a relation: shown first, as usual, or kept only so that nobody adds it again.
    Rank { Preferred = "PREFERRED", Normal = "NORMAL", Deprecated = "DEPRECATED" }
    /// What the readable evidence says of a relation.
    Standing {
        Asserted = "ASSERTED", Disputed = "DISPUTED", Denied = "DENIED", Retracted = "RETRACTED",
        Unsourced = "UNSOURCED",
    }
    /// What a piece of evidence does: speaks for, speaks against, or takes back an earlier one.
    Stance { Supports = "SUPPORTS", Denies = "DENIES", Retracts = "RETRACTS" }
    /// From which end an entity sees a relation; both are alike where the type is symmetric.
    EdgeDirection { Out = "OUT", In = "IN", Mutual = "MUTUAL" }
    /// What the edition's log and the audit speak of.
    Noun {
        Article = "ARTICLE", Entity = "ENTITY", Relation = "RELATION", Series = "SERIES", Reference = "REFERENCE",
        // Of the audit alone:
        User = "USER", ApiKey = "API_KEY", SigningKey = "SIGNING_KEY", Picture = "PICTURE", Stage = "STAGE",
    }
    /// What a one-time link is for.
    LinkPurpose { Invitation = "INVITATION", Reset = "RESET" }
    /// Why a session is over before its time.
    SessionEnd {
        Logout = "LOGOUT", Reused = "REUSED", Password = "PASSWORD", Disabled = "DISABLED",
    }
    /// What happened to a thing in the edition.
    ChangeAction {
        Published = "PUBLISHED", Updated = "UPDATED", Withdrawn = "WITHDRAWN", Retracted = "RETRACTED",
    }
}

/// How sure an answer about a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Whatever the unknown days may be.
    Certain,
    /// For some of them.
    Possible,
}

/// Kinds that an end of a relation may have; none named: any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct EntityKinds(pub Vec<EntityKind>);

impl EntityKinds {
    #[must_use]
    pub fn allow(&self, kind: EntityKind) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }

    /// The kinds in full, where none named means all.
    #[must_use]
    pub fn all(&self) -> Vec<EntityKind> {
        if self.0.is_empty() { EntityKind::iter().collect() } else { self.0.clone() }
    }
}

impl fmt::Display for EntityKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|k| k.code()).collect::<Vec<_>>().join(","))
    }
}

impl FromStr for EntityKinds {
    type Err = sea_orm::DbErr;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let kinds = text.split(',').filter(|k| !k.is_empty());
        Ok(Self(kinds.map(|k| EntityKind::try_from_value(&k.to_owned())).collect::<Result<_, _>>()?))
    }
}
