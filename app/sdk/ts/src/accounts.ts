// Accounts of a kind by what stands in them: the addresses first, then the accounts themselves, page by page.
import {
    type Account,
    type AccountTable,
    type Address,
    type Commitment,
    type GetMultipleAccountsApi,
    type GetProgramAccountsApi,
    InputError,
    type Place,
    type Places,
    type ReadonlyUint8Array,
    type Rpc,
    type Slot,
    fetchEncodedAccounts,
    getBase58Decoder,
} from './strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';

/** Values of fields, by their paths in the decoded account: only accounts that have them all are found. */
export type Where<TPlaces extends Places> = {
    [Path in keyof TPlaces]?: TPlaces[Path] extends Place<infer Value> ? Value : never;
};

/** How a list is read. */
export type ListConfig = {
    commitment?: Commitment;
    minContextSlot?: Slot;
    /** Accounts of a page; nodes give no more than 100 at a time. */
    pageSize?: number;
    abortSignal?: AbortSignal;
};

type Part = { offset: number; bytes: Uint8Array };

/** That a node takes in one request. */
const MOST_FILTERS = 4;
const MOST_FILTER_BYTES = 128;
const MOST_ACCOUNTS = 100;
/** Behind the discriminator. */
const LAYOUT_AT = 8;

/**
 * Yields the accounts of a kind, in pages, sorted by address. The addresses are asked for at once, without their
 * data; what changed or was closed before its page was read is left out. Accounts of an earlier layout are not
 * listed: `account_migrate` moves them, for anyone who pays its rent.
 *
 * @throws InputError where a value does not fit its field, or the node would refuse so many.
 */
export async function* listAccounts<TData extends object, TPlaces extends Places>(
    rpc: Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>,
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces> = {},
    config: ListConfig = {},
): AsyncGenerator<Account<TData>[], void> {
    const { pageSize = MOST_ACCOUNTS, abortSignal, ...read } = config;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MOST_ACCOUNTS) {
        throw new InputError(`a page has 1 to ${MOST_ACCOUNTS} accounts, not ${pageSize}`);
    }
    const addresses = await findAddresses(rpc, table, where, config);
    for (let at = 0; at < addresses.length; at += pageSize) {
        const page = addresses.slice(at, at + pageSize);
        const found = await fetchEncodedAccounts(rpc, page, { ...read, ...(abortSignal ? { abortSignal } : {}) });
        yield found.flatMap((account) => {
            const isStill = account.exists && account.programAddress === RAYMENT_PROGRAM_ADDRESS;
            if (!isStill || !hasBytes(account.data, startOf(table))) return [];
            const decoded = table.decode(account);
            return agrees(decoded.data, table, where) ? [decoded] : [];
        });
    }
}

/** All of them at once. */
export async function allAccounts<TData extends object, TPlaces extends Places>(
    rpc: Rpc<GetMultipleAccountsApi & GetProgramAccountsApi>,
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces> = {},
    config: ListConfig = {},
): Promise<Account<TData>[]> {
    const all: Account<TData>[] = [];
    for await (const page of listAccounts(rpc, table, where, config)) all.push(...page);
    return all;
}

/** Only the addresses, sorted. */
export async function findAddresses<TData extends object, TPlaces extends Places>(
    rpc: Rpc<GetProgramAccountsApi>,
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces> = {},
    config: ListConfig = {},
): Promise<Address[]> {
    const { commitment, minContextSlot, abortSignal } = config;
    const filters = filtersOf(table, where).map(({ offset, bytes }) => ({
        memcmp: { bytes: getBase58Decoder().decode(bytes), encoding: 'base58', offset: BigInt(offset) } as never,
    }));
    const request = rpc.getProgramAccounts(RAYMENT_PROGRAM_ADDRESS, {
        dataSlice: { length: 0, offset: 0 },
        encoding: 'base64',
        filters,
        ...(commitment ? { commitment } : {}),
        ...(minContextSlot === undefined ? {} : { minContextSlot }),
    });
    const found = await request.send(abortSignal ? { abortSignal } : {});
    return found.map(({ pubkey }) => pubkey).sort();
}

/** What a node compares: discriminator and layout, then the fields, where they touch in one piece. */
export function filtersOf<TData extends object, TPlaces extends Places>(
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces>,
): Part[] {
    const fields = given(table, where).map(([, place, value]) => ({
        offset: place.at,
        bytes: new Uint8Array(place.encoder.encode(value)),
    }));
    const parts: Part[] = [];
    for (const part of [startOf(table), ...fields].sort((a, b) => a.offset - b.offset)) {
        const last = parts.at(-1);
        const touches = last && last.offset + last.bytes.length === part.offset;
        if (touches && last.bytes.length + part.bytes.length <= MOST_FILTER_BYTES) {
            last.bytes = new Uint8Array([...last.bytes, ...part.bytes]);
        } else {
            parts.push({ ...part });
        }
    }
    if (parts.length > MOST_FILTERS) {
        throw new InputError(
            `a node compares ${MOST_FILTERS} places at most, not ${parts.length}: ask for fewer fields`,
        );
    }
    return parts;
}

/** How every account of this kind and layout begins. */
function startOf<TData extends object>({ discriminator, layout }: AccountTable<TData, Places>): Part {
    const bytes = new Uint8Array(LAYOUT_AT + 1);
    bytes.set(discriminator);
    bytes[LAYOUT_AT] = layout;
    return { offset: 0, bytes };
}

function hasBytes(data: ReadonlyUint8Array, { offset, bytes }: Part): boolean {
    return bytes.every((byte, at) => data[offset + at] === byte);
}

function given<TData extends object, TPlaces extends Places>(
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces>,
): [string, Place<unknown>, unknown][] {
    return Object.entries(where)
        .filter(([, value]) => value !== undefined)
        .map(([path, value]) => {
            const place = table.places[path];
            if (!place) throw new InputError(`${table.name} has no field '${path}' that a node can compare`);
            return [path, place, value];
        });
}

/**
 * Whether the decoded account has these values. The bytes alone do not tell: where an open job says since when it
 * waits, a claimed one has its provider.
 */
function agrees<TData extends object, TPlaces extends Places>(
    data: TData,
    table: AccountTable<TData, TPlaces>,
    where: Where<TPlaces>,
): boolean {
    return given(table, where).every(([path, place, value]) => {
        const found = path.split('.').reduce<unknown>(fieldOf, data);
        if (found === undefined) return false;
        const kind = typeof found === 'object' && found !== null && '__kind' in found ? found.__kind : found;
        return hasBytes(place.encoder.encode(kind), { offset: 0, bytes: new Uint8Array(place.encoder.encode(value)) });
    });
}

function fieldOf(value: unknown, name: string): unknown {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
