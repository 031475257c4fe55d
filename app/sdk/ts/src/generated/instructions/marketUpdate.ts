// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    optionalSigner,
    requiredAccount,
    requiredSigner,
} from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesEncoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
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
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getParamsDecoder, getParamsEncoder, type Params, type ParamsArgs } from '../types/index.js';

export const MARKET_UPDATE_DISCRIMINATOR = new Uint8Array([144, 39, 97, 38, 59, 153, 210, 73]);

export function getMarketUpdateDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(MARKET_UPDATE_DISCRIMINATOR);
}

export type MarketUpdateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountAuthority extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountNewAuthority extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountAuthority extends string
                ? WritableSignerAccount<TAccountAuthority> & AccountSignerMeta<TAccountAuthority>
                : TAccountAuthority,
            TAccountMarket extends string ? WritableAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? WritableAccount<TAccountParams> : TAccountParams,
            TAccountNewAuthority extends string
                ? ReadonlySignerAccount<TAccountNewAuthority> & AccountSignerMeta<TAccountNewAuthority>
                : TAccountNewAuthority,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type MarketUpdateInstructionData = {
    discriminator: ReadonlyUint8Array;
    keeper: Option<Address>;
    paramsArg: Option<Params>;
    pauseSecs: Option<number>;
};

export type MarketUpdateInstructionDataArgs = {
    keeper: OptionOrNullable<Address>;
    paramsArg: OptionOrNullable<ParamsArgs>;
    pauseSecs: OptionOrNullable<number>;
};

export function getMarketUpdateInstructionDataEncoder(): Encoder<MarketUpdateInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['keeper', getOptionEncoder(getAddressEncoder())],
            ['paramsArg', getOptionEncoder(getParamsEncoder())],
            ['pauseSecs', getOptionEncoder(getU32Encoder())],
        ]),
        (value) => ({ ...value, discriminator: MARKET_UPDATE_DISCRIMINATOR }),
    );
}

export function getMarketUpdateInstructionDataDecoder(): Decoder<MarketUpdateInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction MarketUpdate', MARKET_UPDATE_DISCRIMINATOR)],
        ['keeper', getOptionDecoder(getAddressDecoder())],
        ['paramsArg', getOptionDecoder(getParamsDecoder())],
        ['pauseSecs', getOptionDecoder(getU32Decoder())],
    ]);
}

export function getMarketUpdateInstructionDataCodec(): Codec<
    MarketUpdateInstructionDataArgs,
    MarketUpdateInstructionData
> {
    return combineCodec(getMarketUpdateInstructionDataEncoder(), getMarketUpdateInstructionDataDecoder());
}

export type MarketUpdateInput<
    TAccountAuthority extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountNewAuthority extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The market's authority, by the market's word; pays the rent of a new version. */
    authority: TransactionSigner<TAccountAuthority>;
    /** Any market whose authority signs. */
    market: Address<TAccountMarket>;
    /** The next version of this market's parameters, by its address, where they change. */
    params?: Address<TAccountParams>;
    /** Who takes the market over, where somebody does. Anyone who signs: a mistyped key would be final. */
    newAuthority?: TransactionSigner<TAccountNewAuthority>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    keeper: MarketUpdateInstructionDataArgs['keeper'];
    paramsArg: MarketUpdateInstructionDataArgs['paramsArg'];
    pauseSecs: MarketUpdateInstructionDataArgs['pauseSecs'];
};

export function getMarketUpdateInstruction<
    TAccountAuthority extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountNewAuthority extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: MarketUpdateInput<
        TAccountAuthority,
        TAccountMarket,
        TAccountParams,
        TAccountNewAuthority,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): MarketUpdateInstruction<
    TProgramAddress,
    TAccountAuthority,
    TAccountMarket,
    TAccountParams,
    TAccountNewAuthority,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        authority: { value: input.authority ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: true },
        newAuthority: { value: input.newAuthority ?? null, isWritable: false },
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
            getAccountMeta(requiredSigner('MarketUpdate', 'authority', accounts.authority)),
            getAccountMeta(requiredAccount('MarketUpdate', 'market', accounts.market)),
            getAccountMeta(accounts.params),
            getAccountMeta(optionalSigner('MarketUpdate', 'newAuthority', accounts.newAuthority)),
            getAccountMeta(requiredAccount('MarketUpdate', 'systemProgram', accounts.systemProgram)),
        ],
        data: getMarketUpdateInstructionDataEncoder().encode(args as MarketUpdateInstructionDataArgs),
        programAddress,
    } as MarketUpdateInstruction<
        TProgramAddress,
        TAccountAuthority,
        TAccountMarket,
        TAccountParams,
        TAccountNewAuthority,
        TAccountSystemProgram
    >);
}

export type ParsedMarketUpdateInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The market's authority, by the market's word; pays the rent of a new version. */
        authority: TAccountMetas[0];
        /** Any market whose authority signs. */
        market: TAccountMetas[1];
        /** The next version of this market's parameters, by its address, where they change. */
        params?: TAccountMetas[2] | undefined;
        /** Who takes the market over, where somebody does. Anyone who signs: a mistyped key would be final. */
        newAuthority?: TAccountMetas[3] | undefined;
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[4];
    };
    data: MarketUpdateInstructionData;
};

export function parseMarketUpdateInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedMarketUpdateInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 5) {
        throw new UnreadableError(
            `an instruction MarketUpdate has 5 accounts, this one ${instruction.accounts.length}`,
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
            authority: getNextAccount(),
            market: getNextAccount(),
            params: getNextOptionalAccount(),
            newAuthority: getNextOptionalAccount(),
            systemProgram: getNextAccount(),
        },
        data: getMarketUpdateInstructionDataDecoder().decode(instruction.data),
    };
}
