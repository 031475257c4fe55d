//! The Ed25519 instruction before ours: the chain takes it in many forms, the program in one.

use rayment_client::instructions::ED25519;
use rayment_tests::vm::{guardians::*, world::*, *};
use solana_instruction::{Instruction, error::InstructionError};
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{contradiction, noise};

const RECORD: usize = 14;
/// How a record says: in this very instruction.
const HERE: u16 = u16::MAX;

/// Who signs, and what lies in their signature's place.
type Signed<'a> = [(Actor, &'a [u8])];

fn ed25519(data: Vec<u8>) -> Instruction {
    Instruction { program_id: ED25519, accounts: Vec::new(), data }
}

fn sign(by: Actor, message: &[u8]) -> Vec<u8> {
    actor::keypair(&by.key()).expect("somebody's key").sign_message(message).as_ref().to_vec()
}

/// Signatures over one message as the guardians' rules want them, whatever the message and however many they are.
fn laid_out(signed: &Signed, message: &[u8], instruction: u16) -> Vec<u8> {
    let keys = 2 + RECORD * signed.len();
    let at = keys + 96 * signed.len();
    let mut data = vec![signed.len() as u8, 0];
    for index in 0..signed.len() {
        let key = keys + 96 * index;
        let record = [key + 32, instruction.into(), key, instruction.into(), at, message.len(), instruction.into()];
        data.extend(record.into_iter().flat_map(|number| (number as u16).to_le_bytes()));
    }
    for (by, signature) in signed {
        data.extend(by.key().to_bytes());
        data.extend(*signature);
    }
    data.extend(message);
    data
}

/// Honest signatures of these keys over this message.
fn over(message: &[u8], by: &[Actor]) -> Vec<u8> {
    let signatures: Vec<_> = by.iter().map(|by| sign(*by, message)).collect();
    let signed: Vec<_> = by.iter().copied().zip(signatures.iter().map(Vec::as_slice)).collect();
    laid_out(&signed, message, HERE)
}

/// The keeper and Gita reject, with this in place of the Ed25519 instruction that is made of her signature.
fn with(data: impl FnOnce(&[u8], &[u8]) -> Vec<u8>) -> Answer {
    let (mut world, job) = noise(1);
    let [signed, reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let message = finding(&world, job).0.to_bytes();
    world.sends_all(&[ed25519(data(&signed.data, &message)), reject])
}

#[test]
fn the_form_that_is_written_here_is_the_one_that_is_taken() {
    with(|honest, message| {
        assert_eq!(over(message, &[GITA.daemon]), honest);
        honest.to_vec()
    })
    .works();
}

#[test]
fn refuses_a_message_of_151_or_153_bytes() {
    with(|_, message| over(&message[..151], &[GITA.daemon])).refuses(RaymentError::NotStatement);
    with(|_, message| over(&[message, &[0]].concat(), &[GITA.daemon])).refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_a_message_that_is_no_statement() {
    with(|_, message| over(&[b"rayment:check:2", &message[15..]].concat(), &[GITA.daemon]))
        .refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_no_signature_and_more_than_two() {
    with(|_, _| vec![0, 0]).refuses(RaymentError::NotStatement);
    with(|_, message| over(message, &[GITA.daemon, HUGO.daemon, INES.daemon])).refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_another_number_of_signatures_than_guardians() {
    with(|_, message| over(message, &[GITA.daemon, HUGO.daemon])).refuses(RaymentError::GuardianMissing);
}

#[test]
fn refuses_a_byte_more_and_a_padding_that_is_not_zero() {
    with(|honest, _| [honest, &[0]].concat()).refuses(RaymentError::NotStatement);
    with(|honest, _| {
        let mut padded = honest.to_vec();
        padded[1] = 1;
        padded
    })
    .refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_an_index_that_names_the_instruction_by_its_number() {
    // Signature, key and message: each lies here, and says so by the number 0.
    for place in [2 + 2, 2 + 6, 2 + 12] {
        with(|honest, _| {
            let mut numbered = honest.to_vec();
            numbered[place..place + 2].fill(0);
            numbered
        })
        .refuses(RaymentError::NotStatement);
    }
}

#[test]
fn refuses_records_that_have_something_else_verified() {
    // Gita's key and statement are here to be read; what the chain verifies is a stranger's, in the instruction
    // before, or behind all that is read.
    let (mut world, job) = noise(1);
    let [_, reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let message = finding(&world, job).0.to_bytes();
    let strangers = over(&message, &[STRANGER]);
    let forged = laid_out(&[(GITA.daemon, &[7; 64])], &message, 0);
    world.sends_all(&[ed25519(strangers.clone()), ed25519(forged), reject.clone()]).refuses(RaymentError::NotStatement);
    let mut behind = laid_out(&[(GITA.daemon, &[7; 64])], &message, HERE);
    let moved = behind.len() as u16;
    for place in [0, 4] {
        let at = 2 + place;
        let offset = u16::from_le_bytes([behind[at], behind[at + 1]]) + moved;
        behind[at..at + 2].copy_from_slice(&offset.to_le_bytes());
    }
    behind.extend(strangers);
    world.sends_all(&[ed25519(behind), reject]).refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_two_signed_statements_where_one_is_read() {
    let (mut world, job) = noise(1);
    let [_, reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let [one, two] = contradiction(&world);
    let [both, _] = slash(Staker::Guardian(GITA), GITA.daemon, STRANGER, [&one, &two]);
    world.sends_all(&[both, reject]).refuses(RaymentError::NotStatement);
}

#[test]
fn refuses_a_signature_that_is_wrong() {
    let refused = with(|honest, _| {
        let mut wrong = honest.to_vec();
        wrong[2 + RECORD + 32] ^= 1;
        wrong
    });
    let TransactionError::InstructionError(at, reason) = refused.expect_err("the chain refuses it").error else {
        panic!("another error than expected")
    };
    assert_eq!((at, matches!(reason, InstructionError::Custom(_))), (0, true));
}

#[test]
fn refuses_signatures_that_do_not_stand_directly_before() {
    let (mut world, job) = noise(1);
    let [signed, reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let other = transfer(DONOR, &STRANGER.key(), FUNDS / 100);
    let refused: [&[Instruction]; 5] = [
        &[signed.clone(), other.clone(), reject.clone()],
        &[reject.clone(), signed.clone()],
        std::slice::from_ref(&reject),
        &[other.clone(), reject.clone()],
        // One signature serves one rejection.
        &[signed.clone(), reject.clone(), reject.clone()],
    ];
    for all in refused {
        let before = world.snapshot();
        let answer = world.sends_all(all).map(|_| ());
        let code = answer.expect_err("it is not directly before").code();
        // The third instruction of the last finds a job that Anna no longer holds.
        let known = [RaymentError::NotSignedBefore, RaymentError::WrongProvider].map(u32::from);
        assert!(code.is_some_and(|code| known.contains(&code)), "{code:?}");
        assert_eq!(world.snapshot(), before);
    }
    world.sends_all(&[other, signed, reject]).works();
}

#[test]
fn of_several_signed_statements_the_one_directly_before_counts() {
    let (mut world, job) = noise(1);
    let [signed, reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let elsewhere = ed25519(over(&contradiction(&world)[0].to_bytes(), &[GITA.daemon]));
    world.sends_all(&[signed.clone(), elsewhere.clone(), reject.clone()]).refuses(RaymentError::OtherJob);
    world.sends_all(&[elsewhere, signed, reject]).works();
}
