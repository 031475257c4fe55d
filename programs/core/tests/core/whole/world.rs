//! A whole market: orders and their jobs, in SOL and in a token; providers with purses and stakes; channels.
//!
//! What lies where is moved as the rules' payments say, and kept apart from what accounts say that they hold.

use rayment_core::{
    Pubkey,
    market::Params,
    money::Terms,
    order::{Draw, OrderState, Quote},
    provider::{ProviderState, PurseState, Status},
    stake::Stake,
};

use super::luck::Luck;
use crate::{
    channel::histories::market::Market as Channels,
    job::{
        histories::market::{PROVIDERS, Watched},
        story::{MARKET, NOON, TERMS},
    },
    order::world::MINT,
};

/// What the parameters ask a provider to have locked.
pub const LEAST_STAKE: u64 = 5_000;
pub const PARAMS: Params = Params { stake_provider: LEAST_STAKE, ..Params::DEFAULT };

/// In lamports, and in base units of the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wealth {
    pub lamports: i128,
    pub tokens: i128,
}

impl Wealth {
    /// In SOL or in tokens.
    pub fn of(&mut self, is_sol: bool) -> &mut i128 {
        if is_sol { &mut self.lamports } else { &mut self.tokens }
    }
}

/// What came to an order's address and its jobs from outside, what has left them, and what was seen of them.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub came: Wealth,
    pub left: Wealth,
    /// Of what left the address itself: to neither client nor sponsor.
    pub strayed: i128,
    pub lent: u64,
    pub repaid: u64,
    /// Deposits of the drawn jobs, by their indices.
    pub deposits: Vec<(u32, u64)>,
    /// Jobs that have ended, and the fees that were due then, by provider.
    pub ended: usize,
    pub fees: [u64; 3],
}

/// An order, and what lies at its address.
#[derive(Clone, Debug)]
pub struct Order {
    pub quote: Quote,
    pub draws: Vec<Draw>,
    /// The client's place.
    pub client: usize,
    /// `None` before it is written down and after it is closed.
    pub state: Option<OrderState>,
    pub was_closed: bool,
    pub held: u64,
    pub tokens: u64,
    /// Of a token that it is not paid in.
    pub foreign: u64,
    /// Nothing can be credited to its token account.
    pub is_frozen: bool,
    pub seen: Seen,
}

impl Order {
    /// Closed, or never written down in time.
    pub fn is_over(&self, now: i64) -> bool {
        self.was_closed || (self.state.is_none() && now >= self.quote.draw_until)
    }
}

/// A job that was drawn, and what lies in its account and its vault.
#[derive(Clone)]
pub struct Sold {
    pub order: usize,
    pub watched: Watched,
    pub rent: u64,
    pub vault: u64,
    /// What its end has booked as fees, and what of it has gone there.
    pub fee_due: u64,
    pub fee_paid: u64,
    pub has_ended: bool,
    /// The wallet of who held it then; zeros where nobody did.
    pub holder: Pubkey,
}

impl Sold {
    pub fn is_in_tokens(&self) -> bool {
        self.watched.job.state().is_in_tokens()
    }
}

/// A provider with its purse.
#[derive(Clone, Debug)]
pub struct Seller {
    pub state: ProviderState,
    /// Lamports in its account, without rent.
    pub lamports: u64,
    pub purse: Option<PurseState>,
    pub purse_vault: u64,
    pub is_frozen: bool,
    /// The most that the purse may still bond, as its authority allowed and bonds came back.
    pub allowed: u64,
    /// What the onlooker counts as the purse's balance, and as its fees.
    pub counted: (u64, u64),
}

impl Seller {
    /// So much comes into the purse's vault, as balance and as fees.
    pub fn gets(&mut self, earnings: u64, fee: u64) {
        self.purse_vault += earnings + fee;
        self.counted.0 += earnings;
        self.counted.1 += fee;
    }
}

pub struct World {
    pub now: i64,
    pub slot: u64,
    pub luck: Luck,
    pub orders: Vec<Order>,
    pub jobs: Vec<Sold>,
    pub sellers: [Seller; 3],
    pub channels: Channels,
    /// Of a client, the keeper and a guardian; and what lies there.
    pub stakes: [Stake; 3],
    pub staked: [u64; 3],
    pub clients: [Wealth; 2],
    pub sponsor: i128,
    /// Operators, payout wallets, the treasury, stakers, who lends for channels, and what was burned.
    pub others: Wealth,
    /// Of the foreign token, outside orders.
    pub foreign: i128,
    /// Whether the market lists the token.
    pub is_listed: bool,
    pub salt: u64,
}

fn seller(place: usize) -> Seller {
    let (wallet, account) = (PROVIDERS[place].key, Pubkey([0xf0 + place as u8; 32]));
    let state = ProviderState {
        market: MARKET,
        authority: wallet,
        operator: wallet,
        payout: wallet,
        profile: [0; 32],
        terms: Terms { per_second: 50_000, ..TERMS },
        status: Status::Active,
        slots: 4,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: NOON,
        budget: 2_000_000,
        working: 0,
        stake: Stake { locked: LEAST_STAKE, ..Stake::default() },
        purses: 1,
    };
    let purse = Some(PurseState::open(account, MINT));
    Seller { state, lamports: LEAST_STAKE, purse, purse_vault: 0, is_frozen: false, allowed: 0, counted: (0, 0) }
}

impl World {
    pub fn opens(seed: u64) -> World {
        let mut channels = Channels::opens();
        // The sixth has a deposit that no purse could take twice.
        channels.channels.truncate(5);
        let mut world = World {
            now: NOON,
            slot: channels.slot,
            luck: Luck(seed),
            orders: Vec::new(),
            jobs: Vec::new(),
            sellers: [0, 1, 2].map(seller),
            channels,
            stakes: [Stake::default(); 3],
            staked: [0; 3],
            clients: [Wealth::default(); 2],
            sponsor: 0,
            others: Wealth::default(),
            foreign: 0,
            is_listed: true,
            salt: 0,
        };
        for (client, is_sol) in [(0, true), (1, true), (0, false), (1, false), (0, false)] {
            let order = world.quotes(client, is_sol);
            world.orders.push(order);
        }
        world
    }

    /// All lamports and all tokens there are, and all of the foreign token.
    pub fn total(&self) -> (Wealth, i128) {
        let mut all = self.others;
        all.lamports += self.sponsor;
        let mut foreign = self.foreign;
        for client in &self.clients {
            all.lamports += client.lamports;
            all.tokens += client.tokens;
        }
        for order in &self.orders {
            all.lamports += i128::from(order.held);
            all.tokens += i128::from(order.tokens);
            foreign += i128::from(order.foreign);
        }
        for job in &self.jobs {
            all.lamports += i128::from(job.rent);
            *all.of(!job.is_in_tokens()) += i128::from(if job.is_in_tokens() { job.vault } else { job.watched.held });
        }
        for seller in &self.sellers {
            all.lamports += i128::from(seller.lamports);
            all.tokens += i128::from(seller.purse_vault);
        }
        for watched in &self.channels.channels {
            let is_sol = watched.proposal.parties.mint == Pubkey::default();
            *all.of(is_sol) += i128::from(watched.channel.balance);
        }
        all.lamports += self.staked.iter().map(|staked| i128::from(*staked)).sum::<i128>();
        (all, foreign)
    }
}
