/**
 * Rayment's program from TypeScript: instructions to build, accounts to read and list, events and errors to
 * understand, addresses to derive. What is in `generated/` is made from the program's IDL.
 *
 * It must never know a price, a deadline or a rule: those are the program's. It holds no key and sends nothing.
 */
export * from './generated/index.js';
export { type ListConfig, type Where, allAccounts, findAddresses, listAccounts } from './accounts.js';
export { type Refusal, type SentMessage, errorByCode, refusalIn } from './errors.js';
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
export { type AccountTable, InputError, type Place, type Places, UnreadableError } from './strict.js';
export {
    type CalledInstruction,
    type ReadTransaction,
    eventFromCall,
    eventsFromLogs,
    eventsOf,
    fetchEvents,
} from './transactions.js';
