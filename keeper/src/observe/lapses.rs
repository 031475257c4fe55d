//! Assignments that lapsed: which providers let them lapse, and how often those of each job did.
//!
//! Only the assignments of this run are known: a restart forgets the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayment_client::{Job, Provider, chain_key};
use rayment_core::{
    Hash,
    job::{Phase, Reservation},
};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

/// How long a provider that let an assignment lapse is passed over; twice as long for each further one,
/// up to an hour. It may still claim what is open to all, and is no longer passed over once it does.
const SILENCE_SECS: i64 = 300;
const SILENCE_MOST_SECS: i64 = 3_600;
/// After this long without another lapse a provider's lapses are forgotten.
const FORGOTTEN_SECS: i64 = 86_400;

/// What is remembered.
#[derive(Default)]
pub struct Lapses {
    providers: BTreeMap<Pubkey, Silence>,
    jobs: BTreeMap<Pubkey, Lapsed>,
}

struct Silence {
    /// When the last assignment lapsed.
    since: i64,
    secs: i64,
}

/// When a job's last assignment lapsed, and how many did.
struct Lapsed {
    at: i64,
    times: u32,
}

impl Lapses {
    /// Counts each lapse once. It counts against the provider only where the spec is on the hub: nobody
    /// claims a job whose spec it cannot read. Where the provider works at as many jobs as it has slots, its next one
    /// was reserved ahead, and nobody has neglected anything.
    pub fn look(&mut self, (jobs, providers): (&[Job], &[Provider]), specs: &BTreeMap<Hash, Arc<Spec>>, now: i64) {
        let full = providers.iter().filter(|provider| provider.state.is_full());
        let full: BTreeSet<_> = full.map(|provider| provider.state.authority).collect();
        for job in jobs {
            match job.state.phase {
                Phase::Open { reserved: Some(held), .. } if held.until <= now => {
                    let is_ahead = full.contains(&held.provider);
                    self.lapsed((job, held), is_ahead, specs.contains_key(&job.state.spec));
                }
                Phase::Claimed { claim, at, .. } | Phase::Running { claim, at, .. } => {
                    let wallet = chain_key(&claim.provider);
                    if self.providers.get(&wallet).is_some_and(|silence| at >= silence.since) {
                        self.providers.remove(&wallet);
                    }
                }
                _ => {}
            }
        }
        self.providers.retain(|_, silence| now < silence.since.saturating_add(FORGOTTEN_SECS));
        self.jobs.retain(|address, _| jobs.iter().any(|job| job.address == *address));
    }

    fn lapsed(&mut self, (job, held): (&Job, Reservation), is_ahead: bool, known: bool) {
        let lapsed = self.jobs.entry(job.address).or_insert(Lapsed { at: i64::MIN, times: 0 });
        if lapsed.at == held.until {
            return;
        }
        *lapsed = Lapsed { at: held.until, times: lapsed.times.saturating_add(u32::from(!is_ahead)) };
        if known && !is_ahead {
            let silence = self.providers.get(&chain_key(&held.provider));
            let secs = silence.map_or(SILENCE_SECS, |silence| (silence.secs * 2).min(SILENCE_MOST_SECS));
            let since = silence.map_or(held.until, |silence| silence.since.max(held.until));
            self.providers.insert(chain_key(&held.provider), Silence { since, secs });
        }
    }

    /// Who is passed over, and until when.
    pub fn silent(&self, now: i64) -> BTreeMap<Pubkey, i64> {
        let until =
            self.providers.iter().map(|(wallet, silence)| (*wallet, silence.since.saturating_add(silence.secs)));
        until.filter(|(_, until)| now < *until).collect()
    }

    /// How many assignments of each job have lapsed.
    pub fn of_jobs(&self) -> BTreeMap<Pubkey, u32> {
        self.jobs.iter().map(|(job, lapsed)| (*job, lapsed.times)).collect()
    }
}
