//! What a payer may propose, and how its address comes about.

use rayment_core::{
    Native, Pubkey, Sha256,
    channel::{CLOSE_SECS, ChannelError, ChannelPhase, ChannelState, KINDS, LIFETIME_SECS, SLOTS, flag, seed},
    provider::{ProviderState, Status},
};

use super::story::{self, *};

fn refused(change: impl FnOnce(&mut Proposal)) -> ChannelError {
    Proposal::but(change).opened().expect_err("it should be refused")
}

#[test]
fn a_channel_opens_running_with_its_deposit_locked() {
    let channel = Channel::rental();
    let expected = ChannelState {
        payer: PAULA.key,
        provider: ANNA.key,
        signer: SESSION.key,
        mint: Pubkey::default(),
        subject: terms().subject,
        ssh: terms().ssh,
        rent_payer: HUB.key,
        seed: seed::<Native>(SALT, (SLOT, &hash_of(SLOT)), &Pubkey::default(), &SESSION.key),
        slot: SLOT,
        rent: RENT,
        deposit: DEPOSIT,
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
        close_secs: DAY as u32,
        grace: 90,
        params: VERSION,
        phase: ChannelPhase::Running,
        kind: 5,
        flags: 0,
    };
    assert_eq!(*channel.state(), expected);
    assert_eq!((expected.held(), expected.surplus(channel.balance)), (Ok(DEPOSIT), Ok(0)));
    assert!(expected.is_sol());
}

#[test]
fn a_channel_in_tokens_keeps_its_mint() {
    let channel = Channel::in_tokens();
    assert_eq!((channel.state().mint, channel.state().is_sol()), (MINT, false));
    assert_eq!((channel.balance, channel.state().surplus(DEPOSIT)), (DEPOSIT, Ok(0)), "rent lies beside the vault");
}

#[test]
fn the_seed_of_an_address_is_the_hash_that_the_protocol_writes_down() {
    let (mint, signer, hash) = (Pubkey([3; 32]), Pubkey([4; 32]), [5; 32]);
    let written = [b"rayment:channel:1".as_slice(), &[1, 0, 0, 0, 0, 0, 0, 0], &[2, 0, 0, 0, 0, 0, 0, 0]];
    let written = [written.concat(), hash.to_vec(), mint.0.to_vec(), signer.0.to_vec()].concat();
    let found = seed::<Native>(1, (2, &hash), &mint, &signer);
    assert_eq!(found, Native::hash(&[&written]));
    assert_eq!(hex(&found), "65dde2d6502e68d37d8e52725fb4d0e384f4f718f3b1034e21953fec4e1e0fcd");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn everything_in_a_seed_changes_it() {
    let plain = |salt, slot, hash, mint, signer| seed::<Native>(salt, (slot, &[hash; 32]), &key(mint), &key(signer));
    let one = plain(1, 2, 3, 4, 5);
    for other in
        [plain(9, 2, 3, 4, 5), plain(1, 9, 3, 4, 5), plain(1, 2, 9, 4, 5), plain(1, 2, 3, 9, 5), plain(1, 2, 3, 4, 9)]
    {
        assert_ne!(one, other);
    }
}

#[test]
fn the_flags_say_what_the_ssh_key_is_and_whose_key_signs() {
    let flags = |change: fn(&mut Proposal)| Channel::opened(change).state().flags;
    assert_eq!(flags(|plain| plain.terms.ssh_hashed = true), flag::SSH_HASHED);
    for own in [provider().authority, provider().operator, provider().payout] {
        let channel = Channel::opened(|plain| plain.terms.signer = own);
        assert!(channel.state().has(flag::PROVIDER_SIGNS), "{own:?}");
    }
    let payers_own = flags(|plain| plain.terms.signer = PAULA.key);
    assert_eq!(payers_own, 0);
}

#[test]
fn a_channel_may_be_opened_empty_and_be_topped_up_later() {
    let mut channel = Channel::opened(|plain| plain.deposit = 0).topped_up(DEPOSIT);
    assert_eq!(channel.due(), Ok(NOTHING));
    assert_eq!(channel.state().deposit, DEPOSIT);
}

#[test]
fn refuses_to_open_in_a_pause() {
    assert_eq!(refused(|plain| plain.is_paused = true), ChannelError::MarketPaused);
}

#[test]
fn refuses_parameters_that_the_payer_has_not_seen() {
    assert_eq!(refused(|plain| plain.terms.params = VERSION - 1), ChannelError::MarketChanged);
    assert_eq!(refused(|plain| plain.terms.fee_bps = 499), ChannelError::MarketChanged);
}

#[test]
fn refuses_a_provider_that_takes_no_work() {
    for status in [Status::Paused, Status::Retired] {
        let idle = ProviderState { status, ..provider() };
        assert_eq!(refused(|plain| plain.provider = idle), ChannelError::ProviderNotActive);
    }
}

#[test]
fn refuses_tokens_that_are_not_listed_or_have_no_purse() {
    let tokens = Proposal::in_tokens();
    let unlisted = Proposal { is_listed: false, ..tokens.clone() };
    assert_eq!(unlisted.opened().err(), Some(ChannelError::AssetNotListed));
    let no_purse = Proposal { has_purse: false, ..tokens };
    assert_eq!(no_purse.opened().err(), Some(ChannelError::NoPurse));
}

#[test]
fn refuses_the_key_of_zeros_as_the_session_key() {
    assert_eq!(refused(|plain| plain.terms.signer = Pubkey::default()), ChannelError::NoSigner);
}

#[test]
fn takes_the_kinds_that_offers_have_and_no_other() {
    assert_eq!(KINDS, 7);
    for kind in 0..KINDS {
        assert_eq!(Channel::opened(|plain| plain.terms.kind = kind).state().kind, kind);
    }
    assert_eq!(refused(|plain| plain.terms.kind = KINDS), ChannelError::UnknownKind);
}

#[test]
fn the_time_for_vouchers_lies_between_a_quarter_of_an_hour_and_thirty_days() {
    assert_eq!(CLOSE_SECS, 900..=30 * DAY as u32);
    for secs in [900, 30 * DAY as u32] {
        assert_eq!(Channel::opened(|plain| plain.terms.close_secs = secs).state().close_secs, secs);
    }
    for secs in [0, 899, 30 * DAY as u32 + 1, u32::MAX] {
        assert_eq!(refused(|plain| plain.terms.close_secs = secs), ChannelError::BadCloseSecs);
    }
}

#[test]
fn a_channel_lives_for_366_days_at_most_and_is_not_over_already() {
    assert_eq!(LIFETIME_SECS, 366 * DAY);
    for expires_at in [NOON + 1, NOON + LIFETIME_SECS] {
        assert_eq!(Channel::opened(|plain| plain.terms.expires_at = expires_at).state().expires_at, expires_at);
    }
    for expires_at in [NOON + LIFETIME_SECS + 1, NOON, NOON - 1, 0, i64::MIN, i64::MAX] {
        assert_eq!(refused(|plain| plain.terms.expires_at = expires_at), ChannelError::BadExpiry);
    }
}

#[test]
fn the_slot_in_the_address_is_among_the_last_512_and_has_a_hash() {
    for slot in [SLOT + 3 - SLOTS, SLOT + 2] {
        let channel = Channel::opened(|plain| plain.slot = slot);
        let expected = story::hash_of(slot);
        assert_eq!(channel.state().seed, seed::<Native>(SALT, (slot, &expected), &Pubkey::default(), &SESSION.key));
    }
    for slot in [SLOT + 3, SLOT + 4, u64::MAX] {
        assert_eq!(refused(|plain| plain.slot = slot), ChannelError::SlotNotRecent, "it has no hash yet");
    }
    let skipped = |plain: &mut Proposal| plain.slot_hashes = slot_hashes((0..SLOT + 3).rev().filter(|at| *at != SLOT));
    assert_eq!(refused(skipped), ChannelError::SlotNotRecent, "it was skipped");
    assert_eq!(refused(|plain| plain.slot_hashes.clear()), ChannelError::SlotNotRecent);
}

/// Where slots were skipped the list reaches back further than 512 slots: to where a channel may have closed.
#[test]
fn refuses_a_slot_more_than_512_back_though_its_hash_is_still_listed() {
    let with = |present: u64| {
        Proposal::but(|plain| {
            plain.slot_hashes = slot_hashes((0..present).rev().filter(|slot| slot % 2 == 0).take(512));
            plain.present = present;
        })
        .opened()
    };
    assert!(with(SLOT + 512).is_ok());
    assert_eq!(with(SLOT + 513).err(), Some(ChannelError::SlotNotRecent));
}
