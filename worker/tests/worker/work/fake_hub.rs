//! As much of a hub as work on an attempt needs: it takes frames, and knows which it has.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub struct FakeHub {
    pub url: String,
    held: Arc<Mutex<BTreeSet<u32>>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    drafts: Arc<Mutex<Vec<Taken>>>,
}

/// A frame's number and its body.
type Taken = (u32, Vec<u8>);

impl FakeHub {
    /// Answers on loopback until the test's runtime ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hub = Self { url, held: Arc::default(), taken: Arc::default(), drafts: Arc::default() };
        let own = hub.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().answer(stream));
            }
        });
        hub
    }

    pub fn holds(&self, frame: u32) {
        self.held.lock().unwrap().insert(frame);
    }

    pub fn loses(&self, frame: u32) {
        self.held.lock().unwrap().remove(&frame);
    }

    /// Frames that were uploaded here, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Drafts that came, in order.
    pub fn drafts(&self) -> Vec<Taken> {
        self.drafts.lock().unwrap().clone()
    }

    /// Waits for so many drafts.
    pub async fn has_taken(&self, drafts: usize, timeout: Duration) {
        let taken = async {
            while self.drafts().len() < drafts {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(timeout, taken).await.unwrap();
    }

    /// One request, one answer, and the connection ends.
    async fn answer(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let (mut first, mut length) = (String::new(), 0);
        stream.read_line(&mut first).await.unwrap();
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).await.unwrap();
            if header.trim().is_empty() {
                break;
            }
            if let Some(value) = header.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let status = self.status(&first, body);
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        // The client may have left already: what it wanted to know it knows.
        let _ = stream.shutdown().await;
    }

    fn status(&self, request: &str, body: Vec<u8>) -> &'static str {
        let mut words = request.split_whitespace();
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let Some((_, frame)) = path.split_once("/frames/") else { return "204 No Content" };
        let (number, what) = frame.split_once('/').unwrap_or((frame, ""));
        let number = number.parse().unwrap();
        if what == "draft" {
            self.drafts.lock().unwrap().push((number, body));
            return "201 Created";
        }
        match method {
            "PUT" => {
                self.taken.lock().unwrap().push((number, body));
                self.holds(number);
                "201 Created"
            }
            _ if self.held.lock().unwrap().contains(&number) => "200 OK",
            _ => "404 Not Found",
        }
    }
}
