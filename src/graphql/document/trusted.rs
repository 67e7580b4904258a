//! Trusted documents: those that a front end was built with, in the files that its tools write.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::Hash;
use super::read::{self, Rules, Shared};

/// Documents by the ids that their tools gave them, and by their hashes.
#[derive(Debug, Default)]
pub struct Trusted {
    by_id: HashMap<String, Shared>,
    by_hash: HashMap<Hash, Shared>,
}

/// Why documents cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustedError {
    #[error("cannot read {}", file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("{} is not JSON: {fault}", file.display())]
    Json { file: PathBuf, fault: serde_json::Error },
    #[error(
        "{} is neither Apollo's manifest (\"operations\": [{{\"id\", \"body\"}}]) nor an object of ids and documents, as Relay and \
         GraphQL Code Generator write it",
        file.display()
    )]
    Form { file: PathBuf },
    #[error("{} has no documents: .json, .graphql or .gql files", folder.display())]
    Empty { folder: PathBuf },
    #[error("documents cannot be trusted:\n{}", .0.join("\n"))]
    Documents(Vec<String>),
}

impl Trusted {
    /// Reads a file, or the files of a folder.
    ///
    /// # Errors
    /// Files that cannot be understood; all documents that the rules refuse.
    pub fn read(path: &Path, rules: &Rules) -> Result<Self, TrustedError> {
        let mut texts: Vec<(String, String)> = vec![];
        for file in files(path)? {
            texts.extend(documents(&file)?);
        }
        let (mut trusted, mut faults) = (Self::default(), vec![]);
        for (id, text) in texts {
            match read::read(&text, rules) {
                Ok(document) => {
                    let hash: Hash = Sha256::digest(&text).into();
                    let document =
                        Arc::clone(trusted.by_hash.entry(hash).or_insert_with(|| Arc::new(document)));
                    if let Some(other) = trusted.by_id.insert(id.clone(), Arc::clone(&document))
                        && !Arc::ptr_eq(&other, &document)
                    {
                        faults.push(format!("{id}: two documents have this id"));
                    }
                }
                Err(rejection) => {
                    faults
                        .extend(rejection.errors.into_iter().map(|error| format!("{id}: {}", error.message)));
                }
            }
        }
        if faults.is_empty() { Ok(trusted) } else { Err(TrustedError::Documents(faults)) }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Shared> {
        let bare = || self.by_id.get(id.strip_prefix("sha256:")?);
        self.by_id.get(id).or_else(bare).cloned()
    }

    #[must_use]
    pub fn by_hash(&self, hash: &Hash) -> Option<Shared> {
        self.by_hash.get(hash).cloned()
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, TrustedError> {
    let read = |source| TrustedError::Read { file: path.to_path_buf(), source };
    if !fs::metadata(path).map_err(read)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = vec![];
    for entry in fs::read_dir(path).map_err(read)? {
        let file = entry.map_err(read)?.path();
        if matches!(file.extension().and_then(|ending| ending.to_str()), Some("json" | "graphql" | "gql")) {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err(TrustedError::Empty { folder: path.to_path_buf() }) } else { Ok(files) }
}

/// The ids and texts of a file. One that holds a document goes by its name.
fn documents(file: &Path) -> Result<Vec<(String, String)>, TrustedError> {
    let read = |source| TrustedError::Read { file: file.to_path_buf(), source };
    let text = fs::read_to_string(file).map_err(read)?;
    if file.extension().is_none_or(|ending| ending != "json") {
        let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(vec![(id, text)]);
    }
    let json = serde_json::from_str(&text)
        .map_err(|fault| TrustedError::Json { file: file.to_path_buf(), fault })?;
    entries(json).ok_or_else(|| TrustedError::Form { file: file.to_path_buf() })
}

fn entries(json: Json) -> Option<Vec<(String, String)>> {
    let Json::Object(mut members) = json else { return None };
    let text = |value: Json| match value {
        Json::String(text) => Some(text),
        _ => None,
    };
    match members.remove("operations") {
        // https://www.apollographql.com/docs/graphos/platform/security/persisted-queries
        Some(Json::Array(operations)) => {
            let entry = |operation| match operation {
                Json::Object(mut operation) => {
                    Some((operation.remove("id").and_then(text)?, operation.remove("body").and_then(text)?))
                }
                _ => None,
            };
            operations.into_iter().map(entry).collect()
        }
        Some(_) => None,
        None => {
            // Code Generator may write the algorithm before the hash; requests may name it or not.
            let bare = |id: String| id.strip_prefix("sha256:").map_or(id.clone(), str::to_owned);
            members.into_iter().map(|(id, value)| Some((bare(id), text(value)?))).collect()
        }
    }
}
