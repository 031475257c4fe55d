//! Somebody who names the jobs of others in transactions of its own, and makes up how they ended.

use std::{collections::BTreeSet, sync::Arc};

use rayment_client::{
    Job,
    instructions::{Encoded, SYSTEM, job_cancel, job_settle, provider_sweep},
};
use rayment_testbed::Testbed;
use solana_instruction::AccountMeta;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::{
    habitat::{Habitat, LOOK, Tally},
    purse::Purse,
};
use crate::strangers::told;

const SOL: u64 = 1_000_000_000;
/// What a wallet without data must hold.
const RENT: u64 = 890_880;

pub struct Forger {
    key: Arc<Keypair>,
    /// Mentions of each job at a time.
    times: u64,
    /// A provider's account, which anyone can sweep.
    provider: Pubkey,
}

impl Forger {
    pub fn new(testbed: &Testbed, provider: Pubkey, times: u64) -> Self {
        let key = Arc::new(Keypair::new());
        testbed.ledger.fund(key.pubkey(), SOL).unwrap();
        Self { key, times, provider }
    }

    pub fn purse(&self) -> Purse {
        Purse::of_wallet(self.key.pubkey())
    }

    pub async fn forges(self, habitat: Habitat) -> Tally {
        let (mut tally, mut met, mut closed) = (Tally::default(), Vec::new(), BTreeSet::new());
        while !habitat.is_over() {
            for job in habitat.seen().open {
                if !met.iter().any(|known: &Job| known.address == job.address) {
                    met.push(job);
                    self.names(&habitat, &job, &mut tally).await;
                }
            }
            for job in &met {
                let is_new = !closed.contains(&job.address) && !habitat.is_over();
                if is_new && matches!(habitat.chain.job(&job.address).await, Ok(None)) {
                    closed.insert(job.address);
                    self.revives(&habitat, job, &mut tally).await;
                    self.names(&habitat, job, &mut tally).await;
                }
            }
            habitat.rests(LOOK).await;
        }
        tally
    }

    /// Payments to itself that name the job; a call of the program with all that a cancellation and a settlement
    /// name behind its own accounts; and what only the program may say.
    async fn names(&self, habitat: &Habitat, job: &Job, tally: &mut Tally) {
        let own = self.key.pubkey();
        for lamports in 1..=self.times {
            let mut call = transfer(own, own, lamports);
            call.accounts.push(AccountMeta::new_readonly(job.address, false));
            tally.tried("named a job", habitat.chain.send(&self.key, &[], &[call]).await);
        }
        let mut sweep = provider_sweep(Some(&self.provider), &habitat.market);
        let payee = habitat.chain.payee(job).await.unwrap_or_else(|_| job.client().into());
        let trailing = job_cancel(job, payee).accounts.into_iter().chain(job_settle(job, payee).accounts);
        sweep.accounts.extend(trailing.map(|meta| AccountMeta::new_readonly(meta.pubkey, false)));
        tally.tried("named a job's ending", habitat.chain.send(&self.key, &[], &[sweep]).await);
        let sent = habitat.chain.send(&self.key, &[], &[told(&job.address)]).await;
        tally.tried("told of an end", sent);
    }

    /// Gives lamports to the address of a closed job.
    async fn revives(&self, habitat: &Habitat, job: &Job, tally: &mut Tally) {
        let gift = transfer(self.key.pubkey(), job.address, RENT);
        tally.tried("funded a closed job", habitat.chain.send(&self.key, &[], &[gift]).await);
    }
}

/// The System program's.
fn transfer(from: Pubkey, to: Pubkey, lamports: u64) -> Encoded {
    let accounts = vec![AccountMeta::new(from, true), AccountMeta::new(to, false)];
    Encoded { program_id: SYSTEM, accounts, data: [&2u32.to_le_bytes()[..], &lamports.to_le_bytes()].concat() }
}
