// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    optionalSigner,
    requiredAccount,
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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_CLEAR_DISCRIMINATOR = new Uint8Array([123, 82, 106, 116, 192, 155, 195, 147]);

export function getJobClearDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_CLEAR_DISCRIMINATOR);
}

export type JobClearInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountOwner extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountOrder extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountProviderTokens extends string | AccountMeta<string> = string,
    TAccountTreasuryTokens extends string | AccountMeta<string> = string,
    TAccountOrderTokens extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountOwner extends string
                ? ReadonlySignerAccount<TAccountOwner> & AccountSignerMeta<TAccountOwner>
                : TAccountOwner,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountOrder extends string ? WritableAccount<TAccountOrder> : TAccountOrder,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountProvider extends string ? ReadonlyAccount<TAccountProvider> : TAccountProvider,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountProviderTokens extends string ? WritableAccount<TAccountProviderTokens> : TAccountProviderTokens,
            TAccountTreasuryTokens extends string ? WritableAccount<TAccountTreasuryTokens> : TAccountTreasuryTokens,
            TAccountOrderTokens extends string ? WritableAccount<TAccountOrderTokens> : TAccountOrderTokens,
            ...TRemainingAccounts,
        ]
    >;

export type JobClearInstructionData = { discriminator: ReadonlyUint8Array };

export type JobClearInstructionDataArgs = {};

export function getJobClearInstructionDataEncoder(): FixedSizeEncoder<JobClearInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: JOB_CLEAR_DISCRIMINATOR,
    }));
}

export function getJobClearInstructionDataDecoder(): FixedSizeDecoder<JobClearInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobClear', JOB_CLEAR_DISCRIMINATOR)],
    ]);
}

export function getJobClearInstructionDataCodec(): FixedSizeCodec<
    JobClearInstructionDataArgs,
    JobClearInstructionData
> {
    return combineCodec(getJobClearInstructionDataEncoder(), getJobClearInstructionDataDecoder());
}

export type JobClearInput<
    TAccountOwner extends string = string,
    TAccountMarket extends string = string,
    TAccountJob extends string = string,
    TAccountOrder extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountProvider extends string = string,
    TAccountPurse extends string = string,
    TAccountProviderTokens extends string = string,
    TAccountTreasuryTokens extends string = string,
    TAccountOrderTokens extends string = string,
> = {
    /**
     * Who is owed a leg and names another account for it: the job's client, or the wallet of the provider. None where
     * each leg goes where it always would.
     */
    owner?: TransactionSigner<TAccountOwner>;
    /** The job's own, by its word: it says whose the fee is. */
    market: Address<TAccountMarket>;
    /** Any job that still owes something. */
    job: Address<TAccountJob>;
    /** The job's order, by its address. */
    order: Address<TAccountOrder>;
    /** The job's, by its address. */
    vault: Address<TAccountVault>;
    /** The vault's, by the vault's word. */
    mint: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram: Address<TAccountTokenProgram>;
    /** The provider that is owed, by the job's word, with its purse. None where it has left, or names another account. */
    provider?: Address<TAccountProvider>;
    /** That provider's, for this mint. */
    purse?: Address<TAccountPurse>;
    /** The vault of that purse, or where the provider's wallet signs any token account that it names. */
    providerTokens?: Address<TAccountProviderTokens>;
    /** The associated token account of the market's treasury, where the fee does not go to the purse. */
    treasuryTokens?: Address<TAccountTreasuryTokens>;
    /** The associated token account of the order, or where the client signs any that it names. */
    orderTokens?: Address<TAccountOrderTokens>;
};

export function getJobClearInstruction<
    TAccountOwner extends string,
    TAccountMarket extends string,
    TAccountJob extends string,
    TAccountOrder extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountProvider extends string,
    TAccountPurse extends string,
    TAccountProviderTokens extends string,
    TAccountTreasuryTokens extends string,
    TAccountOrderTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobClearInput<
        TAccountOwner,
        TAccountMarket,
        TAccountJob,
        TAccountOrder,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountProvider,
        TAccountPurse,
        TAccountProviderTokens,
        TAccountTreasuryTokens,
        TAccountOrderTokens
    >,
    config?: { programAddress?: TProgramAddress },
): JobClearInstruction<
    TProgramAddress,
    TAccountOwner,
    TAccountMarket,
    TAccountJob,
    TAccountOrder,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram,
    TAccountProvider,
    TAccountPurse,
    TAccountProviderTokens,
    TAccountTreasuryTokens,
    TAccountOrderTokens
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        owner: { value: input.owner ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
        order: { value: input.order ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: true },
        providerTokens: { value: input.providerTokens ?? null, isWritable: true },
        treasuryTokens: { value: input.treasuryTokens ?? null, isWritable: true },
        orderTokens: { value: input.orderTokens ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(optionalSigner('JobClear', 'owner', accounts.owner)),
            getAccountMeta(requiredAccount('JobClear', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobClear', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobClear', 'order', accounts.order)),
            getAccountMeta(requiredAccount('JobClear', 'vault', accounts.vault)),
            getAccountMeta(requiredAccount('JobClear', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('JobClear', 'tokenProgram', accounts.tokenProgram)),
            getAccountMeta(accounts.provider),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.providerTokens),
            getAccountMeta(accounts.treasuryTokens),
            getAccountMeta(accounts.orderTokens),
        ],
        data: getJobClearInstructionDataEncoder().encode({}),
        programAddress,
    } as JobClearInstruction<
        TProgramAddress,
        TAccountOwner,
        TAccountMarket,
        TAccountJob,
        TAccountOrder,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountProvider,
        TAccountPurse,
        TAccountProviderTokens,
        TAccountTreasuryTokens,
        TAccountOrderTokens
    >);
}

export type ParsedJobClearInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /**
         * Who is owed a leg and names another account for it: the job's client, or the wallet of the provider. None where
         * each leg goes where it always would.
         */
        owner?: TAccountMetas[0] | undefined;
        /** The job's own, by its word: it says whose the fee is. */
        market: TAccountMetas[1];
        /** Any job that still owes something. */
        job: TAccountMetas[2];
        /** The job's order, by its address. */
        order: TAccountMetas[3];
        /** The job's, by its address. */
        vault: TAccountMetas[4];
        /** The vault's, by the vault's word. */
        mint: TAccountMetas[5];
        /** The one that the mint belongs to. */
        tokenProgram: TAccountMetas[6];
        /** The provider that is owed, by the job's word, with its purse. None where it has left, or names another account. */
        provider?: TAccountMetas[7] | undefined;
        /** That provider's, for this mint. */
        purse?: TAccountMetas[8] | undefined;
        /** The vault of that purse, or where the provider's wallet signs any token account that it names. */
        providerTokens?: TAccountMetas[9] | undefined;
        /** The associated token account of the market's treasury, where the fee does not go to the purse. */
        treasuryTokens?: TAccountMetas[10] | undefined;
        /** The associated token account of the order, or where the client signs any that it names. */
        orderTokens?: TAccountMetas[11] | undefined;
    };
    data: JobClearInstructionData;
};

export function parseJobClearInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobClearInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 12) {
        throw new UnreadableError(`an instruction JobClear has 12 accounts, this one ${instruction.accounts.length}`);
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
            owner: getNextOptionalAccount(),
            market: getNextAccount(),
            job: getNextAccount(),
            order: getNextAccount(),
            vault: getNextAccount(),
            mint: getNextAccount(),
            tokenProgram: getNextAccount(),
            provider: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            providerTokens: getNextOptionalAccount(),
            treasuryTokens: getNextOptionalAccount(),
            orderTokens: getNextOptionalAccount(),
        },
        data: getJobClearInstructionDataDecoder().decode(instruction.data),
    };
}
