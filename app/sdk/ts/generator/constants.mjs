// The page of constants, which Codama drops. The IDL has their values as Rust spells them.
import { HEADER } from './pages.mjs';

export function constantsPage(idl) {
    const rows = (idl.constants ?? []).map(({ name, type, value, docs }) => {
        const comment = docs?.length ? `/** ${docs.join(' ')} */\n` : '';
        return `${comment}export const ${name} = ${literal(name, type, value)};`;
    });
    return `${HEADER}
${rows.join('\n')}${rows.length ? '\n' : '// The IDL has no constants.\nexport {};\n'}`;
}

function literal(name, type, value) {
    const bare = String(value).replaceAll('_', '');
    if (/^[ui](8|16|32)$/.test(type) && /^-?\d+$/.test(bare)) return bare;
    if (/^[ui](64|128)$/.test(type) && /^-?\d+$/.test(bare)) return `${bare}n`;
    if (type === 'bool' && /^(true|false)$/.test(value)) return value;
    if (type === 'string') return JSON.stringify(JSON.parse(value));
    if (type === 'pubkey' && /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(value)) return JSON.stringify(value);
    const bytes = type === 'bytes' || type?.array?.[0] === 'u8' ? byteList(value) : undefined;
    const count = type?.array?.[1];
    if (bytes && (count === undefined || bytes.length === count)) return `new Uint8Array([${bytes.join(', ')}])`;
    throw new Error(`the constant ${name} of the type ${JSON.stringify(type)} can't be written: ${value}`);
}

/** `[1, 2, 3]`, as a list of bytes. */
function byteList(value) {
    const list = JSON.parse(value);
    return Array.isArray(list) && list.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
        ? list
        : undefined;
}
