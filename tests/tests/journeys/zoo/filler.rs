//! Somebody who wants the hub's disk, its connections and its time, and pays for none of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rayment_client::Job;
use rayment_core::{Native, Sha256 as _};
use rayment_spec::hex32;
use rayment_testbed::hub_client::{HubClient, signature};
use reqwest::Method;
use serde_json::json;
use solana_keypair::Keypair;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

use super::habitat::{Habitat, Tally};

/// Keys that upload, each fresh.
const KEYS: usize = 4;
/// Bodies that come drop by drop, at a time.
const SLOW: usize = 6;
const JUNK_BYTES: usize = 1 << 20;
/// What all of them upload at most, so that a test fits on any disk.
const MOST_BYTES: u64 = 160 << 20;
/// Between two requests of one hand.
const PAUSE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(10);

/// Fills the hub with all hands at once.
pub async fn fills(habitat: Habitat) -> Tally {
    let (mut hands, stored) = (JoinSet::new(), Arc::new(AtomicU64::new(0)));
    for _ in 0..KEYS {
        hands.spawn(uploads(habitat.clone(), Arc::clone(&stored)));
    }
    for _ in 0..SLOW {
        hands.spawn(drips(habitat.clone()));
    }
    hands.spawn(asks(habitat.clone()));
    hands.spawn(asks(habitat));
    let done = hands.join_all().await.into_iter().fold(Tally::default(), Tally::and);
    let mut tally = done;
    tally.done.insert("MB stored".into(), stored.load(Ordering::Relaxed) >> 20);
    tally
}

/// Signed uploads of junk from a fresh key.
async fn uploads(habitat: Habitat, stored: Arc<AtomicU64>) -> Tally {
    let (mut tally, key) = (Tally::default(), Arc::new(Keypair::new()));
    let hub = HubClient::new(&habitat.hub_url, Some(Arc::clone(&key))).unwrap();
    let mut junk = vec![0; JUNK_BYTES];
    for round in 0u64.. {
        if habitat.is_over() || stored.load(Ordering::Relaxed) >= MOST_BYTES {
            break;
        }
        let seed = Native::hash(&[&round.to_le_bytes(), &key.to_bytes()[..32]]);
        junk[..32].copy_from_slice(&seed);
        if tally.tried("stored junk", hub.put(&junk).await).is_some() {
            stored.fetch_add(JUNK_BYTES as u64, Ordering::Relaxed);
        }
        habitat.rests(PAUSE).await;
    }
    tally
}

/// Unsigned requests for whatever takes work: the spec of a job, a quote for it, a preview, a blob that is not there.
async fn asks(habitat: Habitat) -> Tally {
    let mut tally = Tally::default();
    let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
    let mut known: Vec<Job> = Vec::new();
    while !habitat.is_over() {
        known.extend(habitat.seen().open.first().copied());
        let Some(job) = known.last() else {
            habitat.rests(PAUSE).await;
            continue;
        };
        let (spec, address) = (hex32::encode(&job.state.spec), job.address);
        let quote = json!({
            "market": habitat.market.address.to_string(), "spec": spec, "frames_per_job": 1, "providers": 8,
        });
        let requests = [
            (Method::GET, format!("/specs/{spec}"), None),
            (Method::POST, "/quotes".into(), Some(quote.to_string())),
            (Method::GET, format!("/jobs/{address}/attempts/0/frames/1/preview.png"), None),
            (Method::GET, format!("/blobs/{}", hex32::encode(&[9; 32])), None),
            (Method::PUT, format!("/blobs/{}", hex32::encode(&[9; 32])), Some("unsigned".into())),
        ];
        for (method, path, body) in requests {
            let url = format!("{}{path}", habitat.hub_url.trim_end_matches('/'));
            let mut request = http.request(method, url);
            if let Some(body) = body {
                request = request.header("content-type", "application/json").body(body);
            }
            let answer = request.send().await.map_err(|_| "no answer".to_owned());
            let answer = answer.and_then(|answer| {
                let status = answer.status();
                if status.is_success() { Ok(()) } else { Err(status.to_string()) }
            });
            tally.tried("asked unsigned", answer);
        }
        habitat.rests(PAUSE).await;
    }
    tally
}

/// A signed upload whose body never comes to its end.
async fn drips(habitat: Habitat) -> Tally {
    let mut tally = Tally::default();
    let host = habitat.hub_url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    while !habitat.is_over() {
        let held = drip(&habitat, &host).await;
        tally.tried("held a slow body to its end", held);
        habitat.rests(PAUSE).await;
    }
    tally
}

async fn drip(habitat: &Habitat, host: &str) -> Result<(), String> {
    let text = |error: std::io::Error| format!("connection: {}", error.kind());
    let digest = Native::hash(&[&habitat.secs().to_le_bytes()]);
    let path = format!("/blobs/{}", hex32::encode(&digest));
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let request = signature::Request { host, method: "PUT", path: &path, created, digest: &digest };
    let signed = request.sign(&Keypair::new());
    let headers = [
        ("host", host.to_owned()),
        ("content-length", JUNK_BYTES.to_string()),
        (signature::KEY, signed.key),
        (signature::CREATED, signed.created),
        (signature::SIGNATURE, signed.signature),
        (signature::DIGEST, hex32::encode(&digest)),
    ];
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("PUT {path} HTTP/1.1\r\n{headers}\r\n");
    let mut stream = TcpStream::connect(host).await.map_err(text)?;
    stream.write_all(head.as_bytes()).await.map_err(text)?;
    let mut answer = [0; 64];
    while !habitat.is_over() {
        stream.write_all(b".").await.map_err(text)?;
        match tokio::time::timeout(Duration::from_secs(1), stream.read(&mut answer)).await {
            Err(_) => {}
            Ok(Ok(0)) => return Err("closed".into()),
            Ok(read) => {
                let read = read.map_err(text)?;
                let line = String::from_utf8_lossy(&answer[..read]);
                return Err(line.lines().next().unwrap_or_default().to_owned());
            }
        }
    }
    Ok(())
}
