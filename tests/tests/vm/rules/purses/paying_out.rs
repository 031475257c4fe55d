//! Withdrawing and sweeping: to the associated account of whoever is due, and only as it can be paid.

use rayment_client::{
    instructions::{purse_sweep, purse_withdraw, token_account_create},
    token::TOKEN_2022,
};
use rayment_tests::vm::world::*;
use solana_instruction::{AccountMeta, Instruction};

use super::*;
use RaymentError as E;

fn withdrawal(world: &World, coin: Coin, by: Actor, amount: Option<u64>) -> Instruction {
    purse_withdraw(&by.key(), &world.provider(ANNA), &coin.token(), amount, false)
}

fn sweep(world: &World, coin: Coin) -> Instruction {
    purse_sweep(&ANNA.address(), &world.market_state(), &coin.token())
}

#[test]
fn operator_and_authority_withdraw_part_or_all_to_the_payout_wallet() {
    for coin in COINS {
        for by in [ANNA.operator, ANNA.wallet] {
            let mut world = earned(coin);
            for (amount, paid, rest) in [(Some(1), 1, CAP - 1), (Some(0), 0, CAP - 1), (None, CAP - 1, 0), (None, 0, 0)]
            {
                let before = world.has(coin, &ANNA.payout.key());
                let withdrawal = withdrawal(&world, coin, by, amount);
                let Event::PursePaid(event) = told(world.sends(withdrawal)) else { panic!("a payment") };
                assert_eq!((event.payee, event.amount, event.closed), (ANNA.payout.key(), paid, false));
                assert_eq!((event.purse, event.mint), (ANNA.purse(coin), coin.mint()));
                assert_eq!(world.has(coin, &ANNA.payout.key()) - before, paid);
                assert_eq!((state(&world, coin).balance, state(&world, coin).fees), (rest, FEES));
                assert_eq!(world.tokens(&vault(coin)), rest + FEES);
                world.conserves(coin);
            }
            assert_eq!((state(&world, coin).earned, world.provider(ANNA).state.purses), (CAP, 1));
        }
    }
}

#[test]
fn refuses_more_than_there_is_and_everybody_else() {
    let mut world = earned(DOLLAR);
    // The fees lie there too, and gifts do.
    world.gives(DOLLAR, &vault(DOLLAR), 1_000);
    for amount in [CAP + 1, CAP + FEES, u64::MAX] {
        refused(&mut world, E::BalanceTooLow, |world| ANNA.withdraws_purse(world, DOLLAR, Some(amount), false));
    }
    for by in [STRANGER, ANNA.payout, BORIS.operator, OPENER] {
        let withdrawal = withdrawal(&world, DOLLAR, by, None);
        refused(&mut world, E::NotOperator, |world| world.sends(withdrawal));
    }
}

#[test]
fn anyone_sweeps_a_purses_fees_to_the_treasury() {
    for coin in COINS {
        let mut world = earned(coin);
        let sweep = sweep(&world, coin);
        let Event::PursePaid(event) = told(world.sends(sweep)) else { panic!("a payment") };
        assert_eq!((event.payee, event.amount, event.closed), (TREASURY.key(), FEES, false));
        assert_eq!(world.has(coin, &TREASURY.key()), FEES);
        assert_eq!((state(&world, coin).balance, state(&world, coin).fees), (CAP, 0));
        assert_eq!(world.tokens(&vault(coin)), CAP);
        world.conserves(coin);
        refused(&mut world, E::NothingDue, |world| world.sweeps_purse(ANNA, coin));
    }
}

/// Each pays to a wallet's associated account: who withdraws to the payout wallet's, who sweeps to the treasury's.
fn payments(world: &World, coin: Coin) -> [(Actor, Instruction); 2] {
    [(ANNA.payout, withdrawal(world, coin, ANNA.operator, None)), (TREASURY, sweep(world, coin))]
}

#[test]
fn refuses_every_other_account() {
    for coin in COINS {
        let mut world = earned(coin);
        for (payee, payment) in payments(&world, coin) {
            let own = coin.of(&payee.key());
            for other in [coin.of(&CLIENT.key()), coin.of(&ANNA.operator.key()), vault(coin), payee.key()] {
                let named = naming(payment.clone(), own, other);
                refused(&mut world, E::WrongTokenAccount, |world| world.sends(named));
            }
        }
        let (_, withdrawal) = &payments(&world, coin)[0];
        let unnamed = without(withdrawal.clone(), coin.of(&ANNA.payout.key()));
        refused(&mut world, E::TokensMissing, |world| world.sends(unnamed));
    }
}

/// Bytes of a token account: how its delegate begins, its state, and its close authority.
const DELEGATE: usize = 72;
const CLOSE_AUTHORITY: usize = 129;

/// Some 36 bytes that say that a stranger may.
fn stranger_may() -> Vec<u8> {
    [&[1, 0, 0, 0], STRANGER.key().as_ref()].concat()
}

/// What keeps an account from being paid.
type Blocks = fn(&mut World, Coin, Pubkey);

const BLOCKS: [(&str, Blocks); 5] = [
    ("frozen", |world, coin, account| world.freezes(coin, &account)),
    ("a delegate", |world, _, account| world.overwrites(&account, DELEGATE, &stranger_may())),
    ("a close authority", |world, _, account| world.overwrites(&account, CLOSE_AUTHORITY, &stranger_may())),
    ("another owner", |world, _, account| world.overwrites(&account, 32, STRANGER.key().as_ref())),
    ("not there", |world, _, account| world.set_account(&account, solana_account::Account::default())),
];

#[test]
fn what_is_frozen_spendable_by_others_or_not_there_is_not_paid() {
    for coin in COINS {
        for (what, block) in BLOCKS {
            let mut world = earned(coin);
            for (payee, payment) in payments(&world, coin) {
                block(&mut world, coin, coin.of(&payee.key()));
                let before = world.snapshot();
                match world.sends(payment) {
                    Err(refused) => assert_eq!(refused.code(), Some(E::PayeeBlocked.into()), "{what}"),
                    Ok(_) => panic!("{what} is paid"),
                }
                assert_eq!(world.snapshot(), before);
            }
            // It waits where it is.
            assert_eq!((state(&world, coin).balance, state(&world, coin).fees), (CAP, FEES));
        }
    }
}

/// The extension of an account by which nothing is paid into it without a memo.
#[test]
fn what_asks_for_memos_is_not_paid() {
    let mut world = earned(EURO);
    for (payee, payment) in payments(&world, EURO) {
        let at = EURO.of(&payee.key());
        let mut account = world.account(&at).expect("an account");
        account.data.extend([8, 0, 1, 0, 1]);
        account.lamports = world.rent(account.data.len());
        assert_eq!(account.owner, TOKEN_2022);
        world.set_account(&at, account);
        refused(&mut world, E::PayeeBlocked, |world| world.sends(payment));
    }
}

/// Whoever makes the account pays its rent; the fees wait for it so long.
#[test]
fn the_treasurys_account_can_be_made_by_anyone() {
    let mut world = earned(DOLLAR);
    world.set_account(&DOLLAR.of(&TREASURY.key()), solana_account::Account::default());
    refused(&mut world, E::PayeeBlocked, |world| world.sweeps_purse(ANNA, DOLLAR));
    let (create, sweep) =
        (token_account_create(&STRANGER.key(), &TREASURY.key(), &DOLLAR.token()), sweep(&world, DOLLAR));
    world.sends_all(&[create, sweep]).works();
    assert_eq!(world.has(DOLLAR, &TREASURY.key()), FEES);
}

#[test]
fn refuses_another_vault_purse_mint_market_or_token_program() {
    let mut world = earned(DOLLAR);
    world.takes(EURO);
    world.opens_market(RIVAL, PARAMS).works();
    earns(&mut world, DOLLAR, BORIS);
    let rival = address::market(&RIVAL.key(), 0);
    for (_, payment) in payments(&world, DOLLAR) {
        let others = [
            (E::WrongVault, vault(DOLLAR), address::vault(&BORIS.purse(DOLLAR))),
            (E::WrongVault, vault(DOLLAR), vault(EURO)),
            (E::WrongPurse, ANNA.purse(DOLLAR), BORIS.purse(DOLLAR)),
            (E::WrongMint, ANNA.purse(DOLLAR), ANNA.purse(EURO)),
            (E::WrongMint, DOLLAR.mint(), EURO.mint()),
            (E::WrongTokenProgram, DOLLAR.token().program, EURO.token().program),
            (E::WrongTokenProgram, DOLLAR.token().program, rayment_client::PROGRAM_ID),
        ];
        for (reason, from, to) in others {
            let named = naming(payment.clone(), from, to);
            refused(&mut world, reason, |world| world.sends(named));
        }
    }
    let of_market = naming(sweep(&world, DOLLAR), World::market_address(), rival);
    refused(&mut world, E::WrongMarket, |world| world.sends(of_market));
}

/// What strangers send to the vault is in no number, and waits for the end.
#[test]
fn gifts_are_neither_balance_nor_fees() {
    let mut world = earned(DOLLAR);
    world.gives(DOLLAR, &vault(DOLLAR), 1_000);
    world.transfers(DONOR, &vault(DOLLAR), FUNDS / 100).works();
    ANNA.withdraws_purse(&mut world, DOLLAR, None, false).works();
    world.sweeps_purse(ANNA, DOLLAR).works();
    assert_eq!(world.has(DOLLAR, &ANNA.payout.key()), CAP);
    assert_eq!(world.tokens(&vault(DOLLAR)), 1_000);
    assert_eq!((state(&world, DOLLAR).balance, state(&world, DOLLAR).fees), (0, 0));
}

#[test]
fn a_withdrawal_without_the_signature_is_none() {
    let mut world = earned(DOLLAR);
    let mut unsigned = withdrawal(&world, DOLLAR, ANNA.operator, None);
    unsigned.accounts[0] = AccountMeta::new_readonly(ANNA.operator.key(), false);
    // Anchor's code where a signature is missing.
    refused_with(&mut world, 3010, |world| world.sends(unsigned));
}
