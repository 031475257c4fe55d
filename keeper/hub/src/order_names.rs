//! Which orders jobs are from. A job knows the first eight bytes of its order's address; that it is from there shows by
//! its own address. So orders are read only when there is a job that is from none of those known.

use std::collections::HashMap;

use rayment_client::{Chain, Job, rule_key};
use rayment_core::job::flag;
use solana_pubkey::Pubkey;

/// Addresses of orders.
#[derive(Default)]
pub struct OrderNames {
    /// Those that were there at the last look, by their first eight bytes. Whoever chooses several can make these alike.
    orders: HashMap<u64, Vec<Pubkey>>,
    by_job: HashMap<Pubkey, Pubkey>,
}

impl OrderNames {
    /// The order that a job is from, where that was learnt.
    pub fn of(&self, job: &Pubkey) -> Option<Pubkey> {
        self.by_job.get(job).copied()
    }

    /// Learns the orders of these jobs, and forgets those of all others. A job stays without one as long as the node
    /// does not show it.
    pub async fn learn(&mut self, jobs: &[Job], chain: &Chain, market: &Pubkey) {
        let mut before = std::mem::take(&mut self.by_job);
        let known = jobs.iter().filter_map(|job| before.remove_entry(&job.address));
        self.by_job = known.collect();
        if self.recognize(jobs) {
            return;
        }
        match chain.orders(market, None).await {
            Ok(orders) => {
                self.orders.clear();
                for order in orders {
                    let tag = u64::from_le_bytes(rule_key(&order.address).tag());
                    self.orders.entry(tag).or_default().push(order.address);
                }
                self.recognize(jobs);
            }
            Err(error) => {
                tracing::warn!(%error, "cannot read the orders: watchers do not see which jobs are from them")
            }
        }
    }

    /// Looks among the orders that are known. Whether none of the jobs is without its order now.
    fn recognize(&mut self, jobs: &[Job]) -> bool {
        let mut are_known = true;
        for job in jobs.iter().filter(|job| job.state.has(flag::FROM_ORDER)) {
            if self.by_job.contains_key(&job.address) {
                continue;
            }
            let alike = self.orders.get(&job.state.order);
            match alike.and_then(|orders| orders.iter().find(|order| job.is_of(order))) {
                Some(order) => {
                    self.by_job.insert(job.address, *order);
                }
                None => are_known = false,
            }
        }
        are_known
    }
}
