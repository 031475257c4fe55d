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
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_CLAIM_DISCRIMINATOR = new Uint8Array([169, 216, 229, 141, 110, 205, 146, 155]);

export function getJobClaimDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_CLAIM_DISCRIMINATOR);
}

export type JobClaimInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountOperator extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountOffer extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
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
            TAccountOperator extends string
                ? WritableSignerAccount<TAccountOperator> & AccountSignerMeta<TAccountOperator>
                : TAccountOperator,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountOffer extends string ? ReadonlyAccount<TAccountOffer> : TAccountOffer,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountPurseVault extends string ? WritableAccount<TAccountPurseVault> : TAccountPurseVault,
            TAccountOtherTokens extends string ? WritableAccount<TAccountOtherTokens> : TAccountOtherTokens,
            ...TRemainingAccounts,
        ]
    >;

export type JobClaimInstructionData = { discriminator: ReadonlyUint8Array; attempt: number };

export type JobClaimInstructionDataArgs = { attempt: number };

export function getJobClaimInstructionDataEncoder(): FixedSizeEncoder<JobClaimInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_CLAIM_DISCRIMINATOR }),
    );
}

export function getJobClaimInstructionDataDecoder(): FixedSizeDecoder<JobClaimInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobClaim', JOB_CLAIM_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
    ]);
}

export function getJobClaimInstructionDataCodec(): FixedSizeCodec<
    JobClaimInstructionDataArgs,
    JobClaimInstructionData
> {
    return combineCodec(getJobClaimInstructionDataEncoder(), getJobClaimInstructionDataDecoder());
}

export type JobClaimInput<
    TAccountOperator extends string = string,
    TAccountProvider extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountOffer extends string = string,
    TAccountSystemProgram extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
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
    /** The provider's, for rendering and the job's asset; both are checked. A job in tokens needs one. */
    offer?: Address<TAccountOffer>;
    /** The one program that moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
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
    attempt: JobClaimInstructionDataArgs['attempt'];
};

export function getJobClaimInstruction<
    TAccountOperator extends string,
    TAccountProvider extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountOffer extends string,
    TAccountSystemProgram extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPurse extends string,
    TAccountPurseVault extends string,
    TAccountOtherTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobClaimInput<
        TAccountOperator,
        TAccountProvider,
        TAccountParams,
        TAccountJob,
        TAccountOffer,
        TAccountSystemProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >,
    config?: { programAddress?: TProgramAddress },
): JobClaimInstruction<
    TProgramAddress,
    TAccountOperator,
    TAccountProvider,
    TAccountParams,
    TAccountJob,
    TAccountOffer,
    TAccountSystemProgram,
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
        operator: { value: input.operator ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        offer: { value: input.offer ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
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
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: withoutRest(programAddress, 6, [
            getAccountMeta(requiredSigner('JobClaim', 'operator', accounts.operator)),
            getAccountMeta(requiredAccount('JobClaim', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('JobClaim', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobClaim', 'job', accounts.job)),
            getAccountMeta(accounts.offer),
            getAccountMeta(requiredAccount('JobClaim', 'systemProgram', accounts.systemProgram)),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
        data: getJobClaimInstructionDataEncoder().encode(args as JobClaimInstructionDataArgs),
        programAddress,
    } as JobClaimInstruction<
        TProgramAddress,
        TAccountOperator,
        TAccountProvider,
        TAccountParams,
        TAccountJob,
        TAccountOffer,
        TAccountSystemProgram,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >);
}

export type ParsedJobClaimInstruction<
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
        /** The provider's, for rendering and the job's asset; both are checked. A job in tokens needs one. */
        offer?: TAccountMetas[4] | undefined;
        /** The one program that moves a wallet's lamports. */
        systemProgram: TAccountMetas[5];
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
    data: JobClaimInstructionData;
};

export function parseJobClaimInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobClaimInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 12 && instruction.accounts.length !== 6) {
        throw new UnreadableError(
            `an instruction JobClaim has 12 accounts or 6 accounts, this one ${instruction.accounts.length}`,
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
            operator: getNextAccount(),
            provider: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            offer: getNextOptionalAccount(),
            systemProgram: getNextAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            purseVault: getNextOptionalAccount(),
            otherTokens: getNextOptionalAccount(),
        },
        data: getJobClaimInstructionDataDecoder().decode(instruction.data),
    };
}
