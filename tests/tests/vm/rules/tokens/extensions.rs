//! Which mints are taken: by the extensions that they have, whenever tokens are locked.

use rayment_client::instructions::asset_set;
use rayment_core::asset::Listing;
use rayment_tests::vm::{mints::*, phases::*, tokens::*, *};
use solana_account::Account;
use solana_pubkey::Pubkey;

use super::*;

const LISTING: Listing = Listing { rate: 0, at_once_max: 0 };

/// Every extension that is refused, and by which error.
fn refused() -> Vec<(Vec<u8>, u16, RaymentError)> {
    let zeros = |number: u16| plain(number).1;
    let filled = |number: u16, at: usize| {
        let mut value = zeros(number);
        value[at] = 7;
        value
    };
    vec![
        (zeros(TRANSFER_HOOK), TRANSFER_HOOK, RaymentError::TransferHook),
        (filled(TRANSFER_HOOK, 32), TRANSFER_HOOK, RaymentError::TransferHook),
        (zeros(NON_TRANSFERABLE), NON_TRANSFERABLE, RaymentError::NonTransferable),
        (zeros(PERMANENT_DELEGATE), PERMANENT_DELEGATE, RaymentError::PermanentDelegate),
        (vec![2], DEFAULT_ACCOUNT_STATE, RaymentError::FrozenByDefault),
        (vec![0], DEFAULT_ACCOUNT_STATE, RaymentError::FrozenByDefault),
        (zeros(PAUSABLE), PAUSABLE, RaymentError::Pausable),
        (zeros(PERMISSIONED_BURN), PERMISSIONED_BURN, RaymentError::PermissionedBurn),
        (zeros(CONFIDENTIAL_FEE), CONFIDENTIAL_FEE, RaymentError::ConfidentialFee),
        (zeros(CONFIDENTIAL_MINT_BURN), CONFIDENTIAL_MINT_BURN, RaymentError::ConfidentialMintBurn),
        // Who may change the fee, and a fee of either epoch.
        (filled(TRANSFER_FEE, 0), TRANSFER_FEE, RaymentError::TransferFee),
        (filled(TRANSFER_FEE, 88), TRANSFER_FEE, RaymentError::TransferFee),
        (filled(TRANSFER_FEE, 106), TRANSFER_FEE, RaymentError::TransferFee),
        (vec![0; 8], 60, RaymentError::UnknownExtension),
        (vec![0; 8], 64, RaymentError::UnknownExtension),
        (vec![0; 8], u16::MAX, RaymentError::UnknownExtension),
        // Those of accounts.
        (vec![0; 8], 2, RaymentError::UnknownExtension),
        (Vec::new(), 7, RaymentError::UnknownExtension),
    ]
}

#[test]
fn each_extension_that_is_refused_has_an_error_of_its_own_at_listing_and_at_a_draw() {
    let mut world = World::taking(EURO);
    let purchase = Purchase::of_jobs(CLIENT, 1).in_token(EURO);
    let rents = purchase.price(&world, 1);
    world.pays(CLIENT.0, &purchase, rents).works();
    world.issues(EURO, &purchase.address(), DEPOSIT);
    for (value, number, refusal) in refused() {
        // Alone, and behind one that is taken.
        for before in [None, Some(plain(METADATA_POINTER))] {
            let mut world = world.clone();
            let all: Vec<_> = before.into_iter().chain([(number, value.clone())]).collect();
            world.sets_mint(EURO, &all);
            nothing_changes(&mut world, |world| {
                world.draws_first(CLIENT.0, &purchase).refuses(refusal);
                world.writes_down(CLIENT.0, &purchase).refuses(refusal);
                world.lists(EURO).refuses(refusal);
            });
            world.delists(EURO).works();
            nothing_changes(&mut world, |world| world.lists(EURO).refuses(refusal));
        }
    }
}

const TAKEN: [u16; 12] = [
    METADATA_POINTER,
    TOKEN_METADATA,
    GROUP_POINTER,
    TOKEN_GROUP,
    GROUP_MEMBER_POINTER,
    TOKEN_GROUP_MEMBER,
    INTEREST_BEARING,
    SCALED_UI_AMOUNT,
    MINT_CLOSE_AUTHORITY,
    CONFIDENTIAL_TRANSFER,
    DEFAULT_ACCOUNT_STATE,
    TRANSFER_FEE,
];

/// A job under a mint with these extensions, from the listing to the last base unit.
fn a_job_is_paid_in(extensions: &[Extension]) {
    let mut world = World::market();
    world.sets_mint(EURO, extensions);
    world.fund(&DONOR.key(), 10 * rayment_tests::vm::world::FUNDS);
    world.lists(EURO).works();
    world.issues(EURO, &CLIENT.key(), TOKENS);
    ANNA.works_for(&mut world, EURO);
    let job = CLIENT.posts_job_in(&mut world, EURO, &offer()).works();
    let vault = world.account(&rayment_client::address::vault(&job)).expect("it was made").data.len();
    assert_eq!(vault, EURO.vault_space(&world));
    work_off(&mut world, job, PICTURE);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert_eq!((earned(&world, EURO), world.has(EURO, &order(&world))), ((PRICE + BOND, FEE), REST));
    let bits = extensions.iter().fold(0, |bits, (number, _)| bits | 1u64 << number);
    assert_eq!(world.asset(EURO).state.extensions, bits);
    world.conserves(EURO);
}

#[test]
fn jobs_are_paid_in_a_mint_with_any_extension_that_is_taken() {
    a_job_is_paid_in(&[]);
    for number in TAKEN {
        a_job_is_paid_in(&[plain(number)]);
    }
    a_job_is_paid_in(&TAKEN.map(plain));
}

#[test]
fn refuses_wrapped_sol_of_both_programs() {
    let wrapped = [
        ("So11111111111111111111111111111111111111112", DOLLAR),
        ("9pan9bMn5HatX4EJdBwg9VgCa7Uz5HL8N1m5D3NdXej9", EURO),
    ];
    for (mint, like) in wrapped {
        let (mut world, mint) = (World::taking(like), mint.parse::<Pubkey>().expect("an address"));
        let account = world.account(&like.mint()).expect("a mint");
        world.set_account(&mint, account);
        let list = asset_set(&OPENER.key(), &World::market_address(), &mint, Some(LISTING));
        nothing_changes(&mut world, |world| world.sends(list).refuses(RaymentError::WrappedSol));
    }
}

#[test]
fn refuses_to_list_what_is_no_mint() {
    let mut world = World::taking(EURO);
    let (mint, account) = (EURO.mint(), EURO.of(&CLIENT.key()));
    let list = |mint: &Pubkey| asset_set(&OPENER.key(), &World::market_address(), mint, Some(LISTING));
    let original = world.account(&mint).expect("a mint");
    for (at, byte) in [(45, 0), (165, 2), (165, 0)] {
        world.overwrites(&mint, at, &[byte]);
        nothing_changes(&mut world, |world| world.sends(list(&mint)).refuses(RaymentError::NotMint));
        world.set_account(&mint, original.clone());
    }
    // A token account, a wallet, nothing at all, and a mint of another program.
    let elsewhere = Pubkey::new_from_array([0x77; 32]);
    for what in [account, CLIENT.key(), elsewhere, World::market_address()] {
        nothing_changes(&mut world, |world| world.sends(list(&what)).refuses(RaymentError::NotMint));
    }
    world.set_account(&elsewhere, Account { owner: Pubkey::new_from_array([0x66; 32]), ..original });
    nothing_changes(&mut world, |world| world.sends(list(&elsewhere)).refuses(RaymentError::NotMint));
}
