//! One way to each error that tokens alone give.

use rayment_client::{PROGRAM_ID, address, instructions::Clearing};
use rayment_core::layout;
use rayment_tests::vm::{mints::*, tokens::*, *};

use super::*;
use crate::{
    idl::with,
    rules::every_error::{Ended, Way, end},
};
use RaymentError as E;

/// Lists a mint with this extension.
fn lists(extension: Extension) -> Ended {
    let mut world = World::taking(EURO);
    world.sets_mint(EURO, &[extension]);
    end(world.lists(EURO))
}

/// Draws the first job of an order that is paid, by a changed instruction.
fn draws(account: &str, address: fn() -> Pubkey) -> Ended {
    let mut world = World::taking(EURO);
    world.takes(DOLLAR);
    let purchase = Purchase::of_jobs(CLIENT, 1).in_token(EURO);
    let rents = purchase.price(&world, 1);
    world.pays(CLIENT.0, &purchase, rents).works();
    world.issues(EURO, &purchase.address(), DEPOSIT);
    end(world.sends(with(purchase.first(CLIENT.0), account, address())))
}

/// Settles a job that the client has approved, by a changed instruction.
fn settles(account: &str, address: fn() -> Pubkey) -> Ended {
    let (mut world, job) = approved_in(EURO);
    let settle = with(world.settle(job), account, address());
    end(world.sends(settle))
}

fn own_asset() -> Pubkey {
    address::asset(&World::market_address(), &DOLLAR.mint())
}

const MINTS: [Way; 12] = [
    (E::NotMint, || {
        let mut world = World::taking(EURO);
        world.overwrites(&EURO.mint(), 45, &[0]);
        end(world.lists(EURO))
    }),
    (E::WrappedSol, || {
        let mut world = World::taking(DOLLAR);
        let wrapped = Pubkey::from_str_const("So11111111111111111111111111111111111111112");
        let listing = rayment_core::asset::Listing { rate: 0, at_once_max: 0 };
        let list = rayment_client::instructions::asset_set;
        end(world.sends(list(&OPENER.key(), &World::market_address(), &wrapped, Some(listing))))
    }),
    (E::TransferHook, || lists(plain(TRANSFER_HOOK))),
    (E::NonTransferable, || lists(plain(NON_TRANSFERABLE))),
    (E::PermanentDelegate, || lists(plain(PERMANENT_DELEGATE))),
    (E::FrozenByDefault, || lists((DEFAULT_ACCOUNT_STATE, vec![2]))),
    (E::Pausable, || lists(plain(PAUSABLE))),
    (E::PermissionedBurn, || lists(plain(PERMISSIONED_BURN))),
    (E::ConfidentialFee, || lists(plain(CONFIDENTIAL_FEE))),
    (E::ConfidentialMintBurn, || lists(plain(CONFIDENTIAL_MINT_BURN))),
    (E::TransferFee, || lists((TRANSFER_FEE, vec![1; 108]))),
    (E::UnknownExtension, || lists((999, Vec::new()))),
];

const ACCOUNTS: [Way; 10] = [
    (E::WrongAsset, || draws("asset", own_asset)),
    (E::WrongMint, || {
        let mut world = World::taking(EURO);
        world.takes(DOLLAR);
        let purchase = Purchase { coin: Some(DOLLAR), ..Purchase::of_jobs(CLIENT, 1).in_token(EURO) };
        end(world.writes_down(CLIENT.0, &purchase))
    }),
    (E::WrongTokenProgram, || draws("token_program", || DOLLAR.token().program)),
    (E::WrongTokenAccount, || draws("from_tokens", || EURO.of(&CLIENT.key()))),
    (E::WrongVault, || settles("vault", || address::vault(&ANNA.purse(EURO)))),
    (E::WrongPurse, || settles("purse", || BORIS.purse(EURO))),
    (E::WrongOffer, || {
        let (mut world, job) = open_in(EURO);
        end(world.sends(with(KEEPER.assign(&world, (job, ANNA), false), "offer", PROGRAM_ID)))
    }),
    (E::TokensMissing, || settles("vault", || PROGRAM_ID)),
    (E::NotInTokens, || {
        let mut world = World::taking(EURO);
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        let cancel = with(world.cancel(job), "vault", EURO.of(&CLIENT.key()));
        let place = crate::idl::place(&cancel, "vault");
        let mut cancel = cancel;
        cancel.accounts[place].is_writable = true;
        end(world.sends(cancel))
    }),
    (E::NotOwed, || {
        let (mut world, job) = approved_in(EURO);
        world.freezes(EURO, &address::vault(&ANNA.purse(EURO)));
        world.settles(job).works();
        let clear = world.clear(job, true, Clearing::Provider { account: EURO.of(&CLIENT.key()) });
        end(world.sends(with(clear, "owner", STRANGER.key())))
    }),
];

const PURSES: [Way; 5] = [
    (E::TokensShort, || {
        // Half of whatever is sent is kept back from now on.
        let mut world = World::market();
        let (number, mut value) = plain(TRANSFER_FEE);
        world.sets_mint(EURO, &[(number, value.clone())]);
        world.fund(&DONOR.key(), 10 * rayment_tests::vm::world::FUNDS);
        world.lists(EURO).works();
        world.issues(EURO, &CLIENT.key(), TOKENS);
        ANNA.works_for(&mut world, EURO);
        let job = CLIENT.posts_job_in(&mut world, EURO, &offer()).works();
        for at in [80, 98] {
            value[at..at + 8].fill(0xff);
            value[at + 8..at + 10].copy_from_slice(&5_000u16.to_le_bytes());
        }
        world.sets_mint(EURO, &[(number, value)]);
        world.advance(10);
        end(ANNA.claims(&mut world, job))
    }),
    (E::PayeeBlocked, || {
        let (mut world, job) = approved_in(EURO);
        world.settles(job).works();
        world.freezes(EURO, &EURO.of(&ANNA.payout.key()));
        end(ANNA.withdraws_purse(&mut world, EURO, None, false))
    }),
    (E::NoPurse, || {
        let (mut world, job) = approved_in(EURO);
        let settle = with(with(world.settle(job), "purse", PROGRAM_ID), "purse_vault", PROGRAM_ID);
        end(world.sends(settle))
    }),
    (E::TooManyPurses, || {
        let mut world = World::taking(EURO);
        world.makes_mint(DOLLAR);
        world.lists(DOLLAR).works();
        world.overwrites(&ANNA.address(), layout::provider::PURSES.at, &[255]);
        end(ANNA.opens_purse(&mut world, DOLLAR))
    }),
    (E::PurseInUse, || {
        let (mut world, _) = claimed_in(EURO);
        end(ANNA.withdraws_purse(&mut world, EURO, None, true))
    }),
];

/// All of them.
pub fn ways() -> impl Iterator<Item = Way> {
    MINTS.into_iter().chain(ACCOUNTS).chain(PURSES)
}
