//! Which open job goes to whom.
//!
//! Orders take turns, the one that has waited longest first, so that a large one starves nobody; the
//! jobs of an order go in the order in which their client posted them, which is its priority.
//! Within an order cost comes before load, beyond a tolerance: a job goes to providers that cost at
//! most a quarter more than the cheapest able one, busy or not; among them to whoever holds fewest
//! jobs of the order, then to the cheapest. So an order runs in parallel where that costs about the same.
//! Dearer providers get a job only after it has been open for half a minute, when the cheap ones have not
//! become free.
//!
//! What a provider costs is the most that its claim could cost, never what it says it needs, and what its failures
//! would cost on the way to a success, by what the chain has seen of it. A failure costs as much as the job at an
//! ordinary provider, or at this one if it is dearer: who fails is dear, however low its price.
//!
//! Whoever is free comes before whoever should be in a moment ([`super::ahead`]).
//!
//! Nobody gets a job that it probably can't be paid for or whose spec it can't read: the spec must be on the
//! hub, and the expected time below the ceiling. Nor does who may not claim it, as whose stake is below what the job's
//! parameters ask. An assignment that nobody takes up is
//! left open to all for a while, and after the third for good.
//!
//! A job in SOL is taken at a provider's own terms. One in tokens goes only to who has an offer for rendering in just
//! that token, a purse for it, and the tokens for the bond: at the offer's terms, of several classes by the cheapest.
//! Its fee is weighed against what a check costs by the rate that the market has said within the last day; without one
//! it weighs nothing.
//!
//! Whether a job is checked is its client's word. What the keeper's engines can't render, or not in half the time
//! for a verdict, and what its client offers too little for, so that the fee could never pay the check, is left to
//! whoever claims it, unless the client asks for no check; what is delivered is checked, whatever its fee.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use rayment_client::{Job, Provider, Token, chain_key, profile::Profile, rule_key};
use rayment_core::{
    Hash, Pubkey,
    job::{Chunk, Phase, Reservation, flag},
    market::Params,
    money::{BPS, Terms},
    proof::challenge::Challenge,
    provider::{ProviderState, Status},
};

use super::ahead::{after, is_ahead};
use crate::{
    action::{Action, ByOffer, ChainAction},
    cost::Effort,
    snapshot::{SceneTrial, Snapshot},
};

/// In percent of the cost of the cheapest able provider: up to there load decides.
const TOLERANCE: u128 = 125;
/// After that long, in seconds, an open job may go to dearer providers.
const DEARER_AFTER: i64 = 30;
/// How long a job is open to all after an assignment has lapsed, in seconds.
const AFTER_LAPSE: i64 = 30;
/// Assignments of one job that may lapse; then it is left to whoever claims it.
const MOST_LAPSES: u32 = 3;

/// A provider that takes work.
struct Seller<'a> {
    provider: &'a Provider,
    /// `None` while its profile is not here yet.
    profile: Option<&'a Profile>,
    /// Jobs it can still take.
    free: u32,
    /// Jobs it can take beside these as it delivers what it works at, all in a moment.
    ahead: u32,
    /// What it will lock for what is reserved for it, by mint.
    bonds: BTreeMap<solana_pubkey::Pubkey, u64>,
}

/// The open jobs of one order, and how many of its jobs each seller holds.
#[derive(Default)]
struct Order<'a> {
    since: i64,
    jobs: VecDeque<&'a Job>,
    load: Vec<u32>,
    offers: BTreeMap<Lot, Vec<Offer>>,
}

/// Jobs of an order that cost the same: spec, parameters, frames, tiles of each, bytes, the ceiling for time, and what
/// they are in.
type Lot = (Hash, u16, u32, u32, u64, u64, Option<solana_pubkey::Pubkey>);

/// What a job of a lot would cost at a seller.
struct Offer {
    seller: usize,
    terms: Terms,
    /// None where these are the seller's own terms, in SOL.
    by: Option<ByOffer>,
    /// In what the job is in, with what the seller's failures would cost.
    cost: u128,
    /// Whether the machine is known to be able.
    known: bool,
}

/// Assignments for all open jobs that somebody can take now.
pub(super) fn assignments(snapshot: &Snapshot) -> Vec<Action> {
    let mut sellers = sellers(snapshot);
    if sellers.is_empty() {
        return Vec::new();
    }
    let mut orders = orders(snapshot, &sellers);
    orders.sort_by_key(|order| order.since);
    let room = |seller: &Seller| seller.free.saturating_add(seller.ahead);
    let mut free: u32 = sellers.iter().map(room).fold(0, u32::saturating_add);
    let mut actions = Vec::new();
    while free > 0 && orders.iter().any(|order| !order.jobs.is_empty()) {
        for order in &mut orders {
            let assigned = order.next(snapshot, &mut sellers);
            free = free.saturating_sub(u32::from(assigned.is_some()));
            actions.extend(assigned.map(Action::Send));
        }
    }
    actions
}

fn sellers(snapshot: &Snapshot) -> Vec<Seller<'_>> {
    let mut held: BTreeMap<Pubkey, Held> = BTreeMap::new();
    for job in &snapshot.jobs {
        if let Some(wallet) = holder(job, snapshot.now) {
            let held = held.entry(wallet).or_default();
            held.jobs += 1;
            held.after = held.after.saturating_add(after(snapshot, job));
            if let Phase::Open { reserved: Some(Reservation { terms, .. }), .. } = job.state.phase {
                held.unclaimed += 1;
                let params = snapshot.params.get(&job.state.params);
                let bond = params.and_then(|params| job.state.bond(params, &terms).ok()).unwrap_or(0);
                held.bonds.extend(snapshot.tokens.of_job(job).map(|token| (token.mint, bond)));
            }
        }
    }
    let keeper = rule_key(&snapshot.keeper);
    let able = snapshot.providers.iter().filter(|provider| {
        let state = &provider.state;
        let is_keeper = [state.authority, state.operator, state.payout].contains(&keeper);
        let silent = snapshot.silent.get(&provider.wallet()).is_some_and(|until| snapshot.now < *until);
        state.status == Status::Active && !is_keeper && !silent
    });
    let seller = |provider| seller(snapshot, provider, &held);
    let mut sellers: Vec<_> = able.map(seller).collect();
    sellers.sort_by_key(|seller| seller.provider.state.authority);
    sellers
}

/// What a provider holds already, and how much of it is only reserved.
#[derive(Clone, Default)]
struct Held {
    jobs: u32,
    unclaimed: u32,
    /// Jobs that should begin in a moment, where those at work end.
    after: u32,
    /// What is to be locked for that, each with its mint.
    bonds: Vec<(solana_pubkey::Pubkey, u64)>,
}

fn seller<'a>(snapshot: &'a Snapshot, provider: &'a Provider, held: &BTreeMap<Pubkey, Held>) -> Seller<'a> {
    let state = &provider.state;
    let held = held.get(&state.authority).cloned().unwrap_or_default();
    let slots = u32::from(state.slots).saturating_sub(held.jobs);
    // Reservations cost nothing, and new providers neither: one at a time until a job was paid.
    let is_new = state.paid_jobs == 0;
    let free = if is_new { slots.min(1u32.saturating_sub(held.unclaimed)) } else { slots };
    let beyond = held.jobs.saturating_sub(state.slots.into());
    let ahead = if is_new { 0 } else { held.after.saturating_sub(beyond) };
    let mut bonds = BTreeMap::new();
    for (mint, bond) in held.bonds {
        let all: &mut u64 = bonds.entry(mint).or_default();
        *all = all.saturating_add(bond);
    }
    Seller { provider, profile: snapshot.profiles.get(&state.profile).map(AsRef::as_ref), free, ahead, bonds }
}

impl Seller<'_> {
    /// A job is reserved for it by this offer.
    fn will_lock(&mut self, by: Option<ByOffer>, bond: u64) {
        if let Some(ByOffer { token, .. }) = by {
            let all = self.bonds.entry(token.mint).or_default();
            *all = all.saturating_add(bond);
        }
    }

    /// Whether it has the tokens for a bond, beside what it needs for other jobs. For SOL its wallet is its own care.
    fn can_lock(&self, snapshot: &Snapshot, by: Option<ByOffer>, bond: u64) -> bool {
        let Some(ByOffer { token, .. }) = by else { return true };
        let asked = snapshot.tokens.sellers.get(&(self.provider.address, token.mint));
        let others = self.bonds.get(&token.mint).copied().unwrap_or(0);
        asked.is_some_and(|asked| asked.bondable().saturating_sub(others) >= bond)
    }
}

/// Whose time a job takes: who works on it, or for whom it is reserved.
fn holder(job: &Job, now: i64) -> Option<Pubkey> {
    match &job.state.phase {
        Phase::Open { reserved, .. } => reserved.filter(|held| now < held.until).map(|held| held.provider),
        Phase::Claimed { claim, .. } | Phase::Running { claim, .. } => Some(claim.provider),
        Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } | Phase::Owed { .. } => None,
    }
}

/// All orders with a job that waits for a provider.
fn orders<'a>(snapshot: &'a Snapshot, sellers: &[Seller]) -> Vec<Order<'a>> {
    let place: BTreeMap<Pubkey, usize> =
        sellers.iter().enumerate().map(|(at, seller)| (seller.provider.state.authority, at)).collect();
    let mut orders: BTreeMap<(Pubkey, u64), Order> = BTreeMap::new();
    for job in &snapshot.jobs {
        let order = orders.entry((job.state.client, job.state.order)).or_default();
        if order.load.is_empty() {
            *order = Order { since: i64::MAX, load: vec![0; sellers.len()], ..Order::default() };
        }
        match (holder(job, snapshot.now), &job.state.phase) {
            (Some(wallet), _) => {
                if let Some(load) = place.get(&wallet).and_then(|at| order.load.get_mut(*at)) {
                    *load += 1;
                }
            }
            (None, Phase::Open { at, .. }) if waits(snapshot, job) => {
                order.since = order.since.min(*at);
                order.jobs.push_back(job);
            }
            (None, _) => {}
        }
    }
    let mut waiting: Vec<_> = orders.into_values().filter(|order| !order.jobs.is_empty()).collect();
    for order in &mut waiting {
        order.jobs.make_contiguous().sort_by_key(|job| job.state.id);
    }
    waiting
}

/// Whether a provider may be sought for a job: not while its spec is unknown or reported as broken, not
/// soon after a lapse or after too many, and not for the keeper's own jobs.
fn waits(snapshot: &Snapshot, job: &Job) -> bool {
    let Phase::Open { reserved, .. } = job.state.phase else { return false };
    let known = snapshot.specs.contains_key(&job.state.spec);
    // A verdict on the spec is sent beside this, and what has none yet can't be claimed for a while.
    let in_doubt = job.state.has(flag::SPEC_REPORTED)
        && (matches!(snapshot.trials.get(&job.state.spec), Some(SceneTrial::Loads | SceneTrial::Broken))
            || snapshot.params.get(&job.state.params).is_none_or(|p| job.state.waits_for_keeper(p, snapshot.now)));
    let lapsed = |held: &Reservation| snapshot.now < held.until || !is_ahead(snapshot, held);
    let open_to_all = reserved.filter(lapsed).is_some_and(|held| snapshot.now < held.until.saturating_add(AFTER_LAPSE))
        || snapshot.lapses.get(&job.address).is_some_and(|times| *times >= MOST_LAPSES);
    known && !in_doubt && !open_to_all && !super::is_party(snapshot, job)
}

impl<'a> Order<'a> {
    /// Assigns the order's next job that somebody can take; the ones before it are dropped.
    fn next(&mut self, snapshot: &Snapshot, sellers: &mut [Seller]) -> Option<ChainAction> {
        while let Some(job) = self.jobs.pop_front() {
            let Some(params) = snapshot.params.get(&job.state.params) else { continue };
            if !is_to_be_assigned(snapshot, job, params) {
                continue;
            }
            let Some((at, by, bond)) = self.choose(snapshot, sellers, job, params) else { continue };
            let (seller, load) = (sellers.get_mut(at)?, self.load.get_mut(at)?);
            match seller.free.checked_sub(1) {
                Some(left) => seller.free = left,
                None => seller.ahead = seller.ahead.saturating_sub(1),
            }
            seller.will_lock(by, bond);
            *load += 1;
            let loads = snapshot.trials.get(&job.state.spec) == Some(&SceneTrial::Loads);
            let provider = chain_key(&seller.provider.state.authority);
            return Some(ChainAction::Assign { job: *job, provider, by, loads });
        }
        None
    }

    /// The place of the best seller for a job, the offer by which it takes it, and the bond that it locks.
    fn choose(
        &mut self,
        snapshot: &Snapshot,
        sellers: &[Seller],
        job: &Job,
        params: &Params,
    ) -> Option<(usize, Option<ByOffer>, u64)> {
        let state = &job.state;
        let Chunk { frames, tiles, .. } = state.chunk;
        let token = if state.is_in_tokens() { Some(snapshot.tokens.of_job(job)?) } else { None };
        let mint = token.map(|token| token.mint);
        let lot = (state.spec, state.params, frames, tiles, state.bytes, state.ceilings.ms_per_frame, mint);
        let offers = self.offers.entry(lot).or_insert_with(|| offers(snapshot, sellers, (job, token), params));
        let Phase::Open { at: since, reserved } = state.phase else { return None };
        // Then anyone may claim it anyway.
        let open_to_all = snapshot.now >= since.saturating_add(params.open_secs.into());
        let fits = |seller: &Seller, terms: &Terms| {
            let keys = &seller.provider.state;
            let lapsed = reserved.is_some_and(|held| held.provider == keys.authority && !is_ahead(snapshot, &held));
            let refuses = state.has(flag::UNCHECKED) && seller.profile.is_some_and(|profile| profile.checked_only);
            let staked = keys.stake.suffices(params.stake_provider).is_ok();
            !lapsed && !refuses && staked && state.fits(params, &keys.authority, terms, snapshot.now).is_ok()
        };
        let able = |offer: &&Offer| {
            let seller = sellers.get(offer.seller);
            (offer.known || open_to_all) && seller.is_some_and(|seller| fits(seller, &offer.terms))
        };
        let able: Vec<_> = offers.iter().filter(able).collect();
        let cheapest = able.iter().map(|offer| offer.cost).min()?;
        let late = snapshot.now > since.saturating_add(DEARER_AFTER);
        let ranked = able.into_iter().filter_map(|offer| {
            let (seller, load) = (sellers.get(offer.seller)?, self.load.get(offer.seller)?);
            let dear = offer.cost.saturating_mul(100) > cheapest.saturating_mul(TOLERANCE);
            // As the program asks, now and once more when it is claimed.
            let (state, least) = (&seller.provider.state, params.stake_provider);
            let is_free = seller.free > 0 && state.may_take_job(least).is_ok();
            let takes = is_free || (seller.ahead > 0 && state.may_be_assigned(least).is_ok());
            let taken = !takes || (dear && !late);
            let bond = job.state.bond(params, &offer.terms).ok()?;
            let can = !taken && seller.can_lock(snapshot, offer.by, bond);
            can.then_some(((dear, !is_free, *load, offer.cost, offer.seller), (offer.by, bond)))
        });
        let best = ranked.min_by_key(|(rank, (by, _))| (*rank, by.map(|by| by.class)));
        best.map(|((.., at), (by, bond))| (at, by, bond))
    }
}

/// What jobs like this one would cost at each seller, without those that can't render it, or don't for what it is in.
fn offers(snapshot: &Snapshot, sellers: &[Seller], (job, token): (&Job, Option<Token>), params: &Params) -> Vec<Offer> {
    let Some(spec) = snapshot.specs.get(&job.state.spec) else { return Vec::new() };
    let is_able = |seller: &Seller, terms: &Terms| {
        seller.profile.is_none_or(|profile| {
            // Time above the ceiling is not paid.
            let by_time = terms.per_second > 0;
            let unpaid = by_time && profile.estimate_part_ms(spec, &job.state.chunk) > job.state.ceilings.ms_per_frame;
            !unpaid && profile.cannot_render(spec).is_none()
        })
    };
    let mut found = Vec::new();
    for (at, seller) in sellers.iter().enumerate() {
        for (terms, by) in asked(snapshot, seller, token) {
            let most = job.state.worst_case(params, &terms).ok();
            found.extend(most.filter(|_| is_able(seller, &terms)).map(|most| (at, terms, by, most)));
        }
    }
    // Of each its cheapest, so that nobody counts more for having many offers.
    let mut cheapest: BTreeMap<usize, u64> = BTreeMap::new();
    for (at, .., most) in &found {
        cheapest.entry(*at).and_modify(|least| *least = (*least).min(*most)).or_insert(*most);
    }
    let earned = |at: usize| sellers.get(at).map_or(0, |seller| earned(snapshot, seller, token));
    let ordinary = ordinary(cheapest.iter().map(|(at, most)| (*most, earned(*at))));
    let offer = |(at, terms, by, most): (usize, Terms, Option<ByOffer>, u64)| {
        let Seller { provider, profile, .. } = sellers.get(at)?;
        let cost = with_failures(most, ordinary, &provider.state, earned(at));
        Some(Offer { seller: at, terms, by, cost, known: profile.is_some() })
    };
    found.into_iter().filter_map(offer).collect()
}

/// What a seller asks for a job in this: by its own terms for SOL, by its offers for a token.
fn asked(snapshot: &Snapshot, seller: &Seller, token: Option<Token>) -> Vec<(Terms, Option<ByOffer>)> {
    let Provider { address, state } = seller.provider;
    let Some(token) = token else { return vec![(state.terms, None)] };
    let Some(asked) = snapshot.tokens.sellers.get(&(*address, token.mint)) else { return Vec::new() };
    asked.offers.iter().map(|(class, terms)| (*terms, Some(ByOffer { class: *class, token }))).collect()
}

/// What a seller has earned, in what a job is in: of a token what is in its purse, and what was earned in SOL as far as
/// there is a rate.
fn earned(snapshot: &Snapshot, seller: &Seller, token: Option<Token>) -> u64 {
    let Provider { address, state } = seller.provider;
    let Some(token) = token else { return state.earned };
    let own = snapshot.tokens.sellers.get(&(*address, token.mint)).map_or(0, |asked| asked.purse.earned);
    own.saturating_add(snapshot.tokens.units(&token.mint, state.earned, snapshot.now))
}

/// What a job costs at an ordinary provider: the median, weighted by what each has earned, so that registering moves
/// nothing. Where nobody has earned anything it is the dearest, so that nobody makes failures cheap.
fn ordinary(costs: impl Iterator<Item = (u64, u64)>) -> u64 {
    let mut costs: Vec<_> = costs.collect();
    costs.sort_unstable();
    let all: u128 = costs.iter().map(|(_, earned)| u128::from(*earned)).sum();
    let mut sum = 0;
    let middle = costs.iter().find(|(_, earned)| {
        sum += u128::from(*earned);
        all > 0 && sum * 2 >= all
    });
    middle.or(costs.last()).map_or(0, |(cost, _)| *cost)
}

/// A cost, and that of the failures on the way to a success, as past attempts tell: a newcomer succeeds four times
/// in five. Paid jobs count as far as what was earned would pay for this one, a quarter of it for each: jobs for next
/// to nothing, such as one's own, wash away no failure.
fn with_failures(cost: u64, ordinary: u64, provider: &ProviderState, earned: u64) -> u128 {
    let failed = u128::from(provider.failed_jobs);
    let earned = earned.saturating_mul(4).checked_div(ordinary).unwrap_or(u64::MAX);
    let paid = u128::from(earned.min(provider.paid_jobs.into()));
    let failure = u128::from(cost.max(ordinary));
    u128::from(cost) + failure * (failed + 1) / (paid + 4)
}

/// Whether the keeper can check what will be delivered, from what the client has posted alone: by its engines, in
/// half the time for a verdict since others wait for theirs, and for a fee that the deposit allows. Or whether the
/// client has asked for no check.
fn is_to_be_assigned(snapshot: &Snapshot, job: &Job, params: &Params) -> bool {
    let Some(spec) = snapshot.specs.get(&job.state.spec) else { return false };
    if job.state.has(flag::UNCHECKED) {
        return true;
    }
    let chunk = &job.state.chunk;
    let challenge = Challenge::new([0; 32], chunk.frames, chunk.tiles, params.challenge_tiles, 0);
    let effort = Effort::of(spec, chunk, chunk.frames, challenge.count);
    let half = Duration::from_secs(u64::from(params.verdict_secs / 2));
    let (fee_bps, deposit) = (u128::from(params.fee_bps), u128::from(job.state.deposit));
    let fee = u64::try_from(deposit * fee_bps / (u128::from(BPS) + fee_bps)).unwrap_or(u64::MAX);
    let fee = snapshot.tokens.weight_of(job, fee, snapshot.now);
    snapshot.engines.offers(&spec.engine.name, &spec.engine.build)
        && snapshot.checking.is_late(&effort, half).is_none()
        && snapshot.checking.lamports(&effort) <= u128::from(fee)
}
