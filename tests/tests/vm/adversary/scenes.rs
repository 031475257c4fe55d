//! The moments at which each instruction is valid. Those of stakes, guardians and channels have files of their own.

use rayment_client::{
    address,
    instructions::{self, ProviderUpdate},
};
use rayment_core::{
    job::{FailReason, Offer},
    market::Params,
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::crowd::{STEPS, Until, bought, crowd, crowd_in, job, jobs, rival_market};
use crate::upgrade::earlier;

pub struct Scene {
    pub instruction: &'static str,
    pub moment: &'static str,
    pub set: fn() -> (World, Asked),
}

/// What is asked for.
pub struct Asked {
    /// What has to stand directly before it: the signatures that it reads.
    pub before: Option<Instruction>,
    pub instruction: Instruction,
}

impl From<Instruction> for Asked {
    fn from(instruction: Instruction) -> Asked {
        Asked { before: None, instruction }
    }
}

impl From<[Instruction; 2]> for Asked {
    fn from([before, instruction]: [Instruction; 2]) -> Asked {
        Asked { before: Some(before), instruction }
    }
}

impl Asked {
    /// Sends this in place of what is asked for.
    pub fn sends(&self, world: &mut World, instruction: &Instruction) -> Answer {
        let all: Vec<_> = self.before.iter().chain([instruction]).cloned().collect();
        world.sends_all(&all)
    }

    pub fn works(&self, world: &mut World) -> Receipt {
        self.sends(world, &self.instruction).works()
    }
}

/// All of them.
pub fn scenes() -> impl Iterator<Item = &'static Scene> {
    SCENES.iter().chain(stakes::SCENES).chain(channels::SCENES).chain(tokens::SCENES).chain(purses::SCENES)
}

/// A scene about the job in tokens.
fn about_in<A: Into<Asked>>(until: Until, make: impl FnOnce(&mut World) -> A) -> (World, Asked) {
    let mut world = crowd_in(super::tokens::COIN, &offer(), until, PICTURE);
    let asked = make(&mut world).into();
    (world, asked)
}

/// A scene about the job.
fn about<A: Into<Asked>>(until: Until, make: impl FnOnce(&mut World) -> A) -> (World, Asked) {
    let mut world = crowd(&offer(), until, PICTURE);
    let asked = make(&mut world).into();
    (world, asked)
}

fn fails(until: Until, signer: Actor, reason: FailReason) -> (World, Asked) {
    about(until, |world| {
        if until == Until::Open {
            // Everybody reports the spec, so that each job waits for the keeper's word.
            STEPS[1..3].iter().for_each(|(_, action)| action(world, PICTURE));
            jobs(world).iter().for_each(|(_, job, by)| drop(by.fails(world, *job, FailReason::Spec).works()));
        }
        let job = world.job(job(world));
        instructions::job_fail(&signer.key(), (&job, &world.payee(&job)), reason)
    })
}

fn migrates(which: fn(&World) -> Pubkey) -> (World, Asked) {
    about(Until::Sealed, |world| {
        let account = which(world);
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
    for (_, job, _) in jobs(world) {
        let client = if world.job(job).client() == CLIENT.key() { CLIENT } else { OTHER_CLIENT };
        client.disputes(world, job).works();
    }
}

fn accepts(world: &World) -> Instruction {
    instructions::job_accept(&KEEPER.key(), &world.job(job(world)), seed(world, job(world)))
}

fn rejects(world: &World) -> Instruction {
    let evidence = against(world, job(world), picked(world, job(world)), true);
    let job = world.job(job(world));
    instructions::job_reject(&KEEPER.key(), (&job, &world.payee(&job)), &evidence)
}

/// An order whose client has paid no rent of a job, and its first job.
fn borrows(world: &mut World) -> Instruction {
    let lent = Purchase::of_jobs(CLIENT, 2).sponsored_by(DONOR).with(|quote| quote.salt = 99);
    let draw = instructions::order_draw(&CLIENT.key(), &lent.quote, true, Some((0, &lent.draw(0))), true);
    let without_rent = lent.price(world, 0);
    world.pays(CLIENT.0, &lent, without_rent).works();
    world.purchases.push(lent);
    draw
}

/// Pays out what an order holds beside what it needs: some was given to it.
fn returns(world: &mut World, which: usize, by: Actor, cancel: bool) -> Instruction {
    let order = world.purchases[which].clone();
    world.pays(DONOR, &order, 1_000_000).works();
    instructions::order_return(&by.key(), &order.quote, true, cancel)
}

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

mod channels;
mod purses;
mod stakes;
mod tokens;

const SCENES: &[Scene] = &[
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
    scene!("provider_change", "new keys", || {
        about(Until::Open, |_| {
            let donor = Some(DONOR.key());
            updates(ANNA.wallet, &ProviderUpdate { operator: donor, payout: donor, slots: Some(2), ..UNCHANGED })
        })
    }),
    scene!("provider_change", "a new budget", || {
        about(Until::Open, |_| updates(ANNA.wallet, &ProviderUpdate { budget: Some(5), ..UNCHANGED }))
    }),
    scene!("provider_change", "a new profile", || {
        about(Until::Open, |_| updates(ANNA.operator, &ProviderUpdate { profile: Some([3; 32]), ..UNCHANGED }))
    }),
    scene!("provider_change", "new prices", || {
        about(Until::Open, |_| instructions::provider_price(&ANNA.operator.key(), &ANNA.address(), &TERMS))
    }),
    scene!("provider_change", "a pause", || {
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
    scene!("order_draw", "a quote and its first job", || {
        about(Until::Open, |world| world.purchases[bought::UNWRITTEN].first(CLIENT.0))
    }),
    scene!("order_draw", "a quote alone", || {
        about(Until::Open, |world| world.purchases[bought::UNWRITTEN].alone(CLIENT.0))
    }),
    scene!("order_draw", "the next job", || {
        about(Until::Open, |world| world.purchases[bought::SEVERAL].next(CLIENT.0, 1))
    }),
    scene!("order_draw", "for a loan", || about(Until::Open, borrows)),
    scene!("order_return", "by the client while jobs are left", || {
        about(Until::Open, |world| returns(world, bought::SEVERAL, CLIENT.0, false))
    }),
    scene!("order_return", "a cancellation", || {
        about(Until::Open, |world| returns(world, bought::SEVERAL, CLIENT.0, true))
    }),
    scene!("order_return", "by anyone when all is drawn", || {
        about(Until::Settled, |world| returns(world, bought::JOB, KEEPER.0, false))
    }),
    scene!("order_return", "a loan that is repaid", || {
        about(Until::Open, |world| {
            let draw = borrows(world);
            world.sends(draw).works();
            let order = world.purchases.last().expect("it was pushed").clone();
            world.cancels_order(CLIENT.0, &order).works();
            CLIENT.cancels(world, order.job(0)).works();
            instructions::order_return(&DONOR.key(), &order.quote, true, false)
        })
    }),
    scene!("order_return", "its last", || {
        about(Until::Settled, |world| {
            world.advance_to(offer().expires_at);
            returns(world, bought::JOB, CLIENT.0, false)
        })
    }),
    scene!("order_return", "what was never written down", || {
        about(Until::Open, |world| {
            instructions::order_return(&CLIENT.key(), &world.purchases[bought::UNWRITTEN].quote, false, false)
        })
    }),
    scene!("job_assign", "open", || {
        about(Until::Open, |world| {
            instructions::job_assign(&KEEPER.key(), &world.job(job(world)), &ANNA.wallet.key(), false)
        })
    }),
    scene!("job_claim", "reserved", || {
        about(Until::Reserved, |world| {
            instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job(world)))
        })
    }),
    scene!("job_claim", "with a balance for the bond", || {
        about(Until::Settled, |world| {
            let job = CLIENT.posts_job(world, &Offer { expires_at: world.now() + DAY, ..offer() }).works();
            world.advance(10);
            instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job))
        })
    }),
    scene!("job_start", "claimed", || {
        about(Until::Claimed, |world| {
            instructions::job_start(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job(world)))
        })
    }),
    scene!("job_deliver", "running", || {
        about(Until::Running, |world| {
            let work = (picture::root(&SPEC, &offer().chunk, &PICTURE), 4, 200_000);
            instructions::job_deliver(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job(world)), 0, work)
        })
    }),
    scene!("job_seal", "delivered", || {
        about(Until::Delivered, |world| instructions::job_seal(&world.job(job(world))))
    }),
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
        (world, reject.into())
    }),
    scene!("job_reject", "disputed noise, the bond from the wallet", || {
        let mut world = crowd(&poor(), Until::Sealed, NOISE);
        dispute_all(&mut world);
        let reject = rejects(&world);
        (world, reject.into())
    }),
    scene!("job_approve", "sealed", || {
        about(Until::Sealed, |world| instructions::job_approve(&world.job(job(world))))
    }),
    scene!("job_dispute", "after the keeper's time", || {
        about(Until::Sealed, |world| {
            world.advance(VERDICT_SECS);
            instructions::job_dispute(&world.job(job(world)))
        })
    }),
    scene!("job_dispute", "with a bond from the wallet", || {
        let mut world = crowd(&poor(), Until::Sealed, PICTURE);
        world.advance(VERDICT_SECS);
        let dispute = instructions::job_dispute(&world.job(job(&world)));
        (world, dispute.into())
    }),
    scene!("job_cancel", "open", || about(Until::Open, |world| world.cancel(job(world)))),
    scene!("job_cancel", "with what its client could not take", || {
        about(Until::Claimed, |world| {
            let all = world.lamports(&CLIENT.key());
            world.transfers(CLIENT.0, &DONOR.key(), all).works();
            world.advance(START_SECS / 2);
            ANNA.fails(world, job(world), FailReason::Worker).works();
            world.cancel(job(world))
        })
    }),
    scene!("job_cancel", "running", || about(Until::Running, |world| world.cancel(job(world)))),
    scene!("job_settle", "approved", || about(Until::Approved, |world| world.settle(job(world)))),
    scene!("job_settle", "a dispute that was answered", || {
        about(Until::Sealed, |world| {
            dispute_all(world);
            jobs(world).iter().for_each(|(_, job, _)| drop(KEEPER.accepts(world, *job).works()));
            world.settle(job(world))
        })
    }),
    scene!("job_settle", "a dispute that nobody answered", || {
        let mut world = crowd(&poor(), Until::Sealed, PICTURE);
        dispute_all(&mut world);
        world.advance(DAY);
        let settle = world.settle(job(&world));
        (world, settle.into())
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
    scene!("account_migrate", "parameters", || migrates(|_| address::params(&World::market_address(), 0))),
    scene!("account_migrate", "a provider", || migrates(|_| ANNA.address())),
    scene!("account_migrate", "a job", || migrates(job)),
    scene!("account_migrate", "a counter of jobs", || migrates(|_| Staker::Client(CLIENT).account())),
    scene!("job_expire", "claimed", || {
        about(Until::Claimed, |world| {
            world.advance(START_SECS);
            world.expire(job(world))
        })
    }),
    scene!("job_expire", "open", || {
        about(Until::Open, |world| {
            world.advance(7 * DAY);
            world.expire(job(world))
        })
    }),
];
