// Bytes that are put together and hashed as the program's README says.
import type { ReadonlyUint8Array } from './strict.js';

export const text = (of: string): Uint8Array => new TextEncoder().encode(of);

/** One after the other. */
export function joined(...parts: readonly ReadonlyUint8Array[]): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
    }
    return bytes;
}

export async function sha256(...parts: readonly ReadonlyUint8Array[]): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));
}
