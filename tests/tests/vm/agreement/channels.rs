//! The same for channels: random histories of three at a time, through the rules and through the VM.
//!
//! Payers pay in, sign, pause and leave; their wallets are emptied and filled; providers retire and come back; slots
//! and seconds pass, and now and then the clock goes back. After each step every channel, every provider and every
//! balance is the same on both sides, and all lamports add up.

mod asked;
mod mirror;
mod moves;
mod paying;

use std::{cell::RefCell, collections::BTreeSet};

use proptest::{prelude::*, test_runner::TestRunner};
use rayment_tests::vm::*;
use solana_transaction_error::TransactionError;

use asked::Asked;
use mirror::{BELOW_RENT, Mirror, PROVIDERS};
use moves::{Move, history};

/// The same world twice, and all lamports that were in it at first.
struct Twins {
    world: World,
    mirror: Mirror,
    total: u128,
}

/// What the histories came to.
#[derive(Default)]
struct Seen {
    steps: usize,
    granted: BTreeSet<String>,
    refusals: BTreeSet<u32>,
    ways: BTreeSet<String>,
}

impl Twins {
    fn begin() -> Twins {
        let mut world = World::market();
        for actor in [CLIENT.0, OTHER_CLIENT.0, HUB, TREASURY, ANNA.payout, BORIS.payout] {
            world.fund(&actor.key(), 10 * world::FUNDS);
        }
        world.fund(&DONOR.key(), 10_000 * world::FUNDS);
        let (mirror, total) = (Mirror::of(&world), world.total());
        Twins { world, mirror, total }
    }

    /// Takes one step in both.
    fn take(&mut self, next: &Move, seen: &mut Seen) -> Result<(), TestCaseError> {
        self.mirror.waits(next);
        self.world.set_clock(self.mirror.slot, self.mirror.now);
        let asked = moves::chosen(next, &self.mirror);
        self.mirror.shows_slots(&mut self.world);
        let instructions = asked.instructions(&self.world);
        let expected = self.mirror.takes(&asked);
        let found = match self.world.sends_all(&instructions) {
            Ok(_) => None,
            Err(refused) => {
                let below = matches!(refused.error, TransactionError::InsufficientFundsForRent { .. });
                let code = if below { Some(BELOW_RENT) } else { refused.code() };
                prop_assert!(code.is_some(), "{asked:?}: {refused}");
                code
            }
        };
        prop_assert_eq!(found, expected.err(), "{:?}", asked);
        seen.steps += 1;
        match found {
            None => drop(seen.granted.insert(asked.name())),
            Some(code) => drop(seen.refusals.insert(code)),
        }
        self.compare(&asked)
    }

    fn compare(&self, asked: &Asked) -> Result<(), TestCaseError> {
        let Twins { world, mirror, total } = self;
        for (address, known) in &mirror.channels {
            match &known.state {
                Some(state) => prop_assert_eq!(&world.channel(*address).state, state, "{:?}", asked),
                None => {
                    let left = world.account(address).filter(|account| account.owner == rayment_client::PROGRAM_ID);
                    prop_assert!(left.is_none(), "{asked:?}: a channel that has closed is still there");
                }
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
        prop_assert_eq!(world.total(), *total, "{:?} made or lost lamports", asked);
        prop_assert_eq!(mirror.total(), mirror.total, "{:?}: somebody's lamports are not watched", asked);
        mirror.adds_up().map_err(|told| TestCaseError::fail(format!("{asked:?}: {told}")))
    }
}

/// Everything that channels can come to, else the histories prove little.
const WAYS: [&str; 14] = [
    "Deposit to Balance",
    "Deposit to Fees",
    "Deposit to Client",
    "Client to Deposit",
    "closed to its lender",
    "closed to a payer that lent",
    "closed with what the payer could not take",
    "ended by time",
    "ended by the provider",
    "ended without a provider",
    "waits for the payer",
    "a top-up counts",
    "an account at an address with a gift",
    "a provider that came back is paid",
];

#[test]
fn rules_and_program_agree_on_channels_and_all_lamports_add_up() {
    let config = ProptestConfig { failure_persistence: None, cases: 12, max_shrink_iters: 100, ..Default::default() };
    // The same histories in every run.
    let rng = TestRunner::deterministic().new_rng();
    let mut runner = TestRunner::new_with_rng(config, rng);
    let seen = RefCell::new(Seen::default());
    let lived = runner.run(&history(), |moves| {
        let (mut twins, mut seen) = (Twins::begin(), seen.borrow_mut());
        for next in &moves {
            twins.take(next, &mut seen)?;
        }
        seen.ways.append(&mut twins.mirror.ways);
        Ok(())
    });
    lived.expect("rules and program agree");
    let Seen { steps, granted, refusals, ways } = seen.into_inner();
    assert!(steps >= 12 * 300, "{steps} steps");
    assert_eq!(granted.len(), Asked::KINDS, "granted: {granted:?}");
    assert!(refusals.len() >= 16, "refused: {refusals:?}");
    let missing: Vec<_> = WAYS.iter().filter(|way| !ways.contains(**way)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}, but {ways:?}");
}
