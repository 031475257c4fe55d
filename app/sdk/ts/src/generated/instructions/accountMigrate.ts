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
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const ACCOUNT_MIGRATE_DISCRIMINATOR = new Uint8Array([254, 184, 10, 106, 192, 205, 97, 1]);

export function getAccountMigrateDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ACCOUNT_MIGRATE_DISCRIMINATOR);
}

export type AccountMigrateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountPayer extends string | AccountMeta<string> = string,
    TAccountAccount extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountPayer extends string
                ? WritableSignerAccount<TAccountPayer> & AccountSignerMeta<TAccountPayer>
                : TAccountPayer,
            TAccountAccount extends string ? WritableAccount<TAccountAccount> : TAccountAccount,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type AccountMigrateInstructionData = { discriminator: ReadonlyUint8Array };

export type AccountMigrateInstructionDataArgs = {};

export function getAccountMigrateInstructionDataEncoder(): FixedSizeEncoder<AccountMigrateInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: ACCOUNT_MIGRATE_DISCRIMINATOR,
    }));
}

export function getAccountMigrateInstructionDataDecoder(): FixedSizeDecoder<AccountMigrateInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction AccountMigrate', ACCOUNT_MIGRATE_DISCRIMINATOR)],
    ]);
}

export function getAccountMigrateInstructionDataCodec(): FixedSizeCodec<
    AccountMigrateInstructionDataArgs,
    AccountMigrateInstructionData
> {
    return combineCodec(getAccountMigrateInstructionDataEncoder(), getAccountMigrateInstructionDataDecoder());
}

export type AccountMigrateInput<
    TAccountPayer extends string = string,
    TAccountAccount extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays what rent a longer layout needs. Anyone may. */
    payer: TransactionSigner<TAccountPayer>;
    /** Any of this program's accounts: parameters, clients, providers and jobs have an earlier layout. */
    account: Address<TAccountAccount>;
    /** The one program that moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
};

export function getAccountMigrateInstruction<
    TAccountPayer extends string,
    TAccountAccount extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: AccountMigrateInput<TAccountPayer, TAccountAccount, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): AccountMigrateInstruction<TProgramAddress, TAccountPayer, TAccountAccount, TAccountSystemProgram> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        payer: { value: input.payer ?? null, isWritable: true },
        account: { value: input.account ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('AccountMigrate', 'payer', accounts.payer)),
            getAccountMeta(requiredAccount('AccountMigrate', 'account', accounts.account)),
            getAccountMeta(requiredAccount('AccountMigrate', 'systemProgram', accounts.systemProgram)),
        ],
        data: getAccountMigrateInstructionDataEncoder().encode({}),
        programAddress,
    } as AccountMigrateInstruction<TProgramAddress, TAccountPayer, TAccountAccount, TAccountSystemProgram>);
}

export type ParsedAccountMigrateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays what rent a longer layout needs. Anyone may. */
        payer: TAccountMetas[0];
        /** Any of this program's accounts: parameters, clients, providers and jobs have an earlier layout. */
        account: TAccountMetas[1];
        /** The one program that moves a wallet's lamports. */
        systemProgram: TAccountMetas[2];
    };
    data: AccountMigrateInstructionData;
};

export function parseAccountMigrateInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedAccountMigrateInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(
            `an instruction AccountMigrate has 3 accounts, this one ${instruction.accounts.length}`,
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
        accounts: { payer: getNextAccount(), account: getNextAccount(), systemProgram: getNextAccount() },
        data: getAccountMigrateInstructionDataDecoder().decode(instruction.data),
    };
}
