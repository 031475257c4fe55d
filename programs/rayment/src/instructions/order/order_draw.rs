use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    money::{Holding, Transfers},
    order::{Draw, Drawn, Funds, MarketVersion, OrderState, Quote, TokenFunds, Written},
    seeds,
};

use super::composites::*;
use crate::instructions::tokens::*;
use crate::{
    Job, Market, MarketParams, Order, OrderDrawn, RaymentError,
    adapter::{Syscall, chain_key, now, rule_key, write, write_head},
    money::{Holders, open_unpaid, pay, pay_rent, rent_of},
    refusals::refused,
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
    #[account(constraint = params.market == market.key() @ RaymentError::WrongMarket.refusal())]
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
    pub tokens: LockTokens<'info>,
}

pub(crate) fn handle(ctx: Context<OrderDraw>, quote: Option<Quote>, draw: Option<Draw>) -> Result<()> {
    let accounts = ctx.accounts;
    let now = now()?;
    if now < accounts.market.paused_until {
        return Err(RaymentError::MarketPaused.refusal());
    }
    let written = accounts.order.owner == &crate::ID;
    if !(quote.is_some() || (written && draw.is_some())) {
        return Err(RaymentError::QuoteMissing.refusal());
    }
    if draw.is_some() != accounts.job.is_some() {
        return Err(RaymentError::WrongJob.refusal());
    }
    let mut account = match quote.filter(|_| !written) {
        None => Box::new(Order::read(&accounts.order)?),
        Some(quote) => accounts.write_down(&quote, now)?,
    };
    if account.layout != layout::order::LAYOUT {
        return Err(RaymentError::EarlierLayout.refusal());
    }
    if account.state.quote.market != rule_key(&accounts.market.key()) {
        return Err(RaymentError::WrongMarket.refusal());
    }

    let lent_before = if written { account.state.head.lent } else { 0 };
    let mut event = OrderDrawn {
        order: accounts.order.key(),
        client: chain_key(&account.state.quote.client),
        job: None,
        index: 0,
        deposit: 0,
        rent: 0,
        lent: 0,
        mint: chain_key(&account.state.quote.mint),
    };
    if let (Some(draw), Some(job)) = (&draw, &accounts.job) {
        accounts.draw(&mut account, (draw, job), now, &mut event)?;
    }
    event.lent = account.state.head.lent.saturating_sub(lent_before);
    if written {
        write_head(&accounts.order, &account.state.head)?;
    } else {
        write(&accounts.order, &*account)?;
    }
    emit!(event);
    Ok(())
}

impl<'info> OrderDraw<'info> {
    /// Makes the order's account.
    #[inline(never)]
    fn write_down(&self, quote: &Quote, now: i64) -> Result<Box<Order>> {
        let funds = Funds {
            held: self.order.lamports(),
            order_rent: rent_of(layout::order::SPACE)?,
            job_rent: 0,
            lender: self.lender(),
            tokens: token_of(&self.tokens, quote)?.map(|_| TokenFunds::default()),
        };
        let written = OrderState::write(*quote, &rule_key(&self.market.key()), &funds, now);
        let Written { order: state, transfers } = written.map_err(refused)?;
        let hash = quote.hash::<Syscall>();
        let seeds: &[&[u8]] = &[seeds::ORDER, &hash];
        let made = (layout::order::SPACE, &crate::ID);
        let bump = open_unpaid(&self.order, &self.drawer, made, seeds, RaymentError::WrongOrder)?;
        pay(&transfers, &self.holders(None))?;
        Ok(Box::new(Order { layout: layout::order::LAYOUT, bump, state }))
    }

    /// Makes the order's next job.
    #[inline(never)]
    fn draw(
        &self,
        account: &mut Order,
        (draw, job): (&Draw, &AccountInfo<'info>),
        now: i64,
        event: &mut OrderDrawn,
    ) -> Result<()> {
        let OrderDraw { market, params, order, tokens, .. } = self;
        let token = token_of(tokens, &account.state.quote)?;
        let of_tokens = match &token {
            Some(token) => Some(funds_of(tokens, token, order.key)?),
            None => None,
        };
        let funds = Funds {
            held: order.lamports(),
            order_rent: rent_of(layout::order::SPACE)?,
            job_rent: rent_of(layout::job::SPACE)?.saturating_sub(job.lamports()),
            lender: self.lender(),
            tokens: of_tokens,
        };
        let Market { params: version, params_since, paused_until, .. } = ***market;
        let version = MarketVersion { params: version, since: params_since, paused_until };
        let terms = (&version, &params.values, params.version);
        let drawn = account.state.draw::<Syscall>(&rule_key(order.key), draw, terms, &funds, now);
        let Drawn { order: next, job: state, index, transfers } = drawn.map_err(refused)?;
        let seeds: &[&[u8]] = &[seeds::JOB, order.key.as_ref(), &index.to_le_bytes()];
        let made = (layout::job::SPACE, &crate::ID);
        let bump = open_unpaid(job, &self.drawer, made, seeds, RaymentError::WrongJob)?;
        match &token {
            None => {
                pay(&transfers, &self.holders(Some(job)))?;
            }
            Some(token) => self.lock_tokens(account, token, (&transfers, draw.deposit), job)?,
        }
        write(job, &Job { layout: layout::job::LAYOUT, bump, state })?;
        account.state = next;
        event.job = Some(job.key());
        (event.index, event.deposit) = (index, draw.deposit);
        let rent = |to| transfers.amount(Holding::Order, to);
        event.rent = rent(Holding::Rent).saturating_add(rent(Holding::VaultRent));
        Ok(())
    }

    /// Makes the job's vault, and sends its deposit there.
    #[inline(never)]
    fn lock_tokens(
        &self,
        account: &Order,
        open: &ListedToken<'_, 'info>,
        (transfers, deposit): (&Transfers, u64),
        job: &AccountInfo<'info>,
    ) -> Result<()> {
        let ListedToken { token, mint, .. } = open;
        let order: &AccountInfo = &self.order;
        let (order_tokens, vault) = self.tokens.between()?;
        token.make_vault(vault, job.key, &self.drawer, mint)?;
        pay_rent(transfers, &Holders { vault: Some(vault), ..self.holders(Some(job)) })?;
        token.begin_vault(vault, job.key, &[order, job])?;
        let address = OrderAddress { account: order, quote: &account.state.quote, bump: account.bump };
        address.spend(&mut |authority| token.send_whole((order_tokens, vault), authority, deposit))
    }

    fn lender(&self) -> Option<rayment_core::Pubkey> {
        self.sponsor.as_ref().map(|sponsor| rule_key(sponsor.key))
    }

    fn holders<'a>(&'a self, escrow: Option<&'a AccountInfo<'info>>) -> Holders<'a, 'info> {
        let sponsor = self.sponsor.as_ref().map(|sponsor| sponsor.as_ref());
        Holders { order: Some(&self.order), sponsor, escrow, ..Holders::default() }
    }
}
