pub mod bundle;
pub mod reference;
