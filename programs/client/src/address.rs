//! Where the program's accounts are.

use rayment_core::{Hash, Native, order::Quote, seeds};
use solana_pubkey::Pubkey;

use crate::{
    PROGRAM_ID,
    instructions::OfferOf,
    token::{ASSOCIATED_TOKEN, Token},
};

fn find(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &PROGRAM_ID).0
}

/// A market, by who created it and the number it got.
pub fn market(creator: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::MARKET, creator.as_ref(), &id.to_le_bytes()])
}

/// One version of a market's parameters.
pub fn params(market: &Pubkey, version: u16) -> Pubkey {
    find(&[seeds::PARAMS, market.as_ref(), &version.to_le_bytes()])
}

/// An order, by its quote: the contract is the address.
pub fn order(quote: &Quote) -> Pubkey {
    find(&[seeds::ORDER, &quote.hash::<Native>()])
}

/// A provider, by its wallet.
pub fn provider(market: &Pubkey, wallet: &Pubkey) -> Pubkey {
    find(&[seeds::PROVIDER, market.as_ref(), wallet.as_ref()])
}

/// A client that has locked a stake, by its wallet.
pub fn client(market: &Pubkey, wallet: &Pubkey) -> Pubkey {
    find(&[seeds::CLIENT, market.as_ref(), wallet.as_ref()])
}

/// A guardian, by its wallet.
pub fn guardian(market: &Pubkey, wallet: &Pubkey) -> Pubkey {
    find(&[seeds::GUARDIAN, market.as_ref(), wallet.as_ref()])
}

/// A channel, by its payer's wallet, its provider's account and its seed.
pub fn channel(payer: &Pubkey, provider: &Pubkey, seed: &Hash) -> Pubkey {
    find(&[seeds::CHANNEL, payer.as_ref(), provider.as_ref(), seed])
}

/// A job, by its order and its index there.
pub fn job(order: &Pubkey, index: u32) -> Pubkey {
    find(&[seeds::JOB, order.as_ref(), &index.to_le_bytes()])
}

/// A job of an earlier release, which was from no order: by its client's wallet and the id from that client's counter.
pub fn job_from_no_order(market: &Pubkey, wallet: &Pubkey, id: u64) -> Pubkey {
    find(&[seeds::JOB, market.as_ref(), wallet.as_ref(), &id.to_le_bytes()])
}

/// Where the tokens of a job, a channel or a purse lie.
pub fn vault(of: &Pubkey) -> Pubkey {
    find(&[seeds::VAULT, of.as_ref()])
}

/// A token that a market takes.
pub fn asset(market: &Pubkey, mint: &Pubkey) -> Pubkey {
    find(&[seeds::ASSET, market.as_ref(), mint.as_ref()])
}

/// What a provider has earned in a token, by the provider's account.
pub fn purse(provider: &Pubkey, mint: &Pubkey) -> Pubkey {
    find(&[seeds::PURSE, provider.as_ref(), mint.as_ref()])
}

/// What a provider asks, by its account.
pub fn offer(provider: &Pubkey, of: &OfferOf) -> Pubkey {
    let OfferOf { kind, class, mint } = of;
    find(&[seeds::OFFER, provider.as_ref(), &[*kind], &class.to_le_bytes(), mint.as_ref()])
}

/// A wallet's own account of a token.
pub fn associated(wallet: &Pubkey, token: &Token) -> Pubkey {
    let seeds = [wallet.as_ref(), token.program.as_ref(), token.mint.as_ref()];
    Pubkey::find_program_address(&seeds, &ASSOCIATED_TOKEN).0
}

/// Who signs where the program calls itself.
pub fn event_authority() -> Pubkey {
    find(&[b"__event_authority"])
}
