// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type ClientSeeds = {
    market: Address;
    wallet: Address;
};

export async function findClientPda(
    seeds: ClientSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([99, 108, 105, 101, 110, 116])),
            getAddressEncoder().encode(seeds.market),
            getAddressEncoder().encode(seeds.wallet),
        ],
    });
}
