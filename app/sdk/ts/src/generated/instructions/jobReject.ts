// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    optionalSigner,
    requiredAccount,
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
    type Codec,
    type Decoder,
    type Encoder,
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
import { getGroundsDecoder, getGroundsEncoder, type Grounds, type GroundsArgs } from '../types/index.js';

export const JOB_REJECT_DISCRIMINATOR = new Uint8Array([168, 141, 4, 228, 64, 142, 13, 97]);

export function getJobRejectDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_REJECT_DISCRIMINATOR);
}

export type JobRejectInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountKeeper extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayee extends string | AccountMeta<string> = string,
    TAccountGuardian extends string | AccountMeta<string> = string,
    TAccountSecondGuardian extends string | AccountMeta<string> = string,
    TAccountInstructions extends string | AccountMeta<string> = string,
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
            TAccountKeeper extends string
                ? ReadonlySignerAccount<TAccountKeeper> & AccountSignerMeta<TAccountKeeper>
                : TAccountKeeper,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPayee extends string ? WritableAccount<TAccountPayee> : TAccountPayee,
            TAccountGuardian extends string ? ReadonlyAccount<TAccountGuardian> : TAccountGuardian,
            TAccountSecondGuardian extends string ? ReadonlyAccount<TAccountSecondGuardian> : TAccountSecondGuardian,
            TAccountInstructions extends string ? ReadonlyAccount<TAccountInstructions> : TAccountInstructions,
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

export type JobRejectInstructionData = { discriminator: ReadonlyUint8Array; attempt: number; grounds: Grounds };

export type JobRejectInstructionDataArgs = { attempt: number; grounds: GroundsArgs };

export function getJobRejectInstructionDataEncoder(): Encoder<JobRejectInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
            ['grounds', getGroundsEncoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_REJECT_DISCRIMINATOR }),
    );
}

export function getJobRejectInstructionDataDecoder(): Decoder<JobRejectInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobReject', JOB_REJECT_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
        ['grounds', getGroundsDecoder()],
    ]);
}

export function getJobRejectInstructionDataCodec(): Codec<JobRejectInstructionDataArgs, JobRejectInstructionData> {
    return combineCodec(getJobRejectInstructionDataEncoder(), getJobRejectInstructionDataDecoder());
}

export type JobRejectInput<
    TAccountKeeper extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountProvider extends string = string,
    TAccountPayee extends string = string,
    TAccountGuardian extends string = string,
    TAccountSecondGuardian extends string = string,
    TAccountInstructions extends string = string,
    TAccountEventAuthority extends string = string,
    TAccountProgram extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
> = {
    /** The market's keeper of the moment, by the market's word. None where two guardians reject without it. */
    keeper?: TransactionSigner<TAccountKeeper>;
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
    /** The job's order, by its address; of a job from no order its client, by the job's word. */
    payee: Address<TAccountPayee>;
    /** The guardian whose key has signed first; the rules take those of the job's market that count. */
    guardian?: Address<TAccountGuardian>;
    /** The guardian whose key has signed second. */
    secondGuardian?: Address<TAccountSecondGuardian>;
    /** The one sysvar of that address, where guardians have signed: it says what was verified directly before. */
    instructions?: Address<TAccountInstructions>;
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
    attempt: JobRejectInstructionDataArgs['attempt'];
    grounds: JobRejectInstructionDataArgs['grounds'];
};

export function getJobRejectInstruction<
    TAccountKeeper extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountProvider extends string,
    TAccountPayee extends string,
    TAccountGuardian extends string,
    TAccountSecondGuardian extends string,
    TAccountInstructions extends string,
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
    input: JobRejectInput<
        TAccountKeeper,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountGuardian,
        TAccountSecondGuardian,
        TAccountInstructions,
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
): JobRejectInstruction<
    TProgramAddress,
    TAccountKeeper,
    TAccountMarket,
    TAccountParams,
    TAccountJob,
    TAccountProvider,
    TAccountPayee,
    TAccountGuardian,
    TAccountSecondGuardian,
    TAccountInstructions,
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
        keeper: { value: input.keeper ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        payee: { value: input.payee ?? null, isWritable: true },
        guardian: { value: input.guardian ?? null, isWritable: false },
        secondGuardian: { value: input.secondGuardian ?? null, isWritable: false },
        instructions: { value: input.instructions ?? null, isWritable: false },
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
        accounts: withoutRest(programAddress, 11, [
            getAccountMeta(optionalSigner('JobReject', 'keeper', accounts.keeper)),
            getAccountMeta(requiredAccount('JobReject', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobReject', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobReject', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobReject', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('JobReject', 'payee', accounts.payee)),
            getAccountMeta(accounts.guardian),
            getAccountMeta(accounts.secondGuardian),
            getAccountMeta(accounts.instructions),
            getAccountMeta(requiredAccount('JobReject', 'eventAuthority', accounts.eventAuthority)),
            getAccountMeta(requiredAccount('JobReject', 'program', accounts.program)),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
        data: getJobRejectInstructionDataEncoder().encode(args as JobRejectInstructionDataArgs),
        programAddress,
    } as JobRejectInstruction<
        TProgramAddress,
        TAccountKeeper,
        TAccountMarket,
        TAccountParams,
        TAccountJob,
        TAccountProvider,
        TAccountPayee,
        TAccountGuardian,
        TAccountSecondGuardian,
        TAccountInstructions,
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

export type ParsedJobRejectInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The market's keeper of the moment, by the market's word. None where two guardians reject without it. */
        keeper?: TAccountMetas[0] | undefined;
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
        /** The job's order, by its address; of a job from no order its client, by the job's word. */
        payee: TAccountMetas[5];
        /** The guardian whose key has signed first; the rules take those of the job's market that count. */
        guardian?: TAccountMetas[6] | undefined;
        /** The guardian whose key has signed second. */
        secondGuardian?: TAccountMetas[7] | undefined;
        /** The one sysvar of that address, where guardians have signed: it says what was verified directly before. */
        instructions?: TAccountMetas[8] | undefined;
        /** Signs for the program when it calls itself, and for nothing else. */
        eventAuthority: TAccountMetas[9];
        program: TAccountMetas[10];
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[11] | undefined;
        /** The vault's, by the vault's word. */
        mint?: TAccountMetas[12] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[13] | undefined;
        /** The provider's for this mint; both are checked. */
        purse?: TAccountMetas[14] | undefined;
        /** The purse's, by its address. */
        purseVault?: TAccountMetas[15] | undefined;
        /**
         * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
         * operator that claims or the payer itself.
         */
        otherTokens?: TAccountMetas[16] | undefined;
    };
    data: JobRejectInstructionData;
};

export function parseJobRejectInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobRejectInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 17 && instruction.accounts.length !== 11) {
        throw new UnreadableError(
            `an instruction JobReject has 17 accounts or 11 accounts, this one ${instruction.accounts.length}`,
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
            keeper: getNextOptionalAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            provider: getNextAccount(),
            payee: getNextAccount(),
            guardian: getNextOptionalAccount(),
            secondGuardian: getNextOptionalAccount(),
            instructions: getNextOptionalAccount(),
            eventAuthority: getNextAccount(),
            program: getNextAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            purseVault: getNextOptionalAccount(),
            otherTokens: getNextOptionalAccount(),
        },
        data: getJobRejectInstructionDataDecoder().decode(instruction.data),
    };
}
