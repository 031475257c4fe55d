//! The Anchor program: a thin adapter from accounts and signers to the rules of `rayment-core`.
//!
//! A handler establishes who signed and which accounts belong together, asks the rules, writes the
//! next state, makes the payments they answer with and says so in an event. It must never know a
//! price, a window or a deadline: nothing is decided here. Nothing but [`money`] moves lamports.
//!
//! | module | what for |
//! |---|---|
//! | [`instructions`] | one file an instruction, one folder an entity |
//! | [`state`] | the accounts; where their fields lie is `rayment_core::layout` |
//! | [`adapter`] | keys, hashes, the clock, and what a step does to an account |
//! | [`money`] | payments, opening and closing of accounts |
//! | [`signatures`] | what was signed directly before an instruction |
//! | [`events`], [`error`], [`refusals`] | what the program says |
// Anchor's generated entry points box their errors their own way.
#![allow(clippy::result_large_err)]
#![deny(clippy::arithmetic_side_effects)]

use anchor_lang::prelude::*;
use rayment_core::{
    asset::Listing,
    channel::{ChannelTerms, Steer},
    job::FailReason,
    market::Params,
    order::{Draw, Quote},
    provider::OfferTerms,
    stake::StakeCommand,
};

mod adapter;
mod error;
mod events;
mod instructions;
mod money;
mod refusals;
mod signatures;
mod state;

pub use error::RaymentError;
pub use events::*;
pub use instructions::*;
pub use state::*;

declare_id!("7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW");

#[program]
pub mod rayment {
    use super::*;

    /// Opens a market. Anyone may; each creator numbers its own.
    pub fn market_init(
        ctx: Context<MarketInit>,
        id: u16,
        keeper: Pubkey,
        treasury: Pubkey,
        params: Params,
    ) -> Result<()> {
        market_init::handle(ctx, id, keeper, treasury, params)
    }

    /// Replaces the keeper, the parameters of jobs to come, or with the successor's signature the authority;
    /// pauses the market for so many seconds, or with 0 ends the pause.
    pub fn market_update(
        ctx: Context<MarketUpdate>,
        keeper: Option<Pubkey>,
        params: Option<Params>,
        pause_secs: Option<u32>,
    ) -> Result<()> {
        market_update::handle(ctx, keeper, params, pause_secs)
    }

    /// Registers the signer's wallet as a provider.
    pub fn provider_register(ctx: Context<ProviderRegister>, registration: Registration) -> Result<()> {
        provider_register::handle(ctx, registration)
    }

    /// Changes keys, profile, slots, prices or budgets, or whether it takes work.
    pub fn provider_change(ctx: Context<ProviderChange>, update: ProviderUpdate) -> Result<()> {
        provider_change::handle(ctx, update)
    }

    /// Retires for good. With no job left it pays whoever can be paid, leaves fees that the treasury can't take
    /// to the market, and closes the account once nothing is owed: until then it can be asked again.
    pub fn provider_retire(ctx: Context<ProviderRetire>) -> Result<()> {
        provider_retire::handle(ctx)
    }

    /// Pays the balance, or part of it, to the payout wallet.
    pub fn provider_withdraw(ctx: Context<ProviderWithdraw>, amount: Option<u64>) -> Result<()> {
        provider_withdraw::handle(ctx, amount)
    }

    /// Moves a provider's collected fees, and those that the market keeps of providers that have left, to the
    /// market's treasury. Anyone may.
    pub fn provider_sweep(ctx: Context<ProviderSweep>) -> Result<()> {
        provider_sweep::handle(ctx)
    }

    /// Lists a token that orders and channels may be paid in, or says its rate anew; without a listing it is taken no
    /// more, and all that is open in it goes on.
    pub fn asset_set(ctx: Context<AssetSet>, listing: Option<Listing>) -> Result<()> {
        asset_set::handle(ctx, listing)
    }

    /// Opens a provider's purse for a token that the market takes.
    pub fn purse_open(ctx: Context<PurseOpen>) -> Result<()> {
        purse_open::handle(ctx)
    }

    /// Pays a purse's balance, or part of it, to the payout wallet's token account; closes the purse where nothing is
    /// left in it, if the account for its rent is passed.
    pub fn purse_withdraw(ctx: Context<PurseWithdraw>, amount: Option<u64>) -> Result<()> {
        purse_withdraw::handle(ctx, amount)
    }

    /// Moves the fees in a purse to the treasury's token account. Anyone may.
    pub fn purse_sweep(ctx: Context<PurseSweep>) -> Result<()> {
        purse_sweep::handle(ctx)
    }

    /// Says what a provider asks for a kind of work in an asset; without terms it offers that no more.
    pub fn offer_set(
        ctx: Context<OfferSet>,
        kind: u8,
        class: u16,
        mint: Pubkey,
        terms: Option<OfferTerms>,
    ) -> Result<()> {
        offer_set::handle(ctx, kind, class, mint, terms)
    }

    /// Writes an order down, makes its next job, or both. Anyone may: the order's address says all of it.
    pub fn order_draw(ctx: Context<OrderDraw>, quote: Option<Quote>, job: Option<Draw>) -> Result<()> {
        order_draw::handle(ctx, quote, job)
    }

    /// Pays out what an order does not need, and closes it once its time is over. Anyone may where nothing is left
    /// to draw; its client at any time, who may also cancel what is not drawn.
    pub fn order_return(ctx: Context<OrderReturn>, quote: Option<Quote>, cancel: bool) -> Result<()> {
        order_return::handle(ctx, quote, cancel)
    }

    /// Reserves an open job for a provider at what it asks for now. Keeper only, which says whether it
    /// has loaded the spec.
    pub fn job_assign(ctx: Context<JobAssign>, loads: bool) -> Result<()> {
        job_assign::handle(ctx, loads)
    }

    /// Takes a job and locks the bond.
    pub fn job_claim(ctx: Context<JobClaim>, attempt: u8) -> Result<()> {
        job_claim::handle(ctx, attempt)
    }

    /// Starts the clock that render time is measured by.
    pub fn job_start(ctx: Context<JobStart>, attempt: u8) -> Result<()> {
        job_start::handle(ctx, attempt)
    }

    /// Commits to all tiles of the finished frames.
    pub fn job_deliver(ctx: Context<JobDeliver>, attempt: u8, root: [u8; 32], frames: u32, ms: u64) -> Result<()> {
        job_deliver::handle(ctx, attempt, root, frames, ms)
    }

    /// Picks the tiles to check, from a slot hash younger than the delivery. Anyone may.
    pub fn job_seal(ctx: Context<JobSeal>) -> Result<()> {
        job_seal::handle(ctx)
    }

    /// Finds the delivery right by the challenge with this seed. Keeper only.
    pub fn job_accept(ctx: Context<JobAccept>, attempt: u8, seed: [u8; 32]) -> Result<()> {
        job_accept::handle(ctx, attempt, seed)
    }

    /// Proves a delivered tile wrong: the bond goes to the client, the job opens again. By the keeper, with as many
    /// guardians as the market asks for; or by two guardians, whose signatures anyone may bring.
    pub fn job_reject(ctx: Context<JobReject>, attempt: u8, grounds: Grounds) -> Result<()> {
        job_reject::handle(ctx, attempt, grounds)
    }

    /// The client agrees to pay.
    pub fn job_approve(ctx: Context<JobApprove>, attempt: u8) -> Result<()> {
        job_approve::handle(ctx, attempt)
    }

    /// The client objects to a delivery that the keeper has not accepted in time, with a bond.
    pub fn job_dispute(ctx: Context<JobDispute>, attempt: u8) -> Result<()> {
        job_dispute::handle(ctx, attempt)
    }

    /// The client wants no more of it: an open job ends at once, one under way after a notice.
    pub fn job_cancel(ctx: Context<JobCancel>) -> Result<()> {
        job_cancel::handle(ctx)
    }

    /// Pays everybody and closes the job, once that is due. Anyone may.
    pub fn job_settle(ctx: Context<JobSettle>) -> Result<()> {
        job_settle::handle(ctx)
    }

    /// Pays what a job in tokens still owes, as far as it can be credited now. Anyone may; who is owed a leg may sign to
    /// have it paid elsewhere.
    pub fn job_clear(ctx: Context<JobClear>) -> Result<()> {
        job_clear::handle(ctx)
    }

    /// Gives the job back for a share of the bond, or calls its spec broken; from the keeper: whether the
    /// spec loads, and what is wrong with a delivery that no tile proves wrong.
    pub fn job_fail(ctx: Context<JobFail>, attempt: u8, reason: FailReason) -> Result<()> {
        job_fail::handle(ctx, attempt, reason)
    }

    /// Ends what a deadline has ended. Anyone may.
    pub fn job_expire(ctx: Context<JobExpire>) -> Result<()> {
        job_expire::handle(ctx)
    }

    /// Locks a stake, sends it on its way out, or takes what has left. Of a client, a provider, a guardian or, as the
    /// keeper's bond, a market: the one account that is passed says which.
    pub fn stake_change(ctx: Context<StakeChange>, command: StakeCommand) -> Result<()> {
        stake_change::handle(ctx, command)
    }

    /// Admits the signing wallet as a guardian, whose statements `key` signs. The market's authority signs as well.
    pub fn guardian_enlist(ctx: Context<GuardianEnlist>, key: Pubkey) -> Result<()> {
        guardian_enlist::handle(ctx, key)
    }

    /// Takes the stake of a guardian, or the keeper's bond, whose key has signed two statements that contradict each
    /// other: a quarter to the signer, the rest is burned. Anyone may, with both signatures directly before.
    pub fn guardian_slash(ctx: Context<GuardianSlash>) -> Result<()> {
        guardian_slash::handle(ctx)
    }

    /// Opens a channel and locks its deposit. `slot` is one of the last 512, and with `salt` in its address.
    pub fn channel_open(
        ctx: Context<ChannelOpen>,
        terms: ChannelTerms,
        salt: u64,
        slot: u64,
        deposit: u64,
    ) -> Result<()> {
        channel_open::handle(ctx, terms, salt, slot, deposit)
    }

    /// Pauses, resumes, extends, ends or closes a channel: what each of its parties may ask.
    pub fn channel_steer(ctx: Context<ChannelSteer>, command: Steer) -> Result<()> {
        channel_steer::handle(ctx, command)
    }

    /// Pays what a channel owes, and ends and closes what is due. Anyone may, with a voucher that was verified
    /// directly before or with nothing but the time; `ack` is the word of the payer or its session key, who sign.
    pub fn channel_redeem(ctx: Context<ChannelRedeem>, ack: Option<u64>) -> Result<()> {
        channel_redeem::handle(ctx, ack)
    }

    /// Moves an account of an earlier layout to today's. Anyone may, and pays what rent it lacks.
    pub fn account_migrate(ctx: Context<AccountMigrate>) -> Result<()> {
        account_migrate::handle(ctx)
    }
}
