// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type PurseSeeds = {
    provider: Address;
    mint: Address;
};

export async function findPursePda(
    seeds: PurseSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([112, 117, 114, 115, 101])),
            getAddressEncoder().encode(seeds.provider),
            getAddressEncoder().encode(seeds.mint),
        ],
    });
}
