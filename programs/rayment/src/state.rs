//! The program's accounts. Each begins with a version byte, which `migrations/` goes by, and keeps
//! its bump. What they mean is ruled in `rayment-core`; here is only where it lies.

use anchor_lang::prelude::*;
use rayment_core::{job::JobState, market::Params, provider::ProviderState};

/// Version of every layout below.
pub const LAYOUT: u8 = 1;

pub const MARKET_SEED: &[u8] = b"market";
pub const PARAMS_SEED: &[u8] = b"params";
pub const CLIENT_SEED: &[u8] = b"client";
pub const PROVIDER_SEED: &[u8] = b"provider";
pub const JOB_SEED: &[u8] = b"job";

/// A market: who runs it, and which parameters new jobs get. Seeds: `market`, creator, id.
#[account]
pub struct Market {
    pub layout: u8,
    pub bump: u8,
    pub id: u16,
    pub creator: Pubkey,
    /// Changes the keeper and the parameters.
    pub authority: Pubkey,
    /// Assigns, accepts and rejects jobs. Not part of any job: it can be replaced under way.
    pub keeper: Pubkey,
    /// Where fees are swept to; fixed for good, so that no job's fee can change its way.
    pub treasury: Pubkey,
    /// Version of the parameters that jobs are posted under.
    pub params: u16,
    pub reserved: [u8; 64],
}

impl Market {
    pub const SPACE: usize = 8 + 1 + 1 + 2 + 4 * 32 + 2 + 64;
}

/// One version of a market's parameters, never changed. Seeds: `params`, market, version.
#[account]
pub struct MarketParams {
    pub layout: u8,
    pub bump: u8,
    pub market: Pubkey,
    pub version: u16,
    pub values: Params,
}

impl MarketParams {
    pub const SPACE: usize = 8 + 1 + 1 + 32 + 2 + Params::SPACE;
}

/// A client's counter of jobs, never closed. Seeds: `client`, market, wallet.
#[account]
pub struct Client {
    pub layout: u8,
    pub bump: u8,
    pub market: Pubkey,
    pub wallet: Pubkey,
    /// The id of the next job.
    pub next_id: u64,
}

impl Client {
    pub const SPACE: usize = 8 + 1 + 1 + 32 + 32 + 8;
}

/// A provider. Seeds: `provider`, market, wallet.
#[account]
pub struct Provider {
    pub layout: u8,
    pub bump: u8,
    pub state: ProviderState,
    pub reserved: [u8; 64],
}

impl Provider {
    pub const SPACE: usize = 8 + 1 + 1 + ProviderState::SPACE + 64;
}

/// A job and its escrow. Seeds: `job`, market, client's wallet, id. It lives for days, so it keeps no
/// reserve: every byte is rent that a client locks.
#[account]
pub struct Job {
    pub layout: u8,
    pub bump: u8,
    pub state: JobState,
}

impl Job {
    pub const SPACE: usize = 8 + 1 + 1 + JobState::SPACE;
}
