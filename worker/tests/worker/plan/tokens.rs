//! Jobs in tokens: by which offer they are claimed, what can be bonded, and which go first.

use rayment_client::{Token, token::TOKEN};
use rayment_core::{
    Pubkey as Key,
    asset::{self, AssetState},
    job::{Phase, flag},
    money::Terms,
    provider::PurseState,
};
use rayment_worker::{
    asking::{Ask, TokenView},
    plan::{Action, JobView, LocalState, Pending, Snapshot, SpecStatus, plan},
};
use solana_pubkey::Pubkey;

use super::story::*;

const GOLD: u8 = 0x60;
const SILVER: u8 = 0x61;
/// Of every job here: a twentieth of 8,400, which four frames and their forty seconds cost with the fee.
const BOND: u64 = 420;

fn mint(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

/// A token that this provider renders for at these terms, with so much in its purse that may be bonded.
fn view(number: u8, offers: &[(u16, Terms)], bondable: u64) -> TokenView {
    let purse = PurseState { balance: bondable, budget: bondable, ..PurseState::open(own(), Key([number; 32])) };
    TokenView {
        token: Token::new(mint(number), TOKEN).unwrap(),
        offers: offers.iter().copied().collect(),
        purse: Some(purse),
        own: 0,
        asset: None,
    }
}

fn knowing(views: impl IntoIterator<Item = TokenView>) -> Snapshot {
    let mut snapshot = idle();
    snapshot.tokens = views.into_iter().map(|view| (view.token.mint, view)).collect();
    snapshot
}

/// Job `number` in a token, whose spec was looked at.
fn job_in(number: u8, token: u8, phase: Phase) -> JobView {
    let seen = job(number, phase).flagged(flag::FROM_ORDER | flag::TOKEN);
    JobView { mint: Some(mint(token)), ..seen }
}

fn reserved(number: u8) -> JobView {
    job_in(number, GOLD, reserved_for(own(), T0 + 60))
}

fn claims(numbers: &[u8]) -> Vec<Action> {
    numbers.iter().map(|number| Action::Claim(first(*number))).collect()
}

fn class(snapshot: &Snapshot) -> Option<u16> {
    snapshot.ask(&snapshot.jobs[0], T0).and_then(|ask: Ask| ask.by).map(|by| by.class)
}

#[test]
fn claims_a_job_in_a_token_that_it_has_an_offer_and_a_purse_for() {
    let offer = &[(0, TERMS)][..];
    let no_purse = TokenView { purse: None, ..view(GOLD, offer, BOND) };
    for (what, views, claimed) in [
        ("an offer and a purse", vec![view(GOLD, offer, BOND)], true),
        ("no offer", vec![view(GOLD, &[], BOND)], false),
        ("no purse", vec![no_purse], false),
        ("another token", vec![view(SILVER, offer, BOND)], false),
        ("nothing", vec![], false),
    ] {
        for known in [FITS, SpecStatus::Unknown] {
            let seen = reserved(1).knowing(LocalState { spec: known, ..LocalState::default() });
            assert_eq!(!plan(&knowing(views.clone()).with(seen), T0).is_empty(), claimed, "{what}, {known:?}");
        }
    }
    let unknown = JobView { mint: None, ..reserved(1) };
    assert_eq!(plan(&knowing([view(GOLD, offer, BOND)]).with(unknown), T0), []);
}

#[test]
fn its_offers_count_for_tokens_and_its_own_terms_for_sol() {
    let dear = Terms { per_frame: TERMS.per_frame + 1, ..TERMS };
    for (own_terms, offered, in_sol, in_gold) in
        [(TERMS, TERMS, true, true), (dear, TERMS, false, true), (TERMS, dear, true, false)]
    {
        let mut snapshot = knowing([view(GOLD, &[(0, offered)], BOND)]);
        snapshot.provider.terms = own_terms;
        let sol = job(1, reserved_for(own(), T0 + 60));
        assert_eq!(!plan(&snapshot.clone().with(sol), T0).is_empty(), in_sol, "own {own_terms:?}");
        assert_eq!(!plan(&snapshot.with(reserved(1)), T0).is_empty(), in_gold, "offered {offered:?}");
    }
}

#[test]
fn claims_by_the_cheapest_of_its_classes_that_it_may_and_of_equals_by_the_lowest() {
    let cheap = Terms { per_frame: TERMS.per_frame - 1, ..TERMS };
    let above = Terms { per_gb: 1, per_frame: 0, per_second: 0, minimum: 0 };
    for (offers, expected) in [
        (&[(0, TERMS), (1, cheap)][..], Some(1)),
        (&[(0, cheap), (1, TERMS)], Some(0)),
        (&[(4, TERMS), (2, TERMS)], Some(2)),
        // Cheaper still, but above one of the client's ceilings.
        (&[(0, above), (1, TERMS)], Some(1)),
        (&[(0, above)], None),
    ] {
        assert_eq!(class(&knowing([view(GOLD, offers, BOND)]).with(reserved(1))), expected, "{offers:?}");
    }
}

#[test]
fn claims_no_job_in_tokens_above_what_was_reserved() {
    let cheap = Terms { per_frame: TERMS.per_frame - 1, ..TERMS };
    let seen = |terms| job_in(1, GOLD, reserved_at(terms, own(), T0 + 60));
    let by = |offers: &[(u16, Terms)]| class(&knowing([view(GOLD, offers, BOND)]).with(seen(cheap)));
    assert_eq!(by(&[(0, TERMS)]), None);
    assert_eq!(by(&[(0, TERMS), (1, cheap)]), Some(1));
}

#[test]
fn never_claims_what_it_cannot_bond() {
    for (balance, budget, in_account, claimed) in [
        (BOND, BOND, 0, true),
        (BOND - 1, u64::MAX, 0, false),
        (u64::MAX, BOND - 1, 0, false),
        (0, 0, BOND, true),
        (0, 0, BOND - 1, false),
        (BOND - 20, u64::MAX, 20, true),
        (BOND - 20, u64::MAX, 19, false),
        (u64::MAX, BOND - 20, 20, true),
    ] {
        let mut of_gold = view(GOLD, &[(0, TERMS)], 0);
        of_gold.purse = of_gold.purse.map(|purse| PurseState { balance, budget, ..purse });
        of_gold.own = in_account;
        for known in [FITS, SpecStatus::Unknown] {
            let seen = reserved(1).knowing(LocalState { spec: known, ..LocalState::default() });
            let planned = plan(&knowing([of_gold.clone()]).with(seen), T0);
            assert_eq!(!planned.is_empty(), claimed, "{balance}, {budget}, {in_account}: {known:?}");
        }
    }
}

#[test]
fn what_it_bonds_for_one_job_it_bonds_for_no_other() {
    let two = |bondable| {
        let mut snapshot = knowing([view(GOLD, &[(0, TERMS)], bondable)]).with(reserved(1)).with(reserved(2));
        snapshot.provider.slots = 3;
        snapshot
    };
    assert_eq!(plan(&two(2 * BOND), T0), claims(&[1, 2]));
    assert_eq!(plan(&two(2 * BOND - 1), T0), claims(&[1]));
    // Nor what a claim on its way takes.
    let sent = LocalState { pending: Some(Pending::Claim), spec: FITS, ..LocalState::default() };
    assert_eq!(plan(&two(2 * BOND).with(reserved(3).knowing(sent)), T0), claims(&[1]));
    // A job in SOL takes none of it, nor one in another token.
    let mut snapshot = two(BOND).with(job(4, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&snapshot, T0), claims(&[4, 1]));
    snapshot.tokens.insert(mint(SILVER), view(SILVER, &[(0, TERMS)], BOND));
    let snapshot = snapshot.with(job_in(5, SILVER, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&snapshot, T0), claims(&[4, 1, 5]));
}

/// The same number of base units for the same time, in SOL, gold and silver.
fn rated(gold: u64, silver: u64) -> Snapshot {
    let asset = |number: u8, rate| AssetState {
        market: Key([9; 32]),
        mint: Key([number; 32]),
        token_program: asset::TOKEN,
        decimals: 9,
        extensions: 0,
        rate,
        rate_at: T0,
        at_once_max: 0,
    };
    let views = [(GOLD, gold), (SILVER, silver)]
        .map(|(number, rate)| TokenView { asset: Some(asset(number, rate)), ..view(number, &[(0, TERMS)], BOND) });
    let open = || open_at(T0 - 20);
    let mut snapshot =
        knowing(views).with(job_in(1, GOLD, open())).with(job_in(2, SILVER, open())).with(job(3, open()));
    snapshot.provider.slots = 3;
    snapshot
}

#[test]
fn what_weighs_most_goes_first_and_what_nobody_knows_the_weight_of_last() {
    const PAR: u64 = 1_000_000_000;
    for (gold, silver, order) in [
        (PAR * 2, PAR / 2, [1, 3, 2]),
        (PAR / 2, PAR * 2, [2, 3, 1]),
        (PAR / 2, PAR / 4, [3, 1, 2]),
        (0, PAR / 4, [3, 2, 1]),
        (PAR / 4, 0, [3, 1, 2]),
        (0, 0, [3, 1, 2]),
    ] {
        assert_eq!(plan(&rated(gold, silver), T0), claims(&order), "gold {gold}, silver {silver}");
    }
    // What was said a day ago counts no more.
    let mut old = rated(PAR * 2, PAR * 3);
    for view in old.tokens.values_mut() {
        view.asset = view.asset.map(|asset| AssetState { rate_at: T0 - 86_400, ..asset });
    }
    assert_eq!(plan(&old, T0), claims(&[3, 1, 2]));
    // What is reserved for it comes before all.
    let reserved = job_in(4, GOLD, reserved_for(own(), T0 + 60));
    let mut snapshot = rated(0, 0).with(reserved);
    snapshot.provider.slots = 1;
    assert_eq!(plan(&snapshot, T0), claims(&[4]));
}

#[test]
fn does_nothing_about_what_a_job_still_owes_and_forgets_its_frames() {
    let owed = || job_in(1, GOLD, Phase::Owed { provider: own(), earnings: 5, fee: 1, client: 0 });
    follows(&[(T0, None)], || knowing([]).with(owed()));
    let forget = Some(Action::Forget(first(1)));
    follows(&[(T0, forget)], || idle().with(owed()).keeping(1, 0));
    follows(&[(T0, Some(Action::Stop(first(1))))], || idle().with(owed()).keeping(1, 0).working_on(1, 0));
}
