use anchor_lang::prelude::*;
use rayment_core::{
    Next, Pubkey as RuleKey, layout,
    money::{Holding, Transfers},
    seeds,
    stake::{ClientState, Exit, Stake, StakeCommand},
};

use crate::{
    Client, Guardian, Market, MarketParams, Provider, RaymentError, StakeChanged,
    adapter::{now, rule_key, write},
    money::{Holders, close, info, open, pay},
    refusals::refused,
};

#[derive(Accounts)]
pub struct StakeChange<'info> {
    /// Whose stake it is: the rules take nobody else. It pays what is locked, and is paid what is taken.
    #[account(mut)]
    pub wallet: Signer<'info>,
    /// Any market: a stake belongs to one.
    pub market: Box<Account<'info, Market>>,
    /// The market's parameters of the moment, by its word: they say how long a stake takes to leave.
    #[account(
        constraint = params.market == market.key() @ RaymentError::WrongMarket.refusal(),
        constraint = params.version == market.params @ RaymentError::WrongParams.refusal(),
        constraint = params.layout == layout::market_params::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub params: Box<Account<'info, MarketParams>>,
    /// A client of this market that has locked something before; the rules take its wallet alone.
    #[account(
        mut,
        dup,
        constraint = client.state.market == rule_key(&market.key()) @ RaymentError::WrongMarket.refusal(),
        constraint = client.layout == layout::client::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub client: Option<Box<Account<'info, Client>>>,
    /// The wallet's account as a client of this market, by its address, where this is its first lock.
    /// CHECK: made here.
    #[account(mut, seeds = [seeds::CLIENT, market.key().as_ref(), wallet.key().as_ref()], bump)]
    pub new_client: Option<UncheckedAccount<'info>>,
    /// A provider of this market; the rules take its authority alone.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == rule_key(&market.key()) @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// A guardian of this market; the rules take its wallet alone.
    #[account(
        mut,
        dup,
        constraint = guardian.state.market == rule_key(&market.key()) @ RaymentError::WrongMarket.refusal(),
        constraint = guardian.layout == layout::guardian::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub guardian: Option<Box<Account<'info, Guardian>>>,
    /// The market once more, to be written, where it is the bond of its keeper: by its authority alone.
    #[account(
        mut,
        dup,
        constraint = bonded.key() == market.key() @ RaymentError::WrongMarket.refusal(),
        constraint = bonded.authority == *wallet.key @ RaymentError::NotAuthority.refusal()
    )]
    pub bonded: Option<Box<Account<'info, Market>>>,
    /// The one program that makes accounts, and moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

/// What asks, and when.
struct Asked {
    wallet: RuleKey,
    command: StakeCommand,
    unlock_secs: u32,
    now: i64,
}

pub(crate) fn handle(ctx: Context<StakeChange>, command: StakeCommand) -> Result<()> {
    let StakeChange { wallet, market, params, client, new_client, provider, guardian, bonded, .. } = ctx.accounts;
    let unlock_secs = params.values.unlock_secs;
    let asked = Asked { wallet: rule_key(wallet.key), command, unlock_secs, now: now()? };
    let market = market.key();
    let (account, stake, moved) = match (client, new_client, provider, guardian, bonded) {
        (Some(client), None, None, None, None) => of_client(client, wallet, &asked)?,
        (None, Some(account), None, None, None) => {
            let bump = ctx.bumps.new_client.ok_or_else(|| RaymentError::OneStake.refusal())?;
            of_new_client(account, wallet, (&market, bump), &asked)?
        }
        (None, None, Some(provider), None, None) => of_provider(provider, wallet, &asked)?,
        (None, None, None, Some(guardian), None) => of_guardian(guardian, wallet, &asked)?,
        (None, None, None, None, Some(market)) => of_keeper(market, wallet, &asked)?,
        _ => return Err(RaymentError::OneStake.refusal()),
    };
    let Stake { locked, unlocking, unlock_at } = stake;
    let paid_in = moved.amount(Holding::Staker, Holding::Stake);
    let paid_out = moved.amount(Holding::Stake, Holding::Staker);
    emit!(StakeChanged { market, account, wallet: wallet.key(), locked, unlocking, unlock_at, paid_in, paid_out });
    Ok(())
}

type Changed = Result<(Pubkey, Stake, Transfers)>;

#[inline(never)]
fn of_client<'info>(client: &mut Account<'info, Client>, wallet: &Signer<'info>, asked: &Asked) -> Changed {
    let step = client.state.step(&asked.wallet, asked.command, asked.unlock_secs, asked.now);
    let step = step.map_err(refused)?;
    pay(&step.transfers, &between(info(client), wallet))?;
    let stake = match step.next {
        Next::Continues(state) => {
            client.state = state;
            state.stake
        }
        Next::Ended(_) => {
            close(client, wallet)?;
            Stake::default()
        }
    };
    Ok((client.key(), stake, step.transfers))
}

#[inline(never)]
fn of_new_client<'info>(
    account: &AccountInfo<'info>,
    wallet: &Signer<'info>,
    (market, bump): (&Pubkey, u8),
    asked: &Asked,
) -> Changed {
    let client = ClientState::new(rule_key(market), asked.wallet);
    let step = client.step(&asked.wallet, asked.command, asked.unlock_secs, asked.now).map_err(refused)?;
    // To take from what was never locked would only close what is not there.
    let state = step.next.continues().ok_or_else(|| RaymentError::NothingStaked.refusal())?;
    let seeds: &[&[u8]] = &[seeds::CLIENT, market.as_ref(), wallet.key.as_ref(), &[bump]];
    open(account, wallet, layout::client::SPACE, seeds)?;
    pay(&step.transfers, &between(account, wallet))?;
    write(account, &Client { layout: layout::client::LAYOUT, bump, state })?;
    Ok((*account.key, state.stake, step.transfers))
}

#[inline(never)]
fn of_provider<'info>(provider: &mut Account<'info, Provider>, wallet: &Signer<'info>, asked: &Asked) -> Changed {
    let changed = provider.state.change_stake(&asked.wallet, asked.command, asked.unlock_secs, asked.now);
    let (state, transfers) = changed.map_err(refused)?;
    provider.state = state;
    pay(&transfers, &between(info(provider), wallet))?;
    Ok((provider.key(), state.stake, transfers))
}

#[inline(never)]
fn of_guardian<'info>(guardian: &mut Account<'info, Guardian>, wallet: &Signer<'info>, asked: &Asked) -> Changed {
    let step = guardian.state.step(&asked.wallet, asked.command, asked.unlock_secs, asked.now);
    let step = step.map_err(refused)?;
    pay(&step.transfers, &between(info(guardian), wallet))?;
    let stake = match step.next {
        Next::Continues(state) => {
            guardian.state = state;
            state.stake
        }
        Next::Ended(_) => {
            close(guardian, wallet)?;
            Stake::default()
        }
    };
    Ok((guardian.key(), stake, step.transfers))
}

#[inline(never)]
fn of_keeper<'info>(market: &mut Account<'info, Market>, wallet: &Signer<'info>, asked: &Asked) -> Changed {
    let exit = Exit { unlock_secs: asked.unlock_secs, jobs: 0 };
    let (stake, transfers) = market.keeper_bond.step(asked.command, exit, asked.now).map_err(refused)?;
    market.keeper_bond = stake;
    pay(&transfers, &between(info(market), wallet))?;
    Ok((market.key(), stake, transfers))
}

fn between<'a, 'info>(staked: &'a AccountInfo<'info>, wallet: &'a Signer<'info>) -> Holders<'a, 'info> {
    Holders { staked: Some(staked), staker: Some(wallet), ..Holders::default() }
}
