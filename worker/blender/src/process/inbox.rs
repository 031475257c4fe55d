//! What a process says, read on a thread of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::{error::BlenderError, sandbox::Confine};

/// Longest line that is read.
const LINE: u64 = 16 << 20;
/// Bytes of pixels taken at a time.
const PART: usize = 1 << 20;
/// Lines before the first that counts: an executable greets its user.
const GREETING: usize = 1_000;

/// One line of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sign {
    Ready(IgnoredAny),
    /// How many are done, and of how many.
    Samples([u32; 2]),
    Doing(String),
    Answer(Value),
    Refusal {
        kind: String,
        text: String,
    },
}

impl Sign {
    /// Bytes that come behind it.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Answer(answer) => answer["bytes"].as_u64().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0),
            _ => 0,
        }
    }
}

pub(super) enum Inbound {
    Sign(Sign),
    Bytes(Vec<u8>),
    Garbled(String),
    Closed,
}

/// Starts the process on the thread that reads from it: Linux ends a process that asked for it when
/// the thread that started it ends, and rights that are given up are those of one thread.
pub(super) fn spawn(
    mut command: Command,
    confine: Option<Confine>,
) -> Result<(Child, Receiver<Inbound>), BlenderError> {
    let (to, inbox) = sync_channel(64);
    let (started, begun) = sync_channel(1);
    thread::Builder::new()
        .name("blender".into())
        .spawn(move || {
            let confined = confine.map_or(Ok(()), |confine| confine().map_err(BlenderError::from));
            let child = confined.and_then(|()| command.spawn().map_err(BlenderError::io("Blender can't be started")));
            let mut child = match child {
                Ok(child) => child,
                Err(error) => {
                    let _ = started.send(Err(error));
                    return;
                }
            };
            let answers = child.stdout.take();
            if started.send(Ok(child)).is_ok()
                && let Some(answers) = answers
            {
                read(answers, &to);
            }
        })
        .map_err(BlenderError::io("a thread for Blender"))?;
    let lost = || BlenderError::Machine("the thread that starts it has ended".into());
    let child = begun.recv().map_err(|_| lost())??;
    Ok((child, inbox))
}

/// Reads until it ends, or says something that it should not.
fn read(from: ChildStdout, to: &SyncSender<Inbound>) {
    let mut from = BufReader::new(from);
    let mut greeting = GREETING;
    loop {
        let inbound = match line(&mut from) {
            Ok(None) => Inbound::Closed,
            Ok(Some(line)) => match serde_json::from_slice(&line) {
                Ok(sign) => Inbound::Sign(sign),
                Err(_) if greeting > 0 => {
                    greeting -= 1;
                    continue;
                }
                Err(error) => Inbound::Garbled(error.to_string()),
            },
            Err(what) => Inbound::Garbled(what),
        };
        let Inbound::Sign(sign) = &inbound else {
            let _ = to.send(inbound);
            return;
        };
        greeting = 0;
        let bytes = sign.bytes();
        if to.send(inbound).is_err() || !pass(&mut from, bytes, to) {
            return;
        }
    }
}

fn line(from: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut line = Vec::new();
    from.take(LINE).read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) if line.len() as u64 == LINE => Err(format!("a line of more than {LINE} bytes")),
        // It ended in the middle of a word.
        Some(_) => Ok(None),
    }
}

/// Hands raw bytes on, in parts; no more of them lie here than the channel holds.
fn pass(from: &mut impl Read, mut left: usize, to: &SyncSender<Inbound>) -> bool {
    while left > 0 {
        let mut part = vec![0; left.min(PART)];
        if from.read_exact(&mut part).is_err() {
            let _ = to.send(Inbound::Closed);
            return false;
        }
        left -= part.len();
        if to.send(Inbound::Bytes(part)).is_err() {
            return false;
        }
    }
    true
}
