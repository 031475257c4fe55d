//! Vouchers, words, steering and top-ups: each of them moves what it would in SOL, out of the vault and into the purse.

use rayment_client::instructions::token_pay;
use rayment_core::channel::ChannelPhase;
use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

#[test]
fn a_voucher_pays_into_the_purse_whoever_brings_it() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 1_000_000)), paid(1_000_000));
        assert_eq!(world.purse(ANNA, coin).state.earned, 1_000_000);
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 999_999)), NOTHING);
        // In parts as at once: the fee is taken on the whole of it.
        let odd = moved(&mut world, coin, channel, |world| world.redeems(channel, 1_000_019));
        assert_eq!(odd, Moved { balance: 19, vault: -19, ..NOTHING });
        let more = moved(&mut world, coin, channel, |world| world.redeems(channel, 1_000_020));
        assert_eq!(more, Moved { balance: 1, fees: 1, vault: -2, ..NOTHING });
        let rest = moved(&mut world, coin, channel, |world| world.redeems(channel, u64::MAX));
        assert_eq!(rest, paid(CAP - 1_000_020));
        assert_eq!(world.vault(&channel), 0);
    }
}

#[test]
fn payer_and_session_key_acknowledge_in_tokens_and_nobody_else() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        for (by, cumulative) in [(CLIENT.0, 1_000_000), (SESSION, 3_000_000)] {
            let before = state(&world, channel).earned;
            let given = moved(&mut world, coin, channel, |world| world.acknowledges(by, channel, cumulative));
            assert_eq!(given, paid(cumulative - before));
        }
        for by in [ANNA.operator, STRANGER, HUB] {
            refused(&mut world, E::NotSigner, |world| world.acknowledges(by, channel, CAP));
        }
    }
}

#[test]
fn a_stream_is_billed_by_the_second_and_its_end_pays_everybody_at_once() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, rental());
        world.advance(60);
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 60_000)), paid(60_000));
        world.advance(60);
        let paused = moved(&mut world, coin, channel, |world| world.steers(CLIENT.0, channel, Steer::Pause));
        assert_eq!(paused, NOTHING, "what has run is paid by the next word");
        world.advance(1_000);
        let resumed = moved(&mut world, coin, channel, |world| world.steers(CLIENT.0, channel, Steer::Resume));
        assert_eq!(resumed, NOTHING);
        world.advance(10);
        let extend = Steer::Extend { expires_at: NOON + 9 * DAY };
        let extended = moved(&mut world, coin, channel, |world| world.steers(CLIENT.0, channel, extend));
        assert_eq!(extended, NOTHING);
        world.advance(100);
        let ended = moved(&mut world, coin, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
        // 230 seconds ran; 60,000 were signed for, and 90 seconds more are the most.
        assert_eq!(ended, paid(90_000) + back(LOCKED - 157_500));
        assert_eq!(world.vault(&channel), 0);
        assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
    }
}

#[test]
fn the_payer_closes_vouchers_have_their_day_and_the_rest_comes_back() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        let closed = moved(&mut world, coin, channel, |world| world.steers(CLIENT.0, channel, Steer::Close));
        assert_eq!(closed, NOTHING);
        world.advance(CLOSE_SECS - 1);
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 2_000_000)), paid(2_000_000));
        world.advance(1);
        refused(&mut world, E::DeadlinePassed, |world| world.redeems(channel, CAP));
        let rest = moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel));
        assert_eq!(rest, back(LOCKED - 2_100_000));
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    }
}

#[test]
fn a_channel_in_tokens_ends_by_time_once_vouchers_have_had_their_day() {
    for coin in COINS {
        let (world, channel) = opened(coin, metered());
        let due = NOON + 7 * DAY + CLOSE_SECS;
        for (now, is_over) in [(due - 1, false), (due, true), (due + 1, true)] {
            let mut world = world.clone();
            world.advance_to(now);
            if is_over {
                let ended = moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel));
                assert_eq!(ended, back(LOCKED));
            } else {
                refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
                assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 20)), paid(20));
            }
        }
    }
}

#[test]
fn who_lent_the_rents_closes_after_seven_idle_days() {
    let (mut world, channel) = opened(DOLLAR, rental());
    world.advance(7 * DAY - 1);
    refused(&mut world, E::NotYetDue, |world| world.steers(HUB, channel, Steer::Close));
    world.advance(1);
    assert!(world.steers(HUB, channel, Steer::Close).is_ok());
    assert_eq!(state(&world, channel).phase, ChannelPhase::Closing);
}

#[test]
fn a_payment_to_the_vault_counts_once_while_the_payer_stays() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        world.redeems(channel, 3 * CAP).works();
        for by in [CLIENT.0, OTHER_CLIENT.0] {
            tops_up(&mut world, coin, by, channel, LOCKED);
            assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), paid(CAP));
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        }
        assert_eq!(state(&world, channel).deposit, 3 * LOCKED);
        // In the same transaction too, and by steering.
        let pay = token_pay(&CLIENT.key(), &coin.token(), &address::vault(&channel), (210, coin.decimals));
        let due = world.due(channel);
        world.sends_all(&[pay, due]).works();
        assert_eq!(state(&world, channel).deposit, 3 * LOCKED + 210);
        tops_up(&mut world, coin, CLIENT.0, channel, 5);
        assert_eq!(moved(&mut world, coin, channel, |world| world.steers(CLIENT.0, channel, Steer::Pause)), NOTHING);
        assert_eq!(state(&world, channel).deposit, 3 * LOCKED + 215);
    }
}

#[test]
fn what_is_paid_in_after_a_close_or_the_end_goes_back() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, metered());
        world.steers(CLIENT.0, channel, Steer::Close).works();
        tops_up(&mut world, coin, OTHER_CLIENT.0, channel, 777);
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 2 * CAP)), paid(CAP));
        assert_eq!(state(&world, channel).deposit, LOCKED);
        world.advance(CLOSE_SECS);
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), back(777));
        tops_up(&mut world, coin, OTHER_CLIENT.0, channel, 1);
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), back(1));
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    }
}

/// Lamports at the address of a channel in tokens are in no number.
#[test]
fn lamports_are_no_deposit_of_a_channel_in_tokens() {
    let (mut world, channel) = opened(EURO, metered());
    for address in [channel, address::vault(&channel)] {
        world.transfers(STRANGER, &address, FUNDS / 100).works();
    }
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    assert_eq!(moved(&mut world, EURO, channel, |world| world.redeems(channel, u64::MAX)), paid(CAP));
    assert_eq!(state(&world, channel).deposit, LOCKED);
}

#[test]
fn two_channels_in_tokens_in_one_transaction_each_take_their_own_voucher() {
    for coin in COINS {
        let (mut world, first) = opened(coin, metered());
        let new = NewChannel { salt: 8, ..proposal(&world, coin, metered()) };
        let second = world.opens_channel(&new).works();
        let in_sol = CLIENT.opens(&mut world, ANNA, metered()).works();
        let papers = [(first, 1_000_000), (second, 2_000_000), (in_sol, 3_000_000)];
        let redeem = |(channel, sum)| world.redeem(channel, &SESSION.signs(channel, sum));
        let all: Vec<_> = papers.into_iter().flat_map(redeem).collect();
        world.sends_all(&all).works();
        assert_eq!(
            [first, second, in_sol].map(|channel| state(&world, channel).earned),
            [1_000_000, 2_000_000, 3_000_000]
        );
        assert_eq!(world.purse(ANNA, coin).state.balance, 3_000_000);
        assert_eq!((world.vault(&first), world.vault(&second)), (LOCKED - 1_050_000, LOCKED - 2_100_000));
        world.conserves(coin);
        // One voucher serves once, and only its own channel.
        let [verify, redeem] = world.redeem(first, &SESSION.signs(first, 4_000_000));
        let [_, other] = world.redeem(second, &SESSION.signs(second, 4_000_000));
        refused(&mut world, E::NotSignedBefore, |world| world.sends_all(&[verify.clone(), redeem, other.clone()]));
        refused(&mut world, E::WrongChannel, |world| world.sends_all(&[verify, other]));
    }
}

/// A market's two tokens lie apart: in purses of their own.
#[test]
fn channels_in_two_tokens_pay_into_two_purses() {
    let (mut world, first) = opened(DOLLAR, metered());
    world.takes(EURO);
    let new = proposal(&world, EURO, metered());
    let second = world.opens_channel(&new).works();
    assert_ne!(first, second);
    world.redeems(first, 1_000_000).works();
    world.redeems(second, 2_000_000).works();
    assert_eq!(COINS.map(|coin| world.purse(ANNA, coin).state.balance), [1_000_000, 2_000_000]);
    for coin in COINS {
        world.conserves(coin);
    }
}
