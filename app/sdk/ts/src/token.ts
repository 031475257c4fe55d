// Tokens beside the program's own accounts: where they lie, by which token program, and the instructions by which an
// order or a channel is paid in them. Codama knows neither the token programs nor the addresses that an instruction
// only compares.
import {
    type AccountMeta,
    AccountRole,
    type AccountSignerMeta,
    type Address,
    type Commitment,
    type GetAccountInfoApi,
    InputError,
    type Instruction,
    type InstructionWithAccounts,
    type InstructionWithData,
    type ProgramDerivedAddress,
    type ReadonlyUint8Array,
    type Rpc,
    type TransactionSigner,
    UnreadableError,
    fetchEncodedAccount,
    getAddressEncoder,
    getProgramDerivedAddress,
    getU16Encoder,
    getU64Encoder,
    getU8Encoder,
    requiredAccount,
    requiredSigner,
} from './strict.js';
import { joined } from './bytes.js';
import { findAssetPda, findPursePda } from './generated/pdas/index.js';
import { RAYMENT_PROGRAM_ADDRESS } from './generated/programs/index.js';
import { NO_ADDRESS } from './order.js';

/** The first token program, and Token-2022. */
export const TOKEN_PROGRAM_ADDRESS =
    'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA' as Address<'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'>;
export const TOKEN_2022_PROGRAM_ADDRESS =
    'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb' as Address<'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'>;
/** The program that makes a wallet's own token account of a mint. */
export const ASSOCIATED_TOKEN_PROGRAM_ADDRESS =
    'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL' as Address<'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL'>;

const SYSTEM_PROGRAM = NO_ADDRESS;
/** By their numbers in an asset's `tokenProgram`. */
const TOKEN_PROGRAMS = [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS] as const;
const [CREATE_IDEMPOTENT, TRANSFER_CHECKED] = [Uint8Array.of(1), Uint8Array.of(12)];
/** Of a mint: where its decimals stand, whether it is one, and of a longer one what it is. */
const [DECIMALS_AT, INITIALIZED_AT, MINT_BYTES, KIND_AT, IS_MINT, MULTISIG_BYTES] = [44, 45, 82, 165, 1, 355];
/** Of a token account: without extensions, with the one that every vault of Token-2022 has, and with a second. */
const [PLAIN_BYTES, OWNED_BYTES, FEE_BYTES] = [165, 170, 182];
/** The extension by which a mint may keep fees back, as a bit of an asset's `extensions`. */
const TRANSFER_FEE = 1n << 1n;

/** A token: its mint, and the program that owns the mint. Nobody can tell the one from the other's address. */
export type Token = { mint: Address; program: Address };

// --- tokens

/**
 * The token of an asset, by what the asset's account says.
 *
 * @throws UnreadableError where it names a token program that this client does not know.
 */
export function tokenOf({ state: { mint, tokenProgram } }: { state: { mint: Address; tokenProgram: number } }): Token {
    const program = TOKEN_PROGRAMS[tokenProgram];
    if (!program) throw new UnreadableError(`the asset is of the token program ${tokenProgram}, which is unknown here`);
    return { mint, program };
}

/** Bytes of the vault of a job, a channel or a purse, for its rent: by what the asset's account says of the mint. */
export function vaultBytes({ tokenProgram, extensions }: { tokenProgram: number; extensions: bigint }): number {
    if (TOKEN_PROGRAMS[tokenProgram] !== TOKEN_2022_PROGRAM_ADDRESS) return PLAIN_BYTES;
    return (extensions & TRANSFER_FEE) === 0n ? OWNED_BYTES : FEE_BYTES;
}

/**
 * The token of a mint with its decimals, as the mint itself says.
 *
 * @throws UnreadableError where there is no mint of either token program.
 */
export async function fetchToken(
    rpc: Rpc<GetAccountInfoApi>,
    mint: Address,
    config: { commitment?: Commitment; abortSignal?: AbortSignal } = {},
): Promise<Token & { decimals: number }> {
    const account = await fetchEncodedAccount(rpc, mint, config);
    const program = account.exists && TOKEN_PROGRAMS.find((known) => known === account.programAddress);
    if (!program || !isMint(account.data)) throw new UnreadableError(`${mint} is no mint of a token program`);
    return { mint, program, decimals: account.data[DECIMALS_AT] ?? 0 };
}

function isMint(data: ReadonlyUint8Array): boolean {
    const isLonger = data.length !== MULTISIG_BYTES && data[KIND_AT] === IS_MINT;
    return data[INITIALIZED_AT] === 1 && (data.length === MINT_BYTES || isLonger);
}

// --- addresses

/** Where the tokens of a job, a channel or a purse lie, by the address of that account. */
export async function findVaultPda({ of }: { of: Address }): Promise<ProgramDerivedAddress> {
    return await derived('vault', getAddressEncoder().encode(of));
}

/** Which of a provider's offers: `kind` as in {@link OFFER_KIND}; `mint` is left out for SOL. */
export type OfferOf = { kind: number; class?: number; mint?: Address };

/** The address of an offer, by the provider's account. */
export async function findOfferPda({
    provider,
    kind,
    class: of = 0,
    mint = NO_ADDRESS,
}: OfferOf & { provider: Address }): Promise<ProgramDerivedAddress> {
    const key = getAddressEncoder();
    const numbers = [getU8Encoder().encode(kind), getU16Encoder().encode(of)];
    return await derived('offer', key.encode(provider), ...numbers, key.encode(mint));
}

/** A wallet's own account of a token. What is paid to an order, and back to a client, lies there. */
export async function findAssociatedTokenPda({
    wallet,
    token: { mint, program },
}: {
    wallet: Address;
    token: Token;
}): Promise<ProgramDerivedAddress> {
    const seeds = [wallet, knownProgram(program), mint].map((each) => getAddressEncoder().encode(each));
    return await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS, seeds });
}

async function derived(first: string, ...rest: ReadonlyUint8Array[]): Promise<ProgramDerivedAddress> {
    return await getProgramDerivedAddress({ programAddress: RAYMENT_PROGRAM_ADDRESS, seeds: [first, ...rest] });
}

/** An unknown program would be an address that nobody's tokens lie at. */
function knownProgram(program: Address): Address {
    const isKnown = TOKEN_PROGRAMS.some((known) => known === program);
    if (!isKnown) throw new InputError(`${program} is neither of the two token programs`);
    return program;
}

const associated = async (wallet: Address, token: Token) => (await findAssociatedTokenPda({ wallet, token }))[0];
const vaultOf = async (of: Address) => (await findVaultPda({ of }))[0];

// --- accounts of instructions

/** What draws a job of an order in tokens, as `order_draw` takes it. Without a job nothing moves. */
export async function drawTokens({ market, order, job, token }: DrawOf) {
    const [asset] = await findAssetPda({ market, mint: token.mint });
    const named = { asset, mint: token.mint, tokenProgram: knownProgram(token.program) };
    if (!job) return named;
    return { ...named, fromTokens: await associated(order, token), vault: await vaultOf(job) };
}

type DrawOf = { market: Address; order: Address; job?: Address; token: Token };

/** What opens a channel in tokens, paid out of the payer's own account, as `channel_open` takes it. */
export async function openTokens({ market, provider, payer, channel, token }: OpenOf) {
    const [[asset], [purse]] = await Promise.all([
        findAssetPda({ market, mint: token.mint }),
        findPursePda({ provider, mint: token.mint }),
    ]);
    const [fromTokens, vault] = [await associated(payer, token), await vaultOf(channel)];
    return { asset, purse, fromTokens, vault, mint: token.mint, tokenProgram: token.program };
}

type OpenOf = { market: Address; provider: Address; payer: Address; channel: Address; token: Token };

/**
 * What pays out of the vault of a job or a channel, as the instructions about them take it: `other` is the job's
 * order or the channel's payer, at a claim the operator. `provider` is the provider's account, left out where it has no
 * purse for this token or none is paid: what it earns of a channel then waits.
 */
export async function escrowTokens({ of, provider, other, token }: EscrowOf) {
    const purse = provider && (await findPursePda({ provider, mint: token.mint }))[0];
    const [vault, otherTokens] = [await vaultOf(of), await associated(other, token)];
    const named = { vault, mint: token.mint, tokenProgram: token.program, otherTokens };
    return purse ? { ...named, purse, purseVault: await vaultOf(purse) } : named;
}

type EscrowOf = { of: Address; provider?: Address; other: Address; token: Token };

/** What gives an order's tokens back to its client, as `order_return` takes it. */
export async function returnTokens({ order, client, token }: { order: Address; client: Address; token: Token }) {
    const [fromTokens, toTokens] = [await associated(order, token), await associated(client, token)];
    return { fromTokens, toTokens, mint: token.mint, tokenProgram: token.program };
}

// --- instructions of the token programs

/** Makes a wallet's own account of a token, where there is none. The payer pays its rent. */
export async function getTokenAccountInstruction({
    payer,
    wallet,
    token,
}: {
    payer: TransactionSigner;
    wallet: Address;
    token: Token;
}): Promise<TokenInstruction<typeof ASSOCIATED_TOKEN_PROGRAM_ADDRESS>> {
    requiredSigner('TokenAccount', 'payer', { value: payer });
    requiredAccount('TokenAccount', 'wallet', { value: wallet });
    const readonly = [wallet, token.mint, SYSTEM_PROGRAM, token.program];
    return Object.freeze({
        accounts: [
            { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer },
            { address: await associated(wallet, token), role: AccountRole.WRITABLE },
            ...readonly.map((address) => ({ address, role: AccountRole.READONLY }) as const),
        ],
        data: CREATE_IDEMPOTENT,
        programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    });
}

/**
 * Pays so many base units out of a wallet's own account into a token account: an order's, or a channel's vault. The
 * token program compares `decimals` with the mint's.
 */
export async function getTokenPayInstruction({
    wallet,
    token,
    to,
    amount,
    decimals,
}: {
    wallet: TransactionSigner;
    token: Token;
    to: Address;
    amount: number | bigint;
    decimals: number;
}): Promise<TokenInstruction<Address>> {
    requiredSigner('TokenPay', 'wallet', { value: wallet });
    requiredAccount('TokenPay', 'to', { value: to });
    return Object.freeze({
        accounts: [
            { address: await associated(wallet.address, token), role: AccountRole.WRITABLE },
            { address: token.mint, role: AccountRole.READONLY },
            { address: to, role: AccountRole.WRITABLE },
            { address: wallet.address, role: AccountRole.READONLY_SIGNER, signer: wallet },
        ],
        data: joined(TRANSFER_CHECKED, getU64Encoder().encode(amount), getU8Encoder().encode(decimals)),
        programAddress: token.program,
    });
}

/** An instruction of a token program. */
export type TokenInstruction<TProgram extends Address> = Instruction<TProgram> &
    InstructionWithAccounts<(AccountMeta | AccountSignerMeta)[]> &
    InstructionWithData<ReadonlyUint8Array>;
