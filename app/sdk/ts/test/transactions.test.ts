// Events of transactions: what is the program's word, and what only looks like it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    type Signature,
    createSolanaRpcFromTransport,
    getAddressDecoder,
    getBase58Decoder,
} from '@solana/kit';

import {
    RAYMENT_PROGRAM_ADDRESS as OURS,
    type ReadTransaction,
    eventFromCall,
    eventsFromLogs,
    eventsOf,
    fetchEvents,
} from '../src/index.js';
import { bytes, golden } from './golden.js';

const OTHER = getAddressDecoder().decode(new Uint8Array(32).fill(8));
const SYSTEM = '11111111111111111111111111111111' as Address;
const EVENT_CALL = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

function told(name: string): Uint8Array {
    const event = golden.events.find((each) => each.name === name);
    assert.ok(event);
    return bytes(event.data);
}

const line = (name: string) => `Program data: ${Buffer.from(told(name)).toString('base64')}`;
const call = (name: string) => getBase58Decoder().decode(new Uint8Array([...EVENT_CALL, ...told(name)]));
const names = (events: { name: string }[]) => events.map(({ name }) => name);
const invoke = (program: string, depth: number) => `Program ${program} invoke [${depth}]`;
const success = (program: string) => `Program ${program} success`;

test('the program tells its events in the log, in order', () => {
    const logs = [
        invoke(OURS, 1),
        'Program log: Instruction: JobStart',
        invoke(SYSTEM, 2),
        success(SYSTEM),
        line('JobStarted'),
        `Program ${OURS} consumed 5000 of 200000 compute units`,
        success(OURS),
        invoke(OURS, 1),
        line('JobSealed'),
        success(OURS),
    ];
    assert.deepEqual(names(eventsFromLogs(logs)), ['JobStarted', 'JobSealed']);
});

test('what another program writes is not an event, wherever it stands', () => {
    const logs = [
        invoke(OURS, 1),
        invoke(OTHER, 2),
        line('JobStarted'),
        success(OTHER),
        success(OURS),
        line('JobStarted'),
        invoke(OTHER, 1),
        `Program log: ${invoke(OURS, 2)}`,
        `Program log: x\n${invoke(OURS, 2)}`,
        line('JobStarted'),
        invoke(OURS, 2),
        success(OURS),
        line('JobStarted'),
        `Program ${OTHER} failed: custom program error: 0x1`,
    ];
    assert.deepEqual(eventsFromLogs(logs), []);
});

test('a program cannot say that it has ended, or who runs', () => {
    for (const said of ['success', 'failed', 'invoke [3]']) {
        const logs = [invoke(OURS, 1), invoke(OTHER, 2), `Program log: ${said}`, line('JobStarted'), success(OTHER)];
        assert.deepEqual(names(eventsFromLogs([...logs, line('JobSealed'), success(OURS)])), ['JobSealed']);
    }
});

test('nothing is believed behind a cut, nor where a line is missing', () => {
    const cut = [invoke(OURS, 1), line('JobStarted'), 'Log truncated', line('JobSealed')];
    assert.deepEqual(names(eventsFromLogs(cut)), ['JobStarted']);
    const gap = [invoke(OURS, 1), invoke(OTHER, 3), success(OTHER), line('JobSealed')];
    assert.deepEqual(eventsFromLogs(gap), []);
});

test('the end of a job is not taken from a log', () => {
    assert.deepEqual(eventsFromLogs([invoke(OURS, 1), line('JobClosed'), success(OURS)]), []);
});

test('a log that makes no sense has no events', () => {
    const noise = ['Program data: !!!', 'Program ', 'Program x', 'Program data: ', 'invoke [1]', ''];
    assert.deepEqual(eventsFromLogs(noise), []);
    assert.deepEqual(eventsFromLogs([invoke(OURS, 1), ...noise, line('JobStarted').slice(0, 30)]), []);
});

test('a call tells an event by its first bytes', () => {
    assert.equal(eventFromCall(new Uint8Array([...EVENT_CALL, ...told('JobClosed')]))?.name, 'JobClosed');
    assert.equal(eventFromCall(told('JobClosed')), undefined);
    assert.equal(eventFromCall(new Uint8Array(EVENT_CALL)), undefined);
});

type Call = [program: string, height: number | undefined, data: string];

/** A transaction with one instruction of a program, and what was called below it. */
function transaction(outer: string, calls: Call[], err: unknown = null): ReadTransaction {
    const accountKeys = [OTHER, outer];
    const loaded = [SYSTEM, OURS];
    const keys = [...accountKeys, ...loaded];
    const instructions = calls.map(([program, stackHeight, data]) => ({
        programIdIndex: keys.indexOf(program as Address),
        data,
        ...(stackHeight === undefined ? {} : { stackHeight }),
    }));
    return {
        transaction: { message: { accountKeys, instructions: [{ programIdIndex: 1, data: '' }] } },
        meta: {
            err,
            logMessages: [invoke(outer, 1), line('JobSealed'), success(outer)],
            innerInstructions: [{ index: 0, instructions }],
            loadedAddresses: { writable: loaded.slice(0, 1), readonly: loaded.slice(1) },
        },
    };
}

test('logged events come first, then those that the program told by calling itself', () => {
    const found = eventsOf(
        transaction(OURS, [
            [SYSTEM, 2, ''],
            [OURS, 2, call('JobClosed')],
        ]),
    );
    assert.deepEqual(names(found), ['JobSealed', 'JobClosed']);
});

test('the program calls itself also where another program called it', () => {
    const calls: Call[] = [
        [OURS, 2, ''],
        [SYSTEM, 3, ''],
        [OURS, 3, call('JobClosed')],
        [SYSTEM, 2, ''],
    ];
    assert.deepEqual(names(eventsOf(transaction(OTHER, calls))), ['JobClosed']);
});

test('bytes of an event in a call from or to another program are none', () => {
    const forged: Call[] = [
        [OURS, 2, call('JobClosed')],
        [OTHER, 2, call('JobClosed')],
        [OURS, 3, call('JobClosed')],
        [OTHER, 3, call('JobClosed')],
        [OURS, 5, call('JobClosed')],
    ];
    assert.deepEqual(eventsOf(transaction(OTHER, forged)), []);
});

test('where a node tells no heights, a call to the program is its own: it takes none from others', () => {
    assert.deepEqual(names(eventsOf(transaction(OTHER, [[OURS, undefined, call('JobClosed')]]))), ['JobClosed']);
    assert.deepEqual(eventsOf(transaction(OTHER, [[OTHER, undefined, call('JobClosed')]])), []);
});

test('a failed transaction did nothing', () => {
    const failed = transaction(OURS, [[OURS, 2, call('JobClosed')]], { InstructionError: [0, { Custom: 6000 }] });
    assert.deepEqual(eventsOf(failed), []);
    assert.deepEqual(eventsOf({ ...failed, meta: null }), []);
});

/** A node that answers one request, and what it was asked. */
function node(answer: object) {
    const asked: { params: [string, { maxSupportedTransactionVersion: number; encoding: string }] }[] = [];
    const transport = async <T>({ payload }: { payload: unknown }): Promise<T> => {
        asked.push(payload as (typeof asked)[number]);
        return { jsonrpc: '2.0', id: 0, ...answer } as T;
    };
    return { asked, rpc: createSolanaRpcFromTransport(transport) as Parameters<typeof fetchEvents>[0] };
}

const SIGNATURE = getBase58Decoder().decode(new Uint8Array(64).fill(1)) as Signature;

test('transactions of every version are asked for', async () => {
    const { asked, rpc } = node({ result: transaction(OURS, [[OURS, 2, call('JobClosed')]]) });
    assert.deepEqual(names((await fetchEvents(rpc, SIGNATURE)) ?? []), ['JobSealed', 'JobClosed']);
    assert.equal(asked[0]?.params[1].maxSupportedTransactionVersion, 255);
});

test('a transaction that the node does not know, or cannot spell out, is undefined', async () => {
    assert.equal(await fetchEvents(node({ result: null }).rpc, SIGNATURE), undefined);
    for (const code of [-32_015, -32_603]) {
        const { rpc } = node({ error: { code, message: 'Transaction version (2) is not supported' } });
        assert.equal(await fetchEvents(rpc, SIGNATURE), undefined);
    }
    const { rpc } = node({ error: { code: -32_005, message: 'behind', data: { numSlotsBehind: 9 } } });
    await assert.rejects(fetchEvents(rpc, SIGNATURE));
});
