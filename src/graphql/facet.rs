//! What facets have in common.

use super::connection::MOST;
use super::error::{Result, bad_request};

/// Buckets of a facet.
///
/// # Errors
/// More or less than there can be.
pub fn buckets(first: Option<i32>) -> Result<u32> {
    let Some(n) = first else { return Ok(10) };
    let most = u32::try_from(n).ok().filter(|n| (1..=MOST).contains(n));
    most.ok_or_else(|| bad_request(format!("`first` is {n}; it can be 1 to {MOST}.")))
}
