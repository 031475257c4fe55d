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
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
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

export const JOB_START_DISCRIMINATOR = new Uint8Array([116, 199, 195, 125, 16, 255, 80, 188]);

export function getJobStartDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_START_DISCRIMINATOR);
}

export type JobStartInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountOperator extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountOperator extends string
                ? ReadonlySignerAccount<TAccountOperator> & AccountSignerMeta<TAccountOperator>
                : TAccountOperator,
            TAccountProvider extends string ? ReadonlyAccount<TAccountProvider> : TAccountProvider,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            ...TRemainingAccounts,
        ]
    >;

export type JobStartInstructionData = { discriminator: ReadonlyUint8Array; attempt: number };

export type JobStartInstructionDataArgs = { attempt: number };

export function getJobStartInstructionDataEncoder(): FixedSizeEncoder<JobStartInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_START_DISCRIMINATOR }),
    );
}

export function getJobStartInstructionDataDecoder(): FixedSizeDecoder<JobStartInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobStart', JOB_START_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
    ]);
}

export function getJobStartInstructionDataCodec(): FixedSizeCodec<
    JobStartInstructionDataArgs,
    JobStartInstructionData
> {
    return combineCodec(getJobStartInstructionDataEncoder(), getJobStartInstructionDataDecoder());
}

export type JobStartInput<
    TAccountOperator extends string = string,
    TAccountProvider extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
> = {
    /** The provider's hot key, by the provider's word. */
    operator: TransactionSigner<TAccountOperator>;
    /** Of the job's market; the rules take the one that holds the job alone. */
    provider: Address<TAccountProvider>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    attempt: JobStartInstructionDataArgs['attempt'];
};

export function getJobStartInstruction<
    TAccountOperator extends string,
    TAccountProvider extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobStartInput<TAccountOperator, TAccountProvider, TAccountParams, TAccountJob>,
    config?: { programAddress?: TProgramAddress },
): JobStartInstruction<TProgramAddress, TAccountOperator, TAccountProvider, TAccountParams, TAccountJob> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        operator: { value: input.operator ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobStart', 'operator', accounts.operator)),
            getAccountMeta(requiredAccount('JobStart', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('JobStart', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobStart', 'job', accounts.job)),
        ],
        data: getJobStartInstructionDataEncoder().encode(args as JobStartInstructionDataArgs),
        programAddress,
    } as JobStartInstruction<TProgramAddress, TAccountOperator, TAccountProvider, TAccountParams, TAccountJob>);
}

export type ParsedJobStartInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's hot key, by the provider's word. */
        operator: TAccountMetas[0];
        /** Of the job's market; the rules take the one that holds the job alone. */
        provider: TAccountMetas[1];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[2];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[3];
    };
    data: JobStartInstructionData;
};

export function parseJobStartInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobStartInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 4) {
        throw new UnreadableError(`an instruction JobStart has 4 accounts, this one ${instruction.accounts.length}`);
    }
    let accountIndex = 0;
    const getNextAccount = () => {
        const accountMeta = (instruction.accounts as TAccountMetas)[accountIndex]!;
        accountIndex += 1;
        return accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: {
            operator: getNextAccount(),
            provider: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
        },
        data: getJobStartInstructionDataDecoder().decode(instruction.data),
    };
}
