//! A market opens nothing new for a while, and not for good.

use rayment_core::market::{
    Pause, PauseError,
    pause::{MOST_SECS, REST_SECS},
};

const NOON: i64 = 1_800_000_000;
const HOUR: i64 = 3_600;

fn paused() -> Pause {
    Pause::default().set(3_600, NOON).expect("it never was")
}

#[test]
fn a_pause_lasts_as_long_as_was_said() {
    let pause = paused();
    let on: Vec<_> = [-1, 0, HOUR - 1, HOUR, HOUR + 1].map(|secs| pause.is_on(NOON + secs)).to_vec();
    assert_eq!(on, [true, true, true, false, false]);
    assert!(!Pause::default().is_on(NOON));
}

#[test]
fn the_longest_is_72_hours() {
    assert_eq!(Pause::default().set(MOST_SECS, NOON).map(|pause| pause.until), Ok(NOON + 259_200));
    assert_eq!(Pause::default().set(MOST_SECS + 1, NOON), Err(PauseError::TooLong));
}

#[test]
fn the_next_waits_7_days_from_the_end_of_the_last() {
    let end = NOON + HOUR;
    for (now, works) in [(NOON + 1, false), (end, false), (end + REST_SECS - 1, false), (end + REST_SECS, true)] {
        assert_eq!(paused().set(60, now).err(), (!works).then_some(PauseError::NotReady), "{now}");
    }
}

#[test]
fn it_can_be_ended_before_and_the_rest_counts_from_then() {
    let early = NOON + 60;
    let ended = paused().set(0, early).expect("it is on");
    assert_eq!(ended, Pause { until: early, ready_at: early + REST_SECS });
    assert!(!ended.is_on(early));
    assert_eq!(ended.set(0, early), Err(PauseError::NotPaused));
    assert_eq!(paused().set(0, NOON + HOUR), Err(PauseError::NotPaused), "it is over");
    assert_eq!(ended.set(60, early + REST_SECS - 1), Err(PauseError::NotReady));
    assert!(ended.set(60, early + REST_SECS).is_ok());
}

#[test]
fn times_stay_in_their_range() {
    assert_eq!(Pause::default().set(60, i64::MAX), Err(PauseError::Overflow));
    assert_eq!(Pause::default().set(60, i64::MAX - 60), Err(PauseError::Overflow));
}
