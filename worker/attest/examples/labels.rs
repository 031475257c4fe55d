//! Labels a second. On all cores, beside a plain loop over the same hash: what the proof adds to hashing. With `gpu`,
//! on each card that a driver offers, software too.
//! `cargo run --release -p rayment-attest --example labels [power of two: 20] [gpu]`

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use rayment_attest::{Card, GraphicsCard, Processor, Watch, measure};
use rayment_gpu::{Device, devices};
use sha2::{Digest, Sha256};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let power: u32 = arguments.next().map_or(20, |text| text.parse().expect("a power of two, such as 20"));
    let labels = 1u64 << power;
    println!("2^{power} labels, {} MiB in two layers", (labels * 32) >> 20);
    if arguments.next().as_deref() == Some("gpu") {
        for info in devices() {
            let mut card = GraphicsCard::new(Device::open(&info).expect("it opens"));
            println!("{}: {:.2} M labels/s", card.name(), speed(&mut card, labels) / 1e6);
        }
    } else {
        beside_a_plain_loop(labels);
    }
}

fn speed(card: &mut dyn Card, labels: u64) -> f64 {
    measure(card, labels, &Watch::new()).expect("it fits") as f64
}

/// A stage has 7 labels a place, and 2 hashes for its tree: 9 hashes.
fn beside_a_plain_loop(labels: u64) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (mut card, mut ratios) = (Processor::new(), Vec::new());
    for _ in 0..9 {
        let plain = plain_loop(cores, 9 * labels);
        let proof = speed(&mut card, labels);
        let hashes = proof * 9.0 / 7.0;
        let ratio = hashes / plain;
        println!(
            "{cores} cores: plain loop {:.2} M hashes/s; proof {:.2} M labels/s, {:.2} M hashes/s; ratio {ratio:.2}",
            plain / 1e6,
            proof / 1e6,
            hashes / 1e6
        );
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio of hashes {:.2}", ratios[ratios.len() / 2]);
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
