//! Channels in tokens: what differs where the deposit lies in a vault and the provider is paid into its purse.
//!
//! | module | what it shows |
//! |---|---|
//! | [`opening`] | what it takes to open one, and who pays its rents |
//! | [`paying`] | vouchers, words, steering, top-ups: all of it to the base unit |
//! | [`accounts`] | which token accounts are named, and no other |
//! | [`owed`] | who can't be credited waits, and holds nobody else up |
//! | [`closing`] | when vault and account go, and with what |

mod accounts;
mod closing;
mod opening;
mod owed;
mod paying;

use rayment_client::{address, events::Event, instructions::NewChannel, token::TOKEN_2022};
use rayment_core::{
    channel::{ChannelState, ChannelTerms, Steer},
    layout,
};
use rayment_tests::vm::{channels::*, tokens::*, *};
use solana_pubkey::Pubkey;

use crate::rules::otherwise::*;

/// A world and its one channel in a coin, from the client to Anna.
type TokenWorld = (World, Pubkey);

fn proposal(world: &World, coin: Coin, terms: ChannelTerms) -> NewChannel {
    NewChannel { token: Some(coin.token()), ..CLIENT.proposes(world, ANNA, terms) }
}

fn opened(coin: Coin, terms: ChannelTerms) -> TokenWorld {
    let mut world = World::taking(coin);
    let new = proposal(&world, coin, terms);
    let channel = world.opens_channel(&new).works();
    (world, channel)
}

fn state(world: &World, channel: Pubkey) -> ChannelState {
    world.channel(channel).state
}

/// What an action moved: into or out of the payer's account, Anna's balance and the fees in her purse, and the vault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moved {
    payer: i64,
    balance: i64,
    fees: i64,
    vault: i64,
}

const NOTHING: Moved = Moved { payer: 0, balance: 0, fees: 0, vault: 0 };

/// So much to Anna, with the fee of 5 % on it.
fn paid(earnings: u64) -> Moved {
    let (balance, fees) = (earnings as i64, (earnings / 20) as i64);
    Moved { balance, fees, vault: -balance - fees, ..NOTHING }
}

/// So much back to the payer.
fn back(refund: u64) -> Moved {
    Moved { payer: refund as i64, vault: -(refund as i64), ..NOTHING }
}

impl std::ops::Add for Moved {
    type Output = Moved;

    fn add(self, more: Moved) -> Moved {
        Moved {
            payer: self.payer + more.payer,
            balance: self.balance + more.balance,
            fees: self.fees + more.fees,
            vault: self.vault + more.vault,
        }
    }
}

impl Moved {
    fn found(world: &World, coin: Coin, channel: Pubkey) -> Moved {
        let at = ANNA.purse(coin);
        let purse = world.exists(&at).then(|| world.purse(ANNA, coin).state);
        let (balance, fees) = purse.map_or((0, 0), |state| (state.balance as i64, state.fees as i64));
        Moved { payer: world.has(coin, &CLIENT.key()) as i64, balance, fees, vault: world.vault(&channel) as i64 }
    }
}

/// What an action moves. No base unit and no lamport is lost, the purse's vault holds what its numbers say, and the
/// event says the same.
#[track_caller]
fn moved(world: &mut World, coin: Coin, channel: Pubkey, act: impl FnOnce(&mut World) -> Answer) -> Moved {
    let purse_vault = |world: &World| world.vault(&ANNA.purse(coin)) as i64;
    let (total, before, lay) = (world.total(), Moved::found(world, coin, channel), purse_vault(world));
    let receipt = act(world).works();
    assert_eq!(world.total(), total, "lamports were made or lost");
    world.conserves(coin);
    let after = Moved::found(world, coin, channel);
    let moved = Moved {
        payer: after.payer - before.payer,
        balance: after.balance - before.balance,
        fees: after.fees - before.fees,
        vault: after.vault - before.vault,
    };
    assert_eq!(purse_vault(world) - lay, moved.balance + moved.fees, "the purse's vault");
    told(&receipt, coin, &moved);
    moved
}

#[track_caller]
fn told(receipt: &Receipt, coin: Coin, moved: &Moved) {
    let events = receipt.events();
    let (earnings, fee, refund, mint) = match events.as_slice() {
        [Event::ChannelRedeemed(told)] => (told.earnings, told.fee, told.refund, told.mint),
        [Event::ChannelSteered(told)] => (told.earnings, told.fee, told.refund, told.mint),
        other => panic!("told {} things", other.len()),
    };
    assert_eq!((earnings as i64, fee as i64, mint), (moved.balance, moved.fees, coin.mint()), "what the event says");
    assert!(refund as i64 >= moved.payer);
}

/// Lamports of rent of a channel and its vault.
fn rents(world: &World, coin: Coin) -> u64 {
    world.rent(layout::channel::SPACE) + world.rent(coin.vault_space(world))
}

/// A payment into the channel's vault, by whoever it is.
fn tops_up(world: &mut World, coin: Coin, by: Actor, channel: Pubkey, amount: u64) {
    world.sends_tokens(coin, by, &address::vault(&channel), amount).works();
}
