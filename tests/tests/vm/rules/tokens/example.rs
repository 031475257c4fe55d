//! The worked example: a file of 100 MB, one frame, a minute. 0.001 + 0.001 + 0.006 SOL, and 5 % on top: 0.0084 SOL, or
//! as much of a token with nine decimals.

use rayment_core::job::{Chunk, Offer};
use rayment_tests::vm::{phases::*, tokens::*, world::*, *};
use solana_pubkey::Pubkey;

const SUBTOTAL: u64 = 8_000_000;
const FEE: u64 = 400_000;
const TOTAL: u64 = 8_400_000;
const LOCKED: u64 = 9_000_000;
/// 5 % of the worst case, which is the price itself.
const BOND: u64 = 420_000;
/// In SOL a bond is never less than this.
const BOND_IN_SOL: u64 = 1_000_000;

const NANO_DOLLAR: Coin = Coin { name: "dollar with nine decimals", decimals: 9, ..DOLLAR };
const NANO_EURO: Coin = Coin { name: "euro with nine decimals", decimals: 9, ..EURO };

fn one_frame() -> Offer {
    let chunk = Chunk { frames: 1, ..offer().chunk };
    Offer { chunk, deposit: LOCKED, ..offer() }
}

/// What somebody has of what is paid in.
fn has(world: &World, coin: Option<Coin>, wallet: &Pubkey) -> u64 {
    coin.map_or_else(|| world.lamports(wallet), |coin| world.has(coin, wallet))
}

/// The job is ordered by one payment, rendered for a minute, accepted and settled.
fn rendered(coin: Option<Coin>) -> World {
    let mut world = coin.map_or_else(World::market, World::taking);
    let job = match coin {
        None => CLIENT.posts_job(&mut world, &one_frame()).works(),
        Some(coin) => CLIENT.posts_job_in(&mut world, coin, &one_frame()).works(),
    };
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(60);
    ANNA.delivers(&mut world, job, Render { frames: 1, ms: 60_000, wrong: false }).works();
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert!(!world.exists(&job));
    world
}

/// What everybody gained or lost, once all is withdrawn, swept and returned: client, operator, payout, treasury.
fn comes_out(coin: Option<Coin>) {
    let wallets = [CLIENT.key(), ANNA.operator.key(), ANNA.payout.key(), TREASURY.key()];
    let start = coin.map_or_else(World::market, World::taking);
    let before = wallets.map(|wallet| has(&start, coin, &wallet));
    let bond = if coin.is_some() { BOND } else { BOND_IN_SOL };
    let mut world = rendered(coin);
    match coin {
        None => {
            let anna = world.provider(ANNA).state;
            assert_eq!((anna.balance, anna.fees, anna.earned), (SUBTOTAL + bond, FEE, SUBTOTAL));
            // A treasury that is empty takes no fee below rent.
            let least = world.rent(0);
            world.fund(&TREASURY.key(), least);
            ANNA.withdraws(&mut world, None).works();
            world.sweeps(ANNA).works();
            assert_eq!(world.lamports(&TREASURY.key()), least + FEE);
            world.fund(&TREASURY.key(), FEE);
        }
        Some(coin) => {
            let purse = world.purse(ANNA, coin).state;
            assert_eq!((purse.balance, purse.fees, purse.earned), (SUBTOTAL + bond, FEE, SUBTOTAL));
            assert_eq!(world.vault(&ANNA.purse(coin)), SUBTOTAL + bond + FEE);
            ANNA.withdraws_purse(&mut world, coin, None, false).works();
            world.sweeps_purse(ANNA, coin).works();
            assert_eq!(world.vault(&ANNA.purse(coin)), 0);
            world.conserves(coin);
        }
    }
    let purchase = world.purchases[0].clone();
    world.advance_to(purchase.quote.draw_until);
    world.returns(CLIENT.0, &purchase).works();
    assert!(!world.exists(&purchase.address()));
    let [client, operator, payout, treasury] = wallets.map(|wallet| has(&world, coin, &wallet));
    assert_eq!(before[0] - client, TOTAL, "what it costs");
    assert_eq!(before[1] - operator, bond, "the bond, which comes back as earnings");
    assert_eq!(payout - before[2], SUBTOTAL + bond);
    assert_eq!(treasury - before[3], FEE);
    if let Some(coin) = coin {
        // Rents come back as well, that of the order's token account among them.
        assert_eq!(world.lamports(&CLIENT.key()), start.lamports(&CLIENT.key()));
        assert!(!world.exists(&coin.of(&purchase.address())));
        world.conserves(coin);
    }
}

#[test]
fn the_worked_example_comes_out_exactly_in_sol_and_in_tokens_of_both_programs() {
    for coin in [None, Some(NANO_DOLLAR), Some(NANO_EURO)] {
        comes_out(coin);
    }
    // So many base units, however many decimals people write.
    for coin in COINS {
        comes_out(Some(coin));
    }
}

#[test]
fn a_bond_comes_from_the_purse_as_far_as_its_budget_goes_and_from_the_operator_beyond() {
    for coin in COINS {
        let mut world = rendered(Some(coin));
        let offer = Offer { expires_at: world.now() + 7 * DAY, ..one_frame() };
        for (budget, own) in [(0, 0), (20_000, 20_000), (10 * BOND, BOND)] {
            ANNA.budgets_purse(&mut world, coin, budget).works();
            let job = CLIENT.posts_job_in(&mut world, coin, &offer).works();
            let (purse, operator) = (world.purse(ANNA, coin).state, world.has(coin, &ANNA.operator.key()));
            world.advance(10);
            ANNA.claims(&mut world, job).works();
            let after = world.purse(ANNA, coin).state;
            assert_eq!((after.balance, after.budget), (purse.balance - own, budget - own));
            assert_eq!(world.vault(&ANNA.purse(coin)), after.balance + after.fees);
            assert_eq!(world.has(coin, &ANNA.operator.key()), operator - (BOND - own));
            assert_eq!(world.vault(&job), LOCKED + BOND);
            // What comes back of it raises the budget.
            CLIENT.cancels(&mut world, job).works();
            ANNA.fails(&mut world, job, rayment_core::job::FailReason::Worker).works();
            let back = world.purse(ANNA, coin).state;
            assert_eq!((back.balance, back.budget), (purse.balance + BOND - own, budget - own + BOND));
            world.conserves(coin);
        }
    }
}

#[test]
fn refuses_a_bond_that_nobody_can_pay() {
    for coin in COINS {
        let (mut world, job) = open_in(coin);
        KEEPER.assigns(&mut world, job, ANNA).works();
        let all = world.has(coin, &ANNA.operator.key());
        let bond = rayment_tests::vm::BOND;
        world.opens_tokens(coin, &DONOR.key()).works();
        world.sends_tokens(coin, ANNA.operator, &coin.of(&DONOR.key()), all - bond + 1).works();
        // The token programs' "insufficient funds".
        ANNA.claims(&mut world, job).refuses_with(1);
        world.sends_tokens(coin, DONOR, &coin.of(&ANNA.operator.key()), 1).works();
        ANNA.claims(&mut world, job).works();
        assert_eq!(world.has(coin, &ANNA.operator.key()), 0);
        world.conserves(coin);
    }
}
