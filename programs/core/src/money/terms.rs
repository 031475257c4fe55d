//! What work costs. Components and the fee round down, so every remainder goes to the client.
//!
//! Work is done in units, and terms are prices per unit. `per_frame` is the name of the price of a
//! unit on the wire: the first kind of work was frames, and public names stay.

/// Bytes in the gigabyte that providers price.
pub const GB: u64 = 1_000_000_000;
/// Basis points in one.
pub const BPS: u64 = 10_000;

fixed! {
    /// A provider's prices, in base units; as a ceiling, the most a client will pay.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Terms {
        /// For each accepted unit of work: a frame.
        pub per_frame: u64,
        /// For each second of work, billed by the millisecond.
        pub per_second: u64,
        /// For each 10^9 bytes of the files of the spec, once per job.
        pub per_gb: u64,
        /// The least a job with an accepted unit costs before the fee.
        pub minimum: u64,
    }
}

impl Terms {
    /// Whether every term is at most the ceiling's.
    pub fn within(&self, ceiling: &Terms) -> bool {
        self.per_frame <= ceiling.per_frame
            && self.per_second <= ceiling.per_second
            && self.per_gb <= ceiling.per_gb
            && self.minimum <= ceiling.minimum
    }
}

/// What was used: what the terms are multiplied by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Units of work that were accepted: frames.
    pub units: u32,
    /// Time worked, in milliseconds.
    pub ms: u64,
    /// Distinct files of the spec, in bytes.
    pub bytes: u64,
}

/// What a job costs: the provider's part and the market's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    pub subtotal: u64,
    pub fee: u64,
}

impl Bill {
    /// Subtotal and fee, or `None` where the sum leaves 64 bits.
    pub fn total(&self) -> Option<u64> {
        self.subtotal.checked_add(self.fee)
    }
}

/// The bill for `usage` under `terms`, or `None` where an amount leaves 64 bits.
///
/// Without an accepted unit nothing is owed: neither the minimum nor the price of the files.
pub fn bill(terms: &Terms, usage: Usage, fee_bps: u16) -> Option<Bill> {
    let subtotal = subtotal(terms, usage)?;
    Some(Bill { subtotal, fee: share(subtotal, fee_bps)? })
}

/// The provider's part of the bill.
pub fn subtotal(terms: &Terms, usage: Usage) -> Option<u64> {
    if usage.units == 0 {
        return Some(0);
    }
    let units = terms.per_frame.checked_mul(u64::from(usage.units))?;
    let time = scaled(terms.per_second, usage.ms, 1_000)?;
    let files = scaled(terms.per_gb, usage.bytes, GB)?;
    let sum = units.checked_add(time)?.checked_add(files)?;
    Some(sum.max(terms.minimum))
}

/// `bps` basis points of `amount`, rounded down.
pub fn share(amount: u64, bps: u16) -> Option<u64> {
    scaled(amount, u64::from(bps), BPS)
}

/// `price * quantity / unit`, rounded down, exact in between. The common case stays in 64 bits:
/// wide division is what costs most on chain.
pub(crate) fn scaled(price: u64, quantity: u64, unit: u64) -> Option<u64> {
    match price.checked_mul(quantity) {
        Some(product) => product.checked_div(unit),
        None => {
            let product = u128::from(price).checked_mul(u128::from(quantity))?;
            u64::try_from(product.checked_div(u128::from(unit))?).ok()
        }
    }
}
