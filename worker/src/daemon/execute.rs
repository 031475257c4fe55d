//! One action into one transaction, one inspection, or work begun or ended.

use std::sync::Arc;

use rayment_client::{ChainError, Job, Outcome, Payee, Urgency, chain::fits, instructions};
use solana_instruction::Instruction;
use solana_signer::Signer;
use tokio::sync::oneshot;

use super::{Report, Worker, inspection::Inspection};
use crate::{
    asking::{Ask, ByOffer, terms_of},
    attempt::Attempt,
    coin::Coin,
    error::chained,
    inspect::Asked,
    plan::{Action, JobView, Pending, Snapshot},
    work::{Resources, Task, Work},
};

impl Worker {
    /// Begins one action; its result is reported later.
    pub(super) fn execute(&mut self, action: Action, (snapshot, now): (&Snapshot, i64)) {
        tracing::debug!(?action, "next");
        let seen = |attempt: Attempt| snapshot.jobs.iter().find(|seen| seen.job.address == attempt.job).cloned();
        let job = |attempt: Attempt| seen(attempt).map(|seen| seen.job);
        let urgency = |attempt: Attempt| Urgency::of(&seen(attempt)?.job.state, &seen(attempt)?.params, now);
        match action {
            Action::Stop(attempt) => self.stop(attempt),
            Action::Forget(attempt) => self.forget(&attempt),
            Action::WindDown(attempt) => self.works.get(&attempt).iter().for_each(|work| work.wind_down()),
            Action::Inspect(attempt) => {
                seen(attempt).into_iter().for_each(|seen| {
                    let ask = snapshot.ask(&seen, now);
                    let terms = terms_of(&snapshot.provider, &seen.job, ask.as_ref());
                    let coin = ask.map_or(Coin::Sol, |ask| ask.coin(&snapshot.tokens, now));
                    self.inspect(seen, Asked { terms, coin });
                });
            }
            Action::Work { attempt, wind_down } => {
                job(attempt).into_iter().for_each(|job| self.work(&job, wind_down));
            }
            Action::Claim(attempt) => {
                let urgency = urgency(attempt);
                let asked = seen(attempt).and_then(|seen| Some((seen.job, snapshot.ask(&seen, now)?)));
                asked.into_iter().for_each(|(job, ask)| {
                    self.send("claim and start", &job, self.claim(&job, &ask), urgency);
                });
            }
            Action::Start(attempt) => {
                let urgency = urgency(attempt);
                job(attempt).into_iter().for_each(|job| self.send("start", &job, vec![self.start_of(&job)], urgency));
            }
            Action::Deliver(attempt) => {
                job(attempt).into_iter().for_each(|job| self.deliver(&job, urgency(attempt)));
            }
            Action::DeliverAndClaim { attempt, next } => {
                let next = seen(next).and_then(|seen| Some((seen.job, snapshot.ask(&seen, now)?)));
                let urgency = urgency(attempt);
                job(attempt).into_iter().for_each(|job| match &next {
                    Some((next, ask)) => self.deliver_and_claim(&job, (next, ask), urgency),
                    None => self.deliver(&job, urgency),
                });
            }
            Action::Fail { attempt, reason } => job(attempt).into_iter().for_each(|job| {
                let (operator, urgency) = (self.config.operator.pubkey(), urgency(attempt));
                let fail = move |payee: &Payee| instructions::job_fail(&operator, (&job, payee), reason);
                self.send_paying("give back", &job, fail, urgency);
            }),
            Action::Settle(attempt) => job(attempt).into_iter().for_each(|job| {
                let settle = move |payee: &Payee| instructions::job_settle(&job, payee);
                self.send_paying("settle", &job, settle, None);
            }),
        }
    }

    fn forget(&mut self, attempt: &Attempt) {
        if let Err(error) = self.outbox.forget(attempt) {
            self.cooldown.begin();
            tracing::error!(%attempt, error = chained(&error), "cannot remove frames that are no longer needed");
        }
    }

    fn stop(&mut self, attempt: Attempt) {
        let Some(work) = self.works.get(&attempt) else { return };
        if work.is_over() {
            self.works.remove(&attempt);
            // What it has kept can be read now.
            self.wakes.notify();
        } else {
            tracing::info!(%attempt, "stopping: the attempt has ended");
            work.stop();
        }
    }

    fn inspect(&mut self, JobView { job, params, .. }: JobView, asked: Asked) {
        self.pending.insert(job.address, Pending::Inspection);
        let (hub, cache, capabilities) = (self.hub.clone(), self.cache.clone(), self.capabilities.clone());
        let (reporter, wakes) = (self.reporter.clone(), self.wakes.clone());
        self.tasks.spawn(async move {
            let inspection = Inspection::of((&job, &params, asked), &hub, &cache, &capabilities).await;
            // Fails only when the worker is ending.
            let _ = reporter.send(Report::Inspected { job: job.address, inspection });
            wakes.notify();
        });
    }

    fn work(&mut self, job: &Job, wind_down: bool) {
        let attempt = Attempt::of(job);
        let Some(spec) = self.inspections.get(&job.address).and_then(Inspection::spec).map(Arc::clone) else { return };
        tracing::info!(%attempt, frames = job.state.chunk.frames, "working");
        let resources = Resources {
            hub: self.hub.clone(),
            cache: self.cache.clone(),
            scenes: self.scenes.clone(),
            entry: self.outbox.entry(&attempt, job.state.spec),
        };
        let chunk = job.state.chunk;
        let (threads, estimate_ms) =
            (self.config.threads_per_job(), self.capabilities.profile.estimate_part_ms(&spec, &chunk));
        let task = Task { attempt, spec, chunk, threads, estimate_ms };
        let (reporter, wakes, progress) = (self.reporter.clone(), self.wakes.clone(), self.wakes.clone());
        let ended = move |result| {
            let _ = reporter.send(Report::Worked { attempt, result });
            wakes.notify();
        };
        let work = Work::start(task, resources, wind_down, ended, move || progress.notify());
        self.works.insert(attempt, work);
    }

    fn claim(&self, job: &Job, ask: &Ask) -> Vec<Instruction> {
        let (operator, wallet) = (self.config.operator.pubkey(), self.config.wallet_address);
        let claim = match &ask.by {
            None => instructions::job_claim(&operator, &wallet, job),
            Some(ByOffer { class, token }) => {
                instructions::job_claim_by(&operator, &wallet, job, (*class, Some(token)))
            }
        };
        vec![claim, self.start_of(job)]
    }

    fn start_of(&self, job: &Job) -> Instruction {
        instructions::job_start(&self.config.operator.pubkey(), &self.config.wallet_address, job)
    }

    /// Delivers the frames that are on the hub by now.
    fn deliver(&mut self, job: &Job, urgency: Option<Urgency>) {
        let delivery = self.delivery_of(job);
        delivery.into_iter().for_each(|deliver| self.send("deliver", job, vec![deliver], urgency));
    }

    fn delivery_of(&self, job: &Job) -> Option<Instruction> {
        let attempt = Attempt::of(job);
        let made = self.works.get(&attempt).and_then(Work::commitment)?;
        let (operator, wallet) = (self.config.operator.pubkey(), self.config.wallet_address);
        let delivery = (made.root, made.frames, made.ms);
        Some(instructions::job_deliver(&operator, &wallet, job, attempt.number, delivery))
    }

    /// Delivers, and claims and starts the next job in the same transaction. Where that is refused, whatever became of
    /// the next one, the delivery goes alone.
    fn deliver_and_claim(&mut self, job: &Job, (next, ask): (&Job, &Ask), urgency: Option<Urgency>) {
        let Some(deliver) = self.delivery_of(job) else { return };
        let claim = self.claim(next, ask);
        let both: Vec<_> = std::iter::once(deliver.clone()).chain(claim).collect();
        let (chain, operator) = (self.chain.clone(), self.config.operator.clone());
        if !fits(&operator.pubkey(), &both) {
            return self.send("deliver", job, vec![deliver], urgency);
        }
        let (tell, told) = oneshot::channel();
        let sent = async move {
            let both = chain.send_by(&operator, &[], &both, urgency).await;
            let of_next: Outcome = both.clone().into();
            let has_failed = both.as_ref().is_err_and(|error| !error.may_still_arrive());
            // Fails only when the worker is ending.
            let _ = tell.send(of_next);
            match both {
                Err(_) if has_failed => chain.send_by(&operator, &[], &[deliver], urgency).await.into(),
                done => done.into(),
            }
        };
        self.report("deliver", job, sent);
        let missed = || Outcome::Transient(ChainError::NotConfirmed);
        self.report("claim and start", next, async move { told.await.unwrap_or_else(|_| missed()) });
    }

    /// Sends in the background. Until its outcome is known, the job is left alone.
    fn send(&mut self, what: &'static str, job: &Job, instructions: Vec<Instruction>, urgency: Option<Urgency>) {
        let (chain, operator) = (self.chain.clone(), self.config.operator.clone());
        let sent = async move { chain.send_by(&operator, &[], &instructions, urgency).await.into() };
        self.report(what, job, sent);
    }

    /// The same for an instruction by which the job's money may go to its payee. The job's order is there for as long
    /// as the job is: a node that does not show it lags behind.
    fn send_paying(
        &mut self,
        what: &'static str,
        job: &Job,
        instruction: impl FnOnce(&Payee) -> Instruction + Send + 'static,
        urgency: Option<Urgency>,
    ) {
        let (chain, operator, paying) = (self.chain.clone(), self.config.operator.clone(), *job);
        let sent = async move {
            match chain.payee(&paying).await {
                Ok(payee) => chain.send_by(&operator, &[], &[instruction(&payee)], urgency).await.into(),
                Err(error) => Outcome::Transient(error),
            }
        };
        self.report(what, job, sent);
    }

    /// Waits in the background for what comes of a transaction.
    fn report(&mut self, what: &'static str, job: &Job, sent: impl Future<Output = Outcome> + Send + 'static) {
        let attempt = Attempt::of(job);
        let pending = if job.state.claim().is_none() { Pending::Claim } else { Pending::Transaction };
        self.pending.insert(job.address, pending);
        let (reporter, wakes) = (self.reporter.clone(), self.wakes.clone());
        self.tasks.spawn(async move {
            let outcome = sent.await;
            let _ = reporter.send(Report::Sent { attempt, what, outcome });
            wakes.notify();
        });
    }
}
