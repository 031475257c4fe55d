//! The actors of a job and their world: one line an action.
//!
//! Anna, Boris and Carol sell work, the client buys it, the keeper judges, a stranger looks on.
//! Whatever an actor does is signed by that actor, in the world's time.

use rayment_core::{
    Hash, Native, Next, Pubkey, Sha256,
    job::{
        Ceilings, Chunk, Command, Evidence, Expectations, FailReason, JobError, JobState, Offer, Outcome, Phase, Signer,
    },
    market::Params,
    money::{Holding, Terms, Transfers},
    proof::{
        challenge::{Challenge, Sighting},
        merkle, tiles,
    },
};

pub const NOON: i64 = 1_800_000_000;
pub const VERSION: u16 = 3;
pub const SPEC: Hash = [0x5e; 32];
pub const JOB: Pubkey = Pubkey([0x10; 32]);
pub const MARKET: Pubkey = Pubkey([0x3a; 32]);

pub const DEPOSIT: u64 = 40_000_000;
/// 5 % of the deposit.
pub const BOND: u64 = 2_000_000;
/// Twice 4 frames x 60 s, and 300 s.
pub const DELIVERY_SECS: i64 = 780;
pub const START_SECS: i64 = 120;
pub const VERDICT_SECS: i64 = 900;
pub const DAY: i64 = 86_400;

/// Of the worked example: 0.001 SOL a frame, 0.0001 a second, 0.01 a GB.
pub const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 };

pub const CLIENT: Actor = Actor { key: key(0xc1), signer: Signer::Client(key(0xc1)) };
pub const ANNA: Actor = provider(0xa1);
pub const BORIS: Actor = provider(0xb2);
pub const CAROL: Actor = provider(0xc3);
pub const KEEPER: Actor = keeper(key(0xee));
pub const STRANGER: Actor = Actor { key: key(0x66), signer: Signer::Anyone };

pub const fn key(byte: u8) -> Pubkey {
    Pubkey([byte; 32])
}

pub const fn provider(byte: u8) -> Actor {
    Actor { key: key(byte), signer: Signer::Provider(key(byte)) }
}

/// A market's keeper, whoever's key that is.
pub const fn keeper(key: Pubkey) -> Actor {
    Actor { key, signer: Signer::Keeper(key) }
}

/// What an action moves, or why it is refused.
pub type Answer = Result<Payments, JobError>;

/// The payments of a step, by what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    pub bond_in: u64,
    pub earnings: u64,
    pub fee: u64,
    pub bond_back: u64,
    pub refund: u64,
    pub forfeit: u64,
}

impl From<&Transfers> for Payments {
    fn from(transfers: &Transfers) -> Self {
        let mut all = Payments::default();
        for payment in transfers.iter() {
            let place = match (payment.from, payment.to) {
                (Holding::Balance, Holding::Bond) => &mut all.bond_in,
                (Holding::Deposit, Holding::Balance) => &mut all.earnings,
                (Holding::Deposit, Holding::Fees) => &mut all.fee,
                (Holding::Bond, Holding::Balance) => &mut all.bond_back,
                (Holding::Deposit, Holding::Client) => &mut all.refund,
                (Holding::Bond, Holding::Client) => &mut all.forfeit,
                (from, to) => panic!("a job moves nothing from {from:?} to {to:?}"),
            };
            assert_eq!(std::mem::replace(place, payment.amount), 0, "paid twice: {transfers:?}");
        }
        all
    }
}

impl Payments {
    /// All that leaves the job.
    pub fn out(&self) -> Option<u64> {
        [self.fee, self.bond_back, self.refund, self.forfeit]
            .iter()
            .try_fold(self.earnings, |sum, x| sum.checked_add(*x))
    }
}

/// The job as a step leaves it, or how it ended.
pub fn left_by(next: Next<JobState, Outcome>) -> Result<JobState, Outcome> {
    match next {
        Next::Continues(state) => Ok(state),
        Next::Ended(outcome) => Err(outcome),
    }
}

/// Nothing moves.
pub const NOTHING: Payments = Payments { bond_in: 0, earnings: 0, fee: 0, bond_back: 0, refund: 0, forfeit: 0 };
/// The bond goes back, the job goes on.
pub const BOND_BACK: Payments = Payments { bond_back: BOND, ..NOTHING };
/// The bond goes to the client, the job goes on.
pub const FORFEIT: Payments = Payments { forfeit: BOND, ..NOTHING };

/// Somebody with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub key: Pubkey,
    pub signer: Signer,
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
        let step = JobState::post(offer, (MARKET, CLIENT.key, 9), (&params, VERSION), NOON)?;
        let deposit = step.transfers.iter().map(|payment| (payment.from, payment.to, payment.amount));
        assert!(deposit.eq([(Holding::Client, Holding::Deposit, offer.deposit)]), "{:?}", step.transfers);
        Ok(Job { params, now: NOON, slot: 1_000, state: left_by(step.next), leaves: Vec::new() })
    }

    pub fn open() -> Job {
        Self::post(&offer()).expect("the plain offer is good")
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
        Self::running().later(200).and(|job| ANNA.delivers(job, PICTURE))
    }

    pub fn delivered_noise() -> Job {
        Self::running().later(200).and(|job| ANNA.delivers(job, NOISE))
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

    pub fn outcome(&self) -> Option<Outcome> {
        self.state.err()
    }

    pub fn attempt(&self) -> u8 {
        self.state().attempt
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state().phase, Phase::Open { .. })
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

impl Actor {
    pub fn asks(self, job: &mut Job, command: Command) -> Answer {
        let step = job.state().step::<Native>(&job.params, self.signer, &command, job.now)?;
        job.state = left_by(step.next);
        Ok((&step.transfers).into())
    }

    pub fn assigns(self, job: &mut Job, to: Actor) -> Answer {
        self.asks(job, Command::Assign { provider: to.key, unchecked: false })
    }

    pub fn assigns_unchecked(self, job: &mut Job, to: Actor) -> Answer {
        self.asks(job, Command::Assign { provider: to.key, unchecked: true })
    }

    pub fn claims(self, job: &mut Job) -> Answer {
        self.claims_at(job, TERMS)
    }

    pub fn claims_at(self, job: &mut Job, terms: Terms) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Claim { attempt, terms })
    }

    pub fn starts(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Start { attempt })
    }

    pub fn delivers(self, job: &mut Job, render: Render) -> Answer {
        let leaves = leaves(&job.state().chunk, &Render { frames: render.frames.min(4), ..render });
        let root = merkle::root::<Native>(&leaves).unwrap_or_default();
        let Render { frames, ms, .. } = render;
        let command = Command::Deliver { attempt: job.attempt(), root, frames, ms, slot: job.slot };
        let action = self.asks(job, command)?;
        job.leaves = leaves;
        Ok(action)
    }

    pub fn seals(self, job: &mut Job) -> Answer {
        self.sees(job, Sighting::Seen([0x51; 32]))
    }

    pub fn sees(self, job: &mut Job, sighting: Sighting) -> Answer {
        let slot = job.slot;
        self.asks(job, Command::Seal { job: JOB, sighting, slot })
    }

    pub fn accepts(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Accept { attempt })
    }

    /// Rejects on the first tile that was picked.
    pub fn rejects(self, job: &mut Job) -> Answer {
        let evidence = job.evidence(job.picked());
        self.rejects_on(job, evidence)
    }

    pub fn rejects_on(self, job: &mut Job, evidence: Evidence) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Reject { attempt, evidence })
    }

    pub fn approves(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Approve { attempt })
    }

    pub fn disputes(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Dispute { attempt })
    }

    pub fn fails(self, job: &mut Job, reason: FailReason) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Fail { attempt, reason })
    }

    pub fn settles(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Settle)
    }

    pub fn cancels(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Cancel)
    }

    pub fn expires(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Expire)
    }
}
