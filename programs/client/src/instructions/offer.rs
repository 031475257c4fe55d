//! What a provider asks for a kind of work, in an asset.

use rayment_core::provider::OfferTerms;
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{Provider, address, chain_key, rayment::client::accounts};

/// Which of a provider's offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferOf {
    /// 0: rendering. See [`rayment_core::provider::KINDS`].
    pub kind: u8,
    pub class: u16,
    /// Zeros for SOL.
    pub mint: Pubkey,
}

/// Opens an offer, or says another price; without terms the offer closes, where no job names the provider. Operator or
/// authority sign, for the rent, and get it back.
pub fn offer_set(signer: &Pubkey, provider: &Provider, of: &OfferOf, terms: Option<OfferTerms>) -> Encoded {
    let OfferOf { kind, class, mint } = *of;
    let market = chain_key(&provider.state.market);
    let needs_asset = terms.is_some() && mint != Pubkey::default();
    let accounts = accounts::OfferSet {
        signer: *signer,
        market,
        provider: provider.address,
        asset: needs_asset.then(|| address::asset(&market, &mint)),
        offer: address::offer(&provider.address, of),
        system_program: SYSTEM,
    };
    Instruction::OfferSet { accounts, kind, class, mint, terms }.encode()
}
