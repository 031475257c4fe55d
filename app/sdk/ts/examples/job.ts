// One job, from reading the market to what became of it. Compiled with the tests, so that it stays right; sending is
// left to the caller, who has the wallet.
import {
    type Address,
    type Blockhash,
    type GetAccountInfoApi,
    type GetMultipleAccountsApi,
    type GetProgramAccountsApi,
    type GetTransactionApi,
    type Rpc,
    type Signature,
    type TransactionSigner,
    appendTransactionMessageInstructions,
    createTransactionMessage,
    pipe,
    setTransactionMessageFeePayerSigner,
    setTransactionMessageLifetimeUsingBlockhash,
    signTransactionMessageWithSigners,
} from '@solana/kit';

import {
    JOB_TABLE,
    type OfferArgs,
    fetchEvents,
    fetchMarket,
    fetchMarketParams,
    fetchMaybeClient,
    findClientPda,
    findJobPda,
    findParamsPda,
    getClientOpenInstructionAsync,
    getJobPostInstruction,
    listAccounts,
    refusalIn,
} from '../src/index.js';

type Node = Rpc<GetAccountInfoApi & GetMultipleAccountsApi & GetProgramAccountsApi & GetTransactionApi>;

/** What the caller has to say about a job; what it expects of the market is read from the market. */
export type Wish = Omit<OfferArgs, 'expect'>;

/** The instructions that post a job, and where it will be. A wallet's first job in a market opens its counter. */
export async function postJob(rpc: Node, market: Address, wallet: TransactionSigner, wish: Wish) {
    const { data: terms } = await fetchMarket(rpc, market);
    const [params] = await findParamsPda({ market, version: terms.params });
    const { data: version } = await fetchMarketParams(rpc, params);
    const [client] = await findClientPda({ market, wallet: wallet.address });
    const counter = await fetchMaybeClient(rpc, client);
    const nextId = counter.exists ? counter.data.nextId : 0n;
    const [job] = await findJobPda({ market, wallet: wallet.address, nextId });
    const offer = { ...wish, expect: { params: terms.params, feeBps: version.values.feeBps } };
    const post = getJobPostInstruction({ wallet, market, params, client, job, offer });
    const open = counter.exists ? [] : [await getClientOpenInstructionAsync({ wallet, market })];
    return { job, instructions: [...open, post] };
}

type Lifetime = { blockhash: Blockhash; lastValidBlockHeight: bigint };
type Sending = Awaited<ReturnType<typeof postJob>>['instructions'];
type Sign = ReturnType<typeof signTransactionMessageWithSigners>;

/** Signs them as one transaction, sends it as the caller does, and says why the program refused where it did. */
export async function send(
    instructions: Sending,
    payer: TransactionSigner,
    lifetime: Lifetime,
    deliver: (signed: Awaited<Sign>) => Promise<Signature>,
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

/** The jobs that a provider holds in a market, and what each may pay at most. */
export async function deposits(rpc: Node, market: Address, provider: Address): Promise<Map<Address, bigint>> {
    const held = new Map<Address, bigint>();
    const where = { 'state.market': market, 'state.phase.claim.provider': provider };
    for await (const page of listAccounts(rpc, JOB_TABLE, where)) {
        for (const { address, data } of page) held.set(address, data.state.deposit);
    }
    return held;
}

/** What was refunded in a transaction, of a job that ended in it. */
export async function refunds(rpc: Node, signature: Signature): Promise<Map<Address, bigint>> {
    const events = (await fetchEvents(rpc, signature)) ?? [];
    const ends = events.flatMap((event) => (event.name === 'JobClosed' ? [event.data] : []));
    return new Map(ends.map(({ job, refund }) => [job, refund]));
}
