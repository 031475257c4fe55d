// What Codama rendered, mended: checks where it had none, and imports that Node and bundlers resolve.
//
// Every edit says how often its text stands in a page. Another release of the renderer may write it otherwise:
// then the generator stops, and no check is lost unseen.
import { camelCase, pascalCase, snakeCase } from 'codama';

/** Every module of Solana's that pages import: kit, with stricter codecs in front of it. */
const STRICT = '../../strict.js';
const MODULES = [
    'solanaAccounts',
    'solanaAddresses',
    'solanaCodecsCore',
    'solanaCodecsDataStructures',
    'solanaCodecsNumbers',
    'solanaCodecsStrings',
    'solanaErrors',
    'solanaInstructions',
    'solanaOptions',
    'solanaPrograms',
    'solanaRpcTypes',
    'solanaSigners',
];

export const RENDER_OPTIONS = { dependencyMap: Object.fromEntries(MODULES.map((name) => [name, STRICT])) };

export const HEADER = '// Made from programs/idls/rayment.json by `./x client`: do not edit.\n';

/** Of JavaScript's names, that of a constant. */
export const constant = (name) => snakeCase(name).toUpperCase();

/** Puts `to` in the place of `from`, which stands exactly `times` times on the page. */
function replaced(text, from, to, times = 1) {
    const parts = text.split(from);
    if (parts.length !== times + 1) {
        throw new Error(`the renderer wrote this ${parts.length - 1} times, not ${times}: ${from}`);
    }
    return parts.join(to);
}

/** Mends all pages, in place. */
export function mendPages(pages, tree, layouts) {
    const { program } = tree;
    for (const account of program.accounts ?? []) {
        const path = `accounts/${camelCase(account.name)}.ts`;
        pages.set(path, mendedAccount(pages.get(path), account, { program, layouts }));
    }
    for (const instruction of program.instructions ?? []) {
        const path = `instructions/${camelCase(instruction.name)}.ts`;
        pages.set(path, mendedInstruction(pages.get(path), instruction));
    }
    for (const address of program.pdas ?? []) {
        const path = `pdas/${camelCase(address.name)}.ts`;
        pages.set(path, mendedAddress(pages.get(path), program));
    }
    // Ours have the messages in every build; Codama's are cut from those for production.
    pages.delete(`errors/${camelCase(program.name)}.ts`);
    for (const [path, text] of pages) {
        pages.set(path, HEADER + withEndings(text.replace(/^\/\*\*[\s\S]*?\*\/\n/, '')));
    }
}

/** Imports with their file endings, without which Node finds nothing. */
function withEndings(text) {
    const folders = /^\.\.?\/?(accounts|errors|instructions|pdas|programs|shared|types)?$/;
    return text.replace(/(from\s*)'(\.[^']*)'/g, (all, from, path) => {
        if (path.endsWith('.js')) return all;
        return folders.test(path) ? `${from}'${path}/index.js'` : `${from}'${path}.js'`;
    });
}

/**
 * Groups of token accounts, which come last in their instruction: where none of a group is named, the program reads
 * none, and where they are left out as well, it saves the cost of looking.
 */
const GROUPS = [
    ['vault', 'mint', 'tokenProgram', 'purse', 'purseVault', 'otherTokens'],
    ['asset', 'purse', 'fromTokens', 'vault', 'mint', 'tokenProgram'],
    ['fromTokens', 'toTokens', 'mint', 'tokenProgram'],
];

/** How many accounts stand before the group at the end of an instruction, or nothing where there is no such group. */
function beforeGroup({ accounts = [] }) {
    const names = accounts.map(({ name }) => camelCase(name));
    const isLast = (group) => group.every((name, at) => names[names.length - group.length + at] === name);
    const group = GROUPS.find(isLast);
    return group && names.length - group.length;
}

const imported = (names) => `import { ${names} } from '${STRICT}';\n`;

/** After the comment at the top of a page. */
function withImport(text, names) {
    return replaced(text, '*/\n\nimport ', `*/\n\n${imported(names)}import `);
}

/** A discriminator that is compared, not only skipped. */
function withDiscriminator(text, name, what) {
    const known = `['discriminator', getDiscriminatorDecoder('${what}', ${constant(name)}_DISCRIMINATOR)]`;
    const mended = replaced(text, "['discriminator', fixDecoderSize(getBytesDecoder(), 8)]", known);
    return withoutUnused(mended, ['fixDecoderSize', 'getBytesDecoder']);
}

/** An import that no code is left for would be a mistake to whoever reads the page. */
function withoutUnused(text, names) {
    return names.reduce((page, name) => {
        const isUsed = page.split(new RegExp(`\\b${name}\\b`)).length > 2;
        return isUsed ? page : replaced(page, ` ${name},`, '');
    }, text);
}

function mendedAccount(page, account, { program, layouts }) {
    const name = pascalCase(account.name);
    const layout = layouts.of(account);
    const programAddress = `'${program.publicKey}' as Address`;
    const discriminator = `${constant(account.name)}_DISCRIMINATOR`;
    const known = `discriminator: ${discriminator}, layout: ${layout}`;
    const about = `{ name: '${name}', programAddress: ${programAddress}, ${known} }`;
    let text = withDiscriminator(page, account.name, `an account of the kind ${name}`);
    text = replaced(text, 'return decodeAccount(encodedAccount', `return decodeOwned(${about}, encodedAccount`);
    text = withoutUnused(text, ['decodeAccount']);
    return withImport(text, 'decodeOwned, getDiscriminatorDecoder');
}

function mendedInstruction(page, instruction) {
    const name = pascalCase(instruction.name);
    let text = withDiscriminator(page, instruction.name, `an instruction ${name}`);
    const names = new Set(['expectProgram', 'getDiscriminatorDecoder']);
    // Once in the builder, and once more in the asynchronous one where there are addresses to derive.
    const builders = text.split('return Object.freeze({').length - 1;
    // Addresses are derived, accounts decoded and events believed for one program: this one.
    const chosen = 'const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;';
    text = replaced(text, chosen, `${chosen}\nexpectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);`, builders);
    for (const account of instruction.accounts ?? []) {
        const check = checkOf(account);
        if (!check) continue;
        names.add(check);
        const place = `accounts.${camelCase(account.name)}`;
        const checked = `getAccountMeta(${check}('${name}', '${camelCase(account.name)}', ${place}))`;
        text = replaced(text, `getAccountMeta(${place})`, checked, builders);
    }
    const count = instruction.accounts?.length ?? 0;
    const kept = beforeGroup(instruction);
    if (kept !== undefined) {
        text = withoutGroup(text, { count, kept, builders });
        names.add('withoutRest');
    }
    const short = "// TODO: Coded error.\n  throw new Error('Not enough accounts');";
    const found = '${instruction.accounts.length}';
    const counts = kept === undefined ? count : `${count} accounts or ${kept}`;
    const said = `throw new UnreadableError(\`an instruction ${name} has ${counts} accounts, this one ${found}\`);`;
    if (count > 0) {
        text = replaced(text, short, said);
        names.add('UnreadableError');
    }
    const parse = new RegExp(`export function parse${name}Instruction<[^{]*\\{\n`);
    const [opening] = parse.exec(text) ?? [];
    if (!opening) throw new Error(`the renderer wrote parse${name}Instruction otherwise`);
    text = replaced(text, opening, `${opening}expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);\n`);
    return withImport(text, [...names].sort().join(', '));
}

/** A group that may be left out: so it is written where none of it is named, and so it is read. */
function withoutGroup(page, { count, kept, builders }) {
    const opening = 'return Object.freeze({ accounts: [';
    let text = replaced(
        page,
        opening,
        `return Object.freeze({ accounts: withoutRest(programAddress, ${kept}, [`,
        builders,
    );
    text = replaced(text, ')], data: ', ')]), data: ', builders);
    const length = 'instruction.accounts.length';
    text = replaced(text, `if (${length} < ${count}) {`, `if (${length} < ${count} && ${length} !== ${kept}) {`);
    const isNone = 'accountMeta.address === RAYMENT_PROGRAM_ADDRESS';
    return replaced(text, `return ${isNone} ?`, `return !accountMeta || ${isNone} ?`);
}

/** The program's address by its name: spelt out it makes the lines of these pages too long. */
function mendedAddress(page, { name, publicKey }) {
    const known = `${constant(name)}_PROGRAM_ADDRESS`;
    const text = replaced(
        page,
        `programAddress = '${publicKey}' as Address<'${publicKey}'>`,
        `programAddress = ${known}`,
    );
    return replaced(text, '*/\n\nimport ', `*/\n\nimport { ${known} } from '../programs';\nimport `);
}

/** Which check an account takes before it becomes part of an instruction. */
function checkOf(account) {
    if (account.isOptional) return account.isSigner ? 'optionalSigner' : undefined;
    return account.isSigner ? 'requiredSigner' : 'requiredAccount';
}

/** What the folder has to offer. */
export function indexPage() {
    const parts = ['accounts', 'errors', 'events', 'instructions', 'pdas', 'programs', 'types'];
    const folders = parts.map((part) => `export * from './${part}/index.js';`);
    return `${HEADER}\n${folders.join('\n')}\nexport * from './constants.js';\nexport * from './tables.js';\n`;
}
