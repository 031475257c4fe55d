//! What goes over the wire as JSON. Keys are base58, hashes 64 hexadecimal digits.

use rayment_core::{Hash, job::Chunk};
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

/// A refusal's body: `{"error": {"code", "message"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub error: FailureText,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureText {
    /// One word for programs; it does not change.
    pub code: String,
    /// What was expected, what was found, what to do.
    pub message: String,
}

/// How far a worker is with a frame: `POST /jobs/{job}/progress`, signed by the operator (or the
/// wallet) of the provider that holds the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    #[serde(with = "base58")]
    pub job: Pubkey,
    pub attempt: u8,
    /// The frame's real number.
    pub frame: u32,
    pub tiles_done: u32,
    pub tiles: u32,
}

/// What an order would cost: `POST /quotes`. The spec must be in the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteRequest {
    #[serde(with = "base58")]
    pub market: Pubkey,
    #[serde(with = "hex32")]
    pub spec: Hash,
    /// How the order is split: see `rayment_client::order::split`.
    pub frames_per_job: u32,
    /// Jobs that share a frame; with more than one, no job has more than one frame.
    #[serde(default = "one")]
    pub parts: u32,
    /// The ceilings let in this many of the cheapest providers.
    pub providers: usize,
}

fn one() -> u32 {
    1
}

/// Which jobs to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// All jobs of the order at this address that are not closed, and those that are drawn while one watches.
    Order(Pubkey),
    /// These, at most 1,024. Closed ones too, if the hub stores frames of them or has seen them since it
    /// started.
    Jobs(Vec<Pubkey>),
}

/// A job as it is now: one message of `GET /live`. Sent once for each job, then whenever it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStatus {
    #[serde(with = "base58")]
    pub job: Pubkey,
    pub phase: JobPhase,
    /// Counts from 0.
    pub attempt: u8,
    /// Wallet of the provider that holds the job, or held it at its end.
    #[serde(with = "base58_option")]
    pub provider: Option<Pubkey>,
    /// What is rendered; `None` of a job that is closed.
    pub work: Option<WorkView>,
    /// What the worker reports, by frame number. Not proven.
    pub progress: Vec<FrameProgress>,
}

/// What a job is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    /// Address of the order that the job is from. `None` of a job from no order, and until the hub has seen it.
    #[serde(with = "base58_option")]
    pub order: Option<Pubkey>,
    #[serde(with = "hex32")]
    pub spec: Hash,
    pub chunk: Chunk,
    /// Whether a verdict is owed. Without, whatever is delivered is paid, unless the client objects in time.
    pub check: bool,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobPhase {
    Open,
    Claimed,
    Running,
    /// Delivered, and the tiles to check are not picked yet.
    Delivered,
    /// Delivered, and the tiles to check are picked.
    Sealed,
    Accepted,
    Disputed,
    /// Closed: the provider was paid.
    Paid,
    /// Closed: a dispute that nobody answered, half and half.
    Split,
    /// Closed: the client has its money back.
    Refunded,
}

impl JobPhase {
    /// Whether nothing more will come.
    pub fn is_closed(self) -> bool {
        match self {
            Self::Paid | Self::Split | Self::Refunded => true,
            Self::Open
            | Self::Claimed
            | Self::Running
            | Self::Delivered
            | Self::Sealed
            | Self::Accepted
            | Self::Disputed => false,
        }
    }
}

/// How far a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameProgress {
    pub frame: u32,
    pub tiles_done: u32,
    pub tiles: u32,
}

/// What `GET /health` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Always `ok`: a hub that is not well does not answer.
    pub status: String,
    #[serde(with = "base58")]
    pub market: Pubkey,
    /// Bytes of blobs and frames, and how many there may be.
    pub stored_bytes: u64,
    pub capacity_bytes: u64,
    /// What is drawn from here; none of a hub without a wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Drawing>,
}

/// How a hub draws orders that are paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// That pays the network's fees.
    #[serde(with = "base58")]
    pub wallet: Pubkey,
    /// Lamports of fees on the day of the last transaction, by the chain's clock, and how many a day may cost.
    pub spent_lamports: u64,
    pub fees_a_day: u64,
    /// Whether an order waits because the day's are spent.
    pub is_spent: bool,
    /// Orders written down and jobs drawn since it was started.
    pub orders: u64,
    pub jobs: u64,
}

/// A key as base58 text.
pub mod base58 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use solana_pubkey::Pubkey;

    pub fn serialize<S: Serializer>(key: &Pubkey, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(key)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Pubkey, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| D::Error::custom("expected a key: base58 of 32 bytes"))
    }
}

/// A key as base58 text, or nothing.
pub mod base58_option {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use solana_pubkey::Pubkey;

    pub fn serialize<S: Serializer>(key: &Option<Pubkey>, to: S) -> Result<S::Ok, S::Error> {
        match key {
            Some(key) => to.collect_str(key),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pubkey>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(|_| D::Error::custom("expected a key: base58 of 32 bytes"))).transpose()
    }
}
