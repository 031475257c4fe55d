// Bytes that the Rust client wrote, and what they mean. `RAYMENT_WRITE_GOLDEN=1 cargo test -p rayment-client golden`
// writes them again.
import { readFileSync } from 'node:fs';

import { isOption, isSome } from '@solana/kit';

import type { ChunkArgs } from '../src/index.js';

export type Told = { name: string; data: string; meaning: unknown };
export type Instruction = {
    name: string;
    accounts: { address: string; signer: boolean; writable: boolean }[];
    data: string;
};
type Order = {
    address: string;
    data: string;
    hash: string;
    jobs: { address: string; chunk: ChunkArgs; deposit: string; leaf: string; path: string[] }[];
    limits: Record<'atOnce' | 'check' | 'jobs' | 'quoteBytes' | 'version', number>;
    meaning: unknown;
    pay: { program: string } & Pick<Instruction, 'accounts' | 'data'>;
    roots: string[];
};
type Golden = {
    accounts: Told[];
    addresses: Record<'eventAuthority' | 'job' | 'market' | 'params' | 'provider', string>;
    events: Told[];
    instructions: Instruction[];
    order: Order;
    places: Record<string, { layout: number; space: number; fields: [string, number, number][] }>;
};

/** The folder of the package, seen from where the tests are built. */
export const room = new URL('../../', import.meta.url);

const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, room), 'utf8'));

export const golden = json('test/golden.json') as Golden;

export const idl = json('../../../programs/idls/rayment.json') as {
    instructions: { name: string; accounts: { name: string; optional?: boolean; signer?: boolean }[] }[];
    accounts: { name: string }[];
    events: { name: string }[];
    errors: { code: number; name: string; msg: string }[];
};

export const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

export const hex = (data: ArrayLike<number>): string => Buffer.from(Array.from(data)).toString('hex');

/** `job_fail` as `JobFail`. */
export const pascal = (name: string): string =>
    name
        .split('_')
        .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
        .join('');

/** `fee_bps` as `feeBps`. */
export const camel = (name: string): string => {
    const whole = pascal(name);
    return whole.charAt(0).toLowerCase() + whole.slice(1);
};

/** A decoded value as the golden file spells it: bigints as text, bytes in hex, options as null or what they hold. */
export function meaning(value: unknown): unknown {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return hex(value);
    if (isOption(value)) return isSome(value) ? meaning(value.value) : null;
    if (Array.isArray(value)) return value.map(meaning);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => name !== 'discriminator');
    return Object.fromEntries(entries.map(([name, inner]) => [name, meaning(inner)]));
}
