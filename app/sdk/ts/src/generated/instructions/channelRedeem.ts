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
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const CHANNEL_REDEEM_DISCRIMINATOR = new Uint8Array([182, 83, 213, 21, 100, 179, 158, 214]);

export function getChannelRedeemDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CHANNEL_REDEEM_DISCRIMINATOR);
}

export type ChannelRedeemInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountChannel extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayer extends string | AccountMeta<string> = string,
    TAccountRentPayer extends string | AccountMeta<string> = string,
    TAccountInstructions extends string | AccountMeta<string> = string,
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
            TAccountChannel extends string ? WritableAccount<TAccountChannel> : TAccountChannel,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPayer extends string ? WritableAccount<TAccountPayer> : TAccountPayer,
            TAccountRentPayer extends string ? WritableAccount<TAccountRentPayer> : TAccountRentPayer,
            TAccountInstructions extends string ? ReadonlyAccount<TAccountInstructions> : TAccountInstructions,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountPurseVault extends string ? WritableAccount<TAccountPurseVault> : TAccountPurseVault,
            TAccountOtherTokens extends string ? WritableAccount<TAccountOtherTokens> : TAccountOtherTokens,
            ...TRemainingAccounts,
        ]
    >;

export type ChannelRedeemInstructionData = { discriminator: ReadonlyUint8Array; ack: Option<bigint> };

export type ChannelRedeemInstructionDataArgs = { ack: OptionOrNullable<number | bigint> };

export function getChannelRedeemInstructionDataEncoder(): Encoder<ChannelRedeemInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['ack', getOptionEncoder(getU64Encoder())],
        ]),
        (value) => ({ ...value, discriminator: CHANNEL_REDEEM_DISCRIMINATOR }),
    );
}

export function getChannelRedeemInstructionDataDecoder(): Decoder<ChannelRedeemInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ChannelRedeem', CHANNEL_REDEEM_DISCRIMINATOR)],
        ['ack', getOptionDecoder(getU64Decoder())],
    ]);
}

export function getChannelRedeemInstructionDataCodec(): Codec<
    ChannelRedeemInstructionDataArgs,
    ChannelRedeemInstructionData
> {
    return combineCodec(getChannelRedeemInstructionDataEncoder(), getChannelRedeemInstructionDataDecoder());
}

export type ChannelRedeemInput<
    TAccountSigner extends string = string,
    TAccountChannel extends string = string,
    TAccountParams extends string = string,
    TAccountProvider extends string = string,
    TAccountPayer extends string = string,
    TAccountRentPayer extends string = string,
    TAccountInstructions extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
> = {
    /** The channel's payer or its session key, where one of them acknowledges by signing the transaction. */
    signer?: TransactionSigner<TAccountSigner>;
    /** Any channel: everything else has to fit it. */
    channel: Address<TAccountChannel>;
    /** The version that the channel was opened under, of its provider's market. Any, where the provider is gone. */
    params: Address<TAccountParams>;
    /** The channel's own, by its word. It need not hold an account any more. */
    provider: Address<TAccountProvider>;
    /** The channel's own, by its word. */
    payer: Address<TAccountPayer>;
    /** Who lent the rent, by the channel's word; needed where the channel closes. */
    rentPayer?: Address<TAccountRentPayer>;
    /** The one sysvar of that address, where a voucher was verified directly before. */
    instructions?: Address<TAccountInstructions>;
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
    ack: ChannelRedeemInstructionDataArgs['ack'];
};

export function getChannelRedeemInstruction<
    TAccountSigner extends string,
    TAccountChannel extends string,
    TAccountParams extends string,
    TAccountProvider extends string,
    TAccountPayer extends string,
    TAccountRentPayer extends string,
    TAccountInstructions extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPurse extends string,
    TAccountPurseVault extends string,
    TAccountOtherTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ChannelRedeemInput<
        TAccountSigner,
        TAccountChannel,
        TAccountParams,
        TAccountProvider,
        TAccountPayer,
        TAccountRentPayer,
        TAccountInstructions,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >,
    config?: { programAddress?: TProgramAddress },
): ChannelRedeemInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountChannel,
    TAccountParams,
    TAccountProvider,
    TAccountPayer,
    TAccountRentPayer,
    TAccountInstructions,
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
        channel: { value: input.channel ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
        payer: { value: input.payer ?? null, isWritable: true },
        rentPayer: { value: input.rentPayer ?? null, isWritable: true },
        instructions: { value: input.instructions ?? null, isWritable: false },
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

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: withoutRest(programAddress, 7, [
            getAccountMeta(optionalSigner('ChannelRedeem', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ChannelRedeem', 'channel', accounts.channel)),
            getAccountMeta(requiredAccount('ChannelRedeem', 'params', accounts.params)),
            getAccountMeta(requiredAccount('ChannelRedeem', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ChannelRedeem', 'payer', accounts.payer)),
            getAccountMeta(accounts.rentPayer),
            getAccountMeta(accounts.instructions),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
        data: getChannelRedeemInstructionDataEncoder().encode(args as ChannelRedeemInstructionDataArgs),
        programAddress,
    } as ChannelRedeemInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountChannel,
        TAccountParams,
        TAccountProvider,
        TAccountPayer,
        TAccountRentPayer,
        TAccountInstructions,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >);
}

export type ParsedChannelRedeemInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The channel's payer or its session key, where one of them acknowledges by signing the transaction. */
        signer?: TAccountMetas[0] | undefined;
        /** Any channel: everything else has to fit it. */
        channel: TAccountMetas[1];
        /** The version that the channel was opened under, of its provider's market. Any, where the provider is gone. */
        params: TAccountMetas[2];
        /** The channel's own, by its word. It need not hold an account any more. */
        provider: TAccountMetas[3];
        /** The channel's own, by its word. */
        payer: TAccountMetas[4];
        /** Who lent the rent, by the channel's word; needed where the channel closes. */
        rentPayer?: TAccountMetas[5] | undefined;
        /** The one sysvar of that address, where a voucher was verified directly before. */
        instructions?: TAccountMetas[6] | undefined;
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[7] | undefined;
        /** The vault's, by the vault's word. */
        mint?: TAccountMetas[8] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[9] | undefined;
        /** The provider's for this mint; both are checked. */
        purse?: TAccountMetas[10] | undefined;
        /** The purse's, by its address. */
        purseVault?: TAccountMetas[11] | undefined;
        /**
         * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
         * operator that claims or the payer itself.
         */
        otherTokens?: TAccountMetas[12] | undefined;
    };
    data: ChannelRedeemInstructionData;
};

export function parseChannelRedeemInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedChannelRedeemInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 13 && instruction.accounts.length !== 7) {
        throw new UnreadableError(
            `an instruction ChannelRedeem has 13 accounts or 7 accounts, this one ${instruction.accounts.length}`,
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
            signer: getNextOptionalAccount(),
            channel: getNextAccount(),
            params: getNextAccount(),
            provider: getNextAccount(),
            payer: getNextAccount(),
            rentPayer: getNextOptionalAccount(),
            instructions: getNextOptionalAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            purseVault: getNextOptionalAccount(),
            otherTokens: getNextOptionalAccount(),
        },
        data: getChannelRedeemInstructionDataDecoder().decode(instruction.data),
    };
}
