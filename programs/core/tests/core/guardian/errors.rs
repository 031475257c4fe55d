//! Every error is met by a story: none is left that nothing can cause.

use rayment_core::{
    guardian::{
        Contradiction, GuardianError, GuardianState, MarketKeys, Signed, Statement, second_check, slash_keeper,
    },
    stake::StakeError,
};

use super::cast::*;
use crate::stake::lock;

fn checked(by: &[Daemon], said: Statement, asked: u8, named: &[GuardianState]) -> Result<(), GuardianError> {
    second_check(&judged(&market(), asked), true, Some(&signed(&said, by)), named)
}

/// What Greta has signed, with one byte changed.
fn changed(at: usize, byte: u8) -> Result<(), GuardianError> {
    let mut data = Signed::encode(&statement(), &[GRETA.signs(&statement())]).unwrap();
    data[at] = byte;
    Signed::parse(&data).map(|_| ())
}

fn shown(by: [Daemon; 2], second: Statement) -> Result<(), GuardianError> {
    Contradiction::parse(&twice(by, [statement(), second])).map(|_| ())
}

/// The shortest story that ends in `error`. A new error does not compile without one.
fn shortest_story(error: GuardianError) -> Result<(), GuardianError> {
    use GuardianError as E;
    let (greta, keys) = (GRETA.guards(), (GRETA.wallet(), GRETA.key()));
    let (slashed, _) = greta.slashed(&contradiction(GRETA)).unwrap();
    match error {
        E::NotAuthority => GuardianState::enlisted(&market(), &CLIENT, keys, NOON).map(|_| ()),
        E::KeyIsWallet => GuardianState::enlisted(&market(), &AUTHORITY, (keys.0, keys.0), NOON).map(|_| ()),
        E::Slashed => slashed.step(&keys.0, lock(1), UNLOCK_SECS, NOON).map(|_| ()),
        E::Stake(StakeError::NothingStaked) => slashed.slashed(&contradiction(GRETA)).map(|_| ()),
        E::Stake(_) => greta.counts(LEAST + 1),
        E::WrongCount => changed(0, 3),
        E::WrongLength => changed(0, 2),
        E::WrongPadding => changed(1, 1),
        E::OtherInstruction => changed(5, 0),
        E::WrongOffset => changed(2, 49),
        E::WrongMessageSize => changed(12, 151),
        E::NotStatement => changed(112, b'R'),
        E::OtherMarket => checked(&[GRETA], Statement { market: JOB, ..statement() }, 1, &[greta]),
        E::OtherJob => checked(&[GRETA], Statement { job: CLIENT, ..statement() }, 1, &[greta]),
        E::OtherAttempt => checked(&[GRETA], Statement { attempt: 0, ..statement() }, 1, &[greta]),
        E::NoSecondCheck => checked(&[GRETA], statement(), 0, &[greta]),
        E::TooFewGuardians => checked(&[GRETA], statement(), 2, &[greta]),
        E::GuardianMissing => checked(&[GRETA], statement(), 1, &[]),
        E::NotGuardianKey => checked(&[GRETA], statement(), 1, &[HUGO.guards()]),
        E::SameKeyTwice => checked(&[GRETA, GRETA], statement(), 1, &[greta, greta]),
        E::GuardianIsParty => checked(&[KEEPER], statement(), 1, &[KEEPER.guards()]),
        E::TwoKeys => shown([GRETA, HUGO], other()),
        E::OtherTile => shown([GRETA, GRETA], Statement { tile: 0, ..other() }),
        E::PixelsAgree => shown([GRETA, GRETA], statement()),
        E::OtherKey => {
            let replaced = MarketKeys { keeper: HUGO.key(), ..market() };
            slash_keeper(greta.stake, &replaced, &contradiction(KEEPER)).map(|_| ())
        }
    }
}

#[test]
fn every_error_of_a_guardian_has_a_story() {
    use GuardianError::*;
    for error in [
        NotAuthority,
        KeyIsWallet,
        Slashed,
        Stake(StakeError::NothingStaked),
        Stake(StakeError::StakeTooLow),
        WrongCount,
        WrongLength,
        WrongPadding,
        OtherInstruction,
        WrongOffset,
        WrongMessageSize,
        NotStatement,
        OtherMarket,
        OtherJob,
        OtherAttempt,
        NoSecondCheck,
        TooFewGuardians,
        GuardianMissing,
        NotGuardianKey,
        SameKeyTwice,
        GuardianIsParty,
        TwoKeys,
        OtherTile,
        PixelsAgree,
        OtherKey,
    ] {
        assert_eq!(shortest_story(error), Err(error));
    }
}
