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
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
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
    type Option,
    type OptionOrNullable,
    type ReadonlyAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { findAssetPda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getListingDecoder, getListingEncoder, type Listing, type ListingArgs } from '../types/index.js';

export const ASSET_SET_DISCRIMINATOR = new Uint8Array([150, 195, 48, 3, 175, 230, 246, 25]);

export function getAssetSetDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ASSET_SET_DISCRIMINATOR);
}

export type AssetSetInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountAuthority extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountAsset extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountAuthority extends string
                ? WritableSignerAccount<TAccountAuthority> & AccountSignerMeta<TAccountAuthority>
                : TAccountAuthority,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountAsset extends string ? WritableAccount<TAccountAsset> : TAccountAsset,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type AssetSetInstructionData = { discriminator: ReadonlyUint8Array; listing: Option<Listing> };

export type AssetSetInstructionDataArgs = { listing: OptionOrNullable<ListingArgs> };

export function getAssetSetInstructionDataEncoder(): Encoder<AssetSetInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['listing', getOptionEncoder(getListingEncoder())],
        ]),
        (value) => ({ ...value, discriminator: ASSET_SET_DISCRIMINATOR }),
    );
}

export function getAssetSetInstructionDataDecoder(): Decoder<AssetSetInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction AssetSet', ASSET_SET_DISCRIMINATOR)],
        ['listing', getOptionDecoder(getListingDecoder())],
    ]);
}

export function getAssetSetInstructionDataCodec(): Codec<AssetSetInstructionDataArgs, AssetSetInstructionData> {
    return combineCodec(getAssetSetInstructionDataEncoder(), getAssetSetInstructionDataDecoder());
}

export type AssetSetAsyncInput<
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountAsset extends string = string,
    TAccountMint extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The market's, by its word. Pays the rent, and gets it back. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market whose authority signs. */
    market: Address<TAccountMarket>;
    /** The market's asset of this mint, by its address. */
    asset?: Address<TAccountAsset>;
    /**
     * Any mint, of either token program; the rules refuse those whose tokens need not stay where they are put. One
     * that is taken no more need not be a mint any more.
     */
    mint: Address<TAccountMint>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    listing: AssetSetInstructionDataArgs['listing'];
};

export async function getAssetSetInstructionAsync<
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountAsset extends string,
    TAccountMint extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: AssetSetAsyncInput<TAccountAuthority, TAccountMarket, TAccountAsset, TAccountMint, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): Promise<
    AssetSetInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountAsset,
        TAccountMint,
        TAccountSystemProgram
    >
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        authority: { value: input.authority ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        asset: { value: input.asset ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.asset.value) {
        accounts.asset.value = await findAssetPda({
            market: expectAddress(accounts.market.value),
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
            getAccountMeta(requiredSigner('AssetSet', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('AssetSet', 'market', accounts.market)),
            getAccountMeta(requiredAccount('AssetSet', 'asset', accounts.asset)),
            getAccountMeta(requiredAccount('AssetSet', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('AssetSet', 'systemProgram', accounts.systemProgram)),
        ],
        data: getAssetSetInstructionDataEncoder().encode(args as AssetSetInstructionDataArgs),
        programAddress,
    } as AssetSetInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountAsset,
        TAccountMint,
        TAccountSystemProgram
    >);
}

export type AssetSetInput<
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountAsset extends string = string,
    TAccountMint extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The market's, by its word. Pays the rent, and gets it back. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market whose authority signs. */
    market: Address<TAccountMarket>;
    /** The market's asset of this mint, by its address. */
    asset: Address<TAccountAsset>;
    /**
     * Any mint, of either token program; the rules refuse those whose tokens need not stay where they are put. One
     * that is taken no more need not be a mint any more.
     */
    mint: Address<TAccountMint>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    listing: AssetSetInstructionDataArgs['listing'];
};

export function getAssetSetInstruction<
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountAsset extends string,
    TAccountMint extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: AssetSetInput<TAccountAuthority, TAccountMarket, TAccountAsset, TAccountMint, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): AssetSetInstruction<
    TProgramAddress,
    TAccountAuthority,
    TAccountMarket,
    TAccountAsset,
    TAccountMint,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        authority: { value: input.authority ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        asset: { value: input.asset ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
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
        accounts: [
            getAccountMeta(requiredSigner('AssetSet', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('AssetSet', 'market', accounts.market)),
            getAccountMeta(requiredAccount('AssetSet', 'asset', accounts.asset)),
            getAccountMeta(requiredAccount('AssetSet', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('AssetSet', 'systemProgram', accounts.systemProgram)),
        ],
        data: getAssetSetInstructionDataEncoder().encode(args as AssetSetInstructionDataArgs),
        programAddress,
    } as AssetSetInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountAsset,
        TAccountMint,
        TAccountSystemProgram
    >);
}

export type ParsedAssetSetInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The market's, by its word. Pays the rent, and gets it back. */
        authority: TAccountMetas[0];
        /** Any market whose authority signs. */
        market: TAccountMetas[1];
        /** The market's asset of this mint, by its address. */
        asset: TAccountMetas[2];
        /**
         * Any mint, of either token program; the rules refuse those whose tokens need not stay where they are put. One
         * that is taken no more need not be a mint any more.
         */
        mint: TAccountMetas[3];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[4];
    };
    data: AssetSetInstructionData;
};

export function parseAssetSetInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedAssetSetInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(`an instruction AssetSet has 5 accounts, this one ${instruction.accounts.length}`);
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
            authority: getNextAccount(),
            market: getNextAccount(),
            asset: getNextAccount(),
            mint: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getAssetSetInstructionDataDecoder().decode(instruction.data),
    };
}
