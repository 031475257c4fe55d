// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type AssetSeeds = {
    market: Address;
    mint: Address;
};

export async function findAssetPda(
    seeds: AssetSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([97, 115, 115, 101, 116])),
            getAddressEncoder().encode(seeds.market),
            getAddressEncoder().encode(seeds.mint),
        ],
    });
}
