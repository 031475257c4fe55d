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

export const GUARDIAN_SLASH_DISCRIMINATOR = new Uint8Array([119, 230, 121, 254, 200, 195, 177, 10]);

export function getGuardianSlashDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(GUARDIAN_SLASH_DISCRIMINATOR);
}

export type GuardianSlashInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountProver extends string | AccountMeta<string> = string,
    TAccountGuardian extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountIncinerator extends string | AccountMeta<string> = '1nc1nerator11111111111111111111111111111111',
    TAccountInstructions extends string | AccountMeta<string> = 'Sysvar1nstructions1111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountProver extends string
                ? WritableSignerAccount<TAccountProver> & AccountSignerMeta<TAccountProver>
                : TAccountProver,
            TAccountGuardian extends string ? WritableAccount<TAccountGuardian> : TAccountGuardian,
            TAccountMarket extends string ? WritableAccount<TAccountMarket> : TAccountMarket,
            TAccountIncinerator extends string ? WritableAccount<TAccountIncinerator> : TAccountIncinerator,
            TAccountInstructions extends string ? ReadonlyAccount<TAccountInstructions> : TAccountInstructions,
            ...TRemainingAccounts,
        ]
    >;

export type GuardianSlashInstructionData = { discriminator: ReadonlyUint8Array };

export type GuardianSlashInstructionDataArgs = {};

export function getGuardianSlashInstructionDataEncoder(): FixedSizeEncoder<GuardianSlashInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: GUARDIAN_SLASH_DISCRIMINATOR,
    }));
}

export function getGuardianSlashInstructionDataDecoder(): FixedSizeDecoder<GuardianSlashInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction GuardianSlash', GUARDIAN_SLASH_DISCRIMINATOR)],
    ]);
}

export function getGuardianSlashInstructionDataCodec(): FixedSizeCodec<
    GuardianSlashInstructionDataArgs,
    GuardianSlashInstructionData
> {
    return combineCodec(getGuardianSlashInstructionDataEncoder(), getGuardianSlashInstructionDataDecoder());
}

export type GuardianSlashInput<
    TAccountProver extends string = string,
    TAccountGuardian extends string = string,
    TAccountMarket extends string = string,
    TAccountIncinerator extends string = string,
    TAccountInstructions extends string = string,
> = {
    /** Gets a quarter of the stake. Anyone who brings both statements. */
    prover: TransactionSigner<TAccountProver>;
    /** Any guardian: the rules take the one whose key has signed both statements alone. */
    guardian?: Address<TAccountGuardian>;
    /**
     * Any market, where it is the bond of its keeper: the rules take the one whose keeper's present key has
     * signed both statements alone.
     */
    market?: Address<TAccountMarket>;
    /** The one account of that address: the runtime burns what lies in it. */
    incinerator?: Address<TAccountIncinerator>;
    /** The one sysvar of that address: it says what was signed directly before. */
    instructions?: Address<TAccountInstructions>;
};

export function getGuardianSlashInstruction<
    TAccountProver extends string,
    TAccountGuardian extends string,
    TAccountMarket extends string,
    TAccountIncinerator extends string,
    TAccountInstructions extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: GuardianSlashInput<
        TAccountProver,
        TAccountGuardian,
        TAccountMarket,
        TAccountIncinerator,
        TAccountInstructions
    >,
    config?: { programAddress?: TProgramAddress },
): GuardianSlashInstruction<
    TProgramAddress,
    TAccountProver,
    TAccountGuardian,
    TAccountMarket,
    TAccountIncinerator,
    TAccountInstructions
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        prover: { value: input.prover ?? null, isWritable: true },
        guardian: { value: input.guardian ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        incinerator: { value: input.incinerator ?? null, isWritable: true },
        instructions: { value: input.instructions ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Resolve default values.
    if (!accounts.incinerator.value) {
        accounts.incinerator.value =
            '1nc1nerator11111111111111111111111111111111' as Address<'1nc1nerator11111111111111111111111111111111'>;
    }
    if (!accounts.instructions.value) {
        accounts.instructions.value =
            'Sysvar1nstructions1111111111111111111111111' as Address<'Sysvar1nstructions1111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('GuardianSlash', 'prover', accounts.prover)),
            getAccountMeta(accounts.guardian),
            getAccountMeta(accounts.market),
            getAccountMeta(requiredAccount('GuardianSlash', 'incinerator', accounts.incinerator)),
            getAccountMeta(requiredAccount('GuardianSlash', 'instructions', accounts.instructions)),
        ],
        data: getGuardianSlashInstructionDataEncoder().encode({}),
        programAddress,
    } as GuardianSlashInstruction<
        TProgramAddress,
        TAccountProver,
        TAccountGuardian,
        TAccountMarket,
        TAccountIncinerator,
        TAccountInstructions
    >);
}

export type ParsedGuardianSlashInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Gets a quarter of the stake. Anyone who brings both statements. */
        prover: TAccountMetas[0];
        /** Any guardian: the rules take the one whose key has signed both statements alone. */
        guardian?: TAccountMetas[1] | undefined;
        /**
         * Any market, where it is the bond of its keeper: the rules take the one whose keeper's present key has
         * signed both statements alone.
         */
        market?: TAccountMetas[2] | undefined;
        /** The one account of that address: the runtime burns what lies in it. */
        incinerator: TAccountMetas[3];
        /** The one sysvar of that address: it says what was signed directly before. */
        instructions: TAccountMetas[4];
    };
    data: GuardianSlashInstructionData;
};

export function parseGuardianSlashInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedGuardianSlashInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(
            `an instruction GuardianSlash has 5 accounts, this one ${instruction.accounts.length}`,
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
            prover: getNextAccount(),
            guardian: getNextOptionalAccount(),
            market: getNextOptionalAccount(),
            incinerator: getNextAccount(),
            instructions: getNextAccount(),
        },
        data: getGuardianSlashInstructionDataDecoder().decode(instruction.data),
    };
}
