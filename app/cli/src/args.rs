//! The command line. Raw flags become meaningful values here, before any work starts: what `meaning`
//! returns is what the SDK takes.

mod channel;
mod market;
mod picture;
mod provider;
mod stake;
mod token;
mod values;
mod wallet;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use rayment_client::order::split::Sharing;
use rayment_sdk::{Connection, Request};
use rayment_spec::Devices;
use solana_pubkey::Pubkey;

pub use channel::{ChannelVerb, OneChannel, OpenArgs};
pub use market::{MarketVerb, StakeRules};
pub use picture::{EngineArg, FinishArgs, PictureArgs, ShotArgs};
pub use provider::{NewPrices, Prices, ProviderVerb, StatusFilter};
pub use stake::{GuardianVerb, RoleArg, StakeVerb, Whose};
pub use token::{AssetVerb, OfferVerb, OneMint, OneOffer, PurseVerb, TokenPrices};
pub use values::{Amount, FrameList};
use values::{parse_address, parse_amount, parse_devices, parse_job, parse_noise, parse_sharing};
pub use wallet::WalletVerb;

const PREVIEW: &str = "\
The picture is in the folder soon, first an eighth as wide and high, then whole, and it is replaced as it gets better;
Ctrl-C keeps the last one. The built-in engine takes as many samples of each pixel as that pixel needs, up to the most.
An order takes the same number everywhere, so that its pixels can be checked bit by bit: no picture that is paid for is
sampled like a preview. What is advised to order gets nine in ten pixels within the noise, before denoising.";

/// Rendering on a marketplace that pays for checked pixels.
#[derive(Parser, Debug)]
#[command(name = "rayment", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
    /// Print one JSON object on standard output; all else goes to standard error.
    #[arg(long, global = true, display_order = 1_000)]
    pub json: bool,
}

#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Render a paid job on an embedded ledger, from payment to settlement
    Demo(DemoArgs),
    /// Run an embedded Solana ledger with the program loaded
    Localnet(LocalnetArgs),
    /// Render a scene on the market: quote, pay, wait, download
    Render(RenderArgs),
    /// Render one frame here, free of charge, to see it and to learn how many samples to order
    #[command(after_help = PREVIEW)]
    Preview(PreviewArgs),
    /// Find every file that a scene needs, before any money is spent
    Pack(PackArgs),
    /// Orders of your wallet: what was bought by one payment, and what is left of it
    #[command(subcommand)]
    Order(OrderVerb),
    /// Jobs of your wallet
    #[command(subcommand)]
    Job(JobVerb),
    /// Channels: deposits that are spent by signed vouchers, for what is paid as it is used
    #[command(subcommand)]
    Channel(ChannelVerb),
    /// Stakes: what your wallet locks to be believed
    #[command(subcommand)]
    Stake(StakeVerb),
    /// Guardians: who signs second checks of deliveries
    #[command(subcommand)]
    Guardian(GuardianVerb),
    /// Providers, and your own
    #[command(subcommand)]
    Provider(ProviderVerb),
    /// Markets
    #[command(subcommand)]
    Market(MarketVerb),
    /// Your key, its file, and what it holds
    #[command(subcommand)]
    Wallet(WalletVerb),
    /// Print completions for your shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Which ledger, hub, market and wallet.
#[derive(Args, Debug, Clone)]
pub struct Where {
    /// The node's JSON RPC
    #[arg(
        long,
        env = "RAYMENT_RPC_URL",
        hide_env_values = true,
        default_value = "http://127.0.0.1:8899",
        value_name = "URL"
    )]
    pub rpc_url: String,
    /// The node's WebSocket [default: the RPC's, one port up on a local node]
    #[arg(long, env = "RAYMENT_WS_URL", hide_env_values = true, value_name = "URL")]
    pub ws_url: Option<String>,
    /// The hub
    #[arg(
        long,
        env = "RAYMENT_HUB_URL",
        hide_env_values = true,
        default_value = "http://127.0.0.1:8787",
        value_name = "URL"
    )]
    pub hub: String,
    /// The market's address [default: the only one there is]
    #[arg(long, env = "RAYMENT_MARKET", hide_env_values = true, value_name = "ADDRESS", value_parser = parse_address)]
    pub market: Option<Pubkey>,
    /// Keypair file [default: SOLANA_PRIVATE_KEY as base58, else the Solana CLI's]
    #[arg(long, env = "RAYMENT_KEYPAIR", hide_env_values = true, value_name = "FILE")]
    pub keypair: Option<PathBuf>,
    /// Where quotes of orders and keys of channels are kept [default: rayment/orders in your data folder]
    #[arg(long, env = "RAYMENT_ORDERS", hide_env_values = true, value_name = "FOLDER")]
    pub orders: Option<PathBuf>,
}

impl Where {
    pub fn meaning(&self) -> Connection {
        let Self { rpc_url, ws_url, hub: hub_url, market, keypair, orders } = self.clone();
        Connection { rpc_url, ws_url, hub_url, market, keypair, orders }
    }
}

#[derive(Args, Debug)]
pub struct DemoArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file [default: the scene that comes with Rayment]
    #[arg(long, value_name = "FILE")]
    pub scene: Option<PathBuf>,
    /// What renders: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineArg,
    #[command(flatten)]
    pub picture: PictureArgs,
    /// Providers to start
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=16))]
    pub workers: u16,
    /// Folder for the pictures, made if missing
    #[arg(long, default_value = "rayment-demo", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Keep ledger, hub and daemons running afterwards, and print their addresses
    #[arg(long)]
    pub keep_running: bool,
}

#[derive(Args, Debug)]
pub struct LocalnetArgs {
    /// Port of the JSON RPC; 0 takes a free one
    #[arg(long, default_value_t = 8899)]
    pub rpc_port: u16,
    /// Port of the WebSocket; 0 takes a free one
    #[arg(long, default_value_t = 8900)]
    pub ws_port: u16,
    /// Milliseconds from one slot to the next
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    pub slot_ms: u64,
    /// Wallets that get 1000 SOL at genesis
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    pub fund: Vec<Pubkey>,
    /// Who may upgrade the program [default: a key made up and thrown away]
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    pub upgrade_authority: Option<Pubkey>,
}

#[derive(Args, Debug)]
pub struct RenderArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file; files that it names are packed with it
    pub scene: PathBuf,
    #[command(flatten)]
    pub picture: PictureArgs,
    /// What renders: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineArg,
    #[command(flatten)]
    pub shot: ShotArgs,
    /// Who may render: cpu is compared bit by bit, any device within a tolerance
    #[arg(long, default_value = "cpu", value_parser = parse_devices, value_name = "cpu|any")]
    pub devices: Devices,
    /// Share a frame among providers: auto where it costs little more, frames never, tiles always
    #[arg(long, default_value = "auto", value_parser = parse_sharing, value_name = "auto|frames|tiles")]
    pub split: Sharing,
    /// Frames per job
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub chunk: u32,
    /// Let in the cheapest so many providers
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub providers: u16,
    /// Leave this provider's prices and speed out of the quote; may be given several times
    #[arg(long, value_parser = parse_address, value_name = "WALLET")]
    pub exclude: Vec<Pubkey>,
    /// Pay in this token, which the market takes and providers ask prices in; rent and network fees are in SOL
    #[arg(long, value_parser = parse_address, value_name = "MINT")]
    pub token: Option<Pubkey>,
    /// Refuse to lock more than this many SOL, or tokens with --token, beside rent; without it, what is out of
    /// proportion to the estimate
    #[arg(long, value_parser = parse_amount, value_name = "AMOUNT")]
    pub max_price: Option<Amount>,
    /// Approve every accepted job yourself, with `rayment job approve`; 24 hours of silence pay
    #[arg(long)]
    pub approve_myself: bool,
    /// Ask for no check: whatever is delivered is paid 24 hours later, unless you dispute it
    #[arg(long)]
    pub unchecked: bool,
    /// Re-render so many delivered tiles here, and compare
    #[arg(long, default_value_t = 0, value_name = "TILES")]
    pub verify: u32,
    /// Show the quote and the files, and stop; nothing is uploaded
    #[arg(long)]
    pub quote: bool,
    /// Upload and pay without asking [default: ask, where somebody sits at a terminal]
    #[arg(long)]
    pub yes: bool,
    /// Take along what the scene names outside its own folder: where links lead, and, from a home, its folders
    #[arg(long)]
    pub allow_outside: bool,
    /// Quote by the providers' benchmarks alone, without rendering a little of the scene here
    #[arg(long)]
    pub no_probe: bool,
    /// Go on with this order: wait, download. Without it, with one for the same pictures that was placed from here
    #[arg(long, value_name = "ORDER", value_parser = parse_address)]
    pub resume: Option<Pubkey>,
    /// Order, and pay, again what an order for the same pictures has under way or bought
    #[arg(long, conflicts_with = "resume")]
    pub again: bool,
    /// Hours until jobs that nobody took give their money back
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=168))]
    pub hours: u32,
    /// Folder for the pictures, made if missing
    #[arg(long, default_value = "rayment-out", value_name = "FOLDER")]
    pub out: PathBuf,
    #[command(flatten)]
    pub at: Where,
}

impl RenderArgs {
    /// Without the most that may be locked: the decimals of that the chain knows.
    pub fn meaning(&self) -> Request {
        Request {
            picture: self.picture.meaning(),
            shot: self.shot.meaning(),
            devices: self.devices,
            frames_per_job: self.chunk,
            sharing: self.split,
            providers: usize::from(self.providers),
            exclude: self.exclude.clone(),
            token: self.token,
            max_price: None,
            at_once: !self.approve_myself,
            check: !self.unchecked,
            hours: self.hours,
            verify: self.verify,
            probe: !self.no_probe,
            resume: self.resume,
            again: self.again,
            allow_outside: self.allow_outside,
            memo: None,
        }
    }
}

#[derive(Args, Debug)]
pub struct PreviewArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file
    pub scene: PathBuf,
    /// The frame [default: the first of the scene's animation, else 1]
    #[arg(long, value_name = "FRAME", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub frame: Option<u32>,
    /// The most samples per pixel, in Blender exactly so many [default: 256, in Blender 32]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub samples: Option<u32>,
    /// A pixel is done when its standard error is at most this part of its brightness; built-in engine only
    #[arg(long, default_value = "0.1", value_parser = parse_noise, value_name = "PART")]
    pub noise: f32,
    #[command(flatten)]
    pub finish: FinishArgs,
    /// What renders: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineArg,
    /// What Cycles computes on: cpu, cuda, optix, hip, metal or oneapi [default: the fastest there is]
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<rayment_blender::Device>,
    #[command(flatten)]
    pub shot: ShotArgs,
    /// Folder for the picture, made if missing
    #[arg(long, default_value = "rayment-out", value_name = "FOLDER")]
    pub out: PathBuf,
}

#[derive(Args, Debug)]
pub struct PackArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file
    pub scene: PathBuf,
    /// Which engine it is for: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineArg,
    /// Take along what the scene names outside its own folder: where links lead, and, from a home, its folders
    #[arg(long)]
    pub allow_outside: bool,
    /// Copy the scene and its files into this folder, made if missing
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// A job by its address, or by its number in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobName {
    Address(Pubkey),
    Of { order: Pubkey, index: u32 },
}

#[derive(Args, Debug)]
pub struct OneJob {
    /// Its address, or ORDER/NUMBER: the order's address, and the job's number in it, from 0 on
    #[arg(value_parser = parse_job)]
    pub job: JobName,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Args, Debug)]
pub struct OneOrder {
    /// Its address
    #[arg(value_parser = parse_address)]
    pub order: Pubkey,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Subcommand, Debug)]
pub enum OrderVerb {
    /// Orders of your wallet: on the ledger, and kept here
    List {
        #[command(flatten)]
        at: Where,
    },
    /// One order: its jobs, and its money
    Show(OneOrder),
    /// Pay what an order does not need back to its client
    Return {
        #[command(flatten)]
        order: OneOrder,
        /// Draw no further job of it, so that what is not drawn comes back too; its client alone may
        #[arg(long)]
        cancel: bool,
        /// Return tokens that it is not in, and that were paid to its address by mistake
        #[arg(long, value_parser = parse_address, value_name = "MINT", conflicts_with = "cancel")]
        token: Option<Pubkey>,
    },
    /// Go on with an order by the command that placed it from here
    Resume(OneOrder),
}

#[derive(Subcommand, Debug)]
pub enum JobVerb {
    /// Jobs of your wallet
    List {
        /// Also those that are closed
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        at: Where,
    },
    /// One job, with its history
    Show(OneJob),
    /// Follow an order until all its jobs have ended
    Watch {
        #[command(flatten)]
        order: OneOrder,
    },
    /// Agree to pay a delivered job
    Approve(OneJob),
    /// Cancel: at once while nobody holds it, after a notice else
    Cancel(OneJob),
    /// Object to a delivery that was not judged in time: locks a share of the bill, lost where the delivery is right
    Dispute(OneJob),
    /// Pay what a job in tokens still owes, since an account could not be paid when it ended. Anyone may
    Clear {
        #[command(flatten)]
        job: OneJob,
        /// As who is owed, have it paid here instead: a token account, or a wallet
        #[arg(long, value_parser = parse_address, value_name = "ADDRESS")]
        to: Option<Pubkey>,
    },
    /// Have a delivered job pay whose time has come, as the keeper does in a moment. Anyone may
    Settle(OneJob),
    /// End a claim whose time is over, or give the deposit of a job back that nobody took. Anyone may
    Expire(OneJob),
    /// Fetch the pictures of a job that was accepted
    Download {
        #[command(flatten)]
        job: OneJob,
        /// Folder for the pictures, made if missing
        #[arg(long, default_value = "rayment-out", value_name = "FOLDER")]
        out: PathBuf,
        /// Re-render so many delivered tiles here, and compare
        #[arg(long, default_value_t = 0, value_name = "TILES")]
        verify: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
