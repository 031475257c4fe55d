//! The market with all that live in it: first without liars, then with them, then until every deadline has passed.

use std::{pin::Pin, time::Duration};

use rayment_client::{Job, address, chain::JobFilter, history::JobHistory};
use rayment_core::{
    job::{Outcome, Phase, flag},
    money::Terms,
};
use rayment_testbed::{Boast, HubLimits, ProviderKeys, SLOT, Testbed, reserved};
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tokio::{
    task::{JoinHandle, JoinSet},
    time::Instant,
};

use super::{
    collector::Collector,
    crooks::{Crook, Habit, Kind},
    disputer::Disputer,
    filler,
    forger::Forger,
    habitat::{Gate, Habitat, Tally},
    harm::{self, Harm},
    honest::{HonestClient, Receipts},
    purse::Purse,
    report::{self, Books},
};

/// What an honest provider asks for a frame.
const PRICE: u64 = 1_000_000;
/// What it asks for a second and for a gigabyte.
const TIME_AND_BYTES: (u64, u64) = (100_000, 10_000_000);
/// In the first phase, without liars.
const BASELINE_FRAMES: u32 = 4;
/// What everybody may take to come to an end, after the last lie.
const END: Duration = Duration::from_secs(240);
/// Of the hub, in bytes.
const CAPACITY: u64 = 192 << 20;
/// A delivery that the keeper can judge is judged by then.
const JUDGED_SECS: i64 = 15;
/// Of the honest in percent: frames, and pay.
const SERVED: u64 = 95;
/// A frame with liars, in percent of one without.
const DEARER: u64 = 110;
/// Seconds from a frame's first order to its payment: of half of the frames, and of every one. A liar that has
/// claimed and started holds a job until its time to deliver is over, 300 s and more, three of them one after the
/// other, and then the frame is ordered again.
const MEDIAN_SECS: f64 = 240.0;
const LAST_SECS: f64 = 2_000.0;
/// Lamports that a job may cost its client beyond its price: signatures.
const CLIENT_COST: i64 = 50_000;
/// And an attempt its provider and the keeper.
const ATTEMPT_COST: i64 = 50_000;

/// How large a zoo.
#[derive(Clone, Copy)]
pub struct Size {
    pub workers: usize,
    pub clients: usize,
    /// Of an order.
    pub frames: u32,
    /// Claims of a hostile wallet at most, and orders of a hostile client.
    pub claims: u64,
    /// Foreign mentions of each job at a time.
    pub mentions: u64,
    /// How long orders and lies go on.
    pub lasts: Duration,
}

/// A liar at work.
struct Liar {
    name: &'static str,
    purse: Purse,
    start: u64,
    task: JoinHandle<Tally>,
}

/// What a liar does, to its end.
type Life = Pin<Box<dyn Future<Output = Tally> + Send>>;

/// Builds the market, lets everybody live in it, and says what must hold.
pub async fn visit(size: Size) {
    let limits = HubLimits {
        blob_bytes: 16 << 20,
        capacity_bytes: CAPACITY,
        frame_room_bytes: CAPACITY / 4,
        ..HubLimits::default()
    };
    let mut testbed = Testbed::start_with(SLOT, limits).await.unwrap();
    testbed.start_keeper();
    let mut workers = Vec::new();
    for number in 0..size.workers {
        workers.push(testbed.start_provider(&format!("honest-{number}"), PRICE).await);
    }
    let (habitat, gate) = Habitat::of(&testbed);
    let mut first = HonestClient::new(&testbed);
    first.buys(&habitat, BASELINE_FRAMES).await;
    let alone = first.receipts;
    println!("{}", report::told("without liars", &alone));

    let honest = workers.iter().map(Purse::of_provider).fold(Purse::default(), Purse::and);
    let held = honest.held(&testbed.chain, &testbed.market.address).await;
    let keeper = testbed.chain.balance(&testbed.keeper.pubkey()).await.unwrap();
    let earned = earned(&testbed, &workers).await;
    let liars = lets_in(&mut testbed, &habitat, &size, &workers).await;
    let mut clients = JoinSet::new();
    let mut purses = Vec::new();
    for _ in 0..size.clients {
        let client = HonestClient::new(&testbed);
        let purse = client.purse();
        purses.push((purse.held(&testbed.chain, &testbed.market.address).await, purse));
        clients.spawn(client.keeps_ordering(habitat.clone(), size.frames));
    }
    let bought = lives(&testbed, &habitat, gate, &size, (clients, &workers)).await;
    println!("{}", report::told("with liars", &bought));

    let zoo = Zoo { testbed: &testbed, workers: &workers, alone, bought };
    let histories = zoo.histories().await;
    let books = zoo.books(liars, &histories).await;
    println!("{}", report::table(&books));
    zoo.no_liar_has_won(&books);
    zoo.the_honest_are_served(&histories);
    zoo.nobody_waits_for_ever();
    zoo.clients_have_lost_nothing(&purses).await;
    zoo.workers_have_lost_nothing(&honest, held, earned).await;
    zoo.the_keeper_has_paid_for_signatures(keeper).await;
    zoo.nothing_is_locked().await;
    testbed.shut_down().await.unwrap();
}

/// Everybody at once, each with its purse counted.
async fn lets_in(testbed: &mut Testbed, habitat: &Habitat, size: &Size, workers: &[ProviderKeys]) -> Vec<Liar> {
    let terms = |per_frame: u64, per_second: u64, per_gb: u64| Terms { per_frame, per_second, per_gb, minimum: 0 };
    let (second, gigabyte) = TIME_AND_BYTES;
    let crook = |name, habit, terms, score, slots| Kind { name, habit, terms, boast: Boast { score, slots } };
    let nearly = terms(PRICE / 2, second, gigabyte);
    let kinds = [
        crook("free", Habit::Noise, terms(0, 0, 0), 1_000, 4),
        crook("dear", Habit::Dear, terms(0, 0, 0), 1_000, 1),
        crook("fast by word", Habit::Brags, nearly, u64::MAX, 4),
        crook("unchecked by choice", Habit::Noise, terms(1, 0, 0), 1_000, 1),
        crook("empty-handed", Habit::Empty, terms(2, 0, 0), 1_000, 1),
        crook("spec-crier", Habit::Cries, terms(3, 0, 0), 1_000, 1),
        crook("spec-crier", Habit::Cries, terms(3, 0, 0), 1_000, 1),
        crook("squatter", Habit::Squats, nearly, 1_000, 1),
    ];
    let mut found: Vec<(&'static str, Purse, Life)> = Vec::new();
    let mut all = Vec::new();
    for kind in kinds {
        all.push((kind.name, Crook::registers(testbed, kind, size.claims).await));
    }
    let disputer = Disputer::new(testbed, size.claims);
    let provider = address::provider(&testbed.market.address, &workers[0].wallet.pubkey());
    let forger = Forger::new(testbed, provider, size.mentions);
    let collector = Collector::new(testbed.connection().unwrap(), testbed.folder.join("hub/objects"));
    // What is registered has paid its rent: that is its own, and stays so.
    for (name, crook) in all {
        found.push((name, Purse::of_provider(crook.keys()), Box::pin(crook.prowls(habitat.clone()))));
    }
    found.push(("disputer", disputer.purse(), Box::pin(disputer.quarrels(habitat.clone()))));
    found.push(("history forger", forger.purse(), Box::pin(forger.forges(habitat.clone()))));
    found.push(("key collector", Purse::default(), Box::pin(collector.collects(habitat.clone()))));
    found.push(("hub filler", Purse::default(), Box::pin(filler::fills(habitat.clone()))));
    let mut liars = Vec::new();
    for (name, purse, life) in found {
        let start = purse.held(&testbed.chain, &testbed.market.address).await;
        liars.push((name, purse, start, life));
    }
    let begins = |(name, purse, start, life)| Liar { name, purse, start, task: tokio::spawn(life) };
    liars.into_iter().map(begins).collect()
}

/// Waits until the time is over, then until every deadline has passed.
async fn lives(
    testbed: &Testbed,
    habitat: &Habitat,
    gate: Gate,
    size: &Size,
    (mut clients, workers): (JoinSet<HonestClient>, &[ProviderKeys]),
) -> Receipts {
    let mut done = Receipts::default();
    tokio::time::sleep(size.lasts).await;
    gate.closes();
    let deadline = Instant::now() + END;
    let mut stuck = 0;
    loop {
        while let Some(client) = clients.try_join_next() {
            done = done.and(client.unwrap().receipts);
        }
        let filter = JobFilter { market: Some(testbed.market.address), ..JobFilter::default() };
        let jobs = testbed.chain.jobs(&filter).await.unwrap();
        if clients.is_empty() && jobs.is_empty() {
            return done;
        }
        assert!(Instant::now() < deadline, "{} clients wait, {} jobs are left: {jobs:?}", clients.len(), jobs.len());
        let now = testbed.ledger.now().unwrap();
        // Only while nobody honest has anything to do.
        stuck = if !jobs.is_empty() && jobs.iter().all(|job| waits(job, workers, now)) { stuck + 1 } else { 0 };
        if stuck >= 8 {
            let step = Duration::from_secs(if clients.is_empty() { 3_600 } else { 30 });
            testbed.ledger.advance(step).unwrap();
            habitat.skips(step);
            stuck = 4;
        }
        tokio::time::sleep(super::habitat::LOOK).await;
    }
}

/// Whether a job waits for nothing but time. What a liar has delivered the keeper judges at once, unless nothing
/// stands behind it.
fn waits(job: &Job, workers: &[ProviderKeys], now: i64) -> bool {
    let honest = |wallet: Option<Pubkey>| workers.iter().any(|keys| wallet == Some(keys.wallet.pubkey()));
    match &job.state.phase {
        Phase::Open { .. } => !honest(reserved(job)),
        Phase::Claimed { .. } | Phase::Running { .. } => !honest(job.provider()),
        Phase::Delivered { .. } if job.state.has(flag::UNCHECKED) => true,
        Phase::Delivered { at, .. } | Phase::Disputed { at, .. } => !honest(job.provider()) && now >= at + JUDGED_SECS,
        Phase::Accepted { .. } | Phase::Owed { .. } => false,
    }
}

/// Lamports that the workers have earned on chain.
async fn earned(testbed: &Testbed, workers: &[ProviderKeys]) -> u64 {
    let mut sum = 0;
    for keys in workers {
        sum += testbed.earned(keys).await;
    }
    sum
}

/// What is left when all is over.
struct Zoo<'a> {
    testbed: &'a Testbed,
    workers: &'a [ProviderKeys],
    /// What was bought before there were liars, and then.
    alone: Receipts,
    bought: Receipts,
}

impl Zoo<'_> {
    fn market(&self) -> Pubkey {
        self.testbed.market.address
    }

    /// What the chain tells of the jobs that were bought.
    async fn histories(&self) -> Vec<JobHistory> {
        let mut all = Vec::new();
        for end in &self.bought.ended {
            all.push(JobHistory::read(&self.testbed.chain, &end.job).await.unwrap().unwrap());
        }
        all
    }

    async fn books(&self, liars: Vec<Liar>, histories: &[JobHistory]) -> Vec<Books> {
        let (mut books, by_provider) = (Vec::new(), harm::by_provider(histories));
        for Liar { name, purse, start, task } in liars {
            let tally = tokio::time::timeout(END, task).await.expect("liars stop").unwrap();
            let end = purse.held(&self.testbed.chain, &self.market()).await;
            let from_liars = purse.forfeits(&self.testbed.chain, &self.market()).await;
            let harm = purse.providers.iter().filter_map(|wallet| by_provider.get(wallet).copied());
            let harm = harm.fold(Harm::default(), Harm::and);
            books.push(Books { harm, name, wallets: purse.wallets.len(), start, end, from_liars, tally });
        }
        books
    }

    fn no_liar_has_won(&self, books: &[Books]) {
        for book in books {
            assert!(book.tally.tries > 0, "the {} did nothing", book.name);
            assert!(book.won() <= 0, "the {} has won {} lamports", book.name, book.won());
        }
        let sum = |of: fn(&Books) -> u64| books.iter().map(of).sum::<u64>();
        assert!(sum(|book| book.end) <= sum(|book| book.start), "together they have won");
    }

    fn the_honest_are_served(&self, histories: &[JobHistory]) {
        let (alone, bought) = (&self.alone, &self.bought);
        assert!(bought.got as u64 * 100 >= bought.wanted as u64 * SERVED, "{} of {}", bought.got, bought.wanted);
        let (before, now) = (report::price(alone), report::price(bought));
        assert!(now * 100 <= before * DEARER, "a frame costs {now}, without liars {before}");
        let honest = |payee: &Option<Pubkey>| {
            let account = |keys: &ProviderKeys| address::provider(&self.market(), &keys.wallet.pubkey());
            self.workers.iter().any(|keys| *payee == Some(account(keys)))
        };
        let to_honest: u64 = bought.ended.iter().filter(|end| honest(&end.payee)).map(|end| end.earnings).sum();
        let paid = bought.earnings();
        assert!(to_honest * 100 >= paid * SERVED, "honest providers got {to_honest} of {paid} lamports");
        // Whatever strangers have written since, each job ended as its client saw it.
        for (end, history) in bought.ended.iter().zip(histories) {
            assert_eq!((history.job, history.outcome(), history.payee), (end.job, Some(end.outcome), end.payee));
            assert!(history.outcome() != Some(Outcome::Split));
        }
    }

    fn nobody_waits_for_ever(&self) {
        let (median, last) = (report::quantile(&self.bought, 0.5), report::quantile(&self.bought, 1.0));
        assert!(median <= MEDIAN_SECS, "half of the frames took more than {median:.0} s");
        assert!(last <= LAST_SECS, "a frame took {last:.0} s");
    }

    async fn clients_have_lost_nothing(&self, purses: &[(u64, Purse)]) {
        let (mut start, mut end) = (0, 0);
        for (held, purse) in purses {
            start += held;
            end += purse.held(&self.testbed.chain, &self.market()).await;
        }
        let cost = start as i64 - end as i64 - self.bought.paid() as i64;
        let most = self.bought.ended.len() as i64 * CLIENT_COST;
        println!("clients paid {cost} lamports beyond the price, at most {most}");
        assert!(cost <= most, "clients paid {cost} lamports beyond the price");
    }

    async fn workers_have_lost_nothing(&self, purse: &Purse, held: u64, before: u64) {
        let now = purse.held(&self.testbed.chain, &self.market()).await;
        let earned = earned(self.testbed, self.workers).await - before;
        let cost = held as i64 + earned as i64 - now as i64;
        let most = self.attempts() * ATTEMPT_COST;
        println!("workers earned {earned} lamports, and paid {cost}, at most {most}");
        assert!(cost <= most, "workers paid {cost} lamports, and earned {earned}");
    }

    async fn the_keeper_has_paid_for_signatures(&self, before: u64) {
        let now = self.testbed.chain.balance(&self.testbed.keeper.pubkey()).await.unwrap();
        let (cost, most) = (before as i64 - now as i64, (self.attempts() + 100) * ATTEMPT_COST);
        println!("the keeper paid {cost} lamports, at most {most}");
        assert!(cost <= most, "the keeper paid {cost} lamports");
    }

    async fn nothing_is_locked(&self) {
        for keys in self.workers {
            let provider = self.testbed.chain.provider(&self.market(), &keys.wallet.pubkey()).await.unwrap().unwrap();
            assert_eq!((provider.state.jobs, provider.state.working), (0, 0), "{} holds a job", keys.name);
        }
    }

    fn attempts(&self) -> i64 {
        self.bought.ended.iter().map(|end| i64::from(end.attempt) + 1).sum()
    }
}
