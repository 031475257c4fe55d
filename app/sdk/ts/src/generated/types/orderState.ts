// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getOrderHeadDecoder,
    getOrderHeadEncoder,
    getQuoteDecoder,
    getQuoteEncoder,
    type OrderHead,
    type OrderHeadArgs,
    type Quote,
    type QuoteArgs,
} from './index.js';
import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** An order's account, as the rules see it. */
export type OrderState = { head: OrderHead; quote: Quote };

export type OrderStateArgs = { head: OrderHeadArgs; quote: QuoteArgs };

export function getOrderStateEncoder(): FixedSizeEncoder<OrderStateArgs> {
    return getStructEncoder([
        ['head', getOrderHeadEncoder()],
        ['quote', getQuoteEncoder()],
    ]);
}

export function getOrderStateDecoder(): FixedSizeDecoder<OrderState> {
    return getStructDecoder([
        ['head', getOrderHeadDecoder()],
        ['quote', getQuoteDecoder()],
    ]);
}

export function getOrderStateCodec(): FixedSizeCodec<OrderStateArgs, OrderState> {
    return combineCodec(getOrderStateEncoder(), getOrderStateDecoder());
}
