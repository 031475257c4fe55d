//! What is ordered and delivered: offers, the tiles behind a root, evidence against one of them.

use rayment_core::{
    Hash, Native, Sha256,
    job::{Ceilings, Chunk, Evidence, Expectations, Offer},
    money::Terms,
    proof::{merkle, tiles},
};

pub const SPEC: Hash = [0x5e; 32];
pub const DEPOSIT: u64 = 40_000_000;
/// Four frames of 60 s each, and a tenth of a GB, with the fee.
pub const WORST: u64 = 30_450_000;
/// 5 % of the worst case.
pub const BOND: u64 = 1_522_500;
/// What of it is lost by giving a job back right after the start: a tenth.
pub const HOLD: u64 = 152_250;
/// The worked example's prices: 0.001 SOL a frame, 0.0001 a second, 0.01 a GB.
pub const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 };
/// Four frames of 50 s each, and a tenth of a GB.
pub const PRICE: u64 = 25_000_000;
/// 5 % of the price.
pub const FEE: u64 = 1_250_000;
/// 20 % of price and fee.
pub const DISPUTE_BOND: u64 = 5_250_000;

/// Four frames of twelve tiles, numbered 10, 12, 14, 16.
pub fn offer() -> Offer {
    Offer {
        expect: Expectations { params: 0, fee_bps: 500 },
        order: 77,
        spec: SPEC,
        chunk: Chunk { frame: 10, frames: 4, step: 2, tile: 0, tiles: 12 },
        bytes: 100_000_000,
        deposit: DEPOSIT,
        ceilings: Ceilings { terms: TERMS, ms_per_frame: 60_000 },
        expires_at: super::world::NOON + 7 * super::world::DAY,
        at_once: false,
        check: true,
        in_tokens: None,
    }
}

/// What a provider hands in.
#[derive(Clone, Copy, Debug)]
pub struct Render {
    pub frames: u32,
    pub ms: u64,
    /// Whether the tiles are noise instead of the picture.
    pub wrong: bool,
}

/// All four frames at 50 s each.
pub const PICTURE: Render = Render { frames: 4, ms: 200_000, wrong: false };
pub const NOISE: Render = Render { wrong: true, ..PICTURE };

/// The hash of a tile's pixels: the picture's, or noise.
pub fn pixels(chunk: &Chunk, frame: u32, tile: u32, wrong: bool) -> Hash {
    let frame = chunk.frame_number(frame).expect("a frame of the job");
    Native::hash(&[&[wrong.into()], &frame.to_le_bytes(), &(chunk.tile + tile).to_le_bytes()])
}

/// The leaves of the first `frames` frames of a chunk.
pub fn leaves(spec: &Hash, chunk: &Chunk, render: &Render) -> Vec<Hash> {
    let all = (0..render.frames.min(chunk.frames)).flat_map(|frame| (0..chunk.tiles).map(move |tile| (frame, tile)));
    let leaf = |(frame, tile)| {
        let number = chunk.frame_number(frame).expect("a frame of the job");
        tiles::leaf::<Native>(spec, number, chunk.tile + tile, &pixels(chunk, frame, tile, render.wrong))
    };
    all.map(leaf).collect()
}

/// What a provider commits to.
pub fn root(spec: &Hash, chunk: &Chunk, render: &Render) -> Hash {
    merkle::root::<Native>(&leaves(spec, chunk, render)).unwrap_or_default()
}

/// What a checker that renders the picture holds against tile `(frame, tile)` of `delivered`.
pub fn evidence(delivered: &[Hash], chunk: &Chunk, (frame, tile): (u32, u32)) -> Evidence {
    let index = (frame * chunk.tiles + tile) as usize;
    Evidence {
        frame,
        tile,
        leaf: delivered[index],
        path: merkle::path::<Native>(delivered, index).expect("the tile was handed in"),
        checker_pixels: pixels(chunk, frame, tile, false),
    }
}
