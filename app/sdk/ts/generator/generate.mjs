// Makes src/generated/ from the committed IDL of the program: `node generator/generate.mjs`.
//
//   --check           changes nothing, and ends with 1 where what is committed would come out differently
//   --idl, --layouts, --out   another IDL, source of layouts and folder: the generator's own tests
//
// Codama turns the IDL into a tree and renders it. What it leaves out or gets wrong is mended in two places:
// tree.mjs changes the tree before it is rendered, pages.mjs the pages after it; whatever Codama has no page for
// is written by events.mjs, tables.mjs, errors.mjs and constants.mjs.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { getRenderMapVisitor } from '@codama/renderers-js';
import { visit } from 'codama';
import { format } from 'prettier';

import { constantsPage } from './constants.mjs';
import { errorsPage } from './errors.mjs';
import { eventsPage } from './events.mjs';
import { manifest } from './manifest.mjs';
import { RENDER_OPTIONS, indexPage, mendPages } from './pages.mjs';
import { layoutsFrom, tablesPage } from './tables.mjs';
import { treeOf } from './tree.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const room = dirname(here);
const root = resolve(room, '../../..');
const PRETTIER = { parser: 'typescript', printWidth: 120, tabWidth: 4, singleQuote: true };

const { values: options } = parseArgs({
    options: {
        check: { type: 'boolean', default: false },
        idl: { type: 'string', default: join(root, 'programs/idls/rayment.json') },
        layouts: { type: 'string', default: join(root, 'programs/core/src/layout.rs') },
        out: { type: 'string', default: join(room, 'src/generated') },
    },
});

/** Every page of the client, by its path below the folder. */
async function pages() {
    const idl = JSON.parse(readFileSync(options.idl, 'utf8'));
    const layouts = layoutsFrom(readFileSync(options.layouts, 'utf8'));
    const tree = await treeOf(idl);
    const rendered = visit(tree, getRenderMapVisitor(RENDER_OPTIONS));
    const found = new Map([...rendered].map(([path, page]) => [path, page.content]));
    mendPages(found, tree, layouts);
    found.set('events/index.ts', eventsPage(tree));
    found.set('errors/index.ts', errorsPage(idl));
    found.set('constants.ts', constantsPage(idl));
    found.set('tables.ts', tablesPage(tree, layouts));
    found.set('index.ts', indexPage());
    const pretty = new Map();
    for (const path of [...found.keys()].sort()) {
        pretty.set(path, await format(found.get(path), PRETTIER));
    }
    pretty.set('manifest.json', manifest({ root, room, pages: pretty, idl: options.idl, layouts }));
    return pretty;
}

function write(folder, made) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of made) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
}

/** Every file below a folder, by its path there. */
function read(folder) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const path = (entry) => join(entry.parentPath ?? entry.path, entry.name);
    return new Map(files.map((entry) => [relative(folder, path(entry)), readFileSync(path(entry), 'utf8')]));
}

/** The names of what is committed otherwise than it was made. */
function differing(made) {
    const scratch = mkdtempSync(join(tmpdir(), 'rayment-client-'));
    try {
        write(scratch, made);
        const [fresh, committed] = [read(scratch), read(options.out)];
        const names = new Set([...fresh.keys(), ...committed.keys()]);
        return [...names].filter((name) => fresh.get(name) !== committed.get(name)).sort();
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

const made = await pages();
if (options.check) {
    const stale = differing(made);
    if (stale.length > 0) {
        console.error(
            `the TypeScript client is not that of the IDL: run \`./x client\` and commit it\n${stale.join('\n')}`,
        );
        process.exitCode = 1;
    }
} else {
    write(options.out, made);
    console.error(`${made.size} files in ${relative(process.cwd(), options.out) || '.'}`);
}
