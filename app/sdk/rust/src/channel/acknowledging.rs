//! Acknowledging: a voucher every 30 seconds for what was served, as long as the service works.
//!
//! The payer's side never says more than it has seen: what it signs is what the service is known to have done, and
//! never above what the deposit carries or, with a rate, what the time that the channel ran comes to. When the work
//! stops, so do the vouchers; with a rate a provider can then earn the market's grace more, 90 seconds at the most,
//! unless the channel is paused.
//!
//! Service and world are given, so that tests bring their own time and chain.

use std::{future::Future, sync::Arc, time::Duration};

use rayment_client::{Channel, rule_key};
use rayment_core::channel::{ChannelPhase, ChannelState, Voucher};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

use super::{
    ChannelRefusal, Found, SignedVoucher,
    standing::{Phase, counted, phase},
    voucher::most,
};
use crate::{Error, Session};

/// Seconds from one voucher to the next: two of them may be lost within the 90 seconds that a provider waits.
pub const EVERY_SECS: u64 = 30;
/// So many answers may fail to come, one after the other, before the work counts as stopped.
const SILENCE: u32 = 2;
/// So many looks at the chain may fail before the loop does.
const BLIND: u32 = 3;
const HOUR: u64 = 3_600;

/// What the service has done so far, as its caller knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// What it is owed since the channel was opened, without the fee, in lamports or base units of its token.
    Owes(u64),
    /// It answers now: the time between two such answers is owed by the channel's rate.
    Answers,
    /// It does no more; what it has done in all, where that is known.
    Stopped(Option<u64>),
}

/// The service did not answer, and why as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer(pub String);

/// The service that is paid.
pub trait Service: Send {
    /// What it has done.
    fn served(&mut self) -> impl Future<Output = Result<Served, NoAnswer>> + Send;

    /// Hands it a voucher. One that does not arrive is handed over again, or a higher one in its place.
    fn take(&mut self, voucher: &SignedVoucher) -> impl Future<Output = Result<(), NoAnswer>> + Send;

    /// More was served than may be signed: with this deposit it is paid no further.
    fn short(&mut self, owed: u64, most: u64) {
        let _ = (owed, most);
    }
}

/// What is seen of the world at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// `None` once it is closed.
    pub channel: Option<Channel>,
    pub fee_bps: u16,
    /// The chain's clock.
    pub now: i64,
}

/// Chain, disk and time.
pub trait World: Send {
    fn look(&mut self) -> impl Future<Output = Result<Seen, Error>> + Send;

    /// Writes a voucher down before anybody is given it.
    ///
    /// # Errors
    /// Then it is not handed out.
    fn keep(&mut self, voucher: &SignedVoucher) -> Result<(), Error>;

    fn wait(&mut self, secs: u64) -> impl Future<Output = ()> + Send;
}

/// Why no more vouchers are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The service says so.
    Stopped,
    /// It did not answer twice running.
    Silent(String),
    /// The channel takes none for what comes: it closes, its time is over, or it is gone.
    Over,
}

/// The loop of one channel.
pub struct Acknowledging {
    channel: Pubkey,
    key: Arc<Keypair>,
    /// The highest sum that was signed.
    signed: u64,
    /// Signed, and not handed over yet.
    waiting: Option<SignedVoucher>,
    answers: Answers,
}

/// The time that the service has answered.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    /// What was signed before the first.
    base: u64,
    secs: u64,
    /// When it last answered, while the channel ran.
    last: Option<i64>,
}

impl Answers {
    /// What this answer brings the sum to.
    fn count(&mut self, state: &ChannelState, now: i64) -> u64 {
        if state.phase != ChannelPhase::Running {
            self.last = None;
        } else {
            let since = self.last.and_then(|last| u64::try_from(now.saturating_sub(last)).ok());
            self.secs = self.secs.saturating_add(since.unwrap_or(0));
            self.last = Some(now);
        }
        let owed = u128::from(state.rate) * u128::from(self.secs) / u128::from(HOUR);
        self.base.saturating_add(u64::try_from(owed).unwrap_or(u64::MAX))
    }
}

impl Acknowledging {
    /// Goes on from what was signed before, also before a crash.
    pub fn new(channel: Pubkey, key: Arc<Keypair>, signed: u64) -> Self {
        let answers = Answers { base: signed, ..Answers::default() };
        Self { channel, key, signed, waiting: None, answers }
    }

    /// Of a channel whose key is kept here.
    ///
    /// # Errors
    /// [`ChannelRefusal::NoKey`], [`Error::File`].
    pub fn of(session: &Session, found: &Found) -> Result<Self, Error> {
        let channel = found.channel.address;
        let key = found.session_key(session)?.ok_or(ChannelRefusal::NoKey(channel))?;
        let last = session.saved.channels().last(&channel)?.map_or(0, |voucher| voucher.cumulative());
        Ok(Self::new(channel, key, last.max(found.channel.state.voucher)))
    }

    /// The highest sum that was signed.
    pub fn signed(&self) -> u64 {
        self.signed
    }

    /// Signs until the work stops, and says why it has.
    ///
    /// # Errors
    /// Where the chain can't be read for a while, or a voucher can't be written down.
    pub async fn run(&mut self, service: &mut impl Service, world: &mut impl World) -> Result<Ended, Error> {
        let (mut silent, mut blind) = (0, 0);
        loop {
            let round = match service.served().await {
                Err(NoAnswer(why)) => {
                    self.answers.last = None;
                    Round::NoAnswer(why)
                }
                Ok(served) => match world.look().await {
                    Err(error) if blind + 1 >= BLIND => return Err(error),
                    // What can't be seen is not signed; the next look brings the sum up to date.
                    Err(_) => Round::Unseen,
                    Ok(seen) => self.round(served, &seen, service, world).await?,
                },
            };
            match round {
                Round::GoesOn => (silent, blind) = (0, 0),
                Round::Unseen => blind += 1,
                Round::NoAnswer(why) if silent + 1 >= SILENCE => return Ok(Ended::Silent(why)),
                Round::NoAnswer(_) => silent += 1,
                Round::Ended(why) => return Ok(why),
            }
            world.wait(EVERY_SECS).await;
        }
    }

    async fn round(
        &mut self,
        served: Served,
        seen: &Seen,
        service: &mut impl Service,
        world: &mut impl World,
    ) -> Result<Round, Error> {
        let Some(state) = seen.channel.as_ref().map(counted) else { return Ok(Round::Ended(Ended::Over)) };
        let (owed, stopped) = match served {
            Served::Owes(owed) => (owed, false),
            Served::Answers => (self.answers.count(&state, seen.now), false),
            Served::Stopped(owed) => (owed.unwrap_or(self.signed), true),
        };
        // While it closes, what was served before still counts.
        let is_over = match phase(&state, seen.now) {
            Phase::Running | Phase::Paused => false,
            Phase::Closing => true,
            Phase::Due | Phase::Ended => return Ok(Round::Ended(Ended::Over)),
        };
        let most = most(&state, seen.fee_bps, seen.now);
        if owed > most {
            service.short(owed, most);
        }
        self.sign(owed.min(most), world)?;
        let taken = self.hand_over(service).await;
        Ok(match taken {
            _ if stopped => Round::Ended(Ended::Stopped),
            _ if is_over => Round::Ended(Ended::Over),
            Err(NoAnswer(why)) => Round::NoAnswer(why),
            Ok(()) => Round::GoesOn,
        })
    }

    /// Signs a sum that is higher than the last.
    fn sign(&mut self, cumulative: u64, world: &mut impl World) -> Result<(), Error> {
        if cumulative <= self.signed {
            return Ok(());
        }
        let voucher = Voucher { channel: rule_key(&self.channel), cumulative, expires_at: 0 };
        let voucher = SignedVoucher::sign(&self.key, voucher);
        world.keep(&voucher)?;
        (self.signed, self.waiting) = (cumulative, Some(voucher));
        Ok(())
    }

    async fn hand_over(&mut self, service: &mut impl Service) -> Result<(), NoAnswer> {
        if let Some(voucher) = &self.waiting {
            service.take(voucher).await?;
            self.waiting = None;
        }
        Ok(())
    }
}

/// What a round came to.
enum Round {
    GoesOn,
    /// The chain could not be read.
    Unseen,
    NoAnswer(String),
    Ended(Ended),
}

/// The ledger of a session, its disk, and this machine's clock.
pub struct OnLedger<'a> {
    session: &'a Session,
    channel: Pubkey,
    fee_bps: u16,
}

impl<'a> OnLedger<'a> {
    pub fn new(session: &'a Session, found: &Found) -> Self {
        Self { session, channel: found.channel.address, fee_bps: found.fee_bps }
    }
}

impl World for OnLedger<'_> {
    async fn look(&mut self) -> Result<Seen, Error> {
        // The clock first: an older time grants less.
        let now = self.session.chain.clock().await?.unix_timestamp;
        let channel = match self.session.chain.channel(&self.channel).await? {
            Some(channel) => Some(self.session.chain.with_payment(channel).await?),
            None => None,
        };
        Ok(Seen { channel, fee_bps: self.fee_bps, now })
    }

    fn keep(&mut self, voucher: &SignedVoucher) -> Result<(), Error> {
        self.session.saved.channels().note(voucher)
    }

    async fn wait(&mut self, secs: u64) {
        tokio::time::sleep(Duration::from_secs(secs)).await;
    }
}
