//! How the desk works on pictures, which it has by their addresses.

pub mod read;
pub mod save;
