//! What is locked to be believed: how it comes back, and how it is lost.

use std::time::Duration;

use rayment_client::{
    instructions::{Staked, guardian_enlist, stake_change},
    rayment::error::RaymentError,
    rule_key,
};
use rayment_core::{guardian::Statement, stake::StakeCommand};
use rayment_sdk::{
    Error, Refusal, Session,
    stake::{Held, Role, StakeRefusal},
    statement::{Accused, SignedStatement, StatementRefusal},
};
use rayment_testbed::Testbed;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

const DAY: Duration = Duration::from_secs(86_400);
const SOL: u64 = 1_000_000_000;

async fn balance(session: &Session) -> u64 {
    session.chain.balance(&session.address()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stake_leaves_8_days_after_it_was_unlocked_and_not_before() {
    let testbed = Testbed::for_test().await;
    let client = testbed.session().unwrap();
    let before = balance(&client).await;
    let held = Held::read(&client, Role::Client).await.unwrap();
    let amount = held.missing(&testbed.params.values);
    assert_eq!((held.is_open, amount), (false, 10_000_000), "what the market asks for");
    let mut sent = vec![held.change(&client, StakeCommand::Lock { amount }).await.unwrap()];
    let locked = Held::read(&client, Role::Client).await.unwrap();
    assert_eq!((locked.stake.locked, locked.missing(&testbed.params.values)), (amount, 0));
    sent.push(locked.change(&client, StakeCommand::Unlock { amount }).await.unwrap());

    let leaving = Held::read(&client, Role::Client).await.unwrap();
    assert_eq!((leaving.stake.locked, leaving.stake.unlocking), (0, amount));
    testbed.ledger.advance(8 * DAY - Duration::from_secs(3_600)).unwrap();
    let early = leaving.change(&client, StakeCommand::Take).await.unwrap_err();
    assert!(matches!(early.refusal(), Some(Refusal::Stake(StakeRefusal::TooEarly { .. }))), "{early}");
    // The program says the same, whoever asks it.
    let take = stake_change(&client.address(), &client.market, Staked::Client { is_open: true }, StakeCommand::Take);
    let early = client.chain.send(&client.wallet, &[], &[take]).await.unwrap_err();
    assert!(early.is(RaymentError::NotYetDue), "{early}");

    testbed.ledger.advance(Duration::from_secs(3_600)).unwrap();
    sent.push(leaving.change(&client, StakeCommand::Take).await.unwrap());
    let mut fees = 0;
    for sent in &sent {
        fees += client.chain.past(sent.signature).await.unwrap().unwrap().fee;
    }
    assert_eq!(balance(&client).await, before - fees, "stake and rent are back");
    assert!(client.chain.client(&client.market.address, &client.address()).await.unwrap().is_none());
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_that_contradicts_itself_loses_all_a_quarter_of_it_to_who_proves_it() {
    let testbed = Testbed::for_test().await;
    let [wallet, key] = [Keypair::new(), Keypair::new()].map(std::sync::Arc::new);
    testbed.ledger.fund(wallet.pubkey(), 3 * SOL).unwrap();
    let guardian = testbed.session_of(&wallet).unwrap();
    let none = Held::read(&guardian, Role::Guardian).await.unwrap_err();
    assert!(matches!(none.refusal(), Some(Refusal::Stake(StakeRefusal::NotOne(_)))), "{none}");
    let enlist = guardian_enlist(&wallet.pubkey(), &testbed.market, &key.pubkey());
    testbed.chain.send(&wallet, &[&testbed.operator], &[enlist]).await.unwrap();
    let held = Held::read(&guardian, Role::Guardian).await.unwrap();
    held.change(&guardian, StakeCommand::Lock { amount: SOL }).await.unwrap();
    // What is on its way out can still be lost.
    let held = Held::read(&guardian, Role::Guardian).await.unwrap();
    held.change(&guardian, StakeCommand::Unlock { amount: SOL / 4 }).await.unwrap();

    let prover = testbed.session().unwrap();
    let [one, two] = [1, 2].map(|pixels| {
        let market = rule_key(&testbed.market.address);
        let job = rayment_core::Pubkey([9; 32]);
        let (leaf, checker_pixels) = ([3; 32], [pixels; 32]);
        SignedStatement::sign(&key, Statement { market, job, attempt: 0, frame: 0, tile: 0, leaf, checker_pixels })
    });
    let before = balance(&prover).await;
    let accused = Accused::find(&prover, &one.key).await.unwrap();
    assert_eq!((accused.wallet, accused.stake.total()), (wallet.pubkey(), Ok(SOL)));
    let agreeing = accused.slash(&prover, [&one, &one]).await.unwrap_err();
    assert!(matches!(agreeing.refusal(), Some(Refusal::Statement(StatementRefusal::PixelsAgree))), "{agreeing}");
    let sent = accused.slash(&prover, [&one, &two]).await.unwrap();
    let fee = prover.chain.past(sent.signature).await.unwrap().unwrap().fee;
    assert_eq!(balance(&prover).await, before + SOL / 4 - fee);
    let slashed = prover.chain.guardian(&testbed.market.address, &wallet.pubkey()).await.unwrap().unwrap();
    assert!(slashed.state.is_slashed() && slashed.state.stake.is_empty());
    let twice = Accused::find(&prover, &one.key).await.err().unwrap();
    assert!(matches!(twice.refusal(), Some(Refusal::Statement(StatementRefusal::NothingStaked(_)))), "{twice}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keepers_bond_is_the_authoritys_to_lock() {
    let testbed = Testbed::for_test().await;
    let (authority, keeper) =
        (testbed.session_of(&testbed.operator).unwrap(), testbed.session_of(&testbed.keeper).unwrap());
    let refused = Held::read(&keeper, Role::Keeper).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::Stake(StakeRefusal::NotAuthority))), "{refused}");
    let held = Held::read(&authority, Role::Keeper).await.unwrap();
    held.change(&authority, StakeCommand::Lock { amount: SOL }).await.unwrap();
    let held = Held::read(&authority, Role::Keeper).await.unwrap();
    held.change(&authority, StakeCommand::Unlock { amount: SOL / 2 }).await.unwrap();
    testbed.ledger.advance(8 * DAY).unwrap();
    let held = Held::read(&authority, Role::Keeper).await.unwrap();
    held.change(&authority, StakeCommand::Take).await.unwrap();
    let left = Held::read(&authority, Role::Keeper).await.unwrap().stake;
    assert_eq!((left.locked, left.unlocking), (SOL / 2, 0));
    testbed.shut_down().await.unwrap();
}
