//! The provider's account follows the configuration, and nothing is sent where nothing changes.

use std::{sync::Arc, time::Duration};

use rayment_client::{
    Market,
    instructions::{self, ProviderUpdate},
    rule_key,
};
use rayment_core::{
    Hash,
    market::Params,
    money::Terms,
    order::MarketVersion,
    provider::{ProviderState, Status},
    stake::Stake,
};
use rayment_worker::{
    BUDGET, Config, Given, MAX_BOND, MAX_BOND_RATIO, WorkerError,
    register::{self, Changes},
    stake::StakeAsked,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

pub const PROFILE: [u8; 32] = [4; 32];
const TERMS: Terms = Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: 4 };

/// The market of every configuration here.
pub fn market() -> Market {
    let key = |byte| Pubkey::new_from_array([byte; 32]);
    Market {
        address: key(9),
        id: 0,
        creator: key(1),
        authority: key(1),
        keeper: key(2),
        treasury: key(3),
        version: MarketVersion { params: 0, since: 0, paused_until: 0 },
        keeper_bond: Stake::default(),
        dust: 0,
    }
}

pub fn config() -> Config {
    let wallet = Arc::new(Keypair::new());
    Config {
        rpc_url: "http://127.0.0.1:1".into(),
        ws_url: "ws://127.0.0.1:1".into(),
        hub_url: "http://127.0.0.1:1".into(),
        market: market().address,
        wallet_address: wallet.pubkey(),
        payout: wallet.pubkey(),
        wallet: Some(wallet),
        operator: Arc::new(Keypair::new()),
        given: Given::ALL,
        terms: TERMS,
        slots: 2,
        max_bond: MAX_BOND,
        max_bond_ratio: MAX_BOND_RATIO,
        checked_only: false,
        budget: BUDGET,
        stake: None,
        max_memory: None,
        name: "test".into(),
        endpoint: None,
        data_dir: "unused".into(),
        poll: Duration::from_secs(1),
        threads: 1,
        engines: rayment_engine::Engines::built_in(),
    }
}

/// In a market that asks for no stake.
fn changes(config: &Config, profile: Hash, found: Option<&ProviderState>) -> Result<Changes, WorkerError> {
    let params = Params { stake_provider: 0, ..Params::DEFAULT };
    let market = market();
    register::changes(config, profile, found, &StakeAsked { market: &market, params: &params })
}

/// What stands on chain after the configuration was registered.
pub fn registered(config: &Config) -> ProviderState {
    ProviderState {
        market: rule_key(&config.market),
        authority: rule_key(&config.wallet_address),
        operator: rule_key(&config.operator.pubkey()),
        payout: rule_key(&config.payout),
        profile: PROFILE,
        terms: config.terms,
        status: Status::Active,
        slots: config.slots,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: 0,
        budget: config.budget,
        working: 0,
        stake: Stake::default(),
        purses: 0,
    }
}

pub fn signers(instruction: &solana_instruction::Instruction) -> Vec<Pubkey> {
    instruction.accounts.iter().filter(|meta| meta.is_signer).map(|meta| meta.pubkey).collect()
}

#[test]
fn registers_what_is_not_there_with_the_wallets_key() {
    let config = config();
    let changes = changes(&config, PROFILE, None).unwrap();
    let expected = instructions::Registration {
        operator: config.operator.pubkey().to_bytes(),
        payout: config.payout.to_bytes(),
        profile: PROFILE,
        terms: TERMS,
        slots: 2,
        budget: BUDGET,
    };
    let expected = instructions::provider_register(&config.market, &config.wallet_address, &expected);
    assert_eq!((changes.instructions, changes.cold), (vec![expected], true));
}

#[test]
fn cannot_register_without_the_wallets_key() {
    let config = Config { wallet: None, ..config() };
    let refused = changes(&config, PROFILE, None).unwrap_err();
    assert!(matches!(refused, WorkerError::NotRegistered { .. }));
    assert!(refused.to_string().contains("SOLANA_WALLET"), "{refused}");
}

#[test]
fn changes_nothing_at_a_restart() {
    let config = config();
    assert!(changes(&config, PROFILE, Some(&registered(&config))).unwrap().instructions.is_empty());
}

#[test]
fn the_operator_changes_profile_slots_and_terms() {
    let config = config();
    let own = registered(&config);
    for found in [
        ProviderState { profile: [5; 32], ..own },
        ProviderState { slots: 1, ..own },
        ProviderState { terms: Terms { minimum: 5, ..TERMS }, ..own },
    ] {
        // The wallet may stay in its drawer.
        let config = Config { wallet: None, ..config.clone() };
        let changes = changes(&config, PROFILE, Some(&found)).unwrap();
        assert_eq!(changes.instructions.len(), 1);
        assert!(!changes.cold);
        assert_eq!(signers(&changes.instructions[0]), [config.operator.pubkey()]);
    }
}

#[test]
fn naming_another_operator_takes_the_wallets_key() {
    let config = config();
    let found = ProviderState { operator: rule_key(&Keypair::new().pubkey()), slots: 1, ..registered(&config) };
    let changed = changes(&config, PROFILE, Some(&found)).unwrap();
    assert!(changed.cold);
    assert_eq!(signers(&changed.instructions[0]), [config.wallet_address]);

    let without = Config { wallet: None, ..config };
    let refused = changes(&without, PROFILE, Some(&found)).unwrap_err();
    assert!(matches!(refused, WorkerError::NotOperator { .. }));
}

#[test]
fn without_the_wallets_key_the_payout_stays_as_it_is() {
    let config = config();
    let found = ProviderState { payout: rule_key(&Keypair::new().pubkey()), ..registered(&config) };
    assert!(changes(&config, PROFILE, Some(&found)).unwrap().cold);
    let without = Config { wallet: None, ..config };
    assert!(changes(&without, PROFILE, Some(&found)).unwrap().instructions.is_empty());
}

#[test]
fn a_restart_that_names_nothing_leaves_payout_slots_budget_and_operator_as_they_are() {
    let config = Config { given: Given::default(), ..config() };
    let other = rule_key(&Keypair::new().pubkey());
    let found = ProviderState { payout: other, slots: 7, budget: 1, ..registered(&config) };
    assert!(changes(&config, PROFILE, Some(&found)).unwrap().instructions.is_empty());

    // With the wallet's key at hand it could redirect everything: it does not.
    let repriced = changes(&config, [5; 32], Some(&found)).unwrap();
    let account = rayment_client::address::provider(&config.market, &config.wallet_address);
    let expected = ProviderUpdate { profile: Some([5; 32]), ..ProviderUpdate::default() };
    let expected = instructions::provider_update(&config.operator.pubkey(), &account, &expected);
    assert_eq!((repriced.instructions, repriced.cold), (vec![expected], false));

    let found = ProviderState { operator: other, ..found };
    assert!(matches!(changes(&config, PROFILE, Some(&found)), Err(WorkerError::NotOperator { .. })));
}

#[test]
fn each_of_them_is_changed_when_it_is_named() {
    let all = config();
    let other = Keypair::new().pubkey();
    let own = registered(&all);
    let found = ProviderState { payout: rule_key(&other), slots: 7, budget: 1, operator: rule_key(&other), ..own };
    let account = rayment_client::address::provider(&all.market, &all.wallet_address);
    let (wallet, operator) = (all.wallet_address, all.operator.pubkey());
    let (nothing, none) = (Given::default(), ProviderUpdate::default());
    let operated = ProviderState { operator: own.operator, ..found };
    for (given, found, signer, update) in [
        (Given { payout: true, ..nothing }, operated, wallet, ProviderUpdate { payout: Some(all.payout), ..none }),
        (Given { slots: true, ..nothing }, operated, operator, ProviderUpdate { slots: Some(2), ..none }),
        (Given { budget: true, ..nothing }, operated, wallet, ProviderUpdate { budget: Some(BUDGET), ..none }),
        (Given { operator: true, ..nothing }, found, wallet, ProviderUpdate { operator: Some(operator), ..none }),
    ] {
        let config = Config { given, ..all.clone() };
        let expected = instructions::provider_update(&signer, &account, &update);
        assert_eq!(changes(&config, PROFILE, Some(&found)).unwrap().instructions, [expected], "{given:?}");
    }
}

#[test]
fn registers_with_the_budget_that_was_given() {
    let given = Config { budget: 7, ..config() };
    let changed = changes(&given, PROFILE, None).unwrap();
    let registered = instructions::Registration {
        operator: given.operator.pubkey().to_bytes(),
        payout: given.payout.to_bytes(),
        profile: PROFILE,
        terms: TERMS,
        slots: 2,
        budget: 7,
    };
    let expected = instructions::provider_register(&given.market, &given.wallet_address, &registered);
    assert_eq!(changed.instructions, [expected]);
}

#[test]
fn another_budget_takes_the_wallets_key() {
    let config = Config { budget: 7, ..config() };
    let found = ProviderState { budget: 1, ..registered(&config) };
    let changed = changes(&config, PROFILE, Some(&found)).unwrap();
    assert!(changed.cold);
    assert_eq!(signers(&changed.instructions[0]), [config.wallet_address]);
}

#[test]
fn without_the_wallets_key_the_budget_stays_as_it_is() {
    let config = Config { wallet: None, budget: 7, ..config() };
    let found = ProviderState { budget: 1, ..registered(&config) };
    assert!(changes(&config, PROFILE, Some(&found)).unwrap().instructions.is_empty());

    // What the operator may change is changed nevertheless, and the budget is not a part of it.
    let found = ProviderState { slots: 1, ..found };
    let changed = changes(&config, PROFILE, Some(&found)).unwrap();
    let account = rayment_client::address::provider(&config.market, &config.wallet_address);
    let update = ProviderUpdate { slots: Some(2), ..ProviderUpdate::default() };
    let expected = instructions::provider_update(&config.operator.pubkey(), &account, &update);
    assert_eq!((changed.instructions, changed.cold), (vec![expected], false));
}

#[test]
fn a_budget_that_was_not_given_stays_as_it_is() {
    let config = Config { given: Given { budget: false, ..Given::ALL }, ..config() };
    for budget in [0, BUDGET - 1, u64::MAX] {
        let found = ProviderState { budget, ..registered(&config) };
        assert!(changes(&config, PROFILE, Some(&found)).unwrap().instructions.is_empty(), "{budget}");
    }
}

#[test]
fn a_first_registration_takes_what_was_not_named_from_the_defaults() {
    let named = config();
    let filled = Config { given: Given::default(), ..named.clone() };
    let registers = |config: &Config| changes(config, PROFILE, None).unwrap();
    assert_eq!(registers(&filled), registers(&named));
}

#[test]
fn a_paused_provider_stays_paused_and_a_retired_one_is_refused() {
    let config = config();
    let paused = ProviderState { status: Status::Paused, ..registered(&config) };
    assert!(changes(&config, PROFILE, Some(&paused)).unwrap().instructions.is_empty());
    let retired = ProviderState { status: Status::Retired, ..registered(&config) };
    assert!(matches!(changes(&config, PROFILE, Some(&retired)), Err(WorkerError::Retired(_))));
}

#[test]
fn refuses_to_offer_no_slot() {
    let config = Config { slots: 0, ..config() };
    assert!(matches!(changes(&config, PROFILE, None), Err(WorkerError::NoSlots)));
}
