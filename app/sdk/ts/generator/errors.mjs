// The page of errors: every code with its name and message, in builds for production too.
import { HEADER, constant } from './pages.mjs';

export function errorsPage(idl) {
    const errors = [...(idl.errors ?? [])].sort((a, b) => a.code - b.code);
    const constants = errors.map(
        ({ code, name, msg }) =>
            `/** ${name}: ${msg ?? ''} */\nexport const RAYMENT_ERROR__${constant(name)} = ${code};`,
    );
    const rows = errors.map(
        ({ code, name, msg }) =>
            `{ code: ${code}, name: ${JSON.stringify(name)}, message: ${JSON.stringify(msg ?? name)} },`,
    );
    return `${HEADER}
${constants.join('\n')}

/** Every error of the program. Codes are never given to another error. */
export const RAYMENT_ERRORS = [
${rows.join('\n')}
] as const;

/** The code of an error of the program. */
export type RaymentErrorCode = (typeof RAYMENT_ERRORS)[number]['code'];

/** The name of an error of the program. */
export type RaymentErrorName = (typeof RAYMENT_ERRORS)[number]['name'];
`;
}
