//! The rows of the database: one file per table, typed ids, instants, days and partial dates, closed sets as enums.
//! No rules here, and no statements.
//!
//! Tables of readers begin with `edition_`; all others are the desk's.

mod id;
mod kinds;
mod partial_date;
mod time;

pub use id::*;
pub use kinds::*;
pub use partial_date::{DatePrecision, NotADate, PartialDate};
pub use time::{Day, Timestamp};

pub mod article;
pub mod article_assignee;
pub mod article_lock;
pub mod article_notice;
pub mod article_revision;
pub mod article_slug;
pub mod article_version;
pub mod audit_event;
pub mod desk;
pub mod edition;
pub mod edition_about;
pub mod edition_appearance;
pub mod edition_article;
pub mod edition_contributor;
pub mod edition_counter;
pub mod edition_edge;
pub mod edition_entity;
pub mod edition_entity_name;
pub mod edition_entity_slug;
pub mod edition_evidence;
pub mod edition_identifier;
pub mod edition_identifier_scheme;
pub mod edition_link;
pub mod edition_log;
pub mod edition_mention;
pub mod edition_notice;
pub mod edition_picture;
pub mod edition_redirect;
pub mod edition_relation;
pub mod edition_relation_type;
pub mod edition_relation_type_label;
pub mod edition_series;
pub mod edition_series_item;
pub mod edition_slug;
pub mod edition_version;
pub mod entity;
pub mod entity_identifier;
pub mod entity_merge;
pub mod entity_name;
pub mod entity_slug;
pub mod evidence;
pub mod idempotency;
pub mod identifier_scheme;
pub mod mention;
pub mod mention_rejection;
pub mod picture;
pub mod preview_token;
pub mod relation;
pub mod relation_type;
pub mod relation_type_label;
pub mod revision_about;
pub mod revision_contributor;
pub mod revision_link;
pub mod revision_picture;
pub mod series;
pub mod series_item;
pub mod stage;
pub mod working_copy;
