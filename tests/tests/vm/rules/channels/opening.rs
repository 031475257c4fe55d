//! Opening: what a payer proposes, where the channel is, and what is refused before money is locked.

use rayment_client::{
    address,
    events::Event,
    instructions::{NewChannel, ProviderUpdate, channel_open, market_update},
    rule_key,
};
use rayment_core::{
    Native,
    channel::{KINDS, LIFETIME_SECS, SLOTS, flag, seed},
    market::Params,
};
use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

/// Code of the system program where an address is taken.
const TAKEN: u32 = 0;
/// Where a wallet has too little.
const POOR: u32 = 1;

fn proposal(world: &World) -> NewChannel {
    CLIENT.proposes(world, ANNA, rental())
}

#[track_caller]
fn refuses(reason: E, change: impl FnOnce(&mut NewChannel)) {
    let mut world = World::market();
    let mut new = proposal(&world);
    change(&mut new);
    refused(&mut world, reason, |world| world.opens_channel(&new));
}

#[track_caller]
fn works(change: impl FnOnce(&mut NewChannel)) -> ChannelState {
    let mut world = World::market();
    let mut new = proposal(&world);
    change(&mut new);
    let channel = world.opens_channel(&new).works();
    state(&world, channel)
}

#[test]
fn a_channel_opens_running_with_its_deposit_locked_and_rent_that_the_hub_lends() {
    let mut world = World::market();
    let (new, rent, total) = (proposal(&world), rent(&world), world.total());
    let wallets = |world: &World| (world.lamports(&CLIENT.key()), world.lamports(&HUB.key()));
    let (payer, hub) = wallets(&world);
    let opening = channel_open(&world.market_state(), &new);
    let events = world.sends(opening).works().events();
    let channel = new.address(&World::market_address());
    assert_eq!(wallets(&world), (payer - LOCKED, hub - rent));
    assert_eq!((world.lamports(&channel), world.total()), (LOCKED + rent, total));
    let (slot, hash) = new.slot;
    let terms = rental();
    let expected = ChannelState {
        payer: rule_key(&CLIENT.key()),
        provider: rule_key(&ANNA.address()),
        signer: rule_key(&SESSION.key()),
        mint: rayment_core::Pubkey::default(),
        subject: terms.subject,
        ssh: terms.ssh,
        rent_payer: rule_key(&HUB.key()),
        seed: seed::<Native>(7, (slot, &hash), &rayment_core::Pubkey::default(), &terms.signer),
        slot,
        rent,
        deposit: LOCKED,
        voucher: 0,
        earned: 0,
        fee: 0,
        rate: RATE,
        rated: 0,
        ran: 0,
        at: NOON,
        expires_at: NOON + 7 * DAY,
        owed_provider: 0,
        owed_fee: 0,
        owed_payer: 0,
        close_secs: 86_400,
        grace: 90,
        params: 0,
        phase: ChannelPhase::Running,
        kind: 5,
        flags: 0,
    };
    assert_eq!(state(&world, channel), expected);
    let [Event::ChannelOpened(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.channel, told.payer, told.provider), (channel, CLIENT.key(), ANNA.address()));
    assert_eq!((told.rent_payer, told.kind, told.rate), (HUB.key(), 5, RATE));
    assert_eq!((told.deposit, told.rent), (LOCKED, rent));
}

#[test]
fn a_payer_may_pay_the_rent_itself_and_lock_nothing_yet() {
    let mut world = World::market();
    let before = world.lamports(&CLIENT.key());
    let new = NewChannel { rent_payer: None, deposit: 0, ..proposal(&world) };
    let channel = world.opens_channel(&new).works();
    assert_eq!(world.lamports(&CLIENT.key()), before - rent(&world));
    assert_eq!(state(&world, channel).rent_payer, rule_key(&CLIENT.key()));
    assert_eq!(state(&world, channel).deposit, 0);
}

#[test]
fn the_flags_say_what_the_ssh_key_is_and_that_the_provider_holds_the_session_key() {
    assert_eq!(works(|new| new.terms.ssh_hashed = true).flags, flag::SSH_HASHED);
    for own in [ANNA.wallet, ANNA.operator, ANNA.payout] {
        assert_eq!(works(|new| new.terms.signer = rule_key(&own.key())).flags, flag::PROVIDER_SIGNS);
    }
    for other in [CLIENT.0, BORIS.operator, SESSION] {
        assert_eq!(works(|new| new.terms.signer = rule_key(&other.key())).flags, 0);
    }
}

#[test]
fn refuses_a_key_that_no_one_can_hold() {
    refuses(E::NoSigner, |new| new.terms.signer = rayment_core::Pubkey::default());
}

#[test]
fn opens_for_each_kind_of_offer_and_no_other() {
    for kind in 0..KINDS {
        assert_eq!(works(|new| new.terms.kind = kind).kind, kind);
    }
    refuses(E::UnknownKind, |new| new.terms.kind = KINDS);
}

#[test]
fn vouchers_get_a_quarter_of_an_hour_to_thirty_days_after_a_close() {
    for secs in [900, 2_592_000] {
        assert_eq!(works(|new| new.terms.close_secs = secs).close_secs, secs);
    }
    for secs in [0, 899, 2_592_001, u32::MAX] {
        refuses(E::BadCloseSecs, |new| new.terms.close_secs = secs);
    }
}

#[test]
fn a_channel_lives_for_366_days_at_the_most_and_is_not_over_already() {
    for at in [NOON + 1, NOON + LIFETIME_SECS] {
        assert_eq!(works(|new| new.terms.expires_at = at).expires_at, at);
    }
    for at in [i64::MIN, 0, NOON, NOON + LIFETIME_SECS + 1, i64::MAX] {
        refuses(E::BadChannelExpiry, |new| new.terms.expires_at = at);
    }
}

#[test]
fn refuses_parameters_or_a_fee_that_the_payer_has_not_seen() {
    refuses(E::MarketChanged, |new| new.terms.params = 1);
    refuses(E::MarketChanged, |new| new.terms.fee_bps = 499);
    refuses(E::MarketChanged, |new| new.terms.fee_bps = 0);
    let mut world = World::market();
    let new = proposal(&world);
    let update = market_update(&world.market_state(), None, None, Some(&Params { fee_bps: 400, ..PARAMS }));
    world.sends(update).works();
    refused(&mut world, E::MarketChanged, |world| world.opens_channel(&new));
    // Naming the old version's account helps nobody.
    let mut opening = channel_open(&world.market_state(), &new);
    opening.accounts[3].pubkey = world.params(0).address;
    refused(&mut world, E::WrongParams, |world| world.sends(opening));
    let seen = NewChannel { terms: ChannelTerms { params: 1, fee_bps: 400, ..new.terms }, ..new };
    let channel = world.opens_channel(&seen).works();
    assert_eq!(state(&world, channel).params, 1);
}

#[test]
fn refuses_a_provider_that_takes_no_work_or_is_another_markets() {
    let mut world = World::market();
    ANNA.pauses(&mut world, true).works();
    let new = CLIENT.proposes(&world, ANNA, metered());
    refused(&mut world, E::NotActive, |world| world.opens_channel(&new));
    ANNA.pauses(&mut world, false).works();
    world.opens_channel(&new).works();
    // Retired, and still there: a lamport is no payment to an empty wallet.
    world.redeems(new.address(&World::market_address()), 1).works();
    ANNA.retires(&mut world).works();
    let next = NewChannel { salt: 8, ..new };
    refused(&mut world, E::NotActive, |world| world.opens_channel(&next));
    // Of a market that somebody else opened.
    world.opens_market(RIVAL, PARAMS).works();
    let other = address::market(&RIVAL.key(), 0);
    let registration = BORIS.registration();
    let register = rayment_client::instructions::provider_register(&other, &BORIS.wallet.key(), &registration);
    world.sends(register).works();
    let to_boris = CLIENT.proposes(&world, BORIS, rental());
    let mut opening = channel_open(&world.market_state(), &to_boris);
    opening.accounts[4].pubkey = address::provider(&other, &BORIS.wallet.key());
    refused(&mut world, E::WrongMarket, |world| world.sends(opening));
}

#[test]
fn a_provider_with_all_slots_taken_can_still_be_paid_by_a_channel() {
    let mut world = World::market();
    ANNA.updates(&mut world, &ProviderUpdate { slots: Some(1), ..ProviderUpdate::default() }).works();
    for salt in 0..3 {
        let new = NewChannel { salt, ..proposal(&world) };
        world.opens_channel(&new).works();
    }
}

#[test]
fn the_slot_is_one_of_the_last_512_with_a_hash() {
    let present = FIRST_SLOT;
    for (slot, is_recent) in [
        (present - 1, true),
        (present - SLOTS, true),
        (present - SLOTS - 1, false),
        (present, false),
        (present + 1, false),
        (0, false),
    ] {
        let mut world = World::market();
        // The list reaches further back than 512 slots where some were skipped.
        let hash = |slot: u64| (slot, [slot as u8; 32]);
        let listed: Vec<_> = [present - 1, present - 2, present - SLOTS, present - SLOTS - 1].map(hash).to_vec();
        world.set_slot_hashes(&listed);
        let new = NewChannel { slot: hash(slot), ..proposal(&world) };
        if is_recent {
            let channel = world.opens_channel(&new).works();
            assert_eq!(state(&world, channel).slot, slot);
        } else {
            refused(&mut world, E::SlotNotRecent, |world| world.opens_channel(&new));
        }
    }
    // Within the last 512, but skipped.
    let mut world = World::market();
    let (newest, hash) = world.newest_slot();
    let skipped = NewChannel { slot: (newest - 1, hash), ..proposal(&world) };
    refused(&mut world, E::SlotNotRecent, |world| world.opens_channel(&skipped));
}

/// One address on each cluster: another one's slot has another hash. No place is left for a mint either.
#[test]
fn refuses_every_other_address() {
    let mut world = World::market();
    let (plain, market) = (proposal(&world), World::market_address());
    let slot = plain.slot.0;
    let mut addresses = vec![plain.address(&market)];
    let others = [
        NewChannel { slot: (slot, [1; 32]), ..plain },
        NewChannel { slot: (slot - 1, plain.slot.1), ..plain },
        NewChannel { salt: 8, ..plain },
        NewChannel { payer: OTHER_CLIENT.key(), ..plain },
        NewChannel { provider: BORIS.wallet.key(), ..plain },
        NewChannel { terms: ChannelTerms { signer: rule_key(&CLIENT.key()), ..plain.terms }, ..plain },
    ];
    addresses.extend(others.iter().map(|other| other.address(&market)));
    let mint = rayment_core::Pubkey([0x33; 32]);
    let in_tokens = seed::<Native>(plain.salt, (slot, &plain.slot.1), &mint, &plain.terms.signer);
    addresses.push(address::channel(&plain.payer, &ANNA.address(), &in_tokens));
    for (index, at) in addresses.iter().enumerate().skip(1) {
        assert!(!addresses[..index].contains(at), "{index}: what is in the seed changes the address");
        let mut opening = channel_open(&world.market_state(), &plain);
        opening.accounts[5].pubkey = *at;
        refused(&mut world, E::WrongChannel, |world| world.sends(opening));
    }
}

#[test]
fn refuses_the_same_address_twice() {
    let mut world = World::market();
    let new = proposal(&world);
    world.opens_channel(&new).works();
    let before = world.snapshot();
    world.opens_channel(&new).refuses_with(TAKEN);
    assert_eq!(world.snapshot(), before);
    world.opens_channel(&NewChannel { salt: 8, ..new }).works();
}

#[test]
fn refuses_a_payer_or_lender_that_cannot_pay() {
    let mut world = World::market();
    let new = NewChannel { deposit: FUNDS + 1, ..proposal(&world) };
    let before = world.snapshot();
    world.opens_channel(&new).refuses_with(POOR);
    let lent = NewChannel { rent_payer: Some(SESSION.key()), ..proposal(&world) };
    world.opens_channel(&lent).refuses_with(POOR);
    assert_eq!(world.snapshot(), before);
}

/// Nobody's lamports keep a channel from being opened: they pay of its rent, and what is more becomes deposit.
#[test]
fn gifts_to_the_address_before_it_is_opened_stop_nothing() {
    let rent = rent(&World::empty());
    for gift in [890_880, rent - 1, rent, rent + 1, rent + 5_000] {
        let mut world = World::market();
        let new = proposal(&world);
        let channel = new.address(&World::market_address());
        world.transfers(DONOR, &channel, gift).works();
        let hub = world.lamports(&HUB.key());
        world.opens_channel(&new).works();
        assert_eq!(hub - world.lamports(&HUB.key()), rent.saturating_sub(gift));
        assert_eq!(world.lamports(&channel), gift.max(rent) + LOCKED);
        assert_eq!((state(&world, channel).rent, state(&world, channel).deposit), (rent, LOCKED));
        let over = gift.saturating_sub(rent);
        world.redeems(channel, 1).works();
        assert_eq!(state(&world, channel).deposit, LOCKED + over, "a gift of {gift}");
        // Whoever signed for the rent gets all of it, whoever gave it.
        world.spends_addresses();
        world.steers(ANNA.operator, channel, Steer::End).works();
        let closed = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
        assert_eq!(closed, Moved { hub: rent as i64, channel: -(rent as i64), ..NOTHING });
    }
}

#[test]
fn refuses_an_opening_that_payer_or_lender_has_not_signed() {
    let mut world = World::market();
    let new = proposal(&world);
    for signer in [0, 1] {
        let mut opening = channel_open(&world.market_state(), &new);
        opening.accounts[signer].is_signer = false;
        let before = world.snapshot();
        // Anchor's code where a signature is missing.
        world.sends(opening).refuses_with(3010);
        assert_eq!(world.snapshot(), before);
    }
}
