use anchor_lang::prelude::*;
use rayment_core::{
    job::{JobState, Offer},
    layout, seeds,
};

use crate::{
    Client, Job, JobPosted, Market, MarketParams, RaymentError,
    adapter::{apply, now, rule_key},
    money::{Holders, info, pay},
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
    #[account(
        init,
        payer = wallet,
        space = layout::job::SPACE,
        seeds = [seeds::JOB, market.key().as_ref(), wallet.key().as_ref(), &client.next_id.to_le_bytes()],
        bump
    )]
    pub job: Box<Account<'info, Job>>,
    /// The one program that makes accounts, and moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobPost>, offer: Offer) -> Result<()> {
    let JobPost { wallet, market, params, client, job, .. } = ctx.accounts;
    let parties = (rule_key(&market.key()), rule_key(wallet.key), client.next_id);
    let step = JobState::post(&offer, parties, (&params.values, params.version), now()?).map_err(RaymentError::from)?;
    client.next_id = client.next_id.checked_add(1).ok_or(RaymentError::Overflow)?;
    (job.layout, job.bump) = (layout::VERSION, ctx.bumps.job);
    let transfers = apply(&mut ***job, step).transfers;
    pay(&transfers, &Holders { client: Some(wallet), job: Some(info(job)), ..Holders::default() })?;
    emit!(JobPosted { job: job.key(), client: wallet.key(), id: job.state.id, offer });
    Ok(())
}
