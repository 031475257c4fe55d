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
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
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

export const PROVIDER_UPDATE_DISCRIMINATOR = new Uint8Array([228, 143, 174, 210, 194, 105, 14, 18]);

export function getProviderUpdateDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_UPDATE_DISCRIMINATOR);
}

export type ProviderUpdateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderUpdateInstructionData = {
    discriminator: ReadonlyUint8Array;
    operator: Option<Address>;
    payout: Option<Address>;
    profile: Option<ReadonlyUint8Array>;
    slots: Option<number>;
    budget: Option<bigint>;
};

export type ProviderUpdateInstructionDataArgs = {
    operator: OptionOrNullable<Address>;
    payout: OptionOrNullable<Address>;
    profile: OptionOrNullable<ReadonlyUint8Array>;
    slots: OptionOrNullable<number>;
    budget: OptionOrNullable<number | bigint>;
};

export function getProviderUpdateInstructionDataEncoder(): Encoder<ProviderUpdateInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['operator', getOptionEncoder(getAddressEncoder())],
            ['payout', getOptionEncoder(getAddressEncoder())],
            ['profile', getOptionEncoder(fixEncoderSize(getBytesEncoder(), 32))],
            ['slots', getOptionEncoder(getU16Encoder())],
            ['budget', getOptionEncoder(getU64Encoder())],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_UPDATE_DISCRIMINATOR }),
    );
}

export function getProviderUpdateInstructionDataDecoder(): Decoder<ProviderUpdateInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderUpdate', PROVIDER_UPDATE_DISCRIMINATOR)],
        ['operator', getOptionDecoder(getAddressDecoder())],
        ['payout', getOptionDecoder(getAddressDecoder())],
        ['profile', getOptionDecoder(fixDecoderSize(getBytesDecoder(), 32))],
        ['slots', getOptionDecoder(getU16Decoder())],
        ['budget', getOptionDecoder(getU64Decoder())],
    ]);
}

export function getProviderUpdateInstructionDataCodec(): Codec<
    ProviderUpdateInstructionDataArgs,
    ProviderUpdateInstructionData
> {
    return combineCodec(getProviderUpdateInstructionDataEncoder(), getProviderUpdateInstructionDataDecoder());
}

export type ProviderUpdateInput<TAccountSigner extends string = string, TAccountProvider extends string = string> = {
    /** The provider's operator or authority: which of them it is decides what may be asked. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of. */
    provider: Address<TAccountProvider>;
    operator: ProviderUpdateInstructionDataArgs['operator'];
    payout: ProviderUpdateInstructionDataArgs['payout'];
    profile: ProviderUpdateInstructionDataArgs['profile'];
    slots: ProviderUpdateInstructionDataArgs['slots'];
    budget: ProviderUpdateInstructionDataArgs['budget'];
};

export function getProviderUpdateInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderUpdateInput<TAccountSigner, TAccountProvider>,
    config?: { programAddress?: TProgramAddress },
): ProviderUpdateInstruction<TProgramAddress, TAccountSigner, TAccountProvider> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderUpdate', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderUpdate', 'provider', accounts.provider)),
        ],
        data: getProviderUpdateInstructionDataEncoder().encode(args as ProviderUpdateInstructionDataArgs),
        programAddress,
    } as ProviderUpdateInstruction<TProgramAddress, TAccountSigner, TAccountProvider>);
}

export type ParsedProviderUpdateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority: which of them it is decides what may be asked. */
        signer: TAccountMetas[0];
        /** Any provider that the signer has a key of. */
        provider: TAccountMetas[1];
    };
    data: ProviderUpdateInstructionData;
};

export function parseProviderUpdateInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderUpdateInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 2) {
        throw new UnreadableError(
            `an instruction ProviderUpdate has 2 accounts, this one ${instruction.accounts.length}`,
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
        accounts: { signer: getNextAccount(), provider: getNextAccount() },
        data: getProviderUpdateInstructionDataDecoder().decode(instruction.data),
    };
}
