//! Instructions that name other accounts than the client library does, and what is refused and leaves no trace.

use rayment_client::PROGRAM_ID;
use rayment_tests::vm::*;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// Anchor's code for an account that there is not.
pub const NO_ACCOUNT: u32 = 3012;
/// Code of the system program where an address is taken.
pub const TAKEN: u32 = 0;

/// The same with another account in the place of this one.
#[track_caller]
pub fn naming(mut instruction: Instruction, from: Pubkey, to: Pubkey) -> Instruction {
    let mut named = instruction.accounts.iter_mut().filter(|meta| meta.pubkey == from).peekable();
    assert!(named.peek().is_some(), "nothing in it is at {from}");
    named.for_each(|meta| meta.pubkey = to);
    instruction
}

/// The same without an account that can be left out.
#[track_caller]
pub fn without(mut instruction: Instruction, account: Pubkey) -> Instruction {
    let meta = instruction.accounts.iter_mut().find(|meta| meta.pubkey == account);
    *meta.unwrap_or_else(|| panic!("nothing in it is at {account}")) = AccountMeta::new_readonly(PROGRAM_ID, false);
    instruction
}

/// It is refused for this reason, and nothing changes.
#[track_caller]
pub fn refused<T>(world: &mut World, reason: RaymentError, act: impl FnOnce(&mut World) -> Result<T, Refused>) {
    refused_with(world, reason.into(), act);
}

/// It is refused by this code of another program's, and nothing changes.
#[track_caller]
pub fn refused_with<T>(world: &mut World, code: u32, act: impl FnOnce(&mut World) -> Result<T, Refused>) {
    let before = world.snapshot();
    act(world).refuses_with(code);
    assert_eq!(world.snapshot(), before);
}
