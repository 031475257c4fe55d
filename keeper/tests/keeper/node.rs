//! A node that has no accounts.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayment_client::Chain;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A connection to it, for as long as the test runs.
pub async fn empty() -> Chain {
    counting().await.0
}

/// The same, and how often it was asked.
pub async fn counting() -> (Chain, Arc<AtomicUsize>) {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = counted.clone();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address: SocketAddr = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answers(stream, count.clone()));
        }
    });
    (Chain::connect(&format!("http://{address}"), "ws://127.0.0.1:1"), counted)
}

/// Every question is about accounts, and there are none.
async fn answers(mut stream: TcpStream, count: Arc<AtomicUsize>) {
    let mut asked = [0; 4096];
    while stream.read(&mut asked).await.is_ok_and(|bytes| bytes > 0) {
        count.fetch_add(1, Ordering::Relaxed);
        let body = r#"{"jsonrpc":"2.0","result":[],"id":0}"#;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
        let answered = stream.write_all(format!("{head}\r\n{body}").as_bytes()).await;
        if answered.is_err() {
            return;
        }
    }
}
