//! The client crate from outside: what it reads and writes, what it refuses, what it says.

mod accounts;
mod channels;
mod door;
mod errors;
mod golden;
mod guardians;
mod history;
mod idl;
mod instructions;
mod node;
mod orders;
mod quotes;
mod search;
mod shelf;
mod stakes;
mod tokens;
mod transactions;
