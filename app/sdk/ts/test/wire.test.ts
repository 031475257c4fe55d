// Everything that goes over the wire, against the bytes of the Rust client.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type AccountMeta,
    AccountRole,
    type Address,
    type Decoder,
    type Encoder,
    type Instruction,
    createNoopSigner,
} from '@solana/kit';

import * as sdk from '../src/index.js';
import { type Instruction as GoldenInstruction, bytes, camel, golden, hex, idl, meaning, pascal } from './golden.js';

const names = <T extends { name: string }>(all: readonly T[]) => [...new Set(all.map(({ name }) => name))].sort();

/** A function of the client, by its name. */
function offered<T>(name: string): T {
    const found = (sdk as Record<string, unknown>)[name];
    assert.ok(found, `the client has no ${name}`);
    return found as T;
}

function role({ signer, writable }: { signer: boolean; writable: boolean }): AccountRole {
    if (signer) return writable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
    return writable ? AccountRole.WRITABLE : AccountRole.READONLY;
}

function received({ accounts, data }: GoldenInstruction) {
    const metas = accounts.map((meta) => ({ address: meta.address as Address, role: role(meta) }));
    return { programAddress: sdk.RAYMENT_PROGRAM_ADDRESS, accounts: metas, data: bytes(data) };
}

test('the golden bytes are of everything in the IDL', () => {
    assert.deepEqual(names(golden.accounts), names(idl.accounts));
    assert.deepEqual(names(golden.events), names(idl.events));
    assert.deepEqual(names(golden.instructions), names(idl.instructions));
    assert.deepEqual([...sdk.RAYMENT_EVENT_NAMES].sort(), names(idl.events));
});

for (const [at, account] of golden.accounts.entries()) {
    test(`account ${at}, ${account.name}: read as it was meant, and written as it was`, () => {
        const decoder = offered<() => Decoder<object>>(`get${account.name}Decoder`)();
        const encoder = offered<() => Encoder<object>>(`get${account.name}Encoder`)();
        const data = bytes(account.data);
        const decoded = decoder.decode(data);
        assert.deepEqual(meaning(decoded), account.meaning);
        const written = encoder.encode(decoded);
        assert.equal(hex(written), hex(data.slice(0, written.length)));
        // What a phase does not fill is zeros.
        assert.ok(data.slice(written.length).every((byte) => byte === 0));
    });
}

for (const event of golden.events) {
    test(`event ${event.name}: read as it was meant, and written as it was`, () => {
        const decoded = sdk.decodeRaymentEvent(bytes(event.data));
        assert.equal(decoded?.name, event.name);
        assert.deepEqual(meaning(decoded?.data), event.meaning);
        const encoder = offered<() => Encoder<unknown>>(`get${event.name}Encoder`)();
        assert.equal(hex(encoder.encode(decoded?.data)), event.data.slice(16));
        const own = offered<() => Decoder<unknown>>(`get${event.name}EventDecoder`)();
        assert.deepEqual(own.decode(bytes(event.data)), decoded?.data);
    });
}

type Parsed = { accounts?: Record<string, AccountMeta | undefined>; data: object };

for (const [at, instruction] of golden.instructions.entries()) {
    test(`instruction ${at}, ${instruction.name}: read, and built again from what was read`, async () => {
        const name = pascal(instruction.name);
        const parse = offered<(of: Instruction) => Parsed>(`parse${name}Instruction`);
        const { accounts = {}, data } = parse(received(instruction));
        const places = idl.instructions.find((entry) => entry.name === instruction.name)?.accounts ?? [];
        const input: Record<string, unknown> = { ...data };
        for (const place of places) {
            const meta = accounts[camel(place.name)];
            if (!meta) {
                assert.ok(place.optional);
                continue;
            }
            input[camel(place.name)] = place.signer ? createNoopSigner(meta.address) : meta.address;
        }
        type Build = (input: object) => Instruction | Promise<Instruction>;
        const builders = [`get${name}Instruction`, `get${name}InstructionAsync`].filter((each) => each in sdk);
        for (const builder of builders) {
            const built = await offered<Build>(builder)(input);
            assert.equal(built.programAddress, sdk.RAYMENT_PROGRAM_ADDRESS);
            const metas = (built.accounts ?? []).map(({ address, role }) => ({ address, role }));
            assert.deepEqual(metas, received(instruction).accounts);
            assert.equal(hex(built.data ?? []), instruction.data);
        }
        const told = sdk.parseRaymentInstruction(received(instruction));
        assert.equal(sdk.RaymentInstruction[told.instructionType], name);
    });
}

/** The golden instructions of a name. */
const named = (name: string) => golden.instructions.filter((each) => each.name === name);
/** The Rust tests' keys: the same byte 32 times. */
const key = (byte: number) => new Uint8Array(32).fill(byte);
const address = (byte: number) => sdkAddress(key(byte));

function sdkAddress(of: Uint8Array): Address {
    return sdk.getClaimDecoder().decode(new Uint8Array([...of, ...new Uint8Array(32)])).provider;
}

test('drawing from an order, field by field', async () => {
    const [, , drawn] = named('order_draw');
    const chunk = { frame: 1, frames: 2, step: 1, tile: 0, tiles: 6 };
    const jobs = await sdk.OrderJobs.of(Array.from({ length: 4 }, () => ({ chunk, deposit: 1_000n })));
    const quote = {
        version: sdk.QUOTE_VERSION,
        market: address(1),
        client: address(11),
        spec: key(12),
        mint: sdk.NO_ADDRESS,
        sponsor: address(14),
        params: 7,
        feeBps: 500,
        jobs: 4,
        root: jobs.root,
        cut: { frames: 0, parts: 0 },
        total: 4_000n,
        ceilings: { terms: { perFrame: 1, perSecond: 2, perGb: 3, minimum: 4 }, msPerFrame: 9 },
        bytes: 10,
        atOnceMax: 5_000,
        drawUntil: 1,
        expiresAt: 1,
        flags: sdk.QUOTE_FLAG.AT_ONCE | sdk.QUOTE_FLAG.CHECK,
        salt: 7,
    };
    const [params] = await sdk.findParamsPda({ market: quote.market, version: quote.params });
    const [order] = await sdk.findOrderPda({ quote });
    const [job] = await sdk.findJobPda({ order, index: 3 });
    const drawer = createNoopSigner(address(12));
    const given = { drawer, market: quote.market, params, order, job };
    const built = sdk.getOrderDrawInstruction({ ...given, quote: null, jobArg: jobs.draw(3) });
    assert.equal(hex(built.data), drawn?.data);
    assert.deepEqual(
        built.accounts.map(({ address }) => address),
        drawn?.accounts.map(({ address }) => address),
    );
    const returned = sdk.getOrderReturnInstruction({
        signer: drawer,
        order,
        client: quote.client,
        sponsor: quote.sponsor,
        quote: null,
        cancel: true,
    });
    const [expected] = named('order_return');
    assert.equal(hex(returned.data), expected?.data);
    assert.deepEqual(
        returned.accounts.map(({ address }) => address),
        expected?.accounts.map(({ address }) => address),
    );
});

test('evidence, field by field', () => {
    const [rejected] = named('job_reject');
    const evidence = { frame: 1, tile: 2, leaf: key(3), path: [key(4), key(5)], checkerPixels: key(6) };
    const grounds = sdk.grounds('Evidence', [evidence]);
    const data = sdk.getJobRejectInstructionDataEncoder().encode({ attempt: 2, grounds });
    assert.equal(hex(data), rejected?.data);
});

test('asynchronous builders derive what a client can know, and leave optional accounts out', async () => {
    const [registered] = named('provider_register');
    const parsed = sdk.parseProviderRegisterInstruction(received(registered as GoldenInstruction));
    const built = await sdk.getProviderRegisterInstructionAsync({
        authority: createNoopSigner(parsed.accounts.authority.address),
        market: parsed.accounts.market.address,
        registration: parsed.data.registration,
    });
    assert.deepEqual(
        built.accounts.map(({ address }) => address),
        registered?.accounts.map(({ address }) => address),
    );
    const { accounts, data } = sdk.parseMarketInitInstruction(received(named('market_init')[0] as GoldenInstruction));
    const opened = await sdk.getMarketInitInstructionAsync({
        creator: createNoopSigner(accounts.creator.address),
        ...data,
    });
    assert.equal(opened.accounts[1].address, accounts.market.address);
    assert.equal(opened.accounts[2].address, accounts.params.address);
    const [enlisted] = named('guardian_enlist');
    const guardian = sdk.parseGuardianEnlistInstruction(received(enlisted as GoldenInstruction));
    const comes = await sdk.getGuardianEnlistInstructionAsync({
        wallet: createNoopSigner(guardian.accounts.wallet.address),
        authority: createNoopSigner(guardian.accounts.authority.address),
        market: guardian.accounts.market.address,
        ...guardian.data,
    });
    assert.equal(comes.accounts[3].address, guardian.accounts.guardian.address);
    const swept = sdk.getProviderSweepInstruction({ market: address(1), treasury: address(5) });
    assert.equal(swept.accounts[0].address, sdk.RAYMENT_PROGRAM_ADDRESS);
});
