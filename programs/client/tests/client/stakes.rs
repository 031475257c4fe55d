//! Stakes: which account each of them lies in, and how it is read.

use borsh::BorshSerialize as _;
use rayment_client::{
    Client, Instruction, PROGRAM_ID, address,
    instructions::{Encoded, Staked, stake_change},
    rayment::accounts,
    rule_key,
};
use rayment_core::{
    layout,
    stake::{ClientState, Stake, StakeCommand},
};
use solana_pubkey::Pubkey;

use crate::{
    accounts::discriminated,
    instructions::{decoded, key, market},
    shelf::Shelf,
};

pub const STAKE: Stake = Stake { locked: (1 << 55) + 1, unlocking: (1 << 54) + 2, unlock_at: -3 };

/// The wallet whose stakes these are.
fn wallet() -> Pubkey {
    key(35)
}

pub fn client() -> Client {
    let (market, wallet) = (key(1), wallet());
    let mut state = ClientState::new(rule_key(&market), rule_key(&wallet));
    (state.next_id, state.stake) = ((1 << 53) + 4, STAKE);
    Client { address: address::client(&market, &wallet), state }
}

const WHOSE: [Staked; 5] = [
    Staked::Client { is_open: true },
    Staked::Client { is_open: false },
    Staked::Provider,
    Staked::Guardian,
    Staked::Keeper,
];
const COMMANDS: [StakeCommand; 3] =
    [StakeCommand::Lock { amount: (1 << 53) + 1 }, StakeCommand::Unlock { amount: (1 << 53) + 2 }, StakeCommand::Take];

pub fn every_one() -> Vec<Encoded> {
    let of = |whose| COMMANDS.map(|command| stake_change(&wallet(), &market(), whose, command));
    WHOSE.into_iter().flat_map(of).collect()
}

/// The program refuses two accounts, and none.
#[test]
fn a_stake_lies_in_exactly_one_account() {
    let (at, wallet) = (key(1), wallet());
    let (client, guardian) = (address::client(&at, &wallet), address::guardian(&at, &wallet));
    let provider = address::provider(&at, &wallet);
    for (whose, place) in WHOSE.into_iter().zip(0..) {
        for command in COMMANDS {
            let Some(Instruction::StakeChange { accounts, command: found }) =
                decoded(&stake_change(&wallet, &market(), whose, command))
            else {
                panic!("a stake")
            };
            assert_eq!((found, accounts.wallet, accounts.market), (command, wallet, at));
            // The parameters of the moment, which say how long a stake takes to leave.
            assert_eq!(accounts.params, address::params(&at, 7));
            let named = [accounts.client, accounts.new_client, accounts.provider, accounts.guardian, accounts.bonded];
            let mut expected = [None; 5];
            expected[place] = [client, client, provider, guardian, at].get(place).copied();
            assert_eq!(named, expected, "{whose:?}");
        }
    }
}

#[tokio::test]
async fn a_client_is_read_by_its_wallet_and_none_where_it_never_locked_anything() {
    let client = client();
    let mut data = discriminated::<accounts::Client>(&[layout::client::LAYOUT, 255]);
    client.state.serialize(&mut data).unwrap();
    assert_eq!(data.len(), layout::client::SPACE);
    let (chain, _) = Shelf::of([(client.address, PROGRAM_ID, data)]).node().await;
    assert_eq!(chain.client(&key(1), &wallet()).await.unwrap(), Some(client));
    assert_eq!(chain.client(&key(2), &wallet()).await.unwrap(), None);
    assert_eq!(chain.client(&key(1), &key(36)).await.unwrap(), None);
}
