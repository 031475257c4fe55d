// The page of events: what the program tells, by discriminator. Codama's renderer has none.
import { getBase16Encoder } from '@solana/kit';
import { pascalCase } from 'codama';

import { HEADER, constant } from './pages.mjs';

/** Bytes before what an event holds, as the tree has them. */
function discriminatorOf(event) {
    const [first] = event.discriminators ?? [];
    if (first?.kind !== 'constantDiscriminatorNode' || first.offset !== 0) {
        throw new Error(`the event ${event.name} does not begin with its discriminator`);
    }
    return [...getBase16Encoder().encode(first.constant.value.data)];
}

export function eventsPage({ program }) {
    const events = (program.events ?? []).map((event) => ({
        name: pascalCase(event.name),
        constant: `${constant(event.name)}_EVENT_DISCRIMINATOR`,
        bytes: discriminatorOf(event),
    }));
    const imports = events.flatMap(({ name }) => [`get${name}Decoder`, `type ${name}`]);
    return `${HEADER}
import { containsBytes, getConstantDecoder, getHiddenPrefixDecoder } from '../../strict.js';
import type { Decoder, ReadonlyUint8Array } from '../../strict.js';
import { ${imports.join(', ')} } from '../types/index.js';

${events.map(({ constant: name, bytes }) => `export const ${name} = new Uint8Array([${bytes.join(', ')}]);`).join('\n')}

/** What each event holds, by its name. */
export type RaymentEvents = { ${events.map(({ name }) => `${name}: ${name};`).join(' ')} };

export type RaymentEventName = keyof RaymentEvents;

/** An event of the program. */
export type RaymentEvent = { [N in RaymentEventName]: { name: N; data: RaymentEvents[N] } }[RaymentEventName];

${events.map(decoderOf).join('\n')}

type EventDecoders = { [N in RaymentEventName]: { discriminator: Uint8Array; decoder: Decoder<RaymentEvents[N]> } };

const EVENTS: EventDecoders = {
${events.map(rowOf).join('\n')}
};

/** The names of all events, as the IDL has them. */
export const RAYMENT_EVENT_NAMES = Object.keys(EVENTS) as readonly RaymentEventName[];

/**
 * An event from its bytes, discriminator first. \`undefined\` where they begin like none of these: a later release
 * of the program may tell more. Bytes that begin like an event and end too early are an error.
 */
export function decodeRaymentEvent(bytes: ReadonlyUint8Array): RaymentEvent | undefined {
    const name = RAYMENT_EVENT_NAMES.find((known) => containsBytes(bytes, EVENTS[known].discriminator, 0));
    return name && ({ name, data: EVENTS[name].decoder.decode(bytes) } as RaymentEvent);
}
`;
}

function decoderOf({ name, constant: bytes }) {
    return `/** Reads {@link ${name}} with its discriminator, which is compared. */
export function get${name}EventDecoder(): Decoder<${name}> {
    return getHiddenPrefixDecoder(get${name}Decoder(), [getConstantDecoder(${bytes})]);
}
`;
}

function rowOf({ name, constant: bytes }) {
    return `${name}: { discriminator: ${bytes}, decoder: get${name}EventDecoder() },`;
}
