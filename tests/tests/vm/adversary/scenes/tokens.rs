//! Moments of orders, jobs and channels in tokens.

use rayment_client::{
    address,
    instructions::{Clearing, Redeemed, channel_open, channel_redeem, order_return_in},
};
use rayment_core::{
    channel::Steer,
    job::{FailReason, Offer},
};
use rayment_tests::vm::{guardians::*, phases::*, roles::*, tokens::*, world::*, *};
use solana_instruction::Instruction;

use super::{Asked, Scene, about_in, dispute_all, poor};
use crate::adversary::{
    crowd::{Until, bought, crowd_in, job, jobs},
    staked::{LOCKED as STAKED, channel, newcomer},
    tokens::COIN,
};

/// A scene about a job whose deposit leaves too little for the bond of a dispute.
fn about_poor(until: Until, render: Render, make: impl FnOnce(&mut World) -> Instruction) -> (World, Asked) {
    let mut world = crowd_in(COIN, &poor(), until, render);
    let asked = make(&mut world);
    (world, asked.into())
}

/// Anna's fail or the keeper's.
fn fails(world: &World, signer: Actor, reason: FailReason) -> Instruction {
    let job = world.job(job(world));
    rayment_client::instructions::job_fail(&signer.key(), (&job, world.paid_back(&job)), reason)
}

/// Pays out what an order holds beside what it needs: some was given to it, also of another coin.
fn returns(world: &mut World, which: usize, by: Actor, cancel: bool) -> Instruction {
    let order = world.purchases[which].clone();
    world.gives(COIN, &COIN.of(&order.address()), 1_000);
    world.returned(by, &order, cancel)
}

/// All jobs are settled while neither purses nor orders can be credited; then the job's thaw.
fn owes(world: &mut World, thawed: &[solana_pubkey::Pubkey]) {
    let orders: Vec<_> = (0..5).map(|place| COIN.of(&world.purchases[place].address())).collect();
    let purses = [ANNA, BORIS].map(|provider| address::vault(&provider.purse(COIN)));
    orders.iter().chain(&purses).for_each(|account| world.freezes(COIN, account));
    for (_, job, _) in &jobs(world)[..4] {
        world.settles(*job).works();
    }
    thawed.iter().for_each(|account| world.thaws(COIN, account));
}

fn order_tokens(world: &World) -> solana_pubkey::Pubkey {
    COIN.of(&world.purchases[bought::JOB].address())
}

/// Asks it of the channel, after a minute of which the payer has spoken.
fn steers(by: Actor, command: Steer) -> (World, Asked) {
    about_in(Until::Open, |world| {
        a_minute(world);
        world.steer(by, channel(world), command)
    })
}

fn a_minute(world: &mut World) {
    let at = channel(world);
    world.redeems(at, 1).works();
    world.advance(60);
}

fn redeems(word: fn(&World) -> Redeemed<'static>, until: fn(&mut World)) -> (World, Asked) {
    about_in(Until::Open, |world| {
        until(world);
        let all = channel_redeem(&World::market_address(), &world.channel(channel(world)), &word(world));
        let [one]: [Instruction; 1] = all.try_into().expect("one instruction");
        one
    })
}

/// Ended by its provider, when its address can be used no more.
fn ended(world: &mut World) {
    a_minute(world);
    let at = channel(world);
    world.steers(ANNA.operator, at, Steer::End).works();
    world.gives(COIN, &address::vault(&at), 9);
    world.spends_addresses();
}

/// Anna has left for good, with her stake, purses and offers.
fn gone(world: &mut World) {
    let anna = Staker::Provider(ANNA);
    anna.unlocks(world, STAKED).works();
    world.advance(UNLOCK_SECS);
    anna.takes(world).works();
    for coin in [COIN, OTHER_EURO] {
        ANNA.withdraws_purse(world, coin, None, true).works();
    }
    ANNA.retires(world).works();
    assert!(!world.exists(&ANNA.address()));
}

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

pub const SCENES: &[Scene] = &[
    scene!("order_draw", "a quote and its first job in tokens", || {
        about_in(Until::Open, |world| world.purchases[bought::UNWRITTEN].first(CLIENT.0))
    }),
    scene!("order_draw", "a quote alone in tokens", || {
        about_in(Until::Open, |world| world.purchases[bought::UNWRITTEN].alone(CLIENT.0))
    }),
    scene!("order_draw", "the next job in tokens", || {
        about_in(Until::Open, |world| world.purchases[bought::SEVERAL].next(CLIENT.0, 1))
    }),
    scene!("order_draw", "for a loan in tokens", || {
        about_in(Until::Open, |world| {
            let lent = Purchase::of_jobs(CLIENT, 2).in_token(COIN).sponsored_by(DONOR).with(|quote| quote.salt = 99);
            world.issues(COIN, &lent.address(), lent.quote.total);
            let draw = lent.drawn((CLIENT.0, true), true, Some(0));
            world.purchases.push(lent);
            draw
        })
    }),
    scene!("order_return", "tokens, by the client while jobs are left", || {
        about_in(Until::Open, |world| returns(world, bought::SEVERAL, CLIENT.0, false))
    }),
    scene!("order_return", "tokens, a cancellation", || {
        about_in(Until::Open, |world| returns(world, bought::SEVERAL, CLIENT.0, true))
    }),
    scene!("order_return", "tokens, by anyone when all is drawn", || {
        about_in(Until::Settled, |world| returns(world, bought::JOB, KEEPER.0, false))
    }),
    scene!("order_return", "tokens of another mint", || {
        about_in(Until::Settled, |world| {
            let order = world.purchases[bought::JOB].clone();
            world.issues(OTHER_EURO, &order.address(), 77);
            order_return_in(&KEEPER.0.key(), &order.quote, true, false, &OTHER_EURO.token())
        })
    }),
    scene!("order_return", "tokens, its last", || {
        about_in(Until::Settled, |world| {
            world.advance_to(offer().expires_at);
            returns(world, bought::JOB, CLIENT.0, false)
        })
    }),
    scene!("order_return", "tokens, what was never written down", || {
        about_in(Until::Open, |world| world.returned(CLIENT.0, &world.purchases[bought::UNWRITTEN], false))
    }),
    scene!("job_assign", "open, in tokens", || {
        about_in(Until::Open, |world| KEEPER.assign(world, (job(world), ANNA), false))
    }),
    scene!("job_claim", "reserved, in tokens", || about_in(Until::Reserved, |world| ANNA.claim(world, job(world)))),
    scene!("job_claim", "with a purse for the bond", || {
        about_in(Until::Settled, |world| {
            let offer = Offer { expires_at: world.now() + DAY, ..offer() };
            let job = CLIENT.posts_job_in(world, COIN, &offer).works();
            world.advance(10);
            ANNA.claim(world, job)
        })
    }),
    scene!("job_dispute", "with a bond in tokens", || {
        about_poor(Until::Sealed, PICTURE, |world| {
            world.advance(VERDICT_SECS);
            rayment_client::instructions::job_dispute_with(&world.job(job(world)), &COIN.token())
        })
    }),
    scene!("job_dispute", "with a bond out of a deposit in tokens", || {
        about_in(Until::Sealed, |world| {
            world.advance(VERDICT_SECS);
            rayment_client::instructions::job_dispute(&world.job(job(world)))
        })
    }),
    scene!("job_reject", "disputed noise, in tokens", || {
        about_poor(Until::Sealed, NOISE, |world| {
            dispute_all(world);
            let evidence = against(world, job(world), picked(world, job(world)), true);
            let job = world.job(job(world));
            let payee = world.paid_back(&job);
            rayment_client::instructions::job_reject(&KEEPER.key(), (&job, payee), &evidence)
        })
    }),
    scene!("job_cancel", "open, in tokens", || about_in(Until::Open, |world| world.cancel(job(world)))),
    scene!("job_cancel", "running, in tokens", || about_in(Until::Running, |world| world.cancel(job(world)))),
    scene!("job_settle", "approved, in tokens", || about_in(Until::Approved, |world| world.settle(job(world)))),
    scene!("job_settle", "a split in tokens", || {
        about_poor(Until::Sealed, PICTURE, |world| {
            dispute_all(world);
            world.advance(DAY);
            world.settle(job(world))
        })
    }),
    scene!("job_settle", "in tokens that nobody can be credited", || {
        about_in(Until::Approved, |world| {
            world.freezes(COIN, &order_tokens(world));
            world.freezes(COIN, &address::vault(&ANNA.purse(COIN)));
            world.settle(job(world))
        })
    }),
    scene!("job_fail", "by its provider, in tokens", || {
        about_in(Until::Running, |world| fails(world, ANNA.operator, FailReason::Worker))
    }),
    scene!("job_fail", "unlike tiles, in tokens", || {
        about_in(Until::Sealed, |world| fails(world, KEEPER.0, FailReason::Unlike))
    }),
    scene!("job_fail", "unlike tiles, with a bond in tokens that can't go back", || {
        about_in(Until::Sealed, |world| {
            world.freezes(COIN, &address::vault(&ANNA.purse(COIN)));
            fails(world, KEEPER.0, FailReason::Unlike)
        })
    }),
    scene!("job_expire", "running, in tokens", || {
        about_in(Until::Running, |world| {
            world.advance(DELIVERY_SECS);
            world.expire(job(world))
        })
    }),
    scene!("job_expire", "open, in tokens", || {
        about_in(Until::Open, |world| {
            world.advance(7 * DAY);
            world.expire(job(world))
        })
    }),
    scene!("job_clear", "the provider's leg", || {
        about_in(Until::Approved, |world| {
            owes(world, &[address::vault(&ANNA.purse(COIN))]);
            world.clear(job(world), true, Clearing::Usual)
        })
    }),
    scene!("job_clear", "the client's leg", || {
        about_in(Until::Approved, |world| {
            let tokens = order_tokens(world);
            owes(world, &[tokens]);
            world.clear(job(world), true, Clearing::Usual)
        })
    }),
    scene!("job_clear", "both", || {
        about_in(Until::Approved, |world| {
            let tokens = order_tokens(world);
            owes(world, &[tokens, address::vault(&ANNA.purse(COIN))]);
            world.clear(job(world), true, Clearing::Usual)
        })
    }),
    scene!("job_clear", "to an account that the provider names", || {
        about_in(Until::Approved, |world| {
            owes(world, &[]);
            world.clear(job(world), true, Clearing::Provider { account: COIN.of(&ANNA.wallet.key()) })
        })
    }),
    scene!("job_clear", "to an account that the client names", || {
        about_in(Until::Approved, |world| {
            owes(world, &[]);
            world.clear(job(world), true, Clearing::Client { account: COIN.of(&CLIENT.key()) })
        })
    }),
    scene!("channel_open", "a newcomer in tokens", || {
        about_in(Until::Open, |world| channel_open(&world.market_state(), &newcomer(world)))
    }),
    scene!("channel_steer", "a closing in tokens by its payer", || steers(CLIENT.0, Steer::Close)),
    scene!("channel_steer", "an end in tokens by its provider", || steers(ANNA.operator, Steer::End)),
    scene!("channel_redeem", "in tokens, by a voucher", || {
        about_in(Until::Open, |world| {
            a_minute(world);
            let at = channel(world);
            world.redeem(at, &SESSION.signs(at, 50_000))
        })
    }),
    scene!("channel_redeem", "in tokens, by its payer's word", || {
        redeems(|_| Redeemed::Ack { signer: CLIENT.key(), cumulative: 50_000 }, a_minute)
    }),
    scene!("channel_redeem", "in tokens, its end", || redeems(|_| Redeemed::Nothing, |world| world.advance(8 * DAY))),
    scene!("channel_redeem", "in tokens, a provider that is gone", || redeems(|_| Redeemed::Nothing, gone)),
    scene!("channel_redeem", "in tokens, its last", || redeems(|_| Redeemed::Nothing, ended)),
];
