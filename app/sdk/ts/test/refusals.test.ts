// What is refused: bytes that are not what they were taken for, values that the program has no place for, and
// instructions that lack an account.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type Decoder,
    type EncodedAccount,
    type Encoder,
    type MaybeEncodedAccount,
    type TransactionSigner,
    createNoopSigner,
    getAddressDecoder,
    lamports,
} from '@solana/kit';

import * as sdk from '../src/index.js';
import { InputError, UnreadableError } from '../src/index.js';
import { bytes, golden, pascal } from './golden.js';

const SYSTEM = '11111111111111111111111111111111' as Address;
const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const offered = <T>(name: string) => (sdk as Record<string, unknown>)[name] as T;

/** The bytes of a golden account, event or instruction. */
function first(kind: 'accounts' | 'events' | 'instructions', name: string): Uint8Array {
    const found = golden[kind].find((each) => each.name === name);
    assert.ok(found);
    return bytes(found.data);
}

function account(data: Uint8Array, programAddress: Address = sdk.RAYMENT_PROGRAM_ADDRESS) {
    const space = BigInt(data.length);
    return { address: key(9), data, executable: false, lamports: lamports(1n), programAddress, space };
}

/** Every decoder of the client that begins with a discriminator, with bytes that it reads. */
function* decoders(): Generator<[string, Decoder<unknown>, Uint8Array]> {
    for (const { name, data } of golden.accounts) {
        const decoder = offered<() => Decoder<object>>(`get${name}Decoder`)();
        const encoder = offered<() => Encoder<unknown>>(`get${name}Encoder`)();
        const used = encoder.encode(decoder.decode(bytes(data))).length;
        yield [name, decoder, bytes(data).slice(0, used)];
    }
    for (const { name, data } of golden.events) {
        yield [name, offered<() => Decoder<unknown>>(`get${name}EventDecoder`)(), bytes(data)];
    }
    for (const { name, data } of golden.instructions) {
        const decoder = offered<() => Decoder<unknown>>(`get${pascal(name)}InstructionDataDecoder`)();
        yield [name, decoder, bytes(data)];
    }
}

test('no prefix of an account, an event or an instruction is read', () => {
    for (const [name, decoder, data] of decoders()) {
        decoder.decode(data);
        for (let length = 0; length < data.length; length += 1) {
            assert.throws(() => decoder.decode(data.slice(0, length)), `${name}, ${length} of ${data.length} bytes`);
        }
    }
});

test('another discriminator is refused, whichever byte of it differs', () => {
    for (const [name, decoder, data] of decoders()) {
        for (let at = 0; at < 8; at += 1) {
            const other = data.slice();
            other[at] = (other[at] ?? 0) ^ 1;
            assert.throws(() => decoder.decode(other), `${name}, byte ${at}`);
        }
    }
});

test('no kind of account is read as another', () => {
    for (const { name, data } of golden.accounts) {
        for (const { name: other } of golden.accounts.filter((each) => each.name !== name)) {
            const decode = offered<(of: EncodedAccount) => unknown>(`decode${other}`);
            assert.throws(() => decode(account(bytes(data))), UnreadableError, `${name} as ${other}`);
        }
    }
});

test('an account of another program is refused, whatever its bytes', () => {
    for (const { name, data } of golden.accounts) {
        const decode = offered<(of: EncodedAccount) => { data: object }>(`decode${name}`);
        assert.ok(decode(account(bytes(data))).data);
        assert.throws(() => decode(account(bytes(data), key(8))), /belongs to/);
    }
});

test('an account of another layout is named as such, not read', () => {
    for (const { name, data } of golden.accounts) {
        const decode = offered<(of: EncodedAccount) => unknown>(`decode${name}`);
        for (const layout of [0, 9]) {
            const other = bytes(data);
            other[8] = layout;
            assert.throws(() => decode(account(other)), new RegExp(`is a ${name} of layout ${layout}`));
        }
    }
});

test('lamports at the address of a closed account do not bring it back', () => {
    const sent: MaybeEncodedAccount = { ...account(new Uint8Array(), SYSTEM), exists: true };
    assert.deepEqual(sdk.decodeJob(sent), { address: key(9), exists: false });
    assert.deepEqual(sdk.decodeJob({ address: key(9), exists: false }), { address: key(9), exists: false });
    assert.throws(() => sdk.decodeJob(account(new Uint8Array(), SYSTEM)), UnreadableError);
    assert.throws(() => sdk.decodeJob({ ...account(new Uint8Array(1), SYSTEM), exists: true }), UnreadableError);
});

test('fixed byte arrays are neither padded nor cut', () => {
    const encoder = sdk.getJobAcceptInstructionDataEncoder();
    encoder.encode({ attempt: 0, seed: new Uint8Array(32) });
    for (const length of [0, 31, 33, 40, 64]) {
        assert.throws(() => encoder.encode({ attempt: 0, seed: new Uint8Array(length) }), InputError);
    }
    const evidence = { frame: 1, tile: 2, leaf: new Uint8Array(32), checkerPixels: new Uint8Array(32) };
    const reject = sdk.getJobRejectInstructionDataEncoder();
    const grounds = (length: number) => sdk.grounds('Evidence', [{ ...evidence, path: [new Uint8Array(length)] }]);
    reject.encode({ attempt: 0, grounds: grounds(32) });
    assert.throws(() => reject.encode({ attempt: 0, grounds: grounds(31) }), InputError);
    const update = { operator: null, payout: null, slots: null, budget: null };
    const encoded = sdk.getProviderChangeInstructionDataEncoder();
    const profiled = (length: number) => sdk.providerUpdate('Account', { ...update, profile: new Uint8Array(length) });
    encoded.encode({ update: profiled(32) });
    assert.throws(() => encoded.encode({ update: profiled(40) }), InputError);
    assert.throws(() => encoder.encode({ attempt: 0, seed: Array(32).fill(0) as never }), InputError);
    assert.throws(() => encoder.encode({ attempt: 0, seed: '0'.repeat(64) as never }));
});

test('numbers are exact, whole and in their range', () => {
    const withdraw = sdk.getProviderWithdrawInstructionDataEncoder();
    for (const amount of [0, 1n, 2n ** 64n - 1n, Number.MAX_SAFE_INTEGER, null]) withdraw.encode({ amount });
    for (const amount of [2 ** 60, 0.5, Number.NaN, Infinity, '7' as never]) {
        assert.throws(() => withdraw.encode({ amount }), InputError, String(amount));
    }
    for (const amount of [-1, -1n, 2n ** 64n]) assert.throws(() => withdraw.encode({ amount }));
    const start = sdk.getJobStartInstructionDataEncoder();
    for (const attempt of [256, -1, 1.5, undefined as never]) assert.throws(() => start.encode({ attempt }));
});

test('a boolean is 0 or 1 on the wire, and true or false here', () => {
    const pause = sdk.providerUpdate('Pause', { paused: true });
    const data = new Uint8Array(sdk.getProviderChangeInstructionDataEncoder().encode({ update: pause }));
    assert.deepEqual(sdk.getProviderChangeInstructionDataDecoder().decode(data).update, pause);
    data[9] = 2;
    assert.throws(() => sdk.getProviderChangeInstructionDataDecoder().decode(data), UnreadableError);
    const wrong = sdk.providerUpdate('Pause', { paused: 1 as never });
    assert.throws(() => sdk.getProviderChangeInstructionDataEncoder().encode({ update: wrong }), InputError);
});

test('the tag of an option is 0 or 1', () => {
    const data = first('instructions', 'provider_withdraw');
    assert.ok(sdk.getProviderWithdrawInstructionDataDecoder().decode(data));
    data[8] = 2;
    assert.throws(() => sdk.getProviderWithdrawInstructionDataDecoder().decode(data), UnreadableError);
});

test('a list whose length is missing is not an empty one', () => {
    const draw = { chunk: { frame: 1, frames: 2, step: 1, tile: 0, tiles: 6 }, deposit: 1n, path: [] };
    const data = sdk.getDrawEncoder().encode(draw);
    assert.deepEqual(sdk.getDrawDecoder().decode(data).path, []);
    for (const missing of [1, 2, 3, 4]) {
        assert.throws(() => sdk.getDrawDecoder().decode(data.slice(0, data.length - missing)), `${missing} bytes`);
    }
});

test('variants that do not exist are refused', () => {
    const job = first('accounts', 'Job');
    job[223] = 7;
    assert.throws(() => sdk.decodeJob(account(job)));
    const failed = first('events', 'JobFailed');
    failed[8 + 33] = 6;
    assert.throws(() => sdk.decodeRaymentEvent(failed));
    assert.throws(() => sdk.getStatusEncoder().encode(9 as never));
    assert.throws(() => sdk.getPhaseEncoder().encode({ __kind: 'Lost' } as never));
});

test('an event of a later release is nothing, and half an event an error', () => {
    assert.equal(sdk.decodeRaymentEvent(new Uint8Array(64)), undefined);
    assert.equal(sdk.decodeRaymentEvent(new Uint8Array()), undefined);
    assert.throws(() => sdk.decodeRaymentEvent(first('events', 'JobClosed').slice(0, 100)));
});

const full = () => ({
    signer: createNoopSigner(key(7)),
    market: key(1),
    params: key(2),
    job: key(3),
    provider: key(4),
    payee: key(5),
    attempt: 0,
    reason: sdk.FailReason.Spec,
});

test('a required account that is left out is an error, never the program', () => {
    sdk.getJobFailInstruction(full());
    for (const name of ['signer', 'market', 'params', 'job', 'payee'] as const) {
        for (const value of [undefined, null, '']) {
            const input = { ...full(), [name]: value } as never;
            assert.throws(() => sdk.getJobFailInstruction(input), new RegExp(`JobFail needs the account '${name}'`));
        }
    }
    const without: Partial<ReturnType<typeof full>> = full();
    delete without.payee;
    // @ts-expect-error the compiler says so too
    assert.throws(() => sdk.getJobFailInstruction(without), InputError);
});

test('an optional account that is left out is none: the program in its place, and neither written nor signing', () => {
    const { provider: _, ...without } = full();
    const meta = sdk.getJobFailInstruction(without).accounts[4];
    assert.deepEqual({ ...meta }, { address: sdk.RAYMENT_PROGRAM_ADDRESS, role: 0 });
    const parsed = sdk.parseJobFailInstruction(sdk.getJobFailInstruction(without));
    assert.equal(parsed.accounts.provider, undefined);
});

test('what signs is a signer, not only an address', () => {
    const input = { ...full(), signer: key(7) as unknown as TransactionSigner };
    assert.throws(() => sdk.getJobFailInstruction(input), /'signer' signs/);
    const update = {
        authority: createNoopSigner(key(1)),
        market: key(2),
        keeper: null,
        paramsArg: null,
        pauseSecs: null,
    };
    sdk.getMarketUpdateInstruction({ ...update, newAuthority: createNoopSigner(key(3)) });
    sdk.getMarketUpdateInstruction(update);
    const mistaken = { ...update, newAuthority: key(3) as unknown as TransactionSigner };
    assert.throws(() => sdk.getMarketUpdateInstruction(mistaken), /'newAuthority' signs/);
});

test('accounts that nobody but the caller knows have no default', async () => {
    const wallet = createNoopSigner(key(7));
    const registration = {
        operator: key(1),
        payout: key(2),
        profile: new Uint8Array(32),
        terms: { perFrame: 1, perSecond: 1, perGb: 1, minimum: 1 },
        slots: 1,
        budget: 1,
    };
    // @ts-expect-error the market is for the caller to say
    await assert.rejects(sdk.getProviderRegisterInstructionAsync({ authority: wallet, registration }));
});

test('an instruction of another program is not read, nor one with too few accounts', () => {
    const built = sdk.getJobFailInstruction(full());
    assert.ok(sdk.parseJobFailInstruction(built));
    const other = { ...built, programAddress: key(8) };
    assert.throws(() => sdk.parseJobFailInstruction(other), UnreadableError);
    const short = { ...built, accounts: built.accounts.slice(0, 7) };
    assert.throws(() => sdk.parseJobFailInstruction(short), UnreadableError);
    assert.throws(() => sdk.parseJobExpireInstruction(built), UnreadableError);
    assert.throws(() => sdk.getJobFailInstruction(full(), { programAddress: key(8) }), UnreadableError);
});
