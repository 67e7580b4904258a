//! What an editor says of relations and evidence, as it is sent.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::domain::article::save::THIS;
use crate::domain::bundle::format;
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::change::Changes;
use crate::domain::relation::create::New;
use crate::graphql::desk::article::content::field;
use crate::graphql::evidence::Stance;
use crate::graphql::relation::filter::Phase;
use crate::graphql::scalars::{Date, EdtfDate, Url};

/// A passage of an article, or an address on the web, that speaks for a relation or against it: `article` or `url`, one
/// of them.
#[derive(Clone, Debug, InputObject)]
pub struct NewEvidenceInput {
    /// An id that the client made (`devd_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
    pub id: Option<ID>,
    /// A handle by which `retracts` may name it in the same relation; not kept.
    pub key: Option<String>,
    /// What it does.
    #[graphql(default_with = "Stance::Supports")]
    pub stance: Stance,
    /// The article of ours that has the passage, by id or slug. Where a relation is made together with an article,
    /// evidence without article and address is of that.
    pub article: Option<String>,
    /// The address, if it is not an article of ours.
    pub url: Option<Url>,
    /// What stands at the address.
    pub title: Option<String>,
    /// The passage, word by word; it must stand in the article.
    pub quote: Option<String>,
    /// What stands before the passage, where it stands more than once.
    pub prefix: Option<String>,
    /// What stands behind the passage, where it stands more than once.
    pub suffix: Option<String>,
    /// Whom the passage names as its source, in its words.
    pub attribution: Option<String>,
    /// The source that it names, where that is an entity: by id, slug or identifier.
    pub attributed_to: Option<String>,
    /// When the source said it.
    pub stated_on: Option<EdtfDate>,
    /// The evidence that it takes back, with stance RETRACTS only: by id, or by its key where both are made at once.
    pub retracts: Option<String>,
}

impl From<NewEvidenceInput> for format::Evidence {
    fn from(input: NewEvidenceInput) -> Self {
        let NewEvidenceInput { id, key, stance, article, url, title, quote, prefix, suffix, .. } = input;
        Self {
            id: id.map(|id| public(Prefix::Evidence, public_id::evidence(&id), &id)),
            key,
            stance: stance.into(),
            article,
            url: url.map(|url| url.0),
            title,
            quote,
            prefix,
            suffix,
            attribution: input.attribution,
            attributed_to: input.attributed_to,
            stated_on: input.stated_on.map(|date| date.0.to_string()),
            retracts: input.retracts,
        }
    }
}

/// The readers' id of a thing, which is how a bundle names it; a text that is no id stays, and is a fault.
pub fn public(prefix: Prefix, uid: Option<uuid::Uuid>, text: &str) -> String {
    uid.map_or_else(|| text.to_owned(), |uid| public_id::print(prefix, uid))
}

macro_rules! new_relation {
    ($(#[$doc:meta] $name:ident $article:expr;)+) => {$(
        #[$doc]
        #[derive(Clone, Debug, InputObject)]
        pub struct $name {
            /// An id that the client made (`drel_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
            pub id: Option<ID>,
            /// The entity of which it says something: by id, slug or identifier, or by the key of one that is made at
            /// the same time.
            pub subject: String,
            /// What it says: the code of a relation type.
            #[graphql(name = "type")]
            pub type_code: String,
            /// The entity that it says of the subject: by id, slug or identifier, or by the key of one that is made at
            /// the same time.
            pub object: String,
            /// The post or part, as it was published: "chair".
            pub role: Option<String>,
            /// When it began, or happened.
            pub start_date: Option<EdtfDate>,
            /// When it ended.
            pub end_date: Option<EdtfDate>,
            /// What is known of its time on the day `asOf`. Without it: FORMER with an end that is past, OCCURRED for
            /// an event, else UNKNOWN.
            pub phase: Option<Phase>,
            /// The day of which `phase` speaks: required for CURRENT, and for FORMER without an end.
            pub as_of: Option<Date>,
            /// For the newsroom only.
            pub note: Option<String>,
            /// What speaks for it and against it. Readers have the relation as soon as they can read some of it.
            pub evidence: Option<Vec<NewEvidenceInput>>,
            /// Readers shall have it without any evidence: this publishes it.
            #[graphql(default)]
            pub unsourced: bool,
            /// Make it even where a relation is there that says the same of a time that may be the same.
            #[graphql(default)]
            pub allow_duplicate: bool,
        }

        impl From<$name> for New {
            fn from(input: $name) -> Self {
                let $name { id, subject, type_code, object, role, start_date, end_date, phase, as_of, note, .. } =
                    input;
                let this: Option<&str> = $article;
                let evidence = input.evidence.unwrap_or_default().into_iter().map(|evidence| {
                    let mut evidence = format::Evidence::from(evidence);
                    if evidence.article.is_none() && evidence.url.is_none() {
                        evidence.article = this.map(str::to_owned);
                    }
                    evidence
                });
                let relation = format::Relation {
                    id: id.map(|id| public(Prefix::Relation, public_id::relation(&id), &id)),
                    key: None,
                    subject,
                    type_code,
                    object,
                    role,
                    start_date: start_date.map(|date| date.0.to_string()),
                    end_date: end_date.map(|date| date.0.to_string()),
                    phase: phase.map(db::Phase::from),
                    as_of: as_of.map(|day| day.0.to_string()),
                    rank: None,
                    rank_reason: None,
                    note,
                    public: None,
                    evidence: evidence.collect(),
                };
                Self { relation, unsourced: input.unsourced, allow_duplicate: input.allow_duplicate }
            }
        }
    )+};
}

new_relation! {
    /// A new relation, with its evidence or without any.
    CreateRelationInput None;
    /// A relation that is made together with an article.
    NewRelationInput Some(THIS);
}

/// What changes of a relation: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RelationChangesInput {
    /// The entity of which it says something; as long as readers never had it.
    pub subject: Option<String>,
    /// What it says: the code of a relation type; as long as readers never had it.
    #[graphql(name = "type")]
    pub type_code: Option<String>,
    /// The entity that it says of the subject; as long as readers never had it.
    pub object: Option<String>,
    /// The post or part, as it was published.
    pub role: MaybeUndefined<String>,
    /// When it began, or happened.
    pub start_date: MaybeUndefined<EdtfDate>,
    /// When it ended.
    pub end_date: MaybeUndefined<EdtfDate>,
    /// What is known of its time on the day `asOf`.
    pub phase: Option<Phase>,
    /// The day of which `phase` speaks.
    pub as_of: MaybeUndefined<Date>,
    /// For the newsroom only.
    pub note: MaybeUndefined<String>,
}

impl From<RelationChangesInput> for Changes {
    fn from(input: RelationChangesInput) -> Self {
        let RelationChangesInput {
            subject,
            type_code,
            object,
            role,
            start_date,
            end_date,
            phase,
            as_of,
            note,
        } = input;
        Self {
            subject,
            type_code,
            object,
            role: field(role, |text| text),
            start_date: field(start_date, |date| date.0.to_string()),
            end_date: field(end_date, |date| date.0.to_string()),
            phase: phase.map(db::Phase::from),
            as_of: field(as_of, |day| day.0.to_string()),
            note: field(note, |text| text),
        }
    }
}
