// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    getU64Encoder,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type JobSeeds = {
    market: Address;
    wallet: Address;
    nextId: number | bigint;
};

export async function findJobPda(
    seeds: JobSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([106, 111, 98])),
            getAddressEncoder().encode(seeds.market),
            getAddressEncoder().encode(seeds.wallet),
            getU64Encoder().encode(seeds.nextId),
        ],
    });
}
