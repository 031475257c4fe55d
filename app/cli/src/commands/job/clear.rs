//! `rayment job clear`: what a job in tokens still owes once it is over.

use rayment_sdk::{Money, owed::Owed};
use serde::Serialize;
use solana_pubkey::Pubkey;

use super::named;
use crate::{args::OneJob, commands};

/// What of a job's money could not be paid yet.
#[derive(Serialize)]
pub(super) struct StillOwed {
    provider: String,
    earnings: Money,
    fee: Money,
    refund: Money,
}

impl From<Owed> for StillOwed {
    fn from(owed: Owed) -> Self {
        let Owed { provider, earnings, fee, refund, .. } = owed;
        Self { provider: provider.to_string(), earnings, fee, refund }
    }
}

impl StillOwed {
    pub fn text(&self, job: &str) -> String {
        let Self { provider, earnings, fee, refund } = self;
        format!(
            "owed      {earnings} to the provider {provider}, {fee} to the market's fees, {refund} to the order: the \
             keeper pays it once the accounts can be paid, or anyone by `rayment job clear {job}`\n"
        )
    }
}

/// Pays what a job in tokens still owes, as far as it can be paid.
pub(super) async fn clear(one: &OneJob, to: Option<Pubkey>, json: bool) -> anyhow::Result<()> {
    let (session, address) = named(one).await?;
    let sent = Owed::read(&session, &address).await?.clear(&session, to).await?;
    let left = match session.chain.job(&address).await? {
        Some(job) => Owed::of(&session, job).await?,
        None => None,
    };
    let (signature, closed) = (sent.signature.to_string(), left.is_none());
    let done = serde_json::json!({ "job": address.to_string(), "closed": closed, "signature": signature });
    commands::show(json, &done, || {
        let left = match left {
            None => "all is paid: the job is closed".to_owned(),
            Some(Owed { earnings, fee, refund, .. }) => {
                format!("still owed: {earnings} to the provider, {fee} of fees, {refund} to the order")
            }
        };
        format!("{left}\nsignature {signature}")
    })
}
