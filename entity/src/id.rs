//! Row ids, one type per noun, so that an article's never stands where an entity's belongs. They are internal: what
//! the world sees is the row's `uid`. An edition row has the id of the desk row it was built from.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize,
        )]
        pub struct $name(pub i64);
    )+};
}

ids! {
    /// An article, on the desk and in the edition.
    ArticleId,
    /// One immutable state of an article's content.
    RevisionId,
    /// A person, organisation, country, place, event or topic.
    EntityId,
    /// One dated, typed statement about two entities.
    RelationId,
    /// One passage or address that speaks for or against a relation.
    EvidenceId,
    /// An ordered row of articles.
    SeriesId,
    /// A picture that articles show.
    PictureId,
    /// A person with an account.
    UserId,
    /// One time that somebody signed in.
    SessionId,
    /// A tool's key.
    ApiKeyId,
}
