//! Honest clients: they order pictures as anybody would, and order again what did not come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use rayment_client::order::split::Sharing;
use rayment_core::job::Outcome;
use rayment_scenes::showcase;
use rayment_sdk::{Error, Event, Packed, Picture, Rendered, Request, Session, Shot, buy, quote};
use rayment_spec::Frames;
use rayment_testbed::{Testbed, small};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tempfile::TempDir;

use super::{habitat::Habitat, purse::Purse};

const SOL: u64 = 1_000_000_000;
/// Tiles that a client renders again of each order.
const VERIFIED: u32 = 2;
/// Before it tries again what was refused.
const AGAIN: Duration = Duration::from_secs(1);

/// A job as its client saw it end.
pub struct Ended {
    pub job: Pubkey,
    pub outcome: Outcome,
    pub payee: Option<Pubkey>,
    pub earnings: u64,
    pub fee: u64,
    pub attempt: u8,
}

/// What a client wanted, and what it got.
#[derive(Default)]
pub struct Receipts {
    pub wanted: usize,
    pub got: usize,
    /// Seconds of the chain's time, from the frame's first order to its payment.
    pub secs: Vec<f64>,
    pub ended: Vec<Ended>,
    pub verified: u64,
    /// Why an order did not come about, or did not come to its end.
    pub trouble: BTreeMap<String, u64>,
}

impl Receipts {
    pub fn paid(&self) -> u64 {
        self.ended.iter().map(|end| end.earnings + end.fee).sum()
    }

    pub fn earnings(&self) -> u64 {
        self.ended.iter().map(|end| end.earnings).sum()
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.wanted += other.wanted;
        self.got += other.got;
        self.verified += other.verified;
        self.secs.extend(other.secs);
        self.ended.extend(other.ended);
        for (why, times) in other.trouble {
            *self.trouble.entry(why).or_default() += times;
        }
        self
    }
}

/// A client with its own wallet.
pub struct HonestClient {
    session: Session,
    packed: Packed,
    output: TempDir,
    /// Another seed each time: the same pictures would not be bought twice.
    orders: u64,
    pub receipts: Receipts,
}

impl HonestClient {
    pub fn new(testbed: &Testbed) -> Self {
        let wallet = Arc::new(Keypair::new());
        testbed.ledger.fund(wallet.pubkey(), 20 * SOL).unwrap();
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        Self {
            session: testbed.session_of(&wallet).unwrap(),
            packed: Packed::check("small.glb".into(), files).unwrap(),
            output: tempfile::tempdir().unwrap(),
            orders: 0,
            receipts: Receipts::default(),
        }
    }

    pub fn purse(&self) -> Purse {
        Purse::of_wallet(self.session.address())
    }

    /// Orders one animation after the other until the zoo is over.
    pub async fn keeps_ordering(mut self, habitat: Habitat, frames: u32) -> Self {
        while !habitat.is_over() {
            self.buys(&habitat, frames).await;
        }
        self
    }

    /// Orders the frames, and those that did not come again, until all are there.
    pub async fn buys(&mut self, habitat: &Habitat, frames: u32) {
        let begun = habitat.secs();
        let mut missing: BTreeSet<u32> = (1..=frames).collect();
        self.receipts.wanted += missing.len();
        while !missing.is_empty() {
            self.orders += 1;
            if let Err(error) = self.orders(habitat, &mut missing, begun).await {
                eprintln!("{}: {error}", self.session.address());
                let short: String = error.to_string().chars().take(100).collect();
                *self.receipts.trouble.entry(short).or_default() += 1;
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    async fn orders(&mut self, habitat: &Habitat, missing: &mut BTreeSet<u32>, begun: f64) -> Result<(), Error> {
        let frames = Frames::canonical(missing.iter().copied());
        let request = Request {
            picture: Picture { frames, ..small(1, 1) },
            shot: Shot { camera: 0, bounces: Some(4), seed: self.orders },
            sharing: Sharing::Frames,
            verify: VERIFIED,
            probe: false,
            again: true,
            ..Request::default()
        };
        let quoted = quote(&self.session, &self.packed, &request, self.output.path()).await?;
        let (mut at, mut frames): (BTreeMap<Pubkey, f64>, BTreeMap<Pubkey, u32>) = Default::default();
        let mut news = |event: Event| match event {
            Event::Placed(placed) => frames.extend(placed.jobs.iter().map(|job| (job.address, job.chunk.frame))),
            Event::Ended { job } => drop(at.insert(job, habitat.secs() - begun)),
            _ => {}
        };
        let rendered = buy(&self.session, &self.packed, &quoted, &request, self.output.path(), &mut news).await?;
        self.takes(&rendered);
        for frame in rendered.frames.iter().filter(|frame| frame.path.is_file()) {
            let of = |end: &&Pubkey| frames.get(*end) == Some(&frame.index) && rendered.ends[*end].is_paid();
            if let Some(job) = rendered.ends.keys().find(of)
                && missing.remove(&frame.index)
            {
                self.receipts.got += 1;
                self.receipts.secs.extend(at.get(job));
            }
        }
        Ok(())
    }

    fn takes(&mut self, rendered: &Rendered) {
        self.receipts.verified += rendered.verified_tiles;
        for (job, end) in &rendered.ends {
            let closed = end.closed.as_ref().unwrap();
            self.receipts.ended.push(Ended {
                job: *job,
                outcome: closed.outcome.into(),
                payee: end.payee,
                earnings: closed.earnings,
                fee: closed.fee,
                attempt: closed.attempt,
            });
        }
    }
}
