//! Jobs in tokens: who gets them, what their fees weigh, and what is paid of what they still owe.

use std::collections::BTreeMap;

use rayment_client::{
    Job, Market as MarketAccount, Payee, Token, address, chain_key,
    instructions::{self, OfferOf},
    rule_key,
    token::{RATE_SECS, TOKEN},
};
use rayment_core::{
    asset::{self, AssetState},
    job::{Offer, Payees, Phase},
    market::Params,
    money::Terms,
    order::MarketVersion,
    provider::{ProviderState, PurseState, RENDER},
    stake::Stake,
};
use rayment_keeper::{
    Action, ByOffer, ChainAction, Prepared, Snapshot,
    tokens::{Asked, Asset, Owing},
};
use solana_pubkey::Pubkey;

use crate::market::{
    ANNA, BORIS, CAROL, CEILINGS, CLIENT, KEEPER, Market, NOON, TERMS, cheaper, key, order_at, wallet,
};

pub const GOLD: u8 = 0x60;
const SILVER: u8 = 0x61;
/// With nine decimals, a base unit weighs a lamport.
pub const PAR: u64 = 1_000_000_000;
pub const VAULT_RENT: u64 = 2_039_280;

pub fn token(mint: u8) -> Token {
    Token::new(wallet(mint), TOKEN).expect("it is a token program")
}

/// What a provider asks for a job, by the offers that the keeper knows.
pub fn lawful_terms(
    (snapshot, params): (&Snapshot, &Params),
    job: &Job,
    state: &ProviderState,
    by: Option<&ByOffer>,
) -> Terms {
    assert_eq!(by.is_some(), job.state.is_in_tokens());
    let Some(ByOffer { class, token }) = by else { return state.terms };
    assert_eq!(snapshot.tokens.of_job(job), Some(*token), "the offer is in what the job is in");
    let account = address::provider(&Market::address(), &chain_key(&state.authority));
    let asked = &snapshot.tokens.sellers[&(account, token.mint)];
    let terms = asked.offers[class];
    assert!(job.state.bond(params, &terms).expect("it fits") <= asked.bondable(), "it can be bonded");
    terms
}

impl Market {
    /// The market takes a token of which a whole one weighs so much, said just now.
    pub fn lists(&mut self, mint: u8, rate: u64) -> &mut AssetState {
        let state = AssetState {
            market: rule_key(&Self::address()),
            mint: key(mint),
            token_program: asset::TOKEN,
            decimals: 9,
            extensions: 0,
            rate,
            rate_at: self.snapshot.now,
            at_once_max: 0,
        };
        self.snapshot.tokens.assets.insert(wallet(mint), Asset { state, vault_rent: VAULT_RENT });
        &mut self.snapshot.tokens.assets.get_mut(&wallet(mint)).expect("it was inserted").state
    }

    /// A provider's purse and its offers in a token, by class.
    pub fn renders_for(&mut self, name: u8, mint: u8, offers: &[(u16, Terms)]) -> &mut PurseState {
        let provider = address::provider(&Self::address(), &wallet(name));
        let purse = PurseState { earned: PAR, ..PurseState::open(rule_key(&provider), key(mint)) };
        let asked = Asked { purse, own: PAR, offers: offers.iter().copied().collect() };
        self.snapshot.tokens.sellers.insert((provider, wallet(mint)), asked);
        &mut self.snapshot.tokens.sellers.get_mut(&(provider, wallet(mint))).expect("it was inserted").purse
    }

    /// Posts the next frame of an order in a token.
    pub fn posts_in(&mut self, mint: u8, order: u64) -> usize {
        let frame = u32::try_from(self.snapshot.jobs.len()).expect("few jobs") + 1;
        let offer = Offer { in_tokens: Some(u64::MAX), ..self.offer(order, frame) };
        let at = self.posts_as(CLIENT, &offer);
        let payee = Payee { address: order_at(order), token: Some(token(mint)) };
        self.snapshot.tokens.of_jobs.insert(self.snapshot.jobs[at].address, payee);
        at
    }

    /// Who is to get which job by which class.
    fn by_class(&self) -> Vec<(usize, u8, Option<u16>)> {
        let mut found = Vec::new();
        for action in self.plans() {
            if let Action::Send(ChainAction::Assign { job, provider, by, .. }) = action {
                let at = self.snapshot.jobs.iter().position(|known| known.address == job.address);
                found.push((at.expect("a job of ours"), provider.to_bytes()[0], by.map(|by| by.class)));
            }
        }
        found.sort_unstable();
        found
    }
}

/// Anna and Boris render for gold at the same price; one job is open.
fn two_and_a_job() -> Market {
    let mut market = Market::new();
    market.lists(GOLD, PAR);
    for name in [ANNA, BORIS] {
        market.provider(name, TERMS);
        market.renders_for(name, GOLD, &[(0, TERMS)]);
    }
    market.posts_in(GOLD, 1);
    market
}

#[test]
fn gives_a_job_in_tokens_only_to_who_has_an_offer_in_it_and_a_purse() {
    let mut market = two_and_a_job();
    market.provider(CAROL, cheaper());
    market.renders_for(CAROL, SILVER, &[(0, cheaper())]);
    assert_eq!(market.by_class(), [(0, ANNA, Some(0))]);
    market.snapshot.tokens.sellers.retain(|(_, mint), _| *mint == wallet(SILVER));
    // Not even when anyone may claim it.
    for after in [0, 60] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.by_class(), []);
    }
    market.renders_for(CAROL, GOLD, &[(0, cheaper())]);
    assert_eq!(market.by_class(), [(0, CAROL, Some(0))]);
}

#[test]
fn an_offers_terms_count_and_not_the_providers_own() {
    let dear = Terms { per_frame: CEILINGS.terms.per_frame + 1, ..TERMS };
    for (own, offered, given) in [(dear, TERMS, true), (TERMS, dear, false), (TERMS, CEILINGS.terms, true)] {
        let mut market = Market::new();
        market.lists(GOLD, PAR);
        market.provider(ANNA, own);
        market.renders_for(ANNA, GOLD, &[(0, offered)]);
        market.posts_in(GOLD, 1);
        assert_eq!(market.by_class().len(), usize::from(given), "own {own:?}, offered {offered:?}");
    }
}

#[test]
fn a_job_in_sol_goes_at_the_providers_own_terms_whatever_it_offers() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.provider(BORIS, cheaper());
    market.renders_for(ANNA, GOLD, &[(0, Terms::default())]);
    market.posts(1);
    assert_eq!(market.by_class(), [(0, BORIS, None)]);
}

#[test]
fn of_several_classes_the_cheapest_that_the_client_pays_for_is_taken_and_of_equals_the_lowest() {
    let above = Terms { per_gb: CEILINGS.terms.per_gb + 1, ..Terms::default() };
    for (offers, class) in [
        (&[(0, TERMS), (1, cheaper())][..], 1),
        (&[(0, cheaper()), (1, TERMS)], 0),
        (&[(3, TERMS), (7, TERMS), (0, TERMS)], 0),
        (&[(9, TERMS), (5, TERMS)], 5),
        // The cheapest of all is above one of the client's ceilings.
        (&[(0, above), (1, TERMS), (2, cheaper())], 2),
    ] {
        let mut market = Market::new();
        market.lists(GOLD, PAR);
        market.provider(ANNA, TERMS);
        market.renders_for(ANNA, GOLD, offers);
        market.posts_in(GOLD, 1);
        assert_eq!(market.by_class(), [(0, ANNA, Some(class))], "{offers:?}");
    }
}

#[test]
fn ranks_them_as_jobs_in_sol() {
    let mut market = two_and_a_job();
    market.renders_for(BORIS, GOLD, &[(0, cheaper())]);
    assert_eq!(market.by_class(), [(0, BORIS, Some(0))], "the cheapest");
    market.renders_for(BORIS, GOLD, &[(0, TERMS)]);
    market.snapshot.jobs.clear();
    for _ in 0..3 {
        market.posts_in(GOLD, 1);
    }
    let sellers: Vec<_> = market.by_class().into_iter().map(|(_, seller, _)| seller).collect();
    assert_eq!(sellers, [ANNA, BORIS, ANNA], "an order is spread");
    for provider in &mut market.snapshot.providers {
        provider.state.slots = 1;
    }
    market.posts(2);
    assert_eq!(market.plans().len(), 2, "jobs in SOL and in tokens share the slots");
}

/// What failures cost is measured by what was earned in the same token, and in SOL as far as there is a rate.
#[test]
fn what_was_earned_in_the_token_tells_who_is_reliable() {
    for (in_gold, in_sol, rate, chosen) in
        [(PAR, 0, PAR, ANNA), (0, 0, PAR, BORIS), (0, PAR, PAR, ANNA), (0, PAR, 0, BORIS), (PAR, 0, 0, ANNA)]
    {
        let mut market = two_and_a_job();
        market.lists(GOLD, rate);
        market.renders_for(ANNA, GOLD, &[(0, cheaper())]).earned = in_gold;
        let state = &mut market.snapshot.providers[0].state;
        (state.earned, state.paid_jobs, state.failed_jobs) = (in_sol, 1_000, 10);
        assert_eq!(market.by_class(), [(0, chosen, Some(0))], "{in_gold} in gold, {in_sol} in SOL, rate {rate}");
    }
}

#[test]
fn gives_a_job_in_tokens_to_nobody_who_cannot_bond_it() {
    let mut market = two_and_a_job();
    let bond = market.state(0).bond(&market.params, &TERMS).expect("it fits");
    let anna = (address::provider(&Market::address(), &wallet(ANNA)), wallet(GOLD));
    for (balance, budget, own, chosen) in [
        (bond, bond, 0, ANNA),
        (bond, bond - 1, 0, BORIS),
        (bond - 1, bond, 0, BORIS),
        (0, 0, bond, ANNA),
        (bond - 1, bond, 1, ANNA),
        (0, 0, bond - 1, BORIS),
    ] {
        let asked = market.snapshot.tokens.sellers.get_mut(&anna).expect("she renders for gold");
        (asked.purse.balance, asked.purse.budget, asked.own) = (balance, budget, own);
        assert_eq!(market.by_class(), [(0, chosen, Some(0))], "{balance}, {budget}, {own}");
    }
}

#[test]
fn counts_the_bonds_of_what_it_has_given_away() {
    let mut market = Market::new();
    market.lists(GOLD, PAR);
    market.provider(ANNA, TERMS).slots = 4;
    market.renders_for(ANNA, GOLD, &[(0, TERMS)]);
    for _ in 0..3 {
        market.posts_in(GOLD, 1);
    }
    let bond = market.state(0).bond(&market.params, &TERMS).expect("it fits");
    let has = |market: &mut Market, bonds: u64| {
        market.snapshot.tokens.sellers.values_mut().for_each(|asked| asked.own = bonds * bond);
    };
    has(&mut market, 2);
    assert_eq!(market.by_class(), [(0, ANNA, Some(0)), (1, ANNA, Some(0))]);
    market.assigns(0, ANNA);
    assert_eq!(market.by_class(), [(1, ANNA, Some(0))], "one is reserved, and not locked yet");
    market.claims(0, ANNA);
    has(&mut market, 1);
    assert_eq!(market.by_class(), [(1, ANNA, Some(0))], "now it is locked");
    // A job in SOL asks for none.
    has(&mut market, 0);
    market.posts(2);
    assert_eq!(market.by_class(), [(3, ANNA, None)]);
}

#[test]
fn waits_while_it_is_not_known_what_a_job_is_in() {
    let mut market = two_and_a_job();
    market.snapshot.tokens.of_jobs.clear();
    assert_eq!(market.by_class(), []);
}

#[test]
fn a_fee_in_tokens_pays_a_check_by_its_rate() {
    let mut market = two_and_a_job();
    // As for a job in SOL with the same deposit.
    let fee = market.snapshot.jobs[0].state.deposit * 5 / 105;
    let most = (fee + 1) * 1_000 / 520;
    for (rate, cost, given) in [
        (PAR, most - 1, true),
        (PAR, most + 2, false),
        (PAR / 2, most / 2 - 1, true),
        (PAR / 2, most / 2 + 4, false),
        (0, 2, false),
        (0, 0, true),
    ] {
        market.lists(GOLD, rate);
        market.checking_costs(cost);
        assert_eq!(market.by_class().len(), usize::from(given), "rate {rate}, {cost} lamports a second");
    }
}

#[test]
fn a_rate_counts_for_a_day() {
    let mut market = two_and_a_job();
    for (age, weighs) in [(0, 7), (RATE_SECS - 1, 7), (RATE_SECS, 0)] {
        market.lists(GOLD, PAR).rate_at = NOON - age;
        assert_eq!(market.snapshot.tokens.weight(&wallet(GOLD), 7, NOON), weighs, "{age} s old");
    }
    let asset = market.lists(GOLD, u64::MAX);
    asset.decimals = 0;
    assert_eq!(market.snapshot.tokens.weight(&wallet(GOLD), u64::MAX, NOON), u64::MAX);
    market.lists(GOLD, PAR).decimals = 255;
    assert_eq!(market.snapshot.tokens.weight(&wallet(GOLD), 7, NOON), 0, "nobody writes so many digits");
    assert_eq!(market.snapshot.tokens.weight(&wallet(SILVER), 7, NOON), 0, "it is not taken");
}

#[test]
fn a_check_of_a_job_in_tokens_is_as_urgent_as_its_fee_weighs() {
    for (rate, weighs) in [(PAR, 50_500), (PAR / 2, 25_250), (0, 0)] {
        let mut market = two_and_a_job();
        market.lists(GOLD, rate);
        market.assigns(0, ANNA);
        market.delivers(0, ANNA);
        let [Action::Check(request)] = market.plans()[..] else { panic!("it is to be fetched") };
        assert_eq!(request.fee, weighs, "rate {rate}");
    }
}

#[test]
fn an_assignment_names_the_offer_and_the_vault() {
    let market = two_and_a_job();
    let [Action::Send(action)] = &market.plans()[..] else { panic!("it is assigned") };
    let (job, keeper) = (market.snapshot.jobs[0], wallet(KEEPER));
    let prepared = Prepared::new(action.clone(), &keeper, &Pubkey::default().into());
    let by = (0, Some(&token(GOLD)));
    assert_eq!(prepared.instructions, [instructions::job_assign_by(&keeper, &job, &wallet(ANNA), by, false)]);
    let offer = OfferOf { kind: RENDER, class: 0, mint: wallet(GOLD) };
    let offer = address::offer(&address::provider(&Market::address(), &wallet(ANNA)), &offer);
    let named = |account: Pubkey| prepared.instructions[0].accounts.iter().any(|meta| meta.pubkey == account);
    assert!(named(offer) && named(address::vault(&job.address)));
}

pub fn account_of_market() -> MarketAccount {
    MarketAccount {
        address: Market::address(),
        id: 0,
        creator: wallet(1),
        authority: wallet(1),
        keeper: wallet(KEEPER),
        treasury: wallet(2),
        version: MarketVersion { params: 0, since: 0, paused_until: 0 },
        keeper_bond: Stake::default(),
        dust: 0,
    }
}

/// A job that owes its provider, its market and its client something.
fn owing(payees: Payees) -> Market {
    let mut market = two_and_a_job();
    let job = &mut market.snapshot.jobs[0];
    job.state.phase = Phase::Owed { provider: key(ANNA), earnings: 70, fee: 20, client: 10 };
    let owing = Owing { market: account_of_market(), has_purse: true, payees };
    market.snapshot.tokens.owing = BTreeMap::from([(job.address, owing)]);
    market
}

#[test]
fn pays_what_a_job_still_owes_as_soon_as_anybody_can_be_paid() {
    let nobody = Payees { vault: 100, provider: false, fee: false, client: false };
    for (payees, pays) in [
        (nobody, false),
        (Payees { provider: true, ..nobody }, true),
        (Payees { fee: true, ..nobody }, true),
        (Payees { client: true, ..nobody }, true),
        (Payees { vault: 89, client: true, ..nobody }, false),
        (Payees { vault: 90, client: true, ..nobody }, false),
    ] {
        let market = owing(payees);
        let (job, market_account) = (market.snapshot.jobs[0], account_of_market());
        let clear = ChainAction::Clear { job, market: market_account, has_purse: true };
        let expected = if pays { vec![Action::Send(clear)] } else { vec![] };
        assert_eq!(market.plans(), expected, "{payees:?}");
    }
}

#[test]
fn leaves_alone_what_it_has_not_looked_at() {
    let mut market = owing(Payees { vault: 100, provider: true, fee: true, client: true });
    market.snapshot.tokens.owing.clear();
    assert_eq!(market.plans(), []);
}

#[test]
fn what_a_job_owes_goes_to_the_purse_while_there_is_one() {
    let market = owing(Payees { vault: 100, provider: true, fee: true, client: true });
    let (job, keeper) = (market.snapshot.jobs[0], wallet(KEEPER));
    let payee = market.snapshot.tokens.of_jobs[&job.address];
    let purse = address::purse(&address::provider(&Market::address(), &wallet(ANNA)), &wallet(GOLD));
    for has_purse in [true, false] {
        let action = ChainAction::Clear { job, market: account_of_market(), has_purse };
        assert_eq!(action.pays_for(), Some(&job));
        let prepared = Prepared::new(action, &keeper, &payee);
        let [instruction] = &prepared.instructions[..] else { panic!("it is one instruction") };
        let named = |account: Pubkey| instruction.accounts.iter().any(|meta| meta.pubkey == account);
        assert_eq!(named(purse), has_purse);
        assert!(named(token(GOLD).account(&wallet(2))) && named(token(GOLD).account(&order_at(1))));
    }
}
