// Signatures that WebCrypto may find right and the chain does not: a provider that served for them would not be paid.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import {
    type Address,
    createKeyPairFromPrivateKeyBytes,
    getAddressDecoder,
    getAddressEncoder,
    getAddressFromPublicKey,
} from '@solana/kit';

import { verifyVoucher } from '../src/index.js';
import { isSigned, signed } from '../src/signatures.js';
import { bytes } from './golden.js';

/** Points of small order, without the bit of the sign; the first is the neutral one. */
const SMALL = [
    `01${'00'.repeat(31)}`,
    `ee${'ff'.repeat(30)}7f`,
    `ec${'ff'.repeat(30)}7f`,
    '00'.repeat(32),
    `ed${'ff'.repeat(30)}7f`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(bytes);
const [NEUTRAL] = SMALL as [Uint8Array];
/** The curve's base point, and its order. */
const BASE = bytes(`58${'66'.repeat(31)}`);
const ORDER = (1n << 252n) + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

const addressOf = (point: Uint8Array): Address => getAddressDecoder().decode(point);
const negated = (point: Uint8Array) => point.map((byte, at) => (at === 31 ? byte ^ 0x80 : byte));
const number = (of: Uint8Array) => of.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
const scalar = (of: bigint) => Uint8Array.from({ length: 32 }, (_, at) => Number((of >> BigInt(8 * at)) & 0xffn));
const hash = (...parts: Uint8Array[]) => new Uint8Array(createHash('sha512').update(Buffer.concat(parts)).digest());

test('keys of small order, under which anybody can sign anything, sign nothing', async () => {
    // Right under the neutral key for every message, and under the others for one in eight at least.
    const signature = new Uint8Array([...BASE, ...scalar(1n)]);
    for (const point of SMALL.flatMap((point) => [point, negated(point)])) {
        for (let cumulative = 0n; cumulative < 64n; cumulative += 1n) {
            const voucher = { channel: addressOf(BASE), cumulative, expiresAt: 0n };
            assert.equal(await verifyVoucher(addressOf(point), voucher, signature), false);
        }
    }
});

test('a signature that begins with a point of small order is none', async () => {
    const secret = new Uint8Array(32).fill(1);
    const key = await getAddressFromPublicKey((await createKeyPairFromPrivateKeyBytes(secret)).publicKey);
    const clamped = hash(secret).slice(0, 32);
    clamped[0] = (clamped[0] ?? 0) & 0xf8;
    clamped[31] = ((clamped[31] ?? 0) & 0x7f) | 0x40;
    const message = new Uint8Array([1, 2, 3]);
    const challenge = number(hash(NEUTRAL, getAddressEncoder().encode(key) as Uint8Array, message));
    const signature = new Uint8Array([...NEUTRAL, ...scalar((challenge * number(clamped)) % ORDER)]);
    assert.equal(await isSigned({ key, signature }, message), false);
});

test('what WebCrypto signs is taken', async () => {
    const { privateKey, publicKey } = await createKeyPairFromPrivateKeyBytes(new Uint8Array(32).fill(1));
    const [key, message] = [await getAddressFromPublicKey(publicKey), new Uint8Array([7])];
    const signature = await signed(privateKey, message);
    assert.ok(await isSigned({ key, signature }, message));
    assert.equal(await isSigned({ key, signature }, new Uint8Array([8])), false);
});
