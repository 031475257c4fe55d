//! The command line. Raw flags become meaningful values here, before any work starts.

mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rayment_client::split::Sharing;
use rayment_core::spec::Devices;
use rayment_render::picture::{Denoiser, Format, View};
use solana_pubkey::Pubkey;

use crate::money::parse_sol;

pub use values::{FrameList, Size};
use values::{parse_address, parse_devices, parse_exposure, parse_frames, parse_job, parse_sharing, parse_size};

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
    /// Render a paid job on an embedded ledger, from posting to settlement
    Demo(DemoArgs),
    /// Run an embedded Solana ledger with the program loaded
    Localnet(LocalnetArgs),
    /// Render a scene on the market: quote, pay, wait, download
    Render(RenderArgs),
    /// Find every file that a scene needs, before any money is spent
    Pack(PackArgs),
    /// Jobs of your wallet
    #[command(subcommand)]
    Job(JobVerb),
    /// Providers, and your own
    #[command(subcommand)]
    Provider(ProviderVerb),
    /// Markets
    #[command(subcommand)]
    Market(MarketVerb),
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
    #[arg(long, env = "RAYMENT_HUB_URL", default_value = "http://127.0.0.1:8787", value_name = "URL")]
    pub hub: String,
    /// The market's address [default: the only one there is]
    #[arg(long, env = "RAYMENT_MARKET", value_name = "ADDRESS", value_parser = parse_address)]
    pub market: Option<Pubkey>,
    /// Keypair file [default: SOLANA_PRIVATE_KEY as base58, else the Solana CLI's]
    #[arg(long, env = "RAYMENT_KEYPAIR", value_name = "FILE")]
    pub keypair: Option<PathBuf>,
}

/// What is rendered.
#[derive(Args, Debug, Clone)]
pub struct Picture {
    /// Frame numbers, like 1-4 or 1-10,20,30-60x2
    #[arg(long, default_value = "1-4", value_parser = parse_frames, value_name = "RANGES")]
    pub frames: FrameList,
    /// Width and height in pixels
    #[arg(long, default_value = "640x360", value_parser = parse_size, value_name = "WxH")]
    pub size: Size,
    /// Samples per pixel
    #[arg(long, default_value_t = rayment_render::showcase::SAMPLES, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub samples: u32,
    /// What is written: png, jpeg, exr, exr-half, or, by ffmpeg, mp4 or webm
    #[arg(long, default_value = "png", value_name = "FORMAT")]
    pub format: Format,
    /// How light is shown: agx, agx-punchy, standard or raw [default: the scene's own, else agx]
    #[arg(long, value_name = "VIEW")]
    pub view: Option<View>,
    /// Factor on the light before that [default: the scene's own, else 1]
    #[arg(long, value_name = "FACTOR", value_parser = parse_exposure)]
    pub exposure: Option<f32>,
    /// What smooths noise: auto (Open Image Denoise where it is installed), built-in, oidn or off
    #[arg(long, default_value = "auto", value_name = "DENOISER")]
    pub denoise: Denoiser,
    /// Write albedo, normal, depth, object and material beside the picture, into exr
    #[arg(long)]
    pub layers: bool,
}

#[derive(Args, Debug)]
pub struct DemoArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file [default: the scene that comes with Rayment]
    #[arg(long, value_name = "FILE")]
    pub scene: Option<PathBuf>,
    /// What renders: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineChoice,
    #[command(flatten)]
    pub picture: Picture,
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
    pub picture: Picture,
    /// What renders: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineChoice,
    /// Longest light path, in bounces [default: 6, in Blender the file's own]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub bounces: Option<u32>,
    /// Another one gives other noise
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Which of the scene's cameras, counted from 0
    #[arg(long, default_value_t = 0)]
    pub camera: u32,
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
    /// Refuse to lock more than this many SOL
    #[arg(long, value_parser = parse_sol, value_name = "SOL")]
    pub max_price: Option<u64>,
    /// Approve every accepted job yourself, with `rayment job approve`; 24 hours of silence pay
    #[arg(long)]
    pub approve_myself: bool,
    /// Re-render so many delivered tiles here, and compare
    #[arg(long, default_value_t = 0, value_name = "TILES")]
    pub verify: u32,
    /// Show the quote and stop
    #[arg(long)]
    pub quote: bool,
    /// Quote by the providers' benchmarks alone, without rendering a little of the scene here
    #[arg(long)]
    pub no_probe: bool,
    /// Go on with an order that was begun before: post what is missing, wait, download
    #[arg(long, value_name = "ORDER")]
    pub resume: Option<u64>,
    /// Hours until jobs that nobody took give their money back
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=168))]
    pub hours: u32,
    /// Folder for the pictures, made if missing
    #[arg(long, default_value = "rayment-out", value_name = "FOLDER")]
    pub out: PathBuf,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Args, Debug)]
pub struct PackArgs {
    /// A .glb, .gltf, .obj, .stl, .fbx, .dae or .blend file
    pub scene: PathBuf,
    /// Which engine it is for: auto takes Blender's Cycles for .blend files, else the built-in path tracer
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineChoice,
    /// Copy the scene and its files into this folder, made if missing
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// What renders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum EngineChoice {
    #[default]
    Auto,
    BuiltIn,
    Cycles,
    Eevee,
}

/// A job by its address, or by its number among the wallet's jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobName {
    Address(Pubkey),
    Id(u64),
}

#[derive(Args, Debug)]
pub struct OneJob {
    /// Its address, or its number among your wallet's jobs
    #[arg(value_parser = parse_job)]
    pub job: JobName,
    #[command(flatten)]
    pub at: Where,
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
        /// The order's number
        order: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Agree to pay a delivered job
    Approve(OneJob),
    /// Cancel: at once while nobody holds it, after a notice else
    Cancel(OneJob),
    /// Object to a delivery that was not judged in time
    Dispute(OneJob),
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

/// A provider's prices.
#[derive(Args, Debug, Clone)]
pub struct Prices {
    /// SOL per frame
    #[arg(long = "price-frame", default_value = "0.001", value_parser = parse_sol, value_name = "SOL")]
    pub per_frame: u64,
    /// SOL per second of render time
    #[arg(long = "price-second", default_value = "0.0001", value_parser = parse_sol, value_name = "SOL")]
    pub per_second: u64,
    /// SOL per 10^9 bytes of scene files
    #[arg(long = "price-gb", default_value = "0.01", value_parser = parse_sol, value_name = "SOL")]
    pub per_gb: u64,
    /// SOL per job at the least
    #[arg(long = "price-minimum", default_value = "0", value_parser = parse_sol, value_name = "SOL")]
    pub minimum: u64,
}

/// Prices that replace a provider's.
#[derive(Args, Debug, Clone)]
pub struct NewPrices {
    /// SOL per frame
    #[arg(long = "price-frame", value_parser = parse_sol, value_name = "SOL")]
    pub per_frame: Option<u64>,
    /// SOL per second of render time
    #[arg(long = "price-second", value_parser = parse_sol, value_name = "SOL")]
    pub per_second: Option<u64>,
    /// SOL per 10^9 bytes of scene files
    #[arg(long = "price-gb", value_parser = parse_sol, value_name = "SOL")]
    pub per_gb: Option<u64>,
    /// SOL per job at the least
    #[arg(long = "price-minimum", value_parser = parse_sol, value_name = "SOL")]
    pub minimum: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StatusFilter {
    Active,
    Paused,
    Retired,
    #[default]
    All,
}

#[derive(Subcommand, Debug)]
pub enum ProviderVerb {
    /// Probe this machine and register your wallet as a provider
    Register {
        /// What people see
        #[arg(long)]
        name: Option<String>,
        /// The worker's key file [default: your wallet's own key]
        #[arg(long, value_name = "FILE")]
        operator: Option<PathBuf>,
        /// Where earnings go [default: your wallet]
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        payout: Option<Pubkey>,
        /// Jobs at a time
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
        slots: u16,
        #[command(flatten)]
        prices: Prices,
        #[command(flatten)]
        at: Where,
    },
    /// Set your prices for claims to come; those not given stay
    Price {
        #[command(flatten)]
        prices: NewPrices,
        #[command(flatten)]
        at: Where,
    },
    /// One provider
    Show {
        /// Its wallet [default: yours]
        #[arg(value_parser = parse_address)]
        wallet: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// All providers of the market
    List {
        /// Only these
        #[arg(long, value_enum, default_value_t)]
        status: StatusFilter,
        #[command(flatten)]
        at: Where,
    },
    /// What you have earned, and what waits for you
    Earnings {
        #[command(flatten)]
        at: Where,
    },
    /// Move your earnings to the payout wallet
    Withdraw {
        /// SOL to move [default: all of it]
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: Option<u64>,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Subcommand, Debug)]
pub enum MarketVerb {
    /// Open a market
    Init {
        /// Number among your markets
        #[arg(long, default_value_t = 0)]
        id: u16,
        /// The keeper's key
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        keeper: Pubkey,
        /// Where fees are swept to, for good
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        treasury: Pubkey,
        /// The fee in basis points
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(0..=1_000))]
        fee_bps: u16,
        #[command(flatten)]
        at: Where,
    },
    /// Its parameters, keeper and treasury
    Show {
        #[command(flatten)]
        at: Where,
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

    #[test]
    fn frame_ranges_come_out_sorted_and_exact() {
        let FrameList(ranges) = parse_frames("30-61x2,1-10,20").expect("ranges");
        let plain: Vec<_> = ranges.iter().map(|range| (range.first, range.last, range.step)).collect();
        assert_eq!(plain, [(1, 10, 1), (20, 20, 1), (30, 60, 2)]);
        assert_eq!(parse_frames("1-2,3-4,5"), parse_frames("1-5"), "one set of frames, one order");
        assert_eq!(parse_frames("1-9x2,2-10x2"), parse_frames("1-10"));
    }

    #[test]
    fn refuses_frames_that_are_none() {
        for text in ["", "a", "4-1", "1-4x0", "1-4,3", "1--4", "1-99999999", "1-4,2-8x2"] {
            assert!(parse_frames(text).is_err(), "{text}");
        }
    }
}
