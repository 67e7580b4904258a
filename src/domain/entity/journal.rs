//! What a merge moved, so that it can be taken back: kept as JSON with the merge.

use db::{EntityId, EvidenceId, NameKind, RelationId, Visibility, entity_name};
use serde::{Deserialize, Serialize};

/// What a merge moved. A merge that an import told of moved nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Journal {
    /// Names that went from the source to the target.
    pub names: Vec<Moved>,
    /// The source's house name, where it became a name of the target.
    pub alias: Option<Moved>,
    /// Scheme and value.
    pub identifiers: Vec<(String, String)>,
    /// What had been merged into the source before.
    pub flattened: Vec<EntityId>,
    /// Relations of the source that said what one of the target's says.
    pub joined: Vec<Joined>,
}

/// A name, as it was at the source.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Moved {
    pub id: i64,
    pub name: String,
    pub kind: NameKind,
    pub language: String,
    pub position: i32,
    pub preferred: bool,
}

/// A relation whose evidence went to another.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Joined {
    pub from: RelationId,
    pub into: RelationId,
    /// What readers had of the two.
    pub from_publication: Visibility,
    pub into_publication: Visibility,
    /// Pieces of evidence, and their places.
    pub evidence: Vec<(EvidenceId, i32)>,
}

impl Journal {
    /// Reads what was kept; nothing, of a merge that moved nothing.
    #[must_use]
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }
}

impl Moved {
    #[must_use]
    pub fn of(row: &entity_name::Model) -> Self {
        let entity_name::Model { id, name, kind, language, position, preferred, .. } = row.clone();
        Self { id, name, kind, language, position, preferred }
    }

    /// Whether a row is still that name. Ids alone do not tell: that of a row that went may come again.
    #[must_use]
    pub fn is(&self, row: &entity_name::Model) -> bool {
        (self.id, &self.name, self.kind, &self.language) == (row.id, &row.name, row.kind, &row.language)
    }
}
