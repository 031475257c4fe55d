//! Which channels to redeem, to end and to close, from a snapshot. Pure: the same snapshot and time give the same
//! actions. What a step would pay is asked of the rules themselves.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rayment_client::{
    Channel, chain_key,
    instructions::{Redeemed, channel_redeem, channel_steer},
    token::Weight,
};
use rayment_core::{
    Next,
    channel::{ChannelError, ChannelPhase, ChannelState, ChannelStep, Command, Facts, Payee, Signer, Steer, Word},
    money::Holding,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::{
    check::{HOUR, balance, with_top_up},
    store::{Held, Kept},
};

/// How long vouchers are kept once their channel is missing: a node that lags behind must not make anyone throw them
/// away.
const KEPT_SECS: i64 = 86_400;

/// Seconds for which nobody is taken to have stopped, whatever the grace: payers sign every 30 seconds.
const QUIET_SECS: u16 = 60;

/// When redeeming is worth it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Lamports that redeeming a voucher costs. The network charges for two signatures, the transaction's and the
    /// voucher's.
    pub fee: u64,
    /// A channel is redeemed once it pays so many times that…
    pub times: u64,
    /// …or more than that alone, and one of its deadlines comes in no more than so many seconds. So is whatever it pays
    /// in tokens that nobody knows the weight of.
    pub ahead_secs: u32,
}

impl Policy {
    /// A hundredth of what is redeemed goes to the network at the most, and ten minutes are left for retrying.
    pub const DEFAULT: Policy = Policy { fee: 10_000, times: 100, ahead_secs: 600 };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Everything that the plan depends on.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The present slot.
    pub slot: u64,
    /// The provider's channels that are not closed.
    pub channels: Vec<ChannelView>,
    /// The vouchers of each channel.
    pub held: BTreeMap<Pubkey, Kept>,
    /// Since when the account of a channel has been missing.
    pub missing: BTreeMap<Pubkey, i64>,
    /// Channels that are served no more: they end now.
    pub over: BTreeSet<Pubkey>,
    /// Pays for the transactions.
    pub operator: Pubkey,
    pub policy: Policy,
}

/// A channel as it was just read.
#[derive(Clone, Copy, Debug)]
pub struct ChannelView {
    /// With what lies in its account; in tokens with what it is paid in.
    pub channel: Channel,
    /// The fee of the parameters that it names, in basis points.
    pub fee_bps: u16,
    /// The least amount that its payer can take: what an empty wallet lacks for its rent. `None` where tokens can't be
    /// credited to it.
    pub payer_takes: Option<u64>,
    /// What its tokens weigh, where the market has said so within the last day.
    pub weight: Option<Weight>,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Collect what is owed: by this voucher, or by what the chain knows already.
    Redeem { channel: Channel, with: Option<Held> },
    /// Collect, and end the channel: the rest goes back to its payer. The operator signs.
    End { channel: Channel, with: Option<Held> },
    /// Close the account: its rent goes back to who lent it.
    Close { channel: Channel },
    /// Remove a voucher that pays nothing any more.
    Forget(Pubkey),
}

impl Action {
    /// The channel that it is about.
    pub fn channel(&self) -> Pubkey {
        match self {
            Self::Redeem { channel, .. } | Self::End { channel, .. } | Self::Close { channel } => channel.address,
            Self::Forget(channel) => *channel,
        }
    }

    /// Its name in logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Redeem { .. } => "redeem a channel",
            Self::End { .. } => "end a channel",
            Self::Close { .. } => "close a channel",
            Self::Forget(_) => "forget a voucher",
        }
    }

    /// What is sent for it, in this order and next to each other; nothing where there is nothing to send.
    pub fn instructions(&self, operator: &Pubkey, market: &Pubkey) -> Vec<Instruction> {
        match self {
            Self::Redeem { channel, with } => redeems(market, channel, with.as_ref()),
            Self::Close { channel } => redeems(market, channel, None),
            Self::End { channel, with } => {
                let first = with.iter().flat_map(|held| redeems(market, channel, Some(held)));
                first.chain([channel_steer(operator, market, channel, Steer::End)]).collect()
            }
            Self::Forget(_) => Vec::new(),
        }
    }
}

fn redeems(market: &Pubkey, channel: &Channel, with: Option<&Held>) -> Vec<Instruction> {
    let word = with.map_or(Redeemed::Nothing, |held| Redeemed::Voucher(&held.signed, &held.signature));
    channel_redeem(market, channel, &word)
}

/// The next actions, the most pressing first.
pub fn plan(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let mut due: Vec<_> = snapshot
        .channels
        .iter()
        .filter(|view| concerns(&view.channel, &snapshot.held, &snapshot.operator))
        .filter_map(|view| Some((rank(snapshot, view, now), next(snapshot, view, now)?)))
        .collect();
    due.sort_by_key(|(rank, action)| (matches!(action, Action::Close { .. }), *rank, action.channel()));
    due.into_iter().map(|(_, action)| action).chain(forgotten(snapshot, now)).collect()
}

/// Whether a transaction for this channel is worth the operator's money: a voucher is held, something was earned, or
/// the operator lent the rent. Anyone can open channels with a provider, and have them ended and closed.
pub(super) fn concerns(channel: &Channel, held: &BTreeMap<Pubkey, Kept>, operator: &Pubkey) -> bool {
    // What the chain knows and has not booked yet counts as earned; without the fee, which only lessens it.
    let has_earned = with_top_up(channel).owed(0, i64::MAX) > 0;
    let has_lent = chain_key(&channel.state.rent_payer) == *operator;
    held.contains_key(&channel.address) || has_earned || has_lent
}

/// What is due earliest goes first, then what pays most.
fn rank(snapshot: &Snapshot, view: &ChannelView, now: i64) -> (i64, Reverse<u64>) {
    let with = word_of(snapshot, view, now);
    let pays = weighed(view, pays(snapshot, view, with.as_ref(), now)).unwrap_or(0);
    (deadline(view, with.as_ref(), now).unwrap_or(i64::MAX), Reverse(pays))
}

fn next(snapshot: &Snapshot, view: &ChannelView, now: i64) -> Option<Action> {
    let channel = view.channel;
    match channel.state.phase {
        ChannelPhase::Ended => closes(snapshot, view, now).then_some(Action::Close { channel }),
        ChannelPhase::Running | ChannelPhase::Paused | ChannelPhase::Closing => {
            let with = word_of(snapshot, view, now);
            if snapshot.over.contains(&channel.address) || has_stopped(snapshot, view, now) {
                return Some(Action::End { channel, with });
            }
            // Vouchers count no more, and anyone may end it.
            if channel.state.end_due().is_some_and(|due| now >= due) {
                return Some(Action::Redeem { channel, with: None });
            }
            is_worth_it(snapshot, view, with.as_ref(), now).then_some(Action::Redeem { channel, with })
        }
    }
}

/// The highest voucher that counts now, if it says more than the chain knows.
fn word_of(snapshot: &Snapshot, view: &ChannelView, now: i64) -> Option<Held> {
    let state = &view.channel.state;
    let is_open = state.end_due().is_some_and(|due| now < due);
    let held = snapshot.held.get(&view.channel.address)?.counting(now)?;
    let is_new = held.cumulative() > state.voucher && held.signed.key == state.signer;
    (is_open && is_new).then_some(held)
}

/// Whether what the payer of a channel with a rate has signed no longer covers, with the grace, the time that it ran:
/// what is served from then on is not paid. Who has acknowledged nothing yet has not begun: a rented machine may
/// still be starting.
fn has_stopped(snapshot: &Snapshot, view: &ChannelView, now: i64) -> bool {
    let ChannelState { rate, phase, grace, voucher, .. } = view.channel.state;
    let held = snapshot.held.get(&view.channel.address).and_then(Kept::highest);
    let signed = held.map_or(0, |held| held.cumulative()).max(voucher);
    let (ran, granted) = (view.channel.state.ran(now), grace.max(QUIET_SECS));
    // Sums are rounded down: less than a lamport may be missing.
    let signed_for = (u128::from(signed) + 1) * HOUR;
    let unsigned = u128::from(rate) * u128::from(ran.saturating_sub(granted.into()));
    rate > 0 && phase == ChannelPhase::Running && signed > 0 && unsigned >= signed_for
}

fn is_worth_it(snapshot: &Snapshot, view: &ChannelView, with: Option<&Held>, now: i64) -> bool {
    let Policy { fee, times, ahead_secs } = snapshot.policy;
    let pays = pays(snapshot, view, with, now);
    let is_near = deadline(view, with, now).is_some_and(|at| at.saturating_sub(now) <= i64::from(ahead_secs));
    match weighed(view, pays) {
        Some(lamports) => (lamports > 0 && lamports >= fee.saturating_mul(times)) || (lamports > fee && is_near),
        None => pays > 0 && is_near,
    }
}

/// Lamports that an amount of the channel weighs; `None` where nobody knows.
fn weighed(view: &ChannelView, amount: u64) -> Option<u64> {
    if view.channel.state.is_sol() { Some(amount) } else { Some(view.weight?.lamports(amount)) }
}

/// When the next thing ends: the voucher, the channel's time, or the time for vouchers.
fn deadline(view: &ChannelView, with: Option<&Held>, now: i64) -> Option<i64> {
    let state = &view.channel.state;
    let voucher = with.map(|held| held.signed.voucher.expires_at).filter(|at| *at != 0);
    let all = [voucher, Some(state.expires_at), state.end_due()];
    all.into_iter().flatten().filter(|at| *at > now).min()
}

/// What redeeming would bring the provider now: what it is paid, and what is written down as owed to it.
fn pays(snapshot: &Snapshot, view: &ChannelView, with: Option<&Held>, now: i64) -> u64 {
    let word = with.map(|held| Word::Voucher(held.signed));
    let Ok(step) = redeemed(snapshot, view, word, now) else { return 0 };
    let owed = match &step.next {
        Next::Continues(state) => state.owed_provider.saturating_sub(view.channel.state.owed_provider),
        Next::Ended(_) => 0,
    };
    step.transfers.amount(Holding::Deposit, Holding::Balance).saturating_add(owed)
}

/// Whether the account goes now. Who is owed something that can't be paid yet keeps it open.
fn closes(snapshot: &Snapshot, view: &ChannelView, now: i64) -> bool {
    redeemed(snapshot, view, None, now).is_ok_and(|step| matches!(step.next, Next::Ended(_)))
}

fn redeemed(
    snapshot: &Snapshot,
    view: &ChannelView,
    word: Option<Word>,
    now: i64,
) -> Result<ChannelStep, ChannelError> {
    let ChannelView { channel, fee_bps, payer_takes, .. } = *view;
    let can_be_paid = channel.state.is_sol() || channel.payment.is_some_and(|payment| payment.has_purse);
    let provider = if can_be_paid { Payee::Ready } else { Payee::Blocked };
    let facts = Facts { now, slot: snapshot.slot, fee_bps, balance: balance(&channel), provider, payer_takes };
    let command = Command::Redeem { channel: rayment_client::rule_key(&channel.address), word };
    channel.state.step(&facts, Signer::Anyone, &command)
}

/// Vouchers of channels that have been missing for a day.
fn forgotten(snapshot: &Snapshot, now: i64) -> impl Iterator<Item = Action> + '_ {
    let is_there = |address: &Pubkey| snapshot.channels.iter().any(|view| view.channel.address == *address);
    let is_gone = move |address: &&Pubkey| {
        let since = snapshot.missing.get(*address);
        since.is_some_and(|since| now >= since.saturating_add(KEPT_SECS)) && !is_there(address)
    };
    snapshot.held.keys().filter(is_gone).map(|address| Action::Forget(*address))
}
