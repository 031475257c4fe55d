//! Random histories of one order: everybody draws, pays, lends and asks for what is left, jobs end in any way.

use proptest::prelude::*;
use rayment_core::{
    Pubkey,
    order::{CLOSE_SECS, MarketVersion},
};

use super::world::{CLIENT, DAY, JOB_RENT, NOON, ORDER_RENT, SPONSOR, STRANGER, VERSION, World};

const PROVIDERS: [Pubkey; 6] = [
    Pubkey([0xa0; 32]),
    Pubkey([0xa1; 32]),
    Pubkey([0xa2; 32]),
    Pubkey([0xa3; 32]),
    Pubkey([0xa4; 32]),
    Pubkey([0xa5; 32]),
];

#[derive(Clone, Debug)]
enum Move {
    Wait(i64),
    /// So many lamports more come to the address, from the client.
    Pay(u64),
    Write(Option<Pubkey>),
    Draw(Option<Pubkey>),
    /// A job ends: which, and what provider and market get of its deposit, in thousandths.
    Close(usize, usize, u64, u64),
    Return(Pubkey, bool),
    Market(MarketVersion),
}

fn lender() -> impl Strategy<Value = Option<Pubkey>> {
    prop_oneof![3 => Just(None), 2 => Just(Some(SPONSOR)), 1 => Just(Some(STRANGER)), 1 => Just(Some(CLIENT))]
}

fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..3_000i64, 1 => Just(DAY - 1), 1 => Just(DAY), 1 => Just(CLOSE_SECS)]
}

fn next() -> impl Strategy<Value = Move> {
    let amount = prop_oneof![0..40_000_000u64, Just(ORDER_RENT), Just(JOB_RENT), Just(JOB_RENT - 1), Just(100_000_000)];
    let who = prop_oneof![Just(CLIENT), Just(SPONSOR), Just(STRANGER)];
    let market = (VERSION - 1..=VERSION + 2, any::<bool>(), any::<bool>()).prop_map(|(params, fresh, paused)| {
        MarketVersion { params, since: if fresh { NOON } else { 0 }, paused_until: if paused { NOON + 500 } else { 0 } }
    });
    prop_oneof![
        2 => wait().prop_map(Move::Wait),
        4 => amount.prop_map(Move::Pay),
        2 => lender().prop_map(Move::Write),
        8 => lender().prop_map(Move::Draw),
        6 => (0..8usize, 0..6usize, 0..=900u64, 0..=100u64)
            .prop_map(|(job, who, paid, fee)| Move::Close(job, who, paid, fee)),
        4 => (who, prop::bool::weighted(0.1)).prop_map(|(who, cancel)| Move::Return(who, cancel)),
        1 => market.prop_map(Move::Market),
    ]
}

/// What all of it was, beside the order's own word.
#[derive(Clone, Debug, Default)]
struct Record {
    paid_in: u64,
    lent: u64,
    repaid: u64,
    returned: u64,
    to_market: u64,
    indices: Vec<u32>,
}

fn play(world: &mut World, record: &mut Record, next: &Move) {
    let before = world.clone();
    match next {
        Move::Wait(secs) => world.now += secs,
        Move::Pay(lamports) => {
            let lamports = (*lamports).min(world.client);
            world.client -= lamports;
            world.held += lamports;
            record.paid_in += lamports;
        }
        Move::Write(lender) if world.order.is_none() => {
            if world.writes(*lender).is_ok() {
                record.lent += before.sponsor - world.sponsor;
            }
        }
        Move::Write(_) => {}
        Move::Draw(lender) if world.order.is_some() => {
            if let Ok(drawn) = world.draws(*lender) {
                record.lent += before.sponsor - world.sponsor;
                record.indices.push(drawn.index);
                // O6: the deposits that are still to be drawn are whole.
                let order = world.order.unwrap();
                assert!(world.held >= ORDER_RENT + order.undrawn(world.now), "O6");
            }
        }
        Move::Draw(_) => {}
        Move::Close(job, who, paid, fee) => {
            let Some(held) = world.jobs.get(*job).copied().flatten() else { return };
            let deposit = held - JOB_RENT;
            let (paid, fee) = (deposit / 1_000 * paid, deposit / 1_000 * fee);
            world.closes(*job, PROVIDERS[*who], paid, fee);
            record.to_market += paid + fee;
        }
        Move::Return(who, cancel) => {
            if let Ok((client, sponsor)) = world.returns(*who, *cancel) {
                record.returned += client;
                record.repaid += sponsor;
            }
        }
        Move::Market(market) => world.market = *market,
    }
}

fn check(world: &World, record: &Record, all: u64) {
    let in_jobs: u64 = world.jobs.iter().flatten().sum();
    let (paid_in, lent) = (record.paid_in, record.lent);
    assert_eq!(world.lamports() + record.to_market, all, "nothing comes or goes unseen");
    let gone = record.to_market + record.returned + record.repaid;
    assert_eq!(paid_in + lent, world.held + in_jobs + gone, "O1");
    let mut once = record.indices.clone();
    once.dedup();
    assert!(once == record.indices && once.is_sorted(), "O2: {:?}", record.indices);
    assert!(world.drawn.iter().map(|job| job.deposit).sum::<u64>() <= world.quote.total, "O3");
    match world.order {
        Some(order) => {
            assert_eq!(order.head.lent, lent - record.repaid, "what is lent is written down");
            assert_eq!(order.head.live as usize, world.jobs.iter().flatten().count());
            assert!(world.held >= ORDER_RENT, "the account keeps its rent");
        }
        None => {
            assert_eq!(lent, record.repaid, "O5: no order is closed before its loan is back");
            assert_eq!(world.jobs.iter().flatten().count(), 0, "no order is closed while a job lives");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn money_is_whole_after_every_step(moves in prop::collection::vec(next(), 1..60)) {
        let mut world = World::of(&[40_000_000, 30_000_000, 20_000_000, 1, 5_000_000]);
        let (all, mut record) = (world.lamports(), Record::default());
        for next in &moves {
            play(&mut world, &mut record, next);
            check(&world, &record, all);
        }
        // O4 and the end: once time is over and the jobs have ended, everybody has what is theirs.
        for job in 0..world.jobs.len() {
            play(&mut world, &mut record, &Move::Close(job, 0, 0, 0));
        }
        world.now = world.now.max(NOON + DAY + CLOSE_SECS);
        (world.client, world.sponsor) = (world.client.max(890_880), world.sponsor.max(890_880));
        let all = world.lamports() + record.to_market;
        play(&mut world, &mut record, &Move::Return(STRANGER, false));
        check(&world, &record, all);
        prop_assert!(world.order.is_none() && world.held == 0, "{world:?}");
        prop_assert_eq!(record.lent, record.repaid);
    }
}
