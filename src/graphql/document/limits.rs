//! How large a document may be, and how dear what it asks for; and the refusal of one that is not.

use async_graphql::Pos;

/// What one request may ask for. Every figure is the largest that is still taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Tokens of the text, as the specification's lexer counts them.
    pub tokens: usize,
    /// Brackets of all three kinds that stand open at once.
    pub nesting: usize,
    /// Fields with another name for the answer.
    pub aliases: usize,
    /// Fields at the root of one operation, fragments expanded.
    pub root_fields: u64,
    /// Directives.
    pub directives: usize,
    /// Fields and fragments that one operation selects, fragments expanded.
    pub selections: u64,
    /// Fields that stand within each other, fragments expanded. Introspection by the usual clients takes 15.
    pub depth: u64,
    /// The cost of one operation: see [`super::cost`].
    pub cost: u64,
}

impl Limits {
    /// What the newsroom's own tools may ask for, once somebody is signed in: twice as much.
    #[must_use]
    pub fn doubled(&self) -> Self {
        let Self { bytes, tokens, nesting, aliases, root_fields, directives, selections, depth, cost } = self;
        Self {
            bytes: bytes.saturating_mul(2),
            tokens: tokens.saturating_mul(2),
            nesting: nesting.saturating_mul(2),
            aliases: aliases.saturating_mul(2),
            root_fields: root_fields.saturating_mul(2),
            directives: directives.saturating_mul(2),
            selections: selections.saturating_mul(2),
            depth: depth.saturating_mul(2),
            cost: cost.saturating_mul(2),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024,
            tokens: 2_000,
            nesting: 64,
            aliases: 30,
            root_fields: 20,
            directives: 50,
            selections: 10_000,
            depth: 15,
            cost: 50_000,
        }
    }
}

/// Why a document is not executed, though it may be valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("The document has {is} bytes; it can have {most}.")]
    Bytes { is: usize, most: usize },
    #[error("The document has more than {most} tokens: ask in several requests.")]
    Tokens { most: usize },
    #[error("The document opens more than {most} brackets within each other.")]
    Nesting { most: usize },
    #[error("The document has more than {most} aliases: ask in several requests, or by lists of ids.")]
    Aliases { most: usize },
    #[error("The document has more than {most} directives.")]
    Directives { most: usize },
    #[error(
        "The operation has {is} fields at its root, fragments expanded; it can have {most}: ask in several requests."
    )]
    RootFields { is: u64, most: u64 },
    #[error("The document selects {is} fields, fragments expanded; it can select {most}.")]
    Selections { is: u64, most: u64 },
    #[error("Fields stand {is} deep within each other; they can stand {most} deep.")]
    Depth { is: u64, most: u64 },
    #[error("Selections stand {is} deep within each other, fragments expanded; they can stand {most} deep.")]
    Levels { is: u64, most: usize },
    #[error("Fragment \"{fragment}\" contains itself.")]
    Cycle { fragment: String, at: Option<Pos> },
    #[error(
        "Introspection asks for lists of fields within lists of fields: ask for types by name with `__type`."
    )]
    Introspection,
    #[error("The operation selects too much of too many types: ask for one type at a time.")]
    Types,
    #[error("The variables take more than {most} bytes, counted wherever they are used.")]
    Variables { most: usize },
    #[error("The operation costs {is}; it can cost {most}. {advice}")]
    Cost { is: u64, most: u64, advice: String, at: Option<Pos> },
}

impl Refusal {
    /// What stands in `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bytes { .. } | Self::Tokens { .. } | Self::Variables { .. } => "DOCUMENT_TOO_LARGE",
            Self::Nesting { .. } | Self::Depth { .. } | Self::Levels { .. } | Self::Introspection => {
                "DOCUMENT_TOO_DEEP"
            }
            Self::Aliases { .. }
            | Self::Directives { .. }
            | Self::RootFields { .. }
            | Self::Types
            | Self::Selections { .. } => "DOCUMENT_TOO_COMPLEX",
            Self::Cycle { .. } => "GRAPHQL_VALIDATION_FAILED",
            Self::Cost { .. } => "QUERY_TOO_COSTLY",
        }
    }

    /// Where in the document it is to be seen, if at one place.
    #[must_use]
    pub fn at(&self) -> Option<Pos> {
        match self {
            Self::Cycle { at, .. } | Self::Cost { at, .. } => *at,
            _ => None,
        }
    }
}
