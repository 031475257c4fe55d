//! Live status: one connection, made anew when it is lost.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures::{SinkExt, Stream, StreamExt};
use tokio::{net::TcpStream, sync::mpsc, time};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::{
    HubClient, HubError,
    request::{self, Call, retried},
    wire::{JobStatus, Target},
};

const PAUSE_FIRST: Duration = Duration::from_millis(200);
const PAUSE_LAST: Duration = Duration::from_secs(10);
/// The hub pings every few seconds: a longer silence is a dead connection.
const SILENCE: Duration = Duration::from_secs(60);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A stream of what jobs do: each job once as it is, then whenever it changes. After a lost connection it
/// connects again and repeats every job. It ends only after an error; dropping it stops watching.
pub struct Watch(mpsc::Receiver<Result<JobStatus, HubError>>);

impl Watch {
    /// The next change.
    pub async fn next(&mut self) -> Option<Result<JobStatus, HubError>> {
        self.0.recv().await
    }
}

impl Stream for Watch {
    type Item = Result<JobStatus, HubError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

impl HubClient {
    /// Watches jobs. Any key will do: what jobs do is public, and the signature only limits the number of
    /// watchers.
    pub async fn watch(&self, target: &Target) -> Result<Watch, HubError> {
        request::install_crypto();
        let path = match target {
            Target::Order(order) => format!("/live?order={order}"),
            Target::Jobs(jobs) => {
                let jobs: Vec<_> = jobs.iter().map(ToString::to_string).collect();
                format!("/live?jobs={}", jobs.join(","))
            }
        };
        let call = Call::signed_get(path);
        let socket = retried(|| self.connect(&call)).await?;
        let (news, watch) = mpsc::channel(64);
        tokio::spawn(follow(self.clone(), call, socket, news));
        Ok(Watch(watch))
    }

    async fn connect(&self, call: &Call) -> Result<Socket, HubError> {
        // `http` becomes `ws`, `https` becomes `wss`.
        let url = format!("ws{}{}", self.url().trim_start_matches("http"), call.path);
        let mut request = url.into_client_request().map_err(|_| HubError::Url(self.url().to_owned()))?;
        for (name, value) in self.headers(call)? {
            if let Ok(value) = HeaderValue::from_str(&value) {
                request.headers_mut().insert(name, value);
            }
        }
        let connected = time::timeout(request::IDLE, connect_async(request)).await;
        match connected.map_err(|_| self.unreachable("it did not answer in time".into()))? {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default();
                Err(self.refusal(answer.status(), &body))
            }
            Err(error) => Err(self.unreachable(error.to_string())),
        }
    }
}

async fn follow(hub: HubClient, call: Call, mut socket: Socket, news: mpsc::Sender<Result<JobStatus, HubError>>) {
    let mut pause = PAUSE_FIRST;
    loop {
        match relay(&mut socket, &news).await {
            Relayed::NobodyListens => {
                // The connection goes either way.
                let _ = socket.close(None).await;
                return;
            }
            Relayed::Lost { heard: true } => pause = PAUSE_FIRST,
            Relayed::Lost { heard: false } => pause = (pause * 2).min(PAUSE_LAST),
        }
        loop {
            tokio::select! {
                () = news.closed() => return,
                () = time::sleep(pause) => {}
            }
            match hub.connect(&call).await {
                Ok(again) => break socket = again,
                Err(error) if error.is_transient() => pause = (pause * 2).min(PAUSE_LAST),
                Err(error) => {
                    // Whoever has stopped listening does not miss it.
                    let _ = news.send(Err(error)).await;
                    return;
                }
            }
        }
    }
}

enum Relayed {
    NobodyListens,
    Lost { heard: bool },
}

async fn relay(socket: &mut Socket, news: &mpsc::Sender<Result<JobStatus, HubError>>) -> Relayed {
    let mut heard = false;
    loop {
        let message = tokio::select! {
            () = news.closed() => return Relayed::NobodyListens,
            message = time::timeout(SILENCE, socket.next()) => message,
        };
        let text = match message {
            Ok(Some(Ok(Message::Text(text)))) => text,
            Ok(Some(Ok(Message::Ping(payload)))) => {
                // A pong that cannot be sent shows as a lost connection next.
                let _ = socket.send(Message::Pong(payload)).await;
                continue;
            }
            Ok(Some(Ok(Message::Binary(_) | Message::Pong(_) | Message::Frame(_)))) => continue,
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) | Err(_) => return Relayed::Lost { heard },
        };
        heard = true;
        let status = serde_json::from_str(&text).map_err(|error| HubError::Answer(format!("/live: {error}")));
        let broken = status.is_err();
        if news.send(status).await.is_err() || broken {
            return Relayed::NobodyListens;
        }
    }
}
