//! What follows from each error, and how the program's refusals are named.

use std::sync::Arc;

use rayment_client::{ChainError, Class, Outcome, ProgramError, Sent, error::Kind, rayment::error::RaymentError};
use solana_pubkey::Pubkey;
use solana_rpc_client_api::client_error::ErrorKind;
use solana_signature::Signature;

fn refusal() -> ProgramError {
    ProgramError::from_code(0, RaymentError::DeadlinePassed.into())
}

fn unreachable() -> ChainError {
    ChainError::Rpc(Arc::new(ErrorKind::Custom("away".into()).into()))
}

fn missing(kind: Kind) -> ChainError {
    ChainError::Missing { kind, address: Pubkey::default() }
}

fn not_a(kind: Kind) -> ChainError {
    ChainError::NotA { kind, address: Pubkey::default() }
}

fn unread() -> ChainError {
    ChainError::Unread { address: Pubkey::default(), unread: 3 }
}

fn layout() -> ChainError {
    ChainError::Layout { kind: Kind::Job, address: Pubkey::default(), found: 2 }
}

#[test]
fn every_error_says_whether_trying_again_can_help() {
    assert_eq!(ChainError::Refused(refusal()).class(), Class::Refused(&refusal()));
    for error in [unreachable(), ChainError::NotConfirmed, unread()] {
        assert_eq!(error.class(), Class::Transient, "{error}");
        assert!(error.is_transient() && error.refusal().is_none());
    }
    let (rejected, wallet) = (ChainError::NotTaken("why".into()), ChainError::Wallet("why".into()));
    for error in [rejected, wallet, missing(Kind::Job), not_a(Kind::Job), layout()] {
        assert_eq!(error.class(), Class::Fatal, "{error}");
        assert!(!error.is_transient() && error.refusal().is_none());
    }
}

#[test]
fn an_outcome_is_the_class_of_its_error() {
    let sent = Sent { signature: Signature::default(), compute_units: 1 };
    assert!(matches!(Outcome::from(Ok(sent)), Outcome::Done(_)));
    assert!(matches!(Outcome::from(unreachable()), Outcome::Transient(ChainError::Rpc(_))));
    assert!(matches!(Outcome::from(ChainError::NotConfirmed), Outcome::Transient(ChainError::NotConfirmed)));
    assert!(matches!(Outcome::from(ChainError::Refused(refusal())), Outcome::Refused(error) if error == refusal()));
    assert!(matches!(Outcome::from(layout()), Outcome::Fatal(ChainError::Layout { .. })));
}

#[test]
fn only_an_unconfirmed_transaction_may_still_arrive() {
    assert!(ChainError::NotConfirmed.may_still_arrive());
    for error in [unreachable(), ChainError::Refused(refusal()), ChainError::NotTaken("why".into()), layout()] {
        assert!(!error.may_still_arrive(), "{error}");
    }
}

#[test]
fn an_account_that_was_looked_for_can_be_ruled_out() {
    for error in [missing(Kind::Market), not_a(Kind::Market)] {
        assert!(error.is_not_found() && error.rules_out(Kind::Market) && !error.rules_out(Kind::Job));
    }
    assert!(layout().rules_out(Kind::Market) && !layout().is_not_found());
    for error in [unreachable(), ChainError::NotConfirmed, unread()] {
        assert!(!error.is_not_found() && !error.rules_out(Kind::Market));
    }
}

#[test]
fn names_the_programs_errors_as_the_idl_does() {
    let error = ProgramError::from_code(3, RaymentError::DeadlinePassed.into());
    assert_eq!((error.name.as_str(), error.instruction), ("DeadlinePassed", 3));
    assert!(error.is(RaymentError::DeadlinePassed) && !error.is(RaymentError::NotYetDue));
    assert!(error.to_string().contains("The deadline for this has passed"));
}

#[test]
fn codes_of_others_have_a_message_too() {
    let poor = ProgramError::from_code(0, 1);
    assert!(poor.name == "InsufficientFunds" && poor.is_insufficient_funds());
    let unknown = ProgramError::from_code(0, 77);
    assert!(unknown.to_string().contains("77") && !unknown.is_insufficient_funds());
}
