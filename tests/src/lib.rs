//! Worlds and actors for the tests of the whole.
//!
//! | module | what for |
//! |---|---|
//! | [`vm`] | the program alone in the VM: actors with typed refusals, to the lamport |
//! | [`play`] | the whole market on an embedded ledger, with daemons and villains |

pub mod play;
pub mod vm;
