//! What a provider locks, when, and what it is told before.

use rayment_client::instructions::{self, Staked};
use rayment_core::{
    market::Params,
    money::Terms,
    provider::{ProviderState, Status},
    stake::{Stake, StakeCommand},
};
use rayment_worker::{
    Config, Given, WorkerError,
    register::{Changes, changes},
    stake::{StakeAsked, too_low},
};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;

use crate::register::{PROFILE, config, market, registered, signers};

const ASKED: u64 = Params::DEFAULT.stake_provider;
/// Bytes of a transaction, of its signature, and of the two budget instructions that sending adds.
const PACKET: usize = 1_232;
const SIGNATURE: usize = 1 + 64;
const BUDGET: usize = 32 + 8 + 12;

fn changed(config: &Config, found: Option<&ProviderState>) -> Result<Changes, WorkerError> {
    changes(config, PROFILE, found, &StakeAsked { market: &market(), params: &Params::DEFAULT })
}

fn lock(config: &Config, amount: u64) -> Instruction {
    instructions::stake_change(&config.wallet_address, &market(), Staked::Provider, StakeCommand::Lock { amount })
}

fn staked(config: &Config, stake: Stake) -> ProviderState {
    ProviderState { stake, ..registered(config) }
}

#[test]
fn locks_what_is_missing_with_the_wallets_key() {
    let none = config();
    let more = Config { stake: Some(ASKED * 3), ..none.clone() };
    let locked = |locked| Stake { locked, ..Stake::default() };
    let leaving = Stake { locked: 1, unlocking: ASKED, unlock_at: 7 };
    for (config, stake, missing) in [
        (&none, locked(0), ASKED),
        (&none, locked(ASKED - 1), 1),
        (&none, leaving, ASKED - 1),
        (&none, locked(ASKED), 0),
        (&none, locked(ASKED * 9), 0),
        (&more, locked(0), ASKED * 3),
        (&more, locked(ASKED), ASKED * 2),
        (&more, locked(ASKED * 3), 0),
    ] {
        let changes = changed(config, Some(&staked(config, stake))).unwrap();
        let expected: Vec<_> = (missing > 0).then(|| lock(config, missing)).into_iter().collect();
        assert_eq!((changes.instructions, changes.stake, changes.cold), (expected, missing, missing > 0), "{stake:?}");
    }
}

/// Whatever a market asks for beyond the protocol's default is its owner's to decide: nothing is locked that buys
/// nothing, and the rest is brought up to date.
#[test]
fn locks_what_is_above_the_default_only_where_it_was_named() {
    const TEN_SOL: u64 = 10_000_000_000;
    let (none, named) = (config(), Config { stake: Some(TEN_SOL), ..config() });
    let market = market();
    for (asked, config, locked, missing, is_told) in [
        (ASKED, &none, 0, ASKED, false),
        (ASKED + 1, &none, 0, 0, true),
        (ASKED + 1, &none, ASKED, 0, true),
        (ASKED + 1, &none, ASKED + 1, 0, false),
        (TEN_SOL, &none, 0, 0, true),
        (TEN_SOL, &named, 0, TEN_SOL, false),
    ] {
        let params = Params { stake_provider: asked, ..Params::DEFAULT };
        let asking = StakeAsked { market: &market, params: &params };
        let found = staked(config, Stake { locked, ..Stake::default() });
        let Changes { instructions, stake, .. } = changes(config, PROFILE, Some(&found), &asking).unwrap();
        let expected: Vec<_> = (missing > 0).then(|| lock(config, missing)).into_iter().collect();
        assert_eq!((instructions, stake), (expected, missing), "{asked} asked, {locked} locked");
        let told = asking.to_be_named(&config.wallet_address, config.stake, Some(&found));
        assert_eq!(told.is_some(), is_told, "{asked} asked, {locked} locked");
        // Who is not registered yet is, and locks no more than that.
        let Changes { instructions, stake, cold } = changes(config, PROFILE, None, &asking).unwrap();
        let all = if asked > ASKED && config.stake.is_none() { 0 } else { asked };
        assert_eq!((instructions.len(), stake, cold), (1 + usize::from(all > 0), all, true));
    }
}

#[test]
fn says_what_to_run_where_the_market_asks_for_more_than_the_default() {
    let params = Params { stake_provider: 10_000_000_000, ..Params::DEFAULT };
    let (config, market) = (config(), market());
    let asking = StakeAsked { market: &market, params: &params };
    let found = staked(&config, Stake { locked: ASKED, ..Stake::default() });
    let said = asking.to_be_named(&config.wallet_address, None, Some(&found)).unwrap();
    let wallet = config.wallet_address.to_string();
    let parts = [
        "10 SOL",
        "0.1 SOL",
        "nothing is locked",
        "no job is claimed",
        "8 days after",
        "--stake 10`",
        "rayment stake lock 9.9 --as provider",
        &wallet,
    ];
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// No more than was said, also where the market asks for more: then the worker waits, and says why.
#[test]
fn locks_no_more_than_was_named() {
    let config = Config { stake: Some(ASKED / 2), ..config() };
    let changes = changed(&config, Some(&staked(&config, Stake::default()))).unwrap();
    assert_eq!((changes.instructions, changes.stake), (vec![lock(&config, ASKED / 2)], ASKED / 2));
}

#[test]
fn without_the_wallets_key_nothing_is_locked() {
    let config = Config { wallet: None, stake: Some(ASKED), ..config() };
    let changes = changed(&config, Some(&staked(&config, Stake::default()))).unwrap();
    assert_eq!(changes, Changes::default());
}

#[test]
fn a_retired_provider_locks_nothing() {
    let config = config();
    let retired = ProviderState { status: Status::Retired, ..registered(&config) };
    assert!(matches!(changed(&config, Some(&retired)), Err(WorkerError::Retired(_))));
}

/// The registration, or everything that can change at once, and the stake: signed by the wallet, in one transaction.
#[test]
fn a_stake_fits_beside_all_that_can_change() {
    let config = Config { given: Given::ALL, ..config() };
    let other = Keypair::new().pubkey().to_bytes();
    let own = registered(&config);
    let found = ProviderState {
        operator: rayment_core::Pubkey(other),
        payout: rayment_core::Pubkey(other),
        profile: [5; 32],
        slots: own.slots + 1,
        budget: own.budget + 1,
        terms: Terms { minimum: own.terms.minimum + 1, ..own.terms },
        ..own
    };
    for (found, count) in [(None, 2), (Some(&found), 3)] {
        let Changes { instructions, stake, cold } = changed(&config, found).unwrap();
        assert_eq!((instructions.len(), stake, cold), (count, ASKED, true));
        for instruction in &instructions {
            assert_eq!(signers(instruction), [config.wallet_address]);
        }
        let message = Message::new(&instructions, Some(&config.wallet_address)).serialize();
        let bytes = SIGNATURE + BUDGET + message.len();
        assert!(bytes <= PACKET, "{bytes} bytes");
    }
}

#[test]
fn says_what_a_stake_is_before_it_is_locked() {
    let market = market();
    let said = |unlock_secs| {
        let params = Params { unlock_secs, ..Params::DEFAULT };
        StakeAsked { market: &market, params: &params }.announced(ASKED)
    };
    for part in ["0.1 SOL", "stays yours", "no job can lose it", "8 days after", "rayment stake unlock"] {
        assert!(said(Params::DEFAULT.unlock_secs).contains(part), "{part}");
    }
    assert!(said(86_400).contains("a day after") && said(90_000).contains("25 hours after"));
}

#[test]
fn says_what_to_run_where_too_little_is_locked() {
    let wallet = config().wallet_address;
    let said = too_low(&wallet, ASKED, ASKED / 4);
    let wallet = wallet.to_string();
    for part in ["no job is claimed", "0.1 SOL", "0.025 SOL", "rayment stake lock 0.075 --as provider", &wallet] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
