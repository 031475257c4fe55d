//! A validator's bank: sysvars, rent, fees and slot hashes are its own.

use std::sync::{Arc, RwLock};

use rayment_client::instructions::SLOT_HASHES;
use rayment_tests::vm::{
    Actor, Snapshot,
    world::{CLOCK, NOON, signed},
};
use solana_account::{Account, AccountSharedData, ReadableAccount, WritableAccount};
use solana_accounts_db::accounts_db::ACCOUNTS_DB_CONFIG_FOR_TESTING;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_runtime::{bank::Bank, bank_forks::BankForks, genesis_utils::create_genesis_config_with_leader};
use solana_transaction_error::TransactionError;

const SOL: u64 = 1_000_000_000;
const LOADER: Pubkey = Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");
/// Owners of what a validator has by itself.
const NATIVE: [Pubkey; 3] = [
    Pubkey::from_str_const("NativeLoader1111111111111111111111111111111"),
    Pubkey::from_str_const("Sysvar1111111111111111111111111111111111111"),
    Pubkey::from_str_const("Feature111111111111111111111111111111111111"),
];

/// The same, where it is a program's code as if it had always been there: a bank waits for the slot that it names.
pub fn deployed_at_genesis(account: &AccountSharedData) -> AccountSharedData {
    let mut account = account.clone();
    if *account.owner() == LOADER && account.data().starts_with(&[3, 0, 0, 0]) {
        account.data_as_mut_slice()[4..12].fill(0);
    }
    account
}

pub fn is_native(account: &AccountSharedData) -> bool {
    NATIVE.contains(account.owner())
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub error: Option<TransactionError>,
    pub network_fee: u64,
    pub units: u64,
}

pub struct Validator {
    forks: Arc<RwLock<BankForks>>,
}

impl Validator {
    /// A cluster of one, at noon, where these accounts lie; what a validator makes itself is left out.
    pub fn begin(accounts: &Snapshot) -> Validator {
        let mut genesis = create_genesis_config_with_leader(1_000 * SOL, &Pubkey::new_unique(), SOL).genesis_config;
        genesis.creation_time = NOON;
        // As on a cluster: the helper of genesis asks for neither.
        genesis.fee_rate_governor = Default::default();
        genesis.fee_rate_governor.lamports_per_signature = 5_000;
        genesis.rent = Default::default();
        let bank = Bank::new_from_genesis(
            &genesis,
            Default::default(),
            Vec::new(),
            None,
            ACCOUNTS_DB_CONFIG_FOR_TESTING,
            None,
            None,
            Default::default(),
            None,
            None,
        );
        for (address, account) in accounts.iter().filter(|(_, account)| !is_native(account)) {
            bank.store_account(address, &deployed_at_genesis(account));
        }
        bank.set_capitalization_for_tests(bank.calculate_capitalization_for_tests());
        bank.fill_bank_with_ticks_for_tests();
        let mut validator = Validator { forks: BankForks::new_rw_arc(bank) };
        validator.waits(1, 0);
        validator
    }

    fn bank(&self) -> Arc<Bank> {
        self.forks.read().expect("no thread panicked").working_bank()
    }

    /// Lets slots pass, each with a block, and seconds beside those that the slots take.
    pub fn waits(&mut self, slots: u64, secs: i64) {
        for _ in 0..slots {
            let parent = self.bank();
            self.freezes(&parent);
            let (leader, slot) = (*parent.leader(), parent.slot() + 1);
            let next = Bank::new_from_parent(parent, leader, slot);
            self.forks.write().expect("no thread panicked").insert(next);
        }
        let bank = self.bank();
        let mut clock = bank.clock();
        clock.unix_timestamp += secs;
        bank.set_sysvar_for_tests(&clock);
    }

    /// Runs these in one transaction, and commits.
    pub fn takes(&self, payer: Actor, instructions: &[Instruction]) -> Outcome {
        let bank = self.bank();
        // Else the same transaction twice would be one.
        bank.register_unique_recent_blockhash_for_test();
        let transaction = signed(payer, instructions, bank.last_blockhash().to_bytes());
        match bank.process_transaction_with_metadata(transaction) {
            Ok(done) => Outcome {
                error: done.status.err(),
                network_fee: done.fee_details.total_fee(),
                units: done.executed_units,
            },
            Err(error) => Outcome { error: Some(error), network_fee: 0, units: 0 },
        }
    }

    pub fn account(&self, address: &Pubkey) -> Option<AccountSharedData> {
        self.bank().get_account(address)
    }

    /// Clock and slot hashes.
    pub fn time(&self) -> [(Pubkey, Account); 2] {
        [CLOCK, SLOT_HASHES].map(|sysvar| (sysvar, self.account(&sysvar).expect("a sysvar").into()))
    }

    pub fn rent(&self, bytes: usize) -> u64 {
        self.bank().get_minimum_balance_for_rent_exemption(bytes)
    }

    /// Closes the slot's block, where the leader has its fees, and counts all lamports again.
    fn freezes(&self, bank: &Bank) {
        bank.fill_bank_with_ticks_for_tests();
        bank.freeze();
        let counted = bank.calculate_capitalization_for_tests();
        assert_eq!(bank.capitalization(), counted, "lamports as the bank says, and of all its accounts");
    }
}
