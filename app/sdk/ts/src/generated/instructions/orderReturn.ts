// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    UnreadableError,
    expectProgram,
    getDiscriminatorDecoder,
    requiredAccount,
    requiredSigner,
    withoutRest,
} from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getBooleanDecoder,
    getBooleanEncoder,
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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getQuoteDecoder, getQuoteEncoder, type Quote, type QuoteArgs } from '../types/index.js';

export const ORDER_RETURN_DISCRIMINATOR = new Uint8Array([180, 160, 107, 75, 121, 141, 207, 97]);

export function getOrderReturnDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ORDER_RETURN_DISCRIMINATOR);
}

export type OrderReturnInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountOrder extends string | AccountMeta<string> = string,
    TAccountAddress extends string | AccountMeta<string> = string,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountSponsor extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TAccountFromTokens extends string | AccountMeta<string> = string,
    TAccountToTokens extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountOrder extends string ? WritableAccount<TAccountOrder> : TAccountOrder,
            TAccountAddress extends string ? WritableAccount<TAccountAddress> : TAccountAddress,
            TAccountClient extends string ? WritableAccount<TAccountClient> : TAccountClient,
            TAccountSponsor extends string ? WritableAccount<TAccountSponsor> : TAccountSponsor,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            TAccountFromTokens extends string ? WritableAccount<TAccountFromTokens> : TAccountFromTokens,
            TAccountToTokens extends string ? WritableAccount<TAccountToTokens> : TAccountToTokens,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            ...TRemainingAccounts,
        ]
    >;

export type OrderReturnInstructionData = { discriminator: ReadonlyUint8Array; quote: Option<Quote>; cancel: boolean };

export type OrderReturnInstructionDataArgs = { quote: OptionOrNullable<QuoteArgs>; cancel: boolean };

export function getOrderReturnInstructionDataEncoder(): Encoder<OrderReturnInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['quote', getOptionEncoder(getQuoteEncoder())],
            ['cancel', getBooleanEncoder()],
        ]),
        (value) => ({ ...value, discriminator: ORDER_RETURN_DISCRIMINATOR }),
    );
}

export function getOrderReturnInstructionDataDecoder(): Decoder<OrderReturnInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction OrderReturn', ORDER_RETURN_DISCRIMINATOR)],
        ['quote', getOptionDecoder(getQuoteDecoder())],
        ['cancel', getBooleanDecoder()],
    ]);
}

export function getOrderReturnInstructionDataCodec(): Codec<
    OrderReturnInstructionDataArgs,
    OrderReturnInstructionData
> {
    return combineCodec(getOrderReturnInstructionDataEncoder(), getOrderReturnInstructionDataDecoder());
}

export type OrderReturnInput<
    TAccountSigner extends string = string,
    TAccountOrder extends string = string,
    TAccountAddress extends string = string,
    TAccountClient extends string = string,
    TAccountSponsor extends string = string,
    TAccountSystemProgram extends string = string,
    TAccountFromTokens extends string = string,
    TAccountToTokens extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
> = {
    /** Anyone; what client and sponsor may do before the order's time is over, they sign for. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any order that is written down. */
    order?: Address<TAccountOrder>;
    /** The address of the quote that is given, where it has no account: never written down, or closed. */
    address?: Address<TAccountAddress>;
    /** The quote's client, by the quote's word. */
    client: Address<TAccountClient>;
    /** The quote's sponsor, by the quote's word, where something is lent. */
    sponsor?: Address<TAccountSponsor>;
    /** The one program that moves what lies at the address of a quote that has no account. */
    systemProgram?: Address<TAccountSystemProgram>;
    /** Any that the order's address owns, or any of the job's client, who signs. */
    fromTokens?: Address<TAccountFromTokens>;
    /** The associated one of the order's client, or any other where the client signs; or the job's vault. */
    toTokens?: Address<TAccountToTokens>;
    /** Of both, by their word. */
    mint?: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram?: Address<TAccountTokenProgram>;
    quote: OrderReturnInstructionDataArgs['quote'];
    cancel: OrderReturnInstructionDataArgs['cancel'];
};

export function getOrderReturnInstruction<
    TAccountSigner extends string,
    TAccountOrder extends string,
    TAccountAddress extends string,
    TAccountClient extends string,
    TAccountSponsor extends string,
    TAccountSystemProgram extends string,
    TAccountFromTokens extends string,
    TAccountToTokens extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: OrderReturnInput<
        TAccountSigner,
        TAccountOrder,
        TAccountAddress,
        TAccountClient,
        TAccountSponsor,
        TAccountSystemProgram,
        TAccountFromTokens,
        TAccountToTokens,
        TAccountMint,
        TAccountTokenProgram
    >,
    config?: { programAddress?: TProgramAddress },
): OrderReturnInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountOrder,
    TAccountAddress,
    TAccountClient,
    TAccountSponsor,
    TAccountSystemProgram,
    TAccountFromTokens,
    TAccountToTokens,
    TAccountMint,
    TAccountTokenProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        order: { value: input.order ?? null, isWritable: true },
        address: { value: input.address ?? null, isWritable: true },
        client: { value: input.client ?? null, isWritable: true },
        sponsor: { value: input.sponsor ?? null, isWritable: true },
        systemProgram: { value: input.systemProgram ?? null, isWritable: false },
        fromTokens: { value: input.fromTokens ?? null, isWritable: true },
        toTokens: { value: input.toTokens ?? null, isWritable: true },
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
        accounts: withoutRest(programAddress, 6, [
            getAccountMeta(requiredSigner('OrderReturn', 'signer', accounts.signer)),
            getAccountMeta(accounts.order),
            getAccountMeta(accounts.address),
            getAccountMeta(requiredAccount('OrderReturn', 'client', accounts.client)),
            getAccountMeta(accounts.sponsor),
            getAccountMeta(requiredAccount('OrderReturn', 'systemProgram', accounts.systemProgram)),
            getAccountMeta(accounts.fromTokens),
            getAccountMeta(accounts.toTokens),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
        ]),
        data: getOrderReturnInstructionDataEncoder().encode(args as OrderReturnInstructionDataArgs),
        programAddress,
    } as OrderReturnInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountOrder,
        TAccountAddress,
        TAccountClient,
        TAccountSponsor,
        TAccountSystemProgram,
        TAccountFromTokens,
        TAccountToTokens,
        TAccountMint,
        TAccountTokenProgram
    >);
}

export type ParsedOrderReturnInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Anyone; what client and sponsor may do before the order's time is over, they sign for. */
        signer: TAccountMetas[0];
        /** Any order that is written down. */
        order?: TAccountMetas[1] | undefined;
        /** The address of the quote that is given, where it has no account: never written down, or closed. */
        address?: TAccountMetas[2] | undefined;
        /** The quote's client, by the quote's word. */
        client: TAccountMetas[3];
        /** The quote's sponsor, by the quote's word, where something is lent. */
        sponsor?: TAccountMetas[4] | undefined;
        /** The one program that moves what lies at the address of a quote that has no account. */
        systemProgram: TAccountMetas[5];
        /** Any that the order's address owns, or any of the job's client, who signs. */
        fromTokens?: TAccountMetas[6] | undefined;
        /** The associated one of the order's client, or any other where the client signs; or the job's vault. */
        toTokens?: TAccountMetas[7] | undefined;
        /** Of both, by their word. */
        mint?: TAccountMetas[8] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[9] | undefined;
    };
    data: OrderReturnInstructionData;
};

export function parseOrderReturnInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedOrderReturnInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 10 && instruction.accounts.length !== 6) {
        throw new UnreadableError(
            `an instruction OrderReturn has 10 accounts or 6 accounts, this one ${instruction.accounts.length}`,
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
            signer: getNextAccount(),
            order: getNextOptionalAccount(),
            address: getNextOptionalAccount(),
            client: getNextAccount(),
            sponsor: getNextOptionalAccount(),
            systemProgram: getNextAccount(),
            fromTokens: getNextOptionalAccount(),
            toTokens: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
        },
        data: getOrderReturnInstructionDataDecoder().decode(instruction.data),
    };
}
