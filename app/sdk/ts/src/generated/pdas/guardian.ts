// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type GuardianSeeds = {
    market: Address;
    wallet: Address;
};

export async function findGuardianPda(
    seeds: GuardianSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([103, 117, 97, 114, 100, 105, 97, 110])),
            getAddressEncoder().encode(seeds.market),
            getAddressEncoder().encode(seeds.wallet),
        ],
    });
}
