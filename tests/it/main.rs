//! Every test but those beside pure code: stories that run on SQLite and on PostgreSQL, and fences.
//!
//! A story is an `async fn name(db: Database)`, listed in its file's `support::both!(…)`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

mod account;
mod account_browser;
mod account_cli;
mod account_identity;
mod account_limits;
mod account_roles;
mod account_token;
mod answer;
mod article;
mod article_list;
mod article_place;
mod body;
mod bundle;
mod cli;
mod config;
mod connection;
mod cors;
mod cost;
mod demo;
mod description;
mod desk_article;
mod desk_entity;
mod desk_merge;
mod drafts;
mod edition_fixture;
mod entity;
mod evidence;
mod execution;
mod export;
mod fences;
mod gate;
mod graph;
mod hostile;
mod http;
mod http2;
mod import;
mod import_again;
mod import_notice;
mod import_text;
mod linking;
mod migration;
mod overload;
mod page;
mod persisted;
mod plan;
mod publication;
mod publication_law;
mod publication_traces;
mod readme;
mod relation;
mod relation_list;
mod schema;
mod support;
