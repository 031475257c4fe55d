//! A channel in its world, and the numbers of the worked example.

use rayment_core::{
    Hash, Native, Next, Pubkey,
    channel::{
        ChannelError, ChannelPhase, ChannelState, ChannelTerms, Closed, Command, Facts, Opening, Parties, Payee, Signer,
    },
    money::{Holding, Terms},
    proof::challenge::SlotHashes,
    provider::{ProviderState, Status},
    stake::Stake,
};

use super::actors::{ANNA, Actor, HUB, PAULA, SESSION, STRANGER, key};

pub const NOON: i64 = 1_800_000_000;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;
pub const VERSION: u16 = 3;
pub const CHANNEL: Pubkey = key(0x10);
pub const MINT: Pubkey = key(0x33);
pub const SALT: u64 = 7;
/// The slot in the channel's address.
pub const SLOT: u64 = 1_000;
/// From this slot on the account may close.
pub const SPENT: u64 = SLOT + 513;
pub const RENT: u64 = 3_598_320;

pub const DEPOSIT: u64 = 10_500_000;
/// What the deposit carries beside a fee of 5 % on it.
pub const CAP: u64 = 10_000_000;
/// An hour; 1,000 a second.
pub const RATE: u64 = 3_600_000;
pub const GRACE_SECS: u16 = 90;
/// 90 seconds of the rate.
pub const GRACE: u64 = 90_000;
pub const CLOSE_SECS: i64 = DAY;

/// What an action pays, or why it is refused.
pub type Answer = Result<Payments, ChannelError>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
}

pub const NOTHING: Payments = Payments { earnings: 0, fee: 0, refund: 0 };

/// So much for the provider, with 5 % of it.
pub fn paid(earnings: u64) -> Payments {
    Payments { earnings, fee: earnings / 20, refund: 0 }
}

pub fn terms() -> ChannelTerms {
    ChannelTerms {
        params: VERSION,
        fee_bps: 500,
        kind: 5,
        signer: SESSION.key,
        subject: [0x50; 32],
        ssh: [0x55; 32],
        ssh_hashed: false,
        rate: RATE,
        close_secs: CLOSE_SECS as u32,
        expires_at: NOON + 7 * DAY,
    }
}

/// The account of the provider that Anna signs for.
pub fn provider() -> ProviderState {
    ProviderState {
        market: key(0x3a),
        authority: key(0xa2),
        operator: key(0xa3),
        payout: key(0xa4),
        profile: [0; 32],
        terms: Terms::default(),
        status: Status::Active,
        slots: 1,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: NOON,
        budget: 0,
        working: 0,
        stake: Stake::default(),
        purses: 0,
    }
}

/// A list of slot hashes as the chain writes it: these slots, the newest first, each with the hash of its number.
pub fn slot_hashes(slots: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut data = vec![0; 8];
    let mut count = 0u64;
    for slot in slots {
        data.extend_from_slice(&slot.to_le_bytes());
        data.extend_from_slice(&hash_of(slot));
        count += 1;
    }
    data[..8].copy_from_slice(&count.to_le_bytes());
    data
}

pub fn hash_of(slot: u64) -> Hash {
    let mut hash = [0x5a; 32];
    hash[..8].copy_from_slice(&slot.to_be_bytes());
    hash
}

/// What is proposed, and what is read at the opening.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub terms: ChannelTerms,
    pub salt: u64,
    pub slot: u64,
    pub deposit: u64,
    pub parties: Parties,
    pub now: i64,
    pub present: u64,
    pub slot_hashes: Vec<u8>,
    pub is_paused: bool,
    pub provider: ProviderState,
    pub is_listed: bool,
    pub has_purse: bool,
}

impl Proposal {
    pub fn plain() -> Proposal {
        Proposal {
            terms: terms(),
            salt: SALT,
            slot: SLOT,
            deposit: DEPOSIT,
            parties: Parties { payer: PAULA.key, provider: ANNA.key, rent_payer: HUB.key, mint: Pubkey::default() },
            now: NOON,
            present: SLOT + 3,
            slot_hashes: slot_hashes((0..SLOT + 3).rev().take(512)),
            is_paused: false,
            provider: provider(),
            is_listed: false,
            has_purse: false,
        }
    }

    /// The plain one, but for what `change` does to it.
    pub fn but(change: impl FnOnce(&mut Proposal)) -> Proposal {
        let mut proposal = Self::plain();
        change(&mut proposal);
        proposal
    }

    /// The plain one, in tokens.
    pub fn in_tokens() -> Proposal {
        Self::but(|plain| {
            plain.parties.mint = MINT;
            (plain.is_listed, plain.has_purse) = (true, true);
        })
    }

    pub fn opened(&self) -> Result<Channel, ChannelError> {
        let read = Opening {
            now: self.now,
            slot: self.present,
            slot_hashes: SlotHashes(&self.slot_hashes),
            params: VERSION,
            fee_bps: 500,
            grace_secs: GRACE_SECS,
            is_paused: self.is_paused,
            provider: &self.provider,
            is_listed: self.is_listed,
            has_purse: self.has_purse,
            rent: RENT,
        };
        let amounts = (self.salt, self.slot, self.deposit);
        let step = ChannelState::open::<Native>(&self.terms, amounts, &self.parties, &read)?;
        let state = step.next.continues().expect("it is opened");
        let paid: Vec<_> = step.transfers.iter().copied().collect();
        let [deposit] = paid[..] else { panic!("one payment opens a channel: {paid:?}") };
        assert_eq!((deposit.from, deposit.to, deposit.amount), (Holding::Client, Holding::Deposit, self.deposit));
        let rent = if state.is_sol() { RENT } else { 0 };
        Ok(Channel {
            now: self.now,
            slot: self.present,
            balance: rent + self.deposit,
            provider: Payee::Ready,
            payer_takes: Some(0),
            state: Ok(state),
        })
    }
}

/// A channel in its world: the chain's time and slot, what lies in its account or its vault, and who can be paid.
#[derive(Clone, Debug)]
pub struct Channel {
    pub now: i64,
    pub slot: u64,
    pub balance: u64,
    pub provider: Payee,
    pub payer_takes: Option<u64>,
    pub state: Result<ChannelState, Closed>,
}

impl Channel {
    /// A rental at [`RATE`], in SOL; the hub lent the rent.
    pub fn rental() -> Channel {
        Proposal::plain().opened().expect("the plain proposal is good")
    }

    /// Paid by vouchers alone.
    pub fn metered() -> Channel {
        Self::opened(|plain| plain.terms.rate = 0)
    }

    /// The rental, paid in tokens.
    pub fn in_tokens() -> Channel {
        Proposal::in_tokens().opened().expect("the plain proposal is good in tokens")
    }

    pub fn opened(change: impl FnOnce(&mut Proposal)) -> Channel {
        Proposal::but(change).opened().expect("the proposal is good")
    }

    pub fn paused() -> Channel {
        Self::rental().and(|channel| PAULA.pauses(channel))
    }

    /// The payer closes it after an hour of running, with half an hour's voucher redeemed.
    pub fn closing() -> Channel {
        Self::rental().later(HOUR).and(|channel| ANNA.brings(channel, 1_800_000)).and(|channel| PAULA.closes(channel))
    }

    /// The provider ends it after an hour of running, with half an hour's voucher redeemed.
    pub fn ended() -> Channel {
        Self::rental().later(HOUR).and(|channel| ANNA.brings(channel, 1_800_000)).and(|channel| ANNA.ends(channel))
    }

    /// One of each phase.
    pub fn of_each_phase() -> [Channel; 4] {
        [Self::rental(), Self::paused(), Self::closing(), Self::ended()]
    }

    pub fn facts(&self) -> Facts {
        let Channel { now, slot, balance, provider, payer_takes, .. } = *self;
        Facts { now, slot, fee_bps: 500, balance, provider, payer_takes }
    }

    /// One instruction: all of it happens, or nothing.
    pub fn takes(&mut self, signer: Signer, command: &Command) -> Answer {
        let before = *self.state();
        let step = before.step(&self.facts(), signer, command)?;
        let mut payments = Payments::default();
        for payment in step.transfers.iter() {
            let place = match (payment.from, payment.to) {
                (Holding::Deposit, Holding::Balance) => &mut payments.earnings,
                (Holding::Deposit, Holding::Fees) => &mut payments.fee,
                (Holding::Deposit, Holding::Client) => &mut payments.refund,
                (from, to) => panic!("a channel moves nothing from {from:?} to {to:?}"),
            };
            assert_eq!(std::mem::replace(place, payment.amount), 0, "paid twice: {:?}", step.transfers);
        }
        self.balance -= payments.earnings + payments.fee + payments.refund;
        self.state = match step.next {
            Next::Continues(state) => Ok(state),
            Next::Ended(closed) => Err(closed),
        };
        Ok(payments)
    }

    pub fn and(mut self, action: impl FnOnce(&mut Channel) -> Answer) -> Channel {
        action(&mut self).expect("the story so far is lawful");
        self
    }

    pub fn later(mut self, secs: i64) -> Channel {
        self.now += secs;
        self
    }

    pub fn at(&self, now: i64) -> Channel {
        Channel { now, ..self.clone() }
    }

    pub fn at_slot(&self, slot: u64) -> Channel {
        Channel { slot, ..self.clone() }
    }

    /// Somebody pays so much to its address.
    pub fn topped_up(mut self, amount: u64) -> Channel {
        self.balance += amount;
        self
    }

    pub fn with_provider(self, provider: Payee) -> Channel {
        Channel { provider, ..self }
    }

    /// The payer can take no less than this, or nothing at all.
    pub fn with_payer_that_takes(self, payer_takes: Option<u64>) -> Channel {
        Channel { payer_takes, ..self }
    }

    pub fn state(&self) -> &ChannelState {
        self.state.as_ref().expect("the channel goes on")
    }

    pub fn phase(&self) -> ChannelPhase {
        self.state().phase
    }

    pub fn is_closed(&self) -> bool {
        self.state.is_err()
    }

    /// What a stranger's asking pays.
    pub fn due(&mut self) -> Answer {
        STRANGER.redeems(self)
    }
}

/// What the two sides may try, each in its own name.
pub const EVERYBODY: [Actor; 5] = [PAULA, SESSION, HUB, ANNA, STRANGER];
