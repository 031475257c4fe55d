// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    optionalSigner,
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
    getU64Decoder,
    getU64Encoder,
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
import {
    getChannelTermsDecoder,
    getChannelTermsEncoder,
    type ChannelTerms,
    type ChannelTermsArgs,
} from '../types/index.js';

export const CHANNEL_OPEN_DISCRIMINATOR = new Uint8Array([161, 19, 223, 17, 48, 136, 3, 113]);

export function getChannelOpenDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CHANNEL_OPEN_DISCRIMINATOR);
}

export type ChannelOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountPayer extends string | AccountMeta<string> = string,
    TAccountRentPayer extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountChannel extends string | AccountMeta<string> = string,
    TAccountSlotHashes extends string | AccountMeta<string> = 'SysvarS1otHashes111111111111111111111111111',
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TAccountAsset extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountFromTokens extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountPayer extends string
                ? WritableSignerAccount<TAccountPayer> & AccountSignerMeta<TAccountPayer>
                : TAccountPayer,
            TAccountRentPayer extends string
                ? WritableSignerAccount<TAccountRentPayer> & AccountSignerMeta<TAccountRentPayer>
                : TAccountRentPayer,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountProvider extends string ? ReadonlyAccount<TAccountProvider> : TAccountProvider,
            TAccountChannel extends string ? WritableAccount<TAccountChannel> : TAccountChannel,
            TAccountSlotHashes extends string ? ReadonlyAccount<TAccountSlotHashes> : TAccountSlotHashes,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            TAccountAsset extends string ? ReadonlyAccount<TAccountAsset> : TAccountAsset,
            TAccountPurse extends string ? ReadonlyAccount<TAccountPurse> : TAccountPurse,
            TAccountFromTokens extends string ? WritableAccount<TAccountFromTokens> : TAccountFromTokens,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            ...TRemainingAccounts,
        ]
    >;

export type ChannelOpenInstructionData = {
    discriminator: ReadonlyUint8Array;
    terms: ChannelTerms;
    salt: bigint;
    slot: bigint;
    deposit: bigint;
};

export type ChannelOpenInstructionDataArgs = {
    terms: ChannelTermsArgs;
    salt: number | bigint;
    slot: number | bigint;
    deposit: number | bigint;
};

export function getChannelOpenInstructionDataEncoder(): FixedSizeEncoder<ChannelOpenInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['terms', getChannelTermsEncoder()],
            ['salt', getU64Encoder()],
            ['slot', getU64Encoder()],
            ['deposit', getU64Encoder()],
        ]),
        (value) => ({ ...value, discriminator: CHANNEL_OPEN_DISCRIMINATOR }),
    );
}

export function getChannelOpenInstructionDataDecoder(): FixedSizeDecoder<ChannelOpenInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ChannelOpen', CHANNEL_OPEN_DISCRIMINATOR)],
        ['terms', getChannelTermsDecoder()],
        ['salt', getU64Decoder()],
        ['slot', getU64Decoder()],
        ['deposit', getU64Decoder()],
    ]);
}

export function getChannelOpenInstructionDataCodec(): FixedSizeCodec<
    ChannelOpenInstructionDataArgs,
    ChannelOpenInstructionData
> {
    return combineCodec(getChannelOpenInstructionDataEncoder(), getChannelOpenInstructionDataDecoder());
}

export type ChannelOpenInput<
    TAccountPayer extends string = string,
    TAccountRentPayer extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountProvider extends string = string,
    TAccountChannel extends string = string,
    TAccountSlotHashes extends string = string,
    TAccountSystemProgram extends string = string,
    TAccountAsset extends string = string,
    TAccountPurse extends string = string,
    TAccountFromTokens extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
> = {
    /** Pays the deposit, and gets back what is left of it. Any wallet: the channel's address follows from it. */
    payer: TransactionSigner<TAccountPayer>;
    /** Lends the rent, and gets it back. None where the payer pays it. */
    rentPayer?: TransactionSigner<TAccountRentPayer>;
    /** The provider's own, by its word. */
    market: Address<TAccountMarket>;
    /** The market's parameters of the moment, by its word. */
    params: Address<TAccountParams>;
    /** Any provider that takes work: the channel's address follows from it. */
    provider: Address<TAccountProvider>;
    /** The channel, by its address; it must not exist yet. */
    channel: Address<TAccountChannel>;
    /** The one sysvar of that address: whoever opens a channel can't choose what it says. */
    slotHashes?: Address<TAccountSlotHashes>;
    /** The one program that makes accounts, and moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
    /** The market's of the mint: while there is one, it is taken. */
    asset?: Address<TAccountAsset>;
    /** Of the provider that a channel is opened with, for this mint; both are checked. None for a job. */
    purse?: Address<TAccountPurse>;
    /**
     * The associated one of the order's address, or any of the channel's payer, who signs. None where nothing is
     * locked yet.
     */
    fromTokens?: Address<TAccountFromTokens>;
    /** Of the job or channel, by its address. */
    vault?: Address<TAccountVault>;
    /** The asset's, by its word; the rules refuse one that may do more than it should. */
    mint?: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram?: Address<TAccountTokenProgram>;
    terms: ChannelOpenInstructionDataArgs['terms'];
    salt: ChannelOpenInstructionDataArgs['salt'];
    slot: ChannelOpenInstructionDataArgs['slot'];
    deposit: ChannelOpenInstructionDataArgs['deposit'];
};

export function getChannelOpenInstruction<
    TAccountPayer extends string,
    TAccountRentPayer extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountProvider extends string,
    TAccountChannel extends string,
    TAccountSlotHashes extends string,
    TAccountSystemProgram extends string,
    TAccountAsset extends string,
    TAccountPurse extends string,
    TAccountFromTokens extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ChannelOpenInput<
        TAccountPayer,
        TAccountRentPayer,
        TAccountMarket,
        TAccountParams,
        TAccountProvider,
        TAccountChannel,
        TAccountSlotHashes,
        TAccountSystemProgram,
        TAccountAsset,
        TAccountPurse,
        TAccountFromTokens,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram
    >,
    config?: { programAddress?: TProgramAddress },
): ChannelOpenInstruction<
    TProgramAddress,
    TAccountPayer,
    TAccountRentPayer,
    TAccountMarket,
    TAccountParams,
    TAccountProvider,
    TAccountChannel,
    TAccountSlotHashes,
    TAccountSystemProgram,
    TAccountAsset,
    TAccountPurse,
    TAccountFromTokens,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        payer: { value: input.payer ?? null, isWritable: true },
        rentPayer: { value: input.rentPayer ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: false },
        channel: { value: input.channel ?? null, isWritable: true },
        slotHashes: { value: input.slotHashes ?? null, isWritable: false },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
        asset: { value: input.asset ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: false },
        fromTokens: { value: input.fromTokens ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.slotHashes.value) {
        accounts.slotHashes.value =
            'SysvarS1otHashes111111111111111111111111111' as Address<'SysvarS1otHashes111111111111111111111111111'>;
    }
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: withoutRest(programAddress, 8, [
            getAccountMeta(requiredSigner('ChannelOpen', 'payer', accounts.payer)),
            getAccountMeta(optionalSigner('ChannelOpen', 'rentPayer', accounts.rentPayer)),
            getAccountMeta(requiredAccount('ChannelOpen', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ChannelOpen', 'params', accounts.params)),
            getAccountMeta(requiredAccount('ChannelOpen', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ChannelOpen', 'channel', accounts.channel)),
            getAccountMeta(requiredAccount('ChannelOpen', 'slotHashes', accounts.slotHashes)),
            getAccountMeta(requiredAccount('ChannelOpen', 'systemProgram', accounts.systemProgram)),
            getAccountMeta(accounts.asset),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.fromTokens),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
        ]),
        data: getChannelOpenInstructionDataEncoder().encode(args as ChannelOpenInstructionDataArgs),
        programAddress,
    } as ChannelOpenInstruction<
        TProgramAddress,
        TAccountPayer,
        TAccountRentPayer,
        TAccountMarket,
        TAccountParams,
        TAccountProvider,
        TAccountChannel,
        TAccountSlotHashes,
        TAccountSystemProgram,
        TAccountAsset,
        TAccountPurse,
        TAccountFromTokens,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram
    >);
}

export type ParsedChannelOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the deposit, and gets back what is left of it. Any wallet: the channel's address follows from it. */
        payer: TAccountMetas[0];
        /** Lends the rent, and gets it back. None where the payer pays it. */
        rentPayer?: TAccountMetas[1] | undefined;
        /** The provider's own, by its word. */
        market: TAccountMetas[2];
        /** The market's parameters of the moment, by its word. */
        params: TAccountMetas[3];
        /** Any provider that takes work: the channel's address follows from it. */
        provider: TAccountMetas[4];
        /** The channel, by its address; it must not exist yet. */
        channel: TAccountMetas[5];
        /** The one sysvar of that address: whoever opens a channel can't choose what it says. */
        slotHashes: TAccountMetas[6];
        /** The one program that makes accounts, and moves a wallet's lamports. */
        systemProgram: TAccountMetas[7];
        /** The market's of the mint: while there is one, it is taken. */
        asset?: TAccountMetas[8] | undefined;
        /** Of the provider that a channel is opened with, for this mint; both are checked. None for a job. */
        purse?: TAccountMetas[9] | undefined;
        /**
         * The associated one of the order's address, or any of the channel's payer, who signs. None where nothing is
         * locked yet.
         */
        fromTokens?: TAccountMetas[10] | undefined;
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[11] | undefined;
        /** The asset's, by its word; the rules refuse one that may do more than it should. */
        mint?: TAccountMetas[12] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[13] | undefined;
    };
    data: ChannelOpenInstructionData;
};

export function parseChannelOpenInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedChannelOpenInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 14 && instruction.accounts.length !== 8) {
        throw new UnreadableError(
            `an instruction ChannelOpen has 14 accounts or 8 accounts, this one ${instruction.accounts.length}`,
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
            payer: getNextAccount(),
            rentPayer: getNextOptionalAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            provider: getNextAccount(),
            channel: getNextAccount(),
            slotHashes: getNextAccount(),
            systemProgram: getNextAccount(),
            asset: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            fromTokens: getNextOptionalAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
        },
        data: getChannelOpenInstructionDataDecoder().decode(instruction.data),
    };
}
