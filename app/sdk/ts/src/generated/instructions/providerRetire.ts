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
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const PROVIDER_RETIRE_DISCRIMINATOR = new Uint8Array([129, 205, 146, 59, 94, 34, 152, 135]);

export function getProviderRetireDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_RETIRE_DISCRIMINATOR);
}

export type ProviderRetireInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountPayout extends string | AccountMeta<string> = string,
    TAccountTreasury extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? WritableSignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountMarket extends string ? WritableAccount<TAccountMarket> : TAccountMarket,
            TAccountPayout extends string ? WritableAccount<TAccountPayout> : TAccountPayout,
            TAccountTreasury extends string ? WritableAccount<TAccountTreasury> : TAccountTreasury,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderRetireInstructionData = { discriminator: ReadonlyUint8Array };

export type ProviderRetireInstructionDataArgs = {};

export function getProviderRetireInstructionDataEncoder(): FixedSizeEncoder<ProviderRetireInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: PROVIDER_RETIRE_DISCRIMINATOR,
    }));
}

export function getProviderRetireInstructionDataDecoder(): FixedSizeDecoder<ProviderRetireInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderRetire', PROVIDER_RETIRE_DISCRIMINATOR)],
    ]);
}

export function getProviderRetireInstructionDataCodec(): FixedSizeCodec<
    ProviderRetireInstructionDataArgs,
    ProviderRetireInstructionData
> {
    return combineCodec(getProviderRetireInstructionDataEncoder(), getProviderRetireInstructionDataDecoder());
}

export type ProviderRetireInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountMarket extends string = string,
    TAccountPayout extends string = string,
    TAccountTreasury extends string = string,
> = {
    /** The rules take the authority alone; it gets the rent back. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider whose authority signs. */
    provider: Address<TAccountProvider>;
    /** The provider's own, by its word: it says where fees go, and keeps those that can't go there. */
    market: Address<TAccountMarket>;
    /** The provider's own, by its word. */
    payout: Address<TAccountPayout>;
    /**
     * The market's, by its word. None where no fees are owed, or where nobody can pay it: the
     * market keeps them then.
     */
    treasury?: Address<TAccountTreasury>;
};

export function getProviderRetireInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountMarket extends string,
    TAccountPayout extends string,
    TAccountTreasury extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderRetireInput<TAccountSigner, TAccountProvider, TAccountMarket, TAccountPayout, TAccountTreasury>,
    config?: { programAddress?: TProgramAddress },
): ProviderRetireInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountProvider,
    TAccountMarket,
    TAccountPayout,
    TAccountTreasury
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        payout: { value: input.payout ?? null, isWritable: true },
        treasury: { value: input.treasury ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderRetire', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderRetire', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ProviderRetire', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ProviderRetire', 'payout', accounts.payout)),
            getAccountMeta(accounts.treasury),
        ],
        data: getProviderRetireInstructionDataEncoder().encode({}),
        programAddress,
    } as ProviderRetireInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountProvider,
        TAccountMarket,
        TAccountPayout,
        TAccountTreasury
    >);
}

export type ParsedProviderRetireInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The rules take the authority alone; it gets the rent back. */
        signer: TAccountMetas[0];
        /** Any provider whose authority signs. */
        provider: TAccountMetas[1];
        /** The provider's own, by its word: it says where fees go, and keeps those that can't go there. */
        market: TAccountMetas[2];
        /** The provider's own, by its word. */
        payout: TAccountMetas[3];
        /**
         * The market's, by its word. None where no fees are owed, or where nobody can pay it: the
         * market keeps them then.
         */
        treasury?: TAccountMetas[4] | undefined;
    };
    data: ProviderRetireInstructionData;
};

export function parseProviderRetireInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderRetireInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(
            `an instruction ProviderRetire has 5 accounts, this one ${instruction.accounts.length}`,
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
        return accountMeta.address === RAYMENT_PROGRAM_ADDRESS ? undefined : accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: {
            signer: getNextAccount(),
            provider: getNextAccount(),
            market: getNextAccount(),
            payout: getNextAccount(),
            treasury: getNextOptionalAccount(),
        },
        data: getProviderRetireInstructionDataDecoder().decode(instruction.data),
    };
}
