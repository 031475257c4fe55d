//! Every event, each field with a value of its own.

use anchor_lang::Discriminator;
use borsh::BorshSerialize;
use rayment_client::{
    events::*,
    rayment::types::{Acceptance, FailReason, Outcome, Steer, Terms},
};
use serde_json::{Value, json};

use super::{
    hex,
    meaning::{Meaning, camel, fields},
};
use crate::{idl, instructions::key};

fn terms() -> Terms {
    Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: 1 << 60 }
}

/// Each event once: what it holds, its bytes, and what they mean.
macro_rules! events {
    ($($name:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        fields! { $($name { $($field),* })* }

        pub fn all() -> Vec<Value> {
            let all = vec![$(told(stringify!($name), &$name { $($field: $value),* })),*];
            for entry in idl::list("events") {
                assert!(all.iter().any(|event| event["name"] == entry["name"]), "{} is missing", entry["name"]);
            }
            all
        }
    };
}

fn told<T: Discriminator + BorshSerialize + Meaning>(name: &str, event: &T) -> Value {
    let mut data = T::DISCRIMINATOR.to_vec();
    event.serialize(&mut data).unwrap();
    assert!(Event::parse(&data).is_ok());
    json!({ "name": name, "data": hex(&data), "meaning": event.meaning() })
}

events! {
    AccountMigrated { account: key(1), layout: 2 }
    AssetChanged { market: key(1), mint: key(2), listed: true, rate: 3, at_once_max: 1 << 60 }
    ChannelOpened {
        channel: key(1), payer: key(2), provider: key(3), rent_payer: key(4), kind: 5, rate: 6, deposit: 7, rent: 8,
        mint: key(9),
    }
    ChannelRedeemed {
        channel: key(1), payer: key(2), provider: key(3), voucher: 1 << 60, earnings: 4, fee: 5, refund: 6, ended: true,
        closed: false, mint: key(7),
    }
    ChannelSteered {
        channel: key(1), payer: key(2), provider: key(3), command: Steer::Extend { expires_at: -4 }, deposit: 5,
        earnings: 6, fee: 7, refund: 8, mint: key(9),
    }
    DustSwept { market: key(1), payee: key(2), lamports: 3 }
    GuardianEnlisted { market: key(1), guardian: key(2), wallet: key(3), key: key(4) }
    GuardianSlashed { market: key(1), account: key(2), key: key(3), prover: key(4), reward: 5, burned: 6 }
    JobAccepted { job: key(1), attempt: 2, how: Acceptance::Conceded }
    JobAssigned { job: key(1), attempt: 2, provider: key(3), terms: terms(), loads: true }
    JobCancelled { job: key(1), at: -2 }
    JobClaimed { job: key(1), attempt: 2, provider: key(3), terms: terms(), bond: 4, mint: key(5) }
    JobCleared { job: key(1), provider: key(2), earnings: 3, fee: 4, refund: 5, mint: key(6), closed: true }
    JobClosed {
        job: key(1), client: key(2), provider: Some(key(3)), order: 4, attempt: 5, outcome: Outcome::Split, deposit: 6,
        earnings: 7, fee: 8, refund: 9, bond_back: 10, forfeit: 11, dispute_paid: 12, dispute_fee: 13,
        dispute_back: 14, returned: 15, frames: 16, ms: 17, root: Some([18; 32]), surplus: 19, mint: key(20),
    }
    JobDelivered { job: key(1), attempt: 2, provider: key(3), root: [4; 32], frames: 5, ms: 6 }
    JobDisputed { job: key(1), attempt: 2, bond: 3, paid_in: false, mint: key(4) }
    JobExpired { job: key(1), attempt: 2, forfeit: 3 }
    JobFailed { job: key(1), attempt: 2, reason: FailReason::Loads, forfeit: 3 }
    JobOwing { job: key(1), provider: key(2), earnings: 3, fee: 4, refund: 5, mint: key(6) }
    JobRejected {
        job: key(1), attempt: 2, provider: key(3), frame: 4, tile: 5, leaf: [6; 32], checker_pixels: [7; 32],
        by_keeper: true, guardians: vec![key(8), key(9)],
    }
    JobSealed { job: key(1), attempt: 2, missed: true }
    JobStarted { job: key(1), attempt: 2 }
    MarketChanged { market: key(1), keeper: key(2), params: 258, paused_until: 5 << 40 }
    OfferChanged { provider: key(1), offer: key(2), kind: 3, class: 4, mint: key(5), terms: terms(), open: true }
    OrderDrawn {
        order: key(1), client: key(2), job: Some(key(3)), index: 4, deposit: 5, rent: 6, lent: 7, mint: key(8),
    }
    OrderReturned {
        order: key(1), client: key(2), returned: 3, repaid: 1 << 60, closed: true, cancelled: false, mint: key(4),
        tokens: 5,
    }
    ProviderChanged { provider: key(1), authority: key(2), terms: terms() }
    ProviderPaid { provider: key(1), payee: key(2), lamports: u64::MAX }
    PurseChanged { provider: key(1), purse: key(2), mint: key(3), budget: 4 }
    PursePaid { provider: key(1), purse: key(2), mint: key(3), payee: key(4), amount: 5, closed: true }
    StakeChanged {
        market: key(1), account: key(2), wallet: key(3), locked: 4, unlocking: 5, unlock_at: -6, paid_in: 7,
        paid_out: 8,
    }
}
