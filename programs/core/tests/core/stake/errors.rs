//! Every error is met by a story: none is left that nothing can cause.

use rayment_core::{
    Pubkey,
    stake::{ClientState, Exit, Stake, StakeCommand::Take, StakeError},
};

use super::*;

/// The shortest story that ends in `error`. A new error does not compile without one.
fn shortest_story(error: StakeError) -> Result<(), StakeError> {
    use StakeError as E;
    let asked = match error {
        E::NotOwner => {
            let client = ClientState::new(Pubkey([1; 32]), Pubkey([2; 32]));
            return client.step(&Pubkey([3; 32]), lock(1), UNLOCK_SECS, NOON).map(|_| ());
        }
        E::NoAmount => noon(locked(1), lock(0)),
        E::NotLocked => noon(locked(1), unlock(2)),
        E::NothingUnlocking => noon(locked(1), Take),
        E::NotYetDue => noon(leaving(0, 1), Take),
        E::JobsOpen => leaving(0, 1).step(Take, Exit { jobs: 1, ..EXIT }, i64::MAX),
        E::NothingStaked => Stake::default().slashed(),
        E::StakeTooLow => return leaving(1, 1).suffices(2),
        E::Overflow => noon(locked(u64::MAX), lock(1)),
    };
    asked.map(|_| ())
}

#[test]
fn every_error_of_a_stake_has_a_story() {
    use StakeError::*;
    for error in
        [NotOwner, NoAmount, NotLocked, NothingUnlocking, NotYetDue, JobsOpen, NothingStaked, StakeTooLow, Overflow]
    {
        assert_eq!(shortest_story(error), Err(error));
    }
}
