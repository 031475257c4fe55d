use anchor_lang::prelude::*;
use rayment_core::{
    Next,
    job::{JobState, Offer},
    layout, seeds,
};

use crate::{
    Client, Job, JobPosted, Market, MarketParams, RaymentError,
    adapter::{now, rule_key, write},
    money::{Holders, open, pay},
};

#[derive(Accounts)]
pub struct JobPost<'info> {
    /// Pays deposit and rent. Any wallet with a counter: the job's address follows from it.
    #[account(mut)]
    pub wallet: Signer<'info>,
    /// Any market: the counter and the job's address follow from it.
    pub market: Box<Account<'info, Market>>,
    /// The version that the market posts jobs under now, by the market's word.
    #[account(
        constraint = params.market == market.key() @ RaymentError::WrongMarket,
        constraint = params.version == market.params @ RaymentError::WrongParams
    )]
    pub params: Box<Account<'info, MarketParams>>,
    /// This wallet's counter in this market, by its own word.
    #[account(
        mut,
        dup,
        constraint = client.market == market.key() @ RaymentError::WrongMarket,
        constraint = client.wallet == *wallet.key @ RaymentError::NotWallet
    )]
    pub client: Box<Account<'info, Client>>,
    /// The one job with the counter's next id, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::JOB, market.key().as_ref(), wallet.key().as_ref(), &client.next_id.to_le_bytes()],
        bump
    )]
    pub job: UncheckedAccount<'info>,
    /// The one program that makes accounts, and moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobPost>, offer: Offer) -> Result<()> {
    let JobPost { wallet, market, params, client, job, .. } = ctx.accounts;
    let (market, key, id, bump) = (market.key(), wallet.key(), client.next_id, ctx.bumps.job);
    let parties = (rule_key(&market), rule_key(&key), id);
    let step = JobState::post(&offer, parties, (&params.values, params.version), now()?).map_err(RaymentError::from)?;
    client.next_id = id.checked_add(1).ok_or(RaymentError::Overflow)?;
    let seeds: &[&[u8]] = &[seeds::JOB, market.as_ref(), key.as_ref(), &id.to_le_bytes(), &[bump]];
    open(job, wallet, layout::job::SPACE, seeds)?;
    if let Next::Continues(state) = step.next {
        write(job, &Job { layout: layout::job::LAYOUT, bump, state })?;
    }
    pay(&step.transfers, &Holders { client: Some(wallet), job: Some(job), ..Holders::default() })?;
    emit!(JobPosted { job: job.key(), client: key, id, offer });
    Ok(())
}
