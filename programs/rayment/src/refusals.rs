//! What each refusal of the rules is called on chain.

use anchor_lang::prelude::*;
use rayment_core::{
    asset::AssetError,
    channel::ChannelError,
    guardian::GuardianError,
    job::JobError,
    market::{OutOfRange, PauseError},
    order::OrderError,
    provider::ProviderError,
    stake::StakeError,
};

use crate::RaymentError;

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
            NothingDue WrongPhase WrongAttempt NotJobClient NotJobProvider NotKeeper KeeperIsParty ProviderFailedBefore
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
            ProviderError::UnknownKind => RaymentError::UnknownKind,
            ProviderError::JobsOpen => RaymentError::JobsOpen,
            ProviderError::TooManyPurses => RaymentError::TooManyPurses,
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
            ChannelError::AssetNotListed => RaymentError::AssetNotListed,
            ChannelError::NoPurse => RaymentError::NoPurse,
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

impl From<AssetError> for RaymentError {
    fn from(error: AssetError) -> Self {
        match error {
            AssetError::NotMint => RaymentError::NotMint,
            AssetError::WrappedSol => RaymentError::WrappedSol,
            AssetError::TransferHook => RaymentError::TransferHook,
            AssetError::NonTransferable => RaymentError::NonTransferable,
            AssetError::PermanentDelegate => RaymentError::PermanentDelegate,
            AssetError::FrozenByDefault => RaymentError::FrozenByDefault,
            AssetError::Pausable => RaymentError::Pausable,
            AssetError::PermissionedBurn => RaymentError::PermissionedBurn,
            AssetError::ConfidentialFee => RaymentError::ConfidentialFee,
            AssetError::ConfidentialMintBurn => RaymentError::ConfidentialMintBurn,
            AssetError::TransferFee => RaymentError::TransferFee,
            AssetError::UnknownExtension => RaymentError::UnknownExtension,
        }
    }
}

impl From<OutOfRange> for RaymentError {
    fn from(OutOfRange(name): OutOfRange) -> Self {
        msg!("out of range: {}", name);
        RaymentError::ParamOutOfRange
    }
}
