// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    requiredAccount,
    requiredSigner,
} from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getBooleanDecoder,
    getBooleanEncoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    transformEncoder,
    type AccountMeta,
    type AccountSignerMeta,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ReadonlyAccount,
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_ASSIGN_DISCRIMINATOR = new Uint8Array([10, 48, 56, 69, 108, 131, 171, 64]);

export function getJobAssignDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_ASSIGN_DISCRIMINATOR);
}

export type JobAssignInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountKeeper extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountOffer extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountKeeper extends string
                ? ReadonlySignerAccount<TAccountKeeper> & AccountSignerMeta<TAccountKeeper>
                : TAccountKeeper,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountProvider extends string ? ReadonlyAccount<TAccountProvider> : TAccountProvider,
            TAccountOffer extends string ? ReadonlyAccount<TAccountOffer> : TAccountOffer,
            TAccountVault extends string ? ReadonlyAccount<TAccountVault> : TAccountVault,
            ...TRemainingAccounts,
        ]
    >;

export type JobAssignInstructionData = { discriminator: ReadonlyUint8Array; loads: boolean };

export type JobAssignInstructionDataArgs = { loads: boolean };

export function getJobAssignInstructionDataEncoder(): FixedSizeEncoder<JobAssignInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['loads', getBooleanEncoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_ASSIGN_DISCRIMINATOR }),
    );
}

export function getJobAssignInstructionDataDecoder(): FixedSizeDecoder<JobAssignInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobAssign', JOB_ASSIGN_DISCRIMINATOR)],
        ['loads', getBooleanDecoder()],
    ]);
}

export function getJobAssignInstructionDataCodec(): FixedSizeCodec<
    JobAssignInstructionDataArgs,
    JobAssignInstructionData
> {
    return combineCodec(getJobAssignInstructionDataEncoder(), getJobAssignInstructionDataDecoder());
}

export type JobAssignInput<
    TAccountKeeper extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountProvider extends string = string,
    TAccountOffer extends string = string,
    TAccountVault extends string = string,
> = {
    /** The market's keeper of the moment, by the market's word. */
    keeper: TransactionSigner<TAccountKeeper>;
    /** The job's own, by its word. */
    market: Address<TAccountMarket>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    /** Any of the job's market; the rules take one that could claim the job once a slot of its is free. */
    provider: Address<TAccountProvider>;
    /** The provider's, for rendering and the job's asset; both are checked. A job in tokens needs one. */
    offer?: Address<TAccountOffer>;
    /** The job's, by its address, where it is in tokens: says of which mint. */
    vault?: Address<TAccountVault>;
    loads: JobAssignInstructionDataArgs['loads'];
};

export function getJobAssignInstruction<
    TAccountKeeper extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountProvider extends string,
    TAccountOffer extends string,
    TAccountVault extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobAssignInput<
        TAccountKeeper,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountOffer,
        TAccountVault
    >,
    config?: { programAddress?: TProgramAddress },
): JobAssignInstruction<
    TProgramAddress,
    TAccountKeeper,
    TAccountMarket,
    TAccountParams,
    TAccountJob,
    TAccountProvider,
    TAccountOffer,
    TAccountVault
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        keeper: { value: input.keeper ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: false },
        offer: { value: input.offer ?? null, isWritable: false },
        vault: { value: input.vault ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobAssign', 'keeper', accounts.keeper)),
            getAccountMeta(requiredAccount('JobAssign', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobAssign', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobAssign', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobAssign', 'provider', accounts.provider)),
            getAccountMeta(accounts.offer),
            getAccountMeta(accounts.vault),
        ],
        data: getJobAssignInstructionDataEncoder().encode(args as JobAssignInstructionDataArgs),
        programAddress,
    } as JobAssignInstruction<
        TProgramAddress,
        TAccountKeeper,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountOffer,
        TAccountVault
    >);
}

export type ParsedJobAssignInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The market's keeper of the moment, by the market's word. */
        keeper: TAccountMetas[0];
        /** The job's own, by its word. */
        market: TAccountMetas[1];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[2];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[3];
        /** Any of the job's market; the rules take one that could claim the job once a slot of its is free. */
        provider: TAccountMetas[4];
        /** The provider's, for rendering and the job's asset; both are checked. A job in tokens needs one. */
        offer?: TAccountMetas[5] | undefined;
        /** The job's, by its address, where it is in tokens: says of which mint. */
        vault?: TAccountMetas[6] | undefined;
    };
    data: JobAssignInstructionData;
};

export function parseJobAssignInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobAssignInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 7) {
        throw new UnreadableError(`an instruction JobAssign has 7 accounts, this one ${instruction.accounts.length}`);
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
        accounts: {
            keeper: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextAccount(),
            offer: getNextOptionalAccount(),
            vault: getNextOptionalAccount(),
        },
        data: getJobAssignInstructionDataDecoder().decode(instruction.data),
    };
}
