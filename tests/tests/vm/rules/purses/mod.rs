//! Purses: what a provider has earned in a token, and what of it may stand for its work.
//!
//! | module | what it shows |
//! |---|---|
//! | [`opening`] | who opens one, of what |
//! | [`bonding`] | whose word the budget is, and how bonds use it |
//! | [`paying_out`] | withdrawing and sweeping, and to whom |
//! | [`closing`] | what holds a purse open, and a provider by its purse |

mod bonding;
mod closing;
mod opening;
mod paying_out;

use rayment_client::{address, events::Event, instructions::NewChannel};
use rayment_core::provider::PurseState;
use rayment_tests::vm::{channels::*, tokens::*, *};
use solana_pubkey::Pubkey;

use super::otherwise::*;

/// The fee on what a whole channel earns.
const FEES: u64 = CAP / 20;

/// Anna has earned a whole channel, and the market its fee; the channel is the client's still.
fn earned(coin: Coin) -> World {
    let mut world = World::taking(coin);
    earns(&mut world, coin, ANNA);
    world
}

fn earns(world: &mut World, coin: Coin, provider: Provider) {
    let new = NewChannel { token: Some(coin.token()), ..CLIENT.proposes(world, provider, metered()) };
    let channel = world.opens_channel(&new).works();
    world.redeems(channel, CAP).works();
}

fn state(world: &World, coin: Coin) -> PurseState {
    world.purse(ANNA, coin).state
}

/// Where Anna's tokens of this coin lie.
fn vault(coin: Coin) -> Pubkey {
    address::vault(&ANNA.purse(coin))
}

/// What an action moved, and the one event that told of it.
#[track_caller]
fn told(answer: Answer) -> Event {
    let mut events = answer.works().events();
    assert_eq!(events.len(), 1);
    events.remove(0)
}
