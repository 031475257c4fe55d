// Lists of accounts, from a node in memory that answers as a real one does.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type GetMultipleAccountsApi,
    type GetProgramAccountsApi,
    type Rpc,
    createSolanaRpcFromTransport,
    getAddressDecoder,
    getBase58Encoder,
} from '@solana/kit';

import * as sdk from '../src/index.js';
import { InputError } from '../src/index.js';
import { filtersOf } from '../src/accounts.js';
import { bytes, golden } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const [MARKET, CLIENT, HOLDER] = [key(1), key(11), key(6)];

type Stored = { data: Uint8Array; owner: string };
type Filter = { memcmp: { bytes: string; offset: number | bigint } };
type Asked = { method: string; params: [unknown, { filters?: Filter[]; dataSlice?: { length: number } }] };

/** A node with these accounts. What it holds can be changed between two requests. */
class Node {
    readonly asked: Asked[] = [];
    readonly accounts = new Map<string, Stored>();
    readonly rpc = createSolanaRpcFromTransport(async <T>({ payload }: { payload: unknown }): Promise<T> => {
        this.asked.push(payload as Asked);
        return { jsonrpc: '2.0', id: 0, result: this.#answer(payload as Asked) } as T;
    }) as unknown as Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>;

    put(address: string, data: Uint8Array, owner: string = sdk.RAYMENT_PROGRAM_ADDRESS): void {
        this.accounts.set(address, { data, owner });
    }

    #answer({ method, params: [subject, { filters = [] }] }: Asked): unknown {
        if (method === 'getProgramAccounts') {
            const found = [...this.accounts].filter(
                ([, { data, owner }]) => owner === subject && matches(data, filters),
            );
            return found.map(([pubkey, { owner }]) => ({ pubkey, account: spelt({ data: new Uint8Array(), owner }) }));
        }
        assert.equal(method, 'getMultipleAccounts');
        const found = (subject as string[]).map((address) => this.accounts.get(address));
        return { context: { slot: 1 }, value: found.map((stored) => (stored ? spelt(stored) : null)) };
    }
}

function matches(data: Uint8Array, filters: Filter[]): boolean {
    return filters.every(({ memcmp }) => {
        const wanted = getBase58Encoder().encode(memcmp.bytes);
        return wanted.every((byte, at) => data[Number(memcmp.offset) + at] === byte);
    });
}

function spelt({ data, owner }: Stored): object {
    const encoded = [Buffer.from(data).toString('base64'), 'base64'];
    return { data: encoded, executable: false, lamports: 1, owner, space: data.length };
}

/** The golden accounts of a kind. */
const of = (name: string) => golden.accounts.filter((each) => each.name === name).map(({ data }) => bytes(data));
const phases = (found: { data: sdk.Job }[]) => found.map(({ data }) => data.state.phase.__kind);

/** What all golden jobs say of their order. */
const TAG = sdk.getJobDecoder().decode(of('Job')[0] as Uint8Array).state.order;

/** All golden accounts, in order of address, and one with the bytes of a job that another program owns. */
function market(): Node {
    const node = new Node();
    for (const [at, { data }] of golden.accounts.entries()) node.put(key(100 + at), bytes(data));
    node.put(key(99), of('Job')[0] as Uint8Array, key(8));
    return node;
}

test('jobs of a market, of a client, and in a phase', async () => {
    const { rpc } = market();
    const all = ['Open', 'Open', 'Claimed', 'Running', 'Delivered', 'Accepted', 'Disputed', 'Owed'];
    assert.deepEqual(phases(await sdk.allAccounts(rpc, sdk.JOB_TABLE)).sort(), [...all].sort());
    const ours = { 'state.market': MARKET, 'state.client': CLIENT, 'state.order': TAG };
    assert.equal((await sdk.allAccounts(rpc, sdk.JOB_TABLE, ours)).length, all.length);
    assert.deepEqual(await sdk.allAccounts(rpc, sdk.JOB_TABLE, { 'state.client': MARKET }), []);
    const delivered = await sdk.allAccounts(rpc, sdk.JOB_TABLE, { ...ours, 'state.phase': 'Delivered' });
    assert.deepEqual(phases(delivered), ['Delivered']);
});

test('jobs that a provider holds: none that only has the same bytes there', async () => {
    const node = market();
    const [open] = of('Job');
    // An open job whose time and reservation spell the holder's key.
    const trap = (open as Uint8Array).slice();
    trap.set(new Uint8Array(32).fill(6), 224);
    trap[224 + 8] = 1;
    node.put(key(98), trap);
    const where = { 'state.market': MARKET, 'state.phase.claim.provider': HOLDER };
    const held = await sdk.allAccounts(node.rpc, sdk.JOB_TABLE, where);
    assert.deepEqual(phases(held).sort(), ['Accepted', 'Claimed', 'Delivered', 'Disputed', 'Running']);
});

test('providers of a market, its parameters, and orders of a client', async () => {
    const { rpc } = market();
    const [provider] = await sdk.allAccounts(rpc, sdk.PROVIDER_TABLE, { 'state.market': MARKET });
    assert.equal(provider?.data.state.authority, HOLDER);
    const active = { 'state.market': MARKET, 'state.status': sdk.Status.Active };
    assert.equal((await sdk.allAccounts(rpc, sdk.PROVIDER_TABLE, active)).length, 1);
    const paused = { ...active, 'state.status': sdk.Status.Paused };
    assert.equal((await sdk.allAccounts(rpc, sdk.PROVIDER_TABLE, paused)).length, 0);
    const [params] = await sdk.allAccounts(rpc, sdk.MARKET_PARAMS_TABLE, { market: MARKET, version: 258 });
    assert.equal(params?.data.values.feeBps, 500);
    const where = { 'state.quote.market': MARKET, 'state.quote.client': CLIENT };
    const [order] = await sdk.allAccounts(rpc, sdk.ORDER_TABLE, where);
    assert.equal(order?.data.state.head.drawn, (1n << 59n) + 1n);
    assert.deepEqual(await sdk.allAccounts(rpc, sdk.ORDER_TABLE, { ...where, 'state.head.next': 4 }), []);
});

test('clients, guardians and channels by whose they are', async () => {
    const { rpc } = market();
    const client = { 'state.market': MARKET, 'state.wallet': key(35) };
    assert.equal((await sdk.allAccounts(rpc, sdk.CLIENT_TABLE, client)).length, 1);
    const [guardian] = await sdk.allAccounts(rpc, sdk.GUARDIAN_TABLE, { 'state.market': MARKET });
    assert.equal(guardian?.data.state.wallet, key(53));
    const channel = { 'state.payer': key(31), 'state.rentPayer': key(33) };
    const phase = { 'state.phase': sdk.ChannelPhase.Closing };
    const [found] = await sdk.allAccounts(rpc, sdk.CHANNEL_TABLE, { ...channel, ...phase });
    assert.equal(found?.data.state.signer, golden.channel.session.address);
    const running = { 'state.phase': sdk.ChannelPhase.Running };
    assert.deepEqual(await sdk.allAccounts(rpc, sdk.CHANNEL_TABLE, { ...channel, ...running }), []);
    assert.deepEqual(await sdk.allAccounts(rpc, sdk.CHANNEL_TABLE, { 'state.payer': key(33) }), []);
});

test('pages are as long as was asked for, and what was closed or changed meanwhile is left out', async () => {
    const node = market();
    const pages = sdk.listAccounts(node.rpc, sdk.JOB_TABLE, { 'state.market': MARKET }, { pageSize: 3 });
    const first = await pages.next();
    assert.equal(first.value?.length, 3);
    const rest = [...node.accounts.keys()].filter((address) => !first.value?.some((seen) => seen.address === address));
    const isOurs = ({ data, owner }: Stored) => data[0] === 75 && owner === sdk.RAYMENT_PROGRAM_ADDRESS;
    const [closed, sold, changed] = rest.filter((address) => isOurs(node.accounts.get(address) as Stored));
    node.accounts.delete(closed as string);
    node.put(sold as string, of('Job')[0] as Uint8Array, '11111111111111111111111111111111');
    const other = (of('Job')[1] as Uint8Array).slice();
    other[10] = 77;
    node.put(changed as string, other);
    const left = [];
    for await (const page of pages) left.push(...page);
    assert.ok(left.length === 2 && left.every(({ address }) => ![closed, sold, changed].includes(address)));
    // No account is read before its page is asked for, and the list itself comes without data.
    assert.equal(node.asked[0]?.params[1].dataSlice?.length, 0);
    assert.deepEqual(node.asked.map(({ method }) => method).slice(0, 2), ['getProgramAccounts', 'getMultipleAccounts']);
});

test('accounts of another layout are not listed', async () => {
    const node = market();
    const earlier = (of('Provider')[0] as Uint8Array).slice();
    earlier[8] = 1;
    node.put(key(97), earlier);
    assert.equal((await sdk.allAccounts(node.rpc, sdk.PROVIDER_TABLE)).length, 1);
});

test('fields that touch are compared in one piece, and a node is not asked for more than it takes', () => {
    const parts = filtersOf(sdk.JOB_TABLE, { 'state.client': CLIENT, 'state.market': MARKET });
    assert.deepEqual(
        parts.map(({ offset, bytes }) => [offset, bytes.length]),
        [
            [0, 9],
            [10, 64],
        ],
    );
    const many = { 'state.market': MARKET, 'state.order': 1, 'state.bytes': 1, 'state.expiresAt': 1 };
    assert.throws(() => filtersOf(sdk.JOB_TABLE, many), InputError);
});

test('what is no field, no value of it, or no page is refused', async () => {
    const { rpc } = market();
    const nowhere = { 'state.color': 1 } as object;
    await assert.rejects(sdk.allAccounts(rpc, sdk.JOB_TABLE, nowhere), /no field 'state.color'/);
    await assert.rejects(sdk.allAccounts(rpc, sdk.JOB_TABLE, { 'state.order': 2 ** 60 }), InputError);
    await assert.rejects(sdk.allAccounts(rpc, sdk.JOB_TABLE, { 'state.spec': new Uint8Array(31) }), InputError);
    await assert.rejects(sdk.allAccounts(rpc, sdk.JOB_TABLE, { 'state.phase': 'Lost' as 'Open' }), InputError);
    for (const pageSize of [0, 101, 1.5]) {
        await assert.rejects(sdk.allAccounts(rpc, sdk.JOB_TABLE, {}, { pageSize }), InputError);
    }
});

test('one account is fetched by its address, and must be what it is taken for', async () => {
    const node = market();
    const [at] = [...node.accounts].find(([, { data }]) => data[0] === 75) ?? [];
    const asOne = { ...node.rpc, getAccountInfo: one(node) } as unknown as Parameters<typeof sdk.fetchJob>[0];
    assert.equal((await sdk.fetchJob(asOne, at as Address)).data.state.id, 3n);
    await assert.rejects(sdk.fetchMarket(asOne, at as Address), sdk.UnreadableError);
    await assert.rejects(sdk.fetchJob(asOne, key(99)), sdk.UnreadableError);
    assert.equal((await sdk.fetchMaybeJob(asOne, key(50))).exists, false);
    await assert.rejects(sdk.fetchJob(asOne, key(50)));
});

function one(node: Node) {
    return (address: string) => ({
        send: async () => {
            const stored = node.accounts.get(address);
            return { context: { slot: 1n }, value: stored ? spelt(stored) : null };
        },
    });
}
