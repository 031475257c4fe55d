//! Worlds and actors for the tests of the whole. Journeys run on `rayment-testbed`.
//!
//! Nothing may depend on it. It must never know how the program decides: it sends transactions and reads
//! what came of them.
//!
//! | module | what for |
//! |---|---|
//! | [`vm`] | the program alone in the VM: actors with typed refusals, to the lamport |

pub mod vm;
