// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import {
    getAddressEncoder,
    getBytesEncoder,
    getProgramDerivedAddress,
    getU16Encoder,
    type Address,
    type ProgramDerivedAddress,
} from '../../strict.js';

export type MarketSeeds = {
    creator: Address;
    id: number;
};

export async function findMarketPda(
    seeds: MarketSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([109, 97, 114, 107, 101, 116])),
            getAddressEncoder().encode(seeds.creator),
            getU16Encoder().encode(seeds.id),
        ],
    });
}
