//! How few of a job's transactions have to be read, however many strangers add.

use rayment_client::{
    chain::Past,
    history::{JobHistory, Search},
    instructions::{self, Encoded},
    rayment::types,
};
use rayment_core::job::Outcome;

use crate::{
    history::{claims, cut_off, delivers, ending, holding, past, posted, settles},
    instructions::{open, order, quote, running},
};

/// What the job holds while it is open, and with a bond.
const OPEN: u64 = 5_000;
const HELD: u64 = 5_900;

/// What stands at each place, the oldest first.
type Places = Vec<Box<dyn Fn() -> Option<Past>>>;

fn one(made: impl Fn() -> Past + 'static) -> Places {
    vec![Box::new(move || Some(made()))]
}

/// Transactions of strangers that name the job while it holds so much.
fn strangers(many: usize, lamports: u64) -> Places {
    let named = move || Some(holding(lamports, lamports, past(&[], &[])));
    (0..many).map(|_| Box::new(named) as Box<dyn Fn() -> Option<Past>>).collect()
}

fn step(before: u64, after: u64, asked: impl Fn() -> Encoded + 'static) -> Places {
    one(move || holding(before, after, cut_off(&asked())))
}

fn post() -> Places {
    one(|| holding(0, OPEN, posted()))
}

/// The settlement, whatever its log was filled with, which leaves so much.
fn settlement(after: u64) -> Places {
    one(move || holding(HELD, after, ending(types::Outcome::Paid, &settles())))
}

/// Reads as a client does; how many transactions that took.
fn read(all: Places) -> (Option<JobHistory>, usize) {
    let search = Search::new(open().address, all.len(), true);
    finished(search, all)
}

fn finished(mut search: Search, all: Places) -> (Option<JobHistory>, usize) {
    let mut reads = 0;
    loop {
        let places = search.next();
        if places.is_empty() {
            return (search.told(Some(&quote())), reads);
        }
        for place in places {
            reads += 1;
            search.take(place, all[place]());
        }
    }
}

fn joined(parts: impl IntoIterator<Item = Places>) -> Places {
    parts.into_iter().flatten().collect()
}

#[test]
fn a_short_list_is_read_whole() {
    let all = joined([
        strangers(1, 0),
        post(),
        step(OPEN, HELD, claims),
        step(HELD, HELD, || delivers(0)),
        settlement(0),
        strangers(20, 0),
    ]);
    let many = all.len();
    let (history, reads) = read(all);
    let history = history.expect("a job");
    assert_eq!((history.outcome(), history.unread, history.past.len(), reads), (Some(Outcome::Paid), 0, 4, many));
}

#[test]
fn thousands_of_strangers_are_passed_by_halving() {
    for gift in [0, OPEN - 1] {
        let all = joined([
            post(),
            strangers(9_000, OPEN),
            step(OPEN, HELD, claims),
            strangers(9_000, HELD),
            step(HELD, HELD, || delivers(0)),
            settlement(0),
            strangers(40_000, gift),
        ]);
        let (history, reads) = read(all);
        let history = history.expect("a job");
        assert_eq!((history.outcome(), history.delivered.expect("logged").frames), (Some(Outcome::Paid), 2));
        assert!(reads < 50, "{reads}");
        assert!(history.unread > 50_000);
    }
}

#[test]
fn strangers_between_the_delivery_and_the_end_cost_nothing() {
    let all = joined([
        post(),
        strangers(5_000, OPEN),
        step(OPEN, HELD, claims),
        step(HELD, HELD, || delivers(0)),
        strangers(5_000, HELD),
        settlement(0),
        strangers(5_000, 0),
    ]);
    let (history, reads) = read(all);
    let history = history.expect("a job");
    assert_eq!((history.outcome(), history.delivered.expect("told").root), (Some(Outcome::Paid), [5; 32]));
    assert!(reads < 50, "{reads}");
}

#[test]
fn a_refund_is_found_the_same_way() {
    let cancelled = || holding(OPEN, 0, ending(types::Outcome::Refunded, &instructions::job_cancel(&open(), order())));
    let all = joined([post(), strangers(3_000, OPEN), one(cancelled), strangers(3_000, 0)]);
    let (history, reads) = read(all);
    assert_eq!(history.expect("a job").outcome(), Some(Outcome::Refunded));
    assert!(reads < 50, "{reads}");
}

#[test]
fn a_gift_as_large_as_the_deposit_costs_reading_and_is_not_mistaken() {
    let all = joined([
        post(),
        strangers(100, OPEN),
        step(OPEN, HELD, claims),
        step(HELD, HELD, || delivers(0)),
        settlement(0),
        strangers(2_000, HELD),
    ]);
    let (history, reads) = read(all);
    assert_eq!(history.expect("a job").outcome(), Some(Outcome::Paid));
    assert!(reads > 1_000, "{reads}");
}

#[test]
fn an_open_job_has_not_ended_however_long_its_list_is() {
    let all = || joined([post(), step(OPEN, HELD, claims), strangers(2_000, HELD)]);
    let (history, _) = read(all());
    assert_eq!(history.expect("a job").outcome(), None);
    let (history, reads) = finished(Search::of_open(open().address, all().len(), true), all());
    let history = history.expect("a job");
    assert_eq!((history.outcome(), history.id), (None, 3));
    assert!(reads < 10, "{reads}");
}

#[test]
fn without_the_post_nothing_is_known() {
    let late = || joined([strangers(5_000, 0), post()]);
    let (history, reads) = read(late());
    assert!(history.is_none() && reads < 4_200, "{reads}");
    let older = joined([strangers(100, OPEN), step(OPEN, HELD, claims)]);
    let mut search = Search::new(open().address, older.len(), false);
    assert!(search.next().is_empty() && search.missing() > 0);
    search.take(0, None);
    assert!(search.told(Some(&quote())).is_none());
}

#[test]
fn what_cannot_be_read_is_passed_by() {
    let unreadable =
        |many: usize| -> Places { (0..many).map(|_| Box::new(|| None) as Box<dyn Fn() -> Option<Past>>).collect() };
    let deliver =
        || instructions::job_deliver(&running().client(), &running().client(), &running(), 0, ([0; 32], 2, 99));
    let all = joined([
        unreadable(3),
        post(),
        unreadable(100),
        step(OPEN, HELD, claims),
        step(HELD, HELD, deliver),
        settlement(0),
        unreadable(100),
    ]);
    let (history, reads) = read(all);
    let history = history.expect("a job");
    assert_eq!(history.outcome(), Some(Outcome::Paid));
    assert!(reads < 320 && history.unread >= 6, "{reads}");
}
