//! A job, from its first claim to its end.
//!
//! What ends a job or an attempt takes its `payee`: the order that it is from, or of a job from no order its client's
//! wallet. [`Chain::payee`](crate::Chain::payee) finds it.

use borsh::{BorshDeserialize, BorshSerialize};
use rayment_core::{
    Hash,
    guardian::{GuardianError, Signature, Signed, Statement},
    job::{Evidence, FailReason, Phase},
    provider::RENDER,
};
use solana_pubkey::Pubkey;

use super::{Encoded, INSTRUCTIONS, Instruction, OfferOf, SLOT_HASHES, SYSTEM, ed25519};
use crate::{Job, Market, PROGRAM_ID, Payee, Token, address, chain_key, rayment::client::accounts};

/// Reserves an open job for the provider with this wallet. The keeper signs, and says whether it has
/// loaded the spec.
pub fn job_assign(keeper: &Pubkey, job: &Job, provider: &Pubkey, loads: bool) -> Encoded {
    let accounts = accounts::JobAssign {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: address::provider(&job.market(), provider),
        offer: None,
        vault: None,
    };
    Instruction::JobAssign { accounts, loads }.encode()
}

/// The same at what the provider asks by an offer of this class; of a job in tokens the offer is in these.
pub fn job_assign_by(
    keeper: &Pubkey,
    job: &Job,
    provider: &Pubkey,
    (class, token): (u16, Option<&Token>),
    loads: bool,
) -> Encoded {
    let provider = address::provider(&job.market(), provider);
    let accounts = accounts::JobAssign {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider,
        offer: Some(rendering(&provider, class, token)),
        vault: token.map(|_| address::vault(&job.address)),
    };
    Instruction::JobAssign { accounts, loads }.encode()
}

/// Takes a job and locks the bond. `provider` is the provider's wallet, `operator` the key that signs.
pub fn job_claim(operator: &Pubkey, provider: &Pubkey, job: &Job) -> Encoded {
    let accounts = accounts::JobClaim {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
        offer: None,
        vault: None,
        mint: None,
        token_program: None,
        purse: None,
        purse_vault: None,
        other_tokens: None,
        system_program: SYSTEM,
    };
    Instruction::JobClaim { accounts, attempt: job.state.attempt }.encode()
}

/// The same at what the provider asks by an offer of this class. Of a job in tokens the bond comes from the provider's
/// purse, and as far as its budget does not reach from the operator's own token account.
pub fn job_claim_by(operator: &Pubkey, provider: &Pubkey, job: &Job, (class, token): (u16, Option<&Token>)) -> Encoded {
    let provider = address::provider(&job.market(), provider);
    let purse = token.map(|token| address::purse(&provider, &token.mint));
    let accounts = accounts::JobClaim {
        operator: *operator,
        provider,
        params: job.params(),
        job: job.address,
        offer: Some(rendering(&provider, class, token)),
        vault: token.map(|_| address::vault(&job.address)),
        mint: token.map(|token| token.mint),
        token_program: token.map(|token| token.program),
        purse,
        purse_vault: purse.map(|purse| address::vault(&purse)),
        other_tokens: token.map(|token| token.account(operator)),
        system_program: SYSTEM,
    };
    Instruction::JobClaim { accounts, attempt: job.state.attempt }.encode()
}

/// Starts the clock that render time is measured by. `provider` is the provider's wallet, `operator`
/// the key that signs.
pub fn job_start(operator: &Pubkey, provider: &Pubkey, job: &Job) -> Encoded {
    let accounts = accounts::JobStart {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
    };
    Instruction::JobStart { accounts, attempt: job.state.attempt }.encode()
}

/// Commits to the finished frames: the root over all tiles, how many frames, and render time in
/// milliseconds. `attempt` is the one that was worked on; the job may have moved on to another since.
pub fn job_deliver(
    operator: &Pubkey,
    provider: &Pubkey,
    job: &Job,
    attempt: u8,
    (root, frames, ms): (Hash, u32, u64),
) -> Encoded {
    let accounts = accounts::JobDeliver {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
    };
    Instruction::JobDeliver { accounts, attempt, root, frames, ms }.encode()
}

/// Picks the tiles to check. Anyone may send it, once the slot that tells is over.
pub fn job_seal(job: &Job) -> Encoded {
    let accounts = accounts::JobSeal { params: job.params(), job: job.address, slot_hashes: SLOT_HASHES };
    Instruction::JobSeal { accounts }.encode()
}

/// Finds the delivery right by the challenge with this seed. The keeper signs.
pub fn job_accept(keeper: &Pubkey, job: &Job, seed: Hash) -> Encoded {
    let accounts = accounts::JobAccept {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
    };
    Instruction::JobAccept { accounts, attempt: job.state.attempt, seed }.encode()
}

/// What a rejection rests on.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Grounds {
    /// The keeper's own evidence.
    Evidence(Evidence),
    /// The statement that guardians have signed in the instruction before, and the path from its leaf to the root.
    Statement { path: Vec<Hash> },
}

/// Proves a delivered tile wrong, in a market that asks for no second signature. The keeper signs.
pub fn job_reject(keeper: &Pubkey, (job, payee): (&Job, impl Into<Payee>), evidence: &Evidence) -> Encoded {
    rejection(Some(keeper), (job, payee), Grounds::Evidence(evidence.clone()), &[])
}

/// Proves a delivered tile wrong by the statement of one or two guardians: their wallets in the order in which they
/// have signed. The keeper signs as well, or two guardians are enough. Two instructions, which must stay next to
/// each other.
///
/// # Errors
/// [`GuardianError::WrongCount`] where there is no signature, or there are more than two.
pub fn job_reject_signed(
    keeper: Option<&Pubkey>,
    (job, payee): (&Job, impl Into<Payee>),
    (statement, path): (&Statement, Vec<Hash>),
    guardians: &[(Pubkey, Signature)],
) -> Result<[Encoded; 2], GuardianError> {
    let (wallets, signatures): (Vec<_>, Vec<_>) = guardians.iter().copied().unzip();
    let signed = ed25519(Signed::encode(statement, &signatures)?);
    Ok([signed, rejection(keeper, (job, payee), Grounds::Statement { path }, &wallets)])
}

fn rejection(
    keeper: Option<&Pubkey>,
    (job, payee): (&Job, impl Into<Payee>),
    grounds: Grounds,
    guardians: &[Pubkey],
) -> Encoded {
    let (event_authority, program) = myself();
    let payee = payee.into();
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } = Tokens::of(job, &payee);
    let guardian = |index: usize| guardians.get(index).map(|wallet| address::guardian(&job.market(), wallet));
    let is_signed = matches!(grounds, Grounds::Statement { .. });
    let accounts = accounts::JobReject {
        keeper: keeper.copied(),
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
        payee: payee.address,
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
        guardian: guardian(0),
        second_guardian: guardian(1),
        instructions: is_signed.then_some(INSTRUCTIONS),
        event_authority,
        program,
    };
    Instruction::JobReject { accounts, attempt: job.state.attempt, grounds }.encode()
}

/// Agrees to pay. The client's wallet signs.
pub fn job_approve(job: &Job) -> Encoded {
    let accounts = accounts::JobApprove { client: job.client(), params: job.params(), job: job.address };
    Instruction::JobApprove { accounts, attempt: job.state.attempt }.encode()
}

/// Objects to a delivery that the keeper has not accepted in time, with a bond. The client's wallet signs.
pub fn job_dispute(job: &Job) -> Encoded {
    disputed(job, None)
}

/// The same for a job in tokens whose deposit does not cover the bond: the client's own token account pays it.
pub fn job_dispute_with(job: &Job, token: &Token) -> Encoded {
    disputed(job, Some(token))
}

fn disputed(job: &Job, token: Option<&Token>) -> Encoded {
    let accounts = accounts::JobDispute {
        client: job.client(),
        params: job.params(),
        job: job.address,
        from_tokens: token.map(|token| token.account(&job.client())),
        to_tokens: token.map(|_| address::vault(&job.address)),
        mint: token.map(|token| token.mint),
        token_program: token.map(|token| token.program),
        system_program: SYSTEM,
    };
    Instruction::JobDispute { accounts, attempt: job.state.attempt }.encode()
}

/// Ends an open job at once, one under way after a notice. The client's wallet signs.
pub fn job_cancel(job: &Job, payee: impl Into<Payee>) -> Encoded {
    let (event_authority, program) = myself();
    let payee = payee.into();
    let Tokens { vault, mint, token_program, other_tokens, .. } = Tokens::of(job, &payee);
    let accounts = accounts::JobCancel {
        client: job.client(),
        params: job.params(),
        job: job.address,
        payee: payee.address,
        vault,
        mint,
        token_program,
        // No provider is paid by it.
        purse: None,
        purse_vault: None,
        other_tokens,
        event_authority,
        program,
    };
    Instruction::JobCancel { accounts }.encode()
}

/// Pays everybody and closes the job, once that is due. Anyone may send it.
pub fn job_settle(job: &Job, payee: impl Into<Payee>) -> Encoded {
    let (event_authority, program) = myself();
    let payee = payee.into();
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } = Tokens::of(job, &payee);
    let accounts = accounts::JobSettle {
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
        payee: payee.address,
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
        event_authority,
        program,
    };
    Instruction::JobSettle { accounts }.encode()
}

/// Gives the job back or calls its spec broken, signed by the operator; or says what the keeper, which
/// signs, has found out about the spec or the delivery.
pub fn job_fail(signer: &Pubkey, (job, payee): (&Job, impl Into<Payee>), reason: FailReason) -> Encoded {
    let (event_authority, program) = myself();
    let payee = payee.into();
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } =
        if reason == FailReason::Loads { Tokens::default() } else { Tokens::of(job, &payee) };
    let accounts = accounts::JobFail {
        signer: *signer,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job),
        payee: payee.address,
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
        event_authority,
        program,
    };
    Instruction::JobFail { accounts, attempt: job.state.attempt, reason }.encode()
}

/// Ends what a deadline has ended. Anyone may send it.
pub fn job_expire(job: &Job, payee: impl Into<Payee>) -> Encoded {
    let (event_authority, program) = myself();
    let payee = payee.into();
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } = Tokens::of(job, &payee);
    let accounts = accounts::JobExpire {
        params: job.params(),
        job: job.address,
        provider: held_by(job),
        payee: payee.address,
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
        event_authority,
        program,
    };
    Instruction::JobExpire { accounts }.encode()
}

/// Where what a job still owes goes, and who says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clearing {
    /// Where it always would: anyone may send it.
    #[default]
    Usual,
    /// The provider's earnings to this token account; its wallet signs.
    Provider { account: Pubkey },
    /// What goes back to this token account; the client's wallet signs.
    Client { account: Pubkey },
}

/// Pays what a job in tokens still owes, as far as it can be credited. `has_purse` says whether the provider that is
/// owed still has its purse. `None` where the job owes nothing.
pub fn job_clear(job: &Job, payee: &Payee, market: &Market, has_purse: bool, clearing: Clearing) -> Option<Encoded> {
    let token = payee.token?;
    let Phase::Owed { provider: wallet, .. } = job.state.phase else { return None };
    let wallet = chain_key(&wallet);
    let provider = address::provider(&job.market(), &wallet);
    let purse = address::purse(&provider, &token.mint);
    let (owner, named, order_tokens) = match clearing {
        Clearing::Usual => (None, None, token.account(&payee.address)),
        Clearing::Provider { account } => (Some(wallet), Some(account), token.account(&payee.address)),
        Clearing::Client { account } => (Some(job.client()), None, account),
    };
    let by_purse = has_purse && named.is_none();
    let accounts = accounts::JobClear {
        owner,
        market: market.address,
        job: job.address,
        order: payee.address,
        vault: address::vault(&job.address),
        mint: token.mint,
        token_program: token.program,
        provider: by_purse.then_some(provider),
        purse: by_purse.then_some(purse),
        provider_tokens: named.or_else(|| by_purse.then(|| address::vault(&purse))),
        treasury_tokens: Some(token.account(&market.treasury)),
        order_tokens: Some(order_tokens),
    };
    Some(Instruction::JobClear { accounts }.encode())
}

/// The token accounts of a job that ends, or of which an attempt does; none for SOL.
#[derive(Default)]
struct Tokens {
    vault: Option<Pubkey>,
    mint: Option<Pubkey>,
    token_program: Option<Pubkey>,
    purse: Option<Pubkey>,
    purse_vault: Option<Pubkey>,
    other_tokens: Option<Pubkey>,
}

impl Tokens {
    fn of(job: &Job, payee: &Payee) -> Self {
        let Some(token) = payee.token else { return Self::default() };
        let purse = held_by(job).map(|provider| address::purse(&provider, &token.mint));
        Self {
            vault: Some(address::vault(&job.address)),
            mint: Some(token.mint),
            token_program: Some(token.program),
            purse,
            purse_vault: purse.map(|purse| address::vault(&purse)),
            other_tokens: Some(token.account(&payee.address)),
        }
    }
}

/// A provider's offer for rendering.
fn rendering(provider: &Pubkey, class: u16, token: Option<&Token>) -> Pubkey {
    let mint = token.map(|token| token.mint).unwrap_or_default();
    address::offer(provider, &OfferOf { kind: RENDER, class, mint })
}

/// Who signs where the program calls itself to tell of an end, and the program.
fn myself() -> (Pubkey, Pubkey) {
    (address::event_authority(), PROGRAM_ID)
}

/// The account of the provider that holds the job.
fn held_by(job: &Job) -> Option<Pubkey> {
    job.provider().map(|wallet| address::provider(&job.market(), &wallet))
}
