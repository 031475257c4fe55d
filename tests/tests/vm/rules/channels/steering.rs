//! Who may steer, and what comes of it.

use rayment_client::rule_key;
use rayment_core::channel::{IDLE_SECS, LIFETIME_SECS};
use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

/// A command, who may ask for it, in which phases, and how everybody else is refused.
struct Right {
    command: Steer,
    by: &'static [Actor],
    phases: &'static [ChannelPhase],
    refusal: E,
}

const BOTH: [ChannelPhase; 2] = [ChannelPhase::Running, ChannelPhase::Paused];
const RIGHTS: [Right; 5] = [
    Right {
        command: Steer::Pause,
        by: &[CLIENT.0, ANNA.wallet, ANNA.operator],
        phases: &[ChannelPhase::Running],
        refusal: E::NotParty,
    },
    Right { command: Steer::Resume, by: &[CLIENT.0], phases: &[ChannelPhase::Paused], refusal: E::NotPayer },
    Right {
        command: Steer::Extend { expires_at: NOON + 8 * DAY },
        by: &[CLIENT.0],
        phases: &BOTH,
        refusal: E::NotPayer,
    },
    Right { command: Steer::Close, by: &[CLIENT.0], phases: &BOTH, refusal: E::NotPayer },
    Right {
        command: Steer::End,
        by: &[ANNA.wallet, ANNA.operator],
        phases: &[ChannelPhase::Running, ChannelPhase::Paused, ChannelPhase::Closing],
        refusal: E::NotChannelProvider,
    },
];

#[test]
fn every_key_steers_only_as_is_its_own() {
    let everybody = EVERYBODY.iter().copied().filter(|actor| *actor != FEE_PAYER);
    let worlds = PHASES.map(|(phase, reach)| (phase, reach()));
    for right in RIGHTS {
        for (phase, (world, channel)) in &worlds {
            for actor in everybody.clone() {
                let mut world = world.clone();
                let refusal = match (right.phases.contains(phase), right.by.contains(&actor)) {
                    (true, true) => {
                        world.steers(actor, *channel, right.command).works();
                        continue;
                    }
                    (true, false) if (actor, right.command) == (HUB, Steer::Close) => E::NotYetDue,
                    (true, false) => right.refusal,
                    (false, _) => E::WrongPhase,
                };
                refused(&mut world, refusal, |world| world.steers(actor, *channel, right.command));
            }
        }
    }
}

/// One wallet may be all of them at once: what is asked decides who speaks.
#[test]
fn a_provider_that_pays_itself_has_the_rights_of_both() {
    let mut world = World::market();
    let anna = Client(ANNA.wallet);
    let new = anna.proposes(&world, ANNA, rental());
    let channel = world.opens_channel(&new).works();
    let extend = Steer::Extend { expires_at: NOON + 8 * DAY };
    for command in [Steer::Pause, Steer::Resume, extend, Steer::Pause, Steer::Close, Steer::End] {
        world.steers(ANNA.wallet, channel, command).works();
    }
    assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
}

/// Steering moves no money but for the provider's end.
#[test]
fn an_extension_moves_the_expiry_and_nothing_else() {
    let (mut world, channel) = rented();
    world.advance(100);
    let before = state(&world, channel);
    let extend = |expires_at| Steer::Extend { expires_at };
    let last = NOON + 100 + LIFETIME_SECS;
    for bad in [i64::MIN, 0, NOON, NOON + 7 * DAY - 1, NOON + 7 * DAY, last + 1, i64::MAX] {
        refused(&mut world, E::BadChannelExpiry, |world| world.steers(CLIENT.0, channel, extend(bad)));
    }
    for good in [NOON + 7 * DAY + 1, last] {
        assert_eq!(moved(&mut world, channel, |world| world.steers(CLIENT.0, channel, extend(good))), NOTHING);
        assert_eq!(state(&world, channel), ChannelState { expires_at: good, ran: 100, at: NOON + 100, ..before });
    }
}

#[test]
fn pausing_resuming_and_extending_end_with_the_channels_time() {
    let due = NOON + 7 * DAY;
    let extend = Steer::Extend { expires_at: NOON + 9 * DAY };
    let steps = [
        (rented as fn() -> ChannelWorld, CLIENT.0, Steer::Pause),
        (rented, ANNA.operator, Steer::Pause),
        (rented, CLIENT.0, extend),
        (paused, CLIENT.0, Steer::Resume),
        (paused, CLIENT.0, extend),
    ];
    for (reach, by, command) in steps {
        let (world, channel) = reach();
        for (now, is_valid) in [(due - 1, true), (due, false), (due + 1, false)] {
            let mut world = world.clone();
            world.advance_to(now);
            if is_valid {
                world.steers(by, channel, command).works();
            } else {
                refused(&mut world, E::DeadlinePassed, |world| world.steers(by, channel, command));
            }
        }
    }
}

#[test]
fn who_lent_the_rent_closes_after_seven_idle_days() {
    let long = ChannelTerms { expires_at: NOON + 100 * DAY, ..metered() };
    let (world, channel) = opened(long);
    let mut used = world.clone();
    used.advance(DAY);
    used.redeems(channel, 1_000).works();
    let mut paused = world.clone();
    paused.advance(2 * DAY);
    paused.steers(CLIENT.0, channel, Steer::Pause).works();
    for (world, since) in [(world, NOON), (used, NOON + DAY), (paused, NOON + 2 * DAY)] {
        let due = since + IDLE_SECS;
        for (now, is_due) in [(due - 1, false), (due, true), (due + 1, true)] {
            let mut world = world.clone();
            world.advance_to(now);
            // Nobody else gets that right by waiting.
            for other in [STRANGER, SESSION, ANNA.operator, OTHER_CLIENT.0] {
                refused(&mut world, E::NotPayer, |world| world.steers(other, channel, Steer::Close));
            }
            if is_due {
                assert_eq!(moved(&mut world, channel, |world| world.steers(HUB, channel, Steer::Close)), NOTHING);
                let closing = state(&world, channel);
                assert_eq!((closing.phase, closing.at), (ChannelPhase::Closing, now));
            } else {
                refused(&mut world, E::NotYetDue, |world| world.steers(HUB, channel, Steer::Close));
            }
        }
    }
}

/// Neither a lamport to the address nor a voucher that was redeemed long ago is a sign of life.
#[test]
fn gifts_and_old_vouchers_keep_the_lender_waiting_no_longer() {
    let (mut world, channel) = opened(ChannelTerms { expires_at: NOON + 100 * DAY, ..metered() });
    world.redeems(channel, 1_000).works();
    world.advance(6 * DAY);
    world.transfers(STRANGER, &channel, 1).works();
    world.asks_what_is_due(channel).works();
    world.redeems(channel, 1_000).works();
    world.redeems(channel, 999).works();
    assert_eq!((state(&world, channel).deposit, state(&world, channel).at), (LOCKED + 1, NOON));
    let mut alive = world.clone();
    alive.redeems(channel, 1_001).works();
    world.advance(DAY);
    world.steers(HUB, channel, Steer::Close).works();
    alive.advance(DAY);
    refused(&mut alive, E::NotYetDue, |world| world.steers(HUB, channel, Steer::Close));
}

#[test]
fn what_steering_tells() {
    use rayment_client::events::Event;
    let (mut world, channel) = rented();
    world.transfers(DONOR, &channel, 5).works();
    let events = world.steers(ANNA.operator, channel, Steer::Pause).works().events();
    let [Event::ChannelSteered(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.channel, told.payer, told.provider), (channel, CLIENT.key(), ANNA.address()));
    assert_eq!((told.deposit, told.earnings, told.fee, told.refund), (LOCKED + 5, 0, 0, 0));
    let events = world.steers(ANNA.operator, channel, Steer::End).works().events();
    let [Event::ChannelSteered(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.earnings, told.fee, told.refund), (0, 0, LOCKED + 5));
}

/// The provider names another operator: the old one has no say any more, and the new one has.
#[test]
fn the_providers_keys_of_today_speak_for_it() {
    let (mut world, channel) = rented();
    let update =
        rayment_client::instructions::ProviderUpdate { operator: Some(BORIS.operator.key()), ..Default::default() };
    Provider { operator: ANNA.wallet, ..ANNA }.updates(&mut world, &update).works();
    assert_eq!(world.provider(ANNA).state.operator, rule_key(&BORIS.operator.key()));
    refused(&mut world, E::NotChannelProvider, |world| world.steers(ANNA.operator, channel, Steer::End));
    world.steers(BORIS.operator, channel, Steer::End).works();
}
