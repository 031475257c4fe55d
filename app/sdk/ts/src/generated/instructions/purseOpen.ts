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
import { findPursePda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const PURSE_OPEN_DISCRIMINATOR = new Uint8Array([152, 164, 124, 255, 217, 138, 74, 98]);

export function getPurseOpenDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PURSE_OPEN_DISCRIMINATOR);
}

export type PurseOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountAsset extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? WritableSignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountAsset extends string ? ReadonlyAccount<TAccountAsset> : TAccountAsset,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type PurseOpenInstructionData = { discriminator: ReadonlyUint8Array };

export type PurseOpenInstructionDataArgs = {};

export function getPurseOpenInstructionDataEncoder(): FixedSizeEncoder<PurseOpenInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: PURSE_OPEN_DISCRIMINATOR,
    }));
}

export function getPurseOpenInstructionDataDecoder(): FixedSizeDecoder<PurseOpenInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction PurseOpen', PURSE_OPEN_DISCRIMINATOR)],
    ]);
}

export function getPurseOpenInstructionDataCodec(): FixedSizeCodec<
    PurseOpenInstructionDataArgs,
    PurseOpenInstructionData
> {
    return combineCodec(getPurseOpenInstructionDataEncoder(), getPurseOpenInstructionDataDecoder());
}

export type PurseOpenAsyncInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountAsset extends string = string,
    TAccountPurse extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The provider's operator or authority. Pays the rent, which goes to the authority in the end. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of: the purse's address follows from it. */
    provider: Address<TAccountProvider>;
    /** The market's of this mint: none is opened in what the market does not take. */
    asset: Address<TAccountAsset>;
    /** The provider's one purse of this mint, by its address; it must not exist yet. */
    purse?: Address<TAccountPurse>;
    /** The purse's vault, by its address. */
    vault: Address<TAccountVault>;
    /** The asset's, by its word. */
    mint: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram: Address<TAccountTokenProgram>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
};

export async function getPurseOpenInstructionAsync<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountAsset extends string,
    TAccountPurse extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: PurseOpenAsyncInput<
        TAccountSigner,
        TAccountProvider,
        TAccountAsset,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): Promise<
    PurseOpenInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountProvider,
        TAccountAsset,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountSystemProgram
    >
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        asset: { value: input.asset ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Resolve default values.
    if (!accounts.purse.value) {
        accounts.purse.value = await findPursePda({
            provider: expectAddress(accounts.provider.value),
            mint: expectAddress(accounts.mint.value),
        });
    }
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('PurseOpen', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('PurseOpen', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('PurseOpen', 'asset', accounts.asset)),
            getAccountMeta(requiredAccount('PurseOpen', 'purse', accounts.purse)),
            getAccountMeta(requiredAccount('PurseOpen', 'vault', accounts.vault)),
            getAccountMeta(requiredAccount('PurseOpen', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('PurseOpen', 'tokenProgram', accounts.tokenProgram)),
            getAccountMeta(requiredAccount('PurseOpen', 'systemProgram', accounts.systemProgram)),
        ],
        data: getPurseOpenInstructionDataEncoder().encode({}),
        programAddress,
    } as PurseOpenInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountProvider,
        TAccountAsset,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountSystemProgram
    >);
}

export type PurseOpenInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountAsset extends string = string,
    TAccountPurse extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The provider's operator or authority. Pays the rent, which goes to the authority in the end. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of: the purse's address follows from it. */
    provider: Address<TAccountProvider>;
    /** The market's of this mint: none is opened in what the market does not take. */
    asset: Address<TAccountAsset>;
    /** The provider's one purse of this mint, by its address; it must not exist yet. */
    purse: Address<TAccountPurse>;
    /** The purse's vault, by its address. */
    vault: Address<TAccountVault>;
    /** The asset's, by its word. */
    mint: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram: Address<TAccountTokenProgram>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
};

export function getPurseOpenInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountAsset extends string,
    TAccountPurse extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: PurseOpenInput<
        TAccountSigner,
        TAccountProvider,
        TAccountAsset,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): PurseOpenInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountProvider,
    TAccountAsset,
    TAccountPurse,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        asset: { value: input.asset ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Resolve default values.
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('PurseOpen', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('PurseOpen', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('PurseOpen', 'asset', accounts.asset)),
            getAccountMeta(requiredAccount('PurseOpen', 'purse', accounts.purse)),
            getAccountMeta(requiredAccount('PurseOpen', 'vault', accounts.vault)),
            getAccountMeta(requiredAccount('PurseOpen', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('PurseOpen', 'tokenProgram', accounts.tokenProgram)),
            getAccountMeta(requiredAccount('PurseOpen', 'systemProgram', accounts.systemProgram)),
        ],
        data: getPurseOpenInstructionDataEncoder().encode({}),
        programAddress,
    } as PurseOpenInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountProvider,
        TAccountAsset,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountSystemProgram
    >);
}

export type ParsedPurseOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority. Pays the rent, which goes to the authority in the end. */
        signer: TAccountMetas[0];
        /** Any provider that the signer has a key of: the purse's address follows from it. */
        provider: TAccountMetas[1];
        /** The market's of this mint: none is opened in what the market does not take. */
        asset: TAccountMetas[2];
        /** The provider's one purse of this mint, by its address; it must not exist yet. */
        purse: TAccountMetas[3];
        /** The purse's vault, by its address. */
        vault: TAccountMetas[4];
        /** The asset's, by its word. */
        mint: TAccountMetas[5];
        /** The one that the mint belongs to. */
        tokenProgram: TAccountMetas[6];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[7];
    };
    data: PurseOpenInstructionData;
};

export function parsePurseOpenInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedPurseOpenInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 8) {
        throw new UnreadableError(`an instruction PurseOpen has 8 accounts, this one ${instruction.accounts.length}`);
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
            signer: getNextAccount(),
            provider: getNextAccount(),
            asset: getNextAccount(),
            purse: getNextAccount(),
            vault: getNextAccount(),
            mint: getNextAccount(),
            tokenProgram: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getPurseOpenInstructionDataDecoder().decode(instruction.data),
    };
}
