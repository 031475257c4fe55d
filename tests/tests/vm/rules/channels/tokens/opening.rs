//! Opening: asset, purse and vault, and whose tokens are locked.

use rayment_client::{
    instructions::{asset_set, channel_open, token_account_create},
    rule_key,
};
use rayment_core::{asset::Listing, channel::ChannelPhase};
use rayment_tests::vm::world::*;
use solana_instruction::Instruction;

use super::*;
use RaymentError as E;

fn opening(world: &World, coin: Coin) -> Instruction {
    channel_open(&world.market_state(), &proposal(world, coin, rental()))
}

#[test]
fn a_channel_opens_with_its_deposit_in_a_vault_and_both_rents_lent_by_the_hub() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let (new, rents, total) = (proposal(&world, coin, rental()), rents(&world, coin), world.total());
        let (payer, hub) = (world.lamports(&CLIENT.key()), world.lamports(&HUB.key()));
        let open = opening(&world, coin);
        let events = world.sends(open).works().events();
        let channel = new.address(&World::market_address());
        let vault = address::vault(&channel);
        let found = state(&world, channel);
        assert_eq!((found.mint, found.deposit, found.rent), (rule_key(&coin.mint()), LOCKED, rents));
        assert_eq!((found.phase, found.rent_payer), (ChannelPhase::Running, rule_key(&HUB.key())));
        assert_eq!((world.lamports(&CLIENT.key()), world.lamports(&HUB.key())), (payer, hub - rents));
        assert_eq!(world.total(), total);
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS - LOCKED);
        let (token, account) = world.token_account(&vault).expect("a vault");
        assert_eq!((token, account.owner, account.amount), (coin.token(), rule_key(&channel), LOCKED));
        let [Event::ChannelOpened(told)] = events.as_slice() else { panic!("told {} things", events.len()) };
        assert_eq!((told.mint, told.deposit, told.rent), (coin.mint(), LOCKED, rents));
        world.conserves(coin);
    }
}

#[test]
fn a_vault_of_token_2022_stays_its_owners() {
    let (world, channel) = opened(EURO, metered());
    let vault = world.account(&address::vault(&channel)).expect("a vault");
    // The extension's number and size, behind the byte that says what the account is.
    assert_eq!((vault.owner, &vault.data[165..]), (TOKEN_2022, [2, 7, 0, 0, 0].as_slice()));
}

#[test]
fn refuses_a_provider_without_a_purse_for_the_token() {
    for coin in COINS {
        let mut world = World::taking(coin);
        ANNA.withdraws_purse(&mut world, coin, None, true).works();
        let open = opening(&world, coin);
        refused_with(&mut world, NO_ACCOUNT, |world| world.sends(open.clone()));
        let unnamed = without(open.clone(), ANNA.purse(coin));
        refused(&mut world, E::NoPurse, |world| world.sends(unnamed));
        let another = naming(open.clone(), ANNA.purse(coin), BORIS.purse(coin));
        refused(&mut world, E::WrongPurse, |world| world.sends(another));
        ANNA.opens_purse(&mut world, coin).works();
        world.sends(open).works();
    }
}

#[test]
fn refuses_a_purse_for_another_token() {
    let mut world = World::taking(DOLLAR);
    world.takes(EURO);
    let other = naming(opening(&world, DOLLAR), ANNA.purse(DOLLAR), ANNA.purse(EURO));
    refused(&mut world, E::WrongPurse, |world| world.sends(other));
}

#[test]
fn refuses_what_the_market_does_not_take() {
    let mut world = World::taking(DOLLAR);
    let asset = address::asset(&World::market_address(), &DOLLAR.mint());
    let unnamed = without(opening(&world, DOLLAR), asset);
    refused(&mut world, E::AssetNotListed, |world| world.sends(unnamed));
    world.opens_market(RIVAL, PARAMS).works();
    let rival = address::market(&RIVAL.key(), 0);
    let listing = Some(Listing { rate: 0, at_once_max: 0 });
    world.sends(asset_set(&RIVAL.key(), &rival, &DOLLAR.mint(), listing)).works();
    let other = naming(opening(&world, DOLLAR), asset, address::asset(&rival, &DOLLAR.mint()));
    refused(&mut world, E::WrongAsset, |world| world.sends(other));
    world.delists(DOLLAR).works();
    let open = opening(&world, DOLLAR);
    refused_with(&mut world, NO_ACCOUNT, |world| world.sends(open));
}

#[test]
fn refuses_a_vault_a_mint_or_a_token_program_that_is_not_its_own() {
    let mut world = World::taking(DOLLAR);
    world.takes(EURO);
    let other = NewChannel { salt: 8, ..proposal(&world, DOLLAR, rental()) };
    let other = world.opens_channel(&other).works();
    let own = address::vault(&proposal(&world, DOLLAR, rental()).address(&World::market_address()));
    for vault in [address::vault(&other), address::vault(&ANNA.purse(DOLLAR)), DOLLAR.of(&CLIENT.key())] {
        let named = naming(opening(&world, DOLLAR), own, vault);
        refused(&mut world, E::WrongVault, |world| world.sends(named));
    }
    let mint = naming(opening(&world, DOLLAR), DOLLAR.mint(), EURO.mint());
    refused(&mut world, E::WrongAsset, |world| world.sends(mint));
    for program in [EURO.token().program, STRANGER.key()] {
        let named = naming(opening(&world, DOLLAR), DOLLAR.token().program, program);
        refused(&mut world, E::WrongTokenProgram, |world| world.sends(named));
    }
    for left_out in [own, DOLLAR.of(&CLIENT.key())] {
        let named = without(opening(&world, DOLLAR), left_out);
        refused(&mut world, E::TokensMissing, |world| world.sends(named));
    }
}

/// Codes of the token programs.
const TOO_FEW: u32 = 1;
const OTHER_MINT: u32 = 3;
const NOT_OWNER: u32 = 4;
const FROZEN: u32 = 17;

#[test]
fn the_deposit_is_the_payers_to_give() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let own = coin.of(&CLIENT.key());
        let stranger = naming(opening(&world, coin), own, coin.of(&OTHER_CLIENT.key()));
        refused_with(&mut world, NOT_OWNER, |world| world.sends(stranger));
        // Nor what lies in an account of the program's.
        let purse = address::vault(&ANNA.purse(coin));
        world.gives(coin, &purse, LOCKED);
        let of_purse = naming(opening(&world, coin), own, purse);
        refused_with(&mut world, NOT_OWNER, |world| world.sends(of_purse));
        let too_much = NewChannel { deposit: TOKENS + 1, ..proposal(&world, coin, rental()) };
        refused_with(&mut world, TOO_FEW, |world| world.opens_channel(&too_much));
        world.freezes(coin, &own);
        let frozen = opening(&world, coin);
        refused_with(&mut world, FROZEN, |world| world.sends(frozen));
        world.thaws(coin, &own);
        world.opens_channel(&NewChannel { deposit: TOKENS, ..too_much }).works();
        assert_eq!(world.has(coin, &CLIENT.key()), 0);
    }
}

#[test]
fn another_tokens_account_pays_nothing() {
    let mut world = World::taking(DOLLAR);
    world.takes(OTHER_DOLLAR);
    let other = naming(opening(&world, DOLLAR), DOLLAR.of(&CLIENT.key()), OTHER_DOLLAR.of(&CLIENT.key()));
    refused_with(&mut world, OTHER_MINT, |world| world.sends(other));
}

/// The address says what a channel is in: nobody opens one in SOL where one in tokens was agreed, or the reverse.
#[test]
fn what_is_in_tokens_is_not_opened_in_sol() {
    let mut world = World::taking(DOLLAR);
    let in_tokens = proposal(&world, DOLLAR, rental());
    let in_sol = NewChannel { token: None, ..in_tokens };
    let [of_tokens, of_sol] = [in_tokens, in_sol].map(|new| new.address(&World::market_address()));
    let swapped = naming(channel_open(&world.market_state(), &in_sol), of_sol, of_tokens);
    refused(&mut world, E::WrongChannel, |world| world.sends(swapped));
    let swapped = naming(opening(&world, DOLLAR), of_tokens, of_sol);
    refused(&mut world, E::WrongChannel, |world| world.sends(swapped));
    let other = Coin { name: "another", ..DOLLAR };
    assert_ne!(proposal(&world, other, rental()).address(&World::market_address()), of_tokens);
    world.opens_channel(&in_sol).works();
    world.opens_channel(&in_tokens).works();
}

/// Nobody's lamports keep it from being opened: they pay of its rents, and the lender gets these whole in the end.
#[test]
fn gifts_to_a_channel_in_tokens_before_it_is_opened_stop_nothing() {
    for coin in COINS {
        for gift in [890_880, 5_000_000] {
            let mut world = World::taking(coin);
            let new = proposal(&world, coin, metered());
            let channel = new.address(&World::market_address());
            let (vault, rents) = (address::vault(&channel), rents(&world, coin));
            for address in [channel, vault] {
                world.transfers(DONOR, &address, gift).works();
            }
            let (hub, payer) = (world.lamports(&HUB.key()), world.lamports(&CLIENT.key()));
            world.opens_channel(&new).works();
            assert_eq!((state(&world, channel).rent, state(&world, channel).deposit), (rents, LOCKED));
            let given = [layout::channel::SPACE, coin.vault_space(&world)].map(|space| world.rent(space).min(gift));
            let given: u64 = given.iter().sum();
            assert_eq!(hub - world.lamports(&HUB.key()), rents - given);
            world.steers(ANNA.operator, channel, Steer::End).works();
            world.spends_addresses();
            world.asks_what_is_due(channel).works();
            assert!(!world.exists(&channel) && !world.exists(&vault));
            assert_eq!(world.lamports(&HUB.key()), hub + given);
            assert_eq!(world.lamports(&CLIENT.key()) - payer, 2 * gift - given, "what is above the rents");
        }
    }
}

/// Whose account it is, the token program says by the signature: any of the payer's own will do.
#[test]
fn any_account_that_the_payer_may_spend_pays_the_deposit() {
    let mut world = World::taking(DOLLAR);
    // Another client's, which may be spent by this one: as its delegate.
    let theirs = DOLLAR.of(&OTHER_CLIENT.key());
    let data = [&[13_u8][..], &LOCKED.to_le_bytes(), &[DOLLAR.decimals]].concat();
    let accounts = vec![
        solana_instruction::AccountMeta::new(theirs, false),
        solana_instruction::AccountMeta::new_readonly(DOLLAR.mint(), false),
        solana_instruction::AccountMeta::new_readonly(CLIENT.key(), false),
        solana_instruction::AccountMeta::new_readonly(OTHER_CLIENT.key(), true),
    ];
    world.sends(Instruction { program_id: DOLLAR.token().program, accounts, data }).works();
    let open = naming(opening(&world, DOLLAR), DOLLAR.of(&CLIENT.key()), theirs);
    world.sends(open).works();
    assert_eq!((world.tokens(&theirs), world.has(DOLLAR, &CLIENT.key())), (TOKENS - LOCKED, TOKENS));
    // The account itself need not be anybody's associated one.
    let create = token_account_create(&STRANGER.key(), &HUB.key(), &DOLLAR.token());
    world.sends(create).works();
    world.conserves(DOLLAR);
}

/// A channel without a deposit, to be topped up later, locks nothing and needs no balance.
#[test]
fn a_channel_opens_empty_and_is_filled_by_a_payment_to_its_vault() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let new = NewChannel { deposit: 0, ..proposal(&world, coin, metered()) };
        let channel = world.opens_channel(&new).works();
        assert_eq!((world.vault(&channel), state(&world, channel).deposit), (0, 0));
        tops_up(&mut world, coin, CLIENT.0, channel, LOCKED);
        assert_eq!(moved(&mut world, coin, channel, |world| world.redeems(channel, 1_000_000)), paid(1_000_000));
    }
}
