//! Every way the program refuses, each by the fact that is broken. Append only: codes are pinned.

use anchor_lang::prelude::*;
use rayment_core::{
    job::JobError,
    market::{OutOfRange, PauseError},
    order::OrderError,
    provider::ProviderError,
};

#[error_code]
pub enum RaymentError {
    #[msg("The job is not in a phase in which this can be done")]
    WrongPhase,
    #[msg("This names another attempt than the job's current one")]
    WrongAttempt,
    #[msg("Only the job's client may do this")]
    NotJobClient,
    #[msg("Only the provider that holds the job may do this")]
    NotJobProvider,
    #[msg("Only the market's keeper may do this")]
    NotKeeper,
    #[msg("The keeper is client or provider of this job and cannot judge it")]
    KeeperIsParty,
    #[msg("This provider failed this job before")]
    ProviderFailedBefore,
    #[msg("The job is reserved for another provider")]
    ReservedForAnother,
    #[msg("The job still waits for the keeper's assignment")]
    NotYetOpenToAll,
    #[msg("A term of the provider is above the client's ceiling")]
    TermsAboveCeiling,
    #[msg("The worst case of this claim is above the deposit")]
    DepositTooLow,
    #[msg("A full delivery window no longer fits before the job expires")]
    TooLateToClaim,
    #[msg("The deadline for this has passed")]
    DeadlinePassed,
    #[msg("The time for this has not come")]
    NotYetDue,
    #[msg("The delivery has not the frames that the job has")]
    WrongFrameCount,
    #[msg("The slot that picks the tiles to check lies ahead")]
    ChallengeNotReady,
    #[msg("The tiles to check have not been picked yet: seal first")]
    NotSealed,
    #[msg("The tiles to check have been picked")]
    AlreadySealed,
    #[msg("The tile of the evidence was not picked for a check")]
    TileNotChallenged,
    #[msg("The path does not lead from the leaf to the delivered root")]
    PathMismatch,
    #[msg("The checker's tile is the delivered one")]
    TilesAgree,
    #[msg("The client has asked for no check")]
    Unchecked,
    #[msg("The job is cancelled")]
    AlreadyCancelled,
    #[msg("No provider has reported the spec as broken")]
    SpecNotReported,
    #[msg("The market's parameters are not those expected: read them again")]
    MarketChanged,
    #[msg("A job needs at least one frame, one tile and one millisecond a frame")]
    NoFrames,
    #[msg("The job has more tiles or a longer time than a job can hold")]
    ChunkTooLarge,
    #[msg("A job needs a deposit")]
    NoDeposit,
    #[msg("The job must live long enough for one delivery, and no longer than the market allows")]
    BadExpiry,
    #[msg("An amount or a time leaves its range")]
    Overflow,
    #[msg("Only the authority may do this")]
    NotAuthority,
    #[msg("Only the provider's operator or authority may do this")]
    NotOperator,
    #[msg("The provider is paused or retired")]
    NotActive,
    #[msg("The provider has retired")]
    Retired,
    #[msg("A provider needs at least one slot")]
    NoSlots,
    #[msg("The balance is smaller than the amount asked for")]
    BalanceTooLow,
    #[msg("A parameter lies outside its range")]
    ParamOutOfRange,
    #[msg("This account belongs to another market")]
    WrongMarket,
    #[msg("These are not the parameters that the job was posted under")]
    WrongParams,
    #[msg("This is not the account of the provider that holds the job")]
    WrongProvider,
    #[msg("The account of the provider that holds the job is needed")]
    MissingProvider,
    #[msg("This account is not the one that is paid")]
    WrongPayee,
    #[msg("The payee would stay below rent exemption: the amount stays owed")]
    PayeeBelowRent,
    #[msg("This account belongs to another wallet")]
    NotWallet,
    #[msg("A term of the provider is above what the job was reserved at")]
    TermsAboveReserved,
    #[msg("A provider has reported the spec as broken, and the keeper has time to look")]
    SpecReported,
    #[msg("This is not the seed of the challenge")]
    WrongSeed,
    #[msg("The provider works on as many jobs as it has slots")]
    NoFreeSlot,
    #[msg("The account has an earlier layout: call account_migrate for it first")]
    EarlierLayout,
    #[msg("This is no account that can be migrated")]
    NotMigratable,
    #[msg("The quote has a version or flags that this program does not know")]
    UnknownQuote,
    #[msg("An order has 1 to 10,000 jobs, each with a deposit")]
    WrongJobCount,
    #[msg("The time to draw an order's jobs can't end after they expire")]
    BadDrawUntil,
    #[msg("The market takes no payment in this asset")]
    AssetNotListed,
    #[msg("The market is paused: it opens nothing new for the moment")]
    MarketPaused,
    #[msg("The time to draw this order's jobs is over: what is left goes back to its client")]
    DrawingEnded,
    #[msg("All jobs of this order are drawn, or its client has cancelled it")]
    NothingToDraw,
    #[msg("This is not the order's next job: chunk, deposit and path must be those under the quote's root")]
    NotInQuote,
    #[msg("The order is not paid in full: pay the rest to its address, or have it returned")]
    NotPaid,
    #[msg("What is at the order's address beside its deposits does not carry the rent of a job")]
    RentMissing,
    #[msg("Only the sponsor that the quote names may lend to the order")]
    NotSponsor,
    #[msg("Only the order's client may do this")]
    NotOrderClient,
    #[msg("Jobs of this order can still be drawn: only its client may take money out")]
    StillDrawing,
    #[msg("This order has no account yet: its quote is needed")]
    QuoteMissing,
    #[msg("This is not the address of the quote")]
    WrongOrder,
    #[msg("This is not the address of the order's next job")]
    WrongJob,
    #[msg("A pause lasts 72 hours at the most")]
    PauseTooLong,
    #[msg("The market is paused, or was within the last 7 days")]
    PauseNotReady,
    #[msg("The market is not paused")]
    NotPaused,
}

impl From<JobError> for RaymentError {
    fn from(error: JobError) -> Self {
        macro_rules! same {
            ($($name:ident)*) => { match error { $(JobError::$name => RaymentError::$name,)* } };
        }
        same! {
            WrongPhase WrongAttempt NotJobClient NotJobProvider NotKeeper KeeperIsParty ProviderFailedBefore
            ReservedForAnother NotYetOpenToAll TermsAboveCeiling DepositTooLow TooLateToClaim DeadlinePassed
            NotYetDue WrongFrameCount ChallengeNotReady NotSealed AlreadySealed TileNotChallenged PathMismatch
            TilesAgree Unchecked AlreadyCancelled SpecNotReported MarketChanged NoFrames ChunkTooLarge NoDeposit
            BadExpiry Overflow TermsAboveReserved SpecReported WrongSeed
        }
    }
}

impl From<OrderError> for RaymentError {
    fn from(error: OrderError) -> Self {
        macro_rules! same {
            ($($name:ident)*) => { match error {
                $(OrderError::$name => RaymentError::$name,)*
                OrderError::Job(error) => error.into(),
            } };
        }
        same! {
            UnknownQuote WrongMarket WrongJobCount BadDrawUntil AssetNotListed MarketPaused MarketChanged DrawingEnded
            NothingToDraw NotInQuote NotPaid RentMissing NotSponsor NotOrderClient StillDrawing Overflow
        }
    }
}

impl From<ProviderError> for RaymentError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::NotAuthority => RaymentError::NotAuthority,
            ProviderError::NotOperator => RaymentError::NotOperator,
            ProviderError::NotActive => RaymentError::NotActive,
            ProviderError::Retired => RaymentError::Retired,
            ProviderError::NoSlots => RaymentError::NoSlots,
            ProviderError::NoFreeSlot => RaymentError::NoFreeSlot,
            ProviderError::BalanceTooLow => RaymentError::BalanceTooLow,
            ProviderError::Overflow => RaymentError::Overflow,
        }
    }
}

impl From<PauseError> for RaymentError {
    fn from(error: PauseError) -> Self {
        match error {
            PauseError::TooLong => RaymentError::PauseTooLong,
            PauseError::NotReady => RaymentError::PauseNotReady,
            PauseError::NotPaused => RaymentError::NotPaused,
            PauseError::Overflow => RaymentError::Overflow,
        }
    }
}

impl From<OutOfRange> for RaymentError {
    fn from(OutOfRange(name): OutOfRange) -> Self {
        msg!("out of range: {}", name);
        RaymentError::ParamOutOfRange
    }
}
