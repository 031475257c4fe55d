//! A hub takes signatures that were made for a name of its own.

use std::sync::Arc;

use axum::{Router, response::Redirect};
use rayment_hub::{Hub, HubConfig, StartError};
use rayment_hub_client::{HubClient, HubError, signature};
use reqwest::{Method, StatusCode};
use solana_keypair::Keypair;
use tokio::net::TcpListener;

use crate::fixtures::{MARKET, TestHub, blob, hash, now, refusal};

#[tokio::test]
async fn a_request_that_was_signed_for_another_hub_opens_nothing() {
    let mut server = TestHub::open().await;
    let (hash, host) = (hash(b"x"), "other.example");
    let path = blob(&hash);
    let signed = signature::Request { host, method: "PUT", path: &path, created: now(), digest: &hash };
    let put = || server.signed_as(Method::PUT, &path, signed).body("x");
    assert_eq!(refusal(put().send().await.expect("answer")).await, (401, "wrong_signature".into()));
    // Not even with the header it was made for.
    let forged = put().header("host", host).send().await.expect("answer");
    assert_eq!(refusal(forged).await, (421, "other_host".into()));
    // Unless that is the hub's own name.
    let mut config = HubConfig::new(server.folder.path().join("two"), "http://x".into(), "ws://x".into(), MARKET);
    config.limits.free_disk_bytes = 0;
    config.hosts = vec!["Other.Example".into()];
    server.hub = Hub::start(config).await.expect("starts");
    let named = server.signed_as(Method::PUT, &path, signed).body("x").header("host", "OTHER.example");
    assert_eq!(named.send().await.expect("answer").status(), StatusCode::CREATED);
    assert!(server.client().has(&hash).await.expect("under its address as well"));
    server.client().put(b"y").await.expect("signed for its address");
    let local = format!("http://localhost:{}", server.hub.address().port());
    let local = HubClient::new(&local, Some(server.key.clone())).expect("a client");
    local.put(b"z").await.expect("signed for localhost");
}

#[tokio::test]
async fn a_hub_that_listens_everywhere_needs_a_name() {
    let server = TestHub::open().await;
    let everywhere = |hosts| {
        let folder = server.folder.path().join("two");
        let mut config = HubConfig::new(folder, "http://x".into(), "ws://x".into(), MARKET);
        config.listen = "0.0.0.0:0".parse().expect("address");
        config.hosts = hosts;
        Hub::start(config)
    };
    assert!(matches!(everywhere(Vec::new()).await, Err(StartError::Nameless)));
    assert!(everywhere(vec!["hub.example".into()]).await.is_ok());
}

#[tokio::test]
async fn a_client_is_not_sent_to_another_hub() {
    let other = TestHub::open().await;
    let elsewhere = other.hub.url();
    let app = Router::new()
        .fallback(move |uri: axum::http::Uri| async move { Redirect::temporary(&format!("{elsewhere}{uri}")) });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let url = format!("http://{}", listener.local_addr().expect("address"));
    tokio::spawn(async { axum::serve(listener, app).await });
    let client = HubClient::new(&url, Some(Arc::new(Keypair::new()))).expect("a client");
    for found in [client.put(b"x").await.map(drop), client.health().await.map(drop)] {
        assert!(matches!(&found, Err(HubError::Refused { code, .. }) if code == "redirected"), "{found:?}");
    }
    assert!(!other.client().has(&hash(b"x")).await.expect("asked"));
}
