//! The largest job there is: the evidence against one of its tiles still fits a transaction.

use rayment_client::instructions;
use rayment_core::{
    Hash, Native, Sha256,
    job::{Ceilings, Chunk, Evidence, MAX_TILES, Offer},
    proof::merkle,
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// What a validator takes of one transaction.
const PACKET_BYTES: usize = 1_232;
const NOISE_LEAF: Hash = [7; 32];

/// The limit and the price that the client library puts in front.
fn budget() -> [Instruction; 2] {
    let program_id = Pubkey::from_str_const("ComputeBudget111111111111111111111111111111");
    let of = |kind: u8, value: &[u8]| {
        let data = [&[kind], value].concat();
        Instruction { program_id, accounts: Vec::new(), data }
    };
    [of(2, &300_000u32.to_le_bytes()), of(3, &1_000_000u64.to_le_bytes())]
}

/// Root and path of a full tree whose leaves are all the same: so are the siblings of each row.
fn uniform_tree(depth: usize) -> (Hash, Vec<Hash>) {
    let mut rows = vec![NOISE_LEAF];
    for row in 0..depth {
        rows.push(Native::hash(&[&[1], &rows[row], &rows[row]]));
    }
    let root = rows.pop().expect("a row");
    (root, rows)
}

/// One frame whose tiles fill a tree of this depth, delivered as noise and ready to be sealed.
fn delivered_in_full(root: Hash, depth: usize) -> JobWorld {
    let chunk = Chunk { frame: 0, frames: 1, step: 1, tile: 0, tiles: 1 << depth };
    let ceilings = Ceilings { ms_per_frame: 1, ..offer().ceilings };
    let (mut world, job) = posted(&Offer { chunk, ceilings, ..offer() });
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    let (operator, wallet) = (ANNA.operator.key(), ANNA.wallet.key());
    world.sends(instructions::job_deliver(&operator, &wallet, &world.job(job), 0, (root, 1, 1))).works();
    let slot = awaited_slot(&world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, SLOT_HASHES_KEPT);
    (world, job)
}

/// The keeper rejects the first tile that the seal picks, in one transaction.
fn rejects_at(depth: usize, with_seal: bool) {
    let (root, path) = uniform_tree(depth);
    let (mut world, job) = delivered_in_full(root, depth);
    // The keeper knows what the seal will pick as soon as the slot has a hash.
    let mut ahead = world.clone();
    ahead.seals(job).works();
    let (frame, tile) = picked(&ahead, job);
    let evidence = Evidence { frame, tile, leaf: NOISE_LEAF, path, checker_pixels: [9; 32] };

    let [limit, price] = budget();
    let (state, payee) = (world.job(job), world.payee(&world.job(job)));
    let seal = instructions::job_seal(&state);
    let reject = instructions::job_reject(&KEEPER.key(), (&state, &payee), &evidence);
    let all = if with_seal {
        vec![limit, price, seal, reject]
    } else {
        world.sends(seal).works();
        vec![limit, price, reject]
    };
    let bytes = world.wire_bytes(KEEPER.0, &all);
    assert!(bytes <= PACKET_BYTES, "{bytes} bytes");

    world.fund(&KEEPER.key(), FUNDS);
    world.sends_paid_by(KEEPER.0, &all).works();
    assert_eq!(world.job(job).state.attempt, 1, "rejected");
    assert_eq!(world.provider(ANNA).state.failed_jobs, 1);
}

#[test]
fn the_deepest_evidence_fits_one_transaction() {
    assert_eq!(1 << merkle::MAX_DEPTH, MAX_TILES);
    rejects_at(merkle::MAX_DEPTH, false);
}

/// At the full depth the seal goes before, in a transaction of its own.
#[test]
fn evidence_of_one_row_less_and_the_seal_fit_one_transaction() {
    rejects_at(merkle::MAX_DEPTH - 1, true);
}

#[test]
fn refuses_a_tile_more() {
    let tiles = u32::try_from(MAX_TILES).expect("tiles are counted in u32") + 1;
    let chunk = Chunk { frame: 0, frames: 1, step: 1, tile: 0, tiles };
    let mut world = World::market();
    CLIENT.posts_job(&mut world, &Offer { chunk, ..offer() }).map(|_| ()).refuses(RaymentError::ChunkTooLarge);
}
