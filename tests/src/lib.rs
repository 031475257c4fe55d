//! Worlds and actors for the tests of the whole. Journeys run on `rayment-testbed`.
//!
//! | module | what for |
//! |---|---|
//! | [`vm`] | the program alone in the VM: actors with typed refusals, to the lamport |

pub mod vm;
