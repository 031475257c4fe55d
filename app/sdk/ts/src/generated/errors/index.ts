// Made from programs/idls/rayment.json by `./x client`: do not edit.

/** WrongPhase: The job or channel is not in a phase in which this can be done */
export const RAYMENT_ERROR__WRONG_PHASE = 6000;
/** WrongAttempt: This names another attempt than the job's current one */
export const RAYMENT_ERROR__WRONG_ATTEMPT = 6001;
/** NotJobClient: Only the job's client may do this */
export const RAYMENT_ERROR__NOT_JOB_CLIENT = 6002;
/** NotJobProvider: Only the provider that holds the job may do this */
export const RAYMENT_ERROR__NOT_JOB_PROVIDER = 6003;
/** NotKeeper: Only the market's keeper may do this */
export const RAYMENT_ERROR__NOT_KEEPER = 6004;
/** KeeperIsParty: The keeper is client or provider of this job and cannot judge it */
export const RAYMENT_ERROR__KEEPER_IS_PARTY = 6005;
/** ProviderFailedBefore: This provider failed this job before */
export const RAYMENT_ERROR__PROVIDER_FAILED_BEFORE = 6006;
/** ReservedForAnother: The job is reserved for another provider */
export const RAYMENT_ERROR__RESERVED_FOR_ANOTHER = 6007;
/** NotYetOpenToAll: The job still waits for the keeper's assignment */
export const RAYMENT_ERROR__NOT_YET_OPEN_TO_ALL = 6008;
/** TermsAboveCeiling: A term of the provider is above the client's ceiling */
export const RAYMENT_ERROR__TERMS_ABOVE_CEILING = 6009;
/** DepositTooLow: The worst case of this claim is above the deposit */
export const RAYMENT_ERROR__DEPOSIT_TOO_LOW = 6010;
/** TooLateToClaim: A full delivery window no longer fits before the job expires */
export const RAYMENT_ERROR__TOO_LATE_TO_CLAIM = 6011;
/** DeadlinePassed: The deadline for this has passed */
export const RAYMENT_ERROR__DEADLINE_PASSED = 6012;
/** NotYetDue: The time for this has not come */
export const RAYMENT_ERROR__NOT_YET_DUE = 6013;
/** WrongFrameCount: The delivery has not the frames that the job has */
export const RAYMENT_ERROR__WRONG_FRAME_COUNT = 6014;
/** ChallengeNotReady: The slot that picks the tiles to check lies ahead */
export const RAYMENT_ERROR__CHALLENGE_NOT_READY = 6015;
/** NotSealed: The tiles to check have not been picked yet: seal first */
export const RAYMENT_ERROR__NOT_SEALED = 6016;
/** AlreadySealed: The tiles to check have been picked */
export const RAYMENT_ERROR__ALREADY_SEALED = 6017;
/** TileNotChallenged: The tile of the evidence was not picked for a check */
export const RAYMENT_ERROR__TILE_NOT_CHALLENGED = 6018;
/** PathMismatch: The path does not lead from the leaf to the delivered root */
export const RAYMENT_ERROR__PATH_MISMATCH = 6019;
/** TilesAgree: The checker's tile is the delivered one */
export const RAYMENT_ERROR__TILES_AGREE = 6020;
/** Unchecked: The client has asked for no check */
export const RAYMENT_ERROR__UNCHECKED = 6021;
/** AlreadyCancelled: The job is cancelled */
export const RAYMENT_ERROR__ALREADY_CANCELLED = 6022;
/** SpecNotReported: No provider has reported the spec as broken */
export const RAYMENT_ERROR__SPEC_NOT_REPORTED = 6023;
/** MarketChanged: The market's parameters are not those expected: read them again */
export const RAYMENT_ERROR__MARKET_CHANGED = 6024;
/** NoFrames: A job needs at least one frame, one tile and one millisecond a frame */
export const RAYMENT_ERROR__NO_FRAMES = 6025;
/** ChunkTooLarge: The job has more tiles or a longer time than a job can hold */
export const RAYMENT_ERROR__CHUNK_TOO_LARGE = 6026;
/** NoDeposit: A job needs a deposit */
export const RAYMENT_ERROR__NO_DEPOSIT = 6027;
/** BadExpiry: The job must live long enough for one delivery, and no longer than the market allows */
export const RAYMENT_ERROR__BAD_EXPIRY = 6028;
/** Overflow: An amount or a time leaves its range */
export const RAYMENT_ERROR__OVERFLOW = 6029;
/** NotAuthority: Only the authority may do this */
export const RAYMENT_ERROR__NOT_AUTHORITY = 6030;
/** NotOperator: Only the provider's operator or authority may do this */
export const RAYMENT_ERROR__NOT_OPERATOR = 6031;
/** NotActive: The provider is paused or retired */
export const RAYMENT_ERROR__NOT_ACTIVE = 6032;
/** Retired: The provider has retired */
export const RAYMENT_ERROR__RETIRED = 6033;
/** NoSlots: A provider needs at least one slot */
export const RAYMENT_ERROR__NO_SLOTS = 6034;
/** BalanceTooLow: The balance is smaller than the amount asked for */
export const RAYMENT_ERROR__BALANCE_TOO_LOW = 6035;
/** ParamOutOfRange: A parameter lies outside its range */
export const RAYMENT_ERROR__PARAM_OUT_OF_RANGE = 6036;
/** WrongMarket: This account belongs to another market */
export const RAYMENT_ERROR__WRONG_MARKET = 6037;
/** WrongParams: These are not the parameters that the job was posted under */
export const RAYMENT_ERROR__WRONG_PARAMS = 6038;
/** WrongProvider: This is not the account of the provider that holds the job */
export const RAYMENT_ERROR__WRONG_PROVIDER = 6039;
/** MissingProvider: The account of the provider that holds the job is needed */
export const RAYMENT_ERROR__MISSING_PROVIDER = 6040;
/** WrongPayee: This account is not the one that is paid */
export const RAYMENT_ERROR__WRONG_PAYEE = 6041;
/** PayeeBelowRent: The payee would stay below rent exemption: the amount stays owed */
export const RAYMENT_ERROR__PAYEE_BELOW_RENT = 6042;
/** NotWallet: This account belongs to another wallet */
export const RAYMENT_ERROR__NOT_WALLET = 6043;
/** TermsAboveReserved: A term of the provider is above what the job was reserved at */
export const RAYMENT_ERROR__TERMS_ABOVE_RESERVED = 6044;
/** SpecReported: A provider has reported the spec as broken, and the keeper has time to look */
export const RAYMENT_ERROR__SPEC_REPORTED = 6045;
/** WrongSeed: This is not the seed of the challenge */
export const RAYMENT_ERROR__WRONG_SEED = 6046;
/** NoFreeSlot: The provider works on as many jobs as it has slots */
export const RAYMENT_ERROR__NO_FREE_SLOT = 6047;
/** EarlierLayout: The account has an earlier layout: call account_migrate for it first */
export const RAYMENT_ERROR__EARLIER_LAYOUT = 6048;
/** NotMigratable: This is no account that can be migrated */
export const RAYMENT_ERROR__NOT_MIGRATABLE = 6049;
/** UnknownQuote: The quote has a version or flags that this program does not know */
export const RAYMENT_ERROR__UNKNOWN_QUOTE = 6050;
/** WrongJobCount: An order has 1 to 10,000 jobs, each with a deposit */
export const RAYMENT_ERROR__WRONG_JOB_COUNT = 6051;
/** BadDrawUntil: The time to draw an order's jobs can't end after they expire */
export const RAYMENT_ERROR__BAD_DRAW_UNTIL = 6052;
/** AssetNotListed: The market takes no payment in this asset */
export const RAYMENT_ERROR__ASSET_NOT_LISTED = 6053;
/** MarketPaused: The market is paused: it opens nothing new for the moment */
export const RAYMENT_ERROR__MARKET_PAUSED = 6054;
/** DrawingEnded: The time to draw this order's jobs is over: what is left goes back to its client */
export const RAYMENT_ERROR__DRAWING_ENDED = 6055;
/** NothingToDraw: All jobs of this order are drawn, or its client has cancelled it */
export const RAYMENT_ERROR__NOTHING_TO_DRAW = 6056;
/** NotInQuote: This is not the order's next job: chunk, deposit and path must be those under the quote's root */
export const RAYMENT_ERROR__NOT_IN_QUOTE = 6057;
/** NotPaid: The order is not paid in full: pay the rest to its address, or have it returned */
export const RAYMENT_ERROR__NOT_PAID = 6058;
/** RentMissing: What is at the order's address beside its deposits does not carry the rent of a job */
export const RAYMENT_ERROR__RENT_MISSING = 6059;
/** NotSponsor: Only the sponsor that the quote names may lend to the order */
export const RAYMENT_ERROR__NOT_SPONSOR = 6060;
/** NotOrderClient: Only the order's client may do this */
export const RAYMENT_ERROR__NOT_ORDER_CLIENT = 6061;
/** StillDrawing: Jobs of this order can still be drawn: only its client may take money out */
export const RAYMENT_ERROR__STILL_DRAWING = 6062;
/** QuoteMissing: This order has no account yet: its quote is needed */
export const RAYMENT_ERROR__QUOTE_MISSING = 6063;
/** WrongOrder: This is not the address of the quote */
export const RAYMENT_ERROR__WRONG_ORDER = 6064;
/** WrongJob: This is not the address of the order's next job */
export const RAYMENT_ERROR__WRONG_JOB = 6065;
/** PauseTooLong: A pause lasts 72 hours at the most */
export const RAYMENT_ERROR__PAUSE_TOO_LONG = 6066;
/** PauseNotReady: The market is paused, or was within the last 7 days */
export const RAYMENT_ERROR__PAUSE_NOT_READY = 6067;
/** NotPaused: The market is not paused */
export const RAYMENT_ERROR__NOT_PAUSED = 6068;
/** OneStake: Exactly one account that holds a stake is needed */
export const RAYMENT_ERROR__ONE_STAKE = 6069;
/** NoAmount: Nothing is to be locked or unlocked: give an amount */
export const RAYMENT_ERROR__NO_AMOUNT = 6070;
/** NotLocked: Less is locked than is to be unlocked */
export const RAYMENT_ERROR__NOT_LOCKED = 6071;
/** NothingUnlocking: Nothing is on its way out: unlock first */
export const RAYMENT_ERROR__NOTHING_UNLOCKING = 6072;
/** JobsOpen: The provider has jobs that are not settled: its stake stays until then */
export const RAYMENT_ERROR__JOBS_OPEN = 6073;
/** NothingStaked: There is no stake */
export const RAYMENT_ERROR__NOTHING_STAKED = 6074;
/** StakeTooLow: Less is locked as a stake than is asked for; what is on its way out does not count */
export const RAYMENT_ERROR__STAKE_TOO_LOW = 6075;
/** KeyIsWallet: A guardian signs statements with another key than its wallet's */
export const RAYMENT_ERROR__KEY_IS_WALLET = 6076;
/** Slashed: This guardian was slashed: nothing it signs counts any more */
export const RAYMENT_ERROR__SLASHED = 6077;
/** NotSignedBefore: An Ed25519 instruction with the signatures must stand directly before this one */
export const RAYMENT_ERROR__NOT_SIGNED_BEFORE = 6078;
/** NotStatement: The Ed25519 instruction does not hold statements in the one form that is read */
export const RAYMENT_ERROR__NOT_STATEMENT = 6079;
/** OtherJob: The statement is about another job */
export const RAYMENT_ERROR__OTHER_JOB = 6080;
/** NoSecondCheck: This market asks for no second signatures, so none are taken */
export const RAYMENT_ERROR__NO_SECOND_CHECK = 6081;
/** TooFewGuardians: Fewer guardians have signed than this needs */
export const RAYMENT_ERROR__TOO_FEW_GUARDIANS = 6082;
/** GuardianMissing: As many guardians must be passed as have signed */
export const RAYMENT_ERROR__GUARDIAN_MISSING = 6083;
/** NotGuardianKey: A signature is not by the key of the guardian that is passed for it */
export const RAYMENT_ERROR__NOT_GUARDIAN_KEY = 6084;
/** SameKeyTwice: One key has signed twice */
export const RAYMENT_ERROR__SAME_KEY_TWICE = 6085;
/** GuardianIsParty: The guardian is the job's client, its provider or the market's keeper */
export const RAYMENT_ERROR__GUARDIAN_IS_PARTY = 6086;
/** TwoKeys: The two statements are signed by two keys */
export const RAYMENT_ERROR__TWO_KEYS = 6087;
/** OtherTile: The two statements are not about one tile of one attempt */
export const RAYMENT_ERROR__OTHER_TILE = 6088;
/** PixelsAgree: The two statements name the same pixels: they do not contradict each other */
export const RAYMENT_ERROR__PIXELS_AGREE = 6089;
/** OtherKey: The statements are signed by another key than that of who is to be slashed */
export const RAYMENT_ERROR__OTHER_KEY = 6090;
/** NotPayer: Only the channel's payer may do this; who lent its rent may close it after 7 idle days */
export const RAYMENT_ERROR__NOT_PAYER = 6091;
/** NotChannelProvider: Only the channel's provider may do this */
export const RAYMENT_ERROR__NOT_CHANNEL_PROVIDER = 6092;
/** NotParty: Only the channel's payer or its provider may do this */
export const RAYMENT_ERROR__NOT_PARTY = 6093;
/** NotSigner: This is not the word of the channel's session key, nor its payer's */
export const RAYMENT_ERROR__NOT_SIGNER = 6094;
/** NotOneVoucher: The Ed25519 instruction does not hold exactly one voucher in the one form that is read */
export const RAYMENT_ERROR__NOT_ONE_VOUCHER = 6095;
/** WrongChannel: This is not the address of the channel */
export const RAYMENT_ERROR__WRONG_CHANNEL = 6096;
/** VoucherExpired: The voucher has expired */
export const RAYMENT_ERROR__VOUCHER_EXPIRED = 6097;
/** ProviderGone: The channel's provider has left the market: all that is left goes back to the payer */
export const RAYMENT_ERROR__PROVIDER_GONE = 6098;
/** NothingDue: There is nothing to pay, to end or to close */
export const RAYMENT_ERROR__NOTHING_DUE = 6099;
/** NoSigner: A channel needs a key that signs its vouchers */
export const RAYMENT_ERROR__NO_SIGNER = 6100;
/** UnknownKind: There is no such kind of offer */
export const RAYMENT_ERROR__UNKNOWN_KIND = 6101;
/** BadCloseSecs: A closing channel leaves 900 seconds to 30 days for vouchers */
export const RAYMENT_ERROR__BAD_CLOSE_SECS = 6102;
/** BadChannelExpiry: A channel ends later than now and than before, and within 366 days */
export const RAYMENT_ERROR__BAD_CHANNEL_EXPIRY = 6103;
/** SlotNotRecent: The slot in a channel's address is one of the last 512 that have a hash */
export const RAYMENT_ERROR__SLOT_NOT_RECENT = 6104;
/** RentPayerMissing: The channel closes: the account of who lent its rent is needed */
export const RAYMENT_ERROR__RENT_PAYER_MISSING = 6105;
/** NotMint: The account is no mint of a token program */
export const RAYMENT_ERROR__NOT_MINT = 6106;
/** WrappedSol: SOL is paid as SOL, not as a token */
export const RAYMENT_ERROR__WRAPPED_SOL = 6107;
/** TransferHook: The mint has a transfer hook: sending it would run a program of others */
export const RAYMENT_ERROR__TRANSFER_HOOK = 6108;
/** NonTransferable: The mint's tokens can't be sent */
export const RAYMENT_ERROR__NON_TRANSFERABLE = 6109;
/** PermanentDelegate: The mint has a permanent delegate, who may take its tokens from anybody */
export const RAYMENT_ERROR__PERMANENT_DELEGATE = 6110;
/** FrozenByDefault: Accounts of the mint begin frozen */
export const RAYMENT_ERROR__FROZEN_BY_DEFAULT = 6111;
/** Pausable: The mint can be paused as a whole */
export const RAYMENT_ERROR__PAUSABLE = 6112;
/** PermissionedBurn: The mint asks for a permission for each burn */
export const RAYMENT_ERROR__PERMISSIONED_BURN = 6113;
/** ConfidentialFee: The mint can keep back fees that nobody can read */
export const RAYMENT_ERROR__CONFIDENTIAL_FEE = 6114;
/** ConfidentialMintBurn: The mint makes and burns amounts that nobody can read */
export const RAYMENT_ERROR__CONFIDENTIAL_MINT_BURN = 6115;
/** TransferFee: The mint keeps a fee of each transfer, or somebody may say so */
export const RAYMENT_ERROR__TRANSFER_FEE = 6116;
/** UnknownExtension: The mint has an extension that this program does not know */
export const RAYMENT_ERROR__UNKNOWN_EXTENSION = 6117;
/** WrongAsset: The asset is not the market's for this mint */
export const RAYMENT_ERROR__WRONG_ASSET = 6118;
/** WrongMint: The mint is not the order's, the channel's or the purse's */
export const RAYMENT_ERROR__WRONG_MINT = 6119;
/** WrongTokenProgram: The token program is not the one that the mint belongs to */
export const RAYMENT_ERROR__WRONG_TOKEN_PROGRAM = 6120;
/** WrongTokenAccount: The token account is not the one that this is paid from or to */
export const RAYMENT_ERROR__WRONG_TOKEN_ACCOUNT = 6121;
/** WrongVault: The vault is not that of the job, the channel or the purse */
export const RAYMENT_ERROR__WRONG_VAULT = 6122;
/** WrongPurse: The purse is not the provider's for this mint */
export const RAYMENT_ERROR__WRONG_PURSE = 6123;
/** WrongOffer: The offer is not the provider's for this kind of work and this asset */
export const RAYMENT_ERROR__WRONG_OFFER = 6124;
/** TokensMissing: This is paid in tokens, and needs the token accounts */
export const RAYMENT_ERROR__TOKENS_MISSING = 6125;
/** NotInTokens: This is paid in SOL, and token accounts were passed */
export const RAYMENT_ERROR__NOT_IN_TOKENS = 6126;
/** TokensShort: Less arrived than was sent */
export const RAYMENT_ERROR__TOKENS_SHORT = 6127;
/** PayeeBlocked: The payee's token account can't be credited: frozen, spendable by others, or asking for memos */
export const RAYMENT_ERROR__PAYEE_BLOCKED = 6128;
/** NoPurse: The provider has no purse for this mint */
export const RAYMENT_ERROR__NO_PURSE = 6129;
/** TooManyPurses: The provider has as many purses as it can have */
export const RAYMENT_ERROR__TOO_MANY_PURSES = 6130;
/** PurseInUse: The purse holds a balance or fees, or jobs name the provider */
export const RAYMENT_ERROR__PURSE_IN_USE = 6131;
/** NotOwed: Whoever is owed this leg must sign to name another account */
export const RAYMENT_ERROR__NOT_OWED = 6132;

/** Every error of the program. Codes are never given to another error. */
export const RAYMENT_ERRORS = [
    { code: 6000, name: 'WrongPhase', message: 'The job or channel is not in a phase in which this can be done' },
    { code: 6001, name: 'WrongAttempt', message: "This names another attempt than the job's current one" },
    { code: 6002, name: 'NotJobClient', message: "Only the job's client may do this" },
    { code: 6003, name: 'NotJobProvider', message: 'Only the provider that holds the job may do this' },
    { code: 6004, name: 'NotKeeper', message: "Only the market's keeper may do this" },
    { code: 6005, name: 'KeeperIsParty', message: 'The keeper is client or provider of this job and cannot judge it' },
    { code: 6006, name: 'ProviderFailedBefore', message: 'This provider failed this job before' },
    { code: 6007, name: 'ReservedForAnother', message: 'The job is reserved for another provider' },
    { code: 6008, name: 'NotYetOpenToAll', message: "The job still waits for the keeper's assignment" },
    { code: 6009, name: 'TermsAboveCeiling', message: "A term of the provider is above the client's ceiling" },
    { code: 6010, name: 'DepositTooLow', message: 'The worst case of this claim is above the deposit' },
    { code: 6011, name: 'TooLateToClaim', message: 'A full delivery window no longer fits before the job expires' },
    { code: 6012, name: 'DeadlinePassed', message: 'The deadline for this has passed' },
    { code: 6013, name: 'NotYetDue', message: 'The time for this has not come' },
    { code: 6014, name: 'WrongFrameCount', message: 'The delivery has not the frames that the job has' },
    { code: 6015, name: 'ChallengeNotReady', message: 'The slot that picks the tiles to check lies ahead' },
    { code: 6016, name: 'NotSealed', message: 'The tiles to check have not been picked yet: seal first' },
    { code: 6017, name: 'AlreadySealed', message: 'The tiles to check have been picked' },
    { code: 6018, name: 'TileNotChallenged', message: 'The tile of the evidence was not picked for a check' },
    { code: 6019, name: 'PathMismatch', message: 'The path does not lead from the leaf to the delivered root' },
    { code: 6020, name: 'TilesAgree', message: "The checker's tile is the delivered one" },
    { code: 6021, name: 'Unchecked', message: 'The client has asked for no check' },
    { code: 6022, name: 'AlreadyCancelled', message: 'The job is cancelled' },
    { code: 6023, name: 'SpecNotReported', message: 'No provider has reported the spec as broken' },
    { code: 6024, name: 'MarketChanged', message: "The market's parameters are not those expected: read them again" },
    { code: 6025, name: 'NoFrames', message: 'A job needs at least one frame, one tile and one millisecond a frame' },
    { code: 6026, name: 'ChunkTooLarge', message: 'The job has more tiles or a longer time than a job can hold' },
    { code: 6027, name: 'NoDeposit', message: 'A job needs a deposit' },
    {
        code: 6028,
        name: 'BadExpiry',
        message: 'The job must live long enough for one delivery, and no longer than the market allows',
    },
    { code: 6029, name: 'Overflow', message: 'An amount or a time leaves its range' },
    { code: 6030, name: 'NotAuthority', message: 'Only the authority may do this' },
    { code: 6031, name: 'NotOperator', message: "Only the provider's operator or authority may do this" },
    { code: 6032, name: 'NotActive', message: 'The provider is paused or retired' },
    { code: 6033, name: 'Retired', message: 'The provider has retired' },
    { code: 6034, name: 'NoSlots', message: 'A provider needs at least one slot' },
    { code: 6035, name: 'BalanceTooLow', message: 'The balance is smaller than the amount asked for' },
    { code: 6036, name: 'ParamOutOfRange', message: 'A parameter lies outside its range' },
    { code: 6037, name: 'WrongMarket', message: 'This account belongs to another market' },
    { code: 6038, name: 'WrongParams', message: 'These are not the parameters that the job was posted under' },
    { code: 6039, name: 'WrongProvider', message: 'This is not the account of the provider that holds the job' },
    { code: 6040, name: 'MissingProvider', message: 'The account of the provider that holds the job is needed' },
    { code: 6041, name: 'WrongPayee', message: 'This account is not the one that is paid' },
    { code: 6042, name: 'PayeeBelowRent', message: 'The payee would stay below rent exemption: the amount stays owed' },
    { code: 6043, name: 'NotWallet', message: 'This account belongs to another wallet' },
    { code: 6044, name: 'TermsAboveReserved', message: 'A term of the provider is above what the job was reserved at' },
    {
        code: 6045,
        name: 'SpecReported',
        message: 'A provider has reported the spec as broken, and the keeper has time to look',
    },
    { code: 6046, name: 'WrongSeed', message: 'This is not the seed of the challenge' },
    { code: 6047, name: 'NoFreeSlot', message: 'The provider works on as many jobs as it has slots' },
    {
        code: 6048,
        name: 'EarlierLayout',
        message: 'The account has an earlier layout: call account_migrate for it first',
    },
    { code: 6049, name: 'NotMigratable', message: 'This is no account that can be migrated' },
    { code: 6050, name: 'UnknownQuote', message: 'The quote has a version or flags that this program does not know' },
    { code: 6051, name: 'WrongJobCount', message: 'An order has 1 to 10,000 jobs, each with a deposit' },
    { code: 6052, name: 'BadDrawUntil', message: "The time to draw an order's jobs can't end after they expire" },
    { code: 6053, name: 'AssetNotListed', message: 'The market takes no payment in this asset' },
    { code: 6054, name: 'MarketPaused', message: 'The market is paused: it opens nothing new for the moment' },
    {
        code: 6055,
        name: 'DrawingEnded',
        message: "The time to draw this order's jobs is over: what is left goes back to its client",
    },
    { code: 6056, name: 'NothingToDraw', message: 'All jobs of this order are drawn, or its client has cancelled it' },
    {
        code: 6057,
        name: 'NotInQuote',
        message: "This is not the order's next job: chunk, deposit and path must be those under the quote's root",
    },
    {
        code: 6058,
        name: 'NotPaid',
        message: 'The order is not paid in full: pay the rest to its address, or have it returned',
    },
    {
        code: 6059,
        name: 'RentMissing',
        message: "What is at the order's address beside its deposits does not carry the rent of a job",
    },
    { code: 6060, name: 'NotSponsor', message: 'Only the sponsor that the quote names may lend to the order' },
    { code: 6061, name: 'NotOrderClient', message: "Only the order's client may do this" },
    {
        code: 6062,
        name: 'StillDrawing',
        message: 'Jobs of this order can still be drawn: only its client may take money out',
    },
    { code: 6063, name: 'QuoteMissing', message: 'This order has no account yet: its quote is needed' },
    { code: 6064, name: 'WrongOrder', message: 'This is not the address of the quote' },
    { code: 6065, name: 'WrongJob', message: "This is not the address of the order's next job" },
    { code: 6066, name: 'PauseTooLong', message: 'A pause lasts 72 hours at the most' },
    { code: 6067, name: 'PauseNotReady', message: 'The market is paused, or was within the last 7 days' },
    { code: 6068, name: 'NotPaused', message: 'The market is not paused' },
    { code: 6069, name: 'OneStake', message: 'Exactly one account that holds a stake is needed' },
    { code: 6070, name: 'NoAmount', message: 'Nothing is to be locked or unlocked: give an amount' },
    { code: 6071, name: 'NotLocked', message: 'Less is locked than is to be unlocked' },
    { code: 6072, name: 'NothingUnlocking', message: 'Nothing is on its way out: unlock first' },
    { code: 6073, name: 'JobsOpen', message: 'The provider has jobs that are not settled: its stake stays until then' },
    { code: 6074, name: 'NothingStaked', message: 'There is no stake' },
    {
        code: 6075,
        name: 'StakeTooLow',
        message: 'Less is locked as a stake than is asked for; what is on its way out does not count',
    },
    { code: 6076, name: 'KeyIsWallet', message: "A guardian signs statements with another key than its wallet's" },
    { code: 6077, name: 'Slashed', message: 'This guardian was slashed: nothing it signs counts any more' },
    {
        code: 6078,
        name: 'NotSignedBefore',
        message: 'An Ed25519 instruction with the signatures must stand directly before this one',
    },
    {
        code: 6079,
        name: 'NotStatement',
        message: 'The Ed25519 instruction does not hold statements in the one form that is read',
    },
    { code: 6080, name: 'OtherJob', message: 'The statement is about another job' },
    { code: 6081, name: 'NoSecondCheck', message: 'This market asks for no second signatures, so none are taken' },
    { code: 6082, name: 'TooFewGuardians', message: 'Fewer guardians have signed than this needs' },
    { code: 6083, name: 'GuardianMissing', message: 'As many guardians must be passed as have signed' },
    {
        code: 6084,
        name: 'NotGuardianKey',
        message: 'A signature is not by the key of the guardian that is passed for it',
    },
    { code: 6085, name: 'SameKeyTwice', message: 'One key has signed twice' },
    {
        code: 6086,
        name: 'GuardianIsParty',
        message: "The guardian is the job's client, its provider or the market's keeper",
    },
    { code: 6087, name: 'TwoKeys', message: 'The two statements are signed by two keys' },
    { code: 6088, name: 'OtherTile', message: 'The two statements are not about one tile of one attempt' },
    {
        code: 6089,
        name: 'PixelsAgree',
        message: 'The two statements name the same pixels: they do not contradict each other',
    },
    {
        code: 6090,
        name: 'OtherKey',
        message: 'The statements are signed by another key than that of who is to be slashed',
    },
    {
        code: 6091,
        name: 'NotPayer',
        message: "Only the channel's payer may do this; who lent its rent may close it after 7 idle days",
    },
    { code: 6092, name: 'NotChannelProvider', message: "Only the channel's provider may do this" },
    { code: 6093, name: 'NotParty', message: "Only the channel's payer or its provider may do this" },
    { code: 6094, name: 'NotSigner', message: "This is not the word of the channel's session key, nor its payer's" },
    {
        code: 6095,
        name: 'NotOneVoucher',
        message: 'The Ed25519 instruction does not hold exactly one voucher in the one form that is read',
    },
    { code: 6096, name: 'WrongChannel', message: 'This is not the address of the channel' },
    { code: 6097, name: 'VoucherExpired', message: 'The voucher has expired' },
    {
        code: 6098,
        name: 'ProviderGone',
        message: "The channel's provider has left the market: all that is left goes back to the payer",
    },
    { code: 6099, name: 'NothingDue', message: 'There is nothing to pay, to end or to close' },
    { code: 6100, name: 'NoSigner', message: 'A channel needs a key that signs its vouchers' },
    { code: 6101, name: 'UnknownKind', message: 'There is no such kind of offer' },
    { code: 6102, name: 'BadCloseSecs', message: 'A closing channel leaves 900 seconds to 30 days for vouchers' },
    {
        code: 6103,
        name: 'BadChannelExpiry',
        message: 'A channel ends later than now and than before, and within 366 days',
    },
    {
        code: 6104,
        name: 'SlotNotRecent',
        message: "The slot in a channel's address is one of the last 512 that have a hash",
    },
    { code: 6105, name: 'RentPayerMissing', message: 'The channel closes: the account of who lent its rent is needed' },
    { code: 6106, name: 'NotMint', message: 'The account is no mint of a token program' },
    { code: 6107, name: 'WrappedSol', message: 'SOL is paid as SOL, not as a token' },
    {
        code: 6108,
        name: 'TransferHook',
        message: 'The mint has a transfer hook: sending it would run a program of others',
    },
    { code: 6109, name: 'NonTransferable', message: "The mint's tokens can't be sent" },
    {
        code: 6110,
        name: 'PermanentDelegate',
        message: 'The mint has a permanent delegate, who may take its tokens from anybody',
    },
    { code: 6111, name: 'FrozenByDefault', message: 'Accounts of the mint begin frozen' },
    { code: 6112, name: 'Pausable', message: 'The mint can be paused as a whole' },
    { code: 6113, name: 'PermissionedBurn', message: 'The mint asks for a permission for each burn' },
    { code: 6114, name: 'ConfidentialFee', message: 'The mint can keep back fees that nobody can read' },
    { code: 6115, name: 'ConfidentialMintBurn', message: 'The mint makes and burns amounts that nobody can read' },
    { code: 6116, name: 'TransferFee', message: 'The mint keeps a fee of each transfer, or somebody may say so' },
    { code: 6117, name: 'UnknownExtension', message: 'The mint has an extension that this program does not know' },
    { code: 6118, name: 'WrongAsset', message: "The asset is not the market's for this mint" },
    { code: 6119, name: 'WrongMint', message: "The mint is not the order's, the channel's or the purse's" },
    { code: 6120, name: 'WrongTokenProgram', message: 'The token program is not the one that the mint belongs to' },
    { code: 6121, name: 'WrongTokenAccount', message: 'The token account is not the one that this is paid from or to' },
    { code: 6122, name: 'WrongVault', message: 'The vault is not that of the job, the channel or the purse' },
    { code: 6123, name: 'WrongPurse', message: "The purse is not the provider's for this mint" },
    { code: 6124, name: 'WrongOffer', message: "The offer is not the provider's for this kind of work and this asset" },
    { code: 6125, name: 'TokensMissing', message: 'This is paid in tokens, and needs the token accounts' },
    { code: 6126, name: 'NotInTokens', message: 'This is paid in SOL, and token accounts were passed' },
    { code: 6127, name: 'TokensShort', message: 'Less arrived than was sent' },
    {
        code: 6128,
        name: 'PayeeBlocked',
        message: "The payee's token account can't be credited: frozen, spendable by others, or asking for memos",
    },
    { code: 6129, name: 'NoPurse', message: 'The provider has no purse for this mint' },
    { code: 6130, name: 'TooManyPurses', message: 'The provider has as many purses as it can have' },
    { code: 6131, name: 'PurseInUse', message: 'The purse holds a balance or fees, or jobs name the provider' },
    { code: 6132, name: 'NotOwed', message: 'Whoever is owed this leg must sign to name another account' },
] as const;

/** The code of an error of the program. */
export type RaymentErrorCode = (typeof RAYMENT_ERRORS)[number]['code'];

/** The name of an error of the program. */
export type RaymentErrorName = (typeof RAYMENT_ERRORS)[number]['name'];
