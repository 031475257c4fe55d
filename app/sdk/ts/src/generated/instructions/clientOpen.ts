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
import { findClientPda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const CLIENT_OPEN_DISCRIMINATOR = new Uint8Array([82, 30, 215, 133, 180, 34, 163, 53]);

export function getClientOpenDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CLIENT_OPEN_DISCRIMINATOR);
}

export type ClientOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountWallet extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountClient extends string | AccountMeta<string> = string,
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
            TAccountClient extends string ? WritableAccount<TAccountClient> : TAccountClient,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type ClientOpenInstructionData = { discriminator: ReadonlyUint8Array };

export type ClientOpenInstructionDataArgs = {};

export function getClientOpenInstructionDataEncoder(): FixedSizeEncoder<ClientOpenInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: CLIENT_OPEN_DISCRIMINATOR,
    }));
}

export function getClientOpenInstructionDataDecoder(): FixedSizeDecoder<ClientOpenInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ClientOpen', CLIENT_OPEN_DISCRIMINATOR)],
    ]);
}

export function getClientOpenInstructionDataCodec(): FixedSizeCodec<
    ClientOpenInstructionDataArgs,
    ClientOpenInstructionData
> {
    return combineCodec(getClientOpenInstructionDataEncoder(), getClientOpenInstructionDataDecoder());
}

export type ClientOpenAsyncInput<
    TAccountWallet extends string = string,
    TAccountMarket extends string = string,
    TAccountClient extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the counter's rent, for good. Any wallet: the counter's address follows from it. */
    wallet: TransactionSigner<TAccountWallet>;
    /** Any market: the counter's address follows from it. */
    market: Address<TAccountMarket>;
    /** The one counter of this wallet in this market, by its address; it must not exist yet. */
    client?: Address<TAccountClient>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
};

export async function getClientOpenInstructionAsync<
    TAccountWallet extends string,
    TAccountMarket extends string,
    TAccountClient extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ClientOpenAsyncInput<TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): Promise<
    ClientOpenInstruction<TProgramAddress, TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram>
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        client: { value: input.client ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Resolve default values.
    if (!accounts.client.value) {
        accounts.client.value = await findClientPda({
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
            getAccountMeta(requiredSigner('ClientOpen', 'wallet', accounts.wallet)),
            getAccountMeta(requiredAccount('ClientOpen', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ClientOpen', 'client', accounts.client)),
            getAccountMeta(requiredAccount('ClientOpen', 'systemProgram', accounts.systemProgram)),
        ],
        data: getClientOpenInstructionDataEncoder().encode({}),
        programAddress,
    } as ClientOpenInstruction<TProgramAddress, TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram>);
}

export type ClientOpenInput<
    TAccountWallet extends string = string,
    TAccountMarket extends string = string,
    TAccountClient extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the counter's rent, for good. Any wallet: the counter's address follows from it. */
    wallet: TransactionSigner<TAccountWallet>;
    /** Any market: the counter's address follows from it. */
    market: Address<TAccountMarket>;
    /** The one counter of this wallet in this market, by its address; it must not exist yet. */
    client: Address<TAccountClient>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
};

export function getClientOpenInstruction<
    TAccountWallet extends string,
    TAccountMarket extends string,
    TAccountClient extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ClientOpenInput<TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): ClientOpenInstruction<TProgramAddress, TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        client: { value: input.client ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('ClientOpen', 'wallet', accounts.wallet)),
            getAccountMeta(requiredAccount('ClientOpen', 'market', accounts.market)),
            getAccountMeta(requiredAccount('ClientOpen', 'client', accounts.client)),
            getAccountMeta(requiredAccount('ClientOpen', 'systemProgram', accounts.systemProgram)),
        ],
        data: getClientOpenInstructionDataEncoder().encode({}),
        programAddress,
    } as ClientOpenInstruction<TProgramAddress, TAccountWallet, TAccountMarket, TAccountClient, TAccountSystemProgram>);
}

export type ParsedClientOpenInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the counter's rent, for good. Any wallet: the counter's address follows from it. */
        wallet: TAccountMetas[0];
        /** Any market: the counter's address follows from it. */
        market: TAccountMetas[1];
        /** The one counter of this wallet in this market, by its address; it must not exist yet. */
        client: TAccountMetas[2];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[3];
    };
    data: ClientOpenInstructionData;
};

export function parseClientOpenInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedClientOpenInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 4) {
        throw new UnreadableError(`an instruction ClientOpen has 4 accounts, this one ${instruction.accounts.length}`);
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
            market: getNextAccount(),
            client: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getClientOpenInstructionDataDecoder().decode(instruction.data),
    };
}
