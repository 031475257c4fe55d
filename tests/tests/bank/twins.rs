//! The VM of the tests and the bank, side by side.

use rayment_tests::vm::{FEE_PAYER, Judged, Snapshot, World, world::Sent};
use solana_account::ReadableAccount;
use solana_pubkey::Pubkey;

use super::validator::{Outcome, Validator, deployed_at_genesis, is_native};

/// The same ledger twice. Time and slot hashes are the bank's, and the world is told of them.
pub struct Twins {
    pub world: World,
    validator: Validator,
}

impl Twins {
    /// Copies a world to a bank.
    pub fn of(world: World) -> Twins {
        let validator = Validator::begin(&all(&world));
        let mut twins = Twins { world, validator };
        twins.waits(1, 0);
        twins
    }

    /// Lets slots and seconds pass in both.
    pub fn waits(&mut self, slots: u64, secs: i64) {
        self.validator.waits(slots, secs);
        for (sysvar, account) in self.validator.time() {
            self.world.set_account(&sysvar, account);
        }
    }

    /// Lets so much time pass, and the slot that it takes at least.
    pub fn later(&mut self, secs: i64) {
        self.waits(1, secs);
    }

    /// Does something in the world, sends the same transactions to the bank, and compares how each ended and all that
    /// there is afterwards.
    #[track_caller]
    pub fn acts<T>(&mut self, act: impl FnOnce(&mut World) -> T) -> T {
        self.world.record = Some(Vec::new());
        let done = act(&mut self.world);
        for Sent { payer, instructions, answer } in self.world.record.take().unwrap_or_default() {
            let found = self.validator.takes(payer, &instructions);
            let expected = match answer {
                Ok(receipt) => Outcome { error: None, network_fee: receipt.network_fee, units: receipt.units },
                Err(refused) => {
                    let (error, network_fee) = (Some(refused.error), refused.network_fee);
                    Outcome { error, network_fee, units: found.units }
                }
            };
            assert_eq!(found, expected, "the bank beside the VM, of {instructions:?}");
            let named = instructions.iter().flat_map(|instruction| &instruction.accounts);
            for address in named.map(|meta| meta.pubkey).filter(|address| !self.world.exists(address)) {
                assert!(self.lamports(&address) == 0, "{address} is closed, and not in the bank");
            }
        }
        self.compare();
        done
    }

    /// The same, of something that works in both.
    #[track_caller]
    pub fn works<T: Judged>(&mut self, act: impl FnOnce(&mut World) -> T) -> T::Receipt {
        self.acts(act).works()
    }

    #[track_caller]
    fn compare(&self) {
        for (address, expected) in all(&self.world).into_iter().filter(|(_, account)| !is_native(account)) {
            let found = self.validator.account(&address).unwrap_or_else(|| panic!("the bank has no account {address}"));
            assert_eq!(found.lamports(), expected.lamports(), "lamports of {address}");
            assert_eq!(found.owner(), expected.owner(), "the owner of {address}");
            let same = found.data() == deployed_at_genesis(&expected).data();
            assert!(same, "the bytes of {address} differ");
        }
    }

    fn lamports(&self, address: &Pubkey) -> u64 {
        self.validator.account(address).map_or(0, |account| account.lamports())
    }

    /// What an account of so many bytes must hold, by each.
    pub fn rents(&self, bytes: usize) -> [u64; 2] {
        [self.world.rent(bytes), self.validator.rent(bytes)]
    }
}

/// Everything there is, with the wallet that pays network fees.
fn all(world: &World) -> Snapshot {
    let mut accounts = world.snapshot();
    accounts.extend(world.account(&FEE_PAYER.key()).map(|account| (FEE_PAYER.key(), account.into())));
    accounts
}
