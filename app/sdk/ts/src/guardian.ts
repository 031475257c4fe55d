// What guardians sign, and a keeper with a bond: statements about the pixels of one tile of a delivery. They come to
// the program in the instruction directly before a rejection, or before a slash.
import {
    type Address,
    InputError,
    type ReadonlyUint8Array,
    type SignatureBytes,
    UnreadableError,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    getU32Decoder,
    getU32Encoder,
} from './strict.js';
import { joined, text } from './bytes.js';
import {
    type Ed25519Instruction,
    type KeySignature,
    isSigned,
    signaturesOver,
    signaturesWith,
    signed,
} from './signatures.js';

/** Bytes of a statement. */
export const STATEMENT_BYTES = 152;

const STATEMENT_DOMAIN = text('rayment:check:1');
const [HASH_BYTES, MOST_GUARDIANS] = [32, 2];

/** What was committed to for one tile, and what whoever signs it rendered. */
export type Statement = {
    market: Address;
    job: Address;
    attempt: number;
    /** Which delivered frame, and which of the job's tiles of it: counted from the job's first. */
    frame: number;
    tile: number;
    /** The leaf that was committed to. */
    leaf: ReadonlyUint8Array;
    /** SHA-256 of the signer's own pixels. */
    checkerPixels: ReadonlyUint8Array;
};

const hashEncoder = () => fixEncoderSize(getBytesEncoder(), HASH_BYTES);
const hashDecoder = () => fixDecoderSize(getBytesDecoder(), HASH_BYTES);

/** The bytes that are signed. */
export function encodeStatement(statement: Statement): Uint8Array {
    const encoder = getStructEncoder([
        ['market', getAddressEncoder()],
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['frame', getU32Encoder()],
        ['tile', getU32Encoder()],
        ['leaf', hashEncoder()],
        ['checkerPixels', hashEncoder()],
    ]);
    return joined(STATEMENT_DOMAIN, encoder.encode(statement));
}

/**
 * A statement from its bytes.
 *
 * @throws UnreadableError where they are none.
 */
export function readStatement(bytes: ReadonlyUint8Array): Statement {
    if (bytes.length !== STATEMENT_BYTES) {
        throw new UnreadableError(`a statement has ${STATEMENT_BYTES} bytes, not ${bytes.length}`);
    }
    if (!STATEMENT_DOMAIN.every((byte, at) => bytes[at] === byte)) {
        throw new UnreadableError('these bytes do not begin as a statement of version 1');
    }
    const decoder = getStructDecoder([
        ['market', getAddressDecoder()],
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['frame', getU32Decoder()],
        ['tile', getU32Decoder()],
        ['leaf', hashDecoder()],
        ['checkerPixels', hashDecoder()],
    ]);
    return decoder.decode(bytes, STATEMENT_DOMAIN.length);
}

/**
 * Signs with a guardian's key. Keep what was signed: two statements about one tile that name different pixels cost the
 * whole stake.
 */
export async function signStatement(key: CryptoKey, statement: Statement): Promise<SignatureBytes> {
    return await signed(key, encodeStatement(statement));
}

/** Whether this key has signed it, as strictly as the chain checks that. */
export async function verifyStatement(signature: KeySignature, statement: Statement): Promise<boolean> {
    return await isSigned(signature, encodeStatement(statement));
}

/**
 * The instruction that stands directly before a `job_reject` on the grounds of a statement, which names the guardians'
 * accounts in the order of these one or two signatures.
 */
export function getStatementInstruction(statement: Statement, signatures: readonly KeySignature[]): Ed25519Instruction {
    if (signatures.length < 1 || signatures.length > MOST_GUARDIANS) {
        throw new InputError(`1 to ${MOST_GUARDIANS} guardians sign a statement, not ${signatures.length}`);
    }
    return signaturesOver(encodeStatement(statement), signatures);
}

/** A statement with a signature over it. */
export type SignedStatement = { statement: Statement; signature: ReadonlyUint8Array };

/** The instruction that stands directly before `guardian_slash`: one key, and two statements that contradict. */
export function getContradictionInstruction(
    key: Address,
    both: readonly [SignedStatement, SignedStatement],
): Ed25519Instruction {
    return signaturesWith(
        both.map(({ statement, signature }) => ({ key, signature, message: encodeStatement(statement) })),
    );
}
