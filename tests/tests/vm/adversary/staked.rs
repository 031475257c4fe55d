//! What a crowd has locked, who its guardians are, and the channels between its people: in both markets.

use std::sync::LazyLock;

use rayment_client::{
    Market, address,
    instructions::{ED25519, INSTRUCTIONS, NewChannel, Staked, channel_open, guardian_enlist, stake_change},
};
use rayment_core::{Hash, stake::StakeCommand};
use rayment_tests::vm::{channels::*, guardians::*, world::*, *};
use solana_pubkey::Pubkey;

use super::crowd::rival_market;

/// What each of them locks.
pub const LOCKED: u64 = GUARDIAN_STAKE;

/// The rival, as its twin's clients read it.
fn rival(world: &World) -> Market {
    Market { address: rival_market(), authority: RIVAL.key(), creator: RIVAL.key(), ..world.market_state() }
}

/// Of the channels of a crowd: who pays, who is paid, what tells it from others, and what it is called.
const CHANNELS: [(Client, Provider, u64, &str); 4] = [
    (CLIENT, ANNA, 0, "the channel"),
    (CLIENT, ANNA, 1, "another channel of both"),
    (OTHER_CLIENT, ANNA, 0, "another client's channel with the provider"),
    (CLIENT, BORIS, 0, "the client's channel with another provider"),
];

/// In which slot every channel of a crowd was opened: the first that a world shows, and its hash.
static SLOT: LazyLock<(u64, Hash)> = LazyLock::new(|| World::empty().newest_slot());

fn proposed(world: &World, (payer, provider, salt): (Client, Provider, u64)) -> NewChannel {
    let token = world.purchases[0].coin.map(Coin::token);
    NewChannel { salt, token, slot: *SLOT, ..payer.proposes(world, provider, rental()) }
}

/// The channel that is asked about.
pub fn channel(world: &World) -> Pubkey {
    proposed(world, (CLIENT, ANNA, 0)).address(&World::market_address())
}

/// One of Anna's that nobody has opened, by the client, at the present slot.
pub fn newcomer(world: &World) -> NewChannel {
    let token = world.purchases[0].coin.map(Coin::token);
    NewChannel { salt: 9, token, ..CLIENT.proposes(world, ANNA, rental()) }
}

/// Guardians, stakes and channels, before anything has happened.
pub fn gather(world: &mut World) {
    for wallet in [GITA.wallet, HUGO.wallet, INES.wallet, HUB] {
        world.fund(&wallet.key(), 10 * FUNDS);
    }
    let (here, there) = (world.market_state(), rival(world));
    for market in [&here, &there] {
        for guardian in [GITA, HUGO] {
            let wallet = guardian.wallet.key();
            world.sends(guardian_enlist(&wallet, market, &guardian.daemon.key())).works();
            locks(world, market, guardian.wallet, Staked::Guardian);
        }
        for client in [CLIENT, OTHER_CLIENT] {
            locks(world, market, client.0, Staked::Client { is_open: false });
        }
        for provider in [ANNA, BORIS] {
            locks(world, market, provider.wallet, Staked::Provider);
        }
        let authority = if market.address == there.address { RIVAL } else { OPENER };
        locks(world, market, authority, Staked::Keeper);
        for (payer, provider, salt, _) in CHANNELS {
            let new = proposed(world, (payer, provider, salt));
            world.sends(channel_open(market, &new)).works();
        }
    }
}

fn locks(world: &mut World, market: &Market, wallet: Actor, whose: Staked) {
    let lock = StakeCommand::Lock { amount: LOCKED };
    world.sends(stake_change(&wallet.key(), market, whose, lock)).works();
}

/// What of it could stand in for an account, by name.
pub fn names(world: &World) -> impl Iterator<Item = (&'static str, Pubkey)> {
    let (here, there) = (World::market_address(), rival_market());
    let channels =
        CHANNELS.map(|(payer, provider, salt, name)| (name, proposed(world, (payer, provider, salt)).address(&here)));
    let others = [
        ("the channel in another market", proposed(world, (CLIENT, ANNA, 0)).address(&there)),
        ("a channel that is not open", newcomer(world).address(&here)),
        ("the guardian gita", address::guardian(&here, &GITA.wallet.key())),
        ("the guardian hugo", address::guardian(&here, &HUGO.wallet.key())),
        ("the guardian gita in another market", address::guardian(&there, &GITA.wallet.key())),
        ("a guardian that has not come", address::guardian(&here, &INES.wallet.key())),
        ("the client's stake", address::client(&here, &CLIENT.key())),
        ("another client's stake", address::client(&here, &OTHER_CLIENT.key())),
        ("the client's stake in another market", address::client(&there, &CLIENT.key())),
        ("the stake of a client that has locked nothing", address::client(&here, &DONOR.key())),
        ("the instructions", INSTRUCTIONS),
        ("the incinerator", INCINERATOR),
        ("the Ed25519 program", ED25519),
    ];
    channels.into_iter().chain(others)
}

/// The channels of a crowd, as they are told apart, here and in the other market.
pub fn channels(world: &World) -> [(&'static str, Pubkey, Pubkey); 4] {
    let (here, there) = (World::market_address(), rival_market());
    CHANNELS.map(|(payer, provider, salt, name)| {
        let new = proposed(world, (payer, provider, salt));
        (name, new.address(&here), new.address(&there))
    })
}

/// The same things in both markets.
pub fn pairs(world: &World) -> Vec<(Pubkey, Pubkey)> {
    let (here, there) = (World::market_address(), rival_market());
    let both = |at: fn(&Pubkey, &Pubkey) -> Pubkey, key: Pubkey| (at(&here, &key), at(&there, &key));
    let guardians = [GITA, HUGO, INES].map(|guardian| both(address::guardian, guardian.wallet.key()));
    let clients = [CLIENT, OTHER_CLIENT, Client(DONOR)].map(|client| both(address::client, client.key()));
    let channels = CHANNELS.map(|(payer, provider, salt, _)| {
        let new = proposed(world, (payer, provider, salt));
        (new.address(&here), new.address(&there))
    });
    let new = newcomer(world);
    let all = guardians.into_iter().chain(clients).chain(channels);
    all.chain([(new.address(&here), new.address(&there))]).collect()
}
