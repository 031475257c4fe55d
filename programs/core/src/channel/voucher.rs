//! A voucher: all that is owed so far, signed by the payer's side. Fifty bytes that others' clients know too.

use crate::key::Pubkey;

use super::ChannelError;

/// What every voucher begins with: its mark, and its version.
const MARK: [u8; 2] = [0x56, 0x01];
/// Bytes of a voucher.
pub const SIZE: usize = 50;
/// Bytes of an Ed25519 instruction that carries one voucher: head, key, signature, voucher.
pub const INSTRUCTION_SIZE: usize = 162;

/// How such an instruction begins: one signature, an empty byte, then where the signature, the key and the
/// voucher stand, each in the same instruction (0xFFFF).
const HEAD: [u8; 16] = [1, 0, 48, 0, 0xFF, 0xFF, 16, 0, 0xFF, 0xFF, 112, 0, 50, 0, 0xFF, 0xFF];

/// A sum that a channel's payer owes, all in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// The channel's address, which no other channel ever has, on whatever cluster.
    pub channel: Pubkey,
    /// Base units earned since the opening, without the fee, which comes on top.
    pub cumulative: u64,
    /// Unix seconds from which on it counts no more; 0: it always counts.
    pub expires_at: i64,
}

/// A voucher, and the key whose signature over it was found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    pub key: Pubkey,
    pub voucher: Voucher,
}

impl Voucher {
    /// The bytes that are signed.
    pub fn to_bytes(&self) -> [u8; SIZE] {
        let (cumulative, expires_at) = (self.cumulative.to_le_bytes(), self.expires_at.to_le_bytes());
        joined([&MARK, &self.channel.0, &cumulative, &expires_at])
    }

    /// Exactly a voucher's bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Voucher, ChannelError> {
        parsed(bytes).ok_or(ChannelError::NotVoucher)
    }

    /// Whether it still counts at `now`.
    pub fn counts(&self, now: i64) -> bool {
        self.expires_at == 0 || now < self.expires_at
    }

    /// The data of the Ed25519 instruction that carries it, signed by `key`.
    pub fn instruction(&self, key: &Pubkey, signature: &[u8; 64]) -> [u8; INSTRUCTION_SIZE] {
        joined([&HEAD, &key.0, signature, &self.to_bytes()])
    }
}

impl Signed {
    /// What an Ed25519 instruction's data says that was signed by whom: exactly one voucher, by one key, and
    /// nothing that lies in another instruction or elsewhere in this one. The runtime has checked the signature.
    pub fn from_instruction(data: &[u8]) -> Result<Signed, ChannelError> {
        let (key, voucher) = carried(data).ok_or(ChannelError::NotOneVoucher)?;
        Ok(Signed { key, voucher: Voucher::from_bytes(voucher)? })
    }
}

fn carried(data: &[u8]) -> Option<(Pubkey, &[u8])> {
    let (head, rest) = data.split_first_chunk::<16>()?;
    let (key, rest) = rest.split_first_chunk::<32>()?;
    let (_, voucher) = rest.split_first_chunk::<64>()?;
    (*head == HEAD && voucher.len() == SIZE).then_some((Pubkey(*key), voucher))
}

fn parsed(bytes: &[u8]) -> Option<Voucher> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let (channel, rest) = rest.split_first_chunk::<32>()?;
    let (cumulative, rest) = rest.split_first_chunk::<8>()?;
    let expires_at = rest.try_into().ok().map(i64::from_le_bytes)?;
    let cumulative = u64::from_le_bytes(*cumulative);
    (*mark == MARK).then_some(Voucher { channel: Pubkey(*channel), cumulative, expires_at })
}

/// The parts one after the other; they are as long as the whole.
fn joined<const N: usize, const PARTS: usize>(parts: [&[u8]; PARTS]) -> [u8; N] {
    let mut all = [0; N];
    for (place, byte) in all.iter_mut().zip(parts.iter().copied().flatten()) {
        *place = *byte;
    }
    all
}
