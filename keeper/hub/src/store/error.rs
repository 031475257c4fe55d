//! Why something could not be stored or read.

use rayment_core::Hash;
use rayment_spec::hex32;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("at most {limit} bytes are accepted here")]
    TooLarge { limit: u64 },
    #[error("{declared} bytes were declared, {found} arrived")]
    Length { declared: u64, found: u64 },
    #[error("SHA-256 {} was declared, the bytes have {}: send the right file under the right hash", hex32::encode(.expected), hex32::encode(.found))]
    Hash { expected: Hash, found: Hash },
    #[error("the hub is full ({used} of {capacity} bytes): ask its operator for more room, or use another hub")]
    Full { used: u64, capacity: u64 },
    #[error("the hub's disk is full ({free} bytes are free, {floor} must stay free): ask its operator for more room")]
    DiskFull { free: u64, floor: u64 },
    #[error("the hub's store failed: {0}")]
    Objects(#[from] object_store::Error),
    #[error("cannot read how full the hub's disk is: {0}")]
    Disk(std::io::Error),
}
