//! Labels a second on all cores, beside a plain loop over the same hash: what the proof adds to hashing.
//! `cargo run --release -p rayment-attest --example labels [log2 of the labels]`

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use rayment_attest::{Processor, Watch, measure};
use sha2::{Digest, Sha256};

fn main() {
    let power = std::env::args().nth(1).map_or(20, |text| text.parse().expect("a power of two, such as 20"));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let labels = 1u64 << power;
    let mut ratios = Vec::new();
    let mut card = Processor::new();
    println!("{cores} cores, 2^{power} labels, {} MiB in two layers", (labels * 32) >> 20);
    for _ in 0..5 {
        let plain = plain_loop(cores, 7 * labels);
        let proof = measure(&mut card, labels, &Watch::new()).expect("it fits");
        let ratio = proof as f64 / plain;
        println!("plain loop {:.2} M/s, proof {:.2} M/s, ratio {ratio:.2}", plain / 1e6, proof as f64 / 1e6);
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2}", ratios[ratios.len() / 2]);
}

/// Hashes a second of messages as long as a label's, on all cores, as anyone would write it.
fn plain_loop(cores: usize, hashes: u64) -> f64 {
    let each = hashes / cores as u64;
    let start = Instant::now();
    thread::scope(|scope| {
        for core in 0..cores {
            scope.spawn(move || {
                let mut message = [core as u8; 49];
                for place in 0..each {
                    message[..8].copy_from_slice(&place.to_le_bytes());
                    black_box(Sha256::digest(message));
                }
            });
        }
    });
    (each * cores as u64) as f64 / start.elapsed().as_secs_f64()
}
