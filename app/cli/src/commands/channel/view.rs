//! A channel as people and scripts see it.

use rayment_client::chain_key;
use rayment_core::channel::flag;
use rayment_sdk::{
    Coin, Money, Session,
    channel::{Found, Kind, Phase, Standing},
};
use rayment_spec::hex32;
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::when::{from_now, lasting};

/// Times are unix seconds.
#[derive(Serialize)]
pub struct View {
    pub channel: String,
    pub payer: String,
    /// The provider's wallet; `None` once it has left the market.
    pub provider: Option<String>,
    pub provider_account: String,
    pub kind: Option<Kind>,
    pub state: &'static str,
    /// Signs vouchers.
    pub session_key: String,
    /// Whether it is kept here.
    pub session_key_here: bool,
    /// Whether it was one of the provider's own at the opening, which can take the whole deposit.
    pub session_key_is_providers: bool,
    pub subject: Option<String>,
    pub ssh: Option<String>,
    pub rate_per_hour: Money,
    pub deposit: Money,
    pub earned: Money,
    pub fee: Money,
    /// Of both, what could not be paid out yet.
    pub unpaid: Money,
    /// What a redeem would book now, without the fee and with it.
    pub owed: Money,
    pub owed_with_fee: Money,
    /// What would come back if nothing more were earned.
    pub left: Money,
    /// The highest sum that was redeemed, the highest that was signed here, and the most that may be signed now.
    pub voucher: Money,
    pub signed: Money,
    pub most: Money,
    pub ran_secs: u64,
    pub expires_at: i64,
    /// From when on anyone may end it; `None` where it has ended.
    pub end_due: Option<i64>,
    pub close_secs: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(skip)]
    now: i64,
}

impl View {
    pub fn of(session: &Session, found: &Found) -> anyhow::Result<Self> {
        let (channel, now) = (&found.channel, found.now);
        let (state, standing) = (&channel.state, Standing::of(channel, found.fee_bps, found.now));
        let kept = session.saved.channels();
        let money = |units: u64| found.coin.money(units);
        Ok(Self {
            channel: channel.address.to_string(),
            payer: channel.payer().to_string(),
            provider: found.provider.as_ref().map(|provider| provider.wallet().to_string()),
            provider_account: channel.provider().to_string(),
            kind: Kind::of(state.kind),
            state: standing.phase.name(),
            session_key: chain_key(&state.signer).to_string(),
            session_key_here: found.session_key(session)?.is_some(),
            session_key_is_providers: standing.provider_signs,
            subject: some(&state.subject).map(|hash| hex32::encode(&hash)),
            ssh: some(&state.ssh).map(|key| ssh(&key, state.has(flag::SSH_HASHED))),
            rate_per_hour: money(state.rate),
            deposit: money(standing.deposit),
            earned: money(standing.earned),
            fee: money(standing.fee),
            unpaid: money(standing.unpaid),
            owed: money(standing.owed),
            owed_with_fee: money(standing.owed_with_fee),
            left: money(standing.left),
            voucher: money(standing.voucher),
            signed: money(kept.last(&channel.address)?.map_or(0, |voucher| voucher.cumulative())),
            most: money(standing.most),
            ran_secs: standing.ran,
            expires_at: standing.expires_at,
            end_due: standing.end_due,
            close_secs: state.close_secs,
            signature: None,
            now,
        })
    }

    #[must_use]
    pub fn sent(self, signature: impl ToString) -> Self {
        Self { signature: Some(signature.to_string()), ..self }
    }

    pub fn text(&self) -> String {
        let gone = "gone from the market: what is left comes back to the payer by `rayment channel redeem`";
        let rate = match self.rate_per_hour.units {
            0 => "none: what vouchers say".to_owned(),
            _ => format!("{} an hour at the most, {} counted so far", self.rate_per_hour, lasting(self.ran_secs)),
        };
        let unpaid = match self.unpaid.units {
            0 => String::new(),
            _ => format!("; {} of it could not be paid out yet", self.unpaid),
        };
        let mut lines = vec![
            ("channel", self.channel.clone()),
            ("payer", self.payer.clone()),
            ("provider", self.provider.clone().unwrap_or_else(|| gone.to_owned())),
            ("kind", self.kind.map_or("unknown to this release", Kind::name).to_owned()),
            ("state", self.state.to_owned()),
            ("session key", self.key()),
            ("rate", rate),
            ("paid in", self.deposit.to_string()),
            ("earned", format!("{} and {} of fee{unpaid}", self.earned, self.fee)),
            ("owed now", format!("{}, with its fee {}", self.owed, self.owed_with_fee)),
            ("left", format!("{} would come back to the payer", self.left)),
            ("vouchers", self.vouchers()),
            ("until", self.until()),
        ];
        lines.extend(self.deposit.coin.mint().map(|mint| ("token", mint.to_string())));
        lines.extend(self.subject.clone().map(|subject| ("for", subject)));
        lines.extend(self.ssh.clone().map(|ssh| ("lets in", ssh)));
        lines.extend(self.signature.clone().map(|signature| ("signature", signature)));
        lines.iter().map(|(label, value)| format!("{label:<12} {value}\n")).collect()
    }

    fn key(&self) -> String {
        let place = if self.session_key_here { "kept here" } else { "not kept here" };
        let warning = "; it is one of the provider's own keys, which can take the whole deposit";
        format!("{}, {place}{}", self.session_key, if self.session_key_is_providers { warning } else { "" })
    }

    fn vouchers(&self) -> String {
        let here = match self.signed {
            signed if signed.units > self.voucher.units => format!(", {signed} signed here"),
            _ => String::new(),
        };
        format!("{} redeemed{here}; up to {} may be signed now", self.voucher, self.most)
    }

    fn until(&self) -> String {
        match (self.end_due, self.state == Phase::Closing.name()) {
            (None, _) => "ended: it closes once `rayment channel redeem` is called, about 4 minutes after its opening \
                          at the earliest"
                .to_owned(),
            (Some(due), _) if self.now >= due => {
                "over: `rayment channel redeem` pays what is owed, and the rest back".to_owned()
            }
            (Some(due), true) => format!("vouchers count until {}", from_now(due, self.now)),
            (Some(_), false) => {
                let after = lasting(self.close_secs.into());
                format!("{}; vouchers count for {after} after its end", from_now(self.expires_at, self.now))
            }
        }
    }
}

/// Of a hash that may be left out.
fn some(hash: &[u8; 32]) -> Option<[u8; 32]> {
    (*hash != [0; 32]).then_some(*hash)
}

fn ssh(key: &[u8; 32], is_hash: bool) -> String {
    let key = hex32::encode(key);
    if is_hash { format!("the SSH key with SHA-256 {key}") } else { format!("the Ed25519 key {key}") }
}

/// A line of a list: also of what was kept here and is not on the ledger.
#[derive(Serialize)]
pub struct Line {
    pub channel: String,
    /// The provider's wallet, where it is known; else its account.
    pub provider: String,
    pub kind: Option<Kind>,
    pub state: &'static str,
    pub deposit: Money,
    pub earned: Money,
    pub owed: Money,
    pub left: Money,
    pub expires_at: i64,
}

impl Line {
    pub fn of(
        (channel, coin): (&rayment_client::Channel, Coin),
        provider: Option<Pubkey>,
        (fee_bps, now): (u16, i64),
    ) -> Self {
        let standing = Standing::of(channel, fee_bps, now);
        let money = |units: u64| coin.money(units);
        Self {
            channel: channel.address.to_string(),
            provider: provider.unwrap_or_else(|| channel.provider()).to_string(),
            kind: Kind::of(channel.state.kind),
            state: standing.phase.name(),
            deposit: money(standing.deposit),
            earned: money(standing.earned),
            owed: money(standing.owed),
            left: money(standing.left),
            expires_at: standing.expires_at,
        }
    }
}
