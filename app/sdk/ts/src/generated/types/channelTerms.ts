// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What a payer proposes. The provider's consent is that it serves. */
export type ChannelTerms = {
    /** Version of the market's parameters that the payer has seen: a change in between refuses the opening. */
    params: number;
    /** Their fee once more, for eyes that read transactions. */
    feeBps: number;
    kind: number;
    /** The session key: signs vouchers. The payer's own where there is no other. */
    signer: Address;
    /** The hash of the offer, or of the model's manifest. */
    subject: ReadonlyUint8Array;
    /** An Ed25519 key, or with `ssh_hashed` the SHA-256 of another; zeros where nobody logs in. */
    ssh: ReadonlyUint8Array;
    sshHashed: boolean;
    /** Base units an hour; 0: vouchers alone. */
    rate: bigint;
    closeSecs: number;
    expiresAt: bigint;
};

export type ChannelTermsArgs = {
    /** Version of the market's parameters that the payer has seen: a change in between refuses the opening. */
    params: number;
    /** Their fee once more, for eyes that read transactions. */
    feeBps: number;
    kind: number;
    /** The session key: signs vouchers. The payer's own where there is no other. */
    signer: Address;
    /** The hash of the offer, or of the model's manifest. */
    subject: ReadonlyUint8Array;
    /** An Ed25519 key, or with `ssh_hashed` the SHA-256 of another; zeros where nobody logs in. */
    ssh: ReadonlyUint8Array;
    sshHashed: boolean;
    /** Base units an hour; 0: vouchers alone. */
    rate: number | bigint;
    closeSecs: number;
    expiresAt: number | bigint;
};

export function getChannelTermsEncoder(): FixedSizeEncoder<ChannelTermsArgs> {
    return getStructEncoder([
        ['params', getU16Encoder()],
        ['feeBps', getU16Encoder()],
        ['kind', getU8Encoder()],
        ['signer', getAddressEncoder()],
        ['subject', fixEncoderSize(getBytesEncoder(), 32)],
        ['ssh', fixEncoderSize(getBytesEncoder(), 32)],
        ['sshHashed', getBooleanEncoder()],
        ['rate', getU64Encoder()],
        ['closeSecs', getU32Encoder()],
        ['expiresAt', getI64Encoder()],
    ]);
}

export function getChannelTermsDecoder(): FixedSizeDecoder<ChannelTerms> {
    return getStructDecoder([
        ['params', getU16Decoder()],
        ['feeBps', getU16Decoder()],
        ['kind', getU8Decoder()],
        ['signer', getAddressDecoder()],
        ['subject', fixDecoderSize(getBytesDecoder(), 32)],
        ['ssh', fixDecoderSize(getBytesDecoder(), 32)],
        ['sshHashed', getBooleanDecoder()],
        ['rate', getU64Decoder()],
        ['closeSecs', getU32Decoder()],
        ['expiresAt', getI64Decoder()],
    ]);
}

export function getChannelTermsCodec(): FixedSizeCodec<ChannelTermsArgs, ChannelTerms> {
    return combineCodec(getChannelTermsEncoder(), getChannelTermsDecoder());
}
