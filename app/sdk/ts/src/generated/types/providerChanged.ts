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

/** A provider registered, or changed its keys, profile, prices or status. */
export type ProviderChanged = { provider: Address; authority: Address; terms: Terms };

export type ProviderChangedArgs = { provider: Address; authority: Address; terms: TermsArgs };

export function getProviderChangedEncoder(): FixedSizeEncoder<ProviderChangedArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['authority', getAddressEncoder()],
        ['terms', getTermsEncoder()],
    ]);
}

export function getProviderChangedDecoder(): FixedSizeDecoder<ProviderChanged> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['authority', getAddressDecoder()],
        ['terms', getTermsDecoder()],
    ]);
}

export function getProviderChangedCodec(): FixedSizeCodec<ProviderChangedArgs, ProviderChanged> {
    return combineCodec(getProviderChangedEncoder(), getProviderChangedDecoder());
}
