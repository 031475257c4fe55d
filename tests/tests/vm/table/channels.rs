//! Each way through the instructions of channels, from the first payment to the last lamport.

use rayment_client::instructions::NewChannel;
use rayment_core::channel::{ChannelTerms, SLOTS, Steer};
use rayment_tests::vm::{channels::*, world::*, *};
use solana_pubkey::Pubkey;

/// An instruction, a way through it, and what that costs.
pub type Way = (&'static str, &'static str, Answer);

pub fn ways() -> Vec<Way> {
    [openings(), steering(), redeeming(), ending()].into_iter().flatten().collect()
}

fn opened(terms: ChannelTerms) -> (World, Pubkey) {
    let mut world = World::market();
    let channel = CLIENT.opens(&mut world, ANNA, terms).works();
    (world, channel)
}

fn openings() -> Vec<Way> {
    let opens = |way: &'static str, prepare: fn(&mut World, &mut NewChannel)| {
        let mut world = World::market();
        // As a validator shows them: the newest, and 511 before it.
        world.show_slot_hashes(FIRST_SLOT - 1, SLOT_HASHES_KEPT);
        let mut new = CLIENT.proposes(&world, ANNA, rental());
        prepare(&mut world, &mut new);
        let opening = rayment_client::instructions::channel_open(&world.market_state(), &new);
        ("channel_open", way, world.sends(opening))
    };
    vec![
        opens("a hub lends", |_, _| ()),
        opens("the payer pays the rent", |_, new| new.rent_payer = None),
        opens("nothing is locked yet", |_, new| new.deposit = 0),
        opens("at an address with a gift", |world, new| {
            world.transfers(DONOR, &new.address(&World::market_address()), 890_880).works();
        }),
        opens("by the oldest slot", |world, new| {
            let hash = |slot: u64| (slot, [slot as u8; 32]);
            let listed: Vec<_> = (1..=SLOTS).map(|back| hash(FIRST_SLOT - back)).collect();
            world.set_slot_hashes(&listed);
            new.slot = hash(FIRST_SLOT - SLOTS);
        }),
    ]
}

fn steering() -> Vec<Way> {
    let (mut world, channel) = opened(rental());
    world.advance(100);
    let mut steers =
        |way: &'static str, by: Actor, command: Steer| ("channel_steer", way, world.steers(by, channel, command));
    vec![
        steers("pause, by the provider", ANNA.operator, Steer::Pause),
        steers("resume", CLIENT.0, Steer::Resume),
        steers("pause, by the payer", CLIENT.0, Steer::Pause),
        steers("extend", CLIENT.0, Steer::Extend { expires_at: NOON + 9 * DAY }),
        steers("close", CLIENT.0, Steer::Close),
        steers("end, nothing earned", ANNA.operator, Steer::End),
    ]
}

fn redeeming() -> Vec<Way> {
    let mut ways = Vec::new();
    let (mut world, channel) = opened(metered());
    ways.push(("channel_redeem", "a voucher", world.redeems(channel, 1_000_000)));
    ways.push(("channel_redeem", "an old voucher", world.redeems(channel, 1_000_000)));
    ways.push(("channel_redeem", "an acknowledgement", world.acknowledges(CLIENT.0, channel, 2_000_000)));
    world.transfers(DONOR, &channel, LOCKED).works();
    ways.push(("channel_redeem", "a voucher after a top-up", world.redeems(channel, 3_000_000)));
    let (mut world, channel) = opened(rental());
    world.advance(60);
    ways.push(("channel_redeem", "a voucher, with a rate", world.redeems(channel, 60_000)));
    world.advance(60);
    ways.push(("channel_redeem", "an acknowledgement, with a rate", world.acknowledges(SESSION, channel, 120_000)));
    world.advance(60);
    ways.push(("channel_redeem", "time alone", world.asks_what_is_due(channel)));
    world.advance(60);
    world.transfers(DONOR, &channel, LOCKED).works();
    ways.push(("channel_steer", "end, with something earned", world.steers(ANNA.operator, channel, Steer::End)));
    ways
}

fn ending() -> Vec<Way> {
    let mut ways = Vec::new();
    let (mut world, channel) = opened(metered());
    world.redeems(channel, 2 * CAP).works();
    world.transfers(DONOR, &channel, 2 * LOCKED).works();
    world.advance(8 * DAY);
    ways.push(("channel_redeem", "ends by time, and pays both", world.clone().asks_what_is_due(channel)));
    let mut late = world.clone();
    late.spends_addresses();
    ways.push(("channel_redeem", "ends, pays both and closes", late.asks_what_is_due(channel)));
    world.asks_what_is_due(channel).works();
    world.spends_addresses();
    ways.push(("channel_redeem", "closes what has ended", world.clone().asks_what_is_due(channel)));
    world.transfers(DONOR, &channel, LOCKED).works();
    ways.push(("channel_redeem", "closes, with a gift", world.asks_what_is_due(channel)));
    let (mut world, channel) = opened(metered());
    ANNA.retires(&mut world).works();
    ways.push(("channel_redeem", "the provider is gone", world.clone().asks_what_is_due(channel)));
    world.spends_addresses();
    ways.push(("channel_redeem", "the provider is gone, and it closes", world.asks_what_is_due(channel)));
    ways
}

/// For the record: `cargo test --workspace --test vm -- --ignored --nocapture what_channels_cost`.
#[test]
#[ignore = "it shows each way, and checks nothing"]
fn what_channels_cost() {
    for (instruction, way, answer) in ways() {
        println!("{:>7}  {instruction}: {way}", answer.works().units);
    }
    let (mut world, channel) = opened(metered());
    let [verify, _] = world.redeem(channel, &SESSION.signs(channel, 1_000));
    println!("{:>7}  of these the signature of a voucher", world.sends(verify).works().units);
}
