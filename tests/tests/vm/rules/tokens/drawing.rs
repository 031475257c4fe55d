use rayment_client::{PROGRAM_ID, address, events::Event, token::TOKEN};
use rayment_core::asset::Listing;
use rayment_core::layout;
use rayment_tests::vm::{mints, tokens::*, world::*, *};
use solana_account::Account;
use solana_pubkey::Pubkey;

use super::*;
use crate::idl::with;

/// An order of so many jobs that nothing is drawn of, its whole price paid.
fn paid(coin: Coin, jobs: u32) -> (World, Purchase) {
    let (mut world, purchase) = (World::taking(coin), Purchase::of_jobs(CLIENT, jobs).in_token(coin));
    pays(&mut world, &purchase, purchase.quote.total);
    let rents = purchase.price(&world, jobs.into());
    world.pays(CLIENT.0, &purchase, rents).works();
    (world, purchase)
}

fn pays(world: &mut World, purchase: &Purchase, amount: u64) {
    let (coin, to) = (purchase.coin.expect("an order in tokens"), purchase.address());
    world.opens_tokens(coin, &to).works();
    world.sends_tokens(coin, CLIENT.0, &coin.of(&to), amount).works();
}

fn lies(world: &World, purchase: &Purchase) -> u64 {
    world.has(purchase.coin.expect("an order in tokens"), &purchase.address())
}

#[test]
fn a_draw_locks_its_deposit_in_the_jobs_vault() {
    for coin in COINS {
        let (mut world, purchase) = paid(coin, 2);
        let events = world.draws_first(STRANGER, &purchase).works().events();
        let [Event::OrderDrawn(told)] = events.as_slice() else { panic!("another event than expected") };
        let vault_rent = world.rent(coin.vault_space(&world));
        let rent = world.rent(layout::job::SPACE) + vault_rent;
        assert_eq!((told.mint, told.deposit, told.rent, told.lent), (coin.mint(), DEPOSIT, rent, 0));
        let job = purchase.job(0);
        assert_eq!((world.vault(&job), lies(&world, &purchase)), (DEPOSIT, DEPOSIT));
        let vault = world.account(&address::vault(&job)).expect("it was made");
        assert_eq!((vault.lamports, vault.data.len()), (vault_rent, coin.vault_space(&world)));
        let (token, read) = world.token_account(&address::vault(&job)).expect("a token account");
        assert_eq!((token, read.owner.0), (coin.token(), job.to_bytes()));
        assert!(!read.has_delegate && read.close_authority.is_none());
        let state = world.job(job).state;
        assert!(state.is_in_tokens());
        assert_eq!((state.deposit, world.lamports(&job)), (DEPOSIT, world.rent(layout::job::SPACE)));
        world.draws(STRANGER, &purchase, 1).works();
        assert_eq!(
            (lies(&world, &purchase), world.lamports(&purchase.address())),
            (0, world.rent(layout::order::SPACE))
        );
        world.conserves(coin);
    }
}

#[test]
fn refuses_a_draw_that_is_short_by_one_base_unit() {
    for coin in COINS {
        let (mut world, purchase) = (World::taking(coin), Purchase::of_jobs(CLIENT, 2).in_token(coin));
        let rents = purchase.price(&world, 2);
        world.pays(CLIENT.0, &purchase, rents).works();
        pays(&mut world, &purchase, 2 * DEPOSIT - 1);
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &purchase).refuses(RaymentError::NotPaid);
        });
        // What is short may be written down all the same.
        world.clone().writes_down(STRANGER, &purchase).works();
        pays(&mut world, &purchase, 1);
        world.draws_first(STRANGER, &purchase).works();
        world.draws(STRANGER, &purchase, 1).works();
        world.conserves(coin);
    }
}

#[test]
fn lamports_are_no_deposit_and_undrawn_tokens_no_rent() {
    for coin in COINS {
        let (mut world, purchase) = (World::taking(coin), Purchase::of_jobs(CLIENT, 1).in_token(coin));
        pays(&mut world, &purchase, DEPOSIT);
        let rents = purchase.price(&world, 1);
        world.pays(CLIENT.0, &purchase, rents - 1).works();
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &purchase).refuses(RaymentError::RentMissing);
        });
        world.fund(&purchase.address(), rents);
        world.draws_first(STRANGER, &purchase).works();
        let (mut world, purchase) = (World::taking(coin), Purchase::of_jobs(CLIENT, 1).in_token(coin));
        world.opens_tokens(coin, &purchase.address()).works();
        world.pays(CLIENT.0, &purchase, rents + DEPOSIT).works();
        nothing_changes(&mut world, |world| world.draws_first(STRANGER, &purchase).refuses(RaymentError::NotPaid));
    }
}

#[test]
fn a_sponsor_lends_all_rent_of_a_draw_or_none() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let purchase = Purchase::of_jobs(CLIENT, 2).in_token(coin).sponsored_by(HUB);
        pays(&mut world, &purchase, 2 * DEPOSIT);
        let one_job = world.rent(layout::job::SPACE) + world.rent(coin.vault_space(&world));
        let hub = world.lamports(&HUB.key());
        world.draws_for_a_loan(HUB, &purchase, (true, 0)).works();
        let lent = one_job + world.rent(layout::order::SPACE);
        assert_eq!(world.lamports(&HUB.key()), hub - lent);
        assert_eq!(world.order(&purchase).state.head.lent, lent);
        // Half of the rent that somebody gave pays for nothing, and stays.
        world.pays(DONOR, &purchase, one_job - 1).works();
        world.draws_for_a_loan(HUB, &purchase, (false, 1)).works();
        assert_eq!(world.order(&purchase).state.head.lent, lent + one_job);
        assert_eq!(world.lamports(&purchase.address()), world.rent(layout::order::SPACE) + one_job - 1);
        for index in 0..2 {
            CLIENT.cancels(&mut world, purchase.job(index)).works();
        }
        world.advance_to(purchase.quote.draw_until);
        world.returns(HUB, &purchase).works();
        assert_eq!(world.lamports(&HUB.key()), hub);
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS);
        world.conserves(coin);
    }
}

#[test]
fn a_vault_at_an_address_with_a_gift_is_made_all_the_same() {
    for coin in COINS {
        let (mut world, purchase) = paid(coin, 1);
        let (job, gift) = (purchase.job(0), 890_880);
        for address in [job, address::vault(&job)] {
            world.transfers(DONOR, &address, gift).works();
        }
        let order = world.lamports(&purchase.address());
        world.draws_first(STRANGER, &purchase).works();
        let rents = world.rent(layout::job::SPACE) + world.rent(coin.vault_space(&world));
        assert_eq!(world.lamports(&purchase.address()), order - rents + 2 * gift);
    }
}

#[test]
fn refuses_to_draw_and_to_write_down_once_the_token_is_delisted() {
    for coin in COINS {
        let (mut world, purchase) = paid(coin, 2);
        world.draws_first(STRANGER, &purchase).works();
        world.delists(coin).works();
        let other = purchase.clone().with(|quote| quote.salt = 5);
        nothing_changes(&mut world, |world| {
            world.draws(STRANGER, &purchase, 1).refuses_with(NOT_INITIALIZED);
            world.writes_down(STRANGER, &other).refuses_with(NOT_INITIALIZED);
            // Without the asset as well.
            for draw in [purchase.next(STRANGER, 1), other.alone(STRANGER)] {
                world.sends(with(draw, "asset", PROGRAM_ID)).refuses(RaymentError::AssetNotListed);
            }
        });
        // The job that was drawn before goes on and is paid.
        let job = purchase.job(0);
        world.purchases.push(purchase.clone());
        rayment_tests::vm::phases::work_off(&mut world, job, PICTURE);
        CLIENT.approves(&mut world, job).works();
        world.settles(job).works();
        assert_eq!(lies(&world, &purchase), DEPOSIT + REST);
        // What is not drawn goes back.
        world.cancels_order(CLIENT.0, &purchase).works();
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS - BILL);
        world.lists(coin).works();
        world.conserves(coin);
    }
}

#[test]
fn refuses_a_mint_that_has_become_dangerous_since_it_was_listed() {
    let cases = [
        (mints::TRANSFER_HOOK, RaymentError::TransferHook),
        (mints::PERMANENT_DELEGATE, RaymentError::PermanentDelegate),
        (mints::PAUSABLE, RaymentError::Pausable),
    ];
    for (extension, refusal) in cases {
        let (mut world, purchase) = paid(EURO, 2);
        world.draws_first(STRANGER, &purchase).works();
        world.sets_mint(EURO, &[mints::plain(mints::METADATA_POINTER), mints::plain(extension)]);
        let other = purchase.clone().with(|quote| quote.salt = 5);
        nothing_changes(&mut world, |world| {
            world.draws(STRANGER, &purchase, 1).refuses(refusal);
            world.writes_down(STRANGER, &other).refuses(refusal);
        });
    }
    // A fee, and one that its authority may still set.
    let (older, newer, authority) = (88, 106, 0);
    for at in [older, newer, authority] {
        let (mut world, purchase) = paid(EURO, 1);
        let (number, mut value) = mints::plain(mints::TRANSFER_FEE);
        value[at] = 1;
        world.sets_mint(EURO, &[(number, value)]);
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &purchase).refuses(RaymentError::TransferFee);
        });
    }
}

#[test]
fn refuses_a_fake_token_program() {
    let fake = Pubkey::new_from_array([0x66; 32]);
    for coin in COINS {
        let (mut world, purchase) = paid(coin, 1);
        nothing_changes(&mut world, |world| {
            for program in [fake, TOKEN, rayment_client::token::TOKEN_2022, PROGRAM_ID] {
                if program == coin.token().program {
                    continue;
                }
                let draw = with(purchase.first(STRANGER), "token_program", program);
                let refusal =
                    if program == PROGRAM_ID { RaymentError::AssetNotListed } else { RaymentError::WrongTokenProgram };
                world.sends(draw).refuses(refusal);
            }
        });
        // Also where the mint is that program's by its account.
        let mint = world.account(&coin.mint()).expect("a mint");
        world.set_account(&coin.mint(), Account { owner: fake, ..mint });
        nothing_changes(&mut world, |world| {
            let draw = with(purchase.first(STRANGER), "token_program", fake);
            world.sends(draw).refuses(RaymentError::NotMint);
        });
    }
}

#[test]
fn refuses_tokens_for_an_order_in_sol_and_an_order_in_tokens_without() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let in_sol = Purchase::of_jobs(CLIENT, 1);
        let price = in_sol.price(&world, 1);
        world.pays(CLIENT.0, &in_sol, price).works();
        let as_if = Purchase { coin: Some(coin), ..in_sol.clone() };
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &as_if).refuses(RaymentError::NotInTokens);
            world.writes_down(STRANGER, &as_if).refuses(RaymentError::NotInTokens);
        });
        let (mut world, purchase) = paid(coin, 1);
        let as_if = Purchase { coin: None, ..purchase.clone() };
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &as_if).refuses(RaymentError::AssetNotListed);
            world.writes_down(STRANGER, &as_if).refuses(RaymentError::AssetNotListed);
        });
    }
}

#[test]
fn refuses_deposits_of_another_token_or_in_another_account() {
    for (coin, other) in [(DOLLAR, OTHER_DOLLAR), (EURO, OTHER_EURO), (DOLLAR, EURO), (EURO, DOLLAR)] {
        let (mut world, purchase) = paid(coin, 1);
        world.takes(other);
        world.issues(other, &purchase.address(), DEPOSIT);
        let as_other = Purchase { coin: Some(other), ..purchase.clone() };
        let from_clients = with(purchase.first(CLIENT.0), "from_tokens", coin.of(&CLIENT.key()));
        let asset = address::asset(&World::market_address(), &other.mint());
        let others_asset = with(purchase.first(CLIENT.0), "asset", asset);
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &as_other).refuses(RaymentError::WrongMint);
            world.sends(from_clients).refuses(RaymentError::WrongTokenAccount);
            world.sends(others_asset).refuses(RaymentError::WrongAsset);
        });
    }
}

/// The market's limit in the asset decides which jobs settle on the keeper's word alone.
#[test]
fn a_deposit_up_to_the_assets_limit_settles_at_once() {
    for coin in COINS {
        for (limit, is_at_once) in [(0, false), (DEPOSIT - 1, false), (DEPOSIT, true)] {
            let mut world = World::taking(coin);
            world.lists_at(coin, Listing { rate: 0, at_once_max: limit }).works();
            let offer = rayment_core::job::Offer { at_once: true, ..offer() };
            let job = CLIENT.posts_job_in(&mut world, coin, &offer).works();
            assert_eq!(world.job(job).state.has(rayment_core::job::flag::AT_ONCE), is_at_once);
        }
    }
}
