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
    type Codec,
    type Decoder,
    type Encoder,
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
    getStakeCommandDecoder,
    getStakeCommandEncoder,
    type StakeCommand,
    type StakeCommandArgs,
} from '../types/index.js';

export const STAKE_CHANGE_DISCRIMINATOR = new Uint8Array([208, 197, 209, 224, 60, 17, 55, 195]);

export function getStakeChangeDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(STAKE_CHANGE_DISCRIMINATOR);
}

export type StakeChangeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountWallet extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountNewClient extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountGuardian extends string | AccountMeta<string> = string,
    TAccountBonded extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountWallet extends string
                ? WritableSignerAccount<TAccountWallet> & AccountSignerMeta<TAccountWallet>
                : TAccountWallet,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountClient extends string ? WritableAccount<TAccountClient> : TAccountClient,
            TAccountNewClient extends string ? WritableAccount<TAccountNewClient> : TAccountNewClient,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountGuardian extends string ? WritableAccount<TAccountGuardian> : TAccountGuardian,
            TAccountBonded extends string ? WritableAccount<TAccountBonded> : TAccountBonded,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type StakeChangeInstructionData = { discriminator: ReadonlyUint8Array; command: StakeCommand };

export type StakeChangeInstructionDataArgs = { command: StakeCommandArgs };

export function getStakeChangeInstructionDataEncoder(): Encoder<StakeChangeInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['command', getStakeCommandEncoder()],
        ]),
        (value) => ({ ...value, discriminator: STAKE_CHANGE_DISCRIMINATOR }),
    );
}

export function getStakeChangeInstructionDataDecoder(): Decoder<StakeChangeInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction StakeChange', STAKE_CHANGE_DISCRIMINATOR)],
        ['command', getStakeCommandDecoder()],
    ]);
}

export function getStakeChangeInstructionDataCodec(): Codec<
    StakeChangeInstructionDataArgs,
    StakeChangeInstructionData
> {
    return combineCodec(getStakeChangeInstructionDataEncoder(), getStakeChangeInstructionDataDecoder());
}

export type StakeChangeInput<
    TAccountWallet extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountClient extends string = string,
    TAccountNewClient extends string = string,
    TAccountProvider extends string = string,
    TAccountGuardian extends string = string,
    TAccountBonded extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Whose stake it is: the rules take nobody else. It pays what is locked, and is paid what is taken. */
    wallet: TransactionSigner<TAccountWallet>;
    /** Any market: a stake belongs to one. */
    market: Address<TAccountMarket>;
    /** The market's parameters of the moment, by its word: they say how long a stake takes to leave. */
    params: Address<TAccountParams>;
    /** A client of this market that has locked something before; the rules take its wallet alone. */
    client?: Address<TAccountClient>;
    /** The wallet's account as a client of this market, by its address, where this is its first lock. */
    newClient?: Address<TAccountNewClient>;
    /** A provider of this market; the rules take its authority alone. */
    provider?: Address<TAccountProvider>;
    /** A guardian of this market; the rules take its wallet alone. */
    guardian?: Address<TAccountGuardian>;
    /** The market once more, to be written, where it is the bond of its keeper: by its authority alone. */
    bonded?: Address<TAccountBonded>;
    /** The one program that makes accounts, and moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
    command: StakeChangeInstructionDataArgs['command'];
};

export function getStakeChangeInstruction<
    TAccountWallet extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountClient extends string,
    TAccountNewClient extends string,
    TAccountProvider extends string,
    TAccountGuardian extends string,
    TAccountBonded extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: StakeChangeInput<
        TAccountWallet,
        TAccountMarket,
        TAccountParams,
        TAccountClient,
        TAccountNewClient,
        TAccountProvider,
        TAccountGuardian,
        TAccountBonded,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): StakeChangeInstruction<
    TProgramAddress,
    TAccountWallet,
    TAccountMarket,
    TAccountParams,
    TAccountClient,
    TAccountNewClient,
    TAccountProvider,
    TAccountGuardian,
    TAccountBonded,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        client: { value: input.client ?? null, isWritable: true },
        newClient: { value: input.newClient ?? null, isWritable: true },
        provider: { value: input.provider ?? null, isWritable: true },
        guardian: { value: input.guardian ?? null, isWritable: true },
        bonded: { value: input.bonded ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('StakeChange', 'wallet', accounts.wallet)),
            getAccountMeta(requiredAccount('StakeChange', 'market', accounts.market)),
            getAccountMeta(requiredAccount('StakeChange', 'params', accounts.params)),
            getAccountMeta(accounts.client),
            getAccountMeta(accounts.newClient),
            getAccountMeta(accounts.provider),
            getAccountMeta(accounts.guardian),
            getAccountMeta(accounts.bonded),
            getAccountMeta(requiredAccount('StakeChange', 'systemProgram', accounts.systemProgram)),
        ],
        data: getStakeChangeInstructionDataEncoder().encode(args as StakeChangeInstructionDataArgs),
        programAddress,
    } as StakeChangeInstruction<
        TProgramAddress,
        TAccountWallet,
        TAccountMarket,
        TAccountParams,
        TAccountClient,
        TAccountNewClient,
        TAccountProvider,
        TAccountGuardian,
        TAccountBonded,
        TAccountSystemProgram
    >);
}

export type ParsedStakeChangeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Whose stake it is: the rules take nobody else. It pays what is locked, and is paid what is taken. */
        wallet: TAccountMetas[0];
        /** Any market: a stake belongs to one. */
        market: TAccountMetas[1];
        /** The market's parameters of the moment, by its word: they say how long a stake takes to leave. */
        params: TAccountMetas[2];
        /** A client of this market that has locked something before; the rules take its wallet alone. */
        client?: TAccountMetas[3] | undefined;
        /** The wallet's account as a client of this market, by its address, where this is its first lock. */
        newClient?: TAccountMetas[4] | undefined;
        /** A provider of this market; the rules take its authority alone. */
        provider?: TAccountMetas[5] | undefined;
        /** A guardian of this market; the rules take its wallet alone. */
        guardian?: TAccountMetas[6] | undefined;
        /** The market once more, to be written, where it is the bond of its keeper: by its authority alone. */
        bonded?: TAccountMetas[7] | undefined;
        /** The one program that makes accounts, and moves a wallet's lamports. */
        systemProgram: TAccountMetas[8];
    };
    data: StakeChangeInstructionData;
};

export function parseStakeChangeInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedStakeChangeInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 9) {
        throw new UnreadableError(`an instruction StakeChange has 9 accounts, this one ${instruction.accounts.length}`);
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
            wallet: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            client: getNextOptionalAccount(),
            newClient: getNextOptionalAccount(),
            provider: getNextOptionalAccount(),
            guardian: getNextOptionalAccount(),
            bonded: getNextOptionalAccount(),
            systemProgram: getNextAccount(),
        },
        data: getStakeChangeInstructionDataDecoder().decode(instruction.data),
    };
}
