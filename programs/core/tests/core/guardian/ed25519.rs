//! The chain's Ed25519 program, written down from Solana's source (agave-precompiles, `ed25519.rs`): it fails
//! the transaction unless every signature that its records point to is right, and looks at nothing else.

use ed25519_dalek::{Signature, VerifyingKey};
use rayment_core::Pubkey;

/// What each record had verified, key and message, in their order. `None` where the transaction fails.
/// `instructions` are the data of all instructions of the transaction.
pub fn verified(
    data: &[u8],
    instructions: &[&[u8]],
    is_signed: impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool,
) -> Option<Vec<(Pubkey, Vec<u8>)>> {
    let (count, _) = data.split_first_chunk::<2>()?;
    let count = usize::from(count[0]);
    if count == 0 && data.len() > 2 {
        return None;
    }
    let lies = |instruction: u16, at: u16, size: usize| {
        let data = if instruction == u16::MAX { data } else { instructions.get(usize::from(instruction))? };
        data.get(usize::from(at)..usize::from(at) + size)
    };
    let mut all = Vec::new();
    for index in 0..count {
        let record = data.get(2 + 14 * index..)?.first_chunk::<14>()?;
        let field = |at: usize| u16::from_le_bytes([record[2 * at], record[2 * at + 1]]);
        let signature = lies(field(1), field(0), 64)?;
        let key = lies(field(3), field(2), 32)?;
        let message = lies(field(6), field(4), field(5).into())?;
        let key: [u8; 32] = key.try_into().ok()?;
        if !is_signed(&key, message, signature.try_into().ok()?) {
            return None;
        }
        all.push((Pubkey(key), message.to_vec()));
    }
    Some(all)
}

/// Whether the signature is right.
pub fn is_signed(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(key);
    key.is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}
