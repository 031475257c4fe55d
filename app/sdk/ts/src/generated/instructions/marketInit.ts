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
    getU16Decoder,
    getU16Encoder,
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
import { findMarketPda, findParamsPda } from '../pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { expectAddress, expectSome, getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getParamsDecoder, getParamsEncoder, type Params, type ParamsArgs } from '../types/index.js';

export const MARKET_INIT_DISCRIMINATOR = new Uint8Array([234, 228, 153, 132, 240, 61, 193, 238]);

export function getMarketInitDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(MARKET_INIT_DISCRIMINATOR);
}

export type MarketInitInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountCreator extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountCreator extends string
                ? WritableSignerAccount<TAccountCreator> & AccountSignerMeta<TAccountCreator>
                : TAccountCreator,
            TAccountMarket extends string ? WritableAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? WritableAccount<TAccountParams> : TAccountParams,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type MarketInitInstructionData = {
    discriminator: ReadonlyUint8Array;
    id: number;
    keeper: Address;
    treasury: Address;
    paramsArg: Params;
};

export type MarketInitInstructionDataArgs = { id: number; keeper: Address; treasury: Address; paramsArg: ParamsArgs };

export function getMarketInitInstructionDataEncoder(): FixedSizeEncoder<MarketInitInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['id', getU16Encoder()],
            ['keeper', getAddressEncoder()],
            ['treasury', getAddressEncoder()],
            ['paramsArg', getParamsEncoder()],
        ]),
        (value) => ({ ...value, discriminator: MARKET_INIT_DISCRIMINATOR }),
    );
}

export function getMarketInitInstructionDataDecoder(): FixedSizeDecoder<MarketInitInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction MarketInit', MARKET_INIT_DISCRIMINATOR)],
        ['id', getU16Decoder()],
        ['keeper', getAddressDecoder()],
        ['treasury', getAddressDecoder()],
        ['paramsArg', getParamsDecoder()],
    ]);
}

export function getMarketInitInstructionDataCodec(): FixedSizeCodec<
    MarketInitInstructionDataArgs,
    MarketInitInstructionData
> {
    return combineCodec(getMarketInitInstructionDataEncoder(), getMarketInitInstructionDataDecoder());
}

export type MarketInitAsyncInput<
    TAccountCreator extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and holds the authority. Any wallet: the market's address follows from it. */
    creator: TransactionSigner<TAccountCreator>;
    /** The one market of this creator with this id, by its address; it must not exist yet. */
    market?: Address<TAccountMarket>;
    /** Version 0 of this market's parameters, by its address. */
    params?: Address<TAccountParams>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    id: MarketInitInstructionDataArgs['id'];
    keeper: MarketInitInstructionDataArgs['keeper'];
    treasury: MarketInitInstructionDataArgs['treasury'];
    paramsArg: MarketInitInstructionDataArgs['paramsArg'];
};

export async function getMarketInitInstructionAsync<
    TAccountCreator extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: MarketInitAsyncInput<TAccountCreator, TAccountMarket, TAccountParams, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): Promise<
    MarketInitInstruction<TProgramAddress, TAccountCreator, TAccountMarket, TAccountParams, TAccountSystemProgram>
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        creator: { value: input.creator ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    // Resolve default values.
    if (!accounts.market.value) {
        accounts.market.value = await findMarketPda({
            creator: expectAddress(accounts.creator.value),
            id: expectSome(args.id),
        });
    }
    if (!accounts.params.value) {
        accounts.params.value = await findParamsPda({ market: expectAddress(accounts.market.value), version: 0 });
    }
    if (!accounts.systemProgram.value) {
        accounts.systemProgram.value =
            '11111111111111111111111111111111' as Address<'11111111111111111111111111111111'>;
    }

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('MarketInit', 'creator', accounts.creator)),
            getAccountMeta(requiredAccount('MarketInit', 'market', accounts.market)),
            getAccountMeta(requiredAccount('MarketInit', 'params', accounts.params)),
            getAccountMeta(requiredAccount('MarketInit', 'systemProgram', accounts.systemProgram)),
        ],
        data: getMarketInitInstructionDataEncoder().encode(args as MarketInitInstructionDataArgs),
        programAddress,
    } as MarketInitInstruction<
        TProgramAddress,
        TAccountCreator,
        TAccountMarket,
        TAccountParams,
        TAccountSystemProgram
    >);
}

export type MarketInitInput<
    TAccountCreator extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays the rent, and holds the authority. Any wallet: the market's address follows from it. */
    creator: TransactionSigner<TAccountCreator>;
    /** The one market of this creator with this id, by its address; it must not exist yet. */
    market: Address<TAccountMarket>;
    /** Version 0 of this market's parameters, by its address. */
    params: Address<TAccountParams>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    id: MarketInitInstructionDataArgs['id'];
    keeper: MarketInitInstructionDataArgs['keeper'];
    treasury: MarketInitInstructionDataArgs['treasury'];
    paramsArg: MarketInitInstructionDataArgs['paramsArg'];
};

export function getMarketInitInstruction<
    TAccountCreator extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: MarketInitInput<TAccountCreator, TAccountMarket, TAccountParams, TAccountSystemProgram>,
    config?: { programAddress?: TProgramAddress },
): MarketInitInstruction<TProgramAddress, TAccountCreator, TAccountMarket, TAccountParams, TAccountSystemProgram> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        creator: { value: input.creator ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('MarketInit', 'creator', accounts.creator)),
            getAccountMeta(requiredAccount('MarketInit', 'market', accounts.market)),
            getAccountMeta(requiredAccount('MarketInit', 'params', accounts.params)),
            getAccountMeta(requiredAccount('MarketInit', 'systemProgram', accounts.systemProgram)),
        ],
        data: getMarketInitInstructionDataEncoder().encode(args as MarketInitInstructionDataArgs),
        programAddress,
    } as MarketInitInstruction<
        TProgramAddress,
        TAccountCreator,
        TAccountMarket,
        TAccountParams,
        TAccountSystemProgram
    >);
}

export type ParsedMarketInitInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the rent, and holds the authority. Any wallet: the market's address follows from it. */
        creator: TAccountMetas[0];
        /** The one market of this creator with this id, by its address; it must not exist yet. */
        market: TAccountMetas[1];
        /** Version 0 of this market's parameters, by its address. */
        params: TAccountMetas[2];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[3];
    };
    data: MarketInitInstructionData;
};

export function parseMarketInitInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedMarketInitInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 4) {
        throw new UnreadableError(`an instruction MarketInit has 4 accounts, this one ${instruction.accounts.length}`);
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
            creator: getNextAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getMarketInitInstructionDataDecoder().decode(instruction.data),
    };
}
