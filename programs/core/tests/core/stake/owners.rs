//! A client's account, and whose stake it is.

use rayment_core::{
    Next, Pubkey, Step,
    money::Transfers,
    stake::{ClientState, ClientStep, Emptied, Stake, StakeCommand, StakeCommand::Take, StakeError},
};

use super::*;

const MARKET: Pubkey = Pubkey([1; 32]);
const WALLET: Pubkey = Pubkey([2; 32]);

fn client(stake: Stake) -> ClientState {
    ClientState { market: MARKET, wallet: WALLET, next_id: 0, stake }
}

fn asked(client: ClientState, command: StakeCommand, now: i64) -> Result<ClientStep, StakeError> {
    client.step(&WALLET, command, UNLOCK_SECS, now)
}

#[test]
fn the_first_lock_opens_a_clients_account() {
    let new = ClientState::new(MARKET, WALLET);
    assert_eq!(new, client(Stake::default()));
    assert_eq!(asked(new, lock(5), NOON), Ok(Step::continues(client(locked(5))).moving(paid_in(5))));
}

#[test]
fn a_client_that_takes_the_last_of_it_closes_its_account() {
    let due = NOON + i64::from(UNLOCK_SECS);
    assert_eq!(asked(client(leaving(0, 5)), Take, due), Ok(Step::ended(Emptied, paid_out(5))));
    assert_eq!(
        asked(client(leaving(1, 5)), Take, due),
        Ok(Step::continues(client(locked(1))).moving(paid_out(5))),
        "with a lamport left it stays"
    );
}

/// Such are those of the first layout: their rent comes back too.
#[test]
fn a_client_that_never_locked_anything_closes_its_account() {
    let counted = ClientState { next_id: 7, ..client(Stake::default()) };
    assert_eq!(asked(counted, Take, NOON), Ok(Step::ended(Emptied, Transfers::default())));
}

#[test]
fn a_clients_step_changes_nothing_but_its_stake() {
    let counted = ClientState { next_id: 7, ..client(locked(5)) };
    let step = asked(counted, unlock(2), NOON).unwrap();
    assert_eq!(step.next, Next::Continues(ClientState { stake: leaving(3, 2), ..counted }));
}

#[test]
fn refuses_a_clients_stake_to_anyone_but_its_wallet() {
    let due = NOON + i64::from(UNLOCK_SECS);
    for command in [lock(1), unlock(1), Take] {
        for stranger in [MARKET, Pubkey([3; 32])] {
            let answer = client(leaving(3, 2)).step(&stranger, command, UNLOCK_SECS, due);
            assert_eq!(answer, Err(StakeError::NotOwner), "{command:?}");
        }
    }
}

#[test]
fn refuses_a_client_what_its_stake_refuses() {
    assert_eq!(asked(client(leaving(3, 2)), Take, NOON), Err(StakeError::NotYetDue));
    assert_eq!(asked(client(locked(3)), unlock(4), NOON), Err(StakeError::NotLocked));
}
