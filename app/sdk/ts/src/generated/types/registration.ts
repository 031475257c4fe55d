// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What a provider states on chain about itself. */
export type Registration = {
    /** The worker's hot key. */
    operator: Address;
    /** Where earnings go. */
    payout: Address;
    /** SHA-256 of the JSON that describes the machine. */
    profile: ReadonlyUint8Array;
    terms: Terms;
    /** Jobs it works on at a time. */
    slots: number;
    /** How much of its balance may go into bonds at a time. */
    budget: bigint;
};

export type RegistrationArgs = {
    /** The worker's hot key. */
    operator: Address;
    /** Where earnings go. */
    payout: Address;
    /** SHA-256 of the JSON that describes the machine. */
    profile: ReadonlyUint8Array;
    terms: TermsArgs;
    /** Jobs it works on at a time. */
    slots: number;
    /** How much of its balance may go into bonds at a time. */
    budget: number | bigint;
};

export function getRegistrationEncoder(): FixedSizeEncoder<RegistrationArgs> {
    return getStructEncoder([
        ['operator', getAddressEncoder()],
        ['payout', getAddressEncoder()],
        ['profile', fixEncoderSize(getBytesEncoder(), 32)],
        ['terms', getTermsEncoder()],
        ['slots', getU16Encoder()],
        ['budget', getU64Encoder()],
    ]);
}

export function getRegistrationDecoder(): FixedSizeDecoder<Registration> {
    return getStructDecoder([
        ['operator', getAddressDecoder()],
        ['payout', getAddressDecoder()],
        ['profile', fixDecoderSize(getBytesDecoder(), 32)],
        ['terms', getTermsDecoder()],
        ['slots', getU16Decoder()],
        ['budget', getU64Decoder()],
    ]);
}

export function getRegistrationCodec(): FixedSizeCodec<RegistrationArgs, Registration> {
    return combineCodec(getRegistrationEncoder(), getRegistrationDecoder());
}
