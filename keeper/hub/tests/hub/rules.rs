//! Who may what, by tables, and signatures, by hand.

use rayment_client::rule_key;
use rayment_core::{
    Pubkey as RuleKey,
    job::{Acceptance, Ceilings, Chunk, Claim, Delivery, JobState, Outcome, Phase, Seal},
    money::Terms,
};
use rayment_hub::access::{Denied, Ending, Known, Place, Who, may_read, may_write, position};
use rayment_hub_client::signature::{Request, SignatureError, WINDOW_SECS};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

const CLIENT: Pubkey = Pubkey::new_from_array([1; 32]);
const PROVIDER: Pubkey = Pubkey::new_from_array([2; 32]);
const OTHER: Pubkey = Pubkey::new_from_array([3; 32]);
const CLAIM: Claim =
    Claim { provider: RuleKey([2; 32]), terms: Terms { per_frame: 1, per_second: 1, per_gb: 1, minimum: 1 } };
const DELIVERY: Delivery = Delivery { frames: 2, ms: 5, root: [0; 32], seal: Seal::Pending { slot: 1, round: 0 } };

const OPEN: Phase = Phase::Open { at: 0, reserved: None };
const CLAIMED: Phase = Phase::Claimed { claim: CLAIM, at: 0, cancel_at: None };
const RUNNING: Phase = Phase::Running { claim: CLAIM, at: 0, cancel_at: Some(9) };
const DELIVERED: Phase = Phase::Delivered { claim: CLAIM, at: 0, delivery: DELIVERY };
const ACCEPTED: Phase = accepted(Acceptance::Keeper);
const DISPUTED: Phase = Phase::Disputed { claim: CLAIM, at: 0, delivery: DELIVERY };

const fn accepted(how: Acceptance) -> Phase {
    Phase::Accepted { claim: CLAIM, at: 0, how, frames: 2, ms: 5, root: [0; 32], seed: [0; 32], round: 0 }
}

fn job(phase: Phase) -> JobState {
    JobState {
        market: RuleKey([7; 32]),
        client: rule_key(&CLIENT),
        id: 0,
        order: 0,
        spec: [0; 32],
        chunk: Chunk { frame: 5, frames: 3, step: 2, tile: 0, tiles: 6 },
        bytes: 0,
        deposit: 1,
        ceilings: Ceilings { terms: CLAIM.terms, ms_per_frame: 1 },
        expires_at: 9,
        params: 0,
        attempt: 1,
        flags: 0,
        failed: [[0; 8]; 2],
        phase,
    }
}

fn closed(outcome: Outcome) -> Known {
    Known::Closed(Ending { client: CLIENT, provider: Some(PROVIDER), attempt: 1, outcome, frames: 2 })
}

fn keeper() -> Who {
    Who { key: OTHER, is_keeper: true, is_holder: false }
}

fn holder() -> Who {
    Who { key: PROVIDER, is_keeper: false, is_holder: true }
}

fn client() -> Who {
    Who { key: CLIENT, is_keeper: false, is_holder: false }
}

fn stranger() -> Who {
    Who { key: OTHER, is_keeper: false, is_holder: false }
}

#[test]
fn reading_follows_the_table() {
    let live = |phase| Known::Live(job(phase));
    let early = Err(Denied::NotYetAccepted);
    let states = [
        ("open", live(OPEN), early),
        ("claimed", live(CLAIMED), early),
        ("running", live(RUNNING), early),
        ("delivered", live(DELIVERED), early),
        ("disputed", live(DISPUTED), early),
        ("accepted", live(ACCEPTED), Ok(())),
        ("approved", live(accepted(Acceptance::Client)), Ok(())),
        ("answered", live(accepted(Acceptance::Answered)), Ok(())),
        ("conceded", live(accepted(Acceptance::Conceded)), Ok(())),
        ("paid", closed(Outcome::Paid), Ok(())),
        ("split", closed(Outcome::Split), Ok(())),
        ("refunded", closed(Outcome::Refunded), Err(Denied::NotBought)),
    ];
    let place = Place { attempt: 1, position: 1 };
    for (name, state, of_client) in states {
        assert_eq!(may_read(&state, place, &client()), of_client, "client, {name}");
        assert_eq!(may_read(&state, place, &keeper()), Ok(()), "keeper, {name}");
        assert_eq!(may_read(&state, place, &holder()), Ok(()), "provider, {name}");
        assert_eq!(may_read(&state, place, &stranger()), Err(Denied::NotAParty), "stranger, {name}");
    }
}

#[test]
fn another_attempt_and_more_than_was_paid_for_are_not_read() {
    let earlier = Place { attempt: 0, position: 0 };
    let beyond = Place { attempt: 1, position: 2 };
    for state in [Known::Live(job(ACCEPTED)), closed(Outcome::Paid)] {
        let wrong = Err(Denied::WrongAttempt { current: 1, named: 0 });
        assert_eq!(may_read(&state, earlier, &client()), wrong);
        assert_eq!(may_read(&state, earlier, &holder()), wrong);
        assert_eq!(may_read(&state, earlier, &keeper()), Ok(()));
        assert_eq!(may_read(&state, beyond, &client()), Err(Denied::NotDelivered(2)));
        assert_eq!(may_read(&state, beyond, &holder()), Ok(()));
    }
}

#[test]
fn writing_follows_the_table() {
    let place = Place { attempt: 1, position: 0 };
    for (name, phase, of_holder) in [
        ("open", OPEN, Err(Denied::NotHolder)),
        ("claimed", CLAIMED, Ok(())),
        ("running", RUNNING, Ok(())),
        ("delivered", DELIVERED, Err(Denied::NotAtWork)),
        ("accepted", ACCEPTED, Err(Denied::NotAtWork)),
        ("disputed", DISPUTED, Err(Denied::NotAtWork)),
    ] {
        assert_eq!(may_write(&job(phase), place, &holder()), of_holder, "{name}");
        for who in [keeper(), client(), stranger()] {
            assert_eq!(may_write(&job(phase), place, &who), Err(Denied::NotHolder), "{name}");
        }
        let late = Place { attempt: 0, ..place };
        let wrong = Err(Denied::WrongAttempt { current: 1, named: 0 });
        assert_eq!(may_write(&job(phase), late, &holder()), wrong, "{name}");
    }
}

#[test]
fn frames_go_by_their_real_number() {
    let chunk = job(OPEN).chunk;
    let expected = [(4, None), (5, Some(0)), (6, None), (7, Some(1)), (9, Some(2)), (11, None), (u32::MAX, None)];
    for (frame, place) in expected {
        assert_eq!(position(&chunk, frame), place, "{frame}");
    }
}

#[test]
fn a_signature_fits_one_request_for_a_while() {
    let key = Keypair::new();
    let request = Request { host: "h:1", method: "PUT", path: "/a?b=c", created: 1_000, digest: &[4; 32] };
    let signed = request.sign(&key);
    for now in [1_000 - WINDOW_SECS, 1_000, 1_000 + WINDOW_SECS] {
        assert_eq!(signed.verify("h:1", "PUT", "/a?b=c", &[4; 32], now), Ok(key.pubkey()));
    }
    for now in [1_000 - WINDOW_SECS - 1, 1_000 + WINDOW_SECS + 1] {
        let found = signed.verify("h:1", "PUT", "/a?b=c", &[4; 32], now);
        assert!(matches!(found, Err(SignatureError::Expired(301))));
    }
    for (host, method, path, digest) in [
        ("h:2", "PUT", "/a?b=c", [4; 32]),
        ("h:1", "GET", "/a?b=c", [4; 32]),
        ("h:1", "PUT", "/a", [4; 32]),
        ("h:1", "PUT", "/a?b=c", [5; 32]),
    ] {
        let found = signed.verify(host, method, path, &digest, 1_000);
        assert_eq!(found, Err(SignatureError::Wrong), "{host} {method} {path}");
    }
}

#[test]
fn refuses_signatures_that_are_none() {
    let request = Request { host: "h", method: "GET", path: "/", created: 0, digest: &[0; 32] };
    let right = request.sign(&Keypair::new());
    let texts = ["", "0", "é", "1111", &"1".repeat(10_000), "I0Ol"];
    for text in texts {
        for field in 0..2 {
            let mut wrong = right.clone();
            let place = [&mut wrong.key, &mut wrong.signature];
            *place.into_iter().nth(field).expect("two fields") = text.to_owned();
            assert!(wrong.verify("h", "GET", "/", &[0; 32], 0).is_err(), "{text}");
        }
    }
    for created in ["", "x", "1e3", "99999999999999999999", "-9223372036854775808"] {
        let mut wrong = right.clone();
        wrong.created = created.to_owned();
        assert!(wrong.verify("h", "GET", "/", &[0; 32], 0).is_err(), "{created}");
    }
    // A key of small order signs everything.
    let mut wrong = right;
    wrong.key = "11111111111111111111111111111111".into();
    assert!(wrong.verify("h", "GET", "/", &[0; 32], 0).is_err());
}
