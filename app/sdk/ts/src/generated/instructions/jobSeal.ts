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
    type ReadonlyAccount,
    type ReadonlyUint8Array,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_SEAL_DISCRIMINATOR = new Uint8Array([179, 159, 63, 191, 162, 230, 63, 25]);

export function getJobSealDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_SEAL_DISCRIMINATOR);
}

export type JobSealInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountSlotHashes extends string | AccountMeta<string> = 'SysvarS1otHashes111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountSlotHashes extends string ? ReadonlyAccount<TAccountSlotHashes> : TAccountSlotHashes,
            ...TRemainingAccounts,
        ]
    >;

export type JobSealInstructionData = { discriminator: ReadonlyUint8Array };

export type JobSealInstructionDataArgs = {};

export function getJobSealInstructionDataEncoder(): FixedSizeEncoder<JobSealInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: JOB_SEAL_DISCRIMINATOR,
    }));
}

export function getJobSealInstructionDataDecoder(): FixedSizeDecoder<JobSealInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobSeal', JOB_SEAL_DISCRIMINATOR)],
    ]);
}

export function getJobSealInstructionDataCodec(): FixedSizeCodec<JobSealInstructionDataArgs, JobSealInstructionData> {
    return combineCodec(getJobSealInstructionDataEncoder(), getJobSealInstructionDataDecoder());
}

export type JobSealInput<
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountSlotHashes extends string = string,
> = {
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    /** The one sysvar of that address: whoever seals can't choose what it says. */
    slotHashes?: Address<TAccountSlotHashes>;
};

export function getJobSealInstruction<
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountSlotHashes extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobSealInput<TAccountParams, TAccountJob, TAccountSlotHashes>,
    config?: { programAddress?: TProgramAddress },
): JobSealInstruction<TProgramAddress, TAccountParams, TAccountJob, TAccountSlotHashes> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        slotHashes: { value: input.slotHashes ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Resolve default values.
    if (!accounts.slotHashes.value) {
        accounts.slotHashes.value =
            'SysvarS1otHashes111111111111111111111111111' as Address<'SysvarS1otHashes111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredAccount('JobSeal', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobSeal', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobSeal', 'slotHashes', accounts.slotHashes)),
        ],
        data: getJobSealInstructionDataEncoder().encode({}),
        programAddress,
    } as JobSealInstruction<TProgramAddress, TAccountParams, TAccountJob, TAccountSlotHashes>);
}

export type ParsedJobSealInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[0];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[1];
        /** The one sysvar of that address: whoever seals can't choose what it says. */
        slotHashes: TAccountMetas[2];
    };
    data: JobSealInstructionData;
};

export function parseJobSealInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobSealInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(`an instruction JobSeal has 3 accounts, this one ${instruction.accounts.length}`);
    }
    let accountIndex = 0;
    const getNextAccount = () => {
        const accountMeta = (instruction.accounts as TAccountMetas)[accountIndex]!;
        accountIndex += 1;
        return accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: { params: getNextAccount(), job: getNextAccount(), slotHashes: getNextAccount() },
        data: getJobSealInstructionDataDecoder().decode(instruction.data),
    };
}
