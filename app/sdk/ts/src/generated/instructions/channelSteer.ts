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
import { getSteerDecoder, getSteerEncoder, type Steer, type SteerArgs } from '../types/index.js';

export const CHANNEL_STEER_DISCRIMINATOR = new Uint8Array([226, 105, 67, 91, 155, 103, 95, 154]);

export function getChannelSteerDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CHANNEL_STEER_DISCRIMINATOR);
}

export type ChannelSteerInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountChannel extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayer extends string | AccountMeta<string> = string,
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
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountPurseVault extends string ? WritableAccount<TAccountPurseVault> : TAccountPurseVault,
            TAccountOtherTokens extends string ? WritableAccount<TAccountOtherTokens> : TAccountOtherTokens,
            ...TRemainingAccounts,
        ]
    >;

export type ChannelSteerInstructionData = { discriminator: ReadonlyUint8Array; command: Steer };

export type ChannelSteerInstructionDataArgs = { command: SteerArgs };

export function getChannelSteerInstructionDataEncoder(): Encoder<ChannelSteerInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['command', getSteerEncoder()],
        ]),
        (value) => ({ ...value, discriminator: CHANNEL_STEER_DISCRIMINATOR }),
    );
}

export function getChannelSteerInstructionDataDecoder(): Decoder<ChannelSteerInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ChannelSteer', CHANNEL_STEER_DISCRIMINATOR)],
        ['command', getSteerDecoder()],
    ]);
}

export function getChannelSteerInstructionDataCodec(): Codec<
    ChannelSteerInstructionDataArgs,
    ChannelSteerInstructionData
> {
    return combineCodec(getChannelSteerInstructionDataEncoder(), getChannelSteerInstructionDataDecoder());
}

export type ChannelSteerInput<
    TAccountSigner extends string = string,
    TAccountChannel extends string = string,
    TAccountParams extends string = string,
    TAccountProvider extends string = string,
    TAccountPayer extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPurse extends string = string,
    TAccountPurseVault extends string = string,
    TAccountOtherTokens extends string = string,
> = {
    /**
     * The channel's payer, who lent its rent, or one of its provider's keys: which of them decides what may be
     * asked.
     */
    signer: TransactionSigner<TAccountSigner>;
    /** Any channel: everything else has to fit it. */
    channel: Address<TAccountChannel>;
    /** The version that the channel was opened under, of its provider's market. Any, where the provider is gone. */
    params: Address<TAccountParams>;
    /** The channel's own, by its word. It need not hold an account any more. */
    provider: Address<TAccountProvider>;
    /** The channel's own, by its word. */
    payer: Address<TAccountPayer>;
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
    command: ChannelSteerInstructionDataArgs['command'];
};

export function getChannelSteerInstruction<
    TAccountSigner extends string,
    TAccountChannel extends string,
    TAccountParams extends string,
    TAccountProvider extends string,
    TAccountPayer extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPurse extends string,
    TAccountPurseVault extends string,
    TAccountOtherTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ChannelSteerInput<
        TAccountSigner,
        TAccountChannel,
        TAccountParams,
        TAccountProvider,
        TAccountPayer,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >,
    config?: { programAddress?: TProgramAddress },
): ChannelSteerInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountChannel,
    TAccountParams,
    TAccountProvider,
    TAccountPayer,
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
        accounts: withoutRest(programAddress, 5, [
            getAccountMeta(requiredSigner('ChannelSteer', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ChannelSteer', 'channel', accounts.channel)),
            getAccountMeta(requiredAccount('ChannelSteer', 'params', accounts.params)),
            getAccountMeta(requiredAccount('ChannelSteer', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ChannelSteer', 'payer', accounts.payer)),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.purseVault),
            getAccountMeta(accounts.otherTokens),
        ]),
        data: getChannelSteerInstructionDataEncoder().encode(args as ChannelSteerInstructionDataArgs),
        programAddress,
    } as ChannelSteerInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountChannel,
        TAccountParams,
        TAccountProvider,
        TAccountPayer,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPurse,
        TAccountPurseVault,
        TAccountOtherTokens
    >);
}

export type ParsedChannelSteerInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /**
         * The channel's payer, who lent its rent, or one of its provider's keys: which of them decides what may be
         * asked.
         */
        signer: TAccountMetas[0];
        /** Any channel: everything else has to fit it. */
        channel: TAccountMetas[1];
        /** The version that the channel was opened under, of its provider's market. Any, where the provider is gone. */
        params: TAccountMetas[2];
        /** The channel's own, by its word. It need not hold an account any more. */
        provider: TAccountMetas[3];
        /** The channel's own, by its word. */
        payer: TAccountMetas[4];
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[5] | undefined;
        /** The vault's, by the vault's word. */
        mint?: TAccountMetas[6] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[7] | undefined;
        /** The provider's for this mint; both are checked. */
        purse?: TAccountMetas[8] | undefined;
        /** The purse's, by its address. */
        purseVault?: TAccountMetas[9] | undefined;
        /**
         * Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
         * operator that claims or the payer itself.
         */
        otherTokens?: TAccountMetas[10] | undefined;
    };
    data: ChannelSteerInstructionData;
};

export function parseChannelSteerInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedChannelSteerInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 11 && instruction.accounts.length !== 5) {
        throw new UnreadableError(
            `an instruction ChannelSteer has 11 accounts or 5 accounts, this one ${instruction.accounts.length}`,
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
            channel: getNextAccount(),
            params: getNextAccount(),
            provider: getNextAccount(),
            payer: getNextAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            purseVault: getNextOptionalAccount(),
            otherTokens: getNextOptionalAccount(),
        },
        data: getChannelSteerInstructionDataDecoder().decode(instruction.data),
    };
}
