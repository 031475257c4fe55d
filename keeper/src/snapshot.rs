//! What a tick knows: the market's accounts as just read, and what the keeper has found out itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayment_client::{Job, Market, Order, Provider, order::Jobs, profile::Profile};
use rayment_core::{
    Hash,
    job::{Chunk, Evidence},
    market::Params,
};
use rayment_engine::Engines;
use rayment_spec::Spec;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

pub use rayment_client::order::Drawing;

pub use crate::cost::CheckCost;
use crate::{action::OrderStep, tokens::Tokens};

/// A job and which attempt at it.
pub type Attempt = (Pubkey, u8);

/// Where the market's fees go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treasury {
    pub market: Market,
    /// Whether any sum can be paid to it: an account holds its rent, or nothing.
    pub takes: bool,
}

/// A provider's wallet, and what it worked at.
pub type PaceOf = (Pubkey, Hash);

/// How long a provider took for what it delivered last of a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub ms: u64,
    /// Of all its frames.
    pub tiles: u64,
}

impl Pace {
    /// Milliseconds that a job of the same spec should take.
    pub fn ms_for(&self, chunk: &Chunk) -> i64 {
        let tiles = u128::from(chunk.frames) * u128::from(chunk.tiles);
        let ms = u128::from(self.ms) * tiles / u128::from(self.tiles.max(1));
        i64::try_from(ms).unwrap_or(i64::MAX)
    }
}

/// Everything [`crate::plan()`] looks at.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The chain's unix time: every deadline goes by it.
    pub now: i64,
    pub slot: u64,
    /// The keeper's own key.
    pub keeper: Pubkey,
    /// Lamports that are locked for its word.
    pub keeper_bond: u64,
    /// The `SlotHashes` sysvar; empty while no delivery waits for one.
    pub slot_hashes: Vec<u8>,
    /// The market's jobs, by address.
    pub jobs: Vec<Job>,
    pub providers: Vec<Provider>,
    /// Where fees go, while some are worth it.
    pub treasury: Option<Treasury>,
    /// The market's orders that are written down, by address.
    pub orders: Vec<Order>,
    /// What they are drawn and returned by; `None` while there are none.
    pub drawing: Option<Drawing>,
    /// The jobs of orders that can be drawn, as far as they are known.
    pub order_jobs: BTreeMap<Pubkey, Arc<Jobs>>,
    /// What is paid in tokens, and what is known about that.
    pub tokens: Tokens,
    /// What was tried on orders whose accounts are since as they were.
    pub tried: BTreeSet<(Pubkey, OrderStep)>,
    /// Jobs and orders whose last action failed a moment ago: they are left alone for now.
    pub paused: BTreeSet<Pubkey>,
    /// The parameters that jobs, and orders that can be drawn, name, by version.
    pub params: BTreeMap<u16, Params>,
    /// Specs by their hash, and machines by their profile's: what is missing is not known yet.
    pub specs: BTreeMap<Hash, Arc<Spec>>,
    pub profiles: BTreeMap<Hash, Arc<Profile>>,
    /// Results of checks.
    pub findings: BTreeMap<Attempt, Finding>,
    /// Results of trying scenes that a provider could not load, by the spec's hash.
    pub trials: BTreeMap<Hash, SceneTrial>,
    /// Providers that let an assignment lapse, and until when they are passed over for it.
    pub silent: BTreeMap<Pubkey, i64>,
    /// How many assignments of a job have lapsed.
    pub lapses: BTreeMap<Pubkey, u32>,
    /// How long providers took lately.
    pub paces: BTreeMap<PaceOf, Pace>,
    pub checking: CheckCost,
    /// What the keeper can render.
    pub engines: Engines,
}

/// What the keeper knows about a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// All frames are on disk, and they are what was committed to.
    Fetched,
    /// All challenged tiles are equal bit by bit.
    Equal { seed: Hash, tiles: u64 },
    /// A challenged tile is not.
    Different { seed: Hash, evidence: Evidence },
    /// A challenged tile, which any class of devices may render, is probably not the same picture:
    /// the scene may depend on rounding as well, so this proves nothing against the provider.
    Unlike { seed: Hash },
    /// The tiles that were committed to are not found on a hub that answers.
    Missing,
    /// The hub does not answer.
    Unreachable,
    /// The keeper can't render it: it is for another engine, or its scene doesn't load here.
    Unreadable,
    /// The check would be too late, cost more than its fee, or has no space on disk: no verdict for now.
    TooHeavy,
}

/// What the keeper found about a scene that a provider reported as broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SceneTrial {
    Loads,
    Broken,
    /// The keeper can't tell: its files are not available, or it is for another engine.
    Unclear,
}
