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
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';
import { getOfferDecoder, getOfferEncoder, type Offer, type OfferArgs } from '../types/index.js';

export const JOB_POST_DISCRIMINATOR = new Uint8Array([150, 134, 184, 149, 229, 59, 220, 161]);

export function getJobPostDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_POST_DISCRIMINATOR);
}

export type JobPostInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountWallet extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountParams extends string | AccountMeta<string> = string,
    TAccountClient extends string | AccountMeta<string> = string,
    TAccountJob extends string | AccountMeta<string> = string,
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
            TAccountParams extends string ? ReadonlyAccount<TAccountParams> : TAccountParams,
            TAccountClient extends string ? WritableAccount<TAccountClient> : TAccountClient,
            TAccountJob extends string ? WritableAccount<TAccountJob> : TAccountJob,
            TAccountSystemProgram extends string ? ReadonlyAccount<TAccountSystemProgram> : TAccountSystemProgram,
            ...TRemainingAccounts,
        ]
    >;

export type JobPostInstructionData = { discriminator: ReadonlyUint8Array; offer: Offer };

export type JobPostInstructionDataArgs = { offer: OfferArgs };

export function getJobPostInstructionDataEncoder(): FixedSizeEncoder<JobPostInstructionDataArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['offer', getOfferEncoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_POST_DISCRIMINATOR }),
    );
}

export function getJobPostInstructionDataDecoder(): FixedSizeDecoder<JobPostInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction JobPost', JOB_POST_DISCRIMINATOR)],
        ['offer', getOfferDecoder()],
    ]);
}

export function getJobPostInstructionDataCodec(): FixedSizeCodec<JobPostInstructionDataArgs, JobPostInstructionData> {
    return combineCodec(getJobPostInstructionDataEncoder(), getJobPostInstructionDataDecoder());
}

export type JobPostInput<
    TAccountWallet extends string = string,
    TAccountMarket extends string = string,
    TAccountParams extends string = string,
    TAccountClient extends string = string,
    TAccountJob extends string = string,
    TAccountSystemProgram extends string = string,
> = {
    /** Pays deposit and rent. Any wallet with a counter: the job's address follows from it. */
    wallet: TransactionSigner<TAccountWallet>;
    /** Any market: the counter and the job's address follow from it. */
    market: Address<TAccountMarket>;
    /** The version that the market posts jobs under now, by the market's word. */
    params: Address<TAccountParams>;
    /** This wallet's counter in this market, by its own word. */
    client: Address<TAccountClient>;
    /** The one job with the counter's next id, by its address; it must not exist yet. */
    job: Address<TAccountJob>;
    /** The one program that makes accounts, and moves a wallet's lamports. */
    systemProgram?: Address<TAccountSystemProgram>;
    offer: JobPostInstructionDataArgs['offer'];
};

export function getJobPostInstruction<
    TAccountWallet extends string,
    TAccountMarket extends string,
    TAccountParams extends string,
    TAccountClient extends string,
    TAccountJob extends string,
    TAccountSystemProgram extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: JobPostInput<
        TAccountWallet,
        TAccountMarket,
        TAccountParams,
        TAccountClient,
        TAccountJob,
        TAccountSystemProgram
    >,
    config?: { programAddress?: TProgramAddress },
): JobPostInstruction<
    TProgramAddress,
    TAccountWallet,
    TAccountMarket,
    TAccountParams,
    TAccountClient,
    TAccountJob,
    TAccountSystemProgram
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        wallet: { value: input.wallet ?? null, isWritable: true },
        market: { value: input.market ?? null, isWritable: false },
        params: { value: input.params ?? null, isWritable: false },
        client: { value: input.client ?? null, isWritable: true },
        job: { value: input.job ?? null, isWritable: true },
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
            getAccountMeta(requiredSigner('JobPost', 'wallet', accounts.wallet)),
            getAccountMeta(requiredAccount('JobPost', 'market', accounts.market)),
            getAccountMeta(requiredAccount('JobPost', 'params', accounts.params)),
            getAccountMeta(requiredAccount('JobPost', 'client', accounts.client)),
            getAccountMeta(requiredAccount('JobPost', 'job', accounts.job)),
            getAccountMeta(requiredAccount('JobPost', 'systemProgram', accounts.systemProgram)),
        ],
        data: getJobPostInstructionDataEncoder().encode(args as JobPostInstructionDataArgs),
        programAddress,
    } as JobPostInstruction<
        TProgramAddress,
        TAccountWallet,
        TAccountMarket,
        TAccountParams,
        TAccountClient,
        TAccountJob,
        TAccountSystemProgram
    >);
}

export type ParsedJobPostInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Pays deposit and rent. Any wallet with a counter: the job's address follows from it. */
        wallet: TAccountMetas[0];
        /** Any market: the counter and the job's address follow from it. */
        market: TAccountMetas[1];
        /** The version that the market posts jobs under now, by the market's word. */
        params: TAccountMetas[2];
        /** This wallet's counter in this market, by its own word. */
        client: TAccountMetas[3];
        /** The one job with the counter's next id, by its address; it must not exist yet. */
        job: TAccountMetas[4];
        /** The one program that makes accounts, and moves a wallet's lamports. */
        systemProgram: TAccountMetas[5];
    };
    data: JobPostInstructionData;
};

export function parseJobPostInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedJobPostInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 6) {
        throw new UnreadableError(`an instruction JobPost has 6 accounts, this one ${instruction.accounts.length}`);
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
            params: getNextAccount(),
            client: getNextAccount(),
            job: getNextAccount(),
            systemProgram: getNextAccount(),
        },
        data: getJobPostInstructionDataDecoder().decode(instruction.data),
    };
}
