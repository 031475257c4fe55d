//! The crowd around a job: another market with the same people in it, and all that could be mistaken for one another.

use rayment_client::{
    PROGRAM_ID, address,
    instructions::{self, SLOT_HASHES, SYSTEM},
    rule_key,
};
use rayment_core::{job::Offer, market::Params};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

use super::{staked, tokens};

/// How far the jobs of a crowd have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    Open,
    Reserved,
    Claimed,
    Running,
    Delivered,
    Sealed,
    Approved,
    Settled,
}

pub fn rival_market() -> Pubkey {
    address::market(&RIVAL.key(), 0)
}

/// What was bought in a crowd, by its place among the world's purchases.
pub mod bought {
    pub const JOB: usize = 0;
    pub const ANOTHER_OF_BOTH: usize = 1;
    pub const OTHER_CLIENTS: usize = 2;
    pub const WITH_ANOTHER_PROVIDER: usize = 3;
    pub const ELSEWHERE: usize = 4;
    /// Orders of three jobs, of which one is drawn.
    pub const SEVERAL: usize = 5;
    pub const OTHER_CLIENTS_SEVERAL: usize = 6;
    pub const SEVERAL_ELSEWHERE: usize = 7;
    /// Paid, and not written down.
    pub const UNWRITTEN: usize = 8;
    pub const OTHER_CLIENTS_UNWRITTEN: usize = 9;
    pub const UNWRITTEN_ELSEWHERE: usize = 10;
}

/// The job that is asked about.
pub fn job(world: &World) -> Pubkey {
    world.purchases[bought::JOB].job(0)
}

/// The jobs of a crowd, who works on them, and what they are called.
pub fn jobs(world: &World) -> [(&'static str, Pubkey, Provider); 5] {
    let of = |place: usize| world.purchases[place].job(0);
    [
        ("the job", of(bought::JOB), ANNA),
        ("another job of both", of(bought::ANOTHER_OF_BOTH), ANNA),
        ("another client's job with the provider", of(bought::OTHER_CLIENTS), ANNA),
        ("the client's job with another provider", of(bought::WITH_ANOTHER_PROVIDER), BORIS),
        ("a job of both in another market", of(bought::ELSEWHERE), ANNA),
    ]
}

pub const ORDERS: [(&str, usize); 11] = [
    ("the order", bought::JOB),
    ("another order of both", bought::ANOTHER_OF_BOTH),
    ("another client's order with the provider", bought::OTHER_CLIENTS),
    ("the client's order with another provider", bought::WITH_ANOTHER_PROVIDER),
    ("an order of both in another market", bought::ELSEWHERE),
    ("the order of several jobs", bought::SEVERAL),
    ("another client's order of several jobs", bought::OTHER_CLIENTS_SEVERAL),
    ("the order of several jobs in another market", bought::SEVERAL_ELSEWHERE),
    ("the order that is not written down", bought::UNWRITTEN),
    ("another client's order that is not written down", bought::OTHER_CLIENTS_UNWRITTEN),
    ("the order in another market that is not written down", bought::UNWRITTEN_ELSEWHERE),
];

/// Everything that could stand in for an account, by name.
pub fn names(world: &World) -> Vec<(String, Pubkey)> {
    let market = World::market_address();
    let mut all: Vec<(String, Pubkey)> = vec![
        ("the market".into(), market),
        ("another market".into(), rival_market()),
        ("a market that is not open".into(), address::market(&OPENER.key(), 1)),
        ("the parameters".into(), address::params(&market, 0)),
        ("the next parameters".into(), address::params(&market, 1)),
        ("parameters after the next".into(), address::params(&market, 2)),
        ("another market's parameters".into(), address::params(&rival_market(), 0)),
        ("the system program".into(), SYSTEM),
        ("the program".into(), PROGRAM_ID),
        ("the slot hashes".into(), SLOT_HASHES),
        ("the event authority".into(), address::event_authority()),
    ];
    all.extend(tokens::names(world));
    all.extend(staked::names(world).map(|(name, address)| (name.to_owned(), address)));
    all.extend(jobs(world).map(|(name, address, _)| (name.to_owned(), address)));
    all.extend(ORDERS.map(|(name, place)| (name.to_owned(), world.purchases[place].address())));
    for (of, place) in [("the", bought::SEVERAL), ("another client's", bought::OTHER_CLIENTS_SEVERAL)] {
        let order = &world.purchases[place];
        all.push((format!("the first job of {of} order of several"), order.job(0)));
        all.push((format!("the next job of {of} order of several"), order.job(1)));
        all.push((format!("the last job of {of} order of several"), order.job(2)));
    }
    for provider in [ANNA, BORIS, Provider { wallet: STRANGER, ..ANNA }] {
        let (name, key) = (provider.wallet.0, provider.wallet.key());
        all.push((format!("the provider {name}"), address::provider(&market, &key)));
        all.push((format!("the provider {name} in another market"), address::provider(&rival_market(), &key)));
    }
    all.extend(EVERYBODY.iter().filter(|actor| **actor != FEE_PAYER).map(|actor| (actor.0.to_owned(), actor.key())));
    all
}

/// The same thing in the other market.
pub fn twin(world: &World, of: &Pubkey) -> Option<Pubkey> {
    let market = World::market_address();
    let mut pairs = vec![(market, rival_market()), (address::params(&market, 0), address::params(&rival_market(), 0))];
    for (here, there) in [
        (bought::JOB, bought::ELSEWHERE),
        (bought::SEVERAL, bought::SEVERAL_ELSEWHERE),
        (bought::UNWRITTEN, bought::UNWRITTEN_ELSEWHERE),
    ] {
        let (here, there) = (&world.purchases[here], &world.purchases[there]);
        pairs.push((here.address(), there.address()));
        pairs.extend((0..here.quote.jobs).map(|index| (here.job(index), there.job(index))));
    }
    for key in [ANNA.wallet.key(), BORIS.wallet.key(), CAROL.wallet.key()] {
        pairs.push((address::provider(&market, &key), address::provider(&rival_market(), &key)));
    }
    pairs.extend(staked::pairs(world));
    pairs.extend(tokens::pairs(world));
    pairs.into_iter().find_map(|(here, there)| (here == *of).then_some(there))
}

/// A market and its rival, with the same people in both and their jobs in the same phase.
pub fn crowd(offer: &Offer, until: Until, render: Render) -> World {
    crowd_under(PARAMS, offer, until, render)
}

/// The same with all that is bought and all channels in tokens.
pub fn crowd_in(coin: Coin, offer: &Offer, until: Until, render: Render) -> World {
    gathered((PARAMS, Some(coin)), offer, until, render)
}

/// The same in markets that ask for something else.
pub fn crowd_under(params: Params, offer: &Offer, until: Until, render: Render) -> World {
    gathered((params, None), offer, until, render)
}

fn gathered((params, coin): (Params, Option<Coin>), offer: &Offer, until: Until, render: Render) -> World {
    let mut world = World::market_under(params);
    world.fund(&CLIENT.key(), 10 * FUNDS);
    world.opens_market(RIVAL, params).works();
    for provider in [ANNA, BORIS] {
        let wallet = provider.wallet.key();
        world.sends(instructions::provider_register(&rival_market(), &wallet, &provider.registration())).works();
    }
    world.fund(&OTHER_CLIENT.key(), 10 * FUNDS);
    if let Some(coin) = coin {
        tokens::gather(&mut world, coin);
    }
    for client in [CLIENT, CLIENT, OTHER_CLIENT, CLIENT] {
        match coin {
            None => client.posts_job(&mut world, offer).works(),
            Some(coin) => client.posts_job_in(&mut world, coin, offer).works(),
        };
    }
    let in_token = |purchase: Purchase| coin.map_or(purchase.clone(), |coin| purchase.in_token(coin));
    let elsewhere = |purchase: Purchase| in_token(purchase).with(|quote| quote.market = rule_key(&rival_market()));
    buys(&mut world, CLIENT, elsewhere(Purchase::of(CLIENT, offer, 0)), 1);
    for (client, is_elsewhere) in [(CLIENT, false), (OTHER_CLIENT, false), (CLIENT, true)] {
        let several = Purchase::of_jobs(client, 3).sponsored_by(DONOR);
        let several = if is_elsewhere { elsewhere(several) } else { in_token(several) };
        buys(&mut world, client, several, 3);
    }
    for (client, is_elsewhere) in [(CLIENT, false), (OTHER_CLIENT, false), (CLIENT, true)] {
        let unwritten = Purchase::of_jobs(client, 2);
        let unwritten = if is_elsewhere { elsewhere(unwritten) } else { in_token(unwritten) };
        if let Some(coin) = coin {
            world.issues(coin, &unwritten.address(), unwritten.quote.total);
        }
        let price = unwritten.price(&world, 2);
        world.pays(client.0, &unwritten, price).works();
        world.purchases.push(unwritten);
    }
    staked::gather(&mut world);
    let mut so_far = Until::Open;
    for (step, action) in STEPS {
        if until < *step {
            break;
        }
        so_far = *step;
        action(&mut world, render);
    }
    assert_eq!(so_far, until);
    world
}

pub fn buys(world: &mut World, client: Client, purchase: Purchase, jobs: u64) {
    world.buys(client, &purchase, jobs).works();
    world.purchases.push(purchase);
}

pub type Step = fn(&mut World, Render);

pub const STEPS: &[(Until, Step)] = &[
    (Until::Open, |_, _| ()),
    (Until::Reserved, |world, _| {
        jobs(world).iter().for_each(|(_, job, by)| drop(KEEPER.assigns(world, *job, *by).works()))
    }),
    (Until::Claimed, |world, _| jobs(world).iter().for_each(|(_, job, by)| drop(by.claims(world, *job).works()))),
    (Until::Running, |world, _| jobs(world).iter().for_each(|(_, job, by)| drop(by.starts(world, *job).works()))),
    (Until::Delivered, |world, render| {
        world.advance(200);
        jobs(world).iter().for_each(|(_, job, by)| drop(by.delivers(world, *job, render).works()));
        let slot = awaited_slot(world, job(world));
        world.set_clock(slot + 1, world.now());
        world.show_slot_hashes(slot, 100);
    }),
    (Until::Sealed, |world, _| jobs(world).iter().for_each(|(_, job, _)| drop(world.seals(*job).works()))),
    (Until::Approved, |world, _| {
        for (_, job, _) in jobs(world) {
            let client = if world.job(job).client() == CLIENT.key() { CLIENT } else { OTHER_CLIENT };
            client.approves(world, job).works();
        }
    }),
    (Until::Settled, |world, _| jobs(world).iter().for_each(|(_, job, _)| drop(world.settles(*job).works()))),
];
