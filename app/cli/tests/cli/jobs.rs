//! What is said of a job that was bought with and without a check, and of a dispute before it is sent.

use std::{collections::BTreeMap, process::Output, thread, time::Duration};

use assert_cmd::Command;
use rayment_core::job::{Outcome, Phase};
use rayment_sdk::{Connection, Request, place, quote};
use rayment_testbed::{Testbed, small};
use serde_json::Value;
use tokio::task::block_in_place;

/// `rayment job …` of a connection's wallet.
#[derive(Clone)]
struct Jobs(Connection);

impl Jobs {
    fn run(&self, words: &[&str]) -> Output {
        let Connection { rpc_url, ws_url, hub_url, market, keypair, orders } = &self.0;
        let mut rayment = Command::cargo_bin("rayment").unwrap();
        rayment.arg("job").args(words).args(["--rpc-url", rpc_url, "--hub", hub_url]);
        rayment.args(["--ws-url", ws_url.as_deref().unwrap(), "--market", &market.unwrap().to_string()]);
        rayment.arg("--keypair").arg(keypair.as_ref().unwrap());
        rayment.arg("--orders").arg(orders.as_ref().unwrap());
        block_in_place(|| rayment.output().unwrap())
    }

    /// What it says to whoever looks on, and its answer.
    fn says(&self, words: &[&str]) -> (String, String) {
        let Output { status, stdout, stderr } = self.run(words);
        let [answer, told] = [stdout, stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(status.success(), "{words:?}: {told}");
        (told, answer)
    }

    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[words, &["--json"]].concat()).1).unwrap()
    }
}

/// Whether each listed job is checked, by its order and its number there.
fn checks(listed: &Value) -> BTreeMap<String, bool> {
    let jobs = listed["jobs"].as_array().unwrap().iter();
    let name = |job: &Value| format!("{}/{}", job["order"].as_str().unwrap(), job["index"]);
    jobs.map(|job| (name(job), job["check"].as_bool().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_check_is_owed_and_what_a_dispute_locks_is_said_wherever_a_job_shows() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("one", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let order = testbed.order(small(1, 1), 1).await;
    let (session, folder) = (&order.session, tempfile::tempdir().unwrap());
    let asked = Request { check: false, again: true, ..order.request.clone() };
    let quoted = quote(session, &order.packed, &asked, folder.path()).await.unwrap();
    let other = place::place(session, &order.packed, &quoted, &asked, &mut |_| ()).await.unwrap();
    let (checked, unchecked) = (order.placed.addresses()[0], other.addresses()[0]);
    let jobs = Jobs(testbed.connection().unwrap());
    let [first, second] = [order.placed.order, other.order].map(|order| format!("{order}/0"));

    let listed = jobs.json(&["list"]);
    assert_eq!(checks(&listed), BTreeMap::from([(first.clone(), true), (second.clone(), false)]));
    let consequence = "none asked for: what is delivered is paid 24 hours later, unless you dispute it";
    assert!(jobs.says(&["show", &second]).1.contains(consequence));
    assert!(!jobs.says(&["show", &first]).1.contains("asked for"));

    testbed.ledger.advance(Duration::from_secs(15)).unwrap();
    testbed.start_worker(&keys).await.unwrap();
    for job in [checked, unchecked] {
        testbed.until(&job, "it is delivered", |job| matches!(job.state.phase, Phase::Delivered { .. })).await;
    }
    let (watcher, number) = (jobs.clone(), other.order.to_string());
    let watching = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        runtime.block_on(async { watcher.says(&["watch", &number]) })
    });

    // The keeper's time for a verdict is over.
    testbed.ledger.advance(Duration::from_secs(testbed.params.values.verdict_secs.into())).unwrap();
    let (told, _) = jobs.says(&["dispute", &first]);
    assert!(told.contains("the dispute locks 0.000"), "{told}");
    assert!(
        told.contains("from what the bill leaves of the deposit; they are lost where the delivery is right"),
        "{told}"
    );
    testbed.until(&checked, "it is disputed", |job| matches!(job.state.phase, Phase::Disputed { .. })).await;
    let (told, _) = jobs.says(&["approve", &first]);
    assert!(told.contains("this concedes the dispute: its bond of 0.000"), "{told}");
    assert_eq!(testbed.ended(&checked).await.outcome(), Some(Outcome::Paid));

    let day = Duration::from_secs(testbed.params.values.approval_secs.into());
    testbed.ledger.advance(day).unwrap();
    assert_eq!(testbed.ended(&unchecked).await.outcome(), Some(Outcome::Paid), "silence pays");
    let (told, ended) = tokio::task::spawn_blocking(move || watching.join().unwrap()).await.unwrap();
    assert!(told.contains("not checked: look at its preview; it is paid in 24 hours, unless you dispute it"), "{told}");
    assert!(ended.contains("paid"), "{ended}");
    let closed = jobs.json(&["list", "--all"]);
    assert_eq!(checks(&closed), BTreeMap::from([(first, true), (second, false)]));
    testbed.shut_down().await.unwrap();
}
