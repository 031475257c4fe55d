//! Does checks in the background: each once, and a limited number at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rayment_check::{HubReader, Unavailable};
use rayment_core::Hash;
use rayment_engine::Engines;

use super::{
    examine::{CheckError, Examined, Examiner},
    findings::Findings,
    ledger::{CheckRecord, Ledger},
};
use crate::{
    KeeperError, KeeperEvent,
    action::CheckRequest,
    cost::CheckCost,
    snapshot::{Attempt, Finding, SceneTrial},
};

/// What checks are done with.
pub struct CheckerConfig {
    /// For deliveries under check and for findings.
    pub data_dir: PathBuf,
    pub threads: usize,
    /// What a second of checking costs.
    pub lamports_per_second: u64,
    /// Bytes of deliveries that may lie on disk at a time.
    pub disk_bytes: u64,
    /// What checks are rendered with.
    pub engines: Engines,
}

/// The checks of one keeper. Cheap to clone.
#[derive(Clone)]
pub struct Checker(Arc<Inner>);

struct Inner {
    examiner: Examiner,
    findings: Findings,
    ledger: Mutex<Ledger>,
    lamports_per_second: u64,
    on_news: Box<dyn Fn(Option<KeeperEvent>) + Send + Sync>,
}

impl Checker {
    /// Takes up the findings of an earlier run. `on_news` is called whenever a check or a trial has
    /// ended, with an event where there is one to report.
    pub fn open(
        config: CheckerConfig,
        hub: Arc<dyn HubReader>,
        on_news: impl Fn(Option<KeeperEvent>) + Send + Sync + 'static,
    ) -> Result<Self, KeeperError> {
        let data_dir = &config.data_dir;
        let unusable = |source| KeeperError::DataDir { path: data_dir.clone(), source };
        let deliveries = data_dir.join("deliveries");
        fs::create_dir_all(&deliveries).map_err(unusable)?;
        let findings = Findings::open(data_dir.join("findings")).map_err(unusable)?;
        let known = findings.read().map_err(unusable)?;
        let stored = fs::read_dir(&deliveries).map_err(unusable)?;
        let stored = stored.filter_map(|entry| attempt_of(entry.ok()?.file_name().to_str()?)).collect();
        let examiner = Examiner::new(hub, deliveries, config.threads, config.disk_bytes, config.engines)?;
        let (ledger, lamports_per_second) = (Mutex::new(Ledger::new(known, stored)), config.lamports_per_second);
        Ok(Self(Arc::new(Inner { examiner, findings, ledger, lamports_per_second, on_news: Box::new(on_news) })))
    }

    /// Starts a check, unless it is running, done, or to be tried again later.
    pub fn check(&self, request: CheckRequest) {
        let attempt = (request.job.address, request.job.state.attempt);
        if !self.0.ledger().begins(attempt, request.challenge.map(|challenge| challenge.seed), Instant::now()) {
            return;
        }
        let (inner, cost, spec) = (self.0.clone(), self.cost(), request.job.state.spec);
        tokio::spawn(async move {
            let examined = inner.examiner.examine(&request, &cost).await;
            if request.is_spared() {
                // That it is there is all there is to know.
                inner.examiner.clear(&attempt);
            }
            inner.note((attempt, spec), examined);
        });
    }

    /// Starts to try a scene, unless that is running or done.
    pub fn try_scene(&self, spec: Hash) {
        if self.0.ledger().begins_trial(spec) {
            let inner = self.0.clone();
            tokio::spawn(async move {
                let trial = inner.trial(&spec).await;
                inner.ledger().ends_trial(spec, trial);
                (inner.on_news)(None);
            });
        }
    }

    pub fn findings(&self) -> BTreeMap<Attempt, Finding> {
        self.0.ledger().findings().clone()
    }

    /// Findings that a verdict may be based on.
    pub fn standing(&self) -> BTreeMap<Attempt, Finding> {
        self.0.ledger().standing()
    }

    pub fn trials(&self) -> BTreeMap<Hash, SceneTrial> {
        self.0.ledger().trials().clone()
    }

    /// What checks cost, by how fast they have rendered so far.
    pub fn cost(&self) -> CheckCost {
        let samples_per_ms = self.0.ledger().samples_per_ms().unwrap_or(CheckCost::default().samples_per_ms);
        CheckCost { samples_per_ms, lamports_per_second: self.0.lamports_per_second }
    }

    /// Forgets all other attempts and specs.
    pub fn retain(&self, attempts: &BTreeSet<Attempt>, specs: &BTreeSet<Hash>) {
        let gone = self.0.ledger().retain(attempts, specs);
        for attempt in gone {
            self.0.examiner.clear(&attempt);
            if let Err(error) = self.0.findings.forget(&attempt) {
                tracing::warn!(%error, job = %attempt.0, "a finding could not be removed");
            }
        }
    }

    /// Stops every check and trial; returns when none loads or renders any more.
    pub async fn stop(&self) {
        self.0.examiner.stop().await;
    }
}

impl Inner {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the result of a check, and reports it.
    fn note(&self, (attempt, spec): (Attempt, Hash), examined: Result<Examined, CheckError>) {
        let (job, number) = attempt;
        let (record, event) = match examined {
            Err(CheckError::Stopping) => return,
            Err(trouble) => {
                let finding = trouble.finding();
                if matches!(finding, Finding::TooHeavy | Finding::Unreadable) {
                    // Its space is for those that can be checked.
                    self.examiner.clear(&attempt);
                }
                let why = trouble.to_string();
                let event = KeeperEvent::Silent { job, attempt: number, why };
                (CheckRecord { finding, rendered: None }, Some(event))
            }
            Ok(Examined { finding, rendered }) => {
                if rendered.is_some() {
                    self.ledger().ends_trial(spec, SceneTrial::Loads);
                    self.keep(&attempt, &finding);
                }
                let event = rendered.and_then(|(_, time)| checked(attempt, &finding, time));
                (CheckRecord { finding, rendered }, event)
            }
        };
        let news = self.ledger().ends(attempt, record, Instant::now());
        let event = event.filter(|_| news);
        match &event {
            Some(KeeperEvent::Silent { why, .. }) => {
                tracing::error!(%job, attempt = number, %why, "no verdict on this delivery for now");
            }
            Some(KeeperEvent::Checked { tiles, equal, ms, .. }) => {
                tracing::info!(%job, attempt = number, tiles, equal, ms, "checked");
            }
            _ => {}
        }
        (self.on_news)(event);
    }

    fn keep(&self, attempt: &Attempt, finding: &Finding) {
        if let Err(error) = self.findings.keep(attempt, finding) {
            tracing::warn!(%error, job = %attempt.0, "the finding could not be kept: after a restart the delivery is checked again");
        }
        self.examiner.clear(attempt);
    }

    async fn trial(&self, hash: &Hash) -> SceneTrial {
        let spec = match self.examiner.hub.spec(*hash).await {
            Ok(spec) => spec,
            Err(Unavailable::Unusable(why)) => {
                tracing::warn!(why, "a spec that a provider reported as broken is broken");
                return SceneTrial::Broken;
            }
            Err(_) => return SceneTrial::Unclear,
        };
        let scene = spec.scene.clone();
        match self.examiner.prove(spec).await {
            None => SceneTrial::Unclear,
            Some(Ok(())) => SceneTrial::Loads,
            Some(Err(fault)) => {
                let broken = fault.is_the_specs();
                tracing::warn!(%fault, broken, scene, "tried a scene that a provider reported as broken");
                if broken { SceneTrial::Broken } else { SceneTrial::Unclear }
            }
        }
    }
}

fn checked((job, attempt): Attempt, finding: &Finding, time: Duration) -> Option<KeeperEvent> {
    let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match finding {
        Finding::Equal { tiles, .. } => Some(KeeperEvent::Checked { job, attempt, tiles: *tiles, equal: true, ms }),
        Finding::Different { .. } | Finding::Unlike { .. } => {
            Some(KeeperEvent::Checked { job, attempt, tiles: 1, equal: false, ms })
        }
        Finding::Fetched | Finding::Missing | Finding::Unreachable | Finding::Unreadable | Finding::TooHeavy => None,
    }
}

/// The attempt that a folder of deliveries is named after.
fn attempt_of(name: &str) -> Option<Attempt> {
    let (job, attempt) = name.rsplit_once('-')?;
    Some((job.parse().ok()?, attempt.parse().ok()?))
}
