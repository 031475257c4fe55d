//! Orders, each paid by one signature, and their jobs wave by wave: drawn, assigned, worked off, judged. Nothing is
//! rendered: what is delivered is the root over hashes that stand for a picture, or for noise.

use std::{collections::BTreeMap, sync::Arc};

use rayment_client::{
    Job, JobFilter, Payee, address,
    instructions::{
        Encoded, job_accept, job_assign, job_assign_by, job_cancel, job_claim, job_claim_by, job_deliver, job_dispute,
        job_expire, job_reject, job_seal, job_settle, job_start, order_draw, order_draw_in, order_pay, order_return,
        order_return_in, token_account_create, token_pay,
    },
    order::{Cut, Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{
    Native,
    job::{Chunk, Claim, Phase, Seal},
    order::quote as rules,
};
use rayment_tests::vm::{DEPOSIT, NOISE, PICTURE, evidence, leaves, offer, root};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::people::{Client, Crowd, Provider};

const DAY: i64 = 86_400;
/// Long enough for what is billed to have passed, and for a challenge's slot to be over.
const WORK_SECS: u64 = 20;
const SEAL_SECS: u64 = 5;
/// Milliseconds that a provider says it worked.
const MS: u64 = 12_345;
/// So far from one provider to the next at the next attempt: no crowd has a multiple of as many.
const NEXT_PROVIDER: usize = 17;

/// Among the endings, how many of the jobs were rejected before they were accepted.
pub const REJECTED: &str = "of these rejected first";

/// How a job ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Delivered, accepted, settled at once.
    Accepted,
    /// Noise is delivered and rejected with evidence; the next provider is accepted.
    Rejected,
    /// The client cancels before anyone claims.
    Cancelled,
    /// Claimed and not started; then nobody wants it until its time is over.
    Expired,
    /// The keeper is silent, the client objects, the keeper answers that it is right.
    Disputed,
}

impl Ending {
    /// One of twenty each, at other places with each client.
    fn of(client: usize, index: usize) -> Self {
        match (index + 5 * client) % 20 {
            4 => Self::Rejected,
            9 => Self::Cancelled,
            14 => Self::Expired,
            19 => Self::Disputed,
            _ => Self::Accepted,
        }
    }
}

/// A client's order.
pub struct Purchase {
    client: usize,
    asset: usize,
    quote: OrderQuote,
    jobs: Jobs,
    address: Pubkey,
    drawn: u32,
}

impl Purchase {
    fn of(crowd: &Crowd, (number, client): (usize, &Client), now: i64) -> Self {
        let plain = offer();
        let chunk = |index| Chunk { frame: 10 + 8 * index, ..plain.chunk };
        let jobs = Jobs::new((0..crowd.size.jobs).map(|index| (chunk(index), DEPOSIT)).collect()).unwrap();
        let asset = client.asset;
        let quote = OrderQuote {
            version: rules::VERSION,
            market: rule_key(&crowd.market.address),
            client: rule_key(&client.key.pubkey()),
            spec: plain.spec,
            mint: crowd.token(asset).map(|token| rule_key(&token.mint)).unwrap_or_default(),
            sponsor: Default::default(),
            params: crowd.market.version.params,
            fee_bps: crowd.params.values.fee_bps,
            jobs: jobs.count(),
            root: jobs.root(),
            cut: Cut::default(),
            total: jobs.total().unwrap(),
            ceilings: plain.ceilings,
            bytes: plain.bytes,
            at_once_max: DEPOSIT,
            draw_until: now + DAY,
            expires_at: now + 2 * DAY,
            flags: rules::flag::AT_ONCE | rules::flag::CHECK,
            salt: 0,
        };
        Self { client: number, asset, quote, jobs, address: address::order(&quote), drawn: 1 }
    }

    /// The client's one transaction: deposits, rent for as many jobs as are alive at a time, and the first job.
    fn payment(&self, crowd: &Crowd) -> Vec<Encoded> {
        let (wallet, rents) = (crowd.clients[self.client].key.pubkey(), &crowd.rents);
        let expired = (0..self.quote.jobs).filter(|index| self.ending(*index) == Ending::Expired).count();
        // Those of a wave, one that was rejected in the wave before, and those that nobody wants.
        let alive = u64::from(crowd.size.drawn_at_once) + 1 + expired as u64;
        let rent = rents.order + alive * (rents.job + rents.vaults[self.asset]);
        let first = self.draw(crowd, &wallet, 0);
        let Some(of) = &crowd.tokens[self.asset] else {
            return vec![order_pay(&wallet, &self.address, rent + self.quote.total), first];
        };
        let (token, to) = (&of.token, of.token.account(&self.address));
        let opens = token_account_create(&wallet, &self.address, token);
        let pays = token_pay(&wallet, token, &to, (self.quote.total, of.decimals));
        vec![opens, pays, order_pay(&wallet, &self.address, rent), first]
    }

    /// Draws the job with this index; with the first the order is written down.
    fn draw(&self, crowd: &Crowd, drawer: &Pubkey, index: u32) -> Encoded {
        let (draw, is_first) = (self.jobs.draw(index).expect("a job of the order"), index == 0);
        match crowd.token(self.asset) {
            None => order_draw(drawer, &self.quote, is_first, Some((index, &draw)), false),
            Some(token) => order_draw_in((drawer, false), &self.quote, is_first, Some((index, &draw)), &token),
        }
    }

    fn ending(&self, index: u32) -> Ending {
        Ending::of(self.client, index as usize)
    }
}

/// All orders, and which of them begins with which eight bytes.
pub struct Orders {
    list: Vec<Purchase>,
    by_tag: BTreeMap<u64, usize>,
}

impl Orders {
    /// Each client pays its order by one signature: the first job is drawn with it.
    pub async fn paid(crowd: &mut Crowd) -> Self {
        let (now, clients) = (crowd.now().await, crowd.clients.iter().enumerate());
        let list: Vec<_> = clients.map(|client| Purchase::of(crowd, client, now)).collect();
        let payments: Vec<_> =
            list.iter().map(|purchase| (crowd.clients[purchase.client].key.clone(), purchase.payment(crowd))).collect();
        for purchase in &list {
            crowd.books.paid[purchase.asset] += purchase.quote.total;
        }
        crowd.send.all("orders are paid", payments).await;
        let tag = |purchase: &Purchase| u64::from_le_bytes(rule_key(&purchase.address).tag());
        let by_tag: BTreeMap<_, _> = list.iter().map(tag).zip(0..).collect();
        assert_eq!(by_tag.len(), list.len(), "no two orders begin alike");
        Self { list, by_tag }
    }

    /// Draws the next jobs of every order, and takes all that are under way as far as this wave goes. False where
    /// nothing was to be done any more.
    pub async fn wave(&mut self, crowd: &mut Crowd) -> bool {
        self.draw(crowd).await;
        let open = self.open(crowd).await;
        if open.is_empty() {
            return false;
        }
        self.watch_rent(crowd).await;
        self.assign(crowd, &open).await;
        self.work(crowd).await;
        self.judge(crowd).await;
        crowd.advance(crowd.params.values.verdict_secs.into());
        self.expire_or_dispute(crowd).await;
        self.accept_and_settle(crowd, "answered").await;
        true
    }

    async fn draw(&mut self, crowd: &mut Crowd) {
        let (keeper, at_once) = (crowd.keeper.clone(), crowd.size.drawn_at_once);
        let mut lists = Vec::new();
        for purchase in &mut self.list {
            // Of the first wave the client has drawn one.
            let until = ((purchase.drawn / at_once + 1) * at_once).min(purchase.quote.jobs);
            let calls = (purchase.drawn..until).map(|index| vec![purchase.draw(crowd, &keeper.pubkey(), index)]);
            lists.push((keeper.clone(), calls.collect()));
            purchase.drawn = until;
        }
        crowd.send.in_turn("jobs are drawn", lists).await;
    }

    /// The jobs that somebody shall still work at, or cancel.
    async fn open(&self, crowd: &Crowd) -> Vec<Job> {
        let mut jobs = self.jobs(crowd).await;
        jobs.retain(|job| {
            let is_given_up = self.ending(job) == Ending::Expired && job.state.attempt > 0;
            matches!(job.state.phase, Phase::Open { .. }) && !is_given_up
        });
        jobs
    }

    async fn assign(&self, crowd: &mut Crowd, open: &[Job]) {
        let (cancelled, assigned): (Vec<_>, Vec<_>) =
            open.iter().partition(|job| self.ending(job) == Ending::Cancelled);
        let cancels =
            cancelled.iter().map(|job| (self.buyer(crowd, job), vec![job_cancel(job, self.payee(crowd, job))]));
        let assigns = assigned.iter().map(|job| {
            let (keeper, wallet) = (crowd.keeper.clone(), self.seller(crowd, job).keys.wallet.pubkey());
            let call = match crowd.token(self.of(job).asset) {
                None => job_assign(&keeper.pubkey(), job, &wallet, true),
                Some(token) => job_assign_by(&keeper.pubkey(), job, &wallet, (0, Some(&token)), true),
            };
            (keeper, vec![call])
        });
        crowd.send.all("jobs are cancelled", cancels).await;
        crowd.send.all("jobs are assigned", assigns).await;
        *crowd.endings.entry("cancelled").or_default() += u32::try_from(cancelled.len()).unwrap();
        let claims = assigned.iter().map(|job| {
            let keys = &self.seller(crowd, job).keys;
            let (operator, wallet) = (keys.operator.pubkey(), keys.wallet.pubkey());
            let claim = match crowd.token(self.of(job).asset) {
                None => job_claim(&operator, &wallet, job),
                Some(token) => job_claim_by(&operator, &wallet, job, (0, Some(&token))),
            };
            let starts = self.ending(job) != Ending::Expired;
            let start = starts.then(|| job_start(&operator, &wallet, job));
            (keys.operator.clone(), [claim].into_iter().chain(start).collect())
        });
        crowd.send.all("jobs are claimed", claims).await;
    }

    /// Delivers all that runs, and has the tiles picked.
    async fn work(&self, crowd: &Crowd) {
        crowd.advance(WORK_SECS);
        let running = self.jobs(crowd).await;
        let running = running.iter().filter(|job| matches!(job.state.phase, Phase::Running { .. }));
        let deliveries = running.map(|job| {
            let keys = &crowd.provider(&job.provider().expect("it is claimed")).keys;
            let render = if self.is_noise(job) { NOISE } else { PICTURE };
            let content = (root(&job.state.spec, &job.state.chunk, &render), render.frames, MS);
            let (operator, wallet) = (keys.operator.pubkey(), keys.wallet.pubkey());
            (keys.operator.clone(), vec![job_deliver(&operator, &wallet, job, job.state.attempt, content)])
        });
        crowd.send.all("jobs are delivered", deliveries).await;
        loop {
            crowd.advance(SEAL_SECS);
            let mut pending = self.jobs(crowd).await;
            pending.retain(|job| job.state.delivery().is_some_and(|made| matches!(made.seal, Seal::Pending { .. })));
            if pending.is_empty() {
                return;
            }
            // Where it came too late the next slot is waited for.
            let seals = pending.iter().map(|job| (crowd.keeper.clone(), vec![job_seal(job)]));
            crowd.send.all("challenges are sealed", seals).await;
        }
    }

    async fn judge(&self, crowd: &mut Crowd) {
        let (mut rejections, mut noise) = (Vec::new(), self.jobs(crowd).await);
        noise.retain(|job| job.state.delivery().is_some() && self.is_noise(job));
        for job in &noise {
            let state = &job.state;
            let challenge = state.challenge(&crowd.params.values).expect("it is sealed");
            let picked = challenge.picks::<Native>().next().expect("some tiles are picked");
            let proof = evidence(&leaves(&state.spec, &state.chunk, &NOISE), &state.chunk, picked);
            let call = job_reject(&crowd.keeper.pubkey(), (job, self.payee(crowd, job)), &proof);
            rejections.push((crowd.keeper.clone(), vec![call]));
            self.forfeits(crowd, job);
        }
        crowd.send.all("noise is rejected", rejections).await;
        *crowd.endings.entry(REJECTED).or_default() += u32::try_from(noise.len()).unwrap();
        self.accept_and_settle(crowd, "accepted").await;
    }

    /// The keeper finds right what is delivered and shall be, or is disputed, and all are paid.
    async fn accept_and_settle(&self, crowd: &mut Crowd, ending: &'static str) {
        let (mut calls, mut jobs) = (Vec::new(), self.jobs(crowd).await);
        jobs.retain(|job| match job.state.phase {
            Phase::Delivered { .. } => self.ending(job) != Ending::Disputed,
            Phase::Disputed { .. } => true,
            _ => false,
        });
        for job in &jobs {
            let Some(Seal::Sealed { seed, .. }) = job.state.delivery().map(|made| made.seal) else {
                panic!("it is sealed")
            };
            let accept = job_accept(&crowd.keeper.pubkey(), job, seed);
            calls.push((crowd.keeper.clone(), vec![accept, job_settle(job, self.payee(crowd, job))]));
            self.earns(crowd, job);
        }
        crowd.send.all("jobs are accepted and settled", calls).await;
        *crowd.endings.entry(ending).or_default() += u32::try_from(jobs.len()).unwrap();
    }

    /// What nobody started is claimed no more; to what the keeper said nothing about, the client objects.
    async fn expire_or_dispute(&self, crowd: &mut Crowd) {
        let mut calls = Vec::new();
        for job in self.jobs(crowd).await {
            match job.state.phase {
                Phase::Claimed { .. } => {
                    calls.push((crowd.keeper.clone(), vec![job_expire(&job, self.payee(crowd, &job))]));
                    self.forfeits(crowd, &job);
                }
                Phase::Delivered { .. } => calls.push((self.buyer(crowd, &job), vec![job_dispute(&job)])),
                _ => {}
            }
        }
        crowd.send.all("jobs time out or are disputed", calls).await;
    }

    /// The time of all orders is over: what is open expires, and every order is returned and closed, by its client or
    /// by whoever comes later.
    pub async fn close(&self, crowd: &mut Crowd) {
        let left = self.jobs(crowd).await;
        let expiries = left.iter().map(|job| {
            assert_eq!((self.ending(job), job.state.attempt), (Ending::Expired, 1), "only these are left");
            (crowd.keeper.clone(), vec![job_expire(job, self.payee(crowd, job))])
        });
        crowd.send.all("open jobs expire", expiries).await;
        *crowd.endings.entry("expired").or_default() += u32::try_from(left.len()).unwrap();
        let returns = self.list.iter().map(|purchase| {
            let by_client = purchase.client.is_multiple_of(2);
            let by = if by_client { crowd.clients[purchase.client].key.clone() } else { crowd.keeper.clone() };
            let call = match crowd.token(purchase.asset) {
                None => order_return(&by.pubkey(), &purchase.quote, true, false),
                Some(token) => order_return_in(&by.pubkey(), &purchase.quote, true, false, &token),
            };
            (by, vec![call])
        });
        crowd.send.all("orders are returned", returns).await;
    }

    /// Notes how much rent is locked at the moment, if it is the most so far.
    async fn watch_rent(&self, crowd: &mut Crowd) {
        let (jobs, rents) = (self.jobs(crowd).await, crowd.rents);
        let of_jobs: u64 = jobs.iter().map(|job| rents.job + rents.vaults[self.of(job).asset]).sum();
        let of_orders: u64 = self.list.iter().map(|purchase| rents.order + rents.vaults[purchase.asset]).sum();
        crowd.most_rent = crowd.most_rent.max(of_jobs + of_orders + crowd.rent_of_channels);
    }

    async fn jobs(&self, crowd: &Crowd) -> Vec<Job> {
        crowd.chain.jobs(&JobFilter { market: Some(crowd.market.address), ..JobFilter::default() }).await.unwrap()
    }

    /// The order of a job.
    fn of(&self, job: &Job) -> &Purchase {
        &self.list[self.by_tag[&job.state.order]]
    }

    fn ending(&self, job: &Job) -> Ending {
        self.of(job).ending(u32::try_from(job.state.id).unwrap())
    }

    fn is_noise(&self, job: &Job) -> bool {
        self.ending(job) == Ending::Rejected && job.state.attempt == 0
    }

    fn payee(&self, crowd: &Crowd, job: &Job) -> Payee {
        let purchase = self.of(job);
        Payee { address: purchase.address, token: crowd.token(purchase.asset) }
    }

    /// Whom the keeper assigns a job to.
    fn seller<'a>(&self, crowd: &'a Crowd, job: &Job) -> &'a Provider {
        let index = usize::try_from(job.state.id).unwrap();
        let place = self.of(job).client + index + NEXT_PROVIDER * usize::from(job.state.attempt);
        &crowd.providers[place % crowd.providers.len()]
    }

    fn buyer(&self, crowd: &Crowd, job: &Job) -> Arc<Keypair> {
        crowd.clients[self.of(job).client].key.clone()
    }

    /// Writes down that the provider of this job loses its bond.
    fn forfeits(&self, crowd: &mut Crowd, job: &Job) {
        let claim = job.state.claim().expect("it is claimed");
        let bond = job.state.bond(&crowd.params.values, &claim.terms).unwrap();
        let provider = job.provider().expect("it is claimed");
        crowd.books.forfeits(self.of(job).asset, (provider, job.client()), bond);
    }

    /// Writes down what this delivered job pays to whom.
    fn earns(&self, crowd: &mut Crowd, job: &Job) {
        let (state, params, asset) = (&job.state, &crowd.params.values, self.of(job).asset);
        let claim: Claim = *state.claim().expect("it is claimed");
        let made = state.delivery().expect("it is delivered");
        assert_eq!((made.frames, made.ms), (PICTURE.frames, MS), "as long as the provider says");
        let bill = state.bill(params, &claim, made.frames, made.ms).unwrap();
        let bond = state.disputed_bond(params).unwrap();
        let parties = (job.client(), job.provider().expect("it is claimed"), crowd.market.treasury);
        crowd.books.earns(asset, parties, bill);
        crowd.books.loses_dispute(asset, parties, bond);
    }
}
