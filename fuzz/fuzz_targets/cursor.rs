//! No text breaks the decoder of cursors, and it takes no other spelling than that of the API.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use nutgraph::graphql::connection::{cursor, place};
use nutgraph::store::edition::article::order::{NEWEST, PROMINENCE};
use nutgraph::store::edition::entity::BY_NAME;
use nutgraph::store::keyset::Order;
use nutgraph::store::edition::log::BY_PLACE;

const ORDERS: [Order; 4] = [NEWEST, PROMINENCE, BY_NAME, BY_PLACE];

fuzz_target!(|text: &str| {
    // As it is; and as what stands within a cursor, so that the fuzzer need not find out about base64.
    for text in [text.to_owned(), URL_SAFE_NO_PAD.encode(text)] {
        for order in &ORDERS {
            if let Ok(keys) = place(order, &text) {
                assert!(order.fits(&keys));
                assert_eq!(cursor(order, &keys), text);
            }
        }
    }
});
