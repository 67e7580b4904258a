//! A subgraph with its sources, in forms that other programs read. It is written piece by piece, as it is read, so that no
//! more of it is in memory than a piece; `docs/graph.md` says what stands in each form.

mod csv;
mod form;
mod graphml;
mod json;
mod jsonld;
mod stream;

pub use form::Head;
pub use stream::Export;

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    GraphMl,
    JsonLd,
}

impl Format {
    /// The form of a file's extension.
    #[must_use]
    pub fn of(extension: &str) -> Option<Self> {
        Some(match extension {
            "json" => Self::Json,
            "csv" => Self::Csv,
            "graphml" => Self::GraphMl,
            "jsonld" => Self::JsonLd,
            _ => return None,
        })
    }

    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::GraphMl => "graphml",
            Self::JsonLd => "jsonld",
        }
    }

    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::GraphMl => "application/graphml+xml; charset=utf-8",
            Self::JsonLd => "application/ld+json; charset=utf-8",
        }
    }
}
