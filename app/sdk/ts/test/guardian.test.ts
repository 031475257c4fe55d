// Statements of guardians, what carries them, and stakes, against the Rust client's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Address, createKeyPairFromPrivateKeyBytes, createNoopSigner, getAddressDecoder } from '@solana/kit';

import * as sdk from '../src/index.js';
import { InputError, type Statement, UnreadableError } from '../src/index.js';
import { asKit, bytes, golden, hex, plain } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const told = golden.guardian;
const keys = told.guardians.map(({ address }) => address as Address);
const [guardian, second] = keys as [Address, Address];
const both = [told.statement, told.contrary].map(
    ({ meaning: { market, job, leaf, checkerPixels, ...rest }, ...of }) => ({
        ...of,
        statement: {
            ...rest,
            market: market as Address,
            job: job as Address,
            leaf: bytes(leaf),
            checkerPixels: bytes(checkerPixels),
        } satisfies Statement,
    }),
);
const [one, contrary] = both as [(typeof both)[number], (typeof both)[number]];
const signatures = keys.map((each, at) => ({ key: each, signature: bytes(one.signatures[at] ?? '') }));

test('statements are written, read and signed as the Rust client does', async () => {
    assert.equal(sdk.STATEMENT_BYTES, told.size);
    for (const { statement, data, signatures } of both) {
        assert.equal(hex(sdk.encodeStatement(statement)), data);
        assert.deepEqual(sdk.readStatement(bytes(data)), statement);
        for (const [at, { address, secret }] of told.guardians.entries()) {
            const { privateKey } = await createKeyPairFromPrivateKeyBytes(bytes(secret));
            const signature = await sdk.signStatement(privateKey, statement);
            assert.equal(hex(signature), signatures[at]);
            assert.ok(await sdk.verifyStatement({ key: address as Address, signature }, statement));
        }
    }
});

test('a signature is right for one key and one statement', async () => {
    const signature = signatures[0] as sdk.KeySignature;
    assert.equal(await sdk.verifyStatement({ ...signature, key: second }, one.statement), false);
    assert.equal(await sdk.verifyStatement(signature, contrary.statement), false);
    for (const name of ['attempt', 'frame', 'tile'] as const) {
        const other = { ...one.statement, [name]: one.statement[name] + 1 };
        assert.equal(await sdk.verifyStatement(signature, other), false, name);
    }
});

test('bytes that are no statement are refused, and so are fields of another size', () => {
    const data = bytes(one.data);
    for (const length of [0, 151, 153]) {
        const other = new Uint8Array(length);
        other.set(data.slice(0, length));
        assert.throws(() => sdk.readStatement(other), UnreadableError, `${length} bytes`);
    }
    for (let at = 0; at < 15; at += 1) {
        const other = data.slice();
        other[at] = (other[at] ?? 0) ^ 1;
        assert.throws(() => sdk.readStatement(other), UnreadableError, `byte ${at}`);
    }
    for (const wrong of [{ leaf: new Uint8Array(31) }, { checkerPixels: new Uint8Array(33) }, { frame: 0.5 }]) {
        assert.throws(() => sdk.encodeStatement({ ...one.statement, ...wrong }), InputError);
    }
    for (const wrong of [{ attempt: 256 }, { tile: 2 ** 32 }, { job: 'nothing' as Address }]) {
        assert.throws(() => sdk.encodeStatement({ ...one.statement, ...wrong }));
    }
});

test('one or two signatures come before the statement that they are over', () => {
    for (const count of [1, 2]) {
        const built = sdk.getStatementInstruction(one.statement, signatures.slice(0, count));
        assert.equal(hex(built.data), told.signed[count - 1]);
        assert.deepEqual([built.data.length, built.accounts], [154 + 110 * count, []]);
        assert.equal(built.programAddress, sdk.ED25519_PROGRAM_ADDRESS);
    }
    for (const wrong of [[], [...signatures, ...signatures.slice(1)]]) {
        assert.throws(() => sdk.getStatementInstruction(one.statement, wrong), /1 to 2 guardians sign/);
    }
});

test('a slash is two instructions, of which the first carries the contradiction', async () => {
    const sign = ({ statement, signatures: [signature] }: typeof one) => ({
        statement,
        signature: bytes(signature ?? ''),
    });
    const contradiction = sdk.getContradictionInstruction(guardian, [sign(one), sign(contrary)]);
    assert.equal(contradiction.data.length, 526);
    const [account] = await sdk.findGuardianPda({ market: key(1), wallet: key(53) });
    const slash = sdk.getGuardianSlashInstruction({ prover: createNoopSigner(key(55)), guardian: account });
    assert.deepEqual([contradiction, slash].map(plain), told.slash.map(asKit));
});

test('a rejection by guardians alone, field by field', async () => {
    const [, , , alone] = golden.instructions.filter(({ name }) => name === 'job_reject');
    const path = [4, 5].map((byte) => new Uint8Array(32).fill(byte));
    const grounds = sdk.grounds('Statement', { path });
    const data = sdk.getJobRejectInstructionDataEncoder().encode({ attempt: 2, grounds });
    assert.equal(hex(data), alone?.data);
    const found = await Promise.all([53, 54].map((byte) => sdk.findGuardianPda({ market: key(1), wallet: key(byte) })));
    const places = golden.instructions.indexOf(alone as (typeof golden.instructions)[number]);
    const accounts = golden.instructions[places]?.accounts.map(({ address }) => address) ?? [];
    assert.deepEqual(
        [accounts[0], ...accounts.slice(6, 9)],
        [sdk.RAYMENT_PROGRAM_ADDRESS, ...found.map(([address]) => address), sdk.INSTRUCTIONS_SYSVAR_ADDRESS],
    );
});

test('a stake is locked, sent on its way out and taken, in the one account that is named', async () => {
    const changes = golden.instructions.filter(({ name }) => name === 'stake_change');
    const [params] = await sdk.findParamsPda({ market: key(1), version: 7 });
    const [client] = await sdk.findClientPda({ market: key(1), wallet: key(35) });
    const [provider] = await sdk.findProviderPda({ market: key(1), authority: key(35) });
    const [guardian] = await sdk.findGuardianPda({ market: key(1), wallet: key(35) });
    const places = [{ client }, { newClient: client }, { provider }, { guardian }, { bonded: key(1) }];
    const commands = [
        sdk.stakeCommand('Lock', { amount: (1n << 53n) + 1n }),
        sdk.stakeCommand('Unlock', { amount: (1n << 53n) + 2n }),
        sdk.stakeCommand('Take'),
    ];
    const all = places.flatMap((place) => commands.map((command) => ({ place, command })));
    assert.equal(changes.length, all.length);
    const wallet = createNoopSigner(key(35));
    for (const [at, { place, command }] of all.entries()) {
        const built = sdk.getStakeChangeInstruction({ wallet, market: key(1), params, command, ...place });
        const { accounts = [], data = '' } = changes[at] ?? {};
        assert.equal(hex(built.data), data);
        assert.deepEqual(
            built.accounts.map(({ address }) => address),
            accounts.map(({ address }) => address),
        );
    }
});
