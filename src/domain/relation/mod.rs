//! Relations: when they hold, and what their evidence is worth.

pub mod sentence;
pub mod standing;
pub mod time;
