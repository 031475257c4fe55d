// The example, from the offer to what came back, with a node in memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type Blockhash,
    type Signature,
    createNoopSigner,
    generateKeyPairSigner,
    getAddressDecoder,
    getSolanaErrorFromTransactionError,
    getTransactionSize,
} from '@solana/kit';

import { type Checked, type Offered, type Wanted } from '../examples/order.js';
import * as example from '../examples/order.js';
import * as sdk from '../src/index.js';
import { bytes, golden } from './golden.js';

type Rpc = Parameters<typeof example.buy>[0];

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.order;
const order = told.address as Address;
const buyer = createNoopSigner(key(11));
const RENTS: Record<number, bigint> = { 396: 3_647_040n, 374: 3_493_920n };
const LIFETIME = { blockhash: key(9) as string as Blockhash, lastValidBlockHeight: 1n };

/** A node with these accounts, and so many lamports at each address. */
function node(accounts: Map<Address, Uint8Array>, held = 0n): Rpc {
    const spelt = (address: Address) => {
        const data = accounts.get(address);
        const encoded = [Buffer.from(data ?? []).toString('base64'), 'base64'];
        const owner = sdk.RAYMENT_PROGRAM_ADDRESS;
        return data ? { data: encoded, executable: false, lamports: 1n, owner, space: BigInt(data.length) } : null;
    };
    const sent = (value: unknown) => ({ send: async () => value });
    const answers = {
        getAccountInfo: (address: Address) => sent({ value: spelt(address) }),
        getBalance: () => sent({ value: held }),
        getMinimumBalanceForRentExemption: (size: bigint) => sent(RENTS[Number(size)]),
        getMultipleAccounts: (addresses: Address[]) => sent({ value: addresses.map(spelt) }),
    };
    return answers as unknown as Rpc;
}

const data = (name: string) => bytes(golden.accounts.find((each) => each.name === name)?.data ?? '');

/** Market and parameters of the golden quote. */
async function market(): Promise<Map<Address, Uint8Array>> {
    const [params] = await sdk.findParamsPda({ market: key(1), version: 258 });
    return new Map([
        [key(1), data('Market')],
        [params, data('MarketParams')],
    ]);
}

const offered = (): Offered => ({
    quote: bytes(told.data),
    jobs: told.jobs.map(({ chunk, deposit }) => ({ chunk, deposit: BigInt(deposit) })),
    address: order,
});

function wanted(): Wanted {
    const { spec, bytes: size, total, ceilings, drawUntil, expiresAt, flags } = sdk.readQuote(bytes(told.data));
    const { terms, msPerFrame } = ceilings;
    return {
        market: key(1),
        wallet: buyer.address,
        spec: spec as Uint8Array,
        bytes: size,
        total,
        terms,
        msPerFrame,
        now: expiresAt - 7n * 86_400n,
        drawUntil,
        flags,
    };
}

test('an offer is taken where it is what is wanted', async () => {
    const checked = await example.check(node(await market()), offered(), wanted());
    assert.deepEqual([checked.order, checked.jobs.count], [order, 5]);
});

test('an offer of anything else is not, and it is said why', async () => {
    const rpc = node(await market());
    const want = wanted();
    const cases: [RegExp, Partial<Offered>, Partial<Wanted>][] = [
        [/its address/, { address: key(7) }, {}],
        [/its jobs/, { jobs: offered().jobs.slice(1) }, {}],
        [/its jobs/, { jobs: [...offered().jobs].reverse() }, {}],
        [/everything goes back to/, {}, { wallet: key(12) }],
        [/the spec/, {}, { spec: new Uint8Array(32) }],
        [/the spec/, {}, { bytes: 1n }],
        [/the total/, {}, { total: want.total - 1n }],
        [/the ceilings/, {}, { terms: { ...want.terms, perGb: 0n } }],
        [/the ceilings/, {}, { msPerFrame: want.msPerFrame - 1n }],
        [/the time to draw/, {}, { drawUntil: want.drawUntil + 1n }],
        [/the time jobs stay open/, {}, { now: want.now - 1n }],
        [/the flags/, {}, { flags: 0 }],
    ];
    for (const [said, offer, wish] of cases) {
        await assert.rejects(example.check(rpc, { ...offered(), ...offer }, { ...want, ...wish }), said);
    }
    const changed = await market();
    const later = data('Market');
    later[140] = 3;
    changed.set(key(1), later);
    const [next] = await sdk.findParamsPda({ market: key(1), version: 259 });
    changed.set(next, data('MarketParams'));
    await assert.rejects(example.check(node(changed), offered(), want), /the version of the parameters/);
});

test('paying and drawing the first job are one transaction, and what is there already counts', async () => {
    const rpc = node(await market(), 100n);
    const checked = await example.check(rpc, offered(), wanted());
    const [pay, draw] = await example.buy(rpc, buyer, checked, 2);
    const lamports = checked.quote.total + 3_647_040n + 2n * 3_493_920n - 100n;
    assert.deepEqual(pay, sdk.getOrderPayInstruction({ payer: buyer, order, lamports }));
    const { accounts, data } = sdk.parseOrderDrawInstruction(
        draw as Parameters<typeof sdk.parseOrderDrawInstruction>[0],
    );
    assert.deepEqual([accounts.order.address, accounts.job?.address], [order, told.jobs[0]?.address]);
    assert.ok(data.quote.__option === 'Some' && data.jobArg.__option === 'Some');
    assert.equal(await example.missing(node(new Map(), 1n << 63n), checked, 2), 0n);
    const second = await example.draw(buyer, checked, 1);
    assert.equal(sdk.getOrderDrawInstructionDataDecoder().decode(second.data).quote.__option, 'None');
});

/** The largest order there is, paid and drawn from by its client. */
async function largest(): Promise<Checked> {
    const [job] = offered().jobs;
    const all = Array.from({ length: sdk.MAX_JOBS }, () => ({ ...job, deposit: 1n }) as sdk.OrderJob);
    const jobs = await sdk.OrderJobs.of(all);
    const quote = { ...sdk.readQuote(bytes(told.data)), jobs: jobs.count, root: jobs.root, total: jobs.total };
    const [address] = await sdk.findOrderPda({ quote });
    return { order: address, quote, jobs };
}

test('the largest order fits one transaction', async () => {
    const payer = await generateKeyPairSigner();
    const instructions = await example.buy(node(new Map()), payer, await largest(), 64);
    let size = 0;
    await example.send(instructions, payer, LIFETIME, async (signed) => {
        size = getTransactionSize(signed);
        return 'sent' as Signature;
    });
    assert.ok(size > 1_000 && size <= 1_232, `${size} bytes`);
});

test('jobs of an order are found by their addresses, in their order', async () => {
    const accounts = new Map([[order, data('Order')]]);
    const job = sdk.getJobDecoder().decode(data('Job'));
    for (const index of [0, 2]) {
        const state = { ...job.state, id: BigInt(index) };
        accounts.set(told.jobs[index]?.address as Address, sdk.getJobEncoder().encode({ ...job, state }) as Uint8Array);
    }
    const found = await example.progress(node(accounts), order);
    assert.deepEqual([found?.next, found?.of, [...(found?.alive.keys() ?? [])]], [3, 5, [0, 2]]);
    assert.equal(await example.progress(node(new Map()), order), undefined);
});

test('what is left is returned, also where the order has no account', async () => {
    const { quote, ...checked } = await example.check(node(await market()), offered(), wanted());
    const written = await example.giveBack(node(new Map([[order, data('Order')]])), buyer, { ...checked, quote }, true);
    const [of, args] = [sdk.parseOrderReturnInstruction(written).accounts, written.data];
    assert.deepEqual([of.order?.address, of.address, of.sponsor?.address], [order, undefined, quote.sponsor]);
    const { quote: none, cancel } = sdk.getOrderReturnInstructionDataDecoder().decode(args);
    assert.deepEqual([none.__option, cancel], ['None', true]);
    const alone = { ...quote, sponsor: sdk.NO_ADDRESS };
    const unwritten = await example.giveBack(node(new Map()), buyer, { ...checked, quote: alone }, true);
    const parsed = sdk.parseOrderReturnInstruction(unwritten);
    assert.deepEqual([parsed.accounts.order, parsed.accounts.address?.address], [undefined, order]);
    assert.deepEqual([parsed.accounts.sponsor, parsed.data.cancel], [undefined, false]);
    assert.ok(parsed.data.quote.__option === 'Some');
});

test('a refusal is said in words', async () => {
    const refused = getSolanaErrorFromTransactionError({ InstructionError: [1, { Custom: 6058 }] });
    const rpc = node(await market());
    const payer = await generateKeyPairSigner();
    const instructions = await example.buy(rpc, payer, await example.check(rpc, offered(), wanted()), 1);
    const sending = example.send(instructions, payer, LIFETIME, () => Promise.reject(refused));
    await assert.rejects(sending, /The order is not paid in full.*\(NotPaid\)/);
});
