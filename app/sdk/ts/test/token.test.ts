// Tokens beside their accounts: addresses, what instructions take of them, and payments, against the Rust client's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type Blockhash,
    type GetAccountInfoApi,
    type Instruction,
    type Rpc,
    appendTransactionMessageInstructions,
    compileTransaction,
    createNoopSigner,
    createTransactionMessage,
    getAddressDecoder,
    getTransactionSize,
    pipe,
    setTransactionMessageFeePayer,
    setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';

import * as sdk from '../src/index.js';
import { InputError, UnreadableError } from '../src/index.js';
import { asKit, bytes, camel, golden, hex, idl, plain } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.token;
const tokens = told.tokens.map(({ mint, program, ...rest }) => ({
    ...rest,
    token: { mint: mint as Address, program: program as Address },
}));
const [first, second] = tokens as [InToken, InToken];
type InToken = (typeof tokens)[number];
const session = golden.channel.session.address as Address;
const recent = { slot: BigInt(golden.channel.slot.slot), hash: bytes(golden.channel.slot.hash) };
const [wallet, market] = [key(31), golden.channel.market as Address];

/** The accounts of each instruction of this name about this token, as the Rust client names them. */
function named(name: string, { mint, program }: sdk.Token): Record<string, Address | undefined>[] {
    const places = idl.instructions.find((entry) => entry.name === name)?.accounts ?? [];
    return golden.instructions
        .filter((each) => each.name === name)
        .map(({ accounts }) => {
            const found = accounts.map(({ address }, at) => [
                camel(places[at]?.name ?? ''),
                address === sdk.RAYMENT_PROGRAM_ADDRESS ? undefined : address,
            ]);
            return Object.fromEntries(found) as Record<string, Address | undefined>;
        })
        .filter((accounts) => accounts['mint'] === mint && accounts['tokenProgram'] === program);
}

/** The one of them that names these accounts, and what it is of. */
function one(name: string, token: sdk.Token, ...needed: string[]) {
    const found = named(name, token).find((accounts) => needed.every((each) => accounts[each]));
    assert.ok(found, name);
    return found as Record<string, Address>;
}

function agree(found: Record<string, unknown>, expected: Record<string, unknown>) {
    for (const [name, address] of Object.entries(found)) assert.equal(address, expected[name], name);
}

test('programs and addresses are those of the Rust client', async () => {
    const programs = [sdk.TOKEN_PROGRAM_ADDRESS, sdk.TOKEN_2022_PROGRAM_ADDRESS, sdk.ASSOCIATED_TOKEN_PROGRAM_ADDRESS];
    assert.deepEqual(programs, told.programs);
    for (const { kind, class: of, mint, address } of told.offers) {
        const place = { provider: key(10), kind, class: of, mint: mint as Address };
        assert.equal((await sdk.findOfferPda(place))[0], address);
    }
    const [sol] = told.offers;
    assert.equal((await sdk.findOfferPda({ provider: key(10), kind: 0 }))[0], sol?.address);
    for (const { token, account } of tokens) {
        assert.equal((await sdk.findAssociatedTokenPda({ wallet, token }))[0], account);
    }
});

test('an unknown program, or a number that has no place in an address, is refused', async () => {
    const token = { ...first.token, program: sdk.RAYMENT_PROGRAM_ADDRESS };
    await assert.rejects(sdk.findAssociatedTokenPda({ wallet, token }), InputError);
    await assert.rejects(sdk.drawTokens({ market, order: key(2), token }), InputError);
    for (const [kind, of] of [
        [256, 0],
        [-1, 0],
        [0, 65_536],
        [0.5, 0],
    ] as const) {
        await assert.rejects(sdk.findOfferPda({ provider: key(10), kind, class: of }));
    }
});

test('an asset says which token it is, and how long a vault of it', () => {
    const state = { mint: key(50), tokenProgram: 0 };
    assert.deepEqual(sdk.tokenOf({ state }), { mint: key(50), program: sdk.TOKEN_PROGRAM_ADDRESS });
    const program = sdk.TOKEN_2022_PROGRAM_ADDRESS;
    assert.deepEqual(sdk.tokenOf({ state: { ...state, tokenProgram: 1 } }), { mint: key(50), program });
    assert.throws(() => sdk.tokenOf({ state: { ...state, tokenProgram: 2 } }), UnreadableError);
    for (const [tokenProgram, vaults] of told.vaults.entries()) {
        for (const { extensions, bytes } of vaults) {
            assert.equal(sdk.vaultBytes({ tokenProgram, extensions: BigInt(extensions) }), bytes);
        }
    }
});

test('what instructions take of a token is what the Rust client names', async () => {
    const { token } = second;
    const draw = one('order_draw', token, 'job');
    const { order = '', job = '' } = draw;
    agree(await sdk.drawTokens({ market, order: order as Address, job: job as Address, token }), draw);
    const written = named('order_draw', token).find((accounts) => !accounts['job']) ?? {};
    const alone = await sdk.drawTokens({ market, order: written['order'] ?? key(0), token });
    agree({ fromTokens: undefined, vault: undefined, ...alone }, written);
    const back = one('order_return', token);
    agree(await sdk.returnTokens({ order: back['order']!, client: back['client']!, token }), back);
    const open = one('channel_open', token);
    const { provider, payer, channel } = open as Record<'provider' | 'payer' | 'channel', Address>;
    agree(await sdk.openTokens({ market, provider, payer, channel, token }), open);
    const settle = one('job_settle', token, 'purse');
    const paid = { of: settle['job']!, provider: settle['provider']!, other: settle['payee']!, token };
    agree(await sdk.escrowTokens(paid), settle);
    const claim = one('job_claim', token, 'purse');
    const bond = { of: claim['job']!, provider: claim['provider']!, other: claim['operator']!, token };
    agree(await sdk.escrowTokens(bond), claim);
    const cancel = named('job_cancel', token).find((accounts) => !accounts['purse']) ?? {};
    const unclaimed = await sdk.escrowTokens({ of: cancel['job']!, other: cancel['payee']!, token });
    agree({ purse: undefined, purseVault: undefined, ...unclaimed }, cancel);
});

test('token accounts are named as a group or left out as one', () => {
    const settled = golden.instructions.filter(({ name }) => name === 'job_settle');
    const counts = settled.map(({ accounts }) => accounts.length);
    const [short, whole] = [Math.min(...counts), Math.max(...counts)];
    assert.equal(whole - short, 6);
    const inTokens = settled.find(({ accounts }) => accounts.length === whole);
    assert.ok(inTokens);
    const { accounts, data } = asKit({ ...inTokens, program: sdk.RAYMENT_PROGRAM_ADDRESS });
    const parsed = (count: number) => {
        const programAddress = sdk.RAYMENT_PROGRAM_ADDRESS;
        return sdk.parseJobSettleInstruction({ programAddress, accounts: accounts.slice(0, count), data }).accounts;
    };
    assert.ok(parsed(whole).vault);
    assert.equal(parsed(short).vault, undefined);
    for (const count of [short - 1, short + 1, whole - 1]) assert.throws(() => parsed(count), UnreadableError);
});

/** The channel of the golden bytes, but in this token. */
function channelIn({ token, channel: { address, seed } }: InToken) {
    const found = golden.accounts.find(({ name }) => name === 'Channel');
    const data = sdk.getChannelDecoder().decode(bytes(found?.data ?? ''));
    const state = { ...data.state, mint: token.mint, seed: bytes(seed) };
    return { address: address as Address, data: { ...data, state } };
}

test('a channel in a token has an address of its own, and is redeemed out of its vault', async () => {
    for (const each of tokens) {
        const { token } = each;
        const channel = channelIn(each);
        const parts = { salt: BigInt(golden.channel.salt), recent, mint: token.mint, signer: session };
        const seed = await sdk.channelSeed(parts);
        assert.equal(hex(seed), each.channel.seed);
        const { payer, provider, params: version } = channel.data.state;
        assert.equal((await sdk.findChannelPda({ payer, provider, seed }))[0], channel.address);
        const [params] = await sdk.findParamsPda({ market, version });
        const signed = each.channel.redeem[0]?.data ?? '';
        const voucher = sdk.readVoucher(bytes(signed).slice(112));
        const input = { channel, params, voucher, signature: bytes(signed).slice(48, 112) };
        const payment = { token, hasPurse: true };
        const built = await sdk.getVoucherRedeemInstructions({ ...input, payment });
        assert.deepEqual(built.map(plain), each.channel.redeem.map(asKit));
        const noPurse = await sdk.channelTokens(channel, { token, hasPurse: false });
        assert.ok(!('purse' in noPurse) && !('purseVault' in noPurse));
    }
    const { token } = second;
    const steer = one('channel_steer', token);
    agree(await sdk.channelTokens(channelIn(second), { token, hasPurse: true }), steer);
});

test('a channel is redeemed in what it is in, and in nothing else', async () => {
    const inTokens = channelIn(first);
    const sol = { ...inTokens, data: { ...inTokens.data, state: { ...inTokens.data.state, mint: sdk.NO_ADDRESS } } };
    const payment = { token: first.token, hasPurse: true };
    assert.deepEqual(await sdk.channelTokens(sol), {});
    await assert.rejects(sdk.channelTokens(sol, payment), /is in SOL, not in the token/);
    await assert.rejects(sdk.channelTokens(inTokens), /is in the token .*, not in SOL/);
    const other = { ...payment, token: { ...first.token, mint: key(51) } };
    await assert.rejects(sdk.channelTokens(inTokens, other), InputError);
});

test('accounts and payments of the token programs, byte by byte', async () => {
    const payer = createNoopSigner(key(33));
    for (const { token, instructions } of tokens) {
        const create = await sdk.getTokenAccountInstruction({ payer, wallet, token });
        const amount = (1n << 60n) + 7n;
        const input = { wallet: createNoopSigner(wallet), token, to: key(9), amount, decimals: 6 };
        const pay = await sdk.getTokenPayInstruction(input);
        assert.deepEqual([create, pay].map(plain), instructions.map(asKit));
        for (const wrong of [{ amount: 2 ** 60 }, { amount: -1n }, { amount: 1n << 64n }, { decimals: 256 }]) {
            await assert.rejects(sdk.getTokenPayInstruction({ ...input, ...wrong }));
        }
        await assert.rejects(sdk.getTokenPayInstruction({ ...input, wallet: wallet as never }), InputError);
        await assert.rejects(sdk.getTokenAccountInstruction({ payer: key(33) as never, wallet, token }), InputError);
    }
});

test('an order in tokens takes rent in lamports, for each job with its vault', () => {
    const rents = { order: 3_647_040n, job: 3_493_920n, vault: 2_039_280n };
    const quote = { jobs: 4, mint: key(50), total: 1n << 60n };
    assert.equal(sdk.orderPayment(quote, 2, rents), 3_647_040n + 2n * 3_493_920n + 2n * 2_039_280n);
    assert.throws(() => sdk.orderPayment(quote, 2, { order: 1n, job: 1n }), /vault/);
    // A vault's rent is nothing that an order in SOL would need.
    const sol = { ...quote, mint: sdk.NO_ADDRESS };
    assert.equal(sdk.orderPayment(sol, 1, rents), sdk.orderPayment(sol, 1, { order: 3_647_040n, job: 3_493_920n }));
});

/** Bytes of a transaction of these. */
function size(instructions: readonly Instruction[], payer: Address): number {
    const message = pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayer(payer, message),
        (message) =>
            setTransactionMessageLifetimeUsingBlockhash(
                { blockhash: key(9) as string as Blockhash, lastValidBlockHeight: 1n },
                message,
            ),
        (message) => appendTransactionMessageInstructions(instructions, message),
    );
    return getTransactionSize(compileTransaction(message));
}

/** The token account, both payments, the quote and the first draw. */
test('an order of 256 jobs in tokens is paid and drawn in one transaction', async () => {
    const quote = { ...sdk.readQuote(bytes(golden.order.data)), mint: first.token.mint, jobs: 256 };
    const [order] = await sdk.findOrderPda({ quote });
    const [job] = await sdk.findJobPda({ order, index: 0 });
    const [params] = await sdk.findParamsPda({ market, version: quote.params });
    const { token } = first;
    const payer = createNoopSigner(wallet);
    const [to] = await sdk.findAssociatedTokenPda({ wallet: order, token });
    const path = Array.from({ length: 8 }, (_, at) => new Uint8Array(32).fill(at));
    const jobArg = { chunk: { frame: 1, frames: 2, step: 1, tile: 0, tiles: 6 }, deposit: 1n, path };
    const accounts = { drawer: payer, market, params, order, job };
    const instructions = [
        await sdk.getTokenAccountInstruction({ payer, wallet: order, token }),
        await sdk.getTokenPayInstruction({ wallet: payer, token, to, amount: quote.total, decimals: 6 }),
        sdk.getOrderPayInstruction({ payer, order, lamports: 10_000_000n }),
        sdk.getOrderDrawInstruction({
            ...accounts,
            ...(await sdk.drawTokens({ market, order, job, token })),
            quote,
            jobArg,
        }),
    ];
    const found = size(instructions, wallet);
    assert.ok(found <= 1_232, `${found} bytes`);
});

/** A node that has this account. */
function node(owner: string, data: Uint8Array): Rpc<GetAccountInfoApi> {
    const value = {
        data: [Buffer.from(data).toString('base64'), 'base64'],
        executable: false,
        lamports: 1n,
        owner,
        space: BigInt(data.length),
    };
    return { getAccountInfo: () => ({ send: async () => ({ value }) }) } as unknown as Rpc<GetAccountInfoApi>;
}

/** The bytes of a mint; a longer one says behind a token account's length what it is. */
function mint(length: number, kind: number): Uint8Array {
    const data = new Uint8Array(length);
    [data[44], data[45]] = [9, 1];
    if (length > 165) data[165] = kind;
    return data;
}

test('a mint says its decimals and its program; what is none is refused', async () => {
    const [token, token2022] = [sdk.TOKEN_PROGRAM_ADDRESS, sdk.TOKEN_2022_PROGRAM_ADDRESS];
    for (const [program, data] of [
        [token, mint(82, 0)],
        [token2022, mint(82, 0)],
        [token2022, mint(200, 1)],
    ] as const) {
        assert.deepEqual(await sdk.fetchToken(node(program, data), key(50)), { mint: key(50), program, decimals: 9 });
    }
    const closed = mint(82, 0);
    closed[45] = 0;
    const wrong = [mint(165, 0), mint(170, 2), mint(355, 1), mint(81, 0), closed, new Uint8Array()];
    for (const data of wrong) await assert.rejects(sdk.fetchToken(node(token, data), key(50)), UnreadableError);
    const other = node(sdk.RAYMENT_PROGRAM_ADDRESS, mint(82, 0));
    await assert.rejects(sdk.fetchToken(other, key(50)), UnreadableError);
});
