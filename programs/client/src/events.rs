//! What the program told: its events, read out of a transaction's log and of its calls to itself.

use anchor_lang::event::EVENT_IX_TAG_LE;
use base64::Engine as _;
use rayment_core::job::{Acceptance, Outcome};
use solana_pubkey::Pubkey;

pub use crate::rayment::{events::*, parsers::Event};
use crate::{PROGRAM_ID, rayment::types};

/// What the runtime writes where a log gets too long. It leaves out lines that don't fit from there on,
/// and may still write shorter ones.
const CUT_OFF: &str = "Log truncated";

/// The program's own events in a transaction's log lines, in order. Another program can write lines
/// that look like our events, so the stack of invocations is followed, as long as no line is missing.
pub fn from_logs(logs: &[String]) -> Vec<Event> {
    let own = PROGRAM_ID.to_string();
    let mut stack: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in logs.iter().take_while(|line| *line != CUT_OFF) {
        if let Some(data) = line.strip_prefix("Program data: ") {
            let bytes = base64::engine::general_purpose::STANDARD.decode(data).ok();
            if stack.last() == Some(&own.as_str()) {
                let event = bytes.and_then(|bytes| Event::parse(&bytes).ok());
                // The end of a job is told by a call, which can't be left out.
                found.extend(event.filter(|event| !matches!(event, Event::JobClosed(_))));
            }
        } else if let Some((program, rest)) = program_line(line) {
            if rest.starts_with("invoke [") {
                stack.push(program);
            } else if rest == "success" || rest.starts_with("failed") {
                stack.pop();
            }
        }
    }
    found
}

/// Whether the program called itself, as it does to tell that a job is closed. A log that was cut off may not
/// say so.
pub(crate) fn tells_of_an_end(logs: &[String]) -> bool {
    let own = PROGRAM_ID.to_string();
    let mut stack: Vec<&str> = Vec::new();
    for (program, rest) in logs.iter().filter_map(|line| program_line(line)) {
        if rest.starts_with("invoke [") {
            if program == own && stack.last() == Some(&program) {
                return true;
            }
            stack.push(program);
        } else if rest == "success" || rest.starts_with("failed") {
            stack.pop();
        }
    }
    false
}

/// What the program tells by calling itself with these bytes: `None` where they are another call's, and
/// nothing where a later release tells what this one doesn't know.
pub(crate) fn from_call(data: &[u8]) -> Option<Option<Event>> {
    data.strip_prefix(EVENT_IX_TAG_LE).map(|event| Event::parse(event).ok())
}

/// What the runtime says about a program. `Program log: …` is the program's own word and may be anything.
fn program_line(line: &str) -> Option<(&str, &str)> {
    let (program, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
    program.parse::<Pubkey>().ok()?;
    Some((program, rest))
}

impl From<types::Acceptance> for Acceptance {
    fn from(how: types::Acceptance) -> Self {
        match how {
            types::Acceptance::Keeper => Self::Keeper,
            types::Acceptance::Client => Self::Client,
            types::Acceptance::Answered => Self::Answered,
            types::Acceptance::Conceded => Self::Conceded,
        }
    }
}

impl From<types::Outcome> for Outcome {
    fn from(outcome: types::Outcome) -> Self {
        match outcome {
            types::Outcome::Paid => Self::Paid,
            types::Outcome::Split => Self::Split,
            types::Outcome::Refunded => Self::Refunded,
        }
    }
}
