// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { UnreadableError, expectProgram, getDiscriminatorDecoder, requiredAccount, withoutRest } from '../../strict.js';
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

export const JOB_SETTLE_DISCRIMINATOR = new Uint8Array([82, 169, 166, 219, 13, 31, 169, 173]);

export function getJobSettleDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_SETTLE_DISCRIMINATOR);
}

export type JobSettleInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayee extends string | AccountMeta<string> = string,
    TAccountEventAuthority extends string | AccountMeta<string> = 'GXgUw7Z2Zec5ZjnoH6DEJVStLfPwRk5NGC7MPhbtqwae',
    TAccountProgram extends string | AccountMeta<string> = '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW',
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountPurseVault extends string | AccountMeta<string> = string,
    TAccountOtherTokens extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPayee extends string ? WritableAccount<TAccountPayee> : TAccountPayee,
            TAccountEventAuthority extends string ? ReadonlyAccount<TAccountEventAuthority> : TAccountEventAuthority,
            TAccountProgram extends string ? ReadonlyAccount<TAccountProgram> : TAccountProgram,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountPurseVault extends string ? WritableAccount<TAccountPurseVault> : TAccountPurseVault,
            TAccountOtherTokens extends string ? WritableAccount<TAccountOtherTokens> : TAccountOtherTokens,
            ...TRemainingAccounts,
        ]
    >;

export type JobSettleInstructionData = { discriminator: ReadonlyUint8Array };

export type JobSettleInstructionDataArgs = {};

export function getJobSettleInstructionDataEncoder(): FixedSizeEncoder<JobSettleInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: JOB_SETTLE_DISCRIMINATOR,
    }));
}

export function getJobSettleInstructionDataDecoder(): FixedSizeDecoder<JobSettleInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobSettle', JOB_SETTLE_DISCRIMINATOR)],
    ]);
}

export function getJobSettleInstructionDataCodec(): FixedSizeCodec<
    JobSettleInstructionDataArgs,
    JobSettleInstructionData
> {
    return combineCodec(getJobSettleInstructionDataEncoder(), getJobSettleInstructionDataDecoder());
}

export type JobSettleInput<
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountProvider extends string = string,
    TAccountPayee extends string = string,
    TAccountEventAuthority extends string = string,
    TAccountProgram extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
> = {
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    /** The one that holds the job, by the job's word. */
    provider: Address<TAccountProvider>;
    /** The job's order, by its address; of a job from no order its client, by the job's word. */
    payee: Address<TAccountPayee>;
    /** Signs for the program when it calls itself, and for nothing else. */
    eventAuthority?: Address<TAccountEventAuthority>;
    program?: Address<TAccountProgram>;
    /** Of the job or channel, by its address. */
    vault?: Address<TAccountVault>;
    /** The vault's, by the vault's word. */
    mint?: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram?: Address<TAccountTokenProgram>;
    /** The provider's for this mint; both are checked. */
    purse?: Address<TAccountPurse>;
    /** The purse's, by its address. */
    purseVault?: Address<TAccountPurseVault>;
    /**
     * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
     * operator that claims or the payer itself.
     */
    otherTokens?: Address<TAccountOtherTokens>;
};

export function getJobSettleInstruction<
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountProvider extends string,
    TAccountPayee extends string,
    TAccountEventAuthority extends string,
    TAccountProgram extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPurse extends string,
    TAccountPurseVault extends string,
    TAccountOtherTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobSettleInput<
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >,
    config?: { programAddress?: TProgramAddress },
): JobSettleInstruction<
    TProgramAddress,
    TAccountParams,
    TAccountJob,
    TAccountProvider,
    TAccountPayee,
    TAccountEventAuthority,
    TAccountProgram,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram,
    TAccountPurse,
    TAccountPurseVault,
    TAccountOtherTokens
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        payee: { value: input.payee ?? null, isWritable: true },
        eventAuthority: { value: input.eventAuthority ?? null, isWritable: false },
        program: { value: input.program ?? null, isWritable: false },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: true },
        purseVault: { value: input.purseVault ?? null, isWritable: true },
        otherTokens: { value: input.otherTokens ?? null, isWritable: true },
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
        accounts: withoutRest(programAddress, 6, [
            getAccountMeta(requiredAccount('JobSettle', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobSettle', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobSettle', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('JobSettle', 'payee', accounts.payee)),
            getAccountMeta(requiredAccount('JobSettle', 'eventAuthority', accounts.eventAuthority)),
            getAccountMeta(requiredAccount('JobSettle', 'program', accounts.program)),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
        data: getJobSettleInstructionDataEncoder().encode({}),
        programAddress,
    } as JobSettleInstruction<
        TProgramAddress,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountEventAuthority,
        TAccountProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >);
}

export type ParsedJobSettleInstruction<
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
        /** The one that holds the job, by the job's word. */
        provider: TAccountMetas[2];
        /** The job's order, by its address; of a job from no order its client, by the job's word. */
        payee: TAccountMetas[3];
        /** Signs for the program when it calls itself, and for nothing else. */
        eventAuthority: TAccountMetas[4];
        program: TAccountMetas[5];
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[6] | undefined;
        /** The vault's, by the vault's word. */
        mint?: TAccountMetas[7] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[8] | undefined;
        /** The provider's for this mint; both are checked. */
        purse?: TAccountMetas[9] | undefined;
        /** The purse's, by its address. */
        purseVault?: TAccountMetas[10] | undefined;
        /**
         * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
         * operator that claims or the payer itself.
         */
        otherTokens?: TAccountMetas[11] | undefined;
    };
    data: JobSettleInstructionData;
};

export function parseJobSettleInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobSettleInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 12 && instruction.accounts.length !== 6) {
        throw new UnreadableError(
            `an instruction JobSettle has 12 accounts or 6 accounts, this one ${instruction.accounts.length}`,
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
        return !accountMeta || accountMeta.address === RAYMENT_PROGRAM_ADDRESS ? undefined : accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: {
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextAccount(),
            payee: getNextAccount(),
            eventAuthority: getNextAccount(),
            program: getNextAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            purseVault: getNextOptionalAccount(),
            otherTokens: getNextOptionalAccount(),
        },
        data: getJobSettleInstructionDataDecoder().decode(instruction.data),
    };
}
