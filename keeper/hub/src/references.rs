//! Which blobs are named on chain, and by whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayment_core::{Hash, job::Phase};
use solana_pubkey::Pubkey;

use crate::{
    chain_view::{ChainView, ChainViewError},
    documents::{self, PROFILE_BYTES},
    store::{Store, StoredBlob},
};

/// What open jobs and providers name.
#[derive(Default)]
pub struct References {
    /// What providers name as their profiles; a blob that is too large for one is none.
    pub profiles: HashSet<Hash>,
    /// By client.
    pub clients: HashMap<Pubkey, Named>,
}

/// What the open jobs of one client name.
#[derive(Default)]
pub struct Named {
    /// Lamports locked in them.
    pub deposits: u64,
    /// Specs, and the files of those.
    pub blobs: HashSet<Hash>,
    /// Those of them that a provider works with, or that a verdict needs.
    pub in_use: HashSet<Hash>,
}

impl References {
    pub async fn read(chain: &ChainView, store: &Store) -> Result<Self, ChainViewError> {
        let (mut found, mut specs) = (Self::default(), BTreeMap::<Hash, BTreeMap<Pubkey, bool>>::new());
        found.profiles = chain.profiles().await?;
        for job in chain.jobs().await? {
            let of_client = found.clients.entry(job.client()).or_default();
            of_client.deposits = of_client.deposits.saturating_add(job.state.deposit);
            let in_use = !matches!(job.state.phase, Phase::Open { .. });
            *specs.entry(job.state.spec).or_default().entry(job.client()).or_default() |= in_use;
        }
        for (hash, clients) in specs {
            // Files of a spec that is not here cannot be asked for by anyone who works on it.
            let spec = documents::spec(store, &hash).await.ok();
            let files = spec.iter().flat_map(|spec| spec.files.iter().map(|file| file.sha256));
            let named: Vec<Hash> = files.chain([hash]).collect();
            for (client, in_use) in clients {
                let of_client = found.clients.entry(client).or_default();
                of_client.blobs.extend(&named);
                if in_use {
                    of_client.in_use.extend(&named);
                }
            }
        }
        Ok(found)
    }

    /// Whether it is a provider's profile.
    pub fn is_profile(&self, blob: &StoredBlob) -> bool {
        blob.bytes <= PROFILE_BYTES && self.profiles.contains(&blob.hash)
    }

    /// Whether an open job names it.
    pub fn name(&self, blob: &Hash) -> bool {
        self.clients.values().any(|named| named.blobs.contains(blob))
    }

    /// Whether somebody works with it.
    pub fn use_now(&self, blob: &Hash) -> bool {
        self.clients.values().any(|named| named.in_use.contains(blob))
    }
}
