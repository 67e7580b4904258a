//! What every new database starts with, as bundles: the countries of ISO 3166-1, the types of relations, and the
//! identifier schemes.

#[cfg(test)]
mod tests;
