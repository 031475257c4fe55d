//! A job and its escrow: one piece of work, one provider at a time, its own money.
//!
//! A job does not care what its [`Work`] is: it counts units, pays for them, and has parts of them
//! checked.
//!
//! ```text
//! Open -> Claimed -> Running -> Delivered -> Accepted -> closed, everybody paid
//!   ^        |          |           |  \
//!   |        +----------+-----------+   Disputed -> closed
//!   +-- time-out, failure, rejection: attempt + 1, at most 3, then closed with a refund
//! ```
//!
//! What of a job in tokens can't be credited when it ends waits: `Owed`, until it can.
//!
//! Where a market has guardians, two of them also open again what the keeper has accepted, until it is settled.
//!
//! There is no phase for what has ended: the step that ends a job pays everybody and closes it.
//! Phases that depend on a deadline are not stored either, they follow from [`state`]'s times: an
//! action is valid while `now` is before its deadline, an expiry from the deadline on.

mod bonds;
mod claiming;
mod deadlines;
mod effects;
mod ending;
mod legs;
mod migration;
mod post;
mod state;
mod step;
mod work;

pub use legs::{After, Legs, Payees, Till};
pub use post::{Expectations, MAX_TILES, Offer};
pub use state::{Acceptance, Ceilings, Chunk, Claim, Delivery, JobState, Phase, Reservation, Seal, flag};
pub use step::{Command, Evidence, FailReason, JobStep, Outcome, Signer};
pub use work::Work;

/// Why a job refuses. Each names the fact that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobError {
    /// The command does not fit the phase the job is in.
    WrongPhase,
    /// The command names another attempt than the current one.
    WrongAttempt,
    NotJobClient,
    NotJobProvider,
    NotKeeper,
    /// The keeper's key is the client or the provider of this job.
    KeeperIsParty,
    /// This wallet failed the job before.
    ProviderFailedBefore,
    /// The job is reserved for another provider.
    ReservedForAnother,
    /// The keeper's time to assign the job is not over.
    NotYetOpenToAll,
    /// A term of the provider is above the client's ceiling.
    TermsAboveCeiling,
    /// A term of the provider is above what it asked for when the job was reserved for it.
    TermsAboveReserved,
    /// The worst case of the claim is above the deposit.
    DepositTooLow,
    /// A full delivery window no longer fits before the job expires.
    TooLateToClaim,
    DeadlinePassed,
    /// The deadline that this waits for lies ahead.
    NotYetDue,
    /// More frames than the job has, none, or fewer without a cancellation.
    WrongFrameCount,
    /// The slot that picks the tiles lies ahead.
    ChallengeNotReady,
    NotSealed,
    AlreadySealed,
    /// The tile of the evidence was not picked.
    TileNotChallenged,
    /// The path does not lead from the leaf to the delivered root.
    PathMismatch,
    /// The checker's tile is the delivered one.
    TilesAgree,
    /// The client has asked for no check.
    Unchecked,
    AlreadyCancelled,
    /// A provider has reported the spec as broken, and the keeper has time to look.
    SpecReported,
    /// No provider has reported the spec as broken.
    SpecNotReported,
    /// The seed is not that of the challenge.
    WrongSeed,
    /// The market asks for no second signatures, so guardians reject nothing.
    NoSecondCheck,
    /// Fewer guardians have signed the evidence than are needed.
    TooFewGuardians,
    /// Nobody who is owed something can be credited yet.
    NothingDue,
    /// The market's parameters are not those the client has seen.
    MarketChanged,
    NoFrames,
    /// More tiles, or a longer time, than a job can hold.
    ChunkTooLarge,
    NoDeposit,
    /// The job would live too long, or not long enough for one delivery.
    BadExpiry,
    /// An amount or a time leaves its range.
    Overflow,
}
