//! Relations: when they hold, and what their evidence is worth.

pub mod sentence;
pub mod time;
