//! An account, whatever it holds.

use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::rayment::client::accounts;

/// Moves an account of an earlier layout to today's; the payer signs, and pays what rent it lacks.
pub fn account_migrate(payer: &Pubkey, account: &Pubkey) -> Encoded {
    let accounts = accounts::AccountMigrate { payer: *payer, account: *account, system_program: SYSTEM };
    Instruction::AccountMigrate { accounts }.encode()
}
