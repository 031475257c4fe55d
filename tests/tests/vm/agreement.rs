//! One random history twice: through the rules natively, and as transactions through the VM.
//!
//! Each step lets time pass, then somebody asks for something: mostly what fits, else anything. Both
//! must grant or refuse it, with the same error; afterwards every account is equal, decoded, and
//! every balance to the lamport. The [`mirror`] does with accounts and lamports what the program
//! must do, in plain sums.

mod asked;
mod buying;
mod channels;
mod mirror;
pub mod moves;
mod orders;

use std::collections::BTreeSet;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rayment_tests::vm::*;
use solana_transaction_error::TransactionError;

use asked::{Asked, PROVIDERS};
use mirror::Mirror;
use moves::{Move, history};

/// The same world twice, and what has been paid to the runtime.
struct Twins {
    world: World,
    mirror: Mirror,
    total: u128,
    fee_payer: u64,
}

impl Twins {
    fn begin() -> Twins {
        let mut world = World::market();
        for client in [CLIENT, OTHER_CLIENT] {
            world.fund(&client.key(), 100 * world::FUNDS);
        }
        // Fills the wallets that were emptied.
        world.fund(&DONOR.key(), 10_000 * world::FUNDS);
        // Else most fees would be too small to be swept; the providers' purses stay empty.
        world.fund(&TREASURY.key(), world::FUNDS);
        let mirror = Mirror::of(&world);
        let (total, fee_payer) = (world.total(), world.lamports(&FEE_PAYER.key()));
        Twins { world, mirror, total, fee_payer }
    }

    /// Takes one step in both. Returns what was asked, and the refusal if there was one.
    fn take(&mut self, next: &Move) -> Result<Option<(Asked, Option<u32>)>, TestCaseError> {
        self.mirror.wait(next);
        self.world.set_clock(self.mirror.slot, self.mirror.now);
        let Some(asked) = moves::chosen(next, &mut self.mirror) else { return Ok(None) };
        let instruction = asked.instruction(&mut self.world, &self.mirror);
        let expected = self.mirror.takes(&asked);
        let found = self.world.sends(instruction);
        let (found, fee) = match found {
            Ok(receipt) => (None, receipt.network_fee),
            Err(refused) => {
                let code = match refused.error {
                    TransactionError::InsufficientFundsForRent { .. } => Some(mirror::BELOW_RENT),
                    _ => refused.code(),
                };
                prop_assert!(code.is_some(), "{asked:?}: {refused}");
                (code, refused.network_fee)
            }
        };
        prop_assert_eq!(found, expected.err(), "{:?}", asked);
        self.fee_payer -= fee;
        self.compare(&asked)?;
        Ok(Some((asked, found)))
    }

    fn compare(&self, asked: &Asked) -> Result<(), TestCaseError> {
        let Twins { world, mirror, .. } = self;
        for (address, job) in &mirror.jobs {
            match job {
                Some(job) => prop_assert_eq!(&world.job(*address).state, &job.state, "{:?}", asked),
                None => prop_assert!(!world.exists(address), "{asked:?}: a job that has ended is still there"),
            }
        }
        for (address, order) in &mirror.orders {
            match &order.state {
                Some(state) => prop_assert_eq!(&world.order(&order.purchase).state, state, "{:?}", asked),
                None => prop_assert!(!world.is_written(&order.purchase), "{asked:?}: {address} has an account"),
            }
        }
        for (provider, state) in PROVIDERS.iter().zip(&mirror.providers) {
            match state {
                Some(state) => prop_assert_eq!(&world.provider(*provider).state, state, "{:?}", asked),
                None => prop_assert!(!world.exists(&provider.address()), "{asked:?}: a provider that left is there"),
            }
        }
        for (address, lamports) in &mirror.lamports {
            prop_assert_eq!(world.lamports(address), *lamports, "{:?}: {}", asked, address);
        }
        prop_assert_eq!(world.market_state().dust, mirror.dust, "{:?}", asked);
        prop_assert_eq!(world.total(), self.total, "{:?} made or lost lamports", asked);
        prop_assert_eq!(world.lamports(&FEE_PAYER.key()), self.fee_payer, "{:?} cost another fee than it said", asked);
        Ok(())
    }
}

/// Returns what was paid.
fn live(moves: &[Move], mut seen: impl FnMut(&Asked, Option<u32>)) -> Result<BTreeSet<String>, TestCaseError> {
    let mut twins = Twins::begin();
    for next in moves {
        if let Some((asked, refusal)) = twins.take(next)? {
            seen(&asked, refusal);
        }
    }
    Ok(twins.mirror.paid)
}

/// Every way that the money of an order and its jobs goes, and that of fees.
const PAYMENTS: [&str; 19] = [
    "Sponsor to Order",
    "Sponsor to Rent",
    "Order to Rent",
    "Order to Deposit",
    "Order to Client",
    "Order to Sponsor",
    "Client to DisputeBond",
    "Operator to Bond",
    "Balance to Bond",
    "Deposit to Balance",
    "Deposit to Fees",
    "Deposit to Order",
    "Bond to Balance",
    "Bond to Order",
    "DisputeBond to Balance",
    "DisputeBond to Fees",
    "DisputeBond to Order",
    "Fees to Dust",
    "Dust to Treasury",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn rules_and_program_agree(moves in history()) {
        drop(live(&moves, |_, _| ())?);
    }
}

/// Histories that never get anywhere agree easily.
#[test]
fn the_histories_reach_every_command_and_many_refusals() {
    let mut runner = TestRunner::deterministic();
    let (mut granted, mut refusals, mut paid) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..128 {
        let moves = history().new_tree(&mut runner).expect("a history").current();
        let lived = live(&moves, |asked, refusal| {
            match refusal {
                None => granted.insert(asked.name()),
                Some(code) => refusals.insert(code.to_string()),
            };
        });
        paid.extend(lived.expect("rules and program agree"));
    }
    assert_eq!(granted.len(), Asked::KINDS, "granted: {granted:?}");
    assert!(refusals.len() >= 30, "refused: {refusals:?}");
    let missing: Vec<_> = PAYMENTS.iter().filter(|way| !paid.contains(**way)).collect();
    assert!(missing.is_empty(), "never paid: {missing:?}");
}
