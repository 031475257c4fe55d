//! What a provider's channels would still pay it: by their time alone, and by vouchers that the chain has not seen.
//!
//! Once a provider's account is closed, all of that is the payers'. So who leaves looks here first.

use std::collections::BTreeMap;

use rayment_client::{Channel, ChannelFilter, chain_key};
use solana_pubkey::Pubkey;

use super::{Phase, Standing};
use crate::{Error, Session};

/// A channel from which a provider may still get something. Amounts are without the fee, in what it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unredeemed {
    pub channel: Pubkey,
    /// The mint of that; zeros for SOL.
    pub mint: Pubkey,
    pub phase: Phase,
    /// What a redeem without a voucher pays now.
    pub by_time: u64,
    /// The most that vouchers can pay on top. Whether anybody holds one, the chain does not know.
    pub by_vouchers: u64,
}

impl Unredeemed {
    /// Those of a provider in the session's market, by the provider's account; the largest sums first.
    ///
    /// # Errors
    /// Where the chain can't be read: then it is not known what would be lost.
    pub async fn of(session: &Session, provider: &Pubkey) -> Result<Vec<Self>, Error> {
        let chain = &session.chain;
        let filter = ChannelFilter { provider: Some(*provider), ..ChannelFilter::default() };
        let channels = chain.channels(&filter).await?;
        let now = chain.clock().await?.unix_timestamp;
        let mut fees = BTreeMap::new();
        let mut all = Vec::new();
        for channel in channels {
            let channel = &chain.with_payment(channel).await?;
            let version = channel.state.params;
            let fee_bps = match fees.get(&version) {
                Some(known) => *known,
                None => {
                    let fee_bps = chain.params(&session.market.address, version).await?.values.fee_bps;
                    fees.insert(version, fee_bps);
                    fee_bps
                }
            };
            all.extend(Self::at(channel, fee_bps, now));
        }
        all.sort_by_key(|one| std::cmp::Reverse((one.by_time.saturating_add(one.by_vouchers), one.channel)));
        Ok(all)
    }

    /// Of one channel, at the fee of the parameters that it names. `None` where it has ended and owes nothing.
    pub fn at(channel: &Channel, fee_bps: u16, now: i64) -> Option<Self> {
        let Standing { phase, owed, unpaid, earned, most, .. } = Standing::of(channel, fee_bps, now);
        let by_vouchers = match phase {
            Phase::Running | Phase::Paused | Phase::Closing => most.saturating_sub(earned.saturating_add(owed)),
            // No voucher counts any more.
            Phase::Due | Phase::Ended => 0,
        };
        let by_time = owed.saturating_add(unpaid);
        let is_over = phase == Phase::Ended && by_time == 0;
        let mint = chain_key(&channel.state.mint);
        (!is_over).then_some(Self { channel: channel.address, mint, phase, by_time, by_vouchers })
    }

    /// Whether vouchers still count: only what is over can be left without losing any.
    pub fn is_open(&self) -> bool {
        match self.phase {
            Phase::Running | Phase::Paused | Phase::Closing => true,
            Phase::Due | Phase::Ended => false,
        }
    }
}
