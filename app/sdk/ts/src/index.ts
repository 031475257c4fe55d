/**
 * Rayment's program from TypeScript: instructions to build, accounts to read and list, events and errors to
 * understand, addresses to derive, tokens to pay with, vouchers and statements to sign. What is in `generated/` is
 * made from the program's IDL.
 *
 * It must never know a price, a deadline or a rule: those are the program's. It keeps no key and sends nothing.
 */
export * from './generated/index.js';
export { type ListConfig, type Where, allAccounts, findAddresses, listAccounts } from './accounts.js';
export {
    CHANNEL_FLAG,
    type ChannelPayment,
    OFFER_KIND,
    type RecentSlot,
    VOUCHER_BYTES,
    type Voucher,
    type VoucherArgs,
    channelSeed,
    channelTokens,
    encodeVoucher,
    fetchRecentSlot,
    findChannelPda,
    getVoucherInstruction,
    getVoucherRedeemInstructions,
    readVoucher,
    signVoucher,
    verifyVoucher,
} from './channel.js';
export { type Refusal, type SentMessage, errorByCode, refusalIn } from './errors.js';
export {
    STATEMENT_BYTES,
    type SignedStatement,
    type Statement,
    encodeStatement,
    getContradictionInstruction,
    getStatementInstruction,
    readStatement,
    signStatement,
    verifyStatement,
} from './guardian.js';
export {
    JOB_BYTES,
    MAX_JOBS,
    NO_ADDRESS,
    type OrderJob,
    OrderJobs,
    QUOTE_BYTES,
    QUOTE_FLAG,
    QUOTE_VERSION,
    type Rents,
    findJobPda,
    findOrderPda,
    getOrderPayInstruction,
    isInQuote,
    isJobOf,
    jobLeaf,
    orderHash,
    orderPayment,
    orderTag,
    readQuote,
} from './order.js';
export {
    ED25519_PROGRAM_ADDRESS,
    type Ed25519Instruction,
    INSTRUCTIONS_SYSVAR_ADDRESS,
    type KeySignature,
} from './signatures.js';
export {
    ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    type OfferOf,
    TOKEN_2022_PROGRAM_ADDRESS,
    TOKEN_PROGRAM_ADDRESS,
    type Token,
    drawTokens,
    escrowTokens,
    fetchToken,
    findAssociatedTokenPda,
    findOfferPda,
    findVaultPda,
    getTokenAccountInstruction,
    getTokenPayInstruction,
    openTokens,
    returnTokens,
    tokenOf,
    vaultBytes,
} from './token.js';
export { type AccountTable, InputError, type Place, type Places, UnreadableError } from './strict.js';
export {
    type CalledInstruction,
    type ReadTransaction,
    eventFromCall,
    eventsFromLogs,
    eventsOf,
    fetchEvents,
} from './transactions.js';
