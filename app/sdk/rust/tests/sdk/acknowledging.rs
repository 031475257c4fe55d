//! The loop that signs vouchers, in virtual time: nothing sleeps.

use std::{
    collections::VecDeque,
    io::{Error as IoError, ErrorKind},
    sync::{Arc, Mutex, MutexGuard},
};

use rayment_client::Channel;
use rayment_core::channel::ChannelPhase;
use rayment_sdk::{
    Error,
    channel::{Acknowledging, Ended, NoAnswer, Seen, Served, Service, SignedVoucher, World},
};

use crate::fixture::{DAY, DEPOSIT, FEE_BPS, OPENED, RATE, channel, key};

/// The most that the deposit carries.
const CAP: u64 = 1_000_000;
const SILENT: &str = "no answer";

/// What happens in the lab at some round.
type Turn = fn(&mut Lab);

/// What is there, and what happens to it.
struct Lab {
    now: i64,
    channel: Option<Channel>,
    /// What the service says, one round after the other; then it says that it has stopped.
    says: VecDeque<Result<Served, NoAnswer>>,
    /// What becomes of the channel before a round, by its number.
    turns: Vec<(u32, Turn)>,
    round: u32,
    takes: bool,
    readable: bool,
    writable: bool,
    kept: Vec<u64>,
    taken: Vec<(i64, u64)>,
    short: Vec<(u64, u64)>,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Lab>>);

impl Shared {
    fn new(rate: u64, says: impl IntoIterator<Item = Result<Served, NoAnswer>>) -> Self {
        Self(Arc::new(Mutex::new(Lab {
            now: OPENED,
            channel: Some(channel(rate)),
            says: says.into_iter().collect(),
            turns: Vec::new(),
            round: 0,
            takes: true,
            readable: true,
            writable: true,
            kept: Vec::new(),
            taken: Vec::new(),
            short: Vec::new(),
        })))
    }

    fn turning(self, round: u32, what: Turn) -> Self {
        self.lab().turns.push((round, what));
        self
    }

    fn lab(&self) -> MutexGuard<'_, Lab> {
        self.0.lock().unwrap()
    }

    async fn run(&self, signed: u64) -> Result<Ended, Error> {
        let mut acknowledging = Acknowledging::new(channel(0).address, key(), signed);
        acknowledging.run(&mut self.clone(), &mut self.clone()).await
    }

    /// Seconds since the opening at which vouchers were taken, and their sums.
    fn taken(&self) -> Vec<(i64, u64)> {
        self.lab().taken.iter().map(|(at, sum)| (at - OPENED, *sum)).collect()
    }
}

impl Service for Shared {
    async fn served(&mut self) -> Result<Served, NoAnswer> {
        let mut lab = self.lab();
        let (round, turns) = (lab.round, std::mem::take(&mut lab.turns));
        turns.iter().filter(|(at, _)| *at == round).for_each(|(_, turn)| turn(&mut lab));
        (lab.turns, lab.round) = (turns, round + 1);
        lab.says.pop_front().unwrap_or(Ok(Served::Stopped(None)))
    }

    async fn take(&mut self, voucher: &SignedVoucher) -> Result<(), NoAnswer> {
        let mut lab = self.lab();
        if !lab.takes {
            return Err(NoAnswer(SILENT.into()));
        }
        voucher.check(&channel(0), lab.now).expect("it is right");
        let now = lab.now;
        lab.taken.push((now, voucher.cumulative()));
        Ok(())
    }

    fn short(&mut self, owed: u64, most: u64) {
        self.lab().short.push((owed, most));
    }
}

impl World for Shared {
    async fn look(&mut self) -> Result<Seen, Error> {
        let lab = self.lab();
        if !lab.readable {
            return Err(Error::Chain(rayment_client::ChainError::NotConfirmed));
        }
        Ok(Seen { channel: lab.channel, fee_bps: FEE_BPS, now: lab.now })
    }

    fn keep(&mut self, voucher: &SignedVoucher) -> Result<(), Error> {
        let mut lab = self.lab();
        if !lab.writable {
            return Err(Error::File { doing: "keep it".into(), source: IoError::from(ErrorKind::StorageFull) });
        }
        lab.kept.push(voucher.cumulative());
        Ok(())
    }

    async fn wait(&mut self, secs: u64) {
        self.lab().now += i64::try_from(secs).unwrap();
    }
}

fn silent() -> Result<Served, NoAnswer> {
    Err(NoAnswer(SILENT.into()))
}

#[tokio::test]
async fn signs_every_30_seconds_for_the_time_that_the_service_answered() {
    let lab = Shared::new(RATE, vec![Ok(Served::Answers); 5]);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 30_000), (60, 60_000), (90, 90_000), (120, 120_000)]);
    assert_eq!(lab.lab().kept, [30_000, 60_000, 90_000, 120_000], "each is written down");
}

#[tokio::test]
async fn signs_what_is_owed_where_there_is_no_rate_and_nothing_where_it_stands_still() {
    let lab = Shared::new(0, [0, 10, 10, 25].map(|owed| Ok(Served::Owes(owed))));
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 10), (90, 25)]);
}

#[tokio::test]
async fn signs_the_last_sum_when_the_service_stops() {
    let lab = Shared::new(0, [Ok(Served::Owes(10)), Ok(Served::Stopped(Some(17)))]);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(0, 10), (30, 17)]);
}

#[tokio::test]
async fn never_signs_above_what_the_deposit_carries() {
    let lab = Shared::new(0, [CAP - 1, CAP, CAP + 1, u64::MAX].map(|owed| Ok(Served::Owes(owed))));
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(0, CAP - 1), (30, CAP)]);
    assert_eq!(lab.lab().short, [(CAP + 1, CAP), (u64::MAX, CAP)], "the caller is told");
}

#[tokio::test]
async fn a_top_up_counts_before_any_step_has_counted_it() {
    let says = [CAP + 500, CAP + 500].map(|owed| Ok(Served::Owes(owed)));
    let lab = Shared::new(0, says).turning(1, |lab| lab.channel.as_mut().unwrap().lamports += DEPOSIT);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(0, CAP), (30, CAP + 500)]);
}

#[tokio::test]
async fn never_signs_above_what_the_rate_allows() {
    let lab = Shared::new(RATE, vec![Ok(Served::Owes(u64::MAX)); 3]);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 30_000), (60, 60_000)]);
}

#[tokio::test]
async fn time_in_which_the_service_was_silent_or_the_channel_paused_is_not_owed() {
    let says = [Ok(Served::Answers), Ok(Served::Answers), silent(), Ok(Served::Answers), Ok(Served::Answers)];
    let lab = Shared::new(RATE, says);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 30_000), (120, 60_000)]);
    let lab = Shared::new(RATE, vec![Ok(Served::Answers); 5])
        .turning(2, |lab| {
            let state = &mut lab.channel.as_mut().unwrap().state;
            (state.phase, state.ran, state.at) = (ChannelPhase::Paused, 60, OPENED + 60);
        })
        .turning(3, |lab| {
            let state = &mut lab.channel.as_mut().unwrap().state;
            (state.phase, state.at) = (ChannelPhase::Running, OPENED + 90);
        });
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 30_000), (120, 60_000)]);
}

#[tokio::test]
async fn stops_when_the_service_is_silent_twice_running() {
    let says = [Ok(Served::Owes(5)), silent(), Ok(Served::Owes(6)), silent(), silent(), Ok(Served::Owes(9))];
    let lab = Shared::new(0, says);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Silent(SILENT.into()));
    assert_eq!(lab.taken(), [(0, 5), (60, 6)], "nothing is signed for what may not have been served");
}

#[tokio::test]
async fn a_voucher_that_did_not_arrive_is_handed_over_again() {
    let lab = Shared::new(0, vec![Ok(Served::Owes(5)); 3]).turning(0, |lab| lab.takes = false);
    let lab = lab.turning(1, |lab| lab.takes = true);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!((lab.taken(), lab.lab().kept.clone()), (vec![(30, 5)], vec![5]));
    let lab = Shared::new(0, vec![Ok(Served::Owes(5)); 3]).turning(0, |lab| lab.takes = false);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Silent(SILENT.into()), "twice running it has stopped");
}

#[tokio::test]
async fn goes_on_after_a_crash_from_what_was_signed() {
    let lab = Shared::new(RATE, vec![Ok(Served::Answers); 3]).turning(0, |lab| lab.now += 600);
    assert_eq!(lab.run(45_000).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(630, 75_000), (660, 105_000)]);
}

#[tokio::test]
async fn ends_with_the_channel() {
    let endings: [(Turn, &[(i64, u64)]); 4] = [
        // Vouchers still count while it closes: what was served before is signed.
        (|lab| lab.channel.as_mut().unwrap().state.phase = ChannelPhase::Closing, &[(0, 5), (30, 8)]),
        (|lab| lab.channel.as_mut().unwrap().state.phase = ChannelPhase::Ended, &[(0, 5)]),
        (|lab| lab.channel = None, &[(0, 5)]),
        (|lab| lab.now = OPENED + DAY + 3_600, &[(0, 5)]),
    ];
    for (ending, taken) in endings {
        let lab = Shared::new(0, [5, 8, 9].map(|owed| Ok(Served::Owes(owed)))).turning(1, ending);
        assert_eq!(lab.run(0).await.unwrap(), Ended::Over);
        assert_eq!(lab.taken(), taken);
    }
}

#[tokio::test]
async fn signs_nothing_that_it_cannot_see_and_gives_up_after_three_looks() {
    let says = [5, 6, 7, 8, 9].map(|owed| Ok(Served::Owes(owed)));
    let lab = Shared::new(0, says.clone()).turning(1, |lab| lab.readable = false);
    let lab = lab.turning(3, |lab| lab.readable = true);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(0, 5), (90, 8), (120, 9)]);
    let lab = Shared::new(0, says).turning(1, |lab| lab.readable = false);
    assert!(matches!(lab.run(0).await, Err(Error::Chain(_))));
    assert_eq!((lab.taken(), lab.lab().round), (vec![(0, 5)], 4));
}

#[tokio::test]
async fn time_in_which_the_service_was_silent_is_not_owed_though_the_chain_was_not_seen_either() {
    let says = [Ok(Served::Answers), Ok(Served::Answers), silent(), Ok(Served::Answers), Ok(Served::Answers)];
    let lab = Shared::new(RATE, says).turning(2, |lab| lab.readable = false);
    let lab = lab.turning(3, |lab| lab.readable = true);
    assert_eq!(lab.run(0).await.unwrap(), Ended::Stopped);
    assert_eq!(lab.taken(), [(30, 30_000), (120, 60_000)]);
}

#[tokio::test]
async fn hands_out_nothing_that_it_cannot_write_down() {
    let lab = Shared::new(0, vec![Ok(Served::Owes(5)); 2]).turning(0, |lab| lab.writable = false);
    assert!(matches!(lab.run(0).await, Err(Error::File { .. })));
    assert!(lab.taken().is_empty());
}

/// Whatever a service says, and whatever becomes of the channel: sums only grow, and the program would pay each of
/// them from this deposit and for this time.
#[tokio::test]
async fn no_history_brings_it_to_sign_what_the_program_would_not_pay() {
    let mut seed = 1u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut signed = 0;
    for _ in 0..2_000 {
        let rate = [0, RATE, 7, u64::MAX][dice(4) as usize];
        let say = |kind: u64, sum: u64| match kind {
            0 => silent(),
            1..=4 => Ok(Served::Answers),
            5 => Ok(Served::Owes(u64::MAX - sum)),
            _ => Ok(Served::Owes(sum)),
        };
        let says: Vec<_> = (0..dice(12)).map(|_| say(dice(9), dice(2_000_000))).collect();
        let mut lab = Shared::new(rate, says);
        for _ in 0..dice(3) {
            let turn: [Turn; 4] = [
                |lab| lab.now += 7_200,
                |lab| lab.channel.as_mut().unwrap().state.phase = ChannelPhase::Paused,
                |lab| lab.channel.as_mut().unwrap().lamports += 77,
                |lab| lab.takes = !lab.takes,
            ];
            lab = lab.turning(dice(8) as u32, turn[dice(4) as usize]);
        }
        lab.run(0).await.unwrap();
        let mut last = 0;
        for (at, sum) in lab.taken() {
            let topped = lab.lab().channel.unwrap().lamports - channel(0).lamports;
            let cap = (DEPOSIT + topped) * 10_000 / 10_500;
            let by_rate = u128::from(rate) * u128::try_from(at).unwrap() / 3_600;
            assert!(sum > last && sum <= cap && (rate == 0 || u128::from(sum) <= by_rate), "{sum} at {at}");
            (last, signed) = (sum, signed + 1);
        }
    }
    assert!(signed > 1_000, "the histories sign something: {signed}");
}
