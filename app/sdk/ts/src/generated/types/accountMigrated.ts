// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** An account was moved to today's layout. */
export type AccountMigrated = { account: Address; layout: number };

export type AccountMigratedArgs = AccountMigrated;

export function getAccountMigratedEncoder(): FixedSizeEncoder<AccountMigratedArgs> {
    return getStructEncoder([
        ['account', getAddressEncoder()],
        ['layout', getU8Encoder()],
    ]);
}

export function getAccountMigratedDecoder(): FixedSizeDecoder<AccountMigrated> {
    return getStructDecoder([
        ['account', getAddressDecoder()],
        ['layout', getU8Decoder()],
    ]);
}

export function getAccountMigratedCodec(): FixedSizeCodec<AccountMigratedArgs, AccountMigrated> {
    return combineCodec(getAccountMigratedEncoder(), getAccountMigratedDecoder());
}
