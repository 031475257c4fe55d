//! What a payer asks of a channel, and the terms that it comes to.

use std::{fmt, str::FromStr};

use rayment_client::{MarketParams, rule_key};
use rayment_core::{
    Hash,
    channel::{CLOSE_SECS, ChannelTerms, LIFETIME_SECS},
};
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::{ChannelRefusal, ssh::SshKey};
use crate::{Coin, TokenRefusal};

const DAY: i64 = 86_400;
/// How long a channel lives where nothing is said.
const LIFETIME: i64 = 7 * DAY;

/// What kind of service is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Render,
    Llm,
    Tts,
    Stt,
    Embed,
    Rental,
    Function,
}

impl Kind {
    /// By their numbers on chain.
    pub const ALL: [Kind; 7] =
        [Kind::Render, Kind::Llm, Kind::Tts, Kind::Stt, Kind::Embed, Kind::Rental, Kind::Function];

    pub fn number(self) -> u8 {
        // As many as there are names.
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default() as u8
    }

    /// The kind with this number on chain; later releases may have others.
    pub fn of(number: u8) -> Option<Kind> {
        Self::ALL.get(usize::from(number)).copied()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Render => "render",
            Self::Llm => "llm",
            Self::Tts => "tts",
            Self::Stt => "stt",
            Self::Embed => "embed",
            Self::Rental => "rental",
            Self::Function => "function",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == text);
        let names = || Self::ALL.map(Self::name).join(", ");
        kind.ok_or_else(|| format!("`{text}` is not a kind of service: expected one of {}", names()))
    }
}

/// Who signs the channel's vouchers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum VouchersBy {
    /// A key that is made for this channel and kept here: whoever steals it can spend the deposit, and nothing else.
    #[default]
    SessionKey,
    /// Another key, which is not kept here. A provider's own can take the whole deposit: only for small ones.
    Key([u8; 32]),
}

/// A channel, as its payer wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The provider's wallet.
    pub provider: [u8; 32],
    pub kind: Kind,
    /// The hash of the offer, or of the model's manifest; zeros where there is none.
    #[serde(with = "hex32")]
    pub subject: Hash,
    /// The key that a rented machine lets in.
    pub ssh: Option<SshKey>,
    /// The mint of the token that it is in; `None` for SOL.
    #[serde(default)]
    pub token: Option<[u8; 32]>,
    /// Of a token, the decimals that the caller's amounts were read with: where its mint has others, nothing is paid and
    /// no voucher signed. `None`: they were no decimals that anybody typed.
    #[serde(default)]
    pub decimals: Option<u8>,
    /// Base units of it, or lamports, an hour; 0: nothing is owed but what vouchers say.
    pub rate: u64,
    /// Base units of it, or lamports.
    pub deposit: u64,
    /// How long vouchers count once the channel closes; `None` is the market's.
    pub close_secs: Option<u32>,
    /// Seconds from the opening to its end; `None` is 7 days.
    pub lifetime_secs: Option<i64>,
    pub vouchers_by: VouchersBy,
}

impl Wanted {
    /// Vouchers alone, for a week, by a session key.
    pub fn new(provider: &Pubkey, kind: Kind, deposit: u64) -> Self {
        Self {
            provider: provider.to_bytes(),
            kind,
            subject: [0; 32],
            ssh: None,
            token: None,
            decimals: None,
            rate: 0,
            deposit,
            close_secs: None,
            lifetime_secs: None,
            vouchers_by: VouchersBy::SessionKey,
        }
    }

    /// The provider's wallet.
    pub fn provider(&self) -> Pubkey {
        Pubkey::new_from_array(self.provider)
    }

    /// The mint of the token that it is in; `None` for SOL.
    pub fn mint(&self) -> Option<Pubkey> {
        self.token.map(Pubkey::new_from_array)
    }

    /// Refuses amounts that were read with other decimals than these.
    pub(super) fn check_decimals(&self, coin: &Coin) -> Result<(), TokenRefusal> {
        match (coin.mint(), self.decimals) {
            (Some(mint), Some(read)) if read != coin.decimals => {
                Err(TokenRefusal::OtherDecimals { mint, read, found: coin.decimals })
            }
            _ => Ok(()),
        }
    }

    /// The terms that this comes to at `now`, with vouchers signed by `signer`.
    ///
    /// # Errors
    /// What no channel can be: [`ChannelRefusal::NoDeposit`], [`ChannelRefusal::CloseSecs`],
    /// [`ChannelRefusal::Lifetime`].
    pub fn terms(&self, params: &MarketParams, signer: &Pubkey, now: i64) -> Result<ChannelTerms, ChannelRefusal> {
        if self.deposit == 0 {
            return Err(ChannelRefusal::NoDeposit);
        }
        let close_secs = self.close_secs.unwrap_or(params.values.close_secs);
        if !CLOSE_SECS.contains(&close_secs) {
            return Err(ChannelRefusal::CloseSecs(close_secs));
        }
        let (ssh, ssh_hashed) = self.ssh.map_or(([0; 32], false), SshKey::on_chain);
        Ok(ChannelTerms {
            params: params.version,
            fee_bps: params.values.fee_bps,
            kind: self.kind.number(),
            signer: rule_key(signer),
            subject: self.subject,
            ssh,
            ssh_hashed,
            rate: self.rate,
            close_secs,
            expires_at: expiry(self.lifetime_secs.unwrap_or(LIFETIME), now)?,
        })
    }
}

/// So many seconds from now, as far as a channel may reach.
pub(super) fn expiry(secs: i64, now: i64) -> Result<i64, ChannelRefusal> {
    let at = now.checked_add(secs).filter(|_| (1..=LIFETIME_SECS).contains(&secs));
    at.ok_or(ChannelRefusal::Lifetime { secs })
}
