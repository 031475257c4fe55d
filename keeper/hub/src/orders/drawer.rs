//! The loop: look at the addresses of the quotes that are here, plan, send.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use rayment_client::{
    Chain, ChainError, Outcome, address,
    order::{Jobs, OrderQuote, Source},
};
use rayment_core::market::Params;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tokio::{task::spawn_blocking, time};
use tokio_util::sync::CancellationToken;

use super::{
    look::{Around, Looker},
    plan::{self, Calls, Seen},
    quotes::Quotes,
    spending::{Reserved, Spending},
};
use crate::{
    chain_view::ChainView,
    config::Drawing,
    documents,
    http::{Places, Stake},
    store::Store,
};

/// An order at which nothing happens is looked at less and less often, down to this.
const PAUSE_LAST: Duration = Duration::from_secs(60);
/// After a transaction that failed, an order is left alone for longer and longer, up to this.
const ALONE_LAST: Duration = Duration::from_secs(600);
/// Pause after the chain could not be read, doubled up to the longest.
const BACKOFF_LAST: Duration = Duration::from_secs(30);
/// How long a transaction is waited for. It may still arrive later: the next look shows it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Tends the quotes that are here, and draws what is paid.
pub struct Drawer {
    pub chain: Chain,
    pub view: Arc<ChainView>,
    pub store: Store,
    pub quotes: Arc<Quotes>,
    /// For unpaid quotes.
    pub places: Arc<Places>,
    /// Without a wallet nothing is ever sent.
    pub wallet: Option<(Drawing, Arc<Spending>)>,
    /// Shortest pause between two looks.
    pub poll: Duration,
}

/// What is remembered of an order between two looks.
struct Watched {
    seen: Option<Seen>,
    /// When it came to be as it is.
    since: Instant,
    again: Instant,
    pause: Duration,
    /// Transactions in a row that failed.
    failures: u32,
}

impl Watched {
    fn new(poll: Duration) -> Self {
        let now = Instant::now();
        Self { seen: None, since: now, again: now, pause: poll, failures: 0 }
    }

    /// Nothing has happened: the next look comes later, but not so late that its turn is missed.
    fn waits(&mut self) {
        self.again = Instant::now() + self.pause;
        self.pause = (self.pause * 2).min(PAUSE_LAST);
    }

    /// How long it has been like that. A change begins the time anew.
    fn is_like(&mut self, seen: Seen, poll: Duration) -> Duration {
        if self.seen != Some(seen) {
            (self.seen, self.since, self.pause) = (Some(seen), Instant::now(), poll);
        }
        self.since.elapsed()
    }

    fn failed(&mut self, patience: Duration) {
        self.failures = self.failures.saturating_add(1);
        let factor = 2u32.saturating_pow(self.failures.min(16));
        self.again = Instant::now() + patience.saturating_mul(factor).min(ALONE_LAST);
    }
}

impl Drawer {
    /// Runs until `shutdown` is cancelled.
    pub async fn run(self, shutdown: CancellationToken) {
        let running = async {
            let mut looker = Looker::new(self.chain.clone(), self.view.market());
            let (mut watched, mut backoff) = (BTreeMap::new(), self.poll);
            loop {
                let pause = match self.tick(&mut looker, &mut watched).await {
                    Ok(()) => {
                        backoff = self.poll;
                        self.poll
                    }
                    Err(error) => {
                        tracing::warn!(%error, "cannot read what lies at orders: trying again");
                        backoff = (backoff * 2).min(BACKOFF_LAST);
                        backoff
                    }
                };
                tokio::select! {
                    () = time::sleep(pause) => {}
                    () = self.quotes.next() => {}
                }
            }
        };
        shutdown.run_until_cancelled(running).await;
    }

    /// Looks once at all that are due.
    async fn tick(&self, looker: &mut Looker, watched: &mut BTreeMap<Pubkey, Watched>) -> Result<(), ChainError> {
        let all = self.quotes.all();
        watched.retain(|order, _| all.binary_search_by_key(order, |(order, _)| *order).is_ok());
        let is_due = |(order, _): &&(Pubkey, OrderQuote)| {
            watched.get(order).is_none_or(|watched| Instant::now() >= watched.again)
        };
        let due: Vec<_> = all.iter().filter(is_due).copied().collect();
        if due.is_empty() {
            return Ok(());
        }
        let addresses: Vec<_> = due.iter().map(|(order, _)| *order).collect();
        let (now, held) = (self.chain.clock().await?.unix_timestamp, self.chain.balances(&addresses).await?);
        let mut paid = Vec::new();
        for ((order, quote), lamports) in due.into_iter().zip(held) {
            let watched = watched.entry(order).or_insert_with(|| Watched::new(self.poll));
            watched.waits();
            if lamports > 0 {
                self.quotes.is_paid(&order);
                paid.push((order, quote));
            } else {
                self.tend(&order, &quote, now).await;
            }
        }
        if let Some(wallet) = self.wallet.as_ref().filter(|_| !paid.is_empty()) {
            let around = looker.around().await?;
            for (order, quote) in paid {
                let Some(watched) = watched.get_mut(&order) else { continue };
                self.step(looker, wallet, (&quote, watched), &around, now).await?;
            }
        }
        Ok(())
    }

    /// Nothing lies there: the quote stays as long as it can be paid and has a place.
    async fn tend(&self, order: &Pubkey, quote: &OrderQuote, now: i64) {
        let mut goes = now >= quote.draw_until || self.quotes.has_given_way(order);
        if !goes && self.quotes.wants_place(order) {
            let client = rayment_client::chain_key(&quote.client);
            match self.places.acquire(client, Stake::Money, &self.view).await {
                Ok(place) => self.quotes.gets_place(order, place),
                Err(_) => goes = true,
            }
        }
        if goes && let Err(error) = self.quotes.forget(order).await {
            tracing::warn!(%error, %order, "the quote of an order that nobody paid stays for now");
        }
    }

    /// Draws an order if that is for this hub to do.
    async fn step(
        &self,
        looker: &Looker,
        wallet: &(Drawing, Arc<Spending>),
        (quote, watched): (&OrderQuote, &mut Watched),
        around: &Around,
        now: i64,
    ) -> Result<(), ChainError> {
        let (order, patience) = (address::order(quote), wallet.0.patience);
        let seen = looker.order((&order, quote), around, now).await?;
        let for_so_long = watched.is_like(seen, self.poll);
        let source = match plan::judge(&seen, &around.with, now) {
            Ok(source) => source,
            Err(why) => {
                tracing::debug!(%order, %why, "an order is not drawn from here");
                return Ok(());
            }
        };
        if for_so_long < patience {
            watched.again = watched.since + patience;
            return Ok(());
        }
        let Some((jobs, params)) = self.jobs(quote).await? else { return Ok(()) };
        let (key, with) = (wallet.0.key.pubkey(), around.with);
        let planned = spawn_blocking(move || plan::calls(&key, (&seen, source), &jobs, (&with, &params), now)).await;
        let Some(calls) = planned.ok().flatten() else { return Ok(()) };
        // Others may have been faster meanwhile: a lost race costs a fee.
        if looker.order((&order, quote), around, now).await? != seen {
            return Ok(());
        }
        match self.send(wallet, (&seen, &source), &calls, now).await {
            Ok(true) => watched.failures = 0,
            Ok(false) => watched.failed(patience),
            Err(error) => {
                tracing::warn!(%error, %order, "what the network's fees come to can't be noted: nothing is drawn");
                watched.failed(patience);
            }
        }
        Ok(())
    }

    /// The jobs of a quote, worked out again from its spec; `None` where the spec is gone, or says something else.
    async fn jobs(&self, quote: &OrderQuote) -> Result<Option<(Jobs, Params)>, ChainError> {
        let order = address::order(quote);
        let params = self.chain.params(&self.view.market(), quote.params).await?.values;
        let spec = match documents::spec(&self.store, &quote.spec).await {
            Ok(spec) => spec,
            Err(error) => {
                tracing::warn!(%error, %order, "an order is paid, and the hub has not what is bought");
                return Ok(None);
            }
        };
        let quote = *quote;
        match spawn_blocking(move || Jobs::rebuilt(&spec, &quote, &params)).await {
            Ok(Ok(jobs)) => Ok(Some((jobs, params))),
            Ok(Err(error)) => {
                tracing::warn!(%error, %order, "this order is left alone");
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    /// Sends one transaction, if the day still pays for it. Says whether it is confirmed.
    async fn send(
        &self,
        (drawing, spending): &(Drawing, Arc<Spending>),
        (seen, source): (&Seen, &Source),
        calls: &Calls,
        now: i64,
    ) -> Result<bool, crate::store::StoreError> {
        let (key, order) = (drawing.key.as_ref(), source.order.address);
        if let Reserved::No { is_news } = spending.reserve(now).await? {
            if is_news {
                let most = drawing.fees_a_day;
                tracing::warn!(%order, most, "the network's fees of today are spent: orders wait for others to draw them, \
                    or for tomorrow; more are allowed by --fees-a-day");
            }
            return Ok(false);
        }
        let before = self.chain.balance(&key.pubkey()).await;
        let sent = time::timeout(TIMEOUT, self.chain.send(key, &[], &calls.list)).await;
        let outcome = Outcome::from(sent.unwrap_or(Err(ChainError::NotConfirmed)));
        let has_landed = matches!(outcome, Outcome::Done(_));
        match &outcome {
            Outcome::Done(sent) => {
                let (signature, jobs, next) = (sent.signature, calls.jobs, source.order.state.head.next);
                spending.drew(u64::from(seen.written.is_none()), u64::try_from(jobs).unwrap_or(0));
                let is_new = seen.written.is_none();
                tracing::info!(%order, is_new, next, jobs, %signature, "jobs of an order that is paid are drawn");
            }
            Outcome::Refused(error) => tracing::debug!(%order, %error, "an order was drawn by somebody else"),
            Outcome::Transient(error) => tracing::info!(%order, %error, "an order is not drawn yet"),
            Outcome::Fatal(error) => tracing::warn!(%order, %error, "an order can't be drawn from here"),
        }
        let may_arrive = matches!(&outcome, Outcome::Transient(error) if error.may_still_arrive());
        // What is not known to have cost less counts as what it may cost.
        if let (false, Ok(before), Ok(after)) = (may_arrive, before, self.chain.balance(&key.pubkey()).await) {
            spending.settle(before.saturating_sub(after), has_landed).await?;
        }
        Ok(has_landed)
    }
}
