// One order, from the quote that somebody offers to what came back of it. Compiled and run with the tests, so that it
// stays right; sending is left to the caller, who has the wallet.
import {
    type Address,
    type Blockhash,
    type GetAccountInfoApi,
    type GetBalanceApi,
    type GetMinimumBalanceForRentExemptionApi,
    type GetMultipleAccountsApi,
    type GetTransactionApi,
    type Instruction,
    type Rpc,
    type Signature,
    type TransactionSigner,
    appendTransactionMessageInstructions,
    bytesEqual,
    createTransactionMessage,
    pipe,
    setTransactionMessageFeePayerSigner,
    setTransactionMessageLifetimeUsingBlockhash,
    signTransactionMessageWithSigners,
} from '@solana/kit';

import {
    JOB_BYTES,
    type Job,
    NO_ADDRESS,
    type OrderJob,
    OrderJobs,
    type Quote,
    type Terms,
    fetchAllMaybeJob,
    fetchEvents,
    fetchMarket,
    fetchMarketParams,
    fetchMaybeOrder,
    findJobPda,
    findOrderPda,
    findParamsPda,
    getOrderDrawInstruction,
    getOrderPayInstruction,
    getOrderReturnInstruction,
    getOrderSize,
    orderPayment,
    readQuote,
    refusalIn,
} from '../src/index.js';

type Node = Rpc<
    GetAccountInfoApi &
        GetBalanceApi &
        GetMinimumBalanceForRentExemptionApi &
        GetMultipleAccountsApi &
        GetTransactionApi
>;

/** What a hub or a seller offers: the quote's bytes, the jobs that it says they are over, and where to pay. */
export type Offered = { quote: Uint8Array; jobs: readonly OrderJob[]; address: Address };

/** What the buyer wants. It is never read from the offer. */
export type Wanted = {
    market: Address;
    wallet: Address;
    /** SHA-256 of the spec's canonical bytes, and how many bytes its files have. */
    spec: Uint8Array;
    bytes: bigint;
    /** The most that all of it, and each unit of work, may cost. */
    total: bigint;
    terms: Terms;
    msPerFrame: bigint;
    /** The time now, and until when jobs must be drawable at least, with time for the last: in unix seconds. */
    now: bigint;
    drawUntil: bigint;
    flags: number;
};

/** An order that was checked. Keep the quote's bytes: without them nobody can draw it, nor return what was paid. */
export type Checked = { order: Address; quote: Quote; jobs: OrderJobs };

/** Takes an offer only where it is what the buyer wants. Once paid, no bit of it can change. */
export async function check(rpc: Node, offered: Offered, wanted: Wanted): Promise<Checked> {
    const quote = readQuote(offered.quote);
    const [order] = await findOrderPda({ quote: offered.quote });
    const jobs = await OrderJobs.of(offered.jobs);
    const { data: market } = await fetchMarket(rpc, wanted.market);
    const [params] = await findParamsPda({ market: wanted.market, version: market.params });
    const { data: version } = await fetchMarketParams(rpc, params);
    const { terms, msPerFrame } = quote.ceilings;
    const names = ['perFrame', 'perSecond', 'perGb', 'minimum'] as const;
    const agrees: Record<string, boolean> = {
        'its address': order === offered.address,
        'the wallet that everything goes back to': quote.client === wanted.wallet,
        'the market': quote.market === wanted.market,
        'the version of the parameters': quote.params === market.params && quote.feeBps === version.values.feeBps,
        'the spec': bytesEqual(quote.spec, wanted.spec) && quote.bytes === wanted.bytes,
        'the asset': quote.mint === NO_ADDRESS,
        'its jobs': jobs.areOf(quote),
        'the total': quote.total <= wanted.total,
        'the ceilings': names.every((name) => terms[name] <= wanted.terms[name]) && msPerFrame <= wanted.msPerFrame,
        'the time to draw': quote.drawUntil >= wanted.drawUntil && quote.expiresAt >= quote.drawUntil,
        'the time jobs stay open': quote.expiresAt <= wanted.now + BigInt(version.values.lifetimeSecs),
        'the flags': quote.flags === wanted.flags,
    };
    const wrong = Object.keys(agrees).filter((name) => !agrees[name]);
    if (wrong.length > 0) throw new Error(`the offer is not what is wanted: ${wrong.join(', ')}`);
    return { order, quote, jobs };
}

/** Lamports that are missing at the order's address, with so many jobs alive at a time. */
export async function missing(rpc: Node, { order, quote }: Checked, alive: number): Promise<bigint> {
    const rentOf = (bytes: number) => rpc.getMinimumBalanceForRentExemption(BigInt(bytes)).send();
    const [ofOrder, ofJob] = await Promise.all([rentOf(getOrderSize()), rentOf(JOB_BYTES)]);
    const { value: held } = await rpc.getBalance(order).send();
    const needed = orderPayment(quote, alive, { order: ofOrder, job: ofJob });
    return needed > held ? needed - held : 0n;
}

/** Pays an order and draws its first job: in one transaction, so that all of it happens or nothing. */
export async function buy(rpc: Node, buyer: TransactionSigner, checked: Checked, alive: number) {
    const lamports = await missing(rpc, checked, alive);
    const pay = getOrderPayInstruction({ payer: buyer, order: checked.order, lamports });
    return [pay, await draw(buyer, checked, 0)];
}

/** Draws the job with this index, which must be the next. Anyone may, for the network fee; the first has the quote. */
export async function draw(drawer: TransactionSigner, { order, quote, jobs }: Checked, index: number) {
    const [params] = await findParamsPda({ market: quote.market, version: quote.params });
    const [job] = await findJobPda({ order, index });
    const first = index === 0 ? quote : null;
    const { market } = quote;
    return getOrderDrawInstruction({ drawer, market, params, order, job, quote: first, jobArg: jobs.draw(index) });
}

/** How far an order is: its jobs that are alive, by index, and the next to draw. `undefined` without an account. */
export async function progress(rpc: Node, order: Address) {
    const account = await fetchMaybeOrder(rpc, order);
    if (!account.exists) return undefined;
    const { head, quote } = account.data.state;
    const indices = Array.from({ length: head.next }, (_, index) => index);
    const addresses = await Promise.all(indices.map(async (index) => (await findJobPda({ order, index }))[0]));
    const alive = new Map<number, Job>();
    // A node gives no more than 100 accounts at a time.
    for (let at = 0; at < addresses.length; at += 100) {
        const jobs = await fetchAllMaybeJob(rpc, addresses.slice(at, at + 100));
        for (const job of jobs) if (job.exists) alive.set(Number(job.data.state.id), job.data);
    }
    return { next: head.next, of: quote.jobs, alive };
}

/**
 * Pays out what an order does not need: to its client, whoever signs. While jobs can still be drawn only the client
 * may, and `cancel` says that none will be. What was paid to an order without an account takes its quote.
 */
export async function giveBack(rpc: Node, signer: TransactionSigner, { order, quote }: Checked, cancel: boolean) {
    const { exists } = await fetchMaybeOrder(rpc, order);
    return getOrderReturnInstruction({
        signer,
        ...(exists ? { order } : { address: order }),
        client: quote.client,
        ...(quote.sponsor === NO_ADDRESS ? {} : { sponsor: quote.sponsor }),
        quote: exists ? null : quote,
        cancel: exists && cancel,
    });
}

type Lifetime = { blockhash: Blockhash; lastValidBlockHeight: bigint };
type Signed = Awaited<ReturnType<typeof signTransactionMessageWithSigners>>;

/** Signs them as one transaction, sends it as the caller does, and says why the program refused where it did. */
export async function send(
    instructions: readonly Instruction[],
    payer: TransactionSigner,
    lifetime: Lifetime,
    deliver: (signed: Signed) => Promise<Signature>,
): Promise<Signature> {
    const message = pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(payer, message),
        (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
        (message) => appendTransactionMessageInstructions(instructions, message),
    );
    const signed = await signTransactionMessageWithSigners(message);
    try {
        return await deliver(signed);
    } catch (error) {
        const refusal = refusalIn(error, message);
        throw refusal ? new Error(`${refusal.message} (${refusal.name})`, { cause: error }) : error;
    }
}

/** What a transaction brought back to its client: of orders that paid out in it. */
export async function returned(rpc: Node, signature: Signature): Promise<Map<Address, bigint>> {
    const events = (await fetchEvents(rpc, signature)) ?? [];
    const payouts = events.flatMap((event) => (event.name === 'OrderReturned' ? [event.data] : []));
    const sums = new Map<Address, bigint>();
    for (const { order, returned } of payouts) sums.set(order, (sums.get(order) ?? 0n) + returned);
    return sums;
}
