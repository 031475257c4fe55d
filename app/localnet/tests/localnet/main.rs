//! The embedded ledger as its users meet it: over RPC, WebSocket and its own handle.

mod actors;
mod life;
mod program;
mod rpc;
mod slot_hashes;
mod time;
