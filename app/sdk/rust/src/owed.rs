//! What a job in tokens still owes once it is over: an account could not be paid, and anyone may try again.

use rayment_client::{
    Job, Payee, Sent, address, chain_key,
    instructions::{Clearing, job_clear, token_account_create},
};
use rayment_core::job::Phase;
use solana_pubkey::Pubkey;

use crate::{Coin, Error, Money, Refusal, Session, TokenRefusal};

/// A job that is over and owes something.
#[derive(Clone, Copy, Debug)]
pub struct Owed {
    job: Job,
    payee: Payee,
    /// The wallet of the provider.
    pub provider: Pubkey,
    /// What waits for the provider, for the market's fees and for the order.
    pub earnings: Money,
    pub fee: Money,
    pub refund: Money,
}

impl Owed {
    /// Of the job at this address.
    ///
    /// # Errors
    /// [`Refusal::NoJob`], [`TokenRefusal::NothingOwed`].
    pub async fn read(session: &Session, job: &Pubkey) -> Result<Self, Error> {
        let found = session.chain.job(job).await?.ok_or(Refusal::NoJob(*job))?;
        Ok(Self::of(session, found).await?.ok_or(TokenRefusal::NothingOwed(*job))?)
    }

    /// `None` where the job owes nothing.
    ///
    /// # Errors
    /// A node that does not answer, or does not show the job's order.
    pub async fn of(session: &Session, job: Job) -> Result<Option<Self>, Error> {
        let Phase::Owed { provider, earnings, fee, client } = job.state.phase else { return Ok(None) };
        let payee = session.chain.payee(&job).await?;
        let Some(token) = payee.token else { return Ok(None) };
        let coin = Coin::read(&session.chain, &token.mint).await?;
        let [earnings, fee, refund] = [earnings, fee, client].map(|units| coin.money(units));
        Ok(Some(Self { job, payee, provider: chain_key(&provider), earnings, fee, refund }))
    }

    /// Pays what can be paid. With `to` the session's wallet, which is owed something, names another account for it: a
    /// token account, or a wallet, whose own account is then made where there is none.
    ///
    /// # Errors
    /// [`TokenRefusal::NotOwed`]; what the program refuses, as where still nothing can be paid.
    pub async fn clear(&self, session: &Session, to: Option<Pubkey>) -> Result<Sent, Error> {
        let Some(token) = self.payee.token else { return Err(TokenRefusal::NothingOwed(self.job.address).into()) };
        let wallet = session.address();
        let market = session.chain.market(&self.job.market()).await?;
        let account = address::provider(&market.address, &self.provider);
        let has_purse = session.chain.purse(&account, &token.mint).await?.is_some();
        let mut calls = Vec::new();
        let clearing = match to {
            None => Clearing::Usual,
            Some(to) => {
                let is_account = session.chain.token_account(&to).await?.is_some();
                if !is_account {
                    calls.push(token_account_create(&wallet, &to, &token));
                }
                let account = if is_account { to } else { token.account(&to) };
                match wallet {
                    wallet if wallet == self.provider && self.earnings.units > 0 => Clearing::Provider { account },
                    wallet if wallet == self.job.client() && self.refund.units > 0 => Clearing::Client { account },
                    wallet => return Err(TokenRefusal::NotOwed(wallet).into()),
                }
            }
        };
        // Without a purse the fee goes to the treasury's own account, which anyone may make.
        let names_another = matches!(clearing, Clearing::Provider { .. });
        if self.fee.units > 0 && (!has_purse || names_another) {
            calls.push(token_account_create(&wallet, &market.treasury, &token));
        }
        let clear = job_clear(&self.job, &self.payee, &market, has_purse, clearing);
        calls.push(clear.ok_or(TokenRefusal::NothingOwed(self.job.address))?);
        Ok(session.chain.send(&session.wallet, &[], &calls).await?)
    }
}
