// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getEvidenceDecoder, getEvidenceEncoder, type Evidence, type EvidenceArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getArrayDecoder,
    getArrayEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getStructDecoder,
    getStructEncoder,
    getTupleDecoder,
    getTupleEncoder,
    type Codec,
    type Decoder,
    type Encoder,
    type GetDiscriminatedUnionVariant,
    type GetDiscriminatedUnionVariantContent,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What a rejection rests on. */
export type Grounds =
    | { __kind: 'Evidence'; fields: readonly [Evidence] }
    | { __kind: 'Statement'; path: Array<ReadonlyUint8Array> };

export type GroundsArgs =
    | { __kind: 'Evidence'; fields: readonly [EvidenceArgs] }
    | { __kind: 'Statement'; path: Array<ReadonlyUint8Array> };

export function getGroundsEncoder(): Encoder<GroundsArgs> {
    return getDiscriminatedUnionEncoder([
        ['Evidence', getStructEncoder([['fields', getTupleEncoder([getEvidenceEncoder()])]])],
        ['Statement', getStructEncoder([['path', getArrayEncoder(fixEncoderSize(getBytesEncoder(), 32))]])],
    ]);
}

export function getGroundsDecoder(): Decoder<Grounds> {
    return getDiscriminatedUnionDecoder([
        ['Evidence', getStructDecoder([['fields', getTupleDecoder([getEvidenceDecoder()])]])],
        ['Statement', getStructDecoder([['path', getArrayDecoder(fixDecoderSize(getBytesDecoder(), 32))]])],
    ]);
}

export function getGroundsCodec(): Codec<GroundsArgs, Grounds> {
    return combineCodec(getGroundsEncoder(), getGroundsDecoder());
}

// Data Enum Helpers.
export function grounds(
    kind: 'Evidence',
    data: GetDiscriminatedUnionVariantContent<GroundsArgs, '__kind', 'Evidence'>['fields'],
): GetDiscriminatedUnionVariant<GroundsArgs, '__kind', 'Evidence'>;
export function grounds(
    kind: 'Statement',
    data: GetDiscriminatedUnionVariantContent<GroundsArgs, '__kind', 'Statement'>,
): GetDiscriminatedUnionVariant<GroundsArgs, '__kind', 'Statement'>;
export function grounds<K extends GroundsArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isGrounds<K extends Grounds['__kind']>(kind: K, value: Grounds): value is Grounds & { __kind: K } {
    return value.__kind === kind;
}
