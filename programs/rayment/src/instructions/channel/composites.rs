//! What instructions about an open channel have in common.

use anchor_lang::prelude::*;
use rayment_core::{
    Next,
    channel::{ChannelState, ChannelStep, Closed, Command, Facts, Payee, Signer as Role},
    layout,
    money::{Holding, Transfers},
    provider::ProviderState,
};

use super::tokens::{self, TokenFacts};
use crate::instructions::tokens::*;
use crate::{
    Channel, MarketParams, Provider, RaymentError,
    adapter::is,
    money::{Holders, close_lent, info, least_taken, pay},
    refusals::refused,
};

/// A channel, and both whom it can pay.
#[derive(Accounts)]
pub struct OpenChannel<'info> {
    /// Any channel: everything else has to fit it.
    #[account(mut, dup, constraint = channel.layout == layout::channel::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub channel: Box<Account<'info, Channel>>,
    /// The version that the channel was opened under, of its provider's market. Any, where the provider is gone.
    pub params: Box<Account<'info, MarketParams>>,
    /// The channel's own, by its word. It need not hold an account any more.
    /// CHECK: decoded where this program owns it; by its address nothing else of ours can lie there.
    #[account(mut, constraint = is(&provider, &channel.state.provider) @ RaymentError::WrongProvider.refusal())]
    pub provider: UncheckedAccount<'info>,
    /// The channel's own, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&payer, &channel.state.payer) @ RaymentError::WrongPayee.refusal())]
    pub payer: UncheckedAccount<'info>,
}

/// What a step of a channel came to.
pub(crate) struct Stepped {
    pub transfers: Transfers,
    pub closed: Option<Closed>,
}

impl Stepped {
    /// Base units to the provider, to the market's fees, and back to the payer.
    pub fn paid(&self) -> (u64, u64, u64) {
        let to = |holding| self.transfers.amount(Holding::Deposit, holding);
        (to(Holding::Balance), to(Holding::Fees), to(Holding::Client))
    }
}

impl<'info> OpenChannel<'info> {
    /// The provider's account, or none where its address holds none any more.
    #[inline(never)]
    pub(crate) fn provider(&self) -> Result<Option<Box<Provider>>> {
        let OpenChannel { channel, params, provider, .. } = self;
        if *provider.owner != crate::ID {
            return Ok(None);
        }
        let provider = Box::new(Provider::try_deserialize(&mut &**provider.try_borrow_data()?)?);
        if provider.layout != layout::provider::LAYOUT {
            return Err(RaymentError::EarlierLayout.refusal());
        }
        if !is_of(params, &provider.state.market) {
            return Err(RaymentError::WrongMarket.refusal());
        }
        if params.version != channel.state.params {
            return Err(RaymentError::WrongParams.refusal());
        }
        Ok(Some(provider))
    }

    /// Asks the rules, writes down what they answer, and pays.
    pub(crate) fn step(
        &mut self,
        tokens: &mut EscrowTokens<'info>,
        alive: Option<Box<Provider>>,
        signer: Role,
        command: &Command,
        signing: Option<&Pubkey>,
        rent_payer: Option<&AccountInfo<'info>>,
    ) -> Result<Stepped> {
        // What is in SOL passes no token accounts, and asking for one of them is quick.
        let is_sol = tokens.is_empty();
        if is_sol != self.channel.state.is_sol() {
            return Err(if is_sol { RaymentError::TokensMissing } else { RaymentError::NotInTokens }.refusal());
        }
        let by = (alive.is_some(), signer);
        let step = if is_sol { self.ask(by, command)? } else { self.ask_in_tokens(tokens, by, signing, command)? };
        let transfers = step.transfers;
        if is_sol {
            self.pay(alive, &transfers)?;
        } else {
            let closes = matches!(step.next, Next::Ended(_));
            tokens::pay(tokens, &self.channel, &transfers, closes)?;
        }
        let closed = match step.next {
            Next::Continues(state) => {
                self.channel.state = state;
                None
            }
            Next::Ended(closed) => Some(self.give_rent_back(&closed, rent_payer)?),
        };
        Ok(Stepped { transfers, closed })
    }

    #[inline(never)]
    fn ask(&self, (is_alive, signer): (bool, Role), command: &Command) -> Result<Box<ChannelStep>> {
        let Clock { slot, unix_timestamp: now, .. } = Clock::get()?;
        let facts = Facts {
            now,
            slot,
            fee_bps: self.params.values.fee_bps,
            balance: self.channel.get_lamports(),
            provider: if is_alive { Payee::Ready } else { Payee::Gone },
            payer_takes: Some(least_taken(&self.payer)?),
        };
        self.asked(&facts, signer, command)
    }

    #[inline(never)]
    fn ask_in_tokens(
        &self,
        tokens: &EscrowTokens<'info>,
        (is_alive, signer): (bool, Role),
        signing: Option<&Pubkey>,
        command: &Command,
    ) -> Result<Box<ChannelStep>> {
        let Clock { slot, unix_timestamp: now, .. } = Clock::get()?;
        let TokenFacts { balance, provider, payer_takes } = tokens::facts(tokens, &self.channel, is_alive, signing)?;
        let payer_takes = payer_takes.then_some(0);
        let facts = Facts { now, slot, fee_bps: self.params.values.fee_bps, balance, provider, payer_takes };
        let step = self.asked(&facts, signer, command)?;
        // Nobody makes the payer wait by leaving its account out.
        if tokens.other_tokens.is_none() && matches!(&step.next, Next::Continues(state) if state.owed_payer > 0) {
            return Err(RaymentError::TokensMissing.refusal());
        }
        Ok(step)
    }

    #[inline(never)]
    fn asked(&self, facts: &Facts, signer: Role, command: &Command) -> Result<Box<ChannelStep>> {
        Ok(Box::new(self.channel.state.step(facts, signer, command).map_err(refused)?))
    }

    #[inline(never)]
    fn pay(&self, alive: Option<Box<Provider>>, transfers: &Transfers) -> Result<()> {
        let (payer, account): (&AccountInfo, &AccountInfo) = (&self.payer, &self.provider);
        let between = Holders {
            escrow: Some(info(&self.channel)),
            provider: alive.is_some().then_some(account),
            client: Some(payer),
            ..Holders::default()
        };
        pay(transfers, &between)?;
        let to = |holding| transfers.amount(Holding::Deposit, holding);
        let is_paid = to(Holding::Balance) > 0 || to(Holding::Fees) > 0;
        if let Some(mut provider) = alive.filter(|_| is_paid) {
            provider.state.earn(transfers).map_err(refused)?;
            write_earned(account, &provider)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn give_rent_back(&self, closed: &Closed, rent_payer: Option<&AccountInfo<'info>>) -> Result<Closed> {
        let lender = rent_payer.ok_or_else(|| RaymentError::RentPayerMissing.refusal())?;
        if !is_lender(&self.channel.state, lender) {
            return Err(RaymentError::WrongPayee.refusal());
        }
        close_lent(&self.channel, (lender, closed.rent), &self.payer)?;
        Ok(*closed)
    }
}

/// Writes what earning changes: three numbers that stand together.
fn write_earned(account: &AccountInfo, provider: &Provider) -> Result<()> {
    let ProviderState { balance, fees, earned, .. } = provider.state;
    let mut data = account.try_borrow_mut_data()?;
    let place = data.get_mut(layout::provider::BALANCE.at..layout::provider::EARNED.end());
    let mut place = place.ok_or_else(|| RaymentError::WrongProvider.refusal())?;
    (balance, fees, earned).serialize(&mut place)?;
    Ok(())
}

fn is_of(params: &MarketParams, market: &rayment_core::Pubkey) -> bool {
    params.market.as_ref() == market.0.as_slice()
}

fn is_lender(channel: &ChannelState, account: &AccountInfo) -> bool {
    account.key.as_ref() == channel.rent_payer.0.as_slice()
}
