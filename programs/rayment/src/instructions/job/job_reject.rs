use anchor_lang::prelude::*;
use rayment_core::{
    Pubkey as RuleKey,
    guardian::{GuardianParams, GuardianState, Judged, Signed, second_check},
    job::{Command, Evidence, JobState, Signer as Role},
    layout,
};

use super::{composites::*, ending::conclude};
use crate::instructions::tokens::*;
use crate::{
    Guardian, JobRejected, Market, Provider, RaymentError,
    adapter::{chain_key, is, judge, rule_key, step_job},
    guardian::keys,
    refusals::refused,
    signatures::{INSTRUCTIONS, signed_before},
};

/// What a rejection rests on.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub enum Grounds {
    /// The keeper's own evidence.
    Evidence(Evidence),
    /// The statement that guardians have signed directly before, and what nobody signs: the path from its leaf up to
    /// the root.
    Statement { path: Vec<[u8; 32]> },
}

#[derive(Accounts)]
pub struct JobReject<'info> {
    /// The market's keeper of the moment, by the market's word. None where two guardians reject without it.
    #[account(constraint = *keeper.key == market.keeper @ RaymentError::NotKeeper.refusal())]
    pub keeper: Option<Signer<'info>>,
    /// The job's own, by its word.
    #[account(constraint = is(market.as_ref(), &posted.job.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = posted.job.state.held_by(&provider.state.authority) @ RaymentError::WrongProvider.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &posted.job) @ RaymentError::WrongPayee.refusal())]
    pub payee: UncheckedAccount<'info>,
    /// The guardian whose key has signed first; the rules take those of the job's market that count.
    #[account(constraint = guardian.layout == layout::guardian::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub guardian: Option<Box<Account<'info, Guardian>>>,
    /// The guardian whose key has signed second.
    #[account(constraint = second_guardian.layout == layout::guardian::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub second_guardian: Option<Box<Account<'info, Guardian>>>,
    /// The one sysvar of that address, where guardians have signed: it says what was verified directly before.
    /// CHECK: the sysvar, by its address.
    #[account(address = INSTRUCTIONS)]
    pub instructions: Option<UncheckedAccount<'info>>,
    pub myself: Myself<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobReject>, attempt: u8, grounds: Grounds) -> Result<()> {
    let JobReject { keeper, market, posted, provider, payee, guardian, second_guardian, instructions, tokens, myself } =
        ctx.accounts;
    let PostedJob { params, job } = posted;
    let (signed, evidence) = shown(grounds, instructions.as_ref().map(|sysvar| &**sysvar))?;
    let guardians: Vec<_> = [guardian, second_guardian].into_iter().flatten().map(|account| account.state).collect();
    let wallet = provider.state.authority;
    let asked =
        GuardianParams { stake_guardian: params.values.stake_guardian, second_check: params.values.second_check };
    let by_keeper = keeper.is_some();
    let address = rule_key(&job.key());
    admit((market, &address, &job.state), (&wallet, attempt, asked), by_keeper, (signed.as_ref(), &guardians))?;
    let role = keeper.as_ref().map_or(Role::Anyone, |keeper| judge(keeper.key));
    let Evidence { frame, tile, leaf, checker_pixels, .. } = evidence;
    // At most two accounts were passed.
    let count = guardians.len() as u8;
    let applied = step_job(job, params, role, &Command::Reject { attempt, evidence, guardians: count })?;
    let (provider_wallet, job_key) = (chain_key(&wallet), job.key());
    let guardians = guardians.iter().map(|guardian| chain_key(&guardian.wallet)).collect();
    emit!(JobRejected {
        job: job_key,
        attempt,
        provider: provider_wallet,
        frame,
        tile,
        leaf,
        checker_pixels,
        by_keeper,
        guardians,
    });
    conclude(job, payee, Some(&mut **provider), tokens, &applied, myself)
}

/// What the rejection shows, and who has signed it beside the keeper.
#[inline(never)]
fn shown(grounds: Grounds, instructions: Option<&AccountInfo>) -> Result<(Option<Signed>, Evidence)> {
    match (grounds, instructions) {
        (Grounds::Evidence(evidence), None) => Ok((None, evidence)),
        (Grounds::Statement { path }, Some(instructions)) => {
            let signed = Signed::parse(&signed_before(instructions)?).map_err(refused)?;
            let evidence = signed.statement().evidence(path);
            Ok((Some(signed), evidence))
        }
        (Grounds::Evidence(_), Some(_)) | (Grounds::Statement { .. }, None) => {
            Err(RaymentError::NotSignedBefore.refusal())
        }
    }
}

#[inline(never)]
fn admit(
    (market, address, job): (&Account<Market>, &RuleKey, &JobState),
    (provider, attempt, params): (&RuleKey, u8, GuardianParams),
    by_keeper: bool,
    (signed, guardians): (Option<&Signed>, &[GuardianState]),
) -> Result<()> {
    let market = keys(market);
    let judged = Judged { market: &market, job: address, attempt, client: &job.client, provider, params };
    second_check(&judged, by_keeper, signed, guardians).map_err(refused)
}
