// A channel beside its account: the address that it will have, and vouchers, by which its payer says what is owed so
// far. The program's README says which bytes are hashed and signed; Codama knows only how values are written.
import {
    type Address,
    type Commitment,
    type GetAccountInfoApi,
    InputError,
    type ProgramDerivedAddress,
    type ReadonlyUint8Array,
    type Rpc,
    type SignatureBytes,
    UnreadableError,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBase64Encoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getProgramDerivedAddress,
    getU64Decoder,
    getU64Encoder,
} from './strict.js';
import { joined, sha256, text } from './bytes.js';
import type { Channel } from './generated/accounts/index.js';
import { getChannelRedeemInstruction } from './generated/instructions/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';
import { NO_ADDRESS } from './order.js';
import { type Token, escrowTokens } from './token.js';
import {
    type Ed25519Instruction,
    INSTRUCTIONS_SYSVAR_ADDRESS,
    isSigned,
    signaturesOver,
    signed,
} from './signatures.js';

/** Bytes of a voucher. */
export const VOUCHER_BYTES = 50;
/** Bits of a channel's `flags`: `ssh` is the hash of a key; the session key is one of the provider's own. */
export const CHANNEL_FLAG = { SSH_HASHED: 1, PROVIDER_SIGNS: 2 } as const;
/** What is sold, as the terms of a channel say it in `kind`. */
export const OFFER_KIND = { RENDER: 0, LLM: 1, TTS: 2, STT: 3, EMBED: 4, RENTAL: 5, FUNCTION: 6 } as const;

const CHANNEL_DOMAIN = text('rayment:channel:1');
/** What every voucher begins with: its mark, and its version. */
const MARK = new Uint8Array([0x56, 0x01]);
const SLOT_HASHES = 'SysvarS1otHashes111111111111111111111111111' as Address;
const [CHANNEL_AT, CUMULATIVE_AT, EXPIRES_AT] = [2, 34, 42];
/** Of the list of slot hashes: how many there are, and the newest slot with its hash. */
const [COUNT_BYTES, SLOT_BYTES, HASH_BYTES] = [8, 8, 32];

// --- addresses

/** A slot, and its hash: they bind a channel's address to one cluster. */
export type RecentSlot = { slot: bigint; hash: ReadonlyUint8Array };

/**
 * The newest slot with a hash, as the node sees it. The program takes one of the last 512; a slot that is final is not
 * lost again with a fork, so that is what is asked for unless the caller asks for less.
 */
export async function fetchRecentSlot(
    rpc: Rpc<GetAccountInfoApi>,
    config: { commitment?: Commitment; abortSignal?: AbortSignal } = {},
): Promise<RecentSlot> {
    const { commitment = 'finalized', abortSignal } = config;
    const dataSlice = { offset: 0, length: COUNT_BYTES + SLOT_BYTES + HASH_BYTES };
    const request = rpc.getAccountInfo(SLOT_HASHES, { commitment, dataSlice, encoding: 'base64' });
    const { value } = await request.send(abortSignal ? { abortSignal } : {});
    const data = getBase64Encoder().encode(value?.data[0] ?? '');
    if (data.length !== dataSlice.length || getU64Decoder().decode(data) === 0n) {
        throw new UnreadableError('the node has no slot with a hash');
    }
    return { slot: getU64Decoder().decode(data, COUNT_BYTES), hash: data.slice(COUNT_BYTES + SLOT_BYTES) };
}

/** What makes a channel's address one of a kind. `signer` is the session key, `mint` is left out for SOL. */
export async function channelSeed({
    salt,
    recent,
    mint = NO_ADDRESS,
    signer,
}: {
    salt: number | bigint;
    recent: RecentSlot;
    mint?: Address;
    signer: Address;
}): Promise<Uint8Array> {
    const [u64, key, hash] = [getU64Encoder(), getAddressEncoder(), fixEncoderSize(getBytesEncoder(), HASH_BYTES)];
    const slot = [u64.encode(recent.slot), hash.encode(recent.hash)];
    return await sha256(CHANNEL_DOMAIN, u64.encode(salt), ...slot, key.encode(mint), key.encode(signer));
}

/** The address of a channel, by its payer's wallet, its provider's account and its seed. */
export async function findChannelPda({
    payer,
    provider,
    seed,
}: {
    payer: Address;
    provider: Address;
    seed: ReadonlyUint8Array;
}): Promise<ProgramDerivedAddress> {
    const key = getAddressEncoder();
    const bytes = fixEncoderSize(getBytesEncoder(), HASH_BYTES).encode(seed);
    const seeds = ['channel', key.encode(payer), key.encode(provider), bytes];
    return await getProgramDerivedAddress({ programAddress: RAYMENT_PROGRAM_ADDRESS, seeds });
}

// --- vouchers

/** A sum that a channel's payer owes, all in all. */
export type Voucher = {
    channel: Address;
    /** Base units since the opening, without the market's fee, which comes on top. */
    cumulative: bigint;
    /** Unix seconds from which on it counts no more; 0: it always counts. */
    expiresAt: bigint;
};

export type VoucherArgs = { channel: Address; cumulative: number | bigint; expiresAt: number | bigint };

/** The bytes that are signed. */
export function encodeVoucher({ channel, cumulative, expiresAt }: VoucherArgs): Uint8Array {
    const amounts = [getU64Encoder().encode(cumulative), getI64Encoder().encode(expiresAt)];
    return joined(MARK, getAddressEncoder().encode(channel), ...amounts);
}

/**
 * A voucher from its bytes.
 *
 * @throws UnreadableError where they are none.
 */
export function readVoucher(bytes: ReadonlyUint8Array): Voucher {
    if (bytes.length !== VOUCHER_BYTES) {
        throw new UnreadableError(`a voucher has ${VOUCHER_BYTES} bytes, not ${bytes.length}`);
    }
    if (!MARK.every((byte, at) => bytes[at] === byte)) {
        throw new UnreadableError('these bytes do not begin as a voucher of version 1');
    }
    return {
        channel: getAddressDecoder().decode(bytes, CHANNEL_AT),
        cumulative: getU64Decoder().decode(bytes, CUMULATIVE_AT),
        expiresAt: getI64Decoder().decode(bytes, EXPIRES_AT),
    };
}

/** Signs with the session key. A voucher can't be taken back: what is left of the deposit caps it, and the time. */
export async function signVoucher(key: CryptoKey, voucher: VoucherArgs): Promise<SignatureBytes> {
    return await signed(key, encodeVoucher(voucher));
}

/** Whether the channel's session key has signed it, as strictly as the chain checks that. */
export async function verifyVoucher(
    signer: Address,
    voucher: VoucherArgs,
    signature: ReadonlyUint8Array,
): Promise<boolean> {
    return await isSigned({ key: signer, signature }, encodeVoucher(voucher));
}

/** The instruction that stands directly before `channel_redeem`. Anyone may bring a voucher. */
export function getVoucherInstruction({
    signer,
    voucher,
    signature,
}: {
    signer: Address;
    voucher: VoucherArgs;
    signature: ReadonlyUint8Array;
}): Ed25519Instruction {
    return signaturesOver(encodeVoucher(voucher), [{ key: signer, signature }]);
}

/** A channel as it was read. */
type OpenChannel = { readonly address: Address; readonly data: Channel };

/** What a channel in tokens is in. Without a purse of the provider's, what it earns waits. */
export type ChannelPayment = { token: Token; hasPurse: boolean };

/**
 * The token accounts of a channel that is redeemed or steered, as `channel_redeem` and `channel_steer` take them:
 * none of a channel in SOL.
 *
 * @throws InputError where `payment` is not what the channel is in.
 */
export async function channelTokens({ address, data }: OpenChannel, payment?: ChannelPayment) {
    const { mint, payer, provider } = data.state;
    const found = payment?.token.mint ?? NO_ADDRESS;
    if (found !== mint) throw new InputError(`the channel ${address} is in ${spelt(mint)}, not in ${spelt(found)}`);
    if (!payment) return {};
    const { token, hasPurse } = payment;
    return await escrowTokens({ of: address, other: payer, token, ...(hasPurse ? { provider } : {}) });
}

const spelt = (mint: Address) => (mint === NO_ADDRESS ? 'SOL' : `the token ${mint}`);

/**
 * Redeems a voucher. Two instructions, which must stay next to each other: what is signed comes directly before.
 * `params` are those of the version that the channel names, of its provider's market; `payment` is what a channel in
 * tokens is in.
 */
export async function getVoucherRedeemInstructions({
    channel,
    params,
    voucher,
    signature,
    payment,
}: {
    channel: OpenChannel;
    params: Address;
    voucher: VoucherArgs;
    signature: ReadonlyUint8Array;
    payment?: ChannelPayment;
}): Promise<[Ed25519Instruction, ReturnType<typeof getChannelRedeemInstruction>]> {
    const { address, data } = channel;
    if (voucher.channel !== address) {
        throw new InputError(`the voucher is for the channel ${voucher.channel}, not for ${address}`);
    }
    const { signer, provider, payer, rentPayer } = data.state;
    const accounts = {
        channel: address,
        params,
        provider,
        payer,
        rentPayer,
        ...(await channelTokens(channel, payment)),
    };
    return [
        getVoucherInstruction({ signer, voucher, signature }),
        getChannelRedeemInstruction({ ...accounts, instructions: INSTRUCTIONS_SYSVAR_ADDRESS, ack: null }),
    ];
}
