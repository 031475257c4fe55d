// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    requiredAccount,
    requiredSigner,
    withoutRest,
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
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountPurseVault extends string ? WritableAccount<TAccountPurseVault> : TAccountPurseVault,
            TAccountOtherTokens extends string ? WritableAccount<TAccountOtherTokens> : TAccountOtherTokens,
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
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
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
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPurse extends string,
    TAccountPurseVault extends string,
    TAccountOtherTokens extends string,
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
        TAccountProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
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
        signer: { value: input.signer ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
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
        accounts: withoutRest(programAddress, 8, [
            getAccountMeta(requiredSigner('JobFail', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('JobFail', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobFail', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobFail', 'job', accounts.job)),
            getAccountMeta(accounts.provider),
            getAccountMeta(requiredAccount('JobFail', 'payee', accounts.payee)),
            getAccountMeta(requiredAccount('JobFail', 'eventAuthority', accounts.eventAuthority)),
            getAccountMeta(requiredAccount('JobFail', 'program', accounts.program)),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
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
        TAccountProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
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
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[8] | undefined;
        /** The vault's, by the vault's word. */
        mint?: TAccountMetas[9] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[10] | undefined;
        /** The provider's for this mint; both are checked. */
        purse?: TAccountMetas[11] | undefined;
        /** The purse's, by its address. */
        purseVault?: TAccountMetas[12] | undefined;
        /**
         * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
         * operator that claims or the payer itself.
         */
        otherTokens?: TAccountMetas[13] | undefined;
    };
    data: JobFailInstructionData;
};

export function parseJobFailInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobFailInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 14 && instruction.accounts.length !== 8) {
        throw new UnreadableError(
            `an instruction JobFail has 14 accounts or 8 accounts, this one ${instruction.accounts.length}`,
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
            signer: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextOptionalAccount(),
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
        data: getJobFailInstructionDataDecoder().decode(instruction.data),
    };
}
