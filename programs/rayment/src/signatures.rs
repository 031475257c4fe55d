//! What the chain's Ed25519 program has verified directly before an instruction of ours.

use anchor_lang::prelude::*;
use solana_instructions_sysvar::get_instruction_relative;

use crate::RaymentError;

/// The sysvar of a transaction's instructions.
pub const INSTRUCTIONS: Pubkey = pubkey!("Sysvar1nstructions1111111111111111111111111");
/// The program that fails a transaction unless each signature that its instruction names is right.
const ED25519: Pubkey = pubkey!("Ed25519SigVerify111111111111111111111111111");

/// The data of the Ed25519 instruction that stands directly before this one, and nowhere else: else one signature
/// could serve two instructions, or be read by the wrong one. What the data says is for the rules to read.
#[inline(never)]
pub fn signed_before(instructions: &AccountInfo) -> Result<Vec<u8>> {
    match get_instruction_relative(-1, instructions) {
        Ok(before) if before.program_id == ED25519 => Ok(before.data),
        _ => Err(RaymentError::NotSignedBefore.refusal()),
    }
}
