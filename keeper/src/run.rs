//! The loop: observe, plan, execute; then wait until something happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use rayment_check::HubReader;
use rayment_client::{Chain, ChainError, Outcome, Sent, Wakes, address, error::Kind};
use rayment_core::job::{FailReason, Seal, flag};
use rayment_hub_client::HubClient;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use crate::{
    Action, ChainAction, Config, KeeperError, KeeperEvent, Snapshot, bond,
    checks::{Checker, CheckerConfig},
    execute::execute,
    observe::{ObserveError, Observer},
    plan,
    plan::lacks_guardians,
};

/// Pause after the chain could not be read, doubled up to the longest.
const BACKOFF_FIRST: Duration = Duration::from_millis(250);
const BACKOFF_LAST: Duration = Duration::from_secs(30);
/// A job or an order whose action failed is left alone for a while, each time longer.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_LAST: Duration = Duration::from_secs(60);
/// While a delivery waits for its slot, the next tick comes after this much for each slot to go: slots
/// are longer, so a few ticks, closer and closer, find it.
const PER_SLOT: Duration = Duration::from_millis(50);
const SOON: Duration = Duration::from_millis(100);

/// Bytes of deliveries under check that may lie in the data folder.
const DISK_BYTES: u64 = 64 << 30;

/// Runs until `shutdown` is cancelled, or the key is no longer the market's keeper.
pub async fn run(config: Config, shutdown: CancellationToken) -> Result<(), KeeperError> {
    run_with(config, shutdown, None).await
}

/// Like [`run`], and sends what it does to `events`.
pub async fn run_with(
    config: Config,
    shutdown: CancellationToken,
    events: Option<UnboundedSender<KeeperEvent>>,
) -> Result<(), KeeperError> {
    // First the hub: its client chooses the TLS provider of the whole process.
    let hub = HubClient::new(&config.hub_url, Some(config.key.clone()));
    let hub: Arc<dyn HubReader> = Arc::new(hub.map_err(|error| KeeperError::Hub(error.to_string()))?);
    let chain = Chain::connect(&config.rpc_url, &config.ws_url);
    // Whichever way this ends, the listener ends with it.
    let listening = shutdown.child_token();
    let wakes = Wakes::listen(&chain, listening.clone());
    let _listening = listening.drop_guard();
    let mut keeper = Keeper::open(config, (chain, hub), wakes.clone(), events)?;
    let result = loop {
        let ticked = tokio::select! {
            () = shutdown.cancelled() => break Ok(()),
            ticked = keeper.tick() => ticked,
        };
        let pause = match keeper.pause_after(ticked) {
            Ok(pause) => pause,
            Err(error) => break Err(error),
        };
        tokio::select! {
            () = shutdown.cancelled() => break Ok(()),
            () = wakes.next(pause), if !pause.is_zero() => {}
            () = std::future::ready(()), if pause.is_zero() => {}
        }
    };
    keeper.checker.stop().await;
    result
}

struct Keeper {
    config: Config,
    chain: Chain,
    observer: Observer,
    checker: Checker,
    /// Jobs and orders whose last action failed: until when they are left alone, and the pause after the next failure.
    paused: BTreeMap<Pubkey, (Instant, Duration)>,
    /// Jobs of which was said why they are given back and not rejected.
    explained: BTreeSet<Pubkey>,
    /// Whether it was looked at what stands for the keeper's word.
    weighed: bool,
    events: Option<UnboundedSender<KeeperEvent>>,
    /// Whether the market has been read yet, and the pause after the next failure to read it.
    seen: bool,
    backoff: Duration,
}

impl Keeper {
    fn open(
        config: Config,
        (chain, hub): (Chain, Arc<dyn HubReader>),
        wakes: Wakes,
        events: Option<UnboundedSender<KeeperEvent>>,
    ) -> Result<Self, KeeperError> {
        let (waker, listener) = (wakes.clone(), events.clone());
        let on_news = move |event| {
            emit(listener.as_ref(), event);
            waker.notify();
        };
        let checker_config = CheckerConfig {
            data_dir: config.data_dir.clone(),
            threads: config.threads,
            lamports_per_second: config.check_lamports_per_second,
            disk_bytes: DISK_BYTES,
            engines: config.engines.clone(),
        };
        let checker = Checker::open(checker_config, hub.clone(), on_news)?;
        let keys = (config.market, config.key.pubkey());
        let observer = Observer::new(chain.clone(), keys, hub, config.engines.clone(), move || wakes.notify());
        let (paused, explained) = (BTreeMap::new(), BTreeSet::new());
        let (weighed, seen, backoff) = (false, false, BACKOFF_FIRST);
        Ok(Self { config, chain, observer, checker, paused, explained, weighed, events, seen, backoff })
    }

    /// How long to wait after a tick, or why waiting is no use. Once the market was read, a node that
    /// doesn't find it is only behind.
    fn pause_after(&mut self, ticked: Result<Duration, ObserveError>) -> Result<Duration, KeeperError> {
        match ticked {
            Ok(pause) => {
                (self.seen, self.backoff) = (true, BACKOFF_FIRST);
                Ok(pause)
            }
            Err(ObserveError::Keeper(error)) => Err(error),
            Err(ObserveError::Chain(error)) if !self.seen && error.rules_out(Kind::Market) => {
                Err(KeeperError::Market(error))
            }
            Err(ObserveError::Chain(error)) => {
                let pause = self.backoff;
                tracing::warn!(%error, pause_ms = pause.as_millis(), "cannot read the chain: trying again");
                self.backoff = (pause * 2).min(BACKOFF_LAST);
                Ok(pause)
            }
        }
    }

    /// Observes, plans and executes once. Returns how long there is nothing to do.
    async fn tick(&mut self) -> Result<Duration, ObserveError> {
        let mut snapshot = self.observer.observe(&self.checker).await?;
        self.weigh().await;
        let now = Instant::now();
        self.paused.retain(|address, _| {
            let is_order = || snapshot.orders.iter().any(|order| order.address == *address);
            snapshot.jobs.iter().any(|job| job.address == *address) || is_order()
        });
        let paused = self.paused.iter().filter(|(_, (until, _))| now < *until);
        snapshot.paused = paused.map(|(account, _)| *account).collect();
        let mut actions = Vec::new();
        for action in plan(&snapshot) {
            match action {
                Action::Check(request) => self.checker.check(request),
                Action::TryScene { spec } => self.checker.try_scene(spec),
                Action::Send(action) => {
                    let is_paused = snapshot.paused.contains(&action.account());
                    actions.extend((!is_paused).then_some(action));
                }
            }
        }
        self.explain(&snapshot, &actions);
        let outcomes = execute((&self.chain, &self.config.key), actions, &snapshot).await;
        let moved = outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Done(_)));
        for (action, outcome) in outcomes {
            self.note(&action, outcome);
        }
        Ok(if moved { Duration::ZERO } else { pause(&snapshot, self.config.poll) })
    }

    /// Says once, at the start, where the keeper's bond is too small for its word to pay at once.
    async fn weigh(&mut self) {
        if self.weighed {
            return;
        }
        let read = async {
            let market = self.chain.market(&self.config.market).await?;
            let params = self.chain.params(&market.address, market.version.params).await?;
            Ok::<_, ChainError>((market, params))
        };
        match read.await {
            Ok((market, params)) => {
                self.weighed = true;
                bond::too_low(&market, &params.values).into_iter().for_each(|said| tracing::warn!("{said}"));
            }
            // A node that is down is asked again at the next tick.
            Err(error) => self.weighed = !error.is_transient(),
        }
    }

    /// Says once for each job why it is given back although a tile is wrong.
    fn explain(&mut self, snapshot: &Snapshot, actions: &[ChainAction]) {
        self.explained.retain(|address| snapshot.jobs.iter().any(|job| job.address == *address));
        for action in actions.iter().filter(|action| lacks_guardians(snapshot, action)) {
            if self.explained.insert(action.account()) {
                tracing::info!(
                    job = %action.account(),
                    "a tile is wrong, but this market asks for guardians' signatures before a bond is lost: the job is \
                     given back, and the provider keeps its bond"
                );
            }
        }
    }

    fn note(&mut self, action: &ChainAction, outcome: Outcome) {
        let (account, attempt, name) = (action.account(), action.attempt(), action.name());
        self.observer.note(action, &outcome);
        match outcome {
            Outcome::Done(sent) => {
                tracing::info!(%account, attempt, signature = %sent.signature, "{name}");
                self.paused.remove(&account);
                for event in done(action, &sent) {
                    emit(self.events.as_ref(), Some(event));
                }
                return;
            }
            Outcome::Refused(error) => {
                tracing::info!(%account, attempt, %error, "{name}: refused, somebody was faster")
            }
            Outcome::Transient(error) => tracing::warn!(%account, attempt, %error, "{name}: will be tried again"),
            Outcome::Fatal(error) => {
                tracing::error!(%account, attempt, %error, "{name}: failed, and trying again will not help")
            }
        }
        let pause = self.paused.get(&account).map_or(PAUSE_FIRST, |(_, pause)| *pause);
        self.paused.insert(account, (Instant::now() + pause, (pause * 2).min(PAUSE_LAST)));
    }
}

fn emit(events: Option<&UnboundedSender<KeeperEvent>>, event: Option<KeeperEvent>) {
    if let (Some(events), Some(event)) = (events, event) {
        // Nobody may listen any more.
        let _ = events.send(event);
    }
}

/// How long until there may be something to do that no event announces.
fn pause(snapshot: &Snapshot, poll: Duration) -> Duration {
    let waits_for = snapshot.jobs.iter().filter_map(|job| match job.state.delivery()?.seal {
        Seal::Pending { slot, .. } => Some(slot.saturating_sub(snapshot.slot)),
        Seal::Sealed { .. } => None,
    });
    let slots = waits_for.min().and_then(|slots| u32::try_from(slots).ok());
    slots.map_or(poll, |slots| PER_SLOT.saturating_mul(slots).max(SOON).min(poll))
}

/// The events of an action that is done.
fn done(action: &ChainAction, sent: &Sent) -> Vec<KeeperEvent> {
    let (job, attempt, sent) = (action.account(), action.attempt().unwrap_or_default(), sent.clone());
    let sealed = KeeperEvent::Sealed { job, attempt, sent: sent.clone() };
    match action {
        ChainAction::Assign { job: assigned, provider, .. } => {
            let unchecked = assigned.state.has(flag::UNCHECKED);
            vec![KeeperEvent::Assigned { job, attempt, provider: *provider, unchecked, sent }]
        }
        ChainAction::Seal { .. } => vec![sealed],
        ChainAction::Accept { seal, settle, .. } => {
            let mut events = Vec::from_iter(seal.then_some(sealed));
            events.push(KeeperEvent::Accepted { job, attempt, sent: sent.clone() });
            events.extend(settle.then_some(KeeperEvent::Settled { job, attempt, sent }));
            events
        }
        ChainAction::Reject { seal, evidence, .. } => {
            let mut events = Vec::from_iter(seal.then_some(sealed));
            events.push(KeeperEvent::Rejected { job, attempt, frame: evidence.frame, tile: evidence.tile, sent });
            events
        }
        ChainAction::Fail { reason, seal, .. } => {
            let mut events = Vec::from_iter(seal.then_some(sealed));
            events.extend(match reason {
                FailReason::Missing | FailReason::Unlike => Some(KeeperEvent::Requeued { job, attempt, sent }),
                FailReason::Broken => Some(KeeperEvent::SpecConfirmed { job, attempt, sent }),
                FailReason::Loads => Some(KeeperEvent::SpecLoads { job, attempt, sent }),
                FailReason::Worker | FailReason::Spec => None,
            });
            events
        }
        ChainAction::Settle { .. } => vec![KeeperEvent::Settled { job, attempt, sent }],
        ChainAction::Expire { .. } => vec![KeeperEvent::Expired { job, attempt, sent }],
        ChainAction::Clear { .. } => vec![KeeperEvent::Cleared { job, attempt, sent }],
        ChainAction::Draw { order, draws, .. } => {
            let order = order.address;
            let drawn = |(index, _): &(u32, _)| {
                let job = address::job(&order, *index);
                KeeperEvent::Drawn { order, index: *index, job, sent: sent.clone() }
            };
            draws.iter().map(drawn).collect()
        }
        ChainAction::Return { order, closes, .. } => {
            vec![KeeperEvent::Returned { order: order.address, closed: *closes, sent }]
        }
        ChainAction::Sweep { .. } => vec![KeeperEvent::Swept { of: action.account(), sent }],
    }
}
