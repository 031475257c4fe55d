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
    getBooleanDecoder,
    getBooleanEncoder,
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

export const PROVIDER_PAUSE_DISCRIMINATOR = new Uint8Array([46, 134, 121, 26, 56, 178, 107, 187]);

export function getProviderPauseDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_PAUSE_DISCRIMINATOR);
}

export type ProviderPauseInstruction<
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

export type ProviderPauseInstructionData = { discriminator: ReadonlyUint8Array; paused: boolean };

export type ProviderPauseInstructionDataArgs = { paused: boolean };

export function getProviderPauseInstructionDataEncoder(): FixedSizeEncoder<ProviderPauseInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['paused', getBooleanEncoder()],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_PAUSE_DISCRIMINATOR }),
    );
}

export function getProviderPauseInstructionDataDecoder(): FixedSizeDecoder<ProviderPauseInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderPause', PROVIDER_PAUSE_DISCRIMINATOR)],
        ['paused', getBooleanDecoder()],
    ]);
}

export function getProviderPauseInstructionDataCodec(): FixedSizeCodec<
    ProviderPauseInstructionDataArgs,
    ProviderPauseInstructionData
> {
    return combineCodec(getProviderPauseInstructionDataEncoder(), getProviderPauseInstructionDataDecoder());
}

export type ProviderPauseInput<TAccountSigner extends string = string, TAccountProvider extends string = string> = {
    /** The provider's operator or authority: which of them it is decides what may be asked. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of. */
    provider: Address<TAccountProvider>;
    paused: ProviderPauseInstructionDataArgs['paused'];
};

export function getProviderPauseInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderPauseInput<TAccountSigner, TAccountProvider>,
    config?: { programAddress?: TProgramAddress },
): ProviderPauseInstruction<TProgramAddress, TAccountSigner, TAccountProvider> {
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
            getAccountMeta(requiredSigner('ProviderPause', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderPause', 'provider', accounts.provider)),
        ],
        data: getProviderPauseInstructionDataEncoder().encode(args as ProviderPauseInstructionDataArgs),
        programAddress,
    } as ProviderPauseInstruction<TProgramAddress, TAccountSigner, TAccountProvider>);
}

export type ParsedProviderPauseInstruction<
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
    data: ProviderPauseInstructionData;
};

export function parseProviderPauseInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderPauseInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 2) {
        throw new UnreadableError(
            `an instruction ProviderPause has 2 accounts, this one ${instruction.accounts.length}`,
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
        data: getProviderPauseInstructionDataDecoder().decode(instruction.data),
    };
}
