//! Crowds of keys without money, and of requests without a signature: what they are refused, and whom they
//! do not keep out.

use std::{sync::Arc, time::Duration};

use rayment_client::rayment::types::Outcome;
use rayment_core::{
    Hash,
    job::{JobState, Phase},
};
use rayment_hub::Limits;
use rayment_hub_client::{HubError, QuoteRequest};
use rayment_spec::{File, hex32};
use reqwest::{Method, StatusCode};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

use crate::fixtures::{
    MARKET, TestHub, blob, eventually, hash, names, noise, refusal, refused,
    world::{JOB, World},
};

const SOL: u64 = 1_000_000_000;
/// Bytes of a block of the disk, by which the store counts.
const BLOCK: u64 = 4_096;

impl World {
    /// A key whose wallet holds this much.
    fn wallet_of(&self, lamports: u64) -> Arc<Keypair> {
        let key = Arc::new(Keypair::new());
        self.chain.holds(key.pubkey(), lamports);
        key
    }

    /// An upload by this key that comes to no end.
    async fn trickles(&self, key: &Arc<Keypair>, name: &[u8]) -> JoinHandle<reqwest::Result<reqwest::Response>> {
        let before = self.begun();
        let hash = hash(name);
        let first = futures::stream::iter([Ok::<_, std::io::Error>(vec![0; 6 << 20])]);
        let body = reqwest::Body::wrap_stream(futures::StreamExt::chain(first, futures::stream::pending()));
        let sending = tokio::spawn(self.server.signed_by(key, Method::PUT, &blob(&hash), &hash).body(body).send());
        assert!(eventually(|| async { self.begun() > before }).await, "it has begun");
        sending
    }

    /// Uploads under way.
    fn begun(&self) -> usize {
        let objects = self.server.folder.path().join("objects");
        names(&objects).iter().filter(|name| name.contains('#')).count()
    }
}

/// What became of an upload that was cut off by the hub.
async fn end(upload: JoinHandle<reqwest::Result<reqwest::Response>>) -> (u16, String) {
    let answer = tokio::time::timeout(Duration::from_secs(10), upload).await.expect("soon");
    refusal(answer.expect("no panic").expect("an answer")).await
}

#[tokio::test]
async fn places_go_by_money_when_all_are_taken() {
    let world = World::limited(Limits { uploads: 2, per_key: 2, free_disk_bytes: 0, ..Limits::default() }).await;
    let (poor, poorer) = (world.wallet_of(SOL), world.wallet_of(SOL / 2));
    let first = world.trickles(&poor, b"1").await;
    let second = world.trickles(&poorer, b"2").await;
    let busy = |error: HubError| error.is_transient() && error.to_string().contains("already serves 2 uploads");
    let penniless = world.hub(&Arc::new(Keypair::new()));
    assert!(busy(penniless.put(b"no money").await.expect_err("no place")), "a fresh key takes nobody's place");
    let alike = world.hub(&world.wallet_of(SOL / 2));
    assert!(busy(alike.put(b"as much").await.expect_err("no place")), "as much is not more");
    let rich = world.wallet_of(SOL * 3 / 4);
    world.hub(&rich).put(b"more").await.expect("it takes the place of who has the least");
    assert_eq!(end(second).await, (503, "gave_way".into()));
    assert_eq!(world.begun(), 1, "who has more stays");
    first.abort();
}

#[tokio::test]
async fn a_second_place_counts_half() {
    let world = World::limited(Limits { uploads: 2, per_key: 2, free_disk_bytes: 0, ..Limits::default() }).await;
    let rich = world.wallet_of(10 * SOL);
    let _first = world.trickles(&rich, b"1").await;
    let second = world.trickles(&rich, b"2").await;
    let less = world.wallet_of(5 * SOL);
    let other = world.hub(&less).put(b"half as much").await.expect_err("two places at 5 each");
    assert!(other.is_transient(), "{other}");
    world.hub(&world.wallet_of(6 * SOL)).put(b"more than half").await.expect("a place");
    assert_eq!(end(second).await, (503, "gave_way".into()), "the newest goes");
}

#[tokio::test]
async fn what_is_paid_for_jobs_to_be_drawn_counts_for_a_place() {
    for (paid, loses) in [(2 * SOL, "the other"), (0, "the client")] {
        let world = World::limited(Limits { uploads: 2, per_key: 2, free_disk_bytes: 0, ..Limits::default() }).await;
        let (client, other) = (world.wallet_of(SOL / 10), world.wallet_of(SOL));
        world.is_ordered(&client.pubkey(), world.spec.hash(), (2 * SOL, paid));
        let of_client = world.trickles(&client, b"1").await;
        let of_other = world.trickles(&other, b"2").await;
        world.hub(&world.wallet_of(SOL * 3 / 2)).put(b"more").await.expect("it has more than one of them");
        let (gone, stays) = if loses == "the client" { (of_client, of_other) } else { (of_other, of_client) };
        assert_eq!(end(gone).await, (503, "gave_way".into()), "{loses}");
        assert!(!stays.is_finished(), "{loses}");
        stays.abort();
    }
}

#[tokio::test]
async fn a_full_store_takes_a_client_with_money() {
    let (capacity_bytes, frame_room_bytes) = (100 * BLOCK, 50 * BLOCK);
    let limits = Limits { capacity_bytes, frame_room_bytes, free_disk_bytes: 0, ..Limits::default() };
    let world = World::limited(limits).await;
    let client = world.hub(&world.wallet_of(SOL));
    let scene = client.put(&world.scene).await.expect("a file of an open job");
    let fillers: Vec<_> = (0..8).map(|_| world.hub(&world.wallet_of(SOL / 1_000))).collect();
    let mut junk = Vec::new();
    for (index, filler) in fillers.iter().cycle().enumerate() {
        match filler.put(format!("junk {index}").as_bytes()).await {
            Ok(hash) => junk.push(hash),
            Err(error) => {
                assert_eq!(refused(error), (507, "full".into()));
                break;
            }
        }
    }
    assert_eq!(junk.len(), 47, "all the room for blobs");
    let penniless = world.hub(&Arc::new(Keypair::new()));
    assert_eq!(refused(penniless.put(b"more junk").await.expect_err("full")), (507, "full".into()));
    let own = client.put(&noise(20 * BLOCK as usize)).await.expect("there is room for who has money");
    assert!(client.has(&own).await.expect("has") && client.has(&scene).await.expect("has"));
    assert!(client.has(&world.spec.hash()).await.expect("what an open job names stays"));
    let quote = QuoteRequest { market: MARKET, spec: world.spec.hash(), frames_per_job: 1, parts: 1, providers: 1 };
    client.quote(&quote).await.expect("and so do profiles");
    let anyone = rayment_hub_client::HubClient::new(&world.server.hub.url(), None).expect("a client");
    let mut left = 0;
    for hash in junk {
        left += usize::from(anyone.has(&hash).await.expect("has"));
    }
    assert_eq!(left, 26, "one more went than had to, so that the next need not look again");
}

/// A hub whose blobs are a stranger's junk, and the spec that lists all of it.
async fn with_junk() -> (World, Hash) {
    let (capacity_bytes, frame_room_bytes) = (40 * BLOCK, 20 * BLOCK);
    let limits = Limits { capacity_bytes, frame_room_bytes, free_disk_bytes: 0, ..Limits::default() };
    let world = World::limited(limits).await;
    let stranger = world.hub(&world.stranger);
    let mut spec = world.spec.clone();
    spec.files = Vec::new();
    for index in 0..16u8 {
        let content = noise(100 + usize::from(index));
        let sha256 = stranger.put(&content).await.expect("put");
        spec.files.push(File { path: format!("{index}.bin"), sha256, bytes: content.len() as u64 });
    }
    spec.scene = "0.bin".into();
    spec.files.sort_by(|a, b| a.path.cmp(&b.path));
    let spec = stranger.put(&spec.encode()).await.expect("put");
    (world, spec)
}

/// The same, where the spec is that of one of the stranger's jobs, with next to nothing locked.
async fn with_named_junk(in_use: bool) -> World {
    let (world, spec) = with_junk().await;
    world.chain.holds(world.stranger.pubkey(), SOL);
    world.chain.holds(world.client.pubkey(), 100 * SOL);
    world.hub(&world.client).put(&world.spec.encode()).await.expect("it wants its spec to stay");
    let phase = if in_use { world.running() } else { Phase::Open { at: 0, reserved: None } };
    let own = JobState { spec, deposit: 10, ..world.job(phase) };
    let client = rayment_client::rule_key(&world.stranger.pubkey());
    world.chain.job(Pubkey::new_unique(), &JobState { client, ..own });
    world
}

#[tokio::test]
async fn what_open_jobs_name_gives_way_last_and_what_is_in_use_last_of_all() {
    for (in_use, margin) in [(false, 64), (true, 1_024)] {
        let world = with_named_junk(in_use).await;
        // 17 blocks with 1 SOL behind them, and 10 lamports; the newcomer's are 4, of which 3 have to be made free.
        let just = (SOL + 10) * margin * 4 / 17;
        let put = async |lamports| world.hub(&world.wallet_of(lamports)).put(&noise(4 * BLOCK as usize)).await;
        assert_eq!(refused(put(just - SOL / 100).await.expect_err("full")), (507, "full".into()), "in use: {in_use}");
        tokio::time::sleep(Duration::from_secs(6)).await;
        put(just + SOL / 100).await.expect("far more money behind each byte");
        let of_client = world.hub(&world.client);
        assert!(of_client.has(&world.spec.hash()).await.expect("has"), "a job with money locked keeps its spec");
    }
}

#[tokio::test]
async fn what_an_order_locks_stands_behind_its_files_and_nobody_s_wallet() {
    let price = 100 * SOL;
    for (paid, is_kept) in [(0, false), (10, false), (price, true)] {
        let (world, spec) = with_junk().await;
        let rich = world.wallet_of(10_000 * SOL);
        world.is_ordered(&rich.pubkey(), spec, (price, paid));
        let put = world.hub(&world.wallet_of(SOL)).put(&noise(4 * BLOCK as usize)).await;
        match put.map_err(refused) {
            Ok(_) => assert!(!is_kept, "{paid} paid in a rich key's name"),
            Err(error) => assert_eq!((error, is_kept), ((507, "full".into()), true), "{paid} paid"),
        }
    }
}

#[tokio::test]
async fn a_short_upload_moves_no_more_than_a_long_one() {
    let world = with_named_junk(false).await;
    // It fills what is left, so that one more block has to be made free.
    let filler = world.wallet_of(SOL);
    while world.hub(&filler).put(format!("{}", rand()).as_bytes()).await.is_ok() {}
    let poor = world.hub(&world.wallet_of(SOL / 1_000));
    assert_eq!(refused(poor.put(b"1").await.expect_err("full")), (507, "full".into()));
    let stored = world.server.client().health().await.expect("health").stored_bytes;
    assert_eq!(stored, 20 * BLOCK, "nothing went");
}

/// Another number each time.
fn rand() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

#[tokio::test]
async fn a_blob_that_is_too_large_for_a_profile_is_none() {
    let capacity_bytes = 2 << 20;
    let limits = Limits { capacity_bytes, frame_room_bytes: 1 << 20, free_disk_bytes: 0, ..Limits::default() };
    let world = World::limited(limits).await;
    let junk = world.hub(&world.stranger).put(&noise(900_000)).await.expect("put");
    world.registers(junk);
    let client = world.hub(&world.wallet_of(SOL));
    client.put(&noise(800_000)).await.expect("it goes like any other");
    assert!(!world.hub(&world.client).has(&junk).await.expect("has"));
}

#[tokio::test]
async fn frames_of_jobs_alive_stay_and_share_the_room_by_what_they_pay() {
    let world = World::new().await;
    let empty = world.server.client().health().await.expect("health").stored_bytes;
    world.uploads(5, 0.5).await.expect("uploaded");
    let frame = world.server.client().health().await.expect("health").stored_bytes - empty;
    drop(world);
    // There is room for three frames; from the second on, by share.
    let limits = Limits { capacity_bytes: 3 * frame + (1 << 20), frame_room_bytes: 3 * frame, ..Limits::default() };
    let world = World::limited(Limits { free_disk_bytes: 0, ..limits }).await;
    let (other, wallet) = (Pubkey::new_unique(), world.operator.clone());
    let show = |per_frame| {
        let Phase::Running { mut claim, at, cancel_at } = world.running() else { unreachable!("it runs") };
        claim.terms.per_frame = per_frame;
        world.chain.job(other, &world.job(Phase::Running { claim, at, cancel_at }));
    };
    let put = async |job: &Pubkey, frame| world.hub(&wallet).put_frame(job, 1, frame, world.body(0.5)).await;
    show(0);
    put(&JOB, 5).await.expect("uploaded");
    put(&JOB, 7).await.expect("whoever is alone has all of it");
    assert_eq!(refused(put(&other, 5).await.expect_err("it pays next to nothing")), (507, "full".into()));
    show(1_000);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    put(&other, 5).await.expect("it pays as much: a half is its share");
    assert_eq!(refused(put(&other, 7).await.expect_err("more than its share")), (507, "full".into()));
    for (job, frame) in [(*JOB, 5), (*JOB, 7), (other, 5)] {
        assert!(world.hub(&wallet).has_frame(&job, 1, frame).await.expect("has"), "what is alive stays");
    }
    // What was refunded is nobody's any more.
    let (call, closed) = world.ending(Outcome::Refunded);
    world.chain.closes(&JOB);
    world.chain.tells(&call, &closed);
    assert!(eventually(|| async { put(&other, 7).await.is_ok() }).await, "its room is free");
    assert!(!world.hub(&wallet).has_frame(&JOB, 1, 5).await.expect("has"));
}

/// It came while nobody else was there, and pays its own provider next to nothing.
#[tokio::test]
async fn a_job_that_holds_many_times_its_share_keeps_nobody_out() {
    let world = World::new().await;
    let empty = world.server.client().health().await.expect("health").stored_bytes;
    world.uploads(5, 0.5).await.expect("uploaded");
    let frame = world.server.client().health().await.expect("health").stored_bytes - empty;
    drop(world);
    let limits = Limits { capacity_bytes: 2 * frame + (1 << 20), frame_room_bytes: 2 * frame, ..Limits::default() };
    let world = World::limited(Limits { free_disk_bytes: 0, ..limits }).await;
    let (junk, wallet) = (Pubkey::new_unique(), world.operator.clone());
    let show = |per_frame| {
        let Phase::Running { mut claim, at, cancel_at } = world.running() else { unreachable!("it runs") };
        (claim.terms.per_frame, claim.terms.per_second, claim.terms.minimum) = (per_frame, 0, 0);
        world.chain.job(junk, &world.job(Phase::Running { claim, at, cancel_at }));
    };
    let put = async |job: &Pubkey, frame| world.hub(&wallet).put_frame(job, 1, frame, world.body(0.5)).await;
    show(1_000);
    put(&junk, 5).await.expect("uploaded");
    put(&junk, 7).await.expect("whoever is alone has all of it");
    assert_eq!(refused(put(&JOB, 5).await.expect_err("it pays about as much")), (507, "full".into()));
    show(0);
    tokio::time::sleep(Duration::from_secs(11)).await;
    put(&JOB, 5).await.expect("it pays, the other does not");
    assert!(!world.hub(&wallet).has_frame(&junk, 1, 5).await.expect("has"));
}

#[tokio::test]
async fn nobody_signs_and_the_hub_still_answers() {
    let idle = Duration::from_millis(1_500);
    let limits = Limits { answers: 2, waiting: 1, idle, free_disk_bytes: 0, ..Limits::default() };
    let world = World::limited(limits).await;
    let mut spec = world.spec.clone();
    // Some megabytes of JSON: more than a connection takes while nobody reads.
    spec.files = (0..30_000u32)
        .map(|index| File { path: format!("{index:08}.png"), sha256: hash(&index.to_le_bytes()), bytes: 1 })
        .collect();
    spec.scene = "00000000.png".into();
    let large = world.hub(&world.client).put(&spec.encode()).await.expect("put");
    let ask = format!("GET /specs/{} HTTP/1.1\r\nhost: hub\r\n\r\n", hex32::encode(&large));
    let mut asking = Vec::new();
    for _ in 0..60 {
        let mut socket = TcpStream::connect(world.server.hub.address()).await.expect("connect");
        socket.write_all(ask.as_bytes()).await.expect("asked");
        asking.push(socket);
    }
    let hub = world.hub(&world.client);
    assert_eq!(hub.health().await.expect("health").status, "ok");
    let code = async |socket: &mut TcpStream| {
        let mut head = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(10), socket.read_exact(&mut head)).await;
        read.expect("soon").expect("an answer");
        String::from_utf8_lossy(&head[9..]).into_owned()
    };
    let mut codes = Vec::new();
    for socket in &mut asking {
        codes.push(code(socket).await);
    }
    let count = |wanted: &str| codes.iter().filter(|code| *code == wanted).count();
    assert!(count("200") >= 2 && count("200") + count("503") == 60, "{codes:?}");
    assert!(count("503") >= 50, "who can't wait is told so: {codes:?}");
    // Those that do not read lose their turns, and the next one gets an answer.
    let path = format!("/specs/{}", hex32::encode(&large));
    let again = || async {
        let answer = world.server.plain(Method::GET, &path).send().await;
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    };
    assert!(eventually(again).await, "turns come back");
}

#[tokio::test]
async fn slow_bodies_hold_up_no_preview() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    let path = format!("/jobs/{}/attempts/1/frames/7/draft", *JOB);
    let never_comes = || reqwest::Body::wrap_stream(futures::stream::pending::<std::io::Result<Vec<u8>>>());
    let digest = hash(b"to come");
    // Without a signature they are refused before anything is read of them…
    for _ in 0..4 {
        let sent = world.server.plain(Method::PUT, &path).body(never_comes()).send();
        let answer = tokio::time::timeout(Duration::from_secs(5), sent).await.expect("at once").expect("answer");
        assert_eq!(refusal(answer).await, (401, "unsigned".into()));
    }
    let stranger = world.server.signed_by(&world.stranger, Method::PUT, &path, &digest).body(never_comes()).send();
    let answer = tokio::time::timeout(Duration::from_secs(5), stranger).await.expect("at once").expect("answer");
    assert_eq!(refusal(answer).await, (403, "not_holder".into()));
    // …and the holder's own wait for nobody but themselves.
    let slow: Vec<_> = (0..4)
        .map(|_| {
            let sent = world.server.signed_by(&world.operator, Method::PUT, &path, &digest).body(never_comes());
            tokio::spawn(sent.send())
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let hub = world.hub(&world.stranger);
    let preview = tokio::time::timeout(Duration::from_secs(5), hub.preview(&JOB, 1, 5));
    assert!(preview.await.expect("soon").is_ok());
    slow.iter().for_each(JoinHandle::abort);
}

#[tokio::test]
async fn a_body_that_was_not_signed_is_not_taken() {
    let world = World::new().await;
    let digest = hash(b"signed");
    let job = *JOB;
    for path in [format!("/jobs/{job}/progress"), format!("/jobs/{job}/attempts/1/frames/5/draft")] {
        let method = if path.ends_with("progress") { Method::POST } else { Method::PUT };
        let sent = world.server.signed_by(&world.operator, method, &path, &digest).body("another").send();
        assert_eq!(refusal(sent.await.expect("answer")).await, (422, "wrong_hash".into()), "{path}");
    }
}

#[tokio::test]
async fn connections_that_say_nothing_or_read_nothing_are_ended() {
    let idle = Duration::from_millis(300);
    let limits = Limits { connections: 3, idle, free_disk_bytes: 0, ..Limits::default() };
    let server = TestHub::limited(limits).await;
    let large = server.client().put(&noise(32 << 20)).await.expect("put");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let silent = TcpStream::connect(server.hub.address()).await.expect("connect");
    let mut deaf = TcpStream::connect(server.hub.address()).await.expect("connect");
    let ask = format!("GET {} HTTP/1.1\r\nhost: hub\r\n\r\n", blob(&large));
    deaf.write_all(ask.as_bytes()).await.expect("asked");
    // One that takes a drop now and then holds an answer no longer.
    let mut slow = TcpStream::connect(server.hub.address()).await.expect("connect");
    slow.write_all(ask.as_bytes()).await.expect("asked");
    let dripping = tokio::spawn(async move {
        let mut drop = [0; 64];
        while slow.read_exact(&mut drop).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let answers = || async { server.plain(Method::GET, "/health").send().await.is_ok() };
    assert!(eventually(answers).await, "all places are free again");
    dripping.abort();
    drop((silent, deaf));
}
