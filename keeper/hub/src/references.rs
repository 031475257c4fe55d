//! Which blobs are named on chain, and by whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayment_core::Hash;
use solana_pubkey::Pubkey;

use crate::{
    chain_view::{ChainView, ChainViewError},
    documents,
    store::Store,
};

/// What open jobs and providers name.
#[derive(Default)]
pub struct References {
    /// Profiles of providers: a few kilobytes each.
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
}

impl References {
    pub async fn read(chain: &ChainView, store: &Store) -> Result<Self, ChainViewError> {
        let (mut found, mut specs) = (Self::default(), BTreeMap::<Hash, HashSet<Pubkey>>::new());
        found.profiles = chain.profiles().await?;
        for job in chain.jobs().await? {
            let of_client = found.clients.entry(job.client()).or_default();
            of_client.deposits = of_client.deposits.saturating_add(job.state.deposit);
            specs.entry(job.state.spec).or_default().insert(job.client());
        }
        for (hash, clients) in specs {
            // Files of a spec that is not here cannot be asked for by anyone who works on it.
            let spec = documents::spec(store, &hash).await.ok();
            let files = spec.iter().flat_map(|spec| spec.files.iter().map(|file| file.sha256));
            let named: Vec<Hash> = files.chain([hash]).collect();
            for client in clients {
                found.clients.entry(client).or_default().blobs.extend(&named);
            }
        }
        Ok(found)
    }

    /// Whether anybody names it.
    pub fn name(&self, blob: &Hash) -> bool {
        self.profiles.contains(blob) || self.clients.values().any(|named| named.blobs.contains(blob))
    }
}
