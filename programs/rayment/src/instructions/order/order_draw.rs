use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    money::Holding,
    order::{Draw, Drawn, Funds, MarketVersion, OrderState, Quote, Written},
    seeds,
};

use crate::{
    Job, Market, MarketParams, Order, OrderDrawn, RaymentError,
    adapter::{Syscall, now, rule_key, write, write_head},
    money::{Holders, open_unpaid, pay, rent_of},
};

#[derive(Accounts)]
pub struct OrderDraw<'info> {
    /// Pays the network fee. Anyone may draw: an order's address says all that can come of it.
    #[account(mut)]
    pub drawer: Signer<'info>,
    /// Lends the rent that is missing; the rules take the quote's sponsor alone.
    #[account(mut)]
    pub sponsor: Option<Signer<'info>>,
    /// The quote's, by the quote's word.
    pub market: Box<Account<'info, Market>>,
    /// A version of this market's parameters; the rules take the quote's, while it may still be used.
    #[account(constraint = params.market == market.key() @ RaymentError::WrongMarket)]
    pub params: Box<Account<'info, MarketParams>>,
    /// The order: an account of this program, or the address of the quote that is given.
    /// CHECK: decoded, or made here at the quote's address.
    #[account(mut)]
    pub order: UncheckedAccount<'info>,
    /// The order's next job, by its address; it must not exist yet. None where the quote is written down alone.
    /// CHECK: made here.
    #[account(mut)]
    pub job: Option<UncheckedAccount<'info>>,
    /// The one program that makes accounts, and moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<OrderDraw>, quote: Option<Quote>, draw: Option<Draw>) -> Result<()> {
    let OrderDraw { drawer, sponsor, market, params, order, job, .. } = ctx.accounts;
    let now = now()?;
    require!(now >= market.paused_until, RaymentError::MarketPaused);
    let sponsor = sponsor.as_ref().map(|sponsor| sponsor.as_ref());
    let lender = sponsor.map(|sponsor| rule_key(sponsor.key));
    let order_rent = rent_of(layout::order::SPACE)?;
    let mut between = Holders { order: Some(order), sponsor, ..Holders::default() };

    let written = order.owner == &crate::ID;
    require!(quote.is_some() || (written && draw.is_some()), RaymentError::QuoteMissing);
    require!(draw.is_some() == job.is_some(), RaymentError::WrongJob);
    let mut account = match quote.filter(|_| !written) {
        None => Order::read(order)?,
        Some(quote) => {
            let funds = Funds { held: order.lamports(), order_rent, job_rent: 0, lender };
            let Written { order: state, transfers } =
                OrderState::write(quote, &rule_key(&market.key()), &funds, now).map_err(RaymentError::from)?;
            let hash = quote.hash::<Syscall>();
            let seeds: &[&[u8]] = &[seeds::ORDER, &hash];
            let bump = open_unpaid(order, drawer, layout::order::SPACE, seeds, RaymentError::WrongOrder)?;
            pay(&transfers, &between)?;
            Order { layout: layout::order::LAYOUT, bump, state }
        }
    };
    require!(account.layout == layout::order::LAYOUT, RaymentError::EarlierLayout);
    require!(account.state.quote.market == rule_key(&market.key()), RaymentError::WrongMarket);

    let lent_before = if written { account.state.head.lent } else { 0 };
    let mut event = OrderDrawn {
        order: order.key(),
        client: Pubkey::new_from_array(account.state.quote.client.0),
        job: None,
        index: 0,
        deposit: 0,
        rent: 0,
        lent: 0,
    };
    if let (Some(draw), Some(job)) = (&draw, job.as_ref()) {
        let held = order.lamports();
        let job_rent = rent_of(layout::job::SPACE)?.saturating_sub(job.lamports());
        let version =
            MarketVersion { params: market.params, since: market.params_since, paused_until: market.paused_until };
        let Drawn { order: next, job: state, index, transfers } = account
            .state
            .draw::<Syscall>(
                &rule_key(order.key),
                draw,
                (&version, &params.values, params.version),
                &Funds { held, order_rent, job_rent, lender },
                now,
            )
            .map_err(RaymentError::from)?;
        let seeds: &[&[u8]] = &[seeds::JOB, order.key.as_ref(), &index.to_le_bytes()];
        let bump = open_unpaid(job, drawer, layout::job::SPACE, seeds, RaymentError::WrongJob)?;
        between.job = Some(job);
        pay(&transfers, &between)?;
        write(job, &Job { layout: layout::job::LAYOUT, bump, state })?;
        account.state = next;
        event.job = Some(job.key());
        (event.index, event.deposit) = (index, draw.deposit);
        event.rent = transfers.amount(Holding::Order, Holding::Rent);
    }
    event.lent = account.state.head.lent.saturating_sub(lent_before);
    if written {
        write_head(order, &account.state.head)?;
    } else {
        write(order, &account)?;
    }
    emit!(event);
    Ok(())
}
