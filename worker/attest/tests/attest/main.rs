//! The proof on the processor against the definition in plain words, and its openings against the checker.

mod golden;
mod graphics;
mod openings;
mod reference;
mod stopping;

use rayment_attest::{Node, Task};
use sha2::{Digest, Sha256};

fn task(labels: u64, stages: u8) -> Task {
    Task { slot_hash: sha256(b"slot"), provider: [0; 32], index: 0, labels, stages }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// From 32 hexadecimal digits.
fn hex(digits: &str) -> Node {
    u128::from_str_radix(digits, 16).expect("hexadecimal digits").to_be_bytes()
}
