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
    type ReadonlySignerAccount,
    type ReadonlyUint8Array,
    type TransactionSigner,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import {
    getProviderUpdateDecoder,
    getProviderUpdateEncoder,
    type ProviderUpdate,
    type ProviderUpdateArgs,
} from '../types/index.js';

export const PROVIDER_CHANGE_DISCRIMINATOR = new Uint8Array([248, 81, 151, 162, 160, 242, 102, 3]);

export function getProviderChangeDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_CHANGE_DISCRIMINATOR);
}

export type ProviderChangeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountSigner extends string | AccountMeta<string> = string,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountSigner extends string
                ? ReadonlySignerAccount<TAccountSigner> & AccountSignerMeta<TAccountSigner>
                : TAccountSigner,
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            ...TRemainingAccounts,
        ]
    >;

export type ProviderChangeInstructionData = { discriminator: ReadonlyUint8Array; update: ProviderUpdate };

export type ProviderChangeInstructionDataArgs = { update: ProviderUpdateArgs };

export function getProviderChangeInstructionDataEncoder(): Encoder<ProviderChangeInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['update', getProviderUpdateEncoder()],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_CHANGE_DISCRIMINATOR }),
    );
}

export function getProviderChangeInstructionDataDecoder(): Decoder<ProviderChangeInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction ProviderChange', PROVIDER_CHANGE_DISCRIMINATOR)],
        ['update', getProviderUpdateDecoder()],
    ]);
}

export function getProviderChangeInstructionDataCodec(): Codec<
    ProviderChangeInstructionDataArgs,
    ProviderChangeInstructionData
> {
    return combineCodec(getProviderChangeInstructionDataEncoder(), getProviderChangeInstructionDataDecoder());
}

export type ProviderChangeInput<
    TAccountSigner extends string = string,
    TAccountProvider extends string = string,
    TAccountPurse extends string = string,
> = {
    /** The provider's operator or authority: which of them it is decides what may be asked. */
    signer: TransactionSigner<TAccountSigner>;
    /** Any provider that the signer has a key of. */
    provider: Address<TAccountProvider>;
    /** One of the provider's own, where its budget changes. */
    purse?: Address<TAccountPurse>;
    update: ProviderChangeInstructionDataArgs['update'];
};

export function getProviderChangeInstruction<
    TAccountSigner extends string,
    TAccountProvider extends string,
    TAccountPurse extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: ProviderChangeInput<TAccountSigner, TAccountProvider, TAccountPurse>,
    config?: { programAddress?: TProgramAddress },
): ProviderChangeInstruction<TProgramAddress, TAccountSigner, TAccountProvider, TAccountPurse> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        signer: { value: input.signer ?? null, isWritable: false },
        provider: { value: input.provider ?? null, isWritable: true },
        purse: { value: input.purse ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    // Original args.
    const args = { ...input };

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredSigner('ProviderChange', 'signer', accounts.signer)),
            getAccountMeta(requiredAccount('ProviderChange', 'provider', accounts.provider)),
            getAccountMeta(accounts.purse),
        ],
        data: getProviderChangeInstructionDataEncoder().encode(args as ProviderChangeInstructionDataArgs),
        programAddress,
    } as ProviderChangeInstruction<TProgramAddress, TAccountSigner, TAccountProvider, TAccountPurse>);
}

export type ParsedProviderChangeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The provider's operator or authority: which of them it is decides what may be asked. */
        signer: TAccountMetas[0];
        /** Any provider that the signer has a key of. */
        provider: TAccountMetas[1];
        /** One of the provider's own, where its budget changes. */
        purse?: TAccountMetas[2] | undefined;
    };
    data: ProviderChangeInstructionData;
};

export function parseProviderChangeInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedProviderChangeInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 3) {
        throw new UnreadableError(
            `an instruction ProviderChange has 3 accounts, this one ${instruction.accounts.length}`,
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
        accounts: { signer: getNextAccount(), provider: getNextAccount(), purse: getNextOptionalAccount() },
        data: getProviderChangeInstructionDataDecoder().decode(instruction.data),
    };
}
