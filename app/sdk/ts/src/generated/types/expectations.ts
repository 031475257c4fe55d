// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** The market's values that the client has seen: a change in between refuses the post. */
export type Expectations = {
    /** Version of the parameters: it fixes the fee and every window. */
    params: number;
    /** The fee once more, for eyes that read transactions. */
    feeBps: number;
};

export type ExpectationsArgs = Expectations;

export function getExpectationsEncoder(): FixedSizeEncoder<ExpectationsArgs> {
    return getStructEncoder([
        ['params', getU16Encoder()],
        ['feeBps', getU16Encoder()],
    ]);
}

export function getExpectationsDecoder(): FixedSizeDecoder<Expectations> {
    return getStructDecoder([
        ['params', getU16Decoder()],
        ['feeBps', getU16Decoder()],
    ]);
}

export function getExpectationsCodec(): FixedSizeCodec<ExpectationsArgs, Expectations> {
    return combineCodec(getExpectationsEncoder(), getExpectationsDecoder());
}
