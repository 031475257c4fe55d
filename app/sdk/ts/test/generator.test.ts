// The generator: what is committed is what it makes, and it copes with what the program will have: accounts with
// options and enums, addresses that only a read of the chain tells, token programs, constants.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { type Decoder, type Encoder, type Instruction, createNoopSigner, getAddressDecoder } from '@solana/kit';

import { hex, meaning, room } from './golden.js';

const ROOM = fileURLToPath(room);
const FIXTURES = join(ROOM, 'test/fixtures');
const SCRATCH = join(ROOM, 'build/later');
/** As the script `format` has it. */
const FORMATTED = ['generator', 'src', 'test', 'examples', '!src/generated', '!test/*.json', '!test/fixtures/*.json'];
const key = (byte: number) => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

function node(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOM, encoding: 'utf8' });
    return { status, said: stdout + stderr };
}

function generate(idl: string, ...more: string[]) {
    const layouts = join(FIXTURES, 'layout.rs.txt');
    const out = join(SCRATCH, 'src/generated');
    return node('generator/generate.mjs', '--idl', idl, '--layouts', layouts, '--out', out, ...more);
}

type Later = Record<string, never> & {
    getOrderDecoder(): Decoder<object>;
    getOrderEncoder(): Encoder<object>;
    getOrderDrawInstructionAsync(input: object): Promise<Instruction>;
    parseOrderDrawInstruction(instruction: Instruction): { accounts: Record<string, unknown>; data: object };
    decodeRaymentEvent(bytes: Uint8Array): { name: string; data: object } | undefined;
    getOrderDrawnEncoder(): Encoder<object>;
    ORDER_TABLE: { layout: number; places: Record<string, { at: number; size: number }> };
};

let later: Later;

before(async () => {
    rmSync(SCRATCH, { recursive: true, force: true });
    mkdirSync(join(SCRATCH, 'src'), { recursive: true });
    copyFileSync(join(ROOM, 'src/strict.ts'), join(SCRATCH, 'src/strict.ts'));
    mkdirSync(join(SCRATCH, 'src/consumer'));
    const made = generate(join(FIXTURES, 'later.json'));
    assert.equal(made.status, 0, made.said);
    const consumer = readFileSync(join(FIXTURES, 'consumer.ts'), 'utf8').replace('./generated', '../generated');
    writeFileSync(join(SCRATCH, 'src/consumer/index.ts'), consumer);
    const config = {
        extends: '../../tsconfig.json',
        compilerOptions: { outDir: 'out', rootDir: 'src' },
        include: ['src'],
    };
    writeFileSync(join(SCRATCH, 'tsconfig.json'), JSON.stringify(config));
    const compiled = node('node_modules/typescript/bin/tsc', '-p', join(SCRATCH, 'tsconfig.json'));
    assert.equal(compiled.status, 0, compiled.said);
    later = await import(pathToFileURL(join(SCRATCH, 'out/generated/index.js')).href);
});

test('what is committed is what the generator makes of the committed IDL', () => {
    const { status, said } = node('generator/generate.mjs', '--check');
    assert.equal(status, 0, said);
});

test('what people wrote is formatted', () => {
    const { status, said } = node('node_modules/prettier/bin/prettier.cjs', '--check', ...FORMATTED);
    assert.equal(status, 0, `run \`npm run format\`\n${said}`);
});

test('a client that is not that of its IDL is told by name', () => {
    const idl = join(FIXTURES, 'later.json');
    const page = join(SCRATCH, 'src/generated/accounts/order.ts');
    const text = readFileSync(page, 'utf8');
    writeFileSync(page, `${text}\n`);
    const { status, said } = generate(idl, '--check');
    writeFileSync(page, text);
    assert.equal(status, 1);
    assert.match(said, /accounts\/order\.ts/);
});

test('accounts with options, enums, nested arrays and what has no fixed size', () => {
    const order = {
        layout: 3,
        bump: 255,
        market: key(1),
        next: 5n,
        state: 1,
        tags: [new Uint8Array(8).fill(1), new Uint8Array(8).fill(2)],
        total: 1n << 100n,
        sponsor: key(2),
        asset: { __kind: 'Token', mint: key(3), rate: null },
        label: 'böhm',
        blob: new Uint8Array([1, 2, 3]),
        jobs: [key(4), key(5)],
        late: true,
    };
    for (const asset of [order.asset, { __kind: 'Sol' }, { __kind: 'Pair', fields: [7, new Uint8Array(4)] }]) {
        for (const sponsor of [null, key(2)]) {
            const told = { ...order, asset, sponsor };
            const decoded = later.getOrderDecoder().decode(later.getOrderEncoder().encode(told));
            assert.deepEqual(meaning(decoded), meaning(told));
        }
    }
    const short = { ...order, tags: [new Uint8Array(8), new Uint8Array(7)] };
    assert.throws(() => later.getOrderEncoder().encode(short), /8 bytes are needed, not 7/);
    const pair = { __kind: 'Pair', fields: [7, new Uint8Array(5)] };
    assert.throws(() => later.getOrderEncoder().encode({ ...order, asset: pair }), /4 bytes are needed, not 5/);
    const prefix = hex(later.getOrderEncoder().encode(order)).slice(0, 18);
    assert.equal(prefix, `${'09'.repeat(8)}03`);
});

test('fields are placed as long as their place is always the same', () => {
    const { layout, places } = later.ORDER_TABLE;
    const found = Object.fromEntries(Object.entries(places).map(([name, { at, size }]) => [name, [at, size]]));
    assert.equal(layout, 3);
    const expected = { layout: [8, 1], bump: [9, 1], market: [10, 32], next: [42, 8], state: [50, 1], total: [67, 16] };
    assert.deepEqual(found, expected);
});

test('only what a client can know is derived, and an optional account is none unless it is named', async () => {
    const signer = createNoopSigner(key(1));
    const given = {
        payer: signer,
        market: key(2),
        receipt: key(3),
        next: key(4),
        tokenProgram: key(5),
        associatedTokenProgram: key(6),
        index: 7,
        terms: { root: new Uint8Array(32), until: 9n },
        marketArg: null,
    };
    const built = await later.getOrderDrawInstructionAsync(given);
    const { accounts, data } = later.parseOrderDrawInstruction(built);
    assert.deepEqual([accounts['vault'], accounts['sponsor']], [undefined, undefined]);
    assert.equal(built.accounts?.length, 12);
    const { index, terms, marketArg } = given;
    const fields = { index, terms: { root: '00'.repeat(32), until: '9' }, marketArg };
    assert.deepEqual(meaning(data), meaning(fields));
    assert.ok(terms);
    for (const name of ['tokenProgram', 'associatedTokenProgram', 'receipt', 'next'] as const) {
        const input = { ...given, [name]: undefined };
        await assert.rejects(later.getOrderDrawInstructionAsync(input), new RegExp(`needs the account '${name}'`));
    }
    const named = await later.getOrderDrawInstructionAsync({ ...given, vault: key(8), sponsor: signer });
    assert.equal(named.accounts?.[3]?.address, key(8));
    assert.ok('findOrderPda' in later && 'findVaultPda' in later && 'findReceiptPda' in later);
    assert.ok(!('findNextPda' in later), 'an expression was taken for a seed');
});

test('events and constants are there', () => {
    const event = { order: key(1), asset: { __kind: 'Sol' }, path: [new Uint8Array(32)] };
    const body = later.getOrderDrawnEncoder().encode(event);
    const decoded = later.decodeRaymentEvent(new Uint8Array([...Array(8).fill(7), ...body]));
    assert.deepEqual([decoded?.name, meaning(decoded?.data)], ['OrderDrawn', meaning(event)]);
    const constants = ['MOST_JOBS', 'MOST_LAMPORTS', 'ORDER_SEED', 'TAG', 'LABEL', 'PAUSED', 'NATIVE'];
    assert.deepEqual(
        constants.map((name) => meaning(later[name])),
        [10_000, '18446744073709551615', '6f72646572', '0102', 'a "b"', false, '1'.repeat(32)],
    );
});

/** The IDL with a change. */
function changed(change: (idl: ReturnType<typeof JSON.parse>) => void) {
    const idl = JSON.parse(readFileSync(join(FIXTURES, 'later.json'), 'utf8'));
    change(idl);
    const path = join(SCRATCH, 'changed.json');
    writeFileSync(path, JSON.stringify(idl));
    return generate(path, '--check');
}

test('what the generator cannot tell it does not guess', () => {
    const refusals: [RegExp, (idl: ReturnType<typeof JSON.parse>) => void][] = [
        [/does not begin with its layout/, (idl) => idl.types[0].type.fields.shift()],
        [/do not say the layout of the account/, (idl) => (idl.accounts[0].name = idl.types[0].name = 'Channel')],
        [/the constant MOST_JOBS .* can't be written/, (idl) => (idl.constants[0].value = 'JOBS * 2')],
        [/the constant TAG .* can't be written/, (idl) => (idl.constants[3].value = '[1, 2, 3]')],
        [
            /'order' has other seeds/,
            (idl) => {
                const [draw, close] = idl.instructions;
                close.accounts = [{ name: 'order', pda: { seeds: draw.accounts[3].pda.seeds.slice(0, 1) } }];
            },
        ],
    ];
    for (const [said, change] of refusals) {
        const result = changed(change);
        assert.notEqual(result.status, 0);
        assert.match(result.said, said);
    }
});
