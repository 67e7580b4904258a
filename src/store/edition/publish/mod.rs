//! The one bridge from the desk to the edition: reads the desk's rows, writes the readers'. What the rows should be is
//! the domain's to say (`domain::publication`).

pub mod article;
pub mod counters;
pub mod entity;
pub mod number;
pub mod reference;
pub mod relation;
pub mod series;
