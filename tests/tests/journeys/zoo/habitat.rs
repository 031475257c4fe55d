//! What everybody in the zoo sees of the market, and what each of them did.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rayment_client::{Chain, Job, Market, MarketParams};
use rayment_testbed::Testbed;
use tokio::{sync::watch, time::Instant};

/// How often the market is looked at: as often as an honest worker does.
pub const LOOK: Duration = Duration::from_millis(250);

/// The open jobs, and the chain's time.
#[derive(Clone, Default)]
pub struct Seen {
    pub now: i64,
    pub open: Vec<Job>,
}

/// The market as whoever lives in it sees it.
#[derive(Clone)]
pub struct Habitat {
    pub chain: Chain,
    pub market: Market,
    pub params: MarketParams,
    pub hub_url: String,
    seen: watch::Receiver<Seen>,
    over: watch::Receiver<bool>,
    skipped: Arc<AtomicU64>,
    born: Instant,
}

/// Whoever has it tells the liars that their time is over.
pub struct Gate {
    over: watch::Sender<bool>,
}

impl Gate {
    /// Nobody lies any more.
    pub fn closes(&self) {
        self.over.send_replace(true);
    }
}

impl Habitat {
    /// The market of the testbed. One look at its open jobs serves all, and ends with the last of them.
    pub fn of(testbed: &Testbed) -> (Self, Gate) {
        let (send, seen) = watch::channel(Seen::default());
        let (over, is_over) = watch::channel(false);
        let (chain, market) = (testbed.chain.clone(), testbed.market.address);
        tokio::spawn(async move {
            while !send.is_closed() {
                if let (Ok(open), Ok(clock)) = (chain.open_jobs(&market).await, chain.clock().await) {
                    send.send_replace(Seen { now: clock.unix_timestamp, open });
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        let habitat = Self {
            chain: testbed.chain.clone(),
            market: testbed.market,
            params: testbed.params,
            hub_url: testbed.hub.url(),
            seen,
            over: is_over,
            skipped: Arc::default(),
            born: Instant::now(),
        };
        (habitat, Gate { over })
    }

    /// The open jobs as they were seen last.
    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    pub fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// Waits so long, but not beyond the end.
    pub async fn rests(&self, time: Duration) {
        let mut over = self.over.clone();
        let _ = tokio::time::timeout(time, over.wait_for(|over| *over)).await;
    }

    /// The chain's clock was moved on by so much.
    pub fn skips(&self, time: Duration) {
        self.skipped.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    /// Seconds of the chain's time since the zoo was opened.
    pub fn secs(&self) -> f64 {
        self.born.elapsed().as_secs_f64() + self.skipped.load(Ordering::Relaxed) as f64
    }
}

/// What somebody tried, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub tries: u64,
    pub refused: u64,
    /// By what it was.
    pub done: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a try; `what` succeeded, or it was refused.
    pub fn tried<T, E: ToString>(&mut self, what: &str, result: Result<T, E>) -> Option<T> {
        self.tries += 1;
        match result {
            Ok(value) => {
                self.did(what);
                Some(value)
            }
            Err(error) => {
                self.refused += 1;
                let error = error.to_string();
                // Accounts, hashes and amounts differ each time.
                let plain = |word: &&str| word.len() < 30 && !word.contains(|letter: char| letter.is_ascii_digit());
                let short: String = error.split(' ').filter(plain).take(12).collect::<Vec<_>>().join(" ");
                *self.done.entry(format!("{what} refused: {short}")).or_default() += 1;
                None
            }
        }
    }

    pub fn did(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.tries += other.tries;
        self.refused += other.refused;
        for (what, times) in other.done {
            *self.done.entry(what).or_default() += times;
        }
        self
    }
}
