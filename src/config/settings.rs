//! The settings as a file, the environment or the command line may give them: any of them, or none.

use std::net::SocketAddr;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{DatabaseUrl, LogFormat, Template};

/// Each field is the key of the file, the flag (`--listen`) and the variable (`NUTGRAPH_LISTEN`).
#[derive(Clone, Debug, Default, PartialEq, Args, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Settings (also in nutgraph.toml; see docs/configuration.md)")]
pub struct Settings {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, env = "NUTGRAPH_LISTEN", global = true, value_name = "ADDRESS:PORT", hide_env = true)]
    pub listen: Option<SocketAddr>,

    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE [default: sqlite://nutgraph.db]
    #[arg(long, env = "NUTGRAPH_DATABASE_URL", global = true, value_name = "URL", hide_env = true)]
    pub database_url: Option<DatabaseUrl>,

    /// Another address for reading (PostgreSQL): a replica, or an account that may only read
    #[arg(long, env = "NUTGRAPH_READER_DATABASE_URL", global = true, value_name = "URL", hide_env = true)]
    pub reader_database_url: Option<DatabaseUrl>,

    /// Connections for reading at the same time [default: 8]
    #[arg(long, env = "NUTGRAPH_READERS", global = true, value_name = "NUMBER", hide_env = true)]
    pub readers: Option<u32>,

    /// Connections for writing at the same time (PostgreSQL) [default: 4]
    #[arg(long, env = "NUTGRAPH_WRITERS", global = true, value_name = "NUMBER", hide_env = true)]
    pub writers: Option<u32>,

    /// The newsroom's language, of all content that names none [default: en]
    #[arg(long, env = "NUTGRAPH_DEFAULT_LANGUAGE", global = true, value_name = "TAG", hide_env = true)]
    pub default_language: Option<String>,

    /// The address of the newsroom's site, for links to it
    #[arg(long, env = "NUTGRAPH_SITE_URL", global = true, value_name = "URL", hide_env = true)]
    pub site_url: Option<String>,

    /// Where an article stands on the site [default: /{language}/{slug}]
    #[arg(long, env = "NUTGRAPH_ARTICLE_PATH", global = true, value_name = "TEMPLATE", hide_env = true)]
    pub article_path: Option<Template>,

    /// Where an entity stands on the site [default: /entities/{slug}]
    #[arg(long, env = "NUTGRAPH_ENTITY_PATH", global = true, value_name = "TEMPLATE", hide_env = true)]
    pub entity_path: Option<Template>,

    /// Where a series stands on the site [default: /series/{slug}]
    #[arg(long, env = "NUTGRAPH_SERIES_PATH", global = true, value_name = "TEMPLATE", hide_env = true)]
    pub series_path: Option<Template>,

    /// The form of the log [default: auto]
    #[arg(long, env = "NUTGRAPH_LOG_FORMAT", global = true, value_name = "FORMAT", hide_env = true)]
    pub log_format: Option<LogFormat>,

    /// What is logged, as in "info,nutgraph::http=debug" [default: info,sea_orm_migration=warn]
    #[arg(long, env = "NUTGRAPH_LOG_LEVEL", global = true, value_name = "LEVELS", hide_env = true)]
    pub log_level: Option<String>,
}
