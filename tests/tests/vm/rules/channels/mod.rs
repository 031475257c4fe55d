//! Channels: what a payer's side signs for is paid, and nothing else; the rest goes back.
//!
//! | module | what it shows |
//! |---|---|
//! | [`opening`] | what a payer may propose, and where the channel is |
//! | [`vouchers`] | whose word counts, in which bytes |
//! | [`signed_before`] | where the instruction that verifies a voucher stands |
//! | [`accrual`] | what is owed: by the voucher, the time and the deposit |
//! | [`uses`] | what channels are for, from opening to closing |
//! | [`steering`] | who may steer, and what comes of it |
//! | [`topping_up`] | payments to the channel's address |
//! | [`ending`] | when it ends, and who is paid then |
//! | [`closing`] | when the account goes, and who gets what is in it |
//! | [`gone`] | a provider that retires, has left or came back |
//! | [`pausing`] | a market in a pause |
//! | [`tokens`] | channels in tokens: the same, out of a vault |
//! | [`errors`] | one way to each error |

mod accrual;
mod closing;
mod ending;
pub mod errors;
mod gone;
mod opening;
mod pausing;
mod signed_before;
mod steering;
mod tokens;
mod topping_up;
mod uses;
mod vouchers;

use rayment_client::events::Event;
use rayment_core::{
    channel::{ChannelPhase, ChannelState, ChannelTerms, Steer},
    layout,
};
use rayment_tests::vm::{channels::*, *};
use solana_pubkey::Pubkey;

/// A world and its one channel, from the client to Anna.
type ChannelWorld = (World, Pubkey);

fn opened(terms: ChannelTerms) -> ChannelWorld {
    let mut world = World::market();
    let channel = CLIENT.opens(&mut world, ANNA, terms).works();
    (world, channel)
}

/// Running by the hour.
fn rented() -> ChannelWorld {
    opened(rental())
}

fn paused() -> ChannelWorld {
    steered(rented(), CLIENT.0, Steer::Pause)
}

/// By the client, a thousand seconds after the opening.
fn closing() -> ChannelWorld {
    let (mut world, channel) = rented();
    world.advance(1_000);
    steered((world, channel), CLIENT.0, Steer::Close)
}

/// By Anna.
fn ended() -> ChannelWorld {
    steered(rented(), ANNA.operator, Steer::End)
}

const PHASES: [(ChannelPhase, fn() -> ChannelWorld); 4] = [
    (ChannelPhase::Running, rented),
    (ChannelPhase::Paused, paused),
    (ChannelPhase::Closing, closing),
    (ChannelPhase::Ended, ended),
];

fn steered((mut world, channel): ChannelWorld, by: Actor, command: Steer) -> ChannelWorld {
    world.steers(by, channel, command).works();
    (world, channel)
}

fn state(world: &World, channel: Pubkey) -> ChannelState {
    world.channel(channel).state
}

/// Lamports of rent of a channel.
fn rent(world: &World) -> u64 {
    world.rent(layout::channel::SPACE)
}

/// What an action moved: into or out of the payer's wallet, Anna's balance, the fees in her account, the hub's
/// wallet and the channel's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moved {
    payer: i64,
    balance: i64,
    fees: i64,
    hub: i64,
    channel: i64,
}

const NOTHING: Moved = Moved { payer: 0, balance: 0, fees: 0, hub: 0, channel: 0 };

/// So much to Anna, with the fee of 5 % on it.
fn paid(earnings: u64) -> Moved {
    let (balance, fees) = (earnings as i64, (earnings / 20) as i64);
    Moved { balance, fees, channel: -balance - fees, ..NOTHING }
}

/// So much back to the payer.
fn back(refund: u64) -> Moved {
    Moved { payer: refund as i64, channel: -(refund as i64), ..NOTHING }
}

impl std::ops::Add for Moved {
    type Output = Moved;

    fn add(self, more: Moved) -> Moved {
        Moved {
            payer: self.payer + more.payer,
            balance: self.balance + more.balance,
            fees: self.fees + more.fees,
            hub: self.hub + more.hub,
            channel: self.channel + more.channel,
        }
    }
}

impl Moved {
    fn found(world: &World, payer: &Pubkey, channel: Pubkey) -> Moved {
        let has = |address: &Pubkey| world.lamports(address) as i64;
        let is_there =
            world.account(&ANNA.address()).is_some_and(|account| account.owner == rayment_client::PROGRAM_ID);
        let anna = is_there.then(|| world.provider(ANNA).state);
        let (balance, fees) = anna.map_or((0, 0), |state| (state.balance as i64, state.fees as i64));
        Moved { payer: has(payer), balance, fees, hub: has(&HUB.key()), channel: has(&channel) }
    }
}

/// What an action moves. Nothing is lost, Anna's account holds what its numbers say, and the event says so too.
#[track_caller]
fn moved(world: &mut World, channel: Pubkey, act: impl FnOnce(&mut World) -> Answer) -> Moved {
    let payer = world.channel(channel).payer();
    let sums = |world: &World| (Moved::found(world, &payer, channel), world.lamports(&ANNA.address()) as i64);
    let (total, (before, account)) = (world.total(), sums(world));
    let receipt = act(world).works();
    assert_eq!(world.total(), total, "lamports were made or lost");
    let (after, account) = (sums(world).0, sums(world).1 - account);
    let moved = Moved {
        payer: after.payer - before.payer,
        balance: after.balance - before.balance,
        fees: after.fees - before.fees,
        hub: after.hub - before.hub,
        channel: after.channel - before.channel,
    };
    assert_eq!(account, moved.balance + moved.fees, "Anna's account");
    told(&receipt, &moved);
    moved
}

#[track_caller]
fn told(receipt: &Receipt, moved: &Moved) {
    let events = receipt.events();
    let (earnings, fee) = match events.as_slice() {
        [Event::ChannelRedeemed(told)] => (told.earnings, told.fee),
        [Event::ChannelSteered(told)] => (told.earnings, told.fee),
        other => panic!("told {} things", other.len()),
    };
    assert_eq!((earnings as i64, fee as i64), (moved.balance, moved.fees), "what the event says");
}

/// It is refused for this reason, and nothing changes.
#[track_caller]
fn refused<T>(world: &mut World, reason: RaymentError, act: impl FnOnce(&mut World) -> Result<T, Refused>) {
    let before = world.snapshot();
    act(world).refuses(reason);
    assert_eq!(world.snapshot(), before);
}
