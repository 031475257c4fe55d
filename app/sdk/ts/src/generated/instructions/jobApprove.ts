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
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_APPROVE_DISCRIMINATOR = new Uint8Array([219, 51, 16, 225, 36, 177, 119, 35]);

export function getJobApproveDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_APPROVE_DISCRIMINATOR);
}

export type JobApproveInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountClient extends string
                ? WritableSignerAccount<TAccountClient> & AccountSignerMeta<TAccountClient>
                : TAccountClient,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            ...TRemainingAccounts,
        ]
    >;

export type JobApproveInstructionData = { discriminator: ReadonlyUint8Array; attempt: number };

export type JobApproveInstructionDataArgs = { attempt: number };

export function getJobApproveInstructionDataEncoder(): FixedSizeEncoder<JobApproveInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_APPROVE_DISCRIMINATOR }),
    );
}

export function getJobApproveInstructionDataDecoder(): FixedSizeDecoder<JobApproveInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobApprove', JOB_APPROVE_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
    ]);
}

export function getJobApproveInstructionDataCodec(): FixedSizeCodec<
    JobApproveInstructionDataArgs,
    JobApproveInstructionData
> {
    return combineCodec(getJobApproveInstructionDataEncoder(), getJobApproveInstructionDataDecoder());
}

export type JobApproveInput<
    TAccountClient extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
> = {
    /** The rules take the job's client alone. Pays a dispute's bond where the deposit does not cover it. */
    client: TransactionSigner<TAccountClient>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    attempt: JobApproveInstructionDataArgs['attempt'];
};

export function getJobApproveInstruction<
    TAccountClient extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobApproveInput<TAccountClient, TAccountParams, TAccountJob>,
    config?: { programAddress?: TProgramAddress },
): JobApproveInstruction<TProgramAddress, TAccountClient, TAccountParams, TAccountJob> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        client: { value: input.client ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobApprove', 'client', accounts.client)),
            getAccountMeta(requiredAccount('JobApprove', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobApprove', 'job', accounts.job)),
        ],
        data: getJobApproveInstructionDataEncoder().encode(args as JobApproveInstructionDataArgs),
        programAddress,
    } as JobApproveInstruction<TProgramAddress, TAccountClient, TAccountParams, TAccountJob>);
}

export type ParsedJobApproveInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The rules take the job's client alone. Pays a dispute's bond where the deposit does not cover it. */
        client: TAccountMetas[0];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[1];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[2];
    };
    data: JobApproveInstructionData;
};

export function parseJobApproveInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobApproveInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(`an instruction JobApprove has 3 accounts, this one ${instruction.accounts.length}`);
    }
    let accountIndex = 0;
    const getNextAccount = () => {
        const accountMeta = (instruction.accounts as TAccountMetas)[accountIndex]!;
        accountIndex += 1;
        return accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: { client: getNextAccount(), params: getNextAccount(), job: getNextAccount() },
        data: getJobApproveInstructionDataDecoder().decode(instruction.data),
    };
}
