//! Who can't be credited is owed what is its, and nobody else waits for it.

use rayment_client::token::TOKEN;
use rayment_core::channel::ChannelPhase;
use solana_account::Account;
use solana_instruction::{AccountMeta, Instruction};

use super::*;
use RaymentError as E;

/// Where Anna's tokens of this coin lie, and the client's.
fn both(coin: Coin) -> [Pubkey; 2] {
    [address::vault(&ANNA.purse(coin)), coin.of(&CLIENT.key())]
}

fn owed(world: &World, channel: Pubkey) -> (u64, u64, u64) {
    let ChannelState { owed_provider, owed_fee, owed_payer, .. } = state(world, channel);
    (owed_provider, owed_fee, owed_payer)
}

/// A million was signed for, and Anna's purse is frozen.
fn purse_frozen(coin: Coin) -> TokenWorld {
    let (mut world, channel) = opened(coin, metered());
    world.freezes(coin, &both(coin)[0]);
    assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 1_000_000)), NOTHING);
    (world, channel)
}

#[test]
fn what_a_frozen_purse_earns_is_owed_and_paid_once_it_thaws() {
    for coin in COINS {
        let (mut world, channel) = purse_frozen(coin);
        assert_eq!(owed(&world, channel), (1_000_000, 50_000, 0));
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 2_000_000)), NOTHING);
        assert_eq!(owed(&world, channel), (2_000_000, 100_000, 0));
        world.thaws(coin, &both(coin)[0]);
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), paid(2_000_000));
        assert_eq!(owed(&world, channel), (0, 0, 0));
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    }
}

/// A4: the payer has its rest at once, whatever becomes of the purse.
#[test]
fn a_frozen_purse_does_not_hold_the_payer_up() {
    for coin in COINS {
        let (world, channel) = purse_frozen(coin);
        let mut by_provider = world.clone();
        let mut by_time = world;
        by_time.steers(CLIENT.0, channel, Steer::Close).works();
        by_time.advance(CLOSE_SECS);
        let end = |world: &mut World| world.steers(ANNA.operator, channel, Steer::End);
        assert_eq!(moved(&mut by_provider, coin, channel, end), back(LOCKED - 1_050_000));
        let due = |world: &mut World| world.asks_what_is_due(channel);
        assert_eq!(moved(&mut by_time, coin, channel, due), back(LOCKED - 1_050_000));
        for mut world in [by_provider, by_time] {
            // Neither its lender's rents nor its vault go before the provider is paid.
            world.spends_addresses();
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
            world.thaws(coin, &both(coin)[0]);
            let hub = world.lamports(&HUB.key());
            let rents = rents(&world, coin);
            assert_eq!(moved(&mut world, coin, channel, due), paid(1_000_000));
            assert!(!world.exists(&channel));
            assert_eq!(world.lamports(&HUB.key()), hub + rents);
        }
    }
}

/// What keeps the payer's account from being paid, and what lets it be paid again.
type Change = fn(&mut World, Coin, Pubkey);

fn delegates(world: &mut World, call: u8, account: Pubkey) {
    let mut accounts = vec![AccountMeta::new(account, false)];
    let mut data = vec![call];
    if call == APPROVE {
        accounts.push(AccountMeta::new_readonly(STRANGER.key(), false));
        data.extend(5_u64.to_le_bytes());
    }
    accounts.push(AccountMeta::new_readonly(CLIENT.key(), true));
    let program_id = world.account(&account).map_or(TOKEN, |account| account.owner);
    world.sends(Instruction { program_id, accounts, data }).works();
}

/// Calls of the token programs.
const APPROVE: u8 = 4;
const REVOKE: u8 = 5;

const CHANGES: [(&str, Change, Change); 2] = [
    ("frozen", |world, coin, at| world.freezes(coin, &at), |world, coin, at| world.thaws(coin, &at)),
    ("a delegate", |world, _, at| delegates(world, APPROVE, at), |world, _, at| delegates(world, REVOKE, at)),
];

#[test]
fn a_payers_account_that_cannot_be_paid_does_not_hold_the_provider_up() {
    for coin in COINS {
        for (what, blocks, frees) in CHANGES {
            let (mut world, channel) = opened(coin, metered());
            world.redeems(channel, 1_000_000).works();
            let own = both(coin)[1];
            blocks(&mut world, coin, own);
            // While it runs the payer is due nothing, and the provider is paid as always.
            assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 2_000_000)), paid(1_000_000));
            let end = |world: &mut World| world.steers(ANNA.operator, channel, Steer::End);
            assert_eq!(moved(&mut world, coin, channel, end), NOTHING, "{what}");
            assert_eq!(owed(&world, channel), (0, 0, LOCKED - 2_100_000));
            assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
            frees(&mut world, coin, own);
            let due = |world: &mut World| world.asks_what_is_due(channel);
            assert_eq!(moved(&mut world, coin, channel, due), back(LOCKED - 2_100_000), "{what}");
        }
    }
}

#[test]
fn a_payer_without_an_account_waits_for_one() {
    let mut world = World::taking(DOLLAR);
    let new = NewChannel { deposit: TOKENS, ..proposal(&world, DOLLAR, metered()) };
    let channel = world.opens_channel(&new).works();
    world.set_account(&both(DOLLAR)[1], Account::default());
    world.steers(ANNA.operator, channel, Steer::End).works();
    assert_eq!(owed(&world, channel), (0, 0, TOKENS));
    world.opens_tokens(DOLLAR, &CLIENT.key()).works();
    assert_eq!(moved(&mut world, DOLLAR, channel, |world| world.asks_what_is_due(channel)), back(TOKENS));
}

#[test]
fn a_payer_that_signs_names_another_account() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        let [_, own] = both(coin);
        world.freezes(coin, &own);
        world.steers(ANNA.operator, channel, Steer::End).works();
        let other = coin.of(&OTHER_CLIENT.key());
        let by = |world: &World, signer: Actor| {
            let mut due = naming(world.due(channel), own, other);
            due.accounts[0] = AccountMeta::new_readonly(signer.key(), true);
            due
        };
        // The session key may sign for what is owed, and not for where the rest goes.
        for signer in [SESSION, STRANGER, ANNA.operator, OTHER_CLIENT.0] {
            let due = by(&world, signer);
            refused(&mut world, E::WrongTokenAccount, |world| world.sends(due));
        }
        let due = by(&world, CLIENT.0);
        world.sends(due).works();
        assert_eq!((world.tokens(&other), world.vault(&channel)), (TOKENS + LOCKED, 0));
        assert_eq!(owed(&world, channel), (0, 0, 0));
        world.conserves(coin);
    }
}

#[test]
fn both_wait_for_themselves_alone() {
    for coin in COINS {
        for first in [0, 1] {
            let (mut world, channel) = opened(coin, metered());
            for account in both(coin) {
                world.freezes(coin, &account);
            }
            world.redeems(channel, 1_000_000).works();
            world.steers(ANNA.operator, channel, Steer::End).works();
            let rest = LOCKED - 1_050_000;
            assert_eq!(owed(&world, channel), (1_000_000, 50_000, rest));
            for thawed in [first, 1 - first] {
                world.thaws(coin, &both(coin)[thawed]);
                let due = |world: &mut World| world.asks_what_is_due(channel);
                let expected = if thawed == 0 { paid(1_000_000) } else { back(rest) };
                assert_eq!(moved(&mut world, coin, channel, due), expected);
            }
            assert_eq!(owed(&world, channel), (0, 0, 0));
        }
    }
}

/// Whoever redeems without the purse brings the provider nothing, and takes nothing from it.
#[test]
fn what_is_redeemed_without_a_purse_waits_for_one() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        let [verify, redeem] = world.redeem(channel, &SESSION.signs(channel, 1_000_000));
        let purse = ANNA.purse(coin);
        let bare = without(without(redeem, purse), address::vault(&purse));
        assert_eq!(moved(&mut world, coin, channel, |world| world.sends_all(&[verify, bare])), NOTHING);
        assert_eq!(owed(&world, channel), (1_000_000, 50_000, 0));
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), paid(1_000_000));
    }
}

#[test]
fn a_purse_that_was_closed_meanwhile_is_opened_again_and_paid() {
    let (mut world, channel) = opened(DOLLAR, metered());
    ANNA.withdraws_purse(&mut world, DOLLAR, None, true).works();
    assert_eq!(moved(&mut world, DOLLAR, channel, |world| world.redeems(channel, 1_000_000)), NOTHING);
    ANNA.opens_purse(&mut world, DOLLAR).works();
    assert_eq!(moved(&mut world, DOLLAR, channel, |world| world.asks_what_is_due(channel)), paid(1_000_000));
}

/// An end pays the payer at once where that can be: nobody makes it wait by leaving its account out.
#[test]
fn refuses_an_end_without_the_payers_account() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        let own = both(coin)[1];
        let end = without(world.steer(ANNA.operator, channel, Steer::End), own);
        refused(&mut world, E::TokensMissing, |world| world.sends(end.clone()));
        // While nothing is due to it, it need not be there.
        let [verify, redeem] = world.redeem(channel, &SESSION.signs(channel, 1_000_000));
        world.sends_all(&[verify, without(redeem, own)]).works();
        world.steers(CLIENT.0, channel, Steer::Close).works();
        world.advance(CLOSE_SECS);
        let due = without(world.due(channel), own);
        refused(&mut world, E::TokensMissing, |world| world.sends(due.clone()));
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), back(LOCKED - 1_050_000));
    }
}

/// Anna closes her purse, retires and is gone.
fn leaves(world: &mut World, coin: Coin) {
    ANNA.withdraws_purse(world, coin, None, true).works();
    ANNA.retires(world).works();
    assert!(!world.exists(&ANNA.address()));
}

#[test]
fn where_the_provider_is_gone_all_that_is_left_is_the_payers_also_what_was_owed() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        let paper = SESSION.signs(channel, 1_000_000);
        let [verify, redeem] = world.redeem(channel, &paper);
        let purse = ANNA.purse(coin);
        let bare = without(without(redeem, purse), address::vault(&purse));
        world.sends_all(&[verify, bare]).works();
        leaves(&mut world, coin);
        refused(&mut world, E::ProviderGone, |world| world.redeems(channel, 2_000_000));
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
        assert_eq!(owed(&world, channel), (0, 0, 0));
        assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
        world.spends_addresses();
        world.asks_what_is_due(channel).works();
        assert!(!world.exists(&channel) && !world.exists(&address::vault(&channel)));
    }
}

/// Its account is blocked, and its provider gone: the payer alone is waited for.
#[test]
fn a_payer_that_cannot_be_paid_is_owed_by_a_channel_whose_provider_is_gone() {
    let (mut world, channel) = opened(EURO, metered());
    let [_, own] = both(EURO);
    world.freezes(EURO, &own);
    leaves(&mut world, EURO);
    assert_eq!(moved(&mut world, EURO, channel, |world| world.asks_what_is_due(channel)), NOTHING);
    assert_eq!(owed(&world, channel), (0, 0, LOCKED));
    world.spends_addresses();
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.thaws(EURO, &own);
    assert_eq!(moved(&mut world, EURO, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
    assert!(!world.exists(&channel));
}

/// A purse holds its provider's account: nobody loses what it earned by retiring first.
#[test]
fn a_provider_that_retires_with_a_purse_is_still_paid() {
    let (mut world, channel) = opened(DOLLAR, metered());
    ANNA.retires(&mut world).works();
    assert!(world.exists(&ANNA.address()));
    assert_eq!(moved(&mut world, DOLLAR, channel, |world| world.redeems(channel, 2_000_000)), paid(2_000_000));
    let end = |world: &mut World| world.steers(ANNA.operator, channel, Steer::End);
    assert_eq!(moved(&mut world, DOLLAR, channel, end), back(LOCKED - 2_100_000));
}
