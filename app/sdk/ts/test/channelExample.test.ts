// The example of a channel, from its opening to what its provider is paid, with a node in memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    createKeyPairFromPrivateKeyBytes,
    createNoopSigner,
    generateKeyPairSigner,
    getAddressDecoder,
    getTransactionSize,
} from '@solana/kit';

import * as example from '../examples/channel.js';
import { send } from '../examples/order.js';
import * as sdk from '../src/index.js';
import { bytes, golden } from './golden.js';

type Rpc = Parameters<typeof example.open>[0];

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.channel;
const data = (name: string) => bytes(golden.accounts.find((each) => each.name === name)?.data ?? '');
const SLOT_HASHES = 'SysvarS1otHashes111111111111111111111111111' as Address;
const [MARKET, PROVIDER, SESSION] = [key(1), told.provider as Address, told.session.address as Address];
const LIFETIME = { blockhash: key(9) as never, lastValidBlockHeight: 1n };

/** A node with the golden market, its parameters, and one slot. */
async function node(): Promise<Rpc> {
    const [params] = await sdk.findParamsPda({ market: MARKET, version: 258 });
    const head = new Uint8Array(new BigUint64Array([1n, BigInt(told.slot.slot)]).buffer);
    const accounts = new Map([
        [MARKET, data('Market')],
        [params, data('MarketParams')],
        [SLOT_HASHES, new Uint8Array([...head, ...bytes(told.slot.hash)])],
    ]);
    const getAccountInfo = (address: Address) => {
        const held = accounts.get(address) ?? new Uint8Array();
        const [owner, space] = [sdk.RAYMENT_PROGRAM_ADDRESS, BigInt(held.length)];
        const value = { data: [Buffer.from(held).toString('base64'), 'base64'], executable: false, lamports: 1n };
        return { send: async () => ({ value: { ...value, owner, space } }) };
    };
    return { getAccountInfo } as unknown as Rpc;
}

const wanted = (): example.Wanted => ({
    market: MARKET,
    provider: key(6),
    kind: sdk.OFFER_KIND.LLM,
    subject: new Uint8Array(32).fill(43),
    deposit: 1_050n,
    expiresAt: 10_000n,
});

/** The channel that was opened, as its provider reads it. */
function opened(change: Partial<sdk.ChannelState> = {}) {
    const { state, ...rest } = sdk.getChannelDecoder().decode(data('Channel'));
    const sold = { kind: sdk.OFFER_KIND.LLM, rate: 0n, deposit: 1_050n };
    const now = { ...sold, expiresAt: 10_000n, phase: sdk.ChannelPhase.Running, closeSecs: 900 };
    return { address: told.address as Address, data: { ...rest, state: { ...state, ...now, ...change } } };
}

const session = async () => (await createKeyPairFromPrivateKeyBytes(bytes(told.session.secret))).privateKey;
const serving = (change: Partial<example.Serving> = {}) => ({
    provider: PROVIDER,
    kind: sdk.OFFER_KIND.LLM,
    feeBps: 500,
    now: 100n,
    owed: 1_000n,
    ...change,
});

test('a channel is opened on the terms of the moment, at the address that follows from them', async () => {
    const payer = createNoopSigner(key(31));
    const { channel, instruction } = await example.open(await node(), payer, SESSION, wanted());
    const { salt, slot, terms, deposit } = sdk.getChannelOpenInstructionDataDecoder().decode(instruction.data);
    const recent = { slot: BigInt(told.slot.slot), hash: bytes(told.slot.hash) };
    const seed = await sdk.channelSeed({ salt, recent, signer: SESSION });
    assert.equal((await sdk.findChannelPda({ payer: payer.address, provider: PROVIDER, seed }))[0], channel);
    assert.deepEqual([slot, deposit, terms.signer], [recent.slot, 1_050n, SESSION]);
    assert.deepEqual([terms.params, terms.feeBps, terms.rate, terms.closeSecs], [258, 500, 0n, 86_400]);
    const again = await example.open(await node(), payer, SESSION, wanted());
    assert.notEqual(again.channel, channel);
});

test('a voucher is taken up to what the deposit carries with the fee', async () => {
    const [key, channel] = [await session(), opened()];
    const signed = await example.pay(key, channel.address, 1_000n);
    const taken = await example.accept(channel, signed, serving());
    assert.deepEqual(taken, { channel: channel.address, cumulative: 1_000n, expiresAt: 0n });
});

test('a voucher that would not be paid is not taken, and it is said why', async () => {
    const [privateKey, channel] = [await session(), opened()];
    const good = await example.pay(privateKey, channel.address, 1_000n);
    const stranger = (await createKeyPairFromPrivateKeyBytes(new Uint8Array(32).fill(7))).privateKey;
    const until = async (expiresAt: bigint) => {
        const voucher = { channel: channel.address, cumulative: 1_000n, expiresAt };
        return { voucher: sdk.encodeVoucher(voucher), signature: await sdk.signVoucher(privateKey, voucher) };
    };
    assert.ok(await example.accept(channel, await until(1_000n), serving()));
    assert.ok(await example.accept(channel, good, serving({ now: 9_400n })));
    const cases: [RegExp, Partial<sdk.ChannelState>, example.Signed, Partial<example.Serving>][] = [
        [/: the provider$/, {}, good, { provider: key(9) }],
        [/: the asset$/, { mint: key(9) }, good, {}],
        [/: the phase$/, { phase: sdk.ChannelPhase.Closing }, good, {}],
        [/: the kind$/, {}, good, { kind: sdk.OFFER_KIND.TTS }],
        [/: the rate$/, { rate: 1n }, good, {}],
        [/: the time left$/, {}, good, { now: 9_401n }],
        [/: the channel$/, {}, await example.pay(privateKey, key(9), 1_000n), {}],
        [/: the amount$/, {}, good, { owed: 1_001n }],
        [/: the amount$/, {}, await example.pay(privateKey, channel.address, 1_001n), {}],
        [/: its time$/, {}, await until(999n), {}],
        [/: the signature$/, {}, await example.pay(stranger, channel.address, 1_000n), {}],
        [/: the signature$/, { signer: key(9) }, good, {}],
    ];
    for (const [said, change, signed, served] of cases) {
        await assert.rejects(example.accept(opened(change), signed, serving(served)), said);
    }
});

test('the last voucher is brought in one transaction, and the payer closes', async () => {
    const [payer, channel] = [await generateKeyPairSigner(), opened({ params: 258 })];
    const signed = await example.pay(await session(), channel.address, 1_000n);
    const [before, redeem] = await example.redeem(MARKET, channel, signed);
    assert.equal(before.programAddress, sdk.ED25519_PROGRAM_ADDRESS);
    const [params] = await sdk.findParamsPda({ market: MARKET, version: 258 });
    assert.equal(redeem.accounts[2].address, params);
    let size = 0;
    await send([before, redeem], payer, LIFETIME, async (sent) => {
        size = getTransactionSize(sent);
        return 'sent' as never;
    });
    assert.ok(size > 500 && size < 700, `${size} bytes`);
    const closing = await example.close(MARKET, payer, channel);
    const { command } = sdk.getChannelSteerInstructionDataDecoder().decode(closing.data);
    assert.deepEqual([command.__kind, closing.accounts[0].address], ['Close', payer.address]);
});
