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
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU8Decoder,
    getU8Encoder,
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
import { getOfferTermsDecoder, getOfferTermsEncoder, type OfferTerms, type OfferTermsArgs } from '../types/index.js';

export const OFFER_SET_DISCRIMINATOR = new Uint8Array([15, 217, 78, 216, 187, 11, 8, 110]);

export function getOfferSetDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(OFFER_SET_DISCRIMINATOR);
}

export type OfferSetInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountAsset extends string | AccountMeta<string> = string,
    TAccountOffer extends string | AccountMeta<string> = string,
    TAccountSystemProgram extends string | AccountMeta<string> = '11111111111111111111111111111111',
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? WritableSignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountProvider extends string ? ReadonlyAccount<TAccountProvider> : TAccountProvider,
            TAccountAsset extends string ? ReadonlyAccount<TAccountAsset> : TAccountAsset,
            TAccountOffer extends string ? WritableAccount<TAccountOffer> : TAccountOffer,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type OfferSetInstructionData = {
    discriminator: ReadonlyUint8Array;
    kind: number;
    class: number;
    mint: Address;
    terms: Option<OfferTerms>;
};

export type OfferSetInstructionDataArgs = {
    kind: number;
    class: number;
    mint: Address;
    terms: OptionOrNullable<OfferTermsArgs>;
};

export function getOfferSetInstructionDataEncoder(): Encoder<OfferSetInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['kind', getU8Encoder()],
            ['class', getU16Encoder()],
            ['mint', getAddressEncoder()],
            ['terms', getOptionEncoder(getOfferTermsEncoder())],
        ]),
        (value) => ({ ...value, discriminator: OFFER_SET_DISCRIMINATOR }),
    );
}

export function getOfferSetInstructionDataDecoder(): Decoder<OfferSetInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction OfferSet', OFFER_SET_DISCRIMINATOR)],
        ['kind', getU8Decoder()],
        ['class', getU16Decoder()],
        ['mint', getAddressDecoder()],
        ['terms', getOptionDecoder(getOfferTermsDecoder())],
    ]);
}

export function getOfferSetInstructionDataCodec(): Codec<OfferSetInstructionDataArgs, OfferSetInstructionData> {
    return combineCodec(getOfferSetInstructionDataEncoder(), getOfferSetInstructionDataDecoder());
}

export type OfferSetInput<
    TAccountSigner extends string = string,
    TAccountMarket extends string = string,
    TAccountProvider extends string = string,
    TAccountAsset extends string = string,
    TAccountOffer extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** The provider's operator or authority. Pays the rent; whoever closes the offer gets it. */
    signer: TransactionSigner<TAccountSigner>;
    /** The provider's own, by its word. */
    market: Address<TAccountMarket>;
    /** Any provider that the signer has a key of: the offer's address follows from it. */
    provider: Address<TAccountProvider>;
    /** The market's of the mint, where an offer in tokens opens or changes. */
    asset?: Address<TAccountAsset>;
    /** The provider's one offer of this kind, class and asset, by its address. */
    offer: Address<TAccountOffer>;
    /** The one program that makes accounts. */
    systemProgram?: Address<TAccountSystemProgram>;
    kind: OfferSetInstructionDataArgs['kind'];
    class: OfferSetInstructionDataArgs['class'];
    mint: OfferSetInstructionDataArgs['mint'];
    terms: OfferSetInstructionDataArgs['terms'];
};

export function getOfferSetInstruction<
    TAccountSigner extends string,
    TAccountMarket extends string,
    TAccountProvider extends string,
    TAccountAsset extends string,
    TAccountOffer extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: OfferSetInput<
        TAccountSigner,
        TAccountMarket,
        TAccountProvider,
        TAccountAsset,
        TAccountOffer,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): OfferSetInstruction<
    TProgramAddress,
    TAccountSigner,
    TAccountMarket,
    TAccountProvider,
    TAccountAsset,
    TAccountOffer,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: false },
        asset: { value: input.asset ?? null, isWritable: false },
        offer: { value: input.offer ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('OfferSet', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('OfferSet', 'market', accounts.market)),
            getAccountMeta(requiredAccount('OfferSet', 'provider', accounts.provider)),
            getAccountMeta(accounts.asset),
            getAccountMeta(requiredAccount('OfferSet', 'offer', accounts.offer)),
            getAccountMeta(requiredAccount('OfferSet', 'systemProgram', accounts.systemProgram)),
        ],
        data: getOfferSetInstructionDataEncoder().encode(args as OfferSetInstructionDataArgs),
        programAddress,
    } as OfferSetInstruction<
        TProgramAddress,
        TAccountSigner,
        TAccountMarket,
        TAccountProvider,
        TAccountAsset,
        TAccountOffer,
        TAccountSystemProgram
    >);
}

export type ParsedOfferSetInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority. Pays the rent; whoever closes the offer gets it. */
        signer: TAccountMetas[0];
        /** The provider's own, by its word. */
        market: TAccountMetas[1];
        /** Any provider that the signer has a key of: the offer's address follows from it. */
        provider: TAccountMetas[2];
        /** The market's of the mint, where an offer in tokens opens or changes. */
        asset?: TAccountMetas[3] | undefined;
        /** The provider's one offer of this kind, class and asset, by its address. */
        offer: TAccountMetas[4];
        /** The one program that makes accounts. */
        systemProgram: TAccountMetas[5];
    };
    data: OfferSetInstructionData;
};

export function parseOfferSetInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedOfferSetInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 6) {
        throw new UnreadableError(`an instruction OfferSet has 6 accounts, this one ${instruction.accounts.length}`);
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
            signer: getNextAccount(),
            market: getNextAccount(),
            provider: getNextAccount(),
            asset: getNextOptionalAccount(),
            offer: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getOfferSetInstructionDataDecoder().decode(instruction.data),
    };
}
