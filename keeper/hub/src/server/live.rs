//! Live status over WebSocket.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    extract::{
        FromRequestParts, Request, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::Uri,
    response::Response,
};
use rayment_hub_client::{JobStatus, Target};
use solana_pubkey::Pubkey;
use tokio::time;

use super::{Desk, Refusal, auth, path, turns::Turn};
use crate::feed::{self, Board};

/// Jobs one watcher can name: more do not fit into a request's address.
const MOST_NAMED: usize = 1_024;
const PING: Duration = Duration::from_secs(15);
/// News are gathered for so long.
const GATHER: Duration = Duration::from_millis(30);
/// How long a watcher may take to read.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn watch(State(desk): State<Arc<Desk>>, request: Request) -> Result<Response, Refusal> {
    let (mut parts, _) = request.into_parts();
    let key = auth::signer(&desk.hosts, &parts)?;
    let target = target(&parts.uri)?;
    let turn = desk.watchers.take(key)?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Refusal::bad("no_websocket", "/live is a WebSocket: connect to it as one".into()))?;
    Ok(upgrade.max_message_size(4 << 10).on_upgrade(move |socket| tell(socket, desk, target, turn)))
}

fn target(uri: &Uri) -> Result<Target, Refusal> {
    let expected = "?client={wallet}&order={number} or ?jobs={address},{address} is expected";
    let wrong = || Refusal::bad("no_target", expected.into());
    let asked: HashMap<&str, &str> =
        uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('=')).collect();
    if let Some(jobs) = asked.get("jobs") {
        let names: Vec<_> = jobs.split(',').take(MOST_NAMED + 1).collect();
        if names.len() > MOST_NAMED {
            let message = format!("at most {MOST_NAMED} jobs can be named: watch the order instead");
            return Err(Refusal::bad("too_many_jobs", message));
        }
        return names.into_iter().map(path::job).collect::<Result<_, _>>().map(Target::Jobs);
    }
    let client = asked.get("client").ok_or_else(wrong)?;
    let order = asked.get("order").and_then(|order| order.parse().ok()).ok_or_else(wrong)?;
    Ok(Target::Order { client: path::job(client)?, order })
}

async fn tell(mut socket: WebSocket, desk: Arc<Desk>, target: Target, _turn: Turn) {
    let (mut board, mut told) = desk.feed.watch();
    let mut pings = time::interval(PING);
    let mut sent = HashMap::new();
    loop {
        told.borrow_and_update();
        let now = board.borrow_and_update().clone();
        if let Some(now) = now {
            for status in news(&desk, &target, &now, &mut sent).await {
                if !say(&mut socket, &status).await {
                    return;
                }
            }
        }
        tokio::select! {
            () = desk.shutdown.cancelled() => break,
            changed = board.changed() => if changed.is_err() { break },
            changed = told.changed() => if changed.is_err() { break },
            _ = pings.tick() => {
                if !sent_in_time(&mut socket, Message::Ping(Default::default())).await {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
        }
        time::sleep(GATHER).await;
    }
    // Whoever does not hear it notices the end of the connection.
    sent_in_time(&mut socket, Message::Close(None)).await;
}

/// What the watcher does not know yet.
async fn news(desk: &Desk, target: &Target, board: &Board, sent: &mut HashMap<Pubkey, JobStatus>) -> Vec<JobStatus> {
    let (mut news, mut gone) = (Vec::new(), Vec::new());
    for address in wanted(target, board, sent) {
        match board.get(&address) {
            Some(job) => news.push(desk.feed.status(job)),
            None if sent.get(&address).is_some_and(|status| status.phase.is_closed()) => {}
            None if desk.ledger.has(&address) || desk.feed.has_seen(&address) => gone.push(address),
            // Any address can be named: only jobs that the hub has to do with are worth a search.
            None => {}
        }
    }
    for address in gone {
        match desk.ledger.ending_for_watchers(&address).await {
            Ok(Some(ending)) => news.push(feed::closed(address, &ending)),
            Ok(None) => {}
            Err(refusal) => tracing::debug!(message = refusal.message, "how a job ended cannot be read yet"),
        }
    }
    news.retain(|status| sent.get(&status.job) != Some(status));
    sent.extend(news.iter().map(|status| (status.job, status.clone())));
    news
}

fn wanted(target: &Target, board: &Board, sent: &HashMap<Pubkey, JobStatus>) -> Vec<Pubkey> {
    match target {
        Target::Jobs(jobs) => jobs.clone(),
        Target::Order { client, order } => {
            let live = board.values().filter(|job| job.state.order == *order && job.client() == *client);
            let gone = sent.keys().filter(|address| !board.contains_key(*address));
            live.map(|job| job.address).chain(gone.copied()).collect()
        }
    }
}

async fn say(socket: &mut WebSocket, status: &JobStatus) -> bool {
    // Our own types always have a JSON form.
    let text = serde_json::to_string(status).unwrap_or_default();
    sent_in_time(socket, Message::Text(text.into())).await
}

async fn sent_in_time(socket: &mut WebSocket, message: Message) -> bool {
    matches!(time::timeout(PATIENCE, socket.send(message)).await, Ok(Ok(())))
}
