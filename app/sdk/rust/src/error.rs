//! Why a step did not succeed: somebody said no, or something broke.

use std::{io, path::PathBuf};

use rayment_blender::{BlenderError, InstallError};
use rayment_check::CompareError;
use rayment_client::{ChainError, money::sol, order::delivery::DeliveryError};
use rayment_engine::{EngineError, EstimateError};
use rayment_hub_client::HubError;
use rayment_picture::{PictureError, VideoError};
use rayment_render::{Cancelled, RenderError, SceneError, TileBytesError};
use rayment_spec::SpecError;
use solana_pubkey::Pubkey;
use thiserror::Error as Message;

use crate::{
    Coin, channel::ChannelRefusal, pack::Outside, stake::StakeRefusal, statement::StatementRefusal, token::TokenRefusal,
};

/// Why a step did not succeed.
#[derive(Debug, Message)]
pub enum Error {
    /// Asking again for the same will be refused again.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Hub(#[from] HubError),
    /// What came from the hub is not what the provider committed to.
    #[error("the frames of job {job} in the hub are not what was committed to")]
    Delivery {
        job: Pubkey,
        #[source]
        source: DeliveryError,
    },
    #[error("cannot {doing}")]
    File {
        /// Like `read /tmp/frame-0001.png`.
        doing: String,
        #[source]
        source: io::Error,
    },
    #[error("cannot write into the folder {}", path.display())]
    OutputFolder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A part of a frame is not as it was written. It has been removed.
    #[error("{} was damaged on the disk and is removed: run the same again to fetch it", .0.display())]
    DamagedPart(PathBuf),
    /// The payment failed, or it is not known whether it landed.
    #[error("{} order {order}", unpaid(source))]
    Paying {
        order: Pubkey,
        #[source]
        source: ChainError,
    },
    /// The payment failed, or it is not known whether it landed.
    #[error("{} channel {channel}", unpaid(source))]
    Opening {
        channel: Pubkey,
        #[source]
        source: ChainError,
    },
    #[error("{} cannot be packed", scene.display())]
    Pack {
        scene: PathBuf,
        #[source]
        source: BlenderError,
    },
    #[error("cannot ask Blender for its devices")]
    Devices(#[source] BlenderError),
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Compare(#[from] CompareError),
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    #[error(transparent)]
    Tile(#[from] TileBytesError),
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What was refused, and why.
#[derive(Debug, Message)]
pub enum Refusal {
    /// The scene or a file that it needs cannot be used.
    #[error("{0}")]
    Scene(String),
    /// The order may not take files from outside the scene's folder.
    #[error("the scene takes {} from outside its own folder: {}; copy there what belongs to it", counted(.0), placed(.0))]
    Outside(Vec<Outside>),
    /// What is asked for makes no picture.
    #[error("{0}")]
    Request(String),
    #[error("{scene} has no camera {asked}; its cameras: {}", listed(cameras))]
    NoCamera {
        scene: String,
        asked: u32,
        /// Their names; those without one are empty.
        cameras: Vec<String>,
    },
    #[error("{engine} has no data for layers")]
    NoLayers { engine: String },
    /// What another class of devices renders could not be compared.
    #[error("{engine} is compared bit by bit only")]
    BitByBitOnly { engine: String },
    #[error("any device takes {least} samples a pixel or more, found {found}: fewer do not tell noise from other work")]
    TooFewSamples { least: u32, found: u32 },
    #[error("such a scene is opened by Blender, on this machine: {0}")]
    NoBlender(#[source] InstallError),
    #[error("Cycles has no device {wanted} here; there are: {}", found.join(", "))]
    NoDevice { wanted: String, found: Vec<String> },
    #[error(transparent)]
    NoVideo(VideoError),
    #[error("no wallet: neither {variable} is set, nor is there a file {}", file.display())]
    NoWallet { variable: &'static str, file: PathBuf },
    #[error("there is no market on this ledger")]
    NoMarket,
    #[error("there are {} markets: {}", .0.len(), joined(.0))]
    ManyMarkets(Vec<Pubkey>),
    /// Nobody can take the order, and why.
    #[error("{0}")]
    NoProvider(String),
    #[error("the price of this order exceeds 64 bits: ask for less at a time")]
    PriceRange,
    #[error(
        "this order locks {}, and at most {} is allowed: fewer frames or samples cost less",
        coin.money(*locked), coin.money(*allowed)
    )]
    TooExpensive { coin: Coin, locked: u64, allowed: u64 },
    /// Somebody's price or speed is far from what the others say.
    #[error(
        "this order would lock {} to buy what costs about {}: nothing is paid",
        coin.money(*locked), coin.money(*estimate)
    )]
    OutOfProportion { coin: Coin, locked: u64, estimate: u64 },
    #[error(
        "the wallet {wallet} has {}, and this order takes {} of deposits and about {} of rent that comes back: fund it \
         and try again",
        sol(*has), sol(*locked), sol(*rent)
    )]
    WalletTooLow { wallet: Pubkey, has: u64, locked: u64, rent: u64 },
    #[error("no order {0} was ever paid on this ledger, and none is kept here")]
    NoOrder(Pubkey),
    #[error("the jobs of order {0} are no plain cut of its scene: only the machine that placed it has their list")]
    NoList(Pubkey),
    #[error("order {0} is for another scene, size, samples or frames: give the same ones")]
    OtherOrder(Pubkey),
    #[error("order {0} is another wallet's: only its client goes on with it")]
    ForeignOrder(Pubkey),
    #[error("order {0} for these pictures is under way, and was not placed from here")]
    PlacedElsewhere(Pubkey),
    #[error("order {0} for these pictures, on other terms, may have been paid a moment ago: wait five minutes")]
    InFlight(Pubkey),
    #[error("no job {0} was ever posted on this ledger")]
    NoJob(Pubkey),
    #[error("job {0} was not paid: there is nothing to fetch")]
    NotPaid(Pubkey),
    #[error(
        "tile {tile} of frame {frame} in job {job} differs from what this machine renders: keep the files and object \
         with the job's signatures"
    )]
    Differs { job: Pubkey, frame: u32, tile: u64 },
    /// Nothing is proven where the noise of a pixel is not known.
    #[error("so few samples, or this engine, do not tell how sure a pixel is")]
    NotComparable,
    #[error(transparent)]
    Channel(ChannelRefusal),
    #[error(transparent)]
    Token(TokenRefusal),
    #[error(transparent)]
    Stake(StakeRefusal),
    #[error(transparent)]
    Statement(StatementRefusal),
}

impl Error {
    /// Whether somebody said no: the request, this machine, the program or the hub. All else broke.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Chain(error) | Self::Paying { source: error, .. } | Self::Opening { source: error, .. } => {
                error.refusal().is_some()
            }
            Self::Hub(error) => matches!(error, HubError::Refused { .. } | HubError::NotFound(_)),
            _ => false,
        }
    }

    /// Whether money may have moved although this came of paying: look at the chain, or call the same again, which does.
    pub fn may_have_paid(&self) -> bool {
        match self {
            Self::Paying { source, .. } | Self::Opening { source, .. } => !is_certainly_unpaid(source),
            _ => false,
        }
    }

    /// The refusal, if it is one of this crate's own.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// For `map_err`: what could not be done, like `read /tmp/a`.
    pub(crate) fn file(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::File { doing, source }
    }
}

impl From<SpecError> for Error {
    fn from(error: SpecError) -> Self {
        Refusal::Request(error.to_string()).into()
    }
}

impl From<ChannelRefusal> for Error {
    fn from(refusal: ChannelRefusal) -> Self {
        Refusal::Channel(refusal).into()
    }
}

impl From<TokenRefusal> for Error {
    fn from(refusal: TokenRefusal) -> Self {
        Refusal::Token(refusal).into()
    }
}

impl From<StakeRefusal> for Error {
    fn from(refusal: StakeRefusal) -> Self {
        Refusal::Stake(refusal).into()
    }
}

impl From<StatementRefusal> for Error {
    fn from(refusal: StatementRefusal) -> Self {
        Refusal::Statement(refusal).into()
    }
}

fn unpaid(source: &ChainError) -> &'static str {
    if is_certainly_unpaid(source) { "nothing was paid for" } else { "it is not known whether the payment landed of" }
}

/// Whether a payment that ended so changed nothing, for good. Only the program and the runtime can say that: a node may
/// fail, or answer with an error, after it has passed the transaction on.
pub(crate) fn is_certainly_unpaid(source: &ChainError) -> bool {
    matches!(source, ChainError::Refused(_) | ChainError::NotTaken(_))
}

fn counted(files: &[Outside]) -> String {
    if files.len() == 1 { "a file".to_owned() } else { format!("{} files", files.len()) }
}

fn placed(files: &[Outside]) -> String {
    let one = |file: &Outside| format!("{:?} is {:?}, {} bytes", file.path, file.file, file.bytes);
    files.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn joined(keys: &[Pubkey]) -> String {
    keys.iter().map(Pubkey::to_string).collect::<Vec<_>>().join(", ")
}

fn listed(cameras: &[String]) -> String {
    let name = |(number, name): (usize, &String)| match name.as_str() {
        "" => number.to_string(),
        name => format!("{number} ({name})"),
    };
    let names: Vec<_> = cameras.iter().enumerate().map(name).collect();
    if names.is_empty() { "none of its own".to_owned() } else { names.join(", ") }
}
