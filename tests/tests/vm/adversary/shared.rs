//! Nobody waits for strangers: no instruction writes an account that users who have nothing to do with each other
//! write, but for a few that are listed.

use std::collections::BTreeSet;

use rayment_client::{
    address,
    instructions::{INSTRUCTIONS, SLOT_HASHES, SYSTEM},
};
use rayment_tests::vm::{guardians::INCINERATOR, *};

use super::{account_names, scenes::scenes, tokens::COIN};

/// Instruction, moment, and what everybody in a market shares that it writes.
const WRITTEN: &[(&str, &str, &str)] = &[
    // Governance.
    ("market_update", "new parameters", "market"),
    ("market_update", "new parameters", "params"),
    ("market_update", "a new keeper", "market"),
    ("asset_set", "a new rate", "asset"),
    ("asset_set", "a token that is taken no more", "asset"),
    // The bond of the keeper.
    ("stake_change", "the keeper's unlock", "bonded"),
    ("stake_change", "the keeper's bond is taken", "bonded"),
    ("guardian_slash", "the keeper", "market"),
    // Fees that nobody could take when their provider left, and where they go.
    ("provider_retire", "with jobs", "market"),
    ("provider_retire", "paid and without jobs", "market"),
    ("provider_retire", "paid and without jobs", "treasury"),
    ("provider_retire", "with a purse", "market"),
    ("provider_sweep", "paid", "market"),
    ("provider_sweep", "paid", "treasury"),
    ("purse_sweep", "paid", "treasury_tokens"),
    // The fee of what a provider could not be paid when its job ended.
    ("job_clear", "the provider's leg", "treasury_tokens"),
    ("job_clear", "the client's leg", "treasury_tokens"),
    ("job_clear", "both", "treasury_tokens"),
    ("job_clear", "to an account that the provider names", "treasury_tokens"),
    ("job_clear", "to an account that the client names", "treasury_tokens"),
    // Lamports are burned in one place.
    ("guardian_slash", "a guardian", "incinerator"),
    ("guardian_slash", "the keeper", "incinerator"),
    // Once in the life of a version of parameters.
    ("account_migrate", "parameters", "account"),
];

#[test]
fn no_instruction_writes_what_unrelated_users_write() {
    let market = World::market_address();
    let params = [0, 1, 2].map(|version| address::params(&market, version));
    let shared = [market, TREASURY.key(), INCINERATOR, SYSTEM, SLOT_HASHES, INSTRUCTIONS, rayment_client::PROGRAM_ID];
    let of_tokens = [COIN.mint(), address::asset(&market, &COIN.mint()), COIN.of(&TREASURY.key())];
    let shared: BTreeSet<_> = shared.into_iter().chain(params).chain(of_tokens).collect();
    let mut found = BTreeSet::new();
    for scene in scenes() {
        let (_, asked) = (scene.set)();
        for (meta, name) in asked.instruction.accounts.iter().zip(account_names(scene.instruction)) {
            if meta.is_writable && shared.contains(&meta.pubkey) {
                found.insert((scene.instruction, scene.moment, name));
            }
        }
    }
    assert_eq!(found, WRITTEN.iter().copied().collect());
}
