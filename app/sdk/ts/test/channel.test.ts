// Channels beside their accounts: addresses, vouchers and what carries them, against the Rust client's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type Blockhash,
    type GetAccountInfoApi,
    type Rpc,
    appendTransactionMessageInstructions,
    compileTransaction,
    createKeyPairFromPrivateKeyBytes,
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
import { asKit, bytes, golden, hex, meaning, plain } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.channel;
const [channel, session] = [told.address as Address, told.session.address as Address];
const [payer, provider] = [told.payer as Address, told.provider as Address];
const recent = { slot: BigInt(told.slot.slot), hash: bytes(told.slot.hash) };
const parts = { salt: BigInt(told.salt), recent, signer: session };
const keys = () => createKeyPairFromPrivateKeyBytes(bytes(told.session.secret));
const vouchers = told.vouchers.map(({ meaning: { cumulative, expiresAt }, ...rest }) => ({
    ...rest,
    voucher: { channel, cumulative: BigInt(cumulative), expiresAt: BigInt(expiresAt) },
}));
const [first] = vouchers as [(typeof vouchers)[number]];
const account = () => {
    const found = golden.accounts.find(({ name }) => name === 'Channel');
    return { address: channel, data: sdk.getChannelDecoder().decode(bytes(found?.data ?? '')) };
};

test('sizes, bits and addresses are those of the rules', () => {
    const { sshHashed, providerSigns } = told.flags;
    assert.equal(sdk.VOUCHER_BYTES, told.sizes.voucher);
    assert.deepEqual(sdk.CHANNEL_FLAG, { SSH_HASHED: sshHashed, PROVIDER_SIGNS: providerSigns });
    assert.deepEqual(
        Object.values(sdk.OFFER_KIND),
        Array.from({ length: told.kinds }, (_, kind) => kind),
    );
    assert.deepEqual([sdk.ED25519_PROGRAM_ADDRESS, sdk.INSTRUCTIONS_SYSVAR_ADDRESS], [told.ed25519, told.instructions]);
});

test('seed and address follow from what the channel is opened with', async () => {
    const seed = await sdk.channelSeed(parts);
    assert.equal(hex(seed), told.seed);
    assert.equal(hex(await sdk.channelSeed({ ...parts, mint: sdk.NO_ADDRESS })), told.seed);
    assert.equal((await sdk.findChannelPda({ payer, provider, seed }))[0], channel);
    const [found] = await sdk.findProviderPda({ market: told.market as Address, authority: key(6) });
    assert.equal(found, provider);
});

test('another salt, slot, cluster, asset, key, payer or provider is another address', async () => {
    const seeds = [
        parts,
        { ...parts, salt: 1 },
        { ...parts, recent: { ...recent, slot: recent.slot + 1n } },
        { ...parts, recent: { ...recent, hash: new Uint8Array(32) } },
        { ...parts, mint: key(9) },
        { ...parts, signer: key(9) },
    ];
    const all = await Promise.all(seeds.map(async (each) => await sdk.channelSeed(each)));
    const [seed] = all as [Uint8Array];
    const places = [...all.map((each) => ({ payer, provider, seed: each })), { payer: key(9), provider, seed }];
    places.push({ payer, provider: key(9), seed });
    const found = await Promise.all(places.map(async (place) => (await sdk.findChannelPda(place))[0]));
    assert.equal(new Set(found).size, places.length);
});

test('what is no seed, hash or number is refused', async () => {
    for (const length of [0, 31, 33]) {
        const hash = new Uint8Array(length);
        await assert.rejects(sdk.channelSeed({ ...parts, recent: { ...recent, hash } }), InputError);
        await assert.rejects(sdk.findChannelPda({ payer, provider, seed: hash }), InputError);
    }
    await assert.rejects(sdk.channelSeed({ ...parts, salt: 2 ** 60 }), InputError);
});

test('an opening, field by field', async () => {
    const opened = golden.instructions.filter(({ name }) => name === 'channel_open');
    const [params] = await sdk.findParamsPda({ market: key(1), version: 7 });
    const input = {
        payer: createNoopSigner(payer),
        market: key(1),
        params,
        provider,
        channel,
        terms: {
            params: 7,
            feeBps: 500,
            kind: sdk.OFFER_KIND.RENTAL,
            signer: session,
            subject: new Uint8Array(32).fill(43),
            ssh: new Uint8Array(32).fill(44),
            sshHashed: true,
            rate: (1n << 53n) + 1n,
            closeSecs: 900,
            expiresAt: (1n << 41n) + 9n,
        },
        salt: parts.salt,
        slot: recent.slot,
        deposit: (1n << 54n) + 3n,
    };
    assert.deepEqual(meaning(input.terms), told.terms);
    for (const [at, rentPayer] of [createNoopSigner(key(33)), undefined].entries()) {
        const built = sdk.getChannelOpenInstruction(rentPayer ? { ...input, rentPayer } : input);
        const expected = opened[at];
        assert.equal(hex(built.data), expected?.data);
        assert.deepEqual(
            built.accounts.map(({ address }) => address),
            expected?.accounts.map(({ address }) => address),
        );
    }
});

test('vouchers are written, read and signed as the Rust client does', async () => {
    const { privateKey } = await keys();
    for (const { voucher, data, signature, instruction } of vouchers) {
        assert.equal(hex(sdk.encodeVoucher(voucher)), data);
        assert.deepEqual(sdk.readVoucher(bytes(data)), voucher);
        assert.equal(hex(await sdk.signVoucher(privateKey, voucher)), signature);
        assert.ok(await sdk.verifyVoucher(session, voucher, bytes(signature)));
        const built = sdk.getVoucherInstruction({ signer: session, voucher, signature: bytes(signature) });
        assert.equal(hex(built.data), instruction);
        assert.equal(built.data.length, told.sizes.instruction);
        assert.deepEqual([built.programAddress, built.accounts], [told.ed25519, []]);
    }
});

test('bytes that are no voucher, and amounts that are not exact, are refused', () => {
    const data = bytes(first.data);
    for (const length of [0, 48, 49, 51]) {
        const other = new Uint8Array(length);
        other.set(data.slice(0, length));
        assert.throws(() => sdk.readVoucher(other), UnreadableError, `${length} bytes`);
    }
    for (const at of [0, 1]) {
        const other = data.slice();
        other[at] = (other[at] ?? 0) ^ 1;
        assert.throws(() => sdk.readVoucher(other), UnreadableError);
    }
    const none = { channel, cumulative: 1, expiresAt: 0 };
    for (const wrong of [{ cumulative: 2 ** 60 }, { cumulative: -1n }, { cumulative: 1n << 64n }, { expiresAt: 0.5 }]) {
        assert.throws(() => sdk.encodeVoucher({ ...none, ...wrong }));
    }
    assert.throws(() => sdk.encodeVoucher({ ...none, channel: 'nothing' as Address }));
});

test('a signature is right for one key and one voucher', async () => {
    const { voucher, signature } = { ...first, signature: bytes(first.signature) };
    const others = [
        { ...voucher, cumulative: voucher.cumulative + 1n },
        { ...voucher, expiresAt: 0n },
        { ...voucher, channel: key(9) },
    ];
    for (const other of others) assert.equal(await sdk.verifyVoucher(session, other, signature), false);
    const stranger = await createKeyPairFromPrivateKeyBytes(new Uint8Array(32).fill(7));
    assert.equal(await sdk.verifyVoucher(session, voucher, await sdk.signVoucher(stranger.privateKey, voucher)), false);
    for (let at = 0; at < 64; at += 1) {
        const other = signature.slice();
        other[at] = (other[at] ?? 0) ^ 1;
        assert.equal(await sdk.verifyVoucher(session, voucher, other), false, `byte ${at}`);
    }
    for (const length of [0, 63, 65]) {
        const other = new Uint8Array(length);
        other.set(signature.slice(0, length));
        assert.equal(await sdk.verifyVoucher(session, voucher, other), false);
        const input = { signer: session, voucher, signature: other };
        assert.throws(() => sdk.getVoucherInstruction(input), /a signature has 64 bytes/);
    }
});

test('redeeming is two instructions, of which the first carries the voucher', async () => {
    const [params] = await sdk.findParamsPda({ market: key(1), version: account().data.state.params });
    const { voucher, signature } = first;
    const input = { channel: account(), params, voucher, signature: bytes(signature) };
    const built = await sdk.getVoucherRedeemInstructions(input);
    assert.deepEqual(built.map(plain), told.redeem.map(asKit));
    const other = { ...input, voucher: { ...voucher, channel: key(9) } };
    await assert.rejects(sdk.getVoucherRedeemInstructions(other), /the voucher is for the channel/);
    const message = pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayer(key(7), message),
        (message) =>
            setTransactionMessageLifetimeUsingBlockhash(
                { blockhash: key(9) as string as Blockhash, lastValidBlockHeight: 1n },
                message,
            ),
        (message) => appendTransactionMessageInstructions(built, message),
    );
    const size = getTransactionSize(compileTransaction(message));
    assert.ok(size < 700, `${size} bytes`);
});

/** A node that has these bytes of the list of slot hashes, and what it was asked. */
function node(data: Uint8Array | undefined) {
    const asked: unknown[] = [];
    const getAccountInfo = (...params: unknown[]) => {
        asked.push(...params);
        const value = data && { data: [Buffer.from(data).toString('base64'), 'base64'] };
        return { send: async () => ({ value: value ?? null }) };
    };
    return { asked, rpc: { getAccountInfo } as unknown as Rpc<GetAccountInfoApi> };
}

test('the newest slot is read with its hash, and not more of the list than that', async () => {
    const u64 = (value: bigint) => new Uint8Array(new BigUint64Array([value]).buffer);
    const list = new Uint8Array([...u64(512n), ...u64(recent.slot), ...recent.hash]);
    const { asked, rpc } = node(list);
    assert.deepEqual(await sdk.fetchRecentSlot(rpc), recent);
    const dataSlice = { offset: 0, length: 48 };
    assert.deepEqual(asked[1], { commitment: 'finalized', dataSlice, encoding: 'base64' });
    for (const none of [undefined, new Uint8Array(48), list.slice(0, 47)]) {
        await assert.rejects(sdk.fetchRecentSlot(node(none).rpc), UnreadableError);
    }
});
