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

export const PURSE_WITHDRAW_DISCRIMINATOR = new Uint8Array([13, 89, 233, 23, 79, 83, 254, 19]);

export function getPurseWithdrawDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PURSE_WITHDRAW_DISCRIMINATOR);
}

export type PurseWithdrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TAccountPayoutTokens extends string | AccountMeta<string> = string,
    TAccountCloseTo extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountPayoutTokens extends string ? WritableAccount<TAccountPayoutTokens> : TAccountPayoutTokens,
            TAccountCloseTo extends string ? WritableAccount<TAccountCloseTo> : TAccountCloseTo,
            ...TRemainingAccounts,
        ]
    >;

export type PurseWithdrawInstructionData = { discriminator: ReadonlyUint8Array; amount: Option<bigint> };

export type PurseWithdrawInstructionDataArgs = { amount: OptionOrNullable<number | bigint> };

export function getPurseWithdrawInstructionDataEncoder(): Encoder<PurseWithdrawInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['amount', getOptionEncoder(getU64Encoder())],
        ]),
        (value) => ({ ...value, discriminator: PURSE_WITHDRAW_DISCRIMINATOR }),
    );
}

export function getPurseWithdrawInstructionDataDecoder(): Decoder<PurseWithdrawInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction PurseWithdraw', PURSE_WITHDRAW_DISCRIMINATOR)],
        ['amount', getOptionDecoder(getU64Decoder())],
    ]);
}

export function getPurseWithdrawInstructionDataCodec(): Codec<
    PurseWithdrawInstructionDataArgs,
    PurseWithdrawInstructionData
> {
    return combineCodec(getPurseWithdrawInstructionDataEncoder(), getPurseWithdrawInstructionDataDecoder());
}

export type PurseWithdrawInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountPurse extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountPayoutTokens extends string = string,
    TAccountCloseTo extends string = string,
> = {
    /** The provider's operator or authority. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider: the purse has to be its own. */
    provider: Address<TAccountProvider>;
    /** The provider's, by its own word. */
    purse: Address<TAccountPurse>;
    /** The purse's, by its address. */
    vault: Address<TAccountVault>;
    /** The purse's, by its word. */
    mint: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram: Address<TAccountTokenProgram>;
    /** The associated token account of the provider's payout wallet. None where nothing is paid. */
    payoutTokens?: Address<TAccountPayoutTokens>;
    /** The provider's wallet, by its word: gets the rent. None where the purse stays open. */
    closeTo?: Address<TAccountCloseTo>;
    amount: PurseWithdrawInstructionDataArgs['amount'];
};

export function getPurseWithdrawInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountPurse extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountPayoutTokens extends string,
    TAccountCloseTo extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: PurseWithdrawInput<
        TAccountSigner,
        TAccountProvider,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPayoutTokens,
        TAccountCloseTo
    >,
    config?: { programAddress?: TProgramAddress },
): PurseWithdrawInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountProvider,
    TAccountPurse,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram,
    TAccountPayoutTokens,
    TAccountCloseTo
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
        purse: { value: input.purse ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        payoutTokens: { value: input.payoutTokens ?? null, isWritable: true },
        closeTo: { value: input.closeTo ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('PurseWithdraw', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('PurseWithdraw', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('PurseWithdraw', 'purse', accounts.purse)),
            getAccountMeta(requiredAccount('PurseWithdraw', 'vault', accounts.vault)),
            getAccountMeta(requiredAccount('PurseWithdraw', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('PurseWithdraw', 'tokenProgram', accounts.tokenProgram)),
            getAccountMeta(accounts.payoutTokens),
            getAccountMeta(accounts.closeTo),
        ],
        data: getPurseWithdrawInstructionDataEncoder().encode(args as PurseWithdrawInstructionDataArgs),
        programAddress,
    } as PurseWithdrawInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountProvider,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountPayoutTokens,
        TAccountCloseTo
    >);
}

export type ParsedPurseWithdrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority. */
        signer: TAccountMetas[0];
        /** Any provider: the purse has to be its own. */
        provider: TAccountMetas[1];
        /** The provider's, by its own word. */
        purse: TAccountMetas[2];
        /** The purse's, by its address. */
        vault: TAccountMetas[3];
        /** The purse's, by its word. */
        mint: TAccountMetas[4];
        /** The one that the mint belongs to. */
        tokenProgram: TAccountMetas[5];
        /** The associated token account of the provider's payout wallet. None where nothing is paid. */
        payoutTokens?: TAccountMetas[6] | undefined;
        /** The provider's wallet, by its word: gets the rent. None where the purse stays open. */
        closeTo?: TAccountMetas[7] | undefined;
    };
    data: PurseWithdrawInstructionData;
};

export function parsePurseWithdrawInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedPurseWithdrawInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 8) {
        throw new UnreadableError(
            `an instruction PurseWithdraw has 8 accounts, this one ${instruction.accounts.length}`,
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
            purse: getNextAccount(),
            vault: getNextAccount(),
            mint: getNextAccount(),
            tokenProgram: getNextAccount(),
            payoutTokens: getNextOptionalAccount(),
            closeTo: getNextOptionalAccount(),
        },
        data: getPurseWithdrawInstructionDataDecoder().decode(instruction.data),
    };
}
