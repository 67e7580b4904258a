//! The settings: where they come from, what is wrong with them, and that all of them are told of.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use clap::CommandFactory as _;
use nutgraph::cli::Cli;
use nutgraph::config::{Config, DEFAULTS, Settings};
use nutgraph::http::Origins;
use nutgraph::store::{Options, Store};
use tempfile::NamedTempFile;

fn file(text: &str) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(&file, text).unwrap();
    file
}

fn fault(text: &str) -> String {
    let file = file(text);
    let fault = Config::load(Some(file.path()), &Settings::default()).unwrap_err().to_string();
    fault.replace(file.path().to_str().unwrap(), "nutgraph.toml")
}

#[test]
fn flags_win_over_the_file_and_the_file_over_the_defaults() {
    let file = file("readers = 3\nwriters = 3\nlog_format = \"json\"");
    let flags = Settings { readers: Some(5), ..Settings::default() };
    let config = Config::load(Some(file.path()), &flags).unwrap();
    assert_eq!((config.readers, config.writers), (5, 3));
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.limits().origins, Origins::Own);
    assert_eq!(config.limits().head_timeout, Duration::from_secs(5));
    assert_eq!(config.site().article_path("kk", "storm"), "/kk/storm");
}

#[test]
fn the_explorer_needs_the_schema_and_any_document() {
    let shows =
        |text: &str| Config::load(Some(file(text).path()), &Settings::default()).unwrap().shows_explorer();
    assert!(shows(""));
    assert!(!shows("explorer = false"));
    assert!(!shows("introspection = false"));
    assert!(!shows("trusted_documents = \"a.json\"\ndocuments = \"trusted\""));
}

#[test]
fn faults_name_the_file_and_the_line() {
    let unknown = fault("readers = 3\nlistne = \"127.0.0.1:1\"");
    insta::assert_snapshot!(unknown.split(" `readers`").next().unwrap(), @r#"
    the settings in nutgraph.toml have a fault: TOML parse error at line 2, column 1
      |
    2 | listne = "127.0.0.1:1"
      | ^^^^^^
    unknown field `listne`, expected one of `listen`, `database_url`, `reader_database_url`,
    "#);
    insta::assert_snapshot!(fault("listen = \"localhost\""), @r#"
    the settings in nutgraph.toml have a fault: TOML parse error at line 1, column 10
      |
    1 | listen = "localhost"
      |          ^^^^^^^^^^^
    invalid socket address syntax
    "#);
    insta::assert_snapshot!(fault("article_path = \"/news\""), @r#"
    the settings in nutgraph.toml have a fault: TOML parse error at line 1, column 16
      |
    1 | article_path = "/news"
      |                ^^^^^^^
    the path "/news" must have {slug} in it once, and may have {language} once
    "#);
    insta::assert_snapshot!(fault("cors_origins = [\"https://news.example\", \"https://news.example/\"]"), @r#"
    the settings in nutgraph.toml have a fault: TOML parse error at line 1, column 16
      |
    1 | cors_origins = ["https://news.example", "https://news.example/"]
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "https://news.example/" is no origin: write it as browsers send it, as in "https://news.example" or "http://localhost:3000", in small letters and without a path; or "*" for all
    "#);
    insta::assert_snapshot!(fault("query_cost = 0"), @"query_cost is 0, and must be 1 at least");
    insta::assert_snapshot!(fault("document_nesting = 201"), @"document_nesting is 201, and must be 1 to 200");
    insta::assert_snapshot!(fault("documents = \"trusted\""), @"documents is trusted, and must be any, unless trusted_documents names a file or folder");
    insta::assert_snapshot!(fault("readers = 0"), @"readers is 0, and must be 1 to 1000");
    insta::assert_snapshot!(fault("connections = 0"), @"connections is 0, and must be 1 to 1000000");
    insta::assert_snapshot!(fault("body_limit = 1000"), @"body_limit is 1000, and must be 1024 to 67108864 (bytes)");
    insta::assert_snapshot!(fault("head_timeout = 0"), @"head_timeout is 0, and must be more than 0, and 3600 at most (seconds)");
    insta::assert_snapshot!(fault("drain_delay = -1"), @"drain_delay is -1, and must be 0 to 3600 (seconds)");
    insta::assert_snapshot!(fault("idle_timeout = nan"), @"idle_timeout is NaN, and must be more than 0, and 3600 at most (seconds)");
    insta::assert_snapshot!(fault("default_language = \"English, please\""), @r#"default_language is "English, please", and must be a language tag such as "en" or "pt-BR""#);
    let missing = Config::load(Some(Path::new("none.toml")), &Settings::default()).unwrap_err();
    insta::assert_snapshot!(missing, @"cannot read the settings in none.toml");
}

#[test]
fn passwords_are_not_shown() {
    for url in [
        "postgres://desk:geheim@db/news",
        "postgres://desk:geh@eim@db/news?sslmode=require",
        "postgres://db/news?user=desk&password=geheim",
    ] {
        let flags = Settings {
            database_url: Some(url.parse().unwrap()),
            reader_database_url: Some(url.parse().unwrap()),
            ..Settings::default()
        };
        let config = Config::load(None, &flags).unwrap();
        assert_eq!(config.store().url, url);
        let shown = format!("{config:?} {flags:?} {}", config.database_url);
        let refused = Options::new(url.replace("postgres", "mysql"));
        let refused = futures_util::FutureExt::now_or_never(Store::open(&refused)).unwrap().unwrap_err();
        let shown = format!("{shown} {refused}");
        assert!(!shown.contains("eim"), "{shown}");
        assert!(shown.contains("db/news"), "{shown}");
    }
}

/// docs/configuration.md, from its table on, is made of the flags and of the commented defaults; `UPDATE=1 cargo test`
/// writes it.
#[test]
fn the_reference_is_fresh() {
    const TABLE: &str = "| key | flag | variable | meaning |\n| --- | --- | --- | --- |\n";
    let committed = fs::read_to_string("docs/configuration.md").unwrap();
    let mut text = format!("{}{TABLE}", committed.split(TABLE).next().unwrap());
    let cli = Cli::command();
    let keys = cli.get_arguments().filter(|arg| arg.is_global_set() && arg.get_id() != "config");
    for arg in keys {
        let (key, flag) = (arg.get_id(), arg.get_long().unwrap());
        let (variable, help) = (arg.get_env().unwrap().to_str().unwrap(), arg.get_help().unwrap());
        writeln!(text, "| `{key}` | `--{flag}` | `{variable}` | {help} |").unwrap();
        let in_defaults =
            DEFAULTS.lines().any(|line| line.trim_start_matches("# ").starts_with(&format!("{key} = ")));
        assert!(in_defaults, "default.toml tells nothing of {key}");
    }
    write!(text, "\n## All settings, with their defaults\n\n```toml\n{DEFAULTS}```\n").unwrap();
    if env::var_os("UPDATE").is_some() {
        fs::write("docs/configuration.md", &text).unwrap();
    }
    assert!(
        committed == text,
        "docs/configuration.md is not fresh: run UPDATE=1 cargo test the_reference_is_fresh"
    );
}

/// `[default: …]` in the help is what default.toml says.
#[test]
fn the_help_tells_the_defaults() {
    let defaults: toml::Table = toml::from_str(DEFAULTS).unwrap();
    let cli = Cli::command();
    for arg in cli.get_arguments().filter(|arg| arg.is_global_set() && arg.get_id() != "config") {
        let help = arg.get_help().unwrap().to_string();
        let told = help.split_once("[default: ").map(|(_, rest)| rest.trim_end_matches(']').to_owned());
        let meant =
            defaults.get(arg.get_id().as_str()).map(|value| value.to_string().trim_matches('"').to_owned());
        assert_eq!(told, meant, "{}", arg.get_id());
    }
}

/// Nothing is signed with a secret that two share: there is none that could be short, or a sample's.
#[test]
fn j10_there_is_no_shared_secret_to_be_weak() {
    for key in ["token_secret", "jwt_secret", "session_secret", "secret"] {
        assert!(fault(&format!("{key} = \"change-me\"")).contains("unknown field"), "{key}");
    }
}

#[test]
fn people_are_let_in_as_the_settings_say_or_nothing_is_served() {
    let config = |text: &str| Config::load(Some(file(text).path()), &Settings::default()).unwrap();
    let settings = config("").access();
    let usual = nutgraph::domain::access::Settings::default();
    assert_eq!(format!("{settings:?}"), format!("{usual:?}"));
    let text = "access_token_life = 60\noidc_issuer = \"https://a\"\noidc_audience = \"b\"
        oidc_jwks_url = \"http://localhost:1/\"\noidc_roles = [\"a=b=EDITOR\", \"c = admin\"]";
    let settings = config(text).access();
    assert_eq!(settings.access, 60_000);
    assert_eq!(format!("{:?}", settings.identity.unwrap().roles), r#"[("a=b", Editor), ("c", Admin)]"#);
    insta::assert_snapshot!(fault("access_token_life = 901"), @"access_token_life is 901, and must be 60 to 900 (seconds)");
    insta::assert_snapshot!(fault("session_idle_life = 2592001"), @"session_idle_life is 2592001, and must be 60 to session_life (seconds)");
    insta::assert_snapshot!(fault("login_attempts = 0"), @"login_attempts is 0, and must be 1 to 1000000");
    insta::assert_snapshot!(fault("token_issuer = \" \""), @"token_issuer is empty, and must be a name, or an address");
    insta::assert_snapshot!(fault("proxies = 11"), @"proxies is 11, and must be 0 to 10");
    insta::assert_snapshot!(fault("oidc_issuer = \"https://a\""), @"oidc_audience is not set, and must be set, with all of oidc_issuer, oidc_audience, oidc_jwks_url and oidc_roles, or with none of them");
    insta::assert_snapshot!(fault(&text.replace("localhost", "login.example")), @"oidc_jwks_url is http://login.example:1/, and must be an https address (http is for this machine alone: localhost, 127.0.0.1, [::1])");
    insta::assert_snapshot!(fault(&text.replace("https://a", "nutgraph")), @"oidc_issuer is nutgraph, and must be another than token_issuer");
    insta::assert_snapshot!(fault("oidc_roles = [\"editors\"]"), @r#"
    the settings in nutgraph.toml have a fault: TOML parse error at line 1, column 14
      |
    1 | oidc_roles = ["editors"]
      |              ^^^^^^^^^^^
    "editors" is no mapping: write what the token says, =, and AUTHOR, EDITOR or ADMIN, as in "news-editors=EDITOR"
    "#);
}
