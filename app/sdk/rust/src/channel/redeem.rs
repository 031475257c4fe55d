//! Redeeming: on a voucher, on the payer's word, or on what time has made due.

use std::sync::Arc;

use rayment_client::{
    Channel, Sent,
    events::Event,
    instructions::{Redeemed as Word, channel_redeem},
    rule_key,
};
use rayment_core::channel::Voucher;
use solana_keypair::Keypair;

use super::{ChannelRefusal, Found, SignedVoucher, voucher::within};
use crate::{Error, Session};

/// On whose word a channel pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Voucher(SignedVoucher),
    /// All that is owed so far, without the fee: the payer's own word, or its session key's.
    Ack(u64),
    /// What time alone has made due: also ends and closes.
    Time,
}

/// What came of it. Amounts are in what the channel is in.
#[derive(Clone, Debug)]
pub struct Redeemed {
    pub sent: Sent,
    /// To the provider and to the market's fees, and back to the payer.
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    /// As it stands now; `None`: its account is closed, and the rent went back.
    pub channel: Option<Channel>,
}

impl Found {
    /// Pays what the channel owes, and ends and closes what is due. What is refused here cost nothing.
    ///
    /// # Errors
    /// What is wrong with the voucher or the word; what the program refuses.
    pub async fn redeem(&self, session: &Session, by: By) -> Result<Redeemed, Error> {
        let (market, channel) = (&session.market.address, &self.channel);
        let mut signers: Vec<Arc<Keypair>> = Vec::new();
        let calls = match by {
            By::Voucher(voucher) => {
                voucher.check(channel, self.now)?;
                channel_redeem(market, channel, &Word::Voucher(&voucher.signed, voucher.signature.as_array()))
            }
            By::Ack(cumulative) => {
                within(channel, self.coin, (self.fee_bps, self.now), cumulative)?;
                let signer = self.speaker(session)?;
                let word =
                    Word::Ack { signer: signer.as_ref().map_or(session.address(), |key| key_of(key)), cumulative };
                signers.extend(signer);
                channel_redeem(market, channel, &word)
            }
            By::Time => channel_redeem(market, channel, &Word::Nothing),
        };
        let beside: Vec<&Keypair> = signers.iter().map(AsRef::as_ref).collect();
        let sent = session.chain.send(&session.wallet, &beside, &calls).await?;
        self.came_of(session, sent).await
    }

    /// Signs a voucher for all that is owed so far, and keeps it. It is not sent anywhere.
    ///
    /// # Errors
    /// [`ChannelRefusal::NoKey`], and what may not be signed: see [`within`].
    pub fn voucher(&self, session: &Session, cumulative: u64, expires_at: i64) -> Result<SignedVoucher, Error> {
        let (channel, now) = (self.channel.address, self.now);
        if expires_at != 0 && expires_at <= now {
            return Err(ChannelRefusal::Expired { at: expires_at, now }.into());
        }
        within(&self.channel, self.coin, (self.fee_bps, now), cumulative)?;
        let key = self.session_key(session)?.ok_or(ChannelRefusal::NoKey(channel))?;
        let voucher = SignedVoucher::sign(&key, Voucher { channel: rule_key(&channel), cumulative, expires_at });
        session.saved.channels().note(&voucher)?;
        Ok(voucher)
    }

    /// The key that signs its vouchers, where it is kept here or is the wallet's own.
    ///
    /// # Errors
    /// [`Error::File`] where what is kept can't be read.
    pub fn session_key(&self, session: &Session) -> Result<Option<Arc<Keypair>>, Error> {
        let signer = self.channel.state.signer;
        if signer == rule_key(&session.address()) {
            return Ok(Some(session.wallet.clone()));
        }
        let kept = session.saved.channels().find(&self.channel.address)?;
        Ok(kept.and_then(|kept| kept.session_key))
    }

    /// Who acknowledges beside the wallet that pays the network: nobody where the wallet is the payer's.
    fn speaker(&self, session: &Session) -> Result<Option<Arc<Keypair>>, Error> {
        if self.channel.payer() == session.address() {
            return Ok(None);
        }
        let key = self.session_key(session)?;
        Ok(Some(key.ok_or(ChannelRefusal::NoKey(self.channel.address))?))
    }

    async fn came_of(&self, session: &Session, sent: Sent) -> Result<Redeemed, Error> {
        let channel = match session.chain.channel(&self.channel.address).await? {
            Some(channel) => Some(session.chain.with_payment(channel).await?),
            None => None,
        };
        let past = session.chain.past(sent.signature).await?;
        let told = past.into_iter().flat_map(|past| past.events).find_map(|event| match event {
            Event::ChannelRedeemed(event) if event.channel == self.channel.address => Some(event),
            _ => None,
        });
        if channel.is_none() && told.as_ref().is_some_and(|told| told.closed) {
            session.saved.channels().forget(&self.channel.address);
        }
        // A node may not show a transaction yet; then the accounts tell as much as they can.
        let (before, after) = (&self.channel.state, channel.map(|channel| channel.state));
        let grown = |now: Option<u64>, before: u64| now.map_or(0, |now| now.saturating_sub(before));
        let (earnings, fee, refund) = match told {
            Some(told) => (told.earnings, told.fee, told.refund),
            None => (
                grown(after.map(|state| state.earned), before.earned),
                grown(after.map(|state| state.fee), before.fee),
                0,
            ),
        };
        Ok(Redeemed { sent, earnings, fee, refund, channel })
    }
}

fn key_of(key: &Keypair) -> solana_pubkey::Pubkey {
    solana_signer::Signer::pubkey(key)
}
