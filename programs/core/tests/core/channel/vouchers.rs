//! The bytes of a voucher, and of the instruction that carries it.

use rayment_core::{
    Pubkey,
    channel::{ChannelError, Signed, Voucher, voucher},
};

const VOUCHER: Voucher =
    Voucher { channel: Pubkey([0xab; 32]), cumulative: 0x0102_0304_0506_0708, expires_at: 0x1112_1314_1516_1718 };
const SIGNED: Signed = Signed { key: Pubkey([0xcd; 32]), voucher: VOUCHER };

/// As others' clients write it: 0x56, 0x01, the channel, the sum, the expiry.
fn golden() -> Vec<u8> {
    let sum = [8, 7, 6, 5, 4, 3, 2, 1];
    let expiry = [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11];
    [&[0x56, 0x01], [0xab; 32].as_slice(), &sum, &expiry].concat()
}

fn instruction() -> Vec<u8> {
    SIGNED.voucher.instruction(&SIGNED.key, &[0xef; 64]).to_vec()
}

#[test]
fn a_voucher_is_the_fifty_bytes_that_others_write() {
    assert_eq!(voucher::SIZE, 50);
    assert_eq!(VOUCHER.to_bytes().as_slice(), golden());
    assert_eq!(Voucher::from_bytes(&golden()), Ok(VOUCHER));
    let past = Voucher { expires_at: -1, cumulative: u64::MAX, ..VOUCHER };
    assert_eq!(Voucher::from_bytes(&past.to_bytes()), Ok(past));
}

#[test]
fn refuses_another_length_or_mark() {
    for length in [0, 1, 2, 34, 42, 48, 49, 51] {
        let mut bytes = golden();
        bytes.resize(length, 0);
        assert_eq!(Voucher::from_bytes(&bytes), Err(ChannelError::NotVoucher), "{length} bytes");
    }
    for place in [0, 1] {
        for bit in 0..8 {
            let mut bytes = golden();
            bytes[place] ^= 1 << bit;
            assert_eq!(Voucher::from_bytes(&bytes), Err(ChannelError::NotVoucher));
        }
    }
}

#[test]
fn an_expiry_of_zero_is_none_and_any_other_is_a_time() {
    let until = |expires_at| Voucher { expires_at, ..VOUCHER };
    assert!(until(0).counts(i64::MAX) && until(0).counts(i64::MIN));
    assert!(until(100).counts(99));
    assert!(!until(100).counts(100) && !until(100).counts(101));
    assert!(!until(-1).counts(0));
}

#[test]
fn the_instruction_is_the_one_that_the_runtime_checks() {
    let head = [1, 0, 48, 0, 255, 255, 16, 0, 255, 255, 112, 0, 50, 0, 255, 255];
    let written = [head.as_slice(), &[0xcd; 32], &[0xef; 64], &golden()].concat();
    assert_eq!((instruction(), written.len()), (written, voucher::INSTRUCTION_SIZE));
    assert_eq!(Signed::from_instruction(&instruction()), Ok(SIGNED));
}

/// No signature, or two; the key, the signature or the voucher from elsewhere; a shorter or longer message: every
/// other head is refused, whatever it says.
#[test]
fn refuses_every_other_head() {
    for place in 0..16 {
        for bit in 0..8 {
            let mut data = instruction();
            data[place] ^= 1 << bit;
            assert_eq!(Signed::from_instruction(&data), Err(ChannelError::NotOneVoucher), "bit {bit} of {place}");
        }
    }
    // Each index of an instruction, as that of the transaction's first.
    for place in [4, 8, 14] {
        let mut data = instruction();
        data[place..place + 2].fill(0);
        assert_eq!(Signed::from_instruction(&data), Err(ChannelError::NotOneVoucher));
    }
}

#[test]
fn refuses_data_that_is_shorter_or_longer() {
    for length in [0, 15, 16, 112, 160, 161, 163, 274] {
        let mut data = instruction();
        data.resize(length, 0);
        assert_eq!(Signed::from_instruction(&data), Err(ChannelError::NotOneVoucher), "{length} bytes");
    }
}

#[test]
fn refuses_a_signature_over_something_else() {
    let mut data = instruction();
    data[112] = 0x57;
    assert_eq!(Signed::from_instruction(&data), Err(ChannelError::NotVoucher));
}
