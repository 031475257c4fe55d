// Orders before they have an account: hash, addresses and tree against the Rust client's, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Address, createNoopSigner, getAddressDecoder } from '@solana/kit';

import * as sdk from '../src/index.js';
import { InputError, UnreadableError } from '../src/index.js';
import { bytes, golden, hex, meaning } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.order;
const data = () => bytes(told.data);
const list = (): sdk.OrderJob[] => told.jobs.map(({ chunk, deposit }) => ({ chunk, deposit: BigInt(deposit) }));
const order = told.address as Address;

test('a quote is read as it was meant, and written as it was', () => {
    const quote = sdk.readQuote(data());
    assert.deepEqual(meaning(quote), told.meaning);
    assert.equal(hex(sdk.getQuoteEncoder().encode(quote)), told.data);
    const { limits } = told;
    assert.deepEqual(
        [sdk.QUOTE_BYTES, sdk.QUOTE_VERSION, sdk.MAX_JOBS],
        [limits.quoteBytes, limits.version, limits.jobs],
    );
    const flags = { AT_ONCE: limits.atOnce, CHECK: limits.check, ACCOUNT_LENT: limits.accountLent };
    assert.deepEqual(sdk.QUOTE_FLAG, flags);
    assert.equal(quote.mint, sdk.NO_ADDRESS);
});

test('hash and address follow from the quote, and from its bytes', async () => {
    for (const quote of [data(), sdk.readQuote(data())]) {
        assert.equal(hex(await sdk.orderHash(quote)), told.hash);
        assert.equal((await sdk.findOrderPda({ quote }))[0], order);
    }
});

test('every byte of a quote changes the hash', async () => {
    const seen = new Set([told.hash]);
    for (let at = 0; at < sdk.QUOTE_BYTES; at += 1) {
        const other = data();
        other[at] = (other[at] ?? 0) ^ 1;
        seen.add(hex(await sdk.orderHash(other)));
    }
    assert.equal(seen.size, sdk.QUOTE_BYTES + 1);
});

test('bytes that are no quote are refused', async () => {
    for (const other of [new Uint8Array(), data().slice(1), new Uint8Array([...data(), 0])]) {
        assert.throws(() => sdk.readQuote(other), UnreadableError);
        await assert.rejects(sdk.orderHash(other), InputError);
        await assert.rejects(sdk.findOrderPda({ quote: other }), InputError);
    }
    const later = data();
    later[0] = 2;
    assert.throws(() => sdk.readQuote(later), /version 2/);
    const quote = sdk.readQuote(data());
    await assert.rejects(sdk.orderHash({ ...quote, total: 2 ** 60 }), InputError);
    await assert.rejects(sdk.orderHash({ ...quote, root: new Uint8Array(31) }), InputError);
    await assert.rejects(sdk.orderHash({ ...quote, salt: -1n }));
});

test('leaves, root and paths are those of the Rust client, and so are the addresses of jobs', async () => {
    const jobs = await sdk.OrderJobs.of(list());
    const quote = sdk.readQuote(data());
    assert.ok(jobs.areOf(quote));
    assert.equal(jobs.count, told.jobs.length);
    assert.equal(hex(jobs.root), told.roots.at(-1));
    assert.deepEqual(
        jobs.leaves.map(hex),
        told.jobs.map(({ leaf }) => leaf),
    );
    for (const [index, job] of told.jobs.entries()) {
        const { chunk, deposit, path } = job;
        assert.equal(hex(await sdk.jobLeaf(index, list()[index] as sdk.OrderJob)), job.leaf);
        assert.deepEqual(meaning(jobs.draw(index)), { chunk, deposit, path });
        assert.deepEqual(jobs.path(index).map(hex), path);
        assert.ok(await sdk.isInQuote(quote, index, jobs.draw(index)));
        assert.equal((await sdk.findJobPda({ order, index }))[0], job.address);
    }
    for (const [at, root] of told.roots.entries()) {
        const some = await sdk.OrderJobs.of(list().slice(0, at + 1));
        assert.equal(hex(some.root), root);
        assert.equal(some.areOf(quote), at === told.roots.length - 1);
    }
});

test('deposits are exact, however large, and what the caller changes later changes nothing', async () => {
    const [given] = list();
    const changed = { ...given, chunk: { ...given?.chunk } } as sdk.OrderJob;
    const jobs = await sdk.OrderJobs.of([changed, { ...changed, deposit: 7 }]);
    assert.equal(jobs.total, (1n << 60n) + 7n);
    changed.chunk.frame = 9;
    changed.deposit = 9n;
    jobs.draw(0).chunk.frame = 9;
    jobs.draw(0).path.pop();
    assert.deepEqual(jobs.draw(0).chunk, given?.chunk);
    assert.deepEqual([jobs.draw(0).deposit, jobs.draw(1).deposit, jobs.draw(0).path.length], [1n << 60n, 7n, 1]);
});

test('each job is in the quote at its own place only, however many there are', async () => {
    const [one] = list().map(small) as [sdk.OrderJob];
    for (let count = 1; count <= 17; count += 1) {
        const jobs = await sdk.OrderJobs.of(Array.from({ length: count }, () => one));
        const quote = { jobs: count, root: jobs.root };
        for (let index = 0; index < count; index += 1) {
            const draw = jobs.draw(index);
            assert.ok(await sdk.isInQuote(quote, index, draw), `${index} of ${count}`);
            for (let other = 0; other <= count; other += 1) {
                assert.equal(await sdk.isInQuote(quote, other, draw), other === index, `${index} as ${other}`);
            }
        }
    }
});

test('another job, or another path, is not in the quote', async () => {
    const quote = sdk.readQuote(data());
    const jobs = await sdk.OrderJobs.of(list());
    const good = jobs.draw(1);
    const [first, ...rest] = good.path as [Uint8Array, ...Uint8Array[]];
    const others: sdk.DrawArgs[] = [
        { ...good, deposit: good.deposit + 1n },
        { ...good, chunk: { ...good.chunk, tile: good.chunk.tile + 1 } },
        { ...good, path: rest },
        { ...good, path: [] },
        { ...good, path: [...good.path, first] },
        { ...good, path: [...rest, first] },
        { ...good, path: [first.slice(1), ...rest] },
    ];
    for (const other of others) assert.equal(await sdk.isInQuote(quote, 1, other), false);
    for (const index of [-1, 0.5, 5, Number.NaN]) assert.equal(await sdk.isInQuote(quote, index, good), false);
    assert.equal(await sdk.isInQuote({ ...quote, jobs: 4 }, 4, jobs.draw(4)), false);
});

test('an order has 1 to 10,000 jobs, which lock no more than 64 bits hold', async () => {
    const [one] = list() as [sdk.OrderJob];
    const largest = await sdk.OrderJobs.of(Array.from({ length: sdk.MAX_JOBS }, () => one).map(small));
    assert.equal(largest.path(0).length, 14);
    assert.ok(await sdk.isInQuote({ jobs: sdk.MAX_JOBS, root: largest.root }, 9_999, largest.draw(9_999)));
    for (const length of [0, sdk.MAX_JOBS + 1]) {
        await assert.rejects(sdk.OrderJobs.of(Array.from({ length }, () => one)), /1 to 10000 jobs/);
    }
    await assert.rejects(sdk.OrderJobs.of(Array.from({ length: 16 }, () => one)), /64 bits/);
    await assert.rejects(sdk.OrderJobs.of([{ ...one, deposit: 2 ** 60 }]), InputError);
    const jobs = await sdk.OrderJobs.of([one]);
    for (const index of [-1, 0.5, 1]) assert.throws(() => jobs.draw(index), /has no job/);
});

function small(job: sdk.OrderJob): sdk.OrderJob {
    return { ...job, deposit: 1 };
}

test('a payment is a transfer, and enough for so many jobs at a time', () => {
    const payer = createNoopSigner(key(12));
    const pay = sdk.getOrderPayInstruction({ payer, order, lamports: (1n << 60n) + 7n });
    assert.deepEqual([pay.programAddress, hex(pay.data)], [told.pay.program, told.pay.data]);
    const roles = pay.accounts.map(({ address, role }) => ({
        address,
        signer: role === 3,
        writable: (role & 1) === 1,
    }));
    assert.deepEqual(roles, told.pay.accounts);
    for (const lamports of [-1n, 2 ** 60, 1n << 64n]) {
        assert.throws(() => sdk.getOrderPayInstruction({ payer, order, lamports }));
    }
    const unsigned = { payer: key(12) as never, order, lamports: 1n };
    assert.throws(() => sdk.getOrderPayInstruction(unsigned), InputError);
    // The example of the program's README.
    const rents = { order: 3_647_040n, job: 3_493_920n };
    assert.equal(sdk.orderPayment({ jobs: 250, mint: sdk.NO_ADDRESS, total: 1_000n }, 16, rents), 59_549_760n + 1_000n);
    for (const alive of [0, 251, 1.5]) {
        assert.throws(() => sdk.orderPayment({ jobs: 250, mint: sdk.NO_ADDRESS, total: 1n }, alive, rents), InputError);
    }
});

test('a job is told to be of an order by its address alone', async () => {
    const account = golden.accounts.find(({ name }) => name === 'Job');
    const { state } = sdk.getJobDecoder().decode(bytes(account?.data ?? ''));
    const address = told.jobs[3]?.address as Address;
    assert.ok(await sdk.isJobOf({ address, data: { state: { ...state, id: 3n } } }, order));
    // The same tag, which anybody can arrange.
    const tagged = { ...state, order: sdk.orderTag(order) };
    for (const id of [2n, 4n, (1n << 32n) + 3n]) {
        assert.equal(await sdk.isJobOf({ address, data: { state: { ...tagged, id } } }, order), false);
    }
    assert.equal(sdk.orderTag(key(7)), 0x0707070707070707n);
    // Little-endian, as everything is.
    const first = getAddressDecoder().decode(new Uint8Array([1, 2, ...new Uint8Array(30)]));
    assert.equal(sdk.orderTag(first), 0x0201n);
});
