// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { decodeOwned, getDiscriminatorDecoder } from '../../strict.js';
import {
    assertAccountExists,
    assertAccountsExist,
    combineCodec,
    fetchEncodedAccount,
    fetchEncodedAccounts,
    fixEncoderSize,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    transformEncoder,
    type Account,
    type Address,
    type Codec,
    type Decoder,
    type EncodedAccount,
    type Encoder,
    type FetchAccountConfig,
    type FetchAccountsConfig,
    type MaybeAccount,
    type MaybeEncodedAccount,
    type ReadonlyUint8Array,
} from '../../strict.js';
import { getJobStateDecoder, getJobStateEncoder, type JobState, type JobStateArgs } from '../types/index.js';

export const JOB_DISCRIMINATOR = new Uint8Array([75, 124, 80, 203, 161, 180, 202, 80]);

export function getJobDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(JOB_DISCRIMINATOR);
}

export type Job = { discriminator: ReadonlyUint8Array; layout: number; bump: number; state: JobState };

export type JobArgs = { layout: number; bump: number; state: JobStateArgs };

/** Gets the encoder for {@link JobArgs} account data. */
export function getJobEncoder(): Encoder<JobArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getJobStateEncoder()],
        ]),
        (value) => ({ ...value, discriminator: JOB_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Job} account data. */
export function getJobDecoder(): Decoder<Job> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Job', JOB_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getJobStateDecoder()],
    ]);
}

/** Gets the codec for {@link Job} account data. */
export function getJobCodec(): Codec<JobArgs, Job> {
    return combineCodec(getJobEncoder(), getJobDecoder());
}

export function decodeJob<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Job, TAddress>;
export function decodeJob<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Job, TAddress>;
export function decodeJob<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Job, TAddress> | MaybeAccount<Job, TAddress> {
    return decodeOwned(
        {
            name: 'Job',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: JOB_DISCRIMINATOR,
            layout: 3,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getJobDecoder(),
    );
}

export async function fetchJob<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Job, TAddress>> {
    const maybeAccount = await fetchMaybeJob(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeJob<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Job, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeJob(maybeAccount);
}

export async function fetchAllJob(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Job>[]> {
    const maybeAccounts = await fetchAllMaybeJob(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeJob(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Job>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeJob(maybeAccount));
}
