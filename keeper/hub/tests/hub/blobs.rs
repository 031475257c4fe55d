//! Blobs: only whole, only right, only within limits.

use std::time::Duration;

use rayment_hub::Limits;
use rayment_hub_client::{HubError, signature};
use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::fixtures::{TestHub, blob, eventually, hash, names, noise, now, refusal};

#[tokio::test]
async fn what_is_put_comes_back() {
    let server = TestHub::open().await;
    let hub = server.client();
    // More than one part of an upload.
    let bytes = noise(11 << 20);
    let hash = hub.put(&bytes).await.expect("put");
    assert!(hub.has(&hash).await.expect("has"));
    assert_eq!(hub.fetch(&hash, 11 << 20).await.expect("fetch"), bytes);
    assert_eq!(hub.put(&bytes).await.expect("put again"), hash);
    assert_eq!(hub.health().await.expect("health").stored_bytes, 11 << 20);
    assert!(!hub.has(&[1; 32]).await.expect("has"));
    assert!(matches!(hub.fetch(&[1; 32], 1).await, Err(HubError::NotFound(_))));
    assert!(matches!(hub.fetch(&hash, 1 << 20).await, Err(HubError::TooLarge { .. })));
    let empty = hub.put(b"").await.expect("put nothing");
    assert_eq!(hub.fetch(&empty, 0).await.expect("fetch nothing"), b"");
}

#[tokio::test]
async fn a_file_is_put_as_a_stream() {
    let server = TestHub::open().await;
    let path = server.folder.path().join("scene.glb");
    let bytes = noise(3 << 20);
    std::fs::write(&path, &bytes).expect("write");
    let (hash, length) = server.client().put_file(&path).await.expect("put");
    assert_eq!(length, 3 << 20);
    assert_eq!(server.client().fetch(&hash, length).await.expect("fetch"), bytes);
    let missing = server.client().put_file(&server.folder.path().join("none")).await;
    assert!(matches!(missing, Err(HubError::File { .. })));
}

#[tokio::test]
async fn ranges_are_served() {
    let server = TestHub::open().await;
    let hash = server.client().put(b"0123456789").await.expect("put");
    for (asked, status, body, told) in [
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=8-100", 206, "89", "bytes 8-9/10"),
        ("bytes=0-1,4-5", 200, "0123456789", ""),
        ("bytes=5-2", 200, "0123456789", ""),
        ("lines=1-2", 200, "0123456789", ""),
    ] {
        let answer = server.plain(Method::GET, &blob(&hash)).header("range", asked).send().await.expect("answer");
        assert_eq!(answer.status().as_u16(), status, "{asked}");
        let range = answer.headers().get("content-range").map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(range.unwrap_or_default(), told, "{asked}");
        assert_eq!(answer.text().await.expect("body"), body, "{asked}");
    }
    let answer = server.plain(Method::GET, &blob(&hash)).header("range", "bytes=10-").send().await.expect("answer");
    assert_eq!(refusal(answer).await, (416, "no_such_range".into()));
}

#[tokio::test]
async fn refuses_bytes_that_have_another_hash() {
    let server = TestHub::open().await;
    let claimed = hash(b"right");
    let put = server.signed(Method::PUT, &blob(&claimed), &claimed).body("wrong");
    assert_eq!(refusal(put.send().await.expect("answer")).await, (422, "wrong_hash".into()));
    // The header names another hash than the path.
    let put = server.signed(Method::PUT, &blob(&claimed), &hash(b"wrong")).body("wrong");
    assert_eq!(refusal(put.send().await.expect("answer")).await, (422, "wrong_hash".into()));
    assert!(!server.client().has(&claimed).await.expect("has"));
    assert!(server.leaves_nothing_partial().await);
    assert_eq!(server.client().health().await.expect("health").stored_bytes, 0);
}

#[tokio::test]
async fn refuses_more_than_a_blob_may_have() {
    let server = TestHub::limited(Limits { blob_bytes: 1_000, free_disk_bytes: 0, ..Limits::default() }).await;
    assert!(server.client().put(&noise(1_000)).await.is_ok());
    let bytes = noise(1_001);
    let hash = hash(&bytes);
    let put = server.signed(Method::PUT, &blob(&hash), &hash).body(bytes.clone());
    assert_eq!(refusal(put.send().await.expect("answer")).await, (413, "too_large".into()));
    // A body that does not say how long it is comes to the same end.
    let pieces = futures::stream::iter(
        bytes.chunks(100).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>(),
    );
    let put = server.signed(Method::PUT, &blob(&hash), &hash).body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(refusal(put.send().await.expect("answer")).await, (413, "too_large".into()));
    assert!(server.leaves_nothing_partial().await);
}

#[tokio::test]
async fn refuses_what_does_not_fit_any_more() {
    // Room is counted in blocks of the disk.
    let (capacity_bytes, frame_room_bytes) = (16_384, 4_096);
    let server = TestHub::limited(Limits { capacity_bytes, frame_room_bytes, free_disk_bytes: 0, ..Limits::default() });
    let server = server.await;
    server.client().put(&noise(4_097)).await.expect("put");
    let error = server.client().put(&noise(4_098)).await.expect_err("no room");
    assert!(matches!(&error, HubError::Refused { status: 507, code, .. } if code == "full"), "{error}");
    server.client().put(&noise(4_096)).await.expect("just fits");

    let server = TestHub::limited(Limits { free_disk_bytes: u64::MAX, ..Limits::default() }).await;
    let error = server.client().put(b"anything").await.expect_err("no disk");
    assert!(matches!(&error, HubError::Refused { status: 507, code, .. } if code == "disk_full"), "{error}");
}

#[tokio::test]
async fn an_interrupted_upload_leaves_nothing() {
    let server = TestHub::open().await;
    let bytes = noise(12 << 20);
    let hash = hash(&bytes);
    let (path, digest) = (blob(&hash), hash);
    let host = server.host();
    let request = signature::Request { host: &host, method: "PUT", path: &path, created: now(), digest: &digest };
    let signed = request.sign(&server.key);
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n{}: {}\r\n{}: {}\r\n{}: {}\r\n{}: {}\r\n\r\n",
        bytes.len(),
        signature::KEY,
        signed.key,
        signature::CREATED,
        signed.created,
        signature::SIGNATURE,
        signed.signature,
        signature::DIGEST,
        path.trim_start_matches("/blobs/"),
    );
    let mut socket = TcpStream::connect(server.hub.address()).await.expect("connect");
    socket.write_all(head.as_bytes()).await.expect("head");
    socket.write_all(&bytes[..8 << 20]).await.expect("some of it");
    let objects = server.folder.path().join("objects");
    assert!(eventually(|| async { names(&objects).iter().any(|name| name.contains('#')) }).await, "it has begun");
    assert!(!server.client().has(&hash).await.expect("has"));
    drop(socket);
    assert!(server.leaves_nothing_partial().await);
    let hub = server.client();
    assert!(eventually(|| async { hub.health().await.is_ok_and(|health| health.stored_bytes == 0) }).await);
    hub.put(&bytes).await.expect("the same once more");
    assert!(hub.has(&hash).await.expect("has"));
}

#[tokio::test]
async fn an_upload_that_stands_still_is_given_up() {
    let idle = Duration::from_millis(200);
    let server = TestHub::limited(Limits { idle, free_disk_bytes: 0, ..Limits::default() }).await;
    let hash = hash(b"never to come");
    let first = futures::stream::iter([Ok::<_, std::io::Error>(vec![0; 100])]);
    let body = reqwest::Body::wrap_stream(futures::StreamExt::chain(first, futures::stream::pending()));
    let put = server.signed(Method::PUT, &blob(&hash), &hash).body(body);
    assert_eq!(refusal(put.send().await.expect("answer")).await, (408, "too_slow".into()));
    assert!(server.leaves_nothing_partial().await);
}

/// A body that never ends: at first `first` bytes, then one now and then.
fn trickle(first: usize) -> reqwest::Body {
    let first = futures::stream::iter([Ok::<_, std::io::Error>(vec![0; first])]);
    let drops = futures::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some((Ok(vec![0; 1]), ()))
    });
    reqwest::Body::wrap_stream(futures::StreamExt::chain(first, drops))
}

#[tokio::test]
async fn an_upload_that_trickles_is_given_up() {
    let (idle, upload_grace) = (Duration::from_millis(400), Duration::from_millis(200));
    let server = TestHub::limited(Limits { idle, upload_grace, free_disk_bytes: 0, ..Limits::default() }).await;
    // Neither from the start, nor after much that came fast.
    for first in [1, 2 << 20] {
        let hash = hash(b"never to come");
        let put = server.signed(Method::PUT, &blob(&hash), &hash).body(trickle(first)).send();
        let answer = tokio::time::timeout(Duration::from_secs(5), put).await.expect("soon").expect("answer");
        assert_eq!(refusal(answer).await, (408, "too_slow".into()), "{first}");
    }
    assert!(server.leaves_nothing_partial().await);
}

#[tokio::test]
async fn one_key_cannot_take_all_turns() {
    let limits = Limits { uploads: 3, per_key: 2, free_disk_bytes: 0, ..Limits::default() };
    let mut server = TestHub::limited(limits).await;
    let objects = server.folder.path().join("objects");
    let begun = |count| {
        let objects = objects.clone();
        move || {
            let objects = objects.clone();
            async move { names(&objects).iter().filter(|name| name.contains('#')).count() == count }
        }
    };
    let trickling = |server: &TestHub, name: &[u8]| {
        let hash = hash(name);
        // More than is gathered before it is written.
        tokio::spawn(server.signed(Method::PUT, &blob(&hash), &hash).body(trickle(6 << 20)).send())
    };
    let mut slow = vec![trickling(&server, b"1"), trickling(&server, b"2")];
    assert!(eventually(begun(2)).await, "they have begun");
    let one = |server: &TestHub| server.signed(Method::PUT, &blob(&hash(b"x")), &hash(b"x")).body("x").send();
    assert_eq!(refusal(one(&server).await.expect("answer")).await, (429, "busy".into()));
    server.key = std::sync::Arc::new(solana_keypair::Keypair::new());
    slow.push(trickling(&server, b"3"));
    assert!(eventually(begun(3)).await, "another key may");
    server.key = std::sync::Arc::new(solana_keypair::Keypair::new());
    assert_eq!(refusal(one(&server).await.expect("answer")).await, (503, "busy".into()));
    slow.iter().for_each(tokio::task::JoinHandle::abort);
    let again = || async { one(&server).await.is_ok_and(|answer| answer.status() == StatusCode::CREATED) };
    assert!(eventually(again).await, "turns come back");
}

#[tokio::test]
async fn one_blob_put_by_many_at_once_is_there_once() {
    let server = TestHub::open().await;
    let bytes = noise(6 << 20);
    let hash = hash(&bytes);
    let put = |_| server.signed(Method::PUT, &blob(&hash), &hash).body(bytes.clone()).send();
    let answers = futures::future::join_all((0..8).map(put)).await;
    for answer in answers {
        let status = answer.expect("answer").status();
        assert!(status == StatusCode::OK || status == StatusCode::CREATED, "{status}");
    }
    assert_eq!(server.client().fetch(&hash, 6 << 20).await.expect("fetch"), bytes);
    assert!(server.leaves_nothing_partial().await);
    assert_eq!(server.client().health().await.expect("health").stored_bytes, 6 << 20);
}

#[tokio::test]
async fn a_blob_that_is_there_is_not_taken_again() {
    let server = TestHub::open().await;
    let bytes = noise(8 << 20);
    let hash = server.client().put(&bytes).await.expect("put");
    // The answer does not depend on the body any more.
    let put = server.signed(Method::PUT, &blob(&hash), &hash).body(noise(1 << 20));
    assert_eq!(put.send().await.expect("answer").status(), StatusCode::OK);
    assert_eq!(server.client().fetch(&hash, 8 << 20).await.expect("fetch"), bytes);
}

#[tokio::test]
async fn refuses_uploads_without_a_signature_that_fits() {
    let server = TestHub::open().await;
    // Large enough that the answer comes before the body is through.
    let bytes = noise(4 << 20);
    let hash = hash(&bytes);
    let path = blob(&hash);
    let answer = server.plain(Method::PUT, &path).body(bytes.clone()).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (401, "unsigned".into()));
    let host = server.host();
    let right = signature::Request { host: &host, method: "PUT", path: &path, created: now(), digest: &hash };
    let other = blob(&[3; 32]);
    let wrong = [
        ("expired_signature", signature::Request { created: now() - signature::WINDOW_SECS - 5, ..right }),
        ("expired_signature", signature::Request { created: now() + signature::WINDOW_SECS + 5, ..right }),
        ("wrong_signature", signature::Request { path: &other, ..right }),
        ("wrong_signature", signature::Request { method: "GET", ..right }),
        ("wrong_signature", signature::Request { host: "other.example:80", ..right }),
    ];
    for (code, signed) in wrong {
        let put = server.signed_as(Method::PUT, &path, signed).body(bytes.clone());
        assert_eq!(refusal(put.send().await.expect("answer")).await, (401, code.into()));
    }
    let garbled = server.plain(Method::PUT, &path).header(signature::DIGEST, "zz").body(bytes.clone());
    assert_eq!(refusal(garbled.send().await.expect("answer")).await, (401, "malformed_signature".into()));
    assert!(!server.client().has(&hash).await.expect("has"));
    let put = server.signed_as(Method::PUT, &path, right).body(bytes);
    assert_eq!(put.send().await.expect("answer").status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_restart_keeps_blobs_and_clears_what_was_cut_off() {
    let server = TestHub::open().await;
    let hash = server.client().put(&noise(5_000)).await.expect("put");
    let leftover = server.folder.path().join("objects/blobs/leftover#1");
    std::fs::write(&leftover, b"half").expect("write");
    let server = server.restarted().await;
    assert_eq!(server.client().fetch(&hash, 5_000).await.expect("fetch"), noise(5_000));
    assert_eq!(server.client().health().await.expect("health").stored_bytes, 8_192, "two blocks of the disk");
    assert!(!leftover.exists());
}

#[tokio::test]
async fn refuses_a_folder_that_another_hub_uses() {
    let server = TestHub::open().await;
    let config = rayment_hub::HubConfig::new(
        server.folder.path().into(),
        "http://x".into(),
        "ws://x".into(),
        crate::fixtures::MARKET,
    );
    let error = rayment_hub::Hub::start(config).await.err().expect("refused");
    assert!(matches!(error, rayment_hub::StartError::Folder { .. }), "{error}");
}

#[tokio::test]
async fn a_damaged_blob_is_never_whole_and_can_be_put_again() {
    let server = TestHub::open().await;
    let bytes = noise(2 << 20);
    let hash = server.client().put(&bytes).await.expect("put");
    let file = names(&server.folder.path().join("objects")).pop().expect("one file");
    let mut damaged = bytes.clone();
    damaged[1_000] ^= 1;
    std::fs::write(&file, damaged).expect("write");
    assert!(matches!(server.client().fetch(&hash, 2 << 20).await, Err(HubError::NotFound(_))));
    server.client().put(&bytes).await.expect("put again");
    assert_eq!(server.client().fetch(&hash, 2 << 20).await.expect("fetch"), bytes);
}

#[tokio::test]
async fn the_client_refuses_what_has_another_hash() {
    let app = axum::Router::new().fallback(|| async { "not what was asked for" });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listen");
    let url = format!("http://{}", listener.local_addr().expect("address"));
    let liar = tokio::spawn(async move { axum::serve(listener, app).await });
    let hub = rayment_hub_client::HubClient::new(&url, None).expect("a client");
    assert!(matches!(hub.fetch(&[5; 32], 1_000).await, Err(HubError::Corrupt { .. })));
    assert!(matches!(hub.fetch(&[5; 32], 10).await, Err(HubError::TooLarge { .. })));
    assert!(matches!(hub.spec(&[5; 32]).await, Err(HubError::Corrupt { .. })));
    assert!(hub.put(b"x").await.is_ok(), "it says it has it");
    liar.abort();
}

#[tokio::test]
async fn the_client_says_when_nobody_is_there() {
    let hub = rayment_hub_client::HubClient::new("http://127.0.0.1:9", None).expect("a client");
    let error = hub.health().await.expect_err("nobody");
    assert!(error.is_transient(), "{error}");
    for wrong in ["", "hub", "ftp://hub", "http://hub/path", "http://hub?x=1"] {
        assert!(matches!(rayment_hub_client::HubClient::new(wrong, None), Err(HubError::Url(_))), "{wrong}");
    }
}

#[tokio::test]
async fn hostile_requests_are_answered_and_harm_nothing() {
    let server = TestHub::open().await;
    let long = format!("/blobs/{}", "a".repeat(10_000));
    let paths = [
        "/blobs/../../etc/passwd",
        "/blobs/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/blobs/%00",
        "/blobs/%ff%fe",
        "/blobs/",
        "/blobs",
        "/specs/lock",
        "/jobs/x/attempts/0/frames/0/preview.png",
        "/jobs/11111111111111111111111111111111/attempts/999/frames/0/preview.png",
        "/jobs/11111111111111111111111111111111/attempts/0/frames/-1/preview.png",
        "/jobs/%ff/attempts/0/frames/0",
        &long,
    ];
    for path in paths {
        let request = format!("GET {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n");
        let answer = raw(&server, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 4") && answer.contains("{\"error\":{\"code\":"), "{path}: {answer}");
    }
    for garbage in
        [&b"\0\xff\x16\x03"[..], b"GET / HTTP/9\r\n\r\n", b"PUT /blobs/x HTTP/1.1\r\ncontent-length: -1\r\n\r\n"]
    {
        raw(&server, garbage).await;
    }
    let wrong = server.plain(Method::DELETE, &blob(&[1; 32])).send().await.expect("answer");
    assert_eq!(refusal(wrong).await, (405, "wrong_method".into()));
    assert_eq!(server.client().health().await.expect("health").status, "ok");
}

async fn raw(server: &TestHub, request: &[u8]) -> String {
    let mut socket = TcpStream::connect(server.hub.address()).await.expect("connect");
    socket.write_all(request).await.expect("send");
    let mut answer = Vec::new();
    // A connection that is cut is an answer too.
    let _ = tokio::time::timeout(Duration::from_secs(5), socket.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}
