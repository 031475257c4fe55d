//! What a keeper does: a check in the background, or something on the chain.

use rayment_client::{
    Job, Market, Order, Payee, Token, Urgency,
    instructions::{self, Clearing},
};
use rayment_core::{
    Hash,
    job::{Evidence, FailReason, Phase, flag},
    order::Draw,
    proof::challenge::Challenge,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::snapshot::Snapshot;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Fetch the delivery, and compare the challenged tiles once they are known. Asking again for
    /// a check that is running or done changes nothing.
    Check(CheckRequest),
    /// Try to load the scene of this spec, which a provider has reported as broken.
    TryScene {
        spec: Hash,
    },
    Send(ChainAction),
}

/// A delivery to check, the time there is for it, and the fee that it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckRequest {
    pub job: Job,
    pub challenge: Option<Challenge>,
    /// Tiles that are challenged, or will be.
    pub tiles: u64,
    /// Lamports that the fee weighs which this delivery brings: of those due together the dearest goes first.
    pub fee: u64,
    /// Its provider renders on processors only, as the keeper does: then bits are compared, even where the
    /// spec allows any device.
    pub same_class: bool,
    /// When the verdict is due by the chain's clock, and the seconds until then.
    pub due: i64,
    pub left_secs: u64,
}

impl CheckRequest {
    /// Whether nobody will compare its tiles, as things stand.
    pub fn is_spared(&self) -> bool {
        let state = &self.job.state;
        state.has(flag::UNCHECKED) && !matches!(state.phase, Phase::Disputed { .. })
    }
}

/// What is sent to the chain about one job, one order or some fees; all its instructions go into one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainAction {
    Assign {
        job: Job,
        provider: Pubkey,
        /// The offer by which the provider takes a job in tokens; none for SOL, where its own terms count.
        by: Option<ByOffer>,
        /// The spec was loaded here: whoever calls it broken loses the bond.
        loads: bool,
    },
    Seal {
        job: Job,
    },
    /// Seals first and settles at once where that is possible.
    Accept {
        job: Job,
        /// Of the challenge that was checked.
        seed: Hash,
        seal: bool,
        settle: bool,
    },
    Reject {
        job: Job,
        seal: bool,
        evidence: Evidence,
    },
    /// Says what is wrong: tiles that are missing or unlike, which gives the job back to the market; a
    /// spec that is broken, which ends it, or that loads. Seals first where that is needed.
    Fail {
        job: Job,
        reason: FailReason,
        seal: bool,
    },
    Settle {
        job: Job,
    },
    Expire {
        job: Job,
    },
    /// Pays what could not be credited when a job in tokens ended, as far as it can be now.
    Clear {
        job: Job,
        market: Market,
        /// Whether the provider still has its purse.
        has_purse: bool,
    },
    /// Makes the next jobs of an order, one after the other.
    Draw {
        order: Order,
        /// None for SOL.
        token: Option<Token>,
        /// Each with its index.
        draws: Vec<(u32, Draw)>,
    },
    /// Pays out what an order that is done does not need.
    Return {
        order: Order,
        /// Its own account of this token is emptied as well.
        token: Option<Token>,
        /// Its time is over: its account goes too.
        closes: bool,
    },
    /// Moves fees to the market's treasury: a provider's, or what the market keeps of those that have left.
    Sweep {
        market: Market,
        provider: Option<Pubkey>,
    },
}

/// A provider's offer for rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByOffer {
    pub class: u16,
    pub token: Token,
}

/// What can be done about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStep {
    Draw,
    Return,
    Close,
}

/// An action as a transaction carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub action: ChainAction,
    pub instructions: Vec<Instruction>,
}

impl Prepared {
    /// `payee` is that of the job whose money moves.
    pub fn new(action: ChainAction, keeper: &Pubkey, payee: &Payee) -> Self {
        Self { instructions: action.instructions(keeper, payee), action }
    }
}

impl ChainAction {
    /// The order that it is about, and what it does to it.
    pub fn order(&self) -> Option<(&Order, OrderStep)> {
        match self {
            Self::Draw { order, .. } => Some((order, OrderStep::Draw)),
            Self::Return { order, closes: false, .. } => Some((order, OrderStep::Return)),
            Self::Return { order, closes: true, .. } => Some((order, OrderStep::Close)),
            Self::Assign { .. }
            | Self::Seal { .. }
            | Self::Accept { .. }
            | Self::Reject { .. }
            | Self::Fail { .. }
            | Self::Settle { .. }
            | Self::Expire { .. }
            | Self::Clear { .. }
            | Self::Sweep { .. } => None,
        }
    }

    /// The job whose money may move by it: refund and rent go to that job's payee.
    pub fn pays_for(&self) -> Option<&Job> {
        match self {
            Self::Accept { job, settle: true, .. }
            | Self::Reject { job, .. }
            | Self::Fail { job, .. }
            | Self::Settle { job }
            | Self::Expire { job }
            | Self::Clear { job, .. } => Some(job),
            Self::Assign { .. }
            | Self::Seal { .. }
            | Self::Accept { settle: false, .. }
            | Self::Draw { .. }
            | Self::Return { .. }
            | Self::Sweep { .. } => None,
        }
    }

    /// The account that it is about: a job's, an order's, a provider's or the market's.
    pub fn account(&self) -> Pubkey {
        match self {
            Self::Assign { job, .. }
            | Self::Seal { job }
            | Self::Accept { job, .. }
            | Self::Reject { job, .. }
            | Self::Fail { job, .. }
            | Self::Settle { job }
            | Self::Expire { job }
            | Self::Clear { job, .. } => job.address,
            Self::Draw { order, .. } | Self::Return { order, .. } => order.address,
            Self::Sweep { market, provider } => provider.unwrap_or(market.address),
        }
    }

    /// Which attempt at a job it is about.
    pub fn attempt(&self) -> Option<u8> {
        match self {
            Self::Assign { job, .. }
            | Self::Seal { job }
            | Self::Accept { job, .. }
            | Self::Reject { job, .. }
            | Self::Fail { job, .. }
            | Self::Settle { job }
            | Self::Expire { job }
            | Self::Clear { job, .. } => Some(job.state.attempt),
            Self::Draw { .. } | Self::Return { .. } | Self::Sweep { .. } => None,
        }
    }

    /// Its name in logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Seal { .. } => "seal",
            Self::Accept { .. } => "accept",
            Self::Reject { .. } => "reject",
            Self::Fail { reason, .. } => match reason {
                FailReason::Missing => "give back: tiles are missing",
                FailReason::Unlike => "give back: tiles are unlike",
                FailReason::Broken => "confirm a broken spec",
                FailReason::Loads => "say that a spec loads",
                FailReason::Worker | FailReason::Spec => "fail",
            },
            Self::Settle { .. } => "settle",
            Self::Expire { .. } => "expire",
            Self::Clear { .. } => "pay what a job still owes",
            Self::Draw { .. } => "draw",
            Self::Return { closes: false, .. } => "return what is left of an order",
            Self::Return { closes: true, .. } => "close an order",
            Self::Sweep { .. } => "sweep fees",
        }
    }

    /// Until when a verdict or a word on a spec has to be on the chain; the rest can be done later as well.
    pub fn urgency(&self, snapshot: &Snapshot) -> Option<Urgency> {
        match self {
            Self::Seal { job } | Self::Accept { job, .. } | Self::Reject { job, .. } | Self::Fail { job, .. } => {
                Urgency::of(&job.state, snapshot.params.get(&job.state.params)?, snapshot.now)
            }
            Self::Assign { .. }
            | Self::Settle { .. }
            | Self::Expire { .. }
            | Self::Clear { .. }
            | Self::Draw { .. }
            | Self::Return { .. }
            | Self::Sweep { .. } => None,
        }
    }

    /// `payee` is that of [`ChainAction::pays_for`]; without such a job nothing looks at it.
    fn instructions(&self, keeper: &Pubkey, payee: &Payee) -> Vec<Instruction> {
        let mut list = Vec::new();
        match self {
            Self::Assign { job, provider, by, loads } => list.push(match by {
                None => instructions::job_assign(keeper, job, provider, *loads),
                Some(ByOffer { class, token }) => {
                    instructions::job_assign_by(keeper, job, provider, (*class, Some(token)), *loads)
                }
            }),
            Self::Seal { job } => list.push(instructions::job_seal(job)),
            Self::Accept { job, seed, seal, settle } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_accept(keeper, job, *seed));
                list.extend(settle.then(|| instructions::job_settle(job, payee)));
            }
            Self::Reject { job, seal, evidence } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_reject(keeper, (job, payee), evidence));
            }
            Self::Fail { job, reason, seal } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_fail(keeper, (job, payee), *reason));
            }
            Self::Settle { job } => list.push(instructions::job_settle(job, payee)),
            Self::Expire { job } => list.push(instructions::job_expire(job, payee)),
            Self::Clear { job, market, has_purse } => {
                list.extend(instructions::job_clear(job, payee, market, *has_purse, Clearing::Usual));
            }
            Self::Draw { order, token, draws } => {
                let of = (&order.state.quote, token.as_ref());
                list.extend(draws.iter().map(|draw| instructions::order_draw_next(keeper, of, false, Some(draw))));
            }
            Self::Return { order, token, .. } => list.push(match token {
                None => instructions::order_return(keeper, &order.state.quote, true, false),
                Some(token) => instructions::order_return_in(keeper, &order.state.quote, true, false, token),
            }),
            Self::Sweep { market, provider } => list.push(instructions::provider_sweep(provider.as_ref(), market)),
        }
        list
    }
}
