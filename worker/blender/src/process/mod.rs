//! One process: requests in, answers out, and an end to it whatever it does.

mod inbox;

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use inbox::Inbound;
use rayment_render::{Cancel, Cancelled};
use serde_json::Value;

use super::error::BlenderError;
use super::limits::Limits;
use super::memory::{self, Used};
use super::sandbox::Launch;
pub(super) use inbox::Sign;

/// How often a waiting request checks whether it was cancelled.
const LOOK: Duration = Duration::from_millis(15);
/// How often it checks the memory.
const WEIGH: Duration = Duration::from_millis(100);
/// Bytes kept of the end of what Blender prints.
const TAIL: usize = 8 << 10;
const LAST_WORDS: Duration = Duration::from_secs(5);
const START: Duration = Duration::from_secs(120);

/// How long to wait for an answer.
pub(super) struct Patience<'a> {
    pub what: &'static str,
    pub limit: Duration,
    pub silence: Duration,
    pub cancel: &'a Cancel,
}

/// A running process. Dropped, it is killed.
pub(super) struct Process {
    child: Child,
    requests: Option<ChildStdin>,
    inbox: Receiver<Inbound>,
    said: Arc<Mutex<Vec<u8>>>,
    /// Closed when it will say no more.
    silent: Receiver<()>,
    /// What it was doing when it last reported.
    doing: String,
    limits: Limits,
    peak: Used,
    weighed_at: Instant,
    /// Lives as long as the process.
    _kept: super::sandbox::Kept,
}

impl Process {
    /// Starts it and waits for its first word.
    pub fn start(launch: Launch, limits: &Limits, cancel: &Cancel) -> Result<Self, BlenderError> {
        let Launch { command, confine, kept, .. } = launch;
        let (mut child, inbox) = inbox::spawn(piped(command), confine)?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (speaking, silent) = channel();
        if let Some(errors) = child.stderr.take() {
            let said = said.clone();
            thread::spawn(move || {
                listen(errors, &said);
                drop(speaking);
            });
        }
        let requests = child.stdin.take();
        let (peak, weighed_at) = (Used::default(), Instant::now());
        let mut process = Self {
            child,
            requests,
            inbox,
            said,
            silent,
            doing: "starting".into(),
            limits: limits.clone(),
            peak,
            weighed_at,
            _kept: kept,
        };
        let patience = Patience { what: "Blender's start", limit: START, silence: START, cancel };
        match process.wait(&patience, 0, &mut |_| {})? {
            (Sign::Ready(_), _) => Ok(process),
            (sign, _) => Err(process.garbled(&format!("{sign:?} before it was ready"))),
        }
    }

    /// Sends a request and waits for its answer, with the `bytes` that come behind it.
    ///
    /// # Errors
    /// After [`BlenderError::Scene`] and [`BlenderError::Machine`] the process goes on; after any other
    /// it is dead.
    pub fn ask(
        &mut self,
        request: &Value,
        patience: &Patience,
        bytes: usize,
        on_sign: &mut dyn FnMut(&Sign),
    ) -> Result<(Value, Vec<u8>), BlenderError> {
        let sent = self.requests.as_mut().is_some_and(|to| {
            let line = format!("{request}\n");
            to.write_all(line.as_bytes()).and_then(|()| to.flush()).is_ok()
        });
        if !sent {
            return Err(self.ended());
        }
        match self.wait(patience, bytes, on_sign)? {
            (Sign::Answer(answer), data) => Ok((answer, data)),
            (Sign::Refusal { kind, text }, _) => Err(match kind.as_str() {
                "machine" => BlenderError::Machine(text),
                "memory" => self.out_of_memory(),
                _ => BlenderError::Scene(text),
            }),
            (sign, _) => Err(self.garbled(&format!("{sign:?} instead of an answer"))),
        }
    }

    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn wait(
        &mut self,
        patience: &Patience,
        expected: usize,
        on_sign: &mut dyn FnMut(&Sign),
    ) -> Result<(Sign, Vec<u8>), BlenderError> {
        let (begun_at, mut heard_at) = (Instant::now(), Instant::now());
        let mut data: Vec<u8> = Vec::new();
        let mut answer: Option<Sign> = None;
        loop {
            match self.inbox.recv_timeout(LOOK) {
                Ok(inbound) => {
                    heard_at = Instant::now();
                    match inbound {
                        Inbound::Sign(Sign::Doing(what)) => self.doing = what,
                        Inbound::Sign(sign @ Sign::Samples(_)) => on_sign(&sign),
                        Inbound::Sign(sign) => {
                            let bytes = sign.bytes();
                            if bytes != expected && !matches!(sign, Sign::Refusal { .. }) {
                                return Err(self.garbled(&format!("{bytes} bytes instead of {expected}")));
                            }
                            answer = Some(sign);
                        }
                        Inbound::Bytes(part) => data.extend_from_slice(&part),
                        Inbound::Garbled(what) => return Err(self.garbled(&what)),
                        Inbound::Closed => return Err(self.ended()),
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            }
            match answer.take() {
                Some(sign) if data.len() == sign.bytes() => return Ok((sign, data)),
                other => answer = other,
            }
            self.look(patience, begun_at, heard_at)?;
        }
    }

    /// Whether it may go on.
    fn look(&mut self, patience: &Patience, begun_at: Instant, heard_at: Instant) -> Result<(), BlenderError> {
        let fault = if patience.cancel.is_cancelled() {
            BlenderError::Cancelled(Cancelled)
        } else if begun_at.elapsed() > patience.limit {
            BlenderError::Time { what: patience.what, limit: patience.limit }
        } else if heard_at.elapsed() > patience.silence {
            BlenderError::Hung { silence: patience.silence, doing: self.doing.clone() }
        } else if self.weighed_at.elapsed() >= WEIGH {
            self.weighed_at = Instant::now();
            let used = memory::used(self.child.id()).unwrap_or_default();
            self.peak = Used { bytes: self.peak.bytes.max(used.bytes), threads: used.threads };
            if used.bytes > self.limits.memory {
                self.out_of_memory()
            } else if used.threads > u64::from(self.limits.threads) {
                BlenderError::Machine(format!(
                    "the scene makes it use {} threads, {} are allowed",
                    used.threads, self.limits.threads
                ))
            } else {
                return Ok(());
            }
        } else {
            return Ok(());
        };
        self.kill();
        Err(fault)
    }

    /// Ends it at once. What runs in its sandbox ends with it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn garbled(&mut self, what: &str) -> BlenderError {
        self.kill();
        BlenderError::Garbled(what.chars().take(300).collect())
    }

    fn out_of_memory(&mut self) -> BlenderError {
        self.kill();
        BlenderError::Memory { limit_mb: self.limits.memory / 1_000_000 }
    }

    /// It has ended by itself: why?
    fn ended(&mut self) -> BlenderError {
        // Its pipe may close a moment before it is gone; whatever holds it up longer is killed.
        for _ in 0..100 {
            if !self.is_alive() {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.kill();
        let how = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        // What it said last may still be on its way.
        let _ = self.silent.recv_timeout(LAST_WORDS);
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let said = String::from_utf8_lossy(&said).into_owned();
        self.blamed(how, &said)
    }

    fn blamed(&self, how: String, said: &str) -> BlenderError {
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let short = has(&["bad_alloc", "returns null", "MemoryError", "Cannot allocate memory", "Out of memory"]);
        if short || self.peak.bytes > self.limits.memory / 10 * 8 {
            return BlenderError::Memory { limit_mb: self.limits.memory / 1_000_000 };
        }
        if has(&["Couldn't find current GLX or EGL context", "Failed to create a GPU context"]) {
            return BlenderError::NoGraphics;
        }
        let last: Vec<_> = said.lines().filter(|line| !line.trim().is_empty()).rev().take(3).collect();
        let said = last.into_iter().rev().collect::<Vec<_>>().join(" | ");
        BlenderError::Ended { how, said: if said.is_empty() { "none".into() } else { said } }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // With nobody left to ask, it would end by itself; where it hangs, nobody should have to notice.
        self.requests = None;
        self.kill();
    }
}

fn piped(mut command: Command) -> Command {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Keeps the end of what it prints.
fn listen(mut from: impl Read, said: &Mutex<Vec<u8>>) {
    let mut part = [0; 4_096];
    while let Ok(length @ 1..) = from.read(&mut part) {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend_from_slice(&part[..length]);
        let over = said.len().saturating_sub(TAIL);
        said.drain(..over);
    }
}

#[cfg(all(test, unix))]
mod tests;
