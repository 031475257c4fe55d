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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const PROVIDER_WITHDRAW_DISCRIMINATOR = new Uint8Array([58, 126, 168, 66, 6, 165, 115, 3]);

export function getProviderWithdrawDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_WITHDRAW_DISCRIMINATOR);
}

export type ProviderWithdrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPayout extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPayout extends string ? WritableAccount<TAccountPayout> : TAccountPayout,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderWithdrawInstructionData = { discriminator: ReadonlyUint8Array; amount: Option<bigint> };

export type ProviderWithdrawInstructionDataArgs = { amount: OptionOrNullable<number | bigint> };

export function getProviderWithdrawInstructionDataEncoder(): Encoder<ProviderWithdrawInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['amount', getOptionEncoder(getU64Encoder())],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_WITHDRAW_DISCRIMINATOR }),
    );
}

export function getProviderWithdrawInstructionDataDecoder(): Decoder<ProviderWithdrawInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderWithdraw', PROVIDER_WITHDRAW_DISCRIMINATOR)],
        ['amount', getOptionDecoder(getU64Decoder())],
    ]);
}

export function getProviderWithdrawInstructionDataCodec(): Codec<
    ProviderWithdrawInstructionDataArgs,
    ProviderWithdrawInstructionData
> {
    return combineCodec(getProviderWithdrawInstructionDataEncoder(), getProviderWithdrawInstructionDataDecoder());
}

export type ProviderWithdrawInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountPayout extends string = string,
> = {
    /** The provider's operator or authority: which of them it is decides what may be asked. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of. */
    provider: Address<TAccountProvider>;
    /** The provider's own, by its word. */
    payout: Address<TAccountPayout>;
    amount: ProviderWithdrawInstructionDataArgs['amount'];
};

export function getProviderWithdrawInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountPayout extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderWithdrawInput<TAccountSigner, TAccountProvider, TAccountPayout>,
    config?: { programAddress?: TProgramAddress },
): ProviderWithdrawInstruction<TProgramAddress, TAccountSigner, TAccountProvider, TAccountPayout> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
        payout: { value: input.payout ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderWithdraw', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderWithdraw', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ProviderWithdraw', 'payout', accounts.payout)),
        ],
        data: getProviderWithdrawInstructionDataEncoder().encode(args as ProviderWithdrawInstructionDataArgs),
        programAddress,
    } as ProviderWithdrawInstruction<TProgramAddress, TAccountSigner, TAccountProvider, TAccountPayout>);
}

export type ParsedProviderWithdrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority: which of them it is decides what may be asked. */
        signer: TAccountMetas[0];
        /** Any provider that the signer has a key of. */
        provider: TAccountMetas[1];
        /** The provider's own, by its word. */
        payout: TAccountMetas[2];
    };
    data: ProviderWithdrawInstructionData;
};

export function parseProviderWithdrawInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderWithdrawInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(
            `an instruction ProviderWithdraw has 3 accounts, this one ${instruction.accounts.length}`,
        );
    }
    let accountIndex = 0;
    const getNextAccount = () => {
        const accountMeta = (instruction.accounts as TAccountMetas)[accountIndex]!;
        accountIndex += 1;
        return accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: { signer: getNextAccount(), provider: getNextAccount(), payout: getNextAccount() },
        data: getProviderWithdrawInstructionDataDecoder().decode(instruction.data),
    };
}
