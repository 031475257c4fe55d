//! What every process of the house repeats around its work: how it starts, how it is told to stop, how
//! it writes a file, and how it ends.
//!
//! It must never know what a process does: no market, no job, no hub, no renderer. It opens no
//! connection. Of `rayment-client` it uses only the reading of keypair files. Whatever only one daemon
//! needs belongs to that daemon.
//!
//! | module | what for |
//! |---|---|
//! | [`exit`] | exit codes: 0 done, 1 refused, 2 broken |
//! | [`files`] | atomic writes: files that appear whole or not at all; folders that one process holds |
//! | [`key`] | a key from a file or from the environment |
//! | [`log`] | log lines on standard error |
//! | [`shutdown`] | one token that is cancelled when the process is asked to stop |
//! | [`tls`] | who does the cryptography of TLS |

pub mod exit;
pub mod files;
pub mod key;
pub mod log;
pub mod shutdown;
pub mod tls;

pub use exit::Exit;
