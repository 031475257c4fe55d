//! What guardians sign, and a keeper with a bond: the pixels they got for one tile of a delivery.

use alloc::vec::Vec;

use crate::{hash::Hash, job::Evidence, key::Pubkey};

use super::GuardianError;

/// What every statement begins with, and no transaction or voucher does.
const DOMAIN: &[u8; 15] = b"rayment:check:1";

/// A statement about one tile: what was committed to, and what whoever signs it rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    pub market: Pubkey,
    /// The job's address.
    pub job: Pubkey,
    pub attempt: u8,
    /// Which delivered frame, counted from the job's first.
    pub frame: u32,
    /// Which tile of the job's tiles of that frame, counted from the job's first.
    pub tile: u32,
    /// The leaf that was committed to.
    pub leaf: Hash,
    /// SHA-256 of the signer's own pixels of that tile.
    pub checker_pixels: Hash,
}

impl Statement {
    /// Bytes of a statement.
    pub const SIZE: usize = 152;

    /// The bytes that are signed: the domain, then the fields in their order, numbers in little-endian.
    pub fn to_bytes(&self) -> [u8; Statement::SIZE] {
        let parts: [&[u8]; 8] = [
            DOMAIN,
            &self.market.0,
            &self.job.0,
            &[self.attempt],
            &self.frame.to_le_bytes(),
            &self.tile.to_le_bytes(),
            &self.leaf,
            &self.checker_pixels,
        ];
        let mut bytes = [0; Statement::SIZE];
        for (place, byte) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *place = *byte;
        }
        bytes
    }

    /// Reads what was signed. Refuses what has another size ([`GuardianError::WrongMessageSize`]) and what does
    /// not begin as a statement ([`GuardianError::NotStatement`]).
    pub fn from_bytes(bytes: &[u8]) -> Result<Statement, GuardianError> {
        if bytes.len() != Statement::SIZE {
            return Err(GuardianError::WrongMessageSize);
        }
        Self::read(bytes).ok_or(GuardianError::NotStatement)
    }

    fn read(bytes: &[u8]) -> Option<Statement> {
        let rest = bytes.strip_prefix(DOMAIN)?;
        let (market, rest) = rest.split_first_chunk::<32>()?;
        let (job, rest) = rest.split_first_chunk::<32>()?;
        let ([attempt], rest) = rest.split_first_chunk::<1>()?;
        let (frame, rest) = rest.split_first_chunk::<4>()?;
        let (tile, rest) = rest.split_first_chunk::<4>()?;
        let (leaf, rest) = rest.split_first_chunk::<32>()?;
        Some(Statement {
            market: Pubkey(*market),
            job: Pubkey(*job),
            attempt: *attempt,
            frame: u32::from_le_bytes(*frame),
            tile: u32::from_le_bytes(*tile),
            leaf: *leaf,
            checker_pixels: rest.try_into().ok()?,
        })
    }

    /// Whether both are about one tile of one attempt at one job.
    pub fn same_tile(&self, other: &Statement) -> bool {
        let place = |of: &Statement| (of.market, of.job, of.attempt, of.frame, of.tile);
        place(self) == place(other)
    }

    /// The evidence that the statement is, with the path that nobody has to sign.
    pub fn evidence(&self, path: Vec<Hash>) -> Evidence {
        let Statement { frame, tile, leaf, checker_pixels, .. } = *self;
        Evidence { frame, tile, leaf, path, checker_pixels }
    }
}
