//! Each error of the IDL, made to happen. A new one without a way to it fails here.

use std::collections::BTreeSet;

use RaymentError as E;
use rayment_client::instructions::{self, ProviderUpdate, Registration};
use rayment_core::{
    job::{Ceilings, Evidence, Expectations, FailReason, Offer},
    layout,
    market::Params,
    money::Terms,
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};

use super::{channels::errors::CHANNELS, guardians, tokens};
use crate::idl;

pub type Ended = Result<(), Refused>;
pub type Way = (RaymentError, fn() -> Ended);

pub fn end<T>(action: Result<T, Refused>) -> Ended {
    action.map(|_| ())
}

/// Asks something of a job that has reached a phase.
fn at(reach: fn() -> JobWorld, action: impl FnOnce(&mut World, solana_pubkey::Pubkey) -> Answer) -> Ended {
    let (mut world, job) = reach();
    end(action(&mut world, job))
}

fn posts(offer: Offer) -> Ended {
    end(CLIENT.posts_job(&mut World::market(), &offer))
}

const WORK: [Way; 18] = [
    (E::WrongPhase, || at(open, |world, job| ANNA.starts(world, job))),
    (E::WrongAttempt, || {
        at(claimed, |world, job| {
            let mut other = world.job(job);
            other.state.attempt = 2;
            world.sends(instructions::job_start(&ANNA.operator.key(), &ANNA.wallet.key(), &other))
        })
    }),
    (E::NotJobClient, || at(delivered, |world, job| OTHER_CLIENT.approves(world, job))),
    (E::NotJobProvider, || at(claimed, |world, job| BORIS.starts(world, job))),
    (E::NotKeeper, || at(open, |world, job| Keeper(STRANGER).assigns(world, job, ANNA))),
    (E::KeeperIsParty, || {
        at(open, |world, job| {
            let update = instructions::market_update(&world.market_state(), None, Some(&CLIENT.key()), None);
            world.sends(update).works();
            Keeper(CLIENT.0).assigns(world, job, ANNA)
        })
    }),
    (E::ProviderFailedBefore, || {
        at(claimed, |world, job| {
            ANNA.fails(world, job, FailReason::Worker).works();
            KEEPER.assigns(world, job, ANNA)
        })
    }),
    (E::ReservedForAnother, || at(reserved, |world, job| BORIS.claims(world, job))),
    (E::NotYetOpenToAll, || at(open, |world, job| BORIS.claims(world, job))),
    (E::TermsAboveCeiling, || {
        at(open, |world, job| {
            ANNA.prices(world, Terms { per_gb: u64::MAX, ..TERMS }).works();
            KEEPER.assigns(world, job, ANNA)
        })
    }),
    (E::TermsAboveReserved, || {
        at(reserved, |world, job| {
            ANNA.prices(world, Terms { per_gb: TERMS.per_gb + 1, ..TERMS }).works();
            ANNA.claims(world, job)
        })
    }),
    (E::SpecReported, || at(reported, |world, job| KEEPER.assigns(world, job, BORIS))),
    (E::DepositTooLow, || {
        let (mut world, job) = posted(&Offer { deposit: 1_000_000, ..offer() });
        end(KEEPER.assigns(&mut world, job, ANNA))
    }),
    (E::TooLateToClaim, || {
        at(open, |world, job| {
            world.advance_to(offer().expires_at);
            ANNA.claims(world, job)
        })
    }),
    (E::DeadlinePassed, || {
        at(claimed, |world, job| {
            world.advance(START_SECS);
            ANNA.starts(world, job)
        })
    }),
    (E::NotYetDue, || at(accepted, |world, job| world.settles(job))),
    (E::WrongFrameCount, || at(running, |world, job| ANNA.delivers(world, job, Render { frames: 5, ..PICTURE }))),
    (E::AlreadyCancelled, || {
        at(claimed, |world, job| {
            CLIENT.cancels(world, job).works();
            CLIENT.cancels(world, job)
        })
    }),
];

const PROOF: [Way; 9] = [
    (E::ChallengeNotReady, || at(delivered, |world, job| world.seals(job))),
    (E::NotSealed, || at(delivered, |world, job| KEEPER.accepts(world, job))),
    (E::AlreadySealed, || at(sealed, |world, job| world.seals(job))),
    (E::TileNotChallenged, || {
        at(sealed_noise, |world, job| {
            let evidence = against(world, job, unpicked(world, job), true);
            KEEPER.rejects_on(world, job, &evidence)
        })
    }),
    (E::PathMismatch, || {
        at(sealed_noise, |world, job| {
            let good = against(world, job, picked(world, job), true);
            KEEPER.rejects_on(world, job, &Evidence { leaf: [1; 32], ..good })
        })
    }),
    (E::TilesAgree, || {
        at(sealed, |world, job| {
            let evidence = against(world, job, picked(world, job), false);
            KEEPER.rejects_on(world, job, &evidence)
        })
    }),
    (E::WrongSeed, || at(sealed, |world, job| KEEPER.accepts_by(world, job, [1; 32]))),
    (E::Unchecked, || at(|| unchecked(PICTURE), |world, job| KEEPER.accepts(world, job))),
    (E::SpecNotReported, || at(open, |world, job| KEEPER.fails(world, job, FailReason::Broken))),
];

const POSTING: [Way; 7] = [
    (E::MarketChanged, || posts(Offer { expect: Expectations { params: 0, fee_bps: 1 }, ..offer() })),
    (E::NoFrames, || posts(Offer { ceilings: Ceilings { ms_per_frame: 0, ..offer().ceilings }, ..offer() })),
    (E::ChunkTooLarge, || {
        posts(Offer { ceilings: Ceilings { ms_per_frame: u64::MAX, ..offer().ceilings }, ..offer() })
    }),
    (E::NoDeposit, || {
        let jobs = vec![(offer().chunk, 0), (offer().chunk, 2)];
        buys(Purchase::of_list(CLIENT, &offer(), jobs, 0))
    }),
    (E::BadExpiry, || posts(Offer { expires_at: NOON + 1, ..offer() })),
    (E::Overflow, || {
        // Every price is within its ceiling, and their sum leaves 64 bits.
        let dear = Terms { per_frame: u64::MAX, ..TERMS };
        let (mut world, job) = posted(&Offer { ceilings: Ceilings { terms: dear, ..offer().ceilings }, ..offer() });
        ANNA.prices(&mut world, dear).works();
        end(KEEPER.assigns(&mut world, job, ANNA))
    }),
    (E::ParamOutOfRange, || end(World::empty().opens_market(OPENER, Params { bond_min: 0, ..Params::DEFAULT }))),
];

const ACCOUNTS: [Way; 15] = [
    (E::NotAuthority, || {
        let mut world = World::market();
        let update = instructions::market_update(&world.market_state(), None, None, None);
        end(world.sends(signed_by(update, STRANGER)))
    }),
    (E::NotOperator, || end(Provider { operator: STRANGER, ..ANNA }.pauses(&mut World::market(), true))),
    (E::NotActive, || {
        at(reserved, |world, job| {
            ANNA.pauses(world, true).works();
            ANNA.claims(world, job)
        })
    }),
    (E::NoFreeSlot, || {
        at(claimed, |world, _| {
            ANNA.updates(world, &ProviderUpdate { slots: Some(1), ..ProviderUpdate::default() }).works();
            let next = CLIENT.posts_job(world, &offer()).works();
            KEEPER.assigns(world, next, ANNA).works();
            ANNA.claims(world, next)
        })
    }),
    (E::EarlierLayout, || {
        at(open, |world, job| {
            let mut account = world.account(&job).expect("the job");
            account.data[layout::header::VERSION.at] = 1;
            let cancel = world.cancel(job);
            world.set_account(&job, account);
            world.sends(cancel)
        })
    }),
    (E::NotMigratable, || {
        let mut world = World::market();
        end(world.migrates(STRANGER, &World::market_address()))
    }),
    (E::Retired, || {
        at(claimed, |world, _| {
            ANNA.retires(world).works();
            ANNA.pauses(world, false)
        })
    }),
    (E::NoSlots, || {
        let mut world = World::market();
        end(Provider { wallet: STRANGER, ..ANNA }
            .registers_as(&mut world, &Registration { slots: 0, ..ANNA.registration() }))
    }),
    (E::BalanceTooLow, || end(ANNA.withdraws(&mut World::market(), Some(1)))),
    (E::WrongMarket, || {
        let mut world = World::market();
        world.opens_market(RIVAL, Params::DEFAULT).works();
        let mut draw = plain().first(CLIENT.0);
        draw.accounts[3].pubkey = rayment_client::address::params(&rayment_client::address::market(&RIVAL.key(), 0), 0);
        end(world.sends(draw))
    }),
    (E::WrongParams, || {
        at(sealed, |world, job| {
            let update = instructions::market_update(&world.market_state(), None, None, Some(&Params::DEFAULT));
            world.sends(update).works();
            let mut accept = instructions::job_accept(&KEEPER.key(), &world.job(job), seed(world, job));
            accept.accounts[2].pubkey = world.params(1).address;
            world.sends(accept)
        })
    }),
    (E::WrongProvider, || {
        at(accepted, |world, job| {
            let mut settle = world.settle(job);
            settle.accounts[2].pubkey = BORIS.address();
            world.sends(settle)
        })
    }),
    (E::MissingProvider, || {
        at(claimed, |world, job| {
            let mut expire = world.expire(job);
            expire.accounts[2].pubkey = rayment_client::PROGRAM_ID;
            expire.accounts[2].is_writable = false;
            world.sends(expire)
        })
    }),
    (E::WrongPayee, || {
        at(open, |world, job| {
            let mut expire = world.expire(job);
            expire.accounts[3].pubkey = STRANGER.key();
            world.sends(expire)
        })
    }),
    (E::PayeeBelowRent, || {
        at(accepted, |world, job| {
            CLIENT.approves(world, job).works();
            world.settles(job).works();
            ANNA.withdraws(world, Some(1))
        })
    }),
];

/// An order of two jobs.
fn plain() -> Purchase {
    Purchase::of_jobs(CLIENT, 2)
}

/// Pays it all, and draws its first job.
fn buys(purchase: Purchase) -> Ended {
    end(World::market().buys(CLIENT, &purchase, 1))
}

/// Asks something of an order of two jobs, of which one is drawn.
fn of_order(action: impl FnOnce(&mut World, &Purchase) -> Answer) -> Ended {
    let (mut world, purchase) = (World::market(), plain());
    world.buys(CLIENT, &purchase, 2).works();
    end(action(&mut world, &purchase))
}

fn pauses(world: &mut World, secs: u32) -> Answer {
    let market = world.market_state();
    world.sends(instructions::market_pause(&market, secs))
}

const ORDERS: [Way; 19] = [
    (E::UnknownQuote, || buys(plain().with(|quote| quote.version = 2))),
    (E::WrongJobCount, || buys(plain().with(|quote| quote.jobs = 0))),
    (E::BadDrawUntil, || buys(plain().with(|quote| quote.draw_until = quote.expires_at + 1))),
    (E::AssetNotListed, || buys(plain().with(|quote| quote.mint = rayment_core::Pubkey([1; 32])))),
    (E::MarketPaused, || {
        of_order(|world, purchase| {
            pauses(world, 60).works();
            world.draws(STRANGER, purchase, 1)
        })
    }),
    (E::PauseTooLong, || end(pauses(&mut World::market(), 259_201))),
    (E::NotPaused, || end(pauses(&mut World::market(), 0))),
    (E::PauseNotReady, || {
        let mut world = World::market();
        pauses(&mut world, 60).works();
        end(pauses(&mut world, 60))
    }),
    (E::DrawingEnded, || {
        of_order(|world, purchase| {
            world.advance_to(purchase.quote.draw_until);
            world.draws(STRANGER, purchase, 1)
        })
    }),
    (E::NothingToDraw, || {
        of_order(|world, purchase| {
            world.cancels_order(CLIENT.0, purchase).works();
            world.draws(STRANGER, purchase, 1)
        })
    }),
    (E::NotInQuote, || of_order(|world, purchase| world.draws(STRANGER, purchase, 0))),
    (E::NotPaid, || {
        let (mut world, purchase) = (World::market(), plain());
        let all = world.rent(layout::order::SPACE) + purchase.quote.total;
        world.pays(CLIENT.0, &purchase, all - 1).works();
        end(world.draws_first(CLIENT.0, &purchase))
    }),
    (E::RentMissing, || {
        let (mut world, purchase) = (World::market(), plain());
        end(world.writes_down(CLIENT.0, &purchase))
    }),
    (E::NotSponsor, || {
        let (mut world, purchase) = (World::market(), plain().sponsored_by(DONOR));
        let mut draw = purchase.alone(CLIENT.0);
        draw.accounts[1] = solana_instruction::AccountMeta::new(STRANGER.key(), true);
        end(world.sends(draw))
    }),
    (E::NotOrderClient, || of_order(|world, purchase| world.cancels_order(STRANGER, purchase))),
    (E::StillDrawing, || of_order(|world, purchase| world.returns(STRANGER, purchase))),
    (E::QuoteMissing, || {
        let purchase = plain();
        end(World::market().draws(CLIENT.0, &purchase, 0))
    }),
    (E::WrongOrder, || {
        let (mut world, purchase) = (World::market(), plain());
        world.pays(CLIENT.0, &purchase, FUNDS / 10).works();
        let mut draw = purchase.alone(CLIENT.0);
        draw.accounts[4].pubkey = Purchase::of_jobs(OTHER_CLIENT, 2).address();
        world.transfers(CLIENT.0, &draw.accounts[4].pubkey, FUNDS / 10).works();
        end(world.sends(draw))
    }),
    (E::WrongJob, || {
        of_order(|world, purchase| {
            let mut draw = purchase.next(STRANGER, 1);
            draw.accounts[5].pubkey = purchase.job(2);
            world.sends(draw)
        })
    }),
];

#[test]
fn every_error_of_the_idl_is_given() {
    let mut left: BTreeSet<_> = idl::names("errors").into_iter().map(idl::error_code).collect();
    let of_jobs = WORK.into_iter().chain(PROOF).chain(POSTING).chain(ACCOUNTS).chain(ORDERS);
    for (error, way) in of_jobs.chain(guardians::errors::ways()).chain(CHANNELS).chain(tokens::errors::ways()) {
        let code = u32::from(error);
        way().refuses_with(code);
        assert!(left.remove(&code), "error {code} is listed twice, or not in the IDL");
    }
    assert!(left.is_empty(), "no way is known to the errors {left:?}");
}
