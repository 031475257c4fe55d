//! Every way the program refuses, each by the fact that is broken. Append only: codes are pinned.

use anchor_lang::prelude::*;
use rayment_core::{
    channel::ChannelError,
    guardian::GuardianError,
    job::JobError,
    market::{OutOfRange, PauseError},
    order::OrderError,
    provider::ProviderError,
    stake::StakeError,
};

#[error_code]
pub enum RaymentError {
    #[msg("The job or channel is not in a phase in which this can be done")]
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
    #[msg("Exactly one account that holds a stake is needed")]
    OneStake,
    #[msg("Nothing is to be locked or unlocked: give an amount")]
    NoAmount,
    #[msg("Less is locked than is to be unlocked")]
    NotLocked,
    #[msg("Nothing is on its way out: unlock first")]
    NothingUnlocking,
    #[msg("The provider has jobs that are not settled: its stake stays until then")]
    JobsOpen,
    #[msg("There is no stake")]
    NothingStaked,
    #[msg("Less is locked as a stake than is asked for; what is on its way out does not count")]
    StakeTooLow,
    #[msg("A guardian signs statements with another key than its wallet's")]
    KeyIsWallet,
    #[msg("This guardian was slashed: nothing it signs counts any more")]
    Slashed,
    #[msg("An Ed25519 instruction with the signatures must stand directly before this one")]
    NotSignedBefore,
    #[msg("The Ed25519 instruction does not hold statements in the one form that is read")]
    NotStatement,
    #[msg("The statement is about another job")]
    OtherJob,
    #[msg("This market asks for no second signatures, so none are taken")]
    NoSecondCheck,
    #[msg("Fewer guardians have signed than this needs")]
    TooFewGuardians,
    #[msg("As many guardians must be passed as have signed")]
    GuardianMissing,
    #[msg("A signature is not by the key of the guardian that is passed for it")]
    NotGuardianKey,
    #[msg("One key has signed twice")]
    SameKeyTwice,
    #[msg("The guardian is the job's client, its provider or the market's keeper")]
    GuardianIsParty,
    #[msg("The two statements are signed by two keys")]
    TwoKeys,
    #[msg("The two statements are not about one tile of one attempt")]
    OtherTile,
    #[msg("The two statements name the same pixels: they do not contradict each other")]
    PixelsAgree,
    #[msg("The statements are signed by another key than that of who is to be slashed")]
    OtherKey,
    #[msg("Only the channel's payer may do this; who lent its rent may close it after 7 idle days")]
    NotPayer,
    #[msg("Only the channel's provider may do this")]
    NotChannelProvider,
    #[msg("Only the channel's payer or its provider may do this")]
    NotParty,
    #[msg("This is not the word of the channel's session key, nor its payer's")]
    NotSigner,
    #[msg("The Ed25519 instruction does not hold exactly one voucher in the one form that is read")]
    NotOneVoucher,
    #[msg("This is not the address of the channel")]
    WrongChannel,
    #[msg("The voucher has expired")]
    VoucherExpired,
    #[msg("The channel's provider has left the market: all that is left goes back to the payer")]
    ProviderGone,
    #[msg("There is nothing to pay, to end or to close")]
    NothingDue,
    #[msg("A channel needs a key that signs its vouchers")]
    NoSigner,
    #[msg("There is no such kind of offer")]
    UnknownKind,
    #[msg("A closing channel leaves 900 seconds to 30 days for vouchers")]
    BadCloseSecs,
    #[msg("A channel ends later than now and than before, and within 366 days")]
    BadChannelExpiry,
    #[msg("The slot in a channel's address is one of the last 512 that have a hash")]
    SlotNotRecent,
    #[msg("The channel closes: the account of who lent its rent is needed")]
    RentPayerMissing,
}

impl RaymentError {
    /// The refusal as Anchor tells it. A function of its own: what it is made of would stand at each place else.
    #[cold]
    #[inline(never)]
    pub fn refusal(self) -> Error {
        self.into()
    }
}

/// A refusal of the rules, as Anchor tells it.
pub fn refused(error: impl Into<RaymentError>) -> Error {
    error.into().refusal()
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
            BadExpiry Overflow TermsAboveReserved SpecReported WrongSeed TooFewGuardians NoSecondCheck
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
            ProviderError::StakeTooLow => RaymentError::StakeTooLow,
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

impl From<StakeError> for RaymentError {
    fn from(error: StakeError) -> Self {
        match error {
            StakeError::NotOwner => RaymentError::NotWallet,
            StakeError::NoAmount => RaymentError::NoAmount,
            StakeError::NotLocked => RaymentError::NotLocked,
            StakeError::NothingUnlocking => RaymentError::NothingUnlocking,
            StakeError::NotYetDue => RaymentError::NotYetDue,
            StakeError::JobsOpen => RaymentError::JobsOpen,
            StakeError::NothingStaked => RaymentError::NothingStaked,
            StakeError::StakeTooLow => RaymentError::StakeTooLow,
            StakeError::Overflow => RaymentError::Overflow,
        }
    }
}

impl From<GuardianError> for RaymentError {
    fn from(error: GuardianError) -> Self {
        match error {
            GuardianError::NotAuthority => RaymentError::NotAuthority,
            GuardianError::KeyIsWallet => RaymentError::KeyIsWallet,
            GuardianError::Slashed => RaymentError::Slashed,
            GuardianError::Stake(error) => error.into(),
            // Whoever writes such an instruction by the client never meets these.
            GuardianError::WrongCount
            | GuardianError::WrongLength
            | GuardianError::WrongPadding
            | GuardianError::OtherInstruction
            | GuardianError::WrongOffset
            | GuardianError::WrongMessageSize
            | GuardianError::NotStatement => RaymentError::NotStatement,
            GuardianError::OtherMarket => RaymentError::WrongMarket,
            GuardianError::OtherJob => RaymentError::OtherJob,
            GuardianError::OtherAttempt => RaymentError::WrongAttempt,
            GuardianError::NoSecondCheck => RaymentError::NoSecondCheck,
            GuardianError::TooFewGuardians => RaymentError::TooFewGuardians,
            GuardianError::GuardianMissing => RaymentError::GuardianMissing,
            GuardianError::NotGuardianKey => RaymentError::NotGuardianKey,
            GuardianError::SameKeyTwice => RaymentError::SameKeyTwice,
            GuardianError::GuardianIsParty => RaymentError::GuardianIsParty,
            GuardianError::TwoKeys => RaymentError::TwoKeys,
            GuardianError::OtherTile => RaymentError::OtherTile,
            GuardianError::PixelsAgree => RaymentError::PixelsAgree,
            GuardianError::OtherKey => RaymentError::OtherKey,
        }
    }
}

impl From<ChannelError> for RaymentError {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::WrongPhase => RaymentError::WrongPhase,
            ChannelError::NotPayer => RaymentError::NotPayer,
            ChannelError::NotProvider => RaymentError::NotChannelProvider,
            ChannelError::NotParty => RaymentError::NotParty,
            ChannelError::NotSigner => RaymentError::NotSigner,
            ChannelError::NotVoucher | ChannelError::NotOneVoucher => RaymentError::NotOneVoucher,
            ChannelError::WrongChannel => RaymentError::WrongChannel,
            ChannelError::VoucherExpired => RaymentError::VoucherExpired,
            ChannelError::ProviderGone => RaymentError::ProviderGone,
            ChannelError::NothingDue => RaymentError::NothingDue,
            ChannelError::DeadlinePassed => RaymentError::DeadlinePassed,
            ChannelError::NotYetDue => RaymentError::NotYetDue,
            ChannelError::MarketPaused => RaymentError::MarketPaused,
            ChannelError::MarketChanged => RaymentError::MarketChanged,
            // No mint is listed yet, so nobody has a purse for one.
            ChannelError::AssetNotListed | ChannelError::NoPurse => RaymentError::AssetNotListed,
            ChannelError::ProviderNotActive => RaymentError::NotActive,
            ChannelError::NoSigner => RaymentError::NoSigner,
            ChannelError::UnknownKind => RaymentError::UnknownKind,
            ChannelError::BadCloseSecs => RaymentError::BadCloseSecs,
            ChannelError::BadExpiry => RaymentError::BadChannelExpiry,
            ChannelError::SlotNotRecent => RaymentError::SlotNotRecent,
            ChannelError::Overflow => RaymentError::Overflow,
        }
    }
}

impl From<OutOfRange> for RaymentError {
    fn from(OutOfRange(name): OutOfRange) -> Self {
        msg!("out of range: {}", name);
        RaymentError::ParamOutOfRange
    }
}
