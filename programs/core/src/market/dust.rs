//! Fees that a market's treasury could not take when their provider left.

use crate::money::{Holding, Transfer, Transfers};

/// Lamports of fees in the market's own account, beside its rent, until they are swept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dust(pub u64);

impl Dust {
    /// With what a provider's step leaves there; `None` where that leaves the range.
    pub fn with(self, transfers: &Transfers) -> Option<Dust> {
        self.0.checked_add(transfers.amount(Holding::Fees, Holding::Dust)).map(Dust)
    }

    /// All of it goes to the treasury, whoever asks: what is left, and what is paid.
    pub fn swept(self) -> (Dust, Transfers) {
        match self.0 {
            0 => (self, Transfers::default()),
            all => (Dust(0), Transfers::of([Transfer::new(Holding::Dust, Holding::Treasury, all)])),
        }
    }
}
