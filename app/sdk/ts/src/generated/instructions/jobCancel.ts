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

export const JOB_CANCEL_DISCRIMINATOR = new Uint8Array([66, 242, 146, 157, 196, 105, 42, 39]);

export function getJobCancelDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_CANCEL_DISCRIMINATOR);
}

export type JobCancelInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountPayee extends string | AccountMeta<string> = string,
    TAccountEventAuthority extends string | AccountMeta<string> = 'GXgUw7Z2Zec5ZjnoH6DEJVStLfPwRk5NGC7MPhbtqwae',
    TAccountProgram extends string | AccountMeta<string> = '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW',
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
            TAccountPayee extends string ? WritableAccount<TAccountPayee> : TAccountPayee,
            TAccountEventAuthority extends string ? ReadonlyAccount<TAccountEventAuthority> : TAccountEventAuthority,
            TAccountProgram extends string ? ReadonlyAccount<TAccountProgram> : TAccountProgram,
            ...TRemainingAccounts,
        ]
    >;

export type JobCancelInstructionData = { discriminator: ReadonlyUint8Array };

export type JobCancelInstructionDataArgs = {};

export function getJobCancelInstructionDataEncoder(): FixedSizeEncoder<JobCancelInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: JOB_CANCEL_DISCRIMINATOR,
    }));
}

export function getJobCancelInstructionDataDecoder(): FixedSizeDecoder<JobCancelInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobCancel', JOB_CANCEL_DISCRIMINATOR)],
    ]);
}

export function getJobCancelInstructionDataCodec(): FixedSizeCodec<
    JobCancelInstructionDataArgs,
    JobCancelInstructionData
> {
    return combineCodec(getJobCancelInstructionDataEncoder(), getJobCancelInstructionDataDecoder());
}

export type JobCancelInput<
    TAccountClient extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountPayee extends string = string,
    TAccountEventAuthority extends string = string,
    TAccountProgram extends string = string,
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
    /** The job's order, by its address; of a job from no order its client, by the job's word. */
    payee: Address<TAccountPayee>;
    /** Signs for the program when it calls itself, and for nothing else. */
    eventAuthority?: Address<TAccountEventAuthority>;
    program?: Address<TAccountProgram>;
};

export function getJobCancelInstruction<
    TAccountClient extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountPayee extends string,
    TAccountEventAuthority extends string,
    TAccountProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobCancelInput<
        TAccountClient,
        TAccountParams,
        TAccountJob,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram
    >,
    config?: { programAddress?: TProgramAddress },
): JobCancelInstruction<
    TProgramAddress,
    TAccountClient,
    TAccountParams,
    TAccountJob,
    TAccountPayee,
    TAccountEventAuthority,
    TAccountProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        client: { value: input.client ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        payee: { value: input.payee ?? null, isWritable: true },
        eventAuthority: { value: input.eventAuthority ?? null, isWritable: false },
        program: { value: input.program ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

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
            getAccountMeta(requiredSigner('JobCancel', 'client', accounts.client)),
            getAccountMeta(requiredAccount('JobCancel', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobCancel', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobCancel', 'payee', accounts.payee)),
            getAccountMeta(requiredAccount('JobCancel', 'eventAuthority', accounts.eventAuthority)),
            getAccountMeta(requiredAccount('JobCancel', 'program', accounts.program)),
        ],
        data: getJobCancelInstructionDataEncoder().encode({}),
        programAddress,
    } as JobCancelInstruction<
        TProgramAddress,
        TAccountClient,
        TAccountParams,
        TAccountJob,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram
    >);
}

export type ParsedJobCancelInstruction<
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
        /** The job's order, by its address; of a job from no order its client, by the job's word. */
        payee: TAccountMetas[3];
        /** Signs for the program when it calls itself, and for nothing else. */
        eventAuthority: TAccountMetas[4];
        program: TAccountMetas[5];
    };
    data: JobCancelInstructionData;
};

export function parseJobCancelInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobCancelInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 6) {
        throw new UnreadableError(`an instruction JobCancel has 6 accounts, this one ${instruction.accounts.length}`);
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
            client: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            payee: getNextAccount(),
            eventAuthority: getNextAccount(),
            program: getNextAccount(),
        },
        data: getJobCancelInstructionDataDecoder().decode(instruction.data),
    };
}
