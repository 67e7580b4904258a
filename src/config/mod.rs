//! The settings, parsed once: flags over environment over file over defaults.

mod access;
mod origin;
mod settings;
mod template;
mod url;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use serde::Deserialize;

pub use access::RoleMapping;
pub use origin::Origin;
pub use settings::Settings;
pub use template::Template;
pub use url::DatabaseUrl;

use crate::domain::site::Site;
use crate::graphql::document;
use crate::graphql::wire::Gate;
use crate::http::{Limits, Origins};
use crate::store;

/// What a missing setting means, with a comment on each.
pub const DEFAULTS: &str = include_str!("default.toml");

/// The file that is read where no other is named, if it is there.
pub const FILE: &str = "nutgraph.toml";

/// The longest time that makes sense, in seconds.
const LONGEST: f64 = 3600.0;

/// All settings; docs/configuration.md says what each means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub database_url: DatabaseUrl,
    pub reader_database_url: Option<DatabaseUrl>,
    pub readers: u32,
    pub writers: u32,
    pub connections: usize,
    pub head_timeout: f64,
    pub body_timeout: f64,
    pub idle_timeout: f64,
    pub write_timeout: f64,
    pub request_timeout: f64,
    pub body_limit: usize,
    pub concurrent_reads: usize,
    pub concurrent_changes: usize,
    pub drain_delay: f64,
    pub compression: bool,
    #[serde(default)]
    pub cors_origins: Vec<Origin>,
    pub default_language: String,
    pub site_url: Option<String>,
    pub article_path: Template,
    pub entity_path: Template,
    pub series_path: Template,
    pub document_bytes: usize,
    pub document_tokens: usize,
    pub document_nesting: usize,
    pub document_aliases: usize,
    pub document_root_fields: u64,
    pub document_directives: usize,
    pub document_selections: u64,
    pub document_depth: u64,
    pub query_cost: u64,
    pub kept_documents: u64,
    pub introspection: bool,
    pub suggestions: bool,
    pub explorer: bool,
    pub trusted_documents: Option<PathBuf>,
    pub documents: Taken,
    pub token_issuer: String,
    pub token_audience: String,
    pub access_token_life: u64,
    pub session_idle_life: u64,
    pub session_life: u64,
    pub invitation_life: u64,
    pub reset_life: u64,
    pub login_attempts: i64,
    pub login_attempts_per_address: i64,
    pub proxies: usize,
    pub oidc_issuer: Option<String>,
    pub oidc_audience: Option<String>,
    pub oidc_jwks_url: Option<String>,
    pub oidc_role_claim: String,
    pub oidc_name_claim: String,
    pub oidc_email_claim: String,
    #[serde(default)]
    pub oidc_roles: Vec<RoleMapping>,
    pub log_format: LogFormat,
    pub log_level: String,
}

/// Which documents are executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Taken {
    Any,
    /// Those of `trusted_documents`.
    Trusted,
}

/// Brackets within each other at most: what walks a document recurses as deep.
const MOST_NESTING: usize = 200;

/// The form of the log's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Pretty on a terminal, else JSON.
    Auto,
    Pretty,
    Json,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the settings in {}", file.display())]
    Read { file: PathBuf, source: io::Error },
    /// Names line and column, and shows the line.
    #[error("the settings in {} have a fault: {fault}", file.display())]
    File { file: PathBuf, fault: toml::de::Error },
    #[error("a setting has a fault: {0}")]
    Value(#[from] toml::de::Error),
    #[error("a setting cannot be written down: {0}")]
    Flag(#[from] toml::ser::Error),
    #[error("{key} is {value}, and must be {must}")]
    Range { key: &'static str, value: String, must: &'static str },
}

impl Config {
    /// Settings from flags and environment, laid over those of the file, laid over the defaults.
    ///
    /// # Errors
    /// A file that is named and not there, or unreadable, or at fault; a value that makes no sense.
    pub fn load(file: Option<&Path>, flags: &Settings) -> Result<Self, ConfigError> {
        let mut table: toml::Table = toml::from_str(DEFAULTS)?;
        if let Some((file, text)) = read(file)? {
            let fault = |fault| ConfigError::File { file: file.clone(), fault };
            // By itself first: only so does a fault know its line.
            toml::from_str::<Settings>(&text).map_err(fault)?;
            table.extend(toml::from_str::<toml::Table>(&text).map_err(fault)?);
        }
        table.extend(toml::Table::try_from(flags)?);
        let config: Self = table.try_into()?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [("readers", self.readers), ("writers", self.writers)] {
            if !(1..=1000).contains(&value) {
                return Err(ConfigError::Range { key, value: value.to_string(), must: "1 to 1000" });
            }
        }
        if !(1..=MOST_NESTING).contains(&self.document_nesting) {
            let value = self.document_nesting.to_string();
            return Err(ConfigError::Range { key: "document_nesting", value, must: "1 to 200" });
        }
        let limits = self.gate().limits;
        for (key, value) in [
            ("document_bytes", limits.bytes == 0),
            ("document_tokens", limits.tokens == 0),
            ("document_root_fields", limits.root_fields == 0),
            ("document_selections", limits.selections == 0),
            ("document_depth", limits.depth == 0),
            ("query_cost", limits.cost == 0),
            ("kept_documents", self.kept_documents == 0),
        ] {
            if value {
                return Err(ConfigError::Range { key, value: "0".to_owned(), must: "1 at least" });
            }
        }
        if self.documents == Taken::Trusted && self.trusted_documents.is_none() {
            let must = "any, unless trusted_documents names a file or folder";
            return Err(ConfigError::Range { key: "documents", value: "trusted".to_owned(), must });
        }
        for (key, value, least) in [
            ("head_timeout", self.head_timeout, 0.001),
            ("body_timeout", self.body_timeout, 0.001),
            ("idle_timeout", self.idle_timeout, 0.001),
            ("write_timeout", self.write_timeout, 0.001),
            ("request_timeout", self.request_timeout, 0.001),
            ("drain_delay", self.drain_delay, 0.0),
        ] {
            if !(least..=LONGEST).contains(&value) {
                let must = if least == 0.0 {
                    "0 to 3600 (seconds)"
                } else {
                    "more than 0, and 3600 at most (seconds)"
                };
                return Err(ConfigError::Range { key, value: value.to_string(), must });
            }
        }
        for (key, value) in [
            ("connections", self.connections),
            ("concurrent_reads", self.concurrent_reads),
            ("concurrent_changes", self.concurrent_changes),
        ] {
            if !(1..=1_000_000).contains(&value) {
                return Err(ConfigError::Range { key, value: value.to_string(), must: "1 to 1000000" });
            }
        }
        if !(1 << 10..=64 << 20).contains(&self.body_limit) {
            let (key, value, must) = ("body_limit", self.body_limit.to_string(), "1024 to 67108864 (bytes)");
            return Err(ConfigError::Range { key, value, must });
        }
        if oxilangtag::LanguageTag::parse(self.default_language.as_str()).is_err() {
            let must = "a language tag such as \"en\" or \"pt-BR\"";
            return Err(ConfigError::Range {
                key: "default_language",
                value: format!("{:?}", self.default_language),
                must,
            });
        }
        self.check_access()
    }

    /// The newsroom's site, as the settings tell of it.
    #[must_use]
    pub fn site(&self) -> Site {
        Site {
            default_language: self.default_language.clone(),
            base_url: self.site_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            article: self.article_path.parsed(),
            entity: self.entity_path.parsed(),
            series: self.series_path.parsed(),
        }
    }

    /// Whether browsers find the explorer, which needs the schema and documents of its own.
    #[must_use]
    pub fn shows_explorer(&self) -> bool {
        self.explorer && self.introspection && self.documents == Taken::Any
    }

    /// How the gate is set.
    #[must_use]
    pub fn gate(&self) -> Gate {
        Gate {
            limits: document::Limits {
                bytes: self.document_bytes,
                tokens: self.document_tokens,
                nesting: self.document_nesting,
                aliases: self.document_aliases,
                root_fields: self.document_root_fields,
                directives: self.document_directives,
                selections: self.document_selections,
                depth: self.document_depth,
                cost: self.query_cost,
            },
            kept: self.kept_documents.saturating_mul(1 << 20),
            introspection: self.introspection,
            suggestions: self.suggestions,
            trusted: self.trusted_documents.clone(),
            only_trusted: self.documents == Taken::Trusted,
        }
    }

    /// What a client may take of the server.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let seconds = Duration::from_secs_f64;
        let listed: Option<Vec<_>> = self.cors_origins.iter().map(Origin::value).collect();
        Limits {
            connections: self.connections,
            head_timeout: seconds(self.head_timeout),
            body_timeout: seconds(self.body_timeout),
            idle_timeout: seconds(self.idle_timeout),
            write_timeout: seconds(self.write_timeout),
            request_timeout: seconds(self.request_timeout),
            drain_delay: seconds(self.drain_delay),
            body_limit: self.body_limit,
            concurrent_reads: self.concurrent_reads,
            concurrent_changes: self.concurrent_changes,
            origins: match listed {
                None => Origins::Any,
                Some(listed) if listed.is_empty() => Origins::Own,
                Some(listed) => Origins::Listed(listed),
            },
            compression: self.compression,
            proxies: self.proxies,
        }
    }

    /// How to open the database.
    #[must_use]
    pub fn store(&self) -> store::Options {
        store::Options {
            url: self.database_url.expose().to_owned(),
            create: true,
            reader_url: self.reader_database_url.as_ref().map(|url| url.expose().to_owned()),
            readers: self.readers,
            writers: self.writers,
            ..store::Options::new("")
        }
    }
}

/// The file's name and text; nothing where none is named and the usual one is not there.
fn read(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let file = named.unwrap_or(Path::new(FILE)).to_path_buf();
    match fs::read_to_string(&file) {
        Ok(text) => Ok(Some((file, text))),
        Err(fault) if named.is_none() && fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Read { file, source }),
    }
}
