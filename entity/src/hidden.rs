//! What no log shall show.

use std::fmt;

use sea_orm::DeriveValueType;

/// A text that shows itself to nobody but who asks for it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}
