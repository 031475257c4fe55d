//! The program's instructions in a transaction, read from the transaction itself.
//!
//! A log is cut off after ten thousand bytes, and whoever sends a transaction decides what fills it;
//! the instructions are all there. The node spells out the message, so that its version doesn't matter.

use solana_pubkey::Pubkey;
use solana_transaction_status_client_types::{
    EncodedTransaction, UiCompiledInstruction, UiInstruction, UiMessage, UiTransaction, UiTransactionStatusMeta,
    option_serializer::OptionSerializer,
};

use crate::{
    Instruction, PROGRAM_ID,
    events::{self, Event},
};

/// What a transaction asked of the program.
#[derive(Default)]
pub(super) struct Calls {
    /// All accounts of the transaction, in the order of its balances.
    pub keys: Vec<Pubkey>,
    pub instructions: Vec<Instruction>,
    /// What the program told by calling itself.
    pub told: Vec<Event>,
    /// Whether the program was also called in a way that this release can't decode.
    pub unknown: bool,
}

/// All instructions of the program: each of the transaction's own, then those that it called. `None`
/// where the message has a shape that this release can't read.
pub(super) fn of(transaction: &EncodedTransaction, meta: &UiTransactionStatusMeta) -> Option<Calls> {
    let EncodedTransaction::Json(UiTransaction { message: UiMessage::Raw(message), .. }) = transaction else {
        return None;
    };
    let mut keys = parsed(&message.account_keys)?;
    if let OptionSerializer::Some(loaded) = &meta.loaded_addresses {
        keys.extend(parsed(&loaded.writable)?);
        keys.extend(parsed(&loaded.readonly)?);
    }
    let mut calls = Calls { keys, ..Calls::default() };
    for (at, instruction) in message.instructions.iter().enumerate() {
        calls.take(instruction);
        calls.take_inner(meta, at);
    }
    Some(calls)
}

fn parsed(keys: &[String]) -> Option<Vec<Pubkey>> {
    keys.iter().map(|key| key.parse().ok()).collect()
}

impl Calls {
    /// What other programs called on behalf of instruction `at`.
    fn take_inner(&mut self, meta: &UiTransactionStatusMeta, at: usize) {
        let OptionSerializer::Some(groups) = &meta.inner_instructions else { return };
        for instruction in groups.iter().filter(|group| usize::from(group.index) == at).flat_map(|of| &of.instructions)
        {
            match instruction {
                UiInstruction::Compiled(compiled) => self.take(compiled),
                UiInstruction::Parsed(_) => self.unknown = true,
            }
        }
    }

    fn take(&mut self, called: &UiCompiledInstruction) {
        let key = |index: &u8| self.keys.get(usize::from(*index)).copied();
        let program = key(&called.program_id_index);
        if program.is_some_and(|program| program != PROGRAM_ID) {
            return;
        }
        let accounts: Option<Vec<Pubkey>> = called.accounts.iter().map(key).collect();
        let data = bs58::decode(&called.data).into_vec().ok();
        // Nobody else can call it so: it takes its own signature.
        if let (Some(_), Some(told)) = (program, data.as_deref().and_then(events::from_call)) {
            self.told.extend(told);
            return;
        }
        let decoded =
            program.and(accounts).zip(data).and_then(|(accounts, data)| Instruction::decode(&accounts, &data));
        match decoded {
            Some(instruction) => self.instructions.push(instruction),
            None => self.unknown = true,
        }
    }
}
