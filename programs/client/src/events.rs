//! What the program logged: its events, read out of a transaction's log.

use base64::Engine as _;
use rayment_core::{
    job::{Ceilings, Chunk, Expectations, Offer, Outcome},
    money::Terms,
};
use solana_pubkey::Pubkey;

pub use crate::rayment::{events::*, parsers::Event};
use crate::{PROGRAM_ID, rayment::types};

/// The program's own events in a transaction's log lines, in order. Another program can write lines
/// that look like our events, so the stack of invocations is followed.
pub fn from_logs(logs: &[String]) -> Vec<Event> {
    let own = PROGRAM_ID.to_string();
    let mut stack: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in logs {
        if let Some(data) = line.strip_prefix("Program data: ") {
            let bytes = base64::engine::general_purpose::STANDARD.decode(data).ok();
            if stack.last() == Some(&own.as_str()) {
                found.extend(bytes.and_then(|bytes| Event::parse(&bytes).ok()));
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

/// What the runtime says about a program. `Program log: …` is the program's own word and may be anything.
fn program_line(line: &str) -> Option<(&str, &str)> {
    let (program, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
    program.parse::<Pubkey>().ok()?;
    Some((program, rest))
}

/// The job that an event is about.
pub fn job(event: &Event) -> Option<Pubkey> {
    match event {
        Event::JobPosted(event) => Some(event.job),
        Event::JobAssigned(event) => Some(event.job),
        Event::JobClaimed(event) => Some(event.job),
        Event::JobStarted(event) => Some(event.job),
        Event::JobDelivered(event) => Some(event.job),
        Event::JobSealed(event) => Some(event.job),
        Event::JobAccepted(event) => Some(event.job),
        Event::JobRejected(event) => Some(event.job),
        Event::JobDisputed(event) => Some(event.job),
        Event::JobFailed(event) => Some(event.job),
        Event::JobCancelled(event) => Some(event.job),
        Event::JobExpired(event) => Some(event.job),
        Event::JobClosed(event) => Some(event.job),
        Event::MarketChanged(_) | Event::ProviderChanged(_) | Event::ProviderPaid(_) => None,
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

impl From<types::Offer> for Offer {
    fn from(offer: types::Offer) -> Self {
        let types::Offer { expect, order, spec, chunk, bytes, deposit, ceilings, expires_at, at_once } = offer;
        let types::Chunk { frame, frames, step, tile, tiles } = chunk;
        let types::Terms { per_frame, per_second, per_gb, minimum } = ceilings.terms;
        Self {
            expect: Expectations { params: expect.params, fee_bps: expect.fee_bps },
            order,
            spec,
            chunk: Chunk { frame, frames, step, tile, tiles },
            bytes,
            deposit,
            ceilings: Ceilings {
                terms: Terms { per_frame, per_second, per_gb, minimum },
                ms_per_frame: ceilings.ms_per_frame,
            },
            expires_at,
            at_once,
        }
    }
}
