//! A wallet's or account's key, as the rules see it: 32 bytes that are equal or not.
//!
//! It carries the field's name because the IDL knows it by that name.

/// Aligned, in memory alone: then a copy goes word by word whatever builds it, and keys are most of what
/// is copied.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "idl-build", derive(anchor_lang::AnchorSerialize, anchor_lang::AnchorDeserialize))]
#[cfg_attr(not(feature = "idl-build"), derive(borsh::BorshSerialize, borsh::BorshDeserialize))]
#[cfg_attr(not(feature = "idl-build"), repr(align(8)))]
pub struct Pubkey(pub [u8; 32]);

impl Pubkey {
    /// The first eight bytes: enough to recognise a wallet that failed a job. A second wallet with
    /// the same tag costs 2^64 key generations, and would only shut its maker out.
    pub fn tag(&self) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        [a, b, c, d, e, f, g, h]
    }
}

impl From<[u8; 32]> for Pubkey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl core::fmt::Debug for Pubkey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}
