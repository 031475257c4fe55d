//! What the jobs of an order offer.

use rayment_core::{
    job::{Chunk, Expectations, Offer},
    market::Params,
};
use rayment_spec::Spec;

use super::{
    ceilings::{ceilings, deposit},
    quote::Quote,
};

/// What the offers of an order share beside the quote.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    pub order: u64,
    pub expires_at: i64,
    /// Let the keeper's acceptance pay at once.
    pub at_once: bool,
    /// Whether the keeper owes a check.
    pub check: bool,
}

/// The offers of an order, one per chunk, as the quote suggests them.
pub fn offers(spec: &Spec, chunks: &[Chunk], params: &Params, quote: &Quote, with: Posting) -> Option<Vec<Offer>> {
    let offer = |chunk: &Chunk| {
        let ceilings = ceilings(spec, chunk, quote.terms, quote.ms_per_frame);
        Some(Offer {
            expect: Expectations { params: quote.params, fee_bps: quote.fee_bps },
            order: with.order,
            spec: spec.hash(),
            chunk: *chunk,
            bytes: spec.bytes(),
            deposit: deposit(spec, chunk, params, &ceilings)?,
            ceilings,
            expires_at: with.expires_at,
            at_once: with.at_once,
            check: with.check,
        })
    };
    chunks.iter().map(offer).collect()
}
