//! The bytes of an order's quote: what its address follows from, and how a quote travels.

use borsh::BorshDeserialize;

use super::OrderQuote;

/// The bytes of a quote.
pub fn quote_bytes(quote: &OrderQuote) -> Vec<u8> {
    // Writing to memory does not fail.
    borsh::to_vec(quote).unwrap_or_default()
}

/// The quote with just these bytes.
pub fn quote_from(bytes: &[u8]) -> Option<OrderQuote> {
    OrderQuote::try_from_slice(bytes).ok()
}
