// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { UnreadableError, expectProgram, getDiscriminatorDecoder, requiredAccount } from '../../strict.js';
import {
    combineCodec,
    fixEncoderSize,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    transformEncoder,
    type AccountMeta,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ReadonlyAccount,
    type ReadonlyUint8Array,
    type WritableAccount,
} from '../../strict.js';
import { RAYMENT_PROGRAM_ADDRESS } from '../programs/index.js';
import { getAccountMetaFactory, type ResolvedAccount } from '../shared/index.js';

export const PURSE_SWEEP_DISCRIMINATOR = new Uint8Array([64, 98, 232, 153, 210, 26, 139, 1]);

export function getPurseSweepDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PURSE_SWEEP_DISCRIMINATOR);
}

export type PurseSweepInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountProvider extends string | AccountMeta<string> = string,
    TAccountPurse extends string | AccountMeta<string> = string,
    TAccountVault extends string | AccountMeta<string> = string,
    TAccountMint extends string | AccountMeta<string> = string,
    TAccountTokenProgram extends string | AccountMeta<string> = string,
    TAccountMarket extends string | AccountMeta<string> = string,
    TAccountTreasuryTokens extends string | AccountMeta<string> = string,
    TRemainingAccounts extends readonly AccountMeta<string>[] = [],
> = Instruction<TProgram> &
    InstructionWithData<ReadonlyUint8Array> &
    InstructionWithAccounts<
        [
            TAccountProvider extends string ? WritableAccount<TAccountProvider> : TAccountProvider,
            TAccountPurse extends string ? WritableAccount<TAccountPurse> : TAccountPurse,
            TAccountVault extends string ? WritableAccount<TAccountVault> : TAccountVault,
            TAccountMint extends string ? ReadonlyAccount<TAccountMint> : TAccountMint,
            TAccountTokenProgram extends string ? ReadonlyAccount<TAccountTokenProgram> : TAccountTokenProgram,
            TAccountMarket extends string ? ReadonlyAccount<TAccountMarket> : TAccountMarket,
            TAccountTreasuryTokens extends string ? WritableAccount<TAccountTreasuryTokens> : TAccountTreasuryTokens,
            ...TRemainingAccounts,
        ]
    >;

export type PurseSweepInstructionData = { discriminator: ReadonlyUint8Array };

export type PurseSweepInstructionDataArgs = {};

export function getPurseSweepInstructionDataEncoder(): FixedSizeEncoder<PurseSweepInstructionDataArgs> {
    return transformEncoder(getStructEncoder([['discriminator', fixEncoderSize(getBytesEncoder(), 8)]]), (value) => ({
        ...value,
        discriminator: PURSE_SWEEP_DISCRIMINATOR,
    }));
}

export function getPurseSweepInstructionDataDecoder(): FixedSizeDecoder<PurseSweepInstructionData> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an instruction PurseSweep', PURSE_SWEEP_DISCRIMINATOR)],
    ]);
}

export function getPurseSweepInstructionDataCodec(): FixedSizeCodec<
    PurseSweepInstructionDataArgs,
    PurseSweepInstructionData
> {
    return combineCodec(getPurseSweepInstructionDataEncoder(), getPurseSweepInstructionDataDecoder());
}

export type PurseSweepInput<
    TAccountProvider extends string = string,
    TAccountPurse extends string = string,
    TAccountVault extends string = string,
    TAccountMint extends string = string,
    TAccountTokenProgram extends string = string,
    TAccountMarket extends string = string,
    TAccountTreasuryTokens extends string = string,
> = {
    /** Any provider: the purse has to be its own. */
    provider: Address<TAccountProvider>;
    /** The provider's, by its own word. */
    purse: Address<TAccountPurse>;
    /** The purse's, by its address. */
    vault: Address<TAccountVault>;
    /** The purse's, by its word. */
    mint: Address<TAccountMint>;
    /** The one that the mint belongs to. */
    tokenProgram: Address<TAccountTokenProgram>;
    /** The provider's own, by its word: it says where fees go. */
    market: Address<TAccountMarket>;
    /** The associated token account of the market's treasury, which anyone may make. */
    treasuryTokens: Address<TAccountTreasuryTokens>;
};

export function getPurseSweepInstruction<
    TAccountProvider extends string,
    TAccountPurse extends string,
    TAccountVault extends string,
    TAccountMint extends string,
    TAccountTokenProgram extends string,
    TAccountMarket extends string,
    TAccountTreasuryTokens extends string,
    TProgramAddress extends Address = typeof RAYMENT_PROGRAM_ADDRESS,
>(
    input: PurseSweepInput<
        TAccountProvider,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountMarket,
        TAccountTreasuryTokens
    >,
    config?: { programAddress?: TProgramAddress },
): PurseSweepInstruction<
    TProgramAddress,
    TAccountProvider,
    TAccountPurse,
    TAccountVault,
    TAccountMint,
    TAccountTokenProgram,
    TAccountMarket,
    TAccountTreasuryTokens
> {
    // Program address.
    const programAddress = config?.programAddress ?? RAYMENT_PROGRAM_ADDRESS;
    expectProgram(programAddress, RAYMENT_PROGRAM_ADDRESS);

    // Original accounts.
    const originalAccounts = {
        provider: { value: input.provider ?? null, isWritable: true },
        purse: { value: input.purse ?? null, isWritable: true },
        vault: { value: input.vault ?? null, isWritable: true },
        mint: { value: input.mint ?? null, isWritable: false },
        tokenProgram: { value: input.tokenProgram ?? null, isWritable: false },
        market: { value: input.market ?? null, isWritable: false },
        treasuryTokens: { value: input.treasuryTokens ?? null, isWritable: true },
    };
    const accounts = originalAccounts as Record<keyof typeof originalAccounts, ResolvedAccount>;

    const getAccountMeta = getAccountMetaFactory(programAddress, 'programId');
    return Object.freeze({
        accounts: [
            getAccountMeta(requiredAccount('PurseSweep', 'provider', accounts.provider)),
            getAccountMeta(requiredAccount('PurseSweep', 'purse', accounts.purse)),
            getAccountMeta(requiredAccount('PurseSweep', 'vault', accounts.vault)),
            getAccountMeta(requiredAccount('PurseSweep', 'mint', accounts.mint)),
            getAccountMeta(requiredAccount('PurseSweep', 'tokenProgram', accounts.tokenProgram)),
            getAccountMeta(requiredAccount('PurseSweep', 'market', accounts.market)),
            getAccountMeta(requiredAccount('PurseSweep', 'treasuryTokens', accounts.treasuryTokens)),
        ],
        data: getPurseSweepInstructionDataEncoder().encode({}),
        programAddress,
    } as PurseSweepInstruction<
        TProgramAddress,
        TAccountProvider,
        TAccountPurse,
        TAccountVault,
        TAccountMint,
        TAccountTokenProgram,
        TAccountMarket,
        TAccountTreasuryTokens
    >);
}

export type ParsedPurseSweepInstruction<
    TProgram extends string = typeof RAYMENT_PROGRAM_ADDRESS,
    TAccountMetas extends readonly AccountMeta[] = readonly AccountMeta[],
> = {
    programAddress: Address<TProgram>;
    accounts: {
        /** Any provider: the purse has to be its own. */
        provider: TAccountMetas[0];
        /** The provider's, by its own word. */
        purse: TAccountMetas[1];
        /** The purse's, by its address. */
        vault: TAccountMetas[2];
        /** The purse's, by its word. */
        mint: TAccountMetas[3];
        /** The one that the mint belongs to. */
        tokenProgram: TAccountMetas[4];
        /** The provider's own, by its word: it says where fees go. */
        market: TAccountMetas[5];
        /** The associated token account of the market's treasury, which anyone may make. */
        treasuryTokens: TAccountMetas[6];
    };
    data: PurseSweepInstructionData;
};

export function parsePurseSweepInstruction<TProgram extends string, TAccountMetas extends readonly AccountMeta[]>(
    instruction: Instruction<TProgram> &
        InstructionWithAccounts<TAccountMetas> &
        InstructionWithData<ReadonlyUint8Array>,
): ParsedPurseSweepInstruction<TProgram, TAccountMetas> {
    expectProgram(instruction.programAddress, RAYMENT_PROGRAM_ADDRESS);
    if (instruction.accounts.length < 7) {
        throw new UnreadableError(`an instruction PurseSweep has 7 accounts, this one ${instruction.accounts.length}`);
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
            provider: getNextAccount(),
            purse: getNextAccount(),
            vault: getNextAccount(),
            mint: getNextAccount(),
            tokenProgram: getNextAccount(),
            market: getNextAccount(),
            treasuryTokens: getNextAccount(),
        },
        data: getPurseSweepInstructionDataDecoder().decode(instruction.data),
    };
}
