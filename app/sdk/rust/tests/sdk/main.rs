//! What the library promises of channels, stakes and statements, without a ledger: time and chain are made up.

mod acknowledging;
mod fixture;
mod kept;
mod stakes;
mod standing;
mod statements;
mod vouchers;
