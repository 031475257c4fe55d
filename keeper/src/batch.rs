//! Which actions share a transaction: as many as fit, in the order they were planned.

use std::collections::BTreeSet;

use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::action::Prepared;

/// Bytes of a transaction, at most.
const PACKET: usize = 1232;
/// If one of them is refused, the whole transaction is, and each is sent again alone: so not too many.
const ACTIONS: usize = 8;
/// A transaction's log is cut off after 10,000 bytes, events included. Five actions of three instructions
/// each (seal, accept and settle) stay below that.
const INSTRUCTIONS: usize = 15;

/// Signature, header, blockhash, and the counts around them.
const FRAME: usize = 1 + 64 + 3 + 32 + 1 + 1;
/// The two budget instructions and their program's key.
const BUDGET: usize = 32 + (1 + 1 + 1 + 5) + (1 + 1 + 1 + 9);

/// Puts actions into batches, each of which fits into one transaction.
pub fn batches(actions: Vec<Prepared>, keeper: &Pubkey) -> Vec<Vec<Prepared>> {
    let mut done = Vec::new();
    let (mut open, mut draft) = (Vec::new(), Draft::new(keeper));
    for action in actions {
        if !open.is_empty() && (open.len() >= ACTIONS || !draft.fits(&action.instructions)) {
            done.push(std::mem::take(&mut open));
            draft = Draft::new(keeper);
        }
        draft.add(&action.instructions);
        open.push(action);
    }
    if !open.is_empty() {
        done.push(open);
    }
    done
}

/// Whether these fit into one transaction.
pub fn fits(instructions: &[Instruction], keeper: &Pubkey) -> bool {
    Draft::new(keeper).fits(instructions)
}

/// The size of a transaction that is being filled.
struct Draft {
    keys: BTreeSet<Pubkey>,
    bytes: usize,
    instructions: usize,
}

impl Draft {
    fn new(payer: &Pubkey) -> Self {
        Self { keys: BTreeSet::from([*payer]), bytes: FRAME + BUDGET, instructions: 0 }
    }

    fn fits(&self, instructions: &[Instruction]) -> bool {
        let new: BTreeSet<_> = keys(instructions).filter(|key| !self.keys.contains(key)).collect();
        let body: usize = instructions.iter().map(encoded).sum();
        let quiet = self.instructions + instructions.len() <= INSTRUCTIONS;
        quiet && self.bytes + 32 * (self.keys.len() + new.len()) + body <= PACKET
    }

    fn add(&mut self, instructions: &[Instruction]) {
        self.keys.extend(keys(instructions));
        self.bytes += instructions.iter().map(encoded).sum::<usize>();
        self.instructions += instructions.len();
    }
}

fn keys(instructions: &[Instruction]) -> impl Iterator<Item = Pubkey> + '_ {
    instructions.iter().flat_map(|one| one.accounts.iter().map(|meta| meta.pubkey).chain([one.program_id]))
}

/// Program index, account indices and data, each list with its length before it.
fn encoded(instruction: &Instruction) -> usize {
    let counted = |length: usize| length + if length < 128 { 1 } else { 2 };
    1 + counted(instruction.accounts.len()) + counted(instruction.data.len())
}
