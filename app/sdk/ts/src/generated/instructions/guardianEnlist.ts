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
    getAddressDecoder,
    getAddressEncoder,
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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { findGuardianPda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const GUARDIAN_ENLIST_DISCRIMINATOR = new Uint8Array([195, 8, 229, 189, 73, 86, 20, 165]);

export function getGuardianEnlistDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(GUARDIAN_ENLIST_DISCRIMINATOR);
}

export type GuardianEnlistInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountWallet extends string | AccountMeta<string> = string,
    TAccountAuthority extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountGuardian extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountWallet extends string
                ? WritableSignerAccount<TAccountWallet> & AccountSignerMeta<TAccountWallet>
                : TAccountWallet,
            TAccountAuthority extends string
                ? ReadonlySignerAccount<TAccountAuthority> & AccountSignerMeta<TAccountAuthority>
                : TAccountAuthority,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountGuardian extends string ? WritableAccount<TAccountGuardian> : TAccountGuardian,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type GuardianEnlistInstructionData = { discriminator: ReadonlyUint8Array; key: Address };

export type GuardianEnlistInstructionDataArgs = { key: Address };

export function getGuardianEnlistInstructionDataEncoder(): FixedSizeEncoder<GuardianEnlistInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['key', getAddressEncoder()],
        ]),
        (value) => ({ ...value, discriminator: GUARDIAN_ENLIST_DISCRIMINATOR }),
    );
}

export function getGuardianEnlistInstructionDataDecoder(): FixedSizeDecoder<GuardianEnlistInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction GuardianEnlist', GUARDIAN_ENLIST_DISCRIMINATOR)],
        ['key', getAddressDecoder()],
    ]);
}

export function getGuardianEnlistInstructionDataCodec(): FixedSizeCodec<
    GuardianEnlistInstructionDataArgs,
    GuardianEnlistInstructionData
> {
    return combineCodec(getGuardianEnlistInstructionDataEncoder(), getGuardianEnlistInstructionDataDecoder());
}

export type GuardianEnlistAsyncInput<
    TAccountWallet extends string = string,
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountGuardian extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and gets it back. Any wallet that the market's authority admits. */
    wallet: TransactionSigner<TAccountWallet>;
    /** The market's authority, by the market's word. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market whose authority signs. */
    market: Address<TAccountMarket>;
    /** The one guardian of this wallet in this market, by its address; it must not exist yet. */
    guardian?: Address<TAccountGuardian>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    key: GuardianEnlistInstructionDataArgs['key'];
};

export async function getGuardianEnlistInstructionAsync<
    TAccountWallet extends string,
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountGuardian extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: GuardianEnlistAsyncInput<
        TAccountWallet,
        TAccountAuthority,
        TAccountMarket,
        TAccountGuardian,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): Promise<
    GuardianEnlistInstruction<
        TProgramAddress,
        TAccountWallet,
        TAccountAuthority,
        TAccountMarket,
        TAccountGuardian,
        TAccountSystemProgram
    >
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        authority: { value: input.authority ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        guardian: { value: input.guardian ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.guardian.value) {
        accounts.guardian.value = await findGuardianPda({
            market: expectAddress(accounts.market.value),
            wallet: expectAddress(accounts.wallet.value),
        });
    }
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('GuardianEnlist', 'wallet', accounts.wallet)),
            getAccountMeta(requiredSigner('GuardianEnlist', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'market', accounts.market)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'guardian', accounts.guardian)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'systemProgram', accounts.systemProgram)),
        ],
        data: getGuardianEnlistInstructionDataEncoder().encode(args as GuardianEnlistInstructionDataArgs),
        programAddress,
    } as GuardianEnlistInstruction<
        TProgramAddress,
        TAccountWallet,
        TAccountAuthority,
        TAccountMarket,
        TAccountGuardian,
        TAccountSystemProgram
    >);
}

export type GuardianEnlistInput<
    TAccountWallet extends string = string,
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountGuardian extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and gets it back. Any wallet that the market's authority admits. */
    wallet: TransactionSigner<TAccountWallet>;
    /** The market's authority, by the market's word. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market whose authority signs. */
    market: Address<TAccountMarket>;
    /** The one guardian of this wallet in this market, by its address; it must not exist yet. */
    guardian: Address<TAccountGuardian>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    key: GuardianEnlistInstructionDataArgs['key'];
};

export function getGuardianEnlistInstruction<
    TAccountWallet extends string,
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountGuardian extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: GuardianEnlistInput<
        TAccountWallet,
        TAccountAuthority,
        TAccountMarket,
        TAccountGuardian,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): GuardianEnlistInstruction<
    TProgramAddress,
    TAccountWallet,
    TAccountAuthority,
    TAccountMarket,
    TAccountGuardian,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        authority: { value: input.authority ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        guardian: { value: input.guardian ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('GuardianEnlist', 'wallet', accounts.wallet)),
            getAccountMeta(requiredSigner('GuardianEnlist', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'market', accounts.market)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'guardian', accounts.guardian)),
            getAccountMeta(requiredAccount('GuardianEnlist', 'systemProgram', accounts.systemProgram)),
        ],
        data: getGuardianEnlistInstructionDataEncoder().encode(args as GuardianEnlistInstructionDataArgs),
        programAddress,
    } as GuardianEnlistInstruction<
        TProgramAddress,
        TAccountWallet,
        TAccountAuthority,
        TAccountMarket,
        TAccountGuardian,
        TAccountSystemProgram
    >);
}

export type ParsedGuardianEnlistInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the rent, and gets it back. Any wallet that the market's authority admits. */
        wallet: TAccountMetas[0];
        /** The market's authority, by the market's word. */
        authority: TAccountMetas[1];
        /** Any market whose authority signs. */
        market: TAccountMetas[2];
        /** The one guardian of this wallet in this market, by its address; it must not exist yet. */
        guardian: TAccountMetas[3];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[4];
    };
    data: GuardianEnlistInstructionData;
};

export function parseGuardianEnlistInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedGuardianEnlistInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(
            `an instruction GuardianEnlist has 5 accounts, this one ${instruction.accounts.length}`,
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
            wallet: getNextAccount(),
            authority: getNextAccount(),
            market: getNextAccount(),
            guardian: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getGuardianEnlistInstructionDataDecoder().decode(instruction.data),
    };
}
