//! What a provider has earned in tokens.

use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, ProviderChanged, SYSTEM};
use crate::{Market, Provider, address, chain_key, rayment::client::accounts, token::Token};

/// Opens a provider's purse for a token that its market takes. Operator or authority sign, for the rent.
pub fn purse_open(signer: &Pubkey, provider: &Provider, token: &Token) -> Encoded {
    let purse = address::purse(&provider.address, &token.mint);
    let accounts = accounts::PurseOpen {
        signer: *signer,
        provider: provider.address,
        asset: address::asset(&chain_key(&provider.state.market), &token.mint),
        purse,
        vault: address::vault(&purse),
        mint: token.mint,
        token_program: token.program,
        system_program: SYSTEM,
    };
    Instruction::PurseOpen { accounts }.encode()
}

/// Says how much of a purse's balance may go into bonds. The authority signs.
pub fn purse_budget(authority: &Pubkey, provider: &Pubkey, mint: &Pubkey, budget: u64) -> Encoded {
    let purse = Some(address::purse(provider, mint));
    let accounts = accounts::ProviderChange { signer: *authority, provider: *provider, purse };
    Instruction::ProviderChange { accounts, update: ProviderChanged::PurseBudget { budget } }.encode()
}

/// Pays so many base units of a purse, or all of them, to the token account of the provider's payout wallet; with
/// `closes` the empty purse closes, and its rent goes to the provider's wallet. Operator or authority sign.
pub fn purse_withdraw(
    signer: &Pubkey,
    provider: &Provider,
    token: &Token,
    amount: Option<u64>,
    closes: bool,
) -> Encoded {
    let purse = address::purse(&provider.address, &token.mint);
    let accounts = accounts::PurseWithdraw {
        signer: *signer,
        provider: provider.address,
        purse,
        vault: address::vault(&purse),
        mint: token.mint,
        token_program: token.program,
        payout_tokens: Some(token.account(&chain_key(&provider.state.payout))),
        close_to: closes.then(|| provider.wallet()),
    };
    Instruction::PurseWithdraw { accounts, amount }.encode()
}

/// Moves the fees in a purse to the token account of the market's treasury, which anyone may make. Anyone may send it.
pub fn purse_sweep(provider: &Pubkey, market: &Market, token: &Token) -> Encoded {
    let purse = address::purse(provider, &token.mint);
    let accounts = accounts::PurseSweep {
        provider: *provider,
        purse,
        vault: address::vault(&purse),
        mint: token.mint,
        token_program: token.program,
        market: market.address,
        treasury_tokens: token.account(&market.treasury),
    };
    Instruction::PurseSweep { accounts }.encode()
}
