// Bytes that the Rust client wrote, and what they mean. `RAYMENT_WRITE_GOLDEN=1 cargo test -p rayment-client golden`
// writes them again.
import { readFileSync } from 'node:fs';

import { type AccountRole, type Address, type Instruction as KitInstruction, isOption, isSome } from '@solana/kit';

import type { ChannelTermsArgs, ChunkArgs, Statement, Voucher } from '../src/index.js';

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
    limits: Record<'accountLent' | 'atOnce' | 'check' | 'jobs' | 'quoteBytes' | 'version', number>;
    meaning: unknown;
    pay: Whole;
    roots: string[];
};
/** A key, and what it signs with. */
type Pair = { address: string; secret: string };
/** An instruction of whatever program. */
type Whole = { program: string } & Pick<Instruction, 'accounts' | 'data'>;
/** As JSON has it: keys and large numbers as text, bytes in hex. */
type Spelt<T> = { [Name in keyof T]: T[Name] extends number ? number : string };
type Channel = {
    address: string;
    ed25519: string;
    flags: { sshHashed: number; providerSigns: number };
    instructions: string;
    kinds: number;
    market: string;
    payer: string;
    provider: string;
    redeem: Whole[];
    salt: string;
    seed: string;
    session: Pair;
    sizes: { voucher: number; instruction: number };
    slot: { slot: string; hash: string };
    terms: Spelt<ChannelTermsArgs> & { sshHashed: boolean };
    vouchers: { meaning: Spelt<Voucher>; data: string; signature: string; instruction: string }[];
};
type Signed = { meaning: Spelt<Statement>; data: string; signatures: string[] };
type Guardian = {
    guardians: Pair[];
    signed: string[];
    size: number;
    slash: Whole[];
    statement: Signed;
    contrary: Signed;
};
type InToken = {
    mint: string;
    program: string;
    account: string;
    instructions: Whole[];
    channel: { address: string; seed: string; redeem: Whole[] };
};
type Tokens = {
    programs: string[];
    offers: { kind: number; class: number; mint: string; address: string }[];
    tokens: InToken[];
    vaults: { extensions: string; bytes: number }[][];
};
type Addresses =
    | 'asset'
    | 'client'
    | 'eventAuthority'
    | 'guardian'
    | 'job'
    | 'market'
    | 'params'
    | 'provider'
    | 'purse'
    | 'vault';
type Golden = {
    accounts: Told[];
    addresses: Record<Addresses, string>;
    channel: Channel;
    events: Told[];
    guardian: Guardian;
    instructions: Instruction[];
    order: Order;
    places: Record<string, { layout: number; space: number; fields: [string, number, number][] }>;
    token: Tokens;
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

/** What the Rust client says of an instruction, as kit has it. */
export function asKit({ program, accounts, data }: Whole) {
    const role = ({ signer, writable }: Whole['accounts'][number]) => (signer ? 2 : 0) | (writable ? 1 : 0);
    const metas = accounts.map((meta) => ({ address: meta.address as Address, role: role(meta) as AccountRole }));
    return { accounts: metas, data: bytes(data), programAddress: program as Address };
}

/** The same of one that was built here, without its signers. */
export function plain({ accounts = [], data = new Uint8Array(), programAddress }: KitInstruction) {
    const metas = accounts.map(({ address, role }) => ({ address, role }));
    return { accounts: metas, data: new Uint8Array(data), programAddress };
}

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
