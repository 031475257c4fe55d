//! `rayment channel …`: deposits that are spent by signed vouchers.

mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    path::Path,
};

use anyhow::Context;
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{ChainError, Channel, ChannelFilter, Sent, chain_key, money::sol};
use rayment_core::channel::SLOTS;
use rayment_sdk::{
    Coin, Money, Session,
    channel::{self, By, Found, KeptChannel, Kind, Role, SignedVoucher, SshKey, works_for},
    token::Listed,
};
use serde::Serialize;

use self::view::{Line, View};
use crate::{
    args::{Amount, ChannelVerb, OneChannel, OpenArgs},
    consent,
    failure::refused,
    when::{lasting, moment},
};

const HOUR: i64 = 3_600;
/// A voucher or a key has a few hundred bytes: whatever is larger is something else.
const LONGEST: u64 = 16_384;

pub async fn run(verb: ChannelVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        ChannelVerb::Open(args) => open(&args, json).await,
        ChannelVerb::List { provider, at } => list(&Session::open(&at.meaning()).await?, provider, json).await,
        ChannelVerb::Show(one) => {
            let (session, found) = found(&one).await?;
            let view = View::of(&session, &found)?;
            super::show(json, &view, || view.text())
        }
        ChannelVerb::Pause(one) => {
            let (session, found) = found(&one).await?;
            let sent = found.pause(&session).await?;
            steered(&session, &one, sent, json).await
        }
        ChannelVerb::Resume(one) => {
            let (session, found) = found(&one).await?;
            let sent = found.resume(&session).await?;
            steered(&session, &one, sent, json).await
        }
        ChannelVerb::Extend { channel: one, hours } => {
            let (session, found) = found(&one).await?;
            let sent = found.extend(&session, i64::from(hours) * HOUR).await?;
            steered(&session, &one, sent, json).await
        }
        ChannelVerb::Topup { channel: one, amount } => {
            let (session, found) = found(&one).await?;
            let sent = found.top_up(&session, amount.of(found.coin)?).await?;
            steered(&session, &one, sent, json).await
        }
        ChannelVerb::Close(one) => {
            let (session, found) = found(&one).await?;
            let sent = match found.role(&session.address()) {
                Role::Provider => found.end(&session).await?,
                Role::Payer | Role::Lender | Role::Stranger => found.close(&session).await?,
            };
            steered(&session, &one, sent, json).await
        }
        ChannelVerb::Redeem { channel, voucher, ack } => redeem(&channel, voucher.as_deref(), ack, json).await,
        ChannelVerb::Voucher { channel, amount, valid_secs } => voucher(&channel, amount, valid_secs, json).await,
    }
}

async fn found(one: &OneChannel) -> anyhow::Result<(Session, Found)> {
    let session = Session::open(&one.at.meaning()).await?;
    let found = Found::read(&session, &one.channel).await?;
    Ok((session, found))
}

/// How the channel stands after what was asked of it.
async fn steered(session: &Session, one: &OneChannel, sent: Sent, json: bool) -> anyhow::Result<()> {
    let found = Found::read(session, &one.channel).await?;
    let view = View::of(session, &found)?.sent(sent.signature);
    super::show(json, &view, || view.text())
}

async fn open(args: &OpenArgs, json: bool) -> anyhow::Result<()> {
    let session = Session::open(&args.at.meaning()).await?;
    let listed = match &args.token {
        Some(mint) => Some(Listed::read(&session, mint).await?),
        None => None,
    };
    let coin = listed.as_ref().map_or(Coin::SOL, Listed::coin);
    let mut wanted = args.meaning(coin)?;
    if let Some(path) = &args.ssh_key {
        let text = read_text(path)?;
        let key = SshKey::parse(&text).map_err(rayment_sdk::Error::from);
        wanted.ssh = Some(key.with_context(|| format!("cannot use {}", path.display()))?);
    }
    if wanted.ssh.is_some() != (wanted.kind == Kind::Rental) {
        return refused(match wanted.ssh {
            Some(_) => format!("nobody logs in to a channel of kind {}: leave --ssh-key out", wanted.kind),
            None => "a rental lets a key in: give its public half with --ssh-key, such as ~/.ssh/id_ed25519.pub".into(),
        });
    }
    let rent = channel::rent(&session, listed.as_ref()).await?;
    let cost = said(&session, args, (coin.money(wanted.deposit), rent));
    eprintln!("{cost}");
    if !args.yes && consent::is_attended() && !consent::agreed("Pay it in?")? {
        return refused("nothing was paid");
    }
    let mut tell = |kept: &KeptChannel| eprintln!("channel {}", kept.address());
    let opened = channel::open(&session, &wanted, args.again, &mut tell).await?;
    let found = Found::read(&session, &opened.channel.address).await?;
    let view = View::of(&session, &found)?;
    let view = match &opened.sent {
        Some(sent) => view.sent(sent.signature),
        None => {
            eprintln!("it was opened from here before, and is not used: nothing was paid; --again opens another");
            view
        }
    };
    super::show(json, &view, || view.text())
}

/// What opening locks, and what becomes of it, before it is paid.
fn said(session: &Session, args: &OpenArgs, (deposit, rent): (Money, u64)) -> String {
    let params = &session.params.values;
    let close_secs = args.close_secs.unwrap_or(params.close_secs);
    let fee = format!("{}.{:02} %", params.fee_bps / 100, params.fee_bps % 100);
    format!(
        "this locks {deposit}{} for {}, and {} of rent that comes back. Vouchers spend it, with a fee of {fee} on top; \
         what they don't spend comes back {} after you close it",
        args.token.map(|mint| format!(" of the token {mint}")).unwrap_or_default(),
        lasting(u64::from(args.hours) * 3_600),
        sol(rent),
        lasting(close_secs.into())
    )
}

async fn list(session: &Session, as_provider: bool, json: bool) -> anyhow::Result<()> {
    let (chain, wallet) = (&session.chain, session.address());
    let clock = chain.clock().await?;
    let providers = chain.providers(&session.market.address).await?;
    let filters: Vec<_> = match as_provider {
        true => {
            let own = providers.iter().filter(|provider| works_for(&wallet, provider));
            own.map(|own| ChannelFilter { provider: Some(own.address), ..ChannelFilter::default() }).collect()
        }
        false => vec![ChannelFilter { payer: Some(wallet), ..ChannelFilter::default() }],
    };
    let mut channels = Vec::new();
    for filter in &filters {
        for channel in chain.channels(filter).await? {
            channels.push(chain.with_payment(channel).await?);
        }
    }
    channels.sort_by_key(|channel| (channel.state.expires_at, channel.address));
    let wallets: BTreeMap<_, _> = providers.iter().map(|provider| (provider.address, provider.wallet())).collect();
    let fees = fees(session, &channels).await?;
    let mut lines = Vec::new();
    for channel in &channels {
        let fee_bps = fees.get(&channel.state.params).copied().unwrap_or(0);
        let coin = Coin::read(chain, &chain_key(&channel.state.mint)).await?;
        let provider = wallets.get(&channel.provider()).copied();
        lines.push(Line::of((channel, coin), provider, (fee_bps, clock.unix_timestamp)));
    }
    if !as_provider {
        // Kept here and on no ledger: under way, or over.
        let is_own = |kept: &KeptChannel| kept.market == session.market.address && kept.new.payer == wallet;
        let is_open = |kept: &KeptChannel| channels.iter().any(|channel| channel.address == kept.address());
        let kept = session.saved.channels().all();
        for kept in kept.iter().filter(|kept| is_own(kept) && !is_open(kept)) {
            match Coin::read(chain, &kept.wanted.mint().unwrap_or_default()).await {
                Ok(coin) => lines.push(unwritten(kept, coin, clock.slot)),
                // It was opened on another ledger: that hides no other.
                Err(error @ ChainError::NotA { .. }) => eprintln!("channel {} is left out: {error}", kept.address()),
                Err(error) => return Err(error.into()),
            }
        }
    }
    super::show(json, &BTreeMap::from([("channels", &lines)]), || table(&lines))
}

fn table(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "this wallet has no channel in this market".to_owned();
    }
    let mut table = Table::new();
    let header = ["channel", "provider", "kind", "state", "paid in", "earned", "owed", "left", "until"];
    table.load_preset(UTF8_FULL_CONDENSED).set_header(header);
    for line in lines {
        let amounts = [line.deposit, line.earned, line.owed, line.left].map(|money| money.to_string());
        let kind = line.kind.map_or("?", Kind::name).to_owned();
        let words = [line.channel.clone(), line.provider.clone(), kind, line.state.to_owned()];
        table.add_row(words.into_iter().chain(amounts).chain([moment(line.expires_at)]));
    }
    table.to_string()
}

/// The fees of the parameters that channels name, by version.
async fn fees(session: &Session, channels: &[Channel]) -> anyhow::Result<BTreeMap<u16, u16>> {
    let versions: BTreeSet<_> = channels.iter().map(|channel| channel.state.params).collect();
    let mut fees = BTreeMap::new();
    for version in versions {
        // A channel of another market may name a version that this one does not have.
        if let Ok(params) = session.chain.params(&session.market.address, version).await {
            fees.insert(version, params.values.fee_bps);
        }
    }
    Ok(fees)
}

fn unwritten(kept: &KeptChannel, coin: Coin, slot: u64) -> Line {
    let ((opened_at, _), nothing) = (kept.new.slot, coin.money(0));
    let may_open = slot.saturating_sub(opened_at) <= SLOTS;
    Line {
        channel: kept.address().to_string(),
        provider: kept.new.provider.to_string(),
        kind: Kind::of(kept.new.terms.kind),
        state: if may_open { "opening" } else { "closed" },
        deposit: nothing,
        earned: nothing,
        owed: nothing,
        left: nothing,
        expires_at: kept.new.terms.expires_at,
    }
}

async fn redeem(one: &OneChannel, file: Option<&Path>, ack: Option<Amount>, json: bool) -> anyhow::Result<()> {
    let voucher = match file {
        Some(path) => Some(read_text(path)?.parse::<SignedVoucher>().map_err(rayment_sdk::Error::from)?),
        None => None,
    };
    let (session, found) = found(one).await?;
    let by = match (voucher, ack) {
        (Some(voucher), _) => By::Voucher(voucher),
        (None, Some(amount)) => By::Ack(amount.of(found.coin)?),
        (None, None) => By::Time,
    };
    let money = |units: u64| found.coin.money(units);
    let done = found.redeem(&session, by).await?;
    let state = match &done.channel {
        Some(channel) => View::of(&session, &Found { channel: *channel, ..found.clone() })?.state,
        None => "closed",
    };
    let shown = serde_json::json!({
        "channel": one.channel.to_string(),
        "earnings": money(done.earnings),
        "fee": money(done.fee),
        "refund": money(done.refund),
        "state": state,
        "signature": done.sent.signature.to_string(),
    });
    super::show(json, &shown, || {
        format!(
            "paid      {} to the provider, {} to the market's fees, {} back to the payer\nstate     {state}\n\
             signature {}",
            money(done.earnings),
            money(done.fee),
            money(done.refund),
            done.sent.signature
        )
    })
}

async fn voucher(one: &OneChannel, amount: Amount, valid_secs: Option<u32>, json: bool) -> anyhow::Result<()> {
    let (session, found) = found(one).await?;
    let (amount, money) = (amount.of(found.coin)?, |units: u64| found.coin.money(units));
    let expires_at = valid_secs.map_or(0, |secs| found.now.saturating_add(secs.into()));
    let voucher = found.voucher(&session, amount, expires_at)?;
    let lower = found.channel.state.voucher;
    if amount <= lower {
        eprintln!("{} was redeemed before: this voucher pays nothing more", money(lower));
    }
    let counts = match expires_at {
        0 => "always".to_owned(),
        at => format!("until {}", moment(at)),
    };
    let key = chain_key(&voucher.signed.key);
    eprintln!("channel {}: {} owed in all, signed by {key}, counts {counts}", voucher.channel(), money(amount));
    let view = VoucherView { voucher: voucher.view(), owed: money(amount) };
    super::show(json, &view, || voucher.to_base64())
}

#[derive(Serialize)]
struct VoucherView {
    #[serde(flatten)]
    voucher: channel::voucher::VoucherView,
    /// The same sum with its unit.
    owed: Money,
}

/// A short text from a file, or from standard input.
fn read_text(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(LONGEST).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text))
    };
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    read.with_context(|| format!("cannot read {name}"))?;
    if text.trim().is_empty() {
        return refused(format!("{name} is empty"));
    }
    Ok(text)
}
