// The IDL as Codama's tree, with what Codama leaves out put back and what it assumes taken away.
import { rootNodeFromAnchorWithoutDefaultVisitor } from '@codama/nodes-from-anchor';
import { getBase16Encoder, getProgramDerivedAddress } from '@solana/kit';
import {
    accountValueNode,
    argumentValueNode,
    camelCase,
    constantPdaSeedNodeFromBytes,
    definedTypeNode,
    instructionAccountNode,
    instructionArgumentNode,
    instructionNode,
    numberTypeNode,
    numberValueNode,
    pdaLinkNode,
    pdaNode,
    pdaSeedValueNode,
    pdaValueNode,
    programNode,
    publicKeyTypeNode,
    publicKeyValueNode,
    resolveNestedTypeNode,
    rootNode,
    setFixedAccountSizesVisitor,
    transformU8ArraysToBytesVisitor,
    variablePdaSeedNode,
    visit,
} from 'codama';

/**
 * Addresses whose seeds the IDL says for one value only: it opens a market's first parameters, version 0, and every
 * later version lies at the same seeds with another number. Name, first seed, and what follows.
 */
const WHOLE_ADDRESSES = {
    params: ['params', ['market', publicKeyTypeNode()], ['version', numberTypeNode('u16')]],
};

/**
 * Addresses that an instruction takes under another name than what lies there: it makes the account, so it is not yet
 * the one that its other instructions read.
 */
const NAMES = { newClient: 'client' };

/**
 * The IDL as a tree, with byte arrays as bytes. Codama's default visitor would also merge types that look alike,
 * spread structs over an instruction's arguments while they are used once, and guess accounts by their names: a
 * change of the program elsewhere would change what callers write here.
 */
function plainTree(idl) {
    const plain = rootNodeFromAnchorWithoutDefaultVisitor(idl);
    return visit(visit(plain, setFixedAccountSizesVisitor()), transformU8ArraysToBytesVisitor());
}

/** The tree that is rendered. */
export async function treeOf(idl) {
    const { program, ...root } = plainTree(idl);
    const addresses = new Addresses(idl, program);
    const eventAuthority = await eventAuthorityOf(idl);
    const instructions = (program.instructions ?? []).map((node) => {
        const entry = idl.instructions.find(({ name }) => camelCase(name) === node.name);
        return instructionNode({
            ...node,
            accounts: (node.accounts ?? []).map((account) => {
                const place = entry.accounts.find(({ name }) => camelCase(name) === account.name);
                return mendedAccount(account, place, entry, { addresses, eventAuthority, program });
            }),
            arguments: withoutClashes(node),
        });
    });
    const events = eventTypes(idl, program);
    const definedTypes = [...(program.definedTypes ?? []), ...events].sort((a, b) => (a.name < b.name ? -1 : 1));
    const mended = programNode({ ...program, instructions, definedTypes, pdas: addresses.nodes() });
    everyTypeIsThere(idl, mended);
    return rootNode(mended, root.additionalPrograms);
}

/**
 * The structs of events, which Codama's renderer drops without a word. The discriminator that stands before them is
 * checked by the page of events.
 */
function eventTypes(idl, program) {
    const known = new Set((program.definedTypes ?? []).map(({ name }) => name));
    return (program.events ?? [])
        .filter(({ name }) => !known.has(name))
        .map((event) => {
            const entry = idl.types.find(({ name }) => camelCase(name) === event.name);
            return definedTypeNode({
                name: event.name,
                type: resolveNestedTypeNode(event.data),
                docs: entry?.docs ?? [],
            });
        });
}

/** What was lost once is looked for always: each type of the IDL is a type or an account here. */
function everyTypeIsThere(idl, program) {
    const there = new Set([...(program.definedTypes ?? []), ...(program.accounts ?? [])].map(({ name }) => name));
    const lost = (idl.types ?? []).filter(({ name, generics }) => !generics && !there.has(camelCase(name)));
    if (lost.length > 0) {
        throw new Error(`types of the IDL that are lost: ${lost.map(({ name }) => name).join(', ')}`);
    }
}

/**
 * An account of an instruction, which has a default only where the IDL itself says which account it is. Codama
 * fills in more: a token program without an address becomes the classic one, and that is a guess about money.
 */
function mendedAccount(account, place, entry, { addresses, eventAuthority, program }) {
    const { defaultValue: _, ...bare } = account;
    const defaultValue = defaultOf(place, entry, { addresses, eventAuthority, program });
    return instructionAccountNode(defaultValue ? { ...bare, defaultValue } : bare);
}

function defaultOf(place, entry, { addresses, eventAuthority, program }) {
    // Nobody but the caller knows whether an optional account is meant: left out, it is none.
    if (place.optional) return undefined;
    if (place.address) return publicKeyValueNode(place.address, camelCase(place.name));
    if (place.pda) return addresses.default(place);
    const next = entry.accounts[entry.accounts.indexOf(place) + 1];
    const isOfEvents = place.name === 'event_authority' && next?.address === program.publicKey;
    return isOfEvents ? publicKeyValueNode(eventAuthority, 'eventAuthority') : undefined;
}

/** Who signs where the program calls itself to tell an event: Anchor's own seed, one address for each program. */
async function eventAuthorityOf(idl) {
    const [address] = await getProgramDerivedAddress({ programAddress: idl.address, seeds: ['__event_authority'] });
    return address;
}

/** An argument that is named as an account is `…Arg`, in what is written and in what is read. */
function withoutClashes(node) {
    const accounts = new Set((node.accounts ?? []).map(({ name }) => name));
    return (node.arguments ?? []).map((argument) =>
        accounts.has(argument.name) ? instructionArgumentNode({ ...argument, name: `${argument.name}Arg` }) : argument,
    );
}

/** The program's addresses, as far as a client can derive them. */
class Addresses {
    #program;
    #types;
    #found = new Map();

    constructor(idl, program) {
        this.#program = program;
        this.#types = new Map((idl.types ?? []).map((type) => [type.name, type]));
        for (const instruction of idl.instructions) {
            for (const place of instruction.accounts.filter(({ pda }) => pda && !pda.program))
                this.#note(place, instruction);
        }
    }

    nodes() {
        return [...this.#found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    #note(place, instruction) {
        const name = nameOf(place);
        const seeds = WHOLE_ADDRESSES[name] ? wholeSeeds(WHOLE_ADDRESSES[name]) : this.#seeds(place, instruction);
        if (!seeds) return;
        const node = pdaNode({ name, seeds });
        const known = this.#found.get(name);
        if (known && JSON.stringify(known) !== JSON.stringify(node)) {
            throw new Error(`${instruction.name}: '${place.name}' has other seeds than elsewhere under that name`);
        }
        this.#found.set(name, node);
    }

    /** The seeds of an address, or nothing where one of them is an expression, which nobody can resolve. */
    #seeds(place, instruction) {
        const seeds = place.pda.seeds.map((seed) => this.#seed(seed, instruction));
        return seeds.every(Boolean) ? seeds : undefined;
    }

    #seed(seed, instruction) {
        if (seed.kind === 'const') return constantPdaSeedNodeFromBytes('base16', hex(seed.value));
        const path = seed.path.split('.');
        const last = camelCase(path.at(-1));
        if (!path.every((part) => /^[a-z_][a-z0-9_]*$/.test(part))) return undefined;
        if (seed.kind === 'account' && path.length === 1) return variablePdaSeedNode(last, publicKeyTypeNode());
        if (seed.kind === 'account') return this.#typed(last, this.#fieldOf(seed.account, path.slice(1)));
        const { type } = instruction.args.find(({ name }) => name === path[0]) ?? {};
        return this.#typed(last, path.length === 1 ? type : this.#fieldOf(type?.defined?.name, path.slice(1)));
    }

    /** The IDL's type of a field within a struct. */
    #fieldOf(struct, path) {
        const field = this.#types.get(struct)?.type.fields?.find(({ name }) => name === path[0]);
        return path.length === 1 || !field ? field?.type : this.#fieldOf(field.type.defined?.name, path.slice(1));
    }

    /** A seed of a type that has only one spelling in bytes. */
    #typed(name, type) {
        if (type === 'pubkey') return variablePdaSeedNode(name, publicKeyTypeNode());
        if (/^[ui](8|16|32|64|128)$/.test(type)) return variablePdaSeedNode(name, numberTypeNode(type));
        return undefined;
    }

    /** How a builder finds the account by itself: from its other accounts and its arguments, never by reading. */
    default(place) {
        const name = nameOf(place);
        const node = this.#found.get(name);
        const isInReach = ({ kind, path }) => kind === 'const' || !path.includes('.');
        if (!node || place.pda.program || !place.pda.seeds.every(isInReach)) return undefined;
        const values = [];
        for (const [at, seed] of place.pda.seeds.entries()) {
            const known = node.seeds[at];
            if (known?.kind !== 'variablePdaSeedNode') continue;
            values.push(pdaSeedValueNode(known.name, valueOf(seed, known)));
        }
        return pdaValueNode(pdaLinkNode(name), values);
    }
}

/** What lies at an address, by which a client asks for it. */
function nameOf(place) {
    const name = camelCase(place.name);
    return NAMES[name] ?? name;
}

function wholeSeeds([first, ...rest]) {
    return [
        constantPdaSeedNodeFromBytes('base16', Buffer.from(first).toString('hex')),
        ...rest.map(([name, type]) => variablePdaSeedNode(name, type)),
    ];
}

function valueOf(seed, known) {
    if (seed.kind === 'account') return accountValueNode(seed.path);
    if (seed.kind === 'arg') return argumentValueNode(seed.path);
    if (known.type.kind !== 'numberTypeNode') throw new Error(`the seed '${known.name}' is no number in the IDL`);
    return numberValueNode(Number(seed.value.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n)));
}

function hex(bytes) {
    const text = Buffer.from(bytes).toString('hex');
    getBase16Encoder().encode(text);
    return text;
}
