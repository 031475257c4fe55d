// What the program told in a transaction. Its events stand in the log, which anybody can fill up, and in calls of
// the program to itself, which nobody can hide or make.
//
// Naming the program makes nobody the program: a line of the log is its word only while it runs, by the stack of
// invocations, and a call is its own only where it is both caller and called.
import {
    type Base64EncodedDataResponse,
    type Commitment,
    type GetTransactionApi,
    type ReadonlyUint8Array,
    type Rpc,
    SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
    SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
    type Signature,
    getBase58Encoder,
    getBase64Encoder,
    isAddress,
    isSolanaError,
} from './strict.js';
import { type RaymentEvent, type RaymentEventName, decodeRaymentEvent } from './generated/events/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';

/** What Anchor puts before an event that a program tells by calling itself. */
const EVENT_CALL = new Uint8Array([0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d]);
/** The runtime leaves out lines from here on, and may still write shorter ones. */
const CUT_OFF = 'Log truncated';
/** Told by a call, so that no filled log hides it: a line of the log that says so is not waited for, nor believed. */
const TOLD_BY_CALL: ReadonlySet<RaymentEventName> = new Set<RaymentEventName>(['JobClosed']);
/**
 * A node that is asked for a version above the highest that it is told answers an error instead, and whoever names
 * an account chooses the version.
 */
const ANY_VERSION = 255 as 0;

/** An instruction as a node spells it, by places in the list of accounts. */
export type CalledInstruction = {
    programIdIndex: number;
    data: string;
    /** 1 for an instruction of the transaction itself, 2 for what that called, and so on. */
    stackHeight?: number | null | undefined;
};

/** As much of a transaction as events are read from: what `getTransaction` answers with `encoding: 'json'`. */
export type ReadTransaction = {
    transaction: {
        message: { accountKeys: readonly string[]; instructions: readonly CalledInstruction[] };
    };
    meta: {
        err: unknown;
        logMessages?: readonly string[] | null | undefined;
        innerInstructions?: readonly { index: number; instructions: readonly CalledInstruction[] }[] | null | undefined;
        loadedAddresses?: { writable: readonly string[]; readonly: readonly string[] } | null | undefined;
    } | null;
};

/**
 * The program's events of a transaction that a node has: logged ones first, then those told by calls. Nothing of a
 * failed one. `undefined` where the node does not know the transaction, or cannot spell its version out.
 */
export async function fetchEvents(
    rpc: Rpc<GetTransactionApi>,
    signature: Signature,
    config: { commitment?: Exclude<Commitment, 'processed'>; abortSignal?: AbortSignal } = {},
): Promise<RaymentEvent[] | undefined> {
    const { commitment, abortSignal } = config;
    const request = rpc.getTransaction(signature, {
        encoding: 'json',
        maxSupportedTransactionVersion: ANY_VERSION,
        ...(commitment ? { commitment } : {}),
    });
    try {
        const found = await request.send(abortSignal ? { abortSignal } : {});
        return found ? eventsOf(found) : undefined;
    } catch (error) {
        if (isUnreadable(error)) return undefined;
        throw error;
    }
}

function isUnreadable(error: unknown): boolean {
    return (
        isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION) ||
        isSolanaError(error, SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR)
    );
}

/** The program's events of a transaction: logged ones first, then those told by calls. Nothing of a failed one. */
export function eventsOf({ transaction, meta }: ReadTransaction): RaymentEvent[] {
    if (!meta || (meta.err !== null && meta.err !== undefined)) return [];
    const { accountKeys, instructions } = transaction.message;
    const { writable = [], readonly = [] } = meta.loadedAddresses ?? {};
    const keys = [...accountKeys, ...writable, ...readonly];
    const told = (meta.innerInstructions ?? []).flatMap(({ index, instructions: inner }) => {
        const outer = instructions[index];
        return outer ? eventsOfCalls(outer, inner, keys) : [];
    });
    return [...eventsFromLogs(meta.logMessages ?? []), ...told];
}

/** What the program told by calls to itself, below one instruction of a transaction. */
function eventsOfCalls(
    outer: CalledInstruction,
    inner: readonly CalledInstruction[],
    keys: readonly string[],
): RaymentEvent[] {
    // Who called at each height, down from the transaction's own instruction.
    const callers: (string | undefined)[] = [keys[outer.programIdIndex]];
    const events: RaymentEvent[] = [];
    for (const call of inner) {
        const program = keys[call.programIdIndex];
        const height = call.stackHeight;
        if (typeof height === 'number' && height >= 2) {
            callers.length = height - 1;
            const caller = callers.at(-1);
            callers.push(program);
            if (caller !== RAYMENT_PROGRAM_ADDRESS) continue;
        }
        // Nodes of old tell no heights. The program itself takes such a call from nobody else: it wants the
        // signature of an address that only it can sign for.
        if (program !== RAYMENT_PROGRAM_ADDRESS) continue;
        const event = eventFromCall(getBase58Encoder().encode(call.data));
        if (event) events.push(event);
    }
    return events;
}

/**
 * What the program tells by calling itself with these bytes. `undefined` where they are another call's, or tell what
 * this release does not know.
 */
export function eventFromCall(data: ReadonlyUint8Array): RaymentEvent | undefined {
    const isEvent = EVENT_CALL.every((byte, at) => data[at] === byte);
    return isEvent ? decodeRaymentEvent(data.slice(EVENT_CALL.length)) : undefined;
}

/**
 * The program's events in a log, in order. Another program can write lines that look like them, so the stack of
 * invocations is followed, as long as no line is missing.
 */
export function eventsFromLogs(logs: readonly string[]): RaymentEvent[] {
    const stack: string[] = [];
    const events: RaymentEvent[] = [];
    for (const line of logs) {
        if (line === CUT_OFF) break;
        const data = /^Program data: (.*)$/s.exec(line)?.[1];
        if (data !== undefined) {
            const event = stack.at(-1) === RAYMENT_PROGRAM_ADDRESS ? eventFromLine(data) : undefined;
            if (event && !TOLD_BY_CALL.has(event.name)) events.push(event);
            continue;
        }
        const [, program, said] = /^Program (\S+) (.*)$/s.exec(line) ?? [];
        // `Program log: …` is a program's own word and may be anything.
        if (program === undefined || said === undefined || !isAddress(program)) continue;
        const depth = /^invoke \[(\d+)\]$/.exec(said)?.[1];
        if (depth !== undefined) {
            // A line is missing above, so nobody knows whose word comes next.
            if (Number(depth) !== stack.length + 1) break;
            stack.push(program);
        } else if (said === 'success' || said.startsWith('failed')) {
            stack.pop();
        }
    }
    return events;
}

function eventFromLine(data: string): RaymentEvent | undefined {
    try {
        return decodeRaymentEvent(getBase64Encoder().encode(data as Base64EncodedDataResponse[0]));
    } catch {
        // A later release may log what this one can't read; what it must not miss is told by calls.
        return undefined;
    }
}
