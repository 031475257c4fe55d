//! The moments at which each instruction is valid, and the crowd around them.

use std::sync::LazyLock;

use rayment_client::{
    PROGRAM_ID, address,
    instructions::{self, ProviderUpdate, SLOT_HASHES, SYSTEM},
};
use rayment_core::{
    job::{FailReason, Offer},
    market::Params,
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::upgrade::earlier;

pub struct Scene {
    pub instruction: &'static str,
    pub moment: &'static str,
    pub set: fn() -> (World, Instruction),
}

/// How far the jobs of a crowd have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Open,
    Reserved,
    Claimed,
    Running,
    Delivered,
    Sealed,
    Approved,
    Settled,
}

fn rival_market() -> Pubkey {
    address::market(&RIVAL.key(), 0)
}

/// The job that is asked about.
fn job() -> Pubkey {
    address::job(&World::market_address(), &CLIENT.key(), 0)
}

/// The jobs of a crowd, who works on them, and what they are called.
fn jobs() -> [(&'static str, Pubkey, Provider); 5] {
    let market = World::market_address();
    [
        ("the job", job(), ANNA),
        ("another job of both", address::job(&market, &CLIENT.key(), 1), ANNA),
        ("another client's job with the provider", address::job(&market, &OTHER_CLIENT.key(), 0), ANNA),
        ("the client's job with another provider", address::job(&market, &CLIENT.key(), 2), BORIS),
        ("a job of both in another market", address::job(&rival_market(), &CLIENT.key(), 0), ANNA),
    ]
}

/// Everything that could stand in for an account, by name.
pub fn names() -> &'static [(String, Pubkey)] {
    static NAMES: LazyLock<Vec<(String, Pubkey)>> = LazyLock::new(|| {
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
        all.extend(jobs().map(|(name, address, _)| (name.to_owned(), address)));
        for (of, client) in
            [("client", CLIENT.key()), ("other client", OTHER_CLIENT.key()), ("stranger", STRANGER.key())]
        {
            all.push((format!("the counter of the {of}"), address::client(&market, &client)));
            all.push((format!("the next job of the {of}"), address::job(&market, &client, 3)));
            all.push((format!("the {of}'s counter in another market"), address::client(&rival_market(), &client)));
        }
        for provider in [ANNA, BORIS, Provider { wallet: STRANGER, ..ANNA }] {
            let (name, key) = (provider.wallet.0, provider.wallet.key());
            all.push((format!("the provider {name}"), address::provider(&market, &key)));
            all.push((format!("the provider {name} in another market"), address::provider(&rival_market(), &key)));
        }
        all.extend(
            EVERYBODY.iter().filter(|actor| **actor != FEE_PAYER).map(|actor| (actor.0.to_owned(), actor.key())),
        );
        all
    });
    &NAMES
}

/// The same thing in the other market.
pub fn twin(of: &Pubkey) -> Option<Pubkey> {
    let market = World::market_address();
    let mut pairs = vec![
        (market, rival_market()),
        (address::params(&market, 0), address::params(&rival_market(), 0)),
        (job(), address::job(&rival_market(), &CLIENT.key(), 0)),
        (address::job(&market, &CLIENT.key(), 3), address::job(&rival_market(), &CLIENT.key(), 1)),
    ];
    for key in [CLIENT.key(), OTHER_CLIENT.key()] {
        pairs.push((address::client(&market, &key), address::client(&rival_market(), &key)));
    }
    for key in [ANNA.wallet.key(), BORIS.wallet.key(), CAROL.wallet.key()] {
        pairs.push((address::provider(&market, &key), address::provider(&rival_market(), &key)));
    }
    pairs.into_iter().find_map(|(here, there)| (here == *of).then_some(there))
}

/// A market and its rival, with the same people in both and their jobs in the same phase.
fn crowd(offer: &Offer, until: Until, render: Render) -> World {
    let mut world = World::market();
    world.fund(&CLIENT.key(), 10 * FUNDS);
    world.opens_market(RIVAL, Params::DEFAULT).works();
    for provider in [ANNA, BORIS] {
        let wallet = provider.wallet.key();
        world.sends(instructions::provider_register(&rival_market(), &wallet, &provider.registration())).works();
    }
    world.sends(instructions::client_open(&rival_market(), &CLIENT.key())).works();
    for client in [CLIENT, CLIENT, OTHER_CLIENT, CLIENT] {
        client.posts_job(&mut world, offer).works();
    }
    world.sends(instructions::job_post(&rival_market(), &CLIENT.key(), 0, offer)).works();
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

type Step = fn(&mut World, Render);

const STEPS: &[(Until, Step)] = &[
    (Until::Open, |_, _| ()),
    (Until::Reserved, |world, _| jobs().iter().for_each(|(_, job, by)| drop(KEEPER.assigns(world, *job, *by).works()))),
    (Until::Claimed, |world, _| jobs().iter().for_each(|(_, job, by)| drop(by.claims(world, *job).works()))),
    (Until::Running, |world, _| jobs().iter().for_each(|(_, job, by)| drop(by.starts(world, *job).works()))),
    (Until::Delivered, |world, render| {
        world.advance(200);
        jobs().iter().for_each(|(_, job, by)| drop(by.delivers(world, *job, render).works()));
        let slot = awaited_slot(world, job());
        world.set_clock(slot + 1, world.now());
        world.show_slot_hashes(slot, 100);
    }),
    (Until::Sealed, |world, _| jobs().iter().for_each(|(_, job, _)| drop(world.seals(*job).works()))),
    (Until::Approved, |world, _| {
        for (_, job, _) in jobs() {
            let client = if world.job(job).client() == CLIENT.key() { CLIENT } else { OTHER_CLIENT };
            client.approves(world, job).works();
        }
    }),
    (Until::Settled, |world, _| jobs().iter().for_each(|(_, job, _)| drop(world.settles(*job).works()))),
];

/// A scene about the job.
fn about(until: Until, make: impl FnOnce(&mut World) -> Instruction) -> (World, Instruction) {
    let mut world = crowd(&offer(), until, PICTURE);
    let instruction = make(&mut world);
    (world, instruction)
}

fn fails(until: Until, signer: Actor, reason: FailReason) -> (World, Instruction) {
    about(until, |world| {
        if until == Until::Open {
            // Everybody reports the spec, so that each job waits for the keeper's word.
            STEPS[1..3].iter().for_each(|(_, action)| action(world, PICTURE));
            jobs().iter().for_each(|(_, job, by)| drop(by.fails(world, *job, FailReason::Spec).works()));
        }
        instructions::job_fail(&signer.key(), &world.job(job()), reason)
    })
}

fn migrates(account: Pubkey) -> (World, Instruction) {
    about(Until::Sealed, |world| {
        earlier::moves_back(world, &account);
        instructions::account_migrate(&DONOR.key(), &account)
    })
}

const UNCHANGED: ProviderUpdate =
    ProviderUpdate { operator: None, payout: None, profile: None, slots: None, budget: None };

fn updates(signer: Actor, update: &ProviderUpdate) -> Instruction {
    instructions::provider_update(&signer.key(), &ANNA.address(), update)
}

/// An offer whose deposit leaves too little for the bond of a dispute.
fn poor() -> Offer {
    Offer { deposit: WORST, ..offer() }
}

/// Each client disputes what it was delivered.
fn dispute_all(world: &mut World) {
    world.advance(VERDICT_SECS);
    for (_, job, _) in jobs() {
        let client = if world.job(job).client() == CLIENT.key() { CLIENT } else { OTHER_CLIENT };
        client.disputes(world, job).works();
    }
}

fn accepts(world: &World) -> Instruction {
    instructions::job_accept(&KEEPER.key(), &world.job(job()), seed(world, job()))
}

fn rejects(world: &World) -> Instruction {
    let evidence = against(world, job(), picked(world, job()), true);
    instructions::job_reject(&KEEPER.key(), &world.job(job()), &evidence)
}

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

pub const SCENES: &[Scene] = &[
    scene!("market_init", "a second market", || {
        about(Until::Open, |_| {
            instructions::market_init(&OPENER.key(), 1, &KEEPER.key(), &TREASURY.key(), &Params::DEFAULT)
        })
    }),
    scene!("market_update", "new parameters", || {
        about(Until::Open, |world| {
            instructions::market_update(&world.market_state(), None, None, Some(&Params::DEFAULT))
        })
    }),
    scene!("market_update", "a new keeper", || {
        about(Until::Open, |world| instructions::market_update(&world.market_state(), None, Some(&RIVAL.key()), None))
    }),
    scene!("provider_register", "a newcomer", || {
        about(Until::Open, |_| {
            instructions::provider_register(&rival_market(), &CAROL.wallet.key(), &CAROL.registration())
        })
    }),
    scene!("provider_update", "new keys", || {
        about(Until::Open, |_| {
            let donor = Some(DONOR.key());
            updates(ANNA.wallet, &ProviderUpdate { operator: donor, payout: donor, slots: Some(2), ..UNCHANGED })
        })
    }),
    scene!("provider_update", "a new budget", || {
        about(Until::Open, |_| updates(ANNA.wallet, &ProviderUpdate { budget: Some(5), ..UNCHANGED }))
    }),
    scene!("provider_update", "a new profile", || {
        about(Until::Open, |_| updates(ANNA.operator, &ProviderUpdate { profile: Some([3; 32]), ..UNCHANGED }))
    }),
    scene!("provider_price", "new prices", || {
        about(Until::Open, |_| instructions::provider_price(&ANNA.operator.key(), &ANNA.address(), &TERMS))
    }),
    scene!("provider_pause", "a pause", || {
        about(Until::Open, |_| instructions::provider_pause(&ANNA.operator.key(), &ANNA.address(), true))
    }),
    scene!("provider_retire", "with jobs", || {
        about(Until::Claimed, |world| instructions::provider_retire(&world.provider(ANNA), &world.market_state()))
    }),
    scene!("provider_retire", "paid and without jobs", || {
        about(Until::Settled, |world| instructions::provider_retire(&world.provider(ANNA), &world.market_state()))
    }),
    scene!("provider_withdraw", "paid", || {
        about(Until::Settled, |world| {
            instructions::provider_withdraw(&ANNA.operator.key(), &world.provider(ANNA), None)
        })
    }),
    scene!("provider_sweep", "paid", || {
        about(Until::Settled, |world| instructions::provider_sweep(Some(&ANNA.address()), &world.market_state()))
    }),
    scene!("client_open", "a newcomer", || {
        about(Until::Open, |_| instructions::client_open(&rival_market(), &OTHER_CLIENT.key()))
    }),
    scene!("job_post", "a fourth job", || {
        about(Until::Open, |_| instructions::job_post(&World::market_address(), &CLIENT.key(), 3, &offer()))
    }),
    scene!("job_assign", "open", || {
        about(Until::Open, |world| {
            instructions::job_assign(&KEEPER.key(), &world.job(job()), &ANNA.wallet.key(), false)
        })
    }),
    scene!("job_claim", "reserved", || {
        about(Until::Reserved, |world| {
            instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job()))
        })
    }),
    scene!("job_claim", "with a balance for the bond", || {
        about(Until::Settled, |world| {
            for client in [CLIENT, OTHER_CLIENT] {
                client.posts_job(world, &Offer { expires_at: world.now() + DAY, ..offer() }).works();
            }
            world.advance(10);
            let job = address::job(&World::market_address(), &CLIENT.key(), 3);
            instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job))
        })
    }),
    scene!("job_start", "claimed", || {
        about(Until::Claimed, |world| {
            instructions::job_start(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job()))
        })
    }),
    scene!("job_deliver", "running", || {
        about(Until::Running, |world| {
            let work = (picture::root(&SPEC, &offer().chunk, &PICTURE), 4, 200_000);
            instructions::job_deliver(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job()), 0, work)
        })
    }),
    scene!("job_seal", "delivered", || { about(Until::Delivered, |world| instructions::job_seal(&world.job(job()))) }),
    scene!("job_accept", "sealed", || { about(Until::Sealed, |world| accepts(world)) }),
    scene!("job_accept", "disputed", || {
        about(Until::Sealed, |world| {
            dispute_all(world);
            accepts(world)
        })
    }),
    scene!("job_reject", "sealed noise", || {
        let world = crowd(&offer(), Until::Sealed, NOISE);
        let reject = rejects(&world);
        (world, reject)
    }),
    scene!("job_reject", "disputed noise, the bond from the wallet", || {
        let mut world = crowd(&poor(), Until::Sealed, NOISE);
        dispute_all(&mut world);
        let reject = rejects(&world);
        (world, reject)
    }),
    scene!("job_approve", "sealed", || { about(Until::Sealed, |world| instructions::job_approve(&world.job(job()))) }),
    scene!("job_dispute", "after the keeper's time", || {
        about(Until::Sealed, |world| {
            world.advance(VERDICT_SECS);
            instructions::job_dispute(&world.job(job()))
        })
    }),
    scene!("job_dispute", "with a bond from the wallet", || {
        let mut world = crowd(&poor(), Until::Sealed, PICTURE);
        world.advance(VERDICT_SECS);
        let dispute = instructions::job_dispute(&world.job(job()));
        (world, dispute)
    }),
    scene!("job_cancel", "open", || about(Until::Open, |world| instructions::job_cancel(&world.job(job())))),
    scene!("job_cancel", "with what its client could not take", || {
        about(Until::Claimed, |world| {
            let all = world.lamports(&CLIENT.key());
            world.transfers(CLIENT.0, &DONOR.key(), all).works();
            world.advance(START_SECS / 2);
            ANNA.fails(world, job(), FailReason::Worker).works();
            instructions::job_cancel(&world.job(job()))
        })
    }),
    scene!("job_cancel", "running", || about(Until::Running, |world| instructions::job_cancel(&world.job(job())))),
    scene!("job_settle", "approved", || about(Until::Approved, |world| instructions::job_settle(&world.job(job())))),
    scene!("job_settle", "a dispute that was answered", || {
        about(Until::Sealed, |world| {
            dispute_all(world);
            jobs().iter().for_each(|(_, job, _)| drop(KEEPER.accepts(world, *job).works()));
            instructions::job_settle(&world.job(job()))
        })
    }),
    scene!("job_settle", "a dispute that nobody answered", || {
        let mut world = crowd(&poor(), Until::Sealed, PICTURE);
        dispute_all(&mut world);
        world.advance(DAY);
        let settle = instructions::job_settle(&world.job(job()));
        (world, settle)
    }),
    scene!("job_fail", "by its provider", || fails(Until::Running, ANNA.operator, FailReason::Worker)),
    scene!("job_fail", "a spec that its provider calls broken", || {
        fails(Until::Claimed, ANNA.operator, FailReason::Spec)
    }),
    scene!("job_fail", "missing tiles", || fails(Until::Delivered, KEEPER.0, FailReason::Missing)),
    scene!("job_fail", "unlike tiles", || fails(Until::Sealed, KEEPER.0, FailReason::Unlike)),
    scene!("job_fail", "a broken spec", || fails(Until::Open, KEEPER.0, FailReason::Broken)),
    scene!("job_fail", "a spec that loads after all", || fails(Until::Open, KEEPER.0, FailReason::Loads)),
    scene!("job_fail", "a spec that loads", || fails(Until::Running, KEEPER.0, FailReason::Loads)),
    scene!("account_migrate", "parameters", || migrates(address::params(&World::market_address(), 0))),
    scene!("account_migrate", "a provider", || migrates(ANNA.address())),
    scene!("account_migrate", "a job", || migrates(job())),
    scene!("job_expire", "claimed", || {
        about(Until::Claimed, |world| {
            world.advance(START_SECS);
            instructions::job_expire(&world.job(job()))
        })
    }),
    scene!("job_expire", "open", || {
        about(Until::Open, |world| {
            world.advance(7 * DAY);
            instructions::job_expire(&world.job(job()))
        })
    }),
];
