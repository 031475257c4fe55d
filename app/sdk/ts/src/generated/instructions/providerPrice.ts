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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from '../types/index.js';

export const PROVIDER_PRICE_DISCRIMINATOR = new Uint8Array([21, 159, 170, 153, 45, 210, 60, 128]);

export function getProviderPriceDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_PRICE_DISCRIMINATOR);
}

export type ProviderPriceInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderPriceInstructionData = { discriminator: ReadonlyUint8Array; terms: Terms };

export type ProviderPriceInstructionDataArgs = { terms: TermsArgs };

export function getProviderPriceInstructionDataEncoder(): FixedSizeEncoder<ProviderPriceInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['terms', getTermsEncoder()],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_PRICE_DISCRIMINATOR }),
    );
}

export function getProviderPriceInstructionDataDecoder(): FixedSizeDecoder<ProviderPriceInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderPrice', PROVIDER_PRICE_DISCRIMINATOR)],
        ['terms', getTermsDecoder()],
    ]);
}

export function getProviderPriceInstructionDataCodec(): FixedSizeCodec<
    ProviderPriceInstructionDataArgs,
    ProviderPriceInstructionData
> {
    return combineCodec(getProviderPriceInstructionDataEncoder(), getProviderPriceInstructionDataDecoder());
}

export type ProviderPriceInput<TAccountSigner extends string = string, TAccountProvider extends string = string> = {
    /** The provider's operator or authority: which of them it is decides what may be asked. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of. */
    provider: Address<TAccountProvider>;
    terms: ProviderPriceInstructionDataArgs['terms'];
};

export function getProviderPriceInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderPriceInput<TAccountSigner, TAccountProvider>,
    config?: { programAddress?: TProgramAddress },
): ProviderPriceInstruction<TProgramAddress, TAccountSigner, TAccountProvider> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderPrice', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderPrice', 'provider', accounts.provider)),
        ],
        data: getProviderPriceInstructionDataEncoder().encode(args as ProviderPriceInstructionDataArgs),
        programAddress,
    } as ProviderPriceInstruction<TProgramAddress, TAccountSigner, TAccountProvider>);
}

export type ParsedProviderPriceInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority: which of them it is decides what may be asked. */
        signer: TAccountMetas[0];
        /** Any provider that the signer has a key of. */
        provider: TAccountMetas[1];
    };
    data: ProviderPriceInstructionData;
};

export function parseProviderPriceInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderPriceInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 2) {
        throw new UnreadableError(
            `an instruction ProviderPrice has 2 accounts, this one ${instruction.accounts.length}`,
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
        accounts: { signer: getNextAccount(), provider: getNextAccount() },
        data: getProviderPriceInstructionDataDecoder().decode(instruction.data),
    };
}
