use anchor_lang::prelude::*;
use rayment_core::{
    Next, layout,
    money::{Holding, Transfers},
    order::{Left, Quote},
    seeds,
};

use super::composites::*;
use crate::instructions::tokens::*;
use crate::{
    Order, OrderReturned, RaymentError,
    adapter::{Syscall, is, now, rule_key},
    money::{Holders, close, info, least_taken, pay, pay_from_address, rent_of},
    refusals::refused,
};

#[derive(Accounts)]
pub struct OrderReturn<'info> {
    /// Anyone; what client and sponsor may do before the order's time is over, they sign for.
    pub signer: Signer<'info>,
    /// Any order that is written down.
    #[account(mut, dup, constraint = order.layout == layout::order::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub order: Option<Box<Account<'info, Order>>>,
    /// The address of the quote that is given, where it has no account: never written down, or closed.
    /// CHECK: what lies there is paid out by the program's signature for the quote, which is for this address alone.
    #[account(mut)]
    pub address: Option<UncheckedAccount<'info>>,
    /// The quote's client, by the quote's word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut)]
    pub client: UncheckedAccount<'info>,
    /// The quote's sponsor, by the quote's word, where something is lent.
    /// CHECK: paid only, and its address is checked.
    #[account(mut)]
    pub sponsor: Option<UncheckedAccount<'info>>,
    /// The one program that moves what lies at the address of a quote that has no account.
    pub system_program: Program<'info, System>,
    pub tokens: MoveTokens<'info>,
}

pub(crate) fn handle(ctx: Context<OrderReturn>, quote: Option<Quote>, cancel: bool) -> Result<()> {
    let OrderReturn { signer, order, address, client, sponsor, tokens, .. } = ctx.accounts;
    // Whose the rent of a token account is that is closed.
    let rent_to = |quote: &Quote| match (is_account_lent(quote), sponsor.as_ref()) {
        (false, _) => Some(client.as_ref()),
        (true, sponsor) => sponsor.map(|sponsor| sponsor.as_ref()),
    };
    let left = |held: u64| -> Result<Left> {
        Ok(Left {
            signer: Some(rule_key(signer.key)),
            held,
            order_rent: rent_of(layout::order::SPACE)?,
            client_takes: least_taken(client)?,
            sponsor_takes: sponsor.as_ref().map_or(Ok(0), |sponsor| least_taken(sponsor))?,
        })
    };
    match (order, address, quote) {
        (Some(order), None, _) => {
            if !is(client, &order.state.quote.client) {
                return Err(RaymentError::WrongPayee.refusal());
            }
            let named = sponsor.as_ref().map(|sponsor| rule_key(sponsor.key));
            if !(named.is_none() || named == order.state.quote.lender()) {
                return Err(RaymentError::NotSponsor.refusal());
            }
            let now = now()?;
            let step = order.state.give_back(cancel, &left(order.get_lamports())?, now);
            let step = step.map_err(refused)?;
            // Tokens first: those are calls, and lamports move after them.
            let (state, closes) = match step.next {
                Next::Continues(next) => (next, false),
                Next::Ended(_) => (order.state, true),
            };
            let rent = if closes { rent_to(&state.quote) } else { None };
            let of_tokens = OrderAddress { account: info(order), quote: &state.quote, bump: order.bump }.give_back(
                tokens,
                (signer.key, client.key),
                rent,
                &|mint, held| state.tokens_back(mint, held, now),
            )?;
            let sponsor = sponsor.as_ref().map(|sponsor| sponsor.as_ref());
            let between = Holders { order: Some(info(order)), client: Some(client), sponsor, ..Holders::default() };
            pay(&step.transfers, &between)?;
            let closed = match step.next {
                Next::Continues(next) => {
                    order.state = next;
                    false
                }
                Next::Ended(_) => {
                    close(order, client)?;
                    true
                }
            };
            tell(order.key(), client, (&step.transfers, of_tokens), (closed, cancel))
        }
        (None, Some(address), Some(quote)) => {
            if !is(client, &quote.client) {
                return Err(RaymentError::WrongPayee.refusal());
            }
            // There is nothing to cancel, and who pays again buys again.
            if cancel {
                return Err(RaymentError::NothingToDraw.refusal());
            }
            let transfers = quote.give_back(&left(address.lamports())?, now()?).map_err(refused)?;
            let (rest, hash) = (transfers.amount(Holding::Order, Holding::Client), quote.hash::<Syscall>());
            let bump = pay_from_address(address, client, rest, &[seeds::ORDER, &hash], RaymentError::WrongOrder)?;
            let is_sponsor = sponsor.as_ref().map(|sponsor| rule_key(sponsor.key)) == quote.lender();
            if sponsor.is_some() && !is_sponsor {
                return Err(RaymentError::NotSponsor.refusal());
            }
            let of_tokens = OrderAddress { account: address, quote: &quote, bump }.give_back(
                tokens,
                (signer.key, client.key),
                rent_to(&quote),
                &|_, held| held,
            )?;
            tell(address.key(), client, (&transfers, of_tokens), (true, false))
        }
        (None, _, None) => Err(RaymentError::QuoteMissing.refusal()),
        (Some(_), Some(_), _) | (None, None, Some(_)) => Err(RaymentError::WrongOrder.refusal()),
    }
}

fn tell(
    order: Pubkey,
    client: &AccountInfo,
    (transfers, (mint, tokens)): (&Transfers, (Pubkey, u64)),
    (closed, cancelled): (bool, bool),
) -> Result<()> {
    let client = client.key();
    let returned = transfers.amount(Holding::Order, Holding::Client);
    let repaid = transfers.amount(Holding::Order, Holding::Sponsor);
    emit!(OrderReturned { order, client, returned, repaid, closed, cancelled, mint, tokens });
    Ok(())
}
