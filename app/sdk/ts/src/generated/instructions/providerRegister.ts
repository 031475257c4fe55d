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
import { findProviderPda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import {
    getRegistrationDecoder,
    getRegistrationEncoder,
    type Registration,
    type RegistrationArgs,
} from '../types/index.js';

export const PROVIDER_REGISTER_DISCRIMINATOR = new Uint8Array([185, 15, 121, 136, 182, 164, 89, 32]);

export function getProviderRegisterDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_REGISTER_DISCRIMINATOR);
}

export type ProviderRegisterInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountAuthority extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
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
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderRegisterInstructionData = { discriminator: ReadonlyUint8Array; registration: Registration };

export type ProviderRegisterInstructionDataArgs = { registration: RegistrationArgs };

export function getProviderRegisterInstructionDataEncoder(): FixedSizeEncoder<ProviderRegisterInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['registration', getRegistrationEncoder()],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_REGISTER_DISCRIMINATOR }),
    );
}

export function getProviderRegisterInstructionDataDecoder(): FixedSizeDecoder<ProviderRegisterInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderRegister', PROVIDER_REGISTER_DISCRIMINATOR)],
        ['registration', getRegistrationDecoder()],
    ]);
}

export function getProviderRegisterInstructionDataCodec(): FixedSizeCodec<
    ProviderRegisterInstructionDataArgs,
    ProviderRegisterInstructionData
> {
    return combineCodec(getProviderRegisterInstructionDataEncoder(), getProviderRegisterInstructionDataDecoder());
}

export type ProviderRegisterAsyncInput<
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountProvider extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and gets it back. Any wallet: the provider's address follows from it. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market: the provider's address follows from it. */
    market: Address<TAccountMarket>;
    /** The one provider of this wallet in this market, by its address; it must not exist yet. */
    provider?: Address<TAccountProvider>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    registration: ProviderRegisterInstructionDataArgs['registration'];
};

export async function getProviderRegisterInstructionAsync<
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountProvider extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderRegisterAsyncInput<TAccountAuthority, TAccountMarket, TAccountProvider, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): Promise<
    ProviderRegisterInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountProvider,
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
        provider: { value: input.provider ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.provider.value) {
        accounts.provider.value = await findProviderPda({
            market: expectAddress(accounts.market.value),
            authority: expectAddress(accounts.authority.value),
        });
    }
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderRegister', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('ProviderRegister', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ProviderRegister', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ProviderRegister', 'systemProgram', accounts.systemProgram)),
        ],
        data: getProviderRegisterInstructionDataEncoder().encode(args as ProviderRegisterInstructionDataArgs),
        programAddress,
    } as ProviderRegisterInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountProvider,
        TAccountSystemProgram
    >);
}

export type ProviderRegisterInput<
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountProvider extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and gets it back. Any wallet: the provider's address follows from it. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market: the provider's address follows from it. */
    market: Address<TAccountMarket>;
    /** The one provider of this wallet in this market, by its address; it must not exist yet. */
    provider: Address<TAccountProvider>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    registration: ProviderRegisterInstructionDataArgs['registration'];
};

export function getProviderRegisterInstruction<
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountProvider extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderRegisterInput<TAccountAuthority, TAccountMarket, TAccountProvider, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): ProviderRegisterInstruction<
    TProgramAddress,
    TAccountAuthority,
    TAccountMarket,
    TAccountProvider,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        authority: { value: input.authority ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('ProviderRegister', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('ProviderRegister', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ProviderRegister', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('ProviderRegister', 'systemProgram', accounts.systemProgram)),
        ],
        data: getProviderRegisterInstructionDataEncoder().encode(args as ProviderRegisterInstructionDataArgs),
        programAddress,
    } as ProviderRegisterInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountProvider,
        TAccountSystemProgram
    >);
}

export type ParsedProviderRegisterInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the rent, and gets it back. Any wallet: the provider's address follows from it. */
        authority: TAccountMetas[0];
        /** Any market: the provider's address follows from it. */
        market: TAccountMetas[1];
        /** The one provider of this wallet in this market, by its address; it must not exist yet. */
        provider: TAccountMetas[2];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[3];
    };
    data: ProviderRegisterInstructionData;
};

export function parseProviderRegisterInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderRegisterInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 4) {
        throw new UnreadableError(
            `an instruction ProviderRegister has 4 accounts, this one ${instruction.accounts.length}`,
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
        accounts: {
            authority: getNextAccount(),
            market: getNextAccount(),
            provider: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getProviderRegisterInstructionDataDecoder().decode(instruction.data),
    };
}
