//! SHA-256, from whoever is at hand: the host's code here, a syscall on chain.

/// 32 bytes of SHA-256.
pub type Hash = [u8; 32];

/// No hash.
pub const ZERO: Hash = [0; 32];

/// A SHA-256 over the concatenation of `parts`.
pub trait Sha256 {
    fn hash(parts: &[&[u8]]) -> Hash;
}

/// SHA-256 in plain Rust, for daemons, clients and tests.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug)]
pub struct Native;

#[cfg(feature = "std")]
impl Sha256 for Native {
    fn hash(parts: &[&[u8]]) -> Hash {
        use sha2::Digest;
        let mut hasher = sha2::Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}
