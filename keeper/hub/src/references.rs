//! Which blobs are named on chain, and what is locked for them.
//!
//! An open job names its spec and the files of that; so does an order, as long as jobs are still to be drawn and paid
//! from it. What is locked there stands behind these blobs, and not the wallet of the client: anybody can write an
//! order down in a client's name, so that junk would have a stranger's wealth behind it.

use std::collections::{HashMap, HashSet};

use rayment_core::{Hash, job::Phase};
use solana_pubkey::Pubkey;

use crate::{
    chain_view::{ChainView, ChainViewError, locked},
    documents::{self, PROFILE_BYTES},
    store::{Store, StoredBlob},
};

/// What open jobs, orders and providers name.
#[derive(Default)]
pub struct References {
    /// What providers name as their profiles; a blob that is too large for one is none.
    profiles: HashSet<Hash>,
    /// Specs that open jobs and orders are for.
    pub specs: HashMap<Hash, Wanted>,
    /// Lamports locked for each client in all of its open jobs and orders.
    pub clients: HashMap<Pubkey, u64>,
    /// These specs, and the files of each.
    blobs: HashMap<Hash, Named>,
}

/// A spec that open jobs and orders are for.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    /// Lamports locked in them.
    pub locked: u64,
    /// Whether a provider works with it, or a verdict needs it.
    is_in_use: bool,
}

/// A blob that specs name.
struct Named {
    /// The one with the most locked.
    spec: Hash,
    locked: u64,
    is_in_use: bool,
}

impl References {
    pub async fn read(chain: &ChainView, store: &Store) -> Result<Self, ChainViewError> {
        let (profiles, jobs, orders) = (chain.profiles().await?, chain.jobs().await?, chain.drawing_orders().await?);
        let mut found = Self { profiles, clients: locked(&jobs, &orders), ..Self::default() };
        for job in &jobs {
            let in_use = !matches!(job.state.phase, Phase::Open { .. });
            found.specs.entry(job.state.spec).or_default().add(job.state.deposit, in_use);
        }
        for drawing in &orders {
            found.specs.entry(drawing.order.state.quote.spec).or_default().add(drawing.undrawn, false);
        }
        for (hash, wanted) in &found.specs {
            // Files of a spec that is not here cannot be asked for by anyone who works on it.
            let spec = documents::spec(store, hash).await.ok();
            let files = spec.iter().flat_map(|spec| spec.files.iter().map(|file| file.sha256));
            for blob in files.chain([*hash]) {
                let named = found.blobs.entry(blob).or_insert_with(|| Named::by(*hash, wanted));
                if wanted.locked > named.locked {
                    (named.spec, named.locked) = (*hash, wanted.locked);
                }
                named.is_in_use |= wanted.is_in_use;
            }
        }
        Ok(found)
    }

    /// Whether it is a provider's profile.
    pub fn is_profile(&self, blob: &StoredBlob) -> bool {
        blob.bytes <= PROFILE_BYTES && self.profiles.contains(&blob.hash)
    }

    /// Whether an open job or an order names it.
    pub fn name(&self, blob: &Hash) -> bool {
        self.blobs.contains_key(blob)
    }

    /// Whether somebody works with it.
    pub fn use_now(&self, blob: &Hash) -> bool {
        self.blobs.get(blob).is_some_and(|named| named.is_in_use)
    }

    /// Of the specs that name it, the one with the most locked.
    pub fn spec_of(&self, blob: &Hash) -> Option<Hash> {
        self.blobs.get(blob).map(|named| named.spec)
    }
}

impl Wanted {
    fn add(&mut self, lamports: u64, in_use: bool) {
        self.locked = self.locked.saturating_add(lamports);
        self.is_in_use |= in_use;
    }
}

impl Named {
    fn by(spec: Hash, Wanted { locked, is_in_use }: &Wanted) -> Self {
        Self { spec, locked: *locked, is_in_use: *is_in_use }
    }
}
