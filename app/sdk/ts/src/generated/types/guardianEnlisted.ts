// Made from programs/idls/rayment.json by `./x client`: do not edit.

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

export type GuardianEnlisted = {
    market: Address;
    guardian: Address;
    wallet: Address;
    /** Signs its statements. */
    key: Address;
};

export type GuardianEnlistedArgs = GuardianEnlisted;

export function getGuardianEnlistedEncoder(): FixedSizeEncoder<GuardianEnlistedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['guardian', getAddressEncoder()],
        ['wallet', getAddressEncoder()],
        ['key', getAddressEncoder()],
    ]);
}

export function getGuardianEnlistedDecoder(): FixedSizeDecoder<GuardianEnlisted> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['guardian', getAddressDecoder()],
        ['wallet', getAddressDecoder()],
        ['key', getAddressDecoder()],
    ]);
}

export function getGuardianEnlistedCodec(): FixedSizeCodec<GuardianEnlistedArgs, GuardianEnlisted> {
    return combineCodec(getGuardianEnlistedEncoder(), getGuardianEnlistedDecoder());
}
