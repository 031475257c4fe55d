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

export type ParamsSeeds = {
    market: Address;
    version: number;
};

export async function findParamsPda(
    seeds: ParamsSeeds,
    config: { programAddress?: Address | undefined } = {},
): Promise<ProgramDerivedAddress> {
    const { programAddress = RAYMENT_PROGRAM_ADDRESS } = config;
    return await getProgramDerivedAddress({
        programAddress,
        seeds: [
            getBytesEncoder().encode(new Uint8Array([112, 97, 114, 97, 109, 115])),
            getAddressEncoder().encode(seeds.market),
            getU16Encoder().encode(seeds.version),
        ],
    });
}
