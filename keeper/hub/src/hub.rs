//! A running hub.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use rayment_client::{Chain, Wakes};
use rayment_service::files::FolderLock;
use solana_signer::Signer;
use thiserror::Error;
use tokio::{net::TcpListener, time};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    chain_view::{ChainView, follow_endings, note_closings},
    config::HubConfig,
    feed::Feed,
    http::{self, AppState, GRACE, Hosts},
    orders::{Drawer, Quotes, Spending},
    store::Store,
    sweep::Sweep,
};

/// Why a hub does not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("cannot listen on {address}: choose another address, or port 0 for a free one")]
    Listen {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("the hub listens on all addresses and has no name: name the hosts under which clients reach it (--host)")]
    Nameless,
    #[error("cannot keep blobs in {folder}: give a folder that can be written to and that no other hub uses")]
    Folder {
        folder: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// A hub that serves. Dropping it stops it as well, without waiting.
pub struct Hub {
    address: SocketAddr,
    shutdown: DropGuard,
    served: tokio::task::JoinHandle<()>,
}

impl Hub {
    /// Opens the folder, takes the port and serves. The chain need not be there yet: what depends on
    /// it answers 503 until it is.
    pub async fn start(config: HubConfig) -> Result<Self, StartError> {
        let HubConfig { listen, hosts, data_dir, rpc_url, ws_url, market, limits, drawing } = config;
        let failed = |source| StartError::Folder { folder: data_dir.clone(), source };
        let (store, lock) = Store::open(&data_dir, &limits).map_err(failed)?;
        let failed = |source| StartError::Listen { address: listen, source };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let hosts = Hosts::of(&hosts, address).ok_or(StartError::Nameless)?;
        let shutdown = CancellationToken::new();
        let rpc = Chain::connect(&rpc_url, &ws_url);
        let (wakes, closings) = Wakes::listen_to_closings(&rpc, shutdown.clone());
        let feed = Feed::start(rpc.clone(), wakes, market, shutdown.clone());
        let failed = |error| StartError::Folder { folder: data_dir.clone(), source: io::Error::other(error) };
        let chain = Arc::new(ChainView::open(rpc.clone(), market, store.clone()).await.map_err(failed)?);
        let quotes = Arc::new(Quotes::open(store.clone()).await.map_err(failed)?);
        let wallet = match drawing {
            Some(drawing) => {
                let (wallet, fees_a_day) = (drawing.key.pubkey(), drawing.fees_a_day);
                tracing::info!(%wallet, fees_a_day, "orders that are paid are drawn from here where nobody else does");
                let spending = Spending::open(store.clone(), wallet, fees_a_day).await.map_err(failed)?;
                Some((drawing, Arc::new(spending)))
            }
            None => None,
        };
        tokio::spawn(follow_endings(chain.clone(), feed.clone(), shutdown.clone()));
        tokio::spawn(note_closings(chain.clone(), closings, shutdown.clone()));
        let (keep, every) = (limits.keep, limits.sweep);
        let sweep = Sweep { chain: chain.clone(), store: store.clone(), keep, every };
        tokio::spawn(sweep.run(shutdown.clone()));
        let spending = wallet.as_ref().map(|(_, spending)| spending.clone());
        let of_orders = (quotes.clone(), spending);
        let state = AppState::new(hosts, limits, store.clone(), chain.clone(), feed, of_orders, shutdown.clone());
        let (places, poll) = (state.unpaid.clone(), limits.look);
        let drawer = Drawer { chain: rpc, view: chain, store, quotes, places, wallet, poll };
        tokio::spawn(drawer.run(shutdown.clone()));
        let served = tokio::spawn(serve(listener, Arc::new(state), shutdown.clone(), lock));
        tracing::info!(%address, %market, "the hub serves");
        Ok(Self { address, shutdown: shutdown.drop_guard(), served })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://` and where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests, lets those under way end for some seconds, and returns.
    pub async fn stop(self) {
        drop(self.shutdown);
        if let Err(error) = self.served.await {
            tracing::error!(%error, "the hub ended badly");
        }
    }
}

/// Serves until `shutdown` is cancelled.
pub async fn run(config: HubConfig, shutdown: CancellationToken) -> Result<(), StartError> {
    let hub = Hub::start(config).await?;
    shutdown.cancelled().await;
    hub.stop().await;
    Ok(())
}

/// Serves until `shutdown` is cancelled, and a little longer for what is under way.
async fn serve(listener: TcpListener, state: Arc<AppState>, shutdown: CancellationToken, _lock: FolderLock) {
    let limits = state.limits;
    let serving = http::serve(listener, http::router(state), &limits, shutdown.clone());
    let out_of_time = async {
        shutdown.cancelled().await;
        time::sleep(GRACE).await;
    };
    tokio::select! {
        () = serving => {}
        () = out_of_time => tracing::warn!("some requests were still under way when the hub stopped"),
    }
}
