//! The key that a rented machine lets in, from the file that OpenSSH keeps it in.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rayment_core::{Hash, Native, Sha256};
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};

use super::ChannelRefusal;

const ED25519: &str = "ssh-ed25519";

/// A public key of a renter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SshKey {
    /// An Ed25519 key, whole.
    Ed25519(#[serde(with = "hex32")] Hash),
    /// The SHA-256 of any other, as OpenSSH prints it with `SHA256:`.
    Hashed(#[serde(with = "hex32")] Hash),
}

impl SshKey {
    /// Reads a line such as `ssh-ed25519 AAAA… name`: what a `.pub` file of OpenSSH holds.
    ///
    /// # Errors
    /// [`ChannelRefusal::SshKey`], also for a private key, which is not repeated.
    pub fn parse(text: &str) -> Result<Self, ChannelRefusal> {
        if text.contains("PRIVATE KEY") {
            return Err(wrong("this is a private key: give the file beside it that ends in .pub"));
        }
        let mut words = text.split_whitespace();
        let (Some(kind), Some(body)) = (words.next(), words.next()) else {
            return Err(wrong("this is no public SSH key: expected a line such as `ssh-ed25519 AAAA… name`"));
        };
        let blob = STANDARD.decode(body).ok().filter(|blob| names(blob, kind));
        let blob = blob.ok_or_else(|| wrong("the body of this SSH key does not fit its kind: copy the file again"))?;
        if kind != ED25519 {
            return Ok(Self::Hashed(Native::hash(&[&blob])));
        }
        // The name with its length, then the key with its own.
        let key = blob.get(4 + ED25519.len()..).and_then(|rest| rest.strip_prefix(&[0, 0, 0, 32]));
        let key = key.and_then(|key| key.try_into().ok());
        key.map(Self::Ed25519).ok_or_else(|| wrong("this Ed25519 key has not 32 bytes: copy the file again"))
    }

    /// What stands on chain for it, and whether that is a hash.
    pub fn on_chain(self) -> (Hash, bool) {
        match self {
            Self::Ed25519(key) => (key, false),
            Self::Hashed(hash) => (hash, true),
        }
    }
}

/// Whether a key's body begins with the name of its kind.
fn names(blob: &[u8], kind: &str) -> bool {
    let Some((length, rest)) = blob.split_first_chunk::<4>() else { return false };
    u32::from_be_bytes(*length) as usize == kind.len() && rest.starts_with(kind.as_bytes())
}

fn wrong(why: &str) -> ChannelRefusal {
    ChannelRefusal::SshKey(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, key: &[u8]) -> String {
        let field = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
        format!("{kind} {} me@home\n", STANDARD.encode([field(kind.as_bytes()), field(key)].concat()))
    }

    #[test]
    fn an_ed25519_key_stands_there_itself_and_any_other_by_its_hash() {
        assert_eq!(SshKey::parse(&line(ED25519, &[7; 32])).unwrap(), SshKey::Ed25519([7; 32]));
        let other = SshKey::parse(&line("ecdsa-sha2-nistp256", &[7; 65])).unwrap();
        assert!(matches!(other, SshKey::Hashed(_)) && other.on_chain().1);
    }

    #[test]
    fn refuses_what_is_no_public_key() {
        let crossed = line(ED25519, &[7; 32]).replace(ED25519, "ssh-rsa");
        let private = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret".to_owned();
        for text in [String::new(), "ssh-ed25519".into(), crossed, line(ED25519, &[7; 31]), private] {
            let told = SshKey::parse(&text).unwrap_err().to_string();
            assert!(!told.contains("secret"), "{told}");
        }
    }
}
