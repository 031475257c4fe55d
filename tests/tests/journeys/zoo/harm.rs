//! What a liar has cost others: attempts at jobs of the honest that came to nothing, and their time.

use std::collections::BTreeMap;

use rayment_client::{events::Event, history::JobHistory};
use solana_pubkey::Pubkey;

/// What one provider has kept from being done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Harm {
    /// Attempts that it claimed, and that came to nothing.
    pub attempts: u64,
    /// Seconds from these claims to their ends.
    pub secs: i64,
    /// The longest of them.
    pub longest: i64,
    /// Assignments that it did not take up.
    pub lapses: u64,
}

impl Harm {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            attempts: self.attempts + other.attempts,
            secs: self.secs + other.secs,
            longest: self.longest.max(other.longest),
            lapses: self.lapses + other.lapses,
        }
    }
}

/// By the provider's wallet.
pub fn by_provider(histories: &[JobHistory]) -> BTreeMap<Pubkey, Harm> {
    let mut harm: BTreeMap<Pubkey, Harm> = BTreeMap::new();
    for history in histories {
        let (mut assigned, mut claimed): (Option<Pubkey>, Option<(Pubkey, i64)>) = (None, None);
        let timed = history.past.iter().map(|past| (past.block_time.unwrap_or_default(), &past.events));
        for (at, event) in timed.flat_map(|(at, events)| events.iter().map(move |event| (at, event))) {
            match event {
                Event::JobAssigned(event) => {
                    if let Some(idle) = assigned.replace(event.provider) {
                        harm.entry(idle).or_default().lapses += 1;
                    }
                }
                Event::JobClaimed(event) => {
                    if let Some(idle) = assigned.take().filter(|idle| *idle != event.provider) {
                        harm.entry(idle).or_default().lapses += 1;
                    }
                    claimed = Some((event.provider, at));
                }
                Event::JobRejected(_) | Event::JobExpired(_) | Event::JobFailed(_) => {
                    if let Some((provider, since)) = claimed.take() {
                        let secs = at.saturating_sub(since);
                        let one = Harm { attempts: 1, secs, longest: secs, lapses: 0 };
                        let known = harm.entry(provider).or_default();
                        *known = known.and(one);
                    }
                }
                _ => {}
            }
        }
    }
    harm
}
