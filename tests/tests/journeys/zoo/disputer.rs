//! A client that has its jobs done without a check, and disputes every delivery.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use rayment_client::{instructions::job_dispute, order::split::Sharing};
use rayment_core::job::Phase;
use rayment_scenes::showcase;
use rayment_sdk::{Error, Packed, Request, Session, Shot, place, quote};
use rayment_testbed::{Testbed, small};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::{
    habitat::{Habitat, LOOK, Tally},
    purse::Purse,
};

const SOL: u64 = 1_000_000_000;

pub struct Disputer {
    session: Session,
    packed: Packed,
    /// Orders that it makes at most.
    most: u64,
}

impl Disputer {
    pub fn new(testbed: &Testbed, most: u64) -> Self {
        let wallet = Arc::new(Keypair::new());
        testbed.ledger.fund(wallet.pubkey(), 2 * SOL).unwrap();
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        let packed = Packed::check("small.glb".into(), files).unwrap();
        Self { session: testbed.session_of(&wallet).unwrap(), packed, most }
    }

    pub fn purse(&self) -> Purse {
        Purse::of_wallet(self.session.address())
    }

    pub async fn quarrels(self, habitat: Habitat) -> Tally {
        let (mut tally, mut order) = (Tally::default(), 0);
        while order < self.most && !habitat.is_over() {
            order += 1;
            let placed = self.orders(order).await;
            for job in tally.tried("ordered", placed).unwrap_or_default() {
                self.disputes(&habitat, &job, &mut tally).await;
            }
            habitat.rests(LOOK).await;
        }
        tally
    }

    /// Has one frame done, without a check.
    async fn orders(&self, order: u64) -> Result<Vec<Pubkey>, Error> {
        let request = Request {
            picture: small(1, 1),
            shot: Shot { camera: 0, bounces: Some(4), seed: 1_000_000 + order },
            sharing: Sharing::Frames,
            check: false,
            probe: false,
            again: true,
            ..Request::default()
        };
        let quoted = quote(&self.session, &self.packed, &request, Path::new("")).await?;
        let placed = place::place(&self.session, &self.packed, &quoted, &request, &mut |_| ()).await?;
        Ok(placed.addresses())
    }

    /// Disputes what is delivered, until the job is closed or the time is over.
    async fn disputes(&self, habitat: &Habitat, address: &Pubkey, tally: &mut Tally) {
        let chain = &habitat.chain;
        while !habitat.is_over() {
            match chain.job(address).await {
                Ok(Some(job)) if matches!(job.state.phase, Phase::Delivered { .. }) => {
                    let sent = chain.send(&self.session.wallet, &[], &[job_dispute(&job)]).await;
                    tally.tried("disputed", sent);
                }
                Ok(None) => break,
                Ok(Some(_)) | Err(_) => {}
            }
            habitat.rests(LOOK).await;
        }
    }
}
