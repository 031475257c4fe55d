//! Which actions share a transaction: as many as fit, in the order they were planned. A voucher stays directly before
//! what redeems it.

use std::collections::BTreeSet;

use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::plan::Action;

/// Bytes of a transaction, at most.
const PACKET: usize = 1_232;
/// Signature, header, blockhash, and the counts around them.
const FRAME: usize = 1 + 64 + 3 + 32 + 1 + 1;
/// The two budget instructions that sending adds, and their program's key.
const BUDGET: usize = 32 + (1 + 1 + 1 + 5) + (1 + 1 + 1 + 9);

/// Actions that share a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub actions: Vec<Action>,
    pub instructions: Vec<Instruction>,
}

/// Puts actions into batches, each of which fits into one transaction that `operator` pays for. What sends nothing
/// is left out.
pub fn batches(actions: &[Action], operator: &Pubkey, market: &Pubkey) -> Vec<Batch> {
    let mut all: Vec<Batch> = Vec::new();
    for action in actions {
        let instructions = action.instructions(operator, market);
        if instructions.is_empty() {
            continue;
        }
        match all.last_mut() {
            Some(open) if fits(&[&open.instructions[..], &instructions].concat(), operator) => {
                open.actions.push(*action);
                open.instructions.extend(instructions);
            }
            Some(_) | None => all.push(Batch { actions: vec![*action], instructions }),
        }
    }
    all
}

fn fits(instructions: &[Instruction], payer: &Pubkey) -> bool {
    let keys =
        |one: &Instruction| one.accounts.iter().map(|meta| meta.pubkey).chain([one.program_id]).collect::<Vec<_>>();
    let keys: BTreeSet<_> = instructions.iter().flat_map(keys).chain([*payer]).collect();
    let body: usize = instructions.iter().map(encoded).sum();
    FRAME + BUDGET + 32 * keys.len() + body <= PACKET
}

/// Program index, account indices and data, each list with its length before it.
fn encoded(instruction: &Instruction) -> usize {
    let counted = |length: usize| length + if length < 128 { 1 } else { 2 };
    1 + counted(instruction.accounts.len()) + counted(instruction.data.len())
}
