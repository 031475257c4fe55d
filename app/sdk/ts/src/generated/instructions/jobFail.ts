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
import { getFailReasonDecoder, getFailReasonEncoder, type FailReason, type FailReasonArgs } from '../types/index.js';

export const JOB_FAIL_DISCRIMINATOR = new Uint8Array([125, 26, 67, 183, 230, 125, 155, 36]);

export function getJobFailDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_FAIL_DISCRIMINATOR);
}

export type JobFailInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayee extends string | AccountMeta<string> = string,
    TAccountEventAuthority extends string | AccountMeta<string> = 'GXgUw7Z2Zec5ZjnoH6DEJVStLfPwRk5NGC7MPhbtqwae',
    TAccountProgram extends string | AccountMeta<string> = '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPayee extends string ? WritableAccount<TAccountPayee> : TAccountPayee,
            TAccountEventAuthority extends string ? ReadonlyAccount<TAccountEventAuthority> : TAccountEventAuthority,
            TAccountProgram extends string ? ReadonlyAccount<TAccountProgram> : TAccountProgram,
            ...TRemainingAccounts,
        ]
    >;

export type JobFailInstructionData = { discriminator: ReadonlyUint8Array; attempt: number; reason: FailReason };

export type JobFailInstructionDataArgs = { attempt: number; reason: FailReasonArgs };

export function getJobFailInstructionDataEncoder(): FixedSizeEncoder<JobFailInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
            ['reason', getFailReasonEncoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_FAIL_DISCRIMINATOR }),
    );
}

export function getJobFailInstructionDataDecoder(): FixedSizeDecoder<JobFailInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobFail', JOB_FAIL_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
        ['reason', getFailReasonDecoder()],
    ]);
}

export function getJobFailInstructionDataCodec(): FixedSizeCodec<JobFailInstructionDataArgs, JobFailInstructionData> {
    return combineCodec(getJobFailInstructionDataEncoder(), getJobFailInstructionDataDecoder());
}

export type JobFailInput<
    TAccountSigner extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountProvider extends string = string,
    TAccountPayee extends string = string,
    TAccountEventAuthority extends string = string,
    TAccountProgram extends string = string,
> = {
    /**
     * The operator of the provider that holds the job, or the market's keeper: about a spec, or about
     * delivered tiles that are missing or not like its own. The handler and the rules take nobody else.
     */
    signer: TransactionSigner<TAccountSigner>;
    /** The job's own, by its word: it names the keeper. */
    market: Address<TAccountMarket>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    /** The one that holds the job, by the job's word; none while the job is open. */
    provider?: Address<TAccountProvider>;
    /** The job's order, by its address; of a job from no order its client, by the job's word. */
    payee: Address<TAccountPayee>;
    /** Signs for the program when it calls itself, and for nothing else. */
    eventAuthority?: Address<TAccountEventAuthority>;
    program?: Address<TAccountProgram>;
    attempt: JobFailInstructionDataArgs['attempt'];
    reason: JobFailInstructionDataArgs['reason'];
};

export function getJobFailInstruction<
    TAccountSigner extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountProvider extends string,
    TAccountPayee extends string,
    TAccountEventAuthority extends string,
    TAccountProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobFailInput<
        TAccountSigner,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram
    >,
    config?: { programAddress?: TProgramAddress },
): JobFailInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountMarket,
    TAccountParams,
    TAccountJob,
    TAccountProvider,
    TAccountPayee,
    TAccountEventAuthority,
    TAccountProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        payee: { value: input.payee ?? null, isWritable: true },
        eventAuthority: { value: input.eventAuthority ?? null, isWritable: false },
        program: { value: input.program ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.eventAuthority.value) {
        accounts.eventAuthority.value =
            'GXgUw7Z2Zec5ZjnoH6DEJVStLfPwRk5NGC7MPhbtqwae' as Address<'GXgUw7Z2Zec5ZjnoH6DEJVStLfPwRk5NGC7MPhbtqwae'>;
    }
    if (!accounts.program.value) {
        accounts.program.value =
            '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address<'7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('JobFail', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('JobFail', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobFail', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobFail', 'job', accounts.job)),
            getAccountMeta(accounts.provider),
            getAccountMeta(requiredAccount('JobFail', 'payee', accounts.payee)),
            getAccountMeta(requiredAccount('JobFail', 'eventAuthority', accounts.eventAuthority)),
            getAccountMeta(requiredAccount('JobFail', 'program', accounts.program)),
        ],
        data: getJobFailInstructionDataEncoder().encode(args as JobFailInstructionDataArgs),
        programAddress,
    } as JobFailInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram
    >);
}

export type ParsedJobFailInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /**
         * The operator of the provider that holds the job, or the market's keeper: about a spec, or about
         * delivered tiles that are missing or not like its own. The handler and the rules take nobody else.
         */
        signer: TAccountMetas[0];
        /** The job's own, by its word: it names the keeper. */
        market: TAccountMetas[1];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[2];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[3];
        /** The one that holds the job, by the job's word; none while the job is open. */
        provider?: TAccountMetas[4] | undefined;
        /** The job's order, by its address; of a job from no order its client, by the job's word. */
        payee: TAccountMetas[5];
        /** Signs for the program when it calls itself, and for nothing else. */
        eventAuthority: TAccountMetas[6];
        program: TAccountMetas[7];
    };
    data: JobFailInstructionData;
};

export function parseJobFailInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobFailInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 8) {
        throw new UnreadableError(`an instruction JobFail has 8 accounts, this one ${instruction.accounts.length}`);
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
            signer: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextOptionalAccount(),
            payee: getNextAccount(),
            eventAuthority: getNextAccount(),
            program: getNextAccount(),
        },
        data: getJobFailInstructionDataDecoder().decode(instruction.data),
    };
}
