//! Which mints are taken.

use rayment_core::asset::{AssetError, Mint};

use super::{ACCOUNT, KIND, account_with, extended, extension, mint_with, plain_account, plain_mint};

fn read(data: &[u8]) -> Result<u64, AssetError> {
    Mint::read(data).map(|mint| mint.extensions)
}

/// Fees of so many hundredths of a percent, now and later, and who may change them.
fn fees(older: u16, newer: u16, authority: u8) -> Vec<u8> {
    let mut value = vec![0; 108];
    value[..32].fill(authority);
    // Who takes what was kept back, and the most that is kept, which is nothing of nothing.
    value[32..64].fill(0x55);
    value[80..88].fill(0xff);
    value[98..106].fill(0xff);
    value[88..90].copy_from_slice(&older.to_le_bytes());
    value[106..108].copy_from_slice(&newer.to_le_bytes());
    value
}

#[test]
fn a_mint_without_extensions_is_taken() {
    for decimals in [0, 6, 9, 255] {
        let mut data = plain_mint();
        data[44] = decimals;
        assert_eq!(Mint::read(&data), Ok(Mint { decimals, extensions: 0 }));
    }
    // One of Token-2022 may be as long as an account, and say what it is, and no more.
    assert_eq!(Mint::read(&mint_with(&[])), Ok(Mint { decimals: 6, extensions: 0 }));
}

#[test]
fn each_extension_that_leaves_balances_alone_is_taken() {
    for (name, number, size) in [
        ("MintCloseAuthority", 3, 32),
        ("ConfidentialTransferMint", 4, 65),
        ("InterestBearingConfig", 10, 52),
        ("MetadataPointer", 18, 64),
        ("TokenMetadata", 19, 300),
        ("GroupPointer", 20, 64),
        ("TokenGroup", 21, 80),
        ("GroupMemberPointer", 22, 64),
        ("TokenGroupMember", 23, 72),
        ("ScaledUiAmount", 25, 56),
    ] {
        let data = mint_with(&[extension(number, &vec![0xab; size])]);
        assert_eq!(Mint::read(&data), Ok(Mint { decimals: 6, extensions: 1 << number }), "{name}");
    }
    let many = [extension(18, &[1; 64]), extension(19, &[2; 90]), extension(6, &[1]), extension(1, &fees(0, 0, 0))];
    assert_eq!(read(&mint_with(&many)), Ok(1 << 18 | 1 << 19 | 1 << 6 | 1 << 1));
}

#[test]
fn refuses_each_extension_that_may_do_something_to_balances() {
    for (name, number, size, error) in [
        ("NonTransferable", 9, 0, AssetError::NonTransferable),
        ("PermanentDelegate", 12, 32, AssetError::PermanentDelegate),
        ("TransferHook", 14, 64, AssetError::TransferHook),
        ("ConfidentialTransferFeeConfig", 16, 129, AssetError::ConfidentialFee),
        ("ConfidentialMintBurn", 24, 196, AssetError::ConfidentialMintBurn),
        ("Pausable", 26, 33, AssetError::Pausable),
        ("PermissionedBurn", 28, 32, AssetError::PermissionedBurn),
    ] {
        // Also where it names nobody: a hook without a program can get one.
        for byte in [0, 0xab] {
            let data = mint_with(&[extension(number, &vec![byte; size])]);
            assert_eq!(Mint::read(&data), Err(error), "{name} of {byte}");
            // Behind one that is taken as well.
            let behind = mint_with(&[extension(18, &[1; 64]), extension(number, &vec![byte; size])]);
            assert_eq!(Mint::read(&behind), Err(error), "{name}, the second");
        }
    }
}

#[test]
fn refuses_every_extension_that_is_not_named() {
    let named = [1, 3, 4, 6, 9, 10, 12, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28];
    // Among them those that only accounts have: kept fees, an owner for good, a memo, a guard.
    let others = (1..=100).filter(|number| !named.contains(number)).chain([0x0103, 0x1200, u16::MAX]);
    for number in others {
        let data = mint_with(&[extension(number, &[0; 32])]);
        assert_eq!(read(&data), Err(AssetError::UnknownExtension), "{number}");
    }
}

#[test]
fn a_mint_that_could_charge_fees_is_taken_where_nobody_can_ever_say_so() {
    assert_eq!(read(&mint_with(&[extension(1, &fees(0, 0, 0))])), Ok(1 << 1));
}

#[test]
fn refuses_a_fee_now_or_later_and_whoever_may_set_one() {
    for (older, newer, authority) in [(1, 0, 0), (0, 1, 0), (0x100, 0, 0), (0, 0x100, 0), (0, 0, 1), (9, 9, 9)] {
        let data = mint_with(&[extension(1, &fees(older, newer, authority))]);
        assert_eq!(read(&data), Err(AssetError::TransferFee), "{older}, then {newer}, by {authority}");
    }
    // The last byte of the authority's key alone.
    let mut last = fees(0, 0, 0);
    last[31] = 1;
    assert_eq!(read(&mint_with(&[extension(1, &last)])), Err(AssetError::TransferFee));
    for size in [0, 107, 109] {
        let data = mint_with(&[extension(1, &vec![0; size])]);
        assert_eq!(read(&data), Err(AssetError::TransferFee), "{size} bytes are no configuration");
    }
}

#[test]
fn accounts_may_begin_initialised_and_not_frozen() {
    assert_eq!(read(&mint_with(&[extension(6, &[1])])), Ok(1 << 6));
    for value in [&[0][..], &[2], &[3], &[], &[1, 0], &[1, 1]] {
        assert_eq!(read(&mint_with(&[extension(6, value)])), Err(AssetError::FrozenByDefault), "{value:?}");
    }
}

#[test]
fn refuses_extensions_that_break_off() {
    let whole = mint_with(&[extension(18, &[1; 64])]);
    for length in KIND + 3..whole.len() {
        assert_eq!(read(&whole[..length]), Err(AssetError::NotMint), "{length} bytes");
    }
    let mut longer = whole.clone();
    longer[KIND + 3] += 1;
    assert_eq!(read(&longer), Err(AssetError::NotMint), "it says that it is a byte longer");
    let mut huge = whole;
    huge[KIND + 3..KIND + 5].fill(0xff);
    assert_eq!(read(&huge), Err(AssetError::NotMint));
}

#[test]
fn what_lies_behind_the_last_extension_is_padding() {
    let pointer = || extension(18, &[1; 64]);
    // A single byte is less than a number; and number 0 ends the list, as it does for the token program.
    for padding in [vec![0], vec![14], vec![0; 30], [vec![0; 4], extension(14, &[0; 64])].concat()] {
        assert_eq!(read(&mint_with(&[pointer(), padding])), Ok(1 << 18));
    }
}

#[test]
fn refuses_what_is_no_mint() {
    let mut fresh = plain_mint();
    fresh[45] = 0;
    let mut odd = plain_mint();
    odd[45] = 2;
    let nothing: &[u8] = &[];
    for (name, data) in [
        ("nothing", nothing),
        ("less than a mint", &plain_mint()[..81]),
        ("a mint with a byte behind it", &[plain_mint(), vec![0]].concat()),
        ("one that is not initialised", &fresh),
        ("one that says neither", &odd),
        ("padding without a kind", &extended(plain_mint(), 1, &[])[..KIND]),
        ("one of no kind", &extended(plain_mint(), 0, &[])),
        ("one of a kind that there is not", &extended(plain_mint(), 3, &[])),
        ("one with extensions that is not initialised", &extended(fresh.clone(), 1, &[])),
    ] {
        assert_eq!(read(data), Err(AssetError::NotMint), "{name}");
    }
}

#[test]
fn refuses_a_token_account_in_a_mints_place() {
    // Bytes of its owner's key may read as those of a mint.
    let mut account = plain_account();
    account[45] = 1;
    assert_eq!(read(&account), Err(AssetError::NotMint));
    assert_eq!(read(&extended(account, ACCOUNT, &[])), Err(AssetError::NotMint));
    assert_eq!(read(&account_with(&[extension(7, &[])])), Err(AssetError::NotMint));
}

#[test]
fn refuses_a_multisig_whose_keys_read_like_a_mint() {
    // 355 bytes, of which whoever makes it chooses the keys.
    let mut multisig = mint_with(&[]);
    multisig.resize(355, 0);
    assert_eq!(read(&multisig), Err(AssetError::NotMint));
    // The token program adds two bytes to a mint that would be as long.
    let extensions = [extension(19, &[1; 189 - 4])];
    assert_eq!(mint_with(&extensions).len(), 355);
    assert_eq!(read(&mint_with(&extensions)), Err(AssetError::NotMint));
    let padded = [mint_with(&extensions), vec![0; 2]].concat();
    assert_eq!(read(&padded), Ok(1 << 19));
}

#[test]
fn a_vault_is_as_long_as_the_token_program_asks_for() {
    let plain = Mint::read(&plain_mint()).unwrap();
    assert_eq!((plain.vault_space(false), plain.vault_space(true)), (165, 170));
    let with_fees = Mint::read(&mint_with(&[extension(1, &fees(0, 0, 0))])).unwrap();
    assert_eq!((with_fees.vault_space(false), with_fees.vault_space(true)), (165, 182));
    let named = Mint::read(&mint_with(&[extension(18, &[1; 64]), extension(3, &[1; 32])])).unwrap();
    assert_eq!(named.vault_space(true), 170);
}
