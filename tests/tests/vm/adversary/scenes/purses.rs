//! Moments of assets, purses and offers.

use rayment_client::{
    Provider as ProviderAccount,
    instructions::{self, OfferOf, asset_set, offer_set, purse_budget, purse_open, purse_sweep, purse_withdraw},
};
use rayment_core::{asset::Listing, hash::ZERO, provider::OfferTerms};
use rayment_tests::vm::*;
use solana_instruction::Instruction;

use super::{Scene, about, about_in};
use crate::adversary::{
    crowd::Until,
    tokens::{COIN, UNLISTED},
};

fn sets(coin: Coin, listing: Option<Listing>) -> Instruction {
    asset_set(&OPENER.key(), &World::market_address(), &coin.mint(), listing)
}

fn anna(world: &World) -> ProviderAccount {
    world.provider(ANNA)
}

fn offers(world: &World, of: OfferOf, is_open: bool) -> Instruction {
    let terms = OfferTerms { terms: TERMS, manifest: ZERO, slots: 1 };
    offer_set(&ANNA.operator.key(), &anna(world), &of, is_open.then_some(terms))
}

const LISTING: Listing = Listing { rate: 7, at_once_max: 8 };

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

pub const SCENES: &[Scene] = &[
    scene!("asset_set", "a new token", || about_in(Until::Open, |_| sets(UNLISTED, Some(LISTING)))),
    scene!("asset_set", "a new rate", || about_in(Until::Open, |_| sets(COIN, Some(LISTING)))),
    scene!("asset_set", "a token that is taken no more", || about_in(Until::Open, |_| sets(COIN, None))),
    scene!("purse_open", "a newcomer", || {
        about_in(Until::Open, |world| {
            world.lists(UNLISTED).works();
            purse_open(&ANNA.operator.key(), &anna(world), &UNLISTED.token())
        })
    }),
    scene!("provider_change", "the budget of a purse", || {
        about_in(Until::Open, |_| purse_budget(&ANNA.wallet.key(), &ANNA.address(), &COIN.mint(), 5))
    }),
    scene!("purse_withdraw", "a part", || {
        about_in(Until::Settled, |world| {
            purse_withdraw(&ANNA.operator.key(), &anna(world), &COIN.token(), Some(5), false)
        })
    }),
    scene!("purse_withdraw", "its last", || {
        about_in(Until::Settled, |world| {
            world.sweeps_purse(ANNA, COIN).works();
            purse_withdraw(&ANNA.operator.key(), &anna(world), &COIN.token(), None, true)
        })
    }),
    scene!("purse_sweep", "paid", || {
        about_in(Until::Settled, |world| purse_sweep(&ANNA.address(), &world.market_state(), &COIN.token()))
    }),
    scene!("offer_set", "a newcomer", || {
        about_in(Until::Open, |world| offers(world, OfferOf { kind: 1, class: 3, ..COIN.rendering() }, true))
    }),
    scene!("offer_set", "a price", || about_in(Until::Open, |world| offers(world, COIN.rendering(), true))),
    scene!("offer_set", "a newcomer in SOL", || about(Until::Open, |world| offers(world, OfferOf::default(), true))),
    scene!("offer_set", "its end", || about_in(Until::Open, |world| offers(world, COIN.rendering(), false))),
    scene!("job_assign", "by an offer in SOL", || {
        about(Until::Open, |world| {
            ANNA.offers(world, &OfferOf::default(), TERMS).works();
            let job = world.job(crate::adversary::crowd::job(world));
            instructions::job_assign_by(&KEEPER.key(), &job, &ANNA.wallet.key(), (0, None), false)
        })
    }),
    scene!("job_claim", "by an offer in SOL", || {
        about(Until::Reserved, |world| {
            ANNA.offers(world, &OfferOf::default(), TERMS).works();
            let job = world.job(crate::adversary::crowd::job(world));
            instructions::job_claim_by(&ANNA.operator.key(), &ANNA.wallet.key(), &job, (0, None))
        })
    }),
    scene!("provider_retire", "with a purse", || {
        about_in(Until::Open, |world| instructions::provider_retire(&anna(world), &world.market_state()))
    }),
];
