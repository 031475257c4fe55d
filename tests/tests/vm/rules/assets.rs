//! Which tokens a market takes: as its authority says, and as the mint of the moment allows.

use rayment_client::{
    address,
    events::Event,
    instructions::{OfferOf, asset_set, channel_open, purse_open},
};
use rayment_core::{
    asset::{AssetState, Listing},
    channel::Steer,
    layout,
};
use rayment_tests::vm::{channels::*, mints::*, phases::seal, tokens::*, world::*, *};
use solana_account::Account;
use solana_instruction::Instruction;

use super::otherwise::*;
use RaymentError as E;

const LISTING: Listing = Listing { rate: 7, at_once_max: 9 };

/// A market, and a coin's mint that it does not take yet.
fn not_listed(coin: Coin) -> World {
    let mut world = World::market();
    world.fund(&DONOR.key(), 10 * FUNDS);
    world.makes_mint(coin);
    world
}

fn listing(coin: Coin) -> Instruction {
    asset_set(&OPENER.key(), &World::market_address(), &coin.mint(), Some(LISTING))
}

fn asset_at(coin: Coin) -> solana_pubkey::Pubkey {
    address::asset(&World::market_address(), &coin.mint())
}

#[test]
fn a_token_is_listed_with_what_its_mint_says() {
    for (coin, number, extensions) in [(DOLLAR, 0, 0), (EURO, 1, (1 << METADATA_POINTER) | (1 << MINT_CLOSE_AUTHORITY))]
    {
        let mut world = not_listed(coin);
        let opener = world.lamports(&OPENER.key());
        let events = world.sends(listing(coin)).works().events();
        let expected = AssetState {
            market: rayment_client::rule_key(&World::market_address()),
            mint: rayment_client::rule_key(&coin.mint()),
            token_program: number,
            decimals: 6,
            extensions,
            rate: 7,
            rate_at: NOON,
            at_once_max: 9,
        };
        assert_eq!(world.asset(coin).state, expected);
        assert_eq!(opener - world.lamports(&OPENER.key()), world.rent(layout::asset::SPACE));
        let [Event::AssetChanged(told)] = events.as_slice() else { panic!("told {} things", events.len()) };
        assert_eq!((told.market, told.mint, told.listed), (World::market_address(), coin.mint(), true));
        assert_eq!((told.rate, told.at_once_max), (7, 9));
    }
}

#[test]
fn listing_again_says_rate_and_limit_anew_and_reads_the_mint_again() {
    let mut world = not_listed(EURO);
    world.sends(listing(EURO)).works();
    let opener = world.lamports(&OPENER.key());
    world.advance(60);
    world.sets_mint(EURO, &[plain(INTEREST_BEARING)]);
    world.lists_at(EURO, Listing { rate: 8, at_once_max: 0 }).works();
    let AssetState { rate, rate_at, at_once_max, extensions, .. } = world.asset(EURO).state;
    assert_eq!((rate, rate_at, at_once_max, extensions), (8, NOON + 60, 0, 1 << INTEREST_BEARING));
    assert_eq!(world.lamports(&OPENER.key()), opener, "nothing more is paid for");
}

#[test]
fn delisting_gives_the_rent_back_and_gifts_with_it() {
    let mut world = not_listed(DOLLAR);
    let opener = world.lamports(&OPENER.key());
    world.sends(listing(DOLLAR)).works();
    world.transfers(DONOR, &asset_at(DOLLAR), 1_000_000).works();
    let events = world.delists(DOLLAR).works().events();
    assert!(!world.exists(&asset_at(DOLLAR)));
    assert_eq!(world.lamports(&OPENER.key()), opener + 1_000_000);
    let [Event::AssetChanged(told)] = events.as_slice() else { panic!("told {} things", events.len()) };
    assert_eq!((told.listed, told.rate, told.at_once_max), (false, 0, 0));
    refused(&mut world, E::AssetNotListed, |world| world.delists(DOLLAR));
    // Nobody's lamports keep it from being listed again.
    world.transfers(DONOR, &asset_at(DOLLAR), FUNDS / 100).works();
    refused(&mut world, E::AssetNotListed, |world| world.delists(DOLLAR));
    world.lists(DOLLAR).works();
}

/// Its issuer may have closed the mint: what is taken no more need not be one any more.
#[test]
fn a_mint_that_is_gone_is_delisted_and_not_listed_again() {
    let mut world = not_listed(EURO);
    world.lists(EURO).works();
    world.set_account(&EURO.mint(), Account::default());
    refused(&mut world, E::NotMint, |world| world.lists(EURO));
    world.delists(EURO).works();
}

#[test]
fn the_markets_authority_alone_says_what_is_taken() {
    let mut world = not_listed(DOLLAR);
    world.opens_market(RIVAL, PARAMS).works();
    let stranger = |by: Actor, listing| asset_set(&by.key(), &World::market_address(), &DOLLAR.mint(), listing);
    for by in [STRANGER, KEEPER.0, RIVAL, TREASURY, ISSUER] {
        refused(&mut world, E::NotAuthority, |world| world.sends(stranger(by, Some(LISTING))));
    }
    world.lists(DOLLAR).works();
    for by in [STRANGER, KEEPER.0, RIVAL, ISSUER] {
        refused(&mut world, E::NotAuthority, |world| world.sends(stranger(by, None)));
    }
    // Each market for itself.
    let other = address::market(&RIVAL.key(), 0);
    refused(&mut world, E::AssetNotListed, |world| world.sends(asset_set(&RIVAL.key(), &other, &DOLLAR.mint(), None)));
    world.sends(asset_set(&RIVAL.key(), &other, &DOLLAR.mint(), Some(LISTING))).works();
    world.delists(DOLLAR).works();
    assert!(world.exists(&address::asset(&other, &DOLLAR.mint())));
}

/// Whatever opens something in a coin: a job, a purse, an offer, a channel, and another price.
fn opens(world: &World, coin: Coin) -> [(&'static str, Instruction); 5] {
    let purchase = Purchase::of_jobs(CLIENT, 2).in_token(coin);
    let channel = NewChannelIn(coin).proposed(world);
    let (carol, anna) = (world.provider(CAROL), world.provider(ANNA));
    let terms = rayment_core::provider::OfferTerms { terms: TERMS, manifest: [0; 32], slots: 1 };
    let offer = |by: Provider, of: &rayment_client::Provider, what: &OfferOf| {
        rayment_client::instructions::offer_set(&by.operator.key(), of, what, Some(terms))
    };
    let other = OfferOf { class: 1, ..coin.rendering() };
    [
        ("a draw", purchase.next(STRANGER, 1)),
        ("a purse", purse_open(&CAROL.operator.key(), &carol, &coin.token())),
        ("an offer", offer(ANNA, &anna, &other)),
        ("a price", offer(ANNA, &anna, &coin.rendering())),
        ("a channel", channel_open(&world.market_state(), &channel)),
    ]
}

/// A channel of the client to Anna, in a coin.
struct NewChannelIn(Coin);

impl NewChannelIn {
    fn proposed(&self, world: &World) -> rayment_client::instructions::NewChannel {
        let token = Some(self.0.token());
        rayment_client::instructions::NewChannel { token, ..CLIENT.proposes(world, ANNA, metered()) }
    }
}

/// A market that takes a coin, with an order of two jobs of which one is drawn, and rent for both.
fn half_drawn(coin: Coin) -> World {
    let mut world = World::taking(coin);
    world.buys(CLIENT, &Purchase::of_jobs(CLIENT, 2).in_token(coin), 2).works();
    world
}

#[test]
fn nothing_new_is_opened_in_what_is_not_listed() {
    for coin in COINS {
        let mut world = half_drawn(coin);
        for (what, opening) in opens(&world, coin) {
            let mut listed = world.clone();
            listed.sends(opening).unwrap_or_else(|refused| panic!("{what}: {refused}"));
        }
        world.delists(coin).works();
        for (what, opening) in opens(&world, coin) {
            refused_with(&mut world, NO_ACCOUNT, |world| world.sends(opening.clone()));
            if what != "a purse" {
                let unnamed = without(opening, asset_at(coin));
                refused(&mut world, E::AssetNotListed, |world| world.sends(unnamed));
            }
        }
        world.lists(coin).works();
        world.sends(opens(&world, coin)[0].1.clone()).works();
    }
}

/// A job, a channel, a purse, an offer and an order's return: all of them end as if nothing had happened.
#[test]
fn delisting_stops_nothing_that_is_open() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let channel = world.opens_channel(&NewChannelIn(coin).proposed(&world)).works();
        let job = CLIENT.posts_job_in(&mut world, coin, &offer()).works();
        world.delists(coin).works();
        work_through(&mut world, job);
        world.redeems(channel, CAP).works();
        world.steers(CLIENT.0, channel, Steer::Pause).works();
        world.steers(ANNA.operator, channel, Steer::End).works();
        world.spends_addresses();
        world.asks_what_is_due(channel).works();
        assert!(!world.exists(&channel));
        // The bond came from the operator's account, and goes back to the purse.
        let earned = PRICE + BOND + CAP;
        assert_eq!(world.purse(ANNA, coin).state.balance, earned);
        let purchase = world.purchases[0].clone();
        world.returns(CLIENT.0, &purchase).works();
        ANNA.budgets_purse(&mut world, coin, 1).works();
        ANNA.closes_offer(&mut world, &coin.rendering()).works();
        world.sweeps_purse(ANNA, coin).works();
        ANNA.withdraws_purse(&mut world, coin, None, true).works();
        assert_eq!(world.has(coin, &ANNA.payout.key()), earned);
        assert_eq!(world.has(coin, &TREASURY.key()), FEE + CAP / 20);
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS - PRICE - FEE - CAP - CAP / 20);
        world.conserves(coin);
    }
}

/// Anna takes it, hands the picture in, and is paid.
fn work_through(world: &mut World, job: solana_pubkey::Pubkey) {
    phases::work_off(world, job, PICTURE);
    seal(world, job);
    KEEPER.accepts(world, job).works();
    CLIENT.approves(world, job).works();
    world.settles(job).works();
}

/// Some 32 bytes that are not zeros: somebody's key.
fn somebody(mut extension: Extension, at: usize) -> Extension {
    extension.1[at..at + 32].fill(7);
    extension
}

/// What a mint may not have, and what it is refused by.
fn refused_extensions() -> Vec<(Extension, E)> {
    let with = |number: u16, at: usize, byte: u8| {
        let (number, mut value) = plain(number);
        value[at] = byte;
        (number, value)
    };
    let mut all = vec![
        // Also without a program to call.
        (plain(TRANSFER_HOOK), E::TransferHook),
        (somebody(plain(TRANSFER_HOOK), 32), E::TransferHook),
        (plain(NON_TRANSFERABLE), E::NonTransferable),
        (plain(PERMANENT_DELEGATE), E::PermanentDelegate),
        (with(DEFAULT_ACCOUNT_STATE, 0, 2), E::FrozenByDefault),
        (plain(PAUSABLE), E::Pausable),
        (plain(PERMISSIONED_BURN), E::PermissionedBurn),
        (plain(CONFIDENTIAL_FEE), E::ConfidentialFee),
        (plain(CONFIDENTIAL_MINT_BURN), E::ConfidentialMintBurn),
        // An authority, the fee of now, and that of the epoch to come.
        (somebody(plain(TRANSFER_FEE), 0), E::TransferFee),
        (with(TRANSFER_FEE, 88, 1), E::TransferFee),
        (with(TRANSFER_FEE, 107, 1), E::TransferFee),
        ((TRANSFER_FEE, vec![0; 107]), E::TransferFee),
    ];
    // Those of accounts, those between, and those that are to come.
    let unknown = [2, 5, 7, 8, 11, 13, 15, 17, 27, 29, 63, 64, 255, u16::MAX];
    all.extend(unknown.map(|number| ((number, vec![0; 4]), E::UnknownExtension)));
    all
}

#[test]
fn what_may_take_or_stop_tokens_is_refused_at_the_listing_and_whenever_money_is_locked() {
    let mut open = half_drawn(EURO);
    for (extension, reason) in refused_extensions() {
        // Behind one that is taken, so that no place in the list matters.
        let extensions = [plain(METADATA_POINTER), extension.clone()];
        open.sets_mint(EURO, &extensions);
        refused(&mut open, reason, |world| world.lists(EURO));
        for (what, opening) in opens(&open, EURO) {
            match what {
                // No token moves, and the purse's vault is there already.
                "an offer" | "a price" => _ = open.clone().sends(opening).works(),
                _ => refused(&mut open, reason, |world| world.sends(opening)),
            }
        }
        assert!(open.delists(EURO).is_ok(), "{extension:?}");
        open.makes_mint(EURO);
        open.lists(EURO).works();
    }
}

#[test]
fn what_changes_nothing_is_taken() {
    let taken = [
        MINT_CLOSE_AUTHORITY,
        CONFIDENTIAL_TRANSFER,
        DEFAULT_ACCOUNT_STATE,
        INTEREST_BEARING,
        METADATA_POINTER,
        TOKEN_METADATA,
        GROUP_POINTER,
        TOKEN_GROUP,
        GROUP_MEMBER_POINTER,
        TOKEN_GROUP_MEMBER,
        SCALED_UI_AMOUNT,
        TRANSFER_FEE,
    ];
    for number in taken {
        let mut world = not_listed(EURO);
        world.sets_mint(EURO, &[plain(number)]);
        world.lists(EURO).works();
        assert_eq!(world.asset(EURO).state.extensions, 1 << number);
        BORIS.opens_purse(&mut world, EURO).unwrap_or_else(|refused| panic!("{number}: {refused}"));
        let expected = if number == TRANSFER_FEE { 182 } else { 170 };
        assert_eq!(world.space(&address::vault(&BORIS.purse(EURO))), expected, "{number}");
    }
}

#[test]
fn another_markets_asset_or_another_mints_opens_nothing() {
    let mut world = half_drawn(DOLLAR);
    world.opens_market(RIVAL, PARAMS).works();
    let rival = address::market(&RIVAL.key(), 0);
    world.sends(asset_set(&RIVAL.key(), &rival, &DOLLAR.mint(), Some(LISTING))).works();
    world.makes_mint(OTHER_DOLLAR);
    world.lists(OTHER_DOLLAR).works();
    for other in [address::asset(&rival, &DOLLAR.mint()), asset_at(OTHER_DOLLAR)] {
        for (what, opening) in opens(&world, DOLLAR) {
            // A purse takes its mint from the asset.
            let is_mint = what == "a purse" && other == asset_at(OTHER_DOLLAR);
            let reason = if is_mint { E::WrongMint } else { E::WrongAsset };
            let named = naming(opening, asset_at(DOLLAR), other);
            refused(&mut world, reason, |world| world.sends(named));
        }
    }
}

/// A mint that was closed and made anew by the other program is not what was listed.
#[test]
fn a_mint_of_the_other_program_is_not_what_was_listed() {
    let mut world = half_drawn(EURO);
    let mut mint = world.account(&EURO.mint()).expect("the mint");
    mint.owner = DOLLAR.token().program;
    mint.data.truncate(82);
    world.set_account(&EURO.mint(), mint);
    let moved = Coin { is_2022: false, ..EURO };
    for (what, opening) in opens(&world, EURO).into_iter().filter(|(what, _)| ["a draw", "a channel"].contains(what)) {
        let by_old = opening.clone();
        refused(&mut world, E::WrongTokenProgram, |world| world.sends(by_old));
        let by_new = naming(opening, EURO.token().program, moved.token().program);
        assert!(world.sends(by_new).is_err(), "{what}");
    }
    let by_new = channel_open(&world.market_state(), &NewChannelIn(moved).proposed(&world));
    refused(&mut world, E::WrongTokenProgram, |world| world.sends(by_new));
}
