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

export const JOB_ACCEPT_DISCRIMINATOR = new Uint8Array([110, 86, 231, 54, 22, 185, 137, 105]);

export function getJobAcceptDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_ACCEPT_DISCRIMINATOR);
}

export type JobAcceptInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountKeeper extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
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
            ...TRemainingAccounts,
        ]
    >;

export type JobAcceptInstructionData = { discriminator: ReadonlyUint8Array; attempt: number; seed: ReadonlyUint8Array };

export type JobAcceptInstructionDataArgs = { attempt: number; seed: ReadonlyUint8Array };

export function getJobAcceptInstructionDataEncoder(): FixedSizeEncoder<JobAcceptInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
            ['seed', fixEncoderSize(getBytesEncoder(), 32)],
        ]),
        (value) => ({ ...value, discriminator: JOB_ACCEPT_DISCRIMINATOR }),
    );
}

export function getJobAcceptInstructionDataDecoder(): FixedSizeDecoder<JobAcceptInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobAccept', JOB_ACCEPT_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
        ['seed', fixDecoderSize(getBytesDecoder(), 32)],
    ]);
}

export function getJobAcceptInstructionDataCodec(): FixedSizeCodec<
    JobAcceptInstructionDataArgs,
    JobAcceptInstructionData
> {
    return combineCodec(getJobAcceptInstructionDataEncoder(), getJobAcceptInstructionDataDecoder());
}

export type JobAcceptInput<
    TAccountKeeper extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountProvider extends string = string,
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
    /** The one that holds the job, by the job's word. */
    provider: Address<TAccountProvider>;
    attempt: JobAcceptInstructionDataArgs['attempt'];
    seed: JobAcceptInstructionDataArgs['seed'];
};

export function getJobAcceptInstruction<
    TAccountKeeper extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountProvider extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobAcceptInput<TAccountKeeper, TAccountMarket, TAccountParams, TAccountJob, TAccountProvider>,
    config?: { programAddress?: TProgramAddress },
): JobAcceptInstruction<
    TProgramAddress,
    TAccountKeeper,
    TAccountMarket,
    TAccountParams,
    TAccountJob,
    TAccountProvider
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
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobAccept', 'keeper', accounts.keeper)),
            getAccountMeta(requiredAccount('JobAccept', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobAccept', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobAccept', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobAccept', 'provider', accounts.provider)),
        ],
        data: getJobAcceptInstructionDataEncoder().encode(args as JobAcceptInstructionDataArgs),
        programAddress,
    } as JobAcceptInstruction<
        TProgramAddress,
        TAccountKeeper,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider
    >);
}

export type ParsedJobAcceptInstruction<
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
        /** The one that holds the job, by the job's word. */
        provider: TAccountMetas[4];
    };
    data: JobAcceptInstructionData;
};

export function parseJobAcceptInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobAcceptInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(`an instruction JobAccept has 5 accounts, this one ${instruction.accounts.length}`);
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
            keeper: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextAccount(),
        },
        data: getJobAcceptInstructionDataDecoder().decode(instruction.data),
    };
}
