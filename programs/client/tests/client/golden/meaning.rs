//! What bytes mean, as JSON: numbers of more than 32 bits and keys as text, bytes in hex, names in camel case.

use rayment_client::rayment::types;
use rayment_core::{asset, channel, guardian, job, key, market::Params, money::Terms, order, provider, stake};
use serde_json::{Map, Value, json};
use solana_pubkey::Pubkey;

use super::hex;

pub trait Meaning {
    fn meaning(&self) -> Value;
}

/// `fee_bps` as `feeBps`.
pub fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + &part[..1].to_uppercase() + &part[1..])
}

/// The fields of a struct, by name.
macro_rules! fields {
    ($($kind:path { $($field:ident),* })*) => {
        $(impl Meaning for $kind {
            fn meaning(&self) -> Value {
                let mut all = serde_json::Map::new();
                $(all.insert(camel(stringify!($field)), self.$field.meaning());)*
                Value::Object(all)
            }
        })*
    };
}
pub(super) use fields;

/// Small numbers as they are, and enums without fields by their place.
macro_rules! plain {
    ($($kind:path: $as:ty)*) => {
        $(impl Meaning for $kind {
            #[allow(clippy::clone_on_copy, clippy::unnecessary_cast)]
            fn meaning(&self) -> Value {
                json!(self.clone() as $as)
            }
        })*
    };
}

plain! { u8: u8 u16: u16 u32: u32 bool: bool provider::Status: u8 job::Acceptance: u8 types::Acceptance: u8 }
plain! { types::FailReason: u8 types::Outcome: u8 channel::ChannelPhase: u8 }

macro_rules! text {
    ($($kind:path)*) => {
        $(impl Meaning for $kind {
            fn meaning(&self) -> Value {
                json!(self.to_string())
            }
        })*
    };
}

text! { u64 i64 Pubkey }

impl Meaning for key::Pubkey {
    fn meaning(&self) -> Value {
        Pubkey::new_from_array(self.0).meaning()
    }
}

impl<const N: usize> Meaning for [u8; N] {
    fn meaning(&self) -> Value {
        json!(hex(self))
    }
}

impl<const N: usize> Meaning for [[u8; N]; 2] {
    fn meaning(&self) -> Value {
        json!([hex(&self[0]), hex(&self[1])])
    }
}

impl Meaning for [order::Paid; 4] {
    fn meaning(&self) -> Value {
        json!(self.each_ref().map(Meaning::meaning))
    }
}

impl Meaning for Vec<Pubkey> {
    fn meaning(&self) -> Value {
        json!(self.iter().map(Meaning::meaning).collect::<Vec<_>>())
    }
}

impl<T: Meaning> Meaning for Option<T> {
    fn meaning(&self) -> Value {
        self.as_ref().map_or(Value::Null, Meaning::meaning)
    }
}

fields! {
    types::Terms { per_frame, per_second, per_gb, minimum }
    Terms { per_frame, per_second, per_gb, minimum }
    Params {
        fee_bps, bond_bps, bond_min, at_once_max, reserve_secs, open_secs, start_secs, deliver_secs, verdict_secs,
        approval_secs, dispute_secs, cancel_secs, lifetime_secs, challenge_slots, challenge_tiles, dispute_bps, hold_bps,
        stake_client, stake_provider, stake_guardian, keeper_bond_min, unlock_secs, grace_secs, close_secs,
        second_check, guardian_secs
    }
    job::Chunk { frame, frames, step, tile, tiles }
    job::Ceilings { terms, ms_per_frame }
    job::Claim { provider, terms }
    job::Reservation { provider, until, terms }
    job::Delivery { frames, ms, root, seal }
    job::JobState {
        market, client, id, order, spec, chunk, bytes, deposit, ceilings, expires_at, params, attempt, flags, failed,
        phase
    }
    order::Paid { provider, fee }
    order::OrderHead { next, live, drawn, lent, paid }
    order::Cut { frames, parts }
    order::Quote {
        version, market, client, spec, mint, sponsor, params, fee_bps, jobs, root, cut, total, ceilings, bytes,
        at_once_max, draw_until, expires_at, flags, salt
    }
    order::OrderState { head, quote }
    provider::ProviderState {
        market, authority, operator, payout, profile, terms, status, slots, jobs, balance, fees, earned, paid_jobs,
        failed_jobs, registered_at, budget, working, stake, purses
    }
    stake::Stake { locked, unlocking, unlock_at }
    stake::ClientState { market, wallet, next_id, stake }
    guardian::GuardianState { market, wallet, key, stake, since }
    guardian::Statement { market, job, attempt, frame, tile, leaf, checker_pixels }
    channel::ChannelState {
        payer, provider, signer, mint, subject, ssh, rent_payer, seed, slot, rent, deposit, voucher, earned, fee, rate,
        rated, ran, at, expires_at, owed_provider, owed_fee, owed_payer, close_secs, grace, params, phase, kind, flags
    }
    channel::ChannelTerms {
        params, fee_bps, kind, signer, subject, ssh, ssh_hashed, rate, close_secs, expires_at
    }
    channel::Voucher { channel, cumulative, expires_at }
    asset::AssetState { market, mint, token_program, decimals, extensions, rate, rate_at, at_once_max }
    provider::PurseState { provider, mint, balance, fees, earned, budget }
    provider::OfferState { provider, kind, class, mint, terms, manifest, slots, since }
}

/// The fields of a variant, and its name.
macro_rules! variants {
    ($($kind:path { $($name:ident { $($field:ident),* })* })*) => {
        $(impl Meaning for $kind {
            fn meaning(&self) -> Value {
                type Of = $kind;
                match self {
                    $(Of::$name { $($field),* } => {
                        let kind = ("__kind".to_owned(), json!(stringify!($name)));
                        let fields = [$((camel(stringify!($field)), $field.meaning())),*];
                        Value::Object(Map::from_iter([kind].into_iter().chain(fields)))
                    })*
                }
            }
        })*
    };
}

variants! {
    types::Steer { Pause {} Resume {} Extend { expires_at } End {} Close {} }
    job::Seal { Pending { slot, round } Sealed { seed, round } }
    job::Phase {
        Open { at, reserved }
        Claimed { claim, at, cancel_at }
        Running { claim, at, cancel_at }
        Delivered { claim, at, delivery }
        Accepted { claim, at, how, frames, ms, root, seed, round }
        Disputed { claim, at, delivery }
        Owed { provider, earnings, fee, client }
    }
}
