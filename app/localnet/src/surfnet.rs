//! surfpool on its own threads: starting it, listening to it, ending it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use surfpool_core::{
    runloops::start_local_surfnet_runloop,
    surfnet::{
        GeyserEvent,
        svm::{SurfnetSvm, SurfnetSvmConfig},
    },
};
use surfpool_types::{BlockProductionMode, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig};

use crate::{Config, LocalnetError, chain, chain::Chain, genesis, ports::Ports};

/// Ample: starting takes tenths of a second.
const START_TIMEOUT: Duration = Duration::from_secs(30);

const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// The HTTP server and the WebSocket server each report that they closed.
const SERVERS: usize = 2;

/// A running surfpool.
pub(crate) struct Surfnet {
    chain: Chain,
    ports: Ports,
    ledger: Option<JoinHandle<()>>,
    listener: Listener,
}

impl Surfnet {
    /// Builds the chain and serves it; returns when it answers on both ports.
    pub(crate) fn launch(config: &Config, ports: Ports) -> Result<Self, LocalnetError> {
        let slot_millis = config.slot_millis()?;
        let (commands, orders) = unbounded();
        let (mut svm, events, geyser) = SurfnetSvm::new(SurfnetSvmConfig {
            slot_time: slot_millis,
            instruction_profiling_enabled: false,
            max_profiles: 1,
            ..SurfnetSvmConfig::default()
        })
        .map_err(|error| LocalnetError::Start { reason: error.to_string() })?;
        // It would tell of every account written below, and nobody listens yet.
        let listener = Listener::start(events)?;
        if let Some(program) = &config.program {
            genesis::write_program(&mut svm, program)?;
        }
        for (key, lamports) in &config.funded {
            chain::add_lamports(&mut svm, *key, *lamports)?;
        }
        let chain = Chain::new(svm, commands.clone())?;
        let ledger = run_ledger(&chain, ports, Channels { commands, orders, geyser }, &listener)?;
        let surfnet = Self { chain, ports, ledger: Some(ledger), listener };
        surfnet.listener.wait_until_started()?;
        Ok(surfnet)
    }

    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    pub(crate) fn ports(&self) -> Ports {
        self.ports
    }

    /// Ends the loop and waits until both servers have closed.
    pub(crate) fn stop(mut self) -> Result<(), LocalnetError> {
        self.chain.terminate();
        if !self.listener.wait_until_closed() {
            return Err(LocalnetError::StopTimedOut {
                rpc_port: self.ports.rpc,
                ws_port: self.ports.ws,
                waited: STOP_TIMEOUT,
            });
        }
        if let Some(ledger) = self.ledger.take()
            && ledger.join().is_err()
        {
            tracing::error!("the thread of the embedded ledger panicked");
        }
        Ok(())
    }
}

/// Covers the ways on which a start fails half-way.
impl Drop for Surfnet {
    fn drop(&mut self) {
        self.chain.terminate();
    }
}

/// What connects surfpool's loop to its servers and to us.
struct Channels {
    commands: Sender<SimnetCommand>,
    orders: Receiver<SimnetCommand>,
    geyser: Receiver<GeyserEvent>,
}

/// Runs surfpool's loop on a thread with a runtime of its own: the loop blocks the thread it runs
/// on, and needs a multi-thread runtime to be allowed to.
fn run_ledger(
    chain: &Chain,
    ports: Ports,
    channels: Channels,
    listener: &Listener,
) -> Result<JoinHandle<()>, LocalnetError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("localnet-runtime")
        .enable_all()
        .build()?;
    let locker = chain.locker();
    let news = listener.news.clone();
    let ledger = thread::Builder::new().name("localnet-ledger".into()).spawn(move || {
        let ended = runtime.block_on(start_local_surfnet_runloop(
            locker,
            surfpool_config(ports),
            channels.commands,
            channels.orders,
            channels.geyser,
        ));
        let reason = match ended {
            Ok(()) => "it was stopped".to_string(),
            Err(error) => error.to_string(),
        };
        // Of no interest to anybody once the ledger has started.
        let _ = news.send(News::Ended(reason));
        runtime.shutdown_background();
    })?;
    Ok(ledger)
}

fn surfpool_config(ports: Ports) -> SurfpoolConfig {
    SurfpoolConfig {
        simnets: vec![SimnetConfig {
            offline_mode: true,
            remote_rpc_url: None,
            // Slots are made by `Pace`. surfpool's clock thread never ends, so let it sleep.
            block_production_mode: BlockProductionMode::Manual,
            slot_time: u64::MAX,
            instruction_profiling_enabled: false,
            max_profiles: 1,
            ..SimnetConfig::default()
        }],
        rpc: RpcConfig {
            bind_host: "127.0.0.1".into(),
            bind_port: ports.rpc,
            ws_port: ports.ws,
            ..RpcConfig::default()
        },
        ..SurfpoolConfig::default()
    }
}

/// What surfpool reports about a ledger.
enum News {
    Started,
    Closed,
    Ended(String),
}

/// Reads surfpool's events for as long as the ledger lives: the channel is bounded, and surfpool
/// stands still when it is full.
struct Listener {
    news: Sender<News>,
    turns: Receiver<News>,
    has_ended: Arc<AtomicBool>,
}

impl Listener {
    fn start(events: Receiver<SimnetEvent>) -> Result<Self, LocalnetError> {
        let (news, turns) = unbounded();
        let has_ended = Arc::new(AtomicBool::new(false));
        let (sender, ended) = (news.clone(), has_ended.clone());
        thread::Builder::new().name("localnet-events".into()).spawn(move || listen(&events, &sender, &ended))?;
        Ok(Self { news, turns, has_ended })
    }

    fn wait_until_started(&self) -> Result<(), LocalnetError> {
        let failed = |reason| Err(LocalnetError::Start { reason });
        match self.turns.recv_timeout(START_TIMEOUT) {
            Ok(News::Started) => Ok(()),
            Ok(News::Ended(reason)) => failed(reason),
            Ok(News::Closed) => failed("a server closed".into()),
            Err(_) => failed(format!("it was silent for {START_TIMEOUT:?}")),
        }
    }

    /// False if the servers took too long.
    fn wait_until_closed(&self) -> bool {
        let deadline = Instant::now() + STOP_TIMEOUT;
        let mut closed = 0;
        while closed < SERVERS {
            match self.turns.recv_deadline(deadline) {
                Ok(News::Closed) => closed += 1,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        true
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::Relaxed);
    }
}

/// surfpool's clock thread keeps the channel open for ever, hence the flag.
fn listen(events: &Receiver<SimnetEvent>, news: &Sender<News>, has_ended: &AtomicBool) {
    while !has_ended.load(Ordering::Relaxed) {
        let turn = match events.recv_timeout(Duration::from_millis(100)) {
            Ok(SimnetEvent::CoreStarted(_)) => News::Started,
            Ok(SimnetEvent::Shutdown) => News::Closed,
            Ok(SimnetEvent::Aborted(reason)) => News::Ended(reason),
            Ok(other) => {
                log(&other);
                continue;
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if news.send(turn).is_err() {
            return;
        }
    }
}

fn log(event: &SimnetEvent) {
    match event {
        SimnetEvent::ErrorLog(_, text) => tracing::warn!(target: "localnet", "{text}"),
        SimnetEvent::WarnLog(_, text) => tracing::info!(target: "localnet", "{text}"),
        SimnetEvent::InfoLog(_, text) => tracing::debug!(target: "localnet", "{text}"),
        SimnetEvent::DebugLog(_, text) => tracing::trace!(target: "localnet", "{text}"),
        _ => {}
    }
}
