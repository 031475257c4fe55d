//! Where the fields of accounts lie: every table against Borsh, field by field. (Accounts whose
//! structs are the program's are compared there.)

use borsh::{BorshDeserialize, BorshSerialize};
use rayment_core::{
    Pubkey,
    asset::AssetState,
    channel::{ChannelPhase, ChannelState},
    guardian::GuardianState,
    job::{Ceilings, Chunk, JobState, Phase},
    layout::{self, Field},
    market::Params,
    money::Terms,
    provider::{OfferState, ProviderState, PurseState, Status},
    stake::{ClientState, Stake},
};

use crate::job::account::largest;

/// The names and the bytes of some fields of a value, in the order given.
macro_rules! fields {
    ($value:expr, $prefix:literal: $($field:ident)*) => {
        [$((concat!($prefix, stringify!($field)), borsh::to_vec(&$value.$field).unwrap())),*]
    };
}

/// The table's names in their order, and each field's bytes of the value where the table says, from
/// `start` on.
fn agrees(table: &[Field], start: usize, value: &impl BorshSerialize, fields: &[(&str, Vec<u8>)]) {
    let bytes = borsh::to_vec(value).unwrap();
    assert_eq!(table.len(), fields.len());
    let mut at = start;
    for (field, (name, expected)) in table.iter().zip(fields) {
        assert_eq!((field.name, field.at), (*name, at));
        assert_eq!(&bytes[field.at - start..][..expected.len()], expected, "{name}");
        at = field.end();
    }
}

fn key(byte: u8) -> Pubkey {
    Pubkey([byte; 32])
}

const TERMS: Terms = Terms { per_frame: 1 << 40, per_second: 2 << 40, per_gb: 3 << 40, minimum: 4 << 40 };

#[test]
fn every_table_begins_with_the_header_and_has_no_gap() {
    assert_eq!(layout::header::SPACE, 10);
    for (table, space) in [
        (layout::market::FIELDS, layout::market::SPACE),
        (layout::market_params::FIELDS, layout::market_params::SPACE),
        (layout::provider::FIELDS, layout::provider::SPACE),
        (layout::order::FIELDS, layout::order::SPACE),
        (layout::job::FIELDS, layout::job::SPACE),
        (layout::guardian::FIELDS, layout::guardian::SPACE),
        (layout::channel::FIELDS, layout::channel::SPACE),
        (layout::purse::FIELDS, layout::purse::SPACE),
        (layout::offer::FIELDS, layout::offer::SPACE),
        (layout::asset::FIELDS, layout::asset::SPACE),
    ] {
        let end = table.iter().fold(layout::header::SPACE, |at, field| {
            assert_eq!(field.at, at, "{}", field.name);
            field.end()
        });
        assert_eq!(end, space);
    }
}

#[test]
fn sizes_are_those_on_chain() {
    let sizes = [
        layout::market::SPACE,
        layout::market_params::SPACE,
        layout::provider::SPACE,
        layout::order::SPACE,
        layout::job::SPACE,
        layout::guardian::SPACE,
        layout::client::SPACE,
        layout::channel::SPACE,
        layout::purse::SPACE,
        layout::offer::SPACE,
        layout::asset::SPACE,
    ];
    assert_eq!(sizes, [206, 200, 313, 396, 374, 154, 106, 389, 114, 227, 124]);
}

#[test]
fn what_a_layout_added_lies_where_the_first_had_a_reserve_or_ended() {
    let layouts = [
        layout::market::LAYOUT,
        layout::market_params::LAYOUT,
        layout::provider::LAYOUT,
        layout::order::LAYOUT,
        layout::job::LAYOUT,
        layout::guardian::LAYOUT,
        layout::client::LAYOUT,
        layout::channel::LAYOUT,
        layout::purse::LAYOUT,
        layout::offer::LAYOUT,
        layout::asset::LAYOUT,
    ];
    assert_eq!(layouts, [1, 3, 2, 1, 3, 1, 2, 1, 1, 1, 1]);
    assert_eq!(layout::client::FIRST_SPACE, 82);
    assert_eq!(layout::market_params::FIRST_SPACE, 104);
    assert_eq!((layout::market_params::STAKE_CLIENT.at, layout::market_params::RESERVED.end()), (200 - 92, 200));
    assert_eq!((layout::provider::BUDGET.at, layout::provider::RESERVED.end()), (313 - 64, 313));
}

#[test]
fn a_job_lies_as_its_table_says() {
    let job = JobState {
        market: key(1),
        client: key(2),
        id: 3 << 40,
        order: 4 << 40,
        spec: [5; 32],
        chunk: Chunk { frame: 6, frames: 7, step: 8, tile: 9, tiles: 10 },
        bytes: 11 << 40,
        deposit: 12 << 40,
        ceilings: Ceilings { terms: TERMS, ms_per_frame: 13 << 40 },
        expires_at: 14 << 40,
        params: 15,
        attempt: 16,
        flags: 17,
        failed: [[18; 8], [19; 8]],
        phase: Phase::Open { at: 20 << 40, reserved: None },
    };
    for phase in largest().map(|job| job.phase) {
        let job = JobState { phase, ..job };
        let fields = fields!(job, "state.":
            market client id order spec chunk bytes deposit ceilings expires_at params attempt flags failed phase);
        agrees(layout::job::FIELDS, layout::header::SPACE, &job, &fields);
    }
}

#[test]
fn filters_find_whom_an_open_job_is_reserved_for() {
    let reserved = |job: &JobState| match job.phase {
        Phase::Open { reserved, .. } => reserved,
        _ => None,
    };
    let mut found = 0;
    for job in largest() {
        let Some(held) = reserved(&job) else { continue };
        let data = [vec![0; layout::header::SPACE], borsh::to_vec(&job).unwrap()].concat();
        let expected = [&[1], held.provider.0.as_slice()].concat();
        assert_eq!(layout::job::RESERVED.of(&data), Some(expected.as_slice()));
        found += 1;
    }
    assert_eq!(found, 1);
}

#[test]
fn filters_find_a_jobs_holder_in_every_phase_with_one() {
    let mut held = 0;
    for job in largest() {
        let Some(claim) = job.claim() else { continue };
        let data = [vec![0; layout::header::SPACE], borsh::to_vec(&job).unwrap()].concat();
        assert_eq!(layout::job::HOLDER.of(&data), Some(claim.provider.0.as_slice()), "{:?}", job.phase);
        held += 1;
    }
    assert_eq!(held, 5);
}

#[test]
fn a_provider_lies_as_its_table_says() {
    let provider = ProviderState {
        market: key(1),
        authority: key(2),
        operator: key(3),
        payout: key(4),
        profile: [5; 32],
        terms: TERMS,
        status: Status::Retired,
        slots: 6,
        jobs: 7,
        balance: 8 << 40,
        fees: 9 << 40,
        earned: 10 << 40,
        paid_jobs: 11,
        failed_jobs: 12,
        registered_at: 13 << 40,
        budget: 14 << 40,
        working: 15,
        stake: STAKE,
        purses: 16,
    };
    let fields = fields!(provider, "state.":
        market authority operator payout profile terms status slots jobs balance fees earned paid_jobs failed_jobs
        registered_at budget working stake purses);
    let (reserved, table) = layout::provider::FIELDS.split_last().unwrap();
    assert_eq!((reserved.name, reserved.size), ("reserved", 29));
    agrees(table, layout::header::SPACE, &provider, &fields);
}

#[test]
fn a_purse_an_offer_and_an_asset_lie_as_their_tables_say() {
    let purse = PurseState {
        provider: key(1),
        mint: key(2),
        balance: 3 << 40,
        fees: 4 << 40,
        earned: 5 << 40,
        budget: 6 << 40,
    };
    let fields = fields!(purse, "state.": provider mint balance fees earned budget);
    before_reserve(layout::purse::FIELDS, 8, &purse, &fields);
    let offer = OfferState {
        provider: key(1),
        kind: 2,
        class: 3 << 8,
        mint: key(4),
        terms: TERMS,
        manifest: [5; 32],
        slots: 6 << 8,
        since: 7 << 40,
    };
    let fields = fields!(offer, "state.": provider kind class mint terms manifest slots since);
    before_reserve(layout::offer::FIELDS, 76, &offer, &fields);
    let asset = AssetState {
        market: key(1),
        mint: key(2),
        token_program: 3,
        decimals: 4,
        extensions: 5 << 40,
        rate: 6 << 40,
        rate_at: 7 << 40,
        at_once_max: 8 << 40,
    };
    let fields = fields!(asset, "state.": market mint token_program decimals extensions rate rate_at at_once_max);
    before_reserve(layout::asset::FIELDS, 16, &asset, &fields);
}

/// What fills its account but for so many bytes at the end.
fn before_reserve(table: &[Field], reserve: usize, value: &impl BorshSerialize, fields: &[(&str, Vec<u8>)]) {
    let (reserved, table) = table.split_last().unwrap();
    assert_eq!((reserved.name, reserved.size), ("reserved", reserve));
    agrees(table, layout::header::SPACE, value, fields);
}

const STAKE: Stake = Stake { locked: 20 << 40, unlocking: 21 << 40, unlock_at: 22 << 40 };

#[test]
fn a_guardian_lies_as_its_table_says() {
    let guardian = GuardianState { market: key(1), wallet: key(2), key: key(3), stake: STAKE, since: 4 << 40 };
    let fields = fields!(guardian, "state.": market wallet key stake since);
    let (reserved, table) = layout::guardian::FIELDS.split_last().unwrap();
    assert_eq!((reserved.name, reserved.size), ("reserved", 16));
    agrees(table, layout::header::SPACE, &guardian, &fields);
}

#[test]
fn a_client_that_stakes_lies_as_its_table_says() {
    let client = ClientState { market: key(1), wallet: key(2), next_id: 3 << 40, stake: STAKE };
    let data = [vec![0; layout::header::SPACE], borsh::to_vec(&client).unwrap()].concat();
    let of = |field: Field| field.of(&data).unwrap();
    assert_eq!(of(layout::client::WALLET), [2; 32]);
    assert_eq!(of(layout::client::NEXT_ID), (3u64 << 40).to_le_bytes());
    assert_eq!(of(layout::client::STAKE), borsh::to_vec(&STAKE).unwrap());
    assert_eq!(data.len(), layout::client::SPACE);
}

#[test]
fn parameters_lie_as_their_table_says() {
    let params = Params {
        fee_bps: 1,
        bond_bps: 2,
        bond_min: 3,
        at_once_max: 4,
        reserve_secs: 5,
        open_secs: 6,
        start_secs: 7,
        deliver_secs: 8,
        verdict_secs: 9,
        approval_secs: 10,
        dispute_secs: 11,
        cancel_secs: 12,
        lifetime_secs: 13,
        challenge_slots: 14,
        challenge_tiles: 15,
        dispute_bps: 16,
        hold_bps: 17,
        stake_client: 18 << 40,
        stake_provider: 19 << 40,
        stake_guardian: 20 << 40,
        keeper_bond_min: 21 << 40,
        unlock_secs: 22 << 20,
        grace_secs: 23 << 8,
        close_secs: 24 << 20,
        second_check: 25,
        guardian_secs: 26 << 20,
    };
    let fields = fields!(params, "values.":
        fee_bps bond_bps bond_min at_once_max reserve_secs open_secs start_secs deliver_secs verdict_secs
        approval_secs dispute_secs cancel_secs lifetime_secs challenge_slots challenge_tiles dispute_bps hold_bps
        stake_client stake_provider stake_guardian keeper_bond_min unlock_secs grace_secs close_secs second_check
        guardian_secs);
    let (reserved, table) = layout::market_params::FIELDS.split_last().unwrap();
    assert_eq!((reserved.name, reserved.size), ("reserved", 45));
    let (_, table) = table.split_at(2);
    agrees(table, layout::market_params::FEE_BPS.at, &params, &fields);
}

#[test]
fn a_channel_lies_as_its_table_says_in_every_phase() {
    use ChannelPhase::{Closing, Ended, Paused, Running};
    for phase in [Running, Paused, Closing, Ended] {
        let channel = ChannelState {
            payer: key(1),
            provider: key(2),
            signer: key(3),
            mint: key(4),
            subject: [5; 32],
            ssh: [6; 32],
            rent_payer: key(7),
            seed: [8; 32],
            slot: 9 << 40,
            rent: 10 << 40,
            deposit: 11 << 40,
            voucher: 12 << 40,
            earned: 13 << 40,
            fee: 14 << 40,
            rate: 15 << 40,
            rated: 16 << 40,
            ran: 17 << 40,
            at: 18 << 40,
            expires_at: 19 << 40,
            owed_provider: 20 << 40,
            owed_fee: 21 << 40,
            owed_payer: 22 << 40,
            close_secs: 23,
            grace: 24,
            params: 25,
            phase,
            kind: 26,
            flags: 27,
        };
        let fields = fields!(channel, "state.":
            payer provider signer mint subject ssh rent_payer seed slot rent deposit voucher earned fee rate rated ran
            at expires_at owed_provider owed_fee owed_payer close_secs grace params phase kind flags);
        agrees(layout::channel::FIELDS, layout::header::SPACE, &channel, &fields);
        let bytes = borsh::to_vec(&channel).unwrap();
        assert_eq!(layout::header::SPACE + bytes.len(), layout::channel::SPACE, "it fills its account");
        assert_eq!(borsh::from_slice::<ChannelState>(&bytes).unwrap(), channel);
    }
}

/// An account has as many bytes in every phase: what lies behind a shorter one is never read.
#[test]
fn a_job_is_read_from_its_own_bytes_and_from_no_fewer() {
    for job in largest() {
        let bytes = borsh::to_vec(&job).unwrap();
        let behind = [bytes.as_slice(), &[0xFF; 151]].concat();
        assert_eq!(JobState::deserialize(&mut behind.as_slice()).unwrap(), job);
        for length in 0..bytes.len() {
            assert!(JobState::deserialize(&mut &bytes[..length]).is_err(), "{length} bytes of {:?}", job.phase);
        }
        let mut other = bytes.clone();
        other[layout::job::PHASE_TAG.at - layout::header::SPACE] = 7;
        assert!(JobState::deserialize(&mut other.as_slice()).is_err(), "no such phase");
    }
}

#[test]
fn a_provider_is_read_from_its_own_bytes_and_from_no_fewer() {
    let space = layout::provider::RESERVED.at - layout::header::SPACE;
    let bytes = vec![0; space];
    assert!(ProviderState::deserialize(&mut bytes.as_slice()).is_ok());
    assert!(ProviderState::deserialize(&mut &bytes[1..]).is_err(), "a byte short");
    let mut other = bytes;
    other[layout::provider::STATUS.at - layout::header::SPACE] = 3;
    assert!(ProviderState::deserialize(&mut other.as_slice()).is_err(), "no such status");
}
