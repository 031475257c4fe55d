use anchor_lang::prelude::*;
use rayment_core::{
    Next,
    job::{Payees, Phase, flag},
    layout,
    money::Holding,
};

use super::{composites::is_payee, tokens::OfOrder};
use crate::instructions::tokens::*;
use crate::{
    Job, JobCleared, Market, Provider, Purse, RaymentError,
    adapter::{chain_key, is, rule_key, tell_order},
    money::close,
    refusals::refused,
};

#[derive(Accounts)]
pub struct JobClear<'info> {
    /// Who is owed a leg and names another account for it: the job's client, or the wallet of the provider. None where
    /// each leg goes where it always would.
    pub owner: Option<Signer<'info>>,
    /// The job's own, by its word: it says whose the fee is.
    #[account(constraint = is(market.as_ref(), &job.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    /// Any job that still owes something.
    #[account(
        mut,
        dup,
        constraint = job.layout == layout::job::LAYOUT @ RaymentError::EarlierLayout.refusal(),
        constraint = job.state.has(flag::FROM_ORDER) && job.state.is_in_tokens() @ RaymentError::WrongPhase.refusal()
    )]
    pub job: Box<Account<'info, Job>>,
    /// The job's order, by its address.
    /// CHECK: paid rent, and told that the job is closed; its address is checked.
    #[account(mut, constraint = is_payee(&order, &job) @ RaymentError::WrongPayee.refusal())]
    pub order: UncheckedAccount<'info>,
    /// The job's, by its address.
    /// CHECK: read as a token account of the mint, at the one address.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,
    /// The vault's, by the vault's word.
    /// CHECK: the token program reads it.
    pub mint: UncheckedAccount<'info>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: UncheckedAccount<'info>,
    /// The provider that is owed, by the job's word, with its purse. None where it has left, or names another account.
    #[account(
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal(),
        constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket.refusal()
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// That provider's, for this mint.
    #[account(mut, dup, constraint = purse.layout == layout::purse::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub purse: Option<Box<Account<'info, Purse>>>,
    /// The vault of that purse, or where the provider's wallet signs any token account that it names.
    /// CHECK: read as a token account of the mint.
    #[account(mut)]
    pub provider_tokens: Option<UncheckedAccount<'info>>,
    /// The associated token account of the market's treasury, where the fee does not go to the purse.
    /// CHECK: read as a token account of the mint, at the one address.
    #[account(mut)]
    pub treasury_tokens: Option<UncheckedAccount<'info>>,
    /// The associated token account of the order, or where the client signs any that it names.
    /// CHECK: read as a token account of the mint.
    #[account(mut)]
    pub order_tokens: Option<UncheckedAccount<'info>>,
}

/// The accounts that the legs go to, as far as they can be credited.
struct Ways<'a, 'info> {
    provider: Option<&'a AccountInfo<'info>>,
    fee: Option<&'a AccountInfo<'info>>,
    client: Option<&'a AccountInfo<'info>>,
    /// Whether the purse books what comes.
    to_purse: bool,
}

pub(crate) fn handle(ctx: Context<JobClear>) -> Result<()> {
    let accounts = ctx.accounts;
    let Phase::Owed { provider, .. } = accounts.job.state.phase else {
        return Err(RaymentError::WrongPhase.refusal());
    };
    let (step, mint, to_purse) = accounts.pay(&provider)?;
    let paid = |to| step.transfers.amount(Holding::Deposit, to);
    let (earnings, fee, refund) = (paid(Holding::Balance), paid(Holding::Fees), paid(Holding::Order));
    if let (Some(purse), true) = (&mut accounts.purse, to_purse) {
        purse.state.credit((earnings, fee), 0, 0).map_err(refused)?;
    }
    let JobClear { job, order, .. } = accounts;
    let closed = match step.next {
        Next::Continues(next) => {
            job.state = next;
            false
        }
        Next::Ended(_) => {
            close(job, order)?;
            tell_order(order, |order| order.job_closed())?;
            true
        }
    };
    emit!(JobCleared { job: job.key(), provider: chain_key(&provider), earnings, fee, refund, mint, closed });
    Ok(())
}

impl<'info> JobClear<'info> {
    /// Pays the legs that can be paid, and closes the vault once all are. Says whether the purse got its leg.
    #[inline(never)]
    fn pay(&self, provider: &rayment_core::Pubkey) -> Result<(Box<rayment_core::job::JobStep>, Pubkey, bool)> {
        let Self { job, order, vault, mint, token_program, .. } = self;
        let open = OpenVault::open(&job.key(), vault, mint, token_program)?;
        let ways = self.ways(&open, provider)?;
        let payees = Payees {
            vault: open.held.amount,
            provider: ways.provider.is_some(),
            fee: ways.fee.is_some(),
            client: ways.client.is_some(),
        };
        let step = Box::new(job.state.clear(&payees).map_err(refused)?);
        OfOrder { job, order }.spend(&mut |authority| {
            let legs = [(ways.provider, Holding::Balance), (ways.fee, Holding::Fees), (ways.client, Holding::Order)];
            for (way, holding) in legs {
                if let Some(to) = way {
                    open.token.send_whole(
                        (open.vault, to),
                        authority,
                        step.transfers.amount(Holding::Deposit, holding),
                    )?;
                }
            }
            match step.next {
                Next::Continues(_) => Ok(()),
                Next::Ended(_) => open.token.close_account(open.vault, order, authority),
            }
        })?;
        Ok((step, chain_key(&open.token.mint()), ways.to_purse))
    }

    #[inline(never)]
    fn ways<'a>(&'a self, open: &OpenVault<'_, 'info>, owed: &rayment_core::Pubkey) -> Result<Ways<'a, 'info>> {
        let Self { owner, market, job, order, provider, purse, provider_tokens, treasury_tokens, order_tokens, .. } =
            self;
        let token = &open.token;
        let owner = owner.as_ref().map(|owner| rule_key(owner.key));
        let (is_provider, is_client) = (owner == Some(*owed), owner == Some(job.state.client));
        if owner.is_some() && !is_provider && !is_client {
            return Err(RaymentError::NotOwed.refusal());
        }
        let can = |account: &&'a AccountInfo<'info>| token.can_take(account);
        let mut ways = Ways { provider: None, fee: None, client: None, to_purse: false };
        match (provider, purse, provider_tokens) {
            (Some(provider), Some(purse), Some(account)) => {
                if provider.state.authority != *owed {
                    return Err(RaymentError::WrongProvider.refusal());
                }
                check_purse(purse, &provider.key(), token)?;
                token.read_vault(account, &purse.key())?;
                ways.provider = Some(account.as_ref()).filter(can);
                (ways.fee, ways.to_purse) = (ways.provider, ways.provider.is_some());
            }
            (None, None, Some(account)) if is_provider => ways.provider = Some(account.as_ref()).filter(can),
            (None, None, None) => {}
            _ => return Err(RaymentError::WrongPurse.refusal()),
        }
        if let Some(account) = treasury_tokens {
            if !token.is_associated(account.key, &market.treasury) {
                return Err(RaymentError::WrongTokenAccount.refusal());
            }
            if !ways.to_purse && token.can_pay(account, &market.treasury) {
                ways.fee = Some(account);
            }
        }
        if let Some(account) = order_tokens {
            if !is_client && !token.is_associated(account.key, order.key) {
                return Err(RaymentError::WrongTokenAccount.refusal());
            }
            ways.client = Some(account.as_ref()).filter(can);
        }
        Ok(ways)
    }
}
