// An order before it has an account: its quote, the address that follows from it, and the tree over its jobs. The
// program's README says which bytes are hashed; Codama knows only how values are written.
import {
    type AccountMeta,
    AccountRole,
    type AccountSignerMeta,
    type Address,
    InputError,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ProgramDerivedAddress,
    type ReadonlyUint8Array,
    type TransactionSigner,
    UnreadableError,
    bytesEqual,
    getAddressEncoder,
    getProgramDerivedAddress,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    requiredAccount,
    requiredSigner,
} from './strict.js';
import { sha256, text } from './bytes.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';
import {
    type Chunk,
    type ChunkArgs,
    type Draw,
    type DrawArgs,
    type Quote,
    type QuoteArgs,
    getChunkDecoder,
    getChunkEncoder,
    getQuoteDecoder,
    getQuoteEncoder,
} from './generated/types/index.js';

/** The version of the quotes that this client reads. */
export const QUOTE_VERSION = 1;
/** Bytes of a quote. */
export const QUOTE_BYTES = 298;
/** Jobs of one order, at most. */
export const MAX_JOBS = 10_000;
/** Bytes of a job's account, for its rent; an order's are `getOrderSize()`. */
export const JOB_BYTES = 374;
/**
 * Bits of a quote's `flags`: an acceptance may pay at once, every delivery is owed a check, the rent of the order's
 * token account is the sponsor's.
 */
export const QUOTE_FLAG = { AT_ONCE: 1, CHECK: 2, ACCOUNT_LENT: 4 } as const;
/** All zeros: as a quote's `mint` it is SOL, as its `sponsor` nobody. */
export const NO_ADDRESS = '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;

const SYSTEM_PROGRAM = NO_ADDRESS;
const SYSTEM_TRANSFER = 2;
const [LEAF, NODE] = [new Uint8Array([0]), new Uint8Array([1])];
const [QUOTE_DOMAIN, LEAF_DOMAIN] = [text('rayment:order:1'), text('rayment:order-job:1')];
const HASH_BYTES = 32;
/** Made once, for trees over thousands of jobs. */
const [U32, U64, CHUNK] = [getU32Encoder(), getU64Encoder(), getChunkEncoder()];
const MAX_U64 = (1n << 64n) - 1n;
const MAX_U32 = (1n << 32n) - 1n;

// --- quote and addresses

/**
 * A quote from its bytes.
 *
 * @throws UnreadableError where they are more or fewer, or of another version.
 */
export function readQuote(bytes: ReadonlyUint8Array): Quote {
    if (bytes.length !== QUOTE_BYTES) {
        throw new UnreadableError(`a quote has ${QUOTE_BYTES} bytes, not ${bytes.length}`);
    }
    const quote = getQuoteDecoder().decode(bytes);
    if (quote.version !== QUOTE_VERSION) {
        throw new UnreadableError(`the quote has version ${quote.version}; this client reads ${QUOTE_VERSION}`);
    }
    return quote;
}

/** The hash that an order's address is derived from: of a quote, or of its bytes. */
export async function orderHash(quote: QuoteArgs | ReadonlyUint8Array): Promise<Uint8Array> {
    const bytes = quote instanceof Uint8Array ? quote : getQuoteEncoder().encode(quote as QuoteArgs);
    if (bytes.length !== QUOTE_BYTES) throw new InputError(`a quote has ${QUOTE_BYTES} bytes, not ${bytes.length}`);
    return await sha256(QUOTE_DOMAIN, bytes);
}

/** The address of an order. Whoever pays there buys what the quote says, and nothing else. */
export async function findOrderPda({
    quote,
}: {
    quote: QuoteArgs | ReadonlyUint8Array;
}): Promise<ProgramDerivedAddress> {
    const seeds = ['order', await orderHash(quote)];
    return await getProgramDerivedAddress({ programAddress: RAYMENT_PROGRAM_ADDRESS, seeds });
}

/** The address of an order's job, by its index. */
export async function findJobPda({ order, index }: { order: Address; index: number }): Promise<ProgramDerivedAddress> {
    const seeds = ['job', getAddressEncoder().encode(order), U32.encode(index)];
    return await getProgramDerivedAddress({ programAddress: RAYMENT_PROGRAM_ADDRESS, seeds });
}

/**
 * What a job's account says of its order, in `state.order`: to ask for jobs by. Other orders may begin with the same
 * bytes, and who makes one can choose them: {@link isJobOf} tells.
 */
export function orderTag(order: Address): bigint {
    return getU64Decoder().decode(getAddressEncoder().encode(order));
}

/** Whether a job is this order's, by its address. */
export async function isJobOf(
    job: { readonly address: Address; readonly data: { readonly state: { readonly id: bigint } } },
    order: Address,
): Promise<boolean> {
    const { id } = job.data.state;
    if (id > MAX_U32) return false;
    const [address] = await findJobPda({ order, index: Number(id) });
    return address === job.address;
}

// --- paying

/** Lamports that are needed for a new account of its kind; `vault` is a job's in tokens, by `vaultBytes`. */
export type Rents = { order: bigint; job: bigint; vault?: bigint };

/**
 * Lamports that have to lie at an order's address so that it can be drawn, with so many of its jobs alive at a time.
 * What lies there already counts, and what was too much comes back. An order in tokens takes rent alone: its `total`
 * is paid in base units to the order's associated token account.
 */
export function orderPayment(quote: Pick<Quote, 'jobs' | 'mint' | 'total'>, alive: number, rents: Rents): bigint {
    if (!Number.isInteger(alive) || alive < 1 || alive > quote.jobs) {
        throw new InputError(`of ${quote.jobs} jobs 1 to ${quote.jobs} are alive at a time, not ${alive}`);
    }
    if (quote.mint === NO_ADDRESS) return quote.total + rents.order + BigInt(alive) * rents.job;
    if (rents.vault === undefined) throw new InputError('each job in tokens has a vault, whose rent is missing');
    return rents.order + BigInt(alive) * (rents.job + rents.vault);
}

/** A payment of lamports to an order's address: a plain transfer, as any wallet makes it. */
export function getOrderPayInstruction({
    payer,
    order,
    lamports,
}: {
    payer: TransactionSigner;
    order: Address;
    lamports: number | bigint;
}): Instruction<typeof SYSTEM_PROGRAM> &
    InstructionWithAccounts<[AccountSignerMeta, AccountMeta]> &
    InstructionWithData<ReadonlyUint8Array> {
    requiredSigner('OrderPay', 'payer', { value: payer });
    requiredAccount('OrderPay', 'order', { value: order });
    const amount = U64.encode(lamports);
    return Object.freeze({
        accounts: [
            { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer },
            { address: order, role: AccountRole.WRITABLE },
        ] as [AccountSignerMeta, AccountMeta],
        data: new Uint8Array([...U32.encode(SYSTEM_TRANSFER), ...amount]),
        programAddress: SYSTEM_PROGRAM,
    });
}

// --- the tree over the jobs

/** A job as its order has it: what is rendered, and what it locks. */
export type OrderJob = { chunk: ChunkArgs; deposit: number | bigint };

/** What the tree has for the job with this index. */
export async function jobLeaf(index: number, { chunk, deposit }: OrderJob): Promise<Uint8Array> {
    return await sha256(LEAF, LEAF_DOMAIN, U32.encode(index), CHUNK.encode(chunk), U64.encode(deposit));
}

const nodeOver = (left: ReadonlyUint8Array, right: ReadonlyUint8Array) => sha256(NODE, left, right);

/**
 * Whether this draws the job with this index of a quote: what the program will ask. The path must have exactly the
 * siblings of that place.
 */
export async function isInQuote(quote: Pick<Quote, 'jobs' | 'root'>, index: number, draw: DrawArgs): Promise<boolean> {
    if (!Number.isInteger(index) || index < 0 || index >= quote.jobs) return false;
    if (draw.path.some(({ length }) => length !== HASH_BYTES)) return false;
    let [here, at, width, used] = [await jobLeaf(index, draw), index, quote.jobs, 0];
    while (width > 1) {
        const isAlone = at % 2 === 0 && at + 1 === width;
        if (!isAlone) {
            const sibling = draw.path[used];
            if (!sibling) return false;
            here = await (at % 2 === 0 ? nodeOver(here, sibling) : nodeOver(sibling, here));
            used += 1;
        }
        at = Math.floor(at / 2);
        width = Math.ceil(width / 2);
    }
    return used === draw.path.length && bytesEqual(here, quote.root);
}

/** The jobs of an order, in their order, under their tree. */
export class OrderJobs {
    /** Of each job. */
    readonly leaves: readonly ReadonlyUint8Array[];
    readonly root: ReadonlyUint8Array;
    /** What all of them lock. */
    readonly total: bigint;
    readonly #list: readonly { chunk: Chunk; deposit: bigint }[];
    /** From the leaves up to the root. */
    readonly #rows: readonly (readonly Uint8Array[])[];

    private constructor(list: readonly { chunk: Chunk; deposit: bigint }[], rows: readonly (readonly Uint8Array[])[]) {
        this.#list = list;
        this.#rows = rows;
        this.leaves = rows[0] ?? [];
        this.root = rows.at(-1)?.[0] ?? new Uint8Array();
        this.total = list.reduce((sum, { deposit }) => sum + deposit, 0n);
    }

    /** @throws InputError where they are none or too many, or lock more than 64 bits hold. */
    static async of(jobs: readonly OrderJob[]): Promise<OrderJobs> {
        if (jobs.length < 1 || jobs.length > MAX_JOBS) {
            throw new InputError(`an order has 1 to ${MAX_JOBS} jobs, not ${jobs.length}`);
        }
        let row = await Promise.all(jobs.map((job, index) => jobLeaf(index, job)));
        const rows = [row];
        while (row.length > 1) {
            row = await parentsOf(row);
            rows.push(row);
        }
        // Copies, exact by now: what the caller's become later is not what was hashed.
        const decoder = getChunkDecoder();
        const list = jobs.map(({ chunk, deposit }) => ({
            chunk: decoder.decode(CHUNK.encode(chunk)),
            deposit: BigInt(deposit),
        }));
        const made = new OrderJobs(list, rows);
        if (made.total > MAX_U64) throw new InputError('these jobs lock more than 64 bits hold');
        return made;
    }

    get count(): number {
        return this.#list.length;
    }

    /** Whether a quote is for just these: one leaf that is wrong blocks all jobs after it. */
    areOf(quote: Pick<Quote, 'jobs' | 'root' | 'total'>): boolean {
        return this.count === quote.jobs && this.total === quote.total && bytesEqual(this.root, quote.root);
    }

    /** The siblings of a leaf, up to the root. */
    path(index: number): Uint8Array[] {
        this.#at(index);
        return this.#rows.flatMap((row, level) => row[Math.floor(index / 2 ** level) ^ 1] ?? []);
    }

    /** What draws the job with this index. */
    draw(index: number): Draw {
        const { chunk, deposit } = this.#at(index);
        return { chunk: { ...chunk }, deposit, path: this.path(index) };
    }

    #at(index: number): { chunk: Chunk; deposit: bigint } {
        const job = this.#list[index];
        if (!job) throw new InputError(`the order has no job ${index}: it has ${this.count}`);
        return job;
    }
}

/** The row above; a node over an odd end moves up as it is. */
function parentsOf(row: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const pairs = Array.from({ length: Math.ceil(row.length / 2) }, (_, at) => row.slice(2 * at, 2 * at + 2));
    return Promise.all(pairs.map(async ([left, right]) => (right ? await nodeOver(left!, right) : left!)));
}
