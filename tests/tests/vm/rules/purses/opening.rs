//! Opening: by the provider's keys, once, of what the market takes.

use rayment_client::{instructions::purse_open, rule_key};
use rayment_core::layout;
use rayment_tests::vm::world::*;
use solana_instruction::Instruction;

use super::*;
use RaymentError as E;

/// By Carol, who has none yet.
fn opening(world: &World, coin: Coin, by: Actor) -> Instruction {
    purse_open(&by.key(), &world.provider(CAROL), &coin.token())
}

#[test]
fn operator_and_authority_open_an_empty_one_without_a_budget_and_pay_its_rent() {
    for coin in COINS {
        for by in [CAROL.operator, CAROL.wallet] {
            let mut world = World::taking(coin);
            let (before, total) = (world.lamports(&by.key()), world.total());
            let open = opening(&world, coin, by);
            let Event::PurseChanged(told) = told(world.sends(open)) else { panic!("a purse") };
            let (purse, mint) = (CAROL.purse(coin), coin.mint());
            assert_eq!((told.provider, told.purse, told.mint, told.budget), (CAROL.address(), purse, mint, 0));
            let empty = PurseState {
                provider: rule_key(&CAROL.address()),
                mint: rule_key(&mint),
                balance: 0,
                fees: 0,
                earned: 0,
                budget: 0,
            };
            assert_eq!(world.purse(CAROL, coin).state, empty);
            assert_eq!(world.provider(CAROL).state.purses, 1);
            let vault = address::vault(&purse);
            let (token, account) = world.token_account(&vault).expect("a vault");
            assert_eq!((token, account.owner, account.amount), (coin.token(), rule_key(&purse), 0));
            assert_eq!(world.space(&vault), coin.vault_space(&world));
            let rent = world.rent(layout::purse::SPACE) + world.rent(coin.vault_space(&world));
            assert_eq!((before - world.lamports(&by.key()), world.total()), (rent, total));
        }
    }
}

#[test]
fn nobody_else_opens_one() {
    let mut world = World::taking(DOLLAR);
    for by in [STRANGER, OPENER, BORIS.operator, BORIS.wallet, CLIENT.0] {
        let open = opening(&world, DOLLAR, by);
        refused(&mut world, E::NotOperator, |world| world.sends(open));
    }
    // Nor the wallet that is paid.
    world.fund(&CAROL.payout.key(), FUNDS);
    let open = opening(&world, DOLLAR, CAROL.payout);
    refused(&mut world, E::NotOperator, |world| world.sends(open));
}

#[test]
fn a_provider_has_one_purse_of_a_token_and_as_many_as_there_are_tokens() {
    let mut world = World::taking(DOLLAR);
    CAROL.opens_purse(&mut world, DOLLAR).works();
    refused_with(&mut world, TAKEN, |world| CAROL.opens_purse(world, DOLLAR));
    for coin in [OTHER_DOLLAR, EURO] {
        world.makes_mint(coin);
        world.lists(coin).works();
        CAROL.opens_purse(&mut world, coin).works();
    }
    assert_eq!(world.provider(CAROL).state.purses, 3);
}

#[test]
fn refuses_a_vault_or_a_token_program_that_is_not_its_own() {
    let mut world = World::taking(DOLLAR);
    world.takes(EURO);
    let own = address::vault(&CAROL.purse(DOLLAR));
    for other in [address::vault(&CAROL.purse(EURO)), vault(DOLLAR), STRANGER.key()] {
        let open = naming(opening(&world, DOLLAR, CAROL.operator), own, other);
        refused(&mut world, E::WrongVault, |world| world.sends(open));
    }
    for other in [EURO.token().program, rayment_client::PROGRAM_ID, rayment_client::token::ASSOCIATED_TOKEN] {
        let open = naming(opening(&world, DOLLAR, CAROL.operator), DOLLAR.token().program, other);
        refused(&mut world, E::WrongTokenProgram, |world| world.sends(open));
    }
}

/// Nobody's lamports keep a purse from being opened: they pay of its rent.
#[test]
fn gifts_to_a_purse_before_it_is_opened_stop_nothing() {
    for coin in COINS {
        for gift in [890_880, 5_000_000] {
            let mut world = World::taking(coin);
            let purse = CAROL.purse(coin);
            for address in [purse, address::vault(&purse)] {
                world.transfers(DONOR, &address, gift).works();
            }
            let before = world.lamports(&CAROL.operator.key());
            CAROL.opens_purse(&mut world, coin).works();
            let rents = [layout::purse::SPACE, coin.vault_space(&world)].map(|space| world.rent(space));
            let missing: u64 = rents.iter().map(|rent| rent.saturating_sub(gift)).sum();
            assert_eq!(before - world.lamports(&CAROL.operator.key()), missing);
        }
    }
}
