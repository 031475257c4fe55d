//! The bytes that are signed.

use rayment_core::{
    Pubkey,
    guardian::{GuardianError, Statement},
    job::Evidence,
};

use super::cast::*;

/// Written down by a script that knows the protocol and nothing of this crate.
const GOLDEN: &str = concat!(
    "7261796d656e743a636865636b3a31",
    "1111111111111111111111111111111111111111111111111111111111111111",
    "2222222222222222222222222222222222222222222222222222222222222222",
    "02",
    "06050403",
    "0a090807",
    "3333333333333333333333333333333333333333333333333333333333333333",
    "4444444444444444444444444444444444444444444444444444444444444444",
);

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_statement_is_the_bytes_that_the_protocol_writes_down() {
    let bytes = statement().to_bytes();
    assert_eq!((bytes.len(), hex(&bytes).as_str()), (152, GOLDEN));
    assert_eq!(Statement::from_bytes(&bytes), Ok(statement()));
}

#[test]
fn every_field_is_among_what_is_signed() {
    let changed = [
        Statement { market: Pubkey([0; 32]), ..statement() },
        Statement { job: Pubkey([0; 32]), ..statement() },
        Statement { attempt: 0, ..statement() },
        Statement { frame: 0, ..statement() },
        Statement { tile: 0, ..statement() },
        Statement { leaf: [0; 32], ..statement() },
        Statement { checker_pixels: [0; 32], ..statement() },
    ];
    for other in changed {
        assert_ne!(other.to_bytes(), statement().to_bytes());
        assert_eq!(Statement::from_bytes(&other.to_bytes()), Ok(other));
    }
}

#[test]
fn refuses_a_byte_too_few_or_too_many() {
    let bytes = statement().to_bytes();
    let longer = [bytes.as_slice(), &[0]].concat();
    for wrong in [&bytes[..151], &bytes[..0], &longer] {
        assert_eq!(Statement::from_bytes(wrong), Err(GuardianError::WrongMessageSize), "{} bytes", wrong.len());
    }
}

#[test]
fn refuses_what_begins_as_something_else() {
    for at in 0..15 {
        let mut bytes = statement().to_bytes();
        bytes[at] ^= 1;
        assert_eq!(Statement::from_bytes(&bytes), Err(GuardianError::NotStatement), "byte {at}");
    }
}

/// A transaction's message begins with how many must sign it, then so many keys: it is never 152 bytes that
/// begin with a letter. So no signature under a transaction is one under a statement.
#[test]
fn no_transaction_is_a_statement() {
    let signers = usize::from(statement().to_bytes()[0]);
    assert!(signers < 0x80, "a later version of transactions begins with a byte above");
    assert!(signers * 32 > Statement::SIZE, "{signers} keys");
}

#[test]
fn with_a_path_it_is_the_evidence() {
    let path = vec![[1; 32], [2; 32]];
    let evidence = Evidence {
        frame: 0x0304_0506,
        tile: 0x0708_090a,
        leaf: [0x33; 32],
        path: path.clone(),
        checker_pixels: [0x44; 32],
    };
    assert_eq!(statement().evidence(path), evidence);
}
