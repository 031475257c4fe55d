//! Connections as they come in: how many there may be, in all and from one address, and how long their other
//! end may take to say what it wants and to read what it asked for.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{self, Instant, Sleep},
};
use tokio_util::sync::CancellationToken;

use crate::config::Limits;

/// Pause after a connection could not be taken: there are too many open files.
const EXHAUSTED: Duration = Duration::from_millis(500);

/// Serves until `shutdown` is cancelled, and then what is under way.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, shutdown: CancellationToken) {
    let (count, mut open) = (Connections::new(limits), JoinSet::new());
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            Some(_) = open.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let Some(counted) = count.take(address) else {
            tracing::debug!(%address, "too many connections");
            continue;
        };
        let (router, limits, shutdown) = (router.clone(), *limits, shutdown.clone());
        open.spawn(async move {
            if let Err(error) = answer(stream, router, &limits, shutdown).await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(counted);
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Answers the requests of one connection; once `shutdown` is cancelled, no further one.
async fn answer(
    stream: TcpStream,
    router: Router,
    limits: &Limits,
    shutdown: CancellationToken,
) -> Result<(), hyper::Error> {
    // Answers are whole when they are written: waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.idle);
    let stream = TokioIo::new(Patient::new(stream, limits));
    let serving = http.serve_connection(stream, TowerToHyperService::new(router)).with_upgrades();
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => return ended,
        () = shutdown.cancelled() => serving.as_mut().graceful_shutdown(),
    }
    serving.await
}

/// Counts connections.
#[derive(Clone)]
pub struct Connections(Arc<Counted>);

struct Counted {
    most: usize,
    most_each: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// One that is counted, until it is dropped.
pub struct Connection {
    of: Connections,
    network: Option<IpAddr>,
}

impl Connections {
    pub fn new(limits: &Limits) -> Self {
        let (most, most_each) = (limits.connections, limits.per_address);
        Self(Arc::new(Counted { most, most_each, open: Mutex::default() }))
    }

    /// Counts one more, if there may be one. From this machine comes whatever a server in front of the hub
    /// passes on: that is counted in all alone.
    pub fn take(&self, from: SocketAddr) -> Option<Connection> {
        let network = Some(network(from.ip())).filter(|network| !network.is_loopback());
        let mut open = self.open();
        if open.all >= self.0.most {
            return None;
        }
        if let Some(network) = network {
            let of_network = open.by_network.entry(network).or_default();
            if *of_network >= self.0.most_each {
                return None;
            }
            *of_network += 1;
        }
        open.all += 1;
        Some(Connection { of: self.clone(), network })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut open = self.of.open();
        open.all = open.all.saturating_sub(1);
        let Some(network) = self.network else { return };
        let left = open.by_network.get(&network).map_or(0, |count| count.saturating_sub(1));
        if left > 0 {
            open.by_network.insert(network, left);
        } else {
            open.by_network.remove(&network);
        }
    }
}

/// What one customer of a network is given: an address of version 4, or 64 bits of version 6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address => address,
    }
}

/// A connection whose other end must read. Each byte that it takes buys time, but never more than it may stand
/// still: reading a drop now and then keeps no answer waiting for ever.
struct Patient {
    stream: TcpStream,
    idle: Duration,
    /// Bytes a second.
    rate: u64,
    /// For how long writes may still go nowhere.
    left: Duration,
    /// Since when one does, and until when.
    stalled: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Patient {
    fn new(stream: TcpStream, limits: &Limits) -> Self {
        let (idle, rate) = (limits.idle, limits.upload_rate.max(1));
        Self { stream, idle, rate, left: idle, stalled: None }
    }

    /// What became of a write; an error where too much time went by for too few bytes.
    fn judged(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                let waited = self.stalled.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
                let bought = Duration::from_nanos((bytes as u64).saturating_mul(1_000_000_000) / self.rate);
                self.left = self.left.saturating_sub(waited).saturating_add(bought).min(self.idle);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let left = self.left;
                let begin = || (Instant::now(), Box::pin(time::sleep(left)));
                let (_, until) = self.stalled.get_or_insert_with(begin);
                ready!(until.as_mut().poll(cx));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the other end does not read, or hardly")))
            }
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.judged(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.judged(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_of_a_network_has_so_many_connections() {
        let limits = Limits { connections: 6, per_address: 2, ..Limits::default() };
        let connections = Connections::new(&limits);
        let from = |text: &str| connections.take(SocketAddr::new(text.parse().expect("an address"), 1));
        let (first, _second) = (from("192.0.2.1"), from("::ffff:192.0.2.1"));
        assert!(first.is_some() && from("192.0.2.1").is_none(), "an address of version 4, however it is written");
        let _other = from("192.0.2.2");
        let _third = (from("2001:db8::1"), from("2001:db8::2:3:4:5"));
        assert!(from("2001:db8::ffff").is_none(), "64 bits of version 6");
        let own = from("127.0.0.1");
        assert!(own.is_some() && from("127.0.0.1").is_none(), "this machine's own are counted in all");
        drop(first);
        assert!(from("192.0.2.1").is_some(), "places come back");
        drop(own);
        assert!(connections.open().by_network.keys().all(|network| !network.is_loopback()));
    }
}
