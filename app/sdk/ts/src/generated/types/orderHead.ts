// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getPaidDecoder, getPaidEncoder, type Paid, type PaidArgs } from './index.js';
import {
    combineCodec,
    getArrayDecoder,
    getArrayEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** What changes in an order: its account begins with that. */
export type OrderHead = {
    /** Jobs that were drawn, and the index of the next. */
    next: number;
    /** Drawn jobs whose accounts are open. */
    live: number;
    /** Deposits of the jobs that were drawn; the whole total once the client has cancelled. */
    drawn: bigint;
    /** Lamports that the sponsor has lent and not got back. */
    lent: bigint;
    paid: Array<Paid>;
};

export type OrderHeadArgs = {
    /** Jobs that were drawn, and the index of the next. */
    next: number;
    /** Drawn jobs whose accounts are open. */
    live: number;
    /** Deposits of the jobs that were drawn; the whole total once the client has cancelled. */
    drawn: number | bigint;
    /** Lamports that the sponsor has lent and not got back. */
    lent: number | bigint;
    paid: Array<PaidArgs>;
};

export function getOrderHeadEncoder(): FixedSizeEncoder<OrderHeadArgs> {
    return getStructEncoder([
        ['next', getU32Encoder()],
        ['live', getU32Encoder()],
        ['drawn', getU64Encoder()],
        ['lent', getU64Encoder()],
        ['paid', getArrayEncoder(getPaidEncoder(), { size: 4 })],
    ]);
}

export function getOrderHeadDecoder(): FixedSizeDecoder<OrderHead> {
    return getStructDecoder([
        ['next', getU32Decoder()],
        ['live', getU32Decoder()],
        ['drawn', getU64Decoder()],
        ['lent', getU64Decoder()],
        ['paid', getArrayDecoder(getPaidDecoder(), { size: 4 })],
    ]);
}

export function getOrderHeadCodec(): FixedSizeCodec<OrderHeadArgs, OrderHead> {
    return combineCodec(getOrderHeadEncoder(), getOrderHeadDecoder());
}
