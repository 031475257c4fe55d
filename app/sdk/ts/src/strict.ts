// What the generated pages import: kit, with codecs in front of it that refuse what the program would refuse, and
// the checks that an account, an instruction and their parts pass.
//
// Kit pads and cuts byte arrays, rounds numbers and takes any value for a boolean or an option's tag. About money
// that is worse than an error.
import * as kit from '@solana/kit';
import type {
    Account,
    Address,
    Decoder,
    EncodedAccount,
    Encoder,
    FixedSizeDecoder,
    FixedSizeEncoder,
    MaybeAccount,
    MaybeEncodedAccount,
    ReadonlyUint8Array,
} from '@solana/kit';

export * from '@solana/kit';

/** A value that the program has no place for, or an account that an instruction lacks. */
export class InputError extends Error {
    override name = 'InputError';
}

/** Bytes that are not what they were taken for. */
export class UnreadableError extends Error {
    override name = 'UnreadableError';
}

/** Where kit's own wallet program lies; a closed account that was sent lamports belongs to it. */
const SYSTEM_PROGRAM = '11111111111111111111111111111111';
/** Behind the discriminator. */
const LAYOUT_AT = 8;

// --- codecs

type Making = (...config: never[]) => FixedSizeEncoder<never>;

/** Numbers as the program has them: whole, and exact. */
function whole<Make extends Making>(kind: string, make: Make): Make {
    const check = (value: unknown) => {
        const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
        if (!isWhole) {
            const hint = typeof value === 'number' && Number.isInteger(value) ? ': give a bigint' : '';
            throw new InputError(`${String(value)} is no exact ${kind}${hint}`);
        }
        return value as never;
    };
    return ((...config: never[]) => kit.transformEncoder(make(...config), check)) as unknown as Make;
}

export const getU8Encoder = whole('u8', kit.getU8Encoder);
export const getU16Encoder = whole('u16', kit.getU16Encoder);
export const getU32Encoder = whole('u32', kit.getU32Encoder);
export const getU64Encoder = whole('u64', kit.getU64Encoder);
export const getU128Encoder = whole('u128', kit.getU128Encoder);
export const getI8Encoder = whole('i8', kit.getI8Encoder);
export const getI16Encoder = whole('i16', kit.getI16Encoder);
export const getI32Encoder = whole('i32', kit.getI32Encoder);
export const getI64Encoder = whole('i64', kit.getI64Encoder);
export const getI128Encoder = whole('i128', kit.getI128Encoder);

/** Bytes, and nothing that only looks like a list of them. */
export function getBytesEncoder(): ReturnType<typeof kit.getBytesEncoder> {
    return kit.transformEncoder(kit.getBytesEncoder(), (value: ReadonlyUint8Array | Uint8Array) => {
        if (!(value instanceof Uint8Array)) throw new InputError(`bytes are a Uint8Array, not ${typeof value}`);
        return value;
    }) as ReturnType<typeof kit.getBytesEncoder>;
}

/** Exactly so many bytes: what is shorter or longer is an error, and never padded or cut. */
export function fixEncoderSize<TFrom, TSize extends number>(
    encoder: Encoder<TFrom>,
    size: TSize,
): FixedSizeEncoder<TFrom, TSize> {
    return kit.createEncoder({
        fixedSize: size,
        write: (value: TFrom, bytes, offset) => {
            const encoded = encoder.encode(value);
            if (encoded.length !== size) throw new InputError(`${size} bytes are needed, not ${encoded.length}`);
            bytes.set(encoded, offset);
            return offset + size;
        },
    });
}

export function getBooleanEncoder(): FixedSizeEncoder<boolean, 1> {
    return kit.transformEncoder(kit.getBooleanEncoder(), (value: boolean) => {
        if (typeof value !== 'boolean') throw new InputError(`${String(value)} is neither true nor false`);
        return value;
    });
}

/** Fails where the byte at `offset` is neither 0 nor 1. */
function assertTag(what: string, bytes: ReadonlyUint8Array | Uint8Array, offset: number): void {
    const tag = bytes[offset];
    if (tag !== 0 && tag !== 1) throw new UnreadableError(`${what} is told by 0 or 1, not ${tag ?? 'the end'}`);
}

export function getBooleanDecoder(): FixedSizeDecoder<boolean, 1> {
    const inner = kit.getBooleanDecoder();
    return kit.createDecoder({
        fixedSize: 1,
        read: (bytes, offset) => {
            assertTag('a boolean', bytes, offset);
            return inner.read(bytes, offset);
        },
    });
}

export function getOptionDecoder<TTo>(item: Decoder<TTo>): Decoder<kit.Option<TTo>> {
    const inner = kit.getOptionDecoder(item);
    return kit.createDecoder({
        ...('maxSize' in inner ? { maxSize: inner.maxSize as number } : {}),
        read: (bytes: ReadonlyUint8Array | Uint8Array, offset: number): [kit.Option<TTo>, number] => {
            assertTag('an option', bytes, offset);
            return inner.read(bytes, offset);
        },
    });
}

/** Lists with their length before them. Where bytes end in front of it, kit would read an empty list. */
export const getArrayDecoder = ((item: Decoder<unknown>, config: kit.ArrayCodecConfig<kit.NumberDecoder> = {}) => {
    const inner = kit.getArrayDecoder(item, config);
    if (typeof config.size === 'number' || config.size === 'remainder') return inner;
    const read = (bytes: ReadonlyUint8Array | Uint8Array, offset: number) => {
        if (offset >= bytes.length) throw new UnreadableError('the bytes end before the length of a list');
        return inner.read(bytes, offset);
    };
    return kit.createDecoder({ ...inner, read } as Parameters<typeof kit.createDecoder<unknown[]>>[0]);
}) as typeof kit.getArrayDecoder;

/** The first bytes of an account or an instruction, which say what it is. */
export function getDiscriminatorDecoder(what: string, expected: Uint8Array): FixedSizeDecoder<ReadonlyUint8Array> {
    return kit.createDecoder({
        fixedSize: expected.length,
        read: (bytes, offset) => {
            if (!kit.containsBytes(bytes, expected, offset)) throw new UnreadableError(`this is not ${what}`);
            return [expected.slice(), offset + expected.length];
        },
    });
}

/** The tag of an enum whose variants hold fields, by the variant's name. */
export function getTagEncoder<TName extends string>(names: readonly TName[]): FixedSizeEncoder<TName, 1> {
    return kit.createEncoder({
        fixedSize: 1,
        write: (name: TName, bytes, offset) => {
            const tag = names.indexOf(name);
            if (tag < 0) throw new InputError(`${name} is none of ${names.join(', ')}`);
            bytes.set([tag], offset);
            return offset + 1;
        },
    });
}

// --- accounts

/** Which account is read: its kind, its program, how it begins, and the version of its layout that is understood. */
export type Kind = { name: string; programAddress: Address; discriminator: Uint8Array; layout: number };

/**
 * Decodes an account of the program. One of another program is refused, whatever its bytes look like, and so is one
 * of another layout, which would decode to nonsense. Where an account may be missing, one that holds nothing but
 * lamports is: anyone can send some to the address of a closed account.
 */
export function decodeOwned<TData extends object, TAddress extends string>(
    { name, programAddress, discriminator, layout }: Kind,
    account: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
    decoder: Decoder<TData>,
): Account<TData, TAddress> | MaybeAccount<TData, TAddress> {
    const { address } = account;
    if ('exists' in account) {
        if (!account.exists) return account;
        if (account.programAddress === SYSTEM_PROGRAM && account.data.length === 0) return { address, exists: false };
    }
    if (account.programAddress !== programAddress) {
        throw new UnreadableError(
            `${address} belongs to ${account.programAddress}, not to the program ${programAddress}`,
        );
    }
    if (!kit.containsBytes(account.data, discriminator, 0)) throw new UnreadableError(`${address} is not a ${name}`);
    const found = account.data[LAYOUT_AT];
    if (found !== undefined && found !== layout) {
        throw new UnreadableError(`${address} is a ${name} of layout ${found}; this client reads layout ${layout}`);
    }
    return kit.decodeAccount(account as EncodedAccount<TAddress>, decoder);
}

/** A field that lies at the same place in all accounts of a kind. */
export type Place<T> = { at: number; size: number; encoder: FixedSizeEncoder<T> };

export function place<T>(at: number, size: number, encoder: Encoder<T>): Place<T> {
    return { at, size, encoder: encoder as FixedSizeEncoder<T> };
}

// `any` only lets a table of any fields pass; each field keeps its own type.
export type Places = Record<string, Place<any>>;

/** How accounts of a kind are recognised, decoded and asked for. */
export type AccountTable<TData extends object, TPlaces extends Places> = {
    name: string;
    discriminator: Uint8Array;
    layout: number;
    decode: (account: EncodedAccount) => Account<TData>;
    places: TPlaces;
};

export function accountTable<TData extends object>() {
    return <TPlaces extends Places>(table: AccountTable<TData, TPlaces>): AccountTable<TData, TPlaces> => table;
}

// --- instructions

type Resolved = { value: unknown };

/** An account that an instruction can't do without. Kit would put the program itself in its place. */
export function requiredAccount<T extends Resolved>(instruction: string, name: string, account: T): T {
    if (!account.value) throw new InputError(`${instruction} needs the account '${name}'`);
    return account;
}

/** The same, and it signs. */
export function requiredSigner<T extends Resolved>(instruction: string, name: string, account: T): T {
    return optionalSigner(instruction, name, requiredAccount(instruction, name, account));
}

/** An account that signs, where there is one. */
export function optionalSigner<T extends Resolved>(instruction: string, name: string, account: T): T {
    const { value } = account;
    const signs = typeof value === 'object' && value !== null && 'address' in value;
    if (value && !(signs && kit.isTransactionSigner(value as { address: Address }))) {
        throw new InputError(`${instruction}: the account '${name}' signs, so it is a signer, not an address`);
    }
    return account;
}

/**
 * The accounts of an instruction without its last group, where the program itself, which stands for none, is in all of
 * the group's places.
 */
export function withoutRest<T extends readonly (Named | undefined)[]>(program: Address, kept: number, accounts: T): T {
    const isNone = (account: Named | undefined) => account?.address === program;
    return accounts.slice(kept).every(isNone) ? (accounts.slice(0, kept) as unknown as T) : accounts;
}

type Named = { address: Address };

/** Refuses another program: its instructions may have the bytes of ours, and its addresses are elsewhere. */
export function expectProgram(found: string, expected: string): void {
    if (found !== expected) throw new UnreadableError(`${found} is not the program of this client, ${expected}`);
}
