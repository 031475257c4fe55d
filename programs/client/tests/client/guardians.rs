//! Guardians: what they sign and how it comes before a rejection, who is slashed, and how they are read.

use borsh::BorshSerialize as _;
use rayment_client::{
    Guardian, Instruction, PROGRAM_ID, address,
    instructions::{
        ED25519, Encoded, Grounds, INSTRUCTIONS, Slashed, guardian_enlist, guardian_slash, job_reject_signed,
    },
    rayment::accounts,
    rule_key,
};
use rayment_core::{
    guardian::{Contradiction, GuardianError, GuardianState, Signature, Signed, Statement},
    layout,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use crate::{
    accounts::discriminated,
    instructions::{decoded, key, market, order, running},
    shelf::Shelf,
    stakes::STAKE,
};

const PATH: [[u8; 32]; 2] = [[4; 32], [5; 32]];

/// Whose secrets the tests of other languages are given too.
pub fn keypairs() -> [Keypair; 2] {
    [51, 52].map(|byte| Keypair::new_from_array([byte; 32]))
}

/// Their wallets.
fn wallets() -> [Pubkey; 2] {
    [key(53), key(54)]
}

pub fn guardian() -> Guardian {
    let [wallet, _] = wallets();
    let [keypair, _] = keypairs();
    let state = GuardianState {
        market: rule_key(&key(1)),
        wallet: rule_key(&wallet),
        key: rule_key(&keypair.pubkey()),
        stake: STAKE,
        since: -4,
    };
    Guardian { address: address::guardian(&key(1), &wallet), state }
}

pub fn statement() -> Statement {
    Statement {
        market: rule_key(&key(1)),
        job: rule_key(&running().address),
        attempt: 2,
        frame: 0x0102_0304,
        tile: 0x0506_0708,
        leaf: [3; 32],
        checker_pixels: [6; 32],
    }
}

/// The same tile, and other pixels.
pub fn contrary() -> Statement {
    Statement { checker_pixels: [7; 32], ..statement() }
}

pub fn signature(keypair: &Keypair, statement: &Statement) -> Signature {
    (rule_key(&keypair.pubkey()), keypair.sign_message(&statement.to_bytes()).into())
}

/// By so many guardians.
fn rejection(keeper: Option<&Pubkey>, guardians: usize) -> Result<[Encoded; 2], GuardianError> {
    let signatures = keypairs().map(|keypair| signature(&keypair, &statement()));
    let all: Vec<_> = wallets().into_iter().zip(signatures).cycle().take(guardians).collect();
    job_reject_signed(keeper, (&running(), &order()), (&statement(), PATH.to_vec()), &all)
}

pub fn slash(whose: Slashed) -> [Encoded; 2] {
    let [keypair, _] = keypairs();
    let (one, two) = (statement(), contrary());
    guardian_slash(&key(55), whose, [(&signature(&keypair, &one), &one), (&signature(&keypair, &two), &two)])
}

pub fn every_one() -> Vec<Encoded> {
    let [wallet, _] = wallets();
    let [keypair, _] = keypairs();
    let pairs = [
        rejection(Some(&key(4)), 1).unwrap(),
        rejection(Some(&key(4)), 2).unwrap(),
        rejection(None, 2).unwrap(),
        slash(Slashed::Guardian(guardian().address)),
        slash(Slashed::Keeper(key(1))),
    ];
    let mut all = vec![guardian_enlist(&wallet, &market(), &keypair.pubkey())];
    all.extend(pairs.map(|[_, ours]| ours));
    all
}

#[test]
fn a_wallet_and_the_markets_authority_sign_when_a_guardian_comes() {
    let [wallet, _] = wallets();
    let enlist = guardian_enlist(&wallet, &market(), &key(52));
    let Some(Instruction::GuardianEnlist { accounts, key: found }) = decoded(&enlist) else { panic!("a guardian") };
    assert_eq!((accounts.wallet, accounts.authority, found), (wallet, key(3), key(52)));
    assert_eq!((accounts.market, accounts.guardian), (key(1), address::guardian(&key(1), &wallet)));
}

#[test]
fn statements_come_directly_before_the_rejection_with_guardians_in_the_order_of_their_signatures() {
    let at = |wallet: &Pubkey| Some(address::guardian(&key(1), wallet));
    let [one, two] = wallets();
    for (keeper, count) in [(Some(key(4)), 1), (Some(key(4)), 2), (None, 2)] {
        let [before, reject] = rejection(keeper.as_ref(), count).unwrap();
        assert_eq!((before.program_id, before.accounts.len()), (ED25519, 0));
        assert_eq!(before.data.len(), 154 + 110 * count);
        let signed = Signed::parse(&before.data).unwrap();
        assert_eq!(*signed.statement(), statement());
        let keys = keypairs().map(|keypair| rule_key(&keypair.pubkey()));
        assert_eq!(signed.keys(), &keys[..count]);
        let Some(Instruction::JobReject { accounts, attempt, grounds }) = decoded(&reject) else {
            panic!("a rejection")
        };
        assert_eq!((attempt, grounds), (2, Grounds::Statement { path: PATH.to_vec() }));
        assert_eq!((accounts.keeper, accounts.instructions), (keeper, Some(INSTRUCTIONS)));
        assert_eq!((accounts.guardian, accounts.second_guardian), (at(&one), at(&two).filter(|_| count == 2)));
        assert_eq!(accounts.job, running().address);
    }
}

#[test]
fn a_rejection_by_statements_takes_one_or_two_signatures() {
    for count in [0, 3] {
        assert_eq!(rejection(Some(&key(4)), count).unwrap_err(), GuardianError::WrongCount);
    }
}

#[test]
fn a_contradiction_comes_directly_before_the_slash_of_a_guardian_or_of_the_keeper() {
    let guardian = guardian().address;
    for (whose, expected) in
        [(Slashed::Guardian(guardian), (Some(guardian), None)), (Slashed::Keeper(key(1)), (None, Some(key(1))))]
    {
        let [before, slash] = slash(whose);
        assert_eq!((before.program_id, before.accounts.len(), before.data.len()), (ED25519, 0, 526));
        let proof = Contradiction::parse(&before.data).unwrap();
        assert_eq!(proof.statements(), &[statement(), contrary()]);
        let Some(Instruction::GuardianSlash { accounts }) = decoded(&slash) else { panic!("a slash") };
        assert_eq!((accounts.guardian, accounts.market), expected);
        assert_eq!((accounts.prover, accounts.instructions), (key(55), INSTRUCTIONS));
        assert_eq!(accounts.incinerator.to_string(), "1nc1nerator11111111111111111111111111111111");
    }
}

fn data(state: &GuardianState) -> Vec<u8> {
    let mut data = discriminated::<accounts::Guardian>(&[layout::guardian::LAYOUT, 255]);
    (state, [0_u8; layout::guardian::RESERVED.size]).serialize(&mut data).unwrap();
    assert_eq!(data.len(), layout::guardian::SPACE);
    data
}

#[tokio::test]
async fn guardians_are_those_of_the_market_that_was_asked_for() {
    let one = guardian();
    let [_, wallet] = wallets();
    let second = GuardianState { wallet: rule_key(&wallet), ..one.state };
    let second = Guardian { address: address::guardian(&key(1), &wallet), state: second };
    let elsewhere = GuardianState { market: rule_key(&key(2)), ..one.state };
    let shelf = Shelf::of([
        (one.address, PROGRAM_ID, data(&one.state)),
        (second.address, PROGRAM_ID, data(&second.state)),
        (address::guardian(&key(2), &wallet), PROGRAM_ID, data(&elsewhere)),
    ]);
    let (chain, _) = shelf.node().await;
    let mut found = chain.guardians(&key(1)).await.unwrap();
    found.sort_by_key(|each| each.wallet());
    assert_eq!(found, [one, second]);
    assert_eq!(chain.guardian(&key(1), &one.wallet()).await.unwrap(), Some(one));
    assert_eq!(chain.guardian(&key(3), &one.wallet()).await.unwrap(), None);
    assert_eq!(chain.guardians(&key(3)).await.unwrap(), []);
}
