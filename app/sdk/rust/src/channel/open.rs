//! Opening a channel: the key on the disk first, then the money.

use std::sync::Arc;

use rayment_client::{
    ChainError, Channel, Sent, address,
    instructions::{NewChannel, channel_open, token_pay},
};
use rayment_core::{Hash, channel::SLOTS, layout, proof::challenge::SlotHashes, provider::Status};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::{
    ChannelRefusal, KeptChannel, VouchersBy, Wanted,
    standing::{Phase, phase},
};
use crate::{
    Error, Session, TokenRefusal,
    error::is_certainly_unpaid,
    token::{self, Listed},
};

/// Lamports for the network's fees of one transaction, priority and all.
const NETWORK: u64 = 100_000;

/// A channel that is open.
#[derive(Debug)]
pub struct Opened {
    pub channel: Channel,
    pub kept: KeptChannel,
    /// The payment; `None` where the same channel was opened before from here, and nothing was paid.
    pub sent: Option<Sent>,
}

/// Opens a channel. Its key and all that its address is made of are kept before anything is paid, and told to
/// `on_kept`: whatever happens then, the channel is found again by that address.
///
/// One that was opened from here for the same wishes and never used is gone on with, unless `again`: so the same
/// call after a crash pays nothing twice.
///
/// # Errors
/// Refusals before anything is paid; [`Error::Opening`] where the payment failed, or may still land.
pub async fn open(
    session: &Session,
    wanted: &Wanted,
    again: bool,
    on_kept: &mut (dyn FnMut(&KeptChannel) + Send),
) -> Result<Opened, Error> {
    let begun = if again { None } else { begun(session, wanted).await? };
    let (kept, is_new) = match begun {
        Some((kept, Some(channel))) => {
            on_kept(&kept);
            return Ok(Opened { channel, kept, sent: None });
        }
        Some((kept, None)) => (kept, false),
        None => (proposed(session, wanted).await?, true),
    };
    afford(session, &kept).await?;
    if is_new {
        session.saved.channels().keep(&kept)?;
    }
    on_kept(&kept);
    let channel = kept.address();
    let mut calls = vec![channel_open(&session.market, &kept.new)];
    // A node may lie about a mint: nothing is moved by this but the whole refused, where the decimals are others.
    if let (Some(token), Some(decimals)) = (&kept.new.token, kept.wanted.decimals) {
        calls.push(token_pay(&session.address(), token, &address::vault(&channel), (0, decimals)));
    }
    let sent = session.chain.send(&session.wallet, &[], &calls).await;
    match (session.chain.channel(&channel).await, sent) {
        (Ok(Some(channel)), sent) => Ok(Opened { channel, kept, sent: sent.ok() }),
        (Err(error), Ok(_)) => Err(error.into()),
        (Ok(None), Ok(_)) => Err(Error::Opening { channel, source: ChainError::NotConfirmed }),
        (_, Err(source)) => {
            // One that was sent before may still land; so may this one, unless program or runtime said no: a node
            // that fails, or denies it, may have passed it on.
            if is_new && is_certainly_unpaid(&source) {
                session.saved.channels().forget(&channel);
            }
            Err(Error::Opening { channel, source })
        }
    }
}

/// A channel for these wishes that was kept here and is not used: open, or with time left to be opened.
async fn begun(session: &Session, wanted: &Wanted) -> Result<Option<(KeptChannel, Option<Channel>)>, Error> {
    let (market, payer) = (session.market.address, session.address());
    let kept = session.saved.channels();
    let same = |one: &KeptChannel| one.wanted == *wanted && one.market == market && one.new.payer == payer;
    let clock = session.chain.clock().await?;
    for one in kept.all().into_iter().filter(same) {
        let address = one.address();
        match session.chain.channel(&address).await? {
            Some(channel) if is_unused(&channel, clock.unix_timestamp) && kept.last(&address)?.is_none() => {
                return Ok(Some((one, Some(channel))));
            }
            Some(_) => {}
            None if clock.slot.saturating_sub(one.new.slot.0) <= SLOTS => return Ok(Some((one, None))),
            None => {}
        }
    }
    Ok(None)
}

/// Whether it can be spent, and nothing of it is.
fn is_unused(channel: &Channel, now: i64) -> bool {
    let is_open = match phase(&channel.state, now) {
        Phase::Running | Phase::Paused => true,
        Phase::Closing | Phase::Due | Phase::Ended => false,
    };
    is_open && channel.state.voucher == 0
}

/// A channel that nobody has opened yet, with a key of its own.
async fn proposed(session: &Session, wanted: &Wanted) -> Result<KeptChannel, Error> {
    let now = session.chain.clock().await?.unix_timestamp;
    let wallet = wanted.provider();
    let provider = session.chain.provider(&session.market.address, &wallet).await?;
    let provider = provider.ok_or(ChannelRefusal::NoProvider(wallet))?;
    match provider.state.status {
        Status::Active => {}
        Status::Paused | Status::Retired => return Err(ChannelRefusal::NotActive(wallet).into()),
    }
    let token = match wanted.mint() {
        None => None,
        Some(mint) => {
            let Listed { token, .. } = Listed::read(session, &mint).await?;
            if session.chain.purse(&provider.address, &mint).await?.is_none() {
                return Err(TokenRefusal::NoPurse { provider: wallet, mint }.into());
            }
            Some(token)
        }
    };
    let session_key = match wanted.vouchers_by {
        VouchersBy::SessionKey => Some(Arc::new(Keypair::new())),
        VouchersBy::Key(_) => None,
    };
    let signer = match (&session_key, wanted.vouchers_by) {
        (Some(key), _) => key.pubkey(),
        (None, VouchersBy::Key(key)) => Pubkey::new_from_array(key),
        (None, VouchersBy::SessionKey) => session.address(),
    };
    let new = NewChannel {
        payer: session.address(),
        rent_payer: None,
        provider: wallet,
        terms: wanted.terms(&session.params, &signer, now)?,
        salt: crate::place::salt(),
        slot: recent_slot(session).await?,
        deposit: wanted.deposit,
        token,
    };
    Ok(KeptChannel { market: session.market.address, new, wanted: wanted.clone(), session_key, kept_at: now })
}

/// The newest slot that has a hash, and that hash.
async fn recent_slot(session: &Session) -> Result<(u64, Hash), Error> {
    let data = session.chain.slot_hashes().await?;
    let slot = session.chain.clock().await?.slot;
    let hashes = SlotHashes(&data);
    let newest = (slot.saturating_sub(SLOTS)..=slot).rev().find_map(|slot| Some((slot, hashes.hash_of(slot)?)));
    let address = rayment_client::instructions::SLOT_HASHES;
    Ok(newest.ok_or(ChainError::NotA { kind: rayment_client::error::Kind::SlotHashes, address })?)
}

/// Lamports of rent that opening a channel takes, in SOL or in this token; they come back with its end.
///
/// # Errors
/// A node that does not answer.
pub async fn rent(session: &Session, listed: Option<&Listed>) -> Result<u64, ChainError> {
    let of_vault = match listed {
        Some(listed) => session.chain.rent(listed.account_space()).await?,
        None => 0,
    };
    Ok(session.chain.rent(layout::channel::SPACE).await?.saturating_add(of_vault))
}

/// Refuses, before anything is locked, what the wallet cannot pay.
async fn afford(session: &Session, kept: &KeptChannel) -> Result<(), Error> {
    let (wallet, new) = (session.address(), &kept.new);
    let listed = match &new.token {
        Some(token) => Some(Listed::read(session, &token.mint).await?),
        None => None,
    };
    let locked = match &listed {
        Some(listed) => {
            kept.wanted.check_decimals(&listed.coin())?;
            token::afford(session, listed.coin(), new.deposit).await?;
            0
        }
        None => new.deposit,
    };
    let rent = rent(session, listed.as_ref()).await?;
    let has = session.chain.balance(&wallet).await?;
    let left = session.chain.rent(0).await?.saturating_add(NETWORK);
    if has < locked.saturating_add(rent).saturating_add(left) {
        return Err(ChannelRefusal::WalletTooLow { wallet, has, locked, rent }.into());
    }
    Ok(())
}
