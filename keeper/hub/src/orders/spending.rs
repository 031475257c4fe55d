//! What the network's fees of a day come to, and may come to. It is noted before anything is sent, so that a hub that
//! is started again and again spends no more.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayment_hub_client::wire::Drawing;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::plan::DRAW_COST;
use crate::store::{Store, StoreError, spending_path};

/// The network's fee of a transaction with one signature, without priority.
const LEAST_FEE: u64 = 5_000;
const NOTE_BYTES: u64 = 4 << 10;
const DAY: i64 = 86_400;

/// What was spent on a day, counted from 1970 by the chain's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Day {
    day: i64,
    lamports: u64,
}

impl Day {
    /// The same with what another transaction may cost, if that is not too much. Every day begins at nothing.
    fn reserved(self, day: i64, most: u64) -> Option<Self> {
        let before = if self.day == day { self.lamports } else { 0 };
        let lamports = before.checked_add(DRAW_COST).filter(|sum| *sum <= most)?;
        Some(Self { day, lamports })
    }

    /// The same once it is known what the transaction did cost.
    fn settled(self, cost: u64) -> Self {
        Self { lamports: self.lamports.saturating_sub(DRAW_COST).saturating_add(cost), ..self }
    }
}

/// What one wallet spends on drawing, and what came of it.
pub struct Spending {
    store: Store,
    known: Mutex<Known>,
}

struct Known {
    day: Day,
    told: Drawing,
}

impl Spending {
    /// A wallet that may spend so many lamports a day.
    pub async fn open(store: Store, wallet: Pubkey, fees_a_day: u64) -> Result<Self, StoreError> {
        let noted = store.read(&spending_path(), NOTE_BYTES).await?;
        let day: Day = noted.and_then(|note| serde_json::from_slice(&note).ok()).unwrap_or_default();
        let told = Drawing { wallet, spent_lamports: day.lamports, fees_a_day, is_spent: false, orders: 0, jobs: 0 };
        Ok(Self { store, known: Mutex::new(Known { day, told }) })
    }

    /// Sets aside what one transaction may cost. Says whether the day allows it, and whether it said no for the first
    /// time.
    pub async fn reserve(&self, now: i64) -> Result<Reserved, StoreError> {
        let day = {
            let mut known = self.known();
            let Some(day) = known.day.reserved(now.div_euclid(DAY), known.told.fees_a_day) else {
                let is_news = !known.told.is_spent;
                known.told.is_spent = true;
                return Ok(Reserved::No { is_news });
            };
            known.set(day);
            known.told.is_spent = false;
            day
        };
        self.note(day).await?;
        Ok(Reserved::Yes)
    }

    /// What was set aside did cost so much. A transaction that has landed costs no less than its signature.
    pub async fn settle(&self, cost: u64, has_landed: bool) -> Result<(), StoreError> {
        let day = {
            let mut known = self.known();
            let day = known.day.settled(if has_landed { cost.max(LEAST_FEE) } else { cost });
            known.set(day);
            day
        };
        self.note(day).await
    }

    /// Counts an order that was written down, and jobs that were drawn.
    pub fn drew(&self, orders: u64, jobs: u64) {
        let mut known = self.known();
        known.told.orders = known.told.orders.saturating_add(orders);
        known.told.jobs = known.told.jobs.saturating_add(jobs);
    }

    /// What `GET /health` says of it.
    pub fn told(&self) -> Drawing {
        self.known().told.clone()
    }

    async fn note(&self, day: Day) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(&day).unwrap_or_default();
        self.store.note(&spending_path(), bytes.into()).await
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn set(&mut self, day: Day) {
        (self.day, self.told.spent_lamports) = (day, day.lamports);
    }
}

/// Whether a transaction may be paid for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    Yes,
    No {
        /// It is the first since it was allowed.
        is_news: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_pays_for_what_it_may_and_no_more() {
        let most = 2 * DRAW_COST;
        let first = Day::default().reserved(7, most).expect("nothing is spent yet");
        let second = first.reserved(7, most).expect("just as much as it may");
        assert_eq!(second, Day { day: 7, lamports: most });
        assert_eq!(second.reserved(7, most), None);
        // What cost less leaves room for one more.
        assert_eq!(second.settled(0).reserved(7, most), Some(second));
        assert_eq!(second.settled(LEAST_FEE).reserved(7, most), None);
        assert_eq!(second.reserved(8, most), Some(Day { day: 8, lamports: DRAW_COST }), "another day");
        assert_eq!(Day::default().reserved(7, DRAW_COST - 1), None);
    }
}
