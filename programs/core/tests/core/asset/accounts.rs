//! Whose a token account is, and whether it can be paid.

use rayment_core::{Pubkey, asset::TokenAccount};

use super::{MINT, account_with, extended, extension, mint_with, plain_account, plain_mint, some_key};

const TOKEN: Pubkey = Pubkey([0x33; 32]);
const OWNER: Pubkey = Pubkey([0x0e; 32]);
const OTHER: Pubkey = Pubkey([0x66; 32]);

/// The plain account, but for these bytes.
fn but(at: usize, bytes: &[u8]) -> TokenAccount {
    let mut data = plain_account();
    data[at..at + bytes.len()].copy_from_slice(bytes);
    TokenAccount::read(&data).expect("it is an account")
}

fn plain() -> TokenAccount {
    but(0, &[])
}

#[test]
fn an_account_is_what_its_bytes_say() {
    let expected = TokenAccount {
        mint: TOKEN,
        owner: OWNER,
        amount: 500,
        is_frozen: false,
        has_delegate: false,
        close_authority: None,
        wants_memo: false,
        is_confidential: false,
    };
    assert_eq!(plain(), expected);
    assert_eq!(TokenAccount::read(&account_with(&[])), Some(expected), "as long as one with extensions");
    assert_eq!(TokenAccount::read(&account_with(&[extension(7, &[])])), Some(expected), "its owner for good");
    let vault = account_with(&[extension(7, &[]), extension(2, &[9; 8])]);
    assert_eq!((TokenAccount::read(&vault), vault.len()), (Some(expected), 182));
    assert_eq!(but(64, &[0xff; 8]).amount, u64::MAX);
}

#[test]
fn an_account_takes_its_own_token_alone() {
    assert!(plain().can_take(&TOKEN));
    assert!(!plain().can_take(&OTHER));
}

#[test]
fn a_frozen_account_takes_nothing() {
    let frozen = but(108, &[2]);
    assert!(frozen.is_frozen && !frozen.can_take(&TOKEN));
    assert!(frozen.is_of(&OWNER), "and is its owner's still");
}

#[test]
fn an_account_that_wants_a_memo_takes_nothing() {
    let wants = |value: &[u8]| TokenAccount::read(&account_with(&[extension(7, &[]), extension(8, value)])).unwrap();
    assert!(wants(&[1]).wants_memo && !wants(&[1]).can_take(&TOKEN));
    assert!(!wants(&[0]).wants_memo && wants(&[0]).can_take(&TOKEN), "it did once");
    assert!(!wants(&[]).wants_memo);
    // Others of an account say nothing about that: a guard against programs, a hook's mark.
    let others = account_with(&[extension(11, &[1]), extension(15, &[1])]);
    assert!(TokenAccount::read(&others).unwrap().can_take(&TOKEN));
}

#[test]
fn an_account_that_takes_hidden_amounts_alone_takes_nothing() {
    // 295 bytes: approved, a key, three hidden balances of 64 bytes and one of 36, then whether hidden amounts are
    // taken and whether plain ones are.
    let hidden = |takes_hidden: u8, takes_plain: u8| {
        let mut value = vec![0xab; 295];
        (value[261], value[262]) = (takes_hidden, takes_plain);
        TokenAccount::read(&account_with(&[extension(7, &[]), extension(5, &value)])).unwrap()
    };
    for takes_hidden in [0, 1] {
        assert!(hidden(takes_hidden, 1).can_take(&TOKEN));
        let alone = hidden(takes_hidden, 0);
        assert!(alone.is_confidential && !alone.can_take(&TOKEN));
    }
}

#[test]
fn an_account_is_its_owners_where_nobody_else_may_spend_or_close_it() {
    assert!(plain().is_of(&OWNER));
    assert!(!plain().is_of(&OTHER));
    let own = but(129, &some_key(0x0e));
    assert_eq!(own.close_authority, Some(OWNER));
    assert!(own.is_of(&OWNER), "whoever closes it is its owner");
}

#[test]
fn refuses_an_account_with_a_delegate_as_its_owners() {
    let spent = but(72, &some_key(0x66));
    assert!(spent.has_delegate && !spent.is_of(&OWNER) && !spent.is_of(&OTHER));
    assert!(but(72, &some_key(0x0e)).has_delegate);
    assert!(spent.can_take(&TOKEN), "it can be paid where somebody names it");
    // A key without the word that there is one is none.
    assert!(!but(76, &[0x66; 32]).has_delegate);
}

#[test]
fn refuses_an_account_that_somebody_else_may_close_as_its_owners() {
    let foreign = but(129, &some_key(0x66));
    assert_eq!(foreign.close_authority, Some(OTHER));
    assert!(!foreign.is_of(&OWNER) && !foreign.is_of(&OTHER));
    assert!(but(133, &[0x66; 32]).is_of(&OWNER));
}

#[test]
fn refuses_what_is_no_account() {
    let mut fresh = plain_account();
    fresh[108] = 0;
    for (name, data) in [
        ("nothing", &[][..]),
        ("a byte short", &plain_account()[..164]),
        ("of no kind", &extended(plain_account(), 0, &[])),
        ("a mint by its kind", &extended(plain_account(), MINT, &[])),
        ("not initialised", &fresh),
        ("not initialised, with extensions", &extended(fresh.clone(), 2, &[])),
        ("with an extension that breaks off", &account_with(&[vec![8, 0, 1, 0]])),
        ("with an extension without a length", &account_with(&[vec![8, 0]])),
    ] {
        assert_eq!(TokenAccount::read(data), None, "{name}");
    }
}

#[test]
fn refuses_a_mint_in_an_accounts_place() {
    assert_eq!(TokenAccount::read(&plain_mint()), None);
    // Padding of a mint may be anything.
    let mut mint = mint_with(&[extension(18, &[1; 64])]);
    mint[108] = 1;
    assert_eq!(TokenAccount::read(&mint), None);
}

#[test]
fn refuses_a_multisig_whose_keys_read_like_an_account() {
    let mut multisig = account_with(&[]);
    multisig.resize(355, 0);
    assert_eq!(TokenAccount::read(&multisig), None);
}
