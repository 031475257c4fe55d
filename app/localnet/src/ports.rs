//! The two ports of a ledger.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
};

use crate::{Config, LocalnetError};

/// The two ports of a ledger, both on 127.0.0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) rpc: u16,
    pub(crate) ws: u16,
}

impl Ports {
    /// Picks the ports and proves that nobody listens on them.
    ///
    /// Both are held at once, so that two free ports are two, and given back on return. surfpool
    /// would also find a taken port, but says so on stderr.
    pub(crate) fn choose(config: &Config) -> Result<Self, LocalnetError> {
        let rpc = listen("RPC", config.rpc_port)?;
        let ws = listen("WebSocket", config.ws_port)?;
        Ok(Self { rpc: rpc.local_addr()?.port(), ws: ws.local_addr()?.port() })
    }
}

fn listen(purpose: &'static str, port: u16) -> Result<TcpListener, LocalnetError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => LocalnetError::PortTaken { purpose, port, source },
        _ => LocalnetError::Port { purpose, port, source },
    })
}
