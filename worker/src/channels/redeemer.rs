//! Vouchers into money: observe, plan, send.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayment_client::{
    Chain, ChainError, Channel, ChannelFilter, Outcome, Sent, chain::Clock, chain_key, rule_key, token::Weight,
};
use rayment_core::channel::ChannelPhase;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tokio::task::{JoinError, spawn_blocking};

use super::{
    batch::{Batch, batches},
    plan::{Action, ChannelView, Policy, Snapshot, concerns, plan},
    store::Kept,
    vouchers::Vouchers,
};

/// Redeems, ends and closes the channels of one provider.
pub struct Redeemer {
    pub chain: Chain,
    pub market: Pubkey,
    /// The provider's account.
    pub provider: Pubkey,
    /// Signs, and pays for the transactions.
    pub operator: Arc<Keypair>,
    pub policy: Policy,
}

impl Redeemer {
    /// Does once what is due now, and says what came of each action. `over` are channels that are served no more.
    /// Asking again is harmless: all that it goes by is read afresh.
    ///
    /// # Errors
    /// The chain could not be read: nothing was done.
    pub async fn tick(
        &self,
        vouchers: &Arc<Vouchers>,
        over: &BTreeSet<Pubkey>,
    ) -> Result<Vec<(Action, Outcome)>, ChainError> {
        let (snapshot, now) = self.observe(vouchers, over).await?;
        let actions = plan(&snapshot, now);
        let mut outcomes = Vec::new();
        for batch in batches(&actions, &self.operator.pubkey(), &self.market) {
            outcomes.extend(self.execute(batch).await);
        }
        for action in actions {
            if let Action::Forget(channel) = action {
                self.forget(vouchers, channel, now).await;
            }
        }
        outcomes.iter().for_each(|(action, outcome)| note(action, outcome));
        Ok(outcomes)
    }

    async fn observe(&self, vouchers: &Vouchers, over: &BTreeSet<Pubkey>) -> Result<(Snapshot, i64), ChainError> {
        // The clock first: it must not be ahead of the channels, or deadlines would be seen too early.
        let Clock { slot, unix_timestamp: now } = self.chain.clock().await?;
        // And the vouchers before the channels: of one that comes in between the channel is not known to be gone.
        let held = vouchers.all();
        let filter = ChannelFilter { provider: Some(self.provider), ..ChannelFilter::default() };
        let mut found = self.chain.channels(&filter).await?;
        found.extend(self.overlooked(vouchers, (&found, &held), now).await);
        // Nothing is asked for strangers' channels: anyone can open as many as they like.
        let operator = self.operator.pubkey();
        found.retain(|channel| concerns(channel, &held, &operator));
        let wallet_rent = self.chain.rent(0).await?;
        let weights = self.weights(&found, now).await?;
        let mut fees = BTreeMap::new();
        let mut channels = Vec::with_capacity(found.len());
        for channel in found {
            let Some(channel) = self.with_payment(channel).await else { continue };
            let version = channel.state.params;
            let fee_bps = match fees.get(&version) {
                Some(fee_bps) => *fee_bps,
                None => self.chain.params(&self.market, version).await?.values.fee_bps,
            };
            fees.insert(version, fee_bps);
            let payer_takes = self.payer_takes(&channel, wallet_rent).await?;
            let weight = weights.get(&chain_key(&channel.state.mint)).copied();
            channels.push(ChannelView { channel, fee_bps, payer_takes, weight });
        }
        let (missing, over, policy) = (vouchers.missing(), over.clone(), self.policy);
        Ok((Snapshot { slot, channels, held, missing, over, operator, policy }, now))
    }

    /// What the tokens weigh that these channels are in.
    async fn weights(&self, found: &[Channel], now: i64) -> Result<BTreeMap<Pubkey, Weight>, ChainError> {
        if found.iter().all(|channel| channel.state.is_sol()) {
            return Ok(BTreeMap::new());
        }
        let assets = self.chain.assets(&self.market).await?;
        Ok(assets.iter().filter_map(|asset| Some((asset.mint(), Weight::of(&asset.state, now)?))).collect())
    }

    /// With what it is paid in. One channel whose vault can't be read holds up no other.
    async fn with_payment(&self, channel: Channel) -> Option<Channel> {
        let address = channel.address;
        let read = self.chain.with_payment(channel).await;
        read.map_err(|error| tracing::warn!(channel = %address, %error, "cannot read what a channel is paid in")).ok()
    }

    /// The least that the payer can take; none where it can take nothing. Only of a channel that has ended it is still
    /// to be paid.
    async fn payer_takes(&self, channel: &Channel, wallet_rent: u64) -> Result<Option<u64>, ChainError> {
        let (has_ended, payer) = (channel.state.phase == ChannelPhase::Ended, channel.payer());
        let Some(payment) = channel.payment else {
            let holds = if has_ended { self.chain.balance(&payer).await? } else { 0 };
            return Ok(Some(wallet_rent.saturating_sub(holds)));
        };
        if !has_ended {
            return Ok(Some(0));
        }
        let account = self.chain.token_account(&payment.token.account(&payer)).await?;
        let takes =
            account.is_some_and(|(_, account)| account.is_of(&rule_key(&payer)) && account.can_take(&account.mint));
        Ok(takes.then_some(0))
    }

    /// Channels with vouchers that the list lacks, and that are there all the same. What is not there either is noted
    /// as missing from now on, and not asked for again before its vouchers are forgotten.
    async fn overlooked(
        &self,
        vouchers: &Vouchers,
        (found, held): (&[Channel], &BTreeMap<Pubkey, Kept>),
        now: i64,
    ) -> Vec<Channel> {
        let listed: BTreeSet<_> = found.iter().map(|channel| channel.address).collect();
        let missing = vouchers.missing();
        let mut overlooked = Vec::new();
        for address in held.keys() {
            if listed.contains(address) {
                vouchers.looked_for(address, true, now);
            } else if !missing.contains_key(address) {
                match self.chain.channel(address).await {
                    Ok(Some(channel)) if channel.provider() == self.provider => overlooked.push(channel),
                    Ok(Some(_)) => {}
                    Ok(None) => vouchers.looked_for(address, false, now),
                    Err(error) => tracing::warn!(channel = %address, %error, "cannot look for a channel"),
                }
            }
        }
        overlooked
    }

    /// Sends a batch; if that fails, each of its actions alone, so that one that comes too late holds up no other.
    async fn execute(&self, batch: Batch) -> Vec<(Action, Outcome)> {
        let Batch { actions, instructions } = batch;
        match self.send(&instructions).await {
            Ok(sent) => actions.into_iter().map(|action| (action, Outcome::Done(sent.clone()))).collect(),
            Err(error) if actions.len() == 1 || error.may_still_arrive() => {
                actions.into_iter().map(|action| (action, error.clone().into())).collect()
            }
            Err(_) => {
                let mut outcomes = Vec::with_capacity(actions.len());
                for action in actions {
                    let alone = action.instructions(&self.operator.pubkey(), &self.market);
                    outcomes.push((action, self.send(&alone).await.into()));
                }
                outcomes
            }
        }
    }

    async fn send(&self, instructions: &[Instruction]) -> Result<Sent, ChainError> {
        self.chain.send(&self.operator, &[], instructions).await
    }

    /// Removes the vouchers of a channel whose account is still missing. What can't be removed now is removed at
    /// another tick.
    async fn forget(&self, vouchers: &Arc<Vouchers>, channel: Pubkey, now: i64) {
        match self.chain.channel(&channel).await {
            Ok(None) => {}
            Ok(Some(_)) => return vouchers.looked_for(&channel, true, now),
            Err(error) => return tracing::warn!(%channel, %error, "cannot look for a channel"),
        }
        let vouchers = Arc::clone(vouchers);
        let forgotten = spawn_blocking(move || vouchers.forget(&channel)).await;
        match forgotten
            .map_err(|error: JoinError| error.to_string())
            .map(|done| done.map_err(|error| error.to_string()))
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) | Err(error) => tracing::warn!(%channel, error, "cannot remove vouchers"),
        }
    }
}

fn note(action: &Action, outcome: &Outcome) {
    let (channel, name) = (action.channel(), action.name());
    match outcome {
        Outcome::Done(sent) => tracing::info!(%channel, signature = %sent.signature, "{name}: done"),
        Outcome::Refused(error) => tracing::info!(%channel, %error, "{name}: refused"),
        Outcome::Transient(error) => tracing::warn!(%channel, %error, "{name}: will be tried again"),
        Outcome::Fatal(error) => tracing::error!(%channel, %error, "{name}: failed, and trying again will not help"),
    }
}
