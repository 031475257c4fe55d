//! What a provider asks for a job: by its offer in the job's asset, or in SOL by its own account.

use anchor_lang::prelude::*;
use rayment_core::{Pubkey as RuleKey, layout, money::Terms, provider::RENDER};

use crate::{Job, Offer, Provider, RaymentError, adapter::rule_key};

/// An offer, where the provider takes the job by one.
#[derive(Accounts)]
pub struct ByOffer<'info> {
    /// The provider's, for rendering and the job's asset; both are checked. A job in tokens needs one.
    #[account(constraint = offer.layout == layout::offer::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub offer: Option<Box<Account<'info, Offer>>>,
}

impl ByOffer<'_> {
    /// What the provider asks for this job. `mint` is what the job is in, zeros for SOL.
    #[inline(never)]
    pub(crate) fn terms(&self, job: &Account<Job>, provider: &Account<Provider>, mint: RuleKey) -> Result<Terms> {
        match &self.offer {
            Some(offer) => {
                let state = &offer.state;
                let fits = state.provider == rule_key(&provider.key()) && state.kind == RENDER && state.mint == mint;
                if fits { Ok(state.terms) } else { Err(RaymentError::WrongOffer.refusal()) }
            }
            None if job.state.is_in_tokens() => Err(RaymentError::WrongOffer.refusal()),
            None => Ok(provider.state.terms),
        }
    }
}
