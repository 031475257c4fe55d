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
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
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
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_DELIVER_DISCRIMINATOR = new Uint8Array([137, 240, 185, 240, 211, 57, 162, 15]);

export function getJobDeliverDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_DELIVER_DISCRIMINATOR);
}

export type JobDeliverInstruction<
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
                ? WritableSignerAccount<TAccountOperator> & AccountSignerMeta<TAccountOperator>
                : TAccountOperator,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            ...TRemainingAccounts,
        ]
    >;

export type JobDeliverInstructionData = {
    discriminator: ReadonlyUint8Array;
    attempt: number;
    root: ReadonlyUint8Array;
    frames: number;
    ms: bigint;
};

export type JobDeliverInstructionDataArgs = {
    attempt: number;
    root: ReadonlyUint8Array;
    frames: number;
    ms: number | bigint;
};

export function getJobDeliverInstructionDataEncoder(): FixedSizeEncoder<JobDeliverInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
            ['root', fixEncoderSize(getBytesEncoder(), 32)],
            ['frames', getU32Encoder()],
            ['ms', getU64Encoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_DELIVER_DISCRIMINATOR }),
    );
}

export function getJobDeliverInstructionDataDecoder(): FixedSizeDecoder<JobDeliverInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobDeliver', JOB_DELIVER_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
        ['root', fixDecoderSize(getBytesDecoder(), 32)],
        ['frames', getU32Decoder()],
        ['ms', getU64Decoder()],
    ]);
}

export function getJobDeliverInstructionDataCodec(): FixedSizeCodec<
    JobDeliverInstructionDataArgs,
    JobDeliverInstructionData
> {
    return combineCodec(getJobDeliverInstructionDataEncoder(), getJobDeliverInstructionDataDecoder());
}

export type JobDeliverInput<
    TAccountOperator extends string = string,
    TAccountProvider extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
> = {
    /** The provider's hot key, by the provider's word. Adds to the bond what the balance lacks. */
    operator: TransactionSigner<TAccountOperator>;
    /** Any of the job's market; the rules refuse one that the job is not for, or that does not hold it. */
    provider: Address<TAccountProvider>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    attempt: JobDeliverInstructionDataArgs['attempt'];
    root: JobDeliverInstructionDataArgs['root'];
    frames: JobDeliverInstructionDataArgs['frames'];
    ms: JobDeliverInstructionDataArgs['ms'];
};

export function getJobDeliverInstruction<
    TAccountOperator extends string,
    TAccountProvider extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobDeliverInput<TAccountOperator, TAccountProvider, TAccountParams, TAccountJob>,
    config?: { programAddress?: TProgramAddress },
): JobDeliverInstruction<TProgramAddress, TAccountOperator, TAccountProvider, TAccountParams, TAccountJob> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        operator: { value: input.operator ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobDeliver', 'operator', accounts.operator)),
            getAccountMeta(requiredAccount('JobDeliver', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('JobDeliver', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobDeliver', 'job', accounts.job)),
        ],
        data: getJobDeliverInstructionDataEncoder().encode(args as JobDeliverInstructionDataArgs),
        programAddress,
    } as JobDeliverInstruction<TProgramAddress, TAccountOperator, TAccountProvider, TAccountParams, TAccountJob>);
}

export type ParsedJobDeliverInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's hot key, by the provider's word. Adds to the bond what the balance lacks. */
        operator: TAccountMetas[0];
        /** Any of the job's market; the rules refuse one that the job is not for, or that does not hold it. */
        provider: TAccountMetas[1];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[2];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[3];
    };
    data: JobDeliverInstructionData;
};

export function parseJobDeliverInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobDeliverInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 4) {
        throw new UnreadableError(`an instruction JobDeliver has 4 accounts, this one ${instruction.accounts.length}`);
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
        data: getJobDeliverInstructionDataDecoder().decode(instruction.data),
    };
}
