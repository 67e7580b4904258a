//! Relations: when they hold, and what their evidence is worth.

pub mod standing;
pub mod time;
