//! Offers: what a provider asks for a kind of work, in SOL or in a token, and which jobs are taken by it.

use rayment_client::{
    PROGRAM_ID, Payee, address,
    events::Event,
    instructions::{self, OfferOf, ProviderUpdate, job_assign_by, job_claim_by, market_pause, offer_set},
    rule_key,
};
use rayment_core::{
    job::{FailReason, Phase},
    layout,
    money::Terms,
    provider::{KINDS, OfferState, OfferTerms},
};
use rayment_tests::vm::{phases::*, tokens::*, world::*, *};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

use super::otherwise::*;
use RaymentError as E;

/// Half of what Anna asks for herself.
const HALF: Terms = Terms { per_frame: 500_000, per_second: 50_000, per_gb: 5_000_000, minimum: 250_000 };
const SOL: OfferOf = OfferOf { kind: 0, class: 0, mint: Pubkey::new_from_array([0; 32]) };

fn terms(terms: Terms) -> OfferTerms {
    OfferTerms { terms, manifest: [0x3a; 32], slots: 3 }
}

fn setting(world: &World, by: Actor, of: &OfferOf, terms: Option<OfferTerms>) -> Instruction {
    offer_set(&by.key(), &world.provider(ANNA), of, terms)
}

/// A market that takes the coin, in which Anna has no offer in it.
fn without_offers(coin: Coin) -> World {
    let mut world = World::taking(coin);
    ANNA.closes_offer(&mut world, &coin.rendering()).works();
    world
}

#[track_caller]
fn told(answer: Answer) -> rayment_client::events::OfferChanged {
    match answer.works().events().as_slice() {
        [Event::OfferChanged(told)] => *told,
        other => panic!("told {} things", other.len()),
    }
}

#[test]
fn operator_and_authority_open_an_offer_in_sol_and_in_tokens_and_pay_its_rent() {
    for of in [SOL, DOLLAR.rendering(), OfferOf { kind: 5, class: 300, ..DOLLAR.rendering() }] {
        for by in [ANNA.operator, ANNA.wallet] {
            let mut world = without_offers(DOLLAR);
            let before = world.lamports(&by.key());
            let open = setting(&world, by, &of, Some(terms(HALF)));
            let event = told(world.sends(open));
            let expected = OfferState {
                provider: rule_key(&ANNA.address()),
                kind: of.kind,
                class: of.class,
                mint: rule_key(&of.mint),
                terms: HALF,
                manifest: [0x3a; 32],
                slots: 3,
                since: NOON,
            };
            assert_eq!(world.offer_of(ANNA, &of).state, expected);
            assert_eq!(before - world.lamports(&by.key()), world.rent(layout::offer::SPACE));
            assert_eq!((event.provider, event.offer), (ANNA.address(), address::offer(&ANNA.address(), &of)));
            assert_eq!((event.kind, event.class, event.mint, event.open), (of.kind, of.class, of.mint, true));
            assert_eq!(event.terms.per_frame, HALF.per_frame);
        }
    }
}

#[test]
fn another_price_leaves_the_offer_as_old_as_it_was() {
    let mut world = World::taking(DOLLAR);
    let before = world.lamports(&ANNA.operator.key());
    world.advance(1_000);
    let again = setting(&world, ANNA.operator, &DOLLAR.rendering(), Some(terms(HALF)));
    world.sends(again).works();
    let OfferState { terms, since, slots, .. } = world.offer_of(ANNA, &DOLLAR.rendering()).state;
    assert_eq!((terms, since, slots), (HALF, NOON, 3));
    assert_eq!(world.lamports(&ANNA.operator.key()), before);
}

#[test]
fn nobody_else_says_what_a_provider_asks() {
    let mut world = World::taking(DOLLAR);
    for by in [STRANGER, BORIS.operator, OPENER, CLIENT.0] {
        for said in [Some(terms(HALF)), None] {
            for of in [SOL, DOLLAR.rendering()] {
                let set = setting(&world, by, &of, said);
                refused(&mut world, E::NotOperator, |world| world.sends(set));
            }
        }
    }
}

#[test]
fn an_offer_is_of_a_kind_there_is_and_of_some_slots() {
    let mut world = World::taking(DOLLAR);
    for kind in 0..KINDS {
        ANNA.offers(&mut world, &OfferOf { kind, class: 9, ..DOLLAR.rendering() }, HALF).works();
    }
    for kind in [KINDS, 8, u8::MAX] {
        let of = OfferOf { kind, ..SOL };
        refused(&mut world, E::UnknownKind, |world| ANNA.offers(world, &of, HALF));
    }
    for of in [SOL, DOLLAR.rendering()] {
        let none = setting(&world, ANNA.operator, &of, Some(OfferTerms { slots: 0, ..terms(HALF) }));
        refused(&mut world, E::NoSlots, |world| world.sends(none));
    }
}

#[test]
fn tokens_need_their_asset_and_sol_has_none() {
    let mut world = without_offers(DOLLAR);
    world.makes_mint(OTHER_DOLLAR);
    world.lists(OTHER_DOLLAR).works();
    let [asset, other] = [DOLLAR, OTHER_DOLLAR].map(|coin| address::asset(&World::market_address(), &coin.mint()));
    let open = setting(&world, ANNA.operator, &DOLLAR.rendering(), Some(terms(HALF)));
    let unnamed = without(open.clone(), asset);
    refused(&mut world, E::AssetNotListed, |world| world.sends(unnamed));
    let misnamed = naming(open, asset, other);
    refused(&mut world, E::WrongAsset, |world| world.sends(misnamed));
    let named = |mut set: Instruction| {
        let place = set.accounts.iter_mut().find(|meta| meta.pubkey == PROGRAM_ID).expect("a place for an asset");
        *place = AccountMeta::new_readonly(asset, false);
        set
    };
    let in_sol = named(setting(&world, ANNA.operator, &SOL, Some(terms(HALF))));
    // Its mint is not that of the offer, which has none.
    refused(&mut world, E::WrongAsset, |world| world.sends(in_sol));
    ANNA.offers(&mut world, &DOLLAR.rendering(), HALF).works();
    let closing = named(setting(&world, ANNA.operator, &DOLLAR.rendering(), None));
    refused(&mut world, E::WrongAsset, |world| world.sends(closing));
}

#[test]
fn refuses_another_market_and_another_address() {
    let mut world = World::taking(DOLLAR);
    world.opens_market(RIVAL, PARAMS).works();
    let open = setting(&world, ANNA.operator, &SOL, Some(terms(HALF)));
    let of_market = naming(open.clone(), World::market_address(), address::market(&RIVAL.key(), 0));
    refused(&mut world, E::WrongMarket, |world| world.sends(of_market));
    let own = address::offer(&ANNA.address(), &SOL);
    let others = [
        address::offer(&BORIS.address(), &SOL),
        address::offer(&ANNA.address(), &OfferOf { class: 1, ..SOL }),
        address::offer(&ANNA.address(), &OfferOf { kind: 1, ..SOL }),
        address::offer(&ANNA.address(), &DOLLAR.rendering()),
    ];
    for other in others {
        let named = naming(open.clone(), own, other);
        // Anchor's code where an address does not follow from its seeds.
        refused_with(&mut world, 2006, |world| world.sends(named));
    }
}

#[test]
fn whoever_closes_an_offer_gets_what_is_in_it() {
    for by in [ANNA.operator, ANNA.wallet] {
        let mut world = World::taking(EURO);
        let at = address::offer(&ANNA.address(), &EURO.rendering());
        world.transfers(DONOR, &at, 1_000_000).works();
        let (before, lies) = (world.lamports(&by.key()), world.lamports(&at));
        let close = setting(&world, by, &EURO.rendering(), None);
        let event = told(world.sends(close.clone()));
        assert_eq!((event.open, event.terms.per_frame), (false, 0));
        assert!(!world.exists(&at));
        assert_eq!(world.lamports(&by.key()) - before, lies);
        refused(&mut world, E::WrongOffer, |world| world.sends(close));
        // Opened anew it is new.
        world.advance(5);
        ANNA.offers(&mut world, &EURO.rendering(), HALF).works();
        assert_eq!(world.offer_of(ANNA, &EURO.rendering()).state.since, NOON + 5);
    }
}

#[test]
fn no_offer_closes_while_a_job_names_its_provider() {
    let mut world = World::taking(DOLLAR);
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    refused(&mut world, E::JobsOpen, |world| ANNA.closes_offer(world, &DOLLAR.rendering()));
    ANNA.offers(&mut world, &DOLLAR.rendering(), HALF).works();
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    ANNA.closes_offer(&mut world, &DOLLAR.rendering()).works();
}

#[test]
fn who_has_retired_offers_nothing_and_closes_what_is_open() {
    let mut world = World::taking(DOLLAR);
    ANNA.pauses(&mut world, true).works();
    ANNA.offers(&mut world, &SOL, HALF).works();
    ANNA.retires(&mut world).works();
    for of in [SOL, DOLLAR.rendering()] {
        refused(&mut world, E::Retired, |world| ANNA.offers(world, &of, TERMS));
        ANNA.closes_offer(&mut world, &of).works();
    }
}

#[test]
fn a_market_in_a_pause_takes_no_new_offer_and_another_price() {
    let mut world = World::taking(DOLLAR);
    let pause = market_pause(&world.market_state(), 60);
    world.sends(pause).works();
    refused(&mut world, E::MarketPaused, |world| ANNA.offers(world, &SOL, HALF));
    ANNA.offers(&mut world, &DOLLAR.rendering(), HALF).works();
    ANNA.closes_offer(&mut world, &DOLLAR.rendering()).works();
    refused(&mut world, E::MarketPaused, |world| ANNA.offers(world, &DOLLAR.rendering(), HALF));
    world.advance(60);
    ANNA.offers(&mut world, &DOLLAR.rendering(), HALF).works();
}

/// A job in the coin, or in SOL, and Anna's offer of this class in it at half her price.
fn offered(coin: Option<Coin>, class: u16) -> JobWorld {
    let mut world = World::taking(coin.unwrap_or(DOLLAR));
    let of = OfferOf { class, mint: coin.map(Coin::mint).unwrap_or_default(), kind: 0 };
    ANNA.offers(&mut world, &of, HALF).works();
    let job = match coin {
        Some(coin) => CLIENT.posts_job_in(&mut world, coin, &offer()).works(),
        None => CLIENT.posts_job(&mut world, &offer()).works(),
    };
    (world, job)
}

fn assign(world: &World, job: Pubkey, coin: Option<Coin>, class: u16) -> Instruction {
    let token = coin.map(Coin::token);
    job_assign_by(&KEEPER.key(), &world.job(job), &ANNA.wallet.key(), (class, token.as_ref()), true)
}

fn claim(world: &World, job: Pubkey, coin: Option<Coin>, class: u16) -> Instruction {
    let token = coin.map(Coin::token);
    let (operator, wallet) = (ANNA.operator.key(), ANNA.wallet.key());
    job_claim_by(&operator, &wallet, &world.job(job), (class, token.as_ref()))
}

const PAID_IN: [Option<Coin>; 3] = [None, Some(DOLLAR), Some(EURO)];

#[test]
fn a_job_is_reserved_claimed_and_paid_at_the_offers_price() {
    for coin in PAID_IN {
        for class in [0, 300] {
            let (mut world, job) = offered(coin, class);
            world.sends(assign(&world, job, coin, class)).works();
            let Phase::Open { reserved: Some(reserved), .. } = world.job(job).state.phase else { panic!("reserved") };
            assert_eq!(reserved.terms, HALF);
            world.sends(claim(&world, job, coin, class)).works();
            assert_eq!(world.job(job).state.claim().expect("a claim").terms, HALF);
            ANNA.starts(&mut world, job).works();
            world.advance(200);
            ANNA.delivers(&mut world, job, PICTURE).works();
            seal(&mut world, job);
            KEEPER.accepts(&mut world, job).works();
            CLIENT.approves(&mut world, job).works();
            world.settles(job).works();
            let earned = match coin {
                Some(coin) => world.purse(ANNA, coin).state.earned,
                None => world.provider(ANNA).state.earned,
            };
            assert_eq!(earned, PRICE / 2);
        }
    }
}

/// The bond is a share of what the claim can cost at the most, and that goes by the offer. In SOL there is a least.
#[test]
fn half_the_price_is_half_the_bond() {
    for coin in PAID_IN {
        let (mut world, job) = offered(coin, 0);
        world.sends(assign(&world, job, coin, 0)).works();
        let held = |world: &World| coin.map_or(world.lamports(&job), |_| world.vault(&job));
        let before = held(&world);
        world.sends(claim(&world, job, coin, 0)).works();
        let least = coin.map_or(PARAMS.bond_min, |_| 1);
        assert_eq!(held(&world) - before, least.max(BOND / 2));
    }
}

#[test]
fn refuses_a_raise_after_the_reservation_and_takes_a_cut() {
    for coin in PAID_IN {
        let (mut world, job) = offered(coin, 0);
        let of = OfferOf { mint: coin.map(Coin::mint).unwrap_or_default(), ..SOL };
        world.sends(assign(&world, job, coin, 0)).works();
        let raised = Terms { per_gb: HALF.per_gb + 1, ..HALF };
        ANNA.offers(&mut world, &of, raised).works();
        refused(&mut world, E::TermsAboveReserved, |world| world.sends(claim(world, job, coin, 0)));
        // Nor in the transaction that claims.
        ANNA.offers(&mut world, &of, HALF).works();
        let raise = setting(&world, ANNA.operator, &of, Some(terms(raised)));
        let both = [raise, claim(&world, job, coin, 0)];
        refused(&mut world, E::TermsAboveReserved, |world| world.sends_all(&both));
        let lower = Terms { per_frame: 1, ..HALF };
        ANNA.offers(&mut world, &of, lower).works();
        world.sends(claim(&world, job, coin, 0)).works();
        assert_eq!(world.job(job).state.claim().expect("a claim").terms, lower);
    }
}

#[test]
fn refuses_what_is_above_the_clients_ceiling() {
    for coin in PAID_IN {
        let (mut world, job) = offered(coin, 0);
        let of = OfferOf { mint: coin.map(Coin::mint).unwrap_or_default(), ..SOL };
        let dear = Terms { per_gb: u64::MAX, ..HALF };
        ANNA.offers(&mut world, &of, dear).works();
        refused(&mut world, E::TermsAboveCeiling, |world| world.sends(assign(world, job, coin, 0)));
        world.advance(PARAMS.open_secs.into());
        refused(&mut world, E::TermsAboveCeiling, |world| world.sends(claim(world, job, coin, 0)));
    }
}

/// In place of Anna's offer for rendering: Boris's, one of another kind, and those of other assets.
#[test]
fn refuses_an_offer_of_somebody_else_for_other_work_or_in_another_asset() {
    for coin in PAID_IN {
        let (mut world, job) = offered(coin, 0);
        world.makes_mint(OTHER_DOLLAR);
        world.lists(OTHER_DOLLAR).works();
        let of = OfferOf { mint: coin.map(Coin::mint).unwrap_or_default(), ..SOL };
        let in_other = match coin {
            None => OfferOf { class: 7, ..DOLLAR.rendering() },
            Some(_) => OfferOf { class: 7, ..SOL },
        };
        let of_another = OfferOf { class: 7, ..of };
        BORIS.offers(&mut world, &of_another, HALF).works();
        let kind = OfferOf { kind: 1, ..of };
        let others = [kind, in_other, OfferOf { class: 7, ..OTHER_DOLLAR.rendering() }];
        for other in &others {
            ANNA.offers(&mut world, other, HALF).works();
        }
        let own = address::offer(&ANNA.address(), &of);
        let all = others.iter().map(|other| address::offer(&ANNA.address(), other));
        for other in all.chain([address::offer(&BORIS.address(), &of_another)]) {
            let assigned = naming(assign(&world, job, coin, 0), own, other);
            refused(&mut world, E::WrongOffer, |world| world.sends(assigned));
        }
        world.sends(assign(&world, job, coin, 0)).works();
        let all = others.iter().map(|other| address::offer(&ANNA.address(), other));
        for other in all.chain([address::offer(&BORIS.address(), &of_another)]) {
            let claimed = naming(claim(&world, job, coin, 0), own, other);
            refused(&mut world, E::WrongOffer, |world| world.sends(claimed));
        }
    }
}

#[test]
fn a_job_in_tokens_is_taken_by_an_offer_alone() {
    let (mut world, job) = offered(Some(DOLLAR), 0);
    let own = address::offer(&ANNA.address(), &DOLLAR.rendering());
    let assigned = without(assign(&world, job, Some(DOLLAR), 0), own);
    refused(&mut world, E::WrongOffer, |world| world.sends(assigned));
    world.sends(assign(&world, job, Some(DOLLAR), 0)).works();
    let claimed = without(claim(&world, job, Some(DOLLAR), 0), own);
    refused(&mut world, E::WrongOffer, |world| world.sends(claimed));
    // What it asks for itself, in lamports, says nothing of tokens.
    let in_sol = instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job));
    refused(&mut world, E::TokensMissing, |world| world.sends(in_sol));
    // Nor is it assigned without its vault, which says what it is in.
    let (mut world, job) = offered(Some(DOLLAR), 0);
    let blind = without(assign(&world, job, Some(DOLLAR), 0), address::vault(&job));
    refused(&mut world, E::TokensMissing, |world| world.sends(blind));
}

/// Without an offer a job in SOL goes at what the provider asks for itself, whatever its offers say.
#[test]
fn a_job_in_sol_goes_at_the_providers_own_price_where_no_offer_is_named() {
    let (mut world, job) = offered(None, 0);
    KEEPER.assigns(&mut world, job, ANNA).works();
    // At an offer that is cheaper than what was reserved, if it likes.
    let mut by_offer = world.clone();
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.job(job).state.claim().expect("a claim").terms, TERMS);
    by_offer.sends(claim(&by_offer, job, None, 0)).works();
    assert_eq!(by_offer.job(job).state.claim().expect("a claim").terms, HALF);
    let payee = by_offer.paid_back(&by_offer.job(job));
    assert_eq!(payee, Payee::from(by_offer.payee(&by_offer.job(job))));
    ANNA.updates(&mut by_offer, &ProviderUpdate::default()).works();
}
