//! The settings as a file, the environment or the command line may give them: any of them, or none.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{DatabaseUrl, LogFormat, Origin, RoleMapping, Taken, Template};

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

    /// Connections for reading at the same time; one more looks for new editions [default: 8]
    #[arg(long, env = "NUTGRAPH_READERS", global = true, value_name = "NUMBER", hide_env = true)]
    pub readers: Option<u32>,

    /// Connections for writing at the same time (PostgreSQL) [default: 4]
    #[arg(long, env = "NUTGRAPH_WRITERS", global = true, value_name = "NUMBER", hide_env = true)]
    pub writers: Option<u32>,

    /// Connections that are open at the same time [default: 10000]
    #[arg(long, env = "NUTGRAPH_CONNECTIONS", global = true, value_name = "NUMBER", hide_env = true)]
    pub connections: Option<usize>,

    /// The longest that the head of a request may take to arrive [default: 5]
    #[arg(long, env = "NUTGRAPH_HEAD_TIMEOUT", global = true, value_name = "SECONDS", hide_env = true)]
    pub head_timeout: Option<f64>,

    /// The longest that the body of a request may take to arrive [default: 10]
    #[arg(long, env = "NUTGRAPH_BODY_TIMEOUT", global = true, value_name = "SECONDS", hide_env = true)]
    pub body_timeout: Option<f64>,

    /// The longest silence between two requests of a connection [default: 60]
    #[arg(long, env = "NUTGRAPH_IDLE_TIMEOUT", global = true, value_name = "SECONDS", hide_env = true)]
    pub idle_timeout: Option<f64>,

    /// How long a client may take nothing of its answer [default: 10]
    #[arg(long, env = "NUTGRAPH_WRITE_TIMEOUT", global = true, value_name = "SECONDS", hide_env = true)]
    pub write_timeout: Option<f64>,

    /// The longest that the answer to a query may take [default: 5]
    #[arg(long, env = "NUTGRAPH_REQUEST_TIMEOUT", global = true, value_name = "SECONDS", hide_env = true)]
    pub request_timeout: Option<f64>,

    /// The largest body of a request [default: 1048576]
    #[arg(long, env = "NUTGRAPH_BODY_LIMIT", global = true, value_name = "BYTES", hide_env = true)]
    pub body_limit: Option<usize>,

    /// Queries that are worked on at the same time [default: 128]
    #[arg(long, env = "NUTGRAPH_CONCURRENT_READS", global = true, value_name = "NUMBER", hide_env = true)]
    pub concurrent_reads: Option<usize>,

    /// Mutations that are worked on at the same time [default: 32]
    #[arg(long, env = "NUTGRAPH_CONCURRENT_CHANGES", global = true, value_name = "NUMBER", hide_env = true)]
    pub concurrent_changes: Option<usize>,

    /// How long connections are taken still when the server is told to stop [default: 0]
    #[arg(long, env = "NUTGRAPH_DRAIN_DELAY", global = true, value_name = "SECONDS", hide_env = true)]
    pub drain_delay: Option<f64>,

    /// Whether answers of more than 1 KiB are compressed [default: true]
    #[arg(long, env = "NUTGRAPH_COMPRESSION", global = true, value_name = "BOOLEAN", hide_env = true)]
    pub compression: Option<bool>,

    /// The origins whose web pages may ask from a browser, with commas between them; * is all
    #[arg(
        long,
        env = "NUTGRAPH_CORS_ORIGINS",
        global = true,
        value_name = "ORIGINS",
        hide_env = true,
        value_delimiter = ','
    )]
    pub cors_origins: Option<Vec<Origin>>,

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

    /// Bytes that a document may have [default: 32768]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_BYTES", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_bytes: Option<usize>,

    /// Tokens that a document may have [default: 2000]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_TOKENS", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_tokens: Option<usize>,

    /// Brackets that may stand open at once in a document [default: 64]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_NESTING", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_nesting: Option<usize>,

    /// Aliases that a document may have [default: 30]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_ALIASES", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_aliases: Option<usize>,

    /// Fields that an operation may have at its root [default: 20]
    #[arg(
        long,
        env = "NUTGRAPH_DOCUMENT_ROOT_FIELDS",
        global = true,
        value_name = "NUMBER",
        hide_env = true
    )]
    pub document_root_fields: Option<u64>,

    /// Directives that a document may have [default: 50]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_DIRECTIVES", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_directives: Option<usize>,

    /// Fields that an operation may select, fragments expanded [default: 10000]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_SELECTIONS", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_selections: Option<u64>,

    /// Fields that may stand within each other [default: 15]
    #[arg(long, env = "NUTGRAPH_DOCUMENT_DEPTH", global = true, value_name = "NUMBER", hide_env = true)]
    pub document_depth: Option<u64>,

    /// Values that an answer may have, by the page sizes asked for [default: 50000]
    #[arg(long, env = "NUTGRAPH_QUERY_COST", global = true, value_name = "NUMBER", hide_env = true)]
    pub query_cost: Option<u64>,

    /// Memory for documents that were asked before, in MiB [default: 4]
    #[arg(long, env = "NUTGRAPH_KEPT_DOCUMENTS", global = true, value_name = "MIB", hide_env = true)]
    pub kept_documents: Option<u64>,

    /// Whether the schema may be asked for [default: true]
    #[arg(long, env = "NUTGRAPH_INTROSPECTION", global = true, value_name = "BOOLEAN", hide_env = true)]
    pub introspection: Option<bool>,

    /// Whether errors propose names of the schema [default: true]
    #[arg(long, env = "NUTGRAPH_SUGGESTIONS", global = true, value_name = "BOOLEAN", hide_env = true)]
    pub suggestions: Option<bool>,

    /// Whether browsers find an explorer at /graphql [default: true]
    #[arg(long, env = "NUTGRAPH_EXPLORER", global = true, value_name = "BOOLEAN", hide_env = true)]
    pub explorer: Option<bool>,

    /// A file or folder of the documents that front ends were built with
    #[arg(long, env = "NUTGRAPH_TRUSTED_DOCUMENTS", global = true, value_name = "PATH", hide_env = true)]
    pub trusted_documents: Option<PathBuf>,

    /// Which documents are executed [default: any]
    #[arg(long, env = "NUTGRAPH_DOCUMENTS", global = true, value_name = "WHICH", hide_env = true)]
    pub documents: Option<Taken>,

    /// Who signs our access tokens, as they say it [default: nutgraph]
    #[arg(long, env = "NUTGRAPH_TOKEN_ISSUER", global = true, value_name = "NAME", hide_env = true)]
    pub token_issuer: Option<String>,

    /// Whom our access tokens are for, as they say it [default: nutgraph]
    #[arg(long, env = "NUTGRAPH_TOKEN_AUDIENCE", global = true, value_name = "NAME", hide_env = true)]
    pub token_audience: Option<String>,

    /// How long an access token holds [default: 600]
    #[arg(long, env = "NUTGRAPH_ACCESS_TOKEN_LIFE", global = true, value_name = "SECONDS", hide_env = true)]
    pub access_token_life: Option<u64>,

    /// How long a session lasts that nobody uses [default: 604800]
    #[arg(long, env = "NUTGRAPH_SESSION_IDLE_LIFE", global = true, value_name = "SECONDS", hide_env = true)]
    pub session_idle_life: Option<u64>,

    /// How long a session lasts, however much it is used [default: 2592000]
    #[arg(long, env = "NUTGRAPH_SESSION_LIFE", global = true, value_name = "SECONDS", hide_env = true)]
    pub session_life: Option<u64>,

    /// How long an invitation holds [default: 604800]
    #[arg(long, env = "NUTGRAPH_INVITATION_LIFE", global = true, value_name = "SECONDS", hide_env = true)]
    pub invitation_life: Option<u64>,

    /// How long a link for another password holds [default: 1800]
    #[arg(long, env = "NUTGRAPH_RESET_LIFE", global = true, value_name = "SECONDS", hide_env = true)]
    pub reset_life: Option<u64>,

    /// Attempts to sign in to one account, within 15 minutes [default: 10]
    #[arg(long, env = "NUTGRAPH_LOGIN_ATTEMPTS", global = true, value_name = "NUMBER", hide_env = true)]
    pub login_attempts: Option<i64>,

    /// Attempts to sign in from one network address, within 15 minutes [default: 100]
    #[arg(
        long,
        env = "NUTGRAPH_LOGIN_ATTEMPTS_PER_ADDRESS",
        global = true,
        value_name = "NUMBER",
        hide_env = true
    )]
    pub login_attempts_per_address: Option<i64>,

    /// Proxies before the server, which tell the address of a client in X-Forwarded-For [default: 0]
    #[arg(long, env = "NUTGRAPH_PROXIES", global = true, value_name = "NUMBER", hide_env = true)]
    pub proxies: Option<usize>,

    /// Another issuer whose tokens are taken, as they name it
    #[arg(long, env = "NUTGRAPH_OIDC_ISSUER", global = true, value_name = "URL", hide_env = true)]
    pub oidc_issuer: Option<String>,

    /// Whom the tokens of that issuer must be for
    #[arg(long, env = "NUTGRAPH_OIDC_AUDIENCE", global = true, value_name = "NAME", hide_env = true)]
    pub oidc_audience: Option<String>,

    /// Where the public keys of that issuer are
    #[arg(long, env = "NUTGRAPH_OIDC_JWKS_URL", global = true, value_name = "URL", hide_env = true)]
    pub oidc_jwks_url: Option<String>,

    /// The claim that tells what somebody may do; dots lead into objects [default: roles]
    #[arg(long, env = "NUTGRAPH_OIDC_ROLE_CLAIM", global = true, value_name = "CLAIM", hide_env = true)]
    pub oidc_role_claim: Option<String>,

    /// The claim that tells what somebody is called [default: name]
    #[arg(long, env = "NUTGRAPH_OIDC_NAME_CLAIM", global = true, value_name = "CLAIM", hide_env = true)]
    pub oidc_name_claim: Option<String>,

    /// The claim that tells somebody's e-mail address [default: email]
    #[arg(long, env = "NUTGRAPH_OIDC_EMAIL_CLAIM", global = true, value_name = "CLAIM", hide_env = true)]
    pub oidc_email_claim: Option<String>,

    /// What the values of that claim mean here, with commas between them
    #[arg(
        long,
        env = "NUTGRAPH_OIDC_ROLES",
        global = true,
        value_name = "VALUE=ROLE",
        hide_env = true,
        value_delimiter = ','
    )]
    pub oidc_roles: Option<Vec<RoleMapping>>,

    /// The form of the log [default: auto]
    #[arg(long, env = "NUTGRAPH_LOG_FORMAT", global = true, value_name = "FORMAT", hide_env = true)]
    pub log_format: Option<LogFormat>,

    /// What is logged, as in "info,nutgraph::http=debug" [default: info,sea_orm_migration=warn]
    #[arg(long, env = "NUTGRAPH_LOG_LEVEL", global = true, value_name = "LEVELS", hide_env = true)]
    pub log_level: Option<String>,
}
