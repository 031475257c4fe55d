//! A job in its world, and the numbers of the worked example.

use rayment_core::{
    Hash, Native, Next, Pubkey, Sha256,
    job::{Ceilings, Chunk, Evidence, Expectations, FailReason, JobError, JobState, Offer, Outcome, Phase, Seal, flag},
    market::Params,
    money::Terms,
    proof::{challenge::Challenge, merkle, tiles},
};

use super::{
    actors::{ANNA, CLIENT, KEEPER, STRANGER},
    payments::Answer,
};

pub const NOON: i64 = 1_800_000_000;
pub const VERSION: u16 = 3;
pub const SPEC: Hash = [0x5e; 32];
pub const JOB: Pubkey = Pubkey([0x10; 32]);
pub const MARKET: Pubkey = Pubkey([0x3a; 32]);

pub const DEPOSIT: u64 = 40_000_000;
/// 4 frames, 240 seconds, 100 MB: 4_000_000 + 24_000_000 + 1_000_000, and 5 % of it.
pub const WORST: u64 = 30_450_000;
/// 5 % of the worst case.
pub const BOND: u64 = 1_522_500;
/// 5 % of the deposit: the bond of a job of the first layout.
pub const BOND_BY_DEPOSIT: u64 = 2_000_000;
/// The picture, 4 frames, 200 seconds, 100 MB: 4_000_000 + 20_000_000 + 1_000_000, and 5 % of it.
pub const EARNINGS: u64 = 25_000_000;
pub const FEE: u64 = 1_250_000;
/// 20 % of the picture's bill.
pub const DISPUTE_BOND: u64 = 5_250_000;
/// Twice 4 frames x 60 s, and 300 s.
pub const DELIVERY_SECS: i64 = 780;
pub const START_SECS: i64 = 120;
pub const VERDICT_SECS: i64 = 900;
pub const DAY: i64 = 86_400;

/// Of the worked example: 0.001 SOL a frame, 0.0001 a second, 0.01 a GB.
pub const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 };
/// As dear as `TERMS` allows, but for one price.
pub const CHEAP: Terms = Terms { per_second: 50_000, ..TERMS };

/// The job as a step leaves it, or how it ended.
pub fn left_by(next: Next<JobState, Outcome>) -> Result<JobState, Outcome> {
    match next {
        Next::Continues(state) => Ok(state),
        Next::Ended(outcome) => Err(outcome),
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

pub fn offer() -> Offer {
    Offer {
        expect: Expectations { params: VERSION, fee_bps: 500 },
        order: 77,
        spec: SPEC,
        chunk: Chunk { frame: 10, frames: 4, step: 2, tile: 0, tiles: 12 },
        bytes: 100_000_000,
        deposit: DEPOSIT,
        ceilings: Ceilings { terms: TERMS, ms_per_frame: 60_000 },
        expires_at: NOON + 7 * DAY,
        at_once: false,
        check: true,
        in_tokens: None,
    }
}

/// A job in its world: the chain's time and slot, and the tiles that were last handed in.
#[derive(Clone, Debug)]
pub struct Job {
    pub params: Params,
    pub now: i64,
    pub slot: u64,
    pub state: Result<JobState, Outcome>,
    pub leaves: Vec<Hash>,
}

impl Job {
    pub fn post(offer: &Offer) -> Result<Job, JobError> {
        Self::post_under(offer, Params::DEFAULT)
    }

    pub fn post_under(offer: &Offer, params: Params) -> Result<Job, JobError> {
        let state = JobState::post(offer, (MARKET, CLIENT.key, 9), (&params, VERSION), NOON)?;
        Ok(Job { params, now: NOON, slot: 1_000, state: Ok(state), leaves: Vec::new() })
    }

    /// The plain offer, but for what `change` does to it.
    pub fn posted(change: impl FnOnce(&mut Offer)) -> Job {
        let mut offer = offer();
        change(&mut offer);
        Self::post(&offer).expect("the offer is good")
    }

    pub fn open() -> Job {
        Self::post(&offer()).expect("the plain offer is good")
    }

    /// Open in a market where so many guardians sign beside the keeper.
    pub fn guarded(second_check: u8) -> Job {
        Self::guarded_posted(second_check, |_| ())
    }

    /// The same, but for what `change` does to the plain offer.
    pub fn guarded_posted(second_check: u8, change: impl FnOnce(&mut Offer)) -> Job {
        let mut offer = offer();
        change(&mut offer);
        Self::post_under(&offer, Params { second_check, ..Params::DEFAULT }).expect("the offer is good")
    }

    pub fn reserved() -> Job {
        Self::open().and(|job| KEEPER.assigns(job, ANNA))
    }

    pub fn claimed() -> Job {
        Self::reserved().and(|job| ANNA.claims(job))
    }

    pub fn running() -> Job {
        Self::claimed().and(|job| ANNA.starts(job))
    }

    /// Anna has handed in the picture after 200 seconds.
    pub fn delivered() -> Job {
        Self::running().renders(PICTURE)
    }

    pub fn delivered_noise() -> Job {
        Self::running().renders(NOISE)
    }

    /// The client has asked for no check.
    pub fn unchecked(render: Render) -> Job {
        Self::posted(|offer| offer.check = false).goes_to_anna().renders(render)
    }

    pub fn sealed() -> Job {
        Self::delivered().and(|job| STRANGER.seals(job))
    }

    pub fn sealed_noise() -> Job {
        Self::delivered_noise().and(|job| STRANGER.seals(job))
    }

    pub fn accepted() -> Job {
        Self::sealed().and(|job| KEEPER.accepts(job))
    }

    /// The keeper kept silent, the client objects.
    pub fn disputed() -> Job {
        Self::sealed().later(VERDICT_SECS).and(|job| CLIENT.disputes(job))
    }

    /// The same, where the deposit leaves too little for the bond of a dispute.
    pub fn disputed_and_paid_in() -> Job {
        let sealed = Self::posted(|offer| offer.deposit = WORST).goes_to_anna().renders(PICTURE).with_seal();
        sealed.later(VERDICT_SECS).and(|job| CLIENT.disputes(job))
    }

    /// Anna has called the spec broken.
    pub fn reported() -> Job {
        Self::running().and(|job| ANNA.fails(job, FailReason::Spec))
    }

    /// Assigned to Anna, claimed and started by her.
    pub fn goes_to_anna(self) -> Job {
        self.and(|job| KEEPER.assigns(job, ANNA)).and(|job| ANNA.claims(job)).and(|job| ANNA.starts(job))
    }

    /// Anna hands this in after 200 seconds.
    pub fn renders(self, render: Render) -> Job {
        self.later(200).and(|job| ANNA.delivers(job, render))
    }

    pub fn with_seal(self) -> Job {
        self.and(|job| STRANGER.seals(job))
    }

    /// As if it had been written in the first layout, up to now.
    pub fn migrated(self) -> Job {
        let first = |state: JobState| JobState { flags: state.flags & !flag::FROM_ORDER, ..state };
        Job { state: self.state.map(|state| first(state).migrated(1)), ..self }
    }

    pub fn and(mut self, action: impl FnOnce(&mut Job) -> Answer) -> Job {
        action(&mut self).expect("the story so far is lawful");
        self
    }

    pub fn later(mut self, secs: i64) -> Job {
        self.now += secs;
        self
    }

    pub fn at(&self, now: i64) -> Job {
        Job { now, ..self.clone() }
    }

    pub fn state(&self) -> &JobState {
        self.state.as_ref().expect("the job goes on")
    }

    /// Its flags, but for the one that every job of an order has.
    pub fn flags(&self) -> u8 {
        self.state().flags & !flag::FROM_ORDER
    }

    pub fn outcome(&self) -> Option<Outcome> {
        self.state.err()
    }

    pub fn attempt(&self) -> u8 {
        self.state().attempt
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state().phase, Phase::Open { .. })
    }

    /// The seed of the challenge, zeros before it is sealed.
    pub fn seed(&self) -> Hash {
        match self.state().delivery().map(|delivery| delivery.seal) {
            Some(Seal::Sealed { seed, .. }) => seed,
            Some(Seal::Pending { .. }) | None => [0; 32],
        }
    }

    pub fn challenge(&self) -> Challenge {
        self.state().challenge(&self.params).expect("the challenge is sealed")
    }

    /// The first tile that the challenge picked.
    pub fn picked(&self) -> (u32, u32) {
        self.challenge().picks::<Native>().next().expect("something is picked")
    }

    /// The first tile that it left out.
    pub fn unpicked(&self) -> (u32, u32) {
        let challenge = self.challenge();
        let all = (0..challenge.frames).flat_map(|frame| (0..challenge.tiles).map(move |tile| (frame, tile)));
        all.into_iter().find(|(frame, tile)| !challenge.contains::<Native>(*frame, *tile)).expect("some are left out")
    }

    /// What a checker that renders honestly holds against tile `(frame, tile)`.
    pub fn evidence(&self, (frame, tile): (u32, u32)) -> Evidence {
        let chunk = self.state().chunk;
        let index = (frame * chunk.tiles + tile) as usize;
        Evidence {
            frame,
            tile,
            leaf: self.leaves[index],
            path: merkle::path::<Native>(&self.leaves, index).expect("the tile was handed in"),
            checker_pixels: pixels(&chunk, frame, tile, false),
        }
    }
}

fn pixels(chunk: &Chunk, frame: u32, tile: u32, wrong: bool) -> Hash {
    let frame = chunk.frame_number(frame).expect("a frame of the job");
    Native::hash(&[&[wrong.into()], &frame.to_le_bytes(), &(chunk.tile + tile).to_le_bytes()])
}

/// The leaves of the first `frames` frames of a chunk.
pub fn leaves(chunk: &Chunk, render: &Render) -> Vec<Hash> {
    let all = (0..render.frames).flat_map(|frame| (0..chunk.tiles).map(move |tile| (frame, tile)));
    let leaf = |(frame, tile)| {
        let number = chunk.frame_number(frame).expect("a frame of the job");
        tiles::leaf::<Native>(&SPEC, number, chunk.tile + tile, &pixels(chunk, frame, tile, render.wrong))
    };
    all.map(leaf).collect()
}
