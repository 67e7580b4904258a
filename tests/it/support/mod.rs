//! What the stories stand on: a fresh database each, a clock that stands still, and ids that count.

pub mod account;
pub mod chance;
mod database;
pub mod desk;
pub mod edition;
pub mod generator;
pub mod hostile;
mod plan;
mod postgres;
pub mod secrets;
mod server;
pub mod told;
pub mod verbs;

pub use database::{Database, on_postgresql, on_sqlite};
pub use plan::Planner;
pub use server::{Server, cheap, usual};

/// Makes two tests of each story: `sqlite::name` and `postgresql::name`. One call a file; a story that is not listed
/// is an unused function, of which the compiler tells.
///
/// A story's snapshots are inline, and one snapshot holds for both databases.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    insta::allow_duplicates! { $crate::support::on_sqlite(super::$name) }
                }
            )+
        }
        mod postgresql {
            $(
                #[test]
                fn $name() {
                    insta::allow_duplicates! { $crate::support::on_postgresql(super::$name) }
                }
            )+
        }
    };
}
pub(crate) use both;
