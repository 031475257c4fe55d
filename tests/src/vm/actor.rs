//! Everybody's keys. They follow from names, so that addresses, and with them the cost of finding
//! them, are the same in every run.

use std::{collections::HashMap, sync::LazyLock};

use rayment_core::{Native, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use super::{
    guardians::Guardian,
    roles::{Client, Keeper, Provider},
};

/// Somebody with a wallet, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor(pub &'static str);

pub const CLIENT: Client = Client(Actor("client"));
pub const OTHER_CLIENT: Client = Client(Actor("other client"));
pub const ANNA: Provider =
    Provider { wallet: Actor("anna"), operator: Actor("anna's worker"), payout: Actor("anna's purse") };
pub const BORIS: Provider =
    Provider { wallet: Actor("boris"), operator: Actor("boris's worker"), payout: Actor("boris's purse") };
pub const CAROL: Provider =
    Provider { wallet: Actor("carol"), operator: Actor("carol's worker"), payout: Actor("carol's purse") };
/// Opens the market and holds its authority.
pub const OPENER: Actor = Actor("opener");
/// Opens another market.
pub const RIVAL: Actor = Actor("rival");
pub const KEEPER: Keeper = Keeper(Actor("keeper"));
pub const TREASURY: Actor = Actor("treasury");
pub const STRANGER: Actor = Actor("stranger");
/// Has money, and no part in any market.
pub const DONOR: Actor = Actor("donor");
/// Makes tokens, and may freeze accounts of them.
pub const ISSUER: Actor = Actor("issuer");
/// Signs vouchers for the payer of a channel, and owns nothing.
pub const SESSION: Actor = Actor("session key");
/// Lends the rent of channels.
pub const HUB: Actor = Actor("hub");
pub const GITA: Guardian = Guardian { wallet: Actor("gita"), daemon: Actor("gita's daemon") };
pub const HUGO: Guardian = Guardian { wallet: Actor("hugo"), daemon: Actor("hugo's daemon") };
pub const INES: Guardian = Guardian { wallet: Actor("ines"), daemon: Actor("ines's daemon") };
/// Pays the network fee of every transaction, and does nothing else.
pub const FEE_PAYER: Actor = Actor("fee payer");

/// Everybody there is.
pub const EVERYBODY: &[Actor] = &[
    CLIENT.0,
    OTHER_CLIENT.0,
    ANNA.wallet,
    ANNA.operator,
    ANNA.payout,
    BORIS.wallet,
    BORIS.operator,
    BORIS.payout,
    CAROL.wallet,
    CAROL.operator,
    CAROL.payout,
    OPENER,
    RIVAL,
    KEEPER.0,
    TREASURY,
    STRANGER,
    DONOR,
    ISSUER,
    SESSION,
    HUB,
    GITA.wallet,
    GITA.daemon,
    HUGO.wallet,
    HUGO.daemon,
    INES.wallet,
    INES.daemon,
    FEE_PAYER,
];

static KEYRING: LazyLock<HashMap<Pubkey, Keypair>> = LazyLock::new(|| {
    let keypair = |actor: Actor| {
        let keypair = Keypair::new_from_array(Native::hash(&[b"rayment-tests:", actor.0.as_bytes()]));
        (keypair.pubkey(), keypair)
    };
    EVERYBODY.iter().copied().map(keypair).collect()
});

static ADDRESSES: LazyLock<HashMap<Actor, Pubkey>> = LazyLock::new(|| {
    let address = |actor: Actor| {
        let secret = Native::hash(&[b"rayment-tests:", actor.0.as_bytes()]);
        (actor, Keypair::new_from_array(secret).pubkey())
    };
    EVERYBODY.iter().copied().map(address).collect()
});

impl Actor {
    pub fn key(self) -> Pubkey {
        ADDRESSES[&self]
    }
}

/// The keypair behind an address, if it is somebody's.
pub fn keypair(address: &Pubkey) -> Option<&'static Keypair> {
    KEYRING.get(address)
}
