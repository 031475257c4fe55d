// The page of tables: where each field of an account lies, as far as its place is the same in all of them, for
// queries by bytes; and which layout of an account this client reads.
import { camelCase, pascalCase, resolveNestedTypeNode } from 'codama';

import { HEADER, constant } from './pages.mjs';

/** The version of each account's layout, read from the rules, which alone say it. */
export function layoutsFrom(rust) {
    const found = {};
    let module;
    for (const line of rust.split('\n')) {
        module = /^pub mod (\w+) \{$/.exec(line)?.[1] ?? module;
        const version = /^ {4}pub const LAYOUT: u8 = (\d+);$/.exec(line)?.[1];
        if (version) found[camelCase(module)] = Number(version);
    }
    return { found, of: (account) => layoutOf(account, found) };
}

/** Every account begins with discriminator and layout; a client that skipped the layout would read garbage. */
function layoutOf(account, found) {
    const [, field] = resolveNestedTypeNode(account.data).fields;
    if (field?.name !== 'layout' || field.type.format !== 'u8') {
        throw new Error(`the account ${account.name} does not begin with its layout`);
    }
    const layout = found[camelCase(account.name)];
    if (layout === undefined) throw new Error(`the rules do not say the layout of the account ${account.name}`);
    return layout;
}

const NUMBER_SIZES = {
    u8: 1,
    i8: 1,
    u16: 2,
    i16: 2,
    u32: 4,
    i32: 4,
    f32: 4,
    u64: 8,
    i64: 8,
    f64: 8,
    u128: 16,
    i128: 16,
};
const SMALL = new Set(['u8', 'i8', 'u16', 'i16', 'u32', 'i32']);

/** Walks over an account's fields and notes those that always lie at the same place. */
class Places {
    found = new Map();
    types = new Set();

    constructor(program) {
        this.definedTypes = new Map(program.definedTypes.map(({ name, type }) => [name, type]));
    }

    /** Notes what begins at `at`; answers where it ends, or nothing where that depends on what it holds. */
    walk(type, at, path) {
        const { kind } = type;
        if (kind === 'definedTypeLinkNode') return this.#link(type, at, path);
        if (kind === 'structTypeNode') return this.#fields(type.fields, at, path);
        if (kind === 'enumTypeNode') return this.#union(type, at, path);
        if (kind === 'numberTypeNode') return this.#number(type, at, path);
        if (kind === 'publicKeyTypeNode') return this.#leaf(at, path, 32, 'Address', 'getAddressEncoder()');
        if (kind === 'booleanTypeNode') return this.#leaf(at, path, 1, 'boolean', 'getBooleanEncoder()');
        if (kind === 'fixedSizeTypeNode' && type.type.kind === 'bytesTypeNode') {
            const encoder = `fixEncoderSize(getBytesEncoder(), ${type.size})`;
            return this.#leaf(at, path, type.size, 'ReadonlyUint8Array', encoder);
        }
        if (kind === 'arrayTypeNode' && type.count.kind === 'fixedCountNode') {
            const size = new Places({ definedTypes: [] }).in(this).walk(type.item, 0, []);
            return size === undefined ? undefined : at + size * type.count.value;
        }
        return undefined;
    }

    /** The same types, and places of its own that nobody asks for. */
    in(other) {
        this.definedTypes = other.definedTypes;
        return this;
    }

    #leaf(at, path, size, type, encoder) {
        if (path.length > 0) this.found.set(path.join('.'), { at, size, type, encoder });
        return at + size;
    }

    #number({ format, endian }, at, path) {
        const size = NUMBER_SIZES[format];
        if (size === undefined || (endian !== 'le' && size > 1)) return undefined;
        const type = SMALL.has(format) ? 'number' : 'number | bigint';
        return this.#leaf(at, path, size, type, `get${pascalCase(format)}Encoder()`);
    }

    #fields(fields, at, path) {
        for (const field of fields) {
            if (at === undefined) return undefined;
            at = this.walk(field.type, at, [...path, field.name]);
        }
        return at;
    }

    #link({ name }, at, path) {
        const type = this.definedTypes.get(name);
        const isScalar =
            type.kind === 'enumTypeNode' && type.variants.every(({ kind }) => kind === 'enumEmptyVariantTypeNode');
        if (!isScalar) return this.walk(type, at, path);
        this.types.add(`get${pascalCase(name)}Encoder`).add(`type ${pascalCase(name)}`);
        return this.#leaf(at, path, 1, pascalCase(name), `get${pascalCase(name)}Encoder()`);
    }

    /** The tag, and the fields that all variants which have them hold at one place. */
    #union({ variants }, at, path) {
        const names = variants.map(({ name }) => `'${pascalCase(name)}'`);
        this.#leaf(at, path, 1, names.join(' | '), `getTagEncoder([${names.join(', ')}])`);
        const [seen, clashing, ends] = [new Map(), new Set(), new Set()];
        for (const variant of variants) {
            const inner = new Places({ definedTypes: [] }).in(this);
            const fields = variant.struct ? resolveNestedTypeNode(variant.struct).fields : [];
            const isPlain = variant.kind !== 'enumTupleVariantTypeNode';
            ends.add(isPlain ? inner.#fields(fields, at + 1, path) : undefined);
            for (const type of inner.types) this.types.add(type);
            for (const [name, place] of inner.found) {
                const known = seen.get(name);
                if (known && JSON.stringify(known) !== JSON.stringify(place)) clashing.add(name);
                seen.set(name, place);
            }
        }
        for (const [name, place] of seen) if (!clashing.has(name)) this.found.set(name, place);
        return ends.size === 1 ? [...ends][0] : undefined;
    }
}

export function tablesPage({ program }, layouts) {
    const [types, encoders] = [new Set(), new Set()];
    const tables = program.accounts.map((account) => {
        const places = new Places(program);
        places.walk(resolveNestedTypeNode(account.data), 0, []);
        places.found.delete('discriminator');
        for (const type of places.types) types.add(type);
        for (const { encoder } of places.found.values()) {
            for (const [name] of encoder.matchAll(/\b(get|fix)\w+/g)) encoders.add(name);
        }
        return tableOf(account, places.found, layouts.of(account));
    });
    const ofTypes = [...types].filter((name) => name.startsWith('type ') || encoders.has(name));
    const strict = [...encoders].filter((name) => !types.has(name));
    const keys = program.accounts.map(({ name }) => pascalCase(name));
    const ofAccounts = keys.flatMap((name) => [`${constant(name)}_DISCRIMINATOR`, `decode${name}`, `type ${name}`]);
    return `${HEADER}
import { accountTable, place, ${strict.sort().join(', ')}, type Address, type ReadonlyUint8Array } from '../strict.js';
import { ${ofAccounts.join(', ')} } from './accounts/index.js';
${ofTypes.length ? `import { ${ofTypes.sort().join(', ')} } from './types/index.js';` : ''}

${tables.join('\n')}`;
}

function tableOf(account, places, layout) {
    const name = pascalCase(account.name);
    const rows = [...places].map(
        ([path, { at, size, type, encoder }]) => `'${path}': place<${type}>(${at}, ${size}, ${encoder}),`,
    );
    return `/** Accounts of the kind {@link ${name}}, and the fields by which they can be asked for. */
export const ${constant(account.name)}_TABLE = accountTable<${name}>()({
    name: '${name}',
    discriminator: ${constant(account.name)}_DISCRIMINATOR,
    layout: ${layout},
    decode: decode${name},
    places: {
${rows.join('\n')}
    },
});
`;
}
