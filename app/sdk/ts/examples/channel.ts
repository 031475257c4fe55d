// One channel, from its opening to what its provider is paid: the payer signs for all that it got so far, and the
// provider brings the last of these vouchers. Compiled and run with the tests, so that it stays right; `send` of
// order.ts signs and sends what is built here.
import type { Address, GetAccountInfoApi, Rpc, TransactionSigner } from '@solana/kit';

import {
    type Channel,
    ChannelPhase,
    NO_ADDRESS,
    type OFFER_KIND,
    type Voucher,
    channelSeed,
    encodeVoucher,
    fetchMarket,
    fetchMarketParams,
    fetchRecentSlot,
    findChannelPda,
    findParamsPda,
    findProviderPda,
    getChannelOpenInstruction,
    getChannelSteerInstruction,
    getVoucherRedeemInstructions,
    readVoucher,
    signVoucher,
    steer,
    verifyVoucher,
} from '../src/index.js';

type Node = Rpc<GetAccountInfoApi>;
type Account = { readonly address: Address; readonly data: Channel };

type Kind = (typeof OFFER_KIND)[keyof typeof OFFER_KIND];

/** Seconds that a provider leaves itself to bring the last voucher: it serves nothing beyond. */
const MARGIN = 600n;

/** What is bought, of whom. */
export type Wanted = {
    market: Address;
    /** The provider's wallet. */
    provider: Address;
    kind: Kind;
    /** The hash of its offer. */
    subject: Uint8Array;
    /** Lamports, with the market's fee on what is earned. What is not earned comes back. */
    deposit: bigint;
    /** In unix seconds. */
    expiresAt: bigint;
};

/**
 * The payer opens a channel that is paid by vouchers alone. Its key should sign for this channel only: whoever has it
 * can spend the deposit. Keep key and address before this is sent: without the key only the wallet can pay.
 */
export async function open(rpc: Node, payer: TransactionSigner, session: Address, wanted: Wanted) {
    const { market, kind, subject, deposit, expiresAt } = wanted;
    const { params: version } = (await fetchMarket(rpc, market)).data;
    const [params] = await findParamsPda({ market, version });
    const { feeBps, closeSecs } = (await fetchMarketParams(rpc, params)).data.values;
    const [provider] = await findProviderPda({ market, authority: wanted.provider });
    const [recent, [salt]] = [await fetchRecentSlot(rpc), crypto.getRandomValues(new BigUint64Array(1))];
    const seed = await channelSeed({ salt: salt!, recent, signer: session });
    const [channel] = await findChannelPda({ payer: payer.address, provider, seed });
    const ssh = { ssh: new Uint8Array(32), sshHashed: false };
    const agreed = { params: version, feeBps, kind, signer: session, subject, rate: 0, closeSecs, expiresAt, ...ssh };
    const given = { payer, market, params, provider, channel, terms: agreed, salt: salt!, slot: recent.slot, deposit };
    return { channel, instruction: getChannelOpenInstruction(given) };
}

/** A voucher as it goes to the provider, with whatever it pays for. */
export type Signed = { voucher: Uint8Array; signature: Uint8Array };

/** The payer signs for all that it owes so far: each voucher takes the place of those before. */
export async function pay(session: CryptoKey, channel: Address, cumulative: bigint): Promise<Signed> {
    const voucher = { channel, cumulative, expiresAt: 0n };
    return { voucher: encodeVoucher(voucher), signature: await signVoucher(session, voucher) };
}

/** What the provider knows of itself and of its market, what it sells, and what it is owed by now. */
export type Serving = { provider: Address; kind: Kind; feeBps: number; now: bigint; owed: bigint };

/**
 * The provider takes a voucher where it will be paid for it, before it serves what the voucher is for. With a rate the
 * channel would pay for no more than the time it ran, whatever its vouchers say.
 */
export async function accept({ address, data }: Account, signed: Signed, serving: Serving): Promise<Voucher> {
    const voucher = readVoucher(signed.voucher);
    const { state } = data;
    const fits = (state.deposit * 10_000n) / BigInt(10_000 + serving.feeBps);
    const lasts = voucher.expiresAt === 0n || voucher.expiresAt >= serving.now + BigInt(state.closeSecs);
    const agrees: Record<string, boolean> = {
        'the provider': state.provider === serving.provider,
        'the asset': state.mint === NO_ADDRESS,
        'the kind': state.kind === serving.kind,
        'the rate': state.rate === 0n,
        'the phase': state.phase === ChannelPhase.Running,
        'the time left': serving.now + MARGIN <= state.expiresAt,
        'the channel': voucher.channel === address,
        'the amount': voucher.cumulative >= serving.owed && voucher.cumulative <= fits,
        'its time': lasts,
        'the signature': await verifyVoucher(state.signer, voucher, signed.signature),
    };
    const wrong = Object.keys(agrees).filter((name) => !agrees[name]);
    if (wrong.length > 0) throw new Error(`the voucher is not taken: ${wrong.join(', ')}`);
    return voucher;
}

/** Brings a voucher: what it is worth beyond the last goes to the provider's balance. Anyone may, for the fee. */
export async function redeem(market: Address, channel: Account, { voucher, signature }: Signed) {
    const [params] = await findParamsPda({ market, version: channel.data.state.params });
    return getVoucherRedeemInstructions({ channel, params, voucher: readVoucher(voucher), signature });
}

/** The payer leaves: vouchers count for `closeSecs` more, then all that is left comes back. */
export async function close(market: Address, payer: TransactionSigner, { address, data: { state } }: Account) {
    const [params] = await findParamsPda({ market, version: state.params });
    const { provider } = state;
    const accounts = { signer: payer, channel: address, params, provider, payer: payer.address };
    return getChannelSteerInstruction({ ...accounts, command: steer('Close') });
}
