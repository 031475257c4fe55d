// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type ProviderSeeds = {
    market: Address;
    authority: Address;
};

export async function findProviderPda(
    seeds: ProviderSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([112, 114, 111, 118, 105, 100, 101, 114])),
            getAddressEncoder().encode(seeds.market),
            getAddressEncoder().encode(seeds.authority),
        ],
    });
}
