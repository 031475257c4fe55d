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

use super::{
    AppState, Refusal, auth, path,
    places::{Place, Stake},
};
use crate::feed::{self, JobTable};

/// Jobs that one watcher can name; more do not fit into a URL.
const MOST_NAMED: usize = 1_024;
const PING: Duration = Duration::from_secs(15);
/// Changes are collected for this long before they are sent.
const GATHER: Duration = Duration::from_millis(30);
/// How long a watcher may take to read.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn watch(State(app): State<Arc<AppState>>, request: Request) -> Result<Response, Refusal> {
    let (mut parts, _) = request.into_parts();
    let key = auth::signer(&app.hosts, &parts)?;
    let target = target(&parts.uri)?;
    let place = app.watchers.acquire(key, Stake::Money, &app.chain).await?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Refusal::bad("no_websocket", "/live is a WebSocket: connect to it as one".into()))?;
    Ok(upgrade.max_message_size(4 << 10).on_upgrade(move |socket| tell(socket, app, target, place)))
}

fn target(uri: &Uri) -> Result<Target, Refusal> {
    let expected = "expected ?order={address} or ?jobs={address},{address}";
    let wrong = || Refusal::bad("no_target", expected.into());
    let asked: HashMap<&str, &str> =
        uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('=')).collect();
    if let Some(jobs) = asked.get("jobs") {
        let names: Vec<_> = jobs.split(',').take(MOST_NAMED + 1).collect();
        if names.len() > MOST_NAMED {
            let message = format!("the request names more than {MOST_NAMED} jobs: watch their order instead");
            return Err(Refusal::bad("too_many_jobs", message));
        }
        return names.into_iter().map(path::job).collect::<Result<_, _>>().map(Target::Jobs);
    }
    asked.get("order").ok_or_else(wrong).and_then(|order| path::order(order)).map(Target::Order)
}

async fn tell(mut socket: WebSocket, app: Arc<AppState>, target: Target, place: Place) {
    let (mut tables, mut reported) = app.feed.watch();
    let mut pings = time::interval(PING);
    let mut sent = HashMap::new();
    loop {
        reported.borrow_and_update();
        let table = tables.borrow_and_update().clone();
        if let Some(table) = table {
            for status in news(&app, &target, &table, &mut sent).await {
                if !say(&mut socket, &status).await {
                    return;
                }
            }
        }
        tokio::select! {
            () = app.shutdown.cancelled() => break,
            _ = place.lost() => break,
            changed = tables.changed() => if changed.is_err() { break },
            changed = reported.changed() => if changed.is_err() { break },
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
    // A watcher that misses this notices the end of the connection.
    sent_in_time(&mut socket, Message::Close(None)).await;
}

/// What the watcher has not been told yet.
async fn news(
    app: &AppState,
    target: &Target,
    table: &JobTable,
    sent: &mut HashMap<Pubkey, JobStatus>,
) -> Vec<JobStatus> {
    let (mut news, mut gone) = (Vec::new(), Vec::new());
    for address in wanted(target, table, sent) {
        match table.get(&address) {
            Some(listed) => news.push(app.feed.status(listed)),
            None if sent.get(&address).is_some_and(|status| status.phase.is_closed()) => {}
            None if app.chain.tracks(&address) || app.feed.has_seen(&address) => gone.push(address),
            // Anybody can name any address: only jobs that this hub has to do with are worth a search.
            None => {}
        }
    }
    for address in gone {
        match app.chain.ending_for_watchers(&address).await {
            Ok(Some(ending)) => news.push(feed::closed(address, &ending)),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "cannot read yet how a job ended"),
        }
    }
    news.retain(|status| sent.get(&status.job) != Some(status));
    sent.extend(news.iter().map(|status| (status.job, status.clone())));
    news
}

fn wanted(target: &Target, table: &JobTable, sent: &HashMap<Pubkey, JobStatus>) -> Vec<Pubkey> {
    match target {
        Target::Jobs(jobs) => jobs.clone(),
        Target::Order(order) => {
            let live = table.values().filter(|listed| listed.order == Some(*order));
            let gone = sent.keys().filter(|address| !table.contains_key(*address));
            live.map(|listed| listed.job.address).chain(gone.copied()).collect()
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
