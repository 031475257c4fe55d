// Signatures beside those of transactions: by WebCrypto, as strictly as the chain checks them, and in the
// instructions of its Ed25519 program, which verifies what stands directly before an instruction of ours.
import {
    type Address,
    InputError,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ReadonlyUint8Array,
    type SignatureBytes,
    getAddressEncoder,
    getPublicKeyFromAddress,
    getU16Encoder,
    signBytes,
    verifySignature,
} from './strict.js';
import { joined } from './bytes.js';

/** The program that fails a transaction unless each signature that its instruction names is right. */
export const ED25519_PROGRAM_ADDRESS =
    'Ed25519SigVerify111111111111111111111111111' as Address<'Ed25519SigVerify111111111111111111111111111'>;
/** The sysvar of a transaction's instructions, which an instruction names where something was signed before it. */
export const INSTRUCTIONS_SYSVAR_ADDRESS =
    'Sysvar1nstructions1111111111111111111111111' as Address<'Sysvar1nstructions1111111111111111111111111'>;

/** An instruction of the Ed25519 program, which names no account. */
export type Ed25519Instruction = Instruction<typeof ED25519_PROGRAM_ADDRESS> &
    InstructionWithAccounts<readonly []> &
    InstructionWithData<ReadonlyUint8Array>;

/** A signature, and the key that it is by. */
export type KeySignature = { key: Address; signature: ReadonlyUint8Array };

const [HEAD, RECORD, KEY, SIGNATURE] = [2, 14, 32, 64];
/** How a record says: in this very instruction. */
const HERE = 0xffff;
/**
 * Points of small order, in each way in which they can be written, without the bit of the sign. Under such a key one
 * signature fits many messages; the chain refuses them, WebCrypto does not.
 */
const SMALL = new Set([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Signs with a key of WebCrypto's, such as kit's `generateKeyPair` makes. */
export async function signed(key: CryptoKey, message: ReadonlyUint8Array): Promise<SignatureBytes> {
    return await signBytes(key, message);
}

/**
 * Whether the chain would take it as this key's signature: what WebCrypto finds right, but for keys and signatures by
 * which anybody could sign.
 */
export async function isSigned({ key, signature }: KeySignature, message: ReadonlyUint8Array): Promise<boolean> {
    if (signature.length !== SIGNATURE) return false;
    if (isSmall(getAddressEncoder().encode(key)) || isSmall(signature.slice(0, KEY))) return false;
    return await verifySignature(await getPublicKeyFromAddress(key), signature as SignatureBytes, message);
}

function isSmall(point: ReadonlyUint8Array): boolean {
    const bytes = [...point];
    bytes[KEY - 1] = (bytes[KEY - 1] ?? 0) & 0x7f;
    return SMALL.has(bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/** Signatures over one message, which comes last and once. */
export function signaturesOver(message: ReadonlyUint8Array, signatures: readonly KeySignature[]): Ed25519Instruction {
    const start = HEAD + RECORD * signatures.length;
    const keyAt = (index: number) => start + (KEY + SIGNATURE) * index;
    const records = signatures.map((_, index) => record(keyAt(index), keyAt(signatures.length), message.length));
    return instruction(head(signatures), ...records, ...signatures.map(bytesOf), message);
}

/** Signatures that are each followed by their own message, all of them of one size. */
export function signaturesWith(each: readonly (KeySignature & { message: ReadonlyUint8Array })[]): Ed25519Instruction {
    const start = HEAD + RECORD * each.length;
    const records = each.map(({ message: { length } }, index) => {
        const keyAt = start + (KEY + SIGNATURE + length) * index;
        return record(keyAt, keyAt + KEY + SIGNATURE, length);
    });
    return instruction(head(each), ...records, ...each.map((one) => joined(bytesOf(one), one.message)));
}

/** How many there are, and a byte that must be zero. */
const head = (signatures: readonly KeySignature[]) => Uint8Array.of(signatures.length, 0);

/** Where the signature, the key and the message lie, each in this very instruction: the one form that is read. */
function record(keyAt: number, messageAt: number, size: number): Uint8Array {
    const encoder = getU16Encoder();
    const places = [keyAt + KEY, HERE, keyAt, HERE, messageAt, size, HERE];
    return joined(...places.map((place) => encoder.encode(place)));
}

function bytesOf({ key, signature }: KeySignature): Uint8Array {
    if (signature.length !== SIGNATURE) {
        throw new InputError(`a signature has ${SIGNATURE} bytes, not ${signature.length}`);
    }
    return joined(getAddressEncoder().encode(key), signature);
}

function instruction(...parts: readonly ReadonlyUint8Array[]): Ed25519Instruction {
    return Object.freeze({ accounts: [] as const, data: joined(...parts), programAddress: ED25519_PROGRAM_ADDRESS });
}
