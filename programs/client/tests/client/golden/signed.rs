//! What is signed beside transactions: vouchers and statements, with the secrets they are signed by, and the
//! instructions of the Ed25519 program that carry them. Signing is deterministic, so another client signs the same.

use rayment_client::{
    address,
    instructions::{ED25519, Encoded, INSTRUCTIONS, Slashed},
};
use rayment_core::{
    channel::{Voucher, flag, voucher},
    guardian::{Signed, Statement},
};
use serde_json::{Value, json};
use solana_keypair::Keypair;
use solana_signer::Signer as _;

use super::{account_metas, hex, meaning::Meaning};
use crate::{
    channels::{self, channel, new_channel, session},
    guardians::{self, contrary, keypairs, statement},
    instructions::key,
};

fn pair(keypair: &Keypair) -> Value {
    json!({ "address": keypair.pubkey().to_string(), "secret": hex(keypair.secret_bytes()) })
}

/// One directly after the other.
pub(super) fn whole(instructions: &[Encoded]) -> Vec<Value> {
    let one = |of: &Encoded| {
        let program = of.program_id.to_string();
        json!({ "program": program, "accounts": account_metas(of), "data": hex(&of.data) })
    };
    instructions.iter().map(one).collect()
}

/// A channel before it has an account, and what its payer signs.
pub fn channels() -> Value {
    let (new, channel) = (new_channel(), channel());
    let (slot, hash) = new.slot;
    let voucher_of = |voucher: Voucher| {
        let (signed, signature) = channels::signed(voucher);
        json!({
            "meaning": voucher.meaning(),
            "data": hex(&voucher.to_bytes()),
            "signature": hex(&signature),
            "instruction": hex(&voucher.instruction(&signed.key, &signature)),
        })
    };
    let first = channels::voucher();
    let vouchers = [first, Voucher { expires_at: 0, ..first }, Voucher { cumulative: 0, expires_at: -1, ..first }];
    json!({
        "address": channel.address.to_string(),
        "ed25519": ED25519.to_string(),
        "flags": { "sshHashed": flag::SSH_HASHED, "providerSigns": flag::PROVIDER_SIGNS },
        "instructions": INSTRUCTIONS.to_string(),
        "kinds": rayment_core::channel::KINDS,
        "market": key(1).to_string(),
        "payer": new.payer.to_string(),
        "provider": address::provider(&key(1), &new.provider).to_string(),
        "redeem": whole(&channels::by_voucher()),
        "salt": new.salt.to_string(),
        "seed": hex(&channel.state.seed),
        "session": pair(&session()),
        "sizes": { "voucher": voucher::SIZE, "instruction": voucher::INSTRUCTION_SIZE },
        "slot": { "slot": slot.to_string(), "hash": hex(&hash) },
        "terms": new.terms.meaning(),
        "vouchers": vouchers.map(voucher_of),
    })
}

/// What guardians sign.
pub fn guardians() -> Value {
    let of = |statement: &Statement| {
        let signatures = keypairs().map(|keypair| hex(&guardians::signature(&keypair, statement).1));
        json!({ "meaning": statement.meaning(), "data": hex(&statement.to_bytes()), "signatures": signatures })
    };
    let all = keypairs().map(|keypair| guardians::signature(&keypair, &statement()));
    let [one, two] = [1, 2].map(|count| hex(&Signed::encode(&statement(), &all[..count]).unwrap()));
    json!({
        "guardians": keypairs().each_ref().map(pair),
        "signed": [one, two],
        "size": Statement::SIZE,
        "slash": whole(&guardians::slash(Slashed::Guardian(guardians::guardian().address))),
        "statement": of(&statement()),
        "contrary": of(&contrary()),
    })
}
