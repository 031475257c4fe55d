//! Every way the program refuses, each by the fact that is broken. Append only: codes are pinned.

use anchor_lang::prelude::*;

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
    #[msg("The account is no mint of a token program")]
    NotMint,
    #[msg("SOL is paid as SOL, not as a token")]
    WrappedSol,
    #[msg("The mint has a transfer hook: sending it would run a program of others")]
    TransferHook,
    #[msg("The mint's tokens can't be sent")]
    NonTransferable,
    #[msg("The mint has a permanent delegate, who may take its tokens from anybody")]
    PermanentDelegate,
    #[msg("Accounts of the mint begin frozen")]
    FrozenByDefault,
    #[msg("The mint can be paused as a whole")]
    Pausable,
    #[msg("The mint asks for a permission for each burn")]
    PermissionedBurn,
    #[msg("The mint can keep back fees that nobody can read")]
    ConfidentialFee,
    #[msg("The mint makes and burns amounts that nobody can read")]
    ConfidentialMintBurn,
    #[msg("The mint keeps a fee of each transfer, or somebody may say so")]
    TransferFee,
    #[msg("The mint has an extension that this program does not know")]
    UnknownExtension,
    #[msg("The asset is not the market's for this mint")]
    WrongAsset,
    #[msg("The mint is not the order's, the channel's or the purse's")]
    WrongMint,
    #[msg("The token program is not the one that the mint belongs to")]
    WrongTokenProgram,
    #[msg("The token account is not the one that this is paid from or to")]
    WrongTokenAccount,
    #[msg("The vault is not that of the job, the channel or the purse")]
    WrongVault,
    #[msg("The purse is not the provider's for this mint")]
    WrongPurse,
    #[msg("The offer is not the provider's for this kind of work and this asset")]
    WrongOffer,
    #[msg("This is paid in tokens, and needs the token accounts")]
    TokensMissing,
    #[msg("This is paid in SOL, and token accounts were passed")]
    NotInTokens,
    #[msg("Less arrived than was sent")]
    TokensShort,
    #[msg("The payee's token account can't be credited: frozen, spendable by others, or asking for memos")]
    PayeeBlocked,
    #[msg("The provider has no purse for this mint")]
    NoPurse,
    #[msg("The provider has as many purses as it can have")]
    TooManyPurses,
    #[msg("The purse holds a balance or fees, or jobs name the provider")]
    PurseInUse,
    #[msg("Whoever is owed this leg must sign to name another account")]
    NotOwed,
}

impl RaymentError {
    /// The refusal as Anchor tells it: the code alone. Its name and words are in the IDL; on chain they would be a
    /// twentieth of the program. A function of its own: what it is made of would stand at each place else.
    #[cold]
    #[inline(never)]
    pub fn refusal(self) -> Error {
        ProgramError::Custom(self.into()).into()
    }
}
