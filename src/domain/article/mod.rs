//! Articles.

pub mod json_ld;
