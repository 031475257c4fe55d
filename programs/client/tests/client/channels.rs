//! Channels: where they will be, who signs what, and which of them a node is asked for.

use borsh::BorshSerialize as _;
use rayment_client::{
    Channel, ChannelFilter, Instruction, PROGRAM_ID, address,
    instructions::{ED25519, Encoded, INSTRUCTIONS, NewChannel, Redeemed, channel_open, channel_redeem, channel_steer},
    rule_key,
};
use rayment_core::{
    Native, Sha256 as _,
    channel::{ChannelPhase, ChannelState, ChannelTerms, Signed, Steer, Voucher, flag, seed},
    layout,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer as _;

use crate::{
    accounts::discriminated,
    instructions::{decoded, key, market},
    shelf::Shelf,
};

/// A slot, and its hash.
const SLOT: (u64, [u8; 32]) = ((1 << 40) + 7, [42; 32]);
const SALT: u64 = u64::MAX - 8;

/// Whose secret the tests of other languages are given too.
pub fn session() -> Keypair {
    Keypair::new_from_array([41; 32])
}

pub fn terms() -> ChannelTerms {
    ChannelTerms {
        params: 7,
        fee_bps: 500,
        kind: 5,
        signer: rule_key(&session().pubkey()),
        subject: [43; 32],
        ssh: [44; 32],
        ssh_hashed: true,
        rate: (1 << 53) + 1,
        close_secs: 900,
        expires_at: (1 << 41) + 9,
    }
}

pub fn new_channel() -> NewChannel {
    NewChannel {
        token: None,
        payer: key(31),
        rent_payer: Some(key(33)),
        provider: key(6),
        terms: terms(),
        salt: SALT,
        slot: SLOT,
        deposit: (1 << 54) + 3,
    }
}

pub fn channel() -> Channel {
    let new = new_channel();
    let terms = new.terms;
    let state = ChannelState {
        payer: rule_key(&new.payer),
        provider: rule_key(&address::provider(&key(1), &new.provider)),
        signer: terms.signer,
        mint: Default::default(),
        subject: terms.subject,
        ssh: terms.ssh,
        rent_payer: rule_key(&key(33)),
        seed: seed::<Native>(new.salt, (SLOT.0, &SLOT.1), &Default::default(), &terms.signer),
        slot: SLOT.0,
        rent: 3_598_320,
        deposit: new.deposit,
        voucher: 11,
        earned: 12,
        fee: 13,
        rate: terms.rate,
        rated: 14,
        ran: 15,
        at: -16,
        expires_at: terms.expires_at,
        owed_provider: 17,
        owed_fee: 18,
        owed_payer: 19,
        close_secs: terms.close_secs,
        grace: 90,
        params: terms.params,
        phase: ChannelPhase::Closing,
        kind: terms.kind,
        flags: flag::SSH_HASHED,
    };
    Channel { address: new.address(&key(1)), lamports: 0, payment: None, state }
}

pub fn voucher() -> Voucher {
    Voucher { channel: rule_key(&channel().address), cumulative: (1 << 60) + 3, expires_at: (1 << 41) + 5 }
}

/// By the session key.
pub fn signed(voucher: Voucher) -> (Signed, [u8; 64]) {
    let signature = session().sign_message(&voucher.to_bytes());
    (Signed { key: rule_key(&session().pubkey()), voucher }, signature.into())
}

fn redeemed(word: &Redeemed) -> Vec<Encoded> {
    channel_redeem(&key(1), &channel(), word)
}

pub fn by_voucher() -> [Encoded; 2] {
    let (signed, signature) = signed(voucher());
    redeemed(&Redeemed::Voucher(&signed, &signature)).try_into().unwrap()
}

fn by_ack() -> Encoded {
    redeemed(&Redeemed::Ack { signer: session().pubkey(), cumulative: (1 << 60) + 4 }).remove(0)
}

const STEERS: [Steer; 5] =
    [Steer::Pause, Steer::Resume, Steer::Extend { expires_at: (1 << 41) + 10 }, Steer::End, Steer::Close];

pub fn every_one() -> Vec<Encoded> {
    let (market, channel) = (market(), channel());
    let [_, by_voucher] = by_voucher();
    let mut all = vec![
        channel_open(&market, &new_channel()),
        channel_open(&market, &NewChannel { rent_payer: None, ..new_channel() }),
        by_voucher,
        by_ack(),
        redeemed(&Redeemed::Nothing).remove(0),
    ];
    all.extend(STEERS.map(|command| channel_steer(&key(31), &market.address, &channel, command)));
    all
}

#[test]
fn an_address_is_made_of_what_the_protocol_says() {
    let (new, signer) = (new_channel(), session().pubkey());
    let parts: [&[u8]; 6] =
        [b"rayment:channel:1", &SALT.to_le_bytes(), &SLOT.0.to_le_bytes(), &SLOT.1, &[0; 32], signer.as_ref()];
    let parts = parts.concat();
    let seed = Native::hash(&[&parts]);
    let provider = address::provider(&key(1), &new.provider);
    let seeds: [&[u8]; 4] = [b"channel", new.payer.as_ref(), provider.as_ref(), &seed];
    assert_eq!(new.address(&key(1)), Pubkey::find_program_address(&seeds, &PROGRAM_ID).0);
}

/// What does not, can't be chosen anew at the same address: a second opening there is refused.
#[test]
fn another_payer_provider_market_salt_slot_cluster_or_key_is_another_address() {
    let new = new_channel();
    let other_key = ChannelTerms { signer: rule_key(&key(9)), ..new.terms };
    let others = [
        NewChannel { payer: key(9), ..new },
        NewChannel { provider: key(9), ..new },
        NewChannel { salt: 1, ..new },
        NewChannel { slot: (SLOT.0 + 1, SLOT.1), ..new },
        NewChannel { slot: (SLOT.0, [1; 32]), ..new },
        NewChannel { terms: other_key, ..new },
    ];
    let mut all: Vec<_> = others.iter().map(|other| other.address(&key(1))).collect();
    all.extend([new.address(&key(1)), new.address(&key(2))]);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), others.len() + 2);
    let same = [
        NewChannel { rent_payer: None, ..new },
        NewChannel { deposit: 1, ..new },
        NewChannel { terms: ChannelTerms { rate: 1, ..new.terms }, ..new },
    ];
    assert!(same.iter().all(|same| same.address(&key(1)) == new.address(&key(1))));
}

#[test]
fn an_opening_names_its_payer_its_lender_and_the_slot_that_is_in_its_address() {
    let new = new_channel();
    let Some(Instruction::ChannelOpen { accounts, terms: found, salt, slot, deposit }) =
        decoded(&channel_open(&market(), &new))
    else {
        panic!("an opening")
    };
    assert_eq!((found, salt, slot, deposit), (new.terms, new.salt, new.slot.0, new.deposit));
    assert_eq!((accounts.payer, accounts.rent_payer), (new.payer, Some(key(33))));
    assert_eq!(accounts.provider, address::provider(&key(1), &key(6)));
    assert_eq!((accounts.channel, accounts.params), (new.address(&key(1)), address::params(&key(1), 7)));
}

#[test]
fn whoever_steers_signs_and_parameters_are_those_the_channel_was_opened_under() {
    let mut channel = channel();
    channel.state.params = 3;
    for command in STEERS {
        let Some(Instruction::ChannelSteer { accounts, command: found }) =
            decoded(&channel_steer(&key(8), &key(1), &channel, command))
        else {
            panic!("steering")
        };
        assert_eq!((found, accounts.signer, accounts.params), (command, key(8), address::params(&key(1), 3)));
        assert_eq!((accounts.provider, accounts.payer), (channel.provider(), channel.payer()));
    }
}

#[test]
fn a_voucher_comes_directly_before_its_redemption_and_holds_what_was_signed() {
    let [before, redeem] = by_voucher();
    assert_eq!((before.program_id, before.accounts.len(), before.data.len()), (ED25519, 0, 162));
    let (expected, signature) = signed(voucher());
    assert_eq!(Signed::from_instruction(&before.data), Ok(expected));
    assert!(Signature::from(signature).verify(session().pubkey().as_ref(), &voucher().to_bytes()));
    assert_eq!(before.data[48..112], signature);
    let Some(Instruction::ChannelRedeem { accounts, ack }) = decoded(&redeem) else { panic!("a redemption") };
    assert_eq!((accounts.signer, ack, accounts.instructions), (None, None, Some(INSTRUCTIONS)));
    // Whatever becomes due with it, the lender is there.
    assert_eq!(accounts.rent_payer, Some(key(33)));
}

#[test]
fn an_acknowledgement_is_signed_by_who_gives_it_and_nothing_by_nobody() {
    let Some(Instruction::ChannelRedeem { accounts, ack }) = decoded(&by_ack()) else { panic!("a redemption") };
    assert_eq!((accounts.signer, ack), (Some(session().pubkey()), Some((1 << 60) + 4)));
    assert_eq!(accounts.instructions, None);
    let nothing = redeemed(&Redeemed::Nothing);
    assert_eq!(nothing.len(), 1);
    let Some(Instruction::ChannelRedeem { accounts, ack }) = decoded(&nothing[0]) else { panic!("a redemption") };
    assert_eq!((accounts.signer, ack, accounts.instructions), (None, None, None));
    assert!(nothing[0].accounts.iter().all(|meta| !meta.is_signer), "anyone may send it");
}

/// What a node would hold.
fn data(state: &ChannelState) -> Vec<u8> {
    let mut data = discriminated::<rayment_client::rayment::accounts::Channel>(&[layout::channel::LAYOUT, 255]);
    state.serialize(&mut data).unwrap();
    data
}

#[test]
fn a_channel_tells_its_parties_and_what_lies_in_it() {
    let channel = channel();
    let read = Channel::decode(channel.address, &data(&channel.state)).unwrap();
    assert_eq!((read, read.holding(5).lamports), (channel, 5));
    assert_eq!((read.payer(), read.rent_payer()), (key(31), key(33)));
    assert_eq!(read.provider(), address::provider(&key(1), &key(6)));
}

#[tokio::test]
async fn channels_are_found_by_payer_provider_and_lender() {
    let ChannelState { provider, .. } = channel().state;
    // In the order of their addresses: two payers, two providers, two lenders.
    let of = |payer: u8, provider, lender: u8| ChannelState {
        payer: rule_key(&key(payer)),
        provider,
        rent_payer: rule_key(&key(lender)),
        ..channel().state
    };
    let other = rule_key(&key(60));
    let states = [of(31, provider, 33), of(31, other, 34), of(32, provider, 34), of(32, other, 31)];
    let shelf = Shelf::of(states.iter().zip(101..).map(|(state, at)| (key(at), PROGRAM_ID, data(state))));
    // Same bytes, longer: no channel of today's layout, and left out.
    let shelf = shelf.and(key(99), PROGRAM_ID, [data(&states[0])[..8].to_vec(), vec![9; 400]].concat());
    let (chain, _) = shelf.node().await;
    let found = |filter: ChannelFilter| {
        let chain = chain.clone();
        async move {
            let mut found: Vec<_> =
                chain.channels(&filter).await.unwrap().iter().map(|each| each.address.to_bytes()[0]).collect();
            found.sort();
            found
        }
    };
    let (payer, lender) = (Some(key(31)), Some(key(34)));
    let provider = Some(Pubkey::new_from_array(provider.0));
    let filter = ChannelFilter::default();
    assert_eq!(found(filter).await, [101, 102, 103, 104]);
    assert_eq!(found(ChannelFilter { payer, ..filter }).await, [101, 102]);
    assert_eq!(found(ChannelFilter { provider, ..filter }).await, [101, 103]);
    assert_eq!(found(ChannelFilter { rent_payer: lender, ..filter }).await, [102, 103]);
    assert_eq!(found(ChannelFilter { payer, rent_payer: lender, ..filter }).await, [102]);
    assert_eq!(found(ChannelFilter { payer, provider, rent_payer: lender }).await, [0; 0]);
}

#[tokio::test]
async fn one_channel_is_read_with_its_lamports_and_a_closed_one_is_none() {
    let channel = channel();
    let shelf = Shelf::of([(channel.address, PROGRAM_ID, data(&channel.state))]);
    // Closed, and somebody sent lamports there.
    let shelf = shelf.and(key(50), Pubkey::default(), Vec::new());
    let (chain, _) = shelf.node().await;
    assert_eq!(chain.channel(&channel.address).await.unwrap(), Some(channel.holding(Shelf::LAMPORTS)));
    assert_eq!(chain.channel(&key(50)).await.unwrap(), None);
    assert_eq!(chain.channel(&key(51)).await.unwrap(), None);
}
