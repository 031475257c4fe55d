use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    market::Dust,
    money::{Holding, Transfers},
    provider::{ProviderCommand, ProviderSigner},
};

use crate::{
    DustSwept, Market, Provider, ProviderPaid, RaymentError,
    adapter::{is, step_provider},
    money::{Holders, can_take, info, pay},
};

#[derive(Accounts)]
pub struct ProviderSweep<'info> {
    /// Any provider: its fees go to its own market's treasury. None where only what the market keeps
    /// itself is to go there.
    #[account(
        mut,
        dup,
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal(),
        constraint = is(market.as_ref(), &provider.state.market) @ RaymentError::WrongMarket.refusal()
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// The provider's own, by its word, else any: it says where fees go. What it keeps of providers that
    /// have left goes along.
    #[account(mut, dup)]
    pub market: Box<Account<'info, Market>>,
    /// The market's, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = *treasury.key == market.treasury @ RaymentError::WrongPayee.refusal())]
    pub treasury: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderSweep>) -> Result<()> {
    let ProviderSweep { provider, market, treasury } = ctx.accounts;
    let fees = match provider {
        Some(provider) => step_provider(provider, ProviderSigner::Anyone, ProviderCommand::Sweep)?.transfers,
        None => Transfers::default(),
    };
    let (left, dust) = Dust(market.dust).swept();
    market.dust = left.0;
    // Together they may be enough for a wallet that can't take one of them alone.
    let due = |transfers: &Transfers, from| transfers.amount(from, Holding::Treasury);
    let (of_fees, of_dust) = (due(&fees, Holding::Fees), due(&dust, Holding::Dust));
    let all = of_fees.checked_add(of_dust).ok_or_else(|| RaymentError::Overflow.refusal())?;
    if !(all == 0 || can_take(treasury, all)?) {
        return Err(RaymentError::PayeeBelowRent.refusal());
    }
    let from = provider.as_ref().map(|provider| info(provider));
    let (market_info, to) = (Some(info(market)), Some(treasury.as_ref()));
    let between = Holders { provider: from, market: market_info, treasury: to, can_take: true, ..Holders::default() };
    for transfers in [&fees, &dust] {
        pay(transfers, &between)?;
    }
    if let (Some(provider), true) = (provider, of_fees > 0) {
        emit!(ProviderPaid { provider: provider.key(), payee: treasury.key(), lamports: of_fees });
    }
    if of_dust > 0 {
        emit!(DustSwept { market: market.key(), payee: treasury.key(), lamports: of_dust });
    }
    Ok(())
}
