//! The ledger of one test.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{LazyLock, Mutex},
};

use litesvm::LiteSVM;
use rayment_client::{
    Job, Market, MarketParams, Order, PROGRAM_ID, Provider, address,
    instructions::{self, SLOT_HASHES, SYSTEM},
};
use rayment_core::{Hash, Native, Sha256, market::Params};
use solana_account::{Account, AccountSharedData, ReadableAccount};
use solana_instruction::{AccountMeta, Instruction};
use solana_message_v4::Message;
use solana_pubkey::Pubkey;
use solana_transaction_v4::Transaction;

use super::{
    actor::{self, *},
    answer::{Answer, Judged, Receipt, Refused},
    from_no_order,
    purchase::Purchase,
};

/// When every world begins.
pub const NOON: i64 = 1_800_000_000;
pub const DAY: i64 = 86_400;
/// In which slot every world begins.
pub const FIRST_SLOT: u64 = 1_000;
/// What everybody who needs money starts with.
pub const FUNDS: u64 = 1_000_000_000;

pub const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
const SYSVAR_OWNER: Pubkey = Pubkey::from_str_const("Sysvar1111111111111111111111111111111111111");
/// Slot hashes that a validator keeps.
pub const SLOT_HASHES_KEPT: usize = 512;

/// Every account of a world.
pub type Snapshot = BTreeMap<Pubkey, AccountSharedData>;

/// The program under test. `RAYMENT_PROGRAM` names another one: with a rule broken in it, the tests
/// must fail.
pub fn program() -> Vec<u8> {
    let built = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../programs/built/rayment.so"));
    let path = std::env::var_os("RAYMENT_PROGRAM").map_or(built, PathBuf::from);
    std::fs::read(&path).unwrap_or_else(|error| panic!("expected the program at {}: {error}", path.display()))
}

/// Loading and translating the program takes longer than most tests: done once, copied for each.
static GENESIS: LazyLock<Mutex<LiteSVM>> = LazyLock::new(|| {
    let mut svm = LiteSVM::new().with_transaction_history(0);
    svm.add_program(PROGRAM_ID, &program()).expect("the program loads");
    Mutex::new(svm)
});

/// The defaults, but that nobody is asked for a stake: what stakes are for has tests of its own.
pub const PARAMS: Params = Params { stake_provider: 0, ..Params::DEFAULT };

/// What a release of the program before today's takes and writes.
#[derive(Clone, Copy)]
pub struct Earlier {
    pub elf: &'static [u8],
    /// Today's instruction, as that release is asked.
    pub asked: fn(Instruction) -> Instruction,
    /// An account's data as today's would hold it, as far as a test has to know it to go on.
    pub read: fn(Vec<u8>) -> Vec<u8>,
}

/// What was sent, and how it ended.
#[derive(Clone, Debug)]
pub struct Sent {
    pub payer: Actor,
    pub instructions: Vec<Instruction>,
    pub answer: Answer,
}

/// Moves a wallet's lamports.
pub fn transfer(from: Actor, to: &Pubkey, lamports: u64) -> Instruction {
    let mut data = vec![2, 0, 0, 0];
    data.extend(lamports.to_le_bytes());
    let accounts = vec![AccountMeta::new(from.key(), true), AccountMeta::new(*to, false)];
    Instruction { program_id: SYSTEM, accounts, data }
}

/// A transaction, signed by everybody whom it names as a signer.
pub fn signed(payer: Actor, instructions: &[Instruction], blockhash: Hash) -> Transaction {
    let blockhash = blockhash.into();
    let message = Message::new_with_blockhash(instructions, Some(&payer.key()), &blockhash);
    let keypair = |key: &Pubkey| actor::keypair(key).unwrap_or_else(|| panic!("nobody has the key of {key}"));
    let signers: Vec<_> = message.signer_keys().into_iter().map(keypair).collect();
    Transaction::new(&signers, message, blockhash)
}

#[derive(Clone)]
pub struct World {
    svm: LiteSVM,
    /// Tells one list of slot hashes from the next.
    hashes_shown: u64,
    /// The release that is loaded, where it is not today's.
    earlier: Option<Earlier>,
    /// What was bought by [`Client::posts_job`](super::Client::posts_job), in that order.
    pub purchases: Vec<Purchase>,
    /// All that is sent, where a test wants to send it elsewhere too.
    pub record: Option<Vec<Sent>>,
}

impl World {
    /// Funded wallets, and no market.
    pub fn empty() -> World {
        let svm = GENESIS.lock().expect("no test panics while it copies").clone();
        World { svm, hashes_shown: 0, earlier: None, purchases: Vec::new(), record: None }.funded()
    }

    /// The same under an earlier release of the program.
    pub fn empty_under(earlier: Earlier) -> World {
        let svm = LiteSVM::new().with_transaction_history(0);
        let mut world = World { svm, hashes_shown: 0, earlier: Some(earlier), purchases: Vec::new(), record: None };
        world.loads(earlier.elf);
        world.funded()
    }

    /// Puts today's program in the place of an earlier one; every account stays as it is.
    pub fn upgrades(&mut self) {
        self.loads(&program());
        self.earlier = None;
    }

    /// Whether a release before orders is loaded.
    pub fn is_earlier(&self) -> bool {
        self.earlier.is_some()
    }

    fn loads(&mut self, elf: &[u8]) {
        self.svm.add_program(PROGRAM_ID, elf).expect("the program loads");
    }

    fn funded(self) -> World {
        let mut world = self;
        world.set_clock(FIRST_SLOT, NOON);
        world.show_slot_hashes(FIRST_SLOT - 1, 1);
        for wallet in [CLIENT.0, OTHER_CLIENT.0, OPENER, RIVAL, DONOR, STRANGER, HUB] {
            world.fund(&wallet.key(), FUNDS);
        }
        for provider in [ANNA, BORIS, CAROL] {
            world.fund(&provider.wallet.key(), FUNDS);
            world.fund(&provider.operator.key(), FUNDS);
        }
        world.fund(&FEE_PAYER.key(), 100 * FUNDS);
        world
    }

    /// A market with three registered providers.
    pub fn market() -> World {
        Self::market_under(PARAMS)
    }

    pub fn market_under(params: Params) -> World {
        let mut world = World::empty();
        world.gathers(params);
        world
    }

    /// Opens the market and registers everybody in it.
    pub fn gathers(&mut self, params: Params) {
        self.opens_market(OPENER, params).works();
        for provider in [ANNA, BORIS, CAROL] {
            provider.registers(self).works();
        }
        if self.is_earlier() {
            for client in [CLIENT, OTHER_CLIENT] {
                self.sends(from_no_order::client_open(&client.key())).works();
            }
        }
    }

    pub fn opens_market(&mut self, creator: Actor, params: Params) -> Answer {
        let (keeper, treasury) = (KEEPER.0.key(), TREASURY.key());
        self.sends(instructions::market_init(&creator.key(), 0, &keeper, &treasury, &params))
    }

    /// Sends one instruction, signed by everybody whom it names as a signer.
    pub fn sends(&mut self, instruction: Instruction) -> Answer {
        self.sends_all(&[instruction])
    }

    pub fn sends_all(&mut self, instructions: &[Instruction]) -> Answer {
        self.sends_paid_by(FEE_PAYER, instructions)
    }

    /// Sends as daemons do, which pay the network fee of what they sign.
    pub fn sends_paid_by(&mut self, payer: Actor, instructions: &[Instruction]) -> Answer {
        let asked = self.earlier.map(|earlier| instructions.iter().cloned().map(earlier.asked).collect::<Vec<_>>());
        let instructions = asked.as_deref().unwrap_or(instructions);
        let answer = self.answered(signed(payer, instructions, self.svm.latest_blockhash().to_bytes()));
        if let Some(record) = &mut self.record {
            record.push(Sent { payer, instructions: instructions.to_vec(), answer: answer.clone() });
        }
        answer
    }

    fn answered(&mut self, transaction: Transaction) -> Answer {
        let keys = transaction.message.account_keys.clone();
        match self.svm.send_transaction(transaction) {
            Ok(meta) => {
                let called = meta.inner_instructions.into_iter().flatten().map(|inner| inner.instruction);
                let own = called.filter(|call| keys[usize::from(call.program_id_index)] == PROGRAM_ID);
                let (units, network_fee) = (meta.compute_units_consumed, meta.fee);
                Ok(Receipt { units, network_fee, logs: meta.logs, calls: own.map(|call| call.data).collect() })
            }
            Err(failed) => Err(Refused { error: failed.err, network_fee: failed.meta.fee, logs: failed.meta.logs }),
        }
    }

    /// Bytes on the wire: a count, the signatures, the message.
    pub fn wire_bytes(&self, payer: Actor, instructions: &[Instruction]) -> usize {
        let Transaction { signatures, message } = signed(payer, instructions, self.svm.latest_blockhash().to_bytes());
        1 + 64 * signatures.len() + message.serialize().len()
    }

    /// Moves a wallet's lamports, as anyone may.
    pub fn transfers(&mut self, from: Actor, to: &Pubkey, lamports: u64) -> Answer {
        self.sends(transfer(from, to, lamports))
    }

    /// Makes a wallet hold this much, out of nothing.
    pub fn fund(&mut self, wallet: &Pubkey, lamports: u64) {
        self.set_account(wallet, Account { lamports, ..Account::default() });
    }

    pub fn set_account(&mut self, address: &Pubkey, account: Account) {
        self.svm.set_account(*address, account).expect("a plain account can be set");
    }
}

/// Reading.
impl World {
    /// The market that [`OPENER`] opened.
    pub fn market_address() -> Pubkey {
        address::market(&OPENER.key(), 0)
    }

    pub fn account(&self, address: &Pubkey) -> Option<Account> {
        self.svm.get_account(address)
    }

    pub fn exists(&self, address: &Pubkey) -> bool {
        self.account(address).is_some_and(|account| account.lamports > 0)
    }

    fn data(&self, address: &Pubkey) -> Vec<u8> {
        self.account(address).unwrap_or_else(|| panic!("there is no account {address}")).data
    }

    /// The data of an account of the program, as today's clients read it.
    fn state(&self, address: &Pubkey) -> Vec<u8> {
        let data = self.data(address);
        match self.earlier {
            Some(earlier) => (earlier.read)(data),
            None => data,
        }
    }

    pub fn lamports(&self, address: &Pubkey) -> u64 {
        self.account(address).map_or(0, |account| account.lamports)
    }

    /// Bytes of an account.
    pub fn space(&self, address: &Pubkey) -> usize {
        self.data(address).len()
    }

    /// What an account of this size must hold to stay.
    pub fn rent(&self, space: usize) -> u64 {
        self.svm.minimum_balance_for_rent_exemption(space)
    }

    pub fn market_state(&self) -> Market {
        let at = Self::market_address();
        Market::decode(at, &self.state(&at)).expect("a market")
    }

    pub fn params(&self, version: u16) -> MarketParams {
        let at = address::params(&Self::market_address(), version);
        MarketParams::decode(at, &self.state(&at)).expect("parameters of a market")
    }

    pub fn job(&self, at: Pubkey) -> Job {
        Job::decode(at, &self.state(&at)).expect("a job")
    }

    pub fn provider(&self, provider: super::Provider) -> Provider {
        let at = provider.address();
        Provider::decode(at, &self.state(&at)).expect("a provider")
    }

    /// All orders that are written down.
    pub fn orders(&self) -> Vec<Order> {
        let accounts = self.svm.accounts_db().inner.iter();
        let own = accounts.filter(|(_, account)| *account.owner() == PROGRAM_ID && account.lamports() > 0);
        own.filter_map(|(address, account)| Order::decode(*address, account.data()).ok()).collect()
    }

    /// Everything there is, but for the wallet that pays network fees.
    pub fn snapshot(&self) -> Snapshot {
        let accounts = self.svm.accounts_db().inner.iter();
        let others = accounts.filter(|(address, account)| **address != FEE_PAYER.key() && account.lamports() > 0);
        others.map(|(address, account)| (*address, account.clone())).collect()
    }

    /// All lamports there are, but for those of the wallet that pays network fees.
    pub fn total(&self) -> u128 {
        let accounts = self.svm.accounts_db().inner.iter();
        let others = accounts.filter(|(address, _)| **address != FEE_PAYER.key());
        others.map(|(_, account)| u128::from(account.lamports())).sum()
    }
}

/// Time, slots and their hashes.
impl World {
    pub fn now(&self) -> i64 {
        let data = self.data(&CLOCK);
        i64::from_le_bytes(data[32..40].try_into().expect("eight bytes"))
    }

    pub fn slot(&self) -> u64 {
        let data = self.data(&CLOCK);
        u64::from_le_bytes(data[..8].try_into().expect("eight bytes"))
    }

    /// Lets time pass. Slots stand still: nothing but the seal counts them.
    pub fn advance(&mut self, secs: i64) {
        self.set_clock(self.slot(), self.now() + secs);
    }

    pub fn advance_to(&mut self, at: i64) {
        self.set_clock(self.slot(), at);
    }

    pub fn advance_slots(&mut self, slots: u64) {
        self.set_clock(self.slot() + slots, self.now());
    }

    pub fn set_clock(&mut self, slot: u64, now: i64) {
        let mut data = self.data(&CLOCK);
        data[..8].copy_from_slice(&slot.to_le_bytes());
        data[32..40].copy_from_slice(&now.to_le_bytes());
        self.set_sysvar(&CLOCK, data);
    }

    /// Shows the hashes of `count` slots up to `newest`: unlike any shown before.
    pub fn show_slot_hashes(&mut self, newest: u64, count: usize) {
        self.hashes_shown += 1;
        let round = self.hashes_shown;
        let hash = |slot: u64| Native::hash(&[b"slot hash", &round.to_le_bytes(), &slot.to_le_bytes()]);
        let entries: Vec<_> = (0..count as u64).map(|back| (newest - back, hash(newest - back))).collect();
        self.set_slot_hashes(&entries);
    }

    /// Shows these slots and hashes, newest first.
    pub fn set_slot_hashes(&mut self, entries: &[(u64, Hash)]) {
        let mut data = (entries.len() as u64).to_le_bytes().to_vec();
        for (slot, hash) in entries {
            data.extend(slot.to_le_bytes());
            data.extend(hash);
        }
        // The sysvar always has room for all that a validator keeps.
        data.resize(8 + SLOT_HASHES_KEPT * 40, 0);
        self.set_sysvar(&SLOT_HASHES, data);
    }

    fn set_sysvar(&mut self, address: &Pubkey, data: Vec<u8>) {
        let account = Account { lamports: 1, data, owner: SYSVAR_OWNER, ..Account::default() };
        self.set_account(address, account);
    }
}
