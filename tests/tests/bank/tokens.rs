//! Orders in tokens of both programs.

use rayment_tests::vm::{world::DAY, *};

use super::{seals, twins::Twins, works_off};

/// A market that takes a coin.
fn taking(coin: Coin) -> Twins {
    let mut world = World::market();
    world.takes(coin);
    for client in [CLIENT, OTHER_CLIENT] {
        world.fund(&client.key(), 10 * world::FUNDS);
    }
    Twins::of(world)
}

#[test]
fn are_drawn_settled_and_returned() {
    for coin in COINS {
        let mut twins = taking(coin);
        let job = twins.acts(|world| CLIENT.posts_job_in(world, coin, &offer())).works();
        works_off(&mut twins, job, PICTURE);
        seals(&mut twins, job);
        twins.works(|world| KEEPER.accepts(world, job));
        twins.works(|world| CLIENT.approves(world, job));
        twins.works(|world| world.settles(job));
        twins.works(|world| world.sweeps_purse(ANNA, coin));
        twins.works(|world| ANNA.withdraws_purse(world, coin, None, true));
        twins.later(7 * DAY);
        let purchase = twins.world.purchases[0].clone();
        twins.works(|world| world.returns(CLIENT.0, &purchase));
        twins.world.conserves(coin);
    }
}
