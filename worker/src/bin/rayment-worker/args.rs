//! Flags and environment into a configuration.

use std::{fs, num::NonZero, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use clap::{Parser, Subcommand};
use rayment_client::{Chain, chain::ws_beside, money::parse_sol, wallet};
use rayment_core::money::Terms;
use rayment_service::key;
use rayment_worker::{BUDGET, Config, Given, MAX_BOND_RATIO};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use thiserror::Error;

use crate::{blender::BlenderArgs, engines::UseBlender};

/// The prices where neither a flag nor the chain says otherwise: 0.001 SOL a frame, 0.0001 SOL a second,
/// 0.01 SOL a gigabyte.
const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 0 };
const PAUSE: Duration = Duration::from_secs(2);

/// Sells this machine's time in a Rayment market: claims jobs, renders them, delivers, is paid.
#[derive(Parser)]
#[command(name = "rayment-worker", version, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The market to work in
    #[arg(long, env = "RAYMENT_MARKET", value_name = "ADDRESS")]
    market: Option<Pubkey>,
    /// The provider's wallet: a keypair file, or an address once it is registered
    #[arg(long, env = "SOLANA_WALLET", value_name = "FILE|ADDRESS")]
    wallet: Option<String>,
    /// Where the node answers
    #[arg(
        long,
        env = "RAYMENT_RPC_URL",
        hide_env_values = true,
        default_value = "http://127.0.0.1:8899",
        value_name = "URL"
    )]
    rpc_url: String,
    /// Where the node tells news [default: the RPC URL, one port up]
    #[arg(long, env = "RAYMENT_WS_URL", hide_env_values = true, value_name = "URL")]
    ws_url: Option<String>,
    /// Where the market's hub answers
    #[arg(long, env = "RAYMENT_HUB_URL", default_value = "http://127.0.0.1:8787", value_name = "URL")]
    hub: String,
    /// Where earnings go [default: as registered, else the wallet]
    #[arg(long, value_name = "ADDRESS")]
    payout: Option<Pubkey>,
    /// SOL for a frame [default: as registered, else 0.001]
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    price_frame: Option<u64>,
    /// SOL for a second of render time [default: as registered, else 0.0001]
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    price_second: Option<u64>,
    /// SOL for a gigabyte (10^9 bytes) of scene files [default: as registered, else 0.01]
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    price_gb: Option<u64>,
    /// The least SOL for a job [default: as registered, else 0]
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    price_minimum: Option<u64>,
    /// Jobs to work on at a time; the threads are shared out among them [default: as registered, else 1]
    #[arg(long)]
    slots: Option<NonZero<u16>>,
    /// The most SOL that a claim may lock as a bond: jobs that ask for more are left to others
    #[arg(long, value_name = "SOL", value_parser = parse_sol, default_value = "0.05")]
    max_bond: u64,
    /// The most that a bond may be, as a multiple of what the job pays
    #[arg(long, value_name = "TIMES", default_value_t = MAX_BOND_RATIO)]
    max_bond_ratio: u32,
    /// Leave jobs to others whose client has asked for no check: nobody else sees whether they were done well, and
    /// they are paid for a day after the delivery
    #[arg(long)]
    checked_only: bool,
    /// The most SOL of your earnings that may be locked in bonds at a time, which is what a stolen operator key
    /// could lose [default: 1]; on a registered provider only the provider's own key changes it
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    budget: Option<u64>,
    /// SOL that the provider locks as its stake, which no job can lose and which comes back 8 days after it is
    /// unlocked [default: what the market asks for, where that is at most 0.1]; only the provider's own key locks it
    #[arg(long, value_name = "SOL", value_parser = parse_sol)]
    stake: Option<u64>,
    /// Megabytes of memory (10^6 bytes) that jobs may take together [default: half of the machine's]
    #[arg(long, value_name = "MB")]
    max_memory: Option<NonZero<u32>>,
    /// What people see [default: this machine's name]
    #[arg(long)]
    name: Option<String>,
    /// Where this machine can be reached, if it wants to be
    #[arg(long, env = "PUBLIC_IP", value_name = "ADDRESS")]
    public_ip: Option<String>,
    /// Where unfinished work and input files lie [default: a folder of the wallet's own in the home folder]
    #[arg(long, env = "RAYMENT_WORKER_DATA", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Threads that render [default: one per processor]
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    #[command(flatten)]
    blender: UseBlender,
}

/// What else there is to do than to work.
#[derive(Subcommand)]
pub enum Verb {
    /// Set Blender up, and see what it can do here
    Blender(BlenderArgs),
}

/// Something that the worker needs and that has no default.
#[derive(Debug, Error)]
#[error("cannot start yet:\n{0}\nSee `rayment-worker --help`.")]
pub struct Missing(String);

/// Who the provider is, and who signs for it.
struct Keys {
    wallet: Option<Arc<Keypair>>,
    address: Pubkey,
    operator: Arc<Keypair>,
    /// The operator was named beside the wallet, and is not the wallet for want of another.
    operator_given: bool,
}

impl Args {
    pub async fn config(self) -> anyhow::Result<Config> {
        // From the environment only: arguments can be read by every process of the machine.
        self.configured(key::private_key().as_deref()).await
    }

    async fn configured(self, private: Option<&str>) -> anyhow::Result<Config> {
        let (market, keys) = self.required(private)?;
        let ws_url = self.ws_url.clone().unwrap_or_else(|| ws_beside(&self.rpc_url));
        let terms = self.terms(&Chain::connect(&self.rpc_url, &ws_url), &market, &keys.address).await?;
        let data_dir = match self.data_dir {
            Some(folder) => folder,
            None => default_data_dir(&keys.address).context("no home folder is known: give --data-dir")?,
        };
        let memory = self.max_memory.map(|megabytes| u64::from(megabytes.get()) * 1_000_000);
        let engines = self.blender.engines(&data_dir, memory);
        Ok(Config {
            engines,
            rpc_url: self.rpc_url,
            ws_url,
            hub_url: self.hub,
            market,
            payout: self.payout.unwrap_or(keys.address),
            given: Given {
                operator: keys.operator_given,
                payout: self.payout.is_some(),
                slots: self.slots.is_some(),
                budget: self.budget.is_some(),
            },
            max_bond: self.max_bond,
            max_bond_ratio: self.max_bond_ratio,
            checked_only: self.checked_only,
            budget: self.budget.unwrap_or(BUDGET),
            stake: self.stake,
            max_memory: memory,
            wallet: keys.wallet,
            wallet_address: keys.address,
            operator: keys.operator,
            terms,
            slots: self.slots.map_or(1, NonZero::get),
            name: self.name.unwrap_or_else(machine_name),
            endpoint: self.public_ip.filter(|text| !text.is_empty()),
            data_dir,
            poll: Duration::from_secs(2),
            threads: self.threads.or(std::thread::available_parallelism().ok()).map_or(1, NonZero::get),
        })
    }

    /// What has no default. The error names everything that is missing.
    fn required(&self, private: Option<&str>) -> anyhow::Result<(Pubkey, Keys)> {
        let mut missing = Vec::new();
        if self.market.is_none() {
            missing.push("  the market: give --market or set RAYMENT_MARKET to its address");
        }
        let keys = keys(self.wallet.as_deref().filter(|text| !text.is_empty()), private)?;
        if keys.is_none() {
            missing.push(
                "  the provider's key: set SOLANA_WALLET to a keypair file, or SOLANA_PRIVATE_KEY to the \
                 key of the operator in base58 (and SOLANA_WALLET to the provider's address, if that is another)",
            );
        }
        match (self.market, keys) {
            (Some(market), Some(keys)) => Ok((market, keys)),
            _ => Err(Missing(missing.join("\n")).into()),
        }
    }

    /// Prices given as flags; else those on chain; else the defaults.
    async fn terms(&self, chain: &Chain, market: &Pubkey, wallet: &Pubkey) -> anyhow::Result<Terms> {
        let given = (self.price_frame, self.price_second, self.price_gb, self.price_minimum);
        let base = match given {
            (Some(_), Some(_), Some(_), Some(_)) => TERMS,
            _ => registered_terms(chain, market, wallet).await?.unwrap_or(TERMS),
        };
        let (per_frame, per_second, per_gb, minimum) = given;
        Ok(Terms {
            per_frame: per_frame.unwrap_or(base.per_frame),
            per_second: per_second.unwrap_or(base.per_second),
            per_gb: per_gb.unwrap_or(base.per_gb),
            minimum: minimum.unwrap_or(base.minimum),
        })
    }
}

/// Waits for a node that is down.
async fn registered_terms(chain: &Chain, market: &Pubkey, wallet: &Pubkey) -> anyhow::Result<Option<Terms>> {
    loop {
        match chain.provider(market, wallet).await {
            Ok(provider) => return Ok(provider.map(|provider| provider.state.terms)),
            Err(error) if error.is_transient() => tracing::warn!(%error, "waiting for the node"),
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A keypair file is the provider's own key; a private key beside it, or beside an address, is the
/// operator's; alone, it is both.
fn keys(wallet: Option<&str>, private: Option<&str>) -> anyhow::Result<Option<Keys>> {
    let private = private.map(key::parse).transpose()?.map(Arc::new);
    let Some(text) = wallet else {
        return Ok(private.map(|key| Keys {
            wallet: Some(key.clone()),
            address: key.pubkey(),
            operator: key,
            operator_given: false,
        }));
    };
    if let Ok(address) = text.parse::<Pubkey>() {
        return Ok(private.map(|key| Keys {
            wallet: (key.pubkey() == address).then(|| key.clone()),
            address,
            operator: key,
            operator_given: false,
        }));
    }
    let own =
        Arc::new(wallet::read(text.as_ref()).context("SOLANA_WALLET is no address, so it must be a keypair file")?);
    let operator_given = private.is_some();
    let operator = private.unwrap_or_else(|| own.clone());
    Ok(Some(Keys { address: own.pubkey(), wallet: Some(own), operator, operator_given }))
}

fn default_data_dir(wallet: &Pubkey) -> Option<PathBuf> {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.or_else(|| Some(std::env::home_dir()?.join(".local/share")))?;
    Some(data.join("rayment").join("worker").join(wallet.to_string()))
}

fn machine_name() -> String {
    let name = fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "worker".into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use rayment_worker::MAX_BOND;

    use super::*;

    fn base58(key: &Keypair) -> String {
        key.to_base58_string()
    }

    #[test]
    fn without_anything_says_what_is_missing() {
        let args = Args::try_parse_from(["rayment-worker"]).unwrap();
        let args = Args { market: None, wallet: None, ..args };
        let said = args.required(None).err().unwrap().to_string();
        assert!(said.contains("--market") && said.contains("SOLANA_WALLET"), "{said}");
    }

    #[test]
    fn a_private_key_alone_is_wallet_and_operator() {
        let key = Keypair::new();
        let keys = keys(None, Some(&base58(&key))).unwrap().unwrap();
        assert_eq!((keys.address, keys.operator.pubkey()), (key.pubkey(), key.pubkey()));
        assert!(keys.wallet.is_some() && !keys.operator_given);
    }

    #[test]
    fn a_private_key_beside_an_address_is_the_operators() {
        let (key, wallet) = (Keypair::new(), Keypair::new().pubkey());
        let keys = keys(Some(&wallet.to_string()), Some(&base58(&key))).unwrap().unwrap();
        assert_eq!((keys.address, keys.operator.pubkey()), (wallet, key.pubkey()));
        assert!(keys.wallet.is_none());
    }

    #[test]
    fn a_private_key_beside_a_keypair_file_is_the_operators() {
        let folder = tempfile::tempdir().unwrap();
        let (own, key, path) = (Keypair::new(), Keypair::new(), folder.path().join("wallet.json"));
        wallet::create(&path, &own).unwrap();
        let keys = keys(path.to_str(), Some(&base58(&key))).unwrap().unwrap();
        assert_eq!((keys.address, keys.operator.pubkey()), (own.pubkey(), key.pubkey()));
        assert_eq!(keys.wallet.map(|key| key.pubkey()), Some(own.pubkey()));
        assert!(keys.operator_given);
        let alone = super::keys(path.to_str(), None).unwrap().unwrap();
        assert_eq!((alone.operator.pubkey(), alone.operator_given), (own.pubkey(), false));
    }

    #[tokio::test]
    async fn only_what_was_named_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wallet.json");
        wallet::create(&path, &Keypair::new()).unwrap();
        let (market, payout) = (Keypair::new().pubkey().to_string(), Keypair::new().pubkey().to_string());
        let plain = ["rayment-worker", "--market", &market, "--wallet", path.to_str().unwrap()];
        // All four, so that no node is asked.
        let priced = ["--price-frame", "1", "--price-second", "1", "--price-gb", "1", "--price-minimum", "1"];
        let config = async |more: &[&str]| {
            let args = Args::try_parse_from([&plain, priced.as_slice(), more].concat()).unwrap();
            args.configured(None).await.unwrap()
        };
        let restarted = config(&[]).await;
        assert_eq!(restarted.given, Given::default());
        assert_eq!((restarted.max_bond, restarted.max_bond_ratio), (MAX_BOND, MAX_BOND_RATIO));
        assert_eq!((restarted.budget, restarted.max_memory, restarted.checked_only), (BUDGET, None, false));
        let kept = ["--payout", &payout, "--slots", "3", "--budget", "0.5"];
        let limits = ["--max-bond", "0.2", "--max-bond-ratio", "20", "--max-memory", "500", "--checked-only"];
        let named = config(&[kept.as_slice(), &limits].concat()).await;
        assert_eq!(named.given, Given { operator: false, ..Given::ALL });
        assert_eq!((named.payout.to_string(), named.slots, named.budget), (payout, 3, 500_000_000));
        assert_eq!((named.max_bond, named.max_bond_ratio), (200_000_000, 20));
        assert_eq!((named.max_memory, named.checked_only), (Some(500_000_000), true));
    }

    #[test]
    fn a_wrong_key_is_never_repeated() {
        let secret = "5xSecretThatIsNoKey";
        let said = format!("{:#}", keys(None, Some(secret)).err().unwrap());
        assert!(!said.contains(secret) && said.contains("SOLANA_PRIVATE_KEY"), "{said}");
    }
}
