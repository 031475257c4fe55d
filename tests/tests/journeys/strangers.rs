//! Strangers name a job in transactions of their own, and change nothing about what is known of it.

use std::sync::Arc;

use base64::Engine as _;
use rayment_client::{
    PROGRAM_ID, address,
    history::{JobHistory, jobs_of},
    instructions::{self, Encoded, SYSTEM},
    order::{Cut, Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{
    Native, Sha256 as _,
    job::{Ceilings, Chunk, Outcome},
    money::Terms,
    order::quote as rules,
};
use rayment_sdk::collect;
use rayment_testbed::{Testbed, small};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use solana_instruction::AccountMeta;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tokio::task::JoinSet;

const SOL: u64 = 1_000_000_000;
/// A version-1 message begins so.
const VERSION_1: u8 = 0x81;
/// Of the limits that such a message may carry: compute units, and bytes of accounts. Without them it fails.
const BOTH_LIMITS: u32 = 0b1100;

/// How Anchor marks what a program tells itself.
const TOLD: [u8; 8] = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];
/// Hashed, the first bytes of the event that tells of a job's end.
const CLOSED: &[u8] = b"event:JobClosed";

struct Stranger(Arc<Keypair>);

impl Stranger {
    fn funded(testbed: &Testbed) -> Self {
        let key = Keypair::new();
        testbed.ledger.fund(key.pubkey(), 10 * SOL).unwrap();
        Self(Arc::new(key))
    }

    /// A payment to itself that names the account.
    fn naming(&self, account: &Pubkey, lamports: u64) -> Encoded {
        let own = self.0.pubkey();
        let accounts =
            vec![AccountMeta::new(own, true), AccountMeta::new(own, false), AccountMeta::new_readonly(*account, false)];
        Encoded { program_id: SYSTEM, accounts, data: payment(lamports) }
    }

    async fn names(&self, testbed: &Testbed, account: &Pubkey, times: u64) {
        let mut sending = JoinSet::new();
        for lamports in 1..=times {
            let (chain, key, call) = (testbed.chain.clone(), Arc::clone(&self.0), self.naming(account, lamports));
            sending.spawn(async move { chain.send(&key, &[], &[call]).await.map(|_| ()) });
        }
        for sent in sending.join_all().await {
            sent.unwrap();
        }
    }

    /// A call of the program that succeeds, with everything that a cancellation names behind its accounts.
    async fn calls_with(&self, testbed: &Testbed, trailing: &[AccountMeta]) {
        let keys = &testbed.providers[0];
        let provider = address::provider(&testbed.market.address, &keys.wallet.pubkey());
        let mut call = instructions::provider_sweep(Some(&provider), &testbed.market);
        let named = trailing.iter().map(|meta| AccountMeta::new_readonly(meta.pubkey, false));
        call.accounts.extend(named);
        testbed.chain.send(&self.0, &[], &[call]).await.unwrap();
    }

    /// Says in the program's place how a job ended. Nobody else can sign that.
    async fn tells_of_an_end(&self, testbed: &Testbed, job: &Pubkey) {
        let refused = testbed.chain.send(&self.0, &[], &[told(job)]).await.unwrap_err();
        assert!(refused.refusal().is_some(), "{refused}");
    }

    /// The same payment as [`Self::naming`], in a message of version 1. Returns once the node shows it.
    async fn names_in_version_1(&self, testbed: &Testbed, account: &Pubkey) {
        let rpc = testbed.chain.rpc();
        let blockhash = rpc.get_latest_blockhash().await.unwrap().to_bytes();
        let keys: Vec<u8> = [self.0.pubkey(), *account, SYSTEM].iter().flat_map(|key| key.to_bytes()).collect();
        let data = payment(1);
        let message = [
            // One signer; the last two accounts are read only.
            &[VERSION_1, 1, 0, 2][..],
            &BOTH_LIMITS.to_le_bytes(),
            &blockhash[..],
            // One instruction, three accounts.
            &[1, 3],
            &keys[..],
            &10_000u32.to_le_bytes(),
            &1_000_000u32.to_le_bytes(),
            // The third account is the program, which is given three.
            &[2, 3],
            &(data.len() as u16).to_le_bytes(),
            &[0, 0, 1],
            &data[..],
        ]
        .concat();
        let signature = self.0.sign_message(&message);
        let bytes = [message.as_slice(), signature.as_ref()].concat();
        let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
        let params = json!([encoded, {"encoding": "base64", "skipPreflight": true}]);
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "sendTransaction", "params": params});
        let request = reqwest::Client::new().post(testbed.ledger.rpc_url()).header(CONTENT_TYPE, "application/json");
        let answer = request.body(call.to_string()).send().await.unwrap().bytes().await.unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["result"], signature.to_string(), "{answer}");
        let shown = async || testbed.chain.past(signature).await.unwrap();
        let past = testbed.wait("a transaction of version 1 is read", shown).await;
        assert!(past.balance(account).is_some() && past.instructions.is_empty());
    }
}

/// A call that looks as if the program told of the job's end, without its signature.
pub fn told(job: &Pubkey) -> Encoded {
    let data = [&TOLD[..], &Native::hash(&[CLOSED])[..8], &job.to_bytes(), &[0; 200]].concat();
    let authority = AccountMeta::new_readonly(address::event_authority(), false);
    Encoded { program_id: PROGRAM_ID, accounts: vec![authority], data }
}

/// The System program's transfer.
fn payment(lamports: u64) -> Vec<u8> {
    [&2u32.to_le_bytes()[..], &lamports.to_le_bytes()].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_neither_rewrite_nor_hide_how_a_job_ended() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("honest", 1_000_000).await;
    let stranger = Stranger::funded(&testbed);
    let order = testbed.order(small(1, 1), 1).await;
    let (job, session) = (order.placed.addresses()[0], &order.session);
    let placed = testbed.chain.job(&job).await.unwrap().expect("it is open");
    stranger.names_in_version_1(&testbed, &job).await;
    stranger.names(&testbed, &job, 20).await;
    stranger.tells_of_an_end(&testbed, &job).await;
    testbed.ended(&job).await;
    stranger.calls_with(&testbed, &instructions::job_cancel(&placed, order.placed.order).accounts).await;
    stranger.names(&testbed, &job, 60).await;
    stranger.names_in_version_1(&testbed, &job).await;
    // Anyone can give a closed account lamports, and make it somebody's.
    testbed.ledger.fund(job, SOL / 100).unwrap();

    assert!(testbed.chain.job(&job).await.unwrap().is_none(), "it is closed");
    let history = JobHistory::read(&testbed.chain, &job).await.unwrap().expect("it was placed");
    assert_eq!((history.outcome(), history.closed.is_some()), (Some(Outcome::Paid), true));
    assert!(history.past.iter().all(|past| past.instructions.iter().any(|call| call.job() == Some(job))));
    assert!(history.unread > 0, "they are not all read");
    let fetched = collect::fetch(&session.hub, &order.quoted.spec, &history).await.unwrap();
    assert_eq!(fetched.bodies.len(), 1);
    let listed = jobs_of(&testbed.chain, &testbed.market.address, &session.address(), 10).await.unwrap();
    assert_eq!(listed, [job]);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_as_plain_behind_a_hundred_strangers() {
    let testbed = Testbed::for_test().await;
    let stranger = Stranger::funded(&testbed);
    let (chain, client) = (&testbed.chain, &testbed.client);
    let job = orders(&testbed).await;
    stranger.names(&testbed, &job, 40).await;
    let open = chain.job(&job).await.unwrap().expect("it is open");
    assert_eq!(JobHistory::read(chain, &job).await.unwrap().expect("placed").outcome(), None);
    chain.send(client, &[], &[instructions::job_cancel(&open, chain.payee(&open).await.unwrap())]).await.unwrap();
    stranger.names(&testbed, &job, 60).await;
    let history = JobHistory::read(chain, &job).await.unwrap().expect("placed");
    assert_eq!((history.outcome(), history.is_paid()), (Some(Outcome::Refunded), false));
    assert!(history.unread > 0, "they are not all read");
    testbed.shut_down().await.unwrap();
}

/// The client orders one frame that nobody works on.
async fn orders(testbed: &Testbed) -> Pubkey {
    let (market, client) = (testbed.market.address, testbed.client.pubkey());
    let terms = Terms { per_frame: 1, per_second: 1, per_gb: 1, minimum: 1 };
    let chunk = Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: 6 };
    let jobs = Jobs::new(vec![(chunk, SOL)]).unwrap();
    let expires_at = testbed.ledger.now().unwrap() + 20_000;
    let quote = OrderQuote {
        version: rules::VERSION,
        market: rule_key(&market),
        client: rule_key(&client),
        spec: [7; 32],
        mint: Default::default(),
        sponsor: Default::default(),
        params: testbed.market.version.params,
        fee_bps: testbed.params.values.fee_bps,
        jobs: 1,
        root: jobs.root(),
        cut: Cut::default(),
        total: SOL,
        ceilings: Ceilings { terms, ms_per_frame: 1_000 },
        bytes: 10,
        at_once_max: SOL,
        draw_until: expires_at,
        expires_at,
        flags: rules::flag::AT_ONCE | rules::flag::CHECK,
        salt: 0,
    };
    let (order, first) = (address::order(&quote), jobs.draw(0).unwrap());
    let paying = instructions::order_pay(&client, &order, SOL + SOL / 100);
    let drawing = instructions::order_draw(&client, &quote, true, Some((0, &first)), false);
    testbed.chain.send(&testbed.client, &[], &[paying, drawing]).await.unwrap();
    address::job(&order, 0)
}
