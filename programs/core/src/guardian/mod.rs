//! Guardians: second signatures under what the keeper says of a delivery.
//!
//! A guardian renders tiles again, as the keeper does, and signs what it got: a [`Statement`]. A market may
//! ask for such signatures before a bond is forfeited, and two of them reject without the keeper. They are
//! admitted by the market's authority, have a stake, and lose it by one thing: two statements about one tile
//! that name different pixels. The keeper's bond is lost the same way.
//!
//! The chain's Ed25519 program verifies signatures; these rules read what it has verified, byte by byte.
//!
//! ```text
//! enlisted -- locks its stake --> counts -- unlocks --> counts no more -- takes --> closed
//!                   \________________________________/
//!                      slashed: counts no more, locks no more, takes --> closed
//! ```

mod second_check;
mod signatures;
mod state;
mod statement;

pub use second_check::{GuardianParams, Judged, second_check};
pub use signatures::{Contradiction, Signature, Signed};
pub use state::{GuardianState, GuardianStep, MarketKeys, NEVER, slash_keeper};
pub use statement::Statement;

use crate::stake::StakeError;

/// Why guardians are refused, or what they have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardianError {
    /// Only the market's authority admits guardians.
    NotAuthority,
    /// The key that signs statements is the wallet's.
    KeyIsWallet,
    /// It was slashed: it locks nothing any more, and nothing it signs counts.
    Slashed,
    Stake(StakeError),

    /// The instruction has not as many signatures as it must.
    WrongCount,
    /// The instruction is longer or shorter than its signatures and statements are.
    WrongLength,
    /// The byte after the count is not zero.
    WrongPadding,
    /// A signature, a key or a message lies in another instruction.
    OtherInstruction,
    /// A signature, a key or a message does not lie where it must.
    WrongOffset,
    /// A signed message has not the size of a statement.
    WrongMessageSize,
    /// A signed message is no statement about a check.
    NotStatement,

    /// The statement is about another market, or the guardian is one of another.
    OtherMarket,
    /// The statement is about another job.
    OtherJob,
    /// The statement is about another attempt.
    OtherAttempt,
    /// The market asks for no second signatures, so none are taken.
    NoSecondCheck,
    /// Fewer have signed than are needed.
    TooFewGuardians,
    /// Not as many guardians are named as have signed.
    GuardianMissing,
    /// A signature is not by the key of the guardian that is named for it.
    NotGuardianKey,
    /// One key signs twice.
    SameKeyTwice,
    /// The guardian is the job's client, its provider or the market's keeper.
    GuardianIsParty,

    /// The two statements are by two keys.
    TwoKeys,
    /// The two statements are not about one tile of one attempt.
    OtherTile,
    /// The two statements name the same pixels.
    PixelsAgree,
    /// The statements are by another key than that of who is to be slashed.
    OtherKey,
}

impl From<StakeError> for GuardianError {
    fn from(error: StakeError) -> Self {
        GuardianError::Stake(error)
    }
}
