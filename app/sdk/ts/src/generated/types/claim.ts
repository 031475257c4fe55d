// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A provider's hold on a job, with its terms as they were at the claim. */
export type Claim = { provider: Address; terms: Terms };

export type ClaimArgs = { provider: Address; terms: TermsArgs };

export function getClaimEncoder(): FixedSizeEncoder<ClaimArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['terms', getTermsEncoder()],
    ]);
}

export function getClaimDecoder(): FixedSizeDecoder<Claim> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['terms', getTermsDecoder()],
    ]);
}

export function getClaimCodec(): FixedSizeCodec<ClaimArgs, Claim> {
    return combineCodec(getClaimEncoder(), getClaimDecoder());
}
