//! What the newsroom works on.

pub mod publication;
