//! What happens next: how long everybody waits, who asks, and for what.

use proptest::{prelude::*, sample::select};
use rayment_client::{chain_key, instructions::NewChannel, rule_key};
use rayment_core::channel::{ChannelPhase, ChannelState, ChannelTerms, IDLE_SECS, LIFETIME_SECS, SLOTS, Steer};
use rayment_tests::vm::{
    channels::{CAP, LOCKED, RATE, SPENT, metered, rental},
    world::DAY,
    *,
};
use solana_pubkey::Pubkey;

use super::{
    super::moves::Luck,
    asked::Asked,
    mirror::{Mirror, PROVIDERS},
};

#[derive(Clone, Debug)]
pub struct Move {
    pub wait: Wait,
    pub slots: Slots,
    /// Which of the three channels.
    pub place: usize,
    /// Whether somebody asks for what fits, or anybody for anything.
    pub fits: bool,
    pub luck: u64,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    /// Fewer than none where the clock goes back.
    Seconds(i64),
    /// Until this much before or after the channel's next deadline.
    Deadline(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Slots {
    Some(u64),
    /// Until so many more than 512 lie behind the one in the channel's address.
    Spent(u64),
}

pub fn history() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        8 => Just(Wait::Seconds(0)),
        8 => (1i64..200).prop_map(Wait::Seconds),
        2 => (200i64..5_000).prop_map(Wait::Seconds),
        1 => (-60i64..0).prop_map(Wait::Seconds),
        3 => select(vec![-1i64, 0, 1]).prop_map(Wait::Deadline),
    ];
    let slots = prop_oneof![
        18 => (1u64..4).prop_map(Slots::Some),
        1 => select(vec![SLOTS, SPENT, 200]).prop_map(Slots::Some),
        2 => select(vec![0, 1]).prop_map(Slots::Spent),
    ];
    let next = (wait, slots, 0usize..3, prop::bool::weighted(0.8), any::<u64>());
    let next = next.prop_map(|(wait, slots, place, fits, luck)| Move { wait, slots, place, fits, luck });
    prop::collection::vec(next, 300..330)
}

/// Who asks for what.
pub fn chosen(next: &Move, mirror: &Mirror) -> Asked {
    let mut luck = Luck(next.luck);
    if luck.of(8) == 0 {
        return beside(mirror, next.place, &mut luck);
    }
    let open = mirror.places[next.place].and_then(|at| Some((at, mirror.state(at)?)));
    match open {
        None => opens(mirror, next.place, next.fits, &mut luck),
        Some((at, state)) if next.fits => fitting(mirror, at, &state, &mut luck),
        Some((at, state)) => anything(mirror, at, &state, &mut luck),
    }
}

fn payer_of(state: &ChannelState) -> Actor {
    if chain_key(&state.payer) == CLIENT.key() { CLIENT.0 } else { OTHER_CLIENT.0 }
}

fn provider_of(state: &ChannelState) -> Provider {
    if chain_key(&state.provider) == ANNA.address() { ANNA } else { BORIS }
}

/// Who holds the session key.
fn signer_of(state: &ChannelState) -> Actor {
    let holders = [SESSION, CLIENT.0, OTHER_CLIENT.0, ANNA.operator, BORIS.operator];
    let key = chain_key(&state.signer);
    holders.into_iter().find(|holder| holder.key() == key).expect("one of those that are proposed")
}

/// What is no channel's own business: wallets, providers, the market.
fn beside(mirror: &Mirror, place: usize, luck: &mut Luck) -> Asked {
    let payer = luck.one(&[CLIENT.0, OTHER_CLIENT.0, HUB]);
    let (has, provider) = (mirror.lamports[&payer.key()], luck.of(2) as usize);
    let anna = luck.one(&[0, 0, provider]);
    if mirror.providers[anna].is_none() {
        // A market in a pause registers nobody.
        return Asked::Register { provider: anna };
    }
    match luck.of(12) {
        0..3 if has == 0 => Asked::Pay { from: DONOR, to: payer.key(), lamports: 10 * world::FUNDS },
        0..3 => {
            let stays = luck.one(&[0, 0, 0, 1, mirror.wallet_rent]);
            Asked::Pay { from: payer, to: DONOR.key(), lamports: has.saturating_sub(stays) }
        }
        3 => Asked::Retire { provider: anna },
        4 if mirror.providers[provider].is_some() => Asked::PauseProvider { provider, paused: luck.of(3) == 0 },
        5 if mirror.providers[provider].is_some() => Asked::Withdraw { provider },
        6 if mirror.providers[provider].is_some() => Asked::Sweep { provider },
        7 => Asked::PauseMarket { secs: luck.one(&[0, 0, 600, 259_201]) },
        _ => {
            let to = mirror.places[place].unwrap_or_else(|| payer.key());
            let gift = luck.one(&[1, 777, mirror.wallet_rent, LOCKED]);
            Asked::Pay { from: DONOR, to, lamports: gift }
        }
    }
}

fn opens(mirror: &Mirror, place: usize, fits: bool, luck: &mut Luck) -> Asked {
    let now = mirror.now;
    let client = luck.one(&[CLIENT, OTHER_CLIENT]);
    if mirror.lamports[&client.key()] == 0 && luck.of(3) > 0 {
        return Asked::Pay { from: DONOR, to: client.key(), lamports: 10 * world::FUNDS };
    }
    let provider = luck.one(&[0, 0, 1]);
    if mirror.providers[provider].is_none() {
        return Asked::Register { provider };
    }
    let signer = luck.one(&[SESSION, SESSION, SESSION, client.0, PROVIDERS[provider].operator]);
    let plain = luck.one(&[rental(), rental(), metered()]);
    let expires_at = now + luck.one(&[3_000, DAY, 7 * DAY, 20 * DAY, LIFETIME_SECS]);
    let close_secs = luck.one(&[900, 900, 3_600]);
    let rate = if plain.rate == 0 { 0 } else { luck.one(&[RATE, RATE, RATE / 7, 1]) };
    let terms = ChannelTerms { signer: rule_key(&signer.key()), rate, close_secs, expires_at, ..plain };
    let new = NewChannel {
        token: None,
        payer: client.key(),
        rent_payer: luck.one(&[Some(HUB.key()), Some(HUB.key()), None]),
        provider: PROVIDERS[provider].wallet.key(),
        terms,
        salt: place as u64,
        slot: mirror.newest_slot(),
        deposit: luck.one(&[LOCKED, LOCKED, 1_000_000, 10, 0]),
    };
    let new = if fits { new } else { unfit(mirror, new, luck) };
    let gift = if luck.of(6) == 0 { luck.one(&[mirror.wallet_rent, mirror.rent, LOCKED]) } else { 0 };
    Asked::Open { new: Box::new(new), gift }
}

/// The same with something that is refused.
fn unfit(mirror: &Mirror, new: NewChannel, luck: &mut Luck) -> NewChannel {
    let NewChannel { terms, slot: (slot, hash), .. } = new;
    let (now, known) = (mirror.now, mirror.channels.values().next_back());
    let with = |terms| NewChannel { terms, ..new };
    match luck.of(10) {
        0 => with(ChannelTerms { signer: rayment_core::Pubkey::default(), ..terms }),
        1 => with(ChannelTerms { kind: 7, ..terms }),
        2 => with(ChannelTerms { close_secs: luck.one(&[899, 2_592_001]), ..terms }),
        3 => with(ChannelTerms { expires_at: luck.one(&[now, now + LIFETIME_SECS + 1]), ..terms }),
        4 => with(ChannelTerms { params: 1, ..terms }),
        5 => with(ChannelTerms { fee_bps: 0, ..terms }),
        6 => NewChannel { slot: (slot - luck.one(&[4, 512, 600]), hash), ..new },
        7 => NewChannel { deposit: u64::MAX, ..new },
        // One that was opened before, at the same address.
        _ => known.filter(|known| alive(mirror, known.new.provider)).map_or(new, |known| known.new),
    }
}

fn alive(mirror: &Mirror, wallet: Pubkey) -> bool {
    let at = PROVIDERS.iter().position(|provider| provider.wallet.key() == wallet);
    at.is_some_and(|provider| mirror.providers[provider].is_some())
}

/// A sum that somebody signs for.
fn amount(mirror: &Mirror, state: &ChannelState, luck: &mut Luck) -> u64 {
    let more = state.voucher.saturating_add(1 + luck.of(200_000));
    let by_time = state.ran(mirror.now).saturating_mul(state.rate / 3_600);
    luck.one(&[more, more, more, by_time, state.cap(500), CAP + 1, state.voucher, state.voucher / 2, u64::MAX])
}

/// What the phase allows, by whoever may.
fn fitting(mirror: &Mirror, at: Pubkey, state: &ChannelState, luck: &mut Luck) -> Asked {
    let (payer, provider, signer) = (payer_of(state), provider_of(state), signer_of(state));
    let steer = |by, command| Asked::Steer { by, channel: at, command };
    let operator = provider.operator;
    let now = mirror.now;
    let is_over = state.end_due().is_none_or(|due| now >= due);
    let voucher = |luck: &mut Luck| {
        let paper = signer.signs_until(at, amount(mirror, state, luck), luck.one(&[0, 0, 0, now + 60]));
        Asked::Voucher { channel: at, paper: Box::new(paper) }
    };
    if state.phase == ChannelPhase::Ended {
        return after_the_end(mirror, at, payer, luck);
    }
    if is_over || !alive(mirror, provider.wallet.key()) {
        return Asked::Due { channel: at };
    }
    let idle = now >= state.at + IDLE_SECS && chain_key(&state.rent_payer) == HUB.key();
    match (state.phase, luck.of(24)) {
        (ChannelPhase::Running | ChannelPhase::Paused, 0) => steer(operator, Steer::End),
        (ChannelPhase::Running | ChannelPhase::Paused, 1) => steer(if idle { HUB } else { payer }, Steer::Close),
        (ChannelPhase::Running | ChannelPhase::Paused, 2) => {
            steer(payer, Steer::Extend { expires_at: state.expires_at + 1 + luck.of(3_000) as i64 })
        }
        (ChannelPhase::Running, 3 | 4) => steer(luck.one(&[payer, operator, provider.wallet]), Steer::Pause),
        (ChannelPhase::Paused, 3..8) => steer(payer, Steer::Resume),
        (ChannelPhase::Closing, 0) => steer(operator, Steer::End),
        (_, 8..11) => Asked::Due { channel: at },
        (_, 11..14) => {
            let by = luck.one(&[payer, signer]);
            Asked::Acknowledge { by, channel: at, cumulative: amount(mirror, state, luck) }
        }
        (_, 14..16) => Asked::Pay { from: DONOR, to: at, lamports: 1 + luck.of(2_000_000) },
        _ => voucher(luck),
    }
}

/// The payer's wallet is emptied, or somebody gives it less than that can take.
fn after_the_end(mirror: &Mirror, at: Pubkey, payer: Actor, luck: &mut Luck) -> Asked {
    match (luck.of(6), mirror.lamports[&payer.key()]) {
        (0, has) if has > 0 => Asked::Pay { from: payer, to: DONOR.key(), lamports: has },
        (1, 0) => Asked::Pay { from: DONOR, to: at, lamports: 1 },
        _ => Asked::Due { channel: at },
    }
}

/// Anybody asks for anything.
fn anything(mirror: &Mirror, at: Pubkey, state: &ChannelState, luck: &mut Luck) -> Asked {
    let provider = provider_of(state);
    let anybody = [payer_of(state), SESSION, HUB, provider.wallet, provider.operator, BORIS.operator, STRANGER];
    let by = luck.one(&anybody);
    let now = mirror.now;
    let extended = luck.one(&[now, state.expires_at, now + LIFETIME_SECS, now + LIFETIME_SECS + 1]);
    let commands = [Steer::Pause, Steer::Resume, Steer::Close, Steer::End, Steer::Extend { expires_at: extended }];
    match luck.of(8) {
        0..4 => Asked::Steer { by, channel: at, command: luck.one(&commands) },
        4 => Asked::Due { channel: at },
        5 => Asked::Acknowledge { by, channel: at, cumulative: amount(mirror, state, luck) },
        _ => {
            let holder = luck.one(&[signer_of(state), signer_of(state), by]);
            let others: Vec<_> = mirror.channels.keys().copied().collect();
            let other = luck.one(&others);
            let named = luck.one(&[at, at, other]);
            let expires_at = luck.one(&[0, 0, now - 1, now, now + 1]);
            let paper = holder.signs_until(named, amount(mirror, state, luck), expires_at);
            Asked::Voucher { channel: at, paper: Box::new(paper) }
        }
    }
}
