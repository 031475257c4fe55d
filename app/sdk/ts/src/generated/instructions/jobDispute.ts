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
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
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
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const JOB_DISPUTE_DISCRIMINATOR = new Uint8Array([56, 78, 115, 202, 255, 16, 122, 47]);

export function getJobDisputeDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_DISPUTE_DISCRIMINATOR);
}

export type JobDisputeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
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
            TAccountClient extends string
                ? WritableSignerAccount<TAccountClient> & AccountSignerMeta<TAccountClient>
                : TAccountClient,
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            TAccountFromTokens extends string ? WritableAccount<TAccountFromTokens> : TAccountFromTokens,
            TAccountToTokens extends string ? WritableAccount<TAccountToTokens> : TAccountToTokens,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            ...TRemainingAccounts,
        ]
    >;

export type JobDisputeInstructionData = { discriminator: ReadonlyUint8Array; attempt: number };

export type JobDisputeInstructionDataArgs = { attempt: number };

export function getJobDisputeInstructionDataEncoder(): FixedSizeEncoder<JobDisputeInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['attempt', getU8Encoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_DISPUTE_DISCRIMINATOR }),
    );
}

export function getJobDisputeInstructionDataDecoder(): FixedSizeDecoder<JobDisputeInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobDispute', JOB_DISPUTE_DISCRIMINATOR)],
        ['attempt', getU8Decoder()],
    ]);
}

export function getJobDisputeInstructionDataCodec(): FixedSizeCodec<
    JobDisputeInstructionDataArgs,
    JobDisputeInstructionData
> {
    return combineCodec(getJobDisputeInstructionDataEncoder(), getJobDisputeInstructionDataDecoder());
}

export type JobDisputeInput<
    TAccountClient extends string = string,
    TAccountParams extends string = string,
    TAccountJob extends string = string,
    TAccountSystemProgram extends string = string,
    TAccountFromTokens extends string = string,
    TAccountToTokens extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
> = {
    /** The rules take the job's client alone. Pays a dispute's bond where the deposit does not cover it. */
    client: TransactionSigner<TAccountClient>;
    /**
     * The version that the job was made under, of its own market, by the job's word: no other
     * rates or windows ever apply to it.
     */
    params: Address<TAccountParams>;
    /** Any job: everything else has to fit it. */
    job: Address<TAccountJob>;
    /** The one program that moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
    /** Any that the order's address owns, or any of the job's client, who signs. */
    fromTokens?: Address<TAccountFromTokens>;
    /** The associated one of the order's client, or any other where the client signs; or the job's vault. */
    toTokens?: Address<TAccountToTokens>;
    /** Of both, by their word. */
    mint?: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram?: Address<TAccountTokenProgram>;
    attempt: JobDisputeInstructionDataArgs['attempt'];
};

export function getJobDisputeInstruction<
    TAccountClient extends string,
    TAccountParams extends string,
    TAccountJob extends string,
    TAccountSystemProgram extends string,
    TAccountFromTokens extends string,
    TAccountToTokens extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobDisputeInput<
        TAccountClient,
        TAccountParams,
        TAccountJob,
        TAccountSystemProgram,
        TAccountFromTokens,
        TAccountToTokens,
        TAccountMint,
        TAccountTokenProgram
    >,
    config?: { programAddress?: TProgramAddress },
): JobDisputeInstruction<
    TProgramAddress,
    TAccountClient,
    TAccountParams,
    TAccountJob,
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
        client: { value: input.client ?? null, isWritable: true },
        params: { value: input.params ?? null, isWritable: false },
        job: { value: input.job ?? null, isWritable: true },
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
        accounts: withoutRest(programAddress, 4, [
            getAccountMeta(requiredSigner('JobDispute', 'client', accounts.client)),
            getAccountMeta(requiredAccount('JobDispute', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobDispute', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobDispute', 'systemProgram', accounts.systemProgram)),
            getAccountMeta(accounts.fromTokens),
            getAccountMeta(accounts.toTokens),
            getAccountMeta(accounts.mint),
            getAccountMeta(accounts.tokenProgram),
        ]),
        data: getJobDisputeInstructionDataEncoder().encode(args as JobDisputeInstructionDataArgs),
        programAddress,
    } as JobDisputeInstruction<
        TProgramAddress,
        TAccountClient,
        TAccountParams,
        TAccountJob,
        TAccountSystemProgram,
        TAccountFromTokens,
        TAccountToTokens,
        TAccountMint,
        TAccountTokenProgram
    >);
}

export type ParsedJobDisputeInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** The rules take the job's client alone. Pays a dispute's bond where the deposit does not cover it. */
        client: TAccountMetas[0];
        /**
         * The version that the job was made under, of its own market, by the job's word: no other
         * rates or windows ever apply to it.
         */
        params: TAccountMetas[1];
        /** Any job: everything else has to fit it. */
        job: TAccountMetas[2];
        /** The one program that moves a wallet's lamports. */
        systemProgram: TAccountMetas[3];
        /** Any that the order's address owns, or any of the job's client, who signs. */
        fromTokens?: TAccountMetas[4] | undefined;
        /** The associated one of the order's client, or any other where the client signs; or the job's vault. */
        toTokens?: TAccountMetas[5] | undefined;
        /** Of both, by their word. */
        mint?: TAccountMetas[6] | undefined;
        /** The one that the mint belongs to. */
        tokenProgram?: TAccountMetas[7] | undefined;
    };
    data: JobDisputeInstructionData;
};

export function parseJobDisputeInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobDisputeInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 8 && instruction.accounts.length !== 4) {
        throw new UnreadableError(
            `an instruction JobDispute has 8 accounts or 4 accounts, this one ${instruction.accounts.length}`,
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
            client: getNextAccount(),
            params: getNextAccount(),
            job: getNextAccount(),
            systemProgram: getNextAccount(),
            fromTokens: getNextOptionalAccount(),
            toTokens: getNextOptionalAccount(),
            mint: getNextOptionalAccount(),
            tokenProgram: getNextOptionalAccount(),
        },
        data: getJobDisputeInstructionDataDecoder().decode(instruction.data),
    };
}
