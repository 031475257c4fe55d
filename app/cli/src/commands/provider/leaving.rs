//! `rayment provider retire`: leaving for good, and what channels would still have paid.

use std::collections::{BTreeMap, btree_map::Entry};

use rayment_client::{instructions, money::sol, rayment::error::RaymentError};
use rayment_sdk::{
    Coin, Error, Money, Refusal, Session,
    channel::{By, ChannelRefusal, Found, Redeemed, Unredeemed},
};
use serde::Serialize;
use solana_pubkey::Pubkey;

use super::{Numbers, numbers, own, purse};
use crate::{commands, consent, failure::refused};

/// What the chain knows of a provider's channels. Amounts are without the fee, one of each coin.
#[derive(Serialize)]
pub(super) struct Channels {
    /// Those that have not ended, and whose vouchers count.
    open_channels: usize,
    /// What time alone has made due.
    channels_by_time: Vec<Money>,
    /// The most that vouchers which were not redeemed could pay on top.
    channels_by_vouchers: Vec<Money>,
}

/// What channels are in, by their mints.
pub(super) type Coins = BTreeMap<Pubkey, Coin>;

async fn coins(session: &Session, channels: &[Unredeemed]) -> anyhow::Result<Coins> {
    let mut coins = Coins::new();
    for one in channels {
        if let Entry::Vacant(unknown) = coins.entry(one.mint) {
            unknown.insert(Coin::read(&session.chain, &one.mint).await?);
        }
    }
    Ok(coins)
}

impl Channels {
    pub(super) async fn of(session: &Session, all: &[Unredeemed]) -> anyhow::Result<Self> {
        Ok(Self::at(all, &coins(session, all).await?))
    }

    fn at(all: &[Unredeemed], coins: &Coins) -> Self {
        Self {
            open_channels: all.iter().filter(|one| one.is_open()).count(),
            channels_by_time: sums(all, coins, |one| one.by_time),
            channels_by_vouchers: sums(all, coins, |one| one.by_vouchers),
        }
    }

    pub(super) fn text(&self) -> String {
        let open = match self.open_channels {
            0 => "no open channel".to_owned(),
            1 => "1 open channel".to_owned(),
            open => format!("{open} open channels"),
        };
        if self.channels_by_time.is_empty() && self.channels_by_vouchers.is_empty() {
            return open;
        }
        format!(
            "{open}; {} is due for time, and vouchers that were not redeemed may pay up to {} more",
            words(&self.channels_by_time),
            words(&self.channels_by_vouchers)
        )
    }
}

/// Leaves for good, and says what still holds the account open. What channels owe by their time is paid before.
pub(super) async fn retire(session: &Session, (yes, leaves_channels): (bool, bool), json: bool) -> anyhow::Result<()> {
    let channels = Unredeemed::of(session, &own(session, None).await?.address).await?;
    let coins = coins(session, &channels).await?;
    let open: Vec<_> = channels.iter().copied().filter(Unredeemed::is_open).collect();
    if !open.is_empty() && !leaves_channels {
        return refused(format!("{}\n{}", lost(&open, &coins), instead()));
    }
    if !open.is_empty() {
        eprintln!("{}", lost(&open, &coins));
    }
    eprintln!("this takes {} out of this market for good: it gets no more jobs", session.address());
    if !yes && consent::is_attended() && !consent::agreed("Retire?")? {
        return refused("the provider stays");
    }
    let redeemed = redeem(session, &channels, &coins).await?;
    // Afresh: what was redeemed lies in its balance.
    let provider = own(session, None).await?;
    let market = session.chain.market(&session.market.address).await?;
    let retire = instructions::provider_retire(&provider, &market);
    let sent = session.chain.send(&session.wallet, &[], &[retire]).await?;
    let left = session.chain.provider(&market.address, &session.address()).await?;
    let purses = match &left {
        Some(provider) => purse::views(session, provider).await?,
        None => Vec::new(),
    };
    let left = left.map(|provider| numbers(&provider.state));
    let done = serde_json::json!({
        "closed": left.is_none(),
        "provider": &left,
        "purses": &purses,
        "redeemed": redeemed,
        "left_channels": open.iter().map(|one| one.channel.to_string()).collect::<Vec<_>>(),
        "signature": sent.signature.to_string(),
    });
    commands::show(json, &done, || {
        let closed = || "nothing is left: the account is closed".to_owned();
        let left = left.as_ref().map_or_else(closed, |left| remains(left, &purses));
        let paid = if redeemed.is_empty() { String::new() } else { format!("channels paid {}\n", words(&redeemed)) };
        format!("{paid}{left}\nsignature {}", sent.signature)
    })
}

/// Has channels pay what their time alone has made due.
async fn redeem(session: &Session, channels: &[Unredeemed], coins: &Coins) -> anyhow::Result<Vec<Money>> {
    let mut paid = Vec::new();
    for one in channels.iter().filter(|one| one.by_time > 0) {
        match by_time(session, &one.channel).await {
            Ok(done) => paid.push(Unredeemed { by_time: done.earnings, ..*one }),
            Err(error) if is_paid(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sums(&paid, coins, |one| one.by_time))
}

async fn by_time(session: &Session, channel: &Pubkey) -> Result<Redeemed, Error> {
    Found::read(session, channel).await?.redeem(session, By::Time).await
}

/// Whether somebody else, such as the worker, has redeemed the same in the meantime.
fn is_paid(error: &Error) -> bool {
    match error {
        Error::Refused(refusal) => matches!(refusal, Refusal::Channel(ChannelRefusal::NoChannel(_))),
        Error::Chain(error) => error.is(RaymentError::NothingDue),
        _ => false,
    }
}

/// What a provider loses that leaves these channels as they are.
fn lost(open: &[Unredeemed], coins: &Coins) -> String {
    let count = match open.len() {
        1 => "1 channel has not ended".to_owned(),
        count => format!("{count} channels have not ended"),
    };
    let mut lines = vec![format!(
        "{count}. Once your account is closed anyone can end them, and what was not redeemed by then goes to their payers:"
    )];
    lines.extend(open.iter().map(|one| {
        let (channel, phase) = (one.channel, one.phase.name());
        let [time, vouchers] = [one.by_time, one.by_vouchers].map(|units| coin_of(one, coins).money(units));
        format!(
            "  {channel}, {phase}: {time} is due for its time, vouchers not redeemed yet may pay up to {vouchers} more"
        )
    }));
    let time = words(&sums(open, coins, |one| one.by_time));
    let vouchers = words(&sums(open, coins, |one| one.by_vouchers));
    lines.push(format!(
        "what is due for their time, {time}, is redeemed before you leave; lost is what vouchers still pay, up to {vouchers}, \
         and whatever is earned after that"
    ));
    lines.join("\n")
}

fn instead() -> &'static str {
    "redeem the vouchers that you hold with `rayment channel redeem CHANNEL VOUCHER`, then end each channel with \
     `rayment channel close CHANNEL`; or give --leave-channels to lose them"
}

/// The sum of each coin that there is any of.
fn sums(channels: &[Unredeemed], coins: &Coins, part: impl Fn(&Unredeemed) -> u64) -> Vec<Money> {
    let mut sums: BTreeMap<Pubkey, Money> = BTreeMap::new();
    for one in channels {
        let sum = sums.entry(one.mint).or_insert(coin_of(one, coins).money(0));
        sum.units = sum.units.saturating_add(part(one));
    }
    sums.into_values().filter(|sum| sum.units > 0).collect()
}

fn coin_of(one: &Unredeemed, coins: &Coins) -> Coin {
    coins.get(&one.mint).copied().unwrap_or(Coin::SOL)
}

fn words(sums: &[Money]) -> String {
    let words: Vec<_> = sums.iter().map(Money::to_string).collect();
    if words.is_empty() { sol(0) } else { words.join(" and ") }
}

/// What holds a retired provider's account open, and how it ends.
fn remains(left: &Numbers, purses: &[purse::View]) -> String {
    let mut lines = Vec::new();
    if left.jobs > 0 {
        lines.push(format!("{} of its jobs are not settled", left.jobs));
    }
    if left.stake_lamports > 0 {
        lines.push(format!(
            "{} of stake is still locked: `rayment stake unlock --as provider`",
            sol(left.stake_lamports)
        ));
    }
    if left.unlocking_lamports > 0 {
        let amount = sol(left.unlocking_lamports);
        lines.push(format!("{amount} of stake is on its way out: `rayment stake take --as provider` when it is due"));
    }
    if left.balance_lamports > 0 {
        lines.push(format!("{} is to be withdrawn: `rayment provider withdraw`", sol(left.balance_lamports)));
    }
    lines.extend(purses.iter().map(|purse| {
        let (mint, balance) = (&purse.mint, purse.balance);
        format!("a purse with {balance} is open: `rayment provider purse withdraw {mint} --close`")
    }));
    lines.push("then `rayment provider retire` once more closes the account, and its rent comes back".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use rayment_core::provider::Status;
    use rayment_sdk::channel::Phase;

    use super::*;
    use crate::commands::provider::tests::holding;

    #[test]
    fn who_retires_is_told_what_is_left_and_how_to_get_it() {
        let left = remains(&holding(1_000_000_000, 500_000_000, (2, Status::Retired)), &[]);
        for part in ["2 of its jobs", "1 SOL of stake", "stake unlock", "0.5 SOL of stake", "stake take", "retire"] {
            assert!(left.contains(part), "{part}: {left}");
        }
        assert!(!remains(&holding(0, 0, (1, Status::Retired)), &[]).contains("stake"));
    }

    #[test]
    fn who_leaves_channels_is_told_what_each_may_still_pay_and_what_is_lost() {
        let channel = |byte, by_time, by_vouchers| {
            let channel = Pubkey::new_from_array([byte; 32]);
            Unredeemed { channel, mint: Pubkey::default(), phase: Phase::Running, by_time, by_vouchers }
        };
        let open = [channel(1, 20_000_000, 300_000_000), channel(2, 0, 700_000_000)];
        let coins = Coins::from([(Pubkey::default(), Coin::SOL)]);
        let said = lost(&open, &coins);
        for part in [
            "2 channels have not ended".to_owned(),
            format!("{}, running: 0.02 SOL is due for its time", open[0].channel),
            format!("{}, running: 0 SOL", open[1].channel),
            "goes to their payers".to_owned(),
            "lost is what vouchers still pay, up to 1 SOL".to_owned(),
        ] {
            assert!(said.contains(&part), "{part}: {said}");
        }
        assert!(lost(&open[..1], &coins).starts_with("1 channel has not ended"));
        assert_eq!(
            Channels::at(&open, &coins).text(),
            "2 open channels; 0.02 SOL is due for time, and vouchers that were not redeemed may pay up to 1 SOL more"
        );
        assert_eq!(Channels::at(&[], &coins).text(), "no open channel");
    }
}
