// Which IDL and which generator the committed client was made by, and what came out: a test that needs no Node
// compares it with what lies there.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The manifest, as JSON. */
export function manifest({ root, room, pages, idl, layouts }) {
    const files = Object.fromEntries([...pages].map(([path, text]) => [path, hash(text)]));
    const read = (path) => hash(readFileSync(path));
    const made = { idl: read(idl), layouts: layouts.found, generator: generatorOf({ root, room }), files };
    return `${JSON.stringify(made, null, 2)}\n`;
}

/** One hash over every file of the generator and the lockfile of what it runs on, with their names. */
function generatorOf({ root, room }) {
    const own = readdirSync(join(room, 'generator')).map((name) => join(room, 'generator', name));
    const names = [...own, join(room, 'package-lock.json')].map((path) => relative(root, path)).sort();
    return hash(names.map((name) => `${name}\n${hash(readFileSync(join(root, name)))}\n`).join(''));
}
