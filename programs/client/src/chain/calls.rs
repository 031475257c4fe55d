//! The program's instructions in a transaction, read from the transaction itself.
//!
//! A log is cut off after ten thousand bytes, and whoever sends a transaction decides what fills it;
//! the instructions are all there.

use solana_pubkey::Pubkey;
use solana_transaction_status_client_types::{
    EncodedTransactionWithStatusMeta, UiInstruction, UiTransactionStatusMeta, option_serializer::OptionSerializer,
};

use crate::{Instruction, PROGRAM_ID};

/// All instructions of the program: each of the transaction's own, then those that it called.
pub(super) fn of(found: &EncodedTransactionWithStatusMeta) -> Vec<Instruction> {
    let Some(transaction) = found.transaction.decode() else { return Vec::new() };
    let mut keys = transaction.message.static_account_keys().to_vec();
    keys.extend(found.meta.as_ref().map(loaded).unwrap_or_default());
    let mut all = Vec::new();
    for (at, instruction) in transaction.message.instructions().iter().enumerate() {
        all.extend(decode(&keys, instruction.program_id_index, &instruction.accounts, &instruction.data));
        all.extend(found.meta.iter().flat_map(|meta| inner(meta, at, &keys)));
    }
    all
}

/// Accounts that came from lookup tables.
fn loaded(meta: &UiTransactionStatusMeta) -> Vec<Pubkey> {
    match &meta.loaded_addresses {
        OptionSerializer::Some(loaded) => {
            loaded.writable.iter().chain(&loaded.readonly).filter_map(|key| key.parse().ok()).collect()
        }
        OptionSerializer::None | OptionSerializer::Skip => Vec::new(),
    }
}

/// What other programs called on behalf of instruction `at`.
fn inner(meta: &UiTransactionStatusMeta, at: usize, keys: &[Pubkey]) -> Vec<Instruction> {
    let OptionSerializer::Some(groups) = &meta.inner_instructions else { return Vec::new() };
    let own = groups.iter().filter(|group| usize::from(group.index) == at);
    own.flat_map(|group| &group.instructions)
        .filter_map(|instruction| match instruction {
            UiInstruction::Compiled(compiled) => {
                let data = bs58::decode(&compiled.data).into_vec().ok()?;
                decode(keys, compiled.program_id_index, &compiled.accounts, &data)
            }
            UiInstruction::Parsed(_) => None,
        })
        .collect()
}

fn decode(keys: &[Pubkey], program: u8, accounts: &[u8], data: &[u8]) -> Option<Instruction> {
    let key = |index: &u8| keys.get(usize::from(*index)).copied();
    if key(&program)? != PROGRAM_ID {
        return None;
    }
    let accounts: Option<Vec<Pubkey>> = accounts.iter().map(key).collect();
    Instruction::decode(&accounts?, data)
}
