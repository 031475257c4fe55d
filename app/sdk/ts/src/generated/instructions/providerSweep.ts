// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { UnreadableError, expectProgram, getDiscriminatorDecoder, requiredAccount } from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    transformEncoder,
    type AccountMeta,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ReadonlyUint8Array,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const PROVIDER_SWEEP_DISCRIMINATOR = new Uint8Array([158, 14, 27, 177, 79, 209, 71, 246]);

export function getProviderSweepDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_SWEEP_DISCRIMINATOR);
}

export type ProviderSweepInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountTreasury extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountMarket extends string ? WritableAccount<TAccountMarket> : TAccountMarket,
            TAccountTreasury extends string ? WritableAccount<TAccountTreasury> : TAccountTreasury,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderSweepInstructionData = { discriminator: ReadonlyUint8Array };

export type ProviderSweepInstructionDataArgs = {};

export function getProviderSweepInstructionDataEncoder(): FixedSizeEncoder<ProviderSweepInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: PROVIDER_SWEEP_DISCRIMINATOR,
    }));
}

export function getProviderSweepInstructionDataDecoder(): FixedSizeDecoder<ProviderSweepInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderSweep', PROVIDER_SWEEP_DISCRIMINATOR)],
    ]);
}

export function getProviderSweepInstructionDataCodec(): FixedSizeCodec<
    ProviderSweepInstructionDataArgs,
    ProviderSweepInstructionData
> {
    return combineCodec(getProviderSweepInstructionDataEncoder(), getProviderSweepInstructionDataDecoder());
}

export type ProviderSweepInput<
    TAccountProvider extends string = string,
    TAccountMarket extends string = string,
    TAccountTreasury extends string = string,
> = {
    /**
     * Any provider: its fees go to its own market's treasury. None where only what the market keeps
     * itself is to go there.
     */
    provider?: Address<TAccountProvider>;
    /**
     * The provider's own, by its word, else any: it says where fees go. What it keeps of providers that
     * have left goes along.
     */
    market: Address<TAccountMarket>;
    /** The market's, by its word. */
    treasury: Address<TAccountTreasury>;
};

export function getProviderSweepInstruction<
    TAccountProvider extends string,
    TAccountMarket extends string,
    TAccountTreasury extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderSweepInput<TAccountProvider, TAccountMarket, TAccountTreasury>,
    config?: { programAddress?: TProgramAddress },
): ProviderSweepInstruction<TProgramAddress, TAccountProvider, TAccountMarket, TAccountTreasury> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        provider: { value: input.provider ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        treasury: { value: input.treasury ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(accounts.provider),
            getAccountMeta(requiredAccount('ProviderSweep', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ProviderSweep', 'treasury', accounts.treasury)),
        ],
        data: getProviderSweepInstructionDataEncoder().encode({}),
        programAddress,
    } as ProviderSweepInstruction<TProgramAddress, TAccountProvider, TAccountMarket, TAccountTreasury>);
}

export type ParsedProviderSweepInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /**
         * Any provider: its fees go to its own market's treasury. None where only what the market keeps
         * itself is to go there.
         */
        provider?: TAccountMetas[0] | undefined;
        /**
         * The provider's own, by its word, else any: it says where fees go. What it keeps of providers that
         * have left goes along.
         */
        market: TAccountMetas[1];
        /** The market's, by its word. */
        treasury: TAccountMetas[2];
    };
    data: ProviderSweepInstructionData;
};

export function parseProviderSweepInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderSweepInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(
            `an instruction ProviderSweep has 3 accounts, this one ${instruction.accounts.length}`,
        );
    }
    let accountIndex = 0;
    const getNextAccount = () => {
        const accountMeta = (instruction.accounts as TAccountMetas)[accountIndex]!;
        accountIndex += 1;
        return accountMeta;
    };
    const getNextOptionalAccount = () => {
        const accountMeta = getNextAccount();
        return accountMeta.address === RAYMENT_PROGRAM_ADDRESS ? undefined : accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: { provider: getNextOptionalAccount(), market: getNextAccount(), treasury: getNextAccount() },
        data: getProviderSweepInstructionDataDecoder().decode(instruction.data),
    };
}
