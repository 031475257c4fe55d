//! What a crowd in tokens has beside one in SOL: mints, assets, purses, offers and token accounts, in both markets.

use rayment_client::{
    Provider as ProviderAccount, address,
    instructions::{OfferOf, asset_set, offer_set, purse_budget, purse_open},
    token::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022},
};
use rayment_core::{asset::Listing, hash::ZERO, provider::OfferTerms};
use rayment_tests::vm::{tokens::*, world::*, *};
use solana_account::Account;
use solana_pubkey::Pubkey;

use super::{
    crowd::{ORDERS, jobs, rival_market},
    staked,
};

/// What crowds are in.
pub const COIN: Coin = EURO;
/// What else both markets take.
const OTHERS: [Coin; 2] = [OTHER_EURO, DOLLAR];
/// A coin that has a mint and that nobody takes.
pub const UNLISTED: Coin = Coin { name: "crown", ..EURO };
/// No program, and a mint that would be its.
const FAKE_PROGRAM: Pubkey = Pubkey::new_from_array([0x66; 32]);
const FAKE_MINT: Pubkey = Pubkey::new_from_array([0x67; 32]);
/// What each of them has.
pub const EACH: u64 = 100_000_000_000;

/// Who has an account of each coin, but for [`UNLISTED`].
const HOLDERS: [(&str, Actor); 10] = [
    ("client", CLIENT.0),
    ("another client", OTHER_CLIENT.0),
    ("anna", ANNA.wallet),
    ("anna's worker", ANNA.operator),
    ("anna's payout wallet", ANNA.payout),
    ("boris's worker", BORIS.operator),
    ("boris's payout wallet", BORIS.payout),
    ("treasury", TREASURY),
    ("stranger", STRANGER),
    ("hub", HUB),
];

/// Makes mints, lists them in both markets, and gives everybody purses, offers and tokens.
pub fn gather(world: &mut World, coin: Coin) {
    for wallet in [DONOR, OPENER, RIVAL, ANNA.operator, BORIS.operator] {
        world.fund(&wallet.key(), 10 * FUNDS);
    }
    world.makes_mint(UNLISTED);
    for coin in [coin].into_iter().chain(OTHERS) {
        world.makes_mint(coin);
        for (authority, market) in [(OPENER, World::market_address()), (RIVAL, rival_market())] {
            let listing = Listing { rate: 0, at_once_max: 0 };
            world.sends(asset_set(&authority.key(), &market, &coin.mint(), Some(listing))).works();
        }
        for (_, wallet) in HOLDERS {
            world.issues(coin, &wallet.key(), EACH);
        }
    }
    let mint = world.account(&coin.mint()).expect("a mint");
    world.set_account(&FAKE_MINT, Account { owner: FAKE_PROGRAM, ..mint });
    for provider in [ANNA, BORIS] {
        for market in [World::market_address(), rival_market()] {
            let at = address::provider(&market, &provider.wallet.key());
            for coin in [coin, OTHER_EURO] {
                opens(world, provider, at, coin);
            }
        }
    }
}

/// A purse of which everything may be bonded, and an offer.
fn opens(world: &mut World, provider: Provider, at: Pubkey, coin: Coin) {
    let (operator, wallet) = (provider.operator.key(), provider.wallet.key());
    let account = |world: &World| {
        let data = world.account(&at).expect("it is registered").data;
        ProviderAccount::decode(at, &data).expect("a provider")
    };
    let terms = OfferTerms { terms: TERMS, manifest: ZERO, slots: 1 };
    let now = account(world);
    world.sends(purse_open(&operator, &now, &coin.token())).works();
    world.sends(purse_budget(&wallet, &at, &coin.mint(), u64::MAX)).works();
    world.sends(offer_set(&operator, &now, &coin.rendering(), Some(terms))).works();
}

fn coin_of(world: &World) -> Option<Coin> {
    world.purchases.first().and_then(|purchase| purchase.coin)
}

/// Lamports, and tokens of every coin together, that an address has: in all token accounts that are its own.
pub fn has(world: &World, owner: &Pubkey) -> (u64, u64) {
    let lamports = world.lamports(owner);
    let Some(coin) = coin_of(world) else { return (lamports, 0) };
    let coins = [coin].into_iter().chain(OTHERS);
    (lamports, coins.map(|coin| world.has(coin, owner)).sum())
}

/// The providers of a crowd and the markets that they are in.
fn providers() -> [(&'static str, Pubkey, Pubkey); 2] {
    let at = |provider: Provider| {
        let wallet = provider.wallet.key();
        (address::provider(&World::market_address(), &wallet), address::provider(&rival_market(), &wallet))
    };
    let ((anna, anna_there), (boris, boris_there)) = (at(ANNA), at(BORIS));
    [("anna", anna, anna_there), ("boris", boris, boris_there)]
}

/// What of it could stand in for an account, by name.
pub fn names(world: &World) -> Vec<(String, Pubkey)> {
    let Some(coin) = coin_of(world) else { return Vec::new() };
    let (here, there) = (World::market_address(), rival_market());
    let mut all: Vec<(String, Pubkey)> = vec![
        ("the token program".into(), TOKEN),
        ("Token-2022".into(), TOKEN_2022),
        ("the program of associated accounts".into(), ASSOCIATED_TOKEN),
        ("a fake token program".into(), FAKE_PROGRAM),
        ("the mint".into(), coin.mint()),
        ("another mint".into(), OTHER_EURO.mint()),
        ("a mint of the other program".into(), DOLLAR.mint()),
        ("a mint that is not listed".into(), UNLISTED.mint()),
        ("a mint of a fake program".into(), FAKE_MINT),
        ("the asset".into(), address::asset(&here, &coin.mint())),
        ("another asset".into(), address::asset(&here, &OTHER_EURO.mint())),
        ("an asset of the other program".into(), address::asset(&here, &DOLLAR.mint())),
        ("the asset in another market".into(), address::asset(&there, &coin.mint())),
        ("an asset that is not listed".into(), address::asset(&here, &UNLISTED.mint())),
        (
            "boris's offer of another kind".into(),
            address::offer(&BORIS.address(), &OfferOf { kind: 1, ..coin.rendering() }),
        ),
    ];
    all.extend(jobs(world).map(|(name, job, _)| (format!("the vault of {name}"), address::vault(&job))));
    for (name, place) in ORDERS {
        let order = world.purchases[place].address();
        all.push((format!("the tokens of {name}"), coin.of(&order)));
        all.push((format!("the vault of the next job of {name}"), address::vault(&world.purchases[place].job(1))));
    }
    all.extend(staked::channels(world).map(|(name, at, _)| (format!("the vault of {name}"), address::vault(&at))));
    let [(_, _, elsewhere), ..] = staked::channels(world);
    all.push(("the vault of the channel in another market".into(), address::vault(&elsewhere)));
    for (name, here, there) in providers() {
        for (market, at) in [("", here), (" in another market", there)] {
            for (of, coin) in [("", coin), (" of another mint", OTHER_EURO)] {
                let purse = address::purse(&at, &coin.mint());
                all.push((format!("{name}'s purse{of}{market}"), purse));
                all.push((format!("the vault of {name}'s purse{of}{market}"), address::vault(&purse)));
                all.push((format!("{name}'s offer{of}{market}"), address::offer(&at, &coin.rendering())));
            }
        }
    }
    for (name, wallet) in HOLDERS {
        all.push((format!("tokens of {name}"), coin.of(&wallet.key())));
    }
    all.push(("another mint's tokens of client".into(), OTHER_EURO.of(&CLIENT.key())));
    all.push(("another mint's tokens of stranger".into(), OTHER_EURO.of(&STRANGER.key())));
    all.push(("tokens of donor, who has none".into(), coin.of(&DONOR.key())));
    all
}

/// The same things in both markets.
pub fn pairs(world: &World) -> Vec<(Pubkey, Pubkey)> {
    let Some(coin) = coin_of(world) else { return Vec::new() };
    let (here, there) = (World::market_address(), rival_market());
    let mut all = vec![(address::asset(&here, &coin.mint()), address::asset(&there, &coin.mint()))];
    let twins = [(0, 4), (5, 7), (8, 10)].map(|(here, there)| (&world.purchases[here], &world.purchases[there]));
    for (here, there) in twins {
        all.push((coin.of(&here.address()), coin.of(&there.address())));
        all.extend((0..here.quote.jobs).map(|at| (address::vault(&here.job(at)), address::vault(&there.job(at)))));
    }
    all.extend(staked::channels(world).map(|(_, here, there)| (address::vault(&here), address::vault(&there))));
    for (_, here, there) in providers() {
        let purses = [here, there].map(|at| address::purse(&at, &coin.mint()));
        all.push((purses[0], purses[1]));
        all.push((address::vault(&purses[0]), address::vault(&purses[1])));
        let [here, there] = [here, there].map(|at| address::offer(&at, &coin.rendering()));
        all.push((here, there));
    }
    all
}
