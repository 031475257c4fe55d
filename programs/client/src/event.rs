//! What the program said, read out of a transaction's log.

use base64::Engine as _;

use crate::PROGRAM_ID;
pub use crate::rayment::{events::*, parsers::Event};

/// The program's own events in a transaction's log lines, in order. Lines that look like events but
/// were written by another program are not ours, so the stack of invocations is followed.
pub fn events(logs: &[String]) -> Vec<Event> {
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
    program.parse::<solana_pubkey::Pubkey>().ok()?;
    Some((program, rest))
}
