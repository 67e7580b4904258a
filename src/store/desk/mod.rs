//! What the newsroom works on.
