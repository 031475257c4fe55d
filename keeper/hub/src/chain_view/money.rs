//! What keys have on chain: lamports in their wallets, and those locked for them in open jobs and in orders with jobs
//! still to be drawn.

use std::{collections::HashMap, sync::Arc, time::Duration};

use rayment_client::{Job, Order};
use rayment_core::layout;
use solana_pubkey::Pubkey;

use super::{ChainView, ChainViewError};

/// How old what is locked may be.
pub(super) const LOCKED: Duration = Duration::from_secs(10);

/// An order with jobs still to be drawn.
pub struct DrawingOrder {
    pub order: Order,
    /// Lamports for the jobs that are not drawn, as far as they are there.
    pub undrawn: u64,
}

impl DrawingOrder {
    /// `None` where nothing is to be drawn any more, or nothing is there to draw it with. `rent` is that of the account.
    fn of(order: Order, rent: u64, now: i64) -> Option<Self> {
        let undrawn = order.state.undrawn(now).min(order.lamports.saturating_sub(rent));
        (undrawn > 0).then_some(Self { order, undrawn })
    }
}

impl ChainView {
    /// Orders of this market with jobs still to be drawn, read now.
    pub async fn drawing_orders(&self) -> Result<Vec<DrawingOrder>, ChainViewError> {
        let orders = self.chain.orders(&self.market, None).await?;
        let (now, rent) = (self.chain.clock().await?.unix_timestamp, self.chain.rent(layout::order::SPACE).await?);
        Ok(orders.into_iter().filter_map(|order| DrawingOrder::of(order, rent, now)).collect())
    }

    /// Lamports in wallets, up to a second old.
    pub async fn balances(&self, wallets: &[Pubkey]) -> Result<HashMap<Pubkey, u64>, ChainViewError> {
        let mut known = HashMap::with_capacity(wallets.len());
        known.extend(wallets.iter().filter_map(|wallet| Some((*wallet, self.balances.get(wallet)?))));
        let unknown: Vec<_> = wallets.iter().filter(|wallet| !known.contains_key(wallet)).copied().collect();
        let found = self.chain.balances(&unknown).await?;
        for (wallet, lamports) in unknown.into_iter().zip(found) {
            self.balances.insert(wallet, lamports);
            known.insert(wallet, lamports);
        }
        Ok(known)
    }

    /// All that these keys have on chain, up to some seconds old.
    pub async fn money(&self, keys: &[Pubkey]) -> Result<HashMap<Pubkey, u64>, ChainViewError> {
        let (mut money, locked) = (self.balances(keys).await?, self.locked().await?);
        for (key, lamports) in &mut money {
            *lamports = lamports.saturating_add(locked.get(key).copied().unwrap_or(0));
        }
        Ok(money)
    }

    /// What is locked for each client, read once for all who ask.
    async fn locked(&self) -> Result<Arc<HashMap<Pubkey, u64>>, ChainViewError> {
        let recent = self.locked.lock().await;
        if let Some(locked) = recent.get(&()) {
            return Ok(locked);
        }
        let locked = Arc::new(locked(&self.jobs().await?, &self.drawing_orders().await?));
        recent.insert((), locked.clone());
        Ok(locked)
    }
}

/// What is locked for each client in these.
pub fn locked(jobs: &[Job], orders: &[DrawingOrder]) -> HashMap<Pubkey, u64> {
    let in_jobs = jobs.iter().map(|job| (job.client(), job.state.deposit));
    let in_orders = orders.iter().map(|drawing| (drawing.order.client(), drawing.undrawn));
    let mut locked = HashMap::<_, u64>::new();
    for (client, lamports) in in_jobs.chain(in_orders) {
        let of_client = locked.entry(client).or_default();
        *of_client = of_client.saturating_add(lamports);
    }
    locked
}
