// Why the program refused, out of whatever kit threw.
import { type Address, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM, isSolanaError } from './strict.js';
import { RAYMENT_ERRORS, type RaymentErrorCode, type RaymentErrorName } from './generated/errors/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';

/** A refusal by the program. */
export type Refusal = {
    /** Which instruction of the transaction, counted from 0. */
    instruction: number;
    code: RaymentErrorCode;
    name: RaymentErrorName;
    message: string;
};

/** The instructions that were sent, by which a code is the program's and not another's. */
export type SentMessage = { readonly instructions: readonly { readonly programAddress: Address }[] };

/**
 * The program's refusal within an error of kit's, however deep it lies there: a failed simulation has it as its cause.
 * `undefined` where something else went wrong, such as another program's refusal with the same number.
 */
export function refusalIn(error: unknown, { instructions }: SentMessage): Refusal | undefined {
    const seen = new Set<unknown>();
    for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
        seen.add(at);
        if (!isSolanaError(at, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) continue;
        const { index, code } = at.context;
        if (instructions[Number(index)]?.programAddress !== RAYMENT_PROGRAM_ADDRESS) return undefined;
        const known = errorByCode(Number(code));
        return known && { instruction: Number(index), ...known };
    }
    return undefined;
}

/** The program's error with this code. */
export function errorByCode(code: number): (typeof RAYMENT_ERRORS)[number] | undefined {
    return RAYMENT_ERRORS.find((known) => known.code === code);
}
