//! Vouchers: signed, checked as the program will check them, and written down for whoever redeems them.

use std::str::FromStr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rayment_client::{Channel, chain_key, rule_key};
use rayment_core::channel::{ChannelPhase, ChannelState, Signed, Voucher, voucher::SIZE};
use serde::{Deserialize, Serialize};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer as _;

use super::{ChannelRefusal, standing::counted};
use crate::Coin;

const KEY: usize = 32;
const SIGNATURE: usize = 64;

/// A voucher and its signature: all that it takes to redeem it.
///
/// In Base64 it is 146 bytes: the key, the signature, then the 50 bytes that were signed. In JSON the same
/// stands under `voucher`, beside fields for eyes, which nobody reads back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedVoucher {
    pub signed: Signed,
    pub signature: Signature,
}

/// A voucher in JSON.
#[derive(Serialize)]
pub struct VoucherView {
    pub channel: String,
    /// All that is owed since the opening, without the fee, in base units of what its channel is in.
    pub cumulative: String,
    /// Unix seconds from which on it counts no more; 0: it always counts.
    pub expires_at: i64,
    /// The session key.
    pub key: String,
    pub voucher: String,
}

#[derive(Deserialize)]
struct Read {
    voucher: String,
}

impl SignedVoucher {
    /// Signs as it stands: [`within`] says how much may be signed.
    pub fn sign(key: &Keypair, voucher: Voucher) -> Self {
        let signed = Signed { key: rule_key(&key.pubkey()), voucher };
        Self { signed, signature: key.sign_message(&voucher.to_bytes()) }
    }

    pub fn channel(&self) -> Pubkey {
        chain_key(&self.signed.voucher.channel)
    }

    /// What is owed since the opening, without the fee.
    pub fn cumulative(&self) -> u64 {
        self.signed.voucher.cumulative
    }

    /// Whether the program will take it for this channel at `now`.
    ///
    /// # Errors
    /// By name, what it would refuse.
    pub fn check(&self, channel: &Channel, now: i64) -> Result<(), ChannelRefusal> {
        let Signed { key, voucher } = self.signed;
        if self.channel() != channel.address {
            return Err(ChannelRefusal::OtherChannel { found: self.channel(), wanted: channel.address });
        }
        if key != channel.state.signer {
            let wanted = chain_key(&channel.state.signer);
            return Err(ChannelRefusal::OtherKey { found: chain_key(&key), wanted });
        }
        if !self.signature.verify(&key.0, &voucher.to_bytes()) {
            return Err(ChannelRefusal::BadSignature);
        }
        if !voucher.counts(now) {
            return Err(ChannelRefusal::Expired { at: voucher.expires_at, now });
        }
        Ok(())
    }

    pub fn view(&self) -> VoucherView {
        let Signed { key, voucher } = self.signed;
        VoucherView {
            channel: self.channel().to_string(),
            cumulative: voucher.cumulative.to_string(),
            expires_at: voucher.expires_at,
            key: chain_key(&key).to_string(),
            voucher: self.to_base64(),
        }
    }

    pub fn to_base64(&self) -> String {
        let Signed { key, voucher } = &self.signed;
        let parts: [&[u8]; 3] = [&key.0, self.signature.as_ref(), &voucher.to_bytes()];
        STANDARD.encode(parts.concat())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (key, rest) = bytes.split_first_chunk::<KEY>()?;
        let (signature, voucher) = rest.split_first_chunk::<SIGNATURE>()?;
        let voucher = Voucher::from_bytes(voucher).ok()?;
        let signed = Signed { key: rayment_core::Pubkey(*key), voucher };
        Some(Self { signed, signature: Signature::from(*signature) })
    }
}

impl FromStr for SignedVoucher {
    type Err = ChannelRefusal;

    /// Reads Base64, or the JSON that has it under `voucher`.
    fn from_str(text: &str) -> Result<Self, ChannelRefusal> {
        let text = text.trim();
        let wrong = |why: String| ChannelRefusal::NotVoucher(why);
        let coded = match text.starts_with('{') {
            true => {
                let read: Read = serde_json::from_str(text)
                    .map_err(|error| wrong(format!("its JSON has no text under `voucher` ({error})")))?;
                read.voucher
            }
            false => text.to_owned(),
        };
        let bytes = STANDARD.decode(coded.trim());
        let bytes = bytes.map_err(|error| wrong(format!("expected Base64, or JSON with it: {error}")))?;
        let size = KEY + SIGNATURE + SIZE;
        Self::from_bytes(&bytes).ok_or_else(|| wrong(format!("expected {size} bytes of one, found {}", bytes.len())))
    }
}

/// The most that may be signed at `now`: what the deposit carries beside the fee, and with a rate no more than
/// the time that the channel ran. It is the program's own rule, asked with a voucher that limits nothing.
pub fn most(state: &ChannelState, fee_bps: u16, now: i64) -> u64 {
    ChannelState { voucher: u64::MAX, ..*state }.owed(fee_bps, now)
}

/// Refuses an amount above what may be signed at `now`, and says by which limit.
///
/// # Errors
/// [`ChannelRefusal::TooMuch`], [`ChannelRefusal::NothingOwed`], and [`ChannelRefusal::WrongPhase`] once it has ended.
pub fn within(channel: &Channel, coin: Coin, (fee_bps, now): (u16, i64), asked: u64) -> Result<(), ChannelRefusal> {
    let too_much = |most, why| Err(ChannelRefusal::TooMuch { coin, asked, most, why });
    let state = &counted(channel);
    if state.phase == ChannelPhase::Ended {
        let (phase, wanted) = ("ended", "still open");
        return Err(ChannelRefusal::WrongPhase { channel: channel.address, phase, wanted });
    }
    if asked == 0 {
        return Err(ChannelRefusal::NothingOwed);
    }
    let cap = state.cap(fee_bps);
    if asked > cap {
        return too_much(cap, "the deposit carries beside the fee");
    }
    let most = most(state, fee_bps, now);
    if asked > most {
        return too_much(most, "its rate comes to for the time it has run");
    }
    Ok(())
}
