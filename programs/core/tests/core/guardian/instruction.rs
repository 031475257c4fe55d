//! The bytes in which signatures arrive, to the last one.

use proptest::{prelude::*, sample::Index};
use rayment_core::{
    Native, Pubkey, Sha256,
    guardian::{Contradiction, GuardianError, Signature, Signed, Statement},
};

use super::{cast::*, ed25519, statement::hex};

fn over_one(by: &[Daemon]) -> Vec<u8> {
    let signatures: Vec<_> = by.iter().map(|daemon| daemon.signs(&statement())).collect();
    Signed::encode(&statement(), &signatures).unwrap()
}

fn over_two() -> Vec<u8> {
    twice([GRETA, GRETA], [statement(), other()])
}

/// Length, the bytes before the first key, and the hash of the whole.
fn golden(data: &[u8]) -> (usize, String, String) {
    let keys = 2 + 14 * usize::from(data[0]);
    (data.len(), hex(&data[..keys]), hex(&Native::hash(&[data])))
}

/// Written down by a script that knows Solana's Ed25519 program and the protocol, and nothing of this crate.
#[test]
fn signatures_lie_as_the_protocol_writes_down() {
    let expected = |size, head: &str, hash: &str| (size, head.to_owned(), hash.to_owned());
    assert_eq!(
        golden(&over_one(&[GRETA])),
        expected(
            264,
            "01003000ffff1000ffff70009800ffff",
            "ef3b00a26b4a35b2635f4b6ff08c7f8b55e4b0aa1e189e7d47b28b84d2c4a214",
        )
    );
    assert_eq!(
        golden(&over_one(&[GRETA, HUGO])),
        expected(
            374,
            "02003e00ffff1e00ffffde009800ffff9e00ffff7e00ffffde009800ffff",
            "4913407ad119a387cb48f0a6a5318f20a6864ef5af0642619c5a2aa2c4bff53a",
        )
    );
    assert_eq!(
        golden(&over_two()),
        expected(
            526,
            "02003e00ffff1e00ffff7e009800ffff3601ffff1601ffff76019800ffff",
            "82e9b7769f8609ddd8743ec38993b5c777308b6d83978d120b3754ec36285685",
        )
    );
}

#[test]
fn one_or_two_sign_a_statement() {
    for by in [&[GRETA][..], &[GRETA, HUGO], &[HUGO, GRETA]] {
        let data = over_one(by);
        assert_eq!(data.len(), 154 + 110 * by.len());
        let read = Signed::parse(&data).unwrap();
        let keys: Vec<_> = by.iter().map(|daemon| daemon.key()).collect();
        assert_eq!((read.statement(), read.keys()), (&statement(), keys.as_slice()));
        let read = keys.into_iter().map(|key| (key, statement().to_bytes().to_vec())).collect();
        assert_eq!(ed25519::verified(&data, &[], ed25519::is_signed), Some(read));
    }
}

#[test]
fn a_contradiction_is_two_signatures_of_one_key() {
    let read = Contradiction::parse(&over_two()).unwrap();
    assert_eq!((read.key(), read.market()), (&GRETA.key(), &market().market));
    assert_eq!(read.statements(), &[statement(), other()]);
    let verified = ed25519::verified(&over_two(), &[], ed25519::is_signed);
    let expected = [statement(), other()].map(|said| (GRETA.key(), said.to_bytes().to_vec()));
    assert_eq!(verified, Some(expected.to_vec()));
}

#[test]
fn refuses_no_signature_or_more_than_two() {
    let signature = GRETA.signs(&statement());
    for count in [0, 3] {
        assert_eq!(Signed::encode(&statement(), &vec![signature; count]), Err(GuardianError::WrongCount));
    }
    for count in [0, 3, 255] {
        let mut data = over_one(&[GRETA, HUGO]);
        data[0] = count;
        assert_eq!(Signed::parse(&data), Err(GuardianError::WrongCount), "{count}");
    }
    assert_eq!(Signed::parse(&[]), Err(GuardianError::WrongCount));
    for count in [0, 1, 3, 255] {
        let mut data = over_two();
        data[0] = count;
        assert_eq!(Contradiction::parse(&data), Err(GuardianError::WrongCount), "{count}");
    }
    assert_eq!(Contradiction::parse(&[]), Err(GuardianError::WrongCount));
}

#[test]
fn refuses_another_length() {
    for data in [over_one(&[GRETA]), over_one(&[GRETA, HUGO])] {
        for size in (1..data.len()).chain([data.len() + 1]) {
            let mut data = data.clone();
            data.resize(size, 0);
            assert_eq!(Signed::parse(&data), Err(GuardianError::WrongLength), "{size} bytes");
        }
    }
    for size in (1..526).chain([527]) {
        let mut data = over_two();
        data.resize(size, 0);
        assert_eq!(Contradiction::parse(&data), Err(GuardianError::WrongLength), "{size} bytes");
    }
}

/// Another message of the same key: one byte less or more than a statement. The chain takes both.
#[test]
fn refuses_151_and_153_signed_bytes() {
    for size in [151, 153] {
        let mut data = over_one(&[GRETA]);
        data.resize(112 + size, 0);
        data[12..14].copy_from_slice(&u16::try_from(size).unwrap().to_le_bytes());
        assert!(ed25519::verified(&data, &[], |_, message, _| message.len() == size).is_some());
        assert_eq!(Signed::parse(&data), Err(GuardianError::WrongLength), "{size}");
        let mut data = over_one(&[GRETA]);
        data[12] = u8::try_from(size).unwrap();
        assert_eq!(Signed::parse(&data), Err(GuardianError::WrongMessageSize), "{size}");
    }
}

#[test]
fn refuses_what_lies_in_another_instruction() {
    for index in [0u16, 1, 0xfffe, 0x00ff, 0xff00] {
        for field in [1, 3, 6] {
            let at = 2 + 2 * field;
            let mut data = over_one(&[GRETA, HUGO]);
            data[at..at + 2].copy_from_slice(&index.to_le_bytes());
            assert_eq!(Signed::parse(&data), Err(GuardianError::OtherInstruction), "{index}");
            let mut data = over_two();
            data[14 + at..14 + at + 2].copy_from_slice(&index.to_le_bytes());
            assert_eq!(Contradiction::parse(&data), Err(GuardianError::OtherInstruction), "{index}");
        }
    }
}

/// What the records leave free is who wants to deceive: one honest signature is shown twice, and the second
/// statement that is read was signed by nobody. The chain finds every signature right.
#[test]
fn refuses_records_that_point_away_from_what_is_read() {
    let mut forged = over_two();
    forged[526 - 152..].copy_from_slice(&Statement { checker_pixels: [0x66; 32], ..statement() }.to_bytes());
    let first = <[u8; 14]>::try_from(&forged[2..16]).unwrap();
    forged[16..30].copy_from_slice(&first);
    let verified = ed25519::verified(&forged, &[], ed25519::is_signed).unwrap();
    assert_eq!(verified, vec![(GRETA.key(), statement().to_bytes().to_vec()); 2]);
    assert_eq!(Contradiction::parse(&forged), Err(GuardianError::WrongOffset));

    let mut forged = over_one(&[GRETA, HUGO]);
    forged[126..158].copy_from_slice(&IVAN.key().0);
    let first = <[u8; 14]>::try_from(&forged[2..16]).unwrap();
    forged[16..30].copy_from_slice(&first);
    assert!(ed25519::verified(&forged, &[], ed25519::is_signed).is_some());
    assert_eq!(Signed::parse(&forged), Err(GuardianError::WrongOffset), "Ivan has not signed");
}

#[test]
fn every_byte_before_the_keys_is_fixed() {
    for data in [over_one(&[GRETA]), over_one(&[GRETA, HUGO])] {
        let keys = 2 + 14 * usize::from(data[0]);
        for (at, change) in (0..keys).flat_map(|at| (1..=255u8).map(move |change| (at, change))) {
            let mut data = data.clone();
            data[at] ^= change;
            assert!(Signed::parse(&data).is_err(), "byte {at} changed by {change:#x}");
        }
    }
    for (at, change) in (0..30).flat_map(|at| (1..=255u8).map(move |change| (at, change))) {
        let mut data = over_two();
        data[at] ^= change;
        assert!(Contradiction::parse(&data).is_err(), "byte {at} changed by {change:#x}");
    }
    let mut data = over_one(&[GRETA]);
    data[1] = 1;
    assert_eq!(Signed::parse(&data), Err(GuardianError::WrongPadding));
}

#[test]
fn refuses_a_signed_message_that_is_no_statement() {
    let mut data = over_one(&[GRETA]);
    data[112] ^= 1;
    assert_eq!(Signed::parse(&data), Err(GuardianError::NotStatement));
    for message in [126, 374] {
        let mut data = over_two();
        data[message] ^= 1;
        assert_eq!(Contradiction::parse(&data), Err(GuardianError::NotStatement));
    }
}

#[test]
fn one_form_is_not_read_as_the_other() {
    assert_eq!(Contradiction::parse(&over_one(&[GRETA, HUGO])), Err(GuardianError::WrongLength));
    assert_eq!(Signed::parse(&over_two()), Err(GuardianError::WrongLength));
}

/// Somebody's own bytes instead of some of those of an honest instruction.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let data = prop_oneof![Just(over_one(&[GRETA])), Just(over_one(&[GRETA, HUGO])), Just(over_two())];
    let places = prop_oneof![
        4 => prop::collection::vec((0usize..30, any::<u8>()), 0..4),
        1 => prop::collection::vec((0usize..540, any::<u8>()), 0..4),
    ];
    // Whole u16 as the honest ones have them, put elsewhere.
    let moved = prop::collection::vec((any::<Index>(), any::<Index>()), 0..3);
    let sizes = prop_oneof![8 => Just(0i32), 1 => -20..20i32];
    (data, places, moved, sizes).prop_map(|(mut data, places, moved, longer)| {
        for (to, from) in moved {
            let records = data[2..2 + 14 * usize::from(data[0])].to_vec();
            let (to, from) = (2 * to.index(records.len() / 2), 2 * from.index(records.len() / 2));
            data[2 + to..4 + to].copy_from_slice(&records[from..from + 2]);
        }
        for (at, byte) in places {
            if let Some(place) = data.get_mut(at) {
                *place = byte;
            }
        }
        data.resize(data.len().saturating_add_signed(longer as isize), 0);
        data
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

    /// Whatever the bytes are: if the chain takes them and the rules read them, then each key that is read has
    /// signed what is read as its statement.
    #[test]
    fn what_is_read_is_what_was_verified(data in changed()) {
        let Some(verified) = ed25519::verified(&data, &[&data], ed25519::is_signed) else { return Ok(()) };
        if let Ok(read) = Signed::parse(&data) {
            let statement = read.statement().to_bytes().to_vec();
            let read: Vec<_> = read.keys().iter().map(|key| (*key, statement.clone())).collect();
            prop_assert_eq!(&verified, &read);
        }
        if let Ok(read) = Contradiction::parse(&data) {
            let read = read.statements().map(|said| (*read.key(), said.to_bytes().to_vec()));
            prop_assert_eq!(&verified, &read);
        }
    }

    #[test]
    fn what_is_encoded_is_read_back(
        fields in any::<([u8; 32], [u8; 32], u8, u32, u32, [u8; 32], [u8; 32])>(),
        keys in prop::collection::vec(any::<[u8; 32]>(), 1..=2),
    ) {
        let (market, job, attempt, frame, tile, leaf, checker_pixels) = fields;
        let (market, job) = (Pubkey(market), Pubkey(job));
        let statement = Statement { market, job, attempt, frame, tile, leaf, checker_pixels };
        let signatures: Vec<Signature> = keys.iter().map(|key| (Pubkey(*key), [7; 64])).collect();
        let read = Signed::parse(&Signed::encode(&statement, &signatures).unwrap()).unwrap();
        prop_assert_eq!(read.statement(), &statement);
        prop_assert!(read.keys().iter().eq(signatures.iter().map(|(key, _)| key)));
    }
}
