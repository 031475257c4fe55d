//! `rayment job settle` and `expire`: what the keeper does when a job's time has come, and anyone may.

use rayment_client::instructions;
use rayment_core::job::Phase;

use super::named;
use crate::{args::OneJob, commands, failure::refused, when::from_now};

/// What ends a phase by its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Pays what was delivered, and divides what nobody has decided.
    Settle,
    /// Opens the job again, or gives its deposit back.
    Expire,
}

impl Ending {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Settle => ("settled", "to settle: it is not delivered"),
            Self::Expire => ("expired", "to expire: it is delivered, and `rayment job settle` pays it in time"),
        }
    }
}

pub(super) async fn end(one: &OneJob, ending: Ending, json: bool) -> anyhow::Result<()> {
    let (session, address) = named(one).await?;
    let Some(job) = session.chain.job(&address).await? else {
        return refused(format!("there is no open job {address}: `rayment job show {address}` tells how it ended"));
    };
    if matches!(job.state.phase, Phase::Owed { .. }) {
        return refused(format!("job {address} is over and owes the rest: `rayment job clear {address}` pays it"));
    }
    let params = session.chain.params(&job.market(), job.state.params).await?.values;
    let now = session.chain.clock().await?.unix_timestamp;
    let due = match ending {
        Ending::Settle => job.state.settle_due(&params),
        Ending::Expire => job.state.expire_due(&params),
    };
    let (done, none) = ending.words();
    let Some(due) = due else { return refused(format!("of job {address} there is nothing {none}")) };
    if now < due {
        return refused(format!("too early: job {address} can be {done} from {}", from_now(due, now)));
    }
    let payee = session.chain.payee(&job).await?;
    let call = match ending {
        Ending::Settle => instructions::job_settle(&job, payee),
        Ending::Expire => instructions::job_expire(&job, payee),
    };
    let sent = session.chain.send(&session.wallet, &[], &[call]).await?;
    let signature = sent.signature.to_string();
    let said = serde_json::json!({ "job": address.to_string(), done: true, "signature": signature });
    commands::show(json, &said, || format!("{done}: {address}\nsignature {signature}"))
}
