// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/**
 * A keeper's assignment: until then only this provider may claim, and at no higher price than
 * it asked for then.
 */
export type Reservation = { provider: Address; until: bigint; terms: Terms };

export type ReservationArgs = { provider: Address; until: number | bigint; terms: TermsArgs };

export function getReservationEncoder(): FixedSizeEncoder<ReservationArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['until', getI64Encoder()],
        ['terms', getTermsEncoder()],
    ]);
}

export function getReservationDecoder(): FixedSizeDecoder<Reservation> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['until', getI64Decoder()],
        ['terms', getTermsDecoder()],
    ]);
}

export function getReservationCodec(): FixedSizeCodec<ReservationArgs, Reservation> {
    return combineCodec(getReservationEncoder(), getReservationDecoder());
}
