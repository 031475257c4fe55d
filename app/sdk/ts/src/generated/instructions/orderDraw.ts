// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    optionalSigner,
    requiredAccount,
    requiredSigner,
    withoutRest,
} from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getBytesEncoder,
    getOptionDecoder,
    getOptionEncoder,
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
    type Option,
    type OptionOrNullable,
    type ReadonlyAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
    type WritableSignerAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import {
    getDrawDecoder,
    getDrawEncoder,
    getQuoteDecoder,
    getQuoteEncoder,
    type Draw,
    type DrawArgs,
    type Quote,
    type QuoteArgs,
} from '../types/index.js';

export const ORDER_DRAW_DISCRIMINATOR = new Uint8Array([85, 159, 8, 189, 133, 248, 17, 71]);

export function getOrderDrawDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ORDER_DRAW_DISCRIMINATOR);
}

export type OrderDrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountDrawer extends string | AccountMeta<string> = string,
    TAccountSponsor extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountOrder extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TAccountAsset extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountFromTokens extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountDrawer extends string
                ? WritableSignerAccount<TAccountDrawer> & AccountSignerMeta<TAccountDrawer>
                : TAccountDrawer,
            TAccountSponsor extends string
                ? WritableSignerAccount<TAccountSponsor> & AccountSignerMeta<TAccountSponsor>
                : TAccountSponsor,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountOrder extends string ? WritableAccount<TAccountOrder> : TAccountOrder,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            TAccountAsset extends string ? ReadonlyAccount<TAccountAsset> : TAccountAsset,
            TAccountPurse extends string ? ReadonlyAccount<TAccountPurse> : TAccountPurse,
            TAccountFromTokens extends string ? WritableAccount<TAccountFromTokens> : TAccountFromTokens,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            ...TRemainingAccounts,
        ]
    >;

export type OrderDrawInstructionData = {
    discriminator: ReadonlyUint8Array;
    quote: Option<Quote>;
    jobArg: Option<Draw>;
};

export type OrderDrawInstructionDataArgs = { quote: OptionOrNullable<QuoteArgs>; jobArg: OptionOrNullable<DrawArgs> };

export function getOrderDrawInstructionDataEncoder(): Encoder<OrderDrawInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['quote', getOptionEncoder(getQuoteEncoder())],
            ['jobArg', getOptionEncoder(getDrawEncoder())],
        ]),
        (value) => ({ ...value, discriminator: ORDER_DRAW_DISCRIMINATOR }),
    );
}

export function getOrderDrawInstructionDataDecoder(): Decoder<OrderDrawInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction OrderDraw', ORDER_DRAW_DISCRIMINATOR)],
        ['quote', getOptionDecoder(getQuoteDecoder())],
        ['jobArg', getOptionDecoder(getDrawDecoder())],
    ]);
}

export function getOrderDrawInstructionDataCodec(): Codec<OrderDrawInstructionDataArgs, OrderDrawInstructionData> {
    return combineCodec(getOrderDrawInstructionDataEncoder(), getOrderDrawInstructionDataDecoder());
}

export type OrderDrawInput<
    TAccountDrawer extends string = string,
    TAccountSponsor extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountOrder extends string = string,
    TAccountJob extends string = string,
    TAccountSystemProgram extends string = string,
    TAccountAsset extends string = string,
    TAccountPurse extends string = string,
    TAccountFromTokens extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
> = {
    /** Pays the network fee. Anyone may draw: an order's address says all that can come of it. */
    drawer: TransactionSigner<TAccountDrawer>;
    /** Lends the rent that is missing; the rules take the quote's sponsor alone. */
    sponsor?: TransactionSigner<TAccountSponsor>;
    /** The quote's, by the quote's word. */
    market: Address<TAccountMarket>;
    /** A version of this market's parameters; the rules take the quote's, while it may still be used. */
    params: Address<TAccountParams>;
    /** The order: an account of this program, or the address of the quote that is given. */
    order: Address<TAccountOrder>;
    /** The order's next job, by its address; it must not exist yet. None where the quote is written down alone. */
    job?: Address<TAccountJob>;
    /** The one program that makes accounts, and moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
    /** The market's of the mint: while there is one, it is taken. */
    asset?: Address<TAccountAsset>;
    /** Of the provider that a channel is opened with, for this mint; both are checked. None for a job. */
    purse?: Address<TAccountPurse>;
    /**
     * The associated one of the order's address, or any of the channel's payer, who signs. None where nothing is
     * locked yet.
     */
    fromTokens?: Address<TAccountFromTokens>;
    /** Of the job or channel, by its address. */
    vault?: Address<TAccountVault>;
    /** The asset's, by its word; the rules refuse one that may do more than it should. */
    mint?: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram?: Address<TAccountTokenProgram>;
    quote: OrderDrawInstructionDataArgs['quote'];
    jobArg: OrderDrawInstructionDataArgs['jobArg'];
};

export function getOrderDrawInstruction<
    TAccountDrawer extends string,
    TAccountSponsor extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountOrder extends string,
    TAccountJob extends string,
    TAccountSystemProgram extends string,
    TAccountAsset extends string,
    TAccountPurse extends string,
    TAccountFromTokens extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: OrderDrawInput<
        TAccountDrawer,
        TAccountSponsor,
        TAccountMarket,
        TAccountParams,
        TAccountOrder,
        TAccountJob,
        TAccountSystemProgram,
        TAccountAsset,
        TAccountPurse,
        TAccountFromTokens,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram
    >,
    config?: { programAddress?: TProgramAddress },
): OrderDrawInstruction<
    TProgramAddress,
    TAccountDrawer,
    TAccountSponsor,
    TAccountMarket,
    TAccountParams,
    TAccountOrder,
    TAccountJob,
    TAccountSystemProgram,
    TAccountAsset,
    TAccountPurse,
    TAccountFromTokens,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        drawer: { value: input.drawer ?? null, isWritable: true },
        sponsor: { value: input.sponsor ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        order: { value: input.order ?? null, isWritable: true },
        job: { value: input.job ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
        asset: { value: input.asset ?? null, isWritable: false },
        purse: { value: input.purse ?? null, isWritable: false },
        fromTokens: { value: input.fromTokens ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
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
        accounts: withoutRest(programAddress, 7, [
            getAccountMeta(requiredSigner('OrderDraw', 'drawer', accounts.drawer)),
            getAccountMeta(optionalSigner('OrderDraw', 'sponsor', accounts.sponsor)),
            getAccountMeta(requiredAccount('OrderDraw', 'market', accounts.market)),
            getAccountMeta(requiredAccount('OrderDraw', 'params', accounts.params)),
            getAccountMeta(requiredAccount('OrderDraw', 'order', accounts.order)),
            getAccountMeta(accounts.job),
            getAccountMeta(requiredAccount('OrderDraw', 'systemProgram', accounts.systemProgram)),
            getAccountMeta(accounts.asset),
            getAccountMeta(accounts.purse),
            getAccountMeta(accounts.fromTokens),
            getAccountMeta(accounts.vault),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
        ]),
        data: getOrderDrawInstructionDataEncoder().encode(args as OrderDrawInstructionDataArgs),
        programAddress,
    } as OrderDrawInstruction<
        TProgramAddress,
        TAccountDrawer,
        TAccountSponsor,
        TAccountMarket,
        TAccountParams,
        TAccountOrder,
        TAccountJob,
        TAccountSystemProgram,
        TAccountAsset,
        TAccountPurse,
        TAccountFromTokens,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram
    >);
}

export type ParsedOrderDrawInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays the network fee. Anyone may draw: an order's address says all that can come of it. */
        drawer: TAccountMetas[0];
        /** Lends the rent that is missing; the rules take the quote's sponsor alone. */
        sponsor?: TAccountMetas[1] | undefined;
        /** The quote's, by the quote's word. */
        market: TAccountMetas[2];
        /** A version of this market's parameters; the rules take the quote's, while it may still be used. */
        params: TAccountMetas[3];
        /** The order: an account of this program, or the address of the quote that is given. */
        order: TAccountMetas[4];
        /** The order's next job, by its address; it must not exist yet. None where the quote is written down alone. */
        job?: TAccountMetas[5] | undefined;
        /** The one program that makes accounts, and moves a wallet's lamports. */
        systemProgram: TAccountMetas[6];
        /** The market's of the mint: while there is one, it is taken. */
        asset?: TAccountMetas[7] | undefined;
        /** Of the provider that a channel is opened with, for this mint; both are checked. None for a job. */
        purse?: TAccountMetas[8] | undefined;
        /**
         * The associated one of the order's address, or any of the channel's payer, who signs. None where nothing is
         * locked yet.
         */
        fromTokens?: TAccountMetas[9] | undefined;
        /** Of the job or channel, by its address. */
        vault?: TAccountMetas[10] | undefined;
        /** The asset's, by its word; the rules refuse one that may do more than it should. */
        mint?: TAccountMetas[11] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[12] | undefined;
    };
    data: OrderDrawInstructionData;
};

export function parseOrderDrawInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedOrderDrawInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 13 && instruction.accounts.length !== 7) {
        throw new UnreadableError(
            `an instruction OrderDraw has 13 accounts or 7 accounts, this one ${instruction.accounts.length}`,
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
        return !accountMeta || accountMeta.address === RAYMENT_PROGRAM_ADDRESS ? undefined : accountMeta;
    };
    return {
        programAddress: instruction.programAddress,
        accounts: {
            drawer: getNextAccount(),
            sponsor: getNextOptionalAccount(),
            market: getNextAccount(),
            params: getNextAccount(),
            order: getNextAccount(),
            job: getNextOptionalAccount(),
            systemProgram: getNextAccount(),
            asset: getNextOptionalAccount(),
            purse: getNextOptionalAccount(),
            fromTokens: getNextOptionalAccount(),
            vault: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
        },
        data: getOrderDrawInstructionDataDecoder().decode(instruction.data),
    };
}
